//! The rules of the house that a test can check. Each message says which file breaks which rule, and what to do.

use std::fs;
use std::path::{Path, PathBuf};

/// The files of the runtime with unsafe code. Adding one is a decision: whoever does it argues for each block.
const UNSAFE: &[&str] = &[
    "runtime/src/future/tuples.rs",
    "runtime/src/interop/hyper.rs",
    "runtime/src/interop/tokio.rs",
    "runtime/src/net/uninit.rs",
    "runtime/src/net/unix/credentials.rs",
    "runtime/src/private/apart.rs",
    "runtime/src/private/coroutine.rs",
    "runtime/src/private/frame.rs",
    "runtime/src/private/parts.rs",
    "runtime/src/private/node.rs",
    "runtime/src/private/slot.rs",
    "runtime/src/private/together.rs",
    "runtime/src/private/together/join.rs",
    "runtime/src/private/together/select.rs",
    "runtime/src/private/unlabelled.rs",
    "runtime/src/process/end.rs",
    "runtime/src/reactor/alarm.rs",
    "runtime/src/reactor/timer.rs",
    "runtime/src/reactor/wheel.rs",
    "runtime/src/signal.rs",
    "runtime/src/sync/mapped.rs",
    "runtime/src/sync/mutex.rs",
    "runtime/src/sync/oneshot.rs",
    "runtime/src/sync/oneshot/shared.rs",
    "runtime/src/sync/rw_lock.rs",
    "runtime/src/sync/wait_list.rs",
    "runtime/src/task/cell.rs",
    "runtime/src/task/header.rs",
    "runtime/src/task/home/here.rs",
    "runtime/src/task/home/main.rs",
    "runtime/src/task/home/mod.rs",
    "runtime/src/task/job.rs",
    "runtime/src/task/join.rs",
    "runtime/src/task/lists.rs",
    "runtime/src/task/memory.rs",
    "runtime/src/task/panic.rs",
    "runtime/src/task/ring.rs",
    "runtime/src/task/shared.rs",
    "runtime/src/task/waker.rs",
    "runtime/src/time/sleep.rs",
    "runtime/src/time/timeout.rs",
];

/// Longer than the rest, and for what reason.
const LONG: [(&str, &str); 0] = [];

/// Lines of code, without comments and blank lines.
const MOST_LINES: usize = 400;

/// Who may not know whom, so that each part can be read on its own: the directory, and the modules that it must not name.
const DIRECTIONS: [(&str, &[&str]); 6] = [
    ("runtime/src/private", &["crate::"]),
    (
        "runtime/src/reactor",
        &["crate::task", "crate::executor", "crate::net", "crate::time", "crate::blocking", "crate::spawn"],
    ),
    ("runtime/src/net", &["crate::task", "crate::executor", "crate::sync", "crate::time", "crate::spawn"]),
    ("runtime/src/time", &["crate::task", "crate::executor", "crate::net", "crate::blocking", "crate::spawn"]),
    (
        "runtime/src/sync",
        &["crate::task", "crate::executor", "crate::reactor", "crate::net", "crate::time", "crate::spawn"],
    ),
    (
        "runtime/src/io",
        &["crate::task", "crate::executor", "crate::reactor", "crate::net", "crate::time", "crate::spawn"],
    ),
];

/// A file of the repository, its path written with slashes.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn read(path: &str) -> Source {
        let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        Source { path: path.to_owned(), text }
    }

    /// Numbered from one, without blank lines and those that are only a comment.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with("//"))
    }

    /// The places of the code where the predicate holds.
    fn find(&self, predicate: impl Fn(&str) -> bool) -> Vec<String> {
        self.code()
            .filter(|(_, line)| predicate(line))
            .map(|(number, line)| format!("{}:{number}: {}", self.path, line.trim()))
            .collect()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below the directory, sorted.
fn sources(directory: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![root().join(directory)];
    while let Some(directory) = waiting.pop() {
        for entry in fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display())) {
            let path = entry.expect("the directory can be read").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let relative = path.strip_prefix(root()).expect("the file is in the repository");
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                found.push(Source::read(&parts.join("/")));
            }
        }
    }
    assert!(!found.is_empty(), "there are no Rust files in {directory}");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn both_crates() -> impl Iterator<Item = Source> {
    sources("macros/src").into_iter().chain(sources("runtime/src"))
}

