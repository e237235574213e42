//! Where temporaries end: the editions differ in tails of blocks and in `if let`, and in nothing else. Compiled in both.

use crate::harness::*;

async fn use_both(a: &Noisy, n: u32) -> u32 {
    yield_now().await;
    a.by_ref() + n
}

fn make(n: u32) -> Result<Noisy, Noisy> {
    if n % 2 == 0 { Ok(noisy_n("even", n)) } else { Err(noisy_n("odd", n)) }
}

case! {
    /// The tail of the function, whose temporary lives across its wait.
    tail_of_the_function(noisy("parameter"));
    async fn tail_of_the_function(parameter: Noisy) -> u32 {
        let _local = noisy("local");
        use_both(&noisy("temporary"), later("n", 3).await).await
    }
}

case! {
    /// The tail of the function, whose temporary is made after its last wait.
    tail_after_the_wait(noisy("parameter"));
    async fn tail_after_the_wait(parameter: Noisy) -> u32 {
        let _local = noisy("local");
        later("n", 3).await + noisy_n("temporary", 2).by_ref()
    }
}

case! {
    /// The tail of a block that is an initialiser, and one that is a statement.
    tail_of_a_block();
    async fn tail_of_a_block() -> u32 {
        let n = {
            let _local = noisy("local");
            use_both(&noisy("temporary"), later("n", 3).await).await
        };
        log("next");
        {
            let _local = noisy("second local");
            use_both(&noisy("second temporary"), n).await;
        }
        log("next");
        {
            let _local = noisy("third local");
            drop(use_both(&noisy("third temporary"), n).await)
        };
        log("end");
        n
    }
}

case! {
    /// A block as an operand: does its temporary live to the end of the block, or of the statement?
    tail_of_an_operand();
    async fn tail_of_an_operand() -> u32 {
        let n = { let _local = noisy("local"); use_both(&noisy("first"), 1).await } + op("between", 1)
            + { let _local = noisy("other local"); noisy_n("second", 2).by_ref() + later("a", 1).await } + op("last", 1);
        log("next");
        n
    }
}

case! {
    /// Blocks in blocks, all of them tails.
    tail_of_a_tail();
    async fn tail_of_a_tail() -> u32 {
        let _outer = noisy("outer");
        {
            let _middle = noisy("middle");
            {
                let _inner = noisy("inner");
                use_both(&noisy("temporary"), later("n", 1).await).await
            }
        }
    }
}

case! {
    /// The tails of branches and arms end with them.
    tails_of_branches();
    async fn tails_of_branches() -> u32 {
        let mut sum = 0;
        for n in 0..3 {
            sum += if n == 0 {
                let _local = noisy("then");
                use_both(&noisy("then temporary"), n).await
            } else {
                let _local = noisy("else");
                match n {
                    1 => { let _local = noisy("arm"); use_both(&noisy("arm temporary"), n).await }
                    _ => use_both(&noisy("other temporary"), later("n", n).await).await,
                }
            };
            log("turn");
        }
        sum
    }
}

case! {
    /// The tails of loop bodies.
    tails_of_loops();
    async fn tails_of_loops() -> u32 {
        let mut n = 0;
        while n < 2 {
            let _local = noisy("while");
            n += 1;
            drop(use_both(&noisy("while temporary"), n).await)
        }
        for i in 0..2 {
            let _local = noisy("for");
            drop(use_both(&noisy("for temporary"), i).await)
        }
        loop {
            let _local = noisy("loop");
            n += 1;
            if n > 3 { break use_both(&noisy("break temporary"), n).await; }
            drop(use_both(&noisy("loop temporary"), n).await)
        }
    }
}

case! {
    /// A labelled block, left early and at its end.
    tail_of_a_labelled_block();
    async fn tail_of_a_labelled_block() -> u32 {
        let mut sum = 0;
        for n in 0..2 {
            sum += 'label: {
                let _local = noisy("local");
                if n == 0 { break 'label use_both(&noisy("break temporary"), n).await; }
                use_both(&noisy("temporary"), later("n", n).await).await
            };
            log("turn");
        }
        sum
    }
}

case! {
    /// `if let … else`: is the scrutinee's temporary there in the `else`?
    if_let_temporary();
    async fn if_let_temporary() -> u32 {
        let mut sum = 0;
        for n in 0..2 {
            if let Some(m) = noisy_n("scrutinee", n).by_ref().checked_sub(1) {
                sum += later("then", m).await;
            } else {
                log("else");
                sum += later("else", n).await;
            }
            log("turn");
        }
        sum
    }
}

case! {
    /// The same where the scrutinee waits and the branches do not.
    if_let_waits();
    async fn if_let_waits() -> u32 {
        let mut sum = 0;
        for n in 0..2 {
            if let Some(m) = use_both(&noisy_n("scrutinee", n), 0).await.checked_sub(1) { sum += m; } else { log("else"); sum += 7; }
            log("turn");
            if let Some(m) = later("n", n).await.checked_sub(noisy_n("late", 1).by_ref()) { sum += m; } else { log("else"); sum += 7; }
            log("turn");
        }
        sum
    }
}

