"""The reference of every key and column, from the same specifications that readers use.

`python -m masarat.scenario.reference docs/scenario.md` makes the generated part of the page new.
"""

from __future__ import annotations

import sys
from pathlib import Path

from masarat.scenario.settings import KEYS, Key
from masarat.scenario.tables import TABLES, Column, Table

BEGIN = "<!-- generated from the specifications of tables and keys: begin -->"
END = "<!-- generated: end -->"


def help_of(column: Column) -> str:
    """Return what a column is, what it may hold and what an empty cell means."""
    empty = "required" if column.required else f"empty: {column.when_empty or 'nothing'}"
    return f"{column.about} ({column.kind.about}; {empty})"


def reference() -> str:
    """Return the reference of scenario.yaml and of all tables as Markdown."""
    parts = ["## scenario.yaml", _keys()]
    for table in TABLES:
        parts += [f"## {table.name}.csv", _about(table), _columns(table)]
    return "\n\n".join(parts)


def _keys() -> str:
    lines = ["| key | what it is | written as | when absent |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{key.name}` | {key.about} | {_kind(key)} | {_absent(key)} |".replace("*`", "LANG`")
        if key.stem in {"title", "description"}
        else f"| `{key.name}` | {key.about} | {_kind(key)} | {_absent(key)} |"
        for key in KEYS
    ]
    return "\n".join(lines)


def _kind(key: Key) -> str:
    return f"list of {key.kind.about}" if key.many else key.kind.about


def _absent(key: Key) -> str:
    return "**required**" if key.required else key.empty or "nothing"


def _about(table: Table) -> str:
    text = table.about if table.about.endswith(".") else table.about + "."
    text += " Required." if table.required else " May be left out."
    if table.named:
        text += " Has a column `name_LANG` for each language."
    keys = " and ".join(f"`{name}`" for name in table.key)
    return f"{text} Key: {keys}{', once each' if table.unique else ', several rows may share it'}."


def _columns(table: Table) -> str:
    lines = [
        "| column | what it is | written as | empty cell | HXL |",
        "| --- | --- | --- | --- | --- |",
    ]
    for column in table.columns:
        empty = "**required**" if column.required else column.when_empty or "nothing"
        hxl = f"`{column.hxl}`" if column.hxl else ""
        lines.append(
            f"| `{column.name}` | {column.about} | {column.kind.about} | {empty} | {hxl} |"
        )
    return "\n".join(lines)


def updated(page: str) -> str:
    """Return the text of a page with its generated part made new.

    Raises
    ------
    ValueError
        If the page lacks the two marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        msg = f"the page needs the marks {BEGIN!r} and {END!r}"
        raise ValueError(msg)
    return f"{before}{BEGIN}\n\n{reference()}\n\n{END}{after}"


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(updated(file.read_text(encoding="utf-8")), encoding="utf-8")
