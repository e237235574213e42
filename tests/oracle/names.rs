//! Names that a generated machine might use itself, and names that mislead.

use crate::harness::*;

case! {
    /// Locals named like the parts of a machine.
    parts_of_a_machine();
    async fn parts_of_a_machine() -> String {
        let (state, frame, cx, entry, slot) = (1, "frame", 'c', vec![noisy_n("entry", 2)], Some(3));
        let (fr, at, fut, fut1, awaited, held) = (4, 5, later("fut", 6), 7, 8, noisy("held"));
        let poll = fut.await;
        let (resume, pending, ready, output, value) = (look("entry", &entry).await.len(), 1, 2, 3, 4);
        let (point, context, waker, coroutine, body, witness) = (1, 2, 3, 4, 5, 6);
        yield_now().await;
        let total = state + slot.unwrap_or(0) + fr + at + fut1 + awaited + poll + pending + ready + output + value;
        format!("{frame} {cx} {resume} {held} {total} {}", point + context + waker + coroutine + body + witness)
    }
}

case! {
    /// Parameters, generics and lifetimes named like the parts of a machine.
    parameters(&1, leak(2), noisy("frame"), |frame| frame);
    async fn parameters<'co, 'a, F, Frame>(state: &'co u32, cx: &'a mut u32, frame: Frame, f: F) -> (u32, Frame)
    where
        F: FnOnce(Frame) -> Frame,
    {
        *cx += *state;
        yield_now().await;
        *cx += *state;
        (*cx, f(frame))
    }
}

case! {
    /// Names that look like `self`.
    like_self();
    async fn like_self() -> u32 {
        let this = noisy_n("this", 1);
        let self_ = later("self_", this.by_ref()).await;
        let _self = &this;
        let selfish = _self.by_ref() + self_;
        yield_now().await;
        selfish + _self.by_ref()
    }
}

case! {
    /// Raw identifiers, as locals, a parameter, a field and a method.
    mod raw_identifiers => run(1);
    struct r#type { r#fn: u32 }
    impl r#type {
        co! {
            async fn r#while(&self, r#loop: u32) -> u32 {
                yield_now().await;
                self.r#fn + r#loop
            }
        }
    }
    co! {
        async fn run(r#match: u32) -> u32 {
            let r#type = r#type { r#fn: r#match };
            let r#async = later("async", 2).await;
            let r#plain = look("plain", &r#type.r#fn).await;
            r#type.r#while(r#async).await + *plain
        }
    }
}

case! {
    /// One name for a function, a module, a macro, a label, a lifetime, a type and a local.
    mod one_name => run(noisy("x"));
    fn name() -> u32 { 1 }
    mod name { pub const VALUE: u32 = 10; }
    macro_rules! name { () => { 100 }; }
    struct Name { name: u32 }
    co! {
        async fn run<'name>(name: Noisy) -> u32 {
            let before = name.by_ref();
            let name = Name { name: later("name", 1000).await };
            'name: loop {
                yield_now().await;
                if name.name > 0 {
                    break 'name;
                }
            }
            self::name() + self::name::VALUE + name!() + name.name + before
        }
    }
}

case! {
    /// The library's names are the user's own here: nothing generated may depend on what is in scope.
    mod library_names => run(Option::Some);
    struct Future;
    struct Pin;
    struct Poll;
    struct Context;
    #[derive(Debug)]
    enum Option { Some, None }
    #[derive(Debug)]
    enum Result { Ok(u32), Err }
    trait IntoIterator {}
    trait IntoFuture {}
    trait From {}
    trait Clone {}
    trait Drop {}
    trait Send {}
    mod core {}
    mod std {}
    mod resumable_private {}
    fn drop() -> u32 { 7 }
    fn panic() {}
    const Some: u32 = 1;
    const None: u32 = 2;
    const Ok: u32 = 3;
    co! {
        async fn run(option: Option) -> Result {
            let mut n = 0;
            for i in 0..2 {
                let _turn = noisy_n("turn", i);
                n += later("i", i).await;
            }
            let r = &n;
            yield_now().await;
            let maybe = match later("again", Some).await { Some => 10, None => 20, _ => 30 };
            let Future = Future;
            match option {
                Option::Some => Result::Ok(*r + maybe + drop() + Ok),
                Option::None => Result::Err,
            }
        }
    }
}

