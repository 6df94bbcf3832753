//! JSON with the line and column of every value. Strict: no comments, no trailing commas.

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{ParseOptions, ParseStringErrorKind, parse_to_ast};

use super::located;
use super::tree::{self, MAX_DEPTH, check_keys};
use crate::finding::{Finding, Message};
use crate::msg;
use crate::place::Place;
use crate::place::SourceFile;
use crate::source::reading::Input;
use crate::source::text::{Cursor, utf8};
use crate::source::{Body, Entry, Node, Value};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a JSON file.
///
/// # Errors
/// M022 when it is not UTF-8, M030 for a syntax error, M032 when it is nested too deeply.
pub fn read(bytes: &[u8], reading: &mut Input) -> Result<Body, Finding> {
    let file = reading.file.clone();
    let text = utf8(bytes, &file)?;
    let mut cursor = Cursor::new(text);
    let parsed = parse_to_ast(text, &Default::default(), &STRICT)
        .map_err(|error| syntax(&error, cursor.place(&file, error.range().start)))?;
    let Some(value) = parsed.value else {
        let what = msg!("ファイルに何も書かれていません", "the file is empty");
        return Err(tree::syntax(Place::text(&file, 1, 1), "JSON", what, None));
    };
    let mut walk = Walk { file: file.clone(), cursor: Cursor::new(text), reading };
    let mut node = walk.node(value, 0)?;
    located::relocate(&mut node);
    if let Some((at, what)) = let_pass(text) {
        return Err(tree::syntax(Cursor::new(text).place(&file, at), "JSON", what, None));
    }
    Ok(Body::Tree(node))
}

/// Finds what jsonc-parser 0.34 lets pass and RFC 8259 does not: control characters in texts, and
/// white space other than four ASCII characters (a full-width space, most of all).
fn let_pass(text: &str) -> Option<(usize, Message)> {
    let (mut inside, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        if inside {
            if c < ' ' {
                let code = u32::from(c);
                let what = msg!(
                    "文字の中に制御文字（U+{code:04X}）があります。改行は \\n と書きます",
                    "a control character (U+{code:04X}) in a text; write a line break as \\n"
                );
                return Some((at, what));
            }
            inside = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if c == '"' {
            inside = true;
        } else if c.is_whitespace() && !matches!(c, ' ' | '\t' | '\n' | '\r') {
            return Some((at, msg!("全角などの空白があります", "a white space that JSON does not know")));
        }
    }
    None
}

struct Walk<'a, 'r> {
    file: SourceFile,
    cursor: Cursor<'a>,
    reading: &'r mut Input,
}

impl Walk<'_, '_> {
    fn node(&mut self, value: ast::Value<'_>, depth: usize) -> Result<Node, Finding> {
        let place = self.cursor.place(&self.file, value.start());
        if depth > MAX_DEPTH {
            return Err(tree::too_deep(place));
        }
        let value = match value {
            ast::Value::NullKeyword(_) => Value::Null,
            ast::Value::BooleanLit(literal) => Value::Bool(literal.value),
            ast::Value::NumberLit(literal) => Value::Number(literal.value.to_owned()),
            ast::Value::StringLit(literal) => tree::text(self.reading, literal.value.into_owned(), &place)?,
            ast::Value::Array(array) => {
                let mut list = Vec::with_capacity(array.elements.len());
                for element in array.elements {
                    list.push(self.node(element, depth.saturating_add(1))?);
                }
                Value::List(list)
            }
            ast::Value::Object(object) => {
                let mut entries = Vec::with_capacity(object.properties.len());
                for property in object.properties {
                    let place = self.cursor.place(&self.file, property.name.start());
                    let key = self.reading.clean(property.name.into_string(), &place);
                    let node = self.node(property.value, depth.saturating_add(1))?;
                    entries.push(Entry { key, place, node });
                }
                check_keys(&entries, self.reading);
                Value::Map(entries)
            }
        };
        Ok(Node { value, place })
    }
}

fn syntax(error: &ParseError, place: Place) -> Finding {
    use ParseErrorKind as Kind;
    let what: Message = match error.kind() {
        Kind::NestingDepthExceeded => return tree::too_deep(place),
        Kind::CommentsNotAllowed | Kind::UnterminatedCommentBlock => {
            msg!("コメントは書けません", "comments are not allowed")
        }
        Kind::TrailingCommasNotAllowed => {
            msg!("最後の要素の後にカンマがあります", "a comma after the last element")
        }
        Kind::ExpectedComma => msg!("要素の間にカンマがありません", "a comma is missing"),
        Kind::ExpectedColonAfterObjectKey => {
            msg!("項目名の後にコロン（:）がありません", "no colon behind the key")
        }
        Kind::ExpectedObjectValue => msg!("項目の値がありません", "the key has no value"),
        Kind::ExpectedStringObjectProperty | Kind::UnexpectedTokenInObject => {
            msg!("項目名は \" で囲んで書きます", "a key is written in double quotes")
        }
        Kind::SingleQuotedStringsNotAllowed => {
            msg!("文字は ' でなく \" で囲みます", "texts stand in double quotes")
        }
        Kind::MultipleRootJsonValues => {
            msg!("データの後に余分なものがあります", "something follows the data")
        }
        Kind::UnterminatedArray => msg!("「[」が閉じていません", "the list is not closed"),
        Kind::UnterminatedObject => msg!("「{{」が閉じていません", "the object is not closed"),
        Kind::String(ParseStringErrorKind::UnterminatedStringLiteral) => {
            msg!("「\"」が閉じていません", "the text is not closed")
        }
        Kind::String(_) => msg!("「\\」の後の書き方が誤りです", "a wrong escape in a text"),
        Kind::ExpectedDigit
        | Kind::ExpectedDigitFollowingNegativeSign
        | Kind::ExpectedPlusMinusOrDigitInNumberLiteral
        | Kind::HexadecimalNumbersNotAllowed
        | Kind::NonFiniteNumbersNotAllowed
        | Kind::BareDecimalPointNumbersNotAllowed
        | Kind::UnaryPlusNumbersNotAllowed => msg!("数の書き方が誤りです", "a wrong number"),
        _ => msg!("ここにあるはずのない文字です", "an unexpected character"),
    };
    tree::syntax(place, "JSON", what, None)
}
