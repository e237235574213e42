//! Closures that own what may be a copy: called more than once, dropped uncalled, changed inside, nested, in loops.

use crate::harness::*;

fn make<T>(value: T) -> T {
    value
}

fn twice<R>(mut f: impl FnMut() -> R) -> impl FnMut() -> (R, R) {
    move || (f(), f())
}

fn shared<R>(f: impl Fn() -> R) -> impl Fn() -> R {
    move || f()
}

fn once<R>(f: impl FnOnce() -> R) -> impl FnOnce() -> R {
    move || f()
}

fn shown(n: u32) -> u32 {
    log(format_args!("shown {n}"));
    n
}

fn rid(noisy: Noisy) -> u32 {
    noisy.by_ref()
}

fn raised(n: &mut u32) -> u32 {
    *n += 1;
    *n
}

case! {
    /// A copy that is changed in the closure, between two mentions by value.
    changed_within();
    async fn changed_within() -> u32 {
        let mut n = make(3);
        look("n", &n).await;
        let mut f = twice(|| { n += 1; shown(n) });
        yield_now().await;
        let (a, b) = f();
        yield_now().await;
        let (c, d) = f();
        yield_now().await;
        a + b * 10 + c * 100 + d * 1000
    }
}

case! {
    /// The same in a loop, whose next turn sees what the closure did.
    changed_within_in_a_loop();
    async fn changed_within_in_a_loop() -> u32 {
        let mut n = make(3);
        let mut sum = 0;
        for turn in 0..3 {
            look("n", &n).await;
            let mut f = twice(|| { n += 1; shown(n) });
            yield_now().await;
            let (a, b) = f();
            sum += a * b + turn;
            yield_now().await;
        }
        sum
    }
}

case! {
    /// A loop that leaves by a `break`, so that the closure's mention is the last on one way.
    last_on_one_way();
    async fn last_on_one_way() -> u32 {
        let mut n = make(3);
        let x = make(noisy_n("x", 1));
        look("n", &n).await;
        look("x", &x).await;
        loop {
            yield_now().await;
            n += 1;
            if n == 6 {
                let f = once(|| { n += 1; shown(n) + rid(x) });
                yield_now().await;
                break f();
            }
        }
    }
}

case! {
    /// Dropped uncalled, called on one way alone.
    mod uncalled => run(false);
    co! {
        async fn run(call: bool) -> u32 {
            let (x, y) = make((noisy_n("x", 1), noisy_n("y", 2)));
            look("x", &x).await;
            look("y", &y).await;
            let f = once(|| rid(x));
            let g = once(|| if call { rid(y) } else { y.by_ref() });
            yield_now().await;
            if call { let n = {f}(); yield_now().await; n } else { drop(f); yield_now().await; let n = {g}(); n }
        }
    }
}

case! {
    /// What the closure moves on one way, and assigns before.
    assigned_within(true);
    async fn assigned_within(go: bool) -> u32 {
        let mut x = make(noisy_n("x", 1));
        look("x", &x).await;
        let f = once(|| {
            x = noisy_n("new", 2);
            if go { rid(x) } else { x.by_ref() }
        });
        yield_now().await;
        let n = {f}();
        yield_now().await;
        n
    }
}

case! {
    /// Moved and given another value, in the closure.
    moved_and_filled_within();
    async fn moved_and_filled_within() -> u32 {
        let mut x = make(noisy_n("x", 1));
        look("x", &x).await;
        let f = once(|| {
            let first = rid(x);
            x = noisy_n("again", 5);
            first + x.by_mut()
        });
        yield_now().await;
        let n = {f}();
        yield_now().await;
        n
    }
}

