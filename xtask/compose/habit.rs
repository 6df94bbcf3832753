//! 課ごとの書きぐせ：数字の幅、箇条書きの記号、句点、答えの長さ。

use super::rng::Rng;

pub struct Habit {
    wide_digits: bool,
    pub commas: bool,
    torikumi: bool,
    half_percent: bool,
    drops_period: bool,
    indents: bool,
    pub bullet: usize,
    /// 0 は短く、2 は長く書く課。
    length: usize,
}

impl Habit {
    pub fn of(section: &str) -> Self {
        let mut rng = Rng::seeded(&format!("書きぐせ/{section}"));
        Habit {
            wide_digits: rng.percent(20),
            commas: rng.percent(85),
            torikumi: rng.percent(40),
            half_percent: rng.percent(30),
            drops_period: rng.percent(22),
            indents: rng.percent(20),
            bullet: rng.between(0, 9),
            length: [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2][rng.between(0, 10)],
        }
    }

    pub fn mark(&self, n: usize) -> String {
        let digit = char::from_digit(n as u32 + 1, 10).map_or('９', wide);
        match self.bullet {
            0..=4 => "・".to_owned(),
            5 | 6 => char::from_u32(0x2460 + n as u32).map_or_else(String::new, String::from),
            7 => format!("（{digit}）"),
            8 => "○".to_owned(),
            _ => format!("{digit}　"),
        }
    }

    pub fn itemised(&self, items: &[String]) -> String {
        let lines: Vec<String> = items.iter().enumerate().map(|(n, item)| self.mark(n) + item).collect();
        lines.join("\n")
    }

    /// 一言で済ませる割合（百分率）。
    pub fn terse(&self) -> usize {
        [33, 19, 9][self.length]
    }

    /// 一つの欄に書く文の数。
    pub fn sentences(&self, rng: &mut Rng) -> usize {
        let shares = [[66, 92, 99, 100, 100], [42, 78, 94, 98, 100], [14, 38, 59, 76, 89]][self.length];
        let dice = rng.between(0, 99);
        let more = if self.length == 2 && rng.percent(5) { rng.between(2, 5) } else { 0 };
        1 + more + shares.iter().filter(|share| dice >= **share).count()
    }

    /// 二文以上なら文ごとに句点を打ち、長ければ段落に分ける。
    pub fn paragraphs(&self, parts: &[String], rng: &mut Rng) -> String {
        if parts.len() == 1 {
            return parts[0].clone();
        }
        let ended = |part: &String| {
            if part.ends_with('。') { part.clone() } else { format!("{part}。") }
        };
        let parts: Vec<String> = parts.iter().map(ended).collect();
        if parts.len() < 3 || !rng.percent(45) {
            return parts.concat();
        }
        let (head, tail) = parts.split_at(parts.len() - parts.len() / 2);
        let indent = if self.indents { "　" } else { "" };
        format!("{indent}{}\n{indent}{}", head.concat(), tail.concat())
    }

    pub fn write(&self, text: &str, rng: &mut Rng) -> String {
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
