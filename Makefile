# `make demo` and `make test` need Python 3.11 or later, make and git; everything else they fetch themselves.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
LOCKS := $(wildcard requirements/*.lock)
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
CORE = $(shell $(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["tool"]["mutmut"]["only_mutate"], sep=",")')

.PHONY: demo test fuzz soak chaos coverage mutants lint audit sbom format bench bench-peers lock docs dist clean

demo: .venv/runtime ## run the whole pipeline on the embedded sandbox
	$(BIN)/harvester refresh --sandbox --fail-on never

test: .venv/dev ## run the tests
	$(BIN)/pytest --numprocesses=auto

fuzz: .venv/dev ## look for examples that break a promise, for as long as it takes
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest --numprocesses=auto -m hypothesis
	$(BIN)/python benchmarks/regex_growth.py

soak: .venv/dev ## live through thirty nights of a long list, each held against a script; about ten minutes
	$(BIN)/python benchmarks/soak.py

chaos: .venv/dev ## strike every upstream with every fault, and the machine with its own; about ten minutes
	$(BIN)/python benchmarks/chaos.py

coverage: .venv/dev ## run the tests and hold what they execute against its floors: all of the core, nearly all of the rest
	$(BIN)/pytest --numprocesses=auto --cov --cov-report= --cov-fail-under=0
	$(BIN)/coverage report --include="$(CORE)" --fail-under=100
	$(BIN)/coverage report

mutants: .venv/mutation ## plant thousands of small faults in the core and count those that its tests notice; about an hour
	$(BIN)/mutmut run
	$(BIN)/python tools/mutation_score.py 90

lint: .venv/dev ## everything that is checked without running
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --persona=pedantic . examples/list/.github/workflows
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml examples/list/.github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/harvester check --offline --fail-on any README.md SECURITY.md CHANGELOG.md docs/*.md docs/rules/*.md

audit: .venv/audit ## look up known vulnerabilities of everything that is locked
	$(BIN)/pip-audit --disable-pip --require-hashes --progress-spinner=off $(foreach lock,$(LOCKS),--requirement $(lock))

sbom: .venv/audit ## write the bill of materials (CycloneDX) of what a user installs
	mkdir -p build
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible --output-file build/sbom.cdx.json \
		requirements/runtime.lock

format: .venv/dev ## let ruff lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev ## measure: how well and how fast lists are read, how quick the reports are
	$(BIN)/python benchmarks/read_score.py
	$(BIN)/python benchmarks/report_pages.py

bench-peers: .venv/dev ## hold harvester against other link checkers, which are fetched into build/peers
	$(BIN)/python benchmarks/offline.py
	$(BIN)/python benchmarks/probing.py
	$(BIN)/python benchmarks/peers.py

lock: .venv/dev ## write the lock files anew
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group build --quiet --output-file requirements/runtime.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --group dev --extra scale --quiet --output-file requirements/dev.lock
	$(BIN)/uv pip compile --group pyproject.toml:docs --constraints requirements/dev.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements/docs.lock
	$(BIN)/uv pip compile --group pyproject.toml:audit --constraints requirements/dev.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements/audit.lock
	$(BIN)/uv pip compile --group pyproject.toml:mutation --constraints requirements/dev.lock --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements/mutation.lock

docs: .venv/docs ## build the documentation; a warning is an error
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -d build/doctrees docs build/docs

dist: .venv/runtime ## build the wheel and the source distribution, the same bytes from the same commit
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --pretty=%ct) $(BIN)/python -m hatchling build

clean:
	rm -rf .venv build dist mutants .coverage*

# A lock file names every version with its hash, so that a newcomer gets what we tested.
.venv/runtime: requirements/runtime.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/runtime.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/audit: requirements/audit.lock | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/audit.lock
	@touch $@

.venv/mutation: requirements/mutation.lock | .venv/dev
	$(PIP) install --require-hashes -r requirements/mutation.lock
	@touch $@

.venv/docs: requirements/docs.lock | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/docs.lock
	@touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; name it with PYTHON=…" >&2; exit 2; }
	$(PYTHON) -m venv .venv
