//! Loops: values, conditions that wait, labels, and guards in their bodies.

use crate::harness::*;

case! {
    /// `loop` gives a value to its `break`, after the guard of the turn dropped.
    loop_value();
    async fn loop_value() -> u32 {
        let mut n = 0;
        let x = loop {
            let _guard = noisy_n("guard", n);
            n += 1;
            if n == 3 {
                break later("value", n * 10).await;
            }
            yield_now().await;
        };
        log("after");
        x
    }
}

case! {
    /// The condition of a `while` waits at every turn.
    while_condition_waits();
    async fn while_condition_waits() -> u32 {
        let mut n = 0;
        while later("condition", n < 3).await {
            let _guard = noisy_n("guard", n);
            n += 1;
            later("body", ()).await;
        }
        n
    }
}

case! {
    /// `while let` waits in its scrutinee and binds what it matched.
    while_let_scrutinee_waits();
    async fn while_let_scrutinee_waits() -> u32 {
        let mut stack = vec![noisy_n("item", 1), noisy_n("item", 2)];
        let mut sum = 0;
        while let Some(item) = later("pop", stack.pop()).await {
            yield_now().await;
            sum += item.by_ref();
        }
        sum
    }
}

case! {
    /// `while let` over a place that the body changes.
    while_let_pop();
    async fn while_let_pop() -> Vec<u32> {
        let mut stack = vec![3];
        let mut seen = Vec::new();
        while let Some(n) = stack.pop() {
            seen.push(n);
            if n > 0 {
                stack.push(n - 1);
                later("push", ()).await;
            }
        }
        seen
    }
}

case! {
    /// `for` over a vector by value: what was not reached drops with the iterator.
    for_by_value();
    async fn for_by_value() -> u32 {
        let items = vec![noisy_n("item", 1), noisy_n("item", 2), noisy_n("item", 3)];
        let mut sum = 0;
        for item in items {
            yield_now().await;
            sum += item.by_ref();
            if sum == 3 {
                break;
            }
        }
        log("after");
        sum
    }
}

case! {
    /// `for` over a borrowed vector, and then over the same one by unique reference.
    for_by_reference();
    async fn for_by_reference() -> u32 {
        let mut items = vec![noisy_n("item", 1), noisy_n("item", 2)];
        let mut sum = 0;
        for item in &items {
            look("look", item).await;
            sum += item.by_ref();
        }
        for item in &mut items {
            yield_now().await;
            sum += item.by_mut();
        }
        sum
    }
}

case! {
    /// `for` over an iterator that is awaited, with a destructuring pattern.
    for_over_awaited_iterator();
    async fn for_over_awaited_iterator() -> Vec<(usize, char)> {
        let mut seen = vec![];
        for (i, c) in later("chars", "abc".chars().enumerate()).await {
            yield_now().await;
            seen.push((i, c));
        }
        seen
    }
}

case! {
    /// The iterator is made once, by `IntoIterator`, and advanced where rustc advances it.
    mod for_over_own_iterator => for_over_own_iterator();
    struct Countdown(Noisy, u32);
    impl IntoIterator for Countdown {
        type Item = Noisy;
        type IntoIter = Turns;
        fn into_iter(self) -> Turns {
            log("into_iter");
            Turns(self.0.renamed("turns"), self.1)
        }
    }
    struct Turns(Noisy, u32);
    impl Iterator for Turns {
        type Item = Noisy;
        fn next(&mut self) -> Option<Noisy> {
            log("next");
            self.1 = self.1.checked_sub(1)?;
            Some(noisy_n("turn", self.1))
        }
    }
    co! {
        async fn for_over_own_iterator() {
            for turn in Countdown(noisy("countdown"), 2) {
                yield_now().await;
                log("body");
            }
            log("after");
        }
    }
}

