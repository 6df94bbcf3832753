//! Words headings and file names with Handlebars: `{{年度 基準 -1}}` → 令和2年度.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderError, RenderErrorReason, Renderable,
    Template,
};
use serde_json::{Map, Value};

use super::era;
use super::fold::full_width;
use crate::finding::Message;
use crate::msg;

static ENGINE: LazyLock<Handlebars<'static>> = LazyLock::new(|| {
    let mut engine = Handlebars::new();
    engine.set_strict_mode(true);
    engine.register_escape_fn(handlebars::no_escape);
    engine.register_helper("年度", Box::new(year_helper(era::fiscal_year)));
    engine.register_helper("年", Box::new(year_helper(|y| format!("{}年", era::era_year(y)))));
    engine.register_helper("西暦", Box::new(year_helper(|y| y.to_string())));
    engine.register_helper("丸数字", Box::new(number_helper(|n| Ok(circled(n)))));
    engine.register_helper("全角", Box::new(number_helper(|n| Ok(n.to_string().chars().map(full_width).collect()))));
    engine
});

/// The values a template may name.
#[derive(Debug, Clone, Default)]
pub struct Words {
    named: Map<String, Value>,
    /// As the engine takes them.
    values: OnceLock<Context>,
}

impl Words {
    /// Gives a name a value.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.named.insert(name.to_owned(), value.into());
        self.values = OnceLock::new();
    }

    /// Fills a template in.
    ///
    /// # Errors
    /// What is wrong with the template.
    pub fn render(&self, template: &str) -> Result<String, Message> {
        if !template.contains("{{") {
            return Ok(template.to_owned());
        }
        let fault = |error: RenderError| self.fault(error.reason());
        let compiled = match known(template) {
            Some(known) => known,
            None => {
                check(template)?;
                compile(template).map_err(fault)?
            }
        };
        let values = self.values.get_or_init(|| Context::from(Value::Object(self.named.clone())));
        compiled.renders(&ENGINE, values, &mut RenderContext::new(None)).map_err(fault)
    }

    /// The engine's reason in our words.
    fn fault(&self, reason: &RenderErrorReason) -> Message {
        let unknown = |name: &str| {
            let known: Vec<&str> = self.named.keys().map(String::as_str).collect();
            let (ja, en) = (known.join("、"), known.join(", "));
            msg!("「{name}」という名前はありません（あるのは {ja}）", "there is no name \"{name}\" (there are {en})")
        };
        match reason {
            RenderErrorReason::NestedError(error) => match error.downcast_ref::<Fault>() {
                Some(Fault::Unknown(name)) => unknown(name),
                Some(Fault::Told(message)) => message.clone(),
                None => msg!("差し込み {{{{…}}}} の書き方を確かめてください", "{error}"),
            },
            RenderErrorReason::MissingVariable(Some(name)) if self.named.contains_key(name) => {
                msg!("「{name}」はここでは使えません", "\"{name}\" cannot be used here")
            }
            RenderErrorReason::MissingVariable(Some(name)) => unknown(name),
            RenderErrorReason::HelperNotFound(name) => msg!(
                "「{name}」という差し込みはありません。年度・年・西暦・丸数字・全角 から選んでください",
                "there is no \"{name}\": choose from 年度, 年, 西暦, 丸数字, 全角"
            ),
            RenderErrorReason::TemplateError(_) => msg!(
                "{{{{ と }}}} の書き方を確かめてください（例: {{{{年度 基準}}}}）",
                "mend what stands between {{{{ and }}}} (such as {{{{年度 基準}}}})"
            ),
            other => msg!(
                "差し込み {{{{…}}}} の書き方を確かめてください（例: {{{{年度 基準}}}}）",
                "mend what stands between {{{{ and }}}}: {other}"
            ),
        }
    }
}

/// Templates that are kept compiled. A form has some tens of them, and words each for every year that may be meant.
const KEPT: usize = 512;

static KNOWN: LazyLock<RwLock<HashMap<String, Arc<Template>>>> = LazyLock::new(RwLock::default);

/// A template that was compiled before.
fn known(template: &str) -> Option<Arc<Template>> {
    KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(template).cloned()
}

/// Compiles a template that was checked.
fn compile(template: &str) -> Result<Arc<Template>, RenderError> {
    let compiled = Arc::new(Template::compile(template).map_err(RenderError::from)?);
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= KEPT {
        known.clear();
    }
    known.insert(template.to_owned(), Arc::clone(&compiled));
    Ok(compiled)
}

/// Characters of a template. The longest heading of the official forms has 60.
const LONGEST: usize = 10_000;

