//! `Send` and `Sync` follow from what is held across a wait, as in rustc's.
//!
//! Every case of the suite compares its auto traits; these are about values for which they differ. Left out is what
//! the machine must do better than rustc: a value that was borrowed once and then moved away before the wait.

use crate::harness::*;
use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

case! {
    /// Held across a wait: not `Send`.
    rc_held();
    async fn rc_held() -> usize {
        let rc = Rc::new(1);
        yield_now().await;
        Rc::strong_count(&rc)
    }
}

case! {
    /// In a block before the wait: `Send`.
    rc_in_a_block();
    async fn rc_in_a_block() -> u32 {
        let n = { let rc = Rc::new(1); *rc };
        yield_now().await;
        n
    }
}

case! {
    /// Declared after the last wait: `Send`.
    rc_after_the_last_wait();
    async fn rc_after_the_last_wait() -> usize {
        yield_now().await;
        let rc = Rc::new(1);
        Rc::strong_count(&rc)
    }
}

case! {
    /// A parameter that nobody mentions is held: not `Send`.
    rc_unused_parameter(Rc::new(1));
    async fn rc_unused_parameter(_: Rc<u32>) {
        yield_now().await;
    }
}

case! {
    /// A parameter without any wait: not `Send`, for it is in the frame from the call on.
    rc_parameter_without_wait(Rc::new(1));
    async fn rc_parameter_without_wait(rc: Rc<u32>) -> u32 {
        *rc
    }
}

case! {
    /// An operand before a wait: not `Send`.
    rc_operand();
    async fn rc_operand() -> (u32, Rc<u32>) {
        let (rc, n) = (Rc::new(1), later("n", 2).await);
        (n, rc)
    }
}

case! {
    /// A temporary of a scrutinee that lives through a wait: not `Send`.
    rc_in_a_scrutinee();
    async fn rc_in_a_scrutinee() -> u32 {
        match *Rc::new(1) {
            1 => later("one", 1).await,
            n => n,
        }
    }
}

case! {
    /// A temporary that drops before the wait: `Send`.
    rc_in_a_condition();
    async fn rc_in_a_condition() -> u32 {
        if *Rc::new(1) == 1 {
            return later("one", 1).await;
        }
        0
    }
}

case! {
    /// In an awaited future: not `Send`. Its output alone: `Send`.
    rc_in_an_awaited_future();
    async fn rc_in_an_awaited_future() -> usize {
        let rc = later("rc", Rc::new(1)).await;
        Rc::strong_count(&rc)
    }
}

case! {
    /// Only the output holds it: nothing in the frame does.
    rc_in_the_output();
    async fn rc_in_the_output() -> Rc<u32> {
        yield_now().await;
        Rc::new(1)
    }
}

case! {
    /// In a branch that does not wait: `Send`.
    rc_in_a_branch_without_waits();
    async fn rc_in_a_branch_without_waits() -> u32 {
        let n = if op("condition", true) { *Rc::new(1) } else { later("else", 2).await };
        later("n", n).await
    }
}

case! {
    /// `Cell`: `Send` and not `Sync`. A reference to one: neither.
    mod cells => run();
    co! {
        async fn owns() -> u32 {
            let cell = Cell::new(1);
            yield_now().await;
            cell.get()
        }
    }
    co! {
        async fn borrows(cell: &Cell<u32>) -> u32 {
            yield_now().await;
            cell.get()
        }
    }
    co! {
        async fn run() -> ([AutoTraits; 2], u32) {
            let cell = Cell::new(1);
            let traits = [
                crate::harness::auto::auto_traits!(|| owns()),
                crate::harness::auto::auto_traits!(|| borrows(&cell)),
            ];
            (traits, owns().await + borrows(&cell).await)
        }
    }
}

case! {
    /// A local that is borrowed by a local: the reference and what it points at are both held.
    reference_to_a_cell();
    async fn reference_to_a_cell() -> u32 {
        let cell = Cell::new(1);
        let reference = &cell;
        yield_now().await;
        reference.get()
    }
}

case! {
    /// A reference that is not used after the wait is not held, though its scope goes on: `Send`.
    dead_reference();
    async fn dead_reference() -> u32 {
        let cell = Cell::new(1);
        {
            // What is in scope at the wait counts as held: its block ends before.
            let reference = &cell;
            reference.set(2);
        }
        yield_now().await;
        cell.get()
    }
}

