//! Closures that capture locals and are stored across waits.

use crate::harness::*;

case! {
    /// A closure borrows a local and is called before and after a wait.
    captures_by_reference();
    async fn captures_by_reference() -> u32 {
        let base = noisy_n("base", 10);
        let add = |n| base.by_ref() + n;
        let a = add(1);
        yield_now().await;
        let b = add(2);
        look("base", &base).await;
        a + b
    }
}

case! {
    /// A closure borrows a local uniquely; the local is used again when the closure is gone.
    captures_by_unique_reference();
    async fn captures_by_unique_reference() -> Vec<u32> {
        let mut list = vec![];
        let mut push = |n| list.push(n);
        push(1);
        yield_now().await;
        push(2);
        yield_now().await;
        list.push(3);
        list
    }
}

case! {
    /// A `move` closure takes a local, holds it across waits and drops it.
    captures_by_move();
    async fn captures_by_move() -> u32 {
        let held = noisy_n("held", 5);
        let n = 3;
        let sum = move |m: u32| held.by_ref() + n + m;
        yield_now().await;
        let a = sum(1);
        yield_now().await;
        a + n
    }
}

case! {
    /// A closure without `move` that consumes what it captures.
    captures_by_consuming();
    async fn captures_by_consuming() -> u32 {
        let held = noisy_n("held", 5);
        // What lives across a wait is moved into a closure by `move`.
        let end = move || held.into_number();
        yield_now().await;
        // A call borrows what lives across a wait: its block moves it.
        let n = {end}();
        yield_now().await;
        n
    }
}

case! {
    /// A closure captures a field only; the other field stays usable.
    captures_a_field();
    async fn captures_a_field() -> (u32, Vec<u32>) {
        let mut pair = (noisy_n("field", 1), vec![1]);
        let first = || pair.0.by_ref();
        pair.1.push(first());
        yield_now().await;
        pair.1.push(first());
        // A part of what was lent across a wait is not moved out in place: the whole is moved.
        (pair.0.by_ref(), {pair}.1)
    }
}

case! {
    /// Closures that live within one statement, over locals that are borrowed elsewhere.
    short_closures();
    async fn short_closures() -> Vec<u32> {
        let factor = later("factor", 3).await;
        let list = vec![1, 2, 3];
        look("list", &list).await;
        let scaled: Vec<u32> = list.iter().map(|n| n * factor).filter(|n| list.len() as u32 != *n).collect();
        yield_now().await;
        let total = scaled.iter().fold(factor, |sum, n| sum + n);
        look("scaled", &scaled).await;
        scaled.into_iter().chain(std::iter::once(total)).collect()
    }
}

case! {
    /// Boxed closures, a vector of them, and closures that return closures.
    stored_closures();
    async fn stored_closures() -> u32 {
        let guard = noisy_n("guard", 1);
        let boxed: Box<dyn Fn(u32) -> u32 + Send + Sync + '_> = Box::new(|n| n + guard.by_ref());
        let all: Vec<fn(u32) -> u32> = vec![|n| n * 2, |n| n * 3];
        let adder = |a: u32| move |b: u32| a + b;
        let add_five = adder(5);
        let mut sum = 0;
        for one in &all {
            yield_now().await;
            sum += add_five(boxed(one(1)));
        }
        sum
    }
}

case! {
    /// A closure makes the futures that are awaited, each borrowing what the closure captured.
    closure_makes_futures();
    async fn closure_makes_futures() -> u32 {
        let base = noisy_n("base", 2);
        let make = |n: u32| { log("making"); later("made", base.by_ref() + n) };
        let mut sum = make(1).await;
        for n in 0..2 {
            sum += make(n).await;
        }
        sum
    }
}

case! {
    /// A closure passed to a coroutine that calls it between its own waits.
    mod passed_on => run();
    co! {
        async fn each(list: &[u32], mut call: impl FnMut(u32)) {
            for n in list {
                call(*n);
                yield_now().await;
            }
        }
    }
    co! {
        async fn run() -> (u32, u32) {
            let list = vec![1, 2, 3];
            let mut sum = 0;
            let mut turns = 0;
            each(&list, |n| { sum += n; turns += 1; }).await;
            sum += 100;
            (sum, turns)
        }
    }
}

case! {
    /// `return`, `?`, loops and variables of a closure are its own.
    own_control_flow();
    async fn own_control_flow() -> Vec<Option<u32>> {
        let list = vec![1, 2, 3, 4];
        let find = |wanted: u32| {
            for n in &list {
                if *n == wanted {
                    return Some(*n);
                }
            }
            let first = list.first()?;
            if *first == wanted { None } else { Some(0) }
        };
        yield_now().await;
        let list = [find(3), find(9)];
        yield_now().await;
        list.to_vec()
    }
}

case! {
    /// A closure's parameters and locals shadow the body's.
    shadowing_in_closures();
    async fn shadowing_in_closures() -> (u32, String) {
        let n = noisy_n("n", 1);
        let text = String::from("outer");
        look("text", &text).await;
        let shadow = |n: u32| {
            let text = n + 1;
            text * 2
        };
        yield_now().await;
        (shadow(3) + n.by_ref(), text)
    }
}

