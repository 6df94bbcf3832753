#!/usr/bin/env bash
# Whole process, XLSX in, PDF/A-3a + PDF/UA-1 out, against `typst compile` of the same text as one plain
# table (naive.typ). Runs alternate; prints medians and ratios.
#   benches/compare.sh [RUNS]      needs the typst CLI (cargo install typst-cli) and GNU time
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-7}
typst=${TYPST:-typst}
command -v "$typst" >/dev/null || { echo 'typst がありません: cargo install typst-cli --version 0.15.1'; exit 2; }
gnu_time=$(command -v time || echo /usr/bin/time)
cargo build --release --quiet
matome=target/release/matome
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
data=data/town/progress.json
"$matome" render progress "$data" -o "$tmp/town.xlsx" 2>/dev/null
for _ in $(seq "$runs"); do
  "$gnu_time" -f '%e %M' -a -o "$tmp/naive" "$typst" compile --root . --ignore-system-fonts --ignore-embedded-fonts \
    --font-path fonts --input data="/$data" benches/naive.typ "$tmp/naive.pdf"
  "$gnu_time" -f '%e %M' -a -o "$tmp/pdf" "$matome" render progress "$tmp/town.xlsx" -o "$tmp/town.pdf" \
    --standard a-3a,ua-1 2>/dev/null
  "$gnu_time" -f '%e %M' -a -o "$tmp/xlsx" "$matome" render progress "$tmp/town.xlsx" -o "$tmp/again.xlsx" 2>/dev/null
done
median() { cut -d' ' -f"$2" "$tmp/$1" | sort -n | sed -n "$(((runs + 1) / 2))p"; }
size() { wc -c <"$tmp/$1"; }
row() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN { printf "%-28s %10.2f %10.2f   %.2f\n", n, a, b, a / b }'; }
printf '%-28s %10s %10s   %s\n' '' matome naive ratio
row 'PDF: seconds' "$(median pdf 1)" "$(median naive 1)"
row 'PDF: peak MB' "$(($(median pdf 2) / 1024))" "$(($(median naive 2) / 1024))"
row 'PDF: file MB' "$(awk "BEGIN{print $(size town.pdf)/1e6}")" "$(awk "BEGIN{print $(size naive.pdf)/1e6}")"
row 'XLSX: seconds' "$(median xlsx 1)" "$(median naive 1)"
