//! Mistakes in a TOML file: where they are, and the parser's words in Japanese.

/// The TOML parser's commonest messages in Japanese; others as they are.
pub fn translate_toml(detail: &str) -> String {
    let quoted: Vec<&str> = detail.split('`').skip(1).step_by(2).collect();
    let first = quoted.first().unwrap_or(&"");
    if detail.starts_with("unknown field") {
        let known = quoted.get(1..).unwrap_or(&[]).join("、");
        return format!("「{first}」という項目はありません。使える項目: {known}");
    }
    if detail.starts_with("missing field") {
        return format!("「{first}」がありません");
    }
    if detail.starts_with("duplicate key") {
        return "同じ項目が二度書かれています".to_owned();
    }
    if let Some((found, expected)) = detail
        .strip_prefix("invalid type: ")
        .or_else(|| detail.strip_prefix("invalid value: "))
        .and_then(|rest| rest.rsplit_once(", expected "))
        && let Some(words) = wrong_kind(found, expected)
    {
        return words;
    }
    let known = [
        ("key with no value", "項目の後ろに「= 値」がありません"),
        ("invalid unquoted key", "日本語の項目の名は \"…\" で囲み、空白は半角で書いてください"),
        ("missing comma", "値と値の間にコンマ（,）がありません"),
        ("missing key", "「=」の前に項目の名がありません"),
        ("missing value", "「=」の後ろに値がありません"),
        ("unclosed array", "かっこ [ が ] で閉じていません"),
        ("unclosed inline table", "かっこ { が } で閉じていません"),
        ("unclosed table", "かっこ [ が ] で閉じていません"),
        ("invalid basic string", "文字列は \"…\" で囲んで、閉じてください"),
        ("invalid literal string", "文字列は '…' で囲んで、閉じてください"),
        ("string values must be quoted", "文字列は \"…\" で囲んでください"),
        ("unexpected key or value", "一行に項目は一つです。前の値の書き方を確かめてください"),
        ("invalid boolean", "true か false を小文字で書いてください"),
        ("unexpected leading zero", "数は 0 で始められません"),
        ("unquoted keys cannot be empty", "「=」の前に項目の名がありません"),
        ("extra `=`", "「=」が余計です"),
        ("invalid escape", "\"…\" の中の \\ は \\\\ と書いてください"),
    ];
    let words = known.iter().find(|(start, _)| detail.starts_with(start)).map_or(detail, |(_, words)| words);
    format!("TOML の書き方の誤りです（{words}）")
}

/// `string "12"` where `f64` was expected.
fn wrong_kind(found: &str, expected: &str) -> Option<String> {
    let (kind, value) = found.split_once(' ').map_or((found, None), |(kind, value)| (kind, Some(value)));
    let (kind, value) = match (kind, value) {
        ("floating", Some(value)) => ("小数", value.strip_prefix("point ")),
        ("string", value) => ("文字列", value),
        ("integer", value) => ("数", value),
        ("boolean", value) => ("true・false ", value),
        ("sequence", _) => ("並び [ … ] ", None),
        ("map", _) => ("組 { … } ", None),
        _ => return None,
    };
    let value = value.map(|v| v.trim_matches(['`', '"'])).map(|v| format!(": 「{v}」")).unwrap_or_default();
    if (found, expected) == ("map", "a sequence") {
        return Some("[…] でなく [[…]] と、二重のかっこで書いてください".to_owned());
    }
    let whole = matches!(expected, "u8" | "u16" | "u32" | "u64" | "usize");
    let want = match expected {
        "f32" | "f64" => "数",
        _ if whole => " 0 以上の整数",
        "i32" | "i64" | "i128" => "整数",
        "a string" => "文字列 \"…\" ",
        "a boolean" => " true か false ",
        "a sequence" => "並び [ … ] ",
        "a map" => "組 { … } ",
        _ if expected.starts_with("struct ") => "組 { … } ",
        _ => return None,
    };
    // the number is of the right kind, but not in the range
    if kind == "数" && want.ends_with("数") && !value.contains('.') {
        return Some(format!("{}で、大きすぎない値を書いてください{value}", want.trim_start()));
    }
    Some(format!("{kind}でなく{want}で書いてください{value}"))
}

#[cfg(test)]
mod tests {
    use super::translate_toml;

    #[test]
    fn wrong_kinds_are_told_in_japanese() {
        let words = |detail| translate_toml(detail);
        assert_eq!(words("invalid type: string \"12\", expected f64"), "文字列でなく数で書いてください: 「12」");
        assert_eq!(
            words("invalid type: integer `7`, expected a string"),
            "数でなく文字列 \"…\" で書いてください: 「7」"
        );
        assert_eq!(
            words("invalid type: string \"yes\", expected a boolean"),
            "文字列でなく true か false で書いてください: 「yes」"
        );
        assert_eq!(
            words("invalid type: string \"質問\", expected a sequence"),
            "文字列でなく並び [ … ] で書いてください: 「質問」"
        );
        assert_eq!(words("invalid type: map, expected a string"), "組 { … } でなく文字列 \"…\" で書いてください");
        assert_eq!(
            words("invalid value: integer `-1`, expected u32"),
            "0 以上の整数で、大きすぎない値を書いてください: 「-1」"
        );
        assert_eq!(
            words("key with no value, expected `=`"),
            "TOML の書き方の誤りです（項目の後ろに「= 値」がありません）"
        );
    }
}
