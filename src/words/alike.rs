//! How alike two words are, for "did you mean".

/// 1 for the same words, 0 for words that share nothing (edits over the longer length), after each was made `plain`.
pub fn likeness(a: &str, b: &str, plain: impl Fn(&str) -> String) -> f64 {
    strsim::normalized_levenshtein(&plain(a), &plain(b))
}

/// The name that is most like a text, if it is `least` like it.
pub fn nearest<'a>(
    text: &str,
    names: impl IntoIterator<Item = &'a str>,
    least: f64,
    plain: impl Fn(&str) -> String,
) -> Option<&'a str> {
    let text = plain(text);
    let likeness = |name: &str| strsim::normalized_levenshtein(&text, &plain(name));
    let alike = names.into_iter().map(|name| (likeness(name), name)).filter(|(likeness, _)| *likeness >= least);
    alike.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}
