use super::*;

#[track_caller]
fn shows(value: f64, code: &str, text: &str) {
    let parsed = FormatCode::parse(code).unwrap_or_else(|| panic!("unsupported: {code}"));
    assert_eq!(number_text(value, &parsed, false).as_deref(), Some(text), "{value} {code}");
}

#[test]
fn general_shows_eleven_characters() {
    for (value, text) in [
        (12.7, "12.7"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1E+20"),
        (1_234_567.0, "1234567"),
        (-0.0, "0"),
        (99_999_999_999.0, "99999999999"),
        (123_456_789_012.0, "1.23457E+11"),
        (99_999_999_999.6, "1E+11"),
        (1.0 / 3.0, "0.333333333"),
        (-1.0 / 3.0, "-0.333333333"),
        (123_456.789_012_345, "123456.789"),
        (12_345_678.9, "12345678.9"),
        (0.000_123_456_789, "0.000123457"),
        (0.00001, "0.00001"),
        (0.000_012_345_678, "1.23457E-05"),
        (1e-10, "1E-10"),
        (5e-324, "4.94066E-324"),
        (f64::MAX, "1.79769E+308"),
    ] {
        assert_eq!(general(value), text);
    }
}

#[test]
fn decimals_round_half_up_on_the_decimal_value() {
    shows(1.005, "0.00", "1.01");
    shows(0.285, "0.00", "0.29");
    shows(1.15, "0.0", "1.2");
    shows(2.5, "0", "3");
    shows(0.125, "0%", "13%");
    shows(0.127, "0.0%", "12.7%");
    shows(0.57, "0.0%", "57.0%");
    shows(99.95, "0.0", "100.0");
    shows(0.4, "0", "0");
    shows(0.0004, "0.00", "0.00");
}

/// As LibreOffice, SSF and numfmt show it; Excel before 2010 kept the minus.
#[test]
fn what_rounds_to_nothing_has_no_minus() {
    shows(-0.001, "0.0", "0.0");
    shows(-0.4, "#,##0\"円\"", "0円");
    shows(-499.0, "#,##0,", "0");
    shows(-0.004, "0%", "0%");
    shows(-0.6, "0", "-1");
    // a section of its own says so in its own words
    shows(-0.4, "0;-0", "-0");
    shows(-0.4, "#,##0;\"▲\"#,##0", "▲0");
}

#[test]
fn thousands_literals_and_signs() {
    shows(1_234_567.0, "#,##0", "1,234,567");
    shows(999_999.5, "#,##0", "1,000,000");
    shows(12.0, "#,##0", "12");
    shows(7.0, "0,000", "0,007");
    shows(1_234_567.0, "#,##0,", "1,235");
    shows(1_234_567.0, "#,##0,.0\"千\"", "1,234.6千");
    shows(1_234_567.0, "0,.00", "1234.57");
    shows(1_234_567.0, "0,,.0", "1.2");
    shows(1_234_567.0, "0.0,", "1234.6");
    shows(-1234.0, "#,##0", "-1,234");
    shows(-1234.0, "#,##0;[Red]-#,##0", "-1,234");
    shows(-3.0, "#,##0;\"△ \"#,##0", "△ 3");
    shows(-3.0, "#,##0;△#,##0", "△3");
    shows(0.0, "#,##0;-#,##0;\"－\"", "－");
    shows(1234.0, builtin(41), "1,234");
    shows(0.0, builtin(41), "-");
    shows(0.0, builtin(43), "-");
    shows(-5.0, builtin(6), "¥-5");
    shows(3.0, "[$¥-411]#,##0", "¥3");
    shows(3.0, "#,##0千円", "3千円");
    shows(3.0, "0\"人\"", "3人");
    shows(5.0, "\"第\"0\"回\"", "第5回");
    shows(3.0, "General\"人\"", "3人");
    shows(-3.0, "G/標準\"人\"", "-3人");
    shows(12.0, "000", "012");
    shows(1_234_567.0, "000-0000", "123-4567");
    shows(0.0, "#,###", "");
    shows(0.5, "#.##", ".5");
    shows(12.5, ".00", "12.50");
    shows(1234.0, "#,##0.###", "1,234.");
    shows(12.0, "@", "12");
    // what is for texts leaves numbers alone
    shows(-12.0, "@\"様\"", "-12");
    shows(12.5, "0@", "12.5");
    shows(-3.0, "0;@", "-3");
    shows(7.0, "@@", "7");
    shows(5.0, "0.#0", "5.0");
    shows(5.0, "0.#", "5.");
    shows(12_345.0, "0\\.0,\"万\"", "1.2万");
    shows(5.0, "0x", "5x");
    shows(-5.0, "\"休\"", "-休");
    shows(1e15, "#,##0", "1,000,000,000,000,000");
}

#[test]
fn scientific_and_conditions() {
    shows(12345.678, "0.00E+00", "1.23E+04");
    shows(9.999, "0.00E+00", "1.00E+01");
    shows(0.0012, "0.0E-0", "1.2E-3");
    shows(12345.0, "##0.0E+0", "12.3E+3");
    shows(0.0, "0.00E+00", "0.00E+00");
    shows(25.0, "[>=10]0\"以上\";0\"未満\"", "25以上");
    shows(5.0, "[>=10]0\"以上\";0\"未満\"", "5未満");
    shows(-5.0, "[<0]\"△\"0;0", "△5");
    shows(-11.0, "[<-10]0\"減\"", "-11減");
    shows(3.5, "[<-10]0\"減\"", "3.5");
    shows(3.5, "[<-10]0\"減\";@", "3.5");
}

/// As Excel shows them: snoopyjc/ssf, tests/ssf78.tsv and tests/test_js_issues.py.
#[test]
fn sections_without_a_condition_stand_for_what_is_left() {
    let limits = [5.0, 4.0, 3.0, 2.0, 1.0, 0.0, -1.0, -2.0, -3.0, -4.0, -5.0];
    for limit in limits {
        for value in (-5..=6).map(f64::from) {
            let taken = value >= limit;
            let two = match taken {
                true => format!("{value}"),
                false if limit <= 0.0 => format!("{:02}", -value),
                false if value < 0.0 => format!("-{:02}", -value),
                false => format!("{value:02}"),
            };
            shows(value, &format!("[>={limit}]0;00"), &two);
            let three = match taken {
                true => format!("{value}"),
                false if value < 0.0 => format!("{:02}", -value),
                false => format!("{value:03}"),
            };
            shows(value, &format!("[>={limit}]0;00;000"), &three);
            shows(value, &format!("[>={limit}]0;00;000;@"), &three);
        }
    }
    for (value, shown) in [(10.0, "10"), (0.0, "〇0"), (-10.0, "-〇10")] {
        shows(value, "0;[>=-10]\"〇\"0", shown);
    }
    assert_eq!(number_text(-10.0, &FormatCode::parse("0;[>=0]0").unwrap(), false), None, "####");
    shows(-20.0, "[>=-10]0;0\"低\"", "20低");
    shows(-5.0, "[>=-10]0;0\"低\"", "-5");
    shows(-12.3, "[=0]?;#,##0.00", "-12.30");
    shows(-25.0, "[<=-25]General;[>=25]General;General", "25");
}

#[test]
fn fractions() {
    // without blanks at the edges; π as Excel shows it
    for (code, shown) in [
        ("# ?/?", ["0", "1/2", "1 1/2", "2", "1/3", "3 1/7", "-1 1/4", "1"]),
        ("# ??/??", ["0", "1/2", "1  1/2", "2", "1/3", "3  1/7", "-1  1/4", "1"]),
        ("?/?", ["0/1", "1/2", "3/2", "2/1", "1/3", "22/7", "-5/4", "1/1"]),
        ("# ?/8", ["0", "4/8", "1 4/8", "2", "3/8", "3 1/8", "-1 2/8", "1"]),
        ("0/10", ["0/10", "5/10", "15/10", "20/10", "3/10", "31/10", "-13/10", "10/10"]),
        ("0 0/0", ["0 0/1", "0 1/2", "1 1/2", "2 0/1", "0 1/3", "3 1/7", "-1 1/4", "1 0/1"]),
        ("# ? / ?", ["0", "1 / 2", "1 1 / 2", "2", "1 / 3", "3 1 / 7", "-1 1 / 4", "1"]),
        ("0\"と\"?/?", ["0", "0と1/2", "1と1/2", "2", "0と1/3", "3と1/7", "-1と1/4", "1"]),
        ("0 ?/?", ["0", "0 1/2", "1 1/2", "2", "0 1/3", "3 1/7", "-1 1/4", "1"]),
        ("00/00", ["00/01", "01/02", "03/02", "02/01", "01/03", "22/07", "-05/04", "01/01"]),
        ("# ?/10\"割\"", ["0     割", "5/10割", "1 5/10割", "2     割", "3/10割", "3 1/10割", "-1 3/10割", "1     割"]),
    ] {
        let values = [0.0, 0.5, 1.5, 2.0, 0.333_333_3, std::f64::consts::PI, -1.25, 0.999];
        values.iter().zip(shown).for_each(|(value, shown)| shows(*value, code, shown));
    }
    shows(1e20, "# ?/?", "1E+20");
    shows(0.123_251_512_342_345, "# ?/?????????", "480894/3901729");
    shows(123_456_789_012_345.5, "?/4294967295", "530242871153739273740423/4294967295");
    shows(7.0, "0/人", "7/人");
}

#[test]
fn japanese_numerals() {
    shows(12345.0, "[DBNum1]General\"部\"", "一万二千三百四十五部");
    shows(2024.0, "[DBNum3]0\"年度\"", "２０２４年度");
    shows(2024.0, "[DBNum1]0", "二〇二四");
    shows(2010.0, "[DBNum2][$-411]0", "弐〇壱〇");
    shows(12345.0, "[DBNum1]#,##0", "一二,三四五");
    shows(-12.5, "[DBNum3]0.0", "-１２.５");
    shows(12.0, "[DBNum4]General", "12");
    shows(44377.0, "[DBNum3][$-411]ggge\"年\"m\"月\"d\"日\"", "令和３年６月３０日");
    shows(44377.0, "[DBNum1][$-411]ggge\"年\"m\"月\"d\"日\"", "令和三年六月三十日");
    shows(44561.0, "[DBNum1]yyyy\"年\"m\"月\"d\"日\"", "二〇二一年十二月三十一日");
    shows(0.5625, "[DBNum1]h\"時\"mm\"分\"", "十三時三十分");
}

#[test]
fn an_empty_section_hides_the_number() {
    shows(7.0, ";;;", "");
    shows(-7.0, "#,##0;;", "");
    shows(0.0, "#,##0;-#,##0;", "");
    shows(7.0, "[Red]", "7");
    shows(7.0, "[$-411]", "7");
    shows(7.0, "\"\"", "");
    shows(-7.0, "\"\"", "");
}

#[test]
fn what_excel_shows_as_hashes_is_no_text() {
    let date = FormatCode::parse("yyyy/m/d").expect("supported");
    assert_eq!(number_text(-1.0, &date, false), None);
    assert_eq!(number_text(3e6, &date, false), None);
    assert_eq!(number_text(f64::NAN, &date, false), None);
}

proptest::proptest! {
    #[test]
    fn no_code_panics(code in "[0#?.,%@E+\\-;\\[\\]<>=$\\\\\"_*ymdhsgea/ :人GAPM1-9]{0,24}", value in proptest::num::f64::ANY) {
        if let Some(code) = FormatCode::parse(&code) {
            number_text(value, &code, false);
            number_text(value % 60_000.0, &code, true);
        }
        general(value);
    }
}

fn builtin(id: u32) -> &'static str {
    crate::source::shown::format_code::builtin(id).expect("built in")
}
