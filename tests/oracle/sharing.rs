//! Slots that share storage: what was moved away leaves its place to others, what is still borrowed does not.
//!
//! The cases write over a place as soon as another value may lie there, and look at what was there before.

use crate::harness::*;

/// It looks as if it were moved when it is passed on, and is copied.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    x: u64,
    y: [u64; 4],
}

fn point(n: u64) -> Point {
    Point { x: n, y: [n; 4] }
}

fn pass<T>(value: T) -> T {
    value
}

fn renamed(value: Noisy, name: &'static str) -> Noisy {
    value.renamed(name)
}

/// A future that is large, and full of other bits.
async fn flood(n: u64) -> u64 {
    let mut all = [n; 32];
    edit("flood", &mut all, |all| all[0] += 1).await;
    all.iter().sum()
}

case! {
    /// A copy was passed on, while a reference to the original lives on.
    copied_while_borrowed();
    async fn copied_while_borrowed() -> u64 {
        let original = point(1);
        let lent = &original;
        let copy = later("copy", original).await;
        let more = flood(7).await;
        lent.x + lent.y[3] + copy.x + more
    }
}

case! {
    /// The reference is held by something that looks on when it drops.
    copied_while_watched();
    async fn copied_while_watched() -> u64 {
        let original = point(2);
        let watched = watch("watched", &original);
        pass(original);
        let more = flood(8).await;
        let again = flood(9).await;
        more + again
    }
}

case! {
    /// The reference went through a function and into a list.
    copied_while_listed();
    async fn copied_while_listed() -> u64 {
        let original = point(3);
        let mut list = Vec::new();
        list.push(pass(&original));
        let sum = later("copy", original).await.x;
        let more = flood(10).await;
        list[0].y[0] + sum + more
    }
}

case! {
    /// The reference is in a closure.
    copied_while_captured();
    async fn copied_while_captured() -> u64 {
        let original = point(4);
        let read = || original.x;
        let copy = pass(original);
        let more = flood(11).await;
        let sum = read() + copy.y[1];
        yield_now().await;
        sum + more
    }
}

case! {
    /// The awaited future itself borrows what it was given a copy of.
    copied_and_borrowed_by_the_same_future();
    async fn copied_and_borrowed_by_the_same_future() -> u64 {
        async fn both(lent: &Point, copy: Point) -> u64 {
            let more = flood(12).await;
            lent.x + copy.y[2] + more
        }
        let original = point(5);
        both(&original, original).await
    }
}

case! {
    /// A value goes from place to place, each of which is taken over by a future.
    handed_on();
    async fn handed_on() -> u32 {
        let first = noisy("first");
        look("first", &first.by_ref()).await;
        let second = renamed(first, "second");
        flood(1).await;
        let third = renamed(second, "third");
        look("third", &third.by_ref()).await;
        flood(2).await;
        third.into_number()
    }
}

case! {
    /// Arguments that are moved on, before and after waits.
    arguments_moved_on(noisy("a"), noisy("b"), noisy("c"));
    async fn arguments_moved_on(a: Noisy, b: Noisy, c: Noisy) -> u64 {
        let a = later("a", a).await;
        let sum = flood(3).await;
        drop(b);
        let more = flood(4).await;
        look("a", &a.by_ref()).await;
        later("c", c).await;
        sum + more
    }
}

case! {
    /// Moved on one path alone.
    moved_on_one_path(true, noisy("argument"));
    async fn moved_on_one_path(yes: bool, argument: Noisy) -> u64 {
        let local = noisy("local");
        let mut sum = 0;
        if yes {
            later("argument", argument).await;
            sum += flood(5).await;
        } else {
            later("local", local).await;
            sum += flood(6).await;
        }
        yield_now().await;
        sum
    }
}

case! {
    /// The same, on the other path.
    moved_on_the_other_path(false, noisy("argument"));
    async fn moved_on_the_other_path(yes: bool, argument: Noisy) -> u64 {
        let local = noisy("local");
        let mut sum = 0;
        if yes {
            later("argument", argument).await;
            sum += flood(5).await;
        } else {
            later("local", local).await;
            sum += flood(6).await;
        }
        yield_now().await;
        sum
    }
}

case! {
    /// It has a value again, and its place is its own again.
    filled_again();
    async fn filled_again() -> u64 {
        let mut value = noisy("one");
        look("one", &value.by_ref()).await;
        let mut sum = 0;
        for _ in 0..2 {
            drop(value);
            sum += flood(7).await;
            value = noisy("more");
            look("more", &value.by_ref()).await;
            sum += flood(8).await;
        }
        sum
    }
}

case! {
    /// Scopes one after the other, and what is around them.
    scopes_in_turn();
    async fn scopes_in_turn() -> u64 {
        let around = noisy("around");
        look("around", &around.by_ref()).await;
        let mut sum = 0;
        {
            let numbers = [1u64; 9];
            look("numbers", &numbers).await;
            let inner = noisy("inner");
            sum += flood(9).await;
            look("inner", &inner.by_ref()).await;
        }
        {
            let text = String::from("text");
            let lent = &text;
            sum += flood(10).await;
            look("text", lent).await;
        }
        match later("found", Some(noisy("bound"))).await {
            Some(bound) => {
                look("bound", &bound.by_ref()).await;
                sum += flood(11).await;
            }
            None => {}
        }
        look("around", &around.by_ref()).await;
        sum
    }
}

