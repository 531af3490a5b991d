# `make demo` and `make test` each do everything from nothing: WeasyPrint's system libraries, a
# virtual environment, the packages of a lock by their hashes, then their own job.

# Some machines ask Python to keep no compiled code; the tests start hundreds of processes, and each
# would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
BIN := .venv/bin
# Names, versions and hashes; never the address of whoever has the packages.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links

.PHONY: demo test slice prove check lint types types-of-tests wheel check-wheel check-lowest audit lock bench sample \
  clean set-up set-up-developers

demo: set-up
	@$(BIN)/inspect-tool demo reports/demo --replace
	@echo 'So that inspect-tool is found:'
	@echo '  export PATH="$(CURDIR)/$(BIN):$$PATH"'

# Types are checked beside the tests: alone they would leave the second core idle.
test: lint
	@$(MAKE) --no-print-directory -j 2 slice types

slice: set-up-developers
	@$(BIN)/python -m pytest -n 2 --dist loadfile -p tests.blocks

# Every long proof whole, with made-up examples that differ from run to run; the wheel and the
# lowest versions that are admitted. Coverage, which takes as long again as the tests, is measured
# with the slice and all journeys.
prove: check
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements-prove.lock
	@sh checks/wheel.sh
	@sh checks/lowest.sh
	@$(BIN)/python -m pytest -n 2 --dist loadfile --whole
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q --journeys --cov --cov-report=
	@$(BIN)/coverage report --skip-covered --include='inspect_tool/domain/*' --fail-under=100
	@$(BIN)/coverage report --skip-covered --fail-under=95

check: lint types types-of-tests

types: set-up-developers
	@$(BIN)/mypy inspect_tool sample_data

types-of-tests: set-up-developers
	@$(BIN)/mypy

lint: set-up-developers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/deptry --no-ansi inspect_tool
	@$(BIN)/deptry --no-ansi inspect_tool sample_data benchmarks tests --exclude '^\.venv' --ignore DEP004

wheel: set-up-developers
	@$(BIN)/python -m hatchling build -t wheel

check-wheel: set-up-developers
	@sh checks/wheel.sh

check-lowest: set-up-developers
	@sh checks/lowest.sh

# Needs a network that answers about known faults, so it is not part of `make test`.
audit: set-up-developers
	@sh checks/audit.sh

bench: set-up-developers
	@$(BIN)/python -m benchmarks

# The sample review again from its generator; the files must come out as they are.
sample: set-up-developers
	@$(BIN)/python -m sample_data.generate

# The newest versions that fit. Users get the versions that the tests were run with.
lock: set-up-developers
	@$(COMPILE) --upgrade pyproject.toml --extra web --extra postgres --extra oidc --group dev -o requirements-dev.lock
	@$(COMPILE) pyproject.toml --extra web --constraint requirements-dev.lock -o requirements.lock
	@$(COMPILE) pyproject.toml --extra web --extra postgres --extra oidc --constraint requirements-dev.lock -o requirements-server.lock
	@$(COMPILE) --group build --constraint requirements-dev.lock -o requirements-build.lock
	@$(COMPILE) --upgrade --group audit -o requirements-audit.lock
	@$(COMPILE) --upgrade --no-deps --group prove -o requirements-prove.lock
	@! grep -nE '://|index-url|find-links' requirements*.lock

set-up:
	@PYTHON='$(PYTHON)' sh set-up.sh users

set-up-developers:
	@PYTHON='$(PYTHON)' sh set-up.sh developers

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .coverage* reports/demo

# Pages that are printed from the code; tests say when they are out of date.
.PHONY: reference
reference: set-up-developers
	@$(BIN)/python -m tests.spec.spec_report > docs/reference/rules.md
	@$(BIN)/python -m tests.command_reference > docs/reference/commands.md
	@$(BIN)/python -m tests.calc_reference > docs/reference/calc.md
	@$(BIN)/python -m tests.name_reference > docs/reference/fields-and-clocks.md
	@$(BIN)/python -m tests.access_reference > docs/reference/who-may-do-what.md
	@$(BIN)/python -m tests.page_reference > docs/reference/pages.md
