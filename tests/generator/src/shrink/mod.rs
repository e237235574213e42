//! Makes a program smaller while the same comes of it.
//!
//! The generator is not asked: the text is parsed again, and every way of making it smaller in one place (`reduce`) is a
//! candidate, whether it still makes sense or not. rustc sorts out what does not. A batch tells the verdicts of many candidates
//! at once, so the smallest are tried first; the smallest of those that still show what was found is taken, until none does.

mod reduce;

use crate::batch::{Verdict, Workshop};
use crate::program::Program;
use std::io;

/// So many candidates are tried at once.
const BATCH: usize = 48;

/// The smallest program that is found to have the same kind of verdict.
pub fn shrink(workshop: &Workshop, program: &Program, verdict: &Verdict) -> io::Result<(Program, Verdict)> {
    let wanted = verdict.symptom();
    let mut smallest = (program.clone(), verdict.clone());
    while let Some(smaller) = step(&smallest.0, |candidates| {
        let verdicts = workshop.judge(candidates)?;
        Ok(verdicts.into_iter().map(|verdict| (verdict.symptom() == wanted).then_some(verdict)).collect())
    })? {
        smallest = smaller;
    }
    Ok(smallest)
}

/// The smallest candidate in the first batch that has one for which `still` has a verdict.
fn step(
    program: &Program,
    mut still: impl FnMut(&[Program]) -> io::Result<Vec<Option<Verdict>>>,
) -> io::Result<Option<(Program, Verdict)>> {
    let mut candidates: Vec<Program> = reduce::candidates(&program.items)
        .into_iter()
        .map(|items| Program { items, ..program.clone() })
        .filter(|candidate| size(candidate) < size(program))
        .collect();
    candidates.sort_by_key(size);
    candidates.dedup_by(|a, b| a.items == b.items);
    for batch in candidates.chunks(BATCH) {
        let verdicts = still(batch)?;
        if let Some((candidate, Some(verdict))) = batch.iter().zip(verdicts).find(|(_, verdict)| verdict.is_some()) {
            return Ok(Some((candidate.clone(), verdict)));
        }
    }
    Ok(None)
}

/// Without what layout adds.
fn size(program: &Program) -> usize {
    program.items.chars().filter(|c| !c.is_whitespace()).count()
}
