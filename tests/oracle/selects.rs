//! `select!`, of tokio and of futures: native's are the crates' own macros. Who is polled first is random where it is not `biased`, so such
//! cases are written so that it makes no difference.

use crate::harness::*;
use futures::{FutureExt, StreamExt};

case! {
    /// The first to be ready wins; the others drop before its handler runs.
    first_wins();
    async fn first_wins() -> u32 {
        let held = noisy_n("held", 3);
        tokio::select! {
            biased;
            n = leaf("a", 2, 1) => n + op("handler a", 1),
            n = look("b", &held) => {
                log("handler b");
                n.by_ref()
            }
            _ = leaf("c", 4, ()) => op("handler c", 0),
        }
    }
}

case! {
    /// Handlers that wait, and see what their pattern bound.
    handlers_wait(1);
    async fn handlers_wait(which: usize) -> u32 {
        let before = noisy_n("before", 2);
        let value = tokio::select! {
            biased;
            (a, b) = leaf("a", 1 + which, (noisy_n("in a", 1), noisy("dropped"))) => {
                yield_now().await;
                a.by_ref()
            },
            _ = leaf("b", 3, noisy("kept")) => later("b too", 5).await,
            x = leaf("c", 2 - which, noisy_n("in c", 7)) => {
                look("before", &before).await;
                later("x", x).await.by_ref()
            }
        };
        yield_now().await;
        value + before.by_ref()
    }
}

case! {
    /// Preconditions: what is false is evaluated but not polled.
    preconditions();
    async fn preconditions() -> u32 {
        let mut sum = 0;
        for turn in 0..3 {
            sum += tokio::select! {
                biased;
                n = leaf("a", 0, 1), if op("first", turn != 0) => n,
                n = leaf("b", 1, 10), if op("second", later("condition", turn) .await != 1) => {
                    yield_now().await;
                    n
                }
                else => op("else", 100),
            };
        }
        sum
    }
}

case! {
    /// An output that does not match disables its branch; `else` runs when none is left.
    patterns();
    async fn patterns() -> u32 {
        let mut sum = 0;
        for turn in 0..4 {
            sum += tokio::select! {
                biased;
                Some(n) = leaf("a", 1, (turn == 0).then(|| noisy_n("some", 1))) => n.by_ref(),
                Ok::<_, u32>(n) | Err(n @ 7) = leaf("b", 2, if turn == 1 { Ok(5) } else { Err(5 + turn) }) => n,
                ref mut list = leaf("c", turn as usize, vec![turn]), if turn > 2 => {
                    list.push(1);
                    yield_now().await;
                    list.len() as u32
                }
                else => {
                    yield_now().await;
                    op("else", 100)
                }
            };
        }
        sum
    }
}

case! {
    /// No branch is left, and there is no `else`.
    none_left();
    async fn none_left() -> u32 {
        let _guard = noisy("guard");
        tokio::select! {
            Some(n) = leaf("a", 1, None::<u32>) => n,
            n = leaf("b", 0, 5), if false => n,
        }
    }
}

case! {
    /// Handlers that leave the loop, begin it anew and return.
    leaving();
    async fn leaving() -> Result<u32, u32> {
        let mut turn = 0;
        let sum = 'outer: loop {
            let _guard = noisy_n("guard", turn);
            turn += 1;
            loop {
                tokio::select! {
                    biased;
                    _ = leaf("a", 0, ()), if turn == 1 => continue 'outer,
                    _ = leaf("b", 1, ()), if turn == 2 => break,
                    n = leaf("c", 1, Ok::<u32, u32>(turn)), if turn == 3 => break 'outer n?,
                    else => return Ok(0),
                }
            }
        };
        let n = tokio::select! { n = later("last", Err::<u32, u32>(sum)) => n?, };
        Ok(n)
    }
}

