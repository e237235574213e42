//! Lints: what rustc and clippy say of a crate is the same with the attribute and without, once each and at the same lines, and the
//! generated code says nothing of its own.
//!
//! `tests/lints/` holds the sources of a crate. They are checked twice, as they are and without the attribute, with every group of lints
//! switched on: `warned.rs` is code of which something is said, `various.rs` is code to generate much from.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ATTRIBUTE: &str = "#[resumable::coroutine]";

/// Every group, and what no group has.
const RUSTC: [&str; 44] = [
    "future-incompatible",
    "keyword-idents",
    "let-underscore",
    "nonstandard-style",
    "refining-impl-trait",
    "rust-2018-idioms",
    "rust-2021-compatibility",
    "rust-2024-compatibility",
    "unused",
    "absolute-paths-not-starting-with-crate",
    "ambiguous-negative-literals",
    "closure-returning-async-block",
    "deprecated",
    "deprecated-in-future",
    "explicit-outlives-requirements",
    "ffi-unwind-calls",
    "impl-trait-redundant-captures",
    "macro-use-extern-crate",
    "meta-variable-misuse",
    "missing-copy-implementations",
    "missing-debug-implementations",
    "missing-docs",
    "non-ascii-idents",
    "redundant-imports",
    "redundant-lifetimes",
    "single-use-lifetimes",
    "trivial-casts",
    "trivial-numeric-casts",
    "unit-bindings",
    "unnameable-types",
    "unreachable-pub",
    "unsafe-code",
    "unstable-features",
    "unused-import-braces",
    "unused-lifetimes",
    "unused-macro-rules",
    "unused-qualifications",
    "unused-results",
    "variant-size-differences",
    "elided-lifetimes-in-paths",
    "let-underscore-drop",
    "if-let-rescope",
    "tail-expr-drop-order",
    "deref-into-dyn-supertrait",
];

const CLIPPY: [&str; 5] = ["all", "pedantic", "nursery", "restriction", "cargo"];

/// Lints that stand for the opposite of others, or for what every crate of a test does.
const OFF: [&str; 3] = ["blanket_clippy_restriction_lints", "cargo_common_metadata", "multiple_crate_versions"];

/// What differs, and why it stays so.
const DIFFERENT: [(&str, &str); 17] = [
    ("async_fn_in_trait", "about the words `async fn`"),
    ("clippy::unused_async", "about the words `async fn`"),
    (
        "clippy::missing_errors_doc",
        "about the words `async fn`: in what a function returns, it does not look into futures",
    ),
    ("clippy::future_not_send", "about the type after `->`, which the attribute wrote"),
    ("clippy::impl_trait_in_params", "about `impl Trait` arguments, which the attribute gave names"),
    ("clippy::implicit_hasher", "about generics, to which the attribute may have added"),
    ("clippy::needless_lifetimes", "about lifetimes, to which the attribute may have added"),
    ("clippy::needless_pass_by_ref_mut", "about what a body does with its parameters"),
    ("clippy::single_call_fn", "everything is called twice"),
    ("clippy::redundant_clone", "does not look into an `async fn`, but into a function"),
    ("clippy::implicit_return", "a call stands for an `.await` at the end"),
    ("clippy::single_match", "passes over arms that are calls of somebody else's, as those that stand for an `.await`"),
    ("clippy::arithmetic_side_effects", "compares the expression with the source, and `self` has another name"),
    ("clippy::as_conversions", "compares the expression with the source, and `self` has another name"),
    ("clippy::absolute_paths", "allowed, because of the calls that stand for `.await`"),
    ("clippy::arbitrary_source_item_ordering", "passes over items that an attribute wrote"),
    ("clippy::empty_line_after_outer_attr", "looks for the attribute itself"),
];

/// At the end of a line of which native code alone is said something, before the reason.
const LOST: &str = "// said without the attribute only: ";

/// A lint and the place that it is reported at, and how often.
type Said = BTreeMap<(String, String), usize>;

fn sources() -> Vec<(String, String)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lints");
    let files = fs::read_dir(&directory).expect("the sources are there");
    let mut sources: Vec<_> = files
        .map(|file| file.expect("the directory can be read").path())
        .map(|path| (path.file_name().expect("it is a file").to_string_lossy().into_owned(), path))
        .map(|(name, path)| (name, fs::read_to_string(path).expect("the source can be read")))
        .collect();
    sources.sort();
    sources
}

/// The lines with such a comment.
fn places(mark: &str) -> Vec<String> {
    let marked = |(file, text): (String, String)| {
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains(mark));
        lines.map(|(line, _)| format!("src/{file}:{}", line + 1)).collect::<Vec<_>>()
    };
    sources().into_iter().flat_map(marked).collect()
}

fn manifest(name: &str) -> String {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let levels = |lints: &[&str], level: &str, priority: i32| -> String {
        lints.iter().map(|lint| format!("{lint} = {{ level = \"{level}\", priority = {priority} }}\n")).collect()
    };
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nresumable = {{ path = {runtime:?}, default-features = false }}\n\n\
         [lints.rust]\n{}\n[lints.clippy]\n{}{}\n[workspace]\n",
        levels(&RUSTC, "warn", -1),
        levels(&CLIPPY, "warn", -1),
        levels(&OFF, "allow", 0),
    )
}

