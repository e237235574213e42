//! The verdict: the first script in which two versions differ, with both logs side by side.

use super::observe::{Observations, Run};
use std::fmt::Write;

/// Panics with the first difference, if there is one.
#[track_caller]
pub fn assert_same(native: Observations, ours: Observations) {
    if let Some(difference) = difference(&native, &ours) {
        panic!("{}", difference);
    }
}

/// The first difference between two versions of a case.
pub fn difference(native: &Observations, ours: &Observations) -> Option<String> {
    let run = native.runs.iter().zip(&ours.runs).find(|(native, ours)| native != ours);
    if let Some((native, ours)) = run {
        return Some(side_by_side(native, ours));
    }
    if native.runs.len() != ours.runs.len() {
        return Some(format!("native has {} scripts, ours {}", native.runs.len(), ours.runs.len()));
    }
    if native.auto_traits != ours.auto_traits {
        return Some(format!("native is {:?}\nours is   {:?}", native.auto_traits, ours.auto_traits));
    }
    None
}

/// Two columns; lines that differ are marked.
pub fn side_by_side(native: &Run, ours: &Run) -> String {
    let mut text = format!("not as native when {}:\n  {:<48}ours\n", native.script, "native");
    for line in 0..native.events.len().max(ours.events.len()) {
        let [left, right] = [native, ours].map(|run| run.events.get(line).map_or("", String::as_str));
        let mark = if left == right { ' ' } else { '*' };
        let _ = writeln!(text, "{mark} {left:<48}{right}");
    }
    text
}
