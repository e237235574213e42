//! Many programs in one crate: built, run, compared.
//!
//! One build is dear, one program in it is cheap, so programs travel together. What rustc does not accept must therefore be
//! taken out again: each version of each program has a file of its own, an error is blamed on the file in which it is, and the
//! crate is built without the blamed ones until it builds. An error of the native version is the generator's fault
//! ([`Verdict::NotRust`]); an error of ours alone is a [`Verdict::Rejected`]. A crate that is built again costs nearly twice,
//! so few share one, and as many crates are worked on at once as there are processors.
//!
//! Two cases need more than that. An error that is in no program's file, or a compiler that dies, is looked for by halving the
//! batch. A run that dies or stands still has named its culprit before, and goes on behind it.

mod build;
mod libraries;
mod listed;
mod run;

use crate::program::Program;
use libraries::Libraries;
use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{io, thread};

pub use build::Refusal;
pub use libraries::Edition;
pub use listed::DIFFERENCES;

/// So many programs share a crate.
const CRATE: usize = 25;

/// What came of a program.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// All logs are equal, in so many scripts.
    Same { scripts: usize },
    /// rustc rejects the native version.
    NotRust(Refusal),
    /// rustc accepts the native version only.
    Rejected(Refusal),
    /// The logs differ.
    Differs(String),
    /// The same is dropped in another order after an early end, and the README lists why, under these names.
    Listed { names: BTreeSet<&'static str>, text: String },
    /// Ours kills the process, or does not come to an end.
    Dies(String),
    /// The native version dies, which says nothing.
    NativeDies,
    /// The compiler dies, or complains about no file in particular.
    CompilerDies(String),
}

impl Verdict {
    /// Whether it must not be.
    pub fn is_divergence(&self) -> bool {
        matches!(self, Verdict::Differs(_) | Verdict::Dies(_) | Verdict::CompilerDies(_))
    }

    /// Whether there is nothing to find out about it.
    pub fn is_alike(&self) -> bool {
        matches!(self, Verdict::Same { .. } | Verdict::NotRust(_) | Verdict::NativeDies)
    }

    /// What must stay as it is when a program shrinks: the kind of the verdict, and of the script that shows it or of the error.
    pub fn symptom(&self) -> String {
        match self {
            Verdict::Same { .. } => "the same".into(),
            Verdict::NotRust(_) | Verdict::NativeDies => "not a program".into(),
            Verdict::Rejected(refusal) => format!("rejected: {}", refusal.kind()),
            Verdict::Differs(text) => script(text),
            Verdict::Listed { names, .. } => format!("listed: {}", listing(names)),
            Verdict::Dies(_) => "ours dies".into(),
            Verdict::CompilerDies(_) => "the compiler dies".into(),
        }
    }
}

fn listing(names: &BTreeSet<&'static str>) -> String {
    names.iter().copied().collect::<Vec<_>>().join(", ")
}

/// The first line of a difference, without numbers: which kind of script it is.
fn script(text: &str) -> String {
    let script = text.lines().next().unwrap_or_default();
    script.chars().filter(|c| !c.is_ascii_digit()).collect()
}

impl Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Same { scripts } => write!(f, "the same in {scripts} scripts"),
            Verdict::NotRust(refusal) => write!(f, "rustc says: {refusal}"),
            Verdict::Rejected(refusal) => write!(f, "only ours is rejected: {refusal}"),
            Verdict::Differs(text) => f.write_str(text),
            Verdict::Listed { names, text } => write!(f, "as the README lists it, {}: {text}", listing(names)),
            Verdict::Dies(text) => write!(f, "ours dies: {text}"),
            Verdict::NativeDies => f.write_str("the native version dies"),
            Verdict::CompilerDies(text) => write!(f, "the compiler dies: {text}"),
        }
    }
}

/// Where batches are built. Two processes must not share one.
pub struct Workshop {
    directory: PathBuf,
    libraries: Libraries,
}

impl Workshop {
    /// Uses `directory` for the crates and for what they link with, which is built now.
    pub fn new(directory: PathBuf, edition: Edition) -> io::Result<Workshop> {
        Ok(Workshop { libraries: Libraries::build(&directory, edition)?, directory })
    }

    /// A verdict for each program, in order.
    pub fn judge(&self, programs: &[Program]) -> io::Result<Vec<Verdict>> {
        let mut verdicts = vec![None; programs.len()];
        let crates = Mutex::new(programs.chunks(CRATE).zip(verdicts.chunks_mut(CRATE)));
        let next = || crates.lock().expect("nobody panics with it").next();
        let work = |worker: usize| -> io::Result<()> {
            let directory = self.directory.join(format!("crate{worker}"));
            while let Some((programs, verdicts)) = next() {
                self.judge_crate(&directory, programs, verdicts)?;
            }
            Ok(())
        };
        let workers = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let work = &work;
            let all: Vec<_> = (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
            all.into_iter().try_for_each(|worker| worker.join().expect("a worker does not panic"))
        })?;
        Ok(verdicts.into_iter().map(|verdict| verdict.expect("each program was judged")).collect())
    }

    fn judge_crate(&self, directory: &Path, programs: &[Program], verdicts: &mut [Option<Verdict>]) -> io::Result<()> {
        let built = build::build(&self.libraries, directory, programs, verdicts)?;
        let left: Vec<usize> = (0..programs.len()).filter(|at| verdicts[*at].is_none()).collect();
        match built {
            build::Built::Executable(executable) => run::run(&executable, programs, &left, verdicts),
            // Nobody is to blame for the message, so it is one of those that have no verdict yet.
            build::Built::Failed(message) => match left[..] {
                [only] => {
                    verdicts[only] = Some(Verdict::CompilerDies(message));
                    Ok(())
                }
                _ => self.judge_halves(directory, programs, &left, verdicts),
            },
        }
    }

    fn judge_halves(
        &self,
        directory: &Path,
        programs: &[Program],
        left: &[usize],
        verdicts: &mut [Option<Verdict>],
    ) -> io::Result<()> {
        for half in left.chunks(left.len().div_ceil(2).max(1)) {
            let programs: Vec<Program> = half.iter().map(|at| programs[*at].clone()).collect();
            let mut found = vec![None; half.len()];
            self.judge_crate(directory, &programs, &mut found)?;
            for (at, verdict) in half.iter().zip(found) {
                verdicts[*at] = verdict;
            }
        }
        Ok(())
    }
}
