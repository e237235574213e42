//! Locals that get a new value before they are looked at again: the stack does for them where their types have no destructor, and must not where
//! something may still look at the old value.

use crate::harness::*;
use std::cell::Cell;

thread_local! {
    static POINTER: Cell<*mut Option<u64>> = const { Cell::new(std::ptr::null_mut()) };
}

/// What was kept behind the borrow checker's back. Between the polls the stack is written over.
fn keep(pointer: *mut Option<u64>) {
    POINTER.set(pointer)
}

/// Works on the stack.
fn overwrite(n: u64) -> u64 {
    let all = std::hint::black_box([n; 512]);
    all.iter().sum()
}

/// A macro that may be `unsafe`, for all that can be seen of it.
macro_rules! keep {
    ($pointer:expr) => {
        keep($pointer)
    };
}

macro_rules! peek {
    () => {
        // SAFETY: a pointer to a local of the case, which is in scope.
        unsafe { *POINTER.get() }
    };
}

async fn next(n: &mut u64) -> Option<u64> {
    *n += 1;
    let value = later("next", *n).await;
    overwrite(value);
    (value < 6).then_some(value)
}

async fn named(n: &mut u32) -> Option<Noisy> {
    *n += 1;
    let value = later("next", *n).await;
    (value < 4).then(|| noisy_n("named", value))
}

case! {
    /// A value that is taken apart and replaced, in loops within loops.
    replaced_while_taken_apart();
    async fn replaced_while_taken_apart() -> u64 {
        let (mut n, mut sum) = (0, 0);
        let mut value = next(&mut n).await;
        while let Some(current) = value {
            value = next(&mut n).await;
            match current {
                1 => while let Some(inner @ 2..=3) = value {
                    sum += inner;
                    value = next(&mut n).await;
                },
                other => sum += other * 100,
            }
        }
        sum
    }
}

case! {
    /// The same text for a type with a destructor.
    dropped_while_taken_apart();
    async fn dropped_while_taken_apart() -> u32 {
        let (mut n, mut sum) = (0, 0);
        let mut value = named(&mut n).await;
        while let Some(current) = value {
            value = named(&mut n).await;
            sum += current.by_ref();
            match value {
                Some(ref last) if last.by_ref() == 3 => {
                    value = named(&mut n).await;
                    sum += 10
                }
                _ => value = named(&mut n).await,
            }
        }
        sum
    }
}

case! {
    /// Part of the value is dropped when it is replaced, and part is gone.
    replaced_in_part();
    async fn replaced_in_part() -> u32 {
        let mut n = 0;
        let mut pair = (named(&mut n).await, named(&mut n).await);
        let mut sum = 0;
        while let (Some(first), _) = pair {
            pair = (named(&mut n).await, None);
            sum += first.by_ref();
        }
        sum
    }
}

case! {
    /// A reference is looked at behind the wait, and the value is not.
    lent_and_then_replaced();
    async fn lent_and_then_replaced() -> u64 {
        let mut value = Some(3u64);
        let mut sum = 0;
        for n in 0..3 {
            let lent = &value;
            yield_now().await;
            overwrite(n);
            sum += lent.unwrap_or(1);
            value = Some(sum + n);
            if let Some(more) = value { sum += more }
        }
        sum
    }
}

case! {
    /// What a pattern binds refers to the value.
    bound_by_reference();
    async fn bound_by_reference() -> u64 {
        let mut value = Some(3u64);
        let mut sum = 0;
        for n in 0..3 {
            match value {
                Some(ref mut inner) => {
                    yield_now().await;
                    overwrite(n);
                    *inner += 1;
                    sum += *inner
                }
                None => sum += 1,
            }
            value = Some(sum);
        }
        sum
    }
}

case! {
    /// What a pattern binds refers to what the value refers to.
    bound_behind_a_reference();
    async fn bound_behind_a_reference() -> u64 {
        let (mut a, mut b) = (Some(1u64), Some(2));
        let mut sum = 0;
        let mut value = &mut a;
        if let Some(inner) = value {
            value = &mut b;
            yield_now().await;
            overwrite(1);
            *inner += 5;
            sum += *inner
        }
        if let Some(inner) = value { sum += *inner }
        sum
    }
}

case! {
    /// A function passes the borrow on.
    lent_through_calls();
    async fn lent_through_calls() -> u64 {
        fn pass<T>(value: T) -> T { value }
        let mut value = (1u64, 2u64);
        let mut sum = 0;
        for n in 0..3 {
            let lent = pass(value).0 + pass(&value).1;
            let held = pass(&mut value);
            yield_now().await;
            overwrite(n);
            held.0 += 1;
            sum += held.0 + lent;
            value = (sum, 1);
            sum += value.0
        }
        sum
    }
}

