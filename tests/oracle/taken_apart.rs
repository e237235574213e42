//! `move` closures and `async move` blocks that take a local apart: they own what they bind, and the rest stays where it is.

use crate::harness::*;

struct Two {
    a: Noisy,
    b: Noisy,
}

case! {
    left_by_a_block();
    async fn left_by_a_block() -> usize {
        let pair = (noisy("taken"), noisy("left"));
        let block = async move {
            let (taken, _) = pair;
            yield_now().await;
            taken.by_ref() as usize
        };
        yield_now().await;
        block.await
    }
}

case! {
    left_by_a_closure(Two { a: noisy("a"), b: noisy("b") }, 1);
    async fn left_by_a_closure(two: Two, n: u32) -> u32 {
        let closure = move || {
            log("called");
            let Two { mut b, .. } = two;
            b.by_ref() + n
        };
        yield_now().await;
        later("result", {closure}()).await
    }
}

case! {
    /// A reference is owned as a whole.
    left_behind_a_reference(leak((noisy("a"), noisy("b"))));
    async fn left_behind_a_reference(pair: &'static (Noisy, Noisy)) -> u32 {
        let other = pair;
        let param = move || { let (a, _) = pair; a.by_ref() };
        let local = move || { let (_, b) = other; b.by_ref() };
        yield_now().await;
        later("calls", param()).await + local() + param()
    }
}

case! {
    left_by_an_argument();
    async fn left_by_an_argument() -> u32 {
        async fn both(name: &'static str, f: impl FnOnce() -> u32) -> u32 {
            later(name, f()).await
        }
        let three = (noisy("a"), (noisy("b"), noisy("c")), noisy("d"));
        let seen = &three.2;
        both("first", move || { let (a, (b, _), ..) = three; a.by_ref() + b.by_ref() }).await;
        yield_now().await;
        seen.by_ref()
    }
}

case! {
    /// What it binds hides what it mentions before.
    left_behind_a_name();
    async fn left_behind_a_name() -> u32 {
        let pair = (noisy("a"), noisy("b"));
        let a = noisy("other");
        let block = async move {
            let n = a.by_ref();
            let (a, _) = pair;
            yield_now().await;
            n + a.by_ref()
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// Never run, it drops what it owns, in order.
    never_run(true);
    async fn never_run(waits: bool) -> u32 {
        let first = noisy("first");
        let three = (noisy("a"), noisy("b"), noisy("c"));
        let block = async move {
            let n = first.by_ref();
            let (a, _, c) = three;
            yield_now().await;
            n + a.by_ref() + c.by_ref()
        };
        if waits {
            yield_now().await;
        }
        drop(block);
        noisy("next").by_ref()
    }
}

case! {
    /// In a match with an arm that takes all, too.
    with_one_arm();
    async fn with_one_arm() -> u32 {
        let pair = (noisy("a"), 1);
        let closure = move || match pair { (_, n) => n };
        yield_now().await;
        later("calls", closure()).await + pair.0.by_ref()
    }
}

case! {
    /// `if let` tests the whole.
    conditions();
    async fn conditions() -> u32 {
        let pair = (Some(noisy("a")), noisy("b"));
        let other = (Some(noisy("c")), noisy("d"));
        let closure = move || if let (Some(a), _) = pair { drop(a) };
        let block = async move { if let (Some(c), _) = other { c.by_ref() } else { 0 } };
        yield_now().await;
        drop({closure}());
        drop(noisy("next"));
        block.await
    }
}
