//! Literals that take what they do not name out of a local that lives across a wait.

use crate::harness::*;

struct Parts {
    a: Noisy,
    b: Noisy,
    c: Option<Noisy>,
    n: u32,
}

impl Parts {
    fn new() -> Self {
        Parts { a: noisy("a"), b: noisy("b"), c: Some(noisy("c")), n: 1 }
    }
    async fn look(&self) -> u32 {
        yield_now().await;
        self.n
    }
}

case! {
    /// One field is named, the others are taken; waits follow.
    takes_the_rest();
    async fn takes_the_rest() -> (Noisy, Noisy, u32) {
        let parts = Parts::new();
        let n = parts.look().await;
        let a = later("new", noisy("a2")).await;
        let made = Parts { a, ..parts };
        yield_now().await;
        (made.a, made.b, made.n + n)
    }
}

case! {
    /// Two are named, and awaited in it.
    awaits_in_the_literal();
    async fn awaits_in_the_literal() -> (Noisy, u32) {
        let parts = Parts::new();
        let n = parts.look().await;
        let made = Parts { c: None, b: later("new", noisy("b2")).await, n: op("n", 5), ..parts };
        log("made");
        yield_now().await;
        (made.b, made.n + n)
    }
}

case! {
    /// In one branch alone, and of a part of a local.
    in_a_branch(true);
    async fn in_a_branch(yes: bool) -> u32 {
        let pair = (Parts::new(), noisy("beside"));
        let mut sum = 0;
        for yes in [yes, false] {
            let parts = Parts::new();
            sum += parts.look().await;
            if yes {
                let made = Parts { b: noisy("b2"), ..parts };
                look("made", &made.c).await;
                sum += made.a.by_ref();
            }
            log("joined");
            yield_now().await;
        }
        let made = Parts { a: noisy("a3"), ..pair.0 };
        look("made", &made.c).await;
        sum + pair.1.by_ref()
    }
}

case! {
    /// Where all that it takes is `Copy`, the local stays whole, and may be used again.
    copies_the_rest();
    async fn copies_the_rest() -> u32 {
        let parts = Parts::new();
        parts.look().await;
        let made = Parts { a: noisy("a2"), b: noisy("b2"), c: None, ..parts };
        look("made", &made.a).await;
        yield_now().await;
        parts.a.by_ref() + made.n
    }
}

case! {
    /// The same of a type with a destructor.
    mod with_a_destructor => run();
    struct Guarded { a: u32, n: u32, held: Option<u32> }
    impl Drop for Guarded {
        fn drop(&mut self) { log_drop(format_args!("guarded {} {}: dropped", self.a, self.n)) }
    }
    co! {
        async fn run() -> u32 {
            let guarded = Guarded { a: 1, n: 2, held: None };
            look("n", &guarded.n).await;
            let made = Guarded { a: later("a", 5).await, ..guarded };
            look("n", &made.n).await;
            made.a
        }
    }
}

case! {
    /// Types with parameters, and what is expected of the values.
    mod with_parameters => run(vec![1]);
    struct Config<'c, T> { name: &'c str, call: Box<dyn Fn(T) -> u32 + Send>, list: Vec<T>, held: Noisy }
    co! {
        async fn run<T: std::fmt::Debug>(list: Vec<T>) -> usize {
            let config = Config { name: "one", call: Box::new(|_| 1), list, held: noisy("held") };
            look("list", &config.list).await;
            let name = String::from("two");
            let config = Config { name: &name, call: Box::new(|t| { log(format_args!("{t:?}")); 2 }), ..config };
            look("list", &config.list).await;
            config.list.into_iter().map(|t| (config.call)(t) as usize).sum::<usize>() + config.name.len()
        }
    }
}

case! {
    /// The literal is an argument, beside a wait and a value that may leave early.
    in_an_argument(true);
    async fn in_an_argument(ok: bool) -> Result<u32, Noisy> {
        let parts = Parts::new();
        parts.look().await;
        let taken = |parts: Parts, n: u32| parts.a.by_ref() + n;
        let early = if ok { Ok(noisy("b2")) } else { Err(noisy("error")) };
        let n = taken(Parts { b: early?, n: look("text", &String::from("x")).await.len() as u32, ..parts }, later("n", 3).await);
        yield_now().await;
        Ok(n)
    }
}

