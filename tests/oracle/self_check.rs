//! The harness can fail: two bodies that differ in one respect must be told apart.

use crate::harness::{auto::auto_traits, *};

/// What the harness says about two different bodies.
fn verdict<A, B, F, G>(left: A, right: B, same_auto_traits: bool) -> Option<String>
where
    A: Fn() -> F,
    B: Fn() -> G,
    F: Future<Output: std::fmt::Debug>,
    G: Future<Output: std::fmt::Debug>,
{
    let traits = |send| AutoTraits { send, sync: true, unpin: false };
    difference(&observe(traits(true), left), &observe(traits(same_auto_traits), right))
}

async fn two_locals() {
    let _a = noisy("a");
    let _b = noisy("b");
    yield_now().await;
}

/// A case that nothing distinguishes passes.
#[test]
fn equal_bodies_are_equal() {
    assert_eq!(verdict(two_locals, two_locals, true), None);
}

/// A different output is a difference.
#[test]
fn output_is_compared() {
    let said = verdict(|| async { 1 }, || async { 2 }, true).expect("must differ");
    assert!(said.contains("output 1") && said.contains("output 2"), "{said}");
}

/// Another order of drops is a difference.
#[test]
fn drop_order_is_compared() {
    async fn swapped() {
        let _a = noisy("a");
        let _b = noisy("b");
        yield_now().await;
        drop(_a);
    }
    let said = verdict(two_locals, swapped, true).expect("must differ");
    assert!(said.starts_with("not as native when run to the end:"), "{said}");
}

/// A body that only differs when it is dropped half-way is told apart.
#[test]
fn cancellation_is_compared() {
    async fn ends_early() {
        let _a = noisy("a");
        let _b = noisy("b");
        yield_now().await;
    }
    struct Forgets<F>(Option<std::pin::Pin<Box<F>>>, usize);
    impl<F: Future> Future for Forgets<F> {
        type Output = F::Output;
        fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
            self.1 += 1;
            self.0.as_mut().expect("kept until dropped").as_mut().poll(cx)
        }
    }
    impl<F> Drop for Forgets<F> {
        fn drop(&mut self) {
            if self.1 == 1 {
                std::mem::forget(self.0.take());
            }
        }
    }
    let said = verdict(two_locals, || Forgets(Some(Box::pin(ends_early())), 0), true).expect("must differ");
    assert!(said.contains("dropped after 1 polls") && said.contains("never dropped: a, b"), "{said}");
}

/// A body that only differs when it panics is told apart.
#[test]
fn panics_are_compared() {
    async fn catches() {
        let _a = noisy("a");
        let made = std::panic::catch_unwind(|| noisy("b"));
        yield_now().await;
    }
    let said = verdict(two_locals, catches, true).expect("must differ");
    assert!(said.contains("a panic at step 1"), "{said}");
}

/// Another number of polls, and so of wakes, is a difference.
#[test]
fn polls_are_compared() {
    let said = verdict(|| leaf("a", 1, ()), || leaf("a", 2, ()), true).expect("must differ");
    assert!(said.contains("woken by the waker of poll 2"), "{said}");
}

/// A future that may be polled after the end is told apart from one that panics.
#[test]
fn polls_after_the_end_are_compared() {
    let said = verdict(|| async {}, || std::future::poll_fn(|_| std::task::Poll::Ready(())), true);
    let said = said.expect("must differ");
    assert!(said.contains("polled once more: None") && said.contains("polled once more: Some(true)"), "{said}");
}

/// A lost `Send` is a difference.
#[test]
fn auto_traits_are_compared() {
    let said = verdict(two_locals, two_locals, false).expect("must differ");
    assert!(said.contains("send: true") && said.contains("send: false"), "{said}");
}

/// The probe tells a future that holds an `Rc` from one that does not.
#[test]
fn auto_traits_are_probed() {
    async fn holds_rc() {
        let _rc = std::rc::Rc::new(1);
        yield_now().await;
    }
    assert_eq!(auto_traits!(holds_rc), AutoTraits { send: false, sync: false, unpin: false });
    assert_eq!(auto_traits!(two_locals), AutoTraits { send: true, sync: true, unpin: false });
    assert_eq!(auto_traits!(|| 1), AutoTraits { send: true, sync: true, unpin: true });
}
