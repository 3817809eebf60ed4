"""Reasons in the reader's language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import masarat
from masarat.publish.reasons import reason_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from masarat.publish import Edition

PLANNER = Path(masarat.__file__).parent / "planning" / "reasons.py"


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (
            "no corridor from school reaches camp, depot",
            "لا يصل أي ممر من المدرسة إلى المخيم، depot.",
        ),
        ("no vehicle takes a unit of 5 people together", "لا تتسع أي مركبة لوحدة من 5 معًا."),
        (
            "no vehicle class has room for the need 'stretcher'",
            "لا مكان في أي صنف من المركبات للحاجة: نقالة.",
        ),
        (
            "they go to one destination, and none of theirs (camp, depot) has room for all 20",
            (
                "يذهبون جميعًا إلى وجهة واحدة، ولا تتسع لهم كلهم (20) أي من الوجهات المسموحة لهم"
                " (المخيم، depot)."
            ),
        ),
        (
            "the groups of 'kin' go to one destination; none (camp) has room for 20",
            (
                "تذهب مجموعات «kin» جميعها إلى وجهة واحدة، ولا تتسع لهم كلهم (20) أي من الوجهات"
                " المسموحة لها جميعًا (المخيم)."
            ),
        ),
        (
            "no vehicle that can carry them serves a corridor from school to camp, depot",
            "لا تعمل أي مركبة قادرة على نقلهم على ممر من المدرسة إلى المخيم، depot.",
        ),
        (
            "no corridor from school to camp has an escort team",
            "لا يوجد فريق مرافقة لأي ممر من المدرسة إلى المخيم.",
        ),
        (
            "their vehicles come back for no second trip and are too few, as groups share none",
            "مركباتهم لا تعود لرحلة ثانية، وعددها لا يكفي، إذ لا تتشارك مجموعتان مركبة واحدة.",
        ),
        ("a new reason", "a new reason"),
    ],
)
def test_known_reasons_are_translated_and_others_shown(
    small_edition: Callable[[str], Edition],
    reason: str,
    expected: str,
) -> None:
    written = reason_words(small_edition("ar"), reason)
    assert "".join(c for c in written if c not in "\u2067\u2068\u2069") == expected


def test_every_reason_of_the_planner_is_known(small_edition: Callable[[str], Edition]) -> None:
    edition = small_edition("ru")
    written = re.findall(r'return f?"(.+)"$', PLANNER.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(written) > 5
    for template in written:
        reason = re.sub(r"\{[^}]*\}", "5", template)
        assert reason_words(edition, reason) != reason, template
