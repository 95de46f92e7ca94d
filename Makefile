# What people type. `make` alone lists it.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes

# Settings as behind a proxy that ends https; nothing listens at these addresses, and nothing is asked.
AS_DEPLOYED := DEMO=on DATA_DIR=.venv/check SECRET_KEY=used-for-this-check-alone-0123456789-abcdefghijklmnopqrstuvwxyz \
  PUBLIC_URL=https://comments.example.org TRUSTED_PROXIES=10.0.0.0/8 \
  DATABASE_URL=postgres://comments@localhost:1/comments BROKER_URL=redis://localhost:1/0 \
  EMAIL_URL=smtps://smtp.example.org

.DEFAULT_GOAL := help
.PHONY: help run test chaos bench messages embed pictures structure check lint types templates deployment audit dist lock venv env

help: ## List the targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

run: .venv/runtime.stamp ## Start everything at http://localhost:8000 (PORT=… for another port)
	@exec $(BIN)/python manage.py up

test: .venv/dev.stamp ## Run the whole suite, on SQLite and on PostgreSQL
	@$(BIN)/python tests/install_browser.py
	@$(BIN)/python -m tests.clients.install
	@$(BIN)/python tests/run_all.py

chaos: .venv/dev.stamp ## Kill, freeze and restart everything for ten minutes, then check that nothing is lost (CHAOS_MINUTES, CHAOS_SEED)
	@$(BIN)/python -m tests.chaos

bench: .venv/dev.stamp ## Measure speed and cost, compared with others (COMMENTS, ROUNDS, SECONDS, ONLY=hot,miss,…, JSON)
	@$(BIN)/python -m bench $(if $(COMMENTS),--comments=$(COMMENTS)) $(if $(ROUNDS),--rounds=$(ROUNDS)) \
	  $(if $(SECONDS),--seconds=$(SECONDS)) $(if $(ONLY),--only=$(ONLY)) $(if $(JSON),--json=$(JSON))

messages: .venv/dev.stamp ## Bring the catalogues of translations up to date, and say what is not translated
	@$(BIN)/python -m tests.support.messages

embed: .venv/dev.stamp ## Join and shorten the scripts and styles of a thread, as browsers get them (needs npm)
	@npm ci --silent --no-audit --no-fund --prefix tests/support/embed
	@$(BIN)/python -m tests.support.embed

pictures: .venv/dev.stamp ## Make the pictures of the documents anew, from a demo of their own (NAMES=thread desk …)
	@$(BIN)/python tests/install_browser.py
	@$(BIN)/python -m tests.support.pictures $(NAMES)

structure: ## Count the rooms of the app, who imports whom, and what is long or small (FOLDER=… of another checkout)
	@$(PYTHON) -m tests.support.structure $(FOLDER)

check: lint types templates deployment ## Lint, types, templates, deployment settings, missing migrations

# .pre-commit-config.yaml runs these four by their names.
lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev.stamp
	$(BIN)/mypy

templates: .venv/dev.stamp
	$(BIN)/djlint comments project --lint --quiet

deployment: .venv/dev.stamp
	$(AS_DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(AS_DEPLOYED) $(BIN)/python -W ignore manage.py makemigrations --check --dry-run

audit: .venv/dev.stamp ## Look up every locked package for known vulnerabilities (needs a network)
	@for name in requirements requirements-dev; do \
	  $(BIN)/python -m pip_audit --strict --disable-pip --require-hashes --progress-spinner off -r $$name.txt || \
	    { echo "make audit failed for $$name.txt: a package has a known vulnerability, or could not be looked up. See above." >&2; exit 1; }; \
	done

dist: .venv/dev.stamp ## Make the package that hosts install, in dist/, without a network
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --quiet --outdir dist
	@rm -rf *.egg-info

lock: .venv/dev.stamp ## Compile requirements*.in into lock files with hashes
	@for name in requirements requirements-dev; do \
	  UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --custom-compile-command "make lock" --python $(BIN)/python $$name.in -o $$name.txt || exit 1; \
	done

venv: .venv/dev.stamp ## Make .venv with what tests and checks need

env: ## Write .env with random secrets for docker compose
	@$(PYTHON) -m project.dotenv

.venv/made.stamp:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11, 3.12 or 3.13, or name one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { echo "This needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is $$($(PYTHON) -V 2>&1): name another with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) comes without venv: install it first (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/runtime.stamp: requirements.txt .venv/made.stamp
	@echo "Installing what the service runs on into .venv (about a minute, only the first time)"
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo "Installing what tests and checks need into .venv (about a minute, only the first time)"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@