/// Writes the crate and has it checked.
fn check(name: &str, change: impl Fn(&str) -> String) -> Said {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lints").join(name);
    fs::create_dir_all(directory.join("src")).expect("the directory can be made");
    fs::write(directory.join("Cargo.toml"), manifest(name)).expect("the manifest can be written");
    // The same versions as here, so that nothing has to be fetched.
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"), directory.join("Cargo.lock"))
        .expect("there is a lock file");
    for (file, text) in sources() {
        fs::write(directory.join("src").join(file), change(&text)).expect("the source can be written");
    }
    let output = Command::new(env!("CARGO"))
        .args(["clippy", "--offline", "--quiet", "--message-format=json"])
        .current_dir(&directory)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("lints/target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{name}: {}{}", errors(&output.stdout), String::from_utf8_lossy(&output.stderr));
    said(&directory, &output.stdout)
}

/// The messages of the crate itself.
fn messages(stdout: &[u8]) -> Vec<Value> {
    let lines = String::from_utf8_lossy(stdout).into_owned();
    let messages = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("cargo writes JSON"));
    messages
        .filter(|message| message["reason"] == "compiler-message")
        .map(|mut message| message["message"].take())
        .collect()
}

fn errors(stdout: &[u8]) -> String {
    let errors = messages(stdout).into_iter().filter(|message| message["level"] == "error");
    errors.filter_map(|message| message["rendered"].as_str().map(str::to_owned)).collect()
}

fn said(directory: &Path, stdout: &[u8]) -> Said {
    let mut said = Said::new();
    for message in messages(stdout) {
        let Some(lint) = message["code"]["code"].as_str() else { continue };
        let spans = message["spans"].as_array().map_or(&[][..], |spans| spans);
        let primary = spans.iter().find(|span| span["is_primary"] == true);
        let place = primary.map_or_else(String::new, |span| {
            let file = span["file_name"].as_str().unwrap_or_default();
            let file = Path::new(file).strip_prefix(directory).unwrap_or(Path::new(file));
            format!("{}:{}", file.display(), span["line_start"])
        });
        *said.entry((lint.to_owned(), place)).or_default() += 1;
    }
    said
}

/// What the first says more often than the second.
fn beyond(more: &Said, less: &Said) -> Vec<String> {
    let beyond = more.iter().filter(|(what, count)| **count > less.get(what).copied().unwrap_or(0));
    beyond.map(|((lint, place), count)| format!("{place}: {lint} ({count} times)")).collect()
}

#[test]
fn lints_are_those_of_native_code() {
    let mut native = check("native", |text| text.replace(ATTRIBUTE, ""));
    let mut coroutines = check("coroutines", str::to_owned);
    for (lint, _) in DIFFERENT {
        let [natively, ours] = [&mut native, &mut coroutines].map(|said| {
            let before = said.len();
            said.retain(|(said, _), _| said != lint);
            before - said.len()
        });
        assert!(natively > 0 || ours > 0, "{lint} is said nowhere: take it off the list of differences");
    }
    for place in places(LOST) {
        let [natively, ours] = [&mut native, &mut coroutines].map(|said| {
            let before = said.len();
            said.retain(|(_, at), _| *at != place);
            before - said.len()
        });
        assert!(natively > ours, "{place}: as much is said with the attribute: take the mark off");
    }
    let (new, lost) = (beyond(&coroutines, &native), beyond(&native, &coroutines));
    assert!(
        new.is_empty() && lost.is_empty(),
        "said with the attribute only:\n  {}\nsaid without it only:\n  {}",
        new.join("\n  "),
        lost.join("\n  ")
    );
    let warned: usize =
        native.iter().filter(|((_, place), _)| place.starts_with("src/warned.rs")).map(|(_, n)| n).sum();
    assert!(warned > 30, "little is said of warned.rs: {native:#?}");
}

/// Locals of which only diverging code says what they are.
const DIVERGING: &str = r#"
#![allow(unreachable_code, unused)]

async fn wait() {}

fn stop() -> ! {
    panic!("stopped")
}

fn both<A, B>(_: A, _: B) {}

#[resumable::coroutine]
pub async fn looped(name: &str) -> usize {
    let x = loop { wait().await };
    wait().await;
    let lent = &x;
    wait().await;
    name.len()
}

#[resumable::coroutine]
pub async fn stopped() -> u32 {
    let x = stop();
    both(stop(), wait().await);
    let lent = &x;
    wait().await;
    1
}

#[resumable::coroutine]
pub async fn returned(again: bool, name: String) -> Option<String> {
    let (x, y) = (return Some(name), None?);
    let z = async { stop() };
    wait().await;
    let z = z.await;
    let lent = (&x, &y, &z);
    wait().await;
    None
}
"#;

/// cargo gathers what will not compile some day, also where it is allowed.
#[test]
fn nothing_will_be_an_error_some_day() {
    for edition in ["2021", "2024"] {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lints/diverging");
        fs::create_dir_all(directory.join("src")).expect("the directory can be made");
        let manifest = manifest("diverging").replace("edition = \"2024\"", &format!("edition = \"{edition}\""));
        let (package, _) = manifest.split_once("[lints.rust]").expect("the manifest has lints");
        fs::write(directory.join("Cargo.toml"), format!("{package}[workspace]\n"))
            .expect("the manifest can be written");
        fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"), directory.join("Cargo.lock"))
            .expect("there is a lock file");
        fs::write(directory.join("src/lib.rs"), DIVERGING).expect("the source can be written");
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--future-incompat-report"])
            .current_dir(&directory)
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("lints/target"))
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("\nnote: 0 dependencies had future-incompatible warnings"), "edition {edition}: {said}");
    }
}
