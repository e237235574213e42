//! Runs the executable of a batch and reads what the judge says, see the crate `judge` for the protocol.

use super::Verdict;
use super::listed::{self, End, Reordering, Swap};
use crate::program::Program;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A program that is silent for so long does not come to an end. They take milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Judges the programs `left`, in the order in which they are in the executable.
pub fn run(
    executable: &Path,
    programs: &[Program],
    left: &[usize],
    verdicts: &mut [Option<Verdict>],
) -> io::Result<()> {
    let mut first = 0;
    while first < left.len() {
        let last_words = run_from(executable, first, programs, left, verdicts)?;
        let Some(unjudged) = (first..left.len()).find(|number| verdicts[left[*number]].is_none()) else { break };
        let how = if last_words.silent { "it does not come to an end" } else { "it kills the process" };
        verdicts[left[unjudged]] = Some(match last_words.version.as_str() {
            "ours" => Verdict::Dies(format!("{how}:\n{}", last_words.error)),
            _ => Verdict::NativeDies,
        });
        first = unjudged + 1;
    }
    Ok(())
}

/// How a process ended.
struct LastWords {
    version: String,
    silent: bool,
    error: String,
}

fn run_from(
    executable: &Path,
    first: usize,
    programs: &[Program],
    left: &[usize],
    verdicts: &mut [Option<Verdict>],
) -> io::Result<LastWords> {
    let mut child = Command::new(executable)
        .arg(first.to_string())
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let (send, lines) = mpsc::channel();
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let reader = thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    let errors = child.stderr.take().expect("it is piped");
    let error_reader = thread::spawn(move || io::read_to_string(errors).unwrap_or_default());

    let mut words = LastWords { version: String::new(), silent: false, error: String::new() };
    let mut difference = String::new();
    let (mut swaps, mut reorderings) = (Vec::new(), Vec::new());
    loop {
        let line = match lines.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                words.silent = true;
                child.kill()?;
                break;
            }
        };
        if let Some(line) = line.strip_prefix("| ") {
            difference.push_str(line);
            difference.push('\n');
            continue;
        }
        if line.starts_with("swaps ") {
            let mut names = line.split('\t').skip(1).map(str::to_owned);
            let (native, ours) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
            swaps.push(Swap { native, ours });
            continue;
        }
        let mut parts = line.split(' ');
        let word = parts.next().unwrap_or_default();
        let mut number = || parts.next().and_then(|number| number.parse::<usize>().ok()).unwrap_or_default();
        let at = number();
        let mut difference = || std::mem::take(&mut difference);
        let verdict = match word {
            "same" => Verdict::Same { scripts: number() },
            "differs" => Verdict::Differs(difference()),
            "reordered" => {
                let end = parts.next().and_then(End::parse).expect("the judge says how the run ended");
                reorderings.push(Reordering { end, swaps: std::mem::take(&mut swaps), text: difference() });
                continue;
            }
            "reorders" => listed::verdict(&programs[left[at]], &std::mem::take(&mut reorderings)),
            version => {
                words.version = version.to_owned();
                continue;
            }
        };
        verdicts[left[at]] = Some(verdict);
    }
    child.wait()?;
    // The readers end with the process; that they might have failed is of no interest.
    let _ = reader.join();
    words.error = error_reader.join().unwrap_or_default();
    Ok(words)
}
