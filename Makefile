# Everything runs in .venv, which `setup` makes; nothing but Python, make and a C compiler has to be there.
# NO_APT=1 declines the installation of system packages; what is missing then is skipped by name.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PRESET ?= quick
# What running programs needs: the sandbox, the languages' toolchains, and the libraries that benchmarks ask for.
DEBIAN := bubblewrap g++ libssl-dev openjdk-17-jdk-headless python3 golang-go golang-github-stretchr-testify-dev \
          nodejs node-lodash ruby php-cli

.PHONY: setup study test lint clean system

setup: $(VENV)/.done

$(VENV)/.done: pyproject.toml constraints.txt
	@$(MAKE) --no-print-directory system
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "python3-venv is missing: run 'apt-get install python3-venv' and start again"; exit 2; }
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

system:
	@NO_APT="$(NO_APT)" PYTHON="$(PYTHON)" sh scripts/system-packages.sh $(DEBIAN)

study: setup
	$(BIN)/neuroglot study --preset $(PRESET)

test: setup
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
