//! Temporaries: those that live across a wait, and those that must not.

use crate::harness::*;

/// Uses what it is given while it waits.
async fn use_both(a: &Noisy, n: u32) -> u32 {
    log("using");
    yield_now().await;
    a.by_ref() + n
}

case! {
    /// A temporary argument lives until the end of the statement, after the future.
    borrowed_argument();
    async fn borrowed_argument() -> u32 {
        let n = use_both(&noisy_n("temporary", 1), 2).await;
        log("next statement");
        n
    }
}

case! {
    /// A temporary borrowed by a call whose other argument waits.
    borrowed_beside_a_wait();
    async fn borrowed_beside_a_wait() -> u32 {
        fn sum(a: &Noisy, n: u32, b: &Noisy) -> u32 { a.by_ref() + n + b.by_ref() }
        let n = sum(&noisy_n("a", 1), later("n", 2).await, &noisy_n("b", 3));
        log("next statement");
        n
    }
}

case! {
    /// `let r = &make()`: the temporary lives as long as the variable.
    extended();
    async fn extended() -> u32 {
        let r = &noisy_n("extended", 4);
        let _after = noisy("after");
        yield_now().await;
        r.by_ref()
    }
}

case! {
    /// Extended temporaries in tuples, structs, blocks, arrays and through `as`.
    mod extended_in_aggregates => run();
    struct Holder<'h> { held: &'h Noisy, n: u32 }
    co! {
        async fn run() -> u32 {
            let (a, b) = (&noisy_n("a", 1), &mut noisy_n("b", 2));
            let holder = Holder { held: &noisy_n("c", 3), n: later("n", 4).await };
            let array = [&noisy_n("d", 5), a];
            let block = { log("block"); &noisy_n("e", 6) };
            yield_now().await;
            b.by_mut();
            a.by_ref() + holder.held.by_ref() + holder.n + array[0].by_ref() + block.by_ref()
        }
    }
}

case! {
    /// What a branch of `if` and `match` makes is borrowed for the rest of the block.
    extended_through_branches(true);
    async fn extended_through_branches(yes: bool) -> u32 {
        let r = if yes { &noisy_n("then", 1) } else { &noisy_n("else", 2) };
        let s = match yes {
            true => &later("awaited", noisy_n("arm", 3)).await,
            false => &noisy_n("other", 4),
        };
        yield_now().await;
        r.by_ref() + s.by_ref()
    }
}

case! {
    /// A reference to an awaited value extends it.
    extended_awaited_value();
    async fn extended_awaited_value() -> (u32, usize) {
        let r = &later("awaited", noisy_n("value", 1)).await;
        let list: &mut Vec<u32> = &mut later("list", vec![1]).await;
        edit("list", list, |list| list.push(2)).await;
        (r.by_ref(), list.len())
    }
}

case! {
    /// Method chains on temporaries: each lives until the statement ends.
    chains();
    async fn chains() -> usize {
        let n = noisy("first").renamed("second").clone().renamed("third").by_ref();
        let length = watch("watch", &noisy("watched")).seen().as_str().trim().len() + later("n", n as usize).await;
        log("next statement");
        length
    }
}

case! {
    /// Temporaries of an expression statement drop at its semicolon, after the wait in it.
    expression_statement();
    async fn expression_statement() {
        use_both(&noisy("a"), later("n", noisy("b")).await.by_ref()).await;
        log("next statement");
        noisy("c").by_ref() + later("d", 1).await;
        log("end");
    }
}

case! {
    /// Temporaries of the tail expression drop before the locals (edition 2024).
    tail();
    async fn tail() -> u32 {
        let _local = noisy("local");
        use_both(&noisy("temporary"), later("n", 3).await).await
    }
}

case! {
    /// Temporaries of a tail in an inner block drop before its locals, and before the rest of the statement.
    tail_of_a_block();
    async fn tail_of_a_block() -> u32 {
        let n = { let _local = noisy("local"); noisy_n("temporary", 2).by_ref() + later("a", 1).await } + op("b", 1);
        log("next statement");
        n
    }
}

