//! Blocks as values, and what their scopes drop.

use crate::harness::*;

case! {
    /// The value of a block leaves it before its locals drop.
    block_value(4);
    async fn block_value(n: u32) -> u32 {
        let x = {
            let guard = noisy_n("guard", n);
            later("a", 1).await + guard.by_ref()
        };
        log("after");
        x + 1
    }
}

case! {
    /// A block that ends in an await gives the awaited value.
    block_ends_in_await();
    async fn block_ends_in_await() -> Noisy {
        let value = {
            let _inner = noisy("inner");
            later("a", noisy("value")).await
        };
        log("bound");
        value
    }
}

case! {
    /// Locals of nested blocks drop innermost first, each at the end of its block.
    nested_scopes();
    async fn nested_scopes() {
        let _a = noisy("a");
        {
            let _b = noisy("b");
            yield_now().await;
            {
                let _c = noisy("c");
                yield_now().await;
            }
            log("c is gone");
            yield_now().await;
        }
        log("b is gone");
        yield_now().await;
    }
}

case! {
    /// A labelled block is left early, across a suspension, with an awaited value.
    labelled_block(true);
    async fn labelled_block(early: bool) -> u32 {
        let x = 'found: {
            let _guard = noisy("guard");
            if early {
                break 'found later("a", 1).await;
            }
            later("b", ()).await;
            2
        };
        log("after");
        x
    }
}

case! {
    /// The same labelled block, when it is not left early.
    labelled_block_to_its_end(false);
    async fn labelled_block_to_its_end(early: bool) -> u32 {
        let x = 'found: {
            let _guard = noisy("guard");
            if early {
                break 'found later("a", 1).await;
            }
            later("b", ()).await;
            2
        };
        log("after");
        x
    }
}

case! {
    /// A block whose statements do not wait may stand between waits, and keeps its own scope.
    block_without_waits();
    async fn block_without_waits() -> u32 {
        let a = noisy_n("a", 1);
        yield_now().await;
        let b = {
            let inner = noisy_n("inner", 2);
            inner.by_ref() + a.by_ref()
        };
        yield_now().await;
        b + a.by_ref()
    }
}

case! {
    /// Blocks stand as operands and as arguments.
    blocks_as_operands();
    async fn blocks_as_operands() -> u32 {
        let sum = { let g = noisy("left"); later("a", 1).await } + { let g = noisy("right"); later("b", 2).await };
        op("call", u32::max)({ yield_now().await; sum }, { let g = noisy("inner"); 7 })
    }
}

case! {
    /// An empty body, which is ready at once.
    empty();
    async fn empty() {}
}

case! {
    /// A body without a suspension runs at the first poll, not at the call.
    inert_until_polled(noisy("arg"));
    async fn inert_until_polled(arg: Noisy) -> u32 {
        log("runs");
        arg.by_ref()
    }
}

case! {
    /// Statements after a diverging one are compiled and never run.
    unreachable_code();
    async fn unreachable_code() -> u32 {
        let _guard = noisy("guard");
        yield_now().await;
        return 1;
        #[allow(unreachable_code)]
        {
            yield_now().await;
            2
        }
    }
}

case! {
    /// A const block and an unsafe block are blocks like others.
    const_and_unsafe_blocks();
    async fn const_and_unsafe_blocks() -> usize {
        let size = const { size_of::<u64>() };
        yield_now().await;
        // SAFETY: `size` lives in this frame and does not move.
        let x = unsafe {
            let raw = &raw const size;
            later("a", ()).await;
            *raw
        };
        x + size
    }
}
