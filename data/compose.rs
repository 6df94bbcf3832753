//! 架空の市・汐見原市の進捗管理シートを作る。
//!
//! `data/town/written.json`（手で書いた行）と `data/town/phrases.json`（組織、取組み、語句）から
//! `data/town/progress.json` を書く。乱数の種は行の中身から取るので、何度動かしても同じ文になる。
//!
//! `cargo run --example compose`（リポジトリの根で）

use std::collections::{BTreeMap, HashMap, HashSet};
use std::error::Error;
use std::io::Write as _;

use serde_json::{Map, Value, json};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const DIR: &str = "data/town";
const YEARS: [&str; 2] = ["令和6年度時点", "令和7年度時点"];
const ANSWERS: [&str; 3] = ["実施状況", "評価・課題", "今後の方向性"];
/// 手で書いた長文の他は、実物の一番長い欄（381字）を超えない。
const LONGEST: usize = 380;

fn main() -> Result<()> {
    let phrases: Value = serde_json::from_str(&std::fs::read_to_string(format!("{DIR}/phrases.json"))?)?;
    let written: Value = serde_json::from_str(&std::fs::read_to_string(format!("{DIR}/written.json"))?)?;
    let mut composer = Composer::new(&phrases, &written);
    let rows = composer.rows()?;
    check(&rows, &phrases)?;
    std::fs::write(format!("{DIR}/progress.json"), lines(&phrases, &rows))?;
    let chars: usize = rows.iter().map(|r| texts(r).map(|t| t.chars().count()).sum::<usize>()).sum();
    writeln!(std::io::stderr(), "{}行、{chars}字", rows.len())?;
    Ok(())
}

/// SplitMix64。種が同じなら、どの機械でも同じ列になる。
struct Rng(u64);

impl Rng {
    fn seeded(text: &str) -> Self {
        Rng(text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// `low` 以上 `high` 以下。
    fn between(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() % (high.max(low) - low + 1) as u64) as usize
    }

    fn percent(&mut self, p: usize) -> bool {
        self.between(0, 99) < p
    }

    /// 小さい数ほど出やすい（人数や件数の散らばりに合わせる）。
    fn skewed(&mut self, low: usize, high: usize) -> usize {
        self.between(low, high).min(self.between(low, high)).min(self.between(low, high.max(low)))
    }

    fn pick<'t, T: ?Sized>(&mut self, items: &[&'t T]) -> &'t T {
        items[self.between(0, items.len() - 1)]
    }
}

/// 課ごとの書きぐせ。
struct Habit {
    wide_digits: bool,
    commas: bool,
    torikumi: bool,
    half_percent: bool,
    drops_period: bool,
    indents: bool,
    bullet: usize,
}

impl Habit {
    fn of(section: &str) -> Self {
        let mut rng = Rng::seeded(&format!("書きぐせ/{section}"));
        Habit {
            wide_digits: rng.percent(20),
            commas: rng.percent(85),
            torikumi: rng.percent(40),
            half_percent: rng.percent(30),
            drops_period: rng.percent(22),
            indents: rng.percent(20),
            bullet: rng.between(0, 9),
        }
    }

    fn mark(&self, n: usize) -> String {
        let digit = char::from_digit(n as u32 + 1, 10).map_or('９', |d| wide(d));
        match self.bullet {
            0..=4 => "・".to_owned(),
            5 | 6 => char::from_u32(0x2460 + n as u32).map_or_else(String::new, String::from),
            7 => format!("（{digit}）"),
            8 => "○".to_owned(),
            _ => format!("{digit}　"),
        }
    }

    fn write(&self, text: &str, rng: &mut Rng) -> String {
        let mut text = text.to_owned();
        if self.torikumi {
            text = text.replace("取組み", "取組").replace("取組", "取組み");
        }
        if self.half_percent && !self.wide_digits {
            text = text.replace('％', "%");
        }
        if self.wide_digits {
            text = widen(&text);
        }
        if self.drops_period && text.ends_with('。') && rng.percent(60) {
            text.pop();
        }
        text
    }
}

fn wide(c: char) -> char {
    if c.is_ascii_digit() { char::from_u32(c as u32 - 0x30 + 0xff10).unwrap_or(c) } else { c }
}

