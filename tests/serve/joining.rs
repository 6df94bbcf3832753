//! One page a project, and how it ends.

use std::time::{Duration, Instant};

use super::client::{Page, address, command, project};

#[test]
fn a_second_page_of_a_project_joins_the_first() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let home = tempfile::tempdir().unwrap();
    let page = Page::open(dir.path(), home.path());
    let mut second = command(dir.path(), home.path()).spawn().unwrap();
    let told = address(&mut second);
    assert_eq!(told, format!("http://127.0.0.1:{}/open/{}", page.port, page.key));
    assert!(second.wait().unwrap().success());
    // where it is remembered is this user's alone
    #[cfg(unix)]
    for entry in std::fs::read_dir(home.path().join(".local/state/matome")).unwrap() {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o077, 0);
    }
    // another project has its own
    let other = project(&[("学習会", "月に一度。")]);
    assert_ne!(Page::open(other.path(), home.path()).port, page.port);
    // what a run that was killed left behind is no page
    drop(page);
    let third = Page::open(dir.path(), home.path());
    assert_eq!(third.get("/api/project").status, 200);
}

#[test]
fn a_project_keeps_its_port() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let page = Page::open(dir.path(), dir.path());
    let (port, key) = (page.port, page.key.clone());
    // it remembers where it is before it answers
    assert_eq!(page.get("/api/project").status, 200);
    drop(page);
    // what a browser remembers of a port is there again, the key is another
    let again = Page::open(dir.path(), dir.path());
    assert_eq!(again.port, port);
    assert_ne!(again.key, key);
    drop(again);
    // another program has it meanwhile
    let other = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let third = Page::open(dir.path(), dir.path());
    assert_ne!(third.port, port);
    let new = third.port;
    assert_eq!(third.get("/api/project").status, 200);
    drop((third, other));
    assert_eq!(Page::open(dir.path(), dir.path()).port, new);
}

#[test]
fn it_ends_by_its_button() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let mut page = Page::open(dir.path(), dir.path());
    assert_eq!(page.post("/api/end", "{}").status, 200);
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = page.process.try_wait().unwrap() {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(status.success());
}

#[test]
fn what_is_built_when_it_ends_is_whole() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let mut page = Page::open(dir.path(), dir.path());
    page.project(|project| project["papers"][0]["state"] == "read");
    page.post("/api/build", "{}");
    page.post("/api/end", "{}");
    assert!(page.process.wait().unwrap().success());
    let made: Vec<_> = std::fs::read_dir(dir.path().join("out")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(made.len(), 1, "{made:?}");
    assert!(lopdf::Document::load(&made[0]).is_ok());
}

#[test]
fn a_port_that_is_taken_is_told() {
    let dir = project(&[("見守り", "高齢の人を訪ねる。")]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let args = ["serve", "--no-open", "--port", &port];
    crate::common::matome(dir.path(), &args).expect(2).says(&["M600", &port, "--port を付けずに"]);
    let none = tempfile::tempdir().unwrap();
    crate::common::matome(none.path(), &["serve", "--no-open"]).expect(2).says(&["M080"]);
}
