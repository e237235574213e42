//! Many mutants in one crate, each in a module of its own, and which of them rustc complains about.
//!
//! rustc stops after a stage that found errors: while one module has an unknown name, no module is type-checked. So what
//! was complained about is taken out, and the rest compiled again, until nothing is complained about any more.

use crate::plain;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

/// Who compiles the coroutines.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Side {
    Native,
    Ours,
    /// Nobody: the same body as a plain function, in which nothing waits.
    Plain,
}

impl Side {
    /// The text with the attribute, or without one.
    pub fn attributed(self, text: &str) -> String {
        match self {
            Side::Native => text.replace("#[co]", ""),
            Side::Ours => text.replace("#[co]", "#[resumable::coroutine]"),
            Side::Plain => {
                let text = plain::written_out(text);
                let text =
                    text.replace("async fn", "fn").replace(". await", ".await").replace(".await", ".waited_for()");
                text.replace("#[co]", "").replace("::adversary::drive(", "::adversary::touch(&")
            }
        }
    }
}

/// How far rustc goes.
#[derive(Clone, Copy, PartialEq)]
pub enum Depth {
    /// Names, types, borrows.
    Check,
    /// And what is found when code is generated.
    Build,
}

/// An error, as rustc has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    pub code: String,
    pub message: String,
    /// What rustc wrote beside the places.
    labels: Vec<String>,
}

impl Complaint {
    /// Whether the error may be about what happens when a destructor panics: in a coroutine, and nowhere else, rustc then takes
    /// the room of each local to be gone, also of one that needs no destructor.
    pub fn is_about_unwinding(&self) -> bool {
        self.code == "E0597"
            && self
                .labels
                .iter()
                .any(|label| label.contains("borrow might be used here, when") && label.contains("dropped"))
    }
}

/// `None` for a mutant that was accepted.
pub type Verdict = Option<Vec<Complaint>>;

/// Rust code. A function to be compiled has the attribute `#[co]`.
pub struct Module {
    pub topic: usize,
    pub text: String,
}

/// Each has a directory of its own: tests run at the same time.
static INSTANCES: AtomicUsize = AtomicUsize::new(0);

/// What bodies may name.
const LIBRARIES: [&str; 5] = ["adversary", "anyhow", "futures", "resumable", "tokio"];

/// Where the libraries are, and where files may be written.
pub struct Rustc {
    libraries: BTreeMap<&'static str, PathBuf>,
    scratch: PathBuf,
}

