//! Parts that are moved out of a local which was declared without a value.

use super::{Outer, Text, Three, numbered, pair, three};
use crate::harness::*;

struct Of<T> {
    value: T,
    noisy: Noisy,
}

enum Either {
    One(Noisy),
    Two(Noisy, Noisy),
}

case! {
    /// One after the other, each into an awaited call.
    one_after_the_other();
    async fn one_after_the_other() -> u32 {
        let t;
        t = pair();
        let first = later("first", t.0).await;
        let second = later("second", t.1).await;
        first.by_ref() + second.by_ref()
    }
}

case! {
    /// What is left of it drops at its end.
    the_rest_drops();
    async fn the_rest_drops() -> u32 {
        let _before = noisy("before");
        let three;
        let _between = noisy("between");
        three = self::three();
        yield_now().await;
        drop(three.b);
        let _behind = noisy("behind");
        later("rest", 1).await
    }
}

case! {
    /// While something borrows another part.
    beside_a_borrow();
    async fn beside_a_borrow() -> u32 {
        let three;
        three = self::three();
        let lent = &three.a;
        let b = later("b", three.b).await;
        yield_now().await;
        lent.by_ref() + b.by_ref()
    }
}

case! {
    /// In one branch alone.
    in_one_branch_is_moved(true);
    async fn in_one_branch_is_moved(moves: bool) -> u32 {
        let t;
        yield_now().await;
        t = pair();
        if moves {
            later("first", t.0).await.by_ref();
        }
        later("end", 1).await
    }
}

case! {
    /// And not in the other.
    in_one_branch_is_left(false);
    async fn in_one_branch_is_left(moves: bool) -> u32 {
        let t;
        yield_now().await;
        t = pair();
        if moves {
            later("first", t.0).await.by_ref();
        }
        later("end", 1).await
    }
}

case! {
    /// Another part in each.
    mod in_both_branches => async { in_both_branches(true).await + in_both_branches(false).await };
    co! {
        async fn in_both_branches(first: bool) -> u32 {
            let t;
            t = pair();
            let n = if first { later("first", t.0).await.by_ref() } else { later("second", t.1).await.by_mut_value() };
            later("end", n).await
        }
    }
    trait ByMutValue { fn by_mut_value(self) -> u32; }
    impl ByMutValue for Noisy { fn by_mut_value(self) -> u32 { self.by_ref() } }
}

case! {
    /// It gets its value in two branches.
    mod in_two_branches => async { in_two_branches(true).await + in_two_branches(false).await };
    co! {
        async fn in_two_branches(first: bool) -> u32 {
            let t;
            if first {
                t = numbered(1);
            } else {
                yield_now().await;
                t = numbered(2);
            }
            yield_now().await;
            let n = later("first", t.0).await.by_ref();
            later("end", n).await
        }
    }
}

case! {
    /// It gets no value in one of them.
    mod in_one_of_two => async { in_one_of_two(true).await + in_one_of_two(false).await };
    co! {
        async fn in_one_of_two(first: bool) -> u32 {
            let t;
            if first {
                t = pair();
                yield_now().await;
                drop(t.1);
                yield_now().await;
            }
            later("end", 1).await
        }
    }
}

case! {
    /// Another value, when a part of the old one is gone.
    gets_another();
    async fn gets_another() -> u32 {
        let mut t;
        t = numbered(1);
        let first = later("first", t.0).await;
        t = numbered(2);
        yield_now().await;
        let second = later("second", t.1).await;
        yield_now().await;
        first.by_ref() + second.by_ref()
    }
}

case! {
    /// The part alone is filled again.
    is_filled();
    async fn is_filled() -> u32 {
        let mut t;
        t = numbered(1);
        drop(later("first", t.0).await);
        t.0 = noisy("another");
        yield_now().await;
        let n = t.0.by_ref() + t.1.by_ref();
        drop(t.0);
        later("end", n).await
    }
}

case! {
    /// In one turn of a loop after another.
    in_a_loop(3);
    async fn in_a_loop(turns: u32) -> u32 {
        let mut n = 0;
        for turn in 0..turns {
            let t;
            t = numbered(turn);
            if turn == 1 {
                continue;
            }
            n += later("first", t.0).await.by_ref();
            if turn == 2 {
                break;
            }
            yield_now().await;
        }
        n
    }
}

