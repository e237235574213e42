//! Moves and drop flags: what is held depends on the path that was taken.

use crate::harness::*;

case! {
    /// Moved in one branch, before a wait; the flag decides at the end.
    moved_in_one_branch(true);
    async fn moved_in_one_branch(yes: bool) -> u32 {
        let value = noisy("value");
        if yes {
            drop(value);
            yield_now().await;
        } else {
            later("else", ()).await;
        }
        log("joined");
        yield_now().await;
        1
    }
}

case! {
    /// The same, when the branch is not taken.
    not_moved_in_the_branch(false);
    async fn not_moved_in_the_branch(yes: bool) -> u32 {
        let value = noisy("value");
        if yes {
            drop(value);
            yield_now().await;
        } else {
            later("else", ()).await;
        }
        log("joined");
        yield_now().await;
        1
    }
}

case! {
    /// Moved in a loop that then breaks.
    moved_in_a_loop();
    async fn moved_in_a_loop() -> u32 {
        let value = noisy_n("value", 3);
        let mut n = 0;
        loop {
            n += later("n", 1).await;
            if n == 2 {
                later("moved", value).await;
                break;
            }
        }
        yield_now().await;
        n
    }
}

case! {
    /// Moved and initialised again, around waits.
    initialised_again();
    async fn initialised_again() -> u32 {
        let mut value = noisy_n("value", 1);
        for n in 2..4 {
            later("taken", value).await;
            log("empty");
            yield_now().await;
            value = noisy_n("value", n);
            yield_now().await;
        }
        value.by_ref()
    }
}

case! {
    /// Moved in one branch and initialised again there; in the other it is what it was.
    initialised_again_in_one_branch();
    async fn initialised_again_in_one_branch() -> u32 {
        let mut sum = 0;
        for yes in [true, false] {
            let mut value = noisy_n("value", 1);
            if yes {
                drop(value);
                yield_now().await;
                value = later("new", noisy_n("value", 2)).await;
            }
            look("value", &value).await;
            sum += value.by_ref();
        }
        sum
    }
}

case! {
    /// Part of a tuple is moved away before a wait, another kept over it, the third never moved.
    partial_moves();
    async fn partial_moves() {
        // What is moved away in part does not live across a wait: its block ends before one.
        let a = {
            let triple = (noisy("a"), noisy("b"), noisy("c"));
            drop(triple.1);
            log("one is gone");
            triple.0
        };
        yield_now().await;
        drop(a);
        yield_now().await;
        log("end");
    }
}

case! {
    /// A field is moved in one branch only, and put back in another.
    partial_moves_in_branches();
    async fn partial_moves_in_branches() {
        for n in 0..3 {
            // What is moved away in part does not live across a wait: each part has a variable.
            let (left, mut right) = (noisy_n("left", n), noisy_n("right", n));
            if n == 0 {
                later("taken", left).await;
            } else if n == 1 {
                drop(right);
                yield_now().await;
                right = noisy_n("new", n);
                look("right", &right).await;
            }
            yield_now().await;
        }
    }
}

case! {
    /// Moved into an awaited future, which drops it when it ends.
    mod moved_into_the_callee => run();
    co! {
        async fn callee(value: Noisy, n: u32) -> u32 {
            if n == 1 {
                yield_now().await;
            }
            value.by_ref() + n
        }
    }
    co! {
        async fn run() -> u32 {
            let a = noisy_n("a", 1);
            let b = noisy_n("b", 2);
            let first = callee(a, 1).await;
            log("between");
            first + callee(b, 0).await
        }
    }
}

case! {
    /// Moved into a struct, a tuple, a vector, a closure and another variable.
    moved_into_things();
    async fn moved_into_things() -> usize {
        let (a, b, c, d, e) = (noisy("a"), noisy("b"), noisy("c"), noisy("d"), noisy("e"));
        let option = Some(a);
        yield_now().await;
        let pair = (b, 1);
        // What lives across a wait is not moved into a macro: it gets another local.
        let last = c;
        let list = vec![last];
        yield_now().await;
        let closure = move || d.by_ref();
        let other = e;
        yield_now().await;
        closure();
        list.len() + option.iter().len() + pair.1
    }
}

