# `make` lists the targets. Needs make and a Python 3.11 or newer; everything else goes into .venv.

VENV    := .venv
BIN     := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV     := $(VENV)/.dev-installed
WORKERS ?= 2
EACH    ?= 25
SEED    ?= 1
PICTURES ?= build/pictures

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Nothing that we start reports home, and no setting of the caller's shell leaks in.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.PHONY: help demo test test-full check lint types contracts bench lock clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: $(RUNTIME) ## set everything up and show a board with a year behind it
	@$(BIN)/pdca demo

test: check-static ## set everything up, check it, and run all tests but the long campaigns
	@select="not full"; \
	if grep -rqs --include='*.py' 'mark\.browser' tests && ! .ci/chromium; then select="$$select and not browser"; fi; \
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "$$select"

test-full: check-static ## all tests, the long campaigns included
	@.ci/chromium
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --hypothesis-profile=full

check: check-static ## what to run before every commit: style, types, floors and unit tests
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not full" tests/unit tests/house

.PHONY: check-static
check-static: lint types contracts

lint: $(DEV)
	@$(BIN)/ruff check .

types: $(DEV)
	@$(BIN)/mypy

contracts: $(DEV)
	@$(BIN)/lint-imports --no-logo 2>&1 | grep -vE '^$$|^-+$$'

pictures: $(DEV) ## every page of the demo as a picture, in PICTURES; and again those of the guide
	@.ci/chromium
	@$(BIN)/python -m docs.pictures --guide $(PICTURES)
.PHONY: pictures

coverage: $(DEV) ## the tests again, with branch coverage of pdca and flows
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not full" --cov --cov-report=term
.PHONY: coverage

mutation: $(DEV) ## plant a seeded sample of faults in the domain and list those that live (docs/mutation.md)
	@$(BIN)/python tests/mutation/sample.py --each $(EACH) --seed $(SEED) --children $(WORKERS)
.PHONY: mutation

bench: $(DEV) ## the benchmarks of docs/performance.md, as ratios
	@$(BIN)/pdca bench

lock: $(DEV) ## resolve the dependencies again and write both lock files
	@$(BIN)/python -m pip install --quiet uv
	@for extra in "" "--extra dev --extra bench"; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-strip-extras --no-annotate --no-header \
	    --no-emit-index-url --no-emit-find-links pyproject.toml --group build $$extra \
	    --output-file requirements$${extra:+-dev}.lock; done

clean: ## remove the environment, caches and what runs left behind
	rm -rf $(VENV) build dist mutants htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment, made once; a changed lock or pyproject.toml brings it up to date.
$(BIN)/python:
	@.ci/make-venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing pdca into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing pdca and its test tools into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ $(RUNTIME)
