"""The languages of everything that people read."""

from __future__ import annotations

LANGUAGES = ("ar", "en", "ru")
