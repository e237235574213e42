//! Guards that wait: asked in order, with what the pattern binds in place, and nothing is moved before one of them holds.

use crate::harness::*;

async fn says(name: &str, noisy: &Noisy, answer: bool) -> bool {
    log(format_args!("{name} asked about {}", noisy.by_ref()));
    yield_now().await;
    log(format_args!("{name} answers about {}", noisy.by_ref()));
    answer
}

case! {
    /// A number, and an arm that is taken when its guard said no.
    of_a_number();
    async fn of_a_number() -> Vec<u32> {
        let mut all = vec![];
        for n in 0..4u32 {
            all.push(match n {
                0 if later("zero", true).await => 10,
                1 if later("one", false).await => 11,
                1 | 2 if later("one or two", n == 2).await => { yield_now().await; 12 }
                other => later("other", other).await,
            });
        }
        all
    }
}

case! {
    /// The guard borrows what the arm moves, across its wait.
    moved_when_it_holds();
    async fn moved_when_it_holds() -> Vec<Noisy> {
        let mut all = vec![];
        for option in [Some(noisy_n("x", 1)), Some(noisy_n("x", 2)), None] {
            match option {
                Some(x) if says("first", &x, x.by_ref() == 2).await => all.push(x),
                Some(x) if says("second", &x, x.by_ref() == 1).await => { yield_now().await; drop(x) }
                Some(x) => all.push(x),
                None => log("none"),
            }
        }
        all
    }
}

case! {
    /// The scrutinee is a value, which lives to the end of the match.
    of_a_value();
    async fn of_a_value() -> u32 {
        let n = match later("pair", (noisy_n("a", 1), noisy_n("b", 2))).await {
            (a, _) if says("a", &a, false).await => a.by_ref(),
            (a, b) if says("b", &b, true).await => { let n = later("sum", a.by_ref() + b.by_ref()).await; log("arm"); n }
            _ => 0,
        };
        log("after");
        n
    }
}

case! {
    /// Guards that wait among guards that do not, and a value that nobody wants.
    mixed_guards();
    async fn mixed_guards() -> &'static str {
        match (op("a", 1), noisy("b")) {
            (0, _) => "zero",
            (_, b) if op("plain", false) => "plain",
            (n, b) if says("waits", &b, false).await => "waits",
            (_, b) if op("another", true) && later("and waits", false).await => "another",
            (n, _) if n > 5 => "big",
            _ => { yield_now().await; "nobody" }
        }
    }
}

case! {
    /// The guard of an arm with alternatives is asked for each of them.
    alternatives();
    async fn alternatives() -> Vec<u32> {
        let mut all = vec![];
        for pair in [(Some(1), Some(2)), (None, Some(3)), (Some(4), None), (Some(6), Some(5))] {
            all.push(match pair {
                (Some(n), _) | (_, Some(n)) if later("even", n).await % 2 == 0 => later("arm", n).await,
                (Some(n), _) | (_, Some(n)) if n == 5 => n * 10,
                _ => 0,
            });
        }
        all
    }
}

case! {
    /// A place behind a reference, matched by reference.
    of_a_place();
    async fn of_a_place() -> (Option<String>, usize) {
        let mut place = (Some(String::from("a")), 1);
        let n = match &mut place.0 {
            Some(text) if later("guard", text.len()).await == 1 => {
                edit("edit", text, |text| text.push('b')).await;
                text.len()
            }
            _ => 0,
        };
        let m = match place.0 {
            Some(ref text) if later("no", text.len()).await == 7 => 7,
            Some(ref mut text) if later("two", text.len()).await == 2 => { text.push('c'); text.len() }
            _ => 0,
        };
        (place.0.clone(), n + m)
    }
}

case! {
    /// What is computed on the way to the place is computed once.
    of_a_computed_place();
    async fn of_a_computed_place() -> u32 {
        let list = vec![vec![1, 2], vec![3]];
        match list[op("index", 0)][later("second", 1).await] {
            n if later("guard", n == 1).await => 1,
            n if later("another", n == 2).await => later("arm", n).await,
            _ => 0,
        }
    }
}

case! {
    /// Temporaries of the scrutinee live to the end of the match, those of a guard to its own end.
    temporaries();
    async fn temporaries() -> u32 {
        let n = match noisy_n("scrutinee", 3).by_ref() {
            3 if says("first", &noisy_n("temporary", 1), false).await => 1,
            3 if noisy_n("other", 2).by_ref() == later("two", 2).await => { log("arm"); 2 }
            _ => 0,
        };
        log("after");
        n
    }
}

