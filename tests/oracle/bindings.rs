//! `let` and assignment: patterns, shadowing, deferred initialisation, `let … else`.

use crate::harness::*;

case! {
    /// A tuple pattern binds parts of an awaited value, which drop last to first.
    tuple_pattern();
    async fn tuple_pattern() -> u32 {
        let (a, (b, c)) = later("pair", (noisy_n("a", 1), (noisy_n("b", 2), 3))).await;
        yield_now().await;
        a.by_ref() + b.by_ref() + c
    }
}

case! {
    /// Parts that a pattern does not bind drop at once when they come from a temporary.
    parts_left_out();
    async fn parts_left_out() {
        let (a, _, ..) = later("triple", (noisy("a"), noisy("b"), noisy("c"))).await;
        log("bound");
        yield_now().await;
    }
}

case! {
    /// Parts that a pattern does not bind stay in their variable when they come from one.
    parts_left_in_place();
    async fn parts_left_in_place() {
        // What lives across a wait is not taken apart in place: its block ends before one.
        let a = {
            let triple = (noisy("a"), noisy("b"), noisy("c"));
            let (a, _, _) = triple;
            log("bound");
            let (_, b, _) = triple;
            log("bound again");
            a
        };
        yield_now().await;
    }
}

case! {
    /// Struct, enum and slice patterns with nested bindings, renamed and shortened.
    mod struct_patterns => struct_patterns();
    struct Point { x: u32, y: (Noisy, u32), z: [u32; 3] }
    co! {
        async fn struct_patterns() -> u32 {
            let Point { x, y: (held, y), z: [first, .., last] } =
                later("point", Point { x: 1, y: (noisy("held"), 2), z: [3, 4, 5] }).await;
            yield_now().await;
            x + y + first + last + held.by_ref()
        }
    }
}

case! {
    /// `ref` and `ref mut` bindings borrow across a wait.
    ref_patterns();
    async fn ref_patterns() -> (u32, u32) {
        let mut pair = (1, 2);
        let (ref a, ref mut b) = pair;
        look("a", a).await;
        *b += *a;
        yield_now().await;
        *b += 10;
        pair
    }
}

case! {
    /// A shadowed variable lives on, and both drop at the end of the scope.
    shadowing();
    async fn shadowing() -> u32 {
        let x = noisy_n("x", 1);
        yield_now().await;
        let x = { x.by_ref(); noisy_n("x", 2) };
        yield_now().await;
        let x = later("x", x.by_ref() + 1).await;
        x
    }
}

case! {
    /// A name is shadowed by a value made from itself, in a scope, and comes back after it.
    shadowing_in_a_scope();
    async fn shadowing_in_a_scope() -> String {
        let x = String::from("outer");
        {
            let x = later("inner", format!("{x} inner")).await;
            look("x", &x).await;
        }
        yield_now().await;
        x
    }
}

case! {
    /// A variable declared first and initialised after a wait.
    deferred();
    async fn deferred() -> u32 {
        let x;
        let _before = noisy("before");
        yield_now().await;
        x = noisy_n("x", 3);
        yield_now().await;
        x.by_ref()
    }
}

case! {
    /// A variable initialised in one branch only: it drops only if it was.
    deferred_in_one_branch(true);
    async fn deferred_in_one_branch(yes: bool) {
        let x;
        if yes {
            x = later("x", noisy("x")).await;
            x.by_ref();
        }
        yield_now().await;
    }
}

case! {
    /// The same, when the branch is not taken.
    deferred_and_never_initialised(false);
    async fn deferred_and_never_initialised(yes: bool) {
        let x;
        if yes {
            x = later("x", noisy("x")).await;
            x.by_ref();
        }
        yield_now().await;
    }
}

case! {
    /// A variable initialised differently in both branches of an `if`, and by a loop that breaks.
    deferred_in_both_branches();
    async fn deferred_in_both_branches() -> u32 {
        let (x, y);
        if later("condition", false).await {
            x = noisy_n("x", 1);
        } else {
            x = later("x", noisy_n("x", 2)).await;
        }
        loop {
            if later("again", true).await {
                y = noisy_n("y", 3);
                break;
            }
        }
        yield_now().await;
        x.by_ref() + y.by_ref()
    }
}

case! {
    /// Assignment evaluates the new value, then drops the old one.
    assignment_drops_the_old_value();
    async fn assignment_drops_the_old_value() -> u32 {
        let mut x = noisy_n("x", 1);
        x = later("x", noisy_n("x", 2)).await;
        log("assigned");
        yield_now().await;
        x = noisy_n("x", 3);
        yield_now().await;
        x.by_ref()
    }
}

