# One command set for people and CI. Every target sets up what it needs; `make clean` takes it all away.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAIRS ?= examples/rollouts.jsonl

.PHONY: help demo test lint types fuzz bench smoke clean

help:
	@echo "make demo    grade examples/rollouts.jsonl and show what an exact matcher would have thrown away"
	@echo "make test    run the tests"
	@echo "make lint    check style; make types: check types"
	@echo "make fuzz    search for inputs that break the parser, for longer than the tests do"
	@echo "make bench   measure against rival verifiers; PAIRS=FILES names the labelled pairs"
	@echo "make smoke   train a tiny judge end to end (installs PyTorch)"
	@echo "make clean   remove the environment and all caches"

demo: $(VENV)/.run
	@mkdir -p build
	@$(BIN)/tinyv verify examples/rollouts.jsonl --out build/verdicts.jsonl

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m "not fuzz"

lint: $(VENV)/.dev
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

fuzz: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m fuzz

smoke: $(VENV)/.train
	$(BIN)/python -m pytest -q tests/train tests/judge/test_transformers.py

bench: $(VENV)/.bench
	$(BIN)/tinyv bench $(PAIRS) --against math-verify,exact

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp a set of packages, newer than pyproject.toml once they are there.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	@$(PYTHON) -m venv $(VENV)

PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet

$(VENV)/.run: pyproject.toml | $(BIN)/python
	@$(PIP) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@$(PIP) -e '.[dev]'
	@touch $@ $(VENV)/.run

# PyTorch by its version: the newest one would bring gigabytes for GPUs.
$(VENV)/.train: $(VENV)/.dev
	@$(PIP) torch==2.13.0
	@$(PIP) -e '.[dev,train]'
	@touch $@

$(VENV)/.bench: pyproject.toml | $(BIN)/python
	@$(PIP) -e '.[bench]'
	@touch $@ $(VENV)/.run
