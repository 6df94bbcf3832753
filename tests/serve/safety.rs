//! Who is not answered, and what is not reached.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::client::{Page, escaped, heard, project};

fn page() -> (tempfile::TempDir, Page) {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let page = Page::open(dir.path(), dir.path());
    (dir, page)
}

#[test]
fn only_a_browser_with_the_key_is_answered() {
    let (_dir, page) = page();
    let cookie = format!("matome-{}={}", page.port, page.key);
    assert_eq!(page.get("/api/project").status, 200);
    assert_eq!(page.ask("GET", "/api/project", &[("Cookie", &cookie)], b"").status, 200);
    // none, another one, one of another port
    let other = format!("matome-{}={}", page.port.wrapping_add(1), page.key);
    let wrong = format!("matome-{}={}x", page.port, page.key);
    for headers in [&[][..], &[("Cookie", &*other)], &[("Cookie", &*wrong)], &[("X-Matome-Key", "")]] {
        for path in ["/", "/api/project", "/api/events", "/assets/app.js", "/api/file?name=out/x.pdf"] {
            let answer = page.ask("GET", path, headers, b"");
            assert_eq!(answer.status, 403, "{path}");
            assert!(!answer.text().contains("試しの計画"));
        }
    }
    // the way in: a cookie that no script reads and no other site sends
    let entered = page.ask("GET", &format!("/open/{}", page.key), &[], b"");
    assert_eq!((entered.status, entered.header("location")), (303, Some("/")));
    let set = entered.header("set-cookie").unwrap();
    assert!(set.starts_with(&cookie) && set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    assert_eq!(page.ask("GET", "/open/0000", &[], b"").status, 403);
}

#[test]
fn names_that_were_made_to_point_here_are_refused() {
    let (_dir, page) = page();
    let key = &page.key;
    let ask = |host: &str| {
        let words =
            format!("GET /api/project HTTP/1.1\r\nHost: {host}\r\nX-Matome-Key: {key}\r\nConnection: close\r\n\r\n");
        page.say(words.as_bytes()).status
    };
    let port = page.port;
    assert_eq!(ask(&format!("127.0.0.1:{port}")), 200);
    assert_eq!(ask(&format!("localhost:{port}")), 200);
    for host in [format!("evil.example:{port}"), "127.0.0.1".to_owned(), format!("127.0.0.1.evil.example:{port}")] {
        assert_eq!(ask(&host), 421, "{host}");
    }
    // two of them, and a whole address in the request line
    let twice = format!(
        "GET /api/project HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\nX-Matome-Key: {key}\r\nConnection: close\r\n\r\n"
    );
    assert_ne!(page.say(twice.as_bytes()).status, 200);
    let whole = format!(
        "GET http://evil.example/api/project HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Matome-Key: {key}\r\nConnection: close\r\n\r\n"
    );
    assert_eq!(page.say(whole.as_bytes()).status, 421);
}

#[test]
fn other_pages_of_the_browser_are_refused() {
    let (_dir, page) = page();
    let cookie = format!("matome-{}={}", page.port, page.key);
    let own = format!("http://127.0.0.1:{}", page.port);
    let post = |headers: &[(&str, &str)]| {
        let headers: Vec<(&str, &str)> = [("Cookie", &*cookie)].into_iter().chain(headers.iter().copied()).collect();
        page.ask("POST", "/api/collect", &headers, b"{}").status
    };
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1"] {
        assert_eq!(post(&[("Origin", origin)]), 403, "{origin}");
    }
    assert_eq!(post(&[("Origin", &own), ("Sec-Fetch-Site", "cross-site")]), 403);
    assert_eq!(post(&[("Origin", &own), ("Sec-Fetch-Site", "same-site")]), 403);
    // a form of another site says no origin in old browsers
    assert_eq!(post(&[]), 403);
    // ours comes through, to be told that there is no such inquiry
    assert_eq!(post(&[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]), 422);
}

#[test]
fn every_answer_keeps_the_page_to_itself() {
    let (_dir, page) = page();
    for path in ["/", "/assets/app.js", "/api/project", "/nothing"] {
        let answer = page.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("access-control-allow-origin"), None);
    }
}