fn widen(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |i: usize| chars.get(i).is_some_and(char::is_ascii_digit);
    let comma = |i: usize| chars[i] == ',' && i > 0 && digit(i - 1) && digit(i + 1);
    (0..chars.len()).map(|i| if comma(i) { '，' } else { wide(chars[i]) }).collect()
}

/// 一つの行が二か年を通して使う語と数。
struct Row<'a> {
    section: &'a Value,
    kind: &'a Value,
    fixed: HashMap<&'static str, String>,
    base: BTreeMap<String, usize>,
    /// 前年度に対する百分率。
    growth: usize,
    partners: Vec<&'a str>,
    places: Vec<&'a str>,
    media: Vec<&'a str>,
    habit: Habit,
}

impl Row<'_> {
    fn amount(&self, key: &str, year: usize) -> usize {
        let base = self.base.get(key).copied().unwrap_or(12);
        if year == 0 {
            return base;
        }
        if key == "率" {
            return if self.growth > 100 { base + 2 + base % 3 } else { base - 2 - base % 2 };
        }
        let moved = (base * self.growth + 50) / 100;
        let moved = if key == "部" { moved / 50 * 50 } else { moved };
        let step = if key == "部" { 100 } else { 1 };
        match moved {
            m if m == base && self.growth > 100 => base + step,
            m if m == base && base > step => base - step,
            m => m.max(1),
        }
    }
}

/// 欄の中で一度使った語（同じ欄で繰り返さないため）。
#[derive(Default)]
struct Cell {
    used: HashSet<String>,
}

struct Composer<'a> {
    phrases: &'a Value,
    written: Vec<&'a Value>,
    /// 語句ごとの使用回数。少ないものから使う。
    uses: HashMap<&'a str, usize>,
    seen: HashSet<String>,
}

impl<'a> Composer<'a> {
    fn new(phrases: &'a Value, written: &'a Value) -> Self {
        let written: Vec<&Value> = list(&written["rows"]).iter().collect();
        let seen = written.iter().flat_map(|r| texts(r)).map(str::to_owned).collect();
        Composer { phrases, written, uses: HashMap::new(), seen }
    }

    fn rows(&mut self) -> Result<Vec<Value>> {
        let mut rows: Vec<Value> = Vec::new();
        let mut reprints: Vec<(usize, &Value)> = Vec::new();
        for effort in list(&self.phrases["取組み"]) {
            let number = effort["番号"].to_string();
            // (組織の順, 手書きが先, 書いた順) で並べる。
            let mut group: Vec<(usize, usize, Value, Option<&Value>)> = Vec::new();
            for (i, row) in self.written.iter().enumerate().filter(|(_, r)| r["番号"] == json!(number)) {
                let place = self.section_index(row["局区"].as_str(), text(&row["課"]))?;
                group.push((place, i, (*row).clone(), None));
            }
            for (i, program) in list(&effort["事業"]).iter().enumerate() {
                for place in self.sections(program)? {
                    let section = &list(&self.phrases["組織"])[place];
                    let reprint = (program["種別"] == json!("再掲")).then_some(program);
                    let row = match reprint {
                        Some(_) => json!({"局区": section["局区"], "課": section["課"]}),
                        None => self.row(&number, section, program)?,
                    };
                    group.push((place, 1000 + i, row, reprint));
                }
            }
            group.sort_by_key(|(place, order, ..)| (*place, *order));
            let mut bureaus: Vec<&str> = Vec::new();
            for (_, _, row, _) in &group {
                let bureau = text(&row["局区"]);
                if !bureaus.contains(&bureau) {
                    bureaus.push(bureau);
                }
            }
            let direction = effort["方向性"].as_u64().ok_or("方向性がない")? as usize;
            let bureaus = bureaus.join("\n");
            for (_, _, row, reprint) in &group {
                let mut full = Map::new();
                full.insert("方向性".into(), self.phrases["方向性"][direction - 1].clone());
                full.insert("番号".into(), json!(number));
                full.insert("取組み".into(), effort["取組み"].clone());
                full.insert("内容".into(), effort["内容"].clone());
                full.insert("局区等".into(), json!(bureaus));
                for key in ["局区", "課", "事業名・取組名", "事業概要", YEARS[0], YEARS[1]] {
                    full.insert(key.into(), row[key].clone());
                }
                reprints.extend(reprint.map(|program| (rows.len(), program)));
                rows.push(Value::Object(full));
            }
        }
        for (nth, (at, program)) in reprints.into_iter().enumerate() {
            self.reprint(&mut rows, at, program, nth)?;
        }
        Ok(rows)
    }