case! {
    /// Destructuring assignment of an awaited tuple, into variables, a field and nothing.
    destructuring_assignment();
    async fn destructuring_assignment() -> (u32, u32, [u32; 2]) {
        let (mut a, mut b, mut list) = (0, 0, [0; 2]);
        (a, b) = later("pair", (1, 2)).await;
        (list[0], _, [.., b]) = later("triple", (3, noisy("left out"), [4, 5, 6])).await;
        yield_now().await;
        (a, b, list)
    }
}

case! {
    /// `_` drops its value at once, `_x` does not, and `_` of a place does nothing.
    underscores();
    async fn underscores() {
        let _ = noisy("at once");
        let _held = noisy("held");
        let _ = _held;
        let _ = later("awaited", noisy("awaited")).await;
        yield_now().await;
        _ = later("assigned", noisy("assigned")).await;
        yield_now().await;
    }
}

case! {
    /// `let … else` binds an awaited value.
    let_else_matches(Some(noisy("some")));
    async fn let_else_matches(option: Option<Noisy>) -> u32 {
        let Some(value) = later("option", option).await else {
            later("none", ()).await;
            return 0;
        };
        yield_now().await;
        value.by_ref() + 1
    }
}

case! {
    /// The block of a `let … else` waits, with the locals before it alive and the temporaries gone.
    let_else_waits_in_its_block();
    async fn let_else_waits_in_its_block() -> u32 {
        let _before = noisy("before");
        let Ok(value) = later("result", Err::<u32, _>(noisy("error"))).await else {
            let _in_else = noisy("in else");
            return later("else", 5).await;
        };
        value
    }
}

case! {
    /// `let … else` in a loop, with `continue` and `break` in its block.
    let_else_in_a_loop();
    async fn let_else_in_a_loop() -> u32 {
        let mut sum = 0;
        for option in [Some(1), None, Some(2)] {
            let _turn = noisy_n("turn", sum);
            let Some(n) = later("option", option).await else {
                yield_now().await;
                continue;
            };
            yield_now().await;
            sum += n;
        }
        sum
    }
}

case! {
    /// A declared type coerces: an array to a slice, a closure to a function pointer, a box to a trait object.
    declared_types();
    async fn declared_types() -> (usize, u32, String) {
        let slice: &[u32] = &[1, 2, 3];
        let function: fn(u32) -> u32 = |n| n + 1;
        let boxed: Box<dyn std::fmt::Debug + Send + Sync> = Box::new(noisy("boxed"));
        yield_now().await;
        let awaited: u64 = later("number", 7).await;
        (slice.len() + awaited as usize, function(1), format!("{boxed:?}"))
    }
}

case! {
    /// What a pattern leaves over drops before the temporaries of its statement.
    mod left_beside_temporaries => run();
    struct Pair { left: Noisy, right: Noisy }
    co! {
        async fn run() -> u32 {
            let (n, Pair { left: _, right }): (u32, Pair) = (
                later("first", 1).await,
                Pair { left: (noisy("left"), noisy("beside left")).0, right: noisy_n("right", 2) },
            );
            log("typed");
            let (m, _) = (later("second", noisy_n("borrowed", 3).by_ref()).await, noisy("whole"));
            log("plain");
            let Some(Pair { left: _, right: chosen }) = later("third", (Some(Pair { left: noisy("fourth"), right: noisy("fifth") }), noisy("sixth")).0).await else {
                return 0;
            };
            log("chosen");
            let ref mut held = (later("seventh", noisy_n("seventh", 7)).await, later("eighth", noisy("eighth")).await).0;
            yield_now().await;
            n + m + right.by_ref() + chosen.by_ref() + held.by_ref()
        }
    }
}

case! {
    /// The other branch of `let … else`, for which temporaries and what the pattern looked at are gone.
    mod left_by_let_else => run();
    struct Pair { left: Noisy, right: Noisy }
    co! {
        async fn run() -> u32 {
            for n in 0..3 {
                let Some(Pair { left: _, right }): Option<Pair> = (later("value", (n == 1).then(|| Pair { left: noisy("left"), right: noisy_n("right", 2) })).await, noisy("beside")).0 else {
                    log("else");
                    if n == 2 { break }
                    continue;
                };
                log(right.to_string());
            }
            let Ok((_, last)) = later("result", Err::<(u32, u32), _>(noisy("error"))).await.map_err(|error| later("dropped", error)) else {
                return later("else", 3).await;
            };
            last
        }
    }
}

case! {
    /// A part of a temporary in a `let … else` whose `else` waits: the name has its value before the temporary drops, which may panic.
    part_of_a_temporary_or_else();
    async fn part_of_a_temporary_or_else() -> u32 {
        let Some(a) = (Some(noisy("a")), noisy("beside a")).0 else {
            later("never", 1).await;
            return 1;
        };
        log("bound");
        let Some(b) = (None::<Noisy>, noisy("beside b")).0 else {
            return later("otherwise", a.by_ref()).await;
        };
        b.by_ref()
    }
}
