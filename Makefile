# Every target sets itself up in .venv: make and Python 3.11 or newer are all it needs.
# Nothing is installed that requirements/ does not name by version and hash.

.DEFAULT_GOAL := help
.PHONY: limits help setup demo test check lint types contracts fuzz bench bench-redaction lock \
    clean

VENV := .venv
BIN := $(VENV)/bin
LOCK_VENV := .venv-lock
PRESIDIO_VENV := .venv-presidio
ARGS ?=

# Tried in this order. PYTHON=... on the command line comes first.
CANDIDATES = $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3

# Nothing from the caller's Python or from the current folder mixes into ours.
unexport PYTHONHOME PYTHONPATH PYTHONSTARTUP VIRTUAL_ENV
export PYTHONSAFEPATH := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A candidate is run, not looked up: version managers leave commands on PATH that only fail, and
# some systems ship Python without the modules that a virtual environment needs.
define find_python
found=; \
for candidate in $(CANDIDATES); do \
    if "$$candidate" -c 'import sys, venv, ensurepip, sqlite3; sys.exit(sys.version_info < (3, 11))' \
        >/dev/null 2>&1; then found=$$candidate; break; fi; \
done; \
if [ -z "$$found" ]; then \
    echo 'Strongroom needs Python 3.11 or newer with venv, ensurepip and sqlite3; none of these' \
        'works here: $(strip $(CANDIDATES)). Install one (on Debian and Ubuntu also' \
        'python3-venv) or name it: make PYTHON=/path/to/python3' >&2; exit 1; \
fi
endef

# Wheels only: building from source would fetch build tools that no lock names.
PIP_PINNED := --require-hashes --only-binary=:all:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.ready ## make .venv with everything pinned and Strongroom itself

demo: $(VENV)/.ready ## open a fictional newsroom; ARGS='--as reviewer' or ARGS=--no-browse
	@$(BIN)/strongroom demo $(ARGS)

# Two halves at once, since most tests wait for a disk, a key derivation or a terminal. The second
# half is whatever the first one leaves, so that no new folder is forgotten. A shell that waits for
# both hears at once that somebody stops the run, and stops both.
FIRST_HALF := tests/archive tests/tui tests/hostile
FIRST_LOG := $(VENV)/first-half.log

test: $(VENV)/.ready ## run the tests; ARGS='-k name' narrows
ifneq ($(ARGS),)
	@$(BIN)/python -m pytest $(ARGS)
else
	@$(BIN)/python -m pytest $(FIRST_HALF) >$(FIRST_LOG) 2>&1 & first=$$!; \
	$(BIN)/python -m pytest tests $(FIRST_HALF:%=--ignore=%) & second=$$!; \
	trap 'kill $$first $$second 2>/dev/null' INT TERM HUP; status=0; \
	wait $$second || status=$$?; \
	wait $$first || status=$$?; \
	wait; cat $(FIRST_LOG); exit $$status
endif

check: lint types contracts test fuzz ## linters, types, import contracts, all tests, then fuzz

# Some seconds of each target belong to `make test`.
FUZZ_SECONDS ?= 60

fuzz: $(VENV)/.ready ## hostile input for a minute each target; FUZZ_SECONDS=3600 for longer
	@$(BIN)/python -m tests.hostile.fuzz all --seconds $(FUZZ_SECONDS)

lint: $(VENV)/.ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.ready
	@$(BIN)/mypy

contracts: $(VENV)/.ready
	@$(BIN)/lint-imports --no-cache --no-logo

limits: $(VENV)/.ready ## make docs/limits.md from the tests that show them
	@$(BIN)/python -m tests.limits --write

bench: $(VENV)/.ready ## measure against the numbers to reach
	@if [ -f tests/bench/__main__.py ]; then $(BIN)/python -m tests.bench $(ARGS); \
	else echo 'There is nothing to measure yet: tests/bench does not exist.'; fi

# Presidio stands beside, in an environment of its own; where it cannot be installed, ours is
# measured alone.
bench-redaction: $(VENV)/.ready ## score what the detectors propose, beside Presidio
	@$(MAKE) --no-print-directory $(PRESIDIO_VENV)/.ready || \
	    echo 'Presidio could not be installed; what stands above says why.'
	@$(BIN)/python -m tests.bench.redaction $(ARGS)

lock: ## make requirements/*.txt again; ARGS=--upgrade takes newer versions
	@$(find_python); "$$found" -m venv --clear $(LOCK_VENV)
	@$(LOCK_VENV)/bin/python -m pip install -qq $(PIP_PINNED) -r requirements/lock.txt
	@set -e; for pair in 'pyproject.toml requirements/run.txt' \
	    'pyproject.toml requirements/dev.in -c requirements/run.txt requirements/dev.txt' \
	    'requirements/presidio.in requirements/presidio.txt' \
	    'requirements/lock.in requirements/lock.txt'; do \
	    $(LOCK_VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	        --generate-hashes --only-binary :all: --no-emit-index-url --no-emit-find-links \
	        --custom-compile-command 'make lock' $(ARGS) \
	        $${pair% *} --output-file $${pair##* } >/dev/null; \
	done
	@rm -rf $(LOCK_VENV)

clean: ## remove .venv, builds and caches
	@rm -rf $(VENV) $(LOCK_VENV) $(PRESIDIO_VENV) build dist .hypothesis fuzz-found \
	    .import_linter_cache .mypy_cache .pytest_cache .ruff_cache snapshot_report.html
	@find vault tui tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The only step that uses the network. The wheels stay: the test of the built wheel installs from
# them into an empty environment.
$(VENV)/.locked: requirements/run.txt requirements/dev.txt
	@$(find_python); echo "Setting up $(VENV) with $$found: fetching the pinned packages."; \
	"$$found" -m venv --clear $(VENV)
	@$(BIN)/python -m pip download -qq $(PIP_PINNED) -r requirements/dev.txt -d $(VENV)/wheelhouse
	@$(BIN)/python -m pip install -qq $(PIP_PINNED) --no-index --find-links $(VENV)/wheelhouse \
	    -r requirements/dev.txt
	@touch $@

$(VENV)/.ready: $(VENV)/.locked pyproject.toml
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --no-index -e .
	@touch $@

# Marked ready only when everything is there: the benchmark looks for the mark.
$(PRESIDIO_VENV)/.ready: requirements/presidio.txt
	@$(find_python); echo "Setting up $(PRESIDIO_VENV) with $$found: fetching Presidio, 400 MB."; \
	"$$found" -m venv --clear $(PRESIDIO_VENV)
	@$(PRESIDIO_VENV)/bin/python -m pip install -qq $(PIP_PINNED) -r requirements/presidio.txt
	@touch $@
