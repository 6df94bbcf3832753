//! Turns the corpus' packet into what a secretariat would have.

use std::path::Path;

use serde_json::Value;

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

pub fn regulation(ordinance: &Value) -> String {
    let mut out = format!(
        "{}\n{}\n{}\n{}\n",
        text(&ordinance["title"]),
        text(&ordinance["date"]),
        text(&ordinance["notice"]),
        text(&ordinance["amended"])
    );
    for article in list(&ordinance["articles"]) {
        out.push_str(&format!("（{}）\n", text(&article["caption"])));
        for paragraph in list(&article["paragraphs"]) {
            let first = paragraph["no"] == 1;
            let number = if first { text(&article["no"]).to_owned() } else { paragraph["no"].to_string() };
            out.push_str(&format!("{number}　{}\n", text(&paragraph["text"])));
            for item in list(&paragraph["items"]) {
                out.push_str(&format!("{} {}\n", text(&item["no"]), text(&item["text"])));
            }
        }
    }
    out
}

pub fn markdown(paper: &Value) -> String {
    let mut out = format!("# {}\n", text(&paper["title"]));
    for section in list(&paper["sections"]) {
        let level = section["level"].as_u64().unwrap_or(2) as usize;
        out.push_str(&format!("\n{} {}\n", "#".repeat(level), escaped(text(&section["heading"]))));
        for line in list(&section["body"]) {
            out.push('\n');
            if let Some(lead) = line["lead"].as_str() {
                out.push_str(&format!("**{}**\n\n", escaped(lead)));
            }
            let body = line.as_str().unwrap_or_else(|| text(&line["text"]));
            out.push_str(&format!("{}\n", escaped(body)));
        }
    }
    out
}

/// What would be a list to Markdown is a line of text here.
fn escaped(text: &str) -> String {
    let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() < text.len() && number.starts_with(['.', ')']) {
        return text.replacen(['.', ')'], "\\.", 1);
    }
    text.to_owned()
}

pub fn packet(council: &Value, corpus: &Path) -> String {
    let agenda = &council["agenda"];
    let corpus = corpus.canonicalize().unwrap();
    let quoted = |t: &str| format!("\"{}\"", t.replace('\\', "\\\\").replace('"', "\\\""));
    let path = |name: &str| quoted(&corpus.join(name).to_string_lossy());
    let (name, round) = text(&agenda["title"])
        .split_once("一関市")
        .map_or((text(&agenda["title"]).to_owned(), ""), |(round, name)| (format!("一関市{name}"), round.trim()));
    let mut out = format!(
        "file = \"会議資料\"\noutput = [\"meeting\", \"archive\"]\n[meeting]\n\"名称\" = {}\n\"回\" = {}\n\"開始\" = 2023-08-29T14:00:00\n\"終了\" = 16:00:00\n\"場所\" = {}\n[style]\nduplex = true\nfold = \"half\"\n",
        quoted(&name),
        quoted(round),
        quoted(text(&agenda["place"]))
    );
    let items = list(&agenda["items"]).iter();
    let papers = |item: &Value| {
        let known = ["資料No.1", "資料No.2", "参考資料2"];
        let list: Vec<String> =
            list(&item["materials"]).iter().map(text).filter(|m| known.contains(m)).map(quoted).collect();
        list.join(", ")
    };
    for item in items {
        out.push_str(&format!(
            "[[agenda]]\n\"項目\" = {}\n\"資料\" = [{}]\n",
            quoted(text(&item["text"])),
            papers(item)
        ));
        for sub in list(&item["sub"]) {
            out.push_str(&format!(
                "[[agenda.sub]]\n\"項目\" = {}\n\"資料\" = [{}]\n",
                quoted(text(&sub["text"])),
                papers(sub)
            ));
        }
    }
    out.push_str("[[paper]]\nagenda = true\n[[paper]]\ncontents = true\n");
    out.push_str(&format!("[[paper]]\nname = \"名簿\"\nmembers = {}\n", path("members.xlsx")));
    out.push_str("[[paper]]\nrules = \"要綱.txt\"\n");
    out.push_str("[[paper]]\nmarkdown = \"概要.md\"\n\"資料番号\" = \"資料No.1\"\n");
    out.push_str(&format!(
        "[[paper]]\nform = \"matrix\"\ninput = [{}]\n\"資料番号\" = \"資料No.2\"\n",
        path("council_matrix_r5.xlsx")
    ));
    out.push_str("[[paper]]\nmarkdown = \"参考資料2.md\"\n\"資料番号\" = \"参考資料2\"\n");
    out
}

/// Every text, as it is on paper: without the keys of the corpus' own notes.
pub fn texts(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let own = ["materials", "document_no", "datetime", "title", "no", "mark", "other_materials"];
            for (_, value) in map.iter().filter(|(key, _)| !own.contains(&key.as_str())) {
                texts(value, out);
            }
        }
        Value::Array(list) => list.iter().for_each(|v| texts(v, out)),
        Value::String(text) => out.push(text.clone()),
        _ => {}
    }
}
