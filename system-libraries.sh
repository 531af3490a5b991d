#!/bin/sh
# sh system-libraries.sh PYTHON users|developers
#
# The libraries that WeasyPrint needs to set a PDF, and venv: installed when this runs as root on
# Debian or Ubuntu, otherwise the one line to type is printed. Users go on without the PDF's
# libraries, and get everything but the PDF; nobody can go on without venv.
set -eu

PYTHON=$1
WHO=$2
PANGO="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# Loads what WeasyPrint loads, by the names that it uses.
has_pango() {
    "$PYTHON" - <<'PROGRAM'
import ctypes, os, sys
NAMES = {
    "linux": "libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 "
             "libharfbuzz-subset.so.0 libfontconfig.so.1",
    "darwin": "libgobject-2.0.dylib libpango-1.0.dylib libpangoft2-1.0.dylib libharfbuzz.dylib "
              "libharfbuzz-subset.dylib libfontconfig.dylib",
}
FOLDERS = ("", "/opt/homebrew/lib", "/usr/local/lib", "/opt/local/lib")
for name in NAMES.get(sys.platform, "").split():
    for folder in FOLDERS:
        try:
            ctypes.CDLL(os.path.join(folder, name))
            break
        except OSError:
            continue
    else:
        sys.exit(1)
PROGRAM
}

packages=""
needs_venv=no
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || needs_venv=yes
has_pango || packages=$PANGO
[ -n "$packages" ] || [ $needs_venv = yes ] || exit 0

if [ $needs_venv = yes ]; then
    case $PYTHON in
    /usr/bin/*) packages="$packages python$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" ;;
    *)
        echo "$PYTHON has no venv module. Name another Python: make demo PYTHON=python3.12" >&2
        exit 1
        ;;
    esac
fi

if ! command -v apt-get >/dev/null; then
    line="Missing: Pango and HarfBuzz, for the PDF. Type: brew install pango, or your system's like of it"
    [ $needs_venv = no ] || line="Missing: the venv module of $PYTHON, and perhaps Pango. Install them with your system's packages"
elif [ "$(id -u)" = 0 ]; then
    echo "Installing with apt-get: $packages" >&2
    # shellcheck disable=SC2086
    apt-get update -qq >/dev/null 2>&1 &&
        DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $packages >/dev/null 2>&1 &&
        exit 0
    line="apt-get could not install them; is there a network? To see why, type: apt-get install $packages"
else
    line="Missing from the system. Type: sudo apt-get install --yes --no-install-recommends $packages"
fi
if [ $needs_venv = no ] && [ "$WHO" = users ]; then
    echo "$line (until then, there is everything but the PDF)" >&2
    exit 0
fi
echo "$line" >&2
exit 1
