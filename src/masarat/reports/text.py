"""What text in a report may be: no hidden direction, no way to reach or number a person.

Each check raises `WrongTextError`, which says where the character or number stands.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_ID = 80
LONGEST_TEXT = 20_000
_FORBIDDEN_IN_ID = frozenset(';؛,،"#\\')
_OVERRIDES = {"\u202d": "left-to-right override", "\u202e": "right-to-left override"}
_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_WESTERN = {
    ord(digit): str(value)
    for row in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
    for value, digit in enumerate(row)
}
_PERSONAL = (
    ("an address for electronic mail", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("a telephone number", re.compile(r"(?<![\d.,+])(?:\+|00)[1-9][\d ()./-]{6,18}\d(?!\d)")),
    (
        "a telephone number",
        re.compile(r"(?<![\d.,:/-])(?!\d\d[ -]\d\d[ -]\d{4}\b)0\d(?:[ -]?\d){7,9}(?![\d:/-])"),
    ),
    ("a number of ten digits or more", re.compile(r"(?<![\d.,])\d{10,}(?!\d)")),
)
"""Forms of E.164 numbers with a prefix, of national ones, and of the numbers of identity papers."""


class WrongTextError(ValueError):
    """Text that a report may not hold.

    Parameters
    ----------
    expected
        The end of the sentence "expected ...".
    position
        Of the character that is wrong, counted from 1; 0 where none is.
    found
        What stands there, in words.
    """

    def __init__(self, expected: str, found: str = "", position: int = 0) -> None:
        self.expected = expected
        self.position = position
        self.found = f"{found} at character {position}" if position else found
        super().__init__(f"found {self.found}, expected {expected}" if found else expected)


def check_direction(text: str) -> None:
    """Refuse control characters, overrides of direction, and embeddings that do not end.

    Raises
    ------
    WrongTextError
        With the position of the first one.
    """
    if text.isascii() and text.isprintable():
        return
    opened: list[tuple[str, int]] = []
    for place, character in enumerate(text, 1):
        if character in _OVERRIDES:
            found = f"a {_OVERRIDES[character]} (U+{ord(character):04X})"
            raise WrongTextError("text in its own direction", found, place)
        if character in _OPENS:
            opened.append((_OPENS[character], place))
        elif character in "\u202c\u2069":
            if not opened or opened.pop()[0] != character:
                found = f"the end (U+{ord(character):04X}) of a direction that did not begin"
                raise WrongTextError("directions that begin and end", found, place)
        elif unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n":
            found = f"a control character (U+{ord(character):04X})"
            raise WrongTextError("text without control characters", found, place)
    if opened:
        raise WrongTextError("directions that begin and end", "one that does not end", opened[0][1])


def check_impersonal(text: str) -> None:
    """Refuse telephone numbers, mail addresses and numbers of identity papers (promise 10).

    Raises
    ------
    WrongTextError
        With the position of the first one; it is not repeated in the message.
    """
    if text.isascii() and "@" not in text and not any(c.isdigit() for c in text):
        return
    western = text.translate(_WESTERN)
    for what, pattern in _PERSONAL:
        if found := pattern.search(western):
            raise WrongTextError("nothing by which a person is reached", what, found.start() + 1)


def check_text(text: str) -> None:
    """Allow text of a report.

    Raises
    ------
    WrongTextError
        If it is too long, hides its direction, or holds what `check_impersonal` refuses.
    """
    if len(text) > LONGEST_TEXT:
        raise WrongTextError(f"at most {LONGEST_TEXT:,} characters", f"{len(text):,}")
    check_direction(text)
    check_impersonal(text)


def check_id(text: str) -> None:
    """Allow an id as scenarios have them: printable, in NFC, without spaces, commas or quotes.

    Raises
    ------
    WrongTextError
        If it is not one.
    """
    if not text or not text.isprintable() or " " in text or _FORBIDDEN_IN_ID & set(text):
        raise WrongTextError("an id without spaces, commas, semicolons, quotes or #")
    if len(text) > LONGEST_ID:
        raise WrongTextError(f"an id of at most {LONGEST_ID} characters")
    if not unicodedata.is_normalized("NFC", text):
        raise WrongTextError("an id in Unicode NFC")
