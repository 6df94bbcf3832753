#!/usr/bin/env bash
# Makes the pictures of docs/typesetting.md anew. Needs pdftoppm (poppler).
set -euo pipefail
cd "$(dirname "$0")/../.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cargo run --quiet --example pictures "$tmp"
for name in ragged justified gap-off gap-on; do
  pdftoppm -r 220 -gray -png -singlefile "$tmp/$name.pdf" "docs/images/lines-$name"
done
