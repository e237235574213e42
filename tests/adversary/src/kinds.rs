//! What a local probably is, by how it is written. A guess saves a mutant that both sides would reject for its types; a
//! wrong guess costs one.

use quote::ToTokens;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    List,
    Text,
    Option,
    Noisy,
    Tuple,
    Number,
    Callable,
    Reference,
    Other,
}

/// What an initialiser or a declared type makes of a local.
pub fn of(tokens: &impl ToTokens) -> Kind {
    let text = tokens.to_token_stream().to_string().replace(' ', "");
    let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if starts(&["vec!", "Vec", "VecDeque", "["]) || text.ends_with("collect()") {
        Kind::List
    } else if starts(&["String", "format!", "str"]) || text.ends_with("to_string()") {
        Kind::Text
    } else if starts(&["Some", "None", "Option"]) {
        Kind::Option
    } else if starts(&["noisy", "Noisy"]) {
        Kind::Noisy
    } else if starts(&["("]) && text.contains(',') {
        Kind::Tuple
    } else if starts(&["u32", "u64", "usize", "i32", "u8"]) || text.parse::<i64>().is_ok() {
        Kind::Number
    } else if starts(&["|", "move|", "implFn", "async"]) {
        Kind::Callable
    } else if starts(&["&"]) {
        Kind::Reference
    } else {
        Kind::Other
    }
}

/// The kinds of `X` that a template has a use for; all, if it is empty.
pub fn wanted(template: &str) -> &'static [Kind] {
    let has = |words: &[&str]| words.iter().any(|word| template.contains(word));
    if has(&["X.finish", "X.by_ref", "X.into_number"]) {
        &[Kind::Noisy]
    } else if has(&["X.push_str", "X.as_str", "X.chars", "X.into_boxed_str"]) {
        &[Kind::Text]
    } else if has(&["X.clear"]) {
        &[Kind::List, Kind::Text]
    } else if has(&[
        "X = None",
        "X.as_mut",
        "X.take",
        "X.unwrap",
        "X.map",
        "Some(item) = X",
        "Some(item) = &",
        "match X { Some",
    ]) {
        &[Kind::Option]
    } else if has(&["X.as_ref()"]) {
        &[Kind::Option, Kind::Text]
    } else if has(&[
        "X.pu",
        "X.pop",
        "X.iter",
        "X.first",
        "X.last",
        "X.drain",
        "X.ex",
        "X.ins",
        "X.get",
        "X.len",
        "X[",
        "in &mut X",
        "in &X",
        "X.into_iter",
        "{X}.into_iter",
    ]) {
        &[Kind::List]
    } else if has(&[
        "X.0",
        "(a, b) = X",
        "(a, _)",
        "(ref mut a, _)",
        "(held, _) = X",
        "_, held) = &mut X",
        "(ref held, _)",
    ]) {
        &[Kind::Tuple]
    } else if has(&["X += 1"]) {
        &[Kind::Number]
    } else if has(&["X()", "X.await"]) {
        &[Kind::Callable]
    } else if has(&["*X"]) {
        &[Kind::Reference]
    } else {
        &[]
    }
}
