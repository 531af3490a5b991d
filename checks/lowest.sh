#!/bin/sh
# sh checks/lowest.sh [PYTHON]
#
# Installs the lowest versions that pyproject.toml admits into an empty environment; the tests of the
# domain and the demonstration have to pass with them. PYTHON is the oldest that is supported, if the
# machine has it: for a newer one, some of the lowest versions were never built, and the next are taken.
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
uv=.venv/bin/uv
"$uv" venv --quiet --python "${1:-.venv/bin/python}" "$folder/environment"
python=$folder/environment/bin/python
"$uv" pip compile --quiet --python "$python" --only-binary :all: --resolution lowest-direct --no-header \
    --no-annotate pyproject.toml -o "$folder/lowest.txt"
"$uv" pip install --quiet --python "$python" --only-binary :all: -r "$folder/lowest.txt"
paste -sd " " "$folder/lowest.txt"
PYTHONPATH=. "$python" -m inspect_tool demo "$folder/demo"
"$uv" pip install --quiet --python "$python" -r "$folder/lowest.txt" pytest hypothesis jsonschema packaging
PYTHONPATH=. "$python" -m pytest -q -p no:cacheprovider tests/domain
