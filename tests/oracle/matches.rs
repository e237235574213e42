//! `match`: guards, `@`, `ref`, and what lives while an arm waits.

use crate::harness::*;

case! {
    /// An awaited scrutinee, arms that wait and arms that do not.
    arms_wait();
    async fn arms_wait() -> Vec<u32> {
        let mut all = vec![];
        for n in 0..4 {
            all.push(match later("n", n).await {
                0 => 10,
                1 => later("one", 11).await,
                2 | 3 if n == 3 => leaf("three", 2, 13).await,
                other => { let _g = noisy_n("other", other); later("other", other).await }
            });
        }
        all
    }
}

case! {
    /// Bindings by value are held while the arm waits, and drop at its end.
    bindings_by_value();
    async fn bindings_by_value() -> u32 {
        let n = match later("pair", (noisy_n("a", 1), noisy_n("b", 2))).await {
            (a, b) => {
                yield_now().await;
                a.by_ref() + b.by_ref()
            }
        };
        log("after");
        n
    }
}

case! {
    /// A part that an arm does not bind lives as long as the scrutinee.
    parts_not_bound();
    async fn parts_not_bound() {
        match later("triple", (noisy("a"), noisy("b"), noisy("c"))).await {
            // One part and not `..`, see `differences`.
            (a, _, c) => {
                log("arm");
                yield_now().await;
            }
        }
        log("after");
    }
}

case! {
    /// A guard looks at what the arm will move, and fails.
    guards();
    async fn guards() -> Vec<String> {
        let mut all = vec![];
        for option in [Some(noisy_n("x", 1)), Some(noisy_n("x", 2)), None] {
            all.push(match option {
                Some(x) if x.by_ref() == 2 => { yield_now().await; format!("two {x}") }
                Some(x) => { yield_now().await; format!("one {x}") }
                None if op("guard", false) => String::from("never"),
                None => later("none", String::from("none")).await,
            });
        }
        all
    }
}

case! {
    /// What a guard would wait for is awaited in the arm, and falls through to what follows.
    guard_waits();
    async fn guard_waits() -> u32 {
        let value = Some(noisy_n("x", 7));
        // Awaits in guards are not supported: a labelled block is left by the first arm that applies.
        'decided: {
            if let Some(ref x) = value {
                if later("no", false).await {
                    break 'decided 1;
                }
                if later("yes", x.by_ref() == 7).await {
                    break 'decided later("arm", x.by_ref()).await;
                }
            }
            later("neither", 3).await
        }
    }
}

case! {
    /// `@` binds what a range, a slice or an or-pattern matched.
    at_bindings();
    async fn at_bindings() -> Vec<u32> {
        let mut all = vec![];
        for n in [1, 5, 20] {
            all.push(match n {
                small @ 0..=3 => later("small", small).await,
                middle @ (4..=9 | 11) => later("middle", middle * 2).await,
                big @ 10.. => { yield_now().await; big * 3 }
            });
        }
        let list = vec![1, 2, 3, 4];
        match list[..] {
            [first, ref rest @ .., last] => {
                look("rest", rest).await;
                all.push(first + last + rest.len() as u32);
            }
            _ => {}
        }
        all
    }
}

case! {
    /// An `@` that binds the whole and a part, of a `Copy` value and by reference.
    at_binds_whole_and_part();
    async fn at_binds_whole_and_part() -> (u32, usize) {
        let number = match later("n", Some(3u32)).await {
            whole @ Some(part) => { yield_now().await; part + whole.unwrap_or(0) }
            None => 0,
        };
        let owned = Some(String::from("text"));
        let length = match owned {
            ref whole @ Some(ref part) => { look("part", part).await; part.len() + whole.iter().len() }
            None => 0,
        };
        (number, length)
    }
}

case! {
    /// Matching a place by reference: the place can be used again afterwards.
    matching_a_place();
    async fn matching_a_place() -> (Option<String>, usize) {
        let mut place = Some(String::from("a"));
        let n = match &mut place {
            Some(text) => {
                edit("edit", text, |text| text.push('b')).await;
                text.len()
            }
            None => 0,
        };
        match place {
            Some(ref text) => { look("look", text).await; }
            None => {}
        }
        (place, n)
    }
}

case! {
    /// Matching a place by value in one arm: it is moved only there.
    matching_moves_in_one_arm();
    async fn matching_moves_in_one_arm() {
        for n in 0..2 {
            let place = (n, noisy_n("part", n));
            // What lives across a wait is not matched by value in place: its binding is moved.
            match {place} {
                (0, _) => { later("kept", ()).await; log("not moved"); }
                (_, part) => { later("moved", ()).await; log("moved"); }
            }
            log("after");
            yield_now().await;
        }
    }
}

case! {
    /// A temporary in the scrutinee lives until the match ends.
    scrutinee_temporary();
    async fn scrutinee_temporary() -> u32 {
        let n = match noisy_n("temporary", 3).by_ref() {
            3 => later("three", 1).await,
            _ => 0,
        };
        log("after");
        n
    }
}

