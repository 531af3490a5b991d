#!/bin/sh
# sh checks/audit.sh
#
# Asks whether faults are known of any package of the locks. Exits with 1 when there are, and with 2
# when nobody answered, so that an audit that did not happen is never taken for a clean one.
set -u
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
uv=.venv/bin/uv

not_checked() {
    echo "Not checked: $1" >&2
    echo "It needs a network, and an index that knows of faults. It said:" >&2
    tail -n 1 "$folder/said" >&2
    exit 2
}

"$uv" venv --quiet --python .venv/bin/python "$folder/audit" 2>"$folder/said" &&
    "$uv" pip install --quiet --python "$folder/audit/bin/python" --require-hashes \
        -r requirements-audit.lock 2>"$folder/said" ||
    not_checked "pip-audit could not be installed."

status=0
for lock in requirements.lock requirements-server.lock requirements-build.lock requirements-dev.lock \
    requirements-prove.lock requirements-audit.lock; do
    : >"$folder/found"
    if "$folder/audit/bin/pip-audit" --strict --require-hashes --disable-pip --progress-spinner off \
        --requirement "$lock" --output "$folder/found" 2>"$folder/said"; then
        echo "$lock: no known faults."
    elif [ -s "$folder/found" ]; then
        echo "$lock:"
        cat "$folder/found"
        status=1
    else
        not_checked "whether faults are known of the packages of $lock."
    fi
done
exit "$status"
