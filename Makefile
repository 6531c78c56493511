# Two words do everything: `make demo` shows the program, `make test` checks it. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help setup demo test lint format texts accuracy fuzz lock clean

help:
	@echo "make demo    set up, and scan a sample mailbox over IMAP on this machine"
	@echo "make test    set up, and run all tests (installs Dovecot where it may)"
	@echo "make lint    style, types"
	@echo "make format  put the code into shape"
	@echo "make texts   take the texts anew from the code, and compile their translations"
	@echo "make accuracy  measure how well mail is read, and write ACCURACY.md"
	@echo "make fuzz    damage inputs for FUZZ_SECONDS (600) a target and see that every reader keeps its word"
	@echo "make lock    pin what CI installs, with hashes"

setup: $(READY)

# What is installed stands in requirements.lock, by hash; what we ask for stands in pyproject.toml.
$(READY): pyproject.toml requirements.lock hatch_build.py $(wildcard scanner/locale/*/LC_MESSAGES/*.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 ..."; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	$(BIN)/giftscan demo

test: setup
	@sh tests/servers/install.sh
	$(BIN)/python -m pytest -n auto

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

texts: setup
	$(BIN)/python -m tests.catalogs

accuracy: setup
	$(BIN)/python -m accuracy

# The engine is none of our dependencies: it has wheels for few platforms, and the tests do without. FUZZ="imap mbox" names targets.
FUZZ_SECONDS ?= 600
fuzz: setup
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(BIN)/python -m pip install --quiet 'atheris==3.0.0'
	$(BIN)/python -m fuzz --seconds $(FUZZ_SECONDS) $(FUZZ)

lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .fuzz
