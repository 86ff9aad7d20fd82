# `make demo` and `make test` need Python 3.11 or later, make and git; everything else they fetch themselves.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test fuzz lint format bench lock clean

demo: .venv/runtime ## run the whole pipeline on the embedded sandbox
	$(BIN)/harvester refresh --sandbox --fail-on never

test: .venv/dev ## run the tests
	$(BIN)/pytest --numprocesses=auto

fuzz: .venv/dev ## look for examples that break a promise, for as long as it takes
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest --numprocesses=auto -m hypothesis

lint: .venv/dev ## everything that is checked without running
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --persona=pedantic .
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml

format: .venv/dev ## let ruff lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev ## measure: how well and how fast lists are read, how quick the reports are
	$(BIN)/python benchmarks/read_score.py
	$(BIN)/python benchmarks/report_pages.py

lock: .venv/dev ## write the lock files anew
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group build --quiet --output-file requirements/runtime.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group dev --quiet --output-file requirements/dev.lock

clean:
	rm -rf .venv build dist

# A lock file names every version with its hash, so that a newcomer gets what we tested.
.venv/runtime: requirements/runtime.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/runtime.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; name it with PYTHON=…" >&2; exit 2; }
	$(PYTHON) -m venv .venv
