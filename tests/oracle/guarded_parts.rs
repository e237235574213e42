//! A `match` moves parts out of a local that something may have borrowed, and a guard looks at what its arm binds.

use crate::harness::*;
use std::cell::RefCell;

enum Operations {
    Single(Noisy),
    Multiple(Vec<Noisy>, Noisy),
    Nothing,
}

use Operations::{Multiple, Nothing, Single};

fn operations(n: u32) -> Operations {
    match n {
        0 => Single(noisy("single")),
        1..=3 => Multiple((0..n).map(|n| noisy_n("multiple", n)).collect(), noisy("beside")),
        _ => Nothing,
    }
}

struct Document {
    operations: Operations,
    rest: Noisy,
}

macro_rules! each {
    ($($name:ident => $of:ident($n:expr);)*) => {$(
        mod $name {
            use super::*;
            case! {
                mod run => $of($n);
                $of! {}
            }
        }
    )*};
}

macro_rules! nothing_waits {
    () => {
        co! {
            async fn nothing_waits(n: u32) -> u32 {
                let document = Document { operations: operations(n), rest: noisy("rest") };
                let seen = &document;
                look("rest", &seen.rest).await;
                let n = match document.operations {
                    Single(ref single) if single.by_ref() > 100 => 100,
                    Multiple(mut all, ref beside) if all.len() == 1 && op("guard", beside.by_ref() < 100) => {
                        log("one");
                        all.pop().unwrap().into_number()
                    }
                    Multiple(all, _) if all.len() == 2 => {
                        log("two");
                        all.into_iter().map(Noisy::into_number).sum()
                    }
                    Multiple(..) => 17,
                    Single(single) => single.into_number(),
                    Nothing => 0,
                };
                yield_now().await;
                n + document.rest.by_ref()
            }
        }
    };
}

macro_rules! arms_wait {
    () => {
        co! {
            async fn arms_wait(n: u32) -> u32 {
                let mut document = Document { operations: operations(n), rest: noisy("rest") };
                let seen = &mut document;
                edit("rest", &mut seen.rest, |rest| _ = rest.by_mut()).await;
                let n = match document.operations {
                    Single(single) if single.by_ref() > 100 => later("never", single).await.by_ref(),
                    Multiple(mut all, beside) if all.len() == 1 || all.len() == 2 && beside.by_ref() > 100 => {
                        let one = later("one", all.pop().unwrap()).await;
                        one.into_number() + beside.by_ref()
                    }
                    Multiple(all, beside) if { log("refused"); all.len() > 2 } => {
                        look("beside", &beside).await;
                        drop(beside);
                        yield_now().await;
                        all.len() as u32
                    }
                    Single(single) | Multiple(_, single) => later("single", single).await.into_number(),
                    Nothing => 0,
                };
                log("behind");
                yield_now().await;
                n
            }
        }
    };
}

each! {
    nothing_waits_single => nothing_waits(0);
    nothing_waits_one => nothing_waits(1);
    nothing_waits_two => nothing_waits(2);
    nothing_waits_three => nothing_waits(3);
    nothing_waits_nothing => nothing_waits(4);
    arms_wait_single => arms_wait(0);
    arms_wait_one => arms_wait(1);
    arms_wait_two => arms_wait(2);
    arms_wait_three => arms_wait(3);
    arms_wait_nothing => arms_wait(4);
}

case! {
    /// What is behind a reference in the value stays a reference, in the guard, too.
    behind_a_reference(leak(Some(noisy("lent"))));
    async fn behind_a_reference(lent: &mut Option<Noisy>) -> u32 {
        trait Kind { fn kind(&self) -> u32; }
        impl Kind for Noisy { fn kind(&self) -> u32 { 1 } }
        impl Kind for &Noisy { fn kind(&self) -> u32 { 2 } }
        fn kind_of<T: Kind>(value: &T) -> u32 { value.kind() }
        let pair = (&*lent, Some(noisy("own")));
        let seen = &pair.1;
        look("seen", seen.as_ref().unwrap()).await;
        let n = match pair {
            (Some(lent), _) if kind_of(&lent) != 2 => 50,
            (_, Some(own)) if kind_of(&own) != 1 => own.into_number() + 60,
            (_, Some(own)) => own.into_number(),
            (_, None) => 70,
        };
        yield_now().await;
        n
    }
}

case! {
    /// A guard that leaves, and one that says something else in each turn.
    left_by_a_guard(4);
    async fn left_by_a_guard(turns: u32) -> Option<u32> {
        let mut sum = 0;
        for turn in 0..turns {
            let result = if turn == 2 { Err(noisy("failed")) } else { Ok(noisy_n("turn", turn)) };
            let seen = &result;
            look("turn", seen.as_ref().unwrap_or_else(|e| e)).await;
            let stop = (turn < 3).then_some(turn);
            sum += match result {
                Ok(ok) if stop? > 0 => { yield_now().await; ok.into_number() }
                Err(error) if error.by_ref() > 100 => error.into_number(),
                Ok(other) | Err(other) => { log("other"); other.into_number() }
            };
        }
        Some(sum)
    }
}

case! {
    /// What the guard changes through a borrow is what is moved.
    changed_by_the_guard(Some(RefCell::new(vec![noisy("old")])));
    async fn changed_by_the_guard(given: Option<RefCell<Vec<Noisy>>>) -> u32 {
        fn refuse(list: &RefCell<Vec<Noisy>>) -> bool {
            *list.borrow_mut() = vec![noisy("new"), noisy("other")];
            false
        }
        let kept = &given;
        yield_now().await;
        match given {
            Some(list) if refuse(kept.as_ref().unwrap()) => { yield_now().await; list.into_inner().len() as u32 }
            Some(list) => {
                yield_now().await;
                list.into_inner().pop().unwrap().into_number()
            }
            None => 0,
        }
    }
}
