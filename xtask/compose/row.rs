//! 一つの行が二か年を通して使う語と数。

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::habit::Habit;
use super::rng::Rng;
use super::{list, strings, text};
use crate::Result;

pub struct Row<'a> {
    pub kind: &'a Value,
    pub habit: Habit,
    fixed: HashMap<&'static str, String>,
    /// 略した呼び方（「保護者」など）。
    shorter: Vec<&'a str>,
    base: BTreeMap<&'a str, usize>,
    /// 前年度に対する百分率。
    growth: usize,
    partners: Vec<&'a str>,
    places: Vec<&'a str>,
    media: Vec<&'a str>,
}

/// 欄の中で一度使った語句と差込み口。
#[derive(Default)]
pub struct Cell {
    pub used: HashSet<String>,
}

impl Cell {
    pub fn has(&self, slot: &str) -> bool {
        self.used.contains(slot)
    }
}

impl<'a> Row<'a> {
    pub fn new(section: &'a Value, program: &'a Value, kind: &'a Value, rng: &mut Rng) -> Result<Self> {
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
            let word = program[slot].as_str().unwrap_or_else(|| rng.pick(words));
            fixed.insert(slot, word.to_owned());
        }
        let bureau = text(&section["局区"]);
        let whole = format!("{}/{}/{}", fixed["題"], fixed["対象"], text(&program["事業"]));
        let mut apart = |key: &str| {
            let all = strings(&section[key]);
            let fits = |w: &&str| !w.contains(fixed["題"].as_str()) && !w.split('・').any(|part| whole.contains(part));
            let mut words: Vec<&str> = all.iter().copied().filter(fits).collect();
            if words.is_empty() {
                words = all;
            }
            let at = rng.between(0, words.len() - 1);
            words.rotate_left(at);
            words
        };
        Ok(Row {
            partners: apart("連携先"),
            places: apart("会場"),
            media: apart("媒体"),
            shorter: program["略"].as_str().map_or_else(|| strings(&kind["人称"]), |s| vec![s]),
            base: base(kind, bureau.ends_with("支所"), rng)?,
            growth: if rng.percent(58) { rng.between(104, 131) } else { rng.between(78, 97) },
            habit: Habit::of(&format!("{bureau}{}", text(&section["課"]))),
            kind,
            fixed,
        })
    }

    pub fn grew(&self) -> bool {
        self.growth > 100
    }

    /// 増減を述べる数（人、件、部など）の差込み口。
    pub fn main_slot(&self) -> String {
        format!("{{{}}}", text(&self.kind["主"]))
    }

    pub fn long_target(&self) -> bool {
        self.fixed["対象"].chars().count() > 18
    }

    fn amount(&self, key: &str, year: usize) -> usize {
        let base = self.base.get(key).copied().unwrap_or(12);
        let step = if key == "部" { 100 } else { 1 };
        if year == 0 {
            return base;
        }
        if key == "率" {
            return if self.grew() { base + 2 + base % 3 } else { base - 2 - base % 2 };
        }
        let moved = (base * self.growth + 50) / 100 / step * step;
        let least = if key == "回" { 2 } else { step };
        match moved {
            same if same == base && self.grew() => base + step,
            same if same == base => (base.max(step) - step).max(least),
            moved => moved.max(least),
        }
    }

    /// 差込み口に入れる語。同じ欄で二度目の相手や会場は、別のものにする。
    pub fn value(&self, slot: &str, year: usize, month: usize, cell: &Cell, rng: &mut Rng) -> String {
        if let Some(word) = self.fixed.get(slot) {
            return word.clone();
        }
        let again = cell.has(&format!("{{{slot}}}"));
        let other = |words: &[&str]| words[usize::from(again).min(words.len() - 1)].to_owned();
        let number = |n: usize| {
            if self.habit.commas { grouped(n) } else { n.to_string() }
        };
        let fiscal = 5 + year;
        let main = text(&self.kind["主"]);
        let small = |key: &str, divisor: usize, low: usize, high: usize| {
            self.base.get(key).map_or(high * 2 / 3, |n| (n / divisor).clamp(low, high))
        };
        match slot {
            "当" => self.target(cell, rng),
            "題の" | "題に関する" | "題についての" | "題について、" | "題について" => {
                let tail = slot.trim_start_matches('題');
                let topic = &self.fixed["題"];
                let spare = cell.has("{題}") || rng.percent(if topic.chars().count() > 8 { 62 } else { 35 });
                if spare { String::new() } else { format!("{topic}{tail}") }
            }
            "連" => other(&self.partners),
            "場" => other(&self.places),
            "媒" => other(&self.media),
            "年度" => format!("令和{fiscal}年度"),
            "翌年度" => format!("令和{}年度", fiscal + 2),
            "月" => format!("{month}月"),
            "月後" => format!("{}月", if month > 9 { month - 9 } else { month + 3 }),
            "年月" => {
                let month = [4, 6, 7, 9, 10, 12, 1, 2][rng.between(0, 7)];
                format!("令和{}年{month}月", if month > 3 { fiscal } else { fiscal + 1 })
            }
            "期間" => format!("{month}月から{}月", if month > 10 { month - 10 } else { month + 2 }),
            "主語" => text(&self.kind["主語"]).to_owned(),
            "主単位" => if main == "箇所" { "か所" } else { main }.to_owned(),
            "主" => number(self.amount(main, year)),
            "主前" => number(self.amount(main, 0)),
            "主差" => number(self.amount(main, 1).abs_diff(self.amount(main, 0))),
            "来" => number(self.amount("件", year) * 24 / 100),
            "訪" => number(self.amount("件", year) * 7 / 100),
            "電" => {
                let all = self.amount("件", year);
                number(all - all * 24 / 100 - all * 7 / 100)
            }
            "内人" => number((self.amount("人", year) * rng.between(12, 30) / 100).max(2)),
            "内件" => number((self.amount("件", year) * rng.between(12, 30) / 100).max(2)),
            "内回" => self.amount("回", year).div_ceil(3).to_string(),
            "申" => (self.amount("団体", year) + rng.between(1, 5)).to_string(),
            "送" => number(self.amount("件", year) * rng.between(108, 170) / 100),
            "小" => rng.between(2, 5).to_string(),
            "小団" => rng.between(3, 9).to_string(),
            "小件" => rng.skewed(3, small("件", 4, 6, 40)).to_string(),
            "小人" => rng.skewed(7, small("人", 3, 14, 64)).to_string(),
            "率高" => rng.between(78, 97).to_string(),
            "率中" => rng.between(28, 62).to_string(),
            "額小" => number((self.amount("額", year) * rng.between(6, 15) / 100).max(45)),
            "額" if !self.base.contains_key("額") => number(rng.between(120, 1980)),
            key => number(self.amount(key, year)),
        }
    }

    /// 対象の呼び方。長い名は、概要に書いてあるので略すことが多い。
    fn target(&self, cell: &Cell, rng: &mut Rng) -> String {
        let full = &self.fixed["対象"];
        let whole = match full.chars().count() {
            ..=7 => 70,
            8..=12 => 34,
            _ => 14,
        };
        if !cell.has("{対象}") && !cell.has("{当}") && rng.percent(whole) {
            return full.clone();
        }
        rng.pick(&self.shorter).to_owned()
    }
}

/// 種別の「数」から初年度の数を決める。`["団体", 4000, 22000]` は団体数に対する百分率。
fn base<'a>(kind: &'a Value, branch: bool, rng: &mut Rng) -> Result<BTreeMap<&'a str, usize>> {
    let ranges = kind["数"].as_object().ok_or("種別に「数」がない")?;
    let at = |range: &Value, i: usize| range[i].as_u64().unwrap_or(1) as usize;
    let mut base = BTreeMap::new();
    for (key, range) in ranges.iter().filter(|(_, range)| list(range).len() == 2) {
        let (low, high) = (at(range, 0), at(range, 1));
        let high = if branch && key != "率" { low + (high - low) / 4 } else { high };
        let n = rng.skewed(low, high);
        base.insert(key.as_str(), if key == "部" { (n / 100).max(1) * 100 } else { n });
    }
    for (key, range) in ranges.iter().filter(|(_, range)| list(range).len() == 3) {
        let of = base.get(text(&range[0])).copied().ok_or("「数」の元がない")?;
        base.insert(key.as_str(), (of * rng.between(at(range, 1), at(range, 2)) / 100).max(3));
    }
    Ok(base)
}

fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
