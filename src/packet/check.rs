//! Reads and checks the definition of a packet. Every mistake is a finding with line and column.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::value::Datetime;

use super::definition::{
    Fold, Honorific, Item, NumberBox, Packet, PacketPaper, PaperKind, Print, Product, SeatShape, Seats,
};
use super::meeting::{Clock, Meeting};
use super::raw::{RawItem, RawMeeting, RawPacket, RawPaper, RawPrint, RawSeats, RawStyle};
use super::written::is_never_printed;
use crate::document::Look;
use crate::finding::{Finding, Message};
use crate::form::TomlFile;
use crate::form::{PaperFormat, PaperSize};
use crate::msg;
use crate::press::Binding;
use crate::told::Faults;
use crate::units::Date;
use crate::words::full_width;

/// Ways of binding, and whether at the right.
const BINDINGS: &[(&str, (Binding, bool))] = &[
    ("なし", (Binding::Loose, false)),
    ("左上", (Binding::Corner, false)),
    ("左2か所", (Binding::Side, false)),
    ("右上", (Binding::Corner, true)),
    ("右2か所", (Binding::Side, true)),
    ("中綴じ", (Binding::Saddle, false)),
];

/// Checks what `packet.toml`, or a table of `matome.toml` that begins at `at`, says. Paths are below `folder`.
///
/// # Errors
/// `M350`, all of them.
pub fn check_packet(
    raw: RawPacket,
    name: String,
    at: usize,
    folder: &Path,
    settings: &TomlFile,
) -> Result<Packet, Faults> {
    let mut check = Check { folder, settings, faults: Vec::new(), notes: Vec::new() };
    let meeting = check.meeting(raw.meeting);
    let products = check.products(raw.output);
    let look = check.look(&raw.style);
    let style = raw.style;
    let count_blanks = check.choice(style.blank_pages, "blank_pages", &[("count", true), ("skip", false)], true);
    let boxes = [("first", NumberBox::First), ("each", NumberBox::Each), ("none", NumberBox::None)];
    let number_box = check.choice(style.number_box, "number_box", &boxes, NumberBox::First);
    let folds = [("none", Fold::None), ("half", Fold::Half), ("z", Fold::Z)];
    let fold = check.choice(style.fold, "fold", &folds, Fold::None);
    let print = check.print(raw.print);
    let papers = check.papers(raw.paper, &look);
    if papers.is_empty() {
        check.fault(at..at, msg!("紙面（[[paper]]）が一つもありません", "there is no [[paper]]"));
    }
    let agenda = check.agenda(raw.agenda, &papers);
    let others = raw.others.map(|names| check.named(names, &papers));
    let place = settings.place(at);
    if !check.faults.is_empty() {
        return Err(check.faults.into());
    }
    Ok(Packet {
        name,
        file: raw.file.map_or_else(|| "{{会議}}".to_owned(), Spanned::into_inner),
        products,
        meeting,
        look,
        duplex: style.duplex.unwrap_or(false),
        count_blanks,
        number_box,
        fold,
        print,
        agenda,
        others,
        papers,
        filing: raw.archive.into(),
        place,
        written: settings.texts(&is_never_printed),
        findings: check.notes,
    })
}

struct Check<'a> {
    folder: &'a Path,
    settings: &'a TomlFile,
    faults: Vec<Finding>,
    notes: Vec<Finding>,
}

