//! Waits among operands: everything before one is evaluated before it, and kept.

use crate::harness::*;

/// Takes three values and drops them in its own order.
fn take<A, B, C>(a: A, b: B, c: C) -> C {
    log("called");
    c
}

case! {
    /// Arguments are evaluated left to right around a wait.
    arguments();
    async fn arguments() -> u32 {
        take(noisy("a"), later("b", noisy("b")).await, op("c", 3))
    }
}

case! {
    /// Every argument waits.
    every_argument_waits();
    async fn every_argument_waits() -> Noisy {
        take(later("a", noisy("a")).await, later("b", noisy("b")).await, later("c", noisy("c")).await)
    }
}

case! {
    /// The function itself is an operand, evaluated first.
    callee_is_an_operand();
    async fn callee_is_an_operand() -> u32 {
        op("function", take::<u32, Noisy, u32>)(op("a", 1), noisy("b"), later("c", 3).await)
    }
}

case! {
    /// An awaited function is called with an awaited argument.
    awaited_callee();
    async fn awaited_callee() -> u32 {
        (later("function", |n: u32| n + 1).await)(later("argument", 1).await)
    }
}

case! {
    /// A method on an awaited receiver, with awaited arguments.
    receiver_and_arguments();
    async fn receiver_and_arguments() -> String {
        later("receiver", String::from("a-b")).await.replace(later("from", "-").await, later("to", "+").await)
    }
}

case! {
    /// The argument is awaited before the receiver is borrowed: two-phase borrows.
    two_phase_borrow();
    async fn two_phase_borrow() -> Vec<u32> {
        let mut list = vec![1];
        list.push(later("two", 2).await);
        list.push(list.len() as u32 + later("more", 10).await);
        list.insert(later("index", 0).await, look("first", &list).await[0] + 5);
        list
    }
}

case! {
    /// A receiver that is a place behind a field and an index.
    receiver_is_a_place();
    async fn receiver_is_a_place() -> (Vec<Vec<u32>>, u32) {
        let mut pair = (vec![vec![], vec![1]], 0);
        pair.0[1].push(later("a", 2).await);
        let i = 0;
        pair.0[i].push(later("b", 3).await);
        pair.1 = later("c", 4).await;
        pair
    }
}

case! {
    /// The operands of a tuple, an array and a nested tuple.
    tuples_and_arrays();
    async fn tuples_and_arrays() -> ((Noisy, Noisy, Noisy), [u32; 3], ((u32, u32), u32)) {
        let tuple = (noisy("a"), later("b", noisy("b")).await, noisy("c"));
        let array = [op("x", 1), later("y", 2).await, op("z", 3)];
        (tuple, array, ((op("p", 1), later("q", 2).await), later("r", 3).await))
    }
}

case! {
    /// A repeated awaited value.
    repeated();
    async fn repeated() -> ([u32; 4], Vec<String>) {
        let array = [later("n", 7).await; 4];
        (array, vec![later("s", String::from("s")).await; 2])
    }
}

case! {
    /// The fields of a struct are evaluated in the order they are written.
    mod struct_literal => struct_literal();
    #[derive(Debug)]
    struct Trio { a: Noisy, b: Noisy, c: Noisy }
    co! {
        async fn struct_literal() -> Trio {
            let c = noisy("c");
            Trio { b: noisy("b"), c, a: later("a", noisy("a")).await }
        }
    }
}

case! {
    /// A base is evaluated last, moved from in part, and its rest dropped.
    mod struct_base => struct_base();
    #[derive(Debug)]
    struct Trio { a: Noisy, b: Noisy, c: Noisy }
    fn base() -> Trio { Trio { a: noisy("base a"), b: noisy("base b"), c: noisy("base c") } }
    co! {
        async fn struct_base() -> (Trio, u32) {
            let first = Trio { a: noisy("a"), ..base() };
            log("first");
            let local = base();
            yield_now().await;
            // What lives across a wait is not moved from in part: the whole is moved.
            let second = Trio { b: noisy("b"), ..{local} };
            yield_now().await;
            let third = later("third", second).await;
            let third = Trio { c: noisy("c"), ..{third} };
            (third, first.b.by_ref())
        }
    }
}

case! {
    /// Constructors of enums and of tuple structs are calls; struct variants are literals.
    mod constructors => constructors();
    #[derive(Debug)]
    struct Pair(Noisy, u32);
    #[derive(Debug)]
    enum Shape { Dot(u32, Noisy), Line { from: u32, to: u32 } }
    co! {
        async fn constructors() -> (Pair, Shape, Shape, Option<Result<u32, ()>>) {
            (
                Pair(noisy("pair"), later("a", 1).await),
                Shape::Dot(later("b", 2).await, noisy("dot")),
                Shape::Line { to: op("to", 1), from: later("from", 3).await },
                Some(Ok(later("c", 4).await)),
            )
        }
    }
}

