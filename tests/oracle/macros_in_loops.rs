//! What is moved in an argument of a macro gets another value before the next turn of a loop, which the macro might begin.

use crate::harness::*;

fn take(value: Noisy) -> u32 {
    value.by_ref()
}

macro_rules! say {
    ($value:expr) => {
        log($value)
    };
}
macro_rules! twice {
    ($code:expr) => {{
        $code;
        $code
    }};
}
macro_rules! again {
    ($condition:expr) => {{
        if $condition {
            continue;
        }
    }};
}

case! {
    /// Macros of std.
    of_std(3);
    async fn of_std(turns: u32) -> u32 {
        let mut x = noisy("x");
        let mut y = Some(noisy("y"));
        let mut turn = 0;
        loop {
            look("x", &x).await;
            turn += 1;
            assert!(take(x) < 100, "turn {turn}");
            let shown = format!("{:?}", y.map(take));
            look("shown", &shown).await;
            if turn > turns {
                break turn;
            }
            x = noisy_n("x", turn);
            y = None;
        }
    }
}

case! {
    /// One that nobody knows.
    unknown(3);
    async fn unknown(turns: u32) -> u32 {
        let mut x = noisy("x");
        let mut turn = 0;
        while turn < turns {
            look("x", &x).await;
            turn += 1;
            say!(take(x));
            yield_now().await;
            x = noisy_n("x", turn);
        }
        turn
    }
}

case! {
    /// It gets its value in the argument, which is evaluated twice.
    evaluated_twice(3);
    async fn evaluated_twice(turns: u32) -> u32 {
        let mut x = noisy("x");
        let mut turn = 0;
        while turn < turns {
            look("x", &x).await;
            turn += 1;
            twice!({ drop(x); x = noisy_n("x", turn) });
            yield_now().await;
        }
        turn
    }
}

case! {
    /// The macro does begin the next turn, and what it is given leaves the loop.
    begins_the_next_turn(4);
    async fn begins_the_next_turn(turns: u32) -> u32 {
        let mut x = noisy("x");
        let mut turn = 0;
        while turn < turns {
            look("x", &x).await;
            turn += 1;
            again!({ take(x); x = noisy_n("x", turn); turn == 2 });
            yield_now().await;
            say!({
                drop(x);
                if turn == 3 {
                    break;
                }
                x = noisy("next");
                turn
            });
            yield_now().await;
        }
        turn
    }
}