case! {
    /// A scrutinee goes back where no pattern matched.
    put_back();
    async fn put_back() -> u64 {
        let value: Result<Noisy, Noisy> = Err(noisy("error"));
        look("value", &value.is_ok()).await;
        let mut sum = 0;
        if let Ok(fine) = value {
            look("fine", &fine.by_ref()).await;
            sum += flood(12).await;
        } else {
            sum += flood(13).await;
        }
        sum + flood(14).await
    }
}

case! {
    /// In a loop, what was moved in one turn is another's in the next.
    turn_by_turn();
    async fn turn_by_turn() -> u64 {
        let mut sum = 0;
        for n in 0..3 {
            let value = noisy_n("value", n);
            look("value", &value.by_ref()).await;
            if n == 1 {
                later("taken", value).await;
                sum += flood(15).await;
                continue;
            }
            let kept = [u64::from(n); 8];
            look("kept", &kept).await;
            sum += kept[7];
        }
        sum
    }
}

case! {
    /// A reference was copied out of its place, and what it points to stays.
    reference_copied();
    async fn reference_copied() -> u64 {
        let text = String::from("four");
        let first = &text;
        let second = pass(first);
        let sum = flood(16).await;
        let third = pass(second);
        let more = flood(17).await;
        look("third", third).await;
        sum + more + second.len() as u64
    }
}

case! {
    /// Futures that are kept in locals before they are awaited, in another order.
    futures_kept();
    async fn futures_kept() -> u64 {
        let first = flood(18);
        let second = flood(19);
        let third = flood(20);
        let b = second.await;
        let size = size_of_val(&first);
        let a = first.await;
        let c = third.await;
        a + b + c + size.min(0) as u64
    }
}

case! {
    /// What is in a box is moved out of it, after a wait.
    moved_out_of_a_box();
    async fn moved_out_of_a_box() -> u32 {
        let boxed = Box::new(noisy("boxed"));
        let mut all = Vec::new();
        yield_now().await;
        all.extend([*boxed]);
        all.len() as u32
    }
}

case! {
    /// Numbers are copies: their places are given up when they are not mentioned any more, and not before.
    numbers(7, 8, 9);
    async fn numbers(early: u64, late: u64, lent: u64) -> u64 {
        let sum = flood(early).await;
        let typed: u64 = sum ^ early;
        let reference = &lent;
        let more = flood(typed).await;
        look("late", &late).await;
        let most = flood(more).await;
        *reference + flood(most).await
    }
}

case! {
    /// A number that nobody mentions again is looked at by what drops in the end.
    number_watched(5);
    async fn number_watched(number: u64) -> u64 {
        let typed: u64 = number + 1;
        let reference = &number;
        let second = &typed;
        let _watch = (watch("number", reference), watch("typed", second));
        let sum = flood(number).await;
        flood(sum).await
    }
}

case! {
    /// The reference to a number was copied into what goes on.
    number_behind_copies(5);
    async fn number_behind_copies(number: u64) -> u64 {
        let reference = &number;
        let list = [reference, reference];
        let sum = flood(6).await;
        let again = list;
        flood(sum).await + *again[1]
    }
}

case! {
    /// A part of a copy is written again after its last reading.
    written_after_the_last_reading();
    async fn written_after_the_last_reading() -> u64 {
        let mut buffer = [0u64; 9];
        let lent = &mut buffer;
        edit("buffer", lent, |lent| lent[8] = 3).await;
        let sum = buffer[8];
        let more = flood(sum).await;
        buffer[0] = 4;
        flood(more).await
    }
}

case! {
    /// A number in a loop is mentioned again when the loop comes round.
    number_in_a_loop(3);
    async fn number_in_a_loop(turns: u64) -> u64 {
        let mut sum = 0;
        for turn in 0..turns {
            let doubled: u64 = turn * 2;
            look("doubled", &doubled).await;
            sum += flood(doubled).await;
            if turn == turns - 1 {
                sum += flood(turns).await;
            }
        }
        sum
    }
}

case! {
    /// Declared first, typed, and given a value on one path.
    number_given_later(true);
    async fn number_given_later(yes: bool) -> u64 {
        let number: u64;
        let flag: bool = !yes;
        if yes {
            number = flood(1).await;
        } else {
            number = 2;
        }
        let reference = &number;
        let sum = flood(*reference).await;
        look("flag", &flag).await;
        let other: char = 'x';
        look("other", &other).await;
        *reference + sum
    }
}

case! {
    /// A unique reference is moved on, reborrowed, and given back.
    unique_references(String::from("a"));
    async fn unique_references(mut text: String) -> String {
        async fn through(first: &mut String, second: &mut String) -> usize {
            let first_again = &mut *first;
            edit("first", first_again, |text| text.push('1')).await;
            let moved = second;
            edit("moved", moved, |text| text.push('2')).await;
            let swapped = std::mem::replace(first, String::from("new"));
            yield_now().await;
            *moved = swapped;
            moved.len()
        }
        let mut other = String::from("b");
        let len = through(&mut text, &mut other).await;
        format!("{text} {other} {len}")
    }
}
