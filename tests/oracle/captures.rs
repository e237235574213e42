//! What `async` blocks capture, and when that drops.

use crate::harness::*;
use std::pin::Pin;

case! {
    /// What is captured drops in the order of its first mention, whether the block was polled or not.
    order_of_drops();
    async fn order_of_drops() -> u32 {
        let (a, b, c) = (noisy_n("a", 1), noisy_n("b", 2), noisy_n("c", 3));
        let block = async move {
            let _local = noisy("local");
            let n = later("wait", b.by_ref() + a.by_ref()).await;
            n + c.by_ref()
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// A block that is dropped before its first poll.
    never_polled();
    async fn never_polled() {
        let (a, b) = (noisy("a"), noisy("b"));
        let block = async move { later("wait", b.by_ref() + a.by_ref()).await };
        log("made");
        yield_now().await;
        drop(block);
        log("dropped");
    }
}

case! {
    /// What the block moves away before it ends.
    moved_inside();
    async fn moved_inside() {
        let (a, b, c) = (noisy("a"), noisy("b"), noisy("c"));
        async move {
            drop(b);
            let x = c;
            yield_now().await;
            log(a.by_ref());
            yield_now().await;
            x.by_ref();
        }
        .await;
        log("end")
    }
}

case! {
    /// A copy goes into the block, and the local stays as it is.
    copies();
    async fn copies() -> u32 {
        let mut n = 1u32;
        let block = async move {
            n += 10;
            yield_now().await;
            n += 100;
            n
        };
        n += 1;
        let inside = block.await;
        inside * 1000 + n
    }
}

case! {
    /// A reference goes into the block, the local is borrowed.
    references();
    async fn references() -> u32 {
        let held = noisy_n("held", 3);
        let reference = &held;
        let block = async move { later("wait", ()).await; reference.by_ref() };
        yield_now().await;
        let n = block.await;
        n + reference.by_ref()
    }
}

case! {
    /// A unique reference goes into the block, which is awaited where the referent is still there.
    unique_references();
    async fn unique_references() -> Vec<u32> {
        let mut list = vec![1];
        {
            let writer = &mut list;
            let block = async move {
                writer.push(2);
                yield_now().await;
                writer.push(3);
            };
            yield_now().await;
            block.await;
        }
        list.push(4);
        list
    }
}

case! {
    /// `self` behind a reference: the reference is captured.
    mod receiver => Job(noisy_n("job", 4)).run();
    struct Job(Noisy);
    impl Job {
        fn run(self) -> impl Future<Output = u32> {
            async move { self.outer().await }
        }
        co! {
            async fn outer(&self) -> u32 {
                let block = async move { later("wait", ()).await; self.0.by_ref() + self.value() };
                yield_now().await;
                block.await + self.value()
            }
        }
        fn value(&self) -> u32 { self.0.by_ref() }
    }
}

case! {
    /// `self` by value, as a whole.
    mod own_receiver => Job(noisy_n("job", 4)).run();
    struct Job(Noisy);
    impl Job {
        co! {
            async fn run(self) -> u32 {
                let block = async move { yield_now().await; let n = self.value(); later("wait", ()).await; n };
                yield_now().await;
                block.await
            }
        }
        fn value(&self) -> u32 { self.0.by_ref() }
    }
}

case! {
    /// A field, and the whole too.
    field_and_whole();
    async fn field_and_whole() -> u32 {
        let pair = (noisy_n("first", 1), noisy_n("second", 2));
        let block = async move {
            let n = pair.1.by_ref();
            later("wait", ()).await;
            let whole = &pair;
            n + whole.0.by_ref()
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// The left side of an assignment is captured first.
    assigned();
    async fn assigned() {
        let (mut a, b) = (noisy("a"), noisy("b"));
        let block = async move {
            a = b;
            yield_now().await;
            log(a.by_ref())
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// The same inside a closure, whose captures come in the order of evaluation.
    assigned_in_a_closure();
    async fn assigned_in_a_closure() {
        let (mut a, b) = (noisy("a"), noisy("b"));
        let block = async move {
            let mut swap = || { a = b; };
            yield_now().await;
            swap();
        };
        yield_now().await;
        drop(block)
    }
}

case! {
    /// A scrutinee of which the variant is looked at, before another local.
    scrutinee();
    async fn scrutinee() -> u32 {
        let (a, b) = (Some(noisy_n("a", 1)), noisy_n("b", 2));
        let block = async move {
            match a {
                Some(a) => { later("wait", ()).await; a.by_ref() + b.by_ref() }
                None => 0,
            }
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// A block inside of a block takes what the outer one took.
    nested();
    async fn nested() -> u32 {
        let (a, b) = (noisy_n("a", 1), noisy_n("b", 2));
        let outer = async move {
            let n = later("outer", a.by_ref()).await;
            let inner = async move { later("inner", ()).await; b.by_ref() };
            yield_now().await;
            inner.await + n
        };
        yield_now().await;
        outer.await
    }
}

case! {
    /// A block that captures what it moves into a block inside of it, among other locals of the same name.
    shadowed();
    async fn shadowed() -> u32 {
        let x = noisy_n("x", 1);
        let y = noisy_n("y", 10);
        let block = async move {
            let y = later("wait", y.by_ref()).await;
            let x = { let x = x.by_ref() + 1; yield_now().await; x };
            async move { yield_now().await; x + y }.await
        };
        let x = 5;
        yield_now().await;
        block.await + x
    }
}

case! {
    /// A local that lives across waits in its place, because it is borrowed, is taken out of it.
    pinned();
    async fn pinned() -> u32 {
        let held = noisy_n("held", 1);
        look("look", &held).await;
        let block = async move { look("inside", &held).await; held.by_ref() };
        yield_now().await;
        block.await
    }
}

case! {
    /// Taken on one way only.
    taken_sometimes(true);
    async fn taken_sometimes(take: bool) -> u32 {
        let held = noisy_n("held", 1);
        look("look", &held).await;
        let mut n = 0;
        if take {
            n = async move { look("inside", &held).await; held.by_ref() }.await;
        } else {
            yield_now().await;
        }
        yield_now().await;
        n
    }
}

case! {
    /// The same, the other way.
    not_taken(false);
    async fn not_taken(take: bool) -> u32 {
        let held = noisy_n("held", 1);
        look("look", &held).await;
        let mut n = 0;
        if take {
            n = async move { look("inside", &held).await; held.by_ref() }.await;
        } else {
            yield_now().await;
        }
        yield_now().await;
        n
    }
}

case! {
    /// A move closure that makes blocks of what it owns.
    move_closure();
    async fn move_closure() -> u32 {
        let base = noisy_n("base", 2);
        look("look", &base).await;
        let make = move |n: u32| {
            let n = n + base.by_ref();
            async move { later("wait", ()).await; n }
        };
        let mut sum = make(1).await;
        yield_now().await;
        sum += make(2).await;
        sum
    }
}

case! {
    /// A closure that can be called once, because its block takes what it captures.
    closure_called_once();
    async fn closure_called_once() -> u32 {
        let base = noisy_n("base", 2);
        let make = move || async move { later("wait", ()).await; base.by_ref() };
        yield_now().await;
        ({ make })().await
    }
}

case! {
    /// Types that captures have through a coercion.
    coerced();
    async fn coerced() -> u32 {
        let held = noisy_n("held", 1);
        let boxed: Box<dyn Fn() -> u32> = Box::new(move || held.by_ref());
        let block: Pin<Box<dyn Future<Output = u32>>> = Box::pin(async move { later("wait", ()).await; boxed() });
        yield_now().await;
        block.await
    }
}
