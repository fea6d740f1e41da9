# Dateline's commands.  Each sets up what it needs, says so, and can be interrupted and run again:
# a step is marked as done (a file in .venv) only when it has ended well.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
# The first Python from 3.11 to 3.13 on PATH; name another with `make PYTHON=/path/to/python3.12 …`.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && echo "$$p" && break; done)

help: ## show these lines
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

app: gazetteer ## set up and open the dashboard (with the sample articles while your own map is empty)
	@$(BIN)/dateline app

map: gazetteer ## set up and put the sample articles on out/map.html
	@$(BIN)/dateline map geodata/samples -o out/map.html --title "Dateline samples"

test: gazetteer $(VENV)/.tests chromium ## set up and run all tests
	@$(BIN)/python -m pytest

lint: $(VENV)/.tests ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: gazetteer $(VENV)/.tests chromium ## measure (some minutes; figures are ratios within one run)
	@$(BIN)/python -m pytest -s tests/bench/bench_*.py

gazetteer: $(VENV)/.installed ## build the gazetteer (once; skipped when it is there and whole)
	@$(BIN)/dateline gazetteer build --if-needed

chromium: $(VENV)/.tests
	@$(BIN)/python tests/chromium.py

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Dateline needs Python 3.11, 3.12 or 3.13, and none is on PATH."; \
		echo "Install one (python.org, or your system's packages), or: make PYTHON=/path/to/python3.12"; exit 1; }
	@echo "== setting up a Python environment in $(VENV) with $$($(PYTHON) --version)"
	@rm -rf $(VENV) && { $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "That Python has no venv module: on Debian or Ubuntu run 'apt install python3-venv', then again."; exit 1; }; }

$(VENV)/.installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "== installing Dateline's packages (about 300 MB the first time; a few minutes on a slow line)"
	@$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps -e .
	@touch $@

$(VENV)/.tests: tests/requirements.txt requirements-archive.txt $(VENV)/.installed
	@echo "== installing the test tools"
	@$(BIN)/python -m pip install --disable-pip-version-check -r tests/requirements.txt
	@touch $@

clean: ## remove the environment and the outputs; the gazetteer, cache and your events stay
	rm -rf $(VENV) out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

.PHONY: help app map test lint bench gazetteer chromium clean
