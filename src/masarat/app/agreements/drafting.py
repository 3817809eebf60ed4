"""From a scenario, a plan and a parties.yaml to a draft. No plan is drafted from unchecked."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from masarat.agreement.drafting import Source, convoy_names, draft_details, groups_covered
from masarat.agreement.parties_file import read_charter
from masarat.app.agreements.draft_file import Drafted, read_drafted
from masarat.app.continued import matching_case
from masarat.app.loading import read_plan
from masarat.core.errors import Fault, PlanError, UsageError
from masarat.plan.checker import check
from masarat.plan.content import plan_digest

if TYPE_CHECKING:
    from pathlib import Path

    from masarat.plan.document import Plan
    from masarat.scenario.instance import Instance


def draft_agreement(
    scenario: Path, plan: Path, parties: Path, after: Path | None = None
) -> Drafted:
    """Return the draft of an agreement on a plan, for the parties of a parties.yaml.

    Parameters
    ----------
    after
        The draft that the current revision was tabled from: convoys that have departed since keep
        the names that they have there.

    Raises
    ------
    InputError
        If one of the files cannot be used, the plan is of another scenario or breaks a rule, with
        every fault.
    UsageError
        If the plan goes on from convoys that have departed, and `after` does not know them.
    """
    document = read_plan(plan)
    case, _ = matching_case(scenario, plan, document)
    verdict = check(case.instance, document)
    if not verdict.ok:
        faults = [
            Fault(file=plan.name, expected=f"a plan that obeys every rule: {violation}")
            for violation in verdict.violations
        ]
        raise PlanError(faults)
    checkpoints = tuple(checkpoint.place for checkpoint in case.instance.checkpoints)
    charter = read_charter(parties, case.scenario.clock, checkpoints)
    source = Source(
        scenario=case.scenario,
        instance=case.instance,
        plan=document,
        terms=charter.terms,
        kept=_kept(case.instance, document, after),
    )
    details = draft_details(source, charter.waivers)
    return Drafted(
        draft=charter.draft(case.instance.digest, plan_digest(document)),
        contents={detail.id: detail.content for detail in details},
        groups=groups_covered(source),
        waivers=charter.waivers,
        convoys=convoy_names(source),
    )


def _kept(instance: Instance, plan: Plan, after: Path | None) -> dict[str, str]:
    """Return the names of convoys that departed before the plan was made anew, by id."""
    departed = [convoy.id for convoy in plan.convoys if convoy.depart < instance.now]
    if not departed:
        return {}
    if after is None:
        msg = (
            f"this plan goes on from convoys that have departed ({len(departed)}): say --after and"
            " the draft of the revision under which they did, so that they keep their names"
        )
        raise UsageError(msg)
    known = {convoy: name for name, convoy in read_drafted(after).convoys.items()}
    strange = [convoy for convoy in departed if convoy not in known]
    if strange:
        msg = f"{after} does not know convoy {strange[0]}, which has departed: is it an older one?"
        raise UsageError(msg)
    return {convoy: known[convoy] for convoy in departed}


def write_parties_template(path: Path) -> None:
    """Write a parties.yaml to start from.

    Raises
    ------
    UsageError
        If there is such a file: what is there is never overwritten.
    """
    template = files("masarat.agreement") / "parties-template.yaml"
    try:
        with path.open("xb") as file:
            file.write(template.read_bytes())
    except FileExistsError as error:
        msg = f"{path} exists already: it is never overwritten"
        raise UsageError(msg) from error
