//! A loop around `select!` whose branches are always ready would never give its runtime a turn: timers would not move, and the loop might wait
//! for one. tokio has a budget for that, which its own futures and its `select!` draw on. This is ours: who did not have to wait for so long
//! waits once.

use core::task::{Context, Poll};

/// As many as in tokio's budget.
const IN_A_ROW: u32 = 128;

/// Counts the waits on this thread that ended, and were not pending in between.
#[cfg(feature = "std")]
mod count {
    std::thread_local!(static ENDED: core::cell::Cell<u32> = const { core::cell::Cell::new(0) });

    pub fn get() -> u32 {
        // When the thread ends, its counter may be gone before the last future.
        ENDED.try_with(core::cell::Cell::get).unwrap_or(0)
    }

    pub fn set(count: u32) {
        let _ = ENDED.try_with(|ended| ended.set(count));
    }
}

/// Without threads there is one count; if there are threads after all, they give turns more or less often.
#[cfg(not(feature = "std"))]
mod count {
    use core::sync::atomic::{AtomicU32, Ordering};
    static ENDED: AtomicU32 = AtomicU32::new(0);

    pub fn get() -> u32 {
        ENDED.load(Ordering::Relaxed)
    }

    pub fn set(count: u32) {
        ENDED.store(count, Ordering::Relaxed)
    }
}

/// Pending once when it is the others' turn.
#[inline]
pub fn of_others(cx: &mut Context<'_>) -> Poll<()> {
    if count::get() < IN_A_ROW {
        return Poll::Ready(());
    }
    count::set(0);
    cx.waker().wake_by_ref();
    Poll::Pending
}

/// A wait has ended, or goes on.
#[inline]
pub fn note<T>(polled: &Poll<T>) {
    count::set(if polled.is_ready() { count::get() + 1 } else { 0 })
}
