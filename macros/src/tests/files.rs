//! Which macros a source file shows to be in scope.

use crate::syntax::known::own::place::{Crate, Place, Source};
use crate::syntax::known::own::scan::{self, Kind};
use proc_macro2::{TokenStream, TokenTree};
use std::path::Path;

/// The rules of `m!` where `here` stands.
fn rules(text: &str) -> Option<String> {
    let at = text.find("here").unwrap();
    Some(Place::within(Source::of(text), at).rules("m")?.to_string().replace(' ', ""))
}

fn finds(wanted: &str, text: &str) {
    assert_eq!(rules(text).as_deref(), Some(format!("()=>{{{wanted}}}").as_str()), "{text}");
}

fn finds_none(text: &str) {
    assert_eq!(rules(text), None, "{text}");
}

#[test]
fn the_last_one_before_is_meant() {
    finds("1", "macro_rules! m { () => {1} } fn here() {}");
    finds("2", "macro_rules! m { () => {1} } macro_rules! m { () => {2} } mod a { impl B { fn here() {} } }");
    finds("1", "macro_rules! m { () => {1} } fn here() {} macro_rules! m { () => {2} }");
    finds("1", "macro_rules! m { () => {1} } mod a { macro_rules! m { () => {2} } } fn here() {}");
    finds("2", "fn a() { macro_rules! m { () => {2} } async fn here() {} }");
    finds(
        "1",
        "/* macro_rules! m { */ macro_rules! m ( () => {1} ); // macro_rules! m\nconst _: &str = \"macro_rules! m { () => {2} }\"; fn here() {}",
    );
    finds(
        "1",
        "#![allow(unused)]\n/// }\n#[allow(unused)] #[macro_export] macro_rules! m [ () => {1} ]; #[cfg(a)] fn here() {}",
    );
    finds("1", "#[macro_use] mod a; #[macro_use(b)] pub(crate) mod b {} macro_rules! m { () => {1} } fn here() {}");
    finds("1", "a! { #[cfg(a)] } #[doc = \"\"] macro_rules! m { () => {1} } #[macro_use] extern crate a; fn here() {}");
    finds(
        "1",
        "fn a<'m>() { '}'; '\\''; b'{'; r#\"\"{\"#; r#fn; 'a: loop {} } macro_rules! m { () => {1} } fn here() {}",
    );
}

#[test]
fn what_is_not_certain() {
    finds_none("fn here() {} macro_rules! m { () => {1} }");
    finds_none("mod a { macro_rules! m { () => {1} } } fn here() {}");
    // It may be hidden.
    finds_none("macro_rules! m { () => {1} } #[cfg(a)] macro_rules! m { () => {2} } fn here() {}");
    finds_none("macro_rules! m { () => {1} } #[macro_use] pub mod a; fn here() {}");
    finds_none("macro_rules! m { () => {1} } #[cfg_attr(a, macro_use)] mod a; fn here() {}");
    // A macro calls macros of the crate it is of.
    finds_none("#[macro_export(local_inner_macros)] macro_rules! m { () => {1} } fn here() {}");
    // Nobody knows where it ends up.
    finds_none("macro_rules! m { () => {1} } a! { fn here() {} }");
    finds_none("macro_rules! m { () => {1} } a! b { mod a { fn here() {} } }");
    finds_none("macro_rules! m { () => {1} } macro_rules! b { () => { fn here() {} } }");
    finds_none("a! { macro_rules! m { () => {1} } } fn here() {}");
    finds_none("macro_rules! a { () => { macro_rules! m { () => {1} } } } fn here() {}");
    // No file that rustc would take.
    finds_none("macro_rules! m { () => {1} } fn here() {");
    finds_none("macro_rules! m { () => {1} } fn here() {} }");
    finds_none("macro_rules! m { () => {1} } fn here() {} \"");
}