    /// 再掲の行：三つに一つは元の行を写し、他は元の番号を示す。
    fn reprint(&mut self, rows: &mut [Value], at: usize, program: &Value, nth: usize) -> Result<()> {
        let (number, name) = (program["番号"].to_string(), text(&program["事業"]));
        let source = rows
            .iter()
            .find(|r| r["番号"] == json!(number) && r["事業名・取組名"] == json!(name))
            .ok_or_else(|| format!("再掲の元がない: {number} {name}"))?
            .clone();
        let row = &mut rows[at];
        row["事業名・取組名"] = json!(format!("{name}（再掲）"));
        row["事業概要"] = source["事業概要"].clone();
        for (y, year) in YEARS.iter().enumerate() {
            row[*year] = source[*year].clone();
            if nth % 3 != 0 {
                let form = ["番号{}のとおり", "番号{}に記載のとおり", "「{}」に同じ"][(nth + y) % 3];
                let target = if form.starts_with('「') { name } else { number.as_str() };
                row[*year]["実施状況"] = json!(form.replace("{}", target));
                row[*year][ANSWERS[1 + nth % 2]] = json!("");
            }
        }
        Ok(())
    }

    fn section_index(&self, bureau: Option<&str>, section: &str) -> Result<usize> {
        list(&self.phrases["組織"])
            .iter()
            .position(|s| text(&s["課"]) == section && bureau.is_none_or(|b| text(&s["局区"]) == b))
            .ok_or_else(|| format!("組織にない課: {section}").into())
    }

    /// 支所の課は、局区の指定がなければ四つの支所の全てが答える。
    fn sections(&self, program: &Value) -> Result<Vec<usize>> {
        let name = text(&program["課"]);
        let found: Vec<usize> = (list(&self.phrases["組織"]).iter().enumerate())
            .filter(|(_, s)| text(&s["課"]) == name && program["局区"].as_str().is_none_or(|b| text(&s["局区"]) == b))
            .map(|(i, _)| i)
            .collect();
        if found.is_empty() { Err(format!("組織にない課: {name}").into()) } else { Ok(found) }
    }

