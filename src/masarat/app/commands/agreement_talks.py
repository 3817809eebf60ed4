"""`masarat agreement position`, `consult`, `postpone`, `held` and `receive`."""

from dataclasses import dataclass
from typing import Literal

from cyclopts import Parameter

from masarat.app.commands.agreement_options import Signing
from masarat.app.exits import Exit
from masarat.app.terminal import say

Stance = Literal["accept", "accept-in-principle", "reject", "reserve"]


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """Where people meet, with whom, on what.

    Parameters
    ----------
    place
        Where.
    agenda
        Detail that it is about. Repeat it for more.
    participant
        Party that takes part. Repeat it for more; without any, all.
    """

    place: str
    agenda: list[str] | None = None
    participant: list[str] | None = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When people are expected to meet.

    Parameters
    ----------
    window
        From when to when it is expected.
    expected
        The same in words, as people said it.
    """

    window: tuple[str, str]
    expected: str = ""


def position(
    stance: Stance, detail: str | None = None, /, *, reason: str = "", signing: Signing
) -> int:
    """State a position on a detail, or on the revision as a whole.

    It signs nothing: a party that accepts still has to sign.

        masarat agreement position accept-in-principle --as first-head
        masarat agreement position reject timetable/fuah --as second-head

    Parameters
    ----------
    stance
        What the party thinks of it.
    detail
        Which detail; without one, the revision as a whole.
    reason
        Why.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, stated, who

    done = do(who(signing), stated(stance.replace("-", " "), detail, reason))
    say(done_lines(done, signing.out))
    return Exit.DONE


def consult(
    consultation: str,
    /,
    *,
    meeting: Meeting,
    window: Window,
    signing: Signing,
) -> int:
    r"""Call a consultation: where, with whom, on what, when it is expected.

    The window is kept as two times, and in the words in which it was said.

        masarat agreement consult geneva-1 --place Geneva --as guarantor-head \
            --window "2016-12-06 18:00" "2016-12-07 12:00" \
            --expected "Tuesday evening or Wednesday morning"

    Parameters
    ----------
    consultation
        What it is called.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, who
    from masarat.app.agreements.talks import called

    when = (*window.window, window.expected)
    make = called(consultation, meeting.place, when, (meeting.agenda, meeting.participant))
    say(done_lines(do(who(signing), make), signing.out))
    return Exit.DONE


def postpone(
    consultation: str,
    /,
    *,
    reason: str,
    window: Window,
    signing: Signing,
) -> int:
    r"""Postpone a consultation.

    Who postponed it and why is kept, and when it is expected now.

        masarat agreement postpone geneva-1 --as second-head \
            --window "2016-12-07 18:00" "2016-12-08 12:00" --reason "no time"

    Parameters
    ----------
    consultation
        Which one.
    reason
        Why.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, who
    from masarat.app.agreements.talks import postponed

    make = postponed(consultation, (*window.window, window.expected), reason)
    say(done_lines(do(who(signing), make), signing.out))
    return Exit.DONE


def held(consultation: str, /, *, outcome: str, at: str | None = None, signing: Signing) -> int:
    """Say that a consultation was held.

    Its outcome is kept in words. It signs nothing.

        masarat agreement held geneva-1 --outcome "routes agreed" --as first-head

    Parameters
    ----------
    consultation
        Which one.
    outcome
        What came of it.
    at
        When it was held; without it, now.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, who
    from masarat.app.agreements.moving import at_moment

    make = at_moment("consultation-held", at, consultation=consultation, outcome=outcome)
    say(done_lines(do(who(signing), make), signing.out))
    return Exit.DONE


def receive(act: str | None = None, /, *, signing: Signing) -> int:
    """Confirm receipt, for the party.

    Revisions and suspensions are to be received by everybody.

        masarat agreement receive --as second-head

    Parameters
    ----------
    act
        Digest of what was received; without one, all that this party has not confirmed.
    """
    from masarat.app.agreements.acknowledging import done_lines
    from masarat.app.agreements.doing import do, receipts, who

    say(done_lines(do(who(signing), receipts(act)), signing.out))
    return Exit.DONE
