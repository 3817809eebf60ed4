"""The text of an article: from bytes in a known encoding, and fit to be read."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from masarat.core.errors import Fault, InputError

if TYPE_CHECKING:
    from pathlib import Path

SIZE_LIMIT = 32 * 2**20
"""Largest article that is read, in bytes."""

_OVERRIDES = re.compile("[\u202d\u202e]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_HTML = re.compile(
    r"<(?:!doctype html|html|head|body|div|span|script|style|table|p|a|ul|li|h[1-6]|meta|link|img)"
    r"(?=[\s>/])",
    re.IGNORECASE,
)
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z]")
_SAMPLE = 200_000
_SUSPECTS = {"cp1256": _ARABIC, "iso-8859-6": _ARABIC, "cp1251": _CYRILLIC, "koi8-r": _CYRILLIC}
_COMMON = {  # words that every page of the language has, to tell one encoding from another
    "cp1256": ("ال", "من", "في"),
    "iso-8859-6": ("ال", "من", "في"),
    "cp1251": ("ст", "но", "то", "ов"),
    "koi8-r": ("ст", "но", "то", "ов"),
}


def read_text(path: Path, encoding: str | None = None) -> str:
    """Read the article at `path`; line ends stay as they are, a byte order mark does not count.

    Parameters
    ----------
    path
        File.
    encoding
        Its encoding; None: UTF-8, or UTF-16 with a byte order mark.

    Raises
    ------
    InputError
        If it is too large, in another encoding, or not fit to be read (see `check`).
    """
    name = path.name
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        found = f"{size / 2**20:,.1f} MB"
        raise InputError(
            [Fault(file=name, found=found, expected=f"at most {SIZE_LIMIT // 2**20} MB")]
        )
    return decode(path.read_bytes(), name, encoding)


def decode(data: bytes, name: str, encoding: str | None = None) -> str:
    """Decode an article.

    Raises
    ------
    InputError
        If the bytes are not in `encoding` (or in UTF-8); names the encoding they seem to be in.
    """
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            expected = "an encoding such as utf-8, cp1256 or cp1251"
            raise InputError(
                [Fault(file=name, field="--encoding", found=encoding, expected=expected)]
            ) from None
    used = encoding or ("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    if encoding is None and used != "utf-16" and (wide := _wide(data)):
        expected = "text in UTF-8, or UTF-16 with a byte order mark"
        hint = f"say --encoding {wide}"
        raise InputError([Fault(file=name, found=wide, expected=expected, hint=hint)])
    try:
        return data.decode(used)
    except (UnicodeError, ValueError) as error:
        raise InputError([_encoding_fault(data, name, used, error)]) from error


def _encoding_fault(data: bytes, name: str, used: str, error: Exception) -> Fault:
    at = error.start if isinstance(error, UnicodeDecodeError) else 0
    suspect = suspected(data)
    shown = "bytes " + data[at : at + 8].hex(" ")
    hint = f"it looks like {suspect}: say --encoding {suspect}" if suspect else ""
    expected = f"text in {used.removesuffix('-sig').upper()}"
    row = data[:at].count(b"\n") + 1
    return Fault(file=name, row=row, found=shown, expected=expected, hint=hint)


def suspected(data: bytes) -> str:
    """Return the encoding that makes `data` read most like Arabic or Russian, or nothing."""
    sample = data[:_SAMPLE]
    best, name = 0.0, ""
    for encoding, letters in _SUSPECTS.items():
        text = sample.decode(encoding, errors="replace")
        share = len(letters.findall(text)) / max(1, len(text))
        common = sum(text.count(word) for word in _COMMON[encoding]) / max(1, len(text))
        capitals = sum(c.isupper() for c in text) / max(1, len(text))
        score = share + 10 * common - 2 * capitals
        if share > 0.2 and score > best:  # noqa: PLR2004  (a fifth of the text is letters of it)
            best, name = score, encoding
    return name


def _wide(data: bytes) -> str:
    """Return UTF-16 and its order, if every second byte is one that leads letters there."""
    sample = data[:_SAMPLE]
    for order, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if len(high) > 1 and 2 * sum(map(high.count, b"\0\x04\x06")) > len(high):
            return order
    return ""


def check(text: str, name: str) -> None:
    """Refuse a text that cannot be read as an article.

    Raises
    ------
    InputError
        If it is empty, is HTML, or holds control or override characters: with the place.
    """
    if not text.strip():
        raise InputError([Fault(file=name, found="nothing", expected="the text of an article")])
    html = _HTML.search(text)
    if html is not None:
        hint = "save the page as text, or copy the article into a text file"
        raise InputError(
            [_at(text, name, html.start(), html.group() + "...", "plain text, not HTML", hint)]
        )
    override = _OVERRIDES.search(text)
    if override is not None:
        found = f"U+{ord(override.group()):04X}"
        expected = "no character that overrides the direction of writing"
        hint = "it makes people see other words than are there; remove it"
        raise InputError([_at(text, name, override.start(), found, expected, hint)])
    control = _CONTROL.search(text)
    if control is not None:
        found = f"U+{ord(control.group()):04X}"
        hint = (
            "UTF-16 without a byte order mark? say --encoding utf-16-le"
            if found == "U+0000"
            else ""
        )
        raise InputError(
            [_at(text, name, control.start(), found, "text without control characters", hint)]
        )


def _at(text: str, name: str, offset: int, found: str, expected: str, hint: str) -> Fault:
    row = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    where = f"character {column} (offset {offset})"
    return Fault(file=name, row=row, field=where, found=found, expected=expected, hint=hint)


def script_of(text: str) -> str:
    """Return ar, ru or en: the script that most letters of the text are of."""
    counts = {
        "ar": len(_ARABIC.findall(text)),
        "ru": len(_CYRILLIC.findall(text)),
        "en": len(_LATIN.findall(text)),
    }
    return max(counts, key=lambda code: counts[code])
