#!/bin/sh
# Makes inspect_tool/web/static/govuk.css anew from the npm package, for whoever maintains it: without
# GDS Transport, which is licensed for GOV.UK alone, and without the crest and the crown.
# Needs node and npm; nobody who installs or uses the tool needs them.
set -eu
folder=$(mktemp -d)
static=$(CDPATH='' cd -- "$(dirname -- "$0")/../inspect_tool/web/static" && pwd)
cd "$folder"
npm install --no-save --no-audit --no-fund sass@1.108.2 govuk-frontend@6.3.0 htmx.org@2.0.11
cat > main.scss <<'END'
$govuk-font-family: ("Helvetica Neue", helvetica, arial, sans-serif);
$govuk-include-default-font-face: false;
@import "govuk-frontend/dist/govuk/index";
END
npx sass --quiet --style=compressed --no-source-map --load-path=node_modules main.scss govuk.css
sed -E -i 's/@supports\(-webkit-mask-position: initial\) or \(mask-position: initial\)\{\.govuk-footer__copyright-logo[^}]*\}\}//g; s/\.govuk-footer__(crown|copyright-logo)[^{},]*\{[^}]*\}//g' govuk.css
if grep -Ei 'crest|crown|GDS Transport|\.woff|url\(' govuk.css; then
  echo "Something of GOV.UK alone is left in govuk.css" >&2
  exit 1
fi
cp govuk.css "$static/govuk.css"
sed 's/^\/\/# sourceMappingURL=.*//; s/\/\/# sourceMappingURL=[^ ]*$//' \
  node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js > "$static/govuk-frontend.min.js"
cp node_modules/htmx.org/dist/htmx.min.js "$static/htmx.min.js"
rm -r "$folder"
