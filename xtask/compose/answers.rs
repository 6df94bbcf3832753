//! 語句を選んで答えの文を組み立てる。

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::rng::Rng;
use super::row::{Cell, Row};
use super::{ANSWERS, YEARS, strings, text};
use crate::Result;

/// 手で書いた長文の他は、実物の一番長い欄（381字）を超えない。
const LONGEST: usize = 380;

const ONCE: &str = "初め 新た 新し 新設 改め 見直 引き上げ 切り替え 広げ 加え 始め 雨天 なった 完了 緩め 増や 電子化";

pub struct Writer<'a> {
    phrases: &'a Value,
    /// 語句ごとの使用回数。少ないものから使う。
    uses: HashMap<&'a str, usize>,
    seen: HashSet<String>,
}

impl<'a> Writer<'a> {
    pub fn new(phrases: &'a Value, seen: HashSet<String>) -> Self {
        Writer { phrases, uses: HashMap::new(), seen }
    }

    /// 局区から令和7年度時点までを持つ一行。
    pub fn row(&mut self, number: &str, section: &'a Value, program: &'a Value) -> Result<Value> {
        let name = text(&program["事業"]);
        let (bureau, section_name) = (text(&section["局区"]), text(&section["課"]));
        let rng = &mut Rng::seeded(&format!("{number}/{bureau}/{section_name}/{name}"));
        let kind = &self.phrases["種別"][text(&program["種別"])];
        let row = Row::new(section, program, kind, rng).map_err(|e| format!("{name}: {e}"))?;
        let outline = self.unique(|me| me.sentence(&row, "概", 0, &mut Cell::default(), rng))?;
        let mut out = json!({
            "局区": bureau, "課": section_name, "事業名・取組名": name, "事業概要": outline,
        });
        let mut opening = None;
        for (y, year) in YEARS.iter().enumerate() {
            let did = self.unique(|me| me.did(&row, y, &mut opening, rng))?;
            let judged = match rng.percent(7) {
                true => String::new(),
                false => self.unique(|me| me.judged(&row, y, rng))?,
            };
            let next = match rng.percent(4) {
                true => String::new(),
                false => self.unique(|me| me.next(&row, y, rng))?,
            };
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

    /// 実施状況：一言、箇条書き、文章のどれか。
    fn did(&mut self, row: &Row<'a>, year: usize, opening: &mut Option<&'a str>, rng: &mut Rng) -> Result<String> {
        let mut cell = Cell::default();
        let terse = row.habit.terse();
        let body = match rng.between(0, 99) {
            dice if dice < terse => self.sentence(row, "簡", year, &mut cell, rng)?,
            dice if dice < terse + 12 => {
                let mut items = Vec::new();
                for _ in 0..rng.between(2, 5) {
                    items.push(self.sentence(row, "列", year, &mut cell, rng)?);
                }
                row.habit.itemised(&items)
            }
            _ => {
                // 二年目は同じ書き出しで数字だけ変える課が少なくない。
                let first = match *opening {
                    Some(same) if year == 1 && rng.percent(30) && !happens_once(same) => same,
                    _ => self.draw(row, "実", &mut cell, rng)?,
                };
                *opening = Some(first);
                let mut parts = vec![self.fill(row, first, year, &mut cell, rng)];
                let compares = cell.has(&row.main_slot()) && !happens_once(first);
                if year == 1 && compares && rng.percent(45) {
                    let bank = if row.grew() { "増" } else { "減" };
                    parts.push(self.sentence(row, bank, year, &mut cell, rng)?);
                } else if year == 1 && rng.percent(10) {
                    parts.push(self.sentence(row, "前年", year, &mut cell, rng)?);
                }
                for _ in parts.len()..row.habit.sentences(rng) {
                    let own = rng.percent(62) && !spent(row, "加", &cell);
                    let bank = if own { "加" } else { "共通加" };
                    let part = self.sentence(row, bank, year, &mut cell, rng)?;
                    parts.push(linked(part, &["また、", "このほか、", "なお、", "あわせて、"], 30, &mut cell, rng));
                }
                row.habit.paragraphs(&parts, rng)
            }
        };
        Ok(row.habit.write(&body, rng))
    }

    /// 評価・課題：成果だけ、課題だけ、その両方。
    fn judged(&mut self, row: &Row<'a>, year: usize, rng: &mut Rng) -> Result<String> {
        let cell = &mut Cell::default();
        let terse = row.habit.terse();
        let body = match rng.between(0, 99) {
            dice if dice < terse => self.sentence(row, "簡評", year, cell, rng)?,
            dice if dice < terse + 13 => self.praise(row, year, cell, rng)?,
            dice if dice < terse + 27 => self.issue(row, year, cell, rng)?,
            dice if dice < terse + 35 => {
                let praise = self.praise(row, year, cell, rng)?;
                let issue = self.issue(row, year, cell, rng)?;
                match row.habit.bullet % 3 {
                    0 => format!("【評価】{praise}\n【課題】{issue}"),
                    1 => format!("■成果\n　{praise}\n■課題\n　{issue}"),
                    _ => row.habit.itemised(&[praise, issue]),
                }
            }
            _ => {
                let mut parts = vec![self.praise(row, year, cell, rng)?];
                let wanted = row.habit.sentences(rng).max(2);
                if wanted > 2 {
                    let part = self.sentence(row, "評", year, cell, rng)?;
                    parts.push(linked(part, &["また、", "さらに、"], 40, cell, rng));
                }
                let but = ["一方で、", "他方、", "ただし、", "しかし、", "一方、"];
                let part = self.issue(row, year, cell, rng)?;
                parts.push(linked(part, &but, 62, cell, rng));
                for _ in 3..wanted {
                    let part = self.issue(row, year, cell, rng)?;
                    parts.push(linked(part, &["また、", "さらに、", "加えて、"], 70, cell, rng));
                }
                row.habit.paragraphs(&parts, rng)
            }
        };
        Ok(row.habit.write(&body, rng))
    }

    fn praise(&mut self, row: &Row<'a>, year: usize, cell: &mut Cell, rng: &mut Rng) -> Result<String> {
        let change = if row.grew() { "増評" } else { "減評" };
        let compares = year == 1 && is_event(row) && rng.percent(16);
        self.sentence(row, if compares { change } else { "評" }, year, cell, rng)
    }

    fn issue(&mut self, row: &Row<'a>, year: usize, cell: &mut Cell, rng: &mut Rng) -> Result<String> {
        if rng.percent(70) && !spent(row, "課", cell) {
            return self.sentence(row, "課", year, cell, rng);
        }
        let field = rng.pick(&strings(&row.kind["分野"]));
        let cause = self.sentence(row, &format!("状況+{field}"), year, cell, rng)?;
        Ok(cause + &self.sentence(row, &format!("必要+{field}"), year, cell, rng)?)
    }

    fn next(&mut self, row: &Row<'a>, year: usize, rng: &mut Rng) -> Result<String> {
        let cell = &mut Cell::default();
        if rng.percent(row.habit.terse()) {
            let body = self.sentence(row, "簡今", year, cell, rng)?;
            return Ok(row.habit.write(&body, rng));
        }
        let mut parts: Vec<String> = Vec::new();
        let wanted = row.habit.sentences(rng);
        let as_items = wanted > 1 && rng.percent(16);
        while parts.len() < wanted {
            let part = if rng.percent(74) && !spent(row, "今", cell) {
                self.sentence(row, "今", year, cell, rng)?
            } else {
                let ahead = self.sentence(row, "前置", year, cell, rng)?;
                ahead + &self.sentence(row, "述", year, cell, rng)?
            };
            let percent = if parts.is_empty() || as_items { 0 } else { 45 };
            parts.push(linked(part, &["また、", "あわせて、", "加えて、", "さらに、"], percent, cell, rng));
        }
        let body = match as_items {
            true => row.habit.itemised(&parts),
            false => row.habit.paragraphs(&parts, rng),
        };
        Ok(row.habit.write(&body, rng))
    }

    fn sentence(&mut self, row: &Row<'a>, bank: &str, year: usize, cell: &mut Cell, rng: &mut Rng) -> Result<String> {
        let template = self.draw(row, bank, cell, rng)?;
        Ok(self.fill(row, template, year, cell, rng))
    }

    /// 使われた回数の一番少ない語句を選ぶ。この欄に出た語を繰り返す語句は後に回す。
    fn draw(&mut self, row: &Row<'a>, bank: &str, cell: &mut Cell, rng: &mut Rng) -> Result<&'a str> {
        let shared = bank.strip_prefix("共通").unwrap_or(bank);
        let own = &row.kind[bank];
        let mut phrases = strings(if own.is_array() { own } else { &self.phrases["共通"][shared] });
        if !own.is_array() {
            for suffix in strings(&row.kind["共"]) {
                phrases.extend(strings(&self.phrases["共通"][format!("{shared}{suffix}")]));
            }
        }
        let burden = |phrase: &str| {
            let repeatable = ["{題}", "{対象}", "{連}", "{場}", "{媒}", "{呼}"];
            let again = |slot: &&&str| phrase.contains(**slot) && cell.has(slot);
            let long = usize::from(row.long_target() && phrase.contains("{対象}"));
            self.uses.get(phrase).copied().unwrap_or(0) * 2
                + repeatable.iter().filter(again).count() * 3
                + long
                + usize::from(cell.has(phrase)) * 1000
        };
        let least = phrases.iter().map(|p| burden(p)).min();
        let least = least.ok_or_else(|| format!("語句がない: {bank}"))?;
        let best: Vec<&'a str> = phrases.into_iter().filter(|p| burden(p) <= least + 1).collect();
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
            chosen.push_str(before);
            chosen.push_str(rng.pick(&choices.split('|').collect::<Vec<_>>()));
            rest = tail;
        }
        chosen.push_str(rest);
        let month = rng.between(5, 11);
        let mut filled = String::new();
        let mut rest = chosen.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, tail) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            filled.push_str(&row.value(slot, year, month, cell, rng));
            cell.used.insert(format!("{{{slot}}}"));
            if slot.starts_with('題') {
                cell.used.insert("{題}".to_owned());
            }
            rest = tail;
        }
        filled + rest
    }
}

/// 種別の語句を、この欄で全て使ったか。
fn spent(row: &Row, bank: &str, cell: &Cell) -> bool {
    strings(&row.kind[bank]).iter().all(|phrase| cell.has(phrase))
}

/// 人を集める種別（講座、居場所、行事）か。
fn is_event(row: &Row) -> bool {
    strings(&row.kind["共"]).contains(&"人")
}

/// 一度しか起きないことを言う語句。二年続けては使わない。
fn happens_once(template: &str) -> bool {
    ONCE.split(' ').any(|word| template.contains(word))
}

/// 前の文とつなぐ。同じ欄で同じつなぎの語は使わない。
fn linked(sentence: String, links: &[&str], percent: usize, cell: &mut Cell, rng: &mut Rng) -> String {
    let fresh: Vec<&str> = links.iter().copied().filter(|link| !cell.has(link)).collect();
    if fresh.is_empty() || !rng.percent(percent) || sentence.starts_with("前年度") {
        return sentence;
    }
    let link = rng.pick(&fresh);
    cell.used.insert(link.to_owned());
    if link.starts_with("一方") {
        cell.used.extend(["一方で、", "一方、"].map(str::to_owned));
    }
    format!("{link}{sentence}")
}
