"""The instance beside the plan survives writing and reading, and only unaltered."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from masarat.app.instance_file import read_instance, write_instance
from masarat.core.errors import PlanError
from masarat.core.windows import Window, Windows
from masarat.scenario.instance import (
    AssemblyPoint,
    Checkpoint,
    Corridor,
    Destination,
    EscortPool,
    Group,
    Instance,
    LinkedOperation,
    Need,
    VehicleClass,
)

if TYPE_CHECKING:
    from pathlib import Path

ids = st.text("abcÀإز", min_size=1, max_size=4)
minutes = st.integers(0, 5000)
windows = st.lists(
    st.tuples(minutes, st.integers(1, 600)).map(lambda pair: Window(pair[0], pair[0] + pair[1])),
    max_size=3,
).map(Windows.of)
sets = st.frozensets(ids, max_size=3)


maybe_count = st.none() | st.integers(1, 500)

groups = st.builds(
    Group,
    id=ids,
    assembly_point=ids,
    people=minutes,
    need=st.sampled_from(Need),
    priority=st.integers(1, 3),
    destinations=st.lists(ids, max_size=3).map(tuple),
    may_split=st.booleans(),
)
corridors = st.builds(
    Corridor,
    id=ids,
    places=st.lists(ids, max_size=3).map(tuple),
    legs=st.just(((3, 4), (5, 6))),
    back_legs=st.just(((4, 3), (6, 5))),
    windows=windows,
    largest=st.integers(1, 40),
    per_hour=maybe_count,
)
classes = st.builds(
    VehicleClass,
    id=ids,
    count=st.integers(0, 100),
    seats=st.integers(0, 60),
    corridors=sets,
    largest=maybe_count,
)
linked = st.builds(
    LinkedOperation, id=ids, a=sets, b=sets, tolerance=st.none() | st.fractions(0, 1)
)
instances = st.builds(
    Instance,
    title=st.text(max_size=10).filter(lambda text: text.isprintable()),
    start=st.just("2016-12-14T06:00:00+02:00"),
    end=minutes,
    groups=st.lists(groups, max_size=2).map(tuple),
    assembly_points=st.lists(st.builds(AssemblyPoint, place=ids, bays=maybe_count), max_size=2).map(
        tuple
    ),
    destinations=st.lists(st.builds(Destination, place=ids, capacity=maybe_count), max_size=2).map(
        tuple
    ),
    corridors=st.lists(corridors, max_size=2).map(tuple),
    checkpoints=st.lists(
        st.builds(
            Checkpoint,
            place=ids,
            lanes=st.integers(1, 4),
            minutes=st.integers(1, 9),
            windows=windows,
            corridors=sets,
        ),
        max_size=2,
    ).map(tuple),
    escorts=st.lists(
        st.builds(EscortPool, id=ids, teams=st.integers(0, 9), corridors=sets), max_size=2
    ).map(tuple),
    classes=st.lists(classes, max_size=2).map(tuple),
    linked=st.lists(linked, max_size=2).map(tuple),
    suspensions=windows,
    roads=st.dictionaries(st.tuples(ids, ids), st.tuples(minutes, minutes), max_size=4),
    paces=st.just((Fraction(1), Fraction(4, 5))),
    held=st.lists(st.tuples(ids, ids, minutes), max_size=2).map(tuple),
    gave_up=st.lists(ids, max_size=2).map(tuple),
    aboard_limit=maybe_count,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(instances)
def test_what_is_written_is_read(tmp_path: Path, instance: Instance) -> None:
    path = tmp_path / "instance.json"
    write_instance(instance, path)
    again = read_instance(path, instance.digest)
    assert again.digest == instance.digest
    assert again.corridors == instance.corridors
    assert again.linked == instance.linked
    assert again.roads == instance.roads


def written(tmp_path: Path) -> tuple[Path, Instance]:
    instance = Instance(
        title="t",
        start="2016-12-14T06:00:00+02:00",
        end=100,
        groups=(
            Group(
                id="g",
                assembly_point="a",
                people=5,
                need=Need.SEAT,
                priority=1,
                destinations=("d",),
            ),
        ),
        assembly_points=(AssemblyPoint(place="a"),),
        destinations=(Destination(place="d"),),
        corridors=(),
        checkpoints=(),
        escorts=(),
        classes=(),
        suspensions=Windows(()),
        roads={("a", "d"): (7,)},
        paces=(Fraction(1),),
    )
    path = tmp_path / "instance.json"
    write_instance(instance, path)
    return path, instance


def test_one_person_more_is_noticed(tmp_path: Path) -> None:
    path, instance = written(tmp_path)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["instance"]["groups"][0]["people"] += 1
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(PlanError, match="digest"):
        read_instance(path, instance.digest)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"schema": "masarat instance 1"}', '{"schema": "masarat instance 9"}',
     '{"schema": "masarat instance 1", "instance": {"title": 5}}',
     '{"schema": "masarat instance 1", "instance": {"people": []}}'],
)  # fmt: skip
def test_other_files_are_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "instance.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=r"instance\.json"):
        read_instance(path, "0" * 64)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "JSON that breaks off or is damaged at line 1, column 1"),
        (b'{"schema": "masarat inst', "JSON that breaks off or is damaged at line 1, column 12"),
        (b'"\xff"', "text that is not in UTF-8"),
        (b"{}", "JSON of another form"),
        (b"[]", "JSON of another form"),
        (b'{"schema": "masarat instance 1", "instance": {"people": []}}', "JSON of another form"),
        (b"[" * 100_000, "JSON of another form"),
    ],
)
def test_what_stands_there_instead_is_said_in_plain_words(
    tmp_path: Path, content: bytes, found: str
) -> None:
    path = tmp_path / "instance.json"
    path.write_bytes(content)
    with pytest.raises(PlanError) as raised:
        read_instance(path, "0" * 64)
    expected = "the instance that `masarat plan` wrote beside the plan"
    assert str(raised.value) == f"{path}: found {found!r}, expected {expected}"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"instance\.json.*no such file"):
        read_instance(tmp_path / "instance.json", "0" * 64)