impl Check<'_> {
    fn fault(&mut self, span: Range<usize>, message: Message) -> &mut Finding {
        self.faults.push_mut(Finding::error("M350", message).at(self.settings.place(span.start)))
    }

    /// One of several words.
    fn choice<T: Copy>(&mut self, given: Option<Spanned<String>>, key: &str, known: &[(&str, T)], usual: T) -> T {
        let Some(given) = given else { return usual };
        let word = given.get_ref();
        if let Some((_, value)) = known.iter().find(|(name, _)| name == word) {
            return *value;
        }
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let (ja, en) = (names.join("、"), names.join(", "));
        self.fault(given.span(), msg!("{key} は {ja} のどれかです: 「{word}」", "{key} is one of {en}: \"{word}\""));
        usual
    }

    /// A number in a range.
    fn number(
        &mut self,
        given: Option<Spanned<f64>>,
        key: &str,
        range: std::ops::RangeInclusive<f64>,
        usual: f64,
    ) -> f64 {
        let Some(given) = given else { return usual };
        let value = *given.get_ref();
        if range.contains(&value) {
            return value;
        }
        let (low, high) = (range.start(), range.end());
        self.fault(
            given.span(),
            msg!("{key} は {low}〜{high} で書いてください: 「{value}」", "{key} is from {low} to {high}: \"{value}\""),
        );
        usual
    }

    fn meeting(&mut self, raw: RawMeeting) -> Meeting {
        let clocks = [("24時", Clock::Whole), ("午後", Clock::Half)];
        let clock = self.choice(raw.clock, "時刻", &clocks, Clock::Whole);
        let start = raw.start.as_ref().map(|s| *s.get_ref());
        let day = start.and_then(|s| s.date).and_then(|d| Date::new(i32::from(d.year), d.month, d.day));
        let hour = |time: Option<Datetime>| time.and_then(|t| t.time).map(|t| (t.hour, t.minute));
        let begins = hour(start);
        let ends = hour(raw.end.as_ref().map(|e| *e.get_ref()));
        if let Some(start) = raw.start.filter(|_| day.is_none()) {
            self.fault(
                start.span(),
                msg!(
                    "開始は日付と時刻で書いてください（例: 2025-08-26T14:00:00）",
                    "write the start as a date with a time, such as 2025-08-26T14:00:00"
                ),
            );
        }
        if let Some(end) = raw.end.filter(|_| ends.is_none() || ends <= begins) {
            self.fault(
                end.span(),
                msg!(
                    "終了は、開始より後の時刻で書いてください（例: 16:00:00）",
                    "the end is a time after the start, such as 16:00:00"
                ),
            );
        }
        Meeting { name: raw.name, round: raw.round, day, begins, ends, clock, place: raw.place }
    }

    fn products(&mut self, raw: Option<Spanned<Vec<Spanned<String>>>>) -> Vec<Product> {
        let Some(raw) = raw else { return vec![Product::Meeting] };
        let mut out = Vec::new();
        for name in raw.get_ref() {
            match Product::parse(name.get_ref()) {
                Ok(product) => {
                    let respelt = Product::respelt(name.get_ref());
                    self.notes.extend(respelt.map(|f| f.at(self.settings.place(name.span().start))));
                    if !out.contains(&product) {
                        out.push(product);
                    }
                }
                Err(message) => drop(self.fault(name.span(), message)),
            }
        }
        out
    }

    fn look(&mut self, style: &RawStyle) -> Look {
        let usual = Look::default();
        let size = self.number(style.size.clone(), "size", 8.0..=16.0, usual.size);
        let line_gap = self.number(style.line_gap.clone(), "line_gap", 0.3..=1.5, usual.line_gap);
        let margin = self.number(style.margin.clone(), "margin", 10.0..=50.0, usual.paper.left);
        let font = style.font.as_ref().map_or(usual.font, |f| f.get_ref().clone());
        Look { paper: PaperFormat::a4(margin), font, size, line_gap, rules: usual.rules }
    }

    fn print(&mut self, raw: RawPrint) -> Print {
        if let Some(copies) = raw.copies.as_ref().filter(|c| *c.get_ref() == 0) {
            self.fault(copies.span(), msg!("部数は 1 以上で書いてください", "at least one copy is printed"));
        }
        let (binding, right) = self.choice(raw.binding, "綴じ", BINDINGS, (Binding::Corner, false));
        Print {
            copies: raw.copies.map(Spanned::into_inner),
            binding,
            collate: raw.collate.unwrap_or(true),
            due: raw.due,
            notes: raw.notes,
            creep: self.number(raw.creep, "creep", 0.0..=2.0, 0.1),
            right_bound: raw.right_bound.unwrap_or(right),
        }
    }

    fn agenda(&mut self, raw: Vec<RawItem>, papers: &[PacketPaper]) -> Vec<Item> {
        let mut out = Vec::new();
        for item in raw {
            let named = self.named(item.papers, papers);
            let sub = self.agenda(item.sub, papers);
            out.push(Item { text: item.text, speaker: item.speaker, papers: named, sub });
        }
        out
    }

    /// The indices of papers that 次第 names.
    fn named(&mut self, names: Vec<Spanned<String>>, papers: &[PacketPaper]) -> Vec<usize> {
        let mut out = Vec::new();
        for name in names {
            match papers.iter().position(|p| p.name == *name.get_ref() || p.number == *name.get_ref()) {
                Some(index) => out.push(index),
                None => {
                    let (known, wrong) = (known(papers), name.get_ref());
                    let finding = self.fault(
                        name.span(),
                        msg!("次第の資料「{wrong}」は [[paper]] にありません", "no [[paper]] is named \"{wrong}\""),
                    );
                    finding.hints.push(msg!("あるのは {known}", "there are {known}"));
                }
            }
        }
        out
    }

    fn papers(&mut self, raw: Vec<Spanned<RawPaper>>, look: &Look) -> Vec<PacketPaper> {
        let mut out: Vec<PacketPaper> = Vec::new();
        let mut counts: HashMap<String, u32> = HashMap::new();
        let mut names = HashSet::new();
        for spanned in raw {
            let span = spanned.span();
            let paper = spanned.into_inner();
            let place = self.settings.place(span.start);
            let number = paper.number.as_ref().map_or_else(String::new, |n| counted(n.get_ref(), &mut counts));
            let sheet = self.sheet(&paper, look);
            let given = paper.name.clone();
            let title = paper.title.clone();
            let Some(kind) = self.kind(paper, &span) else { continue };
            let name =
                given.as_ref().map_or_else(|| usual_name(&kind, title.as_deref(), &number), |n| n.get_ref().clone());
            if !names.insert(name.clone()) {
                let at = given.map_or(span, |n| n.span());
                self.fault(at, msg!("紙面「{name}」が二つあります", "the paper \"{name}\" is there twice"))
                    .hints
                    .push(msg!("name で別の名を付けてください", "give it another name"));
            }
            out.push(PacketPaper { name, number, title, kind, paper: sheet, place });
        }
        out
    }

    fn sheet(&mut self, paper: &RawPaper, look: &Look) -> PaperFormat {
        let size =
            self.choice(paper.size.clone(), "size", &[("A4", PaperSize::A4), ("A3", PaperSize::A3)], PaperSize::A4);
        let (short, long) = size.portrait();
        let (width, height) = if paper.landscape { (long, short) } else { (short, long) };
        PaperFormat { width, height, size, landscape: paper.landscape, ..look.paper }
    }

    fn file(&self, name: &Spanned<String>) -> PathBuf {
        self.folder.join(name.get_ref())
    }

    /// What a paper is: exactly one of the keys that say so.
    fn kind(&mut self, raw: RawPaper, span: &Range<usize>) -> Option<PaperKind> {
        let flag = |value: &Option<Spanned<bool>>| value.as_ref().is_some_and(|v| *v.get_ref());
        let named = [
            ("cover", flag(&raw.cover)),
            ("agenda", flag(&raw.agenda)),
            ("contents", flag(&raw.contents)),
            ("members", raw.members.is_some()),
            ("rules", raw.rules.is_some()),
            ("markdown", raw.markdown.is_some()),
            ("table", raw.table.is_some()),
            ("pdf", raw.pdf.is_some()),
            ("paper", raw.paper.is_some()),
            ("form", raw.form.is_some()),
            ("seats", raw.seats.is_some()),
        ];
        let given: Vec<&str> = named.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
        let &[key] = given.as_slice() else {
            let all = named.map(|(name, _)| name).join("、");
            let message = match given.as_slice() {
                [] => msg!(
                    "何の紙面かがありません。{all} のどれか一つを書いてください",
                    "what paper is it? Give one of {all}"
                ),
                several => {
                    let several = several.join("、");
                    msg!("{several} は一つの紙面に一つだけ書けます", "only one of {several} can be given")
                }
            };
            self.fault(span.clone(), message);
            return None;
        };
        for (with, there, of) in [
            ("input", raw.input.is_some(), "form"),
            ("variant", raw.variant.is_some(), "form"),
            ("print", raw.print.is_some(), "form"),
            ("order", raw.order.is_some(), "members"),
            ("honorific", raw.honorific.is_some(), "members"),
            ("sheet", raw.sheet.is_some(), "table"),
            ("description", raw.description.is_some(), "pdf"),
        ] {
            if there && key != of {
                self.fault(span.clone(), msg!("{with} は {of} の紙面だけに書けます", "{with} is for papers with {of}"));
            }
        }
        Some(match key {
            "cover" => PaperKind::Cover,
            "agenda" => PaperKind::Agenda,
            "contents" => PaperKind::Contents,
            "members" => {
                let words = [("様", Honorific::Sama), ("敬称略", Honorific::Omitted), ("なし", Honorific::None)];
                let honorific = self.choice(raw.honorific, "honorific", &words, Honorific::None);
                let order = raw.order.map(Spanned::into_inner);
                PaperKind::Members { input: self.file(&raw.members?), order, honorific }
            }
            "rules" => PaperKind::Regulation { file: self.file(&raw.rules?) },
            "markdown" => PaperKind::Markdown { file: self.file(&raw.markdown?) },
            "table" => PaperKind::Table { file: self.file(&raw.table?), sheet: raw.sheet },
            "pdf" => PaperKind::Guest { file: self.file(&raw.pdf?), description: raw.description },
            "paper" => {
                let name = raw.paper?;
                let place = self.settings.place(name.span().start);
                PaperKind::Paper { name: name.into_inner(), place }
            }
            "form" => {
                let inputs: Vec<PathBuf> = raw
                    .input
                    .map(Spanned::into_inner)
                    .unwrap_or_default()
                    .iter()
                    .map(|i| self.folder.join(i))
                    .collect();
                if inputs.is_empty() {
                    self.fault(
                        span.clone(),
                        msg!(
                            "input に、回答のファイルかフォルダーを書いてください",
                            "name the files or folders of the answers in input"
                        ),
                    );
                }
                PaperKind::Form {
                    form: raw.form?.into_inner(),
                    inputs,
                    variant: raw.variant,
                    print: raw.print,
                    summary: raw.summary,
                }
            }
            _ => PaperKind::Seats(self.seats(raw.seats?)),
        })
    }

    fn seats(&mut self, raw: Spanned<RawSeats>) -> Seats {
        let span = raw.span();
        let raw = raw.into_inner();
        let shapes = [("コの字", SeatShape::Horseshoe), ("ロの字", SeatShape::Square), ("スクール", SeatShape::School)];
        let shape = self.choice(raw.shape, "shape", &shapes, SeatShape::Horseshoe);
        let sides = ["left", "right", "top", "bottom"].map(|s| (s, s));
        let door = raw.door.map(|door| self.choice(Some(door), "door", &sides, "bottom").to_owned());
        let seated = [&raw.head, &raw.left, &raw.right, &raw.tail].iter().any(|side| !side.is_empty());
        if !(seated || raw.rows.iter().any(|row| !row.is_empty())) {
            self.fault(span, msg!("座席表に一人もいません", "nobody sits in the seating plan"));
        }
        Seats {
            shape,
            head: raw.head,
            left: raw.left,
            right: raw.right,
            tail: raw.tail,
            rows: raw.rows,
            office: raw.office,
            audience: raw.audience,
            door,
        }
    }
}

