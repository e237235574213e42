//! Temporaries that live as long as the local that refers to them.

use crate::harness::*;

case! {
    /// A block, a nested one, one that is unsafe, and one with a label.
    through_blocks();
    async fn through_blocks() -> u32 {
        let a = { let _local = noisy("local"); &noisy_n("a", 1) };
        let b = { log("outer"); { log("inner"); &mut noisy_n("b", 2) } };
        // SAFETY: nothing in it is unsafe.
        let c = unsafe { &noisy_n("c", 3) };
        let d = 'label: { if a.by_ref() == 7 { break 'label &DEFAULT; } &DEFAULT };
        yield_now().await;
        b.by_mut();
        a.by_ref() + b.by_ref() + c.by_ref() + d
    }
}
static DEFAULT: u32 = 4;

case! {
    /// `if`, `else if`, `if let`, and branches that leave.
    through_if();
    async fn through_if() -> Vec<u32> {
        let mut all = vec![];
        for n in 0..4 {
            let other = noisy_n("other", 10);
            let r = if n == 0 {
                &noisy_n("zero", n)
            } else if let Some(m) = n.checked_sub(2) {
                if m == 1 { yield_now().await; continue; }
                &noisy_n("more", m)
            } else {
                &other
            };
            let _after = noisy("after");
            yield_now().await;
            all.push(r.by_ref());
        }
        all
    }
}

case! {
    /// `match`, whose arms are expressions and blocks, some of which wait.
    through_match();
    async fn through_match() -> Vec<u32> {
        let mut all = vec![];
        for n in 0..4 {
            let other = noisy_n("other", 10);
            let r = match later("n", n).await {
                0 => &noisy_n("zero", 0),
                1 => { let _local = noisy("local"); &later("one", noisy_n("one", 1)).await }
                2 => match other.by_ref() { 10 => &noisy_n("ten", 10), _ => &other },
                _ => &other,
            };
            yield_now().await;
            all.push(r.by_ref());
        }
        all
    }
}

case! {
    /// References in tuples, arrays, structs and tuple structs, in a branch.
    mod aggregates_in_branches => run(true);
    #[derive(Debug)]
    struct Pair<'p> { a: &'p Noisy, b: &'p [Noisy; 2] }
    #[derive(Debug)]
    struct Tuple<'t>(&'t Noisy, Option<&'t Noisy>);
    co! {
        async fn run(yes: bool) -> String {
            let pair = if yes { Pair { a: &noisy("a"), b: &[noisy("b"), noisy("c")] } } else { Pair { a: &noisy("d"), b: &[noisy("e"), noisy("f")] } };
            let (x, y) = { log("block"); (&noisy("x"), (op("between", 1), &mut noisy("y"))) };
            let array = match yes { true => [&noisy("g"), pair.a], false => [pair.a, pair.a] };
            let tuple = Tuple(&noisy("h"), if yes { Some(&noisy("i")) } else { None });
            let cast = if yes { &noisy("j") as &dyn std::fmt::Display } else { &1 };
            yield_now().await;
            y.1.by_mut();
            format!("{pair:?} {x:?} {y:?} {array:?} {tuple:?} {cast}")
        }
    }
}

case! {
    /// A part of a temporary: its field, an element, what it points to, and one behind `&&`.
    parts_of_temporaries();
    async fn parts_of_temporaries() -> u32 {
        let a = &(noisy_n("a", 1), noisy("b")).0;
        let b = &vec![noisy_n("c", 2), noisy("d")][op("index", 0)];
        let c = &*Box::new(noisy_n("e", 3));
        let d = &&noisy_n("f", 4);
        let e = &mut [noisy_n("g", 5)][later("index", 0).await];
        let f = if true { &(noisy("h"), [noisy_n("i", 6)]).1[0] } else { d };
        yield_now().await;
        e.by_mut();
        a.by_ref() + b.by_ref() + c.by_ref() + d.by_ref() + e.by_ref() + f.by_ref()
    }
}

