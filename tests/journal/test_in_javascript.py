"""A journal can be verified in another language from docs/journal.md alone: docs/verify-journal.js.

That program shares no code with ours. Both must agree on sound and on tampered journals, and on
the first bad entry.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
from tests.journal.tampering import CHANGES, joined, originals, truncate

from masarat.journal.file import FileCopy
from masarat.journal.verification import verify

PROGRAM = Path(__file__).parents[2] / "docs" / "verify-journal.js"
OLDEST = 18

# One process of Node.js runs the program for every file: starting it takes longer than verifying.
RUNNER = """
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const [program, ...files] = process.argv.slice(1);
const source = readFileSync(program, "utf8");
const said = [];
console.log = (line) => said.push(line);
for (const file of files) {
  process.argv = ["node", program, file];
  new Module(program)._compile(source, program);
}
process.stdout.write(JSON.stringify(said));
process.exitCode = 0;
"""


@pytest.fixture(scope="module")
def node_program() -> str:
    program = shutil.which("node")
    if program is None:
        pytest.skip("Node.js is not installed (on Debian and Ubuntu: apt install nodejs)")
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    if int(done.stdout.strip().removeprefix("v").split(".")[0]) < OLDEST:
        pytest.skip(f"Node.js {done.stdout.strip()} is older than {OLDEST}")
    return program


def said_of(program: str, files: list[Path]) -> list[str]:
    command = [program, "-e", RUNNER, str(PROGRAM), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said: list[str] = json.loads(done.stdout)
    return said


def ours(path: Path) -> str:
    found = verify(FileCopy(path))
    if found.broken is not None:
        return f"entry {found.broken.sequence}"
    return f"sound: {found.entries} entries of journal {found.journal}"


def test_it_is_run_as_its_first_line_says(node_program: str, tmp_path: Path) -> None:
    path = tmp_path / "j.journal"
    sample = originals()
    for lines, code in ((sample.lines, 0), (sample.lines[:-1], 1)):
        path.write_bytes(joined([*lines]))
        done = subprocess.run(
            [node_program, PROGRAM, path], capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        assert done.stdout.startswith(ours(path))


def check_agreement(program: str, folder: Path, count: int, seed: int) -> None:
    sample, random, files = originals(), Random(seed), []  # noqa: S311
    for number in range(count):
        change = CHANGES[number % len(CHANGES)]
        lines = change(random, sample)
        cut = change is truncate and number % 2
        files.append(folder / f"{number:05}-{change.__name__}")
        files[-1].write_bytes(b"\n".join(lines) if cut else joined(lines))
    for path, said in zip(files, said_of(program, files), strict=True):
        expected = ours(path)
        assert said.split(":")[0] == expected.split(":")[0], (path.name, said, expected)


def test_both_verifiers_agree_on_sound_journals(node_program: str, tmp_path: Path) -> None:
    files: list[Path] = []
    for length in (8, 14, 20):
        sample = originals(length)
        for lines in (sample.lines, sample.other):
            files.append(tmp_path / str(len(files)))
            files[-1].write_bytes(joined([*lines]))
    assert said_of(node_program, files) == [ours(path) for path in files]
    assert all(ours(path).startswith("sound") for path in files)


def test_both_verifiers_agree_on_tampered_journals(node_program: str, tmp_path: Path) -> None:
    check_agreement(node_program, tmp_path, 120, seed=5)


@pytest.mark.slow
def test_both_verifiers_agree_on_many_tampered_journals(node_program: str, tmp_path: Path) -> None:
    check_agreement(node_program, tmp_path, 4_800, seed=6)