fn known(papers: &[PacketPaper]) -> String {
    papers.iter().map(|p| p.name.as_str()).collect::<Vec<_>>().join("、")
}

/// What a paper is called that has no name.
fn usual_name(kind: &PaperKind, title: Option<&str>, number: &str) -> String {
    let stem = |file: &Path| file.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
    match (kind, title) {
        (_, Some(title)) => title.to_owned(),
        (PaperKind::Cover, _) => "表紙".to_owned(),
        (PaperKind::Agenda, _) => "次第".to_owned(),
        (PaperKind::Contents, _) => "資料一覧".to_owned(),
        (PaperKind::Members { .. }, _) => "委員名簿".to_owned(),
        (PaperKind::Seats(_), _) => "座席表".to_owned(),
        (PaperKind::Paper { name, .. }, _) => name.clone(),
        (
            PaperKind::Regulation { file }
            | PaperKind::Markdown { file }
            | PaperKind::Table { file, .. }
            | PaperKind::Guest { file, .. },
            _,
        ) => stem(file),
        (PaperKind::Form { form, .. }, _) if number.is_empty() => form.clone(),
        (PaperKind::Form { .. }, _) => number.to_owned(),
    }
}

/// `#` and `＃` count the papers of one pattern: 資料No.# → 資料No.1, 資料No.2.
fn counted(pattern: &str, counts: &mut HashMap<String, u32>) -> String {
    if !pattern.contains(['#', '＃']) {
        return pattern.to_owned();
    }
    let count = counts.entry(pattern.to_owned()).or_default();
    *count = count.saturating_add(1);
    let half = count.to_string();
    let full: String = half.chars().map(full_width).collect();
    pattern.replace('#', &half).replace('＃', &full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::read_packet;
    use crate::place::Naming;

    fn read(text: &str) -> Result<Packet, Faults> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("packet.toml");
        std::fs::write(&path, text).unwrap();
        read_packet(&path, &Naming::default())
    }

    const MEETING: &str = "[meeting]\n\"名称\" = \"推進会議\"\n";

    #[test]
    fn numbers_count_up_by_pattern() {
        let papers = ["資料No.#", "参考資料＃", "資料No.#", "資料２－＃", "参考資料＃", "別冊"];
        let text: String = papers
            .iter()
            .map(|n| format!("[[paper]]\nmarkdown = \"{n}.md\"\n\"資料番号\" = \"{n}\"\nname = \"x\"\n"))
            .collect();
        let text = text.split("name = \"x\"").enumerate().fold(String::new(), |out, (i, part)| {
            if i == 0 { part.to_owned() } else { format!("{out}name = \"{i}\"{part}") }
        });
        let packet = read(&format!("{MEETING}{text}")).unwrap();
        let numbers: Vec<&str> = packet.papers.iter().map(|p| p.number.as_str()).collect();
        assert_eq!(numbers, ["資料No.1", "参考資料１", "資料No.2", "資料２－１", "参考資料２", "別冊"]);
    }

    #[test]
    fn mistakes_name_their_lines() {
        let text = format!(
            "{MEETING}\"開始\" = 14:00:00\n\"時刻\" = \"夕方\"\n[style]\nsize = 99\nfold = \"巻\"\n\
             [[agenda]]\n\"項目\" = \"開会\"\n\"資料\" = [\"ない\"]\n[[paper]]\nagenda = true\nmarkdown = \"a.md\"\n\
             [[paper]]\nname = \"空\"\n[[paper]]\npdf = \"a.pdf\"\norder = \"ふりがな\"\n"
        );
        let told: Vec<String> = read(&text)
            .unwrap_err()
            .iter()
            .map(|f| format!("{} {}", f.place.as_ref().unwrap().line.unwrap(), f.message.ja))
            .collect();
        assert_eq!(
            told,
            [
                "4 時刻 は 24時、午後 のどれかです: 「夕方」",
                "3 開始は日付と時刻で書いてください（例: 2025-08-26T14:00:00）",
                "6 size は 8〜16 で書いてください: 「99」",
                "7 fold は none、half、z のどれかです: 「巻」",
                "11 agenda、markdown は一つの紙面に一つだけ書けます",
                "14 何の紙面かがありません。cover、agenda、contents、members、rules、markdown、table、pdf、paper、form、seats のどれか一つを書いてください",
                "16 order は members の紙面だけに書けます",
                "10 次第の資料「ない」は [[paper]] にありません",
            ]
        );
    }
}