case! {
    /// Moved into the output, at a `return`, at the tail, and in a struct.
    moved_into_the_output(false);
    async fn moved_into_the_output(early: bool) -> (Noisy, Option<Noisy>) {
        let a = noisy("a");
        let b = noisy("b");
        look("a", &a).await;
        if early {
            return (a, None);
        }
        yield_now().await;
        if !later("more", true).await {
            return (b, Some(a));
        }
        let _c = noisy("c");
        (b, Some(a))
    }
}

case! {
    /// Lent first, moved after its last loan, in one statement with a wait.
    lent_and_moved();
    async fn lent_and_moved() -> u32 {
        let value = noisy_n("value", 2);
        look("value", &value).await;
        let pair = (value.by_ref(), later("moved", value).await);
        yield_now().await;
        pair.0 + pair.1.by_ref()
    }
}

case! {
    /// Moved in an arm of a `match`, in the guard's shadow, and in an `if let`.
    moved_in_patterns();
    async fn moved_in_patterns() {
        for n in 0..3 {
            let option = (n > 0).then(|| noisy_n("option", n));
            // What lives across a wait is not matched both by value and by reference: the whole is moved.
            match {option} {
                Some(value) if n == 2 => { later("moved", value).await; }
                Some(value) => { look("kept", &value).await; }
                None => yield_now().await,
            }
            log("after");
            yield_now().await;
        }
        let last = Some(noisy("last"));
        if let Some(value) = {last} {
            yield_now().await;
            drop(value);
        }
        yield_now().await;
    }
}

case! {
    /// `mem::take`, `mem::replace`, `Option::take` and swaps move through references.
    moved_through_references();
    async fn moved_through_references() -> (Vec<u32>, Option<Noisy>) {
        let mut list = vec![1];
        let mut slot = Some(noisy("first"));
        edit("list", &mut list, |list| list.push(2)).await;
        let taken = std::mem::take(&mut list);
        let first = slot.take();
        yield_now().await;
        drop(first);
        slot.replace(noisy("second"));
        list.extend(taken);
        let old = std::mem::replace(&mut slot, later("third", Some(noisy("third"))).await);
        yield_now().await;
        (list, slot)
    }
}

case! {
    /// A value moved by every turn of a loop and made again by it.
    carried_through_a_loop();
    async fn carried_through_a_loop() -> Noisy {
        let mut carried = noisy_n("carried", 0);
        for n in 1..4 {
            // A name that says nothing is not taken for a move: the block says it.
            carried = match n {
                1 => later("one", carried).await.renamed("one"),
                2 => { drop(carried); yield_now().await; noisy("two") }
                _ => { let old = carried; yield_now().await; {old}.renamed("three") }
            };
        }
        carried
    }
}

case! {
    /// Copies are not moves: a `Copy` local is used after it was passed by value.
    copies();
    async fn copies() -> (u32, &'static str) {
        let n = 3;
        let pair = (1, 'c');
        let text = "text";
        let reference = &pair;
        look("n", &n).await;
        let sum = later("n", n).await + n + { let m = n; m };
        let (a, _) = pair;
        yield_now().await;
        (sum + a + reference.0, { let copy = text; copy })
    }
}

case! {
    /// `drop` ends a guard before a wait, and the rest goes on.
    dropped_by_hand();
    async fn dropped_by_hand() {
        let a = noisy("a");
        let b = watch("b", &a);
        yield_now().await;
        drop(b);
        yield_now().await;
        std::mem::drop(a);
        yield_now().await;
        log("end");
    }
}

