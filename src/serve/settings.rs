//! The settings of the project as forms: they are read, changed and checked as files, and written whole or not at all.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::Desk;
use super::edit::{Change, changed, field_at, told};
use super::reply::{Json, Refusal, Reply, aside};
use super::server::Server;
use super::{body, told as shown};
use crate::digest::sha256;
use crate::faces::settings::{check, unknown as settings_unknown};
use crate::finding::{Finding, Message};
use crate::form::TomlFile;
use crate::input;
use crate::limits::Limits;
use crate::msg;
use crate::output::{Output, reason, write_all};
use crate::packet::FILE as PACKET;
use crate::place::{Naming, Place, SourceFile};
use crate::project::FILE as SETTINGS;
use crate::told::Faults;
use crate::words::era::KNOWN;

const MARK: &str = "\u{FEFF}";

/// What is to be changed.
#[derive(Deserialize)]
pub struct Asked {
    file: String,
    /// SHA-256 of the file when it was shown.
    stand: String,
    changes: Vec<Change>,
}

/// A settings file as it lies there.
struct Lying {
    path: PathBuf,
    file: SourceFile,
    bytes: Vec<u8>,
    /// Without the mark of UTF-8.
    text: String,
}

impl Lying {
    /// Reads one of the two; `None` where it is not there.
    fn of(desk: &Desk, name: &str) -> Result<Option<Self>, Refusal> {
        let name = [SETTINGS, PACKET].into_iter().find(|known| *known == name);
        let path = desk.folder.join(name.ok_or_else(Refusal::wrong)?);
        if !path.is_file() {
            return Ok(None);
        }
        let file = Naming::below(&desk.folder).file(&path);
        let bytes = input::read(&path, Limits::default().settings_bytes).map_err(|error| {
            let Message { ja, en } = reason(&error);
            let message = msg!("設定のファイルを読めません: {ja}", "cannot read the settings: {en}");
            Finding::error("M080", message).at(Place::file(&file))
        })?;
        let text = String::from_utf8(bytes.clone()).map_err(|_| other_encoding(&file))?;
        let text = text.strip_prefix(MARK).unwrap_or(&text).to_owned();
        Ok(Some(Self { path, file, bytes, text }))
    }

    fn stand(&self) -> String {
        sha256(&self.bytes)
    }

    fn toml(&self) -> TomlFile {
        TomlFile::new(self.file.clone(), &self.text)
    }
}

/// What stands in the settings, and what can be chosen.
pub async fn settings(State(server): State<Arc<Server>>) -> Reply {
    aside(move || {
        let desk = &server.desk;
        let mut files = Vec::new();
        for name in [SETTINGS, PACKET] {
            let Some(lying) = Lying::of(desk, name)? else { continue };
            let faults: Vec<Value> = match told(&lying.text) {
                Some(_) => unknown(desk, &lying)?,
                None => {
                    // what every command says of it
                    let found = lying.toml().settings::<toml::Table>().err().unwrap_or_else(|| not_here(&lying.file));
                    vec![shown::finding(&found)]
                }
            };
            files.push(json!({ "file": name, "stand": lying.stand(), "data": told(&lying.text), "faults": faults }));
        }
        let opened = desk.state().opened.clone();
        let mut out = json!({ "files": files, "forms": [], "years": [] });
        if let Some(opened) = opened {
            let mut years: Vec<String> = Vec::new();
            let forms = opened.engine.templates().form_names().filter_map(|name| {
                let form = opened.engine.form(name).into_parts().0?;
                // the others are numbers of another kind
                let is_year = |year: &i32| KNOWN.contains(&i64::from(*year));
                years.extend(form.years().into_iter().filter(|(_, year)| is_year(year)).map(|(name, _)| name));
                Some(json!({ "name": name, "title": form.title() }))
            });
            out["forms"] = forms.collect();
            years.sort();
            years.dedup();
            out["years"] = json!(years);
        }
        Ok(Json(out))
    })
    .await?
}

/// Writes changes, if what comes of them can be read.
pub async fn change(State(server): State<Arc<Server>>, body: Body) -> Result<Json, Response> {
    let asked: Asked = body::words(body).await.map_err(IntoResponse::into_response)?;
    let done = aside(move || write(&server.desk, &asked)).await.map_err(IntoResponse::into_response)?;
    done.map_err(|refused| match refused {
        Refused::Plain(refusal) => refusal.into_response(),
        Refused::Fields(findings) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "findings": findings }))).into_response()
        }
    })
}