case! {
    /// A raw pointer that is not used after the wait is not held: `Send`.
    dead_pointer();
    async fn dead_pointer() -> bool {
        let n = 1;
        // What is in scope at the wait counts as held: its block ends before.
        let known = {
            let pointer = &raw const n;
            pointer.is_null()
        };
        yield_now().await;
        known
    }
}

case! {
    /// A unique reference to a `Cell` is `Send`.
    unique_reference_to_a_cell(leak(Cell::new(1)));
    async fn unique_reference_to_a_cell(cell: &mut Cell<u32>) -> u32 {
        let reborrow = &mut *cell;
        yield_now().await;
        *reborrow.get_mut() += 1;
        reborrow.get()
    }
}

case! {
    /// A mutex guard is `Sync` and not `Send`.
    guard(leak(Mutex::new(1)));
    async fn guard(mutex: &Mutex<u32>) -> u32 {
        let guard = mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        yield_now().await;
        *guard
    }
}

case! {
    /// Raw pointers, markers and trait objects without bounds.
    mod other_types => run();
    co! { async fn pointer() { let p = &raw const *leak(1); yield_now().await; log(p.is_null()); } }
    co! { async fn marker() { let p = PhantomData::<*const u32>; yield_now().await; log(size_of_val(&p)); } }
    co! { async fn object(object: Box<dyn Fn()>) { yield_now().await; object() } }
    co! { async fn bounded(object: Box<dyn Fn() + Send>) { yield_now().await; object() } }
    co! {
        async fn run() -> [AutoTraits; 4] {
            [
                crate::harness::auto::auto_traits!(|| pointer()),
                crate::harness::auto::auto_traits!(|| marker()),
                crate::harness::auto::auto_traits!(|| object(Box::new(|| ()))),
                crate::harness::auto::auto_traits!(|| bounded(Box::new(|| ()))),
            ]
        }
    }
}

case! {
    /// A generic coroutine is `Send` when its parameter is.
    mod generic => run();
    co! {
        async fn hold<T>(value: T) -> T {
            yield_now().await;
            value
        }
    }
    co! {
        async fn lend<T: std::fmt::Debug>(value: T) {
            look("value", &value).await;
        }
    }
    co! {
        async fn run() -> [AutoTraits; 6] {
            [
                crate::harness::auto::auto_traits!(|| hold(1)),
                crate::harness::auto::auto_traits!(|| hold(Rc::new(1))),
                crate::harness::auto::auto_traits!(|| hold(Cell::new(1))),
                crate::harness::auto::auto_traits!(|| lend(1)),
                crate::harness::auto::auto_traits!(|| lend(Cell::new(1))),
                crate::harness::auto::auto_traits!(|| lend(Rc::new(1))),
            ]
        }
    }
}

case! {
    /// Closures that capture by reference are as `Send` as what they capture is `Sync`.
    closures();
    async fn closures() -> u32 {
        let cell = RefCell::new(1);
        let add = || *cell.borrow_mut() += 1;
        add();
        yield_now().await;
        add();
        cell.take()
    }
}

/// A generic caller can promise `Send` from a bound on its parameter alone.
#[test]
fn send_follows_from_bounds() {
    #[resumable::coroutine]
    async fn work<T: Clone, F: Fn(&T) -> u32>(value: T, call: F) -> u32 {
        let copy = value.clone();
        look("n", &1).await;
        let n = call(&copy);
        yield_now().await;
        n + call(&value)
    }
    fn spawn<F: Future + Send + 'static>(_: F) {}
    fn generic<T: Clone + Send + 'static>(value: T) {
        spawn(work(value, |_| 1));
    }
    generic(Arc::new(Mutex::new(1)));
}

/// Borrowed parameters and trait objects do not stand in the way of `Send`, also behind a box.
#[test]
fn send_with_borrows() {
    #[resumable::coroutine]
    async fn inner(text: &str, all: &[&(dyn Fn(&str) -> usize + Sync)]) -> usize {
        let mut sum = 0;
        for one in all {
            sum += one(text);
            look("text", &text).await;
        }
        sum
    }
    #[resumable::coroutine]
    async fn outer(text: String) -> usize {
        let all: [&(dyn Fn(&str) -> usize + Sync); 1] = [&str::len];
        inner(&text, &all).await
    }
    fn boxed(text: String) -> std::pin::Pin<Box<dyn Future<Output = usize> + Send>> {
        Box::pin(outer(text))
    }
    drop(boxed(String::new()));
}