fn is_test_of_phases(source: &Source) -> bool {
    source.path.starts_with("macros/src/tests")
}

/// Whether the line has the word, not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part))
}

#[track_caller]
fn assert_none(violations: Vec<String>, rule: &str) {
    assert!(violations.is_empty(), "{rule}:\n{}", violations.join("\n"));
}

#[test]
fn files_are_short() {
    let is_long = |source: &Source| source.code().count() > MOST_LINES;
    let unexpected = both_crates().filter(|source| !is_test_of_phases(source) && is_long(source));
    let unexpected = unexpected.filter(|source| LONG.iter().all(|(path, _)| *path != source.path));
    assert_none(
        unexpected.map(|source| format!("{}: {} lines", source.path, source.code().count())).collect(),
        &format!("a file has at most {MOST_LINES} lines of code: divide it by what its parts are about"),
    );
    for (path, _) in LONG {
        assert!(is_long(&Source::read(path)), "{path} is short enough now: take it off the list of long files");
    }
}

#[test]
fn nothing_is_left_undone() {
    let undone = |line: &str| {
        ["todo!", "unimplemented!", "dbg!"].iter().any(|word| line.contains(word)) || line.contains("FIXME")
    };
    let sources = both_crates().filter(|source| !is_test_of_phases(source)).chain(sources("examples"));
    assert_none(sources.flat_map(|source| source.find(undone)).collect(), "finish it, or take it out");
    let comments = both_crates().chain(self::sources("examples")).flat_map(|source| {
        let lines = source.text.lines().filter(|line| has_word(line, "FIXME") || has_word(line, "TODO"));
        lines.map(|line| format!("{}: {}", source.path, line.trim())).collect::<Vec<_>>()
    });
    assert_none(comments.collect(), "finish it, or say in a sentence why it is right as it is");
}

#[test]
fn code_is_generated_in_codegen() {
    let may = |path: &str| {
        // What a macro stands for is written as source, before anything is parsed.
        let spelled = path.starts_with("macros/src/syntax/known");
        let named = ["macros/src/fallback.rs", "macros/src/names.rs"].contains(&path);
        path.starts_with("macros/src/codegen/") || spelled || named
    };
    let quotes = |line: &str| {
        ["quote!", "quote_spanned!"]
            .iter()
            .any(|call| has_word(line, call.trim_end_matches('!')) && line.contains(call))
    };
    let elsewhere = sources("macros/src").into_iter().filter(|source| !may(&source.path) && !is_test_of_phases(source));
    assert_none(
        elsewhere
            .flat_map(|source| source.find(|line| quotes(line) && !line.trim_start().starts_with("use ")))
            .collect(),
        "`quote!` belongs to codegen/, syntax/known/, fallback.rs and names.rs (`parse_quote!` to whoever works on syn's tree)",
    );
}

#[test]
fn one_file_spells_internal_names() {
    let elsewhere = both_crates().filter(|source| source.path != "macros/src/names.rs");
    assert_none(
        elsewhere.flat_map(|source| source.find(|line| line.contains("\"__resumable_"))).collect(),
        "only names.rs spells an internal name: add a function there",
    );
}

#[test]
fn unsafe_code_lives_in_named_files() {
    let root = Source::read("macros/src/lib.rs");
    assert!(root.text.contains("#![forbid(unsafe_code)]"), "macros/src/lib.rs forbids unsafe code");
    for source in sources("runtime/src") {
        let found = source.find(|line| has_word(line, "unsafe"));
        if UNSAFE.contains(&source.path.as_str()) {
            assert!(!found.is_empty(), "{} has no unsafe code any more: take it off the list", source.path);
        } else {
            assert_none(found, "unsafe code lives in the files that tests/tidy.rs lists");
        }
    }
}

