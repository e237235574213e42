//! What a guard that waits moves and assigns has happened in its own arm, and in those that are tried when it says no.

use crate::harness::*;

case! {
    /// Guards that move: the arms before them, which never asked them, still have it.
    moved_for_one_arm();
    async fn moved_for_one_arm() -> u32 {
        let mut sum = 0;
        for n in 0..4 {
            let (a, b) = (noisy("a"), noisy("b"));
            sum += match n {
                0 => { later("waits", ()).await; a.by_ref() + { b }.finish() }
                1 if { drop(a); later("before", true).await } => { b }.finish(),
                2 if { later("behind", ()).await; drop(b); true } => 2,
                _ => 3,
            };
        }
        sum
    }
}

case! {
    /// Guards that give a local its value, or another one.
    assigned_for_one_arm();
    async fn assigned_for_one_arm() -> u32 {
        let mut sum = 0;
        for n in 0..4 {
            let (a, mut b) = (noisy("a"), noisy("b"));
            let (late, last);
            sum += match n {
                0 => later("waits", b.by_ref()).await,
                1 if { late = noisy("late"); later("before", ()).await; true } => late.by_ref(),
                2 if { drop(b); later("between", ()).await; b = noisy("c"); true } => b.by_ref(),
                3 if { later("behind", ()).await; last = a; true } => { last }.finish(),
                _ => 4,
            };
        }
        sum
    }
}

case! {
    /// Behind the match, a local that some guard moved is gone, and one that it made again is there.
    behind_the_match();
    async fn behind_the_match() -> u32 {
        let mut sum = 0;
        for n in 0..3 {
            let (a, mut b) = (noisy("a"), noisy("b"));
            match n {
                0 if { drop(b); b = noisy("made again"); later("first", true).await } => sum += b.by_ref(),
                1 if let Some(m) = later("second", Some(n)).await && { drop(a); m == 1 } => sum += m,
                _ => {}
            }
            sum += later("end", b.by_ref()).await;
        }
        sum
    }
}

case! {
    /// rustc does not believe a literal: a local without a value is no nearer to one behind `if false`.
    behind_a_literal();
    async fn behind_a_literal() -> u32 {
        let late: Noisy;
        match Some(noisy("a")) {
            Some(a) if false => drop(later("never", a).await),
            Some(a) if true => _ = later("always", a.by_ref()).await,
            _ => {}
        }
        if false {
            yield_now().await;
        }
        if later("then", true).await {
            return 1;
        }
        late = noisy("late");
        later("end", late.by_ref()).await
    }
}
