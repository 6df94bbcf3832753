//! Words headings and file names with Handlebars: `{{年度 基準 -1}}` → 令和2年度.

use std::sync::LazyLock;

use handlebars::{Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason};
use serde_json::{Map, Value};

use super::era;

static ENGINE: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(handlebars::no_escape);
    engine.register_helper("年度", Box::new(year_helper(era::fiscal_year)));
    engine.register_helper("年", Box::new(year_helper(|y| format!("{}年", era::era_year(y)))));
    engine.register_helper("西暦", Box::new(year_helper(|y| y.to_string())));
    engine.register_helper("丸数字", Box::new(number_helper(circled)));
    engine.register_helper("全角", Box::new(number_helper(full_width)));
    engine
});

/// The values a template may name.
#[derive(Debug, Clone, Default)]
pub struct Words(Map<String, Value>);

impl Words {
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Fills a template in.
    ///
    /// # Errors
    /// What is wrong with the template, in the engine's words.
    pub fn render(&self, template: &str) -> Result<String, String> {
        if !template.contains("{{") {
            return Ok(template.to_owned());
        }
        ENGINE.render_template(template, &self.0).map_err(|error| error.to_string())
    }
}

fn year_helper(word: fn(i32) -> String) -> impl handlebars::HelperDef + Send + Sync {
    number_helper(move |n| word(n as i32))
}

/// A helper that takes a number and optionally a number to add.
fn number_helper(word: impl Fn(i64) -> String + Send + Sync + 'static) -> impl handlebars::HelperDef + Send + Sync {
    move |h: &Helper, _: &Handlebars, _: &Context, _: &mut RenderContext, out: &mut dyn Output| -> HelperResult {
        let number = |i: usize| h.param(i).and_then(|p| p.value().as_i64());
        let Some(first) = number(0) else {
            return Err(RenderErrorReason::ParamTypeMismatchForName("年度", "0".to_owned(), "number".to_owned()).into());
        };
        out.write(&word(first + number(1).unwrap_or(0)))?;
        Ok(())
    }
}

/// ①…⑳, ㉑…㊿, then plain digits.
fn circled(n: i64) -> String {
    let code = match n {
        1..=20 => 0x2460 + n - 1,
        21..=35 => 0x3251 + n - 21,
        36..=50 => 0x32B1 + n - 36,
        _ => return n.to_string(),
    };
    u32::try_from(code).ok().and_then(char::from_u32).map_or_else(|| n.to_string(), String::from)
}

fn full_width(n: i64) -> String {
    n.to_string()
        .chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap_or(c) } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let mut words = Words::default();
        words.set("基準", 2021);
        words.set("回", 2);
        words
    }

    #[test]
    fn words_fiscal_years() {
        let render = |t| words().render(t).unwrap();
        assert_eq!(render("{{年度 基準 -1}}取組み"), "令和2年度取組み");
        assert_eq!(render("{{年度 基準 -2}}"), "令和元年度");
        assert_eq!(render("（{{年 基準 1}}1月照会予定）"), "（令和4年1月照会予定）");
        assert_eq!(render("確認{{丸数字 回}}"), "確認②");
        assert_eq!(render("第{{全角 回}}回"), "第２回");
        assert_eq!(render("{{西暦 基準}}"), "2021");
    }

    #[test]
    fn an_unknown_name_is_an_error() {
        assert!(words().render("{{年度 基礎}}").is_err());
        assert!(words().render("{{年度").is_err());
    }
}
