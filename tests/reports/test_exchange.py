"""Reports written to files and read back are the same; what cannot be read is named exactly."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reports.making import fewer, report

from masarat.core.errors import ReportsError
from masarat.reports.entries import Things
from masarat.reports.exchange.csv_file import COLUMNS, read_csv, write_csv
from masarat.reports.exchange.json_file import read_json, write_json
from masarat.reports.exchange.jsonld import read_jsonld, write_jsonld
from masarat.reports.report import (
    Alias,
    Claim,
    Grading,
    Link,
    Quote,
    Report,
    Side,
    Source,
    Subject,
    When,
)
from masarat.reports.text import WrongTextError, check_text
from masarat.reports.times import read_when, write_when
from masarat.reports.vocabulary import KINDS, LINKS, MODALITIES, PRECISIONS

SECOND = st.integers(0, 4_000_000_000)
IDS = st.sampled_from(["atarib", "ar-ramouseh", "حلب", "b/1", "al-a'ajam"])


def _allowed(text: str) -> bool:
    try:
        check_text(text)
    except WrongTextError:
        return False
    return bool(text.strip())


TEXTS = st.one_of(
    st.sampled_from(
        ["Reuters", "رويترز", "a; b | c", "?who", " edge ", "back\\slash", "two\nlines"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
).filter(_allowed)
SOURCES = st.builds(
    Source,
    name=TEXTS,
    role=st.just("") | TEXTS,
    side=st.sampled_from(["", "east", "غرب"]),
    named=st.booleans(),
)


@st.composite
def whens(draw: st.DrawFn) -> When:
    start = datetime.fromtimestamp(draw(SECOND), UTC)
    lasts = draw(st.none() | st.integers(1, 10_000_000))
    until = None if lasts is None else start + timedelta(seconds=lasts)
    return When(start=start, until=until, precision=draw(st.sampled_from(PRECISIONS)))


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    text = draw(TEXTS)
    start = draw(st.none() | st.integers(0, 9999))
    return Quote(
        text=text,
        lang=draw(st.sampled_from(["", "ar"])),
        start=start,
        end=None if start is None else start + len(text),
        document=draw(st.sampled_from(["", "https://example.org/12345678901234"])),
    )


SUBJECT = st.one_of(
    st.builds(
        lambda kind, name: Subject(kind, (name,)),
        st.sampled_from(["place", "corridor", "agreement"]),
        IDS,
    ),
    st.just(Subject("link", ("atarib", "حلب"))),
)
EXTRA: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    st.sampled_from(["/new", "/claim/new", "/published_by/a~1b", "/published/zone"]),
    st.recursive(st.integers(-9, 9) | st.booleans() | TEXTS, st.lists, max_leaves=3),
    max_size=2,
)


@st.composite
def whole_reports(draw: st.DrawFn, name: str) -> Report:
    return Report(
        id=name,
        about=tuple(draw(st.lists(SUBJECT, min_size=1, max_size=3, unique=True))),
        claim=draw(
            st.builds(
                Claim,
                kind=st.sampled_from(sorted(KINDS)),
                by=st.just("") | TEXTS,
                what=st.just("") | TEXTS,
                number=st.none() | st.integers(0, 10**9),
                text=st.just("") | TEXTS,
            )
        ),
        modality=draw(st.sampled_from(MODALITIES)),
        said_by=draw(st.none() | SOURCES),
        through=tuple(draw(st.lists(SOURCES, max_size=2))),
        published_by=draw(SOURCES),
        occurred=draw(st.none() | whens()),
        said=draw(st.none() | whens()),
        published=draw(whens()),
        where=draw(st.just("") | TEXTS),
        quote=draw(st.none() | quotes()),
        distance=tuple(draw(st.lists(TEXTS, max_size=2))),
        glosses=draw(st.dictionaries(st.sampled_from(["ar", "en"]), TEXTS)),
        reliability=draw(st.sampled_from("ABCDEF")),
        credibility=draw(st.integers(1, 6)),
        extra=draw(EXTRA),
    )


@st.composite
def tables(draw: st.DrawFn) -> Things:
    """Draw reports and links between them: what a table holds."""
    reports = [draw(whole_reports(name)) for name in draw(st.sampled_from([[], ["a"], ["a", "b"]]))]
    pair = [each.id for each in reports] == ["a", "b"]
    relation: st.SearchStrategy[Any] = st.sampled_from(LINKS)
    links = draw(st.lists(relation, max_size=2, unique=True)) if pair else []
    links.sort(key=LINKS.index)
    made = tuple(Link(relation=each, report="b", target="a") for each in links)
    return Things(reports=tuple(reports), links=made)


@st.composite
def everything(draw: st.DrawFn) -> Things:
    """Draw whatever a JSON file may hold."""
    table = draw(tables())
    names = [each.id for each in table.reports]
    more = [Link(relation="retracts", target=name, at=draw(whens()).start) for name in names]
    gradings = [Grading(report=name, credibility=2, reason="seen") for name in names]
    return Things(
        reports=table.reports,
        links=(*table.links, *more),
        gradings=(*gradings, Grading(source="Reuters", reliability="B")),
        sides=(
            Side(id="east", names={"ar": "شرق"}, allies=frozenset({"n"}), rivals=frozenset({"w"})),
        ),
        sources=(Alias(source="Reuters", names=("رويترز", "Рейтер"), side=""),),
        extra=draw(st.sampled_from([{}, {"title": "x"}])),
    )


@fewer
@given(tables())
def test_a_table_reads_back_as_the_same(things: Things) -> None:
    assert read_csv(write_csv(things).encode(), "t.csv", UTC) == things


@fewer
@given(everything())
def test_json_reads_back_as_the_same(things: Things) -> None:
    assert read_json(write_json(things).encode(), "t.json") == things


@fewer
@given(everything())
def test_json_ld_reads_back_as_the_same(things: Things) -> None:
    assert read_jsonld(write_jsonld(things).encode(), "t.jsonld") == things


def test_json_ld_tells_the_chain_in_prov_terms() -> None:
    lavrov = Source(name="an official", side="west", named=False)
    first = report("a", said_by=lavrov, through=(Source(name="Reuters"),))
    things = Things(
        reports=(first, report("b")), links=(Link(relation="corrects", report="b", target="a"),)
    )
    nodes = {node["id"]: node for node in json.loads(write_jsonld(things))["@graph"]}
    base = "urn:masarat:reports:"
    assert nodes[base + "report/a"]["wasQuotedFrom"] == base + "report/a#2"
    assert nodes[base + "report/a#2"]["wasQuotedFrom"] == base + "report/a#1"
    assert nodes[base + "report/a"]["hadPrimarySource"] == base + "report/a#1"
    speaker = nodes[nodes[base + "report/a#1"]["wasAttributedTo"]]
    assert (speaker["label"], speaker["actedOnBehalfOf"]) == ("an official", base + "side/west")
    assert nodes[base + "report/b"]["wasRevisionOf"] == [base + "report/a"]
    [taking] = nodes[base + "report/a"]["wasInvalidatedBy"]
    assert nodes[taking] == {"id": taking, "type": "prov:Activity", "used": base + "report/b"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]", 'expected an object with "@context" and "@graph"'),
        ('{"@graph": [{"type": "masarat:Report"}]}', "@graph.1.report: expected a report"),
        (
            '{"@graph": [{"type": "masarat:Report", "id": "x", "report": {"id": "a"}}]}',
            "@graph.1.id: found 'x', expected 'urn:masarat:reports:report/a'",
        ),
    ],
)
def test_faults_of_json_ld(text: str, says: str) -> None:
    with pytest.raises(ReportsError) as raised:
        read_jsonld(text.encode(), "t.jsonld")
    assert says in str(raised.value)


@fewer
@given(whens())
def test_times_read_back_as_the_same(time: When) -> None:
    assert read_when(write_when(time)) == time


@pytest.mark.parametrize(
    ("text", "start", "until", "precision"),
    [
        ("2016-12-05", "2016-12-04 22:00", "2016-12-05 22:00", "day"),
        ("2016-12-05 14:00", "2016-12-05 12:00", "2016-12-05 12:01", "minute"),
        ("2016-12-05 morning", "2016-12-05 03:00", "2016-12-05 10:00", "part"),
        ("2016-12-05 night", "2016-12-05 20:00", "2016-12-06 03:00", "part"),
        ("2016-12", "2016-11-30 22:00", "2016-12-31 22:00", "month"),
        ("2016", "2015-12-31 22:00", "2016-12-31 22:00", "year"),
        ("2016-12-05 / 2016-12-07 10:00", "2016-12-04 22:00", "2016-12-07 08:01", "interval"),
    ],
)
def test_local_times(text: str, start: str, until: str, precision: str) -> None:
    found = read_when(text, ZoneInfo("Asia/Damascus"))
    assert (f"{found.start:%Y-%m-%d %H:%M}", f"{found.until:%Y-%m-%d %H:%M}") == (start, until)
    assert found.precision == precision


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2016-13", "2016-02-30", "2016-12-05 25:00", "2016-12-05 noonish", "0000",
     "2016-12-07 / 2016-12-05", "2016-12-05T00:00:00Z / 2016-12-04T00:00:00Z day", "9999"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(WrongTextError):
        read_when(text, ZoneInfo("Asia/Damascus"))


def test_the_second_row_has_hxl_tags() -> None:
    rows = write_csv(Things(reports=(report("a"),))).splitlines()
    assert rows[1].split(",")[:3] == ["#meta+id", "#loc+code+list", "#event+type"]
    assert all(tag.startswith("#") for tag in COLUMNS.values())


HEADER = "id,about,claim,published_by,published\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "t.csv: expected a table with a header"),
        (
            "id,abuot,claim\n",
            "found 'abuot', expected a column that is known (did you mean 'about'?)",
        ),
        (HEADER + "a,square,open,Reuters,2016-12-05\n", "t.csv, row 2, about: found 'square'"),
        (HEADER + "a,place:b,opne,Reuters,2016-12-05\n", "t.csv, row 2, claim: found 'opne'"),
        (
            HEADER + "a,place:b,open,Reuters,yesterday\n",
            "t.csv, row 2, published: found 'yesterday'",
        ),
        (HEADER + "a,place:b,open,,2016-12-05\n", "t.csv, row 2, published_by: expected"),
        (HEADER + "a,place:b,open,Reuters\n", "t.csv, row 2: found '4', expected 5 cells"),
        (HEADER + 'a,place:b,open,"Reu', "t.csv, row 2: expected a line of CSV"),
        (
            HEADER + "a,place:b,open,Reu\u202eters,2016-12-05\n",
            "published_by: found 'a right-to-left override (U+202E) at character 4'",
        ),
        (
            HEADER + "a,place:b,open,call +963 21 555 0199,2016-12-05\n",
            "'a telephone number at character 6', expected nothing by which a person is reached",
        ),
    ],
)
def test_faults_of_tables(text: str, says: str) -> None:
    with pytest.raises(ReportsError) as raised:
        read_csv(text.encode(), "t.csv", UTC)
    assert says in str(raised.value)


@pytest.mark.parametrize(
    ("encoding", "words", "says"),
    [
        ("cp1256", "رويترز عن مسؤول في حلب", "Arabic in cp1256"),
        ("cp1251", "Агентство Новости сообщает", "Russian in cp1251"),
    ],
)
def test_encodings_are_named(encoding: str, words: str, says: str) -> None:
    with pytest.raises(ReportsError, match=f"row 2.*{says}"):
        read_csv((HEADER + words).encode(encoding), "t.csv", UTC)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "t.json, row 1: expected JSON"),
        ("3", "a list of reports"),
        ('[{"id": 1.5}]', "1.5 is no whole number"),
        ('[{"id": "a"}]', "t.json, reports.1.published: expected this member"),
        ('{"format": "masarat reports", "report": []}', "did you mean 'reports'?"),
        ('{"format": "masarat reports", "links": [{"relation": "repeats", "target": "b"}]}',
         "links.1.report"),
        ("[" * 100_000, "nested too deep"),
        ('{"format": "masarat reports", "reports": {}}', "reports: expected a list"),
    ],
)  # fmt: skip
def test_faults_of_json(text: str, says: str) -> None:
    with pytest.raises(ReportsError) as raised:
        read_json(text.encode(), "t.json")
    assert says in str(raised.value)


def named(error: ReportsError) -> None:
    assert error.faults
    assert all(fault.file and fault.expected for fault in error.faults)


@fewer
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (read_json, read_jsonld, lambda octets, file: read_csv(octets, file, UTC)):
        try:
            read(data, "any")
        except ReportsError as error:
            named(error)


@fewer
@given(everything(), st.data())
def test_broken_files_are_read_or_refused(things: Things, data: st.DataObject) -> None:
    for text, read in (
        (write_json(things), read_json),
        (write_jsonld(things), read_jsonld),
        (write_csv(things), lambda octets, file: read_csv(octets, file, UTC)),
    ):
        octets = bytearray(text.encode())
        place = data.draw(st.integers(0, len(octets) - 1))
        octets[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        try:
            read(bytes(octets), "broken")
        except ReportsError as error:
            named(error)


def _nested(value: object) -> st.SearchStrategy[Any]:
    junk = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.text())
    if isinstance(value, dict):
        return st.fixed_dictionaries({k: st.one_of(st.just(v), junk) for k, v in value.items()})
    return junk


@fewer
@given(st.data())
def test_members_of_any_type_are_read_or_refused(data: st.DataObject) -> None:
    [good] = json.loads(write_json(Things(reports=(data.draw(whole_reports("a")),))))["reports"]
    try:
        read_json(json.dumps([data.draw(_nested(good))]).encode(), "any")
    except ReportsError as error:
        named(error)


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masarat.reports.exchange.decoding.SIZE_LIMIT", 1000)
    for read in (read_json, read_jsonld, lambda octets, file: read_csv(octets, file, UTC)):
        with pytest.raises(ReportsError, match=r"big: found '0\.0 MB', expected at most 128 MB"):
            read(b"x" * 1001, "big")


def test_a_cell_that_is_too_large_is_named_by_its_row() -> None:
    about = "; ".join(f"place:p{number}" for number in range(100_000))
    with pytest.raises(ReportsError, match=r"t\.csv, row 2: expected a line of CSV \(field larger"):
        read_csv(f'{HEADER}a,"{about}",open,Reuters,2016-12-05\n'.encode(), "t.csv", UTC)


def test_every_fault_of_a_table_is_told_at_once() -> None:
    rows = "".join(f"r{number},place:x,opne,Reuters,soon\n" for number in range(50))
    with pytest.raises(ReportsError) as raised:
        read_csv((HEADER + rows).encode(), "t.csv", UTC)
    assert [(fault.row, fault.field) for fault in raised.value.faults] == [
        (row, field) for row in range(2, 52) for field in ("published", "claim")
    ]


def test_only_the_row_of_tags_is_passed_over() -> None:
    table = "text,about,claim,published_by,published\n#description,#loc,#event,#org,#date\n"
    table += "#Aleppo is open,place:b,open,Reuters,2016-12-05\n,,,,\n"
    assert len(read_csv(table.encode(), "t.csv", UTC).reports) == 1
