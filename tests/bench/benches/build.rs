//! Time to build the runtime: `cargo bench -p bench --bench build -- [--quick] [debug | release]`.
//!
//! Packages of nothing but a dependency are built from scratch, in turns: on this runtime, without its HTTP client and with it, on tokio with the
//! features that amount to the same, and on smol. What is built is everything but the attribute, which is a compiler, and is there before the clock starts: whoever
//! uses it pays for it once, whatever it is used for. The coroutines of the runtime itself are expanded within the time.
//!
//! `seconds` is what one waits, with as many cores as there are; `processor` what all processes have used together, which others that use the machine
//! disturb less; `crates` are those that are compiled, without build scripts.

use bench::command::{Command, fail};
use bench::table::median;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process;
use std::time::Instant;

/// Where the program that stands for rustc writes a line for each crate. Its presence tells that program what it is.
const CRATES: &str = "BENCH_BUILD_CRATES";

/// The name, the dependency, and what of it is built before, which is a dependency as well.
const CONTESTANTS: [(&str, &str, Option<&str>); 4] = [
    ("ours", r#"resumable = { path = RUNTIME, default-features = false, features = ["runtime"] }"#, Some(MACROS)),
    ("ours with http", "resumable = { path = RUNTIME }", Some(MACROS)),
    (
        "tokio",
        r#"tokio = { version = "1", features = ["rt-multi-thread", "net", "io-util", "sync", "time", "fs"] }"#,
        None,
    ),
    ("smol", r#"smol = "2""#, None),
];

const MACROS: &str = r#"resumable-macros = { path = MACROS, features = ["alloc"] }"#;

const WAYS: [(&str, &[&str]); 2] = [("debug", &["build"]), ("release", &["build", "--release"])];

fn main() {
    if let Some(file) = std::env::var_os(CRATES) {
        note_crate(&file);
    }
    let command = Command::read(&["--quick"]);
    let turns = if command.has("--quick") { 1 } else { 3 };
    let packages = CONTESTANTS.map(|(name, dependency, before)| Package::write(name, dependency, before));
    println!("{:<22}{:>10}{:>10}{:>10}", "", "seconds", "processor", "crates");
    for (way, arguments) in WAYS.iter().filter(|(way, _)| command.wants(way)) {
        let mut builds: Vec<Vec<Build>> = packages.iter().map(|_| Vec::new()).collect();
        for _ in 0..turns {
            for (package, builds) in packages.iter().zip(&mut builds) {
                builds.push(package.build(arguments));
            }
        }
        for (package, builds) in packages.iter().zip(&builds) {
            let figure = |of: fn(&Build) -> f64| median(builds.iter().map(of));
            println!(
                "{:<22}{:>10.2}{:>10.2}{:>10}",
                format!("{way} {}", package.name),
                figure(|build| build.seconds),
                figure(|build| build.processor),
                builds[0].crates
            );
        }
    }
}

/// Instead of rustc: writes down what is compiled, and runs it.
fn note_crate(file: &OsString) -> ! {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let (rustc, arguments) = arguments.split_first().expect("cargo says which rustc it means");
    let name = arguments.windows(2).find(|pair| pair[0] == "--crate-name").map(|pair| pair[1].to_string_lossy());
    // Cargo also asks what rustc can do, for a crate called `___`.
    if let Some(name) = name.filter(|name| name != "___" && !name.starts_with("build_script")) {
        let file = OpenOptions::new().create(true).append(true).open(file);
        file.and_then(|mut file| writeln!(file, "{name}")).expect("the name can be written");
    }
    let status = process::Command::new(rustc).args(arguments).status().expect("rustc runs");
    process::exit(status.code().unwrap_or(1))
}

struct Build {
    seconds: f64,
    processor: f64,
    crates: usize,
}

/// A package without code.
struct Package {
    name: &'static str,
    directory: PathBuf,
    dependency: &'static str,
    before: Option<&'static str>,
}

impl Package {
    fn write(name: &'static str, dependency: &'static str, before: Option<&'static str>) -> Package {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build").join(name.replace(' ', "-"));
        fs::create_dir_all(directory.join("src")).expect("the directory for temporary files can be written");
        fs::write(directory.join("src/lib.rs"), "").expect("so can the source");
        Package { name, directory, dependency, before }
    }

    /// Builds everything, from scratch.
    fn build(&self, way: &[&str]) -> Build {
        let target = self.directory.join("target");
        if target.exists() {
            fs::remove_dir_all(&target).expect("what was built before can be removed");
        }
        let crates = self.directory.join("crates");
        if let Some(before) = self.before {
            self.depend_on(before);
            self.cargo(way, &crates);
        }
        self.depend_on(self.dependency);
        fs::write(&crates, "").expect("the names can be forgotten");
        let (start, before) = (Instant::now(), processor_seconds());
        self.cargo(way, &crates);
        let (seconds, processor) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
        let names = fs::read_to_string(&crates).expect("the names can be read");
        // One of them is the package itself.
        Build { seconds, processor, crates: names.lines().count() - 1 }
    }

    fn depend_on(&self, dependency: &str) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let path = |name: &str| format!("{:?}", root.join(name));
        let dependency = dependency.replace("RUNTIME", &path("runtime")).replace("MACROS", &path("macros"));
        let manifest =
            format!("[package]\nname = \"user\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{dependency}\n");
        fs::write(self.directory.join("Cargo.toml"), manifest).expect("the manifest can be written");
        // The versions that everything else here is built with.
        fs::copy(root.join("Cargo.lock"), self.directory.join("Cargo.lock")).expect("the lock file can be copied");
    }

    fn cargo(&self, arguments: &[&str], crates: &Path) {
        let mut cargo = process::Command::new(env!("CARGO"));
        cargo.args(arguments).current_dir(&self.directory).env("CARGO_TARGET_DIR", self.directory.join("target"));
        cargo
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTC_WRAPPER", std::env::current_exe().expect("a process has a file"));
        cargo.env_remove("RUSTFLAGS").env(CRATES, crates);
        let output = cargo.output().expect("cargo runs");
        if !output.status.success() {
            fail(&format!("{} does not build:\n{}", self.name, String::from_utf8_lossy(&output.stderr)));
        }
    }
}

/// What the processes that this one has started, and waited for, have used of the processors: zero where the system does not say.
fn processor_seconds() -> f64 {
    let Ok(status) = fs::read_to_string("/proc/self/stat") else { return 0.0 };
    // Behind the name, which may be anything: the state is the third, those of children the sixteenth and the seventeenth, in hundredths.
    let fields: Vec<&str> = status.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let field = |number: usize| fields.get(number - 3).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    (field(16) + field(17)) / 100.0
}
