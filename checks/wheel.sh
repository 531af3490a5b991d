#!/bin/sh
# sh checks/wheel.sh
#
# Builds a wheel, installs it with the packages of requirements.lock, by their hashes, into an empty
# environment, and runs the demonstration in an empty folder.
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
.venv/bin/python -m hatchling build -t wheel -d "$folder" >/dev/null
.venv/bin/python -m venv "$folder/environment"
bin=$folder/environment/bin
"$bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$folder"/*.whl
"$bin/python" -m pip check
mkdir "$folder/work" "$folder/home"
cd "$folder/work"
env -i PATH=/usr/bin:/bin HOME="$folder/home" "$bin/inspect-tool" demo
