//! Closures that are called where they stand, in what is awaited or bound: nothing holds them.

use crate::harness::*;

fn take(value: Noisy, n: u32) -> u32 {
    value.by_ref() + n
}

fn pass<T>(value: T) -> T {
    value
}

case! {
    /// What is awaited is held in the end, but not the closure.
    in_what_is_held(noisy("taken"));
    async fn in_what_is_held(taken: Noisy) -> u32 {
        look("taken", &taken).await;
        let held = later("held", Ok::<u32, ()>((|| take(taken, 2))()));
        yield_now().await;
        held.await.unwrap()
    }
}

case! {
    /// Beside copies, which are used again, and a unique reference.
    beside_copies(noisy("taken"), 3, leak(noisy("unique")));
    async fn beside_copies(taken: Noisy, n: u32, unique: &mut Noisy) -> u32 {
        let (one, two) = (pass(n), pass((n, n)));
        look("taken", &taken).await;
        look("one", &one).await;
        look("two", &two).await;
        let a = later("a", (|| pass(one) + pass(two.0))()).await;
        let b = later("b", (|| pass(one) + pass(two).1)() + one).await;
        let c = later("c", (1, (|| { unique.by_mut(); pass(unique).by_mut() })()).0).await;
        let d = later("d", (|| if n > 100 { take(taken, 1) } else { log("not taken"); 2 })()).await;
        yield_now().await;
        a + b + c + d
    }
}

case! {
    /// `?` and `return` in it.
    that_returns(noisy("taken"), 3);
    async fn that_returns(taken: Noisy, n: u32) -> Result<u32, u32> {
        let pair = pass((n, n));
        look("taken", &taken).await;
        look("pair", &pair).await;
        let result = (|| -> Result<u32, u32> {
            let a = Ok::<u32, u32>(take(taken, 1))?;
            let b = pass(pair).1;
            if a > 0 { return Ok(a + b) }
            Err(a)
        })();
        yield_now().await;
        let (a, b) = (result?, later("b", 2).await);
        Ok(a + b)
    }
}

case! {
    /// In a loop, beside others.
    in_a_loop(3);
    async fn in_a_loop(turns: u32) -> u32 {
        let mut sum = 0;
        let outer = noisy("outer");
        look("outer", &outer).await;
        for turn in 0..turns {
            let inner = noisy_n("inner", turn);
            look("inner", &inner).await;
            sum += later("sum", (|| take(inner, turn))()).await + (|| take(noisy("made"), outer.by_ref()))();
            if turn == 1 {
                let copy = pass(turn);
                look("copy", &copy).await;
                sum += later("copies", ((|| copy)(), (|| copy + 1)()).1).await;
            }
        }
        sum
    }
}

case! {
    /// They give futures, which are held.
    that_give_futures(3);
    async fn that_give_futures(n: u32) -> u32 {
        let (seen, copy) = (noisy("seen"), pass(n));
        look("seen", &seen).await;
        look("copy", &copy).await;
        let of_closures = (|| { let inner = || copy + 1; inner() + seen.by_ref() })();
        let block = (|| async { later("block", copy).await + seen.by_ref() })();
        let closure = (async || later("closure", copy).await)();
        yield_now().await;
        block.await + of_closures + closure.await
    }
}

case! {
    /// They consume by methods whose names say so, or look at what such a method gives.
    that_consume(2);
    async fn that_consume(n: u32) -> u32 {
        let number = noisy("number");
        let (some, looked) = (Some(noisy("some")), Some(noisy("looked")));
        let result = later("result", if n > 1 { Some(noisy("ok")) } else { None }).await;
        let of_number = (|| number.into_number())();
        let of_some = (|| { let noisy = some.unwrap(); noisy.by_ref() })();
        let tried = (|| -> Result<u32, u32> { let noisy = result.ok_or(n)?; Ok(noisy.by_ref()) })();
        let of_looked = (|| looked.as_ref().map_or(0, |noisy| noisy.by_ref()))();
        yield_now().await;
        of_number + of_some + tried.unwrap_or(9) + of_looked + looked.unwrap().by_ref()
    }
}
