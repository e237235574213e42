//! What people get wrong most in async code: the attribute says what rustc says of the same `async fn`, at the same lines. Where it says more
//! than that, or something else, a list says why.
//!
//! The programs are those of `tests/ui/mistakes/`, whose `.stderr` is what the attribute says. Here the attribute is taken away, rustc says
//! what it has to say, and both are compared by the codes of the errors and their lines.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ATTRIBUTE: &str = "#[resumable::coroutine]";

/// What is said of the machine once more, after it was said of the witness as natively: rustc prints two errors as one only if they are the
/// same to the last label.
const TWICE: [(&str, &str); 17] = [
    ("await_on_value", "what is awaited goes into a slot, and is polled there"),
    ("awaited_tail_of_other_type", "the value of an await comes out of a `match`"),
    ("branches_differ", "the branches stand under another condition"),
    ("drop_of_temporary", "the statement ends elsewhere"),
    ("forgotten_await_field", "the function that is not `async` is the machine's"),
    ("forgotten_await_question_mark", "`?` is spelled out, by traits of our own"),
    ("misspelt_name", "a local that stays in its slot is not one that could have been meant"),
    ("missing_tail_await", "the semicolon stands behind a block"),
    ("non_exhaustive_arm", "arms say which is taken, and end elsewhere"),
    ("non_exhaustive_match", "what is matched has a name"),
    ("not_iterable", "the loop is spelled out"),
    ("not_wrapped", "what is returned is the argument of a call"),
    ("question_mark_in_unit", "`?` is spelled out, by traits of our own"),
    ("question_mark_option", "`?` is spelled out, by traits of our own"),
    ("refutable_let", "the suggestion stands elsewhere"),
    ("shared_self", "the receiver is a place in the frame"),
    ("wrong_tail", "what is returned is the argument of a call"),
];

/// What is said in other words, and why.
const OTHERWISE: [(&str, &str); 4] = [
    (
        "closure_without_move",
        "the body is a closure, of which rustc says E0373 as of an `fn`, not E0597 as of an `async fn`",
    ),
    ("recursion", "the future is an opaque type, which has no end: rustc says E0308, not E0733"),
    ("returned_borrow", "all lifetimes have names, so that none can be missing"),
    ("self_of_itself", "the same is said of one type, not of two"),
];

/// An error's code, or the beginning of its text if it has none, and its line; and how often it is said.
type Said = BTreeMap<(String, u64), usize>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names of the programs, sorted.
fn names() -> BTreeSet<String> {
    let files = fs::read_dir(root().join("tests/ui/mistakes")).expect("the programs are there");
    let paths = files.map(|file| file.expect("the directory can be read").path());
    let programs = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    programs.map(|path| path.file_stem().expect("it is a file").to_string_lossy().into_owned()).collect()
}

fn path(name: &str, extension: &str) -> PathBuf {
    root().join(format!("tests/ui/mistakes/{name}.{extension}"))
}

/// Without a code, an error is told by its first words.
fn words(text: &str) -> String {
    text.split_whitespace().take(4).collect::<Vec<_>>().join(" ")
}

/// What the attribute says, read from the expected output.
///
/// ```text
/// error[E0382]: use of moved value: `text`
///   --> tests/ui/mistakes/moved.rs:9:5
/// ```
fn said_by_the_attribute(name: &str) -> Said {
    let text = fs::read_to_string(path(name, "stderr")).unwrap_or_else(|error| panic!("{name}.stderr: {error}"));
    let mut said = Said::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(error) = line.strip_prefix("error") else { continue };
        let (code, message) = error.split_once(": ").expect("an error has a text");
        let code = code.trim_matches(['[', ']']);
        let code = if code.is_empty() { words(message) } else { code.to_owned() };
        let place = lines.find(|line| line.trim_start().starts_with("--> ")).expect("an error has a place");
        let place = place.rsplit(':').nth(1).expect("a place has a line");
        *said.entry((code, place.parse().expect("a line is a number"))).or_default() += 1;
    }
    said
}

/// What rustc says without the attribute.
fn said_natively(names: &BTreeSet<String>) -> BTreeMap<String, Said> {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mistakes");
    let examples = directory.join("examples");
    if examples.exists() {
        fs::remove_dir_all(&examples).expect("the old programs can be removed");
    }
    fs::create_dir_all(&examples).expect("the directory can be made");
    fs::create_dir_all(directory.join("src")).expect("the directory can be made");
    fs::write(directory.join("src/lib.rs"), "").expect("the library can be written");
    let runtime = root().join("runtime");
    let manifest = format!(
        "[package]\nname = \"mistakes\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nresumable = {{ path = {runtime:?} }}\n\n[workspace]\n"
    );
    fs::write(directory.join("Cargo.toml"), manifest).expect("the manifest can be written");
    // The same versions as here, so that nothing has to be fetched.
    fs::copy(root().join("Cargo.lock"), directory.join("Cargo.lock")).expect("there is a lock file");
    for name in names {
        let text = fs::read_to_string(path(name, "rs")).expect("the program can be read");
        fs::write(examples.join(format!("{name}.rs")), text.replace(ATTRIBUTE, "")).expect("it can be written");
    }
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet", "--examples", "--keep-going", "--message-format=json"])
        .current_dir(&directory)
        .env("CARGO_TARGET_DIR", directory.join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let mut said = BTreeMap::<String, Said>::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line: Value = serde_json::from_str(line).expect("cargo writes JSON");
        let (name, message) = (&line["target"]["name"], &line["message"]);
        let spans = message["spans"].as_array().map_or(&[][..], |spans| spans);
        let primary = spans.iter().find(|span| span["is_primary"] == true);
        if let (Some(name), Some(span), true) = (name.as_str(), primary, message["level"] == "error") {
            let code = message["code"]["code"].as_str().filter(|code| code.starts_with('E'));
            let code = code.map_or_else(|| words(message["message"].as_str().unwrap_or_default()), str::to_owned);
            let line = span["line_start"].as_u64().expect("a line is a number");
            *said.entry(name.to_owned()).or_default().entry((code, line)).or_default() += 1;
        }
    }
    assert!(!said.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn list(said: &Said) -> String {
    said.iter().map(|((code, line), count)| format!("\n        {line}: {code} ({count} times)")).collect()
}

#[test]
fn mistakes_are_reported_as_natively() {
    let names = names();
    let native = said_natively(&names);
    let mut unexpected = String::new();
    for name in &names {
        let ours = said_by_the_attribute(name);
        let theirs = native.get(name).unwrap_or_else(|| panic!("rustc finds nothing wrong with {name}.rs"));
        let is_in = |list: &[(&str, &str)]| list.iter().any(|(different, _)| different == name);
        let all_of_theirs = theirs.keys().all(|said| ours.contains_key(said));
        let fits = match (is_in(&TWICE), is_in(&OTHERWISE)) {
            (false, false) => ours == *theirs,
            // Nothing is lost, and something is said besides.
            (true, false) => ours != *theirs && all_of_theirs,
            (false, true) => ours != *theirs,
            (true, true) => false,
        };
        if !fits {
            unexpected += &format!("\n{name}:\n    natively{}\n    with the attribute{}", list(theirs), list(&ours))
        }
    }
    let unknown = TWICE.iter().chain(&OTHERWISE).filter(|(name, _)| !names.contains(*name));
    unknown.for_each(|(name, _)| unexpected += &format!("\n{name}: there is no such program"));
    assert!(unexpected.is_empty(), "an error came, went or moved: see the lists of what differs{unexpected}");
}
