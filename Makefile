# `make demo` and `make test` each do everything from nothing: a virtual environment, the packages
# of requirements.lock by their hashes, WeasyPrint's system libraries, then their own job.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := $(VENV)/.set-up

.PHONY: demo test check lock bench sample clean

demo: $(SETUP)
	@$(BIN)/inspect-tool demo reports/demo --replace

test: $(SETUP) check
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=
	@$(BIN)/coverage report --skip-covered --include='inspect_tool/domain/*' --fail-under=100
	@$(BIN)/coverage report --skip-covered --fail-under=95

check: $(SETUP)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(SETUP)
	@$(BIN)/python -m benchmarks

# The sample review again from its generator; the files must come out as they are.
sample: $(SETUP)
	@$(BIN)/python -m sample_data.generate

lock: $(SETUP)
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --python-version 3.11 --extra dev pyproject.toml -o requirements.lock
	@! grep -nE '://|index-url|find-links' requirements.lock

$(SETUP): requirements.lock pyproject.toml system-libraries.sh
	@sh system-libraries.sh
	@$(PYTHON) -c 'import sys; sys.exit("inspect-tool needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(SETUP)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .coverage* reports/demo
