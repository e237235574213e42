//! A `match` or `if let` in what another one looks at, or in another operand: what it looked at, and left, lives as long as the temporaries
//! around it.

use crate::harness::*;

async fn sum(a: &Noisy, b: u32) -> u32 {
    later("sum", a.by_ref() + b).await
}

fn pair(first: &'static str, second: &'static str) -> (Noisy, Noisy) {
    (noisy(first), noisy(second))
}

case! {
    /// What is left is behind what the outer one binds.
    inner_one_awaits();
    async fn inner_one_awaits() -> u32 {
        match match noisy("looked at") {
            _ => Ok::<Noisy, u32>(later("later", noisy("given")).await),
        } {
            Err(n) => n,
            Ok(given) => given.by_ref(),
        }
    }
}

case! {
    outer_one_awaits();
    async fn outer_one_awaits() -> u32 {
        match match pair("left", "taken") { (_, taken) => Some(taken) } {
            None => 1,
            Some(taken) => later("wait", taken.by_ref()).await,
        }
    }
}

case! {
    both_await();
    async fn both_await() -> u32 {
        match match pair("left", "taken") { (_, taken) => later("first", Some(taken)).await } {
            None => 1,
            Some(taken) => later("second", taken.by_ref()).await,
        }
    }
}

case! {
    three_deep();
    async fn three_deep() -> u32 {
        match match match pair("left", "taken") { (_, taken) => (later("first", taken).await, noisy("also left")) } {
            (taken, _) => Some(later("second", taken).await),
        } {
            None => 1,
            Some(taken) => later("third", taken.by_ref()).await,
        }
    }
}

case! {
    /// Only one of two arms leaves something.
    mod one_arm_leaves => twice();
    async fn twice() -> (u32, u32) {
        (one_arm_leaves(Some(noisy("left"))).await, one_arm_leaves(None).await)
    }
    async fn one_arm_leaves(given: Option<Noisy>) -> u32 {
        match match (given, noisy("beside")) {
            (Some(_), taken) => later("some", taken).await,
            (None, taken) => taken,
        } {
            taken if taken.by_ref() > 100 => 1,
            taken => later("wait", taken.by_ref()).await,
        }
    }
}

case! {
    mod if_lets => twice();
    async fn twice() -> (u32, u32) {
        (if_lets(true).await, if_lets(false).await)
    }
    async fn if_lets(found: bool) -> u32 {
        if let Some(taken) = if let (_, Some(taken)) = (noisy("left"), found.then(|| noisy("taken"))) {
            later("wait", Some(taken)).await
        } else {
            later("nothing", None).await
        } {
            later("taken", taken.by_ref()).await
        } else {
            later("none", 3).await
        }
    }
}

case! {
    while_lets();
    async fn while_lets() -> u32 {
        let mut turns = 0;
        while let Some(taken) = match (noisy("left"), turns < 2) {
            (_, true) => later("more", Some(noisy("taken"))).await,
            (_, false) => None,
        } {
            turns += 1 + later("turn", taken.by_ref()).await;
        }
        turns
    }
}

case! {
    iterated();
    async fn iterated() -> u32 {
        let mut total = 0;
        for taken in match pair("left", "taken") { (_, taken) => later("list", vec![taken, noisy("more")]).await } {
            total += later("turn", taken.by_ref()).await;
        }
        total
    }
}

case! {
    mod let_elses => twice();
    async fn twice() -> (u32, u32) {
        (let_elses(true).await, let_elses(false).await)
    }
    async fn let_elses(found: bool) -> u32 {
        let Some(taken) = (match (noisy("left"), found.then(|| noisy("taken"))) { (_, taken) => later("wait", taken).await }) else {
            return later("none", 4).await;
        };
        later("last", taken.by_ref()).await
    }
}

case! {
    operand();
    async fn operand() {
        let _pair = (match (noisy("a"), 1) { (_, n) => n }, later("wait", noisy("b")).await);
    }
}

case! {
    operand_that_awaits();
    async fn operand_that_awaits() -> (u32, u32) {
        (match (noisy("a"), 1) { (_, n) => later("n", n).await }, sum(&noisy("younger"), 2).await)
    }
}

case! {
    argument();
    async fn argument() -> u32 {
        sum(&noisy("older"), match pair("left", "taken") { (_, taken) => taken.by_ref() }).await
    }
}