case! {
    /// It is declared outside of the loop, in which it gets its values.
    around_a_loop(3);
    async fn around_a_loop(turns: u32) -> u32 {
        let mut n = 0;
        let mut t;
        t = numbered(9);
        for turn in 0..turns {
            n += later("first", t.0).await.by_ref();
            t = numbered(turn);
            yield_now().await;
        }
        n + t.1.by_ref()
    }
}

case! {
    /// Its type is generic.
    mod generic => generic(noisy("value"));
    co! {
        async fn generic<T: 'static>(value: T) -> T {
            let of;
            of = Of { value, noisy: noisy("of") };
            yield_now().await;
            let value = later("value", of.value).await;
            yield_now().await;
            value
        }
    }
}

case! {
    /// Its type is known from what comes later.
    known_later();
    async fn known_later() -> u32 {
        let mut t;
        t = Default::default();
        yield_now().await;
        t = Some((noisy("first"), noisy("second")));
        yield_now().await;
        let n = match t {
            Some((first, _)) => later("first", first).await.by_ref(),
            None => 0,
        };
        later("end", n).await
    }
}

case! {
    /// What is put into it later says what a part of it is.
    part_known_later();
    async fn part_known_later() -> u32 {
        let mut t = (None, noisy("second"), noisy("third"));
        yield_now().await;
        drop(t.1);
        yield_now().await;
        t.0 = Some(three());
        yield_now().await;
        t.0.map_or(0, |three| three.b.by_ref())
    }
}

case! {
    /// A part of a part, and another one.
    part_of_part();
    async fn part_of_part() -> u32 {
        let outer;
        outer = Outer { inner: three(), last: noisy("last") };
        yield_now().await;
        let n = later("b", outer.inner.b).await.by_ref();
        drop(outer.last);
        later("end", n).await
    }
}

case! {
    /// An arm that suspends takes a part.
    mod taken_by_an_arm => async {
        taken_by_an_arm(Some(1)).await + taken_by_an_arm(Some(2)).await + taken_by_an_arm(None).await
    };
    co! {
        async fn taken_by_an_arm(which: Option<u32>) -> u32 {
            let either;
            either = match which {
                Some(1) => Some(Either::One(noisy("one"))),
                Some(_) => Some(Either::Two(noisy("two"), noisy("three"))),
                None => None,
            };
            yield_now().await;
            let n = match either {
                Some(Either::Two(_, last)) => later("last", last).await.by_ref(),
                Some(Either::One(one)) => one.by_ref(),
                None => 0,
            };
            later("end", n).await
        }
    }
}

case! {
    /// `if let` and `let … else` take parts.
    taken_by_conditions();
    async fn taken_by_conditions() -> u32 {
        let (some, other);
        some = Some(pair());
        other = Some(pair());
        yield_now().await;
        let Some((first, _)) = some else { return 0 };
        if let Some((_, second)) = other {
            later("second", second).await.by_ref();
        }
        later("end", first).await.by_ref()
    }
}

case! {
    /// Names that are imported in the block.
    imported();
    async fn imported() -> u32 {
        use Either::*;
        let either;
        either = Two(noisy("two"), noisy("three"));
        yield_now().await;
        let n = match either {
            Two(two, _) => later("two", two).await.by_ref(),
            One(one) => one.by_ref(),
        };
        later("end", n).await
    }
}

case! {
    /// The content of a box.
    out_of_a_box();
    async fn out_of_a_box() -> u32 {
        let boxed: Box<(Noisy, Noisy)>;
        boxed = Box::new(pair());
        yield_now().await;
        let (first, _) = *boxed;
        later("end", first).await.by_ref()
    }
}

case! {
    /// A part of what is in a box.
    part_in_a_box();
    async fn part_in_a_box() -> u32 {
        let boxed;
        boxed = Box::new(pair());
        yield_now().await;
        let first = later("first", boxed.0).await;
        later("end", first).await.by_ref()
    }
}

case! {
    /// All of what is in a box.
    all_in_a_box();
    async fn all_in_a_box() -> u32 {
        let boxed;
        boxed = Box::new(noisy("content"));
        yield_now().await;
        let content = later("content", *boxed).await;
        later("end", content).await.by_ref()
    }
}

