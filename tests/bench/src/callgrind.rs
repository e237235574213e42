//! Counts instructions: a process runs under valgrind and does nothing but one version of one case.

use crate::cases::{self, Case};
use crate::command::fail;
use std::process::Command;

/// Tells the process under valgrind what to do: the case, the version, and how often.
const TASK: &str = "BENCH_TASK";

/// Which of both.
#[derive(Clone, Copy)]
pub enum Version {
    Native,
    Ours,
}

/// Does what the process was started for, if it was started by [`instructions`].
pub fn serve() -> bool {
    let Ok(task) = std::env::var(TASK) else { return false };
    let [name, version, times] = task.split(' ').collect::<Vec<_>>()[..] else { fail("the task has three words") };
    let case = cases::all().into_iter().find(|case| case.name == name).expect("the case is known");
    let run = if version == "ours" { case.ours } else { case.native };
    run(times.parse().expect("a number of repetitions"));
    true
}

/// The instructions of one run: what it takes to repeat it, without what comes before and after.
pub fn instructions(case: &Case, version: Version) -> f64 {
    const TIMES: u64 = 200;
    let once = collected(case, version, TIMES);
    let twice = collected(case, version, 2 * TIMES);
    (twice - once) as f64 / TIMES as f64
}

fn collected(case: &Case, version: Version, times: u64) -> u64 {
    let version = match version {
        Version::Native => "native",
        Version::Ours => "ours",
    };
    let this = std::env::current_exe().expect("a process has a file");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(this)
        .env(TASK, format!("{} {version} {times}", case.name))
        .output()
        .unwrap_or_else(|error| fail(&format!("valgrind counts the instructions, but cannot be run: {error}")));
    let said = String::from_utf8_lossy(&output.stderr);
    let count = said.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    count.unwrap_or_else(|| fail(&format!("valgrind has not counted the instructions of {}:\n{said}", case.name)))
}
