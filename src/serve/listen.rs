//! Connections: on this computer alone, not too many, and none that takes its time to say what it wants.

use std::io::Error;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;

use super::api;
use super::server::Server;
use crate::faces::STACK;
use crate::finding::{Finding, Message};
use crate::msg;
use crate::output::reason;
use crate::told::Faults;

/// Connections at one time; a browser takes six a page.
const CONNECTIONS: usize = 64;
/// Within this time a request has said what it wants.
const HEADERS: Duration = Duration::from_secs(10);
/// How often it is seen whether anybody is there still.
const LOOK: Duration = Duration::from_secs(1);
/// Threads for what takes longer: pages are drawn beside one another.
const WORKERS: usize = 4;

/// Takes a port of this computer: the one that is asked for, or else that of the time `before` where it is free, or any.
///
/// # Errors
/// `M600`
pub fn bind(port: Option<u16>, before: Option<u16>) -> Result<TcpListener, Finding> {
    let at = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let again = before.filter(|_| port.is_none()).and_then(|before| at(before).ok());
    let listener = match again {
        Some(listener) => listener,
        None => at(port.unwrap_or(0)).map_err(|error| refused(port, &error))?,
    };
    listener.set_nonblocking(true).map_err(|error| refused(port, &error))?;
    Ok(listener)
}

/// `M600`
pub fn refused(port: Option<u16>, error: &Error) -> Finding {
    let Message { ja, en } = match error.kind() {
        std::io::ErrorKind::AddrInUse => msg!("ほかのプログラムが使っています", "another program has it"),
        _ => reason(error),
    };
    let finding = match port {
        Some(port) => {
            Finding::error("M600", msg!("ポート {port} を使えません: {ja}", "the port {port} cannot be had: {en}"))
        }
        None => Finding::error("M600", msg!("画面を開けません: {ja}", "the page cannot be served: {en}")),
    };
    finding.hint(msg!("--port を付けずに始めると、空いているポートを使います", "without --port a free one is taken"))
}

/// Answers until it is to end.
///
/// # Errors
/// `M600` a system that gives no connections.
pub fn run(server: &Arc<Server>, listener: TcpListener) -> Result<(), Faults> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(WORKERS)
        .thread_stack_size(STACK)
        .build();
    let runtime = runtime.map_err(|error| refused(None, &error))?;
    let ended = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(|error| refused(None, &error))?;
        tokio::spawn(accept(Arc::clone(server), listener));
        tokio::spawn(leave(Arc::clone(server)));
        server.ending.notified().await;
        // the answer to the button is on its way
        tokio::time::sleep(Duration::from_millis(200)).await;
        Ok(())
    });
    // pages that are being drawn are for nobody
    runtime.shutdown_background();
    ended
}

async fn leave(server: Arc<Server>) {
    while !server.is_left() {
        tokio::time::sleep(LOOK).await;
    }
    server.ending.notify_one();
}

async fn accept(server: Arc<Server>, listener: tokio::net::TcpListener) {
    let router = api::router(&server);
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // out of handles for a moment
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // one more than there is room for is closed at once
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else { continue };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(64 << 10);
            // a client that went away is no fault
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
            drop(place);
        });
    }
}