#[test]
fn dependencies_have_a_direction() {
    let outside = sources("runtime/src").into_iter();
    let outside = outside
        .filter(|source| !["runtime/src/reactor/", "runtime/src/net/"].iter().any(|may| source.path.starts_with(may)));
    assert_none(
        outside.flat_map(|source| source.find(|line| has_word(line, "mio"))).collect(),
        "only reactor/ and net/ name mio",
    );
    for (directory, unknown) in DIRECTIONS {
        let found = sources(directory)
            .into_iter()
            .flat_map(|source| source.find(|line| unknown.iter().any(|name| line.contains(name))));
        assert_none(found.collect(), &format!("{directory} does not know {unknown:?}: see the README"));
    }
}

#[test]
fn examples_are_documentation() {
    let readme = Source::read("README.md").text;
    let mut order: Vec<(usize, String)> = Vec::new();
    for source in sources("examples") {
        let path = &source.path;
        let name = path.trim_start_matches("examples/").trim_end_matches(".rs");
        let header: Vec<&str> = source.text.lines().take_while(|line| line.starts_with("//!")).collect();
        let paragraphs = header.split(|line| *line == "//!").collect::<Vec<_>>();
        assert!(
            paragraphs.len() >= 3,
            "{path}: a header has a sentence, a paragraph and a block with the command and its output"
        );
        let sentence = paragraphs[0].iter().map(|line| line.trim_start_matches("//! ")).collect::<Vec<_>>().join(" ");
        assert!(
            sentence.ends_with('.') && !sentence.contains(". "),
            "{path}: the header begins with one sentence: {sentence}"
        );
        assert_eq!(paragraphs[2].first(), Some(&"//! ```console"), "{path}: the third part of the header is the block");
        assert_eq!(header.last(), Some(&"//! ```"), "{path}: the header ends with the output");
        let is_expansion = name == "hello_expanded";
        let internal = source.find(|line| line.contains("resumable::private") || has_word(line, "unsafe"));
        assert!(is_expansion || internal.is_empty(), "{path}: only `hello_expanded` shows the machinery: {internal:?}");
        let Some(at) = readme.find(&format!("(examples/{name}.rs)")) else {
            panic!("the README's list of examples lacks `{name}`")
        };
        order.push((at, name.to_owned()));
    }
    order.sort();
    assert_eq!(order.first().map(|(_, name)| name.as_str()), Some("hello"), "the examples are read from `hello` on");
    assert_eq!(
        readme.matches("(examples/").count(),
        order.len(),
        "the README lists each example once, and none that is gone"
    );
}

#[test]
fn the_commands_are_those_of_the_readme() {
    let readme = Source::read("README.md").text;
    for command in ["cargo run --example http_get", "cargo test"] {
        assert!(readme.lines().any(|line| line == command), "the README shows `{command}` on a line of its own");
    }
    let checks = Source::read(".ci/run").text;
    assert!(
        checks.lines().any(|line| line == "cargo test"),
        ".ci/run runs the test command of the README as it stands there"
    );
    let manifest = Source::read("Cargo.toml").text;
    assert!(
        manifest.contains(
            r#"default-members = [".", "macros", "runtime", "tests/adversary", "tests/edition_2018", "tests/edition_2021", "tests/generator", "tests/no_std", "tests/no_std_alloc", "tests/portability", "tests/programs"]"#
        ),
        "`cargo test` at the root tests every package"
    );
}

/// The part of the README between a heading and the next.
fn section(readme: &str, heading: &str) -> String {
    let after = readme.split_once(heading).unwrap_or_else(|| panic!("the README has the heading `{heading}`")).1;
    after.split_once("\n## ").map_or(after, |(section, _)| section).to_owned()
}

/// The targets of the links that begin with `prefix`.
fn links<'t>(text: &'t str, prefix: &str) -> Vec<&'t str> {
    let targets = text.split("](").skip(1).filter_map(|after| after.split(')').next());
    targets.filter(|target| target.starts_with(prefix)).collect()
}

