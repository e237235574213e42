//! Async blocks and async closures inside bodies.

use crate::harness::*;
use std::pin::Pin;
use std::task::Poll;

/// Polls two futures in turn until both are ready.
async fn join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (std::pin::pin!(a), std::pin::pin!(b));
    let (mut left, mut right) = (None, None);
    std::future::poll_fn(move |cx| {
        if left.is_none()
            && let Poll::Ready(value) = a.as_mut().poll(cx)
        {
            left = Some(value);
        }
        if right.is_none()
            && let Poll::Ready(value) = b.as_mut().poll(cx)
        {
            right = Some(value);
        }
        if left.is_some() && right.is_some() {
            Poll::Ready((left.take().unwrap(), right.take().unwrap()))
        } else {
            Poll::Pending
        }
    })
    .await
}

case! {
    /// An async block that borrows a local, awaited at once.
    borrowing_block();
    async fn borrowing_block() -> u32 {
        let held = noisy_n("held", 1);
        let n = async {
            let _inside = noisy("inside");
            later("inside", held.by_ref()).await
        }
        .await;
        yield_now().await;
        n + held.by_ref()
    }
}

case! {
    /// An `async move` block takes a local and is kept across a wait before it is awaited.
    moving_block();
    async fn moving_block() -> u32 {
        let held = noisy_n("held", 2);
        let block = async move {
            yield_now().await;
            held.by_ref()
        };
        log("made");
        yield_now().await;
        block.await
    }
}

case! {
    /// A block that is never awaited drops what it took, where it would.
    unused_block();
    async fn unused_block() {
        let held = noisy("held");
        let block = async move { held.by_ref() };
        let _later = noisy("later");
        yield_now().await;
    }
}

case! {
    /// `return` and `?` inside a block leave the block only.
    own_control_flow();
    async fn own_control_flow() -> Result<u32, String> {
        let guard = noisy("guard");
        let result: Result<u32, String> = async {
            let _inside = noisy("inside");
            let n = later("n", Ok::<u32, String>(1)).await?;
            if n == 1 {
                return Ok(10);
            }
            later("never", Err::<u32, _>(String::new())).await
        }
        .await;
        yield_now().await;
        let failed: Result<(), String> = async { Err(later("error", String::from("error")).await) }.await;
        log(failed.is_err());
        result
    }
}

case! {
    /// Two blocks that borrow locals of the body run at the same time.
    joined_blocks();
    async fn joined_blocks() -> (u32, Vec<u32>) {
        let shared = noisy_n("shared", 1);
        let mut list = vec![];
        let (a, ()) = join(
            async { leaf("left", 2, shared.by_ref()).await },
            async { edit("right", &mut list, |list| list.push(shared.by_ref())).await },
        )
        .await;
        list.push(3);
        (a, list)
    }
}

case! {
    /// Futures in a vector, boxed, awaited in a loop.
    boxed_blocks();
    async fn boxed_blocks() -> u32 {
        let base = noisy_n("base", 1);
        let mut all: Vec<Pin<Box<dyn Future<Output = u32> + Send + Sync + '_>>> = vec![];
        for n in 0..2 {
            let base = &base;
            all.push(Box::pin(async move { later("boxed", n).await + base.by_ref() }));
        }
        yield_now().await;
        let mut sum = 0;
        for one in all {
            sum += one.await;
        }
        sum
    }
}

case! {
    /// Blocks inside blocks, with loops and patterns of their own.
    nested_blocks();
    async fn nested_blocks() -> Vec<u32> {
        let mut all = vec![];
        async {
            for n in 0..2 {
                let m = async { let _g = noisy_n("g", n); later("m", n * 10).await }.await;
                all.push(m);
                if m == 10 {
                    break;
                }
            }
        }
        .await;
        all.push(1);
        all
    }
}

case! {
    /// Async closures, with and without `move`, called more than once.
    async_closures();
    async fn async_closures() -> u32 {
        let base = noisy_n("base", 1);
        let add = async |n: u32| { yield_now().await; base.by_ref() + n };
        let mut sum = add(1).await;
        sum += add(2).await;
        let held = noisy_n("held", 5);
        let end = async move || later("end", held.by_ref()).await;
        yield_now().await;
        sum + end().await + base.by_ref()
    }
}

case! {
    /// A closure that returns an async block, called in a loop.
    closures_of_blocks();
    async fn closures_of_blocks() -> u32 {
        let base = noisy_n("base", 2);
        let call = |n: u32| {
            let base = &base;
            async move { later("call", base.by_ref() * n).await }
        };
        let mut sum = 0;
        for n in 1..3 {
            sum += call(n).await;
        }
        sum
    }
}

case! {
    /// A race: the loser is dropped with what it holds, after the winner's value is known.
    race();
    async fn race() -> u32 {
        let shared = noisy("shared");
        let winner = {
            let mut slow = std::pin::pin!(async { let _s = watch("slow", &shared); leaf("slow", 5, 1).await });
            let mut fast = std::pin::pin!(async { let _f = watch("fast", &shared); leaf("fast", 1, 2).await });
            std::future::poll_fn(|cx| match fast.as_mut().poll(cx) {
                Poll::Ready(n) => Poll::Ready(n),
                Poll::Pending => slow.as_mut().poll(cx),
            })
            .await
        };
        yield_now().await;
        winner
    }
}

case! {
    /// Recursion through a box.
    mod recursion => countdown(3);
    co! {
        async fn countdown(n: u32) -> u32 {
            let _level = noisy_n("level", n);
            if n == 0 {
                return later("bottom", 100).await;
            }
            let below: Pin<Box<dyn Future<Output = u32>>> = Box::pin(countdown(n - 1));
            below.await + 1
        }
    }
}

case! {
    /// A `move` block that mentions a local and takes nothing.
    takes_nothing();
    async fn takes_nothing() -> u32 {
        let whole = noisy("whole");
        let block = async move {
            let _ = whole;
            later("inside", 1).await
        };
        yield_now().await;
        log("before");
        block.await
    }
}

case! {
    /// A `move` block that copies a number out of a local.
    copies_a_part();
    async fn copies_a_part() -> u32 {
        let pair = (noisy("first"), 4);
        let block = async move { later("inside", pair.1).await };
        yield_now().await;
        log("before");
        block.await
    }
}
