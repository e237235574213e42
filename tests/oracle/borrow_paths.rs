//! The ways in which a local comes to be borrowed across a wait. Each is one that a syntactic analysis could miss.
//!
//! Every case asks at the end whether the reference still points at the local itself.

use crate::harness::*;

/// Passes a reference through.
fn same<T: ?Sized>(value: &T) -> &T {
    value
}

/// Whether `reference` points at `value`.
fn at<T>(reference: &T, value: &T) -> bool {
    std::ptr::eq(reference, value)
}

case! {
    /// Through a call, and through two.
    through_a_call();
    async fn through_a_call() -> bool {
        let x = [noisy("x")];
        let r = same(same(&x));
        yield_now().await;
        at(r, &x)
    }
}

case! {
    /// Through a method that borrows without a word.
    through_a_method();
    async fn through_a_method() -> (bool, usize) {
        let x = vec![noisy_n("x", 1)];
        let r = x.first();
        let s = x.as_slice().iter();
        yield_now().await;
        (r.is_some_and(|r| at(r, &x[0])), s.len())
    }
}

case! {
    /// Through a field of a field, and an index of one.
    through_fields();
    async fn through_fields() -> bool {
        let mut x = ((1, [noisy("a"), noisy("b")]), 2);
        let r = &mut (x.0).1[1];
        let n = &mut x.1;
        yield_now().await;
        *n += r.by_mut() as i32;
        yield_now().await;
        let address = &raw const *r;
        std::ptr::eq(address, &x.0.1[1])
    }
}

case! {
    /// Through blocks, `if`, `match`, tuples, arrays and struct literals.
    mod through_expressions => run();
    struct Holder<'h> { held: &'h [Noisy; 1] }
    co! {
        async fn run() -> [bool; 6] {
            let x = [noisy("x")];
            let block = { log("block"); &x };
            let branch = if block.len() == 1 { &x } else { block };
            let arm = match branch { r if r.len() == 1 => &x, _ => branch };
            let (part, _) = (&x, 1);
            let [element] = [&x];
            let holder = Holder { held: &x };
            yield_now().await;
            [at(block, &x), at(branch, &x), at(arm, &x), at(part, &x), at(element, &x), at(holder.held, &x)]
        }
    }
}

case! {
    /// Through a variable that is assigned later, and one that is assigned again.
    through_assignment();
    async fn through_assignment() -> (bool, bool) {
        let (x, y) = ([noisy("x")], [noisy("y")]);
        let late;
        let mut again = &x;
        late = &x;
        yield_now().await;
        again = &y;
        yield_now().await;
        (at(late, &x), at(again, &y))
    }
}

case! {
    /// Through a place behind a reference: the pointee is told, not the variable.
    through_a_dereference();
    async fn through_a_dereference() -> bool {
        let (x, y) = ([noisy("x")], [noisy("y")]);
        let mut slot = &y;
        {
            let pointer = &mut slot;
            *pointer = &x;
        }
        // A borrow that is stored through a reference is not followed: `x` is lent to the wait too.
        look("x", &x).await;
        at(slot, &x)
    }
}

case! {
    /// Through a collection that is told by a method call.
    through_a_collection();
    async fn through_a_collection() -> bool {
        let x = [noisy("x")];
        let mut list = Vec::new();
        list.push(&x);
        yield_now().await;
        list.push(&x);
        yield_now().await;
        list.into_iter().all(|r| at(r, &x))
    }
}

case! {
    /// Through a cell that is shared.
    through_a_cell();
    async fn through_a_cell() -> bool {
        let x = [noisy("x")];
        let cell = std::cell::Cell::new(None);
        let shared = &cell;
        shared.set(Some(&x));
        yield_now().await;
        shared.get().is_some_and(|r| at(r, &x))
    }
}

case! {
    /// Through a closure: what it captured, what it returns, and what it stores.
    through_closures();
    async fn through_closures() -> (bool, bool, bool) {
        let x = [noisy("x")];
        let get = || &x;
        let returned = get();
        let mut list = vec![];
        (|| list.push(&x))();
        yield_now().await;
        (at(get(), &x), at(returned, &x), at(list[0], &x))
    }
}

