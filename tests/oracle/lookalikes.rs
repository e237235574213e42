//! What looks like a move and is none, or like nothing and is one: the value must stay where it is, and what it decides.

use crate::harness::*;
use std::rc::Rc;

/// Drops aloud, and can be a constant in a pattern.
#[derive(PartialEq, Eq, Debug)]
struct Token(u8);

impl Drop for Token {
    fn drop(&mut self) {
        log_drop(format_args!("token {}: dropped", self.0))
    }
}

const ONE: Token = Token(1);

/// A macro that has the name of another one, and only borrows.
macro_rules! dbg {
    ($value:expr) => {
        log(format_args!("looked at {:?}", &$value))
    };
}

case! {
    /// `_ = x` moves nothing.
    assigned_to_nothing();
    async fn assigned_to_nothing() -> u32 {
        let value = noisy("value");
        let borrowed = &value;
        yield_now().await;
        _ = value;
        yield_now().await;
        borrowed.by_ref()
    }
}

case! {
    /// `_ = x` in a block that waits: what is held decides about `Send`.
    assigned_to_nothing_in_a_block();
    async fn assigned_to_nothing_in_a_block() {
        let value = Rc::new(1);
        {
            _ = value;
            yield_now().await;
        }
        log("end");
    }
}

case! {
    /// An assignment that takes a tuple apart moves only what it assigns.
    assigned_in_part();
    async fn assigned_in_part() -> u32 {
        let mut number = 0;
        let pair = (noisy("left"), 1);
        let left = &pair.0;
        yield_now().await;
        (_, number) = pair;
        log("assigned");
        yield_now().await;
        left.by_ref() + number
    }
}

case! {
    /// The same of a struct, in a block that waits.
    mod assigned_from_a_struct => run();
    struct Pair { left: Noisy, number: u32 }
    co! {
        async fn run() -> u32 {
            let mut number = 0;
            let pair = Pair { left: noisy("left"), number: 2 };
            {
                Pair { number, .. } = pair;
                yield_now().await;
            }
            log("end");
            number
        }
    }
}

case! {
    /// A constant as a pattern compares, and moves nothing.
    constant_pattern();
    async fn constant_pattern() -> u8 {
        let token = Token(1);
        let borrowed = &token;
        yield_now().await;
        let seen = match token {
            ONE => 1,
            Token(_) => 2,
        };
        yield_now().await;
        borrowed.0 + seen
    }
}

case! {
    /// The same in `let … else`.
    constant_in_let_else();
    async fn constant_in_let_else() -> u8 {
        let token = Token(1);
        let borrowed = &token;
        yield_now().await;
        let ONE = token else { return 0 };
        log("matched");
        yield_now().await;
        borrowed.0
    }
}

case! {
    /// What is not compiled moves nothing.
    not_compiled();
    async fn not_compiled() -> usize {
        let value = noisy("value");
        let count = [1, #[cfg(any())] value].len();
        yield_now().await;
        log("end");
        count
    }
}

case! {
    /// And does not decide about `Send`.
    not_compiled_in_a_block();
    async fn not_compiled_in_a_block() {
        let value = Rc::new(1);
        {
            let _tuple = (1, #[cfg(any())] value);
            yield_now().await;
        }
        log("end");
    }
}

case! {
    /// The same as statements, and as arms.
    not_compiled_statements();
    async fn not_compiled_statements() -> u32 {
        let value = noisy("value");
        let option = Some(noisy("option"));
        {
            #[cfg(any())]
            drop(value);
            yield_now().await;
        }
        let borrowed = &option;
        yield_now().await;
        let number = match option {
            #[cfg(any())]
            Some(inner) => inner.into_number(),
            Some(_) => 1,
            None => 2,
        };
        yield_now().await;
        number + borrowed.as_ref().map_or(0, Noisy::by_ref)
    }
}

case! {
    /// A macro that is called like one that moves: the value is still there, and decides about `Send`.
    macro_that_only_borrows();
    async fn macro_that_only_borrows() {
        let value = Rc::new(1);
        {
            dbg!(value);
            yield_now().await;
        }
        log("end");
    }
}

case! {
    /// An arm with a guard copies a part, and the name beside it moves the whole.
    mod copied_beside_name_with_guard => run(3);
    #[derive(Debug)]
    enum Failure { Busy(u32), Gone(Noisy) }
    impl Drop for Failure {
        fn drop(&mut self) {
            log_drop(format_args!("{self:?}: dropped"))
        }
    }
    co! {
        async fn run(limit: u32) -> Result<u32, Failure> {
            let mut attempt = 0;
            loop {
                let failure = Failure::Busy(attempt);
                let borrowed = &failure;
                yield_now().await;
                log(format_args!("{borrowed:?}"));
                match failure {
                    Failure::Busy(again) if attempt < limit => {
                        yield_now().await;
                        attempt = again + 2;
                    }
                    failure => return Err(failure),
                }
                log("again");
            }
        }
    }
}
