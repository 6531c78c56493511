# Two words do everything: `make demo` shows the program, `make test` checks it. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
AUDIT := .venv-audit
LOWEST := .venv-lowest
PIN := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet

.PHONY: help setup demo test soak fuzz lint format texts accuracy lock lowest audit dist sbom clean

help:
	@echo "make demo    set up, and scan a sample mailbox over IMAP on this machine"
	@echo "make test    set up, and run all tests (installs Dovecot where it may)"
	@echo "make soak    the faults of disk, wire and clock at every point there is (hours)"
	@echo "make lint    style, types, unsafe calls"
	@echo "make format  put the code into shape"
	@echo "make texts   take the texts anew from the code, and compile their translations"
	@echo "make accuracy  measure how well mail is read, and write ACCURACY.md"
	@echo "make lock    pin what CI installs, with hashes (needs uv)"
	@echo "make lowest  run all tests with the lowest versions that pyproject.toml allows (needs uv)"
	@echo "make audit   look for unsafe calls, and for known faults of what is pinned (asks the advisory service)"
	@echo "make dist    build wheel and sdist into dist/, the same bytes each time"
	@echo "make sbom    write the bill of materials into dist/ (CycloneDX)"
	@echo "make fuzz    damage inputs for FUZZ_SECONDS (600) a target and see that every reader keeps its word"

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

# `make test` tries some points of each, chosen by a seed; this tries them all.
soak: setup
	GIFTSCAN_SOAK=1 $(BIN)/python -m pytest -n auto tests/faults

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive scanner

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
	$(PIN) pyproject.toml --group dev --output-file requirements.lock
	$(PIN) --group audit --output-file requirements-audit.lock

# In an environment of its own, with the lowest Python too.
lowest:
	uv venv --quiet --clear --python 3.11 $(LOWEST)
	uv pip compile --quiet pyproject.toml --group dev --python-version 3.11 --resolution lowest-direct --output-file $(LOWEST)/requirements.txt
	uv pip sync --quiet --python $(LOWEST)/bin/python $(LOWEST)/requirements.txt
	uv pip install --quiet --python $(LOWEST)/bin/python --no-deps --no-build-isolation --editable .
	@sh tests/servers/install.sh
	$(LOWEST)/bin/mypy
	$(LOWEST)/bin/python -m pytest -n auto

# Strict: a library that the service knows nothing of is a failure, lest an audit that could ask nobody passes.
audit: setup
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive scanner
	@test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --require-hashes -r requirements-audit.lock
	$(AUDIT)/bin/pip-audit --strict --disable-pip --require-hashes -r requirements.lock -r requirements-audit.lock

# What is released has the time of its commit.
dist: setup
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build

sbom: setup
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m supply.sbom

clean:
	rm -rf $(VENV) $(AUDIT) $(LOWEST) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .fuzz