case! {
    /// The standard `?` still works where `Result` and `Option` are the user's own names.
    mod library_names_and_question_mark => run();
    struct Result;
    struct Option;
    trait Try {}
    co! {
        async fn run() -> ::std::result::Result<u32, String> {
            let (Result, Option) = (Result, Option);
            let _guard = noisy("guard");
            let n = later("n", Ok::<u32, String>(1)).await?;
            later("error", Err::<u32, &str>("error")).await?;
            Ok(n)
        }
    }
}

case! {
    /// Constants in patterns: they are compared, not bound.
    mod constants_in_patterns => run();
    const LIMIT: u32 = 2;
    #[allow(non_upper_case_globals)]
    const limit: u32 = 3;
    const OTHER: u32 = limit;
    #[derive(PartialEq, Eq)]
    struct Marker;
    enum Kind { Small, Large }
    use Kind::*;
    co! {
        async fn run() -> Vec<&'static str> {
            let mut all = vec![];
            for n in 1..5 {
                all.push(match later("n", n).await {
                    LIMIT => { yield_now().await; "LIMIT" }
                    // A lower-case name in a pattern is taken for a binding: the constant has another name.
                    OTHER => later("limit", "limit").await,
                    other => { look("other", &other).await; "other" }
                });
            }
            for kind in [Small, Large] {
                match kind {
                    Small => { yield_now().await; all.push("small") }
                    Large => all.push(later("large", "large").await),
                }
            }
            let Marker = later("marker", Marker).await;
            all
        }
    }
}

case! {
    /// Upper-case locals are locals.
    upper_case_locals();
    #[allow(non_snake_case)]
    async fn upper_case_locals() -> u32 {
        let LIMIT = noisy_n("LIMIT", 1);
        let Total = later("Total", 2).await;
        look("LIMIT", &LIMIT).await;
        LIMIT.by_ref() + Total
    }
}

case! {
    /// A local shadows a function that is called before and after it exists.
    shadowed_function();
    async fn shadowed_function() -> u32 {
        fn count() -> u32 { 1 }
        let before = count();
        {
            let count = || 10;
            yield_now().await;
            log(count());
        }
        yield_now().await;
        before + count()
    }
}

case! {
    /// Labels: the same name in nested closures and loops after one another, and a label on each kind of loop.
    labels();
    async fn labels() -> Vec<u32> {
        let mut all = vec![];
        'a: for i in 0..3 {
            if later("skip", i == 1).await { continue 'a }
            all.push(i);
        }
        'a: while all.len() < 4 {
            let more = |n: u32| 'a: { if n > 2 { break 'a 7 } n };
            all.push(more(all.len() as u32));
            yield_now().await;
            if all.len() == 3 { break 'a }
        }
        'p1: { if later("leave", true).await { break 'p1 } all.clear(); }
        all
    }
}

