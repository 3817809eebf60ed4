"""The law once more, as plainly as it can be said: the judge of the gate.

Everything is computed anew from the list of entries at each question. Nothing of
`masarat.agreement` is used: entries are dictionaries with `sequence`, `time`, `kind` and `body`,
moments are text (which sorts as time does), and digests and signatures are made here.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from functools import cache
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Entry = dict[str, Any]
STANDING = {"voluntariness", "return", "monitoring", "notification", "suspension", "ceasefire"}
RIGHTS = {
    "tabled": "table",
    "suspended": "suspend",
    "departed": "record",
    "arrived": "record",
    "turned-back": "record",
    "counted": "count",
}


def nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {nfc(key): nfc(item) for key, item in value.items()}
    return [nfc(item) for item in value] if isinstance(value, list) else value


@cache
def _digest(text: str) -> str:
    return hashlib.sha256(rfc8785.dumps(nfc(json.loads(text)))).hexdigest()


def digest(value: Any) -> str:
    return _digest(json.dumps(value))


@cache
def _signed(key: str, text: str, signature: str) -> bool:
    message = b"masarat act 1\n" + rfc8785.dumps(nfc(json.loads(text)))
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), message)
    except (ValueError, InvalidSignature):
        return False
    return True


def draft_of(entries: list[Entry], agreement: str) -> Any:
    for entry in entries:
        if entry["kind"] == "agreement.drafted" and entry["body"]["agreement"] == agreement:
            return entry["body"]
    return None


def acts_of(entries: list[Entry], agreement: str, kind: str = "") -> list[Entry]:
    return [
        entry
        for entry in entries
        if entry["kind"] == "agreement.act"
        and entry["body"]["act"]["agreement"] == agreement
        and kind in ("", entry["body"]["act"]["act"])
    ]


def act(entry: Entry) -> Any:
    return entry["body"]["act"]


def signatories(draft: Any) -> dict[str, tuple[str, str]]:
    return {
        s["signatory"]: (party["party"], s["key"])
        for party in draft["parties"]
        for s in party["signatories"]
    }


def contents(entries: list[Entry], agreement: str) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for entry in acts_of(entries, agreement, "tabled"):
        held.update(act(entry)["contents"])
    return held


def current(entries: list[Entry], agreement: str) -> dict[str, Any]:
    """Return the content of each detail of the current revision."""
    tabled = acts_of(entries, agreement, "tabled")
    held = contents(entries, agreement)
    return {d: held[digest] for d, digest in act(tabled[-1])["details"].items()} if tabled else {}


def counts(tabled: list[Any], withdrawn: list[Entry], sign_off: Entry, at: str) -> bool:
    """Whether a sign-off counts at `at`, given what was tabled and withdrawn by then."""
    signed = act(sign_off)
    since = [t for t in tabled if t["revision"] >= signed["revision"]]
    if not since or any(t["details"].get(signed["detail"]) != signed["digest"] for t in since):
        return False
    if signed["until"] and signed["until"] <= at:
        return False
    for entry in withdrawn:
        void = act(entry)
        mine = void["by"] == signed["by"] and void["detail"] in ("", signed["detail"])
        earlier = signed["time"] <= void["time"] or sign_off["sequence"] < entry["sequence"]
        if mine and earlier:
            return False
    return True


def coordinated(entries: list[Entry], agreement: str, at: str) -> bool:
    entries = [entry for entry in entries if entry["time"] <= at]
    draft = draft_of(entries, agreement)
    details = current(entries, agreement)
    if draft is None or not details:
        return False
    who = signatories(draft)
    tabled = [act(entry) for entry in acts_of(entries, agreement, "tabled")]
    withdrawn = acts_of(entries, agreement, "withdrawn")
    sign_offs = acts_of(entries, agreement, "sign-off")
    for detail, content in details.items():
        current_digest = tabled[-1]["details"][detail]
        if content.get("expires") and content["expires"] <= at:
            return False
        keys: dict[str, set[str]] = {}
        for sign_off in sign_offs:
            by = act(sign_off)["by"]
            mine = act(sign_off)["detail"] == detail
            same = act(sign_off)["digest"] == current_digest
            if mine and same and counts(tabled, withdrawn, sign_off, at):
                keys.setdefault(who[by][0], set()).add(who[by][1])
        row = draft["required"].get(content["kind"], draft["required"]["*"])
        if any(len(keys.get(party, ())) < needed for party, needed in row.items()):
            return False
    return True


def suspended(entries: list[Entry], agreement: str, at: str) -> list[str]:
    """Return the corridors ("": all) of suspensions after which a guarantee is wanting."""
    entries = [entry for entry in entries if entry["time"] <= at]
    draft = draft_of(entries, agreement)
    who = signatories(draft)
    corridors = []
    for entry in acts_of(entries, agreement, "suspended"):
        keys: dict[str, set[str]] = {}
        for guarantee in acts_of(entries, agreement, "guarantee-renewed"):
            if act(guarantee)["suspension"] == digest(act(entry)):
                party, key = who[act(guarantee)["by"]]
                keys.setdefault(party, set()).add(key)
        if any(len(keys.get(party, ())) < needed for party, needed in draft["renew"].items()):
            corridors.append(act(entry)["corridor"])
    return corridors


def in_force(entries: list[Entry], agreement: str, at: str) -> bool:
    if not coordinated(entries, agreement, at):
        return False
    by_then = [entry for entry in entries if entry["time"] <= at]
    for content in current(by_then, agreement).values():
        if content["kind"] == "ceasefire" and not content["start"] <= at < content["until"]:
            return False
    return "" not in suspended(entries, agreement, at)


def may_go(entries: list[Entry], agreement: str, convoy: str, at: str) -> bool:
    if not in_force(entries, agreement, at):
        return False
    entries = [entry for entry in entries if entry["time"] <= at]
    there = [
        (content["corridor"], planned["departs"])
        for content in current(entries, agreement).values()
        if content["kind"] == "timetable"
        for planned in content["convoys"]
        if planned["convoy"] == convoy
    ]
    if not there or there[0][1] > at or there[0][0] in suspended(entries, agreement, at):
        return False
    moved = [act(e) for e in acts_of(entries, agreement) if act(e).get("convoy") == convoy]
    left = [a["at"] for a in moved if a["act"] == "departed"]
    back = [a["at"] for a in moved if a["act"] == "turned-back"]
    return not left or bool(back and max(back) >= max(left))


def lawful(entries: list[Entry], candidate: Entry) -> bool:
    """Whether a well-shaped act may be taken after `entries`."""
    new = act(candidate)
    agreement = new["agreement"]
    draft = draft_of(entries, agreement)
    if draft is None:
        return False
    party, key = signatories(draft).get(new["by"], ("", ""))
    if not party or not _signed(key, json.dumps(new), candidate["body"]["signature"]):
        return False
    if new["time"] > candidate["time"] or new["draft"] != digest(draft):
        return False
    same_time = [e for e in acts_of(entries, agreement) if act(e)["time"] == new["time"]]
    if any(digest(act(entry)) == digest(new) for entry in same_time):
        return False
    right = RIGHTS.get(new["act"])
    if right and party not in draft["entitled"][right]:
        return False
    judge = _JUDGES.get(new["act"])
    return judge is None or judge(entries, draft, party, new)


def _tabled(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    agreement = new["agreement"]
    if new["revision"] != len(acts_of(entries, agreement, "tabled")) + 1:
        return False
    if any(digest(content) != name for name, content in new["contents"].items()):
        return False
    if not set(new["contents"]) <= set(new["details"].values()):
        return False
    held = {**contents(entries, agreement), **new["contents"]}
    if not all(name in held for name in new["details"].values()):
        return False
    kinds = {detail: held[name]["kind"] for detail, name in new["details"].items()}
    if "list" not in kinds or sorted(kinds.values()).count("list") != 1:
        return False
    listing = held[new["details"]["list"]]
    if listing["kind"] != "list" or listing["details"] != kinds:
        return False
    waived = {waiver["kind"] for waiver in listing["waivers"]}
    if not STANDING | set(draft["kinds"]) <= waived | set(kinds.values()):
        return False
    convoys = [
        convoy["convoy"]
        for name in new["details"].values()
        if held[name]["kind"] == "timetable"
        for convoy in held[name]["convoys"]
    ]
    return len(set(convoys)) == len(convoys) and _covers_alone(entries, agreement, listing)


def _covers_alone(entries: list[Entry], agreement: str, listing: Any) -> bool:
    others = {e["body"]["agreement"] for e in entries if e["kind"] == "agreement.drafted"}
    for other in others - {agreement}:
        covered = current(entries, other)
        if covered and set(covered["list"]["groups"]) & set(listing["groups"]):
            return False
    return True


def _position(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    tabled = {act(e)["revision"]: act(e) for e in acts_of(entries, new["agreement"], "tabled")}
    revision = tabled.get(new["revision"])
    return revision is not None and new["detail"] in ("", *revision["details"])


def _sign_off(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    tabled = [act(e) for e in acts_of(entries, new["agreement"], "tabled")]
    since = [t for t in tabled if t["revision"] >= new["revision"]]
    return bool(since) and all(t["details"].get(new["detail"]) == new["digest"] for t in since)


def _every(entries: list[Entry], agreement: str) -> list[Any]:
    """Return every content that any revision has had."""
    held = contents(entries, agreement)
    tabled = acts_of(entries, agreement, "tabled")
    return [held[name] for e in tabled for name in act(e)["details"].values()]


def _withdrawn(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    tabled = acts_of(entries, new["agreement"], "tabled")
    return new["detail"] in ("", *(d for e in tabled for d in act(e)["details"]))


def _suspended(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    every = _every(entries, new["agreement"])
    return new["corridor"] in ("", *(content.get("corridor", "") for content in every))


def _renewed(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    known = {digest(act(e)) for e in acts_of(entries, new["agreement"], "suspended")}
    return party in draft["renew"] and new["suspension"] in known


def _moved(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    every = _every(entries, new["agreement"])
    convoys = {c["convoy"] for content in every for c in content.get("convoys", ())}
    groups = {g for content in every if content["kind"] == "list" for g in content["groups"]}
    if new["convoy"] not in convoys or new["at"] > new["time"]:
        return False
    return set(new.get("people", ())) <= groups


def _called(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    parties = {p["party"] for p in draft["parties"]}
    called = acts_of(entries, new["agreement"], "consultation-called")
    return (
        all(act(e)["consultation"] != new["consultation"] for e in called)
        and set(new["participants"]) <= parties
        and new["from"] < new["until"]
    )


def _later(entries: list[Entry], draft: Any, party: str, new: Any) -> bool:
    about = [
        act(e)["act"]
        for e in acts_of(entries, new["agreement"])
        if act(e).get("consultation") == new["consultation"]
    ]
    if "consultation-called" not in about or "consultation-held" in about:
        return False
    if new["act"] == "consultation-held":
        return bool(new["at"] <= new["time"])
    return bool(new["from"] < new["until"])


_JUDGES = {
    "tabled": _tabled,
    "position": _position,
    "sign-off": _sign_off,
    "withdrawn": _withdrawn,
    "suspended": _suspended,
    "guarantee-renewed": _renewed,
    "departed": _moved,
    "arrived": _moved,
    "turned-back": _moved,
    "counted": _moved,
    "consultation-called": _called,
    "consultation-postponed": _later,
    "consultation-held": _later,
}
