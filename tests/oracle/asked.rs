//! Methods of names that say nothing, of locals that live across waits: whether one moves its receiver is asked of rustc.

use crate::harness::*;
use std::future::Future;
use std::pin::Pin;

/// One method for each way to take `self`, and no name that tells which.
struct Part(Noisy);

impl Part {
    fn alpha(self) -> Noisy {
        self.0
    }
    fn beta(&self) -> &Noisy {
        &self.0
    }
    fn gamma(&mut self) -> &mut Noisy {
        &mut self.0
    }
    fn delta(self: Box<Self>) -> u32 {
        self.0.by_ref()
    }
    async fn epsilon(self) -> u32 {
        look("epsilon", &self.0).await;
        self.0.by_ref()
    }
    async fn zeta(&self) -> u32 {
        look("zeta", &self.0).await;
        self.0.by_ref()
    }
    fn eta(self, other: Noisy, n: u32) -> Pair {
        Pair(self, other, n)
    }
    fn theta(&mut self, other: Noisy, n: u32) -> u32 {
        self.0.by_mut() + other.by_ref() + n
    }
    fn iota(self, text: &str) -> usize {
        self.0.by_ref() as usize + text.len()
    }
    fn kappa<T: Into<u64>>(self, n: T) -> (Noisy, u64) {
        (self.0, n.into())
    }
    fn lambda(self) -> Self {
        Part(self.0.renamed("lambda"))
    }
    fn mu(&self, f: impl FnOnce() -> u32) -> u32 {
        self.0.by_ref() + f()
    }
    fn nu<F: FnOnce() -> Noisy>(self, f: F) -> Once<F> {
        Once(self.0, f)
    }
}

struct Pair(Part, Noisy, u32);
struct Once<F>(Noisy, F);

impl<F: FnOnce() -> Noisy> Once<F> {
    fn xi(self) -> u32 {
        let made = (self.1)();
        made.by_ref() + self.0.by_ref()
    }
}

fn part(name: &'static str) -> Part {
    Part(noisy(name))
}

fn fails(fail: bool) -> Result<Noisy, &'static str> {
    if fail { Err("failed") } else { Ok(noisy("argument")) }
}

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
    /// What it gives is known from what becomes of it.
    given();
    async fn given() -> usize {
        let (numbers, texts) = (vec![1u8, 2, 3].into_iter(), ["1", "2"].iter());
        look("numbers", &numbers).await;
        let all: Vec<u8> = numbers.skip(1).collect();
        look("texts", &texts).await;
        let sum: u32 = texts.map(|text| text.parse::<u32>().unwrap_or(0)).sum();
        yield_now().await;
        all.len() + sum as usize
    }
}

#[derive(Clone, Copy, Debug)]
struct Point(u32, u32);

impl Point {
    fn alpha(self) -> u32 {
        self.0 + self.1
    }
}

case! {
    /// A copy is not moved, nor is what is behind a box that is looked at.
    copies_and_boxes();
    async fn copies_and_boxes() -> u32 {
        let (point, boxed, other, whole) =
            (Point(1, 2), Box::new(part("boxed")), Box::new(part("other")), Box::new(part("whole")));
        look("point", &point).await;
        let n = point.alpha();
        yield_now().await;
        let moved = boxed.alpha();
        look("moved", &moved).await;
        let seen = other.beta();
        look("seen", seen).await;
        let m = whole.delta();
        yield_now().await;
        n + m
    }
}

trait Shape {
    fn omega(self) -> Noisy;
}

impl Shape for Part {
    fn omega(self) -> Noisy {
        self.0
    }
}

trait Lent {
    fn omega(&self) -> u32;
}

impl Lent for Noisy {
    fn omega(&self) -> u32 {
        self.by_ref()
    }
}

case! {
    /// One name in two traits, of generic types.
    mod generic => run(part("a"), noisy("b"));
    co! {
        async fn run<S: Shape, L: Lent>(shape: S, lent: L) -> u32 {
            yield_now().await;
            let noisy = shape.omega();
            yield_now().await;
            let n = lent.omega();
            yield_now().await;
            noisy.by_ref() + n
        }
    }
}

case! {
    /// Links of a chain that begins with something that is built, and of which each does as it likes.
    mod chained => run();
    struct TaskBuilder(Noisy);
    impl TaskBuilder {
        fn new() -> Self {
            TaskBuilder(noisy("builder"))
        }
        fn named(&mut self, name: &'static str) -> &mut Self {
            self.0 = noisy(name);
            self
        }
        fn owned(self) -> Self {
            TaskBuilder(self.0.renamed("owned"))
        }
        async fn watch(&self) -> u32 {
            look("watch", &self.0).await;
            1
        }
        async fn start(self) -> u32 {
            look("start", &self.0).await;
            2
        }
    }
    co! {
        async fn run() -> u32 {
            let n = TaskBuilder::new().named("a").watch().await;
            let m = TaskBuilder::new().owned().start().await;
            n + m + TaskBuilder::new().owned().named("b").watch().await
        }
    }
}