/// A function in a file that is a module sees what stands before that in the file that it is a module of, and what modules with `#[macro_use]` bring.
#[test]
fn other_files_of_the_crate() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    let file = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    file(
        "lib.rs",
        "macro_rules! early { () => {early} } macro_rules! hidden { () => {hidden} }
         #[cfg(feature = \"on\")] macro_rules! by_feature { () => {on} }
         #[cfg(any(not(feature = \"also_on\"), all(feature = \"on\", feature = \"off\")))] macro_rules! by_feature { () => {off} }
         macro_rules! by_other { () => {} } #[cfg(any(feature = \"on\", other))] macro_rules! by_other { () => {} }
         #[macro_use] pub(crate) mod macros; #[macro_use] #[cfg(a)] mod sometimes; mod plain;
         mod a; macro_rules! late { () => {late} } mod b { mod c; } #[path = \"e.rs\"] mod d; mod twice; mod twice; #[path = \"f.rs\"] #[macro_use] mod plain_2; mod behind;",
    );
    file(
        "macros.rs",
        "macro_rules! of_macros { () => {of_macros} } #[macro_use] mod deeper; #[macro_use] mod inline { macro_rules! in_line { () => {in_line} }}
         macro_rules! of_itself { () => {first} } fn here() {} macro_rules! of_itself { () => {last} } macro_rules! later { () => {} }",
    );
    file("macros/deeper.rs", "macro_rules! deeper { () => {deeper} } macro_rules! hidden { () => {deeper} }");
    file("sometimes.rs", "macro_rules! sometimes { () => {} }");
    file("plain.rs", "#![macro_use]\nmacro_rules! of_plain { () => {of_plain} } macro_rules! hidden { () => {plain} }");
    file("a/mod.rs", "mod in_a;");
    file("a/in_a.rs", "fn here() {}");
    file("a/stray.rs", "fn here() {}");
    file("b/c.rs", "fn here() {}");
    file("e.rs", "fn here() {}");
    file("behind.rs", "fn here() {}");
    file("plain_2.rs", "");
    file("twice.rs", "fn here() {}");
    let root = folder.join("lib.rs").to_str().unwrap().to_owned();
    let options = ["--edition=2024", "--cfg", "feature=\"on\"", &root, "--cfg=feature=\"also_on\"", "--cfg=other"];
    let of = Crate::of(&options.map(str::to_owned)).unwrap();
    let finds = |path: &str, name: &str| {
        let path = folder.join(path);
        let source = Source::read(path.clone(), Some(of.clone())).unwrap();
        let at = std::fs::read_to_string(path).unwrap().find("here").unwrap();
        let rules = Place::within(source, at).rules(name)?.to_string().replace(' ', "");
        Some(rules.replace("()=>{", "").replace('}', ""))
    };
    for name in ["early", "of_macros", "deeper", "in_line", "of_plain"] {
        assert_eq!(finds("a/in_a.rs", name).as_deref(), Some(name));
    }
    assert_eq!(finds("a/in_a.rs", "hidden").as_deref(), Some("plain"));
    assert_eq!(finds("a/in_a.rs", "by_feature").as_deref(), Some("on"));
    assert_eq!(finds("a/in_a.rs", "of_itself").as_deref(), Some("last"));
    assert_eq!(finds("macros.rs", "of_itself").as_deref(), Some("first"));
    assert_eq!(finds("macros.rs", "hidden").as_deref(), Some("deeper"));
    // Not there yet, or perhaps never.
    for name in ["late", "sometimes", "nothing", "by_other"] {
        assert_eq!(finds("a/in_a.rs", name), None, "{name}");
    }
    assert_eq!(finds("macros.rs", "later"), None);
    // Which file these are modules of is not certain, or what stands before them there.
    for path in ["a/stray.rs", "b/c.rs", "e.rs", "twice.rs", "behind.rs"] {
        assert_eq!(finds(path, "early"), None, "{path}");
    }
}

