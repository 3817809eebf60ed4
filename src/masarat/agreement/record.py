"""The state of all agreements of a journal: what was taken, when, in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

from masarat.agreement.contents import LIST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import TypeAlias

    from masarat.agreement.acts import Act
    from masarat.agreement.contents import Content, Listing
    from masarat.agreement.parties import Draft

    Key: TypeAlias = tuple[str, ...]

_WIDE = 16


@dataclass(frozen=True, slots=True)
class Marks:
    """A set of texts. With one more, it shares all but one of its 256 shards with what it was."""

    shards: tuple[tuple[frozenset[str], ...], ...] = ((frozenset(),) * _WIDE,) * _WIDE

    def __contains__(self, text: str) -> bool:
        row, column = divmod(crc32(text.encode()) % _WIDE**2, _WIDE)
        return text in self.shards[row][column]

    def with_(self, text: str) -> Marks:
        """Return the set with `text`."""
        row, column = divmod(crc32(text.encode()) % _WIDE**2, _WIDE)
        shards = self.shards[row]
        shard = shards[column] | {text}
        shards = (*shards[:column], shard, *shards[column + 1 :])
        return Marks((*self.shards[:row], shards, *self.shards[row + 1 :]))


@dataclass(frozen=True, slots=True)
class Taken:
    """An act as the journal took it: in the entry with this sequence, at its time.

    `party` is that of its signatory.
    """

    act: Act
    party: str
    at: datetime
    sequence: int

    @property
    def digest(self) -> str:
        """The act's digest."""
        return self.act.digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One revision: the digest of each detail.

    `since` says of each detail from which revision on it has had this digest without a break:
    sign-offs of that revision and later ones are on this content.
    """

    number: int
    taken: Taken
    details: Mapping[str, str]
    since: Mapping[str, int]


_SUBJECTS: Mapping[str, Callable[[Act], Key]] = {
    "tabled": lambda _: (),
    "position": lambda act: (act["detail"], act.by),
    "consultation-called": lambda act: (act["consultation"],),
    "consultation-postponed": lambda act: (act["consultation"],),
    "consultation-held": lambda act: (act["consultation"],),
    "sign-off": lambda act: (act["detail"], act.by),
    "withdrawn": lambda act: (act.by,),
    "suspended": lambda act: (act.digest,),
    "guarantee-renewed": lambda act: (act["suspension"],),
    "departed": lambda act: (act["convoy"],),
    "arrived": lambda act: (act["convoy"],),
    "turned-back": lambda act: (act["convoy"],),
    "counted": lambda act: (act["convoy"],),
    "received": lambda act: (act.by,),
}


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One agreement as the journal has it.

    `log` holds every act taken, by kind and then by what it is about (a detail and a signatory, a
    convoy, a suspension's digest ...), in the order of the journal. `dates` say who made an act
    when: only an act of the same signatory and time can be the same. `contents` are what the gate
    reads of each content, by digest; `corridors`, `convoys` and `groups` all that any revision had.
    """

    draft: Draft
    drafted: datetime
    revisions: tuple[Revision, ...] = ()
    contents: Mapping[str, Content] = field(default_factory=dict)
    corridors: frozenset[str] = frozenset()
    convoys: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    log: Mapping[str, Mapping[Key, tuple[Taken, ...]]] = field(default_factory=dict)
    dates: Marks = field(default_factory=Marks)

    @property
    def id(self) -> str:
        """The agreement's id."""
        return self.draft.agreement

    @property
    def revision(self) -> Revision | None:
        """The current revision."""
        return self.revisions[-1] if self.revisions else None

    def taken(self, kind: str, *key: str) -> tuple[Taken, ...]:
        """Return the acts of `kind` about `key`, in the order of the journal."""
        return self.log.get(kind, {}).get(key, ())

    def all_taken(self, kind: str) -> tuple[Taken, ...]:
        """Return all acts of `kind`, in the order of the journal."""
        every = (taken for about in self.log.get(kind, {}).values() for taken in about)
        return tuple(sorted(every, key=lambda taken: taken.sequence))

    def content(self, revision: Revision, detail: str) -> Content:
        """Return the content of a detail in a revision."""
        return self.contents[revision.details[detail]]

    def listing(self, revision: Revision) -> Listing:
        """Return the list of a revision: its details, groups and waivers."""
        listing = self.content(revision, LIST).listing
        if listing is None:  # pragma: no cover  (T6: the list's content is a list)
            raise AssertionError
        return listing

    def has(self, act: Act) -> bool:
        """Whether this very act was taken."""
        return _date(act) in self.dates and any(
            taken.act.time == act.time and taken.digest == act.digest
            for taken in self.taken(act.kind, *_SUBJECTS[act.kind](act))
        )

    def with_taken(self, taken: Taken) -> Agreement:
        """Return the agreement with one more act in its log."""
        kind, key = taken.act.kind, _SUBJECTS[taken.act.kind](taken.act)
        about = self.log.get(kind, {})
        log = {**self.log, kind: {**about, key: (*about.get(key, ()), taken)}}
        dates = self.dates.with_(_date(taken.act))
        return Agreement(**{**vars(self), "log": log, "dates": dates})  # half the time of replace


def _date(act: Act) -> str:
    return f"{act.time.timestamp():.0f} {act.by}"


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A carried entry without effect, because the law refuses it on this copy, and why."""

    sequence: int
    clause: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Every agreement of a journal after its entry `sequence`, taken at `time`."""

    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    not_carried: tuple[NotCarried, ...] = ()
    sequence: int = 0
    time: datetime | None = None
