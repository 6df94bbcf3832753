//! The page to begin with: projects that were opened, folders to open, projects to make; and the ways there and back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::reply::{Json, Refusal, Reply, aside};
use super::server::Server;
use super::stay::{Sitting, Stay};
use super::{body, folders, home, scratch, seat};
use crate::faces::new;
use crate::finding::Finding;
use crate::msg;
use crate::place::shown;
use crate::project;
use crate::words::windows_name;

/// What is asked.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Asked {
    folder: String,
    name: String,
    empty: bool,
    files: Vec<u64>,
}

/// What the page to begin with shows.
pub fn shown_first() -> Value {
    let recent = home::recent().into_iter().map(|folder| {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        json!({ "name": name, "path": shown(&folder) })
    });
    json!({ "start": { "recent": recent.collect::<Vec<_>>() }, "faults": [], "ready": false })
}

/// Files that were put onto the program and are not taken in yet.
pub fn brought(server: &Server) -> Vec<Value> {
    server.desk.dropped.brought().into_iter().map(|(id, name)| json!({ "id": id, "name": name })).collect()
}

/// Only here: names of folders are told to nobody who has a project open.
fn starting(server: &Server) -> Result<(), Refusal> {
    if server.start { Ok(()) } else { Err(Refusal::missing("/")) }
}

/// The folders in a folder.
pub async fn list(State(server): State<Arc<Server>>, Query(asked): Query<Asked>) -> Reply {
    starting(&server)?;
    aside(move || Json(folders::folders(&asked.folder))).await
}

/// Opens a project.
pub async fn open(State(server): State<Arc<Server>>, body: Body) -> Reply {
    starting(&server)?;
    let asked: Asked = body::words(body).await?;
    aside(move || {
        let typed = asked.folder.trim().trim_matches('"');
        let folder = Path::new(typed);
        // who copies a path often copies that of the file
        let folder = folder.parent().filter(|_| folder.ends_with(project::FILE)).unwrap_or(folder);
        if !folder.is_absolute() || !folder.join(project::FILE).is_file() {
            return Err(no_project(typed).into());
        }
        go(&server, Stay::at(folder, server.desk.dropped.paths()))
    })
    .await?
}

/// Makes a project and opens it.
pub async fn make(State(server): State<Arc<Server>>, body: Body) -> Reply {
    starting(&server)?;
    let asked: Asked = body::words(body).await?;
    aside(move || {
        let (above, name) = (Path::new(asked.folder.trim()), asked.name.trim());
        let parts = name.contains(['/', '\\']) || matches!(name, "" | "." | "..");
        if parts || windows_name(name) != name {
            return Err(no_name(name).into());
        }
        if !above.is_absolute() || !above.is_dir() {
            return Err(no_folder(&asked.folder).into());
        }
        let folder = above.join(name);
        new::check_free(&folder)?;
        if asked.empty {
            new::empty(&folder)?
        } else {
            new::sample(&folder).map(drop)?
        }
        go(&server, Stay::at(&folder, server.desk.dropped.paths()))
    })
    .await?
}

/// Leaves the project for the page to begin with.
pub async fn leave(State(server): State<Arc<Server>>) -> Reply {
    let task = server.desk.state().task.as_ref().map(|task| task.what);
    match task {
        Some(what) => Err(Refusal::busy(what)),
        None => go(&server, Stay::start(Vec::new())),
    }
}

/// Shows files that were put onto the program as papers.
pub async fn look(State(server): State<Arc<Server>>, body: Body) -> Reply {
    let asked: Asked = body::words(body).await?;
    let task = server.desk.state().task.as_ref().map(|task| task.what);
    if let Some(what) = task {
        return Err(Refusal::busy(what));
    }
    aside(move || {
        let made = scratch::made_of(&server.desk.dropped.files(&asked.files))?;
        go(&server, Stay::scratch(made))
    })
    .await?
}

/// Files that were put onto the program when it ran already. Only another run of it says so.
pub async fn bring(State(server): State<Arc<Server>>, headers: HeaderMap, body: Body) -> Reply {
    #[derive(Deserialize)]
    struct Brought {
        files: Vec<PathBuf>,
    }
    if !headers.contains_key(seat::KEY_HEADER) {
        return Err(Refusal::wrong());
    }
    let Brought { files } = body::words(body).await?;
    let there: Vec<PathBuf> = files.into_iter().filter(|path| path.is_absolute() && path.exists()).collect();
    server.desk.dropped.bring(there);
    server.desk.changed();
    Ok(Json(json!({ "brought": brought(&server) })))
}

/// What was brought is seen to.
pub async fn set_aside(State(server): State<Arc<Server>>) -> Reply {
    server.desk.dropped.clear();
    server.desk.changed();
    Ok(Json(json!({ "brought": [] })))
}

/// Shows something else here, or where it is shown already.
fn go(server: &Server, sitting: Sitting) -> Reply {
    match sitting {
        Sitting::Here(stay) => {
            server.go_on(stay);
            Ok(Json(json!({ "opened": true })))
        }
        Sitting::There(address) => Ok(Json(json!({ "address": address }))),
    }
}

/// `M605`
fn no_project(folder: &str) -> Finding {
    let message = msg!(
        "「{folder}」は matome のプロジェクトではありません（matome.toml がありません）",
        "\"{folder}\" is no project of matome: there is no matome.toml"
    );
    Finding::error("M605", message).hint(msg!(
        "matome.toml のあるフォルダーを選ぶか、下の「新しく作る」で作ってください",
        "choose a folder with matome.toml, or make a project"
    ))
}

/// `M605`
fn no_folder(folder: &str) -> Finding {
    let message = msg!("フォルダー「{folder}」がありません", "there is no folder \"{folder}\"");
    Finding::error("M605", message).hint(msg!("一覧から選んでください", "choose one from the list"))
}

/// `M606`
fn no_name(name: &str) -> Finding {
    let message = msg!("「{name}」はフォルダーの名前にできません", "\"{name}\" cannot be the name of a folder");
    Finding::error("M606", message).hint(msg!(
        "\\ / : * ? \" < > | を使わない名前にしてください（例: 令和8年度）",
        "a name without \\ / : * ? \" < > |"
    ))
}
