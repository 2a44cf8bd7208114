# The verbs of this house. Needs nothing but Python 3.11+, git and make.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: demo test check bench quality format docs clean

demo: .venv/.run  ## the whole road on the sample study, made anew in demo/
	rm -rf demo
	$(BIN)/framework-qa demo demo

test: .venv/.dev  ## all tests
	$(BIN)/python -m pytest --numprocesses=auto --cov --cov-report=term

check: .venv/.dev  ## style, types, import rules, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/commands.py --check

bench: .venv/.dev  ## speed and memory, as ratios against plain spaCy tokenisation of the same text
	$(BIN)/python -m bench

quality: .venv/.dev  ## how well the shipped codebook's rules find what reading found in the sample study
	$(BIN)/python -m bench.quality

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/.dev  ## write docs/commands.md anew from the commands themselves
	$(BIN)/python docs/commands.py

clean:
	rm -rf .venv demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage

.venv/.run: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) ".[pictures]"
	touch $@

.venv/.dev: .venv/.run
	$(INSTALL) ".[dev]"
	touch $@
