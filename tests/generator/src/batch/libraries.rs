//! What every crate of programs links with: the runtime of the coroutines, their compiler, the judge, and the crates whose macros await.
//!
//! cargo builds them once for a workshop, rustc is called for the rest. So a campaign is about one state of the compiler,
//! whatever becomes of the sources meanwhile.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::{fs, io};

/// The manifest of a package that has these dependencies and nothing else. `dump` and the runtime of `resumable` are left out;
/// the compiler of coroutines is optimised, since it works hard here.
const MANIFEST: &str = r#"
[package]
name = "libraries"
edition = "2024"

[workspace]

[dependencies]
futures = "0.3"
judge = { path = "@tests/judge" }
resumable = { path = "@root/runtime", default-features = false }
tokio = { version = "1", features = ["macros"] }

[profile.dev]
debug = 0
incremental = false

[profile.dev.package.judge]
opt-level = 2

[profile.dev.build-override]
opt-level = 1
debug = 0
"#;

/// What the manifest names.
const NAMES: [&str; 4] = ["judge", "resumable", "futures", "tokio"];

/// The editions in which coroutines can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    Of2018,
    Of2021,
    Of2024,
}

impl Edition {
    /// As rustc is told it.
    fn text(self) -> &'static str {
        match self {
            Edition::Of2018 => "2018",
            Edition::Of2021 => "2021",
            Edition::Of2024 => "2024",
        }
    }
}

impl FromStr for Edition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Edition::Of2018, Edition::Of2021, Edition::Of2024];
        let named = all.into_iter().find(|edition| edition.text() == text);
        named.ok_or_else(|| format!("no edition {text}: 2018, 2021 or 2024"))
    }
}

pub struct Libraries {
    edition: Edition,
    /// Of the names in `--extern`, with their paths.
    externs: Vec<(&'static str, PathBuf)>,
    /// The directory of everything that these depend on.
    dependencies: PathBuf,
}

impl Libraries {
    pub fn build(directory: &Path, edition: Edition) -> io::Result<Libraries> {
        write_package(directory)?;
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--offline", "--quiet", "--message-format=json"])
            .current_dir(directory)
            .env("CARGO_TARGET_DIR", directory.join("target"))
            .output()?;
        if !output.status.success() {
            let messages = [output.stderr, output.stdout].concat();
            return Err(io::Error::other(String::from_utf8_lossy(&messages).into_owned()));
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let artifacts: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let externs = NAMES.map(|name| (name, library(&artifacts, name)));
        let dependencies = externs[0].1.with_file_name("");
        Ok(Libraries { edition, externs: externs.into(), dependencies })
    }

    /// A call of rustc that can name the libraries, for programs of the edition.
    pub fn rustc(&self) -> Command {
        let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc
            .args(["--edition", self.edition.text()])
            .arg("-L")
            .arg(format!("dependency={}", self.dependencies.display()));
        for (name, path) in &self.externs {
            rustc.arg("--extern").arg(format!("{name}={}", path.display()));
        }
        rustc
    }
}

fn write_package(directory: &Path) -> io::Result<()> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = tests.join("../..");
    let manifest = MANIFEST.replace("@tests", &tests.to_string_lossy()).replace("@root", &root.to_string_lossy());
    fs::create_dir_all(directory.join("src"))?;
    fs::write(directory.join("src/lib.rs"), "")?;
    fs::write(directory.join("Cargo.toml"), manifest)?;
    // So that nothing is looked up: cargo takes out what it does not need.
    fs::copy(root.join("Cargo.lock"), directory.join("Cargo.lock"))?;
    Ok(())
}

/// The path of a library that cargo built, below `deps`.
fn library(artifacts: &[Value], name: &str) -> PathBuf {
    let is_it = |artifact: &&Value| artifact["target"]["name"] == name && artifact["filenames"].is_array();
    let files =
        artifacts.iter().filter(is_it).flat_map(|artifact| artifact["filenames"].as_array().into_iter().flatten());
    let paths: Vec<PathBuf> = files.filter_map(Value::as_str).map(PathBuf::from).collect();
    let rlib = paths.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "rlib"));
    rlib.expect("cargo names what it has built")
}
