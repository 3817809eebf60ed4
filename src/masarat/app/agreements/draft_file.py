"""draft.json: an agreement as drafted, before anybody tabled it, and files that carry acts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from masarat.agreement.contents import LIST, listing_content, read_content
from masarat.agreement.parties import read_draft, write_draft
from masarat.app.agreements.desk import ACTS_FORMAT, ACTS_VERSION
from masarat.core.canonical import digest
from masarat.core.errors import AgreementError, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from masarat.agreement.parties import Draft

NAME = "draft.json"
FORMAT, VERSION = "masarat draft", 1


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """An agreement as drafted: contents by detail without the list, groups covered, waivers.

    `convoys` has the id in the plan of every convoy by its name: for whoever drafts or plans the
    rest anew later. It is not signed.
    """

    draft: Draft
    contents: Mapping[str, Mapping[str, Any]]
    groups: tuple[str, ...]
    waivers: Mapping[str, str]
    convoys: Mapping[str, str]

    @property
    def all_contents(self) -> dict[str, Mapping[str, Any]]:
        """Contents by detail, the list of all details included."""
        kinds = {detail: content["kind"] for detail, content in self.contents.items()}
        listing = listing_content(kinds, self.groups, self.waivers)
        return {**self.contents, LIST: listing}


def write_drafted(drafted: Drafted) -> bytes:
    """Return the bytes of draft.json."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "draft": write_draft(drafted.draft),
        "groups": list(drafted.groups),
        "waivers": dict(drafted.waivers),
        "convoys": dict(drafted.convoys),
        "details": {
            detail: {"digest": digest(content), "content": content}
            for detail, content in drafted.contents.items()
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def read_drafted(path: Path) -> Drafted:
    """Read draft.json, or the folder it is in.

    Raises
    ------
    AgreementError
        If it is not a draft, or was changed by hand so that a digest is no longer right.
    OSError
        If it cannot be read.
    """
    path = path / NAME if path.is_dir() else path
    data = read_json(path, FORMAT, VERSION, "a draft; see: masarat agreement draft")
    try:
        drafted = Drafted(
            draft=read_draft(data["draft"]),
            contents={name: each["content"] for name, each in data["details"].items()},
            groups=tuple(data["groups"]),
            waivers=dict(data["waivers"]),
            convoys=dict(data["convoys"]),
        )
        for name, each in data["details"].items():
            read_content(each["content"])
            if digest(each["content"]) != each["digest"]:
                raise AgreementError(
                    [
                        Fault(
                            file=path.name,
                            field=f"details.{name}",
                            expected="content with the digest beside it",
                            hint="draft again instead of changing this file",
                        )
                    ]
                )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _not(path, f"a draft: {error}") from error
    return drafted


def read_acts(path: Path) -> list[dict[str, Any]]:
    """Read the signed acts that a file carries: one, or several in order.

    Raises
    ------
    AgreementError
        If it carries none.
    OSError
        If it cannot be read.
    """
    data = _json(path)
    if isinstance(data, dict) and data.keys() == {"act", "signature"}:
        return [data]
    acts = read_json(path, ACTS_FORMAT, ACTS_VERSION, "signed acts").get("acts")
    if not isinstance(acts, list) or not all(isinstance(act, dict) for act in acts):
        raise _not(path, "signed acts")
    return acts


def read_json(path: Path, form: str, version: int, what: str) -> dict[str, Any]:
    """Read a JSON object of this format and version.

    Raises
    ------
    AgreementError
        If it is none.
    OSError
        If it cannot be read.
    """
    data = _json(path)
    if not isinstance(data, dict) or data.get("format") != form:
        raise _not(path, what)
    if data.get("version") != version:
        raise _not(path, f"version {version} of {form}")
    return data


def _json(path: Path) -> object:
    try:
        data: object = json.loads(path.read_bytes(), parse_float=_fraction)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _not(path, "JSON") from error
    return data


def _fraction(text: str) -> float:
    msg = f"{text} is not a whole number"
    raise ValueError(msg)


def _not(path: Path, what: str) -> AgreementError:
    return AgreementError([Fault(file=path.name, expected=what)])
