//! Proves, by trying, that whatever rustc rejects in an `async fn`, `#[resumable::coroutine]` rejects too.
//!
//! ```console
//! cargo run -p adversary -- 2000 7     # two thousand mutants of seed 7
//! ```
//!
//! A mutant that ours accepts and rustc rejects is printed and makes the run fail. The other difference is a limit of the
//! attribute, and is counted.

mod body;
mod corpus;
mod exprs;
mod judge;
mod kinds;
mod mutate;
mod plain;
mod rustc;
mod shrink;
mod signature;
mod templates;

use judge::Judged;
use rustc::{Rustc, Side};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// Mutants in one crate.
const BATCH: usize = 250;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<u64>().expect("the arguments are numbers"));
    let (number, seed) = (args.next().unwrap_or(1000), args.next().unwrap_or(1));
    let alarms = run(seed, number);
    if alarms == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The number of alarms.
fn run(seed: u64, number: u64) -> usize {
    let topics = corpus::read();
    let rustc = Rustc::new();
    let mutants = (0..number).map(|number| mutate::mutant(&topics, seed, number)).collect();
    let judged = judge::judge(&rustc, &topics, mutants, BATCH);
    report(&judged);
    let alarms: Vec<(usize, &Judged)> = judged.iter().enumerate().filter(|(_, judged)| judged.is_alarm()).collect();
    for (number, alarm) in &alarms {
        let small = shrink::shrink(&rustc, &topics, &alarm.mutant);
        println!("\nALARM: mutant {number} of seed {seed}, from {}", topics[alarm.mutant.topic].name);
        for change in &alarm.mutant.changes {
            println!("  {change}")
        }
        for complaint in alarm.native.iter().flatten() {
            println!("  rustc: {} {}", complaint.code, complaint.message)
        }
        println!("{}", Side::Ours.attributed(&judge::source(&small)))
    }
    alarms.len()
}

fn report(judged: &[Judged]) {
    let count = |native: bool, ours: bool| {
        judged.iter().filter(|judged| judged.native.is_none() == native && judged.ours.is_none() == ours).count()
    };
    println!("{} mutants", judged.len());
    println!("{:6} accepted by both", count(true, true));
    println!("{:6} rejected by both", count(false, false));
    println!("{:6} rejected by ours alone", count(true, false));
    println!("{:6} rejected by rustc alone", count(false, true));
    let explained = judged.iter().filter(|judged| judged.explained).count();
    println!("{explained:6} of these for what happens if a destructor panics: a plain function may do the same");
    let codes = |verdict: fn(&Judged) -> Option<&Vec<rustc::Complaint>>| {
        let mut codes: BTreeMap<String, usize> = BTreeMap::new();
        for first in judged.iter().filter_map(verdict).filter_map(|complaints| complaints.first()) {
            let name = if first.code.is_empty() { first.message.clone() } else { first.code.clone() };
            *codes.entry(name).or_default() += 1
        }
        let mut codes: Vec<_> = codes.into_iter().collect();
        codes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        codes
    };
    println!("rejected by rustc, first error:");
    for (code, count) in codes(|judged| judged.native.as_ref()) {
        println!("{count:6} {code}")
    }
    println!("rejected by ours alone, first error:");
    for (code, count) in codes(|judged| judged.ours.as_ref().filter(|_| judged.native.is_none())) {
        println!("{count:6} {code}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::Mutant;

    /// Few enough for every run of the tests.
    #[test]
    fn no_mutant_is_accepted_by_ours_alone() {
        assert_eq!(run(1, 400), 0);
    }

    /// The cases are valid as they stand, on both sides: otherwise their mutants say nothing. A few may not survive that they are
    /// taken out of their files.
    #[test]
    fn the_corpus_is_valid() {
        let topics = corpus::read();
        let rustc = Rustc::new();
        let whole = topics.iter().enumerate().flat_map(|(topic, cases)| {
            cases.cases.iter().map(move |case| Mutant {
                topic,
                case: case.clone(),
                function: 0,
                changes: Vec::new(),
                demand: None,
            })
        });
        let judged = judge::judge(&rustc, &topics, whole.collect(), 200);
        let all = judged.len();
        let invalid: Vec<_> = judged
            .iter()
            .filter(|judged| judged.native.is_some() || judged.ours.is_some())
            .map(|judged| {
                let name = format!("{}::{}", topics[judged.mutant.topic].name, judged.mutant.case.name);
                (name, &judged.native, &judged.ours)
            })
            .collect();
        assert!(all > 300 && invalid.len() * 20 < all, "{} of {all} cases are not valid: {invalid:#?}", invalid.len());
        for (name, native, ours) in invalid {
            println!("not valid here: {name} {native:?} {ours:?}");
        }
    }
}
