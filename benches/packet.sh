#!/usr/bin/env bash
# A packet of 300 pages in one command, whole process: the invented town's papers several times over, and another
# section's PDF. Prints pages, seconds and peak memory of the meeting copy and of the archive copy.
#   benches/packet.sh [RUNS]      needs GNU time
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-3}
gnu_time=$(command -v time || echo /usr/bin/time)
cargo build --release --quiet
matome=$PWD/target/release/matome
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$matome" new "$tmp/town" >/dev/null 2>&1
cd "$tmp/town"
"$matome" render programs 事業一覧 -o 会議/他課.pdf --untagged 2>/dev/null
{
  cat <<'TOML'
name = "大きな会議"
file = "大きな会議"
[meeting]
"名称" = "汐見原市くらしの灯推進会議"
"開始" = 2026-07-14T13:30:00
[style]
duplex = true
[[agenda]]
"項目" = "議事"
[[paper]]
agenda = true
[[paper]]
contents = true
TOML
  for n in 1 2 3 4; do
    printf '[[paper]]\nname = "進捗%s"\npaper = "進捗管理シート"\n"資料番号" = "資料No.#"\n' "$n"
  done
  for paper in 自己評価シート 掲載事業一覧 実績・計画表; do
    printf '[[paper]]\npaper = "%s"\n"資料番号" = "資料No.#"\n' "$paper"
  done
  printf '[[paper]]\nname = "他課"\npdf = "会議/他課.pdf"\ndescription = "他課の一覧"\n"資料番号" = "参考資料#"\n'
} >大きな会議.toml
for product in meeting archive; do
  for _ in $(seq "$runs"); do
    "$gnu_time" -f '%e %M' -a -o "$tmp/$product" "$matome" packet 大きな会議.toml --make "$product" >"$tmp/said" 2>/dev/null
  done
  pages=$(awk 'END { print $2 }' "$tmp/said")
  sort -n "$tmp/$product" | awk -v p="$product" -v n="$pages" '{ s[NR] = $1; m = $2 > m ? $2 : m }
    END { printf "%-8s %4d pages %6.2f s  %4d MB\n", p, n, s[int((NR + 1) / 2)], m / 1024 }'
done