case! {
    /// The loop that services are made of: a pinned future by reference, and a channel that is borrowed.
    service();
    async fn service() -> u32 {
        let mut numbers = futures::stream::iter([1, 2, 3]);
        let stop = leaf("stop", 9, noisy_n("stop", 1));
        tokio::pin!(stop);
        let mut sum = noisy_n("sum", 0);
        loop {
            tokio::select! {
                biased;
                Some(n) = numbers.next() => {
                    yield_now().await;
                    sum = noisy_n("sum", sum.by_ref() + n);
                }
                stopped = &mut stop => {
                    log("stopped");
                    break sum.by_ref() + stopped.by_ref();
                }
            }
        }
    }
}

case! {
    /// A handler moves a local, another mentions it.
    handler_moves();
    async fn handler_moves() -> u32 {
        let held = noisy_n("held", 4);
        let result = tokio::select! {
            biased;
            _ = leaf("a", 2, ()) => held.by_ref(),
            _ = look("b", &held) => {
                let mine = held;
                yield_now().await;
                mine.by_ref() + 1
            }
        };
        yield_now().await;
        result
    }
}

case! {
    /// A temporary that a future is a reference to lives as long as the futures.
    extended();
    async fn extended() -> u32 {
        let a = tokio::select! {
            biased;
            n = &mut Box::pin(leaf("a", 2, 1)) => n,
            n = &mut Box::pin(leaf("b", 1, 2)) => {
                yield_now().await;
                n
            }
        };
        a + tokio::select! { n = leaf("c", 1, noisy_n("temp", 3).by_ref()) => n }
    }
}

case! {
    /// One inside another, in the handler and in the future.
    nested();
    async fn nested() -> u32 {
        tokio::select! {
            biased;
            a = async { tokio::select! { biased; n = later("in", 1) => n, m = leaf("never", 5, 2) => m } } => {
                a + tokio::select! { biased; b = leaf("inner", 1, 3) => { yield_now().await; b }, else => 0 }
            }
            n = leaf("late", 7, 4) => n,
        }
    }
}

case! {
    /// As an operand, as an argument and with a type that is expected.
    anywhere();
    async fn anywhere() -> String {
        let boxed: Box<dyn std::fmt::Debug> = tokio::select! { n = later("a", 1) => Box::new(n) };
        let n = op("before", 1) + tokio::select! { n = later("b", 2) => n } + op("after", 3);
        format!("{boxed:?} {n} {}", tokio::select! { biased; n = later("c", 4) => n, m = leaf("d", 3, 5) => m })
    }
}

case! {
    /// What a pattern leaves over of an output drops before a value that nobody takes, and beside one that somebody does.
    left_over();
    async fn left_over() -> u32 {
        tokio::select! { biased; _ = later("statement", noisy("left")) => noisy("value"), };
        futures::select! { _ = later("of futures", noisy("left")).fuse() => noisy("value"), };
        let taken = tokio::select! {
            biased;
            (_, b) = leaf("not yet", 3, (noisy("a"), noisy("b"))) => b,
            (a, _) = later("pair", (noisy("a"), noisy("left"))) => { yield_now().await; a }
        };
        let operand = (
            noisy("before"),
            futures::select_biased! { _ = now("at once", noisy("left")).fuse() => noisy("value"), default => noisy("default") },
            later("after", 1).await,
        );
        taken.by_ref() + operand.1.by_ref() + operand.2
    }
}

case! {
    /// As a statement in a block that is an argument of another macro.
    in_a_block_of_an_argument();
    async fn in_a_block_of_an_argument() -> String {
        let held = noisy_n("held", 3);
        let mut sum = 0;
        assert_ne!(
            loop {
                let late = leaf("late", 2, 1);
                tokio::pin!(late);
                tokio::select! {
                    biased;
                    n = &mut late => sum += n,
                    seen = look("held", &held) => sum += seen.by_ref(),
                }
                break sum;
            },
            0
        );
        format!("{sum} {:?}", { tokio::join!(later("a", 1), later("b", 2)); later("c", 3).await })
    }
}