case! {
    /// An awaited future drops as soon as it is ready, before the other temporaries of its statement.
    awaited_future_drops_first();
    async fn awaited_future_drops_first() -> (u32, u32) {
        let pair = (noisy("a").by_ref() + later("first", 1).await, noisy("b").by_ref() + later("second", 2).await);
        log("next statement");
        pair
    }
}

case! {
    /// Temporaries of a condition, of a `while` and of a `for` head.
    heads_of_control_flow();
    async fn heads_of_control_flow() -> u32 {
        let mut n = 0;
        if noisy("if").by_ref() == later("zero", 0).await {
            n += later("then", 1).await;
        }
        while noisy_n("while", n).by_ref() < later("limit", 2).await {
            yield_now().await;
            n += 1;
        }
        for i in vec![noisy("for")].iter() {
            n += use_both(i, 1).await;
        }
        log("end");
        n
    }
}

case! {
    /// Temporaries that are promoted to constants, and slices of literals.
    promoted();
    async fn promoted() -> usize {
        let r: &'static [u32] = &[1, 2, 3];
        let s = &7;
        yield_now().await;
        look("literal", &"text").await;
        r.len() + *s
    }
}

case! {
    /// Operands evaluated before a wait drop when the coroutine is dropped there, last to first.
    pending_operands();
    async fn pending_operands() -> usize {
        let all = [noisy("a"), noisy("b"), { let _c = noisy("c"); later("d", noisy("d")).await }, noisy("e")];
        let pair = (Box::new(noisy("f")), [noisy("g"), later("h", noisy("h")).await], later("i", noisy("i")).await);
        all.len() + pair.1.len()
    }
}

case! {
    /// A temporary guard in an argument outlives the awaited future that does not borrow it.
    unrelated_temporary();
    async fn unrelated_temporary() -> u32 {
        later("n", noisy_n("unrelated", 3).by_ref()).await
    }
}

case! {
    /// References to references to temporaries, and a temporary array of temporaries.
    nested_temporaries();
    async fn nested_temporaries() -> u32 {
        async fn sum(all: &[&Noisy], more: &&Noisy) -> u32 {
            yield_now().await;
            all.iter().map(|one| one.by_ref()).sum::<u32>() + more.by_ref()
        }
        sum(&[&noisy_n("a", 1), &later("b", noisy_n("b", 2)).await], &&noisy_n("c", 3)).await
    }
}

case! {
    /// What an expression statement and `let _` drop, they drop before the temporaries of the statement.
    mod value_of_a_statement => statement();
    fn make(_: u32, _: &Noisy) -> Noisy { noisy("made") }
    co! {
        async fn statement() {
            make(later("n", 1).await, &noisy("after"));
            make(1, &later("before", noisy("before")).await);
            let _ = make(later("n", 1).await, &noisy("wild"));
            let _: u32 = make(later("n", 1).await, &noisy("typed")).by_ref();
            (noisy("left"), later("right", noisy("right")).await).0;
        }
    }
}

case! {
    /// What a macro's arguments borrow lives as long as what a call's do.
    in_arguments_of_macros();
    async fn in_arguments_of_macros() -> u32 {
        let n = later("list", vec![noisy_n("element", 1).by_ref(), 2]).await[0];
        log("for");
        for i in vec![3, noisy_n("range", 4).by_ref()] {
            later("turn", i).await;
        }
        log("matches");
        let pair = (matches!(noisy_n("scrutinee", 5).by_ref(), 1..=9), later("wait", 6).await);
        let kept = (matches!(Some(noisy("compared")), Some(_)), later("wait", 7).await);
        let bound = (matches!(Some(noisy_n("bound", 8).by_ref()), Some(n) if n > 2), later("wait", 9).await);
        let nested = (vec![vec![noisy_n("deep", 10).by_ref()]], later("wait", 11).await);
        n + pair.1 + kept.1 + bound.1 + nested.1
    }
}

