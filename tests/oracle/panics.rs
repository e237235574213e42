//! Panics: in the body, in a callee, in an argument, caught and not. (Panics at every event are injected in all topics.)

use crate::harness::*;

case! {
    /// A panic at once, before the first wait.
    before_any_wait(noisy("arg"));
    async fn before_any_wait(arg: Noisy) -> u32 {
        let _local = noisy("local");
        panic!("at once");
        yield_now().await;
    }
}

case! {
    /// A panic after a wait, with locals and temporaries alive.
    after_a_wait(noisy("arg"));
    async fn after_a_wait(arg: Noisy) -> u32 {
        let _local = noisy("local");
        yield_now().await;
        let _other = noisy("other");
        None::<u32>.expect("there is none") + noisy("not made").by_ref()
    }
}

case! {
    /// A panic in an awaited coroutine leaves through the caller's locals.
    mod in_a_callee => run();
    co! {
        async fn callee(arg: Noisy, list: &[u32]) -> u32 {
            let _inside = noisy("inside");
            yield_now().await;
            list[list.len()]
        }
    }
    co! {
        async fn run() -> u32 {
            let _outside = noisy("outside");
            let list = vec![1, 2];
            let n = callee(noisy("arg"), &list).await;
            log("not reached");
            n
        }
    }
}

case! {
    /// Arithmetic that overflows, and an index out of bounds in an assignment.
    arithmetic(255);
    async fn arithmetic(n: u8) -> u8 {
        let _guard = noisy("guard");
        let m = later("one", 1u8).await;
        n + m
    }
}

case! {
    /// Division by an awaited zero.
    division();
    async fn division() -> u32 {
        let _guard = noisy("guard");
        op("a", 1) / later("zero", 0).await
    }
}

case! {
    /// A panic in a closure, called between waits.
    in_a_closure();
    async fn in_a_closure() -> u32 {
        let guard = noisy("guard");
        let check = |n: u32| if n == 2 { panic!("two, {guard}") } else { n };
        let mut sum = 0;
        for n in 0..3 {
            sum += check(later("n", n).await);
        }
        sum
    }
}

case! {
    /// A panic that the body catches, between waits, and goes on.
    caught();
    async fn caught() -> (bool, u32) {
        let _guard = noisy("guard");
        yield_now().await;
        let caught = std::panic::catch_unwind(|| {
            let _inside = noisy("inside");
            panic!("caught");
        });
        yield_now().await;
        (caught.is_err(), later("n", 1).await)
    }
}

case! {
    /// `unwrap` and `expect` on awaited values.
    unwrap(true);
    async fn unwrap(fails: bool) -> u32 {
        let a = later("a", Some(1)).await.unwrap();
        let result = later("b", if fails { Err(noisy("error")) } else { Ok(2) }).await;
        a + result.expect("b should have worked")
    }
}

case! {
    /// A borrow conflict that is found at run time.
    runtime_borrow_conflict();
    async fn runtime_borrow_conflict() -> u32 {
        let cell = std::cell::RefCell::new(1);
        let first = cell.borrow_mut();
        yield_now().await;
        let second = cell.borrow_mut();
        *second
    }
}

case! {
    /// A panic while the arguments of a call are evaluated, around a wait.
    among_arguments();
    async fn among_arguments() -> u32 {
        fn boom() -> u32 { panic!("boom") }
        fn take(a: Noisy, b: Noisy, n: u32) -> u32 { n }
        take(noisy("a"), later("b", noisy("b")).await, boom())
    }
}

case! {
    /// Where a panic comes from: the line of the user's own call.
    caller_location();
    async fn caller_location() -> (u32, u32, u32) {
        #[track_caller]
        fn here() -> u32 { std::panic::Location::caller().line() }
        let first = here();
        yield_now().await;
        let second = here();
        (first, second, later("third", here()).await)
    }
}

