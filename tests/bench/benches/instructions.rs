//! Instructions: `cargo bench -p bench --bench instructions -- [--check | --bless] [part of a name]`.
//!
//! The count does not depend on the mood of the machine, so a change can be judged by it: `--check` fails if a case of
//! ours takes more instructions than `instructions.txt` says, which `--bless` writes. The file belongs to one version of
//! rustc; after an update it is blessed anew.

use bench::callgrind::{self, Version};
use bench::cases::{self, Case};
use bench::command::{Command, fail};
use bench::table::{Row, Table};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

const BASELINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");

/// By how much a case may get worse.
const TOLERANCE: f64 = 1.02;

fn main() {
    if callgrind::serve() {
        return;
    }
    let command = Command::read(&["--check", "--bless"]);
    let cases = cases::all().into_iter().filter(|case| command.wants(case.name));
    let mut table = Table::begin("instructions", 1);
    let rows: Vec<Row> = cases.map(|case| count(&case)).inspect(|row| table.print(row)).collect();
    table.end();
    if command.has("--bless") {
        bless(&rows);
    }
    if command.has("--check") {
        check(&rows);
    }
}

fn count(case: &Case) -> Row {
    let ours = callgrind::instructions(case, Version::Ours);
    Row::new(case.name, ours, callgrind::instructions(case, Version::Native))
}

/// What ours took when it was blessed, by the case's name.
fn baseline() -> BTreeMap<String, f64> {
    let text = fs::read_to_string(BASELINE).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    lines.map(|(name, count)| (name.to_owned(), count.trim().parse().expect("a number follows the name"))).collect()
}

/// Keeps what is said of cases that were not chosen.
fn bless(rows: &[Row]) {
    let mut baseline = baseline();
    baseline.retain(|name, _| cases::all().iter().any(|case| case.name == name));
    baseline.extend(rows.iter().map(|row| (row.name.clone(), row.ours)));
    let text = baseline.iter().fold(String::new(), |mut text, (name, count)| {
        let _ = writeln!(text, "{name} {count:.1}");
        text
    });
    fs::write(BASELINE, text).unwrap_or_else(|error| fail(&format!("{BASELINE}: {error}")));
}

fn check(rows: &[Row]) {
    let baseline = baseline();
    let mut worse = String::new();
    for row in rows {
        let Some(before) = baseline.get(&row.name) else {
            let _ = writeln!(worse, "{}: has no line in instructions.txt, `--bless` writes it", row.name);
            continue;
        };
        if row.ours > before * TOLERANCE {
            let _ = writeln!(worse, "{}: {:.1} instructions, {before:.1} before", row.name, row.ours);
        }
    }
    if !worse.is_empty() {
        fail(&format!("worse than instructions.txt:\n{worse}"));
    }
}