/// A macro that nothing in the text shows is looked for where its path leads, or that of the `use` that imports it.
#[test]
fn by_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    let file = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    file(
        "lib.rs",
        "mod macros; mod user; pub mod again { pub use crate::macros::{deeper::{renamed as once_more}, plain}; use crate::macros::deeper::*; }
         #[cfg(a)] mod sometimes; #[path = \"other.rs\"] mod elsewhere; mod twice { } #[cfg(a)] mod twice { } pub(crate) use macros::deeper;
         mod later { macro_rules! hidden { () => {hidden} } pub(crate) use hidden; }",
    );
    file(
        "macros.rs",
        "macro_rules! plain { () => {early} } pub(crate) use plain; macro_rules! plain { () => {late} }
         pub mod deeper { macro_rules! m { () => {deep} } pub(crate) use {m as renamed, m as also}; macro_rules! private { () => {} } use private; fn plain() {} }
         #[macro_export] macro_rules! exported { () => {exported} } #[cfg(a)] #[macro_export] macro_rules! perhaps { () => {} }
         fn f() { #[macro_export] macro_rules! local { () => {local} } } #[macro_export(local_inner_macros)] macro_rules! inner { () => {} }",
    );
    file(
        "sometimes.rs",
        "macro_rules! m { () => {} } pub(crate) use m; #[macro_export] macro_rules! of_sometimes { () => {} }",
    );
    file("other.rs", "macro_rules! m { () => {} } pub(crate) use m;");
    file("elsewhere.rs", "macro_rules! m { () => {} } pub(crate) use m;");
    file("stray.rs", "#[macro_export] macro_rules! of_stray { () => {} }");
    file(
        "user/mod.rs",
        "mod one; mod two; mod three; use super::macros::plain as of_parent; use std::vec; pub use ext::{m, *};",
    );
    file(
        "user/one.rs",
        "use crate::macros::{plain, deeper::also}; use crate::again::{self, once_more}; use self::within::*; use crate::exported as known;
         #[cfg(a)] use crate::macros::deeper::renamed; use ext::m; use crate::unknown;
         mod within { pub use crate::macros::deeper::also as star; use crate::macros::deeper::also as not_seen; }
         fn here() { use crate::again::plain as m_2; } fn f() -> impl Send + use<> {}",
    );
    file("user/two.rs", "use super::*; use crate::deeper; fn f() { use crate::macros::plain as nested; fn here() {} }");
    file("user/three.rs", "mod m { fn here() {} use super::super::of_parent; use crate::macros::deeper::private; }");
    let root = folder.join("lib.rs").to_str().unwrap().to_owned();
    let of = Crate::of(&[root]).unwrap();
    let means = |path: &str, name: &str| {
        let path = folder.join("user").join(path);
        let source = Source::read(path.clone(), Some(of.clone())).unwrap();
        let at = std::fs::read_to_string(path).unwrap().find("here").unwrap();
        let rules = Place::within(source, at).rules(name)?.to_string().replace(' ', "");
        Some(rules.replace("()=>{", "").replace('}', ""))
    };
    for (path, name, wanted) in [
        ("one.rs", "plain", "early"),
        ("one.rs", "also", "deep"),
        ("one.rs", "once_more", "deep"),
        ("one.rs", "again::plain", "early"),
        ("one.rs", "star", "deep"),
        ("one.rs", "known", "exported"),
        ("one.rs", "crate::macros::deeper::renamed", "deep"),
        ("one.rs", "crate::exported", "exported"),
        ("one.rs", "crate::local", "local"),
        ("one.rs", "super::of_parent", "early"),
        ("one.rs", "crate::later::hidden", "hidden"),
        ("two.rs", "of_parent", "early"),
        ("two.rs", "deeper::also", "deep"),
        ("three.rs", "of_parent", "early"),
        ("three.rs", "super::super::of_parent", "early"),
    ] {
        assert_eq!(means(path, name).as_deref(), Some(wanted), "{name} in {path}");
    }
    for (path, name) in [
        // Of another crate, or of nobody knows which.
        ("one.rs", "m"),
        ("one.rs", "unknown"),
        ("one.rs", "vec"),
        ("one.rs", "ext::plain"),
        ("one.rs", "::crate::exported"),
        ("two.rs", "m"),
        ("two.rs", "vec"),
        // There under a condition, or in a file that is not the module's.
        ("one.rs", "renamed"),
        ("one.rs", "crate::perhaps"),
        ("one.rs", "crate::inner"),
        ("one.rs", "crate::sometimes::m"),
        ("one.rs", "crate::of_sometimes"),
        ("one.rs", "crate::elsewhere::m"),
        ("one.rs", "crate::twice::m"),
        ("one.rs", "crate::of_stray"),
        // Imported into a block.
        ("two.rs", "nested"),
        // Not seen from here, or not there.
        ("one.rs", "not_seen"),
        ("one.rs", "crate::again::also"),
        ("one.rs", "crate::macros::exported"),
        ("one.rs", "super::super::super::exported"),
    ] {
        assert_eq!(means(path, name), None, "{name} in {path}");
    }
}

/// All that is in the files of this crate is read as the lexer of rustc reads it, or its double.
#[test]
fn words_and_brackets_are_those_of_the_lexer() {
    let mut files = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let text = std::fs::read_to_string(&entry).unwrap();
            let mut wanted = Vec::new();
            lexed(text.parse().unwrap(), &mut wanted);
            let is_read = |token: &&scan::Token| matches!(token.kind, Kind::Word | Kind::Open | Kind::Close);
            let tokens = scan::tokens(&text).unwrap();
            // Documentation is an attribute for the lexer.
            let read: Vec<&str> = tokens.iter().filter(is_read).map(|token| &text[token.start..token.end]).collect();
            assert!(read == wanted, "{}", entry.display());
            files += 1;
        }
    }
    assert!(files > 80, "{files}");
}

fn lexed(tokens: TokenStream, words: &mut Vec<String>) {
    let mut after_quote = false;
    for token in tokens {
        let is_label =
            std::mem::replace(&mut after_quote, matches!(&token, TokenTree::Punct(sign) if sign.as_char() == '\''));
        match token {
            TokenTree::Ident(word) if !is_label => words.push(word.to_string()),
            TokenTree::Group(group) => {
                let is_documentation = group.stream().to_string().starts_with("doc =");
                if is_documentation {
                    continue;
                }
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    _ => ("[", "]"),
                };
                words.push(open.to_owned());
                lexed(group.stream(), words);
                words.push(close.to_owned());
            }
            _ => {}
        }
    }
}