case! {
    argument_that_awaits();
    async fn argument_that_awaits() -> u32 {
        sum(&noisy("older"), match pair("left", "taken") { (_, taken) => later("inner", taken.by_ref()).await }).await
    }
}

case! {
    receiver();
    async fn receiver() -> u32 {
        (match pair("left", "taken") { (_, taken) => taken }).renamed(later("name", "renamed").await).by_ref()
    }
}

case! {
    borrowed();
    async fn borrowed() -> u32 {
        sum(&match pair("left", "taken") { (_, taken) => taken }, later("two", 2).await).await
    }
}

case! {
    mod question_mark => twice();
    async fn twice() -> (Result<u32, u32>, Result<u32, u32>) {
        (question_mark(Ok(noisy("taken"))).await, question_mark(Err(3)).await)
    }
    async fn question_mark(given: Result<Noisy, u32>) -> Result<u32, u32> {
        let n = (match (noisy("left"), given) { (_, given) => later("wait", given).await })?.by_ref();
        Ok(later("last", n).await)
    }
}

case! {
    discarded();
    async fn discarded() {
        match (noisy("left"), later("n", 1).await) {
            (_, 1) => Some(noisy("value")),
            _ => later("other", None).await,
        };
    }
}

case! {
    /// An arm that leaves the expression leaves nothing behind.
    mod leaving_arm => twice();
    async fn twice() -> (u32, u32) {
        (leaving_arm(Some(1)).await, leaving_arm(None).await)
    }
    async fn leaving_arm(given: Option<u32>) -> u32 {
        let pair = (match (noisy("left"), given) {
            (_, Some(n)) => later("some", n).await,
            (_, None) => return later("none", 7).await,
        }, later("wait", 1).await);
        pair.0 + pair.1
    }
}

case! {
    in_a_loop();
    async fn in_a_loop() -> u32 {
        let mut total = 0;
        loop {
            total += sum(&noisy("older"), match (noisy("left"), total < 9) {
                (_, true) => later("more", 5).await,
                (_, false) => break,
            }).await;
        }
        total
    }
}

case! {
    condition();
    async fn condition() -> u32 {
        if (match pair("left", "taken") { (_, taken) => later("n", taken.by_ref()).await }) > 1 {
            return later("then", 1).await;
        }
        2
    }
}

case! {
    tail();
    async fn tail() -> (u32, Noisy) {
        (match pair("left", "taken") { (_, taken) => later("n", taken.by_ref()).await }, later("given", noisy("given")).await)
    }
}

case! {
    macro_argument();
    async fn macro_argument() -> String {
        format!("{} {}", match pair("left", "taken") { (_, taken) => later("n", taken.by_ref()).await }, later("wait", 2).await)
    }
}

case! {
    mod lazy_operand => twice();
    async fn twice() -> (bool, bool) {
        (lazy_operand(true).await, lazy_operand(false).await)
    }
    async fn lazy_operand(first: bool) -> bool {
        first && (match pair("left", "taken") { (_, taken) => later("n", taken.by_ref()).await }) > 1 && later("last", true).await
    }
}

case! {
    mod with_guards => twice();
    async fn twice() -> (u32, u32) {
        (with_guards(1).await, with_guards(2).await)
    }
    async fn with_guards(n: u32) -> u32 {
        match match (noisy("left"), noisy("taken"), n) {
            (_, taken, n) if later("guard", n).await > 1 => taken,
            (taken, _, _) => later("other", taken).await,
        } {
            taken => later("wait", taken.by_ref()).await,
        }
    }
}

case! {
    /// `if let` in an operand: before 2024 as a `match`.
    mod if_let_in_an_operand => twice();
    async fn twice() -> (u32, u32) {
        (if_let_in_an_operand(true).await, if_let_in_an_operand(false).await)
    }
    async fn if_let_in_an_operand(found: bool) -> u32 {
        let both = (
            if let (_, Some(n)) = (noisy("left"), found.then_some(1)) { n } else { 2 },
            if let Some(name) = found.then(|| noisy("looked at")).as_ref() { name.by_ref() } else { 3 },
            later("wait", 4).await,
        );
        both.0 + both.1 + both.2
    }
}

case! {
    mod if_let_in_an_argument => twice();
    async fn twice() -> (u32, u32) {
        (if_let_in_an_argument(true).await, if_let_in_an_argument(false).await)
    }
    async fn if_let_in_an_argument(found: bool) -> u32 {
        let n = sum(&noisy("older"), if let Some(name) = &found.then(|| noisy("looked at")) { name.by_ref() } else { 3 }).await;
        n + sum(&noisy("older"), if let (_, true) = (noisy("left"), found) { 5 } else { 6 }).await
    }
}

