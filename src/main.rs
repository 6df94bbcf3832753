use matome::source::*;
use matome::finding::*;
fn node(v: &serde_json::Value) -> Node {
    let place = Place::file("x");
    let value = match v {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => Value::Number(n.to_string()),
        serde_json::Value::String(s) => Value::Text(s.clone()),
        serde_json::Value::Array(a) => Value::List(a.iter().map(node).collect()),
        serde_json::Value::Object(o) => Value::Map(o.iter().map(|(k, v)| Entry { key: k.clone(), place: place.clone(), node: node(v) }).collect()),
    };
    Node { value, place }
}
fn main() {
    let t = std::time::Instant::now();
    let args: Vec<String> = std::env::args().collect();
    let v: serde_json::Value = serde_json::from_slice(&std::fs::read(&args[1]).unwrap()).unwrap();
    let source = Source { file: "x".into(), body: Body::Tree(node(&v)), findings: vec![] };
    let templates = matome::form::Templates::builtin();
    let form = matome::form::Form::load(&templates, "progress").unwrap();
    let mut f = vec![];
    let plan = matome::plan::read_plan(&source, &form, &Default::default(), &mut f).unwrap();
    eprintln!("read {:?} rows {}", t.elapsed(), plan.rows.len());
    let fonts = matome::typeset::Fonts::builtin();
    let chain = fonts.chain("BIZ UDGothic", false).unwrap();
    let bold = fonts.chain("BIZ UDGothic", true).unwrap();
    matome::plan::check::check(&plan, &chain, &mut f);
    for x in f.iter().take(12) { eprintln!("{} {:?} {} {:?}", x.code, x.level, x.message.ja, x.place.as_ref().map(|p| p.to_string())); }
    eprintln!("check {:?} findings {}", t.elapsed(), f.len());
    let table = matome::pages::set_table(&plan, &chain, &bold);
    eprintln!("set {:?}", t.elapsed());
    let pages = matome::pages::cut_pages(&plan, &table);
    eprintln!("cut {:?} pages {}", t.elapsed(), pages.len());
    let paper = matome::typeset::Paper { plan: &plan, table: &table, pages: &pages, templates: &templates, fonts: &fonts };
    let mut opt = matome::typeset::Pdf::default();
    if args.len() > 3 { opt.standards = vec![matome::typeset::Standard::A3a, matome::typeset::Standard::Ua1]; }
    let pdf = matome::typeset::typeset_table(&paper, &opt);
    match pdf { Ok(b) => { eprintln!("pdf {:?} {}", t.elapsed(), b.len()); std::fs::write(&args[2], b).unwrap(); } Err(e) => for x in e.iter().take(10) { eprintln!("{} {} {:?}", x.code, x.message.ja, x.place.as_ref().map(|p| p.to_string())); } }
}
