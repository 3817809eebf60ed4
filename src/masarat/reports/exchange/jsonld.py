"""Reports as JSON-LD with the terms of W3C PROV-O (Recommendation of 30 April 2013).

A report is a `prov:Entity`: attributed to its publisher, quoted from each relay's version of the
statement in turn, with the speaker's statement as its primary source. Each version of the chain is
an entity of its own (`ID#1` is the speaker's), attributed to an agent who may have acted on behalf
of a side. Corrections are revisions (`prov:wasRevisionOf`); what is taken back was invalidated by
an activity (`prov:wasInvalidatedBy`). What PROV has no term for has one of masarat's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from masarat.core.errors import Fault, ReportsError
from masarat.reports.content import report_content
from masarat.reports.entries import FORMS, Things
from masarat.reports.exchange.json_file import FORMAT, parse_json, read_content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from masarat.reports.report import Link, Report

NAMESPACE = "urn:masarat:reports:"
CONTEXT: Mapping[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "masarat": NAMESPACE,
    "id": "@id",
    "type": "@type",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
    **{
        term: {"@id": f"prov:{term}", "@type": "@id"}
        for term in (
            "wasAttributedTo",
            "wasQuotedFrom",
            "hadPrimarySource",
            "wasRevisionOf",
            "wasInvalidatedBy",
            "actedOnBehalfOf",
            "used",
        )
    },
    "generatedAtTime": {"@id": "prov:generatedAtTime", "@type": "xsd:dateTime"},
    "value": "prov:value",
    "report": {"@id": "masarat:report", "@type": "@json"},
    "ledger": {"@id": "masarat:ledger", "@type": "@json"},
}
_REPORT = "masarat:Report"


def write_jsonld(things: Things) -> str:
    """Return things as the text of a JSON-LD document."""
    graph: list[dict[str, Any]] = []
    agents: dict[str, dict[str, Any]] = {}
    revises: dict[str, list[str]] = {}
    gone: dict[str, list[str]] = {}
    for number, link in enumerate(things.links, 1):
        if link.relation == "corrects":
            revises.setdefault(link.report, []).append(_id(link.target))
        if link.relation in ("corrects", "retracts"):
            gone.setdefault(link.target, []).append(f"{NAMESPACE}taking-back/{number}")
    for report in things.reports:
        node, versions = _nodes(report, agents)
        if report.id in revises:
            node["wasRevisionOf"] = revises[report.id]
        if report.id in gone:
            node["wasInvalidatedBy"] = gone[report.id]
        graph += [node, *versions]
    graph += [*_takings(things.links), *agents.values()]
    ledger = {
        form.several: [form.write(each) for each in things.of(form)]
        for form in FORMS
        if form.several != "reports" and things.of(form)
    }
    document = {"@context": CONTEXT, "@graph": graph, "ledger": {**ledger, **things.extra}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_jsonld(data: bytes, file: str) -> Things:
    """Return the things that a document of `write_jsonld` holds.

    Nodes of other types pass by. Terms must be written as in the context here: the document is
    not expanded.

    Raises
    ------
    ReportsError
        With every fault; the field says which report.
    """
    document = parse_json(data, file)
    graph = document.get("@graph") if isinstance(document, dict) else None
    ledger = document.get("ledger", {}) if isinstance(document, dict) else None
    if not isinstance(graph, list) or not isinstance(ledger, dict) or "reports" in ledger:
        expected = 'an object with "@context" and "@graph", written as docs/reports.md says'
        raise ReportsError([Fault(file=file, expected=expected)])
    reports = []
    faults = []
    for place, node in enumerate(graph, 1):
        if not isinstance(node, dict) or _REPORT not in _types(node):
            continue
        content = node.get("report")
        if not isinstance(content, dict):
            faults.append(Fault(file=file, field=f"@graph.{place}.report", expected="a report"))
            continue
        faults += _differs(node, content, file, f"@graph.{place}")
        reports.append(content)
    if faults:
        raise ReportsError(faults)
    return read_content({**ledger, "format": FORMAT, "reports": reports}, file)


def _nodes(
    report: Report, agents: dict[str, dict[str, Any]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the entity of a report, and one for each earlier version of the statement."""
    versions: list[dict[str, Any]] = []
    before: dict[str, str] = {}
    for number, source in enumerate(report.chain[:-1], 1):
        version = {
            "id": f"{_id(report.id)}#{number}",
            "type": "prov:Entity",
            "wasAttributedTo": _agent(source.name, source.side, agents),
            **before,
        }
        versions.append(version)
        before = {"wasQuotedFrom": version["id"]}
    publisher = report.published_by
    node: dict[str, Any] = {
        "id": _id(report.id),
        "type": ["prov:Entity", _REPORT],
        "wasAttributedTo": _agent(publisher.name, publisher.side, agents),
        **before,
        "generatedAtTime": report_content(report)["published"]["start"],
        "report": report_content(report),
    }
    if report.said_by is not None:
        node["hadPrimarySource"] = versions[0]["id"]
    if report.quote:
        node["value"] = report.quote.text
    return node, versions


def _agent(name: str, side: str, agents: dict[str, dict[str, Any]]) -> str:
    """Return the id of an agent, and describe it once."""
    here = f"{NAMESPACE}agent/{quote(f'{side}/{name}' if side else name)}"
    if side:
        behalf = f"{NAMESPACE}side/{quote(side)}"
        agents.setdefault(behalf, {"id": behalf, "type": "prov:Organization", "label": side})
        agents.setdefault(
            here, {"id": here, "type": "prov:Agent", "label": name, "actedOnBehalfOf": behalf}
        )
    agents.setdefault(here, {"id": here, "type": "prov:Agent", "label": name})
    return here


def _takings(links: tuple[Link, ...]) -> Iterator[dict[str, Any]]:
    """Return the activities by which reports were taken back."""
    for number, link in enumerate(links, 1):
        if link.relation in ("corrects", "retracts"):
            used = {"used": _id(link.report)} if link.report else {}
            yield {"id": f"{NAMESPACE}taking-back/{number}", "type": "prov:Activity", **used}


def _differs(node: dict[str, Any], content: dict[str, Any], file: str, at: str) -> list[Fault]:
    """Return a fault where what PROV terms say is not what the report beside them says."""
    if "id" in content and node.get("id") != _id(str(content["id"])):
        expected = f"{_id(str(content['id']))!r}, the id of the report"
        return [Fault(file=file, field=f"{at}.id", found=str(node.get("id")), expected=expected)]
    return []


def _types(node: dict[str, Any]) -> list[object]:
    types = node.get("type")
    return types if isinstance(types, list) else [types]


def _id(report: str) -> str:
    return f"{NAMESPACE}report/{quote(report)}"
