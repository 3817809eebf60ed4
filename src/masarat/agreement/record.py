"""The state of all agreements of a journal: what was taken, when, in which order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from masarat.agreement.contents import LIST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from typing import TypeAlias

    from masarat.agreement.acts import Act
    from masarat.agreement.contents import Content, Listing
    from masarat.agreement.parties import Draft

    Key: TypeAlias = tuple[str, ...]

_SHARDS = 256


@dataclass(frozen=True, slots=True)
class Marks:
    """A set of digests. With one more, it shares all but one shard with what it was."""

    shards: tuple[frozenset[str], ...] = (frozenset(),) * _SHARDS

    def __contains__(self, digest: str) -> bool:
        return digest in self.shards[int(digest[:2], 16)]

    def __len__(self) -> int:
        return sum(map(len, self.shards))

    def with_(self, digest: str) -> Marks:
        """Return the set with `digest`."""
        place = int(digest[:2], 16)
        shards = list(self.shards)
        shards[place] |= {digest}
        return Marks(tuple(shards))


@dataclass(frozen=True, slots=True)
class Taken:
    """An act as the journal took it: in the entry with this sequence, at its time.

    `party` is that of its signatory, `digest` that of the act.
    """

    act: Act
    digest: str
    party: str
    at: datetime
    sequence: int


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


def _subject(act: Act, digest: str) -> Key:
    return _SUBJECTS[act.kind](act, digest)


_SUBJECTS: Mapping[str, Callable[[Act, str], Key]] = {
    "tabled": lambda _act, _digest: (),
    "position": lambda act, _digest: (act["detail"], act.by),
    "consultation-called": lambda act, _digest: (act["consultation"],),
    "consultation-postponed": lambda act, _digest: (act["consultation"],),
    "consultation-held": lambda act, _digest: (act["consultation"],),
    "sign-off": lambda act, _digest: (act["detail"], act.by),
    "withdrawn": lambda act, _digest: (act.by,),
    "suspended": lambda _act, digest: (digest,),
    "guarantee-renewed": lambda act, _digest: (act["suspension"],),
    "departed": lambda act, _digest: (act["convoy"],),
    "arrived": lambda act, _digest: (act["convoy"],),
    "turned-back": lambda act, _digest: (act["convoy"],),
    "counted": lambda act, _digest: (act["convoy"],),
    "received": lambda act, _digest: (act.by,),
}


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One agreement as the journal has it.

    `log` holds every act taken, by kind and then by what it is about (a detail and a signatory, a
    convoy, a suspension's digest ...), in the order of the journal. `acts` are their digests,
    `contents` what the gate reads of each content, by digest, `corridors` and `convoys` all that
    any revision had.
    """

    draft: Draft
    drafted: datetime
    revisions: tuple[Revision, ...] = ()
    contents: Mapping[str, Content] = field(default_factory=dict)
    corridors: frozenset[str] = frozenset()
    convoys: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    log: Mapping[str, Mapping[Key, tuple[Taken, ...]]] = field(default_factory=dict)
    acts: Marks = field(default_factory=Marks)

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
        if listing is None:  # pragma: no cover  (T5: the list's content is a list)
            raise AssertionError
        return listing

    def with_taken(self, taken: Taken) -> Agreement:
        """Return the agreement with one more act in its log."""
        kind, key = taken.act.kind, _subject(taken.act, taken.digest)
        about = self.log.get(kind, {})
        log = {**self.log, kind: {**about, key: (*about.get(key, ()), taken)}}
        return replace(self, log=log, acts=self.acts.with_(taken.digest))


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