case! {
    /// The rest of a literal comes from it.
    rest_of_a_literal();
    async fn rest_of_a_literal() -> u32 {
        let three;
        three = self::three();
        yield_now().await;
        let other = Three { b: noisy("other"), ..three };
        yield_now().await;
        later("end", other).await.c.by_ref()
    }
}

case! {
    /// A `move` closure takes a part along.
    taken_by_a_closure();
    async fn taken_by_a_closure() -> u32 {
        let three;
        three = self::three();
        let lent = &three.a;
        yield_now().await;
        let closure = move || three.b.by_ref();
        later("end", closure()).await + lent.by_ref()
    }
}

case! {
    /// A copy of a part is none that is moved.
    copied();
    async fn copied() -> u32 {
        let t;
        t = (1, noisy("second"));
        let n = later("number", t.0).await;
        let lent = &t.1;
        yield_now().await;
        n + t.0 + lent.by_ref()
    }
}

case! {
    /// All of it is moved in the end.
    all_of_it();
    async fn all_of_it() -> u32 {
        let mut t;
        t = pair();
        drop(later("first", t.0).await);
        t.0 = noisy("another");
        later("all", t).await.0.by_ref()
    }
}

case! {
    /// Many are declared at once.
    many_at_once();
    async fn many_at_once() -> u32 {
        let (a, b, c);
        a = numbered(1);
        b = numbered(2);
        c = numbered(3);
        yield_now().await;
        later("b", b.1).await.by_ref();
        later("a", a.0).await.by_ref();
        later("end", 1).await
    }
}

case! {
    /// An `async move` block takes a part along.
    taken_by_a_block();
    async fn taken_by_a_block() -> u32 {
        let t;
        t = pair();
        let lent = &t.0;
        yield_now().await;
        let block = async move { later("inside", 1).await + t.1.by_ref() };
        block.await + lent.by_ref()
    }
}

case! {
    /// It gets its value in a pattern.
    assigned_in_a_pattern();
    async fn assigned_in_a_pattern() -> u32 {
        let (t, n);
        (t, n) = (pair(), later("n", 1).await);
        yield_now().await;
        let m = later("first", t.0).await.by_ref();
        later("end", n + m).await
    }
}

case! {
    /// `?` leaves when a part is gone.
    mod left_by_question_mark => async {
        left_by_question_mark(true).await.unwrap_or(7) + left_by_question_mark(false).await.unwrap_or(7)
    };
    co! {
        async fn left_by_question_mark(ok: bool) -> Result<u32, u32> {
            let t;
            t = pair();
            yield_now().await;
            let first = later("first", if ok { Ok(t.0) } else { Err(3u32) }).await?;
            let _late = noisy("late");
            later("end", ()).await;
            Ok(first.by_ref())
        }
    }
}

case! {
    /// rustc is asked whether a method moves the part.
    asked();
    async fn asked() -> u32 {
        let t;
        t = (Text(noisy("a")), Text(noisy("b")));
        let lent = &t.1;
        yield_now().await;
        let n = t.0.whisper();
        yield_now().await;
        n + lent.shout() + t.1.shout()
    }
}

case! {
    /// Something else in each turn of a loop.
    otherwise_in_each_turn();
    async fn otherwise_in_each_turn() -> u32 {
        let mut t;
        let mut turn = 0;
        loop {
            t = numbered(turn);
            turn += 1;
            match turn {
                1 => {
                    drop(t.0);
                    yield_now().await;
                }
                2 => {
                    yield_now().await;
                    drop(t.1);
                    t.1 = noisy("put back");
                    yield_now().await;
                    drop(t.1);
                }
                _ => break,
            }
        }
        later("end", t.0.by_ref()).await
    }
}

case! {
    /// A guard suspends before an arm takes a part.
    behind_a_guard();
    async fn behind_a_guard() -> u32 {
        let t;
        t = Some(pair());
        yield_now().await;
        match t {
            Some((first, _)) if later("guard", false).await => later("first", first).await.by_ref(),
            Some((_, second)) => later("second", second).await.by_ref(),
            None => 0,
        }
    }
}
