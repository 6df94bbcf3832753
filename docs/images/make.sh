#!/usr/bin/env bash
# Makes the pictures of README and of docs/typesetting.md anew. Needs pdftoppm (poppler), Python with Pillow, and node.
set -euo pipefail
cd "$(dirname "$0")/../.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cargo run --quiet --features xtask --bin xtask -- pictures "$tmp"
for name in ragged justified gap-off gap-on; do
  pdftoppm -r 220 -gray -png -singlefile "$tmp/$name.pdf" "docs/images/lines-$name"
done
cargo run --quiet -- new "$tmp/town" --build >/dev/null 2>&1
# the screens need node with playwright-core (NODE_PATH) and Chromium
mkdir "$tmp/share" && ln -s "$PWD/fonts" "$tmp/share/fonts"
cargo run --quiet -- render progress data/town/progress.json -o "$tmp/screens.html" 2>/dev/null
XDG_DATA_HOME=$tmp/share node docs/images/screens.js "$tmp/screens.html"
${PYTHON:-python3} docs/images/pages.py "$tmp/town/out"