case! {
    /// A guard that is a block with waits, locals and `?`.
    block_as_guard();
    async fn block_as_guard() -> Result<u32, &'static str> {
        let mut n = 0;
        loop {
            match n {
                3 if { later("error", Err::<bool, _>("three")).await? } => n = 10,
                k if { let _g = noisy_n("g", k); let even = later("even", k % 2 == 0).await; yield_now().await; even } => n += 1,
                _ if later("leave", n > 5).await => return Ok(n),
                _ => n += 2,
            }
        }
    }
}

case! {
    /// A guard that leaves the loop around it, and one that goes on with the next turn.
    guard_leaves();
    async fn guard_leaves() -> u32 {
        let mut n = 0;
        let mut seen = 0;
        while n < 9 {
            n += 1;
            match n {
                2 if { yield_now().await; continue } => seen += 100,
                5 if { if later("five", true).await { break } else { false } } => seen += 1000,
                _ => seen += later("seen", 1).await,
            }
        }
        seen + n * 10
    }
}

case! {
    /// A match in a guard of a match.
    nested();
    async fn nested() -> u32 {
        match later("outer", Some(noisy_n("x", 2))).await {
            Some(x) if match later("inner", x.by_ref()).await {
                1 if later("one", true).await => true,
                n if says("n", &x, n == 2).await => later("two", true).await,
                _ => false,
            } => x.by_ref(),
            _ => 0,
        }
    }
}

case! {
    /// A name that the pattern hides is another one outside.
    hidden_name();
    async fn hidden_name() -> (String, u32) {
        let x = String::from("outer");
        let n = match Some(noisy_n("x", 4)) {
            Some(x) if says("x", &x, true).await => { yield_now().await; x.by_ref() }
            _ => 0,
        };
        yield_now().await;
        (x, n)
    }
}

case! {
    /// `@`, ranges, slices and boxes under guards that wait.
    patterns();
    async fn patterns() -> Vec<u32> {
        let mut all = vec![];
        for n in [2, 7, 30] {
            all.push(match n {
                small @ 0..=3 if later("small", small > 2).await => small,
                odd @ (1 | 3 | 5 | 7) if later("odd", odd > 5).await => odd * 2,
                other => other * 3,
            });
        }
        let list = vec![1, 2, 3, 4];
        match list[..] {
            [first, ref rest @ .., last] if look("rest", rest).await.len() == 2 => all.push(first + last),
            _ => {}
        }
        all
    }
}

case! {
    /// `self` and its fields in guards.
    mod methods => run();
    enum State { Idle, Busy(Noisy), Done }
    struct Machine { state: State, turns: u32 }
    impl Machine {
        async fn allowed(&self, n: u32) -> bool { yield_now().await; log("allowed"); self.turns > n }
        co! {
            async fn step(&mut self) -> u32 {
                match self.state {
                    State::Idle if self.allowed(1).await => { self.turns += 1; self.state = State::Done; 1 }
                    State::Idle if self.allowed(0).await => { self.state = State::Busy(noisy("job")); yield_now().await; 2 }
                    State::Busy(ref job) if says("job", job, true).await => { self.state = State::Idle; self.turns += 1; 3 }
                    _ => 4,
                }
            }
        }
    }
    co! {
        async fn run() -> Vec<u32> {
            let mut machine = Machine { state: State::Idle, turns: 1 };
            let mut all = vec![];
            for _ in 0..4 {
                all.push(machine.step().await);
            }
            all
        }
    }
}

case! {
    /// Matches with guards as operands, and as the tail.
    as_operands();
    async fn as_operands() -> u32 {
        op("a", 1)
            + match later("b", 2).await { n if later("no", false).await => 0, n if later("yes", true).await => n, _ => 9 }
            + op("c", 3)
    }
}

case! {
    /// `if let` as a guard that waits: what it binds is the arm's, and drops before what the pattern bound.
    if_let_waits();
    async fn if_let_waits() -> Vec<u32> {
        let mut all = vec![];
        for n in 0..4 {
            all.push(match Some(noisy_n("x", n)) {
                Some(x) if let Some(y) = later("no", if n == 1 { Some(noisy("y")) } else { None }).await => { y.by_ref() + x.by_ref() }
                Some(x) if n == 2 && let Ok(mut y) = later("yes", Ok::<_, ()>(noisy("y"))).await
                    && later("and", true).await && let (z, _) = later("pair", (noisy("z"), noisy("rest"))).await =>
                {
                    y.by_mut();
                    yield_now().await;
                    z.by_ref() + x.by_ref()
                }
                Some(x) if let 3 = later("three", x.by_ref()).await => later("arm", x.by_ref()).await,
                _ => later("none", 0).await,
            });
        }
        all
    }
}

case! {
    /// `if let` as a guard that does not wait, of an arm that does.
    if_let_of_a_waiting_arm();
    async fn if_let_of_a_waiting_arm() -> Vec<usize> {
        let mut all = vec![];
        for text in ["12", "x", "yy"] {
            all.push(match text {
                digits if let Ok(n) = digits.parse::<usize>() => later("number", n).await,
                other if let Some(rest) = other.strip_prefix('y') && rest.len() == 1 => { yield_now().await; rest.len() }
                other => other.len() + 10,
            });
        }
        all
    }
}

