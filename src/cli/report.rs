//! Prints findings and results. Data goes to stdout, everything else to stderr.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::faces::folded::{Folded, folded};
pub use crate::faces::stops;
use crate::finding::{Code, Finding, InLanguage, Level, Message};
use crate::words::{in_columns, is_hidden, visible, visible_lines};
use clap::ValueEnum;

/// More places of one finding are told by their number; as data all of them are there.
pub const RELATED: usize = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Ja,
    En,
}

impl Lang {
    #[allow(clippy::disallowed_methods, reason = "the command line is the one place that reads the environment")]
    pub fn from_environment() -> Self {
        match std::env::var("MATOME_LANG") {
            Ok(lang) if lang.eq_ignore_ascii_case("en") => Self::En,
            _ => Self::Ja,
        }
    }

    pub fn pick(self, message: &Message) -> &str {
        self.picker()(message)
    }

    fn picker(self) -> fn(&Message) -> &str {
        match self {
            Self::Ja => |message| &message.ja,
            Self::En => |message| &message.en,
        }
    }
}

/// How findings are written as data.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Short,
    Json,
    /// A workbook: `check_book.rs`.
    Xlsx,
}

pub struct Report {
    pub lang: Lang,
    colour: bool,
}

impl Report {
    #[allow(clippy::disallowed_methods, reason = "the command line is the one place that reads the environment")]
    pub fn new(lang: Lang) -> Self {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { lang, colour }
    }

    /// Prints findings for a person, to stderr.
    pub fn findings(&self, findings: &[Finding]) {
        let mut out = String::new();
        self.texts(findings, self.colour, &mut out);
        eprint(&out);
    }

    /// Prints findings as data, to stdout.
    pub fn write(&self, findings: &[Finding], format: Format) {
        let mut out = String::new();
        match format {
            Format::Text | Format::Xlsx => self.texts(findings, false, &mut out),
            Format::Short => {
                let (folded, beyond) = folded(findings);
                folded.iter().for_each(|f| self.short(f, &mut out));
                self.more(&beyond, &mut out);
            }
            Format::Json => {
                let list: Vec<_> = findings.iter().map(|f| InLanguage(f, self.lang.picker())).collect();
                // maps of strings cannot fail to serialise
                out = escaped(&serde_json::to_string_pretty(&list).unwrap_or_else(|_| "[]".to_owned()));
                out.push('\n');
            }
        }
        print(&out);
    }

    fn texts(&self, findings: &[Finding], colour: bool, out: &mut String) {
        let (folded, beyond) = folded(findings);
        folded.iter().for_each(|f| self.text(f, colour, out));
        self.more(&beyond, out);
    }

    fn more(&self, beyond: &[(Code, usize)], out: &mut String) {
        for (code, count) in beyond {
            out.push_str(&match self.lang {
                Lang::Ja => format!("{code} は、ほかに {count} 件（check --format json ですべて見られます）\n"),
                Lang::En => format!("{count} more of {code} (check --format json has them all)\n"),
            });
        }
    }

    fn text(&self, folded: &Folded, colour: bool, out: &mut String) {
        let finding = folded.finding;
        let level = self.level(finding.level);
        let (on, off) = match (colour, finding.level) {
            (false, _) => ("", ""),
            (true, Level::Error) => ("\u{1b}[1;31m", "\u{1b}[0m"),
            (true, Level::Warning) => ("\u{1b}[1;33m", "\u{1b}[0m"),
            (true, Level::Info) => ("\u{1b}[36m", "\u{1b}[0m"),
        };
        let message = visible(self.lang.pick(&finding.message));
        out.push_str(&format!("{on}{level}[{}]{off}: {message}\n", finding.code));
        if let Some(place) = &finding.place {
            out.push_str(&format!("  --> {place}\n"));
        }
        if let (count @ 1.., places) = (folded.elsewhere.len(), folded.places()) {
            out.push_str(&match self.lang {
                Lang::Ja => format!("  ほか {count} か所: {places}\n"),
                Lang::En => format!("  and {count} more: {places}\n"),
            });
        }
        for place in finding.related.iter().take(RELATED) {
            out.push_str(&format!("  {}: {place}\n", self.say("関連", "see")));
        }
        if let more @ 1.. = finding.related.len().saturating_sub(RELATED) {
            let rest = match self.lang {
                Lang::Ja => format!("ほか {more} か所"),
                Lang::En => format!("{more} more places"),
            };
            out.push_str(&format!("  {}: {rest}\n", self.say("関連", "see")));
        }
        for hint in &finding.hints {
            out.push_str(&format!("  {}: {}\n", self.say("直し方", "help"), visible(self.lang.pick(hint))));
        }
    }

    fn short(&self, folded: &Folded, out: &mut String) {
        let finding = folded.finding;
        let mut place = finding.place.as_ref().map(ToString::to_string).unwrap_or_else(|| "-".to_owned());
        if let count @ 1.. = folded.elsewhere.len() {
            place.push_str(&match self.lang {
                Lang::Ja => format!("（ほか {count} か所）"),
                Lang::En => format!(" (and {count} more)"),
            });
        }
        let level = self.level(finding.level);
        out.push_str(&format!("{place}: {level}[{}] {}\n", finding.code, visible(self.lang.pick(&finding.message))));
    }

    pub fn level(&self, level: Level) -> &'static str {
        match level {
            Level::Error => self.say("エラー", "error"),
            Level::Warning => self.say("注意", "warning"),
            Level::Info => self.say("情報", "info"),
        }
    }

    pub fn say(&self, ja: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    /// 「エラー 1、注意 3、情報 2」
    pub fn counts(&self, findings: &[Finding]) -> String {
        let n = |level| findings.iter().filter(|f| f.level == level).count();
        let (e, w, i) = (n(Level::Error), n(Level::Warning), n(Level::Info));
        match self.lang {
            Lang::Ja => format!("エラー {e}、注意 {w}、情報 {i}"),
            Lang::En => format!("{e} errors, {w} warnings, {i} infos"),
        }
    }

    /// A line for a person, to stderr.
    pub fn note(&self, message: &Message) {
        eprint(&format!("{}\n", visible_lines(self.lang.pick(message))));
    }
}

/// JSON with what would turn or hide text on a terminal as `\u202e`; outside its texts JSON holds none of it.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_hidden(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Lines of columns parted by two blanks, each cell in one line; full-width characters take two columns, so that they align in
/// any monospaced font.
pub fn columns(rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| visible(cell).into_owned()).collect()).collect();
    in_columns(&rows, |_| false)
}

/// Something that was printed did not arrive.
static LOST: AtomicBool = AtomicBool::new(false);

/// Whether something that was printed did not arrive.
pub fn lost() -> bool {
    LOST.load(Ordering::Relaxed)
}

/// Writes to stdout. A reader that went away (`| head`) is no fault; a disk that is full is one.
pub fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    arrived(&out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

fn arrived(written: &std::io::Result<()>) {
    if let Err(error) = written.as_ref()
        && error.kind() != ErrorKind::BrokenPipe
        && !LOST.swap(true, Ordering::Relaxed)
    {
        let Message { ja, en } = crate::output::reason(error);
        eprint(&format!("エラー: 標準出力に書けません（{ja}）\ncannot write to stdout: {en}\n"));
    }
}

/// As [`print`], of what is no text.
pub fn print_bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    arrived(&out.write_all(bytes).and_then(|()| out.flush()));
}

/// Writes to stderr.
pub fn eprint(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
