#!/bin/sh
# The libraries that WeasyPrint needs to set a PDF, and venv: installed when this runs as root on
# Debian or Ubuntu, otherwise the one line to type is printed.
set -eu

PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
missing=""

has_library() {
    ldconfig -p 2>/dev/null | grep -q "$1"
}

has_library 'libpango-1\.0' && has_library 'libpangoft2-1\.0' && has_library 'libharfbuzz-subset' ||
    missing="$PACKAGES"
python3 -c 'import ensurepip' 2>/dev/null || missing="$missing python3-venv"

[ -n "$missing" ] || exit 0
if [ "$(uname)" = Darwin ]; then
    echo "WeasyPrint needs Pango. Type: brew install pango" >&2
    exit 0
fi
command="apt-get install --yes --no-install-recommends $missing"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $command >/dev/null
else
    echo "Some system libraries are missing. Type: sudo $command" >&2
    exit 1
fi