case! {
    /// Names by which something was told of a local, and which do not hold.
    told_by_a_local();
    async fn told_by_a_local() -> u32 {
        struct Digest(Noisy);
        impl Digest {
            fn finish(&self) -> u32 {
                self.0.by_ref()
            }
            fn split(&self) -> (&Noisy, u32) {
                (&self.0, 1)
            }
        }
        let (digest, other) = (Digest(noisy("digest")), Digest(noisy("other")));
        look("digest", &digest.0).await;
        let n = digest.finish();
        yield_now().await;
        let (half, m) = other.split();
        look("half", half).await;
        n + m
    }
}

case! {
    /// Senders of one value and of many.
    mod senders => run(One(noisy("one")), Many(noisy("many")));
    struct One(Noisy);
    impl One {
        fn send(self, n: u32) -> Result<u32, u32> {
            self.0.by_ref();
            Ok(n)
        }
    }
    struct Many(Noisy);
    impl Many {
        fn send(&self, n: u32) -> Result<u32, u32> {
            self.0.by_ref();
            Ok(n)
        }
    }
    co! {
        async fn run(one: One, many: Many) -> Result<u32, u32> {
            yield_now().await;
            let n = one.send(1)?;
            yield_now().await;
            let m = many.send(2)?;
            yield_now().await;
            Ok(n + m)
        }
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
    /// The value is a reference into what lives on, or something behind a pointer.
    borrowed_from(leak(noisy("lent")));
    async fn borrowed_from(lent: &mut Noisy) -> u32 {
        struct Holder<'a>(&'a mut Noisy);
        impl<'a> Holder<'a> {
            fn alpha(self) -> &'a mut Noisy {
                self.0
            }
            fn beta(&mut self) -> &mut Noisy {
                self.0
            }
        }
        let mut holder = Holder(lent);
        yield_now().await;
        let inner = holder.beta();
        edit("inner", inner, |noisy| _ = noisy.by_mut()).await;
        let out = holder.alpha();
        edit("out", out, |noisy| _ = noisy.by_mut()).await;
        out.by_ref()
    }
}

case! {
    /// A future that is polled by a method, and a boxed one.
    of_futures();
    async fn of_futures() -> u32 {
        let boxed: Pin<Box<dyn Future<Output = u32>>> = Box::pin(part("boxed").epsilon());
        let part = part("part").lambda();
        yield_now().await;
        let n = boxed.await;
        let part = part.lambda();
        yield_now().await;
        n + part.alpha().by_ref()
    }
}

case! {
    /// What a closure gives is known from what becomes of it, and what it is given from the method.
    mod told_by_closures => run("7", "8");
    co! {
        async fn run(first: &str, second: &str) -> Result<u32, Box<dyn std::error::Error>> {
            let (first, second) = (first.parse::<u32>(), second.parse::<u32>());
            let guard = noisy("guard");
            yield_now().await;
            let first: Result<u32, Box<dyn std::error::Error>> = first.map_err(|e| e.into());
            yield_now().await;
            let second: Result<u32, String> = second.map(|n| n.into()).map_err(|e| e.to_string());
            yield_now().await;
            let sum: u32 = first? + second.unwrap_or_else(|_| Default::default());
            guard.by_ref();
            Ok(sum)
        }
    }
}

case! {
    /// Closures that own and borrow, in iterators that live across waits.
    adapted();
    async fn adapted() -> usize {
        let (numbers, mut seen, held) = (vec![1u32, 2, 3].into_iter(), Vec::new(), noisy_n("held", 1));
        yield_now().await;
        let more = numbers.map(|n| n + held.by_ref());
        yield_now().await;
        let some = more.filter_map(|n| {
            seen.push(n);
            (n > 2).then(|| noisy_n("some", n))
        });
        yield_now().await;
        let all: Vec<_> = some.collect();
        yield_now().await;
        let name = noisy("name");
        let first = all.into_iter().next();
        yield_now().await;
        let both = first.map(move |first| (first, name));
        yield_now().await;
        seen.len() + both.map_or(0, |(first, name)| (first.by_ref() + name.by_ref()) as usize)
    }
}

