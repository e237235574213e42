//! Makes an alarm small: statements are taken out as long as it stays one.

use crate::body::{self, Edit};
use crate::corpus::{self, Topic};
use crate::judge;
use crate::mutate::Mutant;
use crate::rustc::Rustc;

/// More turns than this are not worth the time.
const MOST_TURNS: usize = 40;

pub fn shrink(rustc: &Rustc, topics: &[Topic], alarm: &Mutant) -> Mutant {
    let mut small = alarm.clone();
    for _ in 0..MOST_TURNS {
        let candidates = smaller(&small);
        if candidates.is_empty() {
            break;
        }
        let judged = judge::judge(rustc, topics, candidates, 1000);
        let Some(next) = judged.into_iter().find(judge::Judged::is_alarm) else { break };
        small = next.mutant
    }
    small
}

/// The mutant without each of its statements, those that are last first.
fn smaller(mutant: &Mutant) -> Vec<Mutant> {
    let mut found = Vec::new();
    for function in 0..corpus::functions(&mut mutant.case.clone()) {
        let mut places = Vec::new();
        corpus::with_function(&mut mutant.case.clone(), function, &mut |(sig, block)| {
            places = body::survey(sig, block).stmts.iter().map(|place| (place.block, place.index)).collect()
        });
        for (block, index) in places.into_iter().rev() {
            let mut candidate = mutant.clone();
            corpus::with_function(&mut candidate.case, function, &mut |(_, body)| {
                body::apply(body, vec![Edit::Replace { block, index, stmts: Vec::new() }])
            });
            found.push(candidate)
        }
    }
    found
}
