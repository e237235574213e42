//! What is evaluated before the call, and where its value goes.

use super::*;

fn fails(fail: bool) -> Result<Noisy, &'static str> {
    if fail { Err("failed") } else { Ok(noisy("argument")) }
}

case! {
    /// The receiver is evaluated before the arguments, and drops behind them where the call is not reached.
    mod operands => async { (run(false).await, run(true).await) };
    co! {
        async fn run(fail: bool) -> Result<u32, &'static str> {
            let (a, mut b, last) = (part("a"), part("b"), noisy("last"));
            yield_now().await;
            let pair = a.eta(fails(fail)?, op("number", 1));
            look("last", &last).await;
            let n = b.theta(fails(fail)?, op("number", 2));
            yield_now().await;
            Ok(pair.0.0.by_ref() + pair.1.by_ref() + pair.2 + n)
        }
    }
}

case! {
    /// The second argument is not reached.
    mod second_operand => async { (run(false).await, run(true).await) };
    co! {
        async fn run(fail: bool) -> Result<u32, &'static str> {
            let (a, other) = (part("a"), part("other"));
            yield_now().await;
            let pair = a.eta(noisy("first"), fails(fail)?.by_ref());
            look("other", &other.0).await;
            Ok(pair.2)
        }
    }
}

case! {
    /// Arguments are expected to be what the method takes: a number, a text behind a reference, a closure.
    arguments();
    async fn arguments() -> u64 {
        let (a, b, c, d) = (part("a"), part("b"), part("c"), part("d"));
        yield_now().await;
        let n = a.iota(&String::from("text")) as u64;
        yield_now().await;
        let (held, m) = b.kappa(7u32);
        look("held", &held).await;
        let seven = 7;
        let k = c.mu(|| seven + 1);
        yield_now().await;
        let once = d.nu(move || noisy("made"));
        yield_now().await;
        n + m + u64::from(k + once.xi())
    }
}

case! {
    /// Arguments that were awaited, and one that awaits.
    awaited_arguments();
    async fn awaited_arguments() -> u32 {
        let (a, mut b) = (part("a"), part("b"));
        yield_now().await;
        let argument = later("argument", noisy("argument")).await;
        let pair = a.eta(argument, 1);
        yield_now().await;
        let n = b.theta(later("argument", noisy("other")).await, pair.2);
        yield_now().await;
        n
    }
}

case! {
    /// What it gives is borrowed, and lives as long as what borrows it; temporaries of its arguments live to the end of the statement.
    extended();
    async fn extended() -> u32 {
        let (a, b, c, d) = (part("a"), part("b"), part("c"), part("d"));
        yield_now().await;
        let both = &a.split_off();
        look("both", both).await;
        let another = noisy("another");
        let n = b.about(&noisy("temporary"), &[1, 2]).await + c.over(&another).await;
        yield_now().await;
        let held = d.like(&noisy("third"));
        yield_now().await;
        n + both.0.by_ref() + held.by_ref()
    }
}

case! {
    /// In conditions, scrutinees, operands and loops.
    in_all_places(3);
    async fn in_all_places(turns: u32) -> u32 {
        let (a, b, c, d, e) = (part("a"), part("b"), part("c"), part("d"), part("e"));
        let mut sum = 0;
        yield_now().await;
        if a.alpha().by_ref() == 0 {
            sum += 1;
            yield_now().await;
        }
        match b.split_off() {
            (x, _) if x.by_ref() > 7 => sum += 1,
            (x, y) => {
                look("x", &x).await;
                sum += y.by_ref();
            }
        }
        while c.beta().by_ref() + sum < turns {
            sum += 1;
            yield_now().await;
        }
        sum += d.callable()() + op("operand", e.alpha().by_ref());
        yield_now().await;
        sum
    }
}

case! {
    /// An argument leaves the call: by `?`, `break`, `continue` and `return`.
    mod left_by_arguments => async { (run(0).await, run(1).await, run(2).await, run(3).await) };
    co! {
        async fn run(how: u32) -> Option<u32> {
            let (last, none) = (noisy("last"), None::<u32>);
            yield_now().await;
            let mut turns = 0;
            let n = loop {
                turns += 1;
                let (a, other) = (noisy_n("a", turns), part("other"));
                let a = Part(a);
                look("turn", &other.0).await;
                let pair = a.eta(
                    noisy("argument"),
                    match how {
                        0 => 1,
                        1 => none?,
                        2 if turns == 1 => continue,
                        2 => break 5,
                        _ => return Some(7),
                    },
                );
                yield_now().await;
                break pair.2 + other.0.by_ref();
            };
            Some(n + last.by_ref())
        }
    }
}

case! {
    /// Types that are written, and code that is `unsafe`.
    written();
    async fn written() -> u32 {
        let (a, b) = (part("a"), part("b"));
        yield_now().await;
        let (held, n) = a.made::<u32>();
        yield_now().await;
        // SAFETY: there is nothing unsafe about it.
        let m = unsafe { b.risky() };
        yield_now().await;
        n + m + held.by_ref()
    }
}

impl Part {
    async fn serve_with_shutdown(self, routes: Noisy, n: u32) -> u32 {
        let sum = look("serving", &routes).await.by_ref() + n;
        self.0.by_ref() + sum
    }
    fn into_sum(self, seen: &Noisy, pair: Pair) -> u32 {
        self.0.by_ref() + seen.by_ref() + pair.2
    }
}

case! {
    /// What a method that is known by its name to consume is given: what another one makes of a local, be it moved or not, or of a part.
    mod given_to_what_consumes => (Router { server: part("server"), routes: part("routes") }).serve_with_shutdown(part("signal"), 3);
    struct Router { server: Part, routes: Part }
    impl Router {
        co! {
            async fn serve_with_shutdown(self, signal: Part, n: u32) -> u32 {
                let (a, b, c, d, other) = (part("a"), part("b"), part("c"), part("d"), noisy("other"));
                let (seen, held) = (&a, &other);
                yield_now().await;
                let mut n = n + seen.0.by_ref();
                yield_now().await;
                n += d.into_sum(b.beta(), c.eta(other, n));
                n += a.serve_with_shutdown(signal.alpha(), n).await;
                self.server.serve_with_shutdown(self.routes.alpha(), n).await + b.0.by_ref()
            }
        }
    }
}