case! {
    /// Nested closures capture through one another.
    nested_closures();
    async fn nested_closures() -> Vec<u32> {
        let mut list = vec![];
        let offset = noisy_n("offset", 1);
        {
            let mut outer = |n: u32| {
                let mut inner = |m: u32| list.push(m + offset.by_ref());
                inner(n);
                inner(n * 10);
            };
            outer(1);
            yield_now().await;
            outer(2);
        }
        look("list", &list).await;
        list
    }
}

case! {
    /// Standard combinators with closures on awaited values.
    combinators();
    async fn combinators() -> Result<String, String> {
        let suffix = String::from("!");
        let n = later("n", Some(4)).await.map(|n| n + 1).filter(|n| *n > 2).ok_or_else(|| suffix.clone())?;
        let text = later("text", Ok::<_, u32>("t")).await.map_err(|error| error.to_string()).map(|text| text.repeat(n))?;
        Ok(text + &suffix)
    }
}

case! {
    /// A captured local is assigned in a closure between waits and read after.
    counter_in_a_closure();
    async fn counter_in_a_closure() -> (u32, u32) {
        let mut count = 0;
        let mut next = move || { count += 1; count };
        let a = next();
        yield_now().await;
        let b = next() + next();
        yield_now().await;
        (a + b, count)
    }
}

fn give(noisy: Noisy) -> u32 {
    noisy.into_number()
}

fn give_all(all: Vec<Noisy>) -> u32 {
    all.into_iter().map(Noisy::into_number).sum()
}

fn call<R>(f: impl FnOnce() -> R) -> R {
    log("called");
    f()
}

async fn call_later<R>(f: impl FnOnce() -> R) -> R {
    yield_now().await;
    f()
}

case! {
    /// A closure without `move` that takes what stays in its place.
    closure_that_takes(vec![noisy("param")], 4);
    async fn closure_that_takes(param: Vec<Noisy>, n: u32) -> u32 {
        let local = later("local", noisy("local")).await;
        let (by_param, by_local) = (&param, &local);
        yield_now().await;
        let sum = by_param[0].by_ref() + by_local.by_ref();
        let m = call(|| give_all(param) + n);
        call(|| drop(local));
        log("taken");
        later("m", m).await + sum
    }
}

case! {
    /// It is not called before the wait, and perhaps never.
    closure_that_is_held(vec![noisy("param")], 4);
    async fn closure_that_is_held(param: Vec<Noisy>, n: u32) -> u32 {
        later("first", param[0].by_ref()).await;
        let give = || param;
        let given = if n > 3 { give_all(call_later(give).await) } else { later("not", n).await };
        log("behind");
        given
    }
}

case! {
    closure_that_is_dropped(vec![noisy("param")], 2);
    async fn closure_that_is_dropped(param: Vec<Noisy>, n: u32) -> u32 {
        later("first", param[0].by_ref()).await;
        let give = || param;
        let given = if n > 3 { give_all(call_later(give).await) } else { later("not", n).await };
        log("behind");
        given
    }
}

case! {
    /// In one branch only, and around a loop.
    closure_that_takes_in_a_branch(4);
    async fn closure_that_takes_in_a_branch(n: u32) -> u32 {
        let mut sum = 0;
        for turn in 0..n {
            let local = noisy_n("local", turn);
            later("seen", local.by_ref()).await;
            if turn % 2 == 0 {
                sum += call(|| give(local));
            }
            later("turn", turn).await;
        }
        sum
    }
}

async fn may_fail(n: u32) -> Result<(), Noisy> {
    yield_now().await;
    if n > 3 { Ok(()) } else { Err(noisy_n("err", n)) }
}

/// A closure that takes something, as an argument of a method that consumes what was awaited.
macro_rules! taken_by_an_argument {
    ($name:ident, $n:expr) => {
        case! {
            $name($n);
            async fn $name(n: u32) -> Result<Noisy, Noisy> {
                let made = noisy("made");
                made.by_ref();
                let result = may_fail(made.by_ref() + n).await.map(|()| made);
                log("mapped");
                later("result", result).await
            }
        }
    };
}

taken_by_an_argument!(taken_by_an_argument_that_runs, 4);
taken_by_an_argument!(taken_by_an_argument_that_does_not, 2);

case! {
    taken_by_the_last_argument(4);
    async fn taken_by_the_last_argument(n: u32) -> Result<Noisy, Noisy> {
        let made = noisy("made");
        let lent = &made;
        may_fail(lent.by_ref() + n).await.map(|()| made)
    }
}

case! {
    /// A closure takes a reference, where a local gets its value that was mentioned in an operand of something awaited.
    takes_beside_an_assignment(leak(noisy("lent")));
    async fn takes_beside_an_assignment(lent: &mut Noisy) -> u32 {
        let held;
        let pair = (
            if op("leaves", false) {
                held = noisy("left");
                return 0;
            } else {
                1
            },
            later("b", 2).await,
        );
        held = {
            (|n: u32| drop((lent, n)))(pair.0);
            noisy("held")
        };
        held.by_ref() + pair.1
    }
}
