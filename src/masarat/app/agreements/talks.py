"""Consultations: called, postponed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from masarat.app.agreements.doing import current, known_detail
from masarat.app.agreements.moving import expected

if TYPE_CHECKING:
    from masarat.agreement.record import Agreement, State
    from masarat.app.agreements.desk import Acting
    from masarat.app.agreements.doing import Body, Make

    Window = tuple[str, str, str]


def called(
    consultation: str,
    place: str,
    window: Window,
    who_and_what: tuple[list[str] | None, list[str] | None],
) -> Make:
    """Return what calls a consultation.

    Parameters
    ----------
    window
        From when, to when, and the same in words.
    who_and_what
        Details on the agenda and parties that take part; without parties, all of them.
    """
    agenda, participants = who_and_what

    def make(state: State, agreement: Agreement, who: Acting) -> list[Body]:
        about = [known_detail(current(agreement), detail) for detail in agenda or ()]
        parties = participants or [party.id for party in agreement.draft.parties]
        return list(
            expected(
                "consultation-called",
                window[:2],
                consultation=consultation,
                place=place,
                agenda=about,
                participants=parties,
                expected=window[2],
            )(state, agreement, who)
        )

    return make


def postponed(consultation: str, window: Window, reason: str) -> Make:
    """Return what postpones a consultation."""
    said = {"consultation": consultation, "reason": reason, "expected": window[2]}
    return expected("consultation-postponed", window[:2], **said)