case! {
    /// A temporary that an arm borrows from while it waits.
    scrutinee_temporary_borrowed();
    async fn scrutinee_temporary_borrowed() -> usize {
        match watch("watch", &noisy_n("temporary", 3)).seen().as_str() {
            text => { look("text", &text).await.len() }
        }
    }
}

case! {
    /// Arms that leave: `return`, `break` and `continue` in the middle of a match.
    arms_leave();
    async fn arms_leave() -> u32 {
        let mut n = 0;
        loop {
            let _turn = noisy_n("turn", n);
            n += 1;
            let got = match later("n", n).await {
                1 => continue,
                2 => later("two", 20).await,
                3 => { yield_now().await; break }
                _ => return 0,
            };
            log(got);
        }
        later("end", n).await
    }
}

case! {
    /// Nested matches over own enums, with constants, boxes and struct variants.
    mod nested_enums => run();
    #[derive(Debug)]
    enum Tree { Leaf(u32), Node { left: Box<Tree>, right: Box<Tree> } }
    const ZERO: u32 = 0;
    co! {
        async fn run() -> (u32, String) {
            let tree = Tree::Node { left: Box::new(Tree::Leaf(ZERO)), right: Box::new(Tree::Leaf(8)) };
            let n = match &tree {
                Tree::Node { left, right } => match (&**left, &**right) {
                    (Tree::Leaf(ZERO), Tree::Leaf(n)) => *look("n", n).await,
                    _ => 0,
                },
                Tree::Leaf(n) => later("n", *n).await,
            };
            // What lives across a wait is not matched by value in place: the whole is moved, and every part bound.
            match {tree} {
                Tree::Node { left, right: _right } => { yield_now().await; (n, format!("{left:?}")) }
                Tree::Leaf(_) => (n, String::new()),
            }
        }
    }
}

case! {
    /// A match over a tuple of awaited values, and one with a wait in each arm's nested condition.
    scrutinee_of_several_waits();
    async fn scrutinee_of_several_waits() -> &'static str {
        match (later("a", 1).await, now("b", noisy("b")).await, later("c", [1, 2])
            .await) {
            (1, b, [x, y]) if x < y => if later("d", true).await { "yes" } else { "no" },
            _ => "other",
        }
    }
}

case! {
    /// Patterns that bind nothing leave the local where it is.
    binds_nothing();
    async fn binds_nothing() -> u32 {
        let kept = Some(noisy("kept"));
        let last = Some(noisy("last"));
        look("kept", &kept).await;
        let mut n = match kept {
            None => later("none", 1).await,
            _ => later("some", 2).await,
        };
        if let None = last {
            n += later("none", 1).await;
        }
        yield_now().await;
        n
    }
}

case! {
    /// Constants with lower-case names, which look like bindings.
    lower_case_constants();
    async fn lower_case_constants() -> (u32, usize) {
        const zero: u32 = 0;
        const greeting: &str = "hello";
        const none: Option<u32> = None;
        let mut n = 0;
        for i in 0..3 {
            n += match i {
                zero => { let seen = &zero; yield_now().await; later("zero", 10 + seen).await }
                1 if op("guard", true) => later("one", 1).await,
                other => later("other", other * 100).await,
            };
            if let zero = i { n += later("if", 1000).await }
            n += match (i, Some(i).filter(|i| *i == 1)) {
                (zero, none) => later("both", 10_000).await,
                (_, _) => 0,
            };
        }
        let text = match "hello" { greeting => look("text", &greeting).await.len(), _ => 0 };
        (n, text)
    }
}

case! {
    /// What a scrutinee was computed from, by methods that each consume what the one before lent.
    computed_from_what_is_lent();
    async fn computed_from_what_is_lent() -> u32 {
        let list = vec![noisy_n("a", 1), noisy_n("b", 2)];
        let first = match list.iter().map(|n| n.by_ref()).sum::<u32>() {
            3 => later("local", 1).await,
            _ => 2,
        };
        let second = match (vec![noisy_n("c", 4)]).iter().map(|n| n.by_ref()).max() {
            Some(4) => later("temporary", 3).await,
            _ => 4,
        };
        drop(list);
        later("end", first + second).await
    }
}

case! {
    /// An arm without braces, whose operand drops before its temporary where that panics.
    arms_without_braces();
    async fn arms_without_braces() -> u32 {
        fn take(n: Noisy, m: u32) -> u32 { n.by_ref() + m }
        let n = match later("n", 3).await {
            3 => take(noisy_n("operand", 1), noisy("temporary").by_ref()),
            _ => 0,
        };
        match later("m", n).await {
            0 => later("zero", 0).await,
            _ => take(noisy_n("operand of one of two", 1), noisy("temporary").by_ref()),
        }
    }
}