#[test]
fn what_is_not_supported_is_tested() {
    let readme = Source::read("README.md").text;
    let section = section(&readme, "## What is not supported");
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    assert!(!rows.is_empty(), "the README has a table of what is not supported");
    let untested = rows.iter().filter(|row| links(row, "tests/ui/").is_empty());
    assert_none(untested.map(|row| row.to_string()).collect(), "a row links its tests in tests/ui/unsupported/");
    let mut linked: Vec<&str> = rows.iter().flat_map(|row| links(row, "tests/ui/")).collect();
    linked.sort();
    let gone = linked.iter().filter(|path| !root().join(path.replace(".rs", ".stderr")).is_file());
    assert_none(gone.map(|path| path.to_string()).collect(), "a row links a ui test that has an expected error");
    let tests = sources("tests/ui/unsupported").into_iter().map(|source| source.path);
    let unlinked = tests.filter(|path| linked.binary_search(&path.as_str()).is_err());
    assert_none(unlinked.collect(), "a row of the README's table of what is not supported links each of these tests");
}

#[test]
fn known_differences_are_tested() {
    let readme = Source::read("README.md").text;
    let section = section(&readme, "## What is not supported");
    let bullets: Vec<String> = section.split("\n- ").skip(1).map(|bullet| bullet.replace('\n', " ")).collect();
    let differences = Source::read("tests/oracle/differences.rs").text;
    let tests = [differences.clone(), Source::read("tests/edition_2021/src/lib.rs").text].concat();
    assert!(!bullets.is_empty(), "the README lists the differences");
    let names = bullets.iter().map(|bullet| {
        let name = bullet.split("(`").skip(1).filter_map(|after| after.split_once("`)")).last();
        let name = name.unwrap_or_else(|| panic!("a difference names its test in parentheses: {bullet}")).0;
        assert!(tests.contains(&format!("fn {name}()")), "no test is called `{name}`: {bullet}");
        name
    });
    let names: Vec<&str> = names.collect();
    let unlisted = differences.split("#[test]\nfn ").skip(1).filter_map(|after| after.split('(').next());
    assert_none(
        unlisted.filter(|name| !names.contains(name)).map(str::to_owned).collect(),
        "the README's list of differences names each test of tests/oracle/differences.rs",
    );
}

/// An error that no ui test can show, because they are built with the standard library; and the test that shows it.
const NO_UI_TEST: (&str, &str) = ("needs an allocator: ", "macros/src/tests/items.rs");

/// The messages of the compiler's own errors, each with its place.
fn own_messages() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in sources("macros/src").into_iter().filter(|source| !is_test_of_phases(source)) {
        for (at, call) in source.text.match_indices("diagnostics.error(") {
            let rest = &source.text[at + call.len()..];
            let message = rest.split_once('"').expect("the message is a literal in the call").1;
            let message = message.split_once('"').expect("the literal ends").0;
            let line = source.text[..at].lines().count();
            found.push((format!("{}:{line}", source.path), message.to_owned()));
        }
    }
    assert!(!found.is_empty(), "the compiler has errors of its own");
    found
}

/// Whether the text has all the pieces of a format string, in order, on one line.
fn is_printed(format: &str, text: &str) -> bool {
    let mut pieces = format.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after));
    let first = pieces.next().unwrap_or_default();
    let pieces: Vec<&str> = pieces.collect();
    text.lines().any(|line| {
        let mut rest = line.find(&format!("error: {first}")).map(|at| &line[at + "error: ".len() + first.len()..]);
        for piece in &pieces {
            rest = rest.and_then(|rest| rest.split_once(piece).map(|(_, after)| after));
        }
        rest.is_some()
    })
}

#[test]
fn own_errors_are_tested() {
    let expected: String = sources("tests/ui")
        .iter()
        .filter_map(|source| fs::read_to_string(root().join(source.path.replace(".rs", ".stderr"))).ok())
        .collect();
    let messages = own_messages();
    let (message, shown_by) = NO_UI_TEST;
    assert!(Source::read(shown_by).text.contains(message), "{shown_by} shows the error `{message}`");
    let printed = |printed: &str| printed.contains(message) || is_printed(printed, &expected);
    let untested = messages.iter().filter(|(_, message)| !printed(message));
    assert_none(
        untested.map(|(place, message)| format!("{place}: {message}")).collect(),
        "a ui test shows each error of the compiler's own",
    );
    let silent = messages.iter().filter(|(_, message)| !message.contains(": ") || message.ends_with('.'));
    assert_none(
        silent.map(|(place, message)| format!("{place}: {message}")).collect(),
        "an error says what to write instead, after a colon, and has no full stop",
    );
}