impl Rustc {
    /// Builds the libraries.
    pub fn new() -> Self {
        let exe = env::current_exe().expect("this program is a file");
        let profile = exe.ancestors().find(|path| path.join("deps").is_dir()).expect("cargo built this program");
        let target = profile.parent().expect("a profile is in a target directory");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let output = Command::new(cargo)
            .args(["build", "--lib", "--package", "adversary", "--message-format", "json", "--manifest-path"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
            .arg("--target-dir")
            .arg(target)
            .output()
            .expect("cargo can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut libraries = BTreeMap::new();
        for message in String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| line.parse::<Value>().ok()) {
            let built = LIBRARIES.iter().find(|name| message["target"]["name"] == **name);
            if let (Some(name), Some(library)) = (built, message["filenames"][0].as_str()) {
                libraries.insert(*name, PathBuf::from(library));
            }
        }
        let missing = LIBRARIES.iter().find(|name| !libraries.contains_key(*name));
        assert!(missing.is_none(), "cargo does not say where {missing:?} is");
        let instance = INSTANCES.fetch_add(1, Ordering::Relaxed);
        let scratch = target.join("adversary").join(format!("{}_{instance}", std::process::id()));
        fs::create_dir_all(&scratch).expect("the target directory can be written to");
        Rustc { libraries, scratch }
    }

    /// Judges all mutants. `name` is that of the crate, so that two can be compiled at the same time.
    pub fn judge(&self, topics: &[Module], mutants: &[&Module], side: Side, depth: Depth, name: &str) -> Vec<Verdict> {
        let mut verdicts = vec![None; mutants.len()];
        let everything: Vec<usize> = (0..mutants.len()).collect();
        let batch = Batch { rustc: self, topics, mutants, side, depth, name };
        batch.weed(everything, &mut verdicts);
        verdicts
    }
}

impl Drop for Rustc {
    fn drop(&mut self) {
        // What is left behind costs room, and nothing else.
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

struct Batch<'b> {
    rustc: &'b Rustc,
    topics: &'b [Module],
    mutants: &'b [&'b Module],
    side: Side,
    depth: Depth,
    name: &'b str,
}

impl Batch<'_> {
    fn weed(&self, mut left: Vec<usize>, verdicts: &mut [Verdict]) {
        while !left.is_empty() {
            let (ok, complaints, rest) = self.compile(&left);
            if ok {
                return;
            }
            if complaints.is_empty() {
                // Something that is nobody's: a crash of rustc, or an error without a place.
                if let [only] = left[..] {
                    verdicts[only] = Some(rest);
                    return;
                }
                let other = left.split_off(left.len() / 2);
                self.weed(left, verdicts);
                return self.weed(other, verdicts);
            }
            let guilty: BTreeSet<usize> = complaints.iter().map(|(mutant, _)| *mutant).collect();
            for (mutant, complaint) in complaints {
                verdicts[mutant].get_or_insert_default().push(complaint)
            }
            left.retain(|mutant| !guilty.contains(mutant))
        }
    }

    /// Whether all is well, what is wrong with which mutant, and what cannot be attributed.
    fn compile(&self, left: &[usize]) -> (bool, Vec<(usize, Complaint)>, Vec<Complaint>) {
        let (text, lines) = self.text(left);
        let side = match self.side {
            Side::Native => "native",
            Side::Ours => "ours",
            Side::Plain => "plain",
        };
        let file = self.rustc.scratch.join(format!("{}_{side}.rs", self.name));
        fs::write(&file, text).expect("the file can be written");
        let emit = match self.depth {
            Depth::Check => "metadata",
            Depth::Build => "obj",
        };
        let libraries = &self.rustc.libraries;
        let externs = libraries.iter().flat_map(|(name, path)| [OsString::from("--extern"), named(name, path)]);
        let adversary = &libraries["adversary"];
        let output = Command::new("rustc")
            .env("CARGO_PKG_NAME", "adversary")
            .args(["--edition", "2024", "--crate-type", "lib", "--cap-lints", "allow", "--error-format", "json"])
            .args(["--emit", emit, "-C", "debuginfo=0", "--out-dir"])
            .arg(&self.rustc.scratch)
            .args(externs)
            .arg("-L")
            .arg(named("dependency", &adversary.with_file_name("deps")))
            .arg("-L")
            .arg(named("dependency", adversary.parent().expect("a library is in a directory")))
            .arg(&file)
            .output()
            .expect("rustc can be run");
        let (mut complaints, mut rest) = (Vec::new(), Vec::new());
        let stderr = String::from_utf8_lossy(&output.stderr);
        for line in stderr.lines() {
            let Ok(message) = line.parse::<Value>() else { continue };
            if message["level"] != "error"
                || message["message"].as_str().is_some_and(|text| text.starts_with("aborting"))
            {
                continue;
            }
            let complaint = Complaint {
                code: message["code"]["code"].as_str().unwrap_or_default().to_owned(),
                message: message["message"].as_str().unwrap_or_default().to_owned(),
                labels: labels(&message),
            };
            match place(&message, &file).and_then(|line| owner(&lines, line)) {
                Some(mutant) => complaints.push((mutant, complaint)),
                None => rest.push(complaint),
            }
        }
        if rest.is_empty() && complaints.is_empty() && !output.status.success() {
            rest.push(Complaint {
                code: "crash".to_owned(),
                message: stderr.lines().rev().take(3).collect(),
                labels: vec![],
            })
        }
        (output.status.success(), complaints, rest)
    }

    /// The crate, and the first line of each mutant in it. What the mutants of a topic share is nobody's.
    fn text(&self, left: &[usize]) -> (String, Vec<(usize, Option<usize>)>) {
        let mut text = String::from("#![allow(warnings)]\n");
        let mut line = 2;
        let mut lines = Vec::new();
        let mut add = |more: &str| {
            line += more.lines().count();
            text.push_str(more);
            line
        };
        let topics: BTreeSet<usize> = left.iter().map(|mutant| self.mutants[*mutant].topic).collect();
        for topic in topics {
            lines.push((add(""), None));
            add(&format!("pub mod topic_{topic} {{\n"));
            // Some have macros that write cases.
            add("macro_rules! case { ($($any:tt)*) => {} }\n");
            add(&self.topics[topic].text);
            for &mutant in left.iter().filter(|mutant| self.mutants[**mutant].topic == topic) {
                lines.push((add(""), Some(mutant)));
                add(&format!("pub mod mutant_{mutant} {{\n"));
                add(&self.side.attributed(&self.mutants[mutant].text));
                add("}\n");
            }
            add("}\n");
        }
        (text, lines)
    }
}

fn named(name: &str, path: &Path) -> OsString {
    let mut out = OsString::from(format!("{name}="));
    out.push(path);
    out
}

fn labels(message: &Value) -> Vec<String> {
    let spans = message["spans"].as_array().into_iter().flatten();
    spans.filter_map(|span| span["label"].as_str().map(str::to_owned)).collect()
}

/// The line of the file that an error is about.
fn place(message: &Value, file: &Path) -> Option<u64> {
    let spans = || message["spans"].as_array().into_iter().flatten();
    let children = || message["children"].as_array().into_iter().flatten();
    let primary = spans().filter(|span| span["is_primary"] == true);
    let others = spans().chain(children().flat_map(|child| child["spans"].as_array().into_iter().flatten()));
    primary.chain(others).find_map(|span| line_of(span, file))
}

/// An error inside a macro is one of whoever called it.
fn line_of(span: &Value, file: &Path) -> Option<u64> {
    if span["file_name"].as_str().map(Path::new) == Some(file) {
        return span["line_start"].as_u64();
    }
    let call = &span["expansion"]["span"];
    if call.is_null() { None } else { line_of(call, file) }
}

fn owner(lines: &[(usize, Option<usize>)], line: u64) -> Option<usize> {
    let line = usize::try_from(line).expect("a file has fewer lines than fit into memory");
    let after = lines.partition_point(|(first, _)| *first <= line);
    after.checked_sub(1).and_then(|index| lines[index].1)
}
