"""`masarat clearance`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from masarat.app.commands.options import Counts, Lang
from masarat.app.commands.values import Out, number, whole
from masarat.app.exits import Exit
from masarat.app.terminal import complain, error_console, say, say_json

if TYPE_CHECKING:
    from masarat.app.clearing import Cleared

CLOSURES_SHOWN = 10

OCCUPANCY = number("people a vehicle, from 0.1 to 1,000", lambda value: 0.1 <= value <= 1_000)  # noqa: PLR2004  (said before it)


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """Who drives, where the input does not say so itself.

    Parameters
    ----------
    people
        All people in a road network; if not given, as many as the extract counts.
    occupancy
        People a vehicle: 2, or as many as the seats of a scenario's own vehicles.
    cell
        Metres of a square in which a road network's people are gathered at one place.
    exit
        Where traffic leaves a road network: id of a node, or LATITUDE,LONGITUDE of a place within
        1000 m of a road. Repeat it for more; if none is given, where main roads leave.
    """

    people: Annotated[int | None, whole(1)] = None
    occupancy: Annotated[float | None, OCCUPANCY] = None
    cell: Annotated[int, whole(1, 1_000_000)] = 1000
    exit: list[str] | None = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where the answer goes, and how.

    Parameters
    ----------
    out
        Folder for departures.csv, arrivals.csv, roads.geojson, clearance.json, flow.csv.gz and
        report.html; if none is named, nothing is written.
    lang
        Language of what people read: Arabic, English or Russian.
    report
        Write report.html: map, arrival curve and tables in one file, for any browser.
    json
        Print the answer as JSON, for programs.
    """

    out: Out | None = None
    lang: Lang = "en"
    report: Annotated[bool, Parameter(negative="--no-report")] = True
    json: bool = False


def clearance(
    source: Path,
    /,
    *,
    resolution: Annotated[int, whole(1, 3600)] = 1,
    closures: bool = False,
    drivers: Drivers | None = None,
    answer: Answer | None = None,
    counts: Counts | None = None,
) -> int:
    """Find the least time in which all private vehicles can be out, and prove it.

    The answer is exact: a flow that attains the time and a set of places
    that cannot be out sooner, both checked before anything is printed or
    written. It names the roads that set the time, and who has no way out.

        masarat clearance my-scenario --out out/clearance
        masarat clearance town.flow --resolution 60 --json
        masarat clearance region.osm.pbf --people 40000 --closures
        masarat clearance gmns-folder --people 40000 --exit 17 --exit 42

    Where roads open and close on the way, the time is given between a proven
    bound and a flow. Exit code 3: some have no way out, or no room; they are
    named.

    Parameters
    ----------
    source
        Scenario (folder or .xlsx), evacflow file (.flow), OpenStreetMap extract, GMNS folder or
        imported network (.npz).
    resolution
        Seconds in a step of time; a divisor of 3600. Transit times are rounded to whole steps.
    closures
        Rank every road that carries vehicles by what its closure would cost.
    """
    from fractions import Fraction

    from masarat.app.clearing import clear, cut_off_faults, read_traffic, write_cleared
    from masarat.app.progress import Stages
    from masarat.app.writing.writable import ready_folder
    from masarat.network.traffic.demand import Demand
    from masarat.publish.quickest.document import summary

    who, how = drivers or Drivers(), answer or Answer()
    if how.out is not None:
        ready_folder(how.out)
    occupancy = None if who.occupancy is None else Fraction(str(who.occupancy))
    exits = tuple(who.exit or ())
    demand = Demand(people=who.people, occupancy=occupancy, cell_m=who.cell, exits=exits)
    written: tuple[Path, ...] = ()
    with Stages(error_console()) as stage:
        stage("reading roads")
        traffic = read_traffic(source, demand, (counts or Counts()).assume)
        cleared = clear(traffic, resolution, closures=closures, tell=stage)
        if how.out is not None:
            stage("writing")
            written = write_cleared(cleared, how.out, lang=how.lang, report=how.report)
    complain(map(str, cut_off_faults(cleared)))
    edition = cleared.edition(how.lang)
    if how.json:
        say_json({**summary(edition), "files": [str(path) for path in written]})
    else:
        say(_lines(cleared, how, written))
    return Exit.LEFT if edition.cut_off or edition.seconds is None else Exit.DONE


def _lines(cleared: "Cleared", how: Answer, written: "tuple[Path, ...]") -> list[str]:
    from masarat.app.summary import file_lines
    from masarat.publish.quickest.phrases import closure_sentence, notes, sentences, who

    edition = cleared.edition(how.lang)
    lines = [edition.title, f"  {who(edition)}"]
    lines += [f"  {note}" for note in notes(edition)]
    lines += sentences(edition)
    ranked = edition.closures or ()
    lines += [f"  {closure_sentence(edition, c)}" for c in ranked[:CLOSURES_SHOWN]]
    if len(ranked) > CLOSURES_SHOWN:
        rest = edition.words.number(len(ranked) - CLOSURES_SHOWN)
        lines.append(f"  {edition.words.text('quickest_more', n=rest)}")
    used = f"{cleared.answer.seconds_used:.2f}"
    lines.append(edition.words.text("quickest_used", seconds=used))
    return lines + (file_lines(written, how.out) if how.out else [])
