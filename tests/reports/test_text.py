"""Text that a report may hold, and text that would give somebody away or mislead."""

from __future__ import annotations

import pytest

from masarat.reports.text import WrongTextError, check_id, check_text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9 convoys, 6,462 people, 301 wounded",
        "05-12-2016 14 people",
        "2016-12-05 14:00",
        "from 05:00 to 06:30, 1,198 people (320 women, 301 children)",
        "308 buses, 61 ambulances, 1,231 private vehicles; 0.25 of 35 000",
        "قال \u2067نص\u2069 آخر \u200fبعلامات\u200e",  # noqa: RUF001
        "على بعد 6.8 كم من الحاجز التالي",
        "line one\nline two\tand a tab",
    ],
)
def test_what_is_allowed(text: str) -> None:
    check_text(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ask +963 944 123 456 for it", "a telephone number at character 5"),
        ("اتصل على ٠٩٤٤ ١٢٣ ٤٥٦", "a telephone number at character 10"),
        ("00963944123456", "a telephone number at character 1"),
        ("write to who@example.org", "an address for electronic mail at character 10"),
        ("identity card 01234567890", "a telephone number at character 15"),
        ("identity card 12345678901", "a number of ten digits or more at character 15"),
        ("abc\u202edef", "a right-to-left override (U+202E) at character 4"),
        ("\u202dabc", "a left-to-right override (U+202D) at character 1"),
        ("abc\u2067def", "one that does not end at character 4"),
        ("abc\u2069", "the end (U+2069) of a direction that did not begin at character 4"),
        ("bell\x07", "a control character (U+0007) at character 5"),
        ("x" * 20_001, "20,001"),
    ],
)
def test_what_is_refused(text: str, found: str) -> None:
    with pytest.raises(WrongTextError) as raised:
        check_text(text)
    assert raised.value.found == found


@pytest.mark.parametrize("text", ["", "two words", "a,b", 'a"b', "a;b", "x" * 81, "e\u0301", "a\n"])
def test_what_is_no_id(text: str) -> None:
    with pytest.raises(WrongTextError):
        check_id(text)
