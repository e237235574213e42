//! Time: `cargo bench -p bench --bench coroutine -- [--quick] [part of a name]`.
//!
//! Machines have moods, and both versions are to share them: they run in turns, for a moment each, in changing order. The
//! ratio is the median of the ratios of the turns, which is steadier than the ratio of medians.

use bench::cases::{self, Case};
use bench::command::Command;
use bench::table::{Row, Table, median};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long one version runs in a turn: less than what a scheduler gives to a process, so that most turns are undisturbed.
const MOMENT: Duration = Duration::from_micros(100);

fn main() {
    let command = Command::read(&["--quick"]);
    // An odd number, for the median.
    let turns = if command.has("--quick") { 101 } else { 2001 };
    let mut table = Table::begin("nanoseconds", 1);
    for case in cases::all().iter().filter(|case| command.wants(case.name)) {
        table.print(&measure(case, turns));
    }
    table.end();
}

fn measure(case: &Case, turns: usize) -> Row {
    assert_eq!((case.native)(3), (case.ours)(3), "{}: both versions do the same", case.name);
    let times = times_in_a_moment(case.native);
    let turns: Vec<(f64, f64)> = (0..turns)
        .map(|turn| {
            if turn % 2 == 0 {
                let ours = nanoseconds(times, case.ours);
                (ours, nanoseconds(times, case.native))
            } else {
                let native = nanoseconds(times, case.native);
                (nanoseconds(times, case.ours), native)
            }
        })
        .collect();
    Row {
        name: case.name.to_owned(),
        ours: median(turns.iter().map(|(ours, _)| *ours)),
        native: median(turns.iter().map(|(_, native)| *native)),
        ratio: median(turns.iter().map(|(ours, native)| ours / native)),
    }
}

/// How often the version runs in a moment.
fn times_in_a_moment(version: fn(u64) -> u64) -> u64 {
    let mut times = 1;
    while nanoseconds(times, version) * (times as f64) < MOMENT.as_nanos() as f64 {
        times *= 2;
    }
    times
}

/// What one run takes, of so many.
fn nanoseconds(times: u64, version: fn(u64) -> u64) -> f64 {
    let start = Instant::now();
    black_box(version(black_box(times)));
    start.elapsed().as_nanos() as f64 / times as f64
}
