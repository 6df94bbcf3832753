#!/usr/bin/env bash
# One cell of the invented town's book of 620 rows is changed in its workbook: how long until the new page is on the screen,
# in headless Chromium, and where the time goes. Then scrolling through the book ten times over.
#   benches/live.sh [CHANGES]      needs node, Chromium and playwright-core, as .ci/page does; MATOME names another program
set -euo pipefail
cd "$(dirname "$0")/.."
modules=${MATOME_NODE_MODULES:-$HOME/.cache/matome-page/node_modules}
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
if ! command -v node >/dev/null || [ -z "$chromium" ] || [ ! -d "$modules/playwright-core" ]; then
  echo 'node, Chromium and playwright-core are needed (bash .ci/page fetches the last)'
  exit 2
fi
if [ -z "${MATOME:-}" ]; then
  cargo build --release --quiet
  MATOME=$PWD/target/release/matome
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
# the fonts of the project, whatever the machine has
mkdir "$out/share" && ln -s "$PWD/fonts" "$out/share/fonts"
export XDG_DATA_HOME=$out/share
NODE_PATH=$modules node benches/live.js "$MATOME" "$chromium" "$out" "${1:-11}"
