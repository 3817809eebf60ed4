# masarat: everything a newcomer types. `make demo` and `make test` need Python 3.11 or newer, nothing else.

VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

# The first Python that is new enough; say `make demo PYTHON=/path/to/python3.12` for another one.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && { echo "$$python"; break; }; done)

SOURCES := pyproject.toml hatch_build.py $(wildcard src/masarat/planning/kernel/*.[ch] \
	src/masarat/planning/flow/kernel/*.[ch] src/masarat/plan/exhaustive/*.[ch])
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SEED ?= 1
OUT ?= out/aleppo-2016

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint format types docs docs-cli bench-plan bench-flow bench-journal \
	bench-reports bench-intake wheel clean

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed  ## Install, plan the evacuation of eastern Aleppo, say where the report is
	@$(BIN)/masarat plan examples/aleppo-2016 --out $(OUT) --time-limit 60 --seed $(SEED)
	@echo
	@echo "Open this file in a browser: $(abspath $(OUT))/report.html"

test: $(VENV)/.installed-dev  ## Install and pass the tests (a few minutes)
	$(BIN)/python -m pytest -n $(JOBS)

test-all: $(VENV)/.installed-dev  ## Pass all tests, the long ones included (about an hour)
	$(BIN)/python -m pytest -n $(JOBS) -m ''

lint: $(VENV)/.installed-dev  ## Style, format and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev  ## Write the format that `make lint` asks for
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(VENV)/.installed-dev  ## Check types strictly
	$(BIN)/mypy

docs: $(VENV)/.installed-docs  ## Build the documentation, warnings are errors
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	@echo "Open this file in a browser: $(CURDIR)/docs/_build/html/index.html"

docs-cli: $(VENV)/.installed-dev  ## Write docs/cli.md anew from the command line's own help
	$(BIN)/python -m masarat.app.reference docs/cli.md

bench-plan: $(VENV)/.installed-bench  ## Measure the planner beside CP-SAT and HiGHS on the same instances
	$(BIN)/python -m benchmarks.bench_plan $(ARGS)

bench-flow: $(VENV)/.installed-bench  ## Measure quickest clearances beside time-expanded maximum flow
	$(BIN)/python -m benchmarks.bench_flow $(ARGS)

bench-journal: $(VENV)/.installed-dev  ## Measure the journal: appending, opening, verifying
	$(BIN)/python -m benchmarks.journal $(ARGS)

bench-reports: $(VENV)/.installed-dev  ## Measure statuses: 100,000 reports about 1,000 places
	$(BIN)/python -m benchmarks.reports $(ARGS)

bench-intake: $(VENV)/.installed-dev  ## Measure the reading of news texts: articles a minute
	$(BIN)/python -m benchmarks.intake $(ARGS)

wheel: $(VENV)/.installed-dev  ## Build the wheel and look inside
	$(PIP) wheel --no-deps --wheel-dir dist .
	$(BIN)/python -m zipfile -l dist/masarat-*.whl

clean:  ## Remove what was made (.venv, out, caches)
	rm -rf $(VENV) out build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find src tests benchmarks examples docs -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. Stamps keep a second run quick; an installation is renewed when its
# dependencies or the compiled kernels change.

$(VENV)/.created:
	@if [ -z "$(PYTHON)" ]; then \
		echo "masarat needs Python 3.11 or newer, and none was found on the PATH." >&2; \
		echo "Install it, or say which one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; fi
	@if ! "$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null; then \
		echo "masarat needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" --version 2>&1)." >&2; exit 1; fi
	@if ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$(PYTHON) cannot make virtual environments: its venv module is not complete." >&2; \
		echo "On Debian and Ubuntu: sudo apt install python3-venv" >&2; exit 1; fi
	@test -x $(BIN)/python || { echo "Making $(VENV) with $$("$(PYTHON)" --version)"; "$(PYTHON)" -m venv $(VENV); }
	@touch $@

$(VENV)/.installed: $(VENV)/.created $(SOURCES)
	@echo "Installing masarat into $(VENV) (the first time takes a minute or two)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-%: $(VENV)/.created $(SOURCES)
	@echo "Installing masarat with what '$*' needs into $(VENV) (the first time takes a minute or two)"
	@$(PIP) install --editable '.[$*]'
	@touch $(VENV)/.installed $@
