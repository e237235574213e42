//! The few places in which rustc is not the model; here the expected values are written down.

use crate::harness::{auto::auto_traits, *};
use std::rc::Rc;

/// The output of a run to the end, and the auto traits.
fn output<F: Future<Output: std::fmt::Debug>>(start: impl Fn() -> F) -> String {
    let traits = AutoTraits { send: false, sync: false, unpin: false };
    let events = observe(traits, start).runs.swap_remove(0).events;
    events.into_iter().find_map(|event| event.strip_prefix("output ").map(str::to_owned)).expect("ran to the end")
}

/// rustc 1.95 loses the first of two indices when the second one waits.
#[test]
fn nested_indices() {
    #[resumable::coroutine]
    async fn nested() -> (u32, u32) {
        let table = [[1, 2], [3, 4]];
        let mut rows = [[0; 2]; 2];
        let i = 1;
        rows[i][later("at", 0).await] = 7;
        (table[i][later("at", 1).await], rows[1][0])
    }
    assert_eq!(output(nested), "(4, 7)");
}

/// What was read once and then dropped is not held: rustc counts it.
#[test]
fn dropped_before_the_wait_is_not_held() {
    #[resumable::coroutine]
    async fn dropped() -> u32 {
        let rc = Rc::new(1);
        let n = *rc;
        drop(rc);
        later("n", n).await
    }
    assert_eq!(output(dropped), "1");
    assert!(auto_traits!(dropped).send);
}

/// What was lent once and then moved into a value that is gone is not held either.
#[test]
fn moved_away_before_the_wait_is_not_held() {
    #[resumable::coroutine]
    async fn moved() -> u32 {
        let rc = Rc::new(1);
        log(rc.to_string());
        let n = {
            let other = rc;
            *other
        };
        later("n", n).await
    }
    assert_eq!(output(moved), "1");
    assert!(auto_traits!(moved).send);
}
