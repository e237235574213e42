//! Parts that are moved out of a local which lives across a wait: what is left drops where it would have.

use super::{Outer, Three, three};
use crate::harness::*;

/// Numbers, and a destructor.
struct Counted {
    count: u32,
    noisy: Noisy,
}

impl Drop for Counted {
    fn drop(&mut self) {
        log("counted: dropped");
    }
}

impl Three {
    fn by_ref(&self) -> u32 {
        self.a.by_ref() + self.b.by_ref() + self.c.by_ref()
    }
}

case! {
    /// Moved into a call, while the rest lives on.
    into_a_call();
    async fn into_a_call() -> u32 {
        let three = three();
        yield_now().await;
        drop(three.b);
        later("rest", 1).await
    }
}

case! {
    /// Moved into an awaited call.
    into_an_awaited_call();
    async fn into_an_awaited_call() -> u32 {
        let three = three();
        let b = later("b", three.b).await;
        yield_now().await;
        b.by_ref()
    }
}

case! {
    /// Out of a parameter, one part after the other.
    out_of_a_parameter(three());
    async fn out_of_a_parameter(three: Three) -> u32 {
        let c = three.c;
        yield_now().await;
        let a = three.a;
        yield_now().await;
        a.by_ref() + c.by_ref()
    }
}

case! {
    /// Out of `self`.
    mod out_of_self => Mine(noisy_n("first", 1), noisy("second")).run();
    struct Mine(Noisy, Noisy);
    impl Mine {
        co! {
            async fn run(self) -> u32 {
                let seen = self.0.by_ref() + self.1.by_ref();
                yield_now().await;
                let n = self.0.into_number();
                yield_now().await;
                n + seen + self.1.by_ref()
            }
        }
    }
}

case! {
    /// The rest is borrowed across the wait.
    rest_is_borrowed();
    async fn rest_is_borrowed() -> u32 {
        let three = three();
        let a = three.a;
        let c = &three.c;
        yield_now().await;
        drop(a);
        later("c", ()).await;
        c.by_ref()
    }
}

case! {
    /// On one path only.
    on_one_path(true);
    async fn on_one_path(yes: bool) -> u32 {
        let three = three();
        if yes {
            drop(three.a);
            yield_now().await;
        } else {
            drop(three.c);
        }
        later("end", ()).await;
        1
    }
}

case! {
    /// On the other path.
    on_the_other_path(false);
    async fn on_the_other_path(yes: bool) -> u32 {
        let three = three();
        if yes {
            drop(three.a);
            yield_now().await;
        } else {
            drop(three.c);
        }
        later("end", ()).await;
        1
    }
}

case! {
    /// A part of a part, and what is left of both.
    part_of_a_part();
    async fn part_of_a_part() -> u32 {
        let outer = Outer { inner: three(), last: noisy("last") };
        let b = outer.inner.b;
        yield_now().await;
        let last = outer.last;
        yield_now().await;
        b.by_ref() + last.by_ref()
    }
}

case! {
    /// Parts of tuples.
    part_of_a_tuple();
    async fn part_of_a_tuple() -> u32 {
        let pair = (noisy("left"), (noisy("middle"), noisy("right")));
        yield_now().await;
        let right = pair.1.1;
        yield_now().await;
        let left = pair.0;
        yield_now().await;
        left.by_ref() + right.by_ref()
    }
}

case! {
    /// A part of what is in a box.
    part_of_a_box();
    async fn part_of_a_box() -> u32 {
        let three = Box::new(three());
        yield_now().await;
        let b = three.b;
        yield_now().await;
        b.by_ref()
    }
}

case! {
    /// A number is copied, and the whole drops, with its own destructor.
    copied_out_of_a_destructor();
    async fn copied_out_of_a_destructor() -> u32 {
        let counted = Counted { count: 3, noisy: noisy("counted") };
        yield_now().await;
        let n = counted.count;
        yield_now().await;
        n
    }
}

case! {
    /// Copied through a reference whose type nobody wrote.
    copied_through_references();
    async fn copied_through_references() -> u32 {
        let all = [Counted { count: 1, noisy: noisy("one") }, Counted { count: 2, noisy: noisy("two") }];
        let mut sum = 0;
        for counted in all.iter() {
            let n = counted.count;
            sum += later("n", n).await;
        }
        sum
    }
}

case! {
    /// In a loop that breaks.
    in_a_loop();
    async fn in_a_loop() -> u32 {
        let three = three();
        let mut n = 0;
        let b = loop {
            n += later("n", 1).await;
            if n == 2 {
                break three.b;
            }
        };
        yield_now().await;
        b.by_ref()
    }
}

case! {
    /// Each turn of a loop takes a part of its own value.
    in_each_turn();
    async fn in_each_turn() -> u32 {
        let mut sum = 0;
        for i in 0..3 {
            let pair = (noisy_n("left", i), noisy_n("right", i));
            yield_now().await;
            if i != 1 {
                drop(pair.0);
            }
            sum += later("sum", i).await;
        }
        sum
    }
}