    fn row(&mut self, number: &str, section: &'a Value, program: &'a Value) -> Result<Value> {
        let name = text(&program["事業"]);
        let bureau = text(&section["局区"]);
        let rng = &mut Rng::seeded(&format!("{number}/{bureau}/{}/{name}", text(&section["課"])));
        let kind = &self.phrases["種別"][text(&program["種別"])];
        let branch = bureau.ends_with("支所");
        let mut fixed = HashMap::new();
        fixed.insert("題", text(&program["題"]).to_owned());
        fixed.insert("対象", text(&program["対象"]).to_owned());
        let call = program["呼"].as_str().unwrap_or_else(|| rng.pick(&strings(&kind["呼"])));
        fixed.insert("呼", call.to_owned());
        for (slot, words) in [
            ("助", &["助成", "補助"][..]),
            ("協", &["協定", "覚書"]),
            ("訓", &["訓練", "図上訓練", "実地訓練"]),
            ("養", &["養成講座", "入門講座", "養成研修"]),
        ] {
            fixed.insert(slot, rng.pick(words).to_owned());
        }
        let base = (kind["数"].as_object().ok_or_else(|| format!("種別がない: {name}"))?.iter())
            .map(|(key, range)| {
                let (low, high) = (range[0].as_u64().unwrap_or(1) as usize, range[1].as_u64().unwrap_or(9) as usize);
                let high = if branch && key != "率" { low + (high - low) / 4 } else { high };
                let n = rng.skewed(low, high);
                (key.clone(), if key == "部" { (n / 100).max(1) * 100 } else { n })
            })
            .collect();
        let whole = format!("{}/{}/{name}", fixed["題"], fixed["対象"]);
        let free = |key: &str, rng: &mut Rng| {
            let all = strings(&section[key]);
            let apart = |w: &&str| !whole.contains(*w) && !w.split('・').any(|p| whole.contains(p));
            let mut left: Vec<&str> = all.iter().copied().filter(apart).collect();
            if left.is_empty() {
                left = all;
            }
            let at = rng.between(0, left.len() - 1);
            left.rotate_left(at);
            left
        };
        let row = Row {
            section,
            kind,
            fixed,
            base,
            growth: if rng.percent(58) { rng.between(104, 131) } else { rng.between(78, 97) },
            partners: free("連携先", rng),
            places: free("会場", rng),
            media: free("媒体", rng),
            habit: Habit::of(&format!("{bureau}{}", text(&section["課"]))),
        };
        let outline = self.unique(|me| {
            let mut cell = Cell::default();
            let template = me.draw(&row, &["概"], &mut cell, rng)?;
            Ok(me.fill(&row, template, 0, &mut cell, rng))
        })?;
        let mut out = json!({"局区": section["局区"], "課": section["課"], "事業名・取組名": name, "事業概要": outline});
        let mut opening = None;
        for (y, year) in YEARS.iter().enumerate() {
            let did = self.unique(|me| me.did(&row, y, &mut opening, rng))?;
            let judged = if rng.percent(7) { String::new() } else { self.unique(|me| me.judged(&row, y, rng))? };
            let next = if rng.percent(4) { String::new() } else { self.unique(|me| me.next(&row, y, rng))? };
            out[*year] = json!({ANSWERS[0]: did, ANSWERS[1]: judged, ANSWERS[2]: next});
        }
        Ok(out)
    }

    /// まだどの欄にもない文を得るまで、何度か作り直す。
    fn unique(&mut self, mut make: impl FnMut(&mut Self) -> Result<String>) -> Result<String> {
        let mut made = make(self)?;
        for _ in 0..24 {
            if made.chars().count() <= LONGEST && !self.seen.contains(&made) {
                break;
            }
            made = make(self)?;
        }
        self.seen.insert(made.clone());
        Ok(made)
    }

    fn did(&mut self, row: &Row<'a>, year: usize, opening: &mut Option<&'a str>, rng: &mut Rng) -> Result<String> {
        let mut cell = Cell::default();
        let body = match rng.between(0, 99) {
            0..20 => self.sentence(row, &["簡"], year, &mut cell, rng)?,
            20..32 => {
                let n = rng.between(2, 4);
                let mut items = Vec::new();
                while items.len() < n {
                    items.push(self.sentence(row, &["列"], year, &mut cell, rng)?);
                }
                itemised(&items, row)
            }
            _ => {
                // 二年目は同じ書き出しで数字だけ変える課が少なくない。
                let first = match *opening {
                    Some(t) if year == 1 && rng.percent(30) && !happens_once(t) => t,
                    _ => self.draw(row, &["実"], &mut cell, rng)?,
                };
                *opening = Some(first);
                let mut parts = vec![self.fill(row, first, year, &mut cell, rng)];
                if year == 1 && rng.percent(24) && !parts[0].contains("前年度") {
                    let bank = if row.growth > 100 { "増" } else { "減" };
                    parts.push(self.sentence(row, &[bank], year, &mut cell, rng)?);
                } else if year == 1 && rng.percent(10) {
                    parts.push(self.sentence(row, &["前年"], year, &mut cell, rng)?);
                }
                for _ in parts.len()..sentences(rng) {
                    let bank = if rng.percent(62) { "加" } else { "共通加" };
                    let s = self.sentence(row, &[bank], year, &mut cell, rng)?;
                    parts.push(joined(s, &["また、", "このほか、", "なお、", "あわせて、"], 30, rng));
                }
                paragraphs(&parts, row, rng)
            }
        };
        Ok(row.habit.write(&body, rng))
    }

