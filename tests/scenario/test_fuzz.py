"""Whatever stands in the files, readers give a scenario or a ScenarioError, never anything else."""

# ruff: noqa: E501, PT017  (a piece a word; a scenario is as good an outcome as an error)

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from masarat.core.errors import ScenarioError
from masarat.scenario import load, validate, workbook

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = [
    ",", ";", "\n", "\r\n", '"', "\t", "#", "# ", "\0", "\x07", "\ufeff", "-1", "0", "1e9", "99999999999",
    "day 99 06:00", "2016-12-15 06:00", "24:00", "06:00", "start", "end", "seat", "stay", "yes", "square",
    "hall", "=1+1", "٣", "\u200f", "{", "}", "[", "]", "&a ", "*a", "!!python/object:os.system ", "---\n",
    "? ", ": ", "- ", "| \n", "\ud7ff", "0/0", "1/3", "50%", "NaN", "inf", "based_on: .", "without:",
]  # fmt: skip
quick = settings(
    max_examples=120,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@st.composite
def mutations(draw: Callable[..., object]) -> list[tuple[int, int, str]]:
    """Cuts to make: (where in per mille, how many characters, what instead)."""
    cut = st.tuples(st.integers(0, 999), st.integers(0, 12), st.sampled_from(PIECES))
    result = draw(st.lists(cut, min_size=1, max_size=4))
    assert isinstance(result, list)
    return result


def cut_up(text: str, cuts: list[tuple[int, int, str]]) -> str:
    for where, length, piece in cuts:
        at = len(text) * where // 1000
        text = text[:at] + piece + text[at + length :]
    return text


def read_all(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        for name, data in files.items():
            (Path(place) / name).write_bytes(data)
        try:
            scenario = load(place)
        except ScenarioError as error:
            assert error.faults
            assert str(error)
            return
        validate(scenario).messages()


@quick
@given(st.data())
def test_mutated_files(small_files: dict[str, str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(small_files)))
    changed = cut_up(small_files[name], data.draw(mutations()))
    files = {**small_files, name: changed}
    read_all({file: text.encode("utf-8", "surrogatepass") for file, text in files.items()})


@quick
@given(st.data())
def test_random_bytes(small_files: dict[str, str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(small_files)))
    files = {file: text.encode() for file, text in small_files.items()}
    read_all({**files, name: data.draw(st.binary(max_size=60))})


@quick
@given(st.data())
def test_random_cells(small_files: dict[str, str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(small_files) - {"scenario.yaml"})))
    rows = [line.split(",") for line in small_files[name].splitlines()]
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[row]) - 1))
    rows[row][column] = data.draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)))
    text = "\n".join(",".join(cells) for cells in rows)
    files = {**small_files, name: text}
    read_all({file: one.encode("utf-8", "surrogatepass") for file, one in files.items()})


def packed(small_files: dict[str, str]) -> dict[str, bytes]:
    """Return the parts of the small scenario's workbook."""
    with tempfile.TemporaryDirectory() as place:
        for name, text in small_files.items():
            (Path(place) / name).write_text(text, encoding="utf-8")
        workbook.write(load(place), Path(place) / "a.xlsx")
        with ZipFile(Path(place) / "a.xlsx") as package:
            return {name: package.read(name) for name in package.namelist()}


def test_mutated_workbooks(small_files: dict[str, str]) -> None:
    parts = packed(small_files)

    @settings(quick, max_examples=80)
    @given(st.data())
    def mutate(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(n for n in parts if n.endswith((".xml", ".rels")))))
        changed = cut_up(parts[name].decode(), data.draw(mutations()))
        buffer = io.BytesIO()
        with ZipFile(buffer, "w", ZIP_STORED) as package:
            for part, content in parts.items():
                package.writestr(part, changed.encode() if part == name else content)
        read_book(buffer.getvalue())

    mutate()


def test_broken_packages(small_files: dict[str, str]) -> None:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as package:
        for part, content in packed(small_files).items():
            package.writestr(part, content)
    whole = buffer.getvalue()

    @settings(quick, max_examples=80)
    @given(st.integers(0, len(whole)), st.binary(max_size=40), st.booleans())
    def spoil(at: int, piece: bytes, short: bool) -> None:  # noqa: FBT001  (drawn)
        read_book(whole[:at] + piece + (b"" if short else whole[at + len(piece) :]))

    spoil()


def read_book(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "a.xlsx"
        path.write_bytes(content)
        try:
            load(path)
        except ScenarioError as error:
            assert str(error)