case! {
    /// Patterns that bind by reference extend what they are matched with.
    by_reference();
    async fn by_reference(){
        let ref a = noisy("a");
        let (ref b, ref mut c) = (noisy("b"), noisy("c"));
        let ref d = if true { noisy("d") } else { noisy("e") };
        let [ref f, ..] = [noisy("f"), noisy("g")];
        let &ref h = &noisy("h");
        yield_now().await;
        c.by_mut();
        for one in [a, b, c, d, f, h] { one.by_ref(); }
    }
}

case! {
    /// Temporaries inside an extended value are not extended.
    not_extended();
    async fn not_extended() -> u32 {
        let a = &noisy_n("a", noisy_n("argument", 1).by_ref());
        log("next");
        let b = if true { &noisy_n("b", noisy_n("another", 2).by_ref()) } else { a };
        log("next");
        let c = { &later("c", noisy_n("c", noisy_n("third", 3).by_ref())).await };
        log("next");
        yield_now().await;
        a.by_ref() + b.by_ref() + c.by_ref()
    }
}

case! {
    /// The value is assigned in a loop: each turn drops its own.
    in_loops();
    async fn in_loops() -> u32 {
        let mut sum = 0;
        for n in 0..3 {
            let r = if n % 2 == 0 { &noisy_n("even", n) } else { &noisy_n("odd", n) };
            if n == 2 { break; }
            sum += later("r", r.by_ref()).await;
        }
        sum
    }
}

case! {
    /// `let … else`, and slices whose type is given.
    with_types();
    async fn with_types() -> usize {
        let slice: &[Noisy] = if true { &[noisy("a"), noisy("b")] } else { &[] };
        let Some(found): Option<&Noisy> = Some(&noisy("c")) else { return 0 };
        let object: &dyn std::fmt::Display = { &noisy("d") };
        yield_now().await;
        slice.len() + found.by_ref() as usize + object.to_string().len()
    }
}

case! {
    /// `pin!` in a branch and in a block.
    pinned_in_branches();
    async fn pinned_in_branches() -> u32 {
        let mut sum = 0;
        for n in 0..2 {
            let mut future = if n == 0 { std::pin::pin!(later("then", 1)) } else { std::pin::pin!(later("else", 2)) };
            let other = { log("block"); std::pin::pin!(later("block", 3)) };
            sum += future.as_mut().await + other.await;
        }
        sum
    }
}

case! {
    /// Variants without parts, borrowed by `&mut`: each mention is a value of its own.
    variants_without_parts();
    async fn variants_without_parts() -> u32 {
        let ref mut bound = None;
        let lent = &mut None;
        let (first, second) = (&mut Option::<Noisy>::None, &None::<u32>);
        yield_now().await;
        *bound = Some(noisy("bound"));
        *lent = Some(noisy("lent"));
        *first = Some(noisy("first"));
        edit("operand", &mut None::<Noisy>, |x| *x = Some(noisy("operand"))).await;
        for turn in [&mut None, &mut Some(noisy("old"))] {
            edit("turn", turn, |x| *x = Some(noisy("turn"))).await;
        }
        let found = match &mut None {
            empty => { edit("matched", empty, |x| *x = Some(noisy("matched"))).await; empty.is_some() }
        };
        u32::from(found && second.is_none() && bound.is_some() && lent.is_some() && first.is_some())
    }
}

struct Lens;

impl Lens {
    fn measure(noisy: &Noisy) -> u32 {
        noisy.by_ref()
    }
}

case! {
    /// What a function of a type is lent drops with the statement.
    lent_to_a_function_of_a_type();
    async fn lent_to_a_function_of_a_type() -> u32 {
        let n = Lens::measure(&noisy("a"));
        log("behind");
        let m = Lens::measure(&later("b", noisy("b")).await);
        log("behind");
        yield_now().await;
        n + m
    }
}

fn seen(of: &Noisy) -> Noisy {
    noisy_n("seen", of.by_ref())
}

