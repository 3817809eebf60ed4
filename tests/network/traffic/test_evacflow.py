"""The evacflow text format: what is read, and every fault by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masarat.core.errors import NetworkError
from masarat.network.traffic.case import UNLIMITED
from masarat.network.traffic.evacflow import MOST_FAULTS, parse, read

SHARED = Path(__file__).parents[3].parent / "shared" / "bench" / "flows" / "open"

GOOD = """# a comment
evacflow 1
name two-roads
count 4 4 2 1
n 1 0.5 1.25 17
n 2 1 1 0
n 3 -2e0 1 0
n 4 2 2 4

s 1 120
s 2 0
t 4
a 1 4 600 60
a 1 4 300 0
a 2 3 10 5
a 3 4 0 7
"""
LINE = {text: number for number, text in enumerate(GOOD.splitlines(), start=1)}


def faults(text: str | bytes) -> list[str]:
    octets = text.encode() if isinstance(text, str) else text
    with pytest.raises(NetworkError) as caught:
        parse(octets, "x.flow")
    return [str(fault) for fault in caught.value.faults]


def test_a_file_becomes_arrays_with_its_own_ids() -> None:
    traffic = parse(GOOD.encode(), "x.flow")
    assert traffic.name == "two-roads"
    assert traffic.node_id == (1, 2, 3, 4)
    assert traffic.x.tolist() == [0.5, 1, -2, 2]
    assert (traffic.source.tolist(), traffic.supply.tolist()) == ([0, 1], [120, 0])
    assert (traffic.sink.tolist(), traffic.limit.tolist()) == ([3], [UNLIMITED])
    assert traffic.tail.tolist() == [0, 0, 1, 2]
    assert traffic.head.tolist() == [3, 3, 2, 3]
    assert traffic.capacity.tolist() == [600, 300, 10, 0]
    assert traffic.transit.tolist() == [60, 0, 5, 7]
    assert traffic.arc_id == (1, 2, 3, 4)
    assert traffic.source_row == (10, 11)


def test_limited_sinks_line_ends_byte_order_mark_and_nodes_in_any_order() -> None:
    lines = GOOD.replace("\nt 4", "\nt 4 250").splitlines()
    lines[4], lines[5] = lines[5], lines[4]
    text = "\ufeff" + "\r\n".join(lines)
    traffic = parse(text.encode(), "x.flow")
    assert traffic.limit.tolist() == [250]
    assert traffic.node_id == (1, 2, 3, 4)
    assert traffic.x.tolist() == [0.5, 1, -2, 2]


def test_digests_tell_what_decides_the_answer_apart() -> None:
    one = parse(GOOD.encode(), "x.flow").digest
    assert one == parse(GOOD.replace("# a comment", "").encode(), "y.flow").digest
    assert one != parse(GOOD.replace("600", "601").encode(), "x.flow").digest


# What is written instead of a line of GOOD, and the message that must name its line.
WRONG = [
    ("evacflow 1", "evacflow 2", "version: found '2', expected version 1"),
    ("evacflow 1", "evacflow", "version: expected version 1"),
    ("evacflow 1", "evacflow 1.0", "version: found '1.0', expected version 1"),
    ("name two-roads", "name", "name: expected a name"),
    ("count 4 4 2 1", "count 4 4 2", "expected 4 fields: count NODES ARCS SOURCES SINKS"),
    ("count 4 4 2 1", "count 4 4 x 1", "sources: found 'x', expected a whole number"),
    ("count 4 4 2 1", "count 4 -4 2 1", "arcs: found '-4', expected a whole number"),
    ("count 4 4 2 1", "count 4 99999999999999999999 2 1", "arcs: found '99999999999999999999'"),
    ("count 4 4 2 1", "count 4 5 2 1", "arcs: found \"4 records 'a'\", expected 5 (is the file"),
    ("count 4 4 2 1", "count 4 3 2 1", "arcs: found \"4 records 'a'\", expected 3"),
    ("count 4 4 2 1", "count 5 4 2 1", "nodes: found \"4 records 'n'\", expected 5"),
    ("count 4 4 2 1", "count 4 4 3 1", "sources: found \"2 records 's'\", expected 3"),
    ("count 4 4 2 1", "count 4 4 2 2", "sinks: found \"1 records 't'\", expected 2"),
    ("n 2 1 1 0", "n 2 1 1", "expected 4 fields: n ID X Y ORIG"),
    ("n 2 1 1 0", "n 2 1 1 0 0", "expected 4 fields: n ID X Y ORIG"),
    ("n 2 1 1 0", "n 2 1 nan 0", "y: found 'nan', expected a coordinate"),
    ("n 2 1 1 0", "n 2 inf 1 0", "x: found 'inf', expected a coordinate"),
    ("n 2 1 1 0", "n 2 1_0 1 0", "x: found '1_0', expected a coordinate"),
    ("n 2 1 1 0", "n 2 east 1 0", "x: found 'east', expected a coordinate"),
    ("n 2 1 1 0", "n 2 1 1 -1", "orig: found '-1', expected the node's number upstream"),
    ("n 2 1 1 0", "n 1 1 1 0", "id: found '1', expected a number that no other node has"),
    ("n 2 1 1 0", "n 0 1 1 0", "id: found '0', expected a number from 1"),
    ("n 2 1 1 0", "n 5 1 1 0", "id: found '5', expected a whole number from 0 to 4"),
    ("n 2 1 1 0", "n two 1 1 0", "id: found 'two', expected a whole number"),
    ("s 2 0", "s 9 10", "id: found '9', expected the number of a node"),
    ("s 2 0", "s x 10", "id: found 'x', expected the number of a node"),
    ("s 2 0", "s 2 -10", "supply: found '-10', expected a whole number from 0"),
    ("s 2 0", "s 2 1.5", "supply: found '1.5', expected a whole number"),
    ("s 2 0", "s 2 1e3", "supply: found '1e3', expected a whole number"),
    ("s 2 0", "s 2 ١٢", "supply: found '١٢', expected a whole number"),
    ("s 2 0", "s 2 ²", "supply: found '²', expected a whole number"),
    ("s 2 0", "s 2 1_0", "supply: found '1_0', expected a whole number"),
    ("s 2 0", "s 2 +5", "supply: found '+5', expected a whole number"),
    ("s 2 0", "s 2 1000000001", "supply: found '1000000001', expected a whole number from 0 to"),
    ("s 2 0", "s 1 10", "id: found '1', expected a node that is a source once"),
    ("s 2 0", "s 2", "expected 2 fields: s ID SUPPLY"),
    ("t 4", "t 7", "id: found '7', expected the number of a node"),
    ("t 4", "t 4 -1", "capacity: found '-1', expected a whole number from 0"),
    ("t 4", "t 4 2.5", "capacity: found '2.5', expected a whole number"),
    ("t 4", "t 4 inf", "capacity: found 'inf', expected a whole number"),
    ("t 4", "t 1", "id: found '1', expected a node that is not a source too"),
    ("t 4", "t", "expected 1 or 2 fields: t ID CAPACITY"),
    ("t 4", "t 4 5 6", "expected 1 or 2 fields: t ID CAPACITY"),
    ("a 1 4 600 60", "a 1 9 600 60", "head: found '9', expected the number of a node"),
    ("a 1 4 600 60", "a -1 4 600 60", "tail: found '-1', expected the number of a node"),
    ("a 1 4 600 60", "a 1 4 -600 60", "capacity: found '-600', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 600.5 60", "capacity: found '600.5', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 600.0 60", "capacity: found '600.0', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 nan 60", "capacity: found 'nan', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 10000001 60", "capacity: found '10000001', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 600 -60", "transit: found '-60', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 600 0.5", "transit: found '0.5', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 600 10000001", "transit: found '10000001', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 600 sixty", "transit: found 'sixty', expected a whole number"),
    ("a 1 4 600 60", "a 1 4 600", "expected 4 fields: a TAIL HEAD CAPACITY TRANSIT"),
    ("a 1 4 600 60", "a 1 4 600 60 1", "expected 4 fields: a TAIL HEAD CAPACITY TRANSIT"),
    ("a 1 4 600 60", "arc 1 4 600 60", "found 'arc', expected one of the records evacflow,"),
    ("a 1 4 600 60", "nam 1", "(did you mean 'name'?)"),
    ("a 1 4 600 60", "A 1 4 600 60", "found 'A', expected one of the records"),
    ("a 1 4 600 60", "name again", "found 'name', expected one record 'name'"),
    ("a 1 4 600 60", "count 4 4 2 1", "found 'count', expected one record 'count'"),
    ("a 1 4 600 60", "evacflow 1", "found 'evacflow', expected one record 'evacflow'"),
    ("a 2 3 10 5", "s 3 10", "no 's' after 'a'"),
    ("a 2 3 10 5", "n 3 1 1 0", "no 'n' after 'a'"),
    ("s 2 0", "a 1 4 1 1", None),
]


@pytest.mark.parametrize(("line", "instead", "message"), WRONG)
def test_every_fault_names_file_line_and_field(
    line: str, instead: str, message: str | None
) -> None:
    found = faults(GOOD.replace(f"\n{line}\n", f"\n{instead}\n", 1))
    if message is None:  # the fault is where the section goes on, one line below
        assert any(f.startswith(f"x.flow, row {LINE[line] + 1}: ") for f in found)
        return
    here = [fault for fault in found if fault.startswith(f"x.flow, row {LINE[line]}")]
    assert any(message in fault for fault in here), found


def test_all_faults_are_named_at_once() -> None:
    text = GOOD.replace("600 60", "-600 sixty").replace("s 2 0", "s 2 1.5")
    assert [fault.split(":")[0] for fault in faults(text)] == [
        "x.flow, row 11, supply",
        "x.flow, row 13, capacity",
        "x.flow, row 13, transit",
    ]


def test_garbage_without_end_is_given_up() -> None:
    found = faults("evacflow 1\n" + "rubbish\n" * 5000)
    assert len(found) == MOST_FAULTS + 1
    assert "fewer faults" in found[-1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "x.flow, row 1: found 'an empty file', expected the first record 'evacflow 1'"),
        (b"# nothing\n\n", "expected the first record 'evacflow 1'"),
        (b"count 1 1 1 1\n", "x.flow, row 1: found 'count', expected the first record"),
        (b"from,to\n1,2\n", "x.flow, row 1: found 'from,to', expected the first record"),
        (b"evacflow 1\nname \xff\xfe\n", "x.flow, row 2: found "),
        (GOOD.encode("utf-16"), "x.flow, row 1: found "),
        (GOOD.encode()[: GOOD.index("a 2 3")], "is the file truncated?"),
        (GOOD.encode()[: GOOD.index("s 1")], "expected at least one source"),
        (GOOD.encode()[: GOOD.index("t 4")], "expected at least one sink"),
        (GOOD.encode()[: GOOD.index("count")], "expected a record 'count'"),
        (GOOD.replace("\nt 4", "").encode(), "x.flow: expected at least one sink (a record 't')"),
    ],
)
def test_files_that_are_not_whole(text: bytes, message: str) -> None:
    assert any(message in fault for fault in faults(text)), faults(text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"none\.flow: expected a file that exists"):
        read(tmp_path / "none.flow")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_reason(octets: bytes) -> None:
    assert faults(octets)


PIECES = st.sampled_from(
    [*GOOD.split(), "\n", " ", "-1", "9" * 30, "nan", "#", "٣", "\x00", "1e9", "t", "evacflow 1"]
)


@given(st.data())
def test_edits_are_read_or_refused_with_a_line(data: st.DataObject) -> None:
    tokens = GOOD.replace("\n", " \n ").split(" ")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(tokens) - 1))
        edit = data.draw(st.sampled_from(["drop", "put", "swap"]))
        if edit == "drop":
            del tokens[at]
        elif edit == "put":
            tokens.insert(at, data.draw(PIECES))
        else:
            tokens[at] = data.draw(PIECES)
    text = " ".join(tokens)
    try:
        traffic = parse(text.encode(), "x.flow")
    except NetworkError as error:
        told = error.faults
    else:
        told = ()
        assert len(traffic.arc_id) == len(traffic.tail)
        assert traffic.supply.min() >= 0
    assert all(fault.row is not None or "at least one" in fault.expected for fault in told)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/bench/flows")
def test_the_published_instances_are_read() -> None:
    for path in sorted(SHARED.glob("*.flow")):
        traffic = read(path)
        assert path.stem == traffic.name
        assert traffic.vehicles > 0
