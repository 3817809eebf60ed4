"""Numbers on the command line: what is none, or too many, is refused before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from masarat.app import cli
from masarat.app.exits import Exit

TINY = Path(__file__).parents[2] / "examples" / "tiny"
MANY = "99999999999999999999999"
WHOLE = "a whole number from"
SHARE = "a share from 0 to below 1 (5% is 0.05)"


@pytest.mark.parametrize(
    ("command", "option", "found", "expected"),
    [
        ("plan x", "--seed", MANY, f"{WHOLE} 0 to 1,000,000,000"),
        ("plan x", "--seed", "9223372036854775807", f"{WHOLE} 0 to 1,000,000,000"),
        ("plan x", "--seed", "-1", f"{WHOLE} 0 to 1,000,000,000"),
        ("plan x", "--seed", "1_000", f"{WHOLE} 0 to 1,000,000,000"),
        ("plan x", "--effort", MANY, f"{WHOLE} 0 to 1,000,000,000"),
        ("plan x", "--effort", "1.5", f"{WHOLE} 0 to 1,000,000,000"),
        ("plan x", "--threads", MANY, f"{WHOLE} 1 to 1,024"),
        ("plan x", "--threads", "0", f"{WHOLE} 1 to 1,024"),
        ("plan x", "--time-limit", "inf", "seconds, above 0 and at most 1,000,000,000"),
        ("plan x", "--time-limit", "nan", "seconds, above 0 and at most 1,000,000,000"),
        ("plan x", "--time-limit", "0", "seconds, above 0 and at most 1,000,000,000"),
        ("plan x", "--gap", "5", SHARE),
        ("plan x", "--gap", "5%", SHARE),
        ("plan x", "--gap", "1", SHARE),
        ("plan x", "--gap", "nan", SHARE),
        ("plan x", "--gap", "-0.1", SHARE),
        ("replan x y --at start", "--seed", MANY, f"{WHOLE} 0 to 1,000,000,000"),
        ("explain x", "--seed", MANY, f"{WHOLE} 0 to 1,000,000,000"),
        ("explain x", "--effort", "1.5", f"{WHOLE} 0 to 1,000,000,000"),
        ("clearance x", "--resolution", "1.5", f"{WHOLE} 1 to 3,600"),
        ("clearance x", "--people", MANY, f"{WHOLE} 1 to 1,000,000,000"),
        ("clearance x", "--cell", MANY, f"{WHOLE} 1 to 1,000,000"),
        ("clearance x", "--occupancy", "inf", "people a vehicle, from 0.1 to 1,000"),
        ("clearance x", "--occupancy", "1e-300", "people a vehicle, from 0.1 to 1,000"),
        ("journal verify x", "--processes", "0", f"{WHOLE} 1 to 1,024"),
        ("journal show x", "--after", "1.5", f"{WHOLE} 0 to 1,000,000,000"),
        ("agreement show x", "--revision", "1.5", f"{WHOLE} 0 to 1,000,000,000"),
        ("reports add --as desk", "--number", "1.5", f"{WHOLE} 0 to 1,000,000,000"),
    ],
)
def test_a_number_that_is_none_is_refused_with_what_was_expected(
    capsys: pytest.CaptureFixture[str], command: str, option: str, found: str, expected: str
) -> None:
    assert cli.run([*command.split(), f"{option}={found}"]) == Exit.UNUSABLE
    assert capsys.readouterr().err == f"{option}: found {found!r}, expected {expected}\n"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--seed", "1000000000"), ("--seed", "١٢"), ("--gap", "0.999"), ("--time-limit", "1e9")],
)
def test_the_largest_that_is_allowed_can_be_planned_with(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: str, value: str
) -> None:
    words = ["plan", TINY, "--out", tmp_path / "out", "--no-report", "--effort", "1"]
    assert cli.run([*map(str, words), option, value]) == Exit.DONE
    assert "Every rule was checked and holds." in capsys.readouterr().out
