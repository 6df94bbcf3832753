//! Words clap's refusals in Japanese and tells how to call instead.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, ValueEnum};

use super::args::Cli;
use super::report::{Lang, eprint, lost, print};
use super::{DONE, TROUBLE};
use crate::words::{era, visible, visible_lines};

/// What `--lang` says, for the time before the arguments are parsed.
pub fn told_lang(args: &[OsString]) -> Option<Lang> {
    let args: Vec<&str> = args.iter().map_while(|a| (a != "--").then(|| a.to_str().unwrap_or(""))).collect();
    let after = args.windows(2).filter(|w| w[0] == "--lang").map(|w| w[1]);
    let joined = args.iter().filter_map(|a| a.strip_prefix("--lang="));
    after.chain(joined).find_map(|name| Lang::from_str(name, false).ok())
}

/// `matome help render` is `matome render --help`, as in other programs.
fn help_as_option(args: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    let mut at = 1;
    while let Some(word) = args.get(at).and_then(|a| a.to_str()) {
        match word {
            "help" => {
                args.remove(at);
                args.push("--help".into());
                break;
            }
            "--lang" => at += 2,
            "form" => at += 1,
            _ if word.starts_with("--lang=") => at += 1,
            _ => break,
        }
    }
    args
}

/// Parses the arguments; prints help, version or what is wrong and gives the exit code.
pub fn parse(args: impl IntoIterator<Item = OsString>, lang: Lang) -> Result<Cli, u8> {
    let error = match Cli::try_parse_from(help_as_option(args)) {
        Ok(cli) => return Ok(cli),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print(&error.render().to_string());
            return Err(if lost() { TROUBLE } else { DONE });
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            eprint(&visible_lines(&error.render().to_string()));
            return Err(TROUBLE);
        }
        _ if lang == Lang::En => {
            eprint(&visible_lines(&error.render().to_string()));
            return Err(TROUBLE);
        }
        _ => {}
    }
    eprint(&format!("エラー: {}\n", visible(&word(&error))));
    if let Some(near) =
        nearest(&error, ContextKind::SuggestedArg).or_else(|| nearest(&error, ContextKind::SuggestedSubcommand))
    {
        eprint(&format!("  直し方: 「{near}」の間違いではありませんか\n"));
    }
    if let (ErrorKind::ValueValidation, Some(value)) = (error.kind(), text(&error, ContextKind::InvalidValue))
        && text(&error, ContextKind::InvalidArg).is_some_and(|arg| arg.starts_with("--year"))
    {
        let example = match era::years_in(&value).first() {
            Some(year) => format!("{value} は {year}"),
            None => "例: 2024".to_owned(),
        };
        eprint(&format!("  直し方: 西暦 1900〜2100 で書いてください（{example}）\n"));
    }
    eprint("  説明: matome --help\n");
    Err(TROUBLE)
}

fn word(error: &clap::Error) -> String {
    let arg = text(error, ContextKind::InvalidArg).unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => format!("「{arg}」というオプションはありません"),
        ErrorKind::InvalidSubcommand => {
            format!("「{}」というコマンドはありません", text(error, ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("{arg} を指定してください"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} に値がありません"),
        ErrorKind::InvalidValue => {
            let valid = text(error, ContextKind::ValidValue).map(|v| format!("（使える値: {v}）")).unwrap_or_default();
            format!("{arg} の値「{value}」は使えません{valid}")
        }
        ErrorKind::ValueValidation => format!("{arg} の値「{value}」を読めません"),
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("{arg} の値が足りません")
        }
        ErrorKind::TooManyValues => format!("{arg} の値「{value}」は余計です"),
        ErrorKind::ArgumentConflict => {
            let other = text(error, ContextKind::PriorArg).unwrap_or_default();
            format!("{arg} と {other} は一緒に使えません")
        }
        ErrorKind::InvalidUtf8 => "引数に読めない文字があります".to_owned(),
        _ => error.kind().as_str().unwrap_or("引数が正しくありません").to_owned(),
    }
}

/// What was most probably meant: clap has the best one last.
fn nearest(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::Strings(list) => list.last().cloned(),
        _ => text(error, kind),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(list) => Some(list.join("、")),
        ContextValue::StyledStr(text) => Some(text.to_string()),
        _ => None,
    }
}
