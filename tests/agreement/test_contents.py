"""What the gate reads of contents, what it refuses, and what no record can hold."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from typing import Any

import pytest
from tests.agreement.acting import (
    Table,
    after,
    content,
    draft_data,
    instant,
    key_of,
    usual_contents,
)

import masarat.agreement
import masarat.journal
from masarat.agreement.acts import KINDS, make_act, sign_act, verify_act
from masarat.agreement.clauses import LAW
from masarat.agreement.contents import LIST, listing_content, read_content, tabling
from masarat.agreement.parties import read_draft
from masarat.core.canonical import digest
from masarat.core.errors import Refused

CONVOY = {"convoy": "r/1", "departs": instant(5), "arrives": instant(9), "people": {}}
SPOILT: dict[str, Any] = {
    "no object": [],
    "no kind": {"title": {}},
    "title is text": {"kind": "fleet", "title": "Fleet"},
    "empty title": {"kind": "fleet", "title": {"en": ""}},
    "expires tomorrow": content("fleet", expires="tomorrow"),
    "expires is null": content("fleet", expires=None),
    "no corridor": content("corridor"),
    "no convoys": content("timetable", corridor="r"),
    "a convoy that is none": content("timetable", corridor="r", convoys=[1]),
    "no departure": content("timetable", corridor="r", convoys=[{"convoy": "r/1"}]),
    "arrives before it departs": content(
        "timetable", corridor="r", convoys=[{**CONVOY, "arrives": instant(4)}]
    ),
    "a convoy twice": content("timetable", corridor="r", convoys=[CONVOY, CONVOY]),
    "a limit in words": content("timetable", corridor="r", convoys=[], aboard_limit="long"),
    "people missing": content("linked", a=["g"], b=["h"], people={"g": 1}, tolerance="0.1"),
    "no tie": content("linked", a=[], b=[], people={}),
    "two ties": content("linked", a=[], b=[], people={}, tolerance="1", ratio="1"),
    "a tie in words": content("linked", a=[], b=[], people={}, tolerance="some"),
    "a tie by nothing": content("linked", a=[], b=[], people={}, ratio="1/0"),
    "a tie below nothing": content("linked", a=[], b=[], people={}, ratio="-1"),
    "slack in words": content("linked", a=[], b=[], people={}, ratio="1", slack="some"),
    "no start": content("ceasefire", until=instant(5)),
    "an empty ceasefire": content("ceasefire", start=instant(5), until=instant(5)),
    "a waiver without a reason": {
        **listing_content({}, [], {}),
        "waivers": [{"kind": "return", "reason": ""}],
    },
    "a waiver that names somebody": {
        **listing_content({}, [], {}),
        "waivers": [{"kind": "return", "reason": "x", "phone": "1"}],
    },
}


@pytest.mark.parametrize("name", SPOILT)
def test_contents_that_the_gate_cannot_read_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"expected|missing|known"):
        read_content(SPOILT[name])


def test_contents_may_say_more_than_the_gate_reads() -> None:
    read = read_content(content("fleet", buses=20, names={"ar": "الحافلات"}))
    assert (read.kind, read.expires, read.data["buses"]) == ("fleet", None, 20)


def members() -> dict[str, Any]:
    return tabling(usual_contents(), ["g"], dict.fromkeys(LAW.by_id, "x"))


def refused(clause: str, **given: Any) -> None:
    with pytest.raises(Refused) as caught:
        Table().open().act("a", "tabled", **{"revision": 1, "place": "", **given})
    assert caught.value.clause == clause


def test_a_detail_without_content_is_refused() -> None:
    given = members()
    refused("T3", **{**given, "details": {**given["details"], "more": "0" * 64}})


def test_a_content_of_no_detail_is_refused() -> None:
    given, extra = members(), content("extra")
    refused("T3", **{**given, "contents": {**given["contents"], digest(extra): extra}})


def test_a_list_of_its_own_is_refused() -> None:
    given = members()
    listing = given["contents"][given["details"][LIST]]
    again = {**listing, "title": {"en": "again"}}
    given["details"]["list/again"] = digest(again)
    given["contents"][digest(again)] = again
    refused("T7", **given)
    fleet = content("fleet")
    refused("T7", details={LIST: digest(fleet)}, contents={digest(fleet): fleet})
    refused("T7", details={}, contents={})


def test_contents_that_the_journal_holds_need_not_come_again() -> None:
    table = Table().open()
    table.table()
    held = table.state.agreements["east"].contents
    again = tabling(usual_contents(), ["g"], {}, held)
    assert set(again["contents"]) == {again["details"][LIST]}  # its waivers differ
    later = {**members(), "contents": {}}
    later["details"] = dict(table.state.agreements["east"].revisions[0].details)
    table.act("a", "tabled", revision=2, place="", **later)
    assert len(table.state.agreements["east"].revisions) == 2


def test_nobody_can_sign_for_an_office_that_is_not_enrolled() -> None:
    draft = read_draft(draft_data())
    act = make_act(draft, "stranger", after(1), "received", of="0" * 64)
    assert not verify_act(draft, act, sign_act(act, key_of("stranger"))["signature"])


def test_every_clause_says_what_it_asks() -> None:
    assert all(len(says) > 15 for says in LAW.by_id.values())


# Promise 10: counts and offices only.

PERSONAL = {
    "name",
    "first_name",
    "surname",
    "person",
    "passport",
    "phone",
    "telephone",
    "mobile",
    "email",
    "mail",
    "birth",
    "born",
    "age",
    "sex",
    "gender",
    "photo",
    "photograph",
    "picture",
    "address",
    "identity",
    "national",
    "religion",
    "ethnicity",
}


def words(name: str) -> set[str]:
    return {name, *name.replace("-", "_").split("_")}


def records() -> dict[str, set[str]]:
    """Return the fields of every dataclass of agreements and journals."""
    found = {}
    for package in (masarat.agreement, masarat.journal):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, type) and dataclasses.is_dataclass(value):
                    found[f"{module.name}.{name}"] = {f.name for f in dataclasses.fields(value)}
    return found


def test_no_record_has_a_field_for_a_person() -> None:
    everything = records()
    assert len(everything) > 25
    personal = {
        (record, field)
        for record, fields in everything.items()
        for field in fields
        if words(field) & PERSONAL
    }
    assert not personal


def test_no_act_has_a_member_for_a_person() -> None:
    every = {member for schema in KINDS.values() for member in schema}
    assert not [member for member in every if words(member) & PERSONAL]
    drafted = draft_data()
    signatory = drafted["parties"][0]["signatories"][0]
    assert set(signatory) == {"signatory", "office", "key"}
