//! `join!` and `try_join!`, of tokio and of futures: native's are the crates' own macros.

use crate::harness::*;

async fn fallible(name: &'static str, pendings: usize, fails: bool) -> Result<Noisy, Noisy> {
    leaf(name, pendings, ()).await;
    if fails { Err(noisy("error")) } else { Ok(noisy("value")) }
}

case! {
    /// Two futures, evaluated in order, one of which borrows a local.
    two();
    async fn two() -> (u32, u32) {
        let held = noisy_n("held", 3);
        let (a, b) = tokio::join!(look("a", &held), leaf("b", 2, op("n", 2)));
        yield_now().await;
        (a.by_ref(), b)
    }
}

case! {
    /// Five, which end in another order than they begin: tokio begins each poll with another one.
    rotating();
    async fn rotating() -> u32 {
        let guard = noisy("guard");
        let (a, b, c, d, e) = tokio::join!(leaf("a", 4, 1), leaf("b", 1, 2), leaf("c", 0, 3), leaf("d", 3, 4), leaf("e", 2, 5));
        drop(guard);
        a + b + c + d + e
    }
}

case! {
    /// `biased;` always begins with the first.
    biased();
    async fn biased() -> u32 {
        let (a, b, c) = tokio::join! { biased; leaf("a", 2, 1), leaf("b", 1, 2), leaf("c", 3, 3), };
        a + b + c
    }
}

case! {
    /// futures' begins with the first, and drops last to first.
    of_futures();
    async fn of_futures() -> u32 {
        let held = noisy_n("held", 3);
        let (a, b, c) = futures::join!(leaf("a", 2, noisy_n("in a", 1)), look("b", &held), leaf("c", 3, 3));
        yield_now().await;
        a.by_ref() + b.by_ref() + c
    }
}

case! {
    /// As an operand, inside another macro, and with none and one.
    anywhere();
    async fn anywhere() -> String {
        let n = op("before", 1) + tokio::join!(later("a", 2), later("b", 3)).1 + op("after", 4);
        let one = tokio::join!(later("one", 5));
        let none = tokio::join!();
        assert_eq!(futures::join!(later("c", 1), later("d", 2)), (1, 2));
        tokio::join!(later("statement", noisy("x")), later("statement too", noisy("y")));
        format!("{n} {one:?} {none:?} {:?}", tokio::join!(later("e", 6), later("f", 7), later("g", 8)))
    }
}

case! {
    /// Inside a branch of another, and an argument that awaits.
    nested();
    async fn nested() -> u32 {
        let (a, b) = tokio::join!(leaf("a", later("in a", 2).await, 1), async { tokio::join!(later("b", 2), leaf("c", 2, 3)).0 });
        a + b
    }
}

case! {
    /// Temporaries of an argument end with the evaluation of the futures, as the macro has it.
    temporaries();
    async fn temporaries() -> u32 {
        let (a, b) = tokio::join!(leaf("a", 1, noisy_n("temp", 2).by_ref()), leaf("b", 2, 1));
        let (c, d) = futures::join!(leaf("c", 1, noisy_n("temp", 2).by_ref()), leaf("d", 2, 1));
        a + b + c + d
    }
}

case! {
    /// All values, of tokio's.
    all_succeed();
    async fn all_succeed() -> Result<u32, Noisy> {
        let (a, b, c) = tokio::try_join!(fallible("a", 2, false), fallible("b", 0, false), fallible("c", 1, false))?;
        Ok(a.by_ref() + b.by_ref() + c.by_ref())
    }
}

case! {
    /// The first error drops the others.
    one_fails();
    async fn one_fails() -> Result<u32, Noisy> {
        let _guard = noisy("guard");
        let (a, b, c) = tokio::try_join!(fallible("a", 3, false), fallible("b", 1, true), fallible("c", 0, false))?;
        Ok(a.by_ref() + b.by_ref() + c.by_ref())
    }
}

case! {
    /// futures' `try_join!`, with an error that is matched.
    one_fails_of_futures();
    async fn one_fails_of_futures() -> u32 {
        match futures::try_join!(fallible("a", 2, false), fallible("b", 1, true)) {
            Ok((a, b)) => a.by_ref() + b.by_ref(),
            Err(error) => {
                yield_now().await;
                error.by_ref()
            }
        }
    }
}

case! {
    /// By a bare name, of which both families agree about what is joined.
    bare();
    async fn bare() -> u32 {
        use futures::{join, try_join};
        let (a, b) = join!(later("a", 1), later("b", 2));
        let both: Result<_, ()> = try_join!(async { Ok(later("c", 3).await) }, async { Ok(later("d", 4).await) });
        a + b + both.unwrap().0
    }
}

case! {
    /// In a loop, over references to futures that are pinned.
    by_reference(2);
    async fn by_reference(turns: u32) -> u32 {
        let mut sum = 0;
        for turn in 0..turns {
            let slow = leaf("slow", 3, turn);
            tokio::pin!(slow);
            let (a, ()) = tokio::join!(&mut slow, yield_now());
            sum += a;
        }
        sum
    }
}
