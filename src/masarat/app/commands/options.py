"""Options that several commands share."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from masarat.app.commands.values import MOST, Effort, Out, Seed, number, whole

if TYPE_CHECKING:
    from masarat.app.loading import Reports

Assume = Literal["least", "likely", "most"]
Lang = Literal["ar", "en", "ru"]

SECONDS = number(f"seconds, above 0 and at most {MOST:,}", lambda value: 0 < value <= MOST)
GAP = number("a share from 0 to below 1", lambda value: 0 <= value < 1, "5% is 0.05")


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How long and how hard to search.

    Parameters
    ----------
    time_limit
        Seconds to search.
    effort
        Search steps instead of seconds: the same steps and seed give the same plan.
    gap
        Stop when the clearance time is proven this close to the best possible; 0.05 is 5%.
    seed
        Number that chooses among equally good ways to search.
    threads
        Threads to search on; if none is given, as many as the machine has. Changes no plan.
    """

    time_limit: Annotated[float, SECONDS] = 60.0
    effort: Effort | None = None
    gap: Annotated[float | None, GAP] = None
    seed: Seed = 1
    threads: Annotated[int | None, whole(1, 1024)] = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Where the files go, and how.

    Parameters
    ----------
    out
        Folder for the files; if none is named, out/ and the scenario's path below this folder (its
        name if it lies elsewhere), with the moment of the news where the rest is planned anew.
    lang
        Language of the files that people read: Arabic, English or Russian.
    report
        Write report.html: the picture of the plan in one file, for any browser.
    json
        Print the summary as JSON, for programs.
    """

    out: Out | None = None
    lang: Lang = "en"
    report: Annotated[bool, Parameter(negative="--no-report")] = True
    json: bool = False


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Which of the uncertain counts to take.

    Parameters
    ----------
    assume
        Where the scenario gives a range of people: the least, the likely or the most.
    """

    assume: Assume | None = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Streets:
    """What is known of the streets.

    Parameters
    ----------
    reports
        Journal or file of reports; else what the scenario names, if it names any.
    known
        Reports published after this moment, as 2016-12-14 05:00, are not known; else all are.
    """

    reports: Path | None = None
    known: str | None = None

    def asked(self) -> "Reports":
        """Return which reports to plan with."""
        from masarat.app.loading import Reports

        return Reports(ledger=self.reports, known=self.known)


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened.

    Parameters
    ----------
    at
        The moment of the news, written as in the scenario.
    close
        Corridor that is closed from that moment on. Repeat it for more.
    suspend
        From when until when nothing may move. Repeat it for more.
    fleet
        Class and number of its vehicles in all from then on, as bus=25. Repeat it for more.
    lost
        Vehicle that is lost, by its id in the plan. Repeat it for more.
    actual
        CSV table of what became of convoys (convoy, status, departed, back, group, people).
    """

    at: str
    close: list[str] | None = None
    suspend: list[tuple[str, str]] | None = None
    fleet: list[str] | None = None
    lost: list[str] | None = None
    actual: Path | None = None


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """How hard to work on each question.

    Parameters
    ----------
    quick
        Bounds only: what each change could save at most, without planning again.
    effort
        Search steps for each question; if none is given, as many as usually do.
    seed
        Number that chooses among equally good ways to search.
    """

    quick: bool = False
    effort: Effort | None = None
    seed: Seed = 1