case! {
    /// An awaited index, an awaited list, and both.
    index_expressions();
    async fn index_expressions() -> (u32, u32, u32, usize) {
        let list = vec![10, 20, 30];
        let a = list[later("i", 1).await];
        let b = later("list", vec![1, 2]).await[op("j", 1)];
        let c = later("array", [5, 6]).await[later("k", 0).await];
        let d = &list[later("from", 1).await..];
        yield_now().await;
        (a, b, c, d.len())
    }
}

case! {
    /// An index panics after the wait, not before it.
    index_out_of_bounds();
    async fn index_out_of_bounds() -> u32 {
        let _guard = noisy("guard");
        let list = vec![1, 2];
        list[later("index", 2).await]
    }
}

case! {
    /// Casts, references, dereferences, fields and parentheses around an await.
    around_an_await();
    async fn around_an_await() -> (u8, usize, u32, &'static str) {
        let cast = later("cast", 300u32).await as u8;
        let reference = &later("reference", vec![1, 2, 3]).await;
        let field = (later("pair", (1, 2)).await).1;
        let deref = *later("deref", Box::new("text")).await;
        yield_now().await;
        (cast, reference.len(), field, deref)
    }
}

case! {
    /// Ranges of every kind with awaited bounds.
    ranges();
    async fn ranges() -> Vec<u32> {
        let mut all = vec![];
        for i in later("from", 0).await..later("to", 2).await {
            all.push(i);
        }
        for i in 5..=later("last", 6).await {
            all.push(later("i", i).await);
        }
        let list = [1, 2, 3, 4];
        all.extend(&list[..later("end", 1).await]);
        all.extend(&list[later("start", 3).await..]);
        all
    }
}

case! {
    /// Nested awaits: the argument of an awaited call is itself awaited.
    mod nested_awaits => nested_awaits();
    co! {
        async fn double(n: u32) -> u32 {
            let _double = noisy_n("double", n);
            later("doubled", n * 2).await
        }
    }
    co! {
        async fn add(a: u32, b: u32) -> u32 {
            yield_now().await;
            a + b
        }
    }
    co! {
        async fn nested_awaits() -> u32 {
            add(double(add(1, double(2).await).await).await, double(now("n", 3).await).await).await
        }
    }
}

case! {
    /// The awaited operand is any expression: a variable, a block, an `if`, a `match`, a field, a method's result.
    awaited_expressions();
    async fn awaited_expressions() -> u32 {
        let future = later("variable", 1);
        // What lives across a wait is not moved from in part: the future has its own variable.
        let (field, beside) = (later("field", 2), noisy("beside"));
        let list = [1, 2];
        log("all made");
        future.await
            + field.await
            + { let g = noisy("block"); later("block", 3) }.await
            + if list.len() == 2 { later("then", 4) } else { later("else", 5) }.await
            + match list { [a, b] => later("match", a + b) }.await
            + Some(later("method", 6)).expect("is some").await
    }
}

case! {
    /// What is awaited need not be a future: `IntoFuture` is called first, once.
    mod into_future => into_future();
    struct Request(Noisy, u32);
    impl IntoFuture for Request {
        type Output = u32;
        type IntoFuture = crate::harness::leaf::Leaf<u32>;
        fn into_future(self) -> Self::IntoFuture {
            log("into_future");
            later("request", self.1)
        }
    }
    co! {
        async fn into_future() -> u32 {
            let request = Request(noisy("request"), 5);
            yield_now().await;
            request.await + Request(noisy("other"), 6).await
        }
    }
}

case! {
    /// Boxed, pinned and trait-object futures, and standard ones.
    kinds_of_futures();
    async fn kinds_of_futures() -> u32 {
        let boxed: std::pin::Pin<Box<dyn Future<Output = u32> + Send + Sync>> = Box::pin(later("boxed", 1));
        let mut pinned = std::pin::pin!(later("pinned", 2));
        let ready = std::future::ready(3);
        let mut polls = 0;
        let by_hand = std::future::poll_fn(|cx| {
            polls += 1;
            log("polled by hand");
            if polls < 3 { std::task::Poll::Pending } else { std::task::Poll::Ready(4) }
        });
        boxed.await + pinned.as_mut().await + ready.await + by_hand.await
    }
}

case! {
    /// What is moved out of a box that is made for it, before a wait.
    boxed_for_a_moment();
    async fn boxed_for_a_moment() -> (Noisy, u32) {
        let first = later("first", *Box::new(noisy("boxed"))).await;
        let pair = (*Box::new(noisy("beside")), later("wait", *Box::new(1)).await);
        (if first == pair.0 { first } else { pair.0 }, pair.1 + *Box::new(later("inside", 2).await))
    }
}

case! {
    /// Struct literals in parentheses, before a block, with waits among their fields.
    mod literals_in_parentheses => run();
    #[derive(PartialEq)]
    struct Pair { a: Noisy, b: u32 }
    co! {
        async fn run() -> u32 {
            let n = match (Pair { a: noisy("matched"), b: later("field", 1).await }) { Pair { a, b } => later("arm", a.by_ref() + b).await };
            for i in (Pair { a: noisy("range"), b: later("field", 2).await }).b..4 {
                later("turn", i).await;
            }
            if let Pair { a, b: 3 } = (Pair { a: noisy("tested"), b: later("field", 3).await }) {
                later("then", a.by_ref()).await;
            }
            if (Pair { a: noisy("compared"), b: later("field", 4).await }) == (Pair { a: noisy("other"), b: 5 }) {
                return 0;
            }
            let ref mut last = noisy("by unique reference");
            last.by_mut();
            later("wait", 6).await + last.by_ref() + n
        }
    }
}

