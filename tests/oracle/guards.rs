//! RAII guards held across waits.

use crate::harness::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};

case! {
    /// Guards drop last to first, whatever the way out.
    guards_on_the_way_out();
    async fn guards_on_the_way_out() -> Result<u32, &'static str> {
        let _a = noisy("a");
        yield_now().await;
        let _b = noisy("b");
        for n in 0..3 {
            let _turn = noisy_n("turn", n);
            if n == 1 {
                later("error", Err::<(), _>("error")).await?;
            }
        }
        Ok(1)
    }
}

case! {
    /// A guard made between two operands that wait.
    guard_in_an_operand();
    async fn guard_in_an_operand() -> u32 {
        later("a", 1).await + { let _g = noisy("g"); later("b", 2).await } + later("c", 3).await
    }
}

case! {
    /// `defer`: a closure that runs when its guard drops, and changes what the caller sees.
    mod defer => run();
    struct Defer<F: FnMut()>(F);
    impl<F: FnMut()> Drop for Defer<F> {
        fn drop(&mut self) { (self.0)() }
    }
    co! {
        async fn run() -> u32 {
            let count = std::sync::atomic::AtomicU32::new(0);
            {
                let _defer = Defer(|| { count.fetch_add(1, std::sync::atomic::Ordering::Relaxed); world::note("deferred"); });
                yield_now().await;
                log("body");
            }
            yield_now().await;
            count.into_inner()
        }
    }
}

case! {
    /// A mutex guard held across a wait: neither version is `Send`.
    mutex_guard(Arc::new(Mutex::new(1)));
    async fn mutex_guard(mutex: Arc<Mutex<u32>>) -> u32 {
        let mut guard = mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *guard += 1;
        yield_now().await;
        *guard += 1;
        drop(guard);
        yield_now().await;
        mutex.lock().map_or(0, |guard| *guard)
    }
}

case! {
    /// A mutex guard in a block before the wait: both versions are `Send`.
    mutex_guard_in_a_block(Arc::new(Mutex::new(vec![1])));
    async fn mutex_guard_in_a_block(mutex: Arc<Mutex<Vec<u32>>>) -> usize {
        let n = {
            let mut guard = mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            guard.push(2);
            guard.len()
        };
        yield_now().await;
        n + mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).len()
    }
}

case! {
    /// Borrows of a `RefCell` across a wait, whose release is seen by a later borrow.
    ref_cell_guard();
    async fn ref_cell_guard() -> Vec<u32> {
        let cell = RefCell::new(vec![1]);
        {
            let mut list = cell.borrow_mut();
            yield_now().await;
            list.push(2);
            log(cell.try_borrow().is_err());
        }
        log(cell.try_borrow().is_ok());
        let list = cell.borrow();
        yield_now().await;
        list.clone()
    }
}

case! {
    /// `Rc` and `Cell` in the frame: both versions are not `Send`.
    rc_and_cell();
    async fn rc_and_cell() -> u32 {
        let shared = Rc::new(Cell::new(1));
        let other = Rc::clone(&shared);
        yield_now().await;
        other.set(shared.get() + 1);
        drop(other);
        yield_now().await;
        shared.get() + Rc::strong_count(&shared) as u32
    }
}

case! {
    /// A read lock taken in a scrutinee lives through the match.
    lock_in_a_scrutinee(Arc::new(RwLock::new(Some(3))));
    async fn lock_in_a_scrutinee(lock: Arc<RwLock<Option<u32>>>) -> (u32, bool) {
        let n = match *lock.read().unwrap_or_else(|poisoned| poisoned.into_inner()) {
            Some(ref n) => {
                look("n", n).await;
                log(lock.try_write().is_err());
                *n
            }
            None => 0,
        };
        let free = lock.try_write().is_ok();
        (n, free)
    }
}

case! {
    /// A permit that returns itself to a pool of the caller when it drops.
    mod permits => run();
    struct Pool(Mutex<u32>);
    struct Permit<'p>(&'p Pool, Noisy);
    impl Pool {
        co! {
            async fn take(&self) -> Option<Permit<'_>> {
                yield_now().await;
                let mut free = self.0.lock().ok()?;
                *free = free.checked_sub(1)?;
                Some(Permit(self, noisy_n("permit", *free)))
            }
        }
    }
    impl Drop for Permit<'_> {
        fn drop(&mut self) {
            let mut free = self.0.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            *free += 1;
            world::note(format_args!("{} free", *free));
        }
    }
    co! {
        async fn run() -> (bool, u32) {
            let pool = Pool(Mutex::new(2));
            let first = pool.take().await;
            {
                let _second = pool.take().await;
                if let Some(third) = pool.take().await {
                    third.1.by_ref();
                }
                log("none left");
            }
            let again = pool.take().await.is_some();
            drop(first);
            yield_now().await;
            (again, pool.0.lock().map_or(0, |free| *free))
        }
    }
}