case! {
    /// One in an argument of the other.
    closures_in_arguments();
    async fn closures_in_arguments() -> u32 {
        let (a, b) = (Some(noisy_n("a", 1)), Some(noisy_n("b", 2)));
        yield_now().await;
        let pair = a.zip(b.map(|b| b.renamed("c")));
        yield_now().await;
        pair.map_or(0, |(a, c)| a.by_ref() + c.by_ref())
    }
}

macro_rules! told {
    ($what:literal, $($value:expr),*) => {
        log(format_args!($what, $($value),*))
    };
}

case! {
    /// An unknown macro looks at what may be moved later.
    handed_to_macros(true);
    async fn handed_to_macros(go: bool) -> u32 {
        let (a, b, held) = (part("a"), noisy("b"), noisy("held"));
        let lent = &held;
        yield_now().await;
        told!("{} and {}", a.0, b);
        if go {
            let n = a.epsilon().await + later("b", b).await.by_ref();
            yield_now().await;
            return n;
        }
        told!("{} {}", b, lent);
        yield_now().await;
        a.alpha().by_ref()
    }
}

impl Part {
    fn forever(self) -> ! {
        self.0.by_ref();
        panic!("forever")
    }
    fn stuck(&self) -> ! {
        self.0.by_ref();
        panic!("stuck")
    }
    fn split_off(self) -> (Noisy, Noisy) {
        (self.0, noisy("off"))
    }
    fn like(self, other: &Noisy) -> Noisy {
        other.by_ref();
        self.0
    }
    async fn about(&self, name: &Noisy, all: &[u32]) -> u32 {
        look("about", name).await;
        self.0.by_ref() + all.len() as u32
    }
    async fn over(self, name: &Noisy) -> u32 {
        look("over", name).await;
        self.0.by_ref()
    }
    unsafe fn risky(self) -> u32 {
        self.0.by_ref()
    }
    fn callable(&self) -> Box<dyn Fn() -> u32> {
        let n = self.0.by_ref();
        Box::new(move || n)
    }
    fn made<T: Default>(self) -> (Noisy, T) {
        (self.0, T::default())
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

case! {
    /// Pointers that are known by inference alone.
    pointers();
    async fn pointers() -> u32 {
        let (mut a, b, c) = (part("a"), std::rc::Rc::new(part("b")), Some(part("c")));
        let unique = std::convert::identity(&mut a);
        let shared = std::convert::identity(&b);
        yield_now().await;
        edit("unique", unique.gamma(), |noisy| _ = noisy.by_mut()).await;
        look("shared", shared.beta()).await;
        let inner = c.as_ref().map(|c| c.beta());
        yield_now().await;
        let n = inner.map_or(0, |inner| inner.by_ref());
        yield_now().await;
        n + a.alpha().by_ref() + b.beta().by_ref()
    }
}

macro_rules! once {
    ($value:expr) => {
        op("once", $value)
    };
}

macro_rules! sometimes {
    ($go:expr, $value:expr) => {
        if $go { Some($value) } else { None }
    };
}

case! {
    /// Consumed in arguments of macros, of those that everybody knows and of others.
    mod consumed_in_macros => async {
        (run(noisy_n("a", 1), Text("b".into(), noisy("b")), true).await, run(noisy_n("a", 2), Text("c".into(), noisy("c")), false).await)
    };
    struct Text(String, Noisy);
    impl From<Text> for String {
        fn from(text: Text) -> String {
            text.1.by_ref();
            text.0.clone()
        }
    }
    co! {
        async fn run(a: Noisy, text: impl Into<String>, go: bool) -> (String, Option<u32>, u32) {
            let (b, c) = (noisy("b"), noisy("c"));
            yield_now().await;
            let name = format!("{}-{}", text.into(), b.by_ref());
            look("name", &name).await;
            let number = sometimes!(go, a.into_number());
            yield_now().await;
            let n = once!(c.into_number());
            yield_now().await;
            (name, number, n)
        }
    }
}

case! {
    /// A `self` that is declared with `mut` has a part that is changed by a method of the function's name.
    mod delegated => Outer { part: Inner(noisy("part")), held: noisy("held") }.theta2();
    struct Outer {
        part: Inner,
        held: Noisy,
    }
    struct Inner(Noisy);
    impl Inner {
        async fn theta2(&mut self) -> u32 {
            edit("theta", &mut self.0, |noisy| _ = noisy.by_mut()).await;
            self.0.by_ref()
        }
    }
    impl Outer {
        co! {
            async fn theta2(mut self) -> u32 {
                let n = self.part.theta2().await;
                yield_now().await;
                n + self.held.by_ref()
            }
        }
    }
}