case! {
    /// A temporary's destructor panics at the end of a `let` whose initialiser awaits: the value drops.
    mod destructors_of_temporaries => run();
    async fn look<'a>(name: &'static str, noisy: &'a Noisy) -> &'a Noisy {
        later(name, noisy).await
    }
    fn chosen(some: Option<Noisy>, n: &Noisy) -> Option<Noisy> {
        n.by_ref();
        some
    }
    co! {
        async fn run() -> u32 {
            let kept = (noisy("kept"), look("wait", &noisy("temporary")).await.by_ref());
            let natural = (noisy("natural"), look("wait once more", &noisy("other temporary")).await.by_ref());
            log(natural.0.to_string());
            let (first, mut second) = (noisy("first"), look("wait a third time", &noisy("a third temporary")).await.by_ref());
            second += first.by_ref();
            log(second.to_string());
            for some in [Some(noisy("some")), None] {
                let Some(some) = chosen(some, &noisy("looked at")) else {
                    later("nothing", ()).await;
                    continue;
                };
                later("something", ()).await;
                some.by_ref();
            }
            let mut typed: Box<dyn std::fmt::Debug + Send + Sync> = Box::new(look("the last", &noisy("the last temporary")).await.clone());
            typed = Box::new(format!("{typed:?}"));
            yield_now().await;
            drop(kept);
            format!("{typed:?}").len() as u32
        }
    }
}

case! {
    /// The destructor of a scrutinee, or of what a pattern leaves over of it, panics at the end of a `let` whose arms await: the value drops.
    mod destructors_of_scrutinees => run();
    async fn named(name: &'static str) -> Noisy {
        later(name, noisy(name)).await
    }
    async fn triple(n: u32) -> (Option<Noisy>, Noisy, Noisy, u32) {
        later("triple", (Some(noisy("one")), noisy("two"), noisy("three"), n)).await
    }
    co! {
        async fn run() -> u32 {
            let whole = match Some(named("whole").await) {
                None => named("none").await,
                _ => named("some").await,
            };
            let (first, second) = match Some(noisy("unbound")) {
                None => (noisy("neither"), named("nor").await),
                _ => (named("first").await, noisy("second")),
            };
            let mut n = whole.by_ref() + first.by_ref() + second.by_ref();
            for turn in 0..4 {
                let part: Noisy = match triple(turn).await {
                    (_, _, c, 0) => later("the third", c).await,
                    (_, b, _, 1) => {
                        let _inside = named("inside").await;
                        b
                    }
                    (Some(_), _, _, 2) => noisy("of none"),
                    (_, _, _, _) => continue,
                };
                n += part.by_ref();
                let guarded = match triple(turn).await {
                    (a, _, _, turn) if later("guard", turn == 0).await => later("guarded", a).await,
                    _ => None,
                };
                let Some(found) = (match triple(turn).await {
                    (a, _, _, 0) => later("found", a).await,
                    _ => {
                        named("not found").await;
                        None
                    }
                }) else {
                    continue;
                };
                n += found.by_ref() + guarded.map_or(0, Noisy::into_number);
            }
            let _ = match Some(named("looked at").await) {
                None => named("nothing").await,
                _ => named("thrown away").await,
            };
            n
        }
    }
}

case! {
    /// A coroutine that ends within an expression: operands drop before temporaries, whichever was made first.
    operands_before_temporaries();
    async fn operands_before_temporaries() -> u32 {
        fn sum(a: Noisy, b: &Noisy, c: Noisy, d: &Noisy, e: u32) -> u32 {
            a.by_ref() + b.by_ref() + c.by_ref() + d.by_ref() + e
        }
        let n = sum(noisy("a"), &noisy("b"), later("c", noisy("c")).await, &noisy("d"), later("e", 1).await);
        let m = sum(noisy("f"), later("g", &noisy("g")).await, noisy("h"), match noisy("i") { ref i => i }, later("e", 2).await);
        n + m + (noisy("j").into_number() + later("k", noisy("k").by_ref()).await + noisy("l").by_ref())
    }
}