case! {
    /// The whole is assigned after a part was taken.
    assigned_again();
    async fn assigned_again() -> u32 {
        let mut pair = (noisy("left"), noisy("right"));
        drop(pair.0);
        yield_now().await;
        pair = (noisy("new left"), noisy("new right"));
        yield_now().await;
        drop(pair.1);
        yield_now().await;
        1
    }
}

case! {
    /// Assigned while one path took a part.
    assigned_on_one_path(true);
    async fn assigned_on_one_path(yes: bool) -> u32 {
        let mut pair = (noisy("left"), noisy("right"));
        if yes {
            drop(pair.0);
        }
        yield_now().await;
        pair = (noisy("new left"), noisy("new right"));
        yield_now().await;
        pair.1.by_ref()
    }
}

case! {
    /// Consumed by a method whose name says so.
    consumed_by_a_method();
    async fn consumed_by_a_method() -> u32 {
        let pair = (noisy_n("left", 1), noisy_n("right", 2));
        yield_now().await;
        let n = pair.0.into_number();
        yield_now().await;
        n + pair.1.by_ref()
    }
}

case! {
    /// Iterated over by value.
    iterated_over();
    async fn iterated_over() -> u32 {
        let lists = (vec![noisy_n("first", 1), noisy_n("first", 2)], noisy("rest"));
        yield_now().await;
        let mut sum = 0;
        for item in lists.0 {
            sum += later("item", item.by_ref()).await;
        }
        yield_now().await;
        sum
    }
}

case! {
    /// Moved into a struct, next to a wait.
    into_a_struct();
    async fn into_a_struct() -> u32 {
        let three = three();
        yield_now().await;
        let other = Three { a: three.a, b: later("b", noisy("new b")).await, c: three.c };
        yield_now().await;
        other.by_ref()
    }
}

case! {
    /// Returned from the middle.
    returned();
    async fn returned() -> Noisy {
        let three = three();
        let c = &three.c;
        yield_now().await;
        c.by_ref();
        if c.by_ref() == 0 {
            return three.a;
        }
        yield_now().await;
        three.b
    }
}

case! {
    /// The escape: a block moves the part, for a method whose name does not tell.
    in_braces();
    async fn in_braces() -> u32 {
        let pair = (noisy_n("left", 1), noisy_n("right", 2));
        yield_now().await;
        let n = {pair.0}.into_number();
        yield_now().await;
        n
    }
}

case! {
    /// A part of a part is copied, the part around it moved.
    copied_then_moved();
    async fn copied_then_moved() -> u32 {
        let outer = ((3, noisy("inner")), noisy("outer"));
        yield_now().await;
        let n = outer.0.0;
        yield_now().await;
        let inner = outer.0;
        yield_now().await;
        n + inner.1.by_ref()
    }
}

/// Reaches its part through a `Deref` that is seen.
struct Pointer(Counted);

impl std::ops::Deref for Pointer {
    type Target = Counted;

    fn deref(&self) -> &Counted {
        log("dereferenced");
        &self.0
    }
}

case! {
    /// A copy through a user's `Deref`, which runs once.
    copied_through_a_deref();
    async fn copied_through_a_deref() -> u32 {
        let pointer = Pointer(Counted { count: 4, noisy: noisy("behind") });
        yield_now().await;
        let n = pointer.count;
        yield_now().await;
        n
    }
}

case! {
    /// A number of which a method takes a copy, beside a part that needs a destructor.
    method_on_a_copy();
    async fn method_on_a_copy() -> u64 {
        let pair = (3_u32, noisy("right"));
        yield_now().await;
        let n: u64 = pair.0.into();
        yield_now().await;
        n
    }
}

case! {
    /// A part of a reference that lies in a tuple.
    part_of_a_reference();
    async fn part_of_a_reference() -> u32 {
        let three = three();
        let pair = (&three, 1);
        yield_now().await;
        let borrowed = pair.0;
        yield_now().await;
        borrowed.by_ref()
    }
}

case! {
    /// A destructor of a part that is left panics, or its neighbour's does.
    two_of_three();
    async fn two_of_three() -> u32 {
        let three = three();
        let (a, c) = (three.a, three.c);
        yield_now().await;
        drop(c);
        later("a", a).await.by_ref()
    }
}

case! {
    /// In a loop, before a macro that may begin its next turn, and does not; and one that does, when another value is there.
    mod before_macros_in_a_loop => before_macros_in_a_loop();
    macro_rules! again { () => { continue } }
    macro_rules! sum { ($a:expr, $b:expr) => { $a + $b } }
    co! {
        async fn before_macros_in_a_loop() -> u32 {
            let mut three = three();
            let lent = &three.b;
            let mut turn = 0;
            loop {
                turn += 1;
                log(format_args!("turn {turn}"));
                three.a.by_ref();
                if later("takes", turn > 1).await {
                    let a = later("a", three.a).await;
                    if sum!(turn, 1) == 3 {
                        three.a = noisy("another");
                        again!();
                    }
                    break sum!(turn, a.by_ref()) + lent.by_ref();
                }
            }
        }
    }
}