case! {
    /// The value of the scrutinee where no pattern takes it.
    if_let_value();
    async fn if_let_value() -> u32 {
        let mut sum = 0;
        for n in 0..2 {
            if let Ok(even) = later("value", make(n)).await { sum += even.by_ref(); } else { log("else"); }
            log("turn");
            if let Ok(even) = make(n) {
                sum += later("then", even.by_ref()).await;
            } else {
                log("else");
                yield_now().await;
                log("else ends");
            }
            log("turn");
            if let Ok(_) = make(n) { yield_now().await; log("then"); } else { yield_now().await; log("else"); }
            log("turn");
        }
        sum
    }
}

case! {
    /// `if let` as an operand, and as the tail.
    if_let_as_an_operand();
    async fn if_let_as_an_operand() -> u32 {
        let n = if let 1 = noisy_n("first", 1).by_ref() { later("then", 1).await } else { 0 } + op("last", 1)
            + if let 1 = noisy_n("second", 2).by_ref() { 0 } else { later("else", 2).await } + op("very last", 1);
        log("next");
        let _local = noisy("local");
        if let 1 = use_both(&noisy_n("third", 1), n).await { 0 } else { later("tail", n).await }
    }
}

case! {
    /// `else if let`, and `while let` with temporaries.
    else_if_let();
    async fn else_if_let() -> u32 {
        let mut sum = 0;
        for n in 0..3 {
            if let 0 = noisy_n("first", n).by_ref() {
                yield_now().await;
            } else if let 1 = noisy_n("second", n).by_ref() {
                sum += later("second", 1).await;
            } else {
                sum += later("neither", 10).await;
            }
            log("turn");
        }
        while let Some(m) = noisy_n("head", sum).by_ref().checked_sub(9) {
            sum = later("m", m).await;
            log("body");
        }
        sum
    }
}

case! {
    /// Temporaries of a `match` live to the end of the statement around it.
    match_temporaries();
    async fn match_temporaries() -> u32 {
        let n = match noisy_n("scrutinee", 1).by_ref() { 1 => later("arm", 1).await, _ => 0 } + op("last", 1);
        log("next");
        let m = match use_both(&noisy_n("awaited", 1), 0).await { 1 => op("arm", 1), _ => 0 } + later("last", 1).await;
        log("next");
        let _local = noisy("local");
        match use_both(&noisy("tail"), later("n", n + m).await).await { 0 => 0, n => later("arm", n).await }
    }
}

case! {
    /// What a match does not take of its value.
    match_values();
    async fn match_values() -> u32 {
        let mut sum = 0;
        for n in 0..2 {
            sum += match later("value", make(n)).await { Ok(even) => later("arm", even.by_ref()).await, Err(_) => op("other", 2) };
            log("turn");
            match make(n) { Ok(_) => log("ok"), Err(_) => { yield_now().await; log("err") } }
            log("turn");
        }
        sum
    }
}

case! {
    /// The head of `for`, which lives as long as the loop, and as the statement.
    for_head();
    async fn for_head() -> u32 {
        let mut sum = 0;
        for n in [noisy("element").by_ref(), use_both(&noisy("other"), 1).await] {
            sum += later("n", n).await;
        }
        log("next");
        for n in vec![noisy("a"), noisy("b")].iter().map(|one| one.by_ref()) { sum += later("n", n).await }
        log("end");
        sum
    }
}

case! {
    /// `let … else`: the temporaries end before the `else`, in all editions.
    let_else();
    async fn let_else() -> u32 {
        let Some(a) = noisy_n("first", 3).by_ref().checked_sub(1) else { return later("never", 0).await };
        log("next");
        let Ok(b) = later("value", make(2)).await else { return 1 };
        log("next");
        let Some(c) = use_both(&noisy("second"), 0).await.checked_sub(1) else {
            log("else");
            yield_now().await;
            return a + b.by_ref();
        };
        c
    }
}

case! {
    /// The temporaries in the arguments of `format!` and `assert!` end with it, those of other macros do not.
    arguments_of_macros();
    async fn arguments_of_macros() -> usize {
        let n = format!("{} {}", noisy("argument"), use_both(&noisy("temporary"), 1).await).len() + op("last", 1);
        log("next");
        let unit = (assert!(use_both(&noisy("asserted"), 1).await == noisy_n("other", 1).by_ref()), op("last", 1));
        log("next");
        let equal = (assert_eq!(use_both(&noisy("left"), 1).await, noisy_n("right", 1).by_ref()), op("last", 1));
        log("next");
        let list = vec![use_both(&noisy("element"), 1).await, noisy_n("another", 1).by_ref()].len() + op("last", 1) as usize;
        log("next");
        let matched = matches!(use_both(&noisy("matched"), 1).await, 1) == (op("last", 1) == 1);
        log("next");
        n + list
    }
}

case! {
    /// Closures and async blocks follow their own edition by themselves.
    inside_closures();
    async fn inside_closures() -> u32 {
        let n = later("n", 1).await;
        let tail = || { let _local = noisy("closure local"); noisy_n("closure temporary", n).by_ref() };
        let m = tail() + async { let _local = noisy("async local"); use_both(&noisy("async temporary"), n).await }.await;
        log("next");
        m
    }
}

case! {
    /// Lazy operators, arguments of macros, and `?` in tails.
    others_in_tails();
    async fn others_in_tails() -> Result<bool, &'static str> {
        let text = { let _local = noisy("local"); format!("{} {}", noisy("argument"), use_both(&noisy("temporary"), 1).await) };
        log(text);
        let _local = noisy("function local");
        Ok(noisy_n("left", 1).by_ref() == later("one", Ok::<_, &'static str>(1)).await? && use_both(&noisy("right"), 1).await == 2)
    }
}