    fn judged(&mut self, row: &Row<'a>, year: usize, rng: &mut Rng) -> Result<String> {
        let mut cell = Cell::default();
        let good = |me: &mut Self, cell: &mut Cell, rng: &mut Rng| {
            let change = if row.growth > 100 { "増評" } else { "減評" };
            let bank = if year == 1 && rng.percent(12) { change } else { "評" };
            me.sentence(row, &[bank], year, cell, rng)
        };
        let body = match rng.between(0, 99) {
            0..17 => self.sentence(row, &["簡評"], year, &mut cell, rng)?,
            17..30 => good(self, &mut cell, rng)?,
            30..45 => self.issue(row, year, &mut cell, rng)?,
            45..52 => {
                let (g, i) = (good(self, &mut cell, rng)?, self.issue(row, year, &mut cell, rng)?);
                match row.habit.bullet % 3 {
                    0 => format!("【評価】{g}\n【課題】{i}"),
                    1 => format!("■成果\n　{g}\n■課題\n　{i}"),
                    _ => itemised(&[g, i], row),
                }
            }
            _ => {
                let mut parts = vec![good(self, &mut cell, rng)?];
                let n = sentences(rng).max(2);
                if n > 2 {
                    let s = self.sentence(row, &["評"], year, &mut cell, rng)?;
                    parts.push(joined(s, &["また、", "さらに、"], 40, rng));
                }
                let s = self.issue(row, year, &mut cell, rng)?;
                parts.push(joined(s, &["一方で、", "他方、", "ただし、", "しかし、", "一方、"], 62, rng));
                if n > 3 {
                    let s = self.issue(row, year, &mut cell, rng)?;
                    parts.push(joined(s, &["また、", "さらに、", "加えて、"], 70, rng));
                }
                paragraphs(&parts, row, rng)
            }
        };
        Ok(row.habit.write(&body, rng))
    }

    fn issue(&mut self, row: &Row<'a>, year: usize, cell: &mut Cell, rng: &mut Rng) -> Result<String> {
        if rng.percent(68) {
            return self.sentence(row, &["課"], year, cell, rng);
        }
        let field = rng.pick(&["周知", "担い手", "体制", "参加", "連携"]);
        let cause = self.sentence(row, &[&format!("状況+{field}")], year, cell, rng)?;
        Ok(cause + &self.sentence(row, &[&format!("必要+{field}")], year, cell, rng)?)
    }

    fn next(&mut self, row: &Row<'a>, year: usize, rng: &mut Rng) -> Result<String> {
        let mut cell = Cell::default();
        if rng.percent(19) {
            let body = self.sentence(row, &["簡今"], year, &mut cell, rng)?;
            return Ok(row.habit.write(&body, rng));
        }
        let mut parts: Vec<String> = Vec::new();
        let wanted = sentences(rng);
        let as_items = wanted > 1 && rng.percent(16);
        while parts.len() < wanted {
            let s = if rng.percent(70) {
                self.sentence(row, &["今"], year, &mut cell, rng)?
            } else {
                self.sentence(row, &["前置"], year, &mut cell, rng)? + &self.sentence(row, &["述"], year, &mut cell, rng)?
            };
            let link = if parts.is_empty() || as_items { 0 } else { 45 };
            parts.push(joined(s, &["また、", "あわせて、", "加えて、", "さらに、"], link, rng));
        }
        let body = if as_items { itemised(&parts, row) } else { paragraphs(&parts, row, rng) };
        Ok(row.habit.write(&body, rng))
    }

    fn sentence(&mut self, row: &Row<'a>, banks: &[&str], year: usize, cell: &mut Cell, rng: &mut Rng) -> Result<String> {
        let template = self.draw(row, banks, cell, rng)?;
        Ok(self.fill(row, template, year, cell, rng))
    }

