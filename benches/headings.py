#!/usr/bin/env python3
"""Where headings break in narrow cells: matome's rule of kana and kanji edges against BudouX, a trained model.

  python3 -m venv /tmp/v && /tmp/v/bin/pip install budoux openpyxl
  /tmp/v/bin/python benches/headings.py [CORPUS]

Each heading is set at 4 to 10 em. Counted are the breaks that cut a phrase (文節) as marked by hand below with |, the
cells that have such a break, and the lines. BudouX and "none" break with the cost of matome's own search (a
line costs less than a cut phrase, then even lines), so that only the edges differ. With CORPUS, a folder of workbooks, the
headings in their first rows are set too; they have no marks, and BudouX's phrases stand for them.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

import budoux

# headings of the built-in forms and labels of the invented town; a break at | is between phrases
MARKED = """
左記の|取組みに|関連する|事業・|取組み
令和元年度|照会時の|回答|（計画策定の|際に|確認した|内容）
令和元年度|取組みの|実施状況
今後の|取組みの|方向性|（令和3年|1月|照会予定）
実施状況に|対する|評価・|課題
事業名・|取組名
取組み状況
令和2年度時点で|把握
計画期間の|取組み状況の|確認①
計画|（第5章）|記載内容
施策の|方向に|対して|貢献できたこと
第3期|計画期間を|通して|施策の|方向に|対して|貢献できたこと
（１）課題と|今後の|取り組みの|方向性
（３）上記の|理由、|具体的な|連携の|状況|（うまく|いった点、|工夫した点など）
令和7年度|事業|（事業名）
令和7年度|決算額
それぞれの|役割
施策展開の|方向性
所属団体等
担当課名
■地域保健福祉活動の|担い手との|連携
■市の|関係部局内との|組織横断的な|連携
■連携したかったが|できなかった|相手
■連携できた|相手
事業の|対象者
第3期|計画期間における|事業実績
第3期|計画期間における|庁内または|他の|組織との|連携状況
こころと|休養について|学ぶ|機会の|充実
こころの|不調への|早めの|対応
ひきこもりへの|正しい|理解の|普及
ひきこもり状態に|ある|人と|家族への|支援
ひとり親家庭への|支援
ウェブと|広報の|情報|バリアフリー
シニア世代の|社会参加の|きっかけづくり
スポーツを|通じた|共生の|推進
ヤングケアラーの|早期把握と|支援
不登校の|児童生徒への|支援
人権意識を|高める|啓発
介護する|家族|（ケアラー）への|支援
介護予防と|フレイル対策
企業・|事業所の|社会貢献活動との|連携
住まいの|確保に|配慮を|要する|人への|支援
住宅の|改修と|耐震化の|支援
児童虐待の|未然防止と|早期対応
公共交通の|確保と|利便性の|向上
公園・|緑地の|使いやすさの|向上
分野を|問わない|総合相談の|体制づくり
医療的ケアを|要する|子どもと|家族の|支援
地区を|支える|民生委員・|児童委員への|支援
地域福祉の|担い手の|発掘と|養成
地域福祉を|伝える|冊子・|動画の|作成
外国に|ルーツの|ある|市民との|相互理解
妊娠・|出産・|子育てに|寄り添う|相談
子どもの|放課後の|居場所
""".split()
WIDTHS = range(4, 11)
NEVER_FIRST = set("、。，．・：；）」』】〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々")
NEVER_LAST = set("（「『【〔")


def width(text):
    return sum(0.5 if c.isascii() else 1 for c in text)


def edges_of(phrases):
    out, at = set(), 0
    for phrase in phrases:
        at += len(phrase)
        out.add(at)
    return out


def broken(text, em, edges):
    """Lines by the cost of src/text/breaking.rs for headings, with phrase edges of another source."""
    bounds = sorted({0, len(text)} | edges)
    # a phrase that does not fit the cell breaks anywhere
    loose = {i for a, b in zip(bounds, bounds[1:]) if width(text[a:b]) > em for i in range(a + 1, b)} if edges else set()
    best = {0: ((0, 0.0), 0)}
    for end in range(1, len(text) + 1):
        if end < len(text):
            pair = text[end - 1:end + 1]
            if pair[1] in NEVER_FIRST or pair[0] in NEVER_LAST or re.fullmatch("[0-9]{2}", pair):
                continue
        for start in [s for s in best if s < end]:
            room = em - width(text[start:end])
            if room < 0:
                continue
            (lines, cost), _ = best[start]
            cost += 30
            if end == len(text):
                cost += (60 if end - start == 1 else 20) if start and em - room < 2 else 0
            else:
                cost += room * room * 0.05 + (50 if edges and end not in edges and end not in loose else 0)
            if end not in best or cost < best[end][0][1]:
                best[end] = ((lines + 1, cost), start)
    ends, at = [], len(text)
    if at not in best:
        return [text]
    while at:
        ends.append(at)
        at = best[at][1]
    ends = [0] + ends[::-1]
    return [text[a:b] for a, b in zip(ends, ends[1:])]


def ours(cells):
    run = subprocess.run(["cargo", "run", "--quiet", "--features", "xtask", "--bin", "xtask", "--", "headings"], input=json.dumps(cells), text=True,
                         capture_output=True, check=True, cwd=Path(__file__).parent.parent)
    return json.loads(run.stdout)


def measure(name, cells, lines, edges):
    cut = breaks = bad = count = 0
    for (text, _), set_lines in zip(cells, lines):
        at, off = 0, 0
        count += len(set_lines)
        for line in set_lines[:-1]:
            at += len(line)
            breaks += 1
            off += at not in edges[text]
        cut += off
        bad += off > 0
    print(f"{name:28} {bad:4} of {len(cells)} cells cut a phrase, {cut:4} of {breaks} breaks; {count} lines")


def main():
    parser = budoux.load_default_japanese_parser()
    marked = {h.replace("|", ""): edges_of(h.split("|")) for h in MARKED}
    model = {h: edges_of(parser.parse(h)) for h in marked}
    cells = [(h, em) for h in marked for em in WIDTHS]
    print(f"{len(marked)} headings, phrases marked by hand")
    measure("none", cells, [broken(h, em, set()) for h, em in cells], marked)
    measure("BudouX", cells, [broken(h, em, model[h]) for h, em in cells], marked)
    measure("matome", cells, ours(cells), marked)
    if len(sys.argv) < 2:
        return
    import openpyxl
    found = set()
    for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path, read_only=True):
            for row in sheet.iter_rows(max_row=40 if "evaluation" in path.name else 5, values_only=True):
                texts = {str(v) for v in row if isinstance(v, str)}
                found |= {re.sub(r"\s", "", t) for t in texts if 5 <= len(t) <= 40 and not t.endswith("。")}
            if "evaluation" in path.name:
                break
    model = {h: edges_of(parser.parse(h)) for h in sorted(found)}
    cells = [(h, em) for h in model for em in WIDTHS]
    print(f"{len(model)} headings of {sys.argv[1]}, phrases by BudouX")
    measure("none", cells, [broken(h, em, set()) for h, em in cells], model)
    measure("BudouX", cells, [broken(h, em, model[h]) for h, em in cells], model)
    measure("matome", cells, ours(cells), model)


if __name__ == "__main__":
    main()
