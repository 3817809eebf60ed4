"""docs/gate.md is the law: its clauses, kinds of act and mutants are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from masarat.agreement.acts import KINDS
from masarat.agreement.clauses import LAW

PAGE = (Path(__file__).parents[2] / "docs" / "gate.md").read_text(encoding="utf-8")


def test_the_page_says_each_clause_in_the_words_of_the_code() -> None:
    said = dict(re.findall(r"^\| ([A-Z]\d) \| (.*) \|$", PAGE, flags=re.MULTILINE))
    assert said == dict(LAW.by_id)


def test_the_page_lists_every_mutant() -> None:
    assert f"the {len(LAW.by_id)} laws that lack one of\n{', '.join(LAW.by_id)}." in PAGE


def test_the_page_names_every_kind_of_act_and_its_members() -> None:
    rows = dict(re.findall(r"^\| (`[^|]+`) \| (.*) \|$", PAGE, flags=re.MULTILINE))
    by_kind = {kind: rows[row] for row in rows for kind in re.findall(r"`([^`]+)`", row)}
    for kind, schema in KINDS.items():
        missing = [member for member in schema if member not in by_kind[kind]]
        assert not missing, (kind, missing)
