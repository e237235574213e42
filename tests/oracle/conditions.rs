//! `if`, `else if`, `if let` and let chains, with waits in conditions and in branches.

use crate::harness::*;

case! {
    /// A wait in each condition of an `else if` chain; only what is needed is evaluated.
    else_if_chain();
    async fn else_if_chain() -> u32 {
        let _guard = noisy("guard");
        if later("first", false).await {
            1
        } else if later("second", true).await {
            later("taken", 2).await
        } else if later("third", true).await {
            3
        } else {
            4
        }
    }
}

case! {
    /// Both branches wait for a different number of times.
    branches_wait(true, false);
    async fn branches_wait(first: bool, second: bool) -> u32 {
        let mut n = 0;
        for choice in [first, second] {
            n += if choice {
                let _in_then = noisy("then");
                leaf("then", 2, 1).await
            } else {
                let _in_else = noisy("else");
                later("else", 10).await
            };
            log("joined");
        }
        n
    }
}

case! {
    /// An `if` without `else`, taken and not taken, between waits.
    if_without_else();
    async fn if_without_else() -> u32 {
        let mut n = 1;
        if n == 1 {
            n += later("taken", 1).await;
        }
        if n == 1 {
            n += later("not taken", 1).await;
        }
        yield_now().await;
        n
    }
}

case! {
    /// Reading and maybe writing: `read`, and `write` only if there is something, then join.
    maybe_wait(3);
    async fn maybe_wait(n: u32) -> Vec<u32> {
        let mut all = vec![];
        for i in 0..n {
            let line = later("read", i).await;
            if line % 2 == 0 {
                edit("write", &mut all, |all| all.push(line)).await;
            }
        }
        all
    }
}

case! {
    /// `if let` with an awaited scrutinee; its binding drops at the end of the branch.
    if_let_awaited();
    async fn if_let_awaited() -> u32 {
        let x = if let Some(value) = later("option", Some(noisy_n("value", 4))).await {
            yield_now().await;
            value.by_ref()
        } else {
            later("else", 0).await
        };
        log("after");
        x
    }
}

case! {
    /// The temporaries of an `if let` drop before its `else` block (edition 2024).
    if_let_temporaries();
    async fn if_let_temporaries() -> u32 {
        if let Some(n) = noisy("temporary").by_ref().checked_sub(1) {
            later("then", n).await
        } else {
            log("else");
            later("else", 1).await
        }
    }
}

case! {
    /// The temporaries of an `if let` that matches live through its branch.
    if_let_temporaries_in_the_branch();
    async fn if_let_temporaries_in_the_branch() -> u32 {
        if let 2 = noisy_n("temporary", 2).by_ref() {
            later("then", 1).await
        } else {
            0
        }
    }
}

case! {
    /// The temporaries of an `if` condition drop before its branch.
    if_temporaries();
    async fn if_temporaries() {
        if noisy_n("temporary", 2).by_ref() == 2 {
            later("then", ()).await;
        }
    }
}

case! {
    /// `if let … else if let … else` over a borrowed enum.
    if_let_chain_of_else(vec![Ok(1), Err("no"), Err("never")]);
    async fn if_let_chain_of_else(all: Vec<Result<u32, &'static str>>) -> Vec<String> {
        let mut seen = vec![];
        for one in &all {
            if let Ok(n) = one {
                look("n", n).await;
                seen.push(format!("{n}"));
            } else if let Err("never") = one {
                seen.push(later("never", String::from("never")).await);
            } else {
                yield_now().await;
                seen.push(format!("{one:?}"));
            }
        }
        seen
    }
}

case! {
    /// A let chain with waits between its conditions.
    let_chain();
    async fn let_chain() -> u32 {
        if let Some(a) = later("a", Some(noisy_n("a", 1))).await
            && later("condition", a.by_ref() == 1).await
            && let Some(b) = later("b", Some(noisy_n("b", 2))).await
        {
            yield_now().await;
            a.by_ref() + b.by_ref()
        } else {
            later("else", 0).await
        }
    }
}

case! {
    /// A let chain that fails half-way drops what it has bound, before the `else` block.
    let_chain_fails();
    async fn let_chain_fails() -> u32 {
        if let Some(a) = later("a", Some(noisy_n("a", 1))).await
            && let Some(b) = later("b", None::<Noisy>).await
        {
            a.by_ref() + b.by_ref()
        } else {
            log("else");
            later("else", 0).await
        }
    }
}

case! {
    /// `while` with a let chain.
    while_let_chain();
    async fn while_let_chain() -> Vec<u32> {
        let mut stack = vec![5, 1, 2, 3];
        let mut seen = vec![];
        while let Some(n) = stack.pop()
            && later("small", n < 4).await
        {
            seen.push(n);
            yield_now().await;
        }
        seen
    }
}

case! {
    /// An `if` as an operand, an argument and a condition.
    if_as_operand();
    async fn if_as_operand() -> u32 {
        let n = 1 + if later("a", true).await { 2 } else { 3 };
        let m = u32::max(n, if n > 2 { later("b", 9).await } else { 0 });
        if if m > 5 { later("c", true).await } else { false } { m + n } else { 0 }
    }
}

case! {
    /// A negated awaited condition, and one in a block.
    negated_conditions();
    async fn negated_conditions() -> u32 {
        if !later("a", true).await {
            return 1;
        }
        if { let g = noisy("g"); !later("b", false).await } {
            return later("c", 2).await;
        }
        3
    }
}

case! {
    /// Each side of `&&` and `||` ends its temporaries, whichever of them waits.
    sides_end_temporaries();
    async fn sides_end_temporaries() -> u32 {
        let mut n = 0;
        if later("a", noisy_n("a", 1)).await.by_ref() == 1 && noisy_n("b", 2).by_ref() == 2 {
            n += 1;
        }
        if later("c", noisy_n("c", 3)).await.by_ref() == 1 || noisy_n("d", 4).by_ref() == 4 || noisy("not asked").by_ref() == 0 {
            n += 2;
        }
        let pair = (later("e", noisy_n("e", 5)).await.by_ref() == 5 && noisy_n("f", 6).by_ref() == 6, later("g", 7).await);
        n + u32::from(pair.0) + pair.1
    }
}

case! {
    /// Assigned and moved in conditions that wait, in one inside the other: what holds where they are true, and where they are not.
    assigned_while_deciding();
    async fn assigned_while_deciding() -> u32 {
        let mut a;
        if later("no", false).await || { a = later("a", noisy("a")).await; true } {
            a = noisy("b");
        }
        drop(a);
        let mut c = noisy("c");
        later("c", c).await;
        if later("yes", true).await && { c = later("d", noisy("d")).await; true } && op("no", false) {
            drop(c)
        } else {
            c = noisy("e");
            later("e", c).await;
        }
        let mut f = noisy("f");
        if { drop(f); op("no", false) } || { f = later("g", noisy("g")).await; false } || (now("two", 2).await == 1 || { drop(f); true }) {
            f = noisy("h");
        } else {
            f = noisy("never");
        }
        later("f", f).await;
        let mut i = noisy("i");
        for n in 0..2 {
            later("i", i).await;
            if !(op("one", n) == 1 || !{ i = later("j", noisy("j")).await; true }) {
                later("between", i).await;
            }
            i = noisy_n("k", n);
        }
        let found = (op("l", true) && later("m", true).await) || match op("n", 1) { n => n } > 1;
        if { op("p", 2) } == 2 && later("q", true).await { yield_now().await }
        if { op("r", 2) } == 2 { yield_now().await }
        u32::from(found && later("o", true).await && { op("s", 2) } == 2)
    }
}
