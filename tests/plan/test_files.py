"""plan.json: same bytes, same plan, faults for everything else, and a published schema."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.instances import random_instance
from tests.plan.naive import naive_plan, with_figures

from masarat.core.errors import PlanError
from masarat.plan.checker import check
from masarat.plan.content import content, gap, plan_digest
from masarat.plan.document import Bound
from masarat.plan.files import parse, read, to_json, write
from masarat.plan.schema import main, schema_bytes

if TYPE_CHECKING:
    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance

DOCS = Path(__file__).parents[2] / "docs"


@cache
def valid(seed: int) -> tuple[Instance, Plan]:
    rng = random.Random(seed)  # noqa: S311
    instance = random_instance(rng, size=6)
    return instance, naive_plan(instance, rng)


RICH = next(
    seed for seed in range(100) if len(valid(seed)[1].empty_trips) > 1 and valid(seed)[1].left
)


def faults(text: bytes) -> list[str]:
    with pytest.raises(PlanError) as caught:
        parse(text)
    return [str(fault) for fault in caught.value.faults]


def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(to_json(valid(RICH)[1]))
    return loaded


def encoded(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("seed", range(30))
def test_what_is_written_is_read_again(seed: int, tmp_path: Path) -> None:
    instance, plan = valid(seed)
    write(plan, tmp_path / "plan.json")
    again = read(tmp_path / "plan.json")
    assert again == plan
    assert check(instance, again).ok
    assert to_json(again) == to_json(plan) == (tmp_path / "plan.json").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


@pytest.mark.parametrize("seed", range(10))
def test_plans_fit_the_published_schema(seed: int) -> None:
    schema = json.loads(schema_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(to_json(valid(seed)[1])), schema)


def test_the_published_schema_is_current() -> None:
    assert (DOCS / "plan-schema.json").read_bytes() == schema_bytes()


def test_the_schema_is_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main()
    assert capfdbinary.readouterr().out == schema_bytes()


def test_the_fields_that_others_read() -> None:
    _, plan = valid(RICH)
    plan = replace(
        plan,
        bound=Bound(minutes=40, source=("fleet",), certificate={"kind": "none"}),
        clearance_minutes=50,
    )
    loaded = json.loads(to_json(plan))
    assert loaded["format"] == "masarat plan"
    assert loaded["bound"] == {
        "minutes": 40, "from": ["fleet"], "certificate": {"kind": "none"},
    }  # fmt: skip
    assert loaded["gap"] == 0.25
    assert loaded["digest"] == plan_digest(plan)
    assert loaded["people"]["left"] == sum(left["people"] for left in loaded["left"])
    assert set(loaded["by_priority"][0]) == {
        "priority", "clearance_minutes", "bound_minutes", "gap", "bound",
    }  # fmt: skip


def test_the_gap_says_nothing_without_a_bound_or_below_it() -> None:
    assert gap(50, 40) == 0.25
    assert gap(40, 40) == 0
    assert gap(40, 0) is None
    assert gap(30, 40) is None


def test_the_digest_covers_all_but_itself_and_the_gaps() -> None:
    loaded = document()
    del loaded["digest"], loaded["gap"]
    for each in loaded["by_priority"]:
        del each["gap"]
    assert loaded == content(valid(RICH)[1])


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        (("convoys", 0, "depart"), 1, "digest"),
        (("digest",), "0" * 64, "digest"),
        (("title",), "Other", "digest"),
        (("gap",), 0.5, "objective"),
        (("by_priority", 0, "gap"), 0.5, "objective"),
        (("by_priority", 0, "bound_minutes"), 1, "objective"),
        (("people", "left"), 99, "objective"),
        (("seed",), 99, "digest"),
    ],
)
def test_an_altered_file_is_read_and_refused(
    path: tuple[str | int, ...], value: object, rule: str
) -> None:
    loaded = document()
    at: Any = loaded
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    verdict = check(valid(RICH)[0], parse(encoded(loaded)))
    assert rule in verdict.rules


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "plan.json, row 1: expected JSON (Expecting value)"),
        (b'{"a": 1,\n]', "plan.json, row 2: expected JSON"),
        (b"\xff\xfe", "plan.json: expected UTF-8 text (byte 0 is not)"),
        (b'{"a": 1, "a": 2}', "plan.json: expected every field once, ''a'' is there twice"),
        (b'{"gap": NaN}', "plan.json: expected numbers, not NaN"),
        (b'{"seed": ' + b"9" * 5000 + b"}", "fewer than thousands of digits"),
        (b"[" * 100_000, "not nested thousands of levels deep"),
        (b"[]", "plan.json: found '[]', expected an object"),
        (b"{}", "plan.json: expected the field 'format'"),
    ],
)
def test_what_is_no_plan_is_a_fault(text: bytes, message: str) -> None:
    assert message in faults(text)[0]


def test_each_fault_is_named_with_its_place() -> None:
    loaded = document()
    loaded["convoys"][0]["rides"][0]["board"] = "six"
    loaded["convoys"][0]["rides"][0]["loads"][0]["people"] = -1
    loaded["bound"]["certificate"] = {"price": 0.5, "deep": [[1.5], "text", None, True]}
    loaded["by_priority"][0]["gap"] = -1
    loaded["version"] = 2
    loaded["efort"] = loaded.pop("effort")
    loaded["title"] = "\ud800"
    loaded["instance"] = ""
    loaded["left"] = "nobody"
    loaded["empty_trips"][0]["vehicles"] = []
    assert faults(encoded(loaded)) == [
        "plan.json, version: found '2', expected version 1",
        "plan.json, instance: expected text that is not empty",
        "plan.json, title: found \"'\\\\ud800'\", expected text",
        "plan.json, bound.certificate.'price': found '0.5', expected a whole number",
        "plan.json, bound.certificate.'deep'[0][0]: found '1.5', expected a whole number",
        "plan.json, by_priority[0].gap: found '-1', expected a number not below 0, or null",
        "plan.json, left: found 'nobody', expected a list",
        "plan.json, convoys[0].rides[0].board: found 'six', expected a whole number",
        "plan.json, convoys[0].rides[0].loads[0].people: found '-1', expected at least 0",
        "plan.json, empty_trips[0].vehicles: expected a list that is not empty",
        "plan.json: expected the field 'effort'",
        "plan.json: found \"'efort'\", expected no such field (did you mean 'effort'?)",
    ]


def test_a_certificate_is_an_object_and_not_bottomless() -> None:
    loaded = document()
    loaded["bound"]["certificate"] = [1]
    assert faults(encoded(loaded)) == [
        "plan.json, bound.certificate: found '[1]', expected an object"
    ]
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    loaded["bound"]["certificate"] = {"deep": deep}
    assert "expected at most 60 levels" in faults(encoded(loaded))[0]


def test_another_format_is_said_so() -> None:
    loaded = document() | {"format": "timetable"}
    assert faults(encoded(loaded)) == [
        "plan.json, format: found 'timetable', expected 'masarat plan'"
    ]


def test_a_number_too_large_for_a_digest_is_a_fault() -> None:
    loaded = document() | {"seed": 2**53}
    assert "seed: found '9007199254740992', expected a whole number" in faults(encoded(loaded))[0]


def test_faults_are_capped() -> None:
    loaded = document()
    loaded["left"] = [1] * 1000
    assert len(faults(encoded(loaded))) == 50


def test_a_missing_file_and_a_folder_are_faults(tmp_path: Path) -> None:
    for path in (tmp_path / "plan.json", tmp_path):
        with pytest.raises(PlanError, match="expected a plan"):
            read(path)
    with pytest.raises(PlanError, match="can be written"):
        write(valid(0)[1], tmp_path / "nowhere" / "plan.json")


def test_a_certificate_with_fractions_is_not_written(tmp_path: Path) -> None:
    instance, plan = valid(0)
    plan = replace(plan, bound=replace(plan.bound, certificate={"price": 0.5}))
    with pytest.raises(TypeError):
        write(with_figures(instance, plan), tmp_path / "plan.json")
    assert not list(tmp_path.iterdir())


BYTES = to_json(valid(RICH)[1])


@given(st.binary(max_size=60))
def test_any_bytes_are_a_plan_or_a_fault(text: bytes) -> None:
    with pytest.raises(PlanError):
        parse(text)


@given(st.integers(0, len(BYTES) - 1), st.binary(max_size=4), st.integers(0, 40))
def test_damaged_files_are_read_or_refused_without_traceback(
    at: int, new: bytes, gone: int
) -> None:
    instance, plan = valid(RICH)
    try:
        damaged = parse(BYTES[:at] + new + BYTES[at + gone :])
    except PlanError:
        return
    assert damaged == plan or not check(instance, damaged).ok


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.data())
def test_any_value_in_any_field_is_read_or_refused_without_traceback(data: st.DataObject) -> None:
    instance, _ = valid(RICH)
    loaded = document()
    at: Any = loaded
    while isinstance(at, dict | list) and at:
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], dict | list) or data.draw(st.integers(0, 4)) == 0:
            at[key] = data.draw(values)
            break
        at = at[key]
    try:
        changed = parse(encoded(loaded))
    except PlanError:
        return
    assert check(instance, changed).ok == (to_json(changed) == BYTES)
