#!/bin/sh
# sh set-up.sh users|developers
#
# Makes .venv from the locks, with the packages that users need or those that developers add. What
# has been done stands in two files of .venv, each written after its last step, so that a set-up
# that was broken off does not count. Another folder, another Python or another lock makes .venv
# anew; everything else is left as it is, in a moment.
set -eu
cd "$(dirname "$0")"

WHO=$1
PYTHON=${PYTHON:-python3}
VENV=.venv
LOG=set-up.log
# A configuration of pip may ask for these, and neither works here.
export PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0
export PIP_NO_INPUT=1 PIP_DISABLE_PIP_VERSION_CHECK=1

fail() {
    echo "$*" >&2
    exit 1
}

is_done() {
    [ "$(cat "$VENV/.$1" 2>/dev/null)" = "$2" ]
}

# Run pip; what it says goes to the log, and its last error into one line. Packages are compiled
# when they are first used: of most modules that is never.
run_pip() {
    "$VENV/bin/python" -m pip "$@" >>"$VENV/$LOG" 2>&1 && return
    said=$(grep -E '^ *ERROR' "$VENV/$LOG" | tail -n 1)
    fail "The packages could not be installed; is there a network, or an index that has them?" \
        "pip says: ${said:-nothing}. All that it said is in $VENV/$LOG."
}

# A hundred packages for developers: uv, which the lock holds too, takes a third of pip's time. pip
# does it where somebody has told pip which index to use, since uv would not ask that one, and where
# uv cannot.
install_for_developers() {
    if ! "$VENV/bin/python" -m pip config list 2>/dev/null | grep -qE '\.(index-url|no-index)='; then
        sed -n '/^uv==/,/[^\]$/p' requirements-dev.lock >"$VENV/uv.lock"
        "$VENV/bin/python" -m pip install --quiet --no-compile --require-hashes -r "$VENV/uv.lock" \
            >>"$VENV/$LOG" 2>&1 &&
            "$VENV/bin/uv" pip install --quiet --no-config --python "$VENV/bin/python" --require-hashes \
                -r requirements-dev.lock >>"$VENV/$LOG" 2>&1 && return
    fi
    run_pip install --quiet --no-compile --require-hashes -r requirements-dev.lock
}

# The interpreter itself: `python3` may be that of an environment, even of the one made anew.
base=$("$PYTHON" -c 'import sys; print(sys._base_executable if sys.version_info >= (3, 11) else "")' \
    2>/dev/null) || fail "There is no $PYTHON that starts. Name a Python: make demo PYTHON=python3.12"
[ -n "$base" ] ||
    fail "inspect-tool needs Python 3.11 or newer; $PYTHON is older. Name one: make demo PYTHON=python3.12"

sh system-libraries.sh "$base" "$WHO"

users="$(pwd) $base $("$base" -VV | tr '\n' ' ') $(cat requirements.lock requirements-build.lock | cksum)"
developers="$(cksum <requirements-dev.lock)"
checkout="$(cat pyproject.toml inspect_tool/__init__.py | cksum)"

if ! is_done users "$users" || { [ -e "$VENV/.developers" ] && ! is_done developers "$developers"; }; then
    echo "Setting up $VENV (a minute or two, most of it to fetch packages)" >&2
    rm -rf "$VENV"
    "$base" -m venv "$VENV" || fail "$base could not make a virtual environment in $VENV."
    if [ "$WHO" = developers ]; then
        # Holds the other two locks: once is enough.
        install_for_developers
        echo "$developers" >"$VENV/.developers"
    else
        run_pip install --quiet --no-compile --require-hashes -r requirements.lock
        # Apart from the environment, so that nothing but what users need can be imported in it.
        run_pip install --quiet --no-compile --require-hashes --target "$VENV/build-back-end" -r requirements-build.lock
    fi
    echo "$users" >"$VENV/.users"
fi
if ! is_done checkout "$checkout"; then
    PYTHONPATH="$VENV/build-back-end" run_pip install --quiet --no-compile --no-deps --no-build-isolation --editable .
    echo "$checkout" >"$VENV/.checkout"
fi
if [ "$WHO" = developers ] && ! is_done developers "$developers"; then
    echo "Adding what the tests need to $VENV" >&2
    install_for_developers
    echo "$developers" >"$VENV/.developers"
fi