case! {
    /// A block that panics half-way, awaits in between, and is given a local that it takes apart.
    taken_apart_within();
    async fn taken_apart_within() -> u32 {
        let pair = make((noisy("a"), noisy_n("b", 2)));
        look("a", &pair.0).await;
        let block = async {
            let pair = pair;
            let (a, b) = pair;
            yield_now().await;
            rid(a);
            op("between", 1);
            yield_now().await;
            rid(b)
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// A reference to what is unique, passed on by value more than once: reborrowed.
    reborrowed_within();
    async fn reborrowed_within() -> u32 {
        let mut number = 4;
        let n = make(&mut number);
        *n += 1;
        yield_now().await;
        *n += 1;
        let mut f = twice(|| raised(n));
        yield_now().await;
        let (a, b) = f();
        yield_now().await;
        drop(f);
        a + b + number
    }
}

case! {
    /// Several closures that copy the same, alive together.
    copied_by_several();
    async fn copied_by_several() -> u32 {
        let n = make(3);
        look("n", &n).await;
        let f = shared(|| shown(n) + n);
        let g = shared(|| shown(n) * n);
        yield_now().await;
        let first = f() + g();
        yield_now().await;
        first + f() * g()
    }
}

case! {
    /// A closure in an argument beside an await: it is made before, and what it owns drops with the statement where the other panics.
    beside_an_await();
    async fn beside_an_await() -> u32 {
        let (x, n) = make((noisy_n("x", 1), 2));
        look("x", &x).await;
        look("n", &n).await;
        both(|| rid(x) + shown(n), later("n", 7).await, op("after", 1))
    }
}

fn both(f: impl FnOnce() -> u32, n: u32, m: u32) -> u32 {
    f() + n + m
}

case! {
    /// A closure in a field, in a tuple, in an array of results.
    in_values();
    async fn in_values() -> u32 {
        let (x, y) = make((noisy_n("x", 1), noisy_n("y", 2)));
        look("x", &x).await;
        look("y", &y).await;
        let (f, g) = (once(|| rid(x)), Some(once(|| y.into_number())));
        yield_now().await;
        let sum = {f}();
        yield_now().await;
        sum + g.map_or(0, |g| g())
    }
}

case! {
    /// A type that is copied in a generic function, and one that is moved.
    mod of_any_type => run(3u32, noisy("x"));
    co! {
        async fn run<C: Copy + std::fmt::Debug, T: std::fmt::Debug>(c: C, t: T) -> String {
            look("c", &c).await;
            look("t", &t).await;
            let f = shared(|| format!("{:?}", make(c)));
            let g = once(|| { let t = t; format!("{:?}", t) });
            yield_now().await;
            let text = f() + &f();
            yield_now().await;
            text + &g()
        }
    }
}

/// A type that looks like one that is moved, and has a `Drop` inside of a generic one; its parts are looked at, moved and asked about.
struct Pair<T, U = T> {
    first: T,
    rest: Parts<U>,
}
struct Parts<U> {
    a: U,
    b: Option<U>,
    n: [u8; 3],
}
trait Asked: Sized {
    fn through(self) -> Self;
    fn seen(&self) -> u32;
}
impl Asked for Noisy {
    fn through(self) -> Noisy {
        self.renamed("through")
    }
    fn seen(&self) -> u32 {
        self.by_ref()
    }
}
impl<U: Asked> Asked for Parts<U> {
    fn through(self) -> Self {
        log("parts go through");
        Parts { a: self.a.through(), ..self }
    }
    fn seen(&self) -> u32 {
        self.a.seen() + self.n[0] as u32
    }
}
fn pair() -> Pair<Noisy> {
    Pair { first: noisy_n("first", 1), rest: Parts { a: noisy_n("a", 2), b: Some(noisy_n("b", 3)), n: [1, 2, 3] } }
}

case! {
    /// Parts of a generic local, moved by one method on one way and looked at on the other, filled again, in a loop.
    mod asked_of_parts => run(pair());
    co! {
        async fn run<T: Asked + std::fmt::Debug, U: Asked>(mut pair: Pair<T, U>) -> u32 {
            let mut sum = 0;
            for turn in 0..3 {
                look("first", &pair.first).await;
                sum += pair.rest.seen();
                if turn == 1 {
                    let rest = pair.rest.through();
                    yield_now().await;
                    pair.rest = rest;
                } else {
                    sum += pair.first.seen();
                }
                yield_now().await;
            }
            let first = pair.first.through();
            look("first", &first).await;
            sum + first.seen()
        }
    }
}

case! {
    /// A part of a part is moved, another is borrowed while it is, and the coroutine may end at any wait.
    asked_of_deep_parts(true);
    async fn asked_of_deep_parts(go: bool) -> u32 {
        let pair = pair();
        look("first", &pair.first).await;
        let lent = &pair.rest.b;
        let a = pair.rest.a.through();
        look("lent", lent).await;
        let first = if go { Some(pair.first.through()) } else { None };
        yield_now().await;
        a.seen() + first.map_or(0, |first| first.seen()) + lent.as_ref().map_or(0, |b| b.seen())
    }
}

case! {
    /// A part is moved in the value of what replaces the whole, and another after that.
    replaced_by_its_part();
    async fn replaced_by_its_part() -> u32 {
        let mut whole = pair();
        look("first", &whole.first).await;
        whole = Pair { first: whole.first.through(), rest: whole.rest };
        look("first", &whole.first).await;
        let rest = whole.rest.through();
        look("first", &whole.first).await;
        whole.first.seen() + rest.seen()
    }
}
