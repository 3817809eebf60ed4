"""Folding: what a word is compared by, whatever marks and letter forms it was typed with.

Only words are folded, one at a time; a token keeps its offsets into the original, so no map from
folded to original characters is needed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALIKE = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي",
    "ک": "ك", "گ": "ك", "ی": "ي", "ې": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه", "ё": "е",
}  # fmt: skip
_DROPPED = {
    *map(chr, range(0x0610, 0x061B)),  # Koranic signs
    *map(chr, range(0x064B, 0x0660)),  # short vowels, shadda, sukun
    *map(chr, range(0x06D6, 0x06EE)),
    *map(chr, range(0x0300, 0x0370)),  # combining accents
    *map(chr, (0x0640, 0x0670, 0x061C, 0x00AD, 0xFEFF)),  # tatweel, dagger alef, marks
    *map(chr, range(0x200B, 0x2010)),  # zero width, direction marks
    *map(chr, (0x202A, 0x202B, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069)),
    *"'’‘ʼʾʿ`´",
}
_DROPPED -= set(map(chr, (0x06DD, 0x06DE, 0x06E9)))


def _table() -> dict[int, str]:
    table = {ord(letter): alike for letter, alike in _ALIKE.items()}
    table.update({ord(mark): "" for mark in _DROPPED})
    for code in range(0xC0, 0x250):  # Latin letters with accents
        base = unicodedata.normalize("NFD", chr(code))[0].casefold()
        table[code] = base
    for code in (*range(0x0660, 0x066A), *range(0x06F0, 0x06FA)):
        table[code] = str(unicodedata.digit(chr(code)))
    return table


_TABLE = _table()
MARKS = "".join(sorted(_DROPPED - set("'’‘`´")))
"""Characters that may stand inside a word and do not count."""


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return `word` without marks, in one case, letters that are typed for each other alike."""
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word).translate(_TABLE)
    return word.casefold().translate(_TABLE)


def fold_phrase(words: str) -> str:
    """Return the folded words of a lexicon's cell, joined by single spaces."""
    return " ".join(fold(word) for word in words.replace("-", " ").split())