case! {
    /// What a `match` looks at lives to the end of the statement that the match is a part of.
    in_scrutinees();
    async fn in_scrutinees() -> u32 {
        let pair = (match noisy("whole") { _ => 1 }, later("wait", 2).await);
        fn sum(a: &Noisy, n: u32) -> u32 { a.by_ref() + n }
        let n = sum(match Some(noisy_n("by reference", 3)) { Some(ref n) => n, None => return 0 }, later("wait", 4).await);
        let inside = (match noisy_n("inside", 5).by_ref() { 5 => 1, n => n }, later("wait", 6).await);
        let awaited = match noisy("before") { _ => later("chosen", 7) }.await;
        let deep = (match (match noisy("inner") { _ => noisy("outer") }) { _ => 8 }, later("wait", 9).await);
        pair.0 + n + inside.0 + awaited + deep.0
    }
}

case! {
    /// A box that is made for a moment, and borrowed from, lives to the end of the statement.
    borrowed_from_a_new_box();
    async fn borrowed_from_a_new_box() -> u32 {
        let pair = ((*Box::new(later("a", noisy_n("a", 1)).await)).by_ref(), later("b", 2).await);
        let other = (0 * (&(*Box::new(noisy_n("c", 3)))).by_ref(), later("d", 4).await);
        pair.0 + pair.1 + other.0 + other.1
    }
}

case! {
    /// Temporaries beside operands, of which one was awaited.
    awaited_beside_operands();
    async fn awaited_beside_operands() -> u32 {
        fn take(n: &Noisy) -> u32 { n.by_ref() }
        let pair = later(
            "pair",
            (noisy("operand"), take(&later("a", noisy_n("a", 2)).await) * noisy_n("b", 3).by_ref() + (later("c", noisy_n("c", 4)).await).by_ref() * noisy_n("d", 5).by_ref()),
        )
        .await;
        let other = (noisy("operand"), later("some", Some(noisy_n("d", 5))).await.map_or(0, |n| n.finish()), later("e", &noisy("e")).await.by_ref(), later("wait", 1).await);
        pair.1 + other.1 + other.2 + other.3
    }
}

case! {
    /// What a `match` that is an operand looks at lives to the end of the statement, where no arm takes a part of it.
    looked_at_by_an_operand();
    async fn looked_at_by_an_operand() -> u32 {
        fn op(n: u32, noisy: Noisy) -> u32 { n + noisy.by_ref() }
        let a = op(match Some(noisy("a")) { None => { later("never", 1).await } _ => 2 }, noisy("beside a"));
        let b = op(match later("b", Some(noisy("b"))).await { None => { later("never", 1).await } Some(ref b) => b.by_ref() }, noisy("beside b"));
        let c = op(match later("c", Some(noisy("c"))).await { None => 1, Some(_) => { later("some", 1).await } }, noisy("beside c"));
        let d = op(match later("d", Some(noisy("d"))).await { None => 1, Some(_) => 1 }, noisy("beside d"));
        let e = op(if let Some(_) = later("e", Some(noisy("e"))).await { later("some", 1).await } else { 3 }, noisy("beside e"));
        let f = op(match (1, later("f", noisy("pair")).await).0 { 1 => 5, _ => 6 }, noisy("beside f"));
        a + b + c + d + e + f
    }
}

case! {
    /// Parentheses make no operand of what is borrowed, and a part of a tuple is a part of a temporary.
    borrowed_in_parentheses();
    async fn borrowed_in_parentheses() -> u32 {
        fn see(a: &Noisy, n: u32) -> u32 { a.by_ref() + n }
        let n = see(later("a", &(later("b", noisy_n("b", 0)).await)).await, later("c", noisy("c").by_ref()).await);
        if 0 < see(&((now("d", noisy_n("d", 0)).await)), later("e", noisy("e").by_ref()).await) {
            log("greater")
        }
        if (3, now("f", noisy("f")).await).0 == 'g: { yield_now().await; noisy("g") }.by_ref() {
            log("equal")
        }
        log(format!("{} {:?}", (0, later("h", noisy("h")).await).0, later("i", noisy("i")).await));
        n
    }
}