case! {
    /// Through a pattern: `ref`, default binding modes, and a `match` on a place.
    through_patterns();
    async fn through_patterns() -> (bool, bool, bool) {
        let x = (noisy("a"), Some(noisy("b")));
        let (ref a, _) = x;
        let (_, b) = &x;
        let c = match x {
            (_, Some(ref inner)) => inner,
            (ref other, None) => other,
        };
        yield_now().await;
        (at(a, &x.0), at(b, &x.1), x.1.as_ref().is_some_and(|inner| at(c, inner)))
    }
}

case! {
    /// Through a macro that borrows what it is given.
    mod through_a_macro => run();
    macro_rules! borrow {
        ($value:expr) => { &$value };
    }
    co! {
        async fn run() -> bool {
            let x = [noisy("x")];
            let r = borrow!(x);
            yield_now().await;
            at(r, &x)
        }
    }
}

case! {
    /// Through a future that was made and not awaited yet, and one that is boxed.
    through_futures();
    async fn through_futures() -> (bool, bool) {
        let x = [noisy("x")];
        let looking = look("looking", &x);
        let boxed: std::pin::Pin<Box<dyn Future<Output = &[Noisy; 1]> + Send + Sync + '_>> = Box::pin(look("boxed", &x));
        yield_now().await;
        (at(looking.await, &x), at(boxed.await, &x))
    }
}

case! {
    /// Through a loop: a reference taken in one turn is used in the next.
    through_a_loop();
    async fn through_a_loop() -> bool {
        let all = [noisy_n("x", 0), noisy_n("x", 1), noisy_n("x", 2)];
        let mut last = None;
        let mut same = true;
        for (i, one) in all.iter().enumerate() {
            if let Some(last) = last {
                same &= at(last, &all[i - 1]);
            }
            last = Some(one);
            yield_now().await;
        }
        same
    }
}

case! {
    /// Through a loop's `break`, a labelled block's, and a loop variable that is declared outside.
    through_break();
    async fn through_break() -> (bool, bool) {
        let x = [noisy("x")];
        let from_loop = loop {
            if later("found", true).await {
                break &x;
            }
        };
        let from_block = 'block: { if from_loop.len() == 1 { break 'block &x } same(from_loop) };
        yield_now().await;
        (at(from_loop, &x), at(from_block, &x))
    }
}

case! {
    /// Through a parameter: a borrow of what was passed by value.
    through_parameters([noisy("x")], (noisy("left"), noisy("right")));
    async fn through_parameters(x: [Noisy; 1], (left, _): (Noisy, Noisy)) -> (bool, bool) {
        let r = &x;
        let l = same(&left);
        yield_now().await;
        (at(r, &x), at(l, &left))
    }
}

case! {
    /// Through what is shadowed: the name is gone, the value is not.
    through_a_shadow();
    async fn through_a_shadow() -> (u32, u32) {
        let x = noisy_n("x", 1);
        let x = (&x, noisy_n("x", 2));
        yield_now().await;
        let x = (x.0, &x.1);
        yield_now().await;
        (x.0.by_ref(), x.1.by_ref())
    }
}

case! {
    /// Through a value that keeps the borrow in its type and is moved along.
    through_moves();
    async fn through_moves() -> (usize, Option<u32>) {
        let x = vec![noisy_n("x", 1), noisy_n("x", 2)];
        let iter = x.iter();
        yield_now().await;
        // What may be lent across a wait is moved into a method by its block.
        let skipped = {iter}.skip(1);
        let mut boxed: Box<dyn Iterator<Item = &Noisy> + Send + Sync + '_> = Box::new(skipped);
        yield_now().await;
        let next = boxed.next();
        yield_now().await;
        ({boxed}.count(), next.map(Noisy::by_ref))
    }
}

case! {
    /// Through an operator of an own type that keeps its operand.
    mod through_an_operator => run();
    struct Keeps<'k>(Vec<&'k Noisy>);
    impl<'k> std::ops::AddAssign<&'k Noisy> for Keeps<'k> {
        fn add_assign(&mut self, other: &'k Noisy) { self.0.push(other); }
    }
    impl<'k> std::ops::Add<&'k Noisy> for Keeps<'k> {
        type Output = Self;
        fn add(mut self, other: &'k Noisy) -> Self { self.0.push(other); self }
    }
    co! {
        async fn run() -> bool {
            let x = noisy("x");
            let mut keeps = Keeps(vec![]) + &x;
            keeps += &x;
            yield_now().await;
            keeps.0.into_iter().all(|r| at(r, &x))
        }
    }
}
