//! What of `select!` and `join!` no log shows: chance, turns, many branches and the size of the frame.

use resumable::{block_on, yield_now};
use std::cell::Cell;
use std::future::{Future, ready};

#[resumable::coroutine]
async fn winner() -> usize {
    tokio::select! {
        () = ready(()) => 0,
        () = ready(()) => 1,
        () = ready(()) => 2,
    }
}

/// Whoever is polled first wins, and anybody is.
#[test]
fn every_branch_wins_sometimes() {
    let mut wins = [0; 3];
    for _ in 0..300 {
        wins[block_on(winner())] += 1;
    }
    assert!(wins.iter().all(|wins| *wins > 50), "{wins:?}");
}

#[resumable::coroutine]
async fn spin_until(stopped: &Cell<bool>) -> u32 {
    let mut turns = 0;
    while !stopped.get() {
        tokio::select! {
            biased;
            () = ready(()) => turns += 1,
            () = std::future::pending() => {}
        }
    }
    turns
}

/// A loop that never has to wait lets others run.
#[test]
fn select_gives_turns() {
    let stopped = Cell::new(false);
    let stop = async {
        yield_now().await;
        stopped.set(true)
    };
    let (turns, ()) = block_on(async { tokio::join!(biased; spin_until(&stopped), stop) });
    assert!(turns > 0);
}

#[resumable::coroutine]
async fn nth(n: u32) -> u32 {
    tokio::select! {
        n = ready(0), if n == 0 => n, n = ready(1), if n == 1 => n, n = ready(2), if n == 2 => n,
        n = ready(3), if n == 3 => n, n = ready(4), if n == 4 => n, n = ready(5), if n == 5 => n,
        n = ready(6), if n == 6 => n, n = ready(7), if n == 7 => n, n = ready(8), if n == 8 => n,
        n = ready(9), if n == 9 => n, n = ready(10), if n == 10 => n, n = ready(11), if n == 11 => n,
        else => 12,
    }
}

#[test]
fn many_branches() {
    for n in 0..=12 {
        assert_eq!(block_on(nth(n)), n);
    }
}

mod native {
    use super::*;

    pub async fn joins(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> u32 {
        let (a, b) = tokio::join!(a, b);
        a + b
    }

    pub async fn selects(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> u32 {
        tokio::select! { n = a => n, n = b => n }
    }
}

mod ours {
    use super::*;

    #[resumable::coroutine]
    pub async fn joins(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> u32 {
        let (a, b) = tokio::join!(a, b);
        a + b
    }

    #[resumable::coroutine]
    pub async fn selects(a: impl Future<Output = u32>, b: impl Future<Output = u32>) -> u32 {
        tokio::select! { n = a => n, n = b => n }
    }
}

async fn large() -> u32 {
    let bytes = [1u8; 1000];
    yield_now().await;
    bytes.iter().copied().map(u32::from).sum()
}

/// The futures lie in the frame once for the parameter and once where they are polled, in both.
#[test]
fn frames_are_not_larger() {
    let sizes = |future: &dyn Future<Output = u32>| size_of_val(future);
    assert!(sizes(&ours::joins(large(), large())) <= sizes(&native::joins(large(), large())));
    assert!(sizes(&ours::selects(large(), large())) <= sizes(&native::selects(large(), large())));
}
