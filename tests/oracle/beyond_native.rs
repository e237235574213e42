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

/// `format_args!(…)` lives to the end of its statement, with whatever it borrows; but nobody looks at it behind the wait.
mod format_args {
    use super::*;

    macro_rules! both {
        ($($body:tt)+) => {
            pub mod native {
                use super::*;
                co_native! { pub $($body)+ }
            }
            pub mod ours {
                use super::*;
                co_ours! { pub $($body)+ }
            }
        };
    }

    async fn length(text: String) -> usize {
        later("length", text.len()).await
    }

    both! {
        async fn sends(noisy: Noisy) -> usize {
            let name = String::from("name");
            let first = length(format_args!("{} {:?}", noisy.by_ref(), crate::harness::noisy("made")).to_string()).await;
            let second = length(format_args!("{} {name} {}", noisy.by_ref(), later("wait", 1).await).to_string()).await;
            let text = match format_args!("{:?}", crate::harness::noisy("other")).as_str() {
                Some(_) => 1,
                None => later("none", 2).await,
            };
            first + second + text
        }
    }

    #[test]
    fn are_not_held() {
        let traits = || AutoTraits { send: false, sync: false, unpin: false };
        let native = observe(traits(), || native::sends(noisy("noisy")));
        let ours = observe(traits(), || ours::sends(noisy("noisy")));
        assert_same(native, ours);
        assert!(!auto_traits!(|| native::sends(noisy("noisy"))).send);
        assert!(auto_traits!(|| ours::sends(noisy("noisy"))).send);
    }
}
