"""scenario.yaml: YAML 1.2, every scalar kept as it was typed, with its line."""

# ruff: noqa: ANN401  (ruamel's nodes have no common type with these fields)

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from masarat.core.errors import Fault, ScenarioError
from masarat.scenario.cells import as_seen, is_clean, split
from masarat.scenario.raw import Cell, find_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEEPEST = 4
_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Where lines of YAML end."""


def read_settings(text: str, name: str) -> tuple[dict[str, tuple[Cell, ...]], list[Fault]]:
    """Read the text of scenario.yaml as cells by dotted key.

    Scalars stay text (`14:00` is never a number); a list gives several cells for one key.

    Raises
    ------
    ScenarioError
        If the text is no YAML, or has no keys.
    """
    root = _compose(text, name)
    if root is None:
        return {}, []
    if root.id != "mapping":
        raise ScenarioError(
            [Fault(file=name, row=1, expected="keys with values, such as title: ...")]
        )
    settings: dict[str, tuple[Cell, ...]] = {}
    faults: list[Fault] = []
    for key, row, cells, fault in _walk(root, "", name, 0):
        if fault is not None:
            faults.append(fault)
        elif key in settings:
            faults.append(Fault(file=name, row=row, field=key, expected="each key once"))
        else:
            settings[key] = cells
    return plain_titles(settings), faults


def _compose(text: str, name: str) -> Any:
    from ruamel.yaml import YAML  # noqa: PLC0415  (only readers of scenarios pay for it)
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415

    yaml = YAML(typ="rt", pure=True)
    try:
        node = yaml.compose(text)
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        fault = Fault(file=name, row=line, expected="text without control characters")
        raise ScenarioError([fault]) from error
    except YAMLError as error:
        raise ScenarioError([_malformed(text, name, error)]) from error
    except (ValueError, RecursionError, AttributeError, TypeError, LookupError) as error:
        hint = "nested too deeply" if isinstance(error, RecursionError) else ""
        raise ScenarioError([Fault(file=name, expected="YAML", hint=hint)]) from error
    return node


def _malformed(text: str, name: str, error: Any) -> Fault:
    """Return the fault of text that is no YAML, in words for those who do not know YAML."""
    problem = str(getattr(error, "problem", None) or "")
    mark = getattr(error, "problem_mark", None)
    if "expected ':'" in problem:  # the parser gives up one line too late
        mark = getattr(error, "context_mark", None) or mark
    if mark is None:
        return Fault(file=name, expected="YAML", hint=problem)
    line = [*_LINE_BREAK.split(text), ""][mark.line].rstrip()
    expected, hint = _plainly(problem, line, mark.column), ""
    if not expected:
        expected, hint = "YAML", problem
    return Fault(
        file=name, row=mark.line + 1, found=line.strip()[:80], expected=expected, hint=hint
    )


def _plainly(problem: str, line: str, column: int) -> str:
    """Say what the parser expected of a line; nothing if only its own words will do."""
    if "\\t" in problem or "\t" in line[: len(line) - len(line.lstrip())]:
        return "spaces at the start of the line, not a tab"
    if "expected ':'" in problem:
        return "a colon and a space behind the key: key: value"
    if "mapping values" in problem and ": " in line[:column]:
        return "quotes around text with a colon in it"
    if "mapping values" in problem or "block" in problem:
        return "as many spaces at the start of the line as in the lines beside it"
    return ""


_Found = tuple[str, int, tuple[Cell, ...], Fault | None]


def _walk(node: Any, prefix: str, name: str, depth: int) -> Iterator[_Found]:
    for key_node, value_node in node.value:
        row = key_node.start_mark.line + 1
        key = f"{prefix}{as_seen(key_node.value)}" if key_node.id == "scalar" else ""
        if not key or depth >= DEEPEST or not is_clean(key):
            yield key, row, (), Fault(file=name, row=row, expected="a plain key")
        elif value_node.id == "mapping":
            yield from _inside(value_node, key, name, depth)
        elif value_node.id == "scalar":
            yield _scalar(value_node, key, row, name)
        else:
            yield _sequence(value_node, key, row, name)


def _inside(node: Any, key: str, name: str, depth: int) -> Iterator[_Found]:
    row = node.start_mark.line + 1
    if find_key(key) is not None:
        fault = Fault(file=name, row=row, field=key, expected="a value, not keys below it")
        yield key, row, (), fault
    else:
        yield from _walk(node, f"{key}.", name, depth + 1)


def _scalar(node: Any, key: str, row: int, name: str) -> _Found:
    text = "" if node.style is None and node.value in {"~", "null"} else str(node.value).strip()
    row = node.start_mark.line + 1 if node.value else row
    if not is_clean(text):
        fault = Fault(file=name, row=row, field=key, expected="text without control characters")
        return key, row, (), fault
    return key, row, (Cell(text, name, row),), None


def _sequence(node: Any, key: str, row: int, name: str) -> _Found:
    spec = find_key(key)
    if spec is not None and not spec.many:
        return key, row, (), Fault(file=name, row=row, field=key, expected="one value, not a list")
    cells = []
    for item in node.value:
        if item.id != "scalar" or not is_clean(str(item.value)):
            line = item.start_mark.line + 1
            return key, line, (), Fault(file=name, row=line, field=key, expected="a plain value")
        cells.append(Cell(str(item.value).strip(), name, item.start_mark.line + 1))
    return key, row, tuple(cells) or (Cell("", name, row),), None


def plain_titles(settings: dict[str, tuple[Cell, ...]]) -> dict[str, tuple[Cell, ...]]:
    """Give a title or description without languages the scenario's main language."""
    languages = settings.get("languages", ())
    main = next((code for cell in languages for code in split(cell.text)), "en")
    return {
        (f"{key}.{main}" if key in {"title", "description"} else key): cells
        for key, cells in settings.items()
        if key not in {"title", "description"} or any(cell.text for cell in cells)
    }


def write_settings(settings: Iterable[tuple[str, list[str] | str]]) -> str:
    """Return dotted keys with their text as YAML 1.2."""
    from ruamel.yaml import YAML  # noqa: PLC0415

    tree: dict[str, Any] = {}
    for key, value in settings:
        parts = key.split(".")
        place = tree
        for part in parts[:-1]:
            place = place.setdefault(part, {})
        place[parts[-1]] = _number(value) if isinstance(value, str) else value
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 4096  # one line a value: folding would lose spaces
    buffer = io.StringIO()
    yaml.dump(tree, buffer)
    return buffer.getvalue()


def _number(text: str) -> str | int | float:
    """Return numbers as such where they are written back the same, to spare the reader quotes."""
    if re.fullmatch(r"[0-9]{1,15}", text) and str(int(text)) == text:
        return int(text)
    if re.fullmatch(r"[0-9]{1,9}\.[0-9]{1,6}", text) and repr(float(text)) == text:
        return float(text)
    return text
