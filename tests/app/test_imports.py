"""What is imported when: `masarat --help` and `import masarat` load no solver."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import masarat

ROOT = Path(__file__).parents[2]
HEAVY = {"highspy", "scipy", "numpy", "osmium", "pyogrio", "openpyxl", "shapely", "pyproj"}


def loaded_after(code: str) -> set[str]:
    program = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_import_masarat_loads_no_solver() -> None:
    modules = loaded_after("import masarat")
    assert "masarat.plan" in modules
    assert not modules & HEAVY
    assert not modules & {"masarat.planning", "masarat.publish", "masarat.app.api", "cyclopts"}


def test_help_loads_no_solver() -> None:
    modules = loaded_after(
        "from masarat.app import cli\nassert cli.run(['--help']) == 0\ncli.run(['plan', '--help'])"
    )
    assert not modules & HEAVY


def test_a_scenario_is_read_without_solver_and_map_library() -> None:
    modules = loaded_after("import masarat\nmasarat.load('examples/tiny')")
    assert not modules & {"highspy", "scipy", "osmium", "pyogrio", "shapely"}


def test_masarat_plan_is_a_function_and_a_package() -> None:
    program = (
        "import masarat, masarat.plan.document as document\n"
        "from masarat.plan.document import Plan\n"
        "import importlib\n"
        "importlib.import_module('masarat.plan.verdict')\n"
        "assert callable(masarat.plan)\n"
        "assert masarat.Plan is Plan is document.Plan\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_every_public_name_is_there_and_no_other() -> None:
    for name in masarat.__all__:
        assert getattr(masarat, name) is not None
    assert set(masarat.__all__) <= set(dir(masarat))
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = masarat.no_such_thing
