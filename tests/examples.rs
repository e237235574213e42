//! Every example prints what its header says.
//!
//! A header ends in a block that begins with the command, with the features that the example needs, and the rest of the block is the output. The
//! test runs the command and compares.
//! `UPDATE_EXPECT=1 cargo test --test examples` writes what was printed into the headers instead.
//!
//! No example's output varies: one that measures asserts, and prints what it asserted. So nothing is normalised but the line ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const BEGIN: &str = "//! ```console\n";
const END: &str = "//! ```\n";

/// An example, its header taken apart.
struct Example {
    name: String,
    path: PathBuf,
    /// `--features …`, if it needs some.
    features: Vec<String>,
    before: String,
    output: String,
    after: String,
}

#[test]
fn examples_print_what_their_headers_say() {
    let examples = examples();
    assert!(!examples.is_empty(), "there are no examples");
    let failures: Vec<String> = examples.iter().filter_map(|example| run(example).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_expanded_hello_does_what_hello_does() {
    let output = |name| examples().into_iter().find(|example| example.name == name).map(|example| example.output);
    assert_eq!(output("hello").expect("there is a `hello`"), output("hello_expanded").expect("there is its expansion"));
}

/// `hello_expanded` shows what the macro makes of `hello`: token by token, but for the lengths of paths and the list of lints.
#[test]
fn the_expanded_hello_is_what_the_macro_writes() {
    let shown = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hello_expanded.rs"));
    let shown = normal(&shown.expect("there is an expanded hello"));
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("RESUMABLE_DUMP", "code:hello");
    command.args(["rustc", "--quiet", "--package", "resumable-tests", "--example", "hello", "--"]);
    // Cargo compiles anew only if an argument has changed.
    command.arg(format!("--cfg=run_{}", std::process::id()));
    let output = command.output().expect("cargo can be run");
    let dump = String::from_utf8_lossy(&output.stderr);
    let (_, code) = dump.split_once("// code of hello\n").unwrap_or_else(|| panic!("there is no dump:\n{dump}"));
    let written = normal(code);

    let same = shown.chars().zip(written.chars()).take_while(|(shown, written)| shown == written).count();
    let rest = |text: &str| text.chars().skip(same.saturating_sub(40)).take(120).collect::<String>();
    let (shown_rest, written_rest) = (rest(&shown), rest(&written));
    assert!(
        shown == written,
        "examples/hello_expanded.rs shows\n  {shown_rest}\nwhere the macro writes\n  {written_rest}\nthe whole:\n{code}"
    );
}

/// The function `hello` without comments, white space, lists of lints, paths to the private module and what rustfmt adds at ends.
fn normal(text: &str) -> String {
    let uncommented: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    let packed: String = uncommented.chars().filter(|c| !c.is_whitespace()).collect();
    let start = packed.find("fnhello").expect("there is a function `hello`");
    let end = packed[start..].char_indices().scan(0, |depth, (at, c)| {
        *depth += i32::from(c == '{') - i32::from(c == '}');
        Some((at, c, *depth))
    });
    let end = end.into_iter().find(|(_, c, depth)| *c == '}' && *depth == 0).expect("the function ends").0;
    let mut function = packed[start..=start + end].replace("::resumable::private::", "");
    for lints in ["#[cfg_attr(", "#[allow("] {
        while let Some(lints) = function.find(lints) {
            let end = function[lints..].find(")]").expect("the list ends");
            function.replace_range(lints..lints + end + 2, "");
        }
    }
    // A name in an invisible group is printed in parentheses.
    [
        ("(slot_letters)", "slot_letters"),
        ("(slot_name)", "slot_name"),
        ("(live_letters)", "live_letters"),
        (",)", ")"),
        (",|", "|"),
        (",>", ">"),
        (",}", "}"),
        (";}", "}"),
    ]
    .iter()
    .fold(function, |text, (from, to)| text.replace(from, to))
}

/// The programs in the README compile, and run without a panic.
#[test]
fn the_programs_of_the_readme_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("there is a README").replace("\r\n", "\n");
    let programs: Vec<&str> = readme.split("```rust\n").skip(1).filter_map(|rest| rest.split("```\n").next()).collect();
    assert!(!programs.is_empty(), "the README has a program");
    let cases = trybuild::TestCases::new();
    for (index, program) in programs.iter().enumerate() {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("readme_{index}.rs"));
        fs::write(&path, program).expect("there is room for a program");
        cases.pass(path);
    }
}

fn examples() -> Vec<Example> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let entries = fs::read_dir(&directory).expect("there are examples");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("the directory can be read").path()).collect();
    paths.sort();
    paths.into_iter().map(parse).collect()
}

fn parse(path: PathBuf) -> Example {
    let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(&path).expect("an example can be read").replace("\r\n", "\n");
    let command = format!("{BEGIN}//! $ cargo run --example {name}");
    let Some((before, rest)) = text.split_once(&command) else {
        panic!("the header of the example `{name}` lacks its command: {command}")
    };
    let (features, rest) = rest.split_once('\n').expect("the command has an end");
    let Some((output, after)) = rest.split_once(END) else {
        panic!("the block with the output of the example `{name}` does not end")
    };
    let output = output.lines().map(|line| uncommented(line) + "\n").collect();
    let before = format!("{before}{command}{features}\n");
    let features = features.split_whitespace().map(str::to_owned).collect();
    Example { name, path, features, before, output, after: format!("{END}{after}") }
}

/// Compares, or blesses if so asked.
fn run(example: &Example) -> Result<(), String> {
    let Example { name, output, .. } = example;
    let printed = print(name, &example.features)?;
    if printed == *output {
        return Ok(());
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let lines: String = printed.lines().map(|line| commented(line) + "\n").collect();
        fs::write(&example.path, format!("{}{lines}{}", example.before, example.after))
            .expect("an example can be written");
        return Ok(());
    }
    Err(format!("the example `{name}` prints\n\n{printed}\nand its header says\n\n{output}"))
}

fn print(name: &str, features: &[String]) -> Result<String, String> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["run", "--quiet", "--example", name]).args(features);
    let run = command.output().expect("cargo can be run");
    if !run.status.success() {
        return Err(format!("the example `{name}` fails: {}\n{}", run.status, String::from_utf8_lossy(&run.stderr)));
    }
    let printed =
        String::from_utf8(run.stdout).map_err(|_| format!("the example `{name}` prints something else than text"))?;
    Ok(printed.replace("\r\n", "\n"))
}

fn commented(line: &str) -> String {
    format!("//! {line}").trim_end().to_owned()
}

fn uncommented(line: &str) -> String {
    let text = line.trim_start_matches("//!");
    text.strip_prefix(' ').unwrap_or(text).to_owned()
}
