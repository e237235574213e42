//! Time to compile: `cargo bench -p bench --bench compile -- [--quick] [check | debug | release]`.
//!
//! Two packages of the same text, but for the attribute, are compiled in turns. Only their own compilation is timed, not
//! cargo and not what they depend on: cargo calls this very program in the place of rustc, which then calls rustc.

use bench::command::{Command, fail};
use bench::generated;
use bench::table::{Row, Table, median};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Instant;

/// Where the program that stands for rustc leaves the time. Its presence tells that program what it is.
const TIME: &str = "BENCH_COMPILE_TIME";

const FUNCTIONS: usize = 200;

const WAYS: [(&str, &[&str]); 3] = [("check", &["check"]), ("debug", &["build"]), ("release", &["build", "--release"])];

fn main() {
    if let Some(file) = std::env::var_os(TIME) {
        time_rustc(&file);
    }
    let command = Command::read(&["--quick"]);
    let turns = if command.has("--quick") { 1 } else { 3 };
    let ours = Package::write("ours", "#[resumable::coroutine]\n");
    let native = Package::write("native", "");
    let mut table = Table::begin("seconds", 2);
    for (name, way) in WAYS.iter().filter(|(name, _)| command.wants(name)) {
        table.print(&measure(name, way, turns, &ours, &native));
    }
    table.end();
}

/// Instead of rustc: runs it, and writes down how long it took.
fn time_rustc(file: &OsString) -> ! {
    let mut arguments = std::env::args_os().skip(1);
    let rustc = arguments.next().expect("cargo says which rustc it means");
    let start = Instant::now();
    let status = process::Command::new(rustc).args(arguments).status().expect("rustc runs");
    fs::write(file, start.elapsed().as_secs_f64().to_string()).expect("the time can be written");
    process::exit(status.code().unwrap_or(1))
}

fn measure(name: &str, way: &[&str], turns: usize, ours: &Package, native: &Package) -> Row {
    // The first builds what they depend on.
    ours.compile(way);
    native.compile(way);
    let turns: Vec<(f64, f64)> = (0..turns).map(|_| (ours.compile(way), native.compile(way))).collect();
    Row {
        name: name.to_owned(),
        ours: median(turns.iter().map(|(ours, _)| *ours)),
        native: median(turns.iter().map(|(_, native)| *native)),
        ratio: median(turns.iter().map(|(ours, native)| ours / native)),
    }
}

/// A package with one of both texts.
struct Package {
    directory: PathBuf,
}

impl Package {
    fn write(name: &str, attribute: &str) -> Package {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile").join(name);
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nresumable = {{ path = {runtime:?}, default-features = false }}\n"
        );
        fs::create_dir_all(directory.join("src")).expect("the directory for temporary files can be written");
        fs::write(directory.join("Cargo.toml"), manifest).expect("the manifest can be written");
        fs::write(directory.join("src/lib.rs"), generated::source(FUNCTIONS, attribute)).expect("so can the source");
        Package { directory }
    }

    /// The seconds that rustc takes.
    fn compile(&self, way: &[&str]) -> f64 {
        // Cargo compiles again what is newer than what it compiled before.
        let source = fs::File::options().append(true).open(self.directory.join("src/lib.rs"));
        source.and_then(|file| file.set_modified(std::time::SystemTime::now())).expect("the source can be touched");
        let time = self.directory.join("time");
        let output = process::Command::new(env!("CARGO"))
            .args(way)
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", self.directory.with_file_name("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe().expect("a process has a file"))
            .env(TIME, &time)
            .output()
            .expect("cargo runs");
        if !output.status.success() {
            fail(&format!("the functions do not compile:\n{}", String::from_utf8_lossy(&output.stderr)));
        }
        let seconds = fs::read_to_string(&time).expect("rustc was called");
        fs::remove_file(&time).expect("the time is read once");
        seconds.parse().expect("it is a number")
    }
}