/// Lets through names and helpers alone: partials call each other without end, blocks nest without bound.
fn check(template: &str) -> Result<(), Message> {
    let length = template.chars().count();
    if length > LONGEST {
        return Err(msg!(
            "{length} 字あります。{LONGEST} 字までで書いてください",
            "it has {length} characters, more than {LONGEST}"
        ));
    }
    let inside = template.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap_or(rest));
    for inside in inside.filter(|inside| !inside.starts_with('!')) {
        if let Some(c) = inside.chars().find(|c| "#>^*&/(){|".contains(*c)) {
            return Err(msg!(
                "差し込みに「{c}」は使えません（使えるのは {{{{名前}}}} と {{{{年度 基準 -1}}}} のような書き方）",
                "\"{c}\" cannot stand between {{{{ and }}}}: write {{{{name}}}} or {{{{年度 基準 -1}}}}"
            ));
        }
    }
    Ok(())
}

/// What a helper refuses.
#[derive(Debug)]
enum Fault {
    /// A name that is not among the values.
    Unknown(String),
    Told(Message),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown(name) => f.write_str(name),
            Self::Told(message) => f.write_str(&message.en),
        }
    }
}

impl std::error::Error for Fault {}

fn year_helper(word: fn(i32) -> String) -> impl handlebars::HelperDef + Send + Sync {
    number_helper(move |n| {
        let (first, last) = (era::KNOWN.start(), era::KNOWN.end());
        let year = i32::try_from(n).ok().filter(|_| era::KNOWN.contains(&n));
        year.map(word)
            .ok_or_else(|| msg!("{n} 年は {first}〜{last} 年の外です", "the year {n} is not from {first} to {last}"))
    })
}

/// A helper that takes a number and optionally a number to add.
fn number_helper(
    word: impl Fn(i64) -> Result<String, Message> + Send + Sync + 'static,
) -> impl handlebars::HelperDef + Send + Sync {
    move |h: &Helper, _: &Handlebars, _: &Context, _: &mut RenderContext, out: &mut dyn Output| -> HelperResult {
        let refuse = |fault: Fault| RenderErrorReason::NestedError(Box::new(fault));
        let told = |message| refuse(Fault::Told(message));
        let number = |i: usize| -> Result<Option<i64>, RenderErrorReason> {
            let Some(param) = h.param(i) else { return Ok(None) };
            match (param.value().as_i64(), param.relative_path()) {
                (Some(n), _) => Ok(Some(n)),
                (None, Some(name)) if param.is_value_missing() => Err(refuse(Fault::Unknown(name.clone()))),
                (None, _) => {
                    let text = param.value().to_string();
                    Err(told(msg!("「{text}」は数ではありません", "\"{text}\" is no number")))
                }
            }
        };
        let helper = h.name();
        let first = number(0)?.ok_or_else(|| {
            told(msg!(
                "{{{{{helper}}}}} に数がありません（例: {{{{{helper} 基準}}}}）",
                "{{{{{helper}}}}} lacks a number (such as {{{{{helper} 基準}}}})"
            ))
        })?;
        let sum = first.saturating_add(number(1)?.unwrap_or(0));
        out.write(&word(sum).map_err(told)?)?;
        Ok(())
    }
}

/// ①…⑳, ㉑…㊿, then plain digits.
fn circled(n: i64) -> String {
    let mut circles = ('①'..='⑳').chain('㉑'..='㉟').chain('㊱'..='㊿').zip(1..);
    circles.find(|(_, number)| *number == n).map_or_else(|| n.to_string(), |(circle, _)| circle.to_string())
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
        let told = |t| words().render(t).unwrap_err().ja;
        assert_eq!(told("{{年度 基礎}}"), "「基礎」という名前はありません（あるのは 基準、回）");
        assert_eq!(told("{{年度 基準 99999999999}}"), "100000002020 年は 1868〜2200 年の外です");
        assert!(told("{{nendo 基準}}").starts_with("「nendo」という差し込みはありません"));
        for template in ["{{年度", "{{#if 基準}}x", "{{年度}}", "{{#each 基準}}{{this}}{{/each}}", "{{年度 \"x\"}}"]
        {
            let words = told(template);
            assert!(!words.contains("line 1") && !words.contains("rror"), "{words}");
        }
    }

    /// Each of these ended the process or never ended.
    #[test]
    fn only_names_and_helpers_are_taken() {
        let told = |t: &str| words().render(t).unwrap_err().ja;
        assert!(told("{{#*inline \"a\"}}{{> a}}{{> a}}{{/inline}}{{> a}}").starts_with("差し込みに「#」は使えません"));
        assert!(told(&"{{#if 基準}}".repeat(800)).starts_with("差し込みに「#」"));
        assert!(told("{{> 見出し}}").starts_with("差し込みに「>」"));
        assert!(told("{{{基準}}}").starts_with("差し込みに「{」"));
        assert!(told(&format!("{{{{年度 {}", "(年度 ".repeat(1500))).starts_with("差し込みに「(」"));
        assert_eq!(told(&"{{回}}".repeat(2001)), "10005 字あります。10000 字までで書いてください");
        assert_eq!(words().render(&"{{回}}".repeat(2000)).unwrap().len(), 2000);
        assert_eq!(words().render("{{! 注 #1 }}{{回}}").unwrap(), "2");
    }
}
