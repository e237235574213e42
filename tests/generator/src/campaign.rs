//! Batch after batch, until there were enough programs; and what came of them.

use crate::batch::{Verdict, Workshop};
use crate::generate;
use crate::program::{Name, Program};
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::io;
use std::ops::Range;

/// So many programs share a crate.
const BATCH: u32 = 200;

/// What came of many programs.
#[derive(Debug, Default)]
pub struct Statistics {
    pub programs: usize,
    pub statements: usize,
    pub awaits: usize,
    /// Of the programs whose logs are equal.
    pub same: usize,
    pub scripts: usize,
    pub native_dies: usize,
    pub not_rust: BTreeMap<String, usize>,
    /// What ours alone rejects, by code or message, and the first programs.
    pub rejected: BTreeMap<String, Vec<Name>>,
    /// By the names of the differences.
    pub listed: BTreeMap<String, Vec<Name>>,
    pub divergences: Vec<(Program, Verdict)>,
}

impl Statistics {
    pub fn add(&mut self, program: &Program, verdict: Verdict) {
        self.programs += 1;
        self.statements += program.statements();
        self.awaits += program.awaits();
        match verdict {
            Verdict::Same { scripts } => {
                self.same += 1;
                self.scripts += scripts;
            }
            Verdict::NotRust(refusal) => *self.not_rust.entry(refusal.kind()).or_default() += 1,
            Verdict::Rejected(refusal) => self.rejected.entry(refusal.kind()).or_default().push(program.name),
            Verdict::Listed { .. } => self.listed.entry(verdict.symptom()).or_default().push(program.name),
            Verdict::NativeDies => self.native_dies += 1,
            _ => self.divergences.push((program.clone(), verdict)),
        }
    }

    /// Programs that rustc accepts.
    pub fn rust(&self) -> usize {
        self.programs - self.not_rust.values().sum::<usize>()
    }

    pub fn rejected_count(&self) -> usize {
        self.rejected.values().map(Vec::len).sum()
    }
}

impl Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = |count: usize| count as f64 / self.programs.max(1) as f64;
        writeln!(
            f,
            "{} programs, {:.1} statements and {:.1} awaits in each",
            self.programs,
            per(self.statements),
            per(self.awaits)
        )?;
        writeln!(f, "{} are accepted by rustc", self.rust())?;
        writeln!(f, "{} behave alike, in {} scripts", self.same, self.scripts)?;
        let listed: usize = self.listed.values().map(Vec::len).sum();
        writeln!(f, "{listed} drop in another order when they end early, as the README lists it:")?;
        for (kind, names) in &self.listed {
            writeln!(f, "    {:6} {}{}", names.len(), kind.trim_start_matches("listed: "), examples(names))?;
        }
        if self.native_dies > 0 {
            writeln!(f, "{} die in the native version", self.native_dies)?;
        }
        writeln!(f, "{} are rejected by the attribute alone:", self.rejected_count())?;
        for (kind, names) in &self.rejected {
            writeln!(f, "    {:6} {kind}{}", names.len(), examples(names))?;
        }
        writeln!(f, "rejected by rustc:")?;
        for (kind, count) in &self.not_rust {
            writeln!(f, "    {count:6} {kind}")?;
        }
        write!(f, "{} diverge", self.divergences.len())?;
        let mut kinds: BTreeMap<String, Vec<Name>> = BTreeMap::new();
        for (program, verdict) in &self.divergences {
            kinds.entry(verdict.symptom()).or_default().push(program.name);
        }
        kinds.iter().try_for_each(|(kind, names)| {
            let all: Vec<String> = names.iter().map(Name::to_string).collect();
            write!(f, "\n    {:6} {kind} ({})", names.len(), all.join(", "))
        })
    }
}

/// The first few names, in parentheses.
fn examples(names: &[Name]) -> String {
    let first: Vec<String> = names.iter().take(3).map(Name::to_string).collect();
    if first.is_empty() { String::new() } else { format!(" ({})", first.join(", ")) }
}

/// Judges the programs of these numbers of a seed; `tell` is called after each batch, with its programs and with what came of
/// all so far.
pub fn run(
    workshop: &Workshop,
    seed: u32,
    numbers: Range<u32>,
    mut tell: impl FnMut(&[(Program, Verdict)], &Statistics),
) -> io::Result<Statistics> {
    let mut statistics = Statistics::default();
    let mut number = numbers.start;
    while number < numbers.end {
        let end = (number + BATCH).min(numbers.end);
        let programs: Vec<Program> = (number..end).map(|number| generate::program(Name { seed, number })).collect();
        let verdicts = workshop.judge(&programs)?;
        let judged: Vec<(Program, Verdict)> = programs.into_iter().zip(verdicts).collect();
        for (program, verdict) in &judged {
            statistics.add(program, verdict.clone());
        }
        number = end;
        tell(&judged, &statistics);
    }
    Ok(statistics)
}
