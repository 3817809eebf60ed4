"""parties.yaml: what it says, and every fault with its row, field and suggestion."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agreement.drafts import source

from masarat.agreement.cases import DraftCase
from masarat.agreement.clauses import LAW
from masarat.agreement.parties import ROLES, read_draft, write_draft
from masarat.agreement.parties_file import read_charter
from masarat.agreement.parties_reading import PARTS
from masarat.agreement.record import State
from masarat.core.errors import AgreementError
from masarat.core.instants import write_instant
from masarat.core.signing import new_key, public_of

if TYPE_CHECKING:
    from masarat.agreement.parties_file import Charter

TEMPLATE = (files("masarat.agreement") / "parties-template.yaml").read_text(encoding="utf-8")
OFFICES = ("guarantor-head", "first-head", "second-head", "implementer-office", "monitor-office")
KEYS = {office: public_of(new_key()) for office in OFFICES}
CHECKPOINTS = ("ramouseh-crossing", "ramouseh-west")


def charter(folder: Path, text: str = TEMPLATE) -> Charter:
    for office, key in KEYS.items():
        (folder / f"{office}.pub").write_text(f"{key}\n", encoding="utf-8")
    (folder / "two.pub").write_text("\n".join(KEYS.values()), encoding="utf-8")
    path = folder / "parties.yaml"
    path.write_text(text, encoding="utf-8")
    return read_charter(path, source().scenario.clock, CHECKPOINTS)


def faults(folder: Path, *changes: tuple[str, str]) -> list[str]:
    text = TEMPLATE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(AgreementError) as raised:
        charter(folder, text)
    return [str(fault) for fault in raised.value.faults]


def row(of: str) -> int:
    return next(n for n, line in enumerate(TEMPLATE.splitlines(), start=1) if of in line)


def test_the_template_can_be_used_as_it_is(tmp_path: Path) -> None:
    said = charter(tmp_path)
    assert said.agreement == "my-agreement"
    assert set(said.title) == {"en", "ar", "ru"}
    assert [party.role for party in said.parties] == [
        "guarantor", "party", "party", "implementer", "monitor",
    ]  # fmt: skip
    assert {s.id: s.key for party in said.parties for s in party.signatories} == KEYS
    assert said.required["medical"] == {"first-side": 1, "second-side": 1, "implementer": 1}
    assert said.required["*"] == {party.id: 1 for party in said.parties}
    assert said.terms.monitors == ("monitor",)
    assert said.terms.must_renew == ("guarantor", "first-side", "second-side")
    assert said.waivers == {}
    assert said.terms.start is not None
    assert write_instant(said.terms.start) == "2016-12-18T21:00:00Z"


def test_the_template_makes_a_draft_that_the_law_takes(tmp_path: Path) -> None:
    draft = charter(tmp_path).draft("", "")
    assert read_draft(write_draft(draft)) == draft
    assert [clause.check(DraftCase(State(), draft)) for clause in LAW.drafts] == [""] * 5


def test_without_them_roles_and_everybodys_signature_are_the_default(tmp_path: Path) -> None:
    start, end = TEMPLATE.index("# How many signatories"), TEMPLATE.index("# A standing detail")
    said = charter(tmp_path, TEMPLATE[:start] + TEMPLATE[end:])
    assert said.required == {"*": {party.id: 1 for party in said.parties}}
    assert said.entitled["table"] == ("guarantor", "first-side", "second-side")
    assert said.entitled["record"] == ("implementer",)
    assert said.entitled["count"] == ("monitor",)
    assert said.renew == {"guarantor": 1}


def test_a_waiver_needs_its_kind_and_its_reason(tmp_path: Path) -> None:
    waived = "# waivers:\n#   ceasefire: there is no fighting; it is a flood"
    said = charter(tmp_path, TEMPLATE.replace(waived, "waivers:\n  ceasefire: a flood"))
    assert said.waivers == {"ceasefire": "a flood"}
    (fault,) = faults(tmp_path, (waived, "waivers:\n  ceasefire:"))
    assert "waivers.ceasefire: expected the reason why it is waived" in fault
    (fault,) = faults(tmp_path, (waived, "waivers:\n  fleet: we have none"))
    assert "found 'fleet', expected one of voluntariness" in fault


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("role: guarantor", "role: garantor"), "role: guarantor", "did you mean 'guarantor'?"),
        (("party: first-side", "party: first-sid"), "party: first-side", "'first-side'?"),
        (("first-side: 1, second", "first-side: 2, second"), "default: {guar", "from 1 to 1"),
        (("  medical: {", "  medicall: {"), "medical: {", "did you mean 'medical'?"),
        (("by: [monitor]", "by: [monitors]"), "by: [monitor]", "did you mean 'monitor'?"),
        (("  default: {by", "  ramouseh: {by"), "by: [monitor]", "ramouseh-crossing"),
        (("notice_minutes: 60", "notice_minutes: soon"), "notice_minutes", "found 'soon'"),
        (("notice_minutes: 60", "notice: 60"), "notice_minutes", "did you mean 'notice_minutes'?"),
        (("until: end", "until: day 0 06:00"), "until: end", "after the ceasefire starts"),
        (("start: start", "start: tomorrow"), "start: start", "found 'tomorrow'"),
        (("key: first-head.pub", "key: guarantor-head.pub"), "key: first", "of guarantor-head"),
        (("key: first-head.pub", "key: nowhere.pub"), "key: first", "masarat keys new nowhere"),
        (("key: first-head.pub", f"key: {'0' * 64}"), "key: first", "small order"),
        (("  en: Evacuation by agreement", "  english language: E"), "en: Evac", "a language"),
        (("  table: [guar", "  tabel: [guar"), "table: [guar", "did you mean 'table'?"),
        (("  en: Evacuation by", "  en: [Evacuation, by]  #"), "en: Evac", "one value, not a list"),
        (("by: [monitor]", "by: [monitor, monitor]"), "by: [monitor]", "each id once"),
        (("start: start", "start: 2016-12-19 25:00"), "start: start", "24:00"),
        (("key: first-head.pub", "key: two.pub"), "key: first", "one public key"),
        (("must_renew: {guarantor: 1", "must_renew: {gurantor: 1"), "must_renew", "'guarantor'?"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_each_fault_names_row_field_and_what_was_expected(
    tmp_path: Path, change: tuple[str, str], line: str, said: str
) -> None:
    found = faults(tmp_path, change)
    assert len(found) == 1, found
    assert found[0].startswith(f"parties.yaml, row {row(line)}, ")
    assert said in found[0]


def test_a_value_where_keys_belong_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(AgreementError) as raised:
        charter(tmp_path, TEMPLATE + "waivers: none\n")
    assert "waivers: found 'none', expected keys with values below it" in str(raised.value)
    (tmp_path / "latin.yaml").write_bytes("title: Genève".encode("latin-1"))
    with pytest.raises(AgreementError, match="text in UTF-8"):
        read_charter(tmp_path / "latin.yaml", source().scenario.clock, CHECKPOINTS)


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    assert len(faults(tmp_path, ("role: monitor", "role: watcher"), ("by: [m", "by: [x, m"))) == 2


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(AgreementError) as raised:
        charter(tmp_path, "title: T\n")
    assert {fault.field for fault in raised.value.faults} == {"agreement", "parties"}
    (fault,) = faults(tmp_path, ("    party: second-side\n", "    party: first-side\n"))
    assert "parties.second-side: expected at least one of the signatories" in fault


def test_a_party_may_have_several_signatories_and_need_some_of_them(tmp_path: Path) -> None:
    text = TEMPLATE.replace("party: second-side", "party: first-side", 1)
    text = text.replace("  second-side:\n    role: party\n", "  x:\n    role: party\n", 1)
    with pytest.raises(AgreementError) as raised:
        charter(tmp_path, text)
    assert any("parties.x" in str(fault) for fault in raised.value.faults)


def test_no_key_of_the_file_is_for_a_person() -> None:
    assert not {"person", "phone", "email", "birth", "photo", "passport"} & set(PARTS)
    assert "name" in PARTS  # of parties, in languages: institutions


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_no_text_is_worse_than_a_fault(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "parties.yaml"
        path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
        with pytest.raises(AgreementError):
            read_charter(path, source().scenario.clock, CHECKPOINTS)


LINES = TEMPLATE.splitlines()


@settings(max_examples=40)
@given(
    gone=st.sets(st.integers(0, len(LINES) - 1), max_size=3),
    swapped=st.tuples(
        st.integers(0, len(LINES) - 1), st.sampled_from(["- x", ": :", "a: [b", "1"])
    ),
)
def test_no_damage_to_the_template_is_worse_than_a_fault(
    tmp_path_factory: pytest.TempPathFactory, gone: set[int], swapped: tuple[int, str]
) -> None:
    lines = [line for number, line in enumerate(LINES) if number not in gone]
    place, text = swapped
    lines.insert(min(place, len(lines)), text)
    try:
        said = charter(tmp_path_factory.getbasetemp(), "\n".join(lines))
    except AgreementError:
        return
    assert {party.role for party in said.parties} <= set(ROLES)