case! {
    /// What an awaited call has consumed is no operand any more: what is younger drops before what comes of it.
    consumed_by_a_call_that_is_awaited(0);
    async fn consumed_by_a_call_that_is_awaited(n: u32) -> (Noisy, u32) {
        (leaf("outer", 2, later("inner", noisy_n("first", n)).await).await, later("wait", noisy("temporary").by_ref()).await)
    }
}

case! {
    /// The same of struct literals, in what a `match` awaits.
    mod consumed_by_an_awaited_scrutinee => run();
    struct Lent<'a> { of: &'a Noisy }
    fn both_of(a: Lent<'_>, b: Lent<'_>) -> u32 {
        a.of.by_ref() + b.of.by_ref()
    }
    co! {
        async fn run() -> (Noisy, u32) {
            (
                match now("now", both_of(Lent { of: &noisy("a") }, Lent { of: &noisy("b") })).await {
                    91 => {
                        yield_now().await;
                        return (noisy("never"), 1);
                    }
                    _ => noisy("operand"),
                },
                later("later", noisy("temporary").by_ref()).await,
            )
        }
    }
}

case! {
    /// What an unknown macro is given is taken for the operands of a call, also where that is the last thing of a block.
    mod of_macros_at_the_end => run(0);
    fn former<A, B>(a: A, _: B) -> A {
        a
    }
    macro_rules! call {
        ($f:path, $($a:expr),*) => { $f($($a),*) };
    }
    co! {
        async fn at_the_end(n: u32) -> Noisy {
            call!(former, later("first", noisy_n("operand", n)).await, later("second", noisy("temporary").by_ref()).await)
        }
    }
    co! {
        async fn run(n: u32) -> Vec<Noisy> {
            if call!(former, later("first", noisy_n("tested", n)).await, later("second", noisy("temporary").by_ref()).await).by_ref() > 90 {
                vec![later("first", noisy_n("element", n)).await, later("second", noisy("temporary").clone()).await]
            } else {
                let only = call!(former, later("first", noisy_n("operand", n)).await, later("second", noisy("temporary").by_ref()).await);
                vec![only, at_the_end(n).await]
            }
        }
    }
}

fn second(_: Noisy, b: Noisy) -> Noisy {
    b
}

case! {
    /// A method that consumes a value by its name has an operand of it, which drops before the temporaries where the method is not reached.
    consumed_receivers();
    async fn consumed_receivers() -> u32 {
        let (a, b) = (noisy("a"), noisy("b"));
        let kept = (noisy("operand"), Some(a).unwrap_or(later("l1", noisy("other")).await));
        let awaited = later("l2", Some(b)).await.unwrap_or(like(later("l3", &noisy("temporary")).await));
        let n = second(
            match later("l4", 1).await { _ => noisy("first") },
            Some(noisy("made")).unwrap_or(match noisy("looked at") { _ => noisy("default") }),
        );
        kept.1.by_ref() + awaited.by_ref() + n.by_ref()
    }
}

fn like(of: &Noisy) -> Noisy {
    of.clone()
}

case! {
    /// What a loop ends with is no scope of its own.
    of_a_break();
    async fn of_a_break() -> u32 {
        let first: Noisy = loop {
            break second(Some(later("l1", noisy("operand")).await).unwrap(), noisy("temporary").clone());
        };
        let other = 'found: {
            if later("l2", first.by_ref()).await == 0 {
                break 'found second(std::convert::identity(later("l3", noisy("operand")).await), like(&noisy("temporary")));
            }
            noisy("other")
        };
        let n = loop {
            match later("l4", Some(1)).await {
                Some(n) => break other.by_ref() + later("l5", n).await + noisy("temporary").by_ref(),
                None => continue,
            }
        };
        n + 1
    }
}

case! {
    /// Nor is what is returned.
    of_what_is_returned();
    async fn of_what_is_returned() -> Noisy {
        if later("l1", 1).await == 2 {
            return noisy("never");
        }
        return second(noisy("operand"), like(&noisy("temporary")));
    }
}

case! {
    /// The same where it awaits.
    of_what_is_returned_and_awaits();
    async fn of_what_is_returned_and_awaits() -> Noisy {
        return second(later("l1", noisy("operand")).await, like(&noisy("temporary")));
    }
}

case! {
    /// Nor is the initialiser of a pattern.
    in_patterns();
    async fn in_patterns() -> u32 {
        fn pair(a: Noisy, b: Noisy) -> (Noisy, Noisy) { (a, b) }
        let (a, _) = pair(later("l1", noisy("operand")).await, like(&noisy("temporary")));
        let (b, c) = pair(later("l2", noisy("operand")).await, like(&later("l3", noisy("temporary")).await));
        a.by_ref() + b.by_ref() + c.by_ref()
    }
}
