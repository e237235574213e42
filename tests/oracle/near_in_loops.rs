//! What iterates, and operands in front of what is awaited in a loop: where their types are little and have no destructor, they are on the stack
//! while the coroutine runs, and in the frame while it waits. Between the polls the stack is written over.

use crate::harness::*;

fn overwrite(n: u64) -> u64 {
    let all = std::hint::black_box([n; 512]);
    all.iter().sum::<u64>() % 1000
}

#[derive(Clone, Copy)]
struct Pair(u64, u64);

/// It holds a borrow of an operand.
#[derive(Clone, Copy)]
struct First<'a>(&'a u64);

impl Pair {
    fn first(&self, more: u64) -> First<'_> {
        overwrite(more);
        First(&self.0)
    }
}

impl First<'_> {
    fn plus(self, more: u64) -> u64 {
        *self.0 * 10 + more
    }
}

/// A little iterator with a destructor.
struct Counted(u32);

impl Iterator for Counted {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.0 = self.0.checked_sub(1)?;
        Some(self.0)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        log_drop(format_args!("counted {}", self.0))
    }
}

/// One that refers to nothing but what it is asked for.
#[derive(Clone, Copy)]
struct Never;

impl Iterator for Never {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        None
    }
}

case! {
    ranges_in_ranges();
    async fn ranges_in_ranges() -> u64 {
        let mut sum = 1u64;
        for i in 0..3u64 {
            for j in (i..4).rev() {
                sum = sum.wrapping_mul(31).wrapping_add(leaf("turn", (j % 2) as usize, j).await);
                overwrite(sum);
            }
            sum = sum.wrapping_add(overwrite(i)) ^ later("outer", i).await;
            for _ in Never {
                sum += later("never", 1).await;
            }
        }
        sum
    }
}

case! {
    /// Of several types, some of which are too big, or have a destructor.
    of_all_sizes();
    async fn of_all_sizes() -> u64 {
        let (list, mut changed) = (vec![3u64, 4, 5], [1u8, 2, 3]);
        let mut sum = 0u64;
        for n in &list {
            sum += n * later("list", 2).await;
            overwrite(sum);
        }
        for (i, n) in changed.iter_mut().enumerate() {
            *n += later("enumerated", i as u8).await;
            overwrite(sum);
        }
        for c in "äb".chars() {
            sum += overwrite(sum) + later("chars", c as u64).await;
        }
        for n in 0..2u128 {
            sum += later("wide", n as u64).await;
            overwrite(sum);
        }
        for n in Counted(2) {
            sum += u64::from(n) + later("counted", 7).await;
            overwrite(sum);
        }
        for name in [noisy("a"), noisy("b")] {
            sum += u64::from(name.into_number()) + later("noisy", 1).await;
        }
        sum + changed.iter().map(|&n| u64::from(n)).sum::<u64>()
    }
}

case! {
    /// What a method gives may refer to the operand that it is a method of, which then has one place for all of the statement.
    operands_that_are_borrowed();
    async fn operands_that_are_borrowed() -> u64 {
        let mut sum = 0u64;
        for i in 0..3u64 {
            sum += Pair(i, 1).first(later("first", i).await).plus(later("second", 5).await);
            overwrite(sum);
        }
        let mut n = 0u64;
        while n < 3 {
            n += 1;
            sum += [n, n + 1].iter().copied().max().map_or(0, |n| n).pow(later("power", 2).await);
            overwrite(sum);
        }
        sum
    }
}

case! {
    /// An operand that waits in front of several others, and is gone before the turn ends.
    operands_in_front_of_several();
    async fn operands_in_front_of_several() -> u64 {
        fn all(pair: Pair, a: u64, b: u64, name: Noisy) -> u64 {
            pair.0 * 1000 + pair.1 * 100 + a * 10 + b + u64::from(name.by_ref())
        }
        let mut sum = 0;
        for i in 0..3u64 {
            sum += all(
                Pair(i, overwrite(i)),
                later("a", i).await,
                { overwrite(sum); later("b", i).await },
                noisy("last").renamed("renamed"),
            );
            if overwrite(sum) % 3 == later("asked", 0).await {
                continue;
            }
            sum = sum.max(i) + later("more", sum).await;
        }
        sum
    }
}

case! {
    /// The iterator is used again when the loop is left.
    left_and_gone_on_with();
    async fn left_and_gone_on_with() -> u64 {
        let list = [1u64, 2, 3, 4, 5, 6];
        let (mut rest, mut sum) = (list.iter(), 0);
        for n in rest.by_ref() {
            sum += later("first", *n).await;
            overwrite(sum);
            if *n == 3 {
                break;
            }
        }
        for n in rest {
            sum = sum * 10 + later("second", *n).await;
            overwrite(sum);
        }
        sum
    }
}