case! {
    /// `continue` drops the locals of the turn and goes on with the next one.
    continue_drops_the_turn();
    async fn continue_drops_the_turn() -> u32 {
        let mut sum = 0;
        for i in 0..4 {
            let _turn = noisy_n("turn", i);
            if i % 2 == 0 {
                later("skip", ()).await;
                continue;
            }
            sum += later("add", i).await;
        }
        sum
    }
}

case! {
    /// Labels: `continue` of an outer loop and `break` out of both, across suspensions.
    labelled_loops();
    async fn labelled_loops() -> (u32, u32) {
        let mut turns = 0;
        'outer: for i in 0..3 {
            let _outer = noisy_n("outer", i);
            let mut j = 0;
            loop {
                let _inner = noisy_n("inner", j);
                turns += 1;
                if j == 1 && i < 2 {
                    yield_now().await;
                    continue 'outer;
                }
                if i == 2 {
                    break 'outer;
                }
                j += 1;
                yield_now().await;
            }
        }
        yield_now().await;
        (turns, 0)
    }
}

case! {
    /// A labelled loop broken with a value from an inner loop.
    labelled_break_value();
    async fn labelled_break_value() -> &'static str {
        let mut n = 0;
        let word = 'search: loop {
            n += 1;
            loop {
                if later("check", n == 2).await {
                    break 'search "found";
                }
                break;
            }
        };
        word
    }
}

case! {
    /// A loop that suspends at every turn and one that never does, one after the other.
    loops_with_and_without_waits();
    async fn loops_with_and_without_waits() -> u64 {
        let mut sum = 0;
        for i in 0..100 {
            sum += i;
        }
        for i in 0..3u64 {
            yield_now().await;
            for j in 0..10 {
                sum += i * j;
            }
        }
        while sum % 7 != 0 {
            sum += 1;
        }
        sum
    }
}

case! {
    /// Locals of one turn are not those of the next, though they share their storage.
    fresh_locals_each_turn();
    async fn fresh_locals_each_turn() -> Vec<u32> {
        let mut all = Vec::new();
        for i in 0..3 {
            let mut own = noisy_n("own", i * 10);
            edit("edit", &mut own, |own| {
                own.by_mut();
            })
            .await;
            all.push(own.by_ref());
        }
        all
    }
}

case! {
    /// What a loop breaks with begins with a label itself.
    breaks_with_a_labelled_block();
    async fn breaks_with_a_labelled_block() -> u32 {
        let first = loop {
            break ('inner: {
                if later("decides", true).await { break 'inner later("inner", 1).await }
                2
            });
        };
        let second = 'outer: loop {
            break 'outer ('turns: loop { break 'turns later("turn", 3).await });
        };
        first + second
    }
}

case! {
    /// What the pattern of a `for` leaves over drops after what it binds, also where only the iterated value waits.
    leftovers_of_a_loop_that_does_not_wait();
    async fn leftovers_of_a_loop_that_does_not_wait() {
        let pairs = vec![(noisy("a"), noisy("b")), later("wait", (noisy("c"), noisy("d"))).await];
        for (left, _) in later("pairs", pairs).await {
            left.by_ref();
        }
        for (_, right) in vec![later("wait", (noisy("e"), noisy("f"))).await] {
            right.by_ref();
        }
    }
}

case! {
    /// What is moved before a panic is not moved in the next turn.
    mod moved_before_a_panic => async { moved_before_a_panic(1).await + moved_before_a_panic(3).await };
    co! {
        async fn moved_before_a_panic(last: u32) -> u32 {
            let held = noisy("held");
            let (pair, mut n) = ((noisy("first"), noisy("second")), 0);
            loop {
                n += 1;
                held.by_ref();
                if later("is it over", n > last + 100).await {
                    let (_held, _first) = (held, pair.0);
                    yield_now().await;
                    unreachable!("over at {n}, {:?}", last);
                }
                if n > last {
                    break n + pair.1.by_ref();
                }
            }
        }
    }
}
