//! What both sides say about a mutant. Accepted by ours and rejected by rustc is an alarm.

use crate::corpus::Topic;
use crate::mutate::Mutant;
use crate::rustc::{Complaint, Depth, Module, Rustc, Side, Verdict};
use quote::{format_ident, quote};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Both verdicts.
pub struct Judged {
    pub mutant: Mutant,
    pub native: Verdict,
    pub ours: Verdict,
    /// Whether a difference is rustc's caution about destructors that panic, which it has in coroutines alone.
    pub explained: bool,
}

impl Judged {
    pub fn is_alarm(&self) -> bool {
        self.native.is_some() && self.ours.is_none() && !self.explained
    }
}

/// Judges the mutants in batches, as many at a time as there are processors.
pub fn judge(rustc: &Rustc, topics: &[Topic], mutants: Vec<Mutant>, batch: usize) -> Vec<Judged> {
    let topics: Vec<Module> = topics
        .iter()
        .enumerate()
        .map(|(topic, shared)| Module { topic, text: unparse(shared.shared.clone()) })
        .collect();
    let modules: Vec<Module> =
        mutants.iter().map(|mutant| Module { topic: mutant.topic, text: source(mutant) }).collect();
    let batches: Vec<&[Module]> = modules.chunks(batch).collect();
    let jobs = std::thread::available_parallelism().map_or(1, |n| n.get());
    let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(batches.len()) {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(batch) = batches.get(number) else { return };
                    let verdicts = judge_batch(rustc, &topics, batch, &format!("batch_{number}"));
                    done.lock().expect("nobody panicked").insert(number, verdicts);
                }
            });
        }
    });
    let verdicts = done.into_inner().expect("nobody panicked").into_values().flatten();
    let judged = mutants.into_iter().zip(verdicts);
    judged.map(|(mutant, (native, ours, explained))| Judged { mutant, native, ours, explained }).collect()
}

fn judge_batch(rustc: &Rustc, topics: &[Module], batch: &[Module], name: &str) -> Vec<(Verdict, Verdict, bool)> {
    let all: Vec<&Module> = batch.iter().collect();
    let native = rustc.judge(topics, &all, Side::Native, Depth::Check, name);
    let mut ours = rustc.judge(topics, &all, Side::Ours, Depth::Check, name);
    // What is checked when code is generated: asked for those alone that would be alarms.
    let suspects: Vec<usize> =
        (0..batch.len()).filter(|index| native[*index].is_some() && ours[*index].is_none()).collect();
    let modules: Vec<&Module> = suspects.iter().map(|index| &batch[*index]).collect();
    let built = rustc.judge(topics, &modules, Side::Ours, Depth::Build, name);
    for (&suspect, verdict) in suspects.iter().zip(built) {
        ours[suspect] = verdict
    }
    let unwinding = |verdict: &Verdict| verdict.iter().flatten().all(Complaint::is_about_unwinding);
    let suspects: Vec<usize> =
        suspects.into_iter().filter(|index| ours[*index].is_none() && unwinding(&native[*index])).collect();
    let modules: Vec<&Module> = suspects.iter().map(|index| &batch[*index]).collect();
    let plain = rustc.judge(topics, &modules, Side::Plain, Depth::Check, name);
    let explained: BTreeSet<usize> =
        suspects.into_iter().zip(plain).filter(|(_, plain)| plain.is_none()).map(|(suspect, _)| suspect).collect();
    let both = native.into_iter().zip(ours).enumerate();
    both.map(|(index, (native, ours))| (native, ours, explained.contains(&index))).collect()
}

/// The contents of a mutant's module.
pub fn source(mutant: &Mutant) -> String {
    let call = &mutant.case.call;
    let demand = mutant.demand.map(|demand| {
        let demand = format_ident!("{demand}");
        quote!(::adversary::#demand(#call);)
    });
    let mut items: Vec<syn::Item> = vec![
        syn::parse_quote!(
            use super::*;
        ),
        syn::parse_quote!(
            use ::adversary::{*, harness::*};
        ),
    ];
    items.extend(mutant.case.items.iter().cloned());
    items.push(syn::parse_quote! {
        pub fn started_by_adversary() {
            #demand
            ::adversary::drive(#call)
        }
    });
    unparse(items)
}

fn unparse(items: Vec<syn::Item>) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}