case! {
    /// A closure borrows it.
    captured();
    async fn captured() -> u64 {
        let mut value = Some(2u64);
        let mut sum = 0;
        for n in 0..3 {
            let read = || value.map_or(0, |value| value + n);
            yield_now().await;
            overwrite(n);
            sum += read();
            value = Some(sum);
            if let Some(more) = value { sum += more }
        }
        sum
    }
}

case! {
    /// What is awaited borrows it.
    lent_to_what_is_awaited();
    async fn lent_to_what_is_awaited() -> u64 {
        let mut value = Some(2u64);
        let mut sum = 0;
        for n in 0..3 {
            edit("edit", &mut value, |value| *value = value.map(|value| value + 1)).await;
            if let Some(more) = value { sum += more }
            value = Some(n);
            if let Some(more) = value { sum += more }
        }
        sum
    }
}

case! {
    /// A pointer is kept where nobody sees it, and `unsafe` code looks through it.
    pointed_to();
    async fn pointed_to() -> u64 {
        let mut sum = 0;
        for n in 0..3u64 {
            let mut value = Some(n);
            match value { Some(number) => sum += number, None => {} }
            keep(&raw mut value);
            yield_now().await;
            overwrite(n);
            // SAFETY: to `value`, which is in scope.
            sum += unsafe { *POINTER.get() }.unwrap_or(100);
            value = None;
            if let Some(number) = value { sum += number }
        }
        sum
    }
}

case! {
    /// The same, where a macro has the `unsafe` code.
    pointed_to_by_a_macro();
    async fn pointed_to_by_a_macro() -> u64 {
        let mut sum = 0;
        for n in 0..3u64 {
            let mut value = Some(n);
            match value { Some(number) => sum += number, None => {} }
            keep!(&raw mut value);
            yield_now().await;
            overwrite(n);
            sum += peek!().unwrap_or(100);
            value = None;
            if let Some(number) = value { sum += number }
        }
        sum
    }
}

case! {
    /// The macro of the standard library that makes a pointer.
    pointed_to_by_name();
    async fn pointed_to_by_name() -> u64 {
        let mut sum = 0;
        for n in 0..3u64 {
            let mut value = Some(n);
            match value { Some(number) => sum += number, None => {} }
            keep(std::ptr::addr_of_mut!(value));
            yield_now().await;
            overwrite(n);
            sum += peek!().unwrap_or(100);
            value = None;
            if let Some(number) = value { sum += number }
        }
        sum
    }
}

case! {
    /// A value without a destructor that is too large for the stack.
    large();
    async fn large() -> u64 {
        let mut sum = 0;
        let mut value = Some([1u64; 100]);
        for n in 0..3 {
            if let Some(all) = value { sum += all[n] }
            value = later("large", Some([sum; 100])).await;
        }
        sum
    }
}

case! {
    /// It is declared in one turn of the loop, and has no value in the next.
    declared_without_a_value(2);
    async fn declared_without_a_value(turns: u64) -> u64 {
        let mut sum = 0;
        let mut value;
        for n in 0..turns {
            yield_now().await;
            value = Some(n);
            if let Some(number) = value { sum += number }
            yield_now().await;
            overwrite(n);
            value = later("value", Some(sum + n)).await;
            match value {
                Some(number) => sum += number,
                None => return 0,
            }
        }
        sum
    }
}

case! {
    /// Behind the last wait of its block it is an ordinary local again, and has no value yet.
    thawed_without_a_value();
    async fn thawed_without_a_value() -> u64 {
        let mut sum = 0;
        let mut value = Some(1u64);
        let lent = &mut value;
        edit("lent", lent, |lent| *lent = Some(2)).await;
        if let Some(number) = value { sum += number }
        yield_now().await;
        overwrite(sum);
        value = Some(sum + 1);
        let taken = value.take();
        sum + taken.unwrap_or(10) + value.map_or(100, |value| value)
    }
}

case! {
    /// A guard waits: control has to find its way back into it.
    matched_with_guards();
    async fn matched_with_guards() -> u64 {
        let (mut n, mut sum) = (0, 0);
        let mut value = Some(1u64);
        loop {
            match value {
                Some(1) if later("first", sum > 5).await => return sum,
                Some(number @ 1..=2) if later("second", { overwrite(number); number < 2 }).await => sum += 3,
                Some(number) if later("third", number > 4).await => sum += 1,
                _ => sum += 1,
            }
            value = next(&mut n).await.or(Some(1));
        }
    }
}