case! {
    /// A trait of the user's for all types, in scope, with methods of the names that the machine calls: none of these is taken for the machine's.
    mod methods_of_every_type => run(true, (noisy("param"), noisy("other")));
    pub struct Hijacked;
    pub trait Every {
        fn all_but(self) -> Hijacked where Self: Sized { Hijacked }
        fn argument(self) -> Hijacked where Self: Sized { Hijacked }
        fn ask(self) -> Hijacked where Self: Sized { Hijacked }
        fn assign(self) -> Hijacked where Self: Sized { Hijacked }
        fn at(self) -> Hijacked where Self: Sized { Hijacked }
        fn begin(self) -> Hijacked where Self: Sized { Hijacked }
        fn beside(self) -> Hijacked where Self: Sized { Hijacked }
        fn cancelled(self) -> Hijacked where Self: Sized { Hijacked }
        fn consumed_by(self) -> Hijacked where Self: Sized { Hijacked }
        fn declare(self) -> Hijacked where Self: Sized { Hijacked }
        fn fill(self) -> Hijacked where Self: Sized { Hijacked }
        fn first(self) -> Hijacked where Self: Sized { Hijacked }
        fn get(self) -> Hijacked where Self: Sized { Hijacked }
        fn get_mut(self) -> Hijacked where Self: Sized { Hijacked }
        fn hold(self) -> Hijacked where Self: Sized { Hijacked }
        fn is(self) -> Hijacked where Self: Sized { Hijacked }
        fn is_over(self) -> Hijacked where Self: Sized { Hijacked }
        fn lend(self) -> Hijacked where Self: Sized { Hijacked }
        fn looked(self) -> Hijacked where Self: Sized { Hijacked }
        fn moved(self) -> Hijacked where Self: Sized { Hijacked }
        fn moves(self) -> Hijacked where Self: Sized { Hijacked }
        fn part(self) -> Hijacked where Self: Sized { Hijacked }
        fn parts(self) -> Hijacked where Self: Sized { Hijacked }
        fn passed(self) -> Hijacked where Self: Sized { Hijacked }
        fn poll(self) -> Hijacked where Self: Sized { Hijacked }
        fn ready(self) -> Hijacked where Self: Sized { Hijacked }
        fn receiver(self) -> Hijacked where Self: Sized { Hijacked }
        fn resume(self) -> Hijacked where Self: Sized { Hijacked }
        fn slot(self) -> Hijacked where Self: Sized { Hijacked }
        fn slots(self) -> Hijacked where Self: Sized { Hijacked }
        fn slots_of(self) -> Hijacked where Self: Sized { Hijacked }
        fn suspend(self) -> Hijacked where Self: Sized { Hijacked }
        fn suspended(self) -> Hijacked where Self: Sized { Hijacked }
        fn take_once(self) -> Hijacked where Self: Sized { Hijacked }
        fn value(self) -> Hijacked where Self: Sized { Hijacked }
        fn which(self) -> Hijacked where Self: Sized { Hijacked }
        fn branch(self) -> Hijacked where Self: Sized { Hijacked }
        fn hint(self) -> Hijacked where Self: Sized { Hijacked }
        fn same(self) -> Hijacked where Self: Sized { Hijacked }
    }
    impl<T> Every for T {}
    use futures::FutureExt as _;
    co! {
        async fn run(go: bool, pair: (Noisy, Noisy)) -> Result<u32, String> {
            let (mut a, mut text) = (noisy("a"), String::from("text"));
            let late;
            let lent = &mut a;
            let number = later("number", 1).await;
            lent.by_mut();
            if go {
                late = noisy("late");
                yield_now().await;
                drop(late);
            }
            let part = pair.0;
            look("part", &part).await;
            let moved = a.renamed("renamed");
            text = later("text", text + "!").await;
            let add = |n: u32| n + number + moved.by_ref();
            let parsed = text.parse::<u32>().map_err(|e| e.to_string());
            yield_now().await;
            let sum = match (later("match", Some(noisy("some"))).await, add(1)) {
                (Some(some), n) if n > 100 => some.by_ref(),
                (Some(some), n) => {
                    look("some", &some).await;
                    n
                }
                (None, n) => n,
            };
            let n = parsed.unwrap_or_else(|_| sum);
            for i in 0..n.min(2) {
                let _turn = noisy_n("turn", i);
                yield_now().await;
            }
            later("result", Ok::<u32, String>(n)).await?;
            look("pair", &pair.1).await;
            let block = async move {
                yield_now().await;
                part.by_ref()
            };
            Ok(block.await + moved.by_ref() + borrows(&1, &text).await + both(noisy("kept")).await)
        }
        async fn borrows<'a, 'b>(n: &'a u32, text: &'b str) -> u32 {
            look("text", &text).await;
            *n + text.len() as u32
        }
        async fn both(kept: Noisy) -> u32 {
            macro_rules! seen { ($value:expr) => { $value.by_ref() } }
            let lent = &kept;
            let (a, b) = futures::join!(later("a", 1), later("b", noisy("b")));
            let c = futures::select_biased! {
                c = later("c", 2).fuse() => c,
                d = now("d", 3).fuse() => d + seen!(kept),
            };
            let n = || seen!(kept);
            yield_now().await;
            a + b.by_ref() + c + lent.by_ref() + n()
        }
    }
}

case! {
    /// Names that differ in what is taken off them, and a name that is the second of another.
    alike();
    async fn alike() -> u32 {
        let (held, __held) = (noisy_n("a", 1), noisy_n("b", 2));
        yield_now().await;
        let first = held.by_ref() + __held.by_ref();
        let held = noisy_n("c", 4);
        let held_2 = noisy_n("d", 8);
        yield_now().await;
        first + held.by_ref() + held_2.by_ref()
    }
}
