//! The runtime beside tokio's two and smol: `cargo bench -p bench --bench runtime -- [--quick] [part of a name]`.
//!
//! All run in this process, in turns, from the same bodies, and each figure is the median of its turns. The columns: ours on one thread, with the
//! attribute; the same with rustc's `async fn` (`native`); ours on two threads (`ours_mt`); tokio on one and on two; smol on one. The ratio is that of
//! ours to the best of the others: below 1 is ahead. smol's reactor has a thread of its own when nobody is in `block_on`.
//! What smol leaves to other crates is that of async-broadcast and smol-hyper; tokio's streams go to hyper through hyper-util.
//! Where others use the machine, what is `p99` is theirs: how long the operating system lets them run.

mod bodies;
mod contestant;
mod memory;
mod syscalls;

use bench::command::Command;
use bench::table::median;
use bodies::{native, ours};
use contestant::{Contestant, Ours, Smol, Tokio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::task::Waker;
use std::thread;
use std::time::Instant;

struct All {
    ours: Ours,
    ours_mt: Ours,
    tokio_ct: Tokio,
    tokio_mt: Tokio,
    smol: Smol,
    command: Command,
}

/// Nanoseconds of one of so many, which the closure does.
fn each(count: u64, run: impl FnOnce() -> u64) -> f64 {
    let start = Instant::now();
    std::hint::black_box(run());
    start.elapsed().as_nanos() as f64 / count as f64
}

impl All {
    /// A line of the table: the same measurement, so often, of each in turns.
    fn row(&self, name: &str, turns: usize, measure: [&dyn Fn() -> f64; 6]) {
        if !self.command.wants(name) {
            return;
        }
        let turns = if self.command.has("--quick") { turns.div_ceil(4) } else { turns };
        let mut figures: [Vec<f64>; 6] = Default::default();
        for turn in 0..=turns {
            // Whoever follows another finds what that has left of the caches: so each follows either neighbour, and nobody, equally often.
            for place in 0..measure.len() {
                let place = if turn % 2 == 0 { place } else { measure.len() - 1 - place };
                let who = (turn + place) % measure.len();
                let figure = measure[who]();
                // The first turn warms up.
                if turn > 0 {
                    figures[who].push(figure);
                }
            }
        }
        let [ours, native, ours_mt, tokio_ct, tokio_mt, smol] = figures.map(median);
        let best = tokio_ct.min(tokio_mt).min(smol);
        println!(
            "{name:<22}{ours:>10.1}{native:>10.1}{ours_mt:>10.1}{tokio_ct:>10.1}{tokio_mt:>10.1}{smol:>10.1}{:>8.2}",
            ours / best
        );
    }
}

impl All {
    /// The echo in the runtime of a column.
    fn echo(&self, column: usize, connections: u64, rounds: u64) -> f64 {
        match column {
            0 => self.ours.block_on(ours::tcp_echo::<Ours>(connections, rounds)),
            1 => self.ours.block_on(native::tcp_echo::<Ours>(connections, rounds)),
            2 => self.ours_mt.block_on(ours::tcp_echo::<Ours>(connections, rounds)),
            3 => self.tokio_ct.block_on(ours::tcp_echo::<Tokio>(connections, rounds)),
            4 => self.tokio_mt.block_on(ours::tcp_echo::<Tokio>(connections, rounds)),
            5 => self.smol.block_on(ours::tcp_echo::<Smol>(connections, rounds)),
            _ => unreachable!("there are six columns"),
        }
    }

    /// A row of the system calls that the echo makes for each round.
    fn syscalls(&self, name: &str, connections: u64, rounds: u64) {
        if self.command.wants(name) && !syscalls::can_be_counted() {
            println!("{name:<22}skipped: strace is not there, or must not trace");
            return;
        }
        let count = |column| move || syscalls::of_echo(column, connections, rounds);
        self.row(name, 1, [&count(0), &count(1), &count(2), &count(3), &count(4), &count(5)]);
    }
}

/// A row whose body takes so many operations, measured around `block_on`.
macro_rules! row {
    ($all:expr, $name:expr, $turns:expr, $count:expr, $body:ident($($argument:expr),*)) => {{
        let all = &$all;
        all.row($name, $turns, [
            &|| each($count, || all.ours.block_on(ours::$body::<Ours>($($argument),*))),
            &|| each($count, || all.ours.block_on(native::$body::<Ours>($($argument),*))),
            &|| each($count, || all.ours_mt.block_on(ours::$body::<Ours>($($argument),*))),
            &|| each($count, || all.tokio_ct.block_on(ours::$body::<Tokio>($($argument),*))),
            &|| each($count, || all.tokio_mt.block_on(ours::$body::<Tokio>($($argument),*))),
            &|| each($count, || all.smol.block_on(ours::$body::<Smol>($($argument),*))),
        ])
    }};
}

/// A row whose body gives the figure itself.
macro_rules! figure {
    ($all:expr, $name:expr, $turns:expr, $body:ident($($argument:expr),*), $figure:expr) => {{
        let (all, figure) = (&$all, $figure);
        all.row($name, $turns, [
            &|| figure(all.ours.block_on(ours::$body::<Ours>($($argument),*))),
            &|| figure(all.ours.block_on(native::$body::<Ours>($($argument),*))),
            &|| figure(all.ours_mt.block_on(ours::$body::<Ours>($($argument),*))),
            &|| figure(all.tokio_ct.block_on(ours::$body::<Tokio>($($argument),*))),
            &|| figure(all.tokio_mt.block_on(ours::$body::<Tokio>($($argument),*))),
            &|| figure(all.smol.block_on(ours::$body::<Smol>($($argument),*))),
        ])
    }};
}

/// A row of the memory that a task takes that sleeps.
macro_rules! memory {
    ($all:expr, $name:expr, $count:expr) => {{
        let all = &$all;
        all.row(
            $name,
            1,
            [
                &|| memory::each($count, || all.ours.block_on(ours::sleepers::<Ours>($count))),
                &|| memory::each($count, || all.ours.block_on(native::sleepers::<Ours>($count))),
                &|| memory::each($count, || all.ours_mt.block_on(ours::sleepers::<Ours>($count))),
                &|| memory::each($count, || all.tokio_ct.block_on(ours::sleepers::<Tokio>($count))),
                &|| memory::each($count, || all.tokio_mt.block_on(ours::sleepers::<Tokio>($count))),
                &|| memory::each($count, || all.smol.block_on(ours::sleepers::<Smol>($count))),
            ],
        )
    }};
}

/// What so many of a hundred do not exceed.
fn percentile(mut late: Vec<u64>, percent: usize) -> f64 {
    late.sort_unstable();
    late[late.len() * percent / 100] as f64
}

/// A thread that wakes whoever asks.
fn waker_thread() -> mpsc::Sender<(Arc<AtomicBool>, Waker)> {
    let (sender, receiver) = mpsc::channel::<(Arc<AtomicBool>, Waker)>();
    thread::spawn(move || {
        for (flag, waker) in receiver {
            flag.store(true, Ordering::Release);
            waker.wake();
        }
    });
    sender
}

fn main() {
    let all = All {
        ours: Ours::new(1).unwrap(),
        ours_mt: Ours::new(2).unwrap(),
        tokio_ct: Tokio::current_thread().unwrap(),
        tokio_mt: Tokio::multi_thread().unwrap(),
        smol: Smol,
        command: Command::read(&["--quick"]),
    };
    if syscalls::run_job(&all) {
        return;
    }
    println!(
        "{:<22}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}{:>8}",
        "", "ours", "native", "ours_mt", "tokio_ct", "tokio_mt", "smol", "ratio"
    );
    row!(all, "spawn_join_1k ns", 41, 1000, spawn_join(1000));
    row!(all, "spawn_join_10k ns", 21, 10_000, spawn_join(10_000));
    row!(all, "remote_spawn_2 ns", 21, 12_800, remote_spawn(2, 6400));
    row!(all, "chained_spawn ns", 41, 1000, chained_spawn(1000));
    row!(all, "ping_pong ns", 41, 1000, ping_pong(1000));
    row!(all, "oneshot ns", 41, 1000, oneshot(1000));
    row!(all, "yield_200_tasks ns", 11, 200_000, yield_many(200, 1000));
    row!(all, "yield_1_task ns", 21, 10_000, yield_many(1, 10_000));
    row!(all, "channel_32 ns", 21, 10_000, channel(32, 10_000));
    row!(all, "channel_1 ns", 21, 10_000, channel(1, 10_000));
    row!(all, "mutex_100_tasks ns", 11, 10_000, mutex(100, 100));
    row!(all, "broadcast_10 ns", 21, 10_000, broadcast(10, 1000));
    let waker = waker_thread();
    row!(all, "remote_wake ns", 11, 1000, remote_wake(waker.clone(), 1000));
    row!(all, "timer_churn ns", 21, 10_000, timer_churn(10_000));
    figure!(all, "sleep_late_p50 ns", 5, overshoot(40), |late| percentile(late, 50));
    figure!(all, "jitter_yields_p50 ns", 3, jitter(false, 100), |late| percentile(late, 50));
    figure!(all, "jitter_yields_p99 ns", 3, jitter(false, 300), |late| percentile(late, 99));
    figure!(all, "jitter_flood_p50 ns", 3, jitter(true, 100), |late| percentile(late, 50));
    figure!(all, "jitter_flood_p99 ns", 3, jitter(true, 300), |late| percentile(late, 99));
    figure!(all, "tcp_echo_1 ns", 11, tcp_echo(1, 2000), |each: f64| each);
    figure!(all, "tcp_echo_50 ns", 11, tcp_echo(50, 100), |each: f64| each);
    figure!(all, "tcp_echo_500 ns", 9, tcp_echo(500, 40), |each: f64| each);
    all.syscalls("tcp_echo_1 syscalls", 1, 300);
    all.syscalls("tcp_echo_50 syscalls", 50, 10);
    figure!(all, "http_1 ns", 11, http(1, 1000), |each: f64| each);
    figure!(all, "http_50 ns", 11, http(50, 50), |each: f64| each);
    row!(all, "blocking_16 ns", 11, 1600, blocking(100));
    memory!(all, "bytes_per_sleeper", 10_000);
}