    /// 使われた回数の一番少ない語句を選ぶ。この欄に出た語を繰り返す語句は後に回す。
    fn draw(&mut self, row: &Row<'a>, banks: &[&str], cell: &mut Cell, rng: &mut Rng) -> Result<&'a str> {
        let mut bank: Vec<&'a str> = Vec::new();
        for name in banks {
            let found = match name.strip_prefix("共通") {
                Some(shared) => &self.phrases["共通"][shared],
                None if row.kind[*name].is_array() => &row.kind[*name],
                None => &self.phrases["共通"][*name],
            };
            bank.extend(strings(found));
        }
        let burden = |t: &str| {
            let again = ["{題}", "{対象}", "{連}", "{場}", "{媒}", "{呼}"];
            let repeated = again.iter().filter(|s| t.contains(**s) && cell.used.contains(**s)).count();
            let same = usize::from(cell.used.contains(t));
            let long = usize::from(row.fixed["対象"].chars().count() > 18 && t.contains("{対象}"));
            self.uses.get(t).copied().unwrap_or(0) * 2 + repeated * 3 + long + same * 1000
        };
        let least = bank.iter().map(|t| burden(t)).min().ok_or_else(|| format!("語句がない: {banks:?}"))?;
        let best: Vec<&'a str> = bank.into_iter().filter(|t| burden(t) <= least + 1).collect();
        let chosen: &'a str = rng.pick(&best);
        *self.uses.entry(chosen).or_insert(0) += 1;
        cell.used.insert(chosen.to_owned());
        Ok(chosen)
    }

    /// `[甲|乙]` から一つを選び、`{題}` などに語と数を入れる。
    fn fill(&self, row: &Row, template: &str, year: usize, cell: &mut Cell, rng: &mut Rng) -> String {
        let mut chosen = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('[') {
            let (choices, tail) = after.split_once(']').unwrap_or((after, ""));
            let choices: Vec<&str> = choices.split('|').collect();
            chosen.push_str(before);
            chosen.push_str(rng.pick(&choices));
            rest = tail;
        }
        chosen.push_str(rest);
        let month = rng.between(5, 11);
        let mut filled = String::new();
        let mut rest = chosen.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            filled.push_str(&value(row, slot, year, month, cell, rng));
            cell.used.insert(format!("{{{slot}}}"));
            rest = tail;
        }
        filled + rest
    }
}

fn value(row: &Row, slot: &str, year: usize, month: usize, cell: &Cell, rng: &mut Rng) -> String {
    if let Some(word) = row.fixed.get(slot) {
        return word.clone();
    }
    // 同じ欄で二度目は、別の相手・別の会場にする。
    let word = |words: &[&str]| {
        let again = cell.used.contains(&format!("{{{slot}}}"));
        words[usize::from(again).min(words.len() - 1)].to_owned()
    };
    let fiscal = 5 + year;
    let dated = |m: usize| format!("令和{}年{m}月", if m > 3 { fiscal } else { fiscal + 1 });
    let number = |n: usize| if row.habit.commas { grouped(n) } else { n.to_string() };
    let part = |key: &str, low: usize, high: usize, rng: &mut Rng| {
        let n = row.amount(key, year) * rng.between(low, high) / 100;
        number(n.max(2))
    };
    let main = text(&row.kind["主"]);
    match slot {
        "連" => word(&row.partners),
        "場" => word(&row.places),
        "媒" => word(&row.media),
        "年度" => format!("令和{fiscal}年度"),
        "翌年度" => format!("令和{}年度", fiscal + 2),
        "月" => format!("{month}月"),
        "月後" => format!("{}月", if month > 9 { month - 9 } else { month + 3 }),
        "年月" => dated([4, 6, 7, 9, 10, 12, 1, 2][rng.between(0, 7)]),
        "期間" => format!("{month}月から{}月", if month > 10 { month - 10 } else { month + 2 }),
        "主語" => text(&row.kind["主語"]).to_owned(),
        "主単位" => if main == "箇所" { "か所" } else { main }.to_owned(),
        "主" => number(row.amount(main, year)),
        "主前" => number(row.amount(main, 0)),
        "主差" => number(row.amount(main, 1).abs_diff(row.amount(main, 0))),
        "内人" => part("人", 12, 30, rng),
        "内件" => part("件", 12, 30, rng),
        "内回" => row.amount("回", year).div_ceil(3).to_string(),
        "小" => rng.between(2, 5).to_string(),
        "小団" => rng.between(3, 9).to_string(),
        "小件" => rng.skewed(3, row.base.get("件").map_or(28, |n| (n / 4).clamp(6, 40))).to_string(),
        "小人" => rng.skewed(7, row.base.get("人").map_or(48, |n| (n / 3).clamp(14, 64))).to_string(),
        "率高" => rng.between(78, 97).to_string(),
        "率中" => rng.between(28, 62).to_string(),
        "額小" => part("額", 6, 15, rng),
        "額" if !row.base.contains_key("額") => number(rng.between(120, 1980)),
        key => number(row.amount(key, year)),
    }
}

