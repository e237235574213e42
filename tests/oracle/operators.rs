//! Operators and assignments whose operands wait.

use crate::harness::*;
use std::ops::{Add, AddAssign, Deref, DerefMut, Index, IndexMut, Neg, Not};

case! {
    /// Arithmetic: left to right, by precedence.
    arithmetic();
    async fn arithmetic() -> i64 {
        op("a", 1) + later("b", 2).await * op("c", 3) - later("d", 4).await / (later("e", 1).await + op("f", 1))
    }
}

case! {
    /// `&&` and `||` evaluate their right side only when needed.
    lazy_operators();
    async fn lazy_operators() -> (bool, bool, bool, bool) {
        (
            later("a", true).await && later("b", false).await,
            later("c", false).await && later("never d", true).await,
            later("e", false).await || later("f", true).await,
            op("g", true) || later("never h", true).await && later("never i", true).await,
        )
    }
}

case! {
    /// Lazy operators as conditions and as statements that diverge.
    lazy_operators_as_control();
    async fn lazy_operators_as_control() -> u32 {
        let mut n = 0;
        while n < 5 && later("again", n < 2).await || n == 2 {
            n += 1;
        }
        later("stop", false).await || { yield_now().await; return n };
        99
    }
}

case! {
    /// Comparisons of awaited values, which both live until compared.
    comparisons();
    async fn comparisons() -> (bool, bool) {
        let equal = later("a", noisy_n("x", 1)).await == later("b", noisy_n("x", 1)).await;
        log("compared");
        (equal, op("c", 1) < later("d", 2).await)
    }
}

case! {
    /// Unary operators on awaited values.
    unary();
    async fn unary() -> (i32, bool, u8) {
        (-later("a", 1).await, !later("b", true).await, !later("c", 1u8).await)
    }
}

case! {
    /// Overloaded operators take their operands left to right and drop them inside.
    mod overloaded => overloaded();
    #[derive(Debug)]
    struct Sum(Noisy, u32);
    impl Add<Sum> for Sum {
        type Output = Sum;
        fn add(self, other: Sum) -> Sum { log("add"); Sum(noisy("sum"), self.1 + other.1) }
    }
    impl Neg for Sum {
        type Output = Sum;
        fn neg(self) -> Sum { log("neg"); Sum(self.0, self.1 + 100) }
    }
    impl Not for &Sum {
        type Output = u32;
        fn not(self) -> u32 { log("not"); self.1 }
    }
    co! {
        async fn overloaded() -> u32 {
            let sum = Sum(noisy("a"), 1) + later("b", Sum(noisy("b"), 2)).await + -later("c", Sum(noisy("c"), 3)).await;
            yield_now().await;
            !&sum
        }
    }
}

case! {
    /// `x += wait`: of numbers the right side is evaluated first, so `x` is read after it.
    compound_assignment();
    async fn compound_assignment() -> (u32, [u32; 3]) {
        let mut x = 1;
        let mut list = [1, 2, 3];
        x += later("a", 2).await;
        x *= { x += 10; later("b", 3).await };
        // Which side comes first depends on the types: with an await on one, what is computed on the other is bound.
        let at = op("index", 1);
        list[at] += later("c", 5).await;
        let at = later("index", 2).await;
        list[at] <<= later("d", 1).await;
        (x, list)
    }
}

case! {
    /// `x += wait` of an own type: the operator takes `&mut x`.
    mod overloaded_assignment => overloaded_assignment();
    #[derive(Debug)]
    struct Total(Vec<u32>);
    impl AddAssign<u32> for Total {
        fn add_assign(&mut self, n: u32) { log("add_assign"); self.0.push(n); }
    }
    co! {
        async fn overloaded_assignment() -> (Total, String) {
            let mut total = Total(vec![]);
            total += later("a", 1).await;
            total += later("b", 2).await;
            let mut text = String::new();
            text += later("c", "x").await;
            text += &later("d", String::from("y")).await;
            (total, text)
        }
    }
}

