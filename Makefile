# Everything starts here: `make run` and `make test` set up what they need.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
CATALOGS := $(wildcard registry/translations/*/LC_MESSAGES/messages.po)
# Two cores are what we plan for.
WORKERS_OF_TESTS ?= 2

.PHONY: bench bench-full evaluate help setup setup-dev run migrate test test-fast test-slow check format faults lighthouse screens lock clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv/.made: requirements.lock deploy/make-venv.sh
	PYTHON=$(PYTHON) sh deploy/make-venv.sh
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.made-dev: .venv/.made requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.translated: .venv/.made $(CATALOGS)
	$(BIN)/pybabel --quiet compile --directory registry/translations
	@touch $@

var/local.env: deploy/local.env
	@mkdir -p var
	@# Who says in which mode to run has no use for the settings of a local demo.
	@test -n "$(MODE)" || cp deploy/local.env var/local.env

setup: .venv/.made .venv/.translated var/local.env ## Make .venv and the settings of a local demo
	@sh deploy/get-front-end.sh || \
		echo "The barcode reader was not fetched (it takes Node with npm), so the scan is left out; everything else works." >&2

setup-dev: setup .venv/.made-dev

migrate: setup
	$(BIN)/alembic --raiseerr upgrade head

run: migrate ## Serve everything with demo data on 127.0.0.1:8000
	$(BIN)/flask --app app demo load
	exec $(BIN)/flask --app app serve

test: test-fast test-slow ## Set up and pass all tests, the fast ones first

test-fast: setup-dev
	sh deploy/get-test-tools.sh
	$(BIN)/pytest -m "not slow and not browser and not faults" -n $(WORKERS_OF_TESTS)

test-slow: setup-dev
	sh deploy/get-test-tools.sh
	sh deploy/get-front-end.sh
	sh deploy/get-page-rules.sh
	$(BIN)/pytest -m "(slow or browser) and not faults" -n $(WORKERS_OF_TESTS) --dist loadfile

faults: setup-dev ## Long races and kills
	sh deploy/get-test-tools.sh
	$(BIN)/pytest -m faults

.venv/.made-bench: .venv/.made requirements-bench.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

bench: setup .venv/.made-bench ## What the matcher finds, the indexes beside their peers, nightly checks, verifying a log
	sh deploy/get-test-tools.sh
	$(BIN)/python -m bench.matching
	$(BIN)/python -m bench.serials 200_000
	$(BIN)/python -m bench.descriptions 200000
	$(BIN)/python -m bench.law
	$(BIN)/python -m bench.compliance
	$(BIN)/python -m bench.campaigns 1000
	$(BIN)/python -m bench.probing 100
	$(BIN)/python -m bench.rule_checks 20_000
	$(BIN)/python -m bench.audit_cost 200
	$(BIN)/python -m bench.audit_verify 20_000

bench-full: setup .venv/.made-bench ## The indexes at 1.6 million goods, of numbers at 10 million too, a log of a million
	sh deploy/get-test-tools.sh
	$(BIN)/python -m bench.serials 1_600_000 10_000_000
	$(BIN)/python -m bench.descriptions 1600000 --to docs/bench/descriptions.md
	$(BIN)/python -m bench.audit_verify

evaluate: setup ## What is caught at what share of false alarms, on a seeded workload
	$(BIN)/python -m matching.evaluate serials

lighthouse: setup-dev ## What Lighthouse makes of the four start pages, into docs/bench
	sh deploy/get-test-tools.sh
	npm ci --loglevel=error --prefix bench/lighthouse >/dev/null
	$(BIN)/python -m bench.lighthouse

screens: setup-dev ## Take a picture of every page, into docs/screens
	sh deploy/get-test-tools.sh
	$(BIN)/python -m tests.pages.screens

check: setup-dev ## ruff, mypy --strict and the import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup-dev ## Format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: ## Renew the lock files from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade -o requirements.lock
	uv pip compile pyproject.toml --group dev -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-dev.lock
	uv pip compile pyproject.toml --group bench -c requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements-bench.lock

clean: ## Remove the virtual environment and the local store
	rm -rf .venv var
