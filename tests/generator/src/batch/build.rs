//! Writes the crate of a batch, and builds it without the programs that rustc rejects.

use super::Verdict;
use super::libraries::Libraries;
use crate::program::{Program, Version};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What rustc said about a program: its first error.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// `E0505`, or empty for an error of the macro.
    pub code: String,
    pub message: String,
    /// The line that rustc shows, with its number in the program's file.
    pub line: String,
}

impl Refusal {
    /// The code, or the message of an error of the macro without the names in it.
    pub fn kind(&self) -> String {
        if !self.code.is_empty() {
            return self.code.clone();
        }
        let parts = self.message.split('`').enumerate();
        parts.map(|(at, part)| if at % 2 == 0 { part } else { "`…`" }).collect()
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}, at {}", self.code, self.message, self.line)
    }
}

/// What came of a build.
pub enum Built {
    /// Of all programs that have no verdict yet, in order.
    Executable(PathBuf),
    /// With errors that are nobody's.
    Failed(String),
}

/// Builds what has no verdict, and gives one to each program that rustc rejects.
pub fn build(
    libraries: &Libraries,
    directory: &Path,
    programs: &[Program],
    verdicts: &mut [Option<Verdict>],
) -> io::Result<Built> {
    loop {
        let left: Vec<usize> = (0..programs.len()).filter(|at| verdicts[*at].is_none()).collect();
        write_sources(directory, programs, &left)?;
        let outcome = rustc(libraries, directory)?;
        if let Some(executable) = outcome.executable {
            return Ok(Built::Executable(executable));
        }
        if outcome.blamed.is_empty() {
            return Ok(Built::Failed(outcome.unattributed));
        }
        for ((at, version), refusal) in outcome.blamed {
            // The native version comes first: what it rejects, ours may reject as it likes.
            verdicts[at].get_or_insert(match version {
                NATIVE => Verdict::NotRust(refusal),
                _ => Verdict::Rejected(refusal),
            });
        }
    }
}

fn write_sources(directory: &Path, programs: &[Program], left: &[usize]) -> io::Result<()> {
    let sources = directory.join("src");
    if sources.exists() {
        fs::remove_dir_all(&sources)?;
    }
    fs::create_dir_all(&sources)?;
    let mut main = String::from("#![allow(warnings)]\n\n");
    let mut pairs = String::new();
    for at in left {
        for version in Version::BOTH {
            let module = format!("p{at}_{}", version.text());
            fs::write(sources.join(format!("{module}.rs")), programs[*at].module(version))?;
            main.push_str(&format!("mod {module};\n"));
        }
        pairs.push_str(&format!("        (p{at}_native::start, p{at}_ours::start),\n"));
    }
    main.push_str(&format!("\nfn main() {{\n    judge::main(&[\n{pairs}    ]);\n}}\n"));
    fs::write(sources.join("main.rs"), main)
}

/// Of [`Outcome::blamed`]: sorts before the other version.
const NATIVE: u8 = 0;

#[derive(Default)]
struct Outcome {
    executable: Option<PathBuf>,
    /// The first error in each file.
    blamed: BTreeMap<(usize, u8), Refusal>,
    unattributed: String,
    /// An error in no program, which a note behind it may blame on one: what is found when code is generated.
    pending: Option<Refusal>,
}

fn rustc(libraries: &Libraries, directory: &Path) -> io::Result<Outcome> {
    let executable = directory.join("batch");
    let output = libraries
        .rustc()
        .args(["--error-format=json", "src/main.rs", "-o"])
        .arg(&executable)
        .current_dir(directory)
        .output()?;
    if output.status.success() {
        return Ok(Outcome { executable: Some(executable), ..Outcome::default() });
    }
    let mut outcome = Outcome::default();
    for line in String::from_utf8_lossy(&output.stderr).lines() {
        match serde_json::from_str::<Value>(line) {
            Ok(message) if message["level"] == "error" => blame(&message, &mut outcome),
            Ok(message) if message["level"] == "note" => blame_pending(&message, &mut outcome),
            Ok(_) => {}
            Err(_) => outcome.unattributed.push_str(&format!("{line}\n")),
        }
    }
    outcome.give_up();
    Ok(outcome)
}

fn blame(error: &Value, outcome: &mut Outcome) {
    outcome.give_up();
    let message = error["message"].as_str().unwrap_or_default().to_owned();
    let code = error["code"]["code"].as_str().unwrap_or_default().to_owned();
    let refusal = |line| Refusal { code, message, line };
    match blamed(error) {
        Some((file, line)) => _ = outcome.blamed.entry(file).or_insert_with(|| refusal(line)),
        None => outcome.pending = Some(refusal(String::new())),
    }
}

fn blame_pending(note: &Value, outcome: &mut Outcome) {
    if let Some((file, line)) = blamed(note)
        && let Some(refusal) = outcome.pending.take()
    {
        outcome.blamed.entry(file).or_insert(Refusal { line, ..refusal });
    }
}

impl Outcome {
    /// Nobody was blamed for the last error.
    fn give_up(&mut self) {
        if let Some(refusal) = self.pending.take() {
            self.unattributed.push_str(&format!("{}\n", refusal.message));
        }
    }
}

/// The program and the version that a message is about, by its primary spans or the macro calls that these came from; and the
/// line there.
fn blamed(error: &Value) -> Option<((usize, u8), String)> {
    let spans = error["spans"].as_array()?;
    let is_primary = |span: &&Value| span["is_primary"] == true;
    let mut ordered: Vec<&Value> = spans.iter().filter(is_primary).collect();
    ordered.extend(spans.iter().filter(|span| !is_primary(span)));
    ordered.into_iter().find_map(|span| {
        let mut span = span;
        loop {
            if let Some(file) = span["file_name"].as_str().and_then(parse_file) {
                return Some((file, line_of(span)));
            }
            span =
                span.get("expansion").filter(|expansion| !expansion.is_null()).map(|expansion| &expansion["span"])?;
        }
    })
}

fn line_of(span: &Value) -> String {
    let text = span["text"][0]["text"].as_str().unwrap_or_default();
    format!("{}: {}", span["line_start"], text.trim())
}

fn parse_file(path: &str) -> Option<(usize, u8)> {
    let name = path.strip_prefix("src/p")?.strip_suffix(".rs")?;
    let (at, version) = name.split_once('_')?;
    Some((at.parse().ok()?, if version == "native" { NATIVE } else { 1 }))
}