case! {
    /// What is moved and gets another value on the way to its next use: in a condition, of which only one outcome leads there.
    assigned_in_conditions();
    async fn assigned_in_conditions() -> u32 {
        let mut a = noisy("a");
        later("first", a).await;
        if now("yes", true).await && { a = noisy("b"); true } { drop(a) }
        let mut c = noisy("c");
        later("second", c).await;
        if now("no", false).await || { c = noisy("d"); later("third", false).await } { log("never") } else { drop(c) }
        let mut e = noisy("e");
        later("fourth", e).await;
        if !(1 > 2 || { e = noisy("f"); 1 > 2 }) { drop(e) }
        let mut g = noisy("g");
        let mut turns = 0;
        while turns < 2 && { g = noisy_n("h", turns); later("turn", true).await } {
            turns += 1;
            later("turned", g).await;
        }
        let mut i = noisy("i");
        later("fifth", i).await;
        match turns { n if n > 2 && { later("never", n).await > 1 } => log("never"), _ => log("otherwise") }
        let Some(n) = Some(turns).filter(|n| *n > 1) else { panic!("never") };
        if n > 0 && (n > 1 && { i = noisy("j"); !false } || n > 5 && { i = noisy("k"); true }) { return i.by_ref() + n }
        n
    }
}

case! {
    /// What is moved and gets another value in every branch that goes on: the others end in what never returns.
    assigned_or_never();
    async fn assigned_or_never() -> u32 {
        let mut a = noisy("a");
        later("first", a).await;
        if now("no", false).await { panic!("never") } else { a = noisy("b"); }
        drop(a);
        let mut c = noisy("c");
        later("second", c).await;
        match now("one", 1).await {
            1 => c = noisy("d"),
            2 => unreachable!("never {}", 2),
            3 => todo!(),
            4 => std::unimplemented!(),
            5 => core::panic!("never"),
            6 => loop {},
            7 => std::process::exit(now("never", 1).await),
            8 => std::process::abort(),
            9 => std::panic::panic_any("never"),
            _ => return 1,
        }
        yield_now().await;
        drop(c);
        let mut e = noisy("e");
        for n in 0..2 {
            later("turn", e).await;
            e = match n { 0 => noisy("f"), 1 => break, _ => panic!("never") };
        }
        2
    }
}

case! {
    /// Macros that leave a loop, or do not do what they are given: what is moved before stays moved.
    where_macros_go();
    async fn where_macros_go() -> u32 {
        macro_rules! stop { ($condition:expr) => { if $condition { break } } }
        macro_rules! again { ($label:lifetime) => { continue $label } }
        macro_rules! skip { ($value:expr) => { if false { $value } } }
        let mut a = noisy("a");
        loop {
            later("first", a).await;
            stop!(later("yes", true).await);
            a = noisy("b");
        }
        later("second", 1).await;
        let mut c = noisy("c");
        later("third", c).await;
        skip!({ c = noisy("d"); });
        later("fourth", 1).await;
        let (copied, mut turns) = (now("copied", 7).await, 0);
        let mut e = noisy("e");
        'turns: loop {
            later("fifth", copied).await;
            turns += 1;
            if turns < 3 {
                if turns < 2 { drop(e); e = noisy("f"); }
                later("sixth", 1).await;
                again!('turns)
            }
            later("seventh", e).await;
            stop!(turns > 2);
            e = noisy("g");
        }
        later("eighth", copied).await + copied
    }
}

enum Level {
    Low = 3,
    High = 5,
}

#[repr(C, packed)]
struct Packed {
    byte: u8,
    word: u32,
}

case! {
    /// An enum that is no copy is moved by a cast, or a part that is one; a number is used again.
    casts(4, (Level::High, 2));
    async fn casts(number: u16, pair: (Level, u8)) -> u32 {
        let (low, high, packed) = (Level::Low, Level::High, Packed { byte: 1, word: 2 });
        let count = number.max(1);
        let seen = (&low, &high, &count, &pair, &packed);
        let n = later("wait", number as u32 + matches!(seen, (Level::Low, Level::High, 4, (_, 2), _)) as u32).await;
        let buffer = [low as u8, count as u8, (pair.0 as u8) << 3, pair.1 as u8, packed.byte as u8];
        yield_now().await;
        let m = later("buffer", buffer.iter().map(|byte| u32::from(*byte)).sum::<u32>() + count as u32 + high as u32).await;
        yield_now().await;
        n + m + count as u32 + packed.word as u32
    }
}