#[test]
fn nothing_outside_the_project_is_reached() {
    let (dir, page) = page();
    std::fs::create_dir(dir.path().join("out")).unwrap();
    std::fs::write(dir.path().join("out/紙面.pdf"), "%PDF-1.7 made").unwrap();
    let secret = dir.path().parent().unwrap().join(format!("secret-{}.pdf", page.port));
    std::fs::write(&secret, "内緒の中身").unwrap();
    let name = secret.file_name().unwrap().to_str().unwrap().to_owned();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&secret, dir.path().join("out/link.pdf")).unwrap();
    let shown = format!("/api/file?name={}", escaped("out/紙面.pdf"));
    page.project(|_| page.get(&shown).status == 200);
    assert_eq!(page.get(&shown).header("content-type"), Some("application/pdf"));
    let ways = [
        format!("out/../../{name}"),
        format!("../{name}"),
        secret.display().to_string(),
        "out/link.pdf".to_owned(),
        "out/..\\..\\x".to_owned(),
        "matome.toml".to_owned(),
        "out/../matome.toml".to_owned(),
        "/etc/passwd".to_owned(),
        "out/紙面.pdf\0".to_owned(),
    ];
    for way in ways {
        let answer = page.get(&format!("/api/file?name={}", escaped(&way)));
        assert_eq!(answer.status, 404, "{way}");
        assert!(!answer.text().contains("内緒の中身"));
    }
    for path in
        ["/assets/../Cargo.toml", "/assets/%2e%2e/mod.rs", "/assets/..%2fmod.rs", "/../../etc/passwd", "//etc/passwd"]
    {
        let answer = page.get(path);
        assert!([400, 404].contains(&answer.status), "{path} {}", answer.status);
    }
    let cell = |file: &str| {
        page.get(&format!("/api/cell?name={}&file={}&line=1&column=1", escaped("掲載事業"), escaped(file)))
    };
    page.project(|project| project["papers"][0]["state"] == "read");
    for file in ["/etc/passwd", "../x", "matome.toml"] {
        let told = cell(file);
        assert!(told.status == 404 || told.json()["lines"].is_null(), "{file}: {}", told.text());
    }
    std::fs::remove_file(secret).unwrap();
}

#[test]
fn more_than_is_taken_in_is_refused() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let settings = std::fs::read_to_string(dir.path().join("matome.toml")).unwrap();
    std::fs::write(dir.path().join("matome.toml"), format!("{settings}\n[limits]\ndropped_bytes = \"1MB\"\n")).unwrap();
    let page = Page::open(dir.path(), dir.path());
    page.project(|project| project["ready"] == true);
    assert_eq!(page.post("/api/drop?name=a.xlsx", &"x".repeat(1000)).status, 200);
    let refused = page.post("/api/drop?name=a.xlsx", &"x".repeat(2 << 20));
    // whoever sends on is cut off in the middle of the answer
    if refused.status != 0 {
        assert_eq!(refused.status, 413);
        let told: Value = refused.json();
        assert_eq!(told["findings"][0]["code"], "M601");
    }
    // what a button sends is small
    assert_ne!(page.post("/api/build", &"x".repeat(3 << 20)).status, 200);
    // a name is a name, not a way
    assert_eq!(page.post(&format!("/api/drop?name={}", escaped("../../x.xlsx")), "x").status, 200);
    assert!(!dir.path().parent().unwrap().join("x.xlsx").exists());
    assert_eq!(page.get("/api/project").status, 200);
}

#[test]
fn slow_clients_are_left() {
    let (_dir, page) = page();
    let begun = Instant::now();
    let mut silent = TcpStream::connect(("127.0.0.1", page.port)).unwrap();
    silent.write_all(b"GET / HTTP/1.1\r\nHost:").unwrap();
    let mut slow = TcpStream::connect(("127.0.0.1", page.port)).unwrap();
    let (port, key) = (page.port, &page.key);
    let head = format!(
        "POST /api/build HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Matome-Key: {key}\r\nContent-Length: 100\r\n\r\n{{"
    );
    slow.write_all(head.as_bytes()).unwrap();
    for stream in [&mut silent, &mut slow] {
        stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    }
    // others are answered meanwhile
    assert_eq!(page.get("/api/project").status, 200);
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_ne!(heard(&mut silent).status, 200);
    assert_ne!(heard(&mut slow).status, 200);
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn foreign_text_is_text() {
    let evil = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    let dir = project(&[(evil, "概要。")]);
    let page = Page::open(dir.path(), dir.path());
    page.project(|project| project["papers"][0]["state"] == "read");
    let name = escaped("掲載事業");
    page.get(&format!("/api/paper?name={name}"));
    page.project(|_| page.get(&format!("/api/paper?name={name}")).json()["drawn"] == true);
    let drawn = page.get(&format!("/api/page?name={name}&page=0"));
    assert_eq!(drawn.header("content-type"), Some("application/json"));
    let drawn = drawn.json();
    // the picture holds outlines of glyphs, no text of anybody
    for layer in drawn["layers"].as_array().unwrap() {
        let svg = layer[1].as_str().unwrap();
        assert!(!svg.contains("<script") && !svg.contains("onerror") && !svg.contains("<foreignObject"));
    }
    let lines = drawn["lines"].as_array().unwrap();
    let text: String = lines.iter().filter_map(|line| line[0].as_str()).collect();
    assert!(text.replace(char::is_whitespace, "").contains("<script>alert(2)</script>"), "{text}");
}
