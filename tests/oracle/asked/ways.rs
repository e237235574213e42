//! Where control goes: on some ways, in loops, in blocks.

use super::*;

case! {
    /// Behind what it gives, the one is gone and the other is there.
    moved_and_looked_at();
    async fn moved_and_looked_at() -> u32 {
        let (a, b, mut c) = (part("a"), part("b"), part("c"));
        look("before", &a.0).await;
        let moved = a.alpha();
        look("moved", &moved).await;
        let seen = b.beta();
        look("seen", seen).await;
        let changed = c.gamma();
        edit("changed", changed, |noisy| _ = noisy.by_mut()).await;
        moved.by_ref()
    }
}

case! {
    /// What borrows the receiver lives on across waits; what owns it does as well.
    awaited();
    async fn awaited() -> u32 {
        let (a, b) = (part("a"), part("b"));
        yield_now().await;
        let n = a.epsilon().await;
        yield_now().await;
        let looking = b.zeta();
        yield_now().await;
        n + looking.await
    }
}

case! {
    /// Parameters, and bindings of arms.
    mod params_and_arms => run(Some(part("a")), part("b"), part("c"));
    co! {
        async fn run(a: Option<Part>, b: Part, c: Part) -> u32 {
            yield_now().await;
            let n = match a {
                Some(a) => {
                    yield_now().await;
                    let n = a.epsilon().await;
                    yield_now().await;
                    n
                }
                None => 0,
            };
            let m = b.zeta().await;
            yield_now().await;
            c.alpha().by_ref() + m + n
        }
    }
}

case! {
    /// On some ways alone, and in a loop that ends behind it.
    on_some_ways(true);
    async fn on_some_ways(go: bool) -> u32 {
        let (a, b, c) = (part("a"), part("b"), part("c"));
        yield_now().await;
        let mut n = 0;
        if go {
            n += a.epsilon().await;
        }
        for turn in 0..3 {
            yield_now().await;
            if turn == 1 {
                n += b.epsilon().await;
                break;
            }
        }
        while n > 10 {
            n -= c.zeta().await;
        }
        yield_now().await;
        n
    }
}

case! {
    /// It gets another value, and is asked about that as well.
    filled_again();
    async fn filled_again() -> u32 {
        let mut a = part("first");
        yield_now().await;
        let n = a.epsilon().await;
        yield_now().await;
        a = part("second");
        yield_now().await;
        let m = a.zeta().await;
        yield_now().await;
        n + m
    }
}

case! {
    /// In a block and in a closure, each a coroutine of its own.
    in_blocks();
    async fn in_blocks() -> u32 {
        let a = part("a");
        let block = async move {
            yield_now().await;
            let n = a.epsilon().await;
            yield_now().await;
            n
        };
        yield_now().await;
        let make = |b: Part| async move {
            yield_now().await;
            let n = b.zeta().await;
            yield_now().await;
            n
        };
        block.await + make(part("b")).await
    }
}

case! {
    /// It never returns.
    mod never => async { (run(0).await, run(1).await) };
    co! {
        async fn run(which: u32) -> u32 {
            let (a, b) = (part("a"), part("b"));
            yield_now().await;
            if which > 1 {
                yield_now().await;
                a.forever()
            }
            yield_now().await;
            if which > 2 {
                return b.stuck();
            }
            yield_now().await;
            which
        }
    }
}

case! {
    /// A method called `to_…` that is given something, and takes its receiver.
    mod made_of_both => prepared(Query(noisy("query")), leak(noisy("lent")));
    struct Query(Noisy);
    impl Query {
        fn to_statement(self, with: &Noisy) -> Result<Noisy, u32> {
            log("to_statement");
            if with.by_ref() > 7 { Err(1) } else { Ok(self.0) }
        }
    }
    co! {
        async fn prepared(query: Query, with: &mut Noisy) -> u32 {
            match query.to_statement(with) {
                Ok(statement) => later("ok", statement.by_ref()).await,
                Err(n) => later("err", n).await,
            }
        }
    }
}

case! {
    /// One called `to_…` that is given nothing, which most of that name are not told by: they look at it, and give a copy.
    mod made_of_itself => made(Response(noisy("a")), Response(noisy("b")), Response(noisy("c")));
    struct Response(Noisy);
    impl Response {
        fn to_native(self) -> Noisy {
            self.0.renamed("native")
        }
        fn to_number(&self) -> u32 {
            self.0.by_ref()
        }
    }
    co! {
        async fn made(a: Response, b: Response, c: Response) -> u32 {
            let (first, second) = (&a.0, &b.0);
            let mut n = look("first", first).await.by_ref() + look("second", second).await.by_ref();
            yield_now().await;
            n += b.to_number();
            if n > 7 {
                n += later("native", a.to_native()).await.by_ref();
            }
            yield_now().await;
            n + c.to_native().by_ref() + later("last", b.to_number()).await
        }
    }
}

case! {
    /// One called `next` of what is not declared with `mut`, so that it is no iterator.
    mod next_of_a_collector => collected(Collector(noisy("a")), Stack(noisy("b")), noisy("other"));
    struct Collector(Noisy);
    impl Collector {
        async fn next(self) -> Option<Noisy> {
            look("next", &self.0).await;
            Some(self.0)
        }
    }
    impl Collector {
        async fn changed(self) -> u32 {
            look("changed", &self.0).await;
            self.0.into_number()
        }
    }
    struct Stack(Noisy);
    impl Stack {
        async fn next(&self) -> Option<&Noisy> {
            look("next", &self.0).await;
            Some(&self.0)
        }
    }
    co! {
        async fn collected(a: Collector, b: Stack, mut other: Noisy) -> u32 {
            let collector = a;
            let (seen, other) = (&collector, &mut other);
            let n = look("seen", &seen.0).await.by_ref() + other.by_mut();
            yield_now().await;
            let found = collector.next().await;
            yield_now().await;
            let looked = b.next().await;
            yield_now().await;
            let (watcher, last) = (Collector(noisy("watched")), &b);
            yield_now().await;
            let n = n + last.0.by_ref() + watcher.changed().await;
            yield_now().await;
            n + found.map_or(0, |found| found.by_ref()) + looked.map_or(0, |looked| looked.by_ref())
        }
    }
}
