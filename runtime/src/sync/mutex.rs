//! A lock that may be held across waits.

use super::park::block_on;
use super::permits::Permits;
use crate::sync_shim::const_fn;
use std::cell::UnsafeCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A value for one at a time, which may keep it across waits.
///
/// It is fair: those that wait get it in the order in which they were first polled. A panic while it is held does not poison it. Where nothing
/// is awaited while the value is in use, [`std::sync::Mutex`] is cheaper. Needs no runtime.
///
/// ```
/// use resumable::sync::Mutex;
///
/// #[resumable::coroutine]
/// async fn push_later(list: &Mutex<Vec<u32>>) {
///     let mut list = list.lock().await;
///     resumable::yield_now().await;
///     list.push(7);
/// }
///
/// let list = Mutex::new(Vec::new());
/// resumable::block_on(push_later(&list));
/// assert_eq!(list.into_inner(), [7]);
/// ```
pub struct Mutex<T: ?Sized> {
    /// One permit: whoever has it may touch the value.
    pub(super) permits: Permits,
    value: UnsafeCell<T>,
}

// SAFETY: the mutex hands out its value to one thread at a time, by reference or whole, which is what `Send` is about. `Sync` is not needed of
// the value, because no two threads have references to it at the same time.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}

impl<T> Mutex<T> {
    const_fn! {
        /// A mutex that is not locked.
        pub fn new(value: T) -> Self {
            Mutex { permits: Permits::new(1), value: UnsafeCell::new(value) }
        }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until nobody else has the value.
    ///
    /// Cancel safety: only the place in line is lost.
    #[crate::coroutine]
    pub async fn lock(&self) -> MutexGuard<'_, T> {
        self.permits.acquire(1).await.expect("the permits of a mutex are never closed");
        MutexGuard { mutex: self }
    }

    /// [`lock`](Mutex::lock) with a guard that borrows nothing.
    ///
    /// Cancel safety: only the place in line is lost.
    #[crate::coroutine]
    pub async fn lock_owned(self: Arc<Self>) -> OwnedMutexGuard<T> {
        self.permits.acquire(1).await.expect("the permits of a mutex are never closed");
        OwnedMutexGuard { mutex: self }
    }

    /// The value, if nobody has it or waits for it.
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        self.permits.try_acquire(1).ok()?;
        Some(MutexGuard { mutex: self })
    }

    /// [`try_lock`](Mutex::try_lock) with a guard that borrows nothing.
    pub fn try_lock_owned(self: Arc<Self>) -> Option<OwnedMutexGuard<T>> {
        self.permits.try_acquire(1).ok()?;
        Some(OwnedMutexGuard { mutex: self })
    }

    /// [`lock`](Mutex::lock) for threads without a runtime: the thread stands still until it has the value.
    pub fn blocking_lock(&self) -> MutexGuard<'_, T> {
        block_on(self.lock())
    }

    /// The value, without locking: nobody else can have it.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T: Default> Default for Mutex<T> {
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

/// The value of a [`Mutex`], which is unlocked when this is dropped.
#[must_use = "a guard that is dropped unlocks at once"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
}

/// The value of a [`Mutex`] in an [`Arc`], which is unlocked when this is dropped.
#[must_use = "a guard that is dropped unlocks at once"]
pub struct OwnedMutexGuard<T: ?Sized> {
    mutex: Arc<Mutex<T>>,
}

// SAFETY: a shared guard gives shared references to the value, so the value must be `Sync`. It also gives the mutex away, by which whoever has it can
// take the value out later, so the value must be `Send`. (That the guard is `Send` if the value is follows from `Mutex: Sync`.)
unsafe impl<T: ?Sized + Send + Sync> Sync for MutexGuard<'_, T> {}
// SAFETY: as above.
unsafe impl<T: ?Sized + Send + Sync> Sync for OwnedMutexGuard<T> {}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The mutex that it belongs to.
    pub fn mutex(&self) -> &'a Mutex<T> {
        self.mutex
    }
}

macro_rules! guard {
    ($guard:ty) => {
        impl<T: ?Sized> Deref for $guard {
            type Target = T;

            fn deref(&self) -> &T {
                // SAFETY: the guard has the only permit, so no other guard exists, and nobody has a `&mut` to this one meanwhile.
                unsafe { &*self.mutex.value.get() }
            }
        }

        impl<T: ?Sized> DerefMut for $guard {
            fn deref_mut(&mut self) -> &mut T {
                // SAFETY: the guard has the only permit, so no other guard exists, and this one is borrowed uniquely.
                unsafe { &mut *self.mutex.value.get() }
            }
        }

        impl<T: ?Sized> Drop for $guard {
            fn drop(&mut self) {
                self.mutex.permits.release(1);
            }
        }

        impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<T: ?Sized + fmt::Display> fmt::Display for $guard {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

guard!(MutexGuard<'_, T>);
guard!(OwnedMutexGuard<T>);

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_lock() {
            Some(value) => f.debug_tuple("Mutex").field(&&*value).finish(),
            None => f.write_str("Mutex(<locked>)"),
        }
    }
}
