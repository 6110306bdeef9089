# One command set for people and CI. Every target sets up what it needs; `make clean` takes it all away.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAIRS ?= examples/rollouts.jsonl

.PHONY: help demo test lint types fuzz bench smoke frameworks contract clean

help:
	@echo "make demo    grade examples/rollouts.jsonl and show what an exact matcher would have thrown away"
	@echo "make test    run the tests"
	@echo "make lint    check style; make types: check types"
	@echo "make fuzz    search for inputs that break the parser, for longer than the tests do"
	@echo "make bench   measure against rival verifiers; PAIRS=FILES names the labelled pairs"
	@echo "make smoke   train a tiny judge end to end (installs PyTorch)"
	@echo "make frameworks  run the adapters against the released trainers (installs them, apart)"
	@echo "make contract    hold the service against its OpenAPI document with schemathesis"
	@echo "make clean   remove the environment and all caches"

demo: $(VENV)/.run
	@mkdir -p build
	@$(BIN)/tinyv verify examples/rollouts.jsonl --out build/verdicts.jsonl
	@$(BIN)/tinyv audit examples/rollouts.jsonl --out build/audit

test: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m "not fuzz"

lint: $(VENV)/.dev
	$(BIN)/ruff check --no-cache .

types: $(VENV)/.dev
	$(BIN)/mypy

fuzz: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m fuzz

smoke: $(VENV)/.train
	$(BIN)/python -m pytest -q tests/train tests/judge/test_transformers.py

frameworks: $(VENV)-trl/.installed $(VENV)-verl/.installed
	HF_HUB_OFFLINE=1 $(VENV)-trl/bin/python -m pytest -q $(TRL_TESTS) tests/rl/test_study.py
	HF_HUB_OFFLINE=1 $(VENV)-verl/bin/python -m pytest -q $(VERL_TESTS)

contract: $(VENV)/.dev $(VENV)-schemathesis/.installed
	TINYV_SCHEMATHESIS=$(CURDIR)/$(VENV)-schemathesis/bin/schemathesis $(BIN)/python -m pytest -q tests/serve/test_openapi.py

bench: $(VENV)/.bench
	$(BIN)/tinyv bench $(PAIRS) --against math-verify,exact

clean:
	rm -rf $(VENV) $(VENV)-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp a set of packages, newer than pyproject.toml once they are there.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	@$(PYTHON) -m venv $(VENV)

QUIETLY := bin/python -m pip --disable-pip-version-check install --quiet
PIP := $(VENV)/$(QUIETLY)

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

# Trainers ask for packages that no other environment should have to agree with.
TRL_TESTS := $(patsubst %,tests/rewards/test_%.py,trl verifiers skyrl nemo_gym inspect_ai lm_eval)
VERL_TESTS := $(patsubst %,tests/rewards/test_%.py,verl openrlhf slime easyr1 prompts) tests/examples

$(VENV)-trl/.installed: pyproject.toml | $(BIN)/python
	@$(PYTHON) -m venv $(VENV)-trl
	@$(VENV)-trl/$(QUIETLY) torch==2.13.0
	@$(VENV)-trl/$(QUIETLY) -e '.[client]' pytest trl==1.16.0
	@$(VENV)-trl/$(QUIETLY) verifiers==0.4.0 inspect-ai==0.3.285 lm-eval==0.4.13 skyrl-gym==0.4.0
	@touch $@

$(VENV)-verl/.installed: pyproject.toml | $(BIN)/python
	@$(PYTHON) -m venv $(VENV)-verl
	@$(VENV)-verl/$(QUIETLY) torch==2.13.0
	@$(VENV)-verl/$(QUIETLY) --no-deps verl==0.9.1 openrlhf==0.11.2
	@$(VENV)-verl/$(QUIETLY) -e '.[client,serve]' pytest packaging ray==2.60.0 tensordict==0.10.0 omegaconf==2.3.1 \
	    hydra-core==1.3.8 transformers==5.10.4 aiohttp==3.14.5 codetiming==1.4.0 pylatexenc==2.11 datasets==5.2.0 pillow
	@touch $@

$(VENV)-schemathesis/.installed:
	@$(PYTHON) -m venv $(VENV)-schemathesis
	@$(VENV)-schemathesis/$(QUIETLY) schemathesis==4.32.5
	@touch $@

$(VENV)/.bench: pyproject.toml | $(BIN)/python
	@$(PIP) -e '.[bench]'
	@touch $@ $(VENV)/.run
