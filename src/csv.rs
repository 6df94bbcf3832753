//! CSV as others' programs read it: RFC 4180 with CRLF, UTF-8 with BOM so that Excel opens it, one row of headings
//! (総務省 統計表における機械判読可能なデータの表記方法の統一ルール). The reader is `source::data::csv`.

/// An empty table.
pub(crate) fn csv() -> String {
    String::from('\u{FEFF}')
}

/// Puts a row behind others. Cells with a comma, a quotation mark, a line end or a blank at an end stand in quotation
/// marks. Nothing is added to a cell, whatever it begins with: it is data, and is read back as it was.
pub(crate) fn push_row<'a>(out: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (n, cell) in cells.into_iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        let blank = cell.starts_with(char::is_whitespace) || cell.ends_with(char::is_whitespace);
        if blank || cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

/// Whether Excel would reckon a cell that it opens from CSV: what begins with a sign of a formula and is no number.
pub(crate) fn is_reckoned(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@']) && cell.len() > 1 && cell.replace(',', "").parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_what_they_are() {
        let mut out = csv();
        push_row(&mut out, ["番号", "事業, \"声\"", "一\n二", "=1+1", " 前"]);
        assert_eq!(out, "\u{FEFF}番号,\"事業, \"\"声\"\"\",\"一\n二\",=1+1,\" 前\"\r\n");
    }

    #[test]
    fn formulas_are_told_from_numbers() {
        for formula in ["=1+1", "@SUM(A1)", "+見守り", "-見守り", "=HYPERLINK(\"https://example.jp\")"] {
            assert!(is_reckoned(formula), "{formula}");
        }
        for data in ["-5", "+1,200", "－見守り", "-", "・見守り", ""] {
            assert!(!is_reckoned(data), "{data}");
        }
    }
}