/// 一度しか起きないことを言う語句。二年続けては使わない。
fn happens_once(template: &str) -> bool {
    ["初め", "新た", "新設", "改め", "見直", "引き上げ", "切り替え", "広げ", "加え", "始め", "雨天", "なった", "完了"]
        .iter()
        .any(|w| template.contains(w))
}

fn sentences(rng: &mut Rng) -> usize {
    match rng.between(0, 99) {
        0..38 => 1,
        38..74 => 2,
        74..91 => 3,
        _ => 4,
    }
}

fn joined(sentence: String, links: &[&str], percent: usize, rng: &mut Rng) -> String {
    if rng.percent(percent) && !sentence.starts_with("前年度") { format!("{}{sentence}", rng.pick(links)) } else { sentence }
}

fn itemised(items: &[String], row: &Row) -> String {
    let lines: Vec<String> = items.iter().enumerate().map(|(n, t)| row.habit.mark(n) + t).collect();
    lines.join("\n")
}

/// 長い答えは段落に分ける課がある。字下げするかどうかは課による。
fn paragraphs(parts: &[String], row: &Row, rng: &mut Rng) -> String {
    let full = parts.iter().map(|p| if p.ends_with(['。', '」']) { p.clone() } else { format!("{p}。") });
    let parts: Vec<String> = if parts.len() > 1 { full.collect() } else { parts.to_vec() };
    if parts.len() > 2 && rng.percent(45) {
        let cut = parts.len() - parts.len() / 2;
        let indent = if row.habit.indents { "　" } else { "" };
        return format!("{}\n{indent}{}", parts[..cut].concat(), parts[cut..].concat());
    }
    parts.concat()
}

fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn strings(value: &Value) -> Vec<&str> {
    list(value).iter().map(text).collect()
}

fn texts(row: &Value) -> impl Iterator<Item = &str> {
    let cells = row.as_object().into_iter().flat_map(Map::values);
    cells.flat_map(|v| match v {
        Value::Object(answers) => answers.values().map(text).collect(),
        other => vec![text(other)],
    })
}

/// 一行に一つの行を書く（差分を読めるように）。
fn lines(phrases: &Value, rows: &[Value]) -> String {
    let mut head = json!({"様式": "progress"});
    for key in ["基準年度", "計画", "団体", "資料番号"] {
        head[key] = phrases[key].clone();
    }
    let head = head.to_string();
    let rows: Vec<String> = rows.iter().map(Value::to_string).collect();
    format!("{},\"rows\":[\n{}\n]}}\n", &head[..head.len() - 1], rows.join(",\n"))
}

/// 様式の決まりを確かめる：行数、番号の並び、群れの文の一致、残った記号。
fn check(rows: &[Value], phrases: &Value) -> Result<()> {
    let wanted = phrases["行数"].as_u64().unwrap_or_default() as usize;
    if rows.len() != wanted {
        return Err(format!("行数が{wanted}でない: {}", rows.len()).into());
    }
    let mut closed: HashSet<&str> = HashSet::new();
    for pair in rows.windows(2) {
        let same = pair[0]["番号"] == pair[1]["番号"];
        if !same && (!closed.insert(text(&pair[0]["番号"])) || closed.contains(text(&pair[1]["番号"]))) {
            return Err(format!("番号が続いていない: {}", pair[1]["番号"]).into());
        }
        for key in ["方向性", "取組み", "内容", "局区等"] {
            if same && pair[0][key] != pair[1][key] {
                return Err(format!("番号{}の{key}がそろっていない", pair[0]["番号"]).into());
            }
        }
    }
    for row in rows {
        if let Some(bad) = texts(row).find(|t| t.contains(['{', '}', '[', ']', '|']) || t.contains("。。")) {
            return Err(format!("埋め残し: {bad}").into());
        }
    }
    Ok(())
}