case! {
    /// A coroutine that ends within a tail or a condition, which are scopes of their own as arms are not: operands drop in turn with temporaries.
    operands_of_scopes();
    async fn operands_of_scopes() -> u32 {
        struct Both { noisy: Noisy, n: u32, m: u32 }
        fn both(noisy: Noisy, n: u32, m: u32) -> Both { Both { noisy, n, m } }
        fn take(n: &Noisy) -> u32 { n.by_ref() }
        let tail = { both(noisy("a"), take(&noisy("b")), later("c", 1).await) };
        let arm = match tail.n + tail.m { _ => Both { noisy: noisy("d"), n: take(&noisy("e")), m: later("f", 1).await } };
        let inner = { Some(both(noisy("g"), take(&noisy("h")), later("i", 1).await)) };
        if both(noisy("j"), take(&noisy("k")), later("l", 1).await).n > 0 && (noisy("m").by_ref(), later("n", 1).await, noisy("o")).1 > 0 {
            log("yes")
        }
        arm.noisy.by_ref() + tail.noisy.by_ref() + inner.map_or(0, |inner| inner.noisy.by_ref()) + both(noisy("p"), take(&noisy("q")), later("r", 1).await).m
    }
}

#[derive(Clone, Copy)]
struct Pair<'a> {
    of: &'a Noisy,
    n: u32,
}

impl Pair<'_> {
    fn sum(self, other: Pair<'_>) -> u32 {
        self.of.by_ref() + other.of.by_ref() + self.n + other.n
    }
}

case! {
    /// Operands that a scrutinee was made of are gone by the wait: nothing drops after them.
    consumed_operands();
    async fn consumed_operands() -> (Noisy, u32) {
        let (a, b) = (
            match (Pair { of: &noisy("a"), n: 1 }).sum(Pair { of: &noisy("b"), n: 2 }) {
                0 => noisy("none"),
                _ => noisy("operand"),
            },
            later("d", later("c", noisy_n("d", 3).by_ref()).await).await,
        );
        look("a", &a).await;
        (
            match Pair::sum(Pair { of: &noisy("e"), n: 1 }, Pair { of: &noisy("f"), n: b }) {
                _ => noisy("operand too"),
            },
            later("g", noisy_n("h", 3).by_ref()).await,
        )
    }
}

fn former<A, B>(a: A, _: B) -> A {
    a
}

case! {
    /// Before 2024 the temporaries of a block's tail live as long as those around the block, which something suspends in.
    tails_in_operands(0);
    async fn tails_in_operands(n: u32) -> u32 {
        let _x = noisy("x");
        let n = n + { let first = later("a", 1).await; noisy("made").by_ref() + first } + { let first = later("b", 1).await; noisy("made too").by_ref() + first };
        let plain = former({ let first = 1; noisy("made").by_ref() + first }, later("b", 1).await);
        let m = former(former({ let first = noisy("f"); noisy("made").by_ref() + first.by_ref() }, { noisy("gone").by_ref() }), later("b", 1).await);
        n + plain + m + { { noisy("inner").by_ref() } } + later("c", 1).await + { let a = later("d", 2).await; { noisy("inner too").by_ref() + a } } + later("c", 1).await
    }
}

case! {
    tails_of_scrutinees(0);
    async fn tails_of_scrutinees(n: u32) -> u32 {
        match { let m = later("n", 1).await; noisy("made").by_ref() + n + m } {
            1 => later("one", 2).await,
            n => later("other", n).await + match { noisy("m").by_ref() } { n => later("last", n).await },
        }
    }
}

case! {
    tails_of_blocks_with_labels(0);
    async fn tails_of_blocks_with_labels(n: u32) -> u32 {
        let of_three = |a: Noisy, b: u32, c: u32| a.by_ref() + b + c;
        of_three(
            // SAFETY: nothing in it is unsafe.
            unsafe { noisy("made").clone() },
            'a: { if n > 3 { break 'a 1; } noisy("b").by_ref() + later("x", 1).await },
            later("y", 1).await,
        )
    }
}
