# The project's commands; `make help` lists them. What needs more than a line lives in scripts/.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# Real places, laid beside the repository; an empty value leaves them out.
PLACES ?= $(wildcard ../shared/data/places.csv)
# Processes that run tests together.
WORKERS ?= 2
# How often `make test-long` runs each race.
ROUNDS ?= 3

# What surrounds the caller must not change what is installed or run.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV PIP_CONSTRAINT PIP_REQUIRE_VIRTUALENV PIP_USER FLASK_APP FLASK_DEBUG
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PORT

CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-long check lint lock messages clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- the environment
setup: $(VENV)/.installed $(COMPILED) ## Make .venv with the command .venv/bin/inclusion

$(VENV)/.created:
	@scripts/make_venv.sh $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/.created
	@scripts/install.sh $(VENV) requirements.lock
	@scripts/system.sh pango
	@scripts/system.sh words
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.installed
	@scripts/install.sh $(VENV) requirements-dev.lock
	@touch $@

%.mo: %.po | $(VENV)/.installed
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

# ---------------------------------------------------------------- the product
run: setup ## Serve the demonstration on http://127.0.0.1:8000 (PORT=… changes it)
	@PLACES='$(PLACES)' exec scripts/run.sh || test $$? -eq 130

demo: setup ## Load the demonstration and list its accounts
	@$(BIN)/inclusion db upgrade
	@$(BIN)/inclusion demo load
	@$(BIN)/inclusion demo accounts

# ---------------------------------------------------------------- judging a change
test: tools check ## Judge everything: style, types, imports, tests on both engines, browser (25 min)
	@scripts/test.sh -n $(WORKERS)

test-long: tools ## Judge every language and theme, and contention over and over
	@scripts/test.sh -n $(WORKERS) -m 'long or race' --rounds $(ROUNDS)

check: $(VENV)/.tools ## Judge style, types and import contracts only
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --lint --quiet templates

.PHONY: tools
tools: browser setup $(VENV)/.tools tests/tools/node_modules/.installed

.PHONY: browser
browser:
	@scripts/system.sh browser
	@scripts/system.sh apache
	@scripts/system.sh antivirus

tests/tools/node_modules/.installed: tests/tools/package-lock.json tests/tools/chromium/package-lock.json $(VENV)/.tools
	@scripts/npm.sh $(VENV)
	@touch $@

# ---------------------------------------------------------------- upkeep
messages: $(VENV)/.tools ## Extract the sentences and bring the catalogues up to date
	@$(BIN)/python scripts/messages.py

lock: $(VENV)/.tools ## Resolve the dependencies again
	@scripts/lock.sh

clean: ## Remove what was installed and built; the data in var/ stays
	rm -rf $(VENV) tests/tools/node_modules tests/tools/chromium/node_modules .mypy_cache .ruff_cache .hypothesis
	find translations -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