case! {
    /// Guards that move and assign, and say no: the next arm is tried behind them, and also where the pattern before did not match.
    refused_after_a_move();
    async fn refused_after_a_move() -> u32 {
        let a = noisy("a");
        look("borrows", &a).await;
        match op("one", 1) {
            1 if { drop(a); op("no", false) } => return 1,
            _ => {}
        }
        later("a", 1).await;
        let b = noisy("b");
        look("borrows", &b).await;
        match op("one", 1) {
            2 if { drop(b); later("never", true).await } => return 2,
            1 if later("no", false).await => return 3,
            _ => _ = later("b", 1).await,
        }
        let mut c = noisy("c");
        later("c", c).await;
        match op("one", 1) {
            1 if { c = noisy("d"); op("no", false) } => return 4,
            _ => _ = later("d", 1).await,
        }
        let mut e = noisy("e");
        later("e", e).await;
        match op("one", 1) {
            2 if { e = noisy("f"); later("never", true).await } => return 5,
            1 if { e = noisy("g"); later("yes", true).await } => {}
            _ => return 6,
        }
        let h = noisy("h");
        look("borrows", &h).await;
        loop {
            match op("one", 1) {
                1 if { if op("breaks", true) { break drop(h) } later("never", true).await } => return 7,
                _ => {}
            }
        }
        later("end", 8).await
    }
}

case! {
    /// Where a guard and the body of one arm wait, what the other arms leave over stays to the end of the match.
    left_over_beside_a_waiting_arm();
    async fn left_over_beside_a_waiting_arm() -> u32 {
        let mut sum = 0;
        for n in 0..3 {
            sum += match (Some(noisy("left over")), n) {
                (Some(_), 0) if later("no", false).await => 1,
                (_, 0) => op("does not wait", 2),
                (Some(_), 1) => later("waits", 3).await,
                (None, _) => 4,
                (x, 2) => x.map_or(5, |x| x.by_ref()),
                _ => 6,
            };
        }
        sum
    }
}

case! {
    /// What a guard borrows stays where it is until the guard has decided: behind an operand that drops first, if the guard panics.
    borrowed_behind_an_operand();
    async fn borrowed_behind_an_operand() -> u32 {
        fn is(n: &Noisy) -> bool { n.by_ref() == 0 }
        let all = [
            noisy("operand"),
            match later("l1", noisy("found")).await { found if is(&found) => found, _ => noisy("other") },
            later("l2", match noisy_n("looked at", 1) { found if is(&found) => found, _ => noisy("other") }).await,
        ];
        yield_now().await;
        all.iter().map(Noisy::by_ref).sum()
    }
}

case! {
    /// The body of an arm is no scope of its own: its operands drop before its temporaries, also what the arm takes out of what is matched.
    operands_of_arms();
    async fn operands_of_arms() -> u32 {
        fn like(n: &Noisy) -> Noisy { n.clone() }
        fn is(n: &Noisy) -> bool { n.by_ref() == 0 }
        fn second(_: Noisy, b: Noisy) -> Noisy { b }
        let mut sum = 0;
        for n in 0..2 {
            let all = [noisy("operand"), match later("l1", Some(noisy("found"))).await {
                Some(found) if n == 1 && is(&found) => second(found, like(&noisy("temporary"))),
                _ => second(noisy("other operand"), like(&noisy("other temporary"))),
            }];
            let left = match later("l2", (noisy("left"), noisy("taken"))).await { (_, taken) => second(taken, like(&noisy("temporary"))) };
            sum += left.by_ref() + later("end", all).await[1].by_ref();
        }
        sum
    }
}

case! {
    /// Guards that look behind a unique reference, of which another arm leaves everything.
    mod behind_a_unique_reference => run(vec![Pair(noisy("a"), 5), Pair(noisy("b"), 2)]);
    struct Pair(Noisy, u32);
    co! {
        async fn run(mut list: Vec<Pair>) -> u32 {
            let mut n = 0;
            n += match &mut list[..] {
                [first, ..] if first.1 > 30 => n + later("first", first.1).await,
                _ => n,
            };
            n += match &mut (noisy("temporary"), 7) {
                (noisy, 7) if noisy.by_ref() == 100 => later("noisy", noisy.by_mut()).await,
                (_, _) => later("other", 8).await,
            };
            n += if let Pair(noisy, 7) = &mut list[1] { later("seven", noisy.by_mut()).await } else { later("not", 6).await };
            n + if let Pair(noisy, 2) = &mut list[1] { later("any", noisy.by_mut()).await } else { 6 }
        }
    }
}
