//! A running page, and a small client that says exactly what it is told to say.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A page that ends with the value.
pub struct Page {
    pub process: Child,
    pub port: u16,
    pub key: String,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

/// Starts the program on a project; `home` is where it remembers its pages.
pub fn command(project: &Path, home: &Path) -> Command {
    let mut command = program(home);
    command.args(["serve", "--no-open", "--project"]).arg(project);
    command
}

/// The program without arguments and without a terminal.
#[expect(clippy::disallowed_methods, reason = "PATH is all that the program is given of the environment")]
pub fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_matome"));
    command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command.env("HOME", home).env("LOCALAPPDATA", home);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// The first line that a program says, up to the address.
pub fn address(process: &mut Child) -> String {
    let mut said = String::new();
    let mut lines = BufReader::new(process.stderr.take().unwrap());
    while !said.contains("http://") {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "no address: {said}");
        said.push_str(&line);
    }
    process.stderr = Some(lines.into_inner());
    said[said.find("http://").unwrap()..].lines().next().unwrap().to_owned()
}

impl Page {
    pub fn open(project: &Path, home: &Path) -> Self {
        Self::begun(command(project, home).spawn().unwrap())
    }

    /// The page of a program that was begun.
    pub fn begun(mut process: Child) -> Self {
        let address = address(&mut process);
        let (host, key) = address.strip_prefix("http://127.0.0.1:").unwrap().split_once("/open/").unwrap();
        Self { process, port: host.parse().unwrap(), key: key.to_owned() }
    }

    /// Says something to it, and hears the answer to its end.
    pub fn say(&self, words: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // one that is refused early closes before it has heard all
        let _ = stream.write_all(words);
        heard(&mut stream)
    }

    /// A request with these headers besides the host.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let port = self.port;
        let mut words = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
        for (name, value) in headers {
            words.push_str(&format!("{name}: {value}\r\n"));
        }
        words.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        self.say(&[words.as_bytes(), body].concat())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("X-Matome-Key", &self.key)], b"")
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        self.ask("POST", path, &[("X-Matome-Key", &self.key)], body.as_bytes())
    }

    /// The project, as soon as it is as it is waited for.
    #[track_caller]
    pub fn project(&self, ready: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let answer = self.get("/api/project");
            // between two projects nobody answers for a moment
            let project = if answer.status == 200 { answer.json() } else { Value::Null };
            if ready(&project) {
                return project;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "{project:#}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// A tab that is open as long as the value.
    pub fn tab(&self) -> TcpStream {
        let (port, key) = (self.port, &self.key);
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let words = format!("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Matome-Key: {key}\r\n\r\n");
        stream.write_all(words.as_bytes()).unwrap();
        let mut some = [0; 64];
        assert!(stream.read(&mut some).unwrap() > 0);
        stream
    }

    /// Its exit code, when it has ended.
    #[track_caller]
    pub fn ended(&mut self) -> Option<i32> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status.code();
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "it goes on");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// An answer, to its end.
pub fn heard(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let mut answer = Answer { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_vec() };
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = pieces(&answer.body);
    }
    answer
}

fn pieces(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap().trim(), 16).unwrap();
        out.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = bytes.get(end + 4 + size..).unwrap_or_default();
        if size == 0 {
            break;
        }
    }
    out
}

/// A name in an address.
pub fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// A small project: one paper of the form `progress`, made from CSV.
pub fn project(rows: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let settings = "[project]\n\"計画\" = \"試しの計画\"\n\n[[paper]]\nname = \"掲載事業\"\nform = \"programs\"\ninput = [\"一覧\"]\noutput = [\"pdf\"]\n";
    std::fs::write(dir.path().join("matome.toml"), settings).unwrap();
    std::fs::create_dir(dir.path().join("一覧")).unwrap();
    table(dir.path(), rows);
    dir
}

/// Writes its table.
pub fn table(folder: &Path, rows: &[(&str, &str)]) {
    let mut text = "基本目標,施策,No,事業名,事業概要,担当局等\n".to_owned();
    for (n, (name, about)) in rows.iter().enumerate() {
        text.push_str(&format!("目標１,施策１,{},\"{name}\",\"{about}\",福祉局\n", n + 1));
    }
    std::fs::write(folder.join("一覧/一覧.csv"), text).unwrap();
}