case! {
    /// What does not live as long drops with the statement, beside what does.
    beside_temporaries();
    async fn beside_temporaries() -> u32 {
        let both = (seen(&later("l1", noisy_n("t", 1)).await), &seen(&later("l2", noisy_n("t", 2)).await));
        yield_now().await;
        let (a, b) = (&seen(&later("l3", noisy_n("t", 3)).await), &seen(&later("l4", noisy_n("t", 4)).await));
        yield_now().await;
        let mut pair = (noisy("plain"), &mut seen(&noisy_n("t", 5)), (later("l5", 1).await, &noisy("nested")));
        yield_now().await;
        pair.1.by_mut();
        both.0.by_ref() + both.1.by_ref() + a.by_ref() + b.by_ref() + pair.2.1.by_ref() + pair.0.by_ref()
    }
}

case! {
    /// The same of what a pattern borrows, of what is pinned, and of what is thrown away.
    in_patterns_beside_temporaries();
    async fn in_patterns_beside_temporaries() -> u32 {
        let Some(ref bound) = Some(seen(&later("l1", noisy_n("t", 1)).await)) else { return 0 };
        yield_now().await;
        let ref all = (seen(&later("l2", noisy_n("t", 2)).await), &later("l3", noisy("also")).await);
        yield_now().await;
        let pinned = std::pin::pin!(later("l4", seen(&later("l5", noisy_n("t", 3)).await)));
        let of_pinned = pinned.await;
        let _ = &seen(&later("l6", noisy_n("t", 4)).await);
        yield_now().await;
        let _ = (seen(&noisy_n("t", 5)), &seen(&later("l7", noisy_n("t", 6)).await));
        yield_now().await;
        bound.by_ref() + all.0.by_ref() + all.1.by_ref() + of_pinned.by_ref()
    }
}

case! {
    /// A destructor panics while what lives as long has its value already.
    of_a_match_that_leaves();
    async fn of_a_match_that_leaves() -> u32 {
        let kept = &match (noisy("left"), noisy("left too")) { (_, _) => later("l1", noisy("kept")).await };
        let other = &match (noisy("moved"), noisy("left")) { (moved, _) if kept.by_ref() == 0 => later("l2", moved).await, _ => noisy("other") };
        yield_now().await;
        kept.by_ref() + other.by_ref()
    }
}

fn second(_: Noisy, b: Noisy) -> Noisy {
    b
}

case! {
    /// What is made before it is an operand, which drops before the temporaries where it is not reached.
    behind_operands();
    async fn behind_operands() -> u32 {
        let a = (noisy("operand"), &second(noisy("first"), [later("l1", noisy_n("t", 1)).await, noisy_n("t", 2)][0].clone()));
        let b = (noisy("operand"), &match &second(match later("l2", noisy("seen")).await { _ => noisy_n("t", 3) }, noisy_n("t", 4)) {
            _ => seen(&noisy_n("t", 5)),
        });
        yield_now().await;
        a.0.by_ref() + a.1.by_ref() + b.1.by_ref()
    }
}

case! {
    /// What a `match` looked at drops when its value is in its place, with the temporaries.
    of_a_match_beside_temporaries();
    async fn of_a_match_beside_temporaries() -> u32 {
        let a = &match (later("l1", seen(&noisy_n("t", 1))).await, noisy("left")) { (_, _) => noisy("kept") };
        let b = &mut match (second(later("l2", noisy_n("t", 2)).await, seen(&noisy_n("t", 3))), noisy("left")) { (x, _) => x };
        let c = &match &second(later("l4", noisy_n("t", 4)).await, noisy_n("t", 5)) {
            t if t.by_ref() == 0 => second(seen(t), [noisy_n("t", 6), noisy_n("t", 7)][0].clone()),
            _ => noisy("never"),
        };
        yield_now().await;
        a.by_ref() + b.by_mut() + c.by_ref()
    }
}