case! {
    mod if_let_that_awaits_in_an_operand => twice();
    async fn twice() -> (u32, u32) {
        (if_let_that_awaits_in_an_operand(true).await, if_let_that_awaits_in_an_operand(false).await)
    }
    async fn if_let_that_awaits_in_an_operand(found: bool) -> u32 {
        let both = (
            if let (_, Some(n)) = (noisy("left"), found.then_some(1)) { later("then", n).await } else { 2 },
            if let Some(name) = found.then(|| noisy("looked at")).as_ref() { name.by_ref() } else { later("else", 3).await },
            sum(&noisy("younger"), 4).await,
        );
        both.0 + both.1 + both.2
    }
}

case! {
    /// Arms that give nothing leave something all the same.
    units(true);
    async fn units(found: bool) -> u32 {
        let all = (
            match (noisy("left"), found) { (_, true) => { later("unit", ()).await; } (_, false) => {} },
            sum(&noisy("younger"), match (noisy("also left"), 1) { (_, n) => n }).await,
            match noisy("looked at") { _ => { log("plain"); } },
            later("wait", 2).await,
        );
        match (noisy("left last"), all.3) { (_, 2) => { later("then", ()).await; } _ => {} };
        all.1 + all.3
    }
}

fn like(of: &Noisy) -> Noisy {
    noisy_n("like", of.by_ref())
}

fn first<T>(one: T, _: Noisy) -> T {
    one
}

case! {
    /// What binds by value behind a reference takes nothing.
    behind_references();
    async fn behind_references() -> u32 {
        let a = first(noisy("operand"), match &Some(later("l1", noisy_n("t", 1)).await) { Some(found) => like(found), None => noisy("none") });
        let b = first(noisy("operand"), match Some(&later("l2", noisy_n("t", 2)).await) { Some(found) => like(found), None => noisy("none") });
        let c = [noisy("operand"), if let Some(found) = &Some(later("l3", noisy_n("t", 3)).await) { like(found) } else { noisy("none") }];
        for found in match &Some(later("l4", noisy_n("t", 4)).await) { Some(found) => [like(found), noisy("other")], None => unreachable!() } {
            later("turn", found.by_ref()).await;
        }
        match (match &Some(later("l5", noisy_n("t", 5)).await) { Some(found) => like(found), None => noisy("none") }) {
            found => later("l6", found.by_ref()).await + a.by_ref() + b.by_ref() + c[1].by_ref(),
        }
    }
}

case! {
    /// What `ref` binds stays where it is, though other parts are moved.
    by_reference_and_by_value();
    async fn by_reference_and_by_value() -> u32 {
        let taken = later("l1", match pair("stays", "moves") { (ref stays, moves) => { stays.by_ref(); moves } }).await;
        let other = first(
            noisy("operand"),
            match (later("l2", noisy("stays")).await, noisy("moves")) { (ref stays, moves) => first(moves, like(stays)) },
        );
        let n = sum(&match pair("stays", "moves") { (ref stays, moves) if stays.by_ref() == 0 => moves, (other, _) => other }, 1).await;
        taken.by_ref() + other.by_ref() + n
    }
}

case! {
    /// The same in a list: where the temporaries of an `if let` end is a matter of the edition.
    lets_in_lists();
    async fn lets_in_lists() -> u32 {
        async fn keep(a: Noisy, _: Noisy) -> Noisy { yield_now().await; a }
        let kept = keep(
            vec![if let Some(ref x) = Some(noisy("looked at")) { x.clone() } else { noisy("never") }, noisy("last")].pop().unwrap(),
            if let Some(x) = Some(noisy("looked at too")).as_ref() { x.clone() } else { noisy("never") },
        ).await;
        kept.by_ref()
    }
}

case! {
    /// What was awaited in the tail of a block is an operand there, also where it has been used when something panics.
    operands_of_a_tail();
    async fn operands_of_a_tail() -> Option<Noisy> {
        fn second(_: Noisy, b: Noisy) -> Noisy { b }
        let local = noisy("local");
        Some(match (
            later("l1", noisy("operand")).await,
            if let Some(x) = &Some(second(local.clone(), noisy("temporary"))) { x.clone() } else { noisy("never") },
        ) { _ => noisy("value") })
    }
}
