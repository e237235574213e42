//! Parts that are moved out of temporaries, in an expression that awaits behind them.

use super::{Text, numbered, pair};
use crate::harness::*;

fn text() -> (Text, Noisy) {
    (Text(noisy("text")), noisy("beside"))
}

case! {
    /// A part of a temporary behind an operand.
    of_a_temporary();
    async fn of_a_temporary() -> u32 {
        let (a, b) = (noisy("a"), later("b", pair().0).await);
        a.by_ref() + b.by_ref()
    }
}

case! {
    /// A part of a temporary as an argument of what is awaited.
    of_an_argument();
    async fn of_an_argument() -> u32 {
        async fn both(a: Noisy, b: Noisy) -> u32 {
            yield_now().await;
            a.by_ref() + b.by_ref()
        }
        both(noisy("a"), pair().0).await
    }
}

case! {
    /// A part of what is awaited, beside an operand.
    of_what_is_awaited();
    async fn of_what_is_awaited() -> u32 {
        let (a, b, c) = (noisy("a"), later("b", pair()).await.1, later("c", pair()).await.0);
        later("end", a.by_ref() + b.by_ref() + c.by_ref()).await
    }
}

case! {
    /// In a loop, and in a condition.
    of_temporaries_in_a_loop(3);
    async fn of_temporaries_in_a_loop(turns: u32) -> u32 {
        let mut n = 0;
        while n < turns {
            if (op("left", 1), later("right", numbered(n).1).await).1.by_ref() > 100 {
                break;
            }
            n += 1;
        }
        n
    }
}

case! {
    /// rustc is asked whether a method moves the part.
    asked();
    async fn asked() -> u32 {
        async fn sum(a: u32, b: u32) -> u32 {
            a + b
        }
        sum(later("a", 1).await, text().0.whisper()).await + sum(text().0.whisper(), later("b", 2).await).await
    }
}

case! {
    /// Beside others in a scrutinee.
    in_a_scrutinee();
    async fn in_a_scrutinee() -> u32 {
        let n = match (noisy("a"), later("b", pair()).await.0, later("c", 1).await) {
            (a, b, 1) => a.by_ref() + b.by_ref(),
            _ => 0,
        };
        later("end", n).await
    }
}

case! {
    /// As arguments of a method.
    of_arguments_of_a_method();
    async fn of_arguments_of_a_method() -> u32 {
        struct Sum;
        impl Sum {
            async fn of(&self, a: Noisy, b: Noisy) -> u32 {
                yield_now().await;
                a.by_ref() + b.by_ref()
            }
        }
        Sum.of(pair().0, later("b", pair()).await.1).await
    }
}

case! {
    /// Of what is in a box.
    in_a_box();
    async fn in_a_box() -> u32 {
        let (a, b) = (noisy("a"), later("b", (*Box::new(pair())).0).await);
        later("end", a.by_ref() + b.by_ref()).await
    }
}

case! {
    /// Of what a call in parentheses stands for.
    of_a_call_in_parentheses();
    async fn of_a_call_in_parentheses() -> u32 {
        macro_rules! first {
            () => { pair().0 };
        }
        let renamed = later("renamed", (first!()).renamed("another")).await;
        later("end", renamed.by_ref()).await
    }
}