case! {
    /// The local gets what is made of it, again and again; `self` does.
    mod made_of_itself => Own { a: noisy("a"), b: noisy("b") }.run();
    struct Own { a: Noisy, b: Noisy }
    impl Own {
        co! {
            async fn run(mut self) -> u32 {
                for n in 0..2 {
                    look("a", &self.a).await;
                    self = Own { b: later("b", noisy_n("b", n)).await, ..self };
                }
                let other = Self { a: noisy("last"), ..self };
                look("b", &other.b).await.by_ref()
            }
        }
    }
}

case! {
    /// The rest comes out of a temporary, and the coroutine ends while the literal is an operand: that drops before what is left of the rest.
    mod out_of_temporaries => run();
    struct Two { a: Noisy, b: Noisy }
    fn two(n: u32) -> Two { Two { a: noisy_n("left over", n), b: noisy_n("taken", n) } }
    fn held(_: &Noisy) -> Noisy { noisy("held") }
    async fn send(two: Two, wait: u32) -> u32 { yield_now().await; two.a.by_ref() + two.b.by_ref() + wait }
    co! {
        async fn run() -> u32 {
            let all = [Two { a: noisy("new"), ..two(1) }, later("wait", two(2)).await];
            let more = (noisy("before"), Two { a: noisy("new"), ..two(3) }, held(&noisy("temporary")), later("more", 4).await);
            let sent = send(Two { b: noisy("new"), ..two(5) }, held(&noisy("temporary")).by_ref()).await;
            let both = (Two { b: noisy("new"), ..two(6) }, Two { a: noisy("new"), ..two(7) }, later("both", 8).await);
            let lent = look("lent", &Two { a: noisy("new"), ..two(9) }.b).await.by_ref();
            all[1].a.by_ref() + more.1.b.by_ref() + more.3 + sent + both.0.a.by_ref() + both.1.a.by_ref() + lent
        }
    }
}

struct Query {
    parameters: Parts,
    id: Option<Noisy>,
    text: Noisy,
}

case! {
    /// A field that the literal names is used later, and so is a part of it.
    named_is_used_later();
    async fn named_is_used_later() -> u32 {
        let parts = Parts::new();
        let query = Query { parameters: Parts::new(), id: None, text: noisy("text") };
        let n = parts.look().await + query.parameters.look().await;
        let made = Parts { a: later("new", noisy("a2")).await, ..parts };
        yield_now().await;
        let other = Query { parameters: made, ..query };
        look("left", &parts.a).await;
        let moved = query.parameters.b;
        yield_now().await;
        moved.by_ref() + parts.a.by_ref() + other.text.by_ref() + query.parameters.a.by_ref() + n
    }
}

async fn send(query: &Query, n: u32) -> u32 {
    look("send", &query.parameters.b).await;
    n
}

case! {
    /// A literal in another one, each of which takes the rest of the same local.
    one_in_another(true);
    async fn one_in_another(again: bool) -> u32 {
        let query = Query { parameters: Parts::new(), id: Some(noisy("id")), text: noisy("text") };
        let mut n = send(&query, 1).await;
        if again {
            n += send(
                &Query {
                    id: later("id", Some(noisy("id2"))).await,
                    parameters: Parts { a: noisy("a2"), ..query.parameters },
                    ..query
                },
                2,
            )
            .await;
        }
        yield_now().await;
        n
    }
}

case! {
    /// The field that the literal names was moved before.
    moved_before_it_is_named(2);
    async fn moved_before_it_is_named(turns: u32) -> u32 {
        let mut n = 0;
        for turn in 0..turns {
            let parts = Parts::new();
            n += parts.look().await;
            let a = parts.a;
            yield_now().await;
            if turn == 1 {
                let made = Parts { a: later("new", noisy("a2")).await, ..parts };
                yield_now().await;
                n += made.a.by_ref();
            }
            look("old", &a).await;
        }
        n
    }
}