case! {
    /// futures' `select!`: futures by name stay where they are, and take no part once they have ended.
    of_futures();
    async fn of_futures() -> u32 {
        let mut a = Box::pin(leaf("a", 1, 1)).fuse();
        let mut b = Box::pin(leaf("b", 3, 10)).fuse();
        let mut sum = 0;
        loop {
            futures::select_biased! {
                n = a => sum += n,
                m = b => {
                    yield_now().await;
                    sum += m;
                }
                complete => break,
            }
        }
        sum
    }
}

case! {
    /// Futures that are not named drop before the handler, and last to first; nobody is left in the end.
    of_futures_unnamed();
    async fn of_futures_unnamed() -> u32 {
        let held = noisy_n("held", 2);
        let n = futures::select_biased! {
            n = leaf("a", 2, 1).fuse() => n,
            seen = look("b", &held).fuse() => {
                log("handler");
                seen.by_ref()
            },
        };
        let mut done = Box::pin(later("c", n)).fuse();
        let n = futures::select! { n = done => n };
        n + futures::select! { n = done => n }
    }
}

case! {
    /// `default` waits for nothing.
    by_default();
    async fn by_default() -> u32 {
        let mut a = Box::pin(leaf("a", 2, 1)).fuse();
        let mut turns = 0;
        let n = loop {
            turns += 1;
            futures::select! {
                n = a => break n,
                default => {
                    yield_now().await;
                    log("default");
                }
            }
        };
        n + turns + futures::select! { n = a => n, complete => 5, default => 6 }
    }
}

case! {
    /// By bare names, each written as only its family has it.
    bare();
    async fn bare() -> u32 {
        let mut numbers = futures::stream::iter([1, 2]).fuse();
        let mut sum = 0;
        loop {
            use futures::select;
            select! {
                n = numbers.select_next_some() => sum += n,
                complete => break,
            }
        }
        use tokio::select;
        let late = leaf("late", 2, 5);
        sum + select! {
            biased;
            n = leaf("a", 1, 1), if sum > 100 => n,
            n = late => n,
        }
    }
}

case! {
    /// A parameter that is borrowed by a future and used by the handler.
    mod parameters => parameters(leak(noisy_n("shared", 1)), noisy_n("owned", 2));
    co! {
        async fn parameters(shared: &Noisy, owned: Noisy) -> u32 {
            let n = tokio::select! {
                biased;
                seen = look("owned", &owned) => seen.by_ref() + owned.by_ref(),
                seen = look("shared", shared) => seen.by_ref(),
            };
            drop(owned);
            later("end", n).await
        }
    }
}

case! {
    /// In blocks: as `#[instrument]` writes the body of a method, in one that borrows, and in one that is left to rustc because it takes a part.
    mod in_blocks => leak(Server { frames: noisy("frames"), shutdown: noisy("shutdown") }).run((noisy("a"), noisy("b")));
    struct Server {
        frames: Noisy,
        shutdown: Noisy,
    }
    impl Server {
        co! {
            async fn run(&mut self, pair: (Noisy, Noisy)) -> u32 {
                let span = noisy("span");
                let future = async move {
                    let mut sum = 0;
                    while sum < 5 {
                        let n = tokio::select! {
                            biased;
                            n = look("frames", &self.frames) => n.by_ref(),
                            _ = leaf("shutdown", 3, self.shutdown.by_ref()) => return sum,
                        };
                        sum += later("handled", n).await + 2;
                    }
                    sum
                };
                let sum = if span.by_ref() == 7 { later("instrumented", ()).await; 0 } else { future.await };
                let held = noisy_n("held", sum);
                let borrowing = async {
                    let (a, b) = tokio::join!(look("a", &held), look("b", &span));
                    a.by_ref() + b.by_ref()
                };
                yield_now().await;
                let part = async move {
                    tokio::select! {
                        biased;
                        n = look("part", &pair.0) => n.by_ref(),
                        n = leaf("other", 2, 1) => n,
                    }
                };
                borrowing.await + part.await
            }
        }
    }
}
