//! System calls of a round of the echo, counted by strace, of which each measurement has a process of its own.

use crate::All;
use std::env;
use std::process::{Command, Stdio};

/// Set in the processes that are counted: the column, the connections, and the rounds of each.
const JOB: &str = "BENCH_ECHO";

/// Does the job of a process that is counted. False if it is not one.
pub fn run_job(all: &All) -> bool {
    let Ok(job) = env::var(JOB) else { return false };
    let words: Vec<&str> = job.split(' ').collect();
    let [column, connections, rounds] = words[..] else { panic!("`{job}` is no job") };
    all.echo(column.parse().unwrap(), connections.parse().unwrap(), rounds.parse().unwrap());
    true
}

/// Whether strace is there, and may trace.
pub fn can_be_counted() -> bool {
    let mut command = Command::new("strace");
    command.args(["-f", "-c", "-o", "/dev/null", "true"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The calls of a round, in the runtime of that column. What comes before and after the rounds is in both runs, and cancels out.
pub fn of_echo(column: usize, connections: u64, rounds: u64) -> f64 {
    let count = |rounds| count(&format!("{column} {connections} {rounds}")) as f64;
    (count(3 * rounds) - count(rounds)) / (2 * connections * rounds) as f64
}

fn count(job: &str) -> u64 {
    let program = env::current_exe().unwrap();
    // The summary is the only thing that it writes there.
    let output = Command::new("strace").args(["-f", "-c"]).arg(program).env(JOB, job).output().unwrap();
    let summary = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{summary}");
    summary.lines().filter_map(calls_of_line).sum()
}

/// `% time, seconds, usecs/call, calls, errors, syscall`, where there may be no errors.
fn calls_of_line(line: &str) -> Option<u64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_sum = words.last().is_some_and(|name| *name == "total");
    if is_sum { None } else { words.get(3)?.parse().ok() }
}