/// Why nothing was written.
enum Refused {
    Plain(Refusal),
    /// Findings with their fields.
    Fields(Vec<Value>),
}

impl<T: Into<Refusal>> From<T> for Refused {
    fn from(refusal: T) -> Self {
        Self::Plain(refusal.into())
    }
}

fn write(desk: &Desk, asked: &Asked) -> Result<Json, Refused> {
    let _one = desk.writing();
    let lying = Lying::of(desk, &asked.file)?.ok_or_else(|| Refusal::missing(&asked.file))?;
    if lying.stand() != asked.stand {
        return Err(changed_since(&lying.file).into());
    }
    let text = changed(&lying.text, &asked.changes).ok_or_else(|| not_here(&lying.file))?;
    let mark = if lying.bytes.starts_with(MARK.as_bytes()) { MARK } else { "" };
    let bytes = format!("{mark}{text}").into_bytes();
    let new = TomlFile::new(lying.file.clone(), &text);
    let naming = Naming::below(&desk.folder);
    let checked = match asked.file.as_str() {
        PACKET => {
            let settings = Lying::of(desk, SETTINGS)?.ok_or_else(|| Refusal::missing(SETTINGS))?;
            check(&desk.folder, &naming, settings.toml(), Some(new))
        }
        _ => check(&desk.folder, &naming, new, None),
    };
    checked.map_err(|faults| Refused::Fields(with_fields(faults, &lying.file, &text)))?;
    // somebody may have saved it meanwhile
    if Lying::of(desk, &asked.file)?.is_none_or(|now| now.bytes != lying.bytes) {
        return Err(changed_since(&lying.file).into());
    }
    if bytes != lying.bytes {
        write_all(&[Output { path: lying.path, bytes: bytes.clone() }])?;
        desk.ring();
    }
    // a packet may name a paper by the name that it had
    let others = match asked.file.as_str() {
        SETTINGS => Lying::of(desk, PACKET)?.map(|lying| unknown(desk, &lying)).transpose()?,
        _ => None,
    };
    Ok(Json(
        json!({ "file": asked.file, "stand": sha256(&bytes), "data": told(&text), "faults": [], "others": others }),
    ))
}

/// What packets of a file name and the project has not, with the fields.
fn unknown(desk: &Desk, lying: &Lying) -> Result<Vec<Value>, Refusal> {
    let Some(settings) = Lying::of(desk, SETTINGS)? else { return Ok(Vec::new()) };
    let found = settings_unknown(&desk.folder, &Naming::below(&desk.folder), settings.toml()).into_iter();
    let here = found.filter(|finding| finding.place.as_ref().is_some_and(|place| place.file == lying.file));
    Ok(with_fields(here.collect::<Vec<_>>().into(), &lying.file, &lying.text))
}

/// Findings, each with the field in which it is.
fn with_fields(faults: Faults, file: &SourceFile, text: &str) -> Vec<Value> {
    let field = |finding: &Finding| {
        let place = finding.place.as_ref().filter(|place| place.file == *file)?;
        Some(field_at(text, place.line?, place.column.unwrap_or(1)))
    };
    faults
        .into_iter()
        .map(|finding| {
            let mut out = shown::finding(&finding);
            out["field"] = json!(field(&finding));
            out
        })
        .collect()
}

/// `M620`
fn changed_since(file: &SourceFile) -> Finding {
    let message = msg!(
        "画面に出したあとで、ファイルが変わっています。書き込んでいません",
        "the file was changed since it was shown; nothing was written"
    );
    Finding::error("M620", message)
        .at(Place::file(file))
        .hint(msg!("「読み直す」を押して、もう一度直してください", "read it anew and change it again"))
}

/// `M621`
fn other_encoding(file: &SourceFile) -> Finding {
    let message = msg!(
        "文字コードが UTF-8 ではないので、画面では直せません",
        "it is not in UTF-8 and cannot be changed on the page"
    );
    Finding::error("M621", message).at(Place::file(file)).hint(msg!(
        "メモ帳で開き、［名前を付けて保存］で文字コードに「UTF-8」を選んで保存し直してください",
        "open it in Notepad and choose the encoding UTF-8 in Save As"
    ))
}

/// `M622`
fn not_here(file: &SourceFile) -> Finding {
    let message = msg!(
        "この書き方の設定は、画面では直せません",
        "settings that are written like this cannot be changed on the page"
    );
    Finding::error("M622", message)
        .at(Place::file(file))
        .hint(msg!("ファイルをメモ帳で開いて直してください", "open the file in an editor"))
}