case! {
    /// Assignment to a field, an index and through a reference: the value is awaited first, the place then evaluated.
    assignment_to_places();
    async fn assignment_to_places() -> (u32, Vec<u32>, u32) {
        let mut pair = (0, vec![0, 0]);
        pair.0 = later("a", 1).await;
        pair.1[op("index", 1)] = later("b", 2).await;
        let reference = &mut pair.1[later("index", 0).await];
        *reference = later("c", 3).await;
        *reference += later("d", 4).await;
        let mut boxed = Box::new(5);
        *boxed = later("e", 6).await;
        // A part of what was lent across a wait is not moved out in place: the whole is moved.
        (pair.0, {pair}.1, *boxed)
    }
}

case! {
    /// Assignment to a place whose old value must drop, after the wait.
    assignment_drops();
    async fn assignment_drops() -> u32 {
        let mut pair = (noisy_n("a", 1), noisy_n("b", 2));
        let mut list = vec![noisy_n("c", 3)];
        pair.0 = later("a", noisy_n("a", 4)).await;
        log("field");
        list[0] = later("c", noisy_n("c", 5)).await;
        log("element");
        let last = &mut pair.1;
        *last = later("b", noisy_n("b", 6)).await;
        log("reference");
        pair.0.by_ref() + pair.1.by_ref() + list[0].by_ref()
    }
}

case! {
    /// Overloaded indexing and dereferencing log when they are used.
    mod overloaded_places => overloaded_places();
    struct Store(Vec<u32>);
    impl Index<&str> for Store {
        type Output = u32;
        fn index(&self, key: &str) -> &u32 { log(format_args!("index {key}")); &self.0[key.len()] }
    }
    impl IndexMut<&str> for Store {
        fn index_mut(&mut self, key: &str) -> &mut u32 { log(format_args!("index_mut {key}")); &mut self.0[key.len()] }
    }
    impl Deref for Store {
        type Target = Vec<u32>;
        fn deref(&self) -> &Vec<u32> { log("deref"); &self.0 }
    }
    impl DerefMut for Store {
        fn deref_mut(&mut self) -> &mut Vec<u32> { log("deref_mut"); &mut self.0 }
    }
    co! {
        async fn overloaded_places() -> (u32, usize) {
            let mut store = Store(vec![1, 2, 3]);
            let a = store[later("key", "x").await];
            store["xx"] = later("value", 9).await;
            // Which side comes first depends on the types: with an await on one, what is computed on the other is bound.
            let key = later("key", "").await;
            store[key] += later("more", 5).await;
            // Not as the argument of `push`: whether the receiver is dereferenced before it depends on its type.
            let pushed = later("pushed", 4).await;
            store.push(pushed);
            (a + store["xx"] + store[""], store.len())
        }
    }
}

case! {
    /// An assignment is an expression of type `()`, and stands where one may.
    assignment_as_expression();
    async fn assignment_as_expression() -> u32 {
        let mut x = 0;
        let unit: () = x = later("a", 1).await;
        match later("b", 2).await {
            n => x += n,
        }
        if x == 3 { x = later("c", 4).await } else { x = 0 }
        x
    }
}

case! {
    /// A compound assignment to a place that is awaited: of numbers and of own types, with a value that stands still.
    mod compound_place_waits => compound_place_waits();
    #[derive(Debug)]
    struct Bag(Noisy, Vec<Noisy>);
    impl AddAssign<Noisy> for Bag {
        fn add_assign(&mut self, one: Noisy) { log("add_assign"); self.1.push(one); }
    }
    struct Counter { n: u32, list: Vec<u32> }
    co! {
        async fn compound_place_waits() -> (u32, Vec<u32>, Bag) {
            let mut counter = Counter { n: 1, list: vec![1, 2, 3] };
            let mut bag = Bag(noisy("bag"), vec![]);
            let step = 10;
            counter.list[later("index", 1).await] += 1;
            counter.list[later("another", 2).await + op("one", 0)] *= step;
            *later("place", &mut counter.n).await += step;
            later("counter", &mut counter).await.n -= 2;
            let one = noisy("one");
            *later("bag", &mut bag).await += one;
            counter.list[op("outer", 0) + { yield_now().await; op("inner", 0) }] <<= step;
            (counter.n, counter.list, bag)
        }
    }
}
