//! The few places in which ours is known to differ from native. Each test says how, so that no change of it goes unnoticed.

use crate::harness::{auto::auto_traits, *};

/// The order of `wanted` events in a run to the end.
fn order<F: Future<Output: std::fmt::Debug>>(start: impl Fn() -> F, wanted: &[&str]) -> Vec<String> {
    let mut events = observe(auto_traits!(&start), &start).runs.swap_remove(0).events;
    events.retain(|event| wanted.contains(&event.as_str()));
    events
}

/// The body in two versions, `native` and `ours`.
macro_rules! both {
    ($($body:tt)+) => {
        mod native {
            use super::*;
            co_native! { pub $($body)+ }
        }
        mod ours {
            use super::*;
            co_ours! { pub $($body)+ }
        }
    };
}

/// Parts of a scrutinee that `..` passes over: native keeps them to the end of the `match`, ours drops them on entering an
/// arm that waits. A `_` for each part keeps it (`matches::parts_not_bound`).
#[test]
fn parts_passed_over_by_a_rest_pattern_drop_when_the_arm_is_entered() {
    both! {
        async fn parts() {
            match later("triple", (noisy("a"), noisy("b"), noisy("c"))).await {
                (a, _, ..) => {
                    log("arm");
                    yield_now().await;
                }
            }
            log("after");
        }
    }
    let wanted = ["a: dropped", "b: dropped", "c: dropped", "arm", "after"];
    assert_eq!(order(native::parts, &wanted), ["arm", "a: dropped", "b: dropped", "c: dropped", "after"]);
    assert_eq!(order(ours::parts, &wanted), ["c: dropped", "arm", "a: dropped", "b: dropped", "after"]);
}
