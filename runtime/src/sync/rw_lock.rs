//! A lock for many readers or one writer, that may be held across waits.

use super::park::block_on;
use super::permits::Permits;
use crate::sync_shim::const_fn;
use std::cell::UnsafeCell;
use std::fmt;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// How many permits there are. A reader takes one of them, a writer all.
pub(super) const ALL: usize = 1 << 24;

/// A value for many readers or one writer, who may keep it across waits.
///
/// It is fair: those that wait are served in the order in which they were first polled, so that a stream of readers does not keep a writer out.
/// Therefore a task that has a read guard and asks for another may wait for ever, for a writer in between that waits for the first. At most
/// 2²⁴ readers read at once; more wait. A panic while it is held does not poison it. Needs no runtime.
///
/// ```
/// use resumable::sync::RwLock;
///
/// # resumable::block_on(async {
/// let lock = RwLock::new(1);
/// {
///     let (one, two) = (lock.read().await, lock.read().await);
///     assert_eq!(*one + *two, 2);
/// }
/// *lock.write().await += 1;
/// assert_eq!(*lock.read().await, 2);
/// # });
/// ```
pub struct RwLock<T: ?Sized> {
    pub(super) permits: Permits,
    value: UnsafeCell<T>,
}

// SAFETY: writers hand the value from thread to thread, readers see it on several at the same time; the value must bear both.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}

impl<T> RwLock<T> {
    const_fn! {
        /// A lock that nobody has.
        pub fn new(value: T) -> Self {
            RwLock { permits: Permits::new(ALL), value: UnsafeCell::new(value) }
        }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until no writer has the value, and none is ahead in line.
    ///
    /// Cancel safety: only the place in line is lost.
    #[crate::coroutine]
    pub async fn read(&self) -> RwLockReadGuard<'_, T> {
        self.permits.acquire(1).await.expect("the permits of a lock are never closed");
        RwLockReadGuard { lock: self }
    }

    /// Waits until nobody else has the value.
    ///
    /// Cancel safety: only the place in line is lost.
    #[crate::coroutine]
    pub async fn write(&self) -> RwLockWriteGuard<'_, T> {
        self.permits.acquire(ALL).await.expect("the permits of a lock are never closed");
        RwLockWriteGuard { lock: self }
    }

    /// [`read`](RwLock::read) with a guard that borrows nothing.
    ///
    /// Cancel safety: only the place in line is lost.
    #[crate::coroutine]
    pub async fn read_owned(self: Arc<Self>) -> OwnedRwLockReadGuard<T> {
        self.permits.acquire(1).await.expect("the permits of a lock are never closed");
        OwnedRwLockReadGuard { lock: self }
    }

    /// [`write`](RwLock::write) with a guard that borrows nothing.
    ///
    /// Cancel safety: only the place in line is lost.
    #[crate::coroutine]
    pub async fn write_owned(self: Arc<Self>) -> OwnedRwLockWriteGuard<T> {
        self.permits.acquire(ALL).await.expect("the permits of a lock are never closed");
        OwnedRwLockWriteGuard { lock: self }
    }

    /// The value to read, if no writer has it and nobody is in line.
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        self.permits.try_acquire(1).ok()?;
        Some(RwLockReadGuard { lock: self })
    }

    /// The value to write, if nobody has it or is in line.
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        self.permits.try_acquire(ALL).ok()?;
        Some(RwLockWriteGuard { lock: self })
    }

    /// [`try_read`](RwLock::try_read) with a guard that borrows nothing.
    pub fn try_read_owned(self: Arc<Self>) -> Option<OwnedRwLockReadGuard<T>> {
        self.permits.try_acquire(1).ok()?;
        Some(OwnedRwLockReadGuard { lock: self })
    }

    /// [`try_write`](RwLock::try_write) with a guard that borrows nothing.
    pub fn try_write_owned(self: Arc<Self>) -> Option<OwnedRwLockWriteGuard<T>> {
        self.permits.try_acquire(ALL).ok()?;
        Some(OwnedRwLockWriteGuard { lock: self })
    }

    /// [`read`](RwLock::read) for threads without a runtime: the thread stands still until it has the value.
    pub fn blocking_read(&self) -> RwLockReadGuard<'_, T> {
        block_on(self.read())
    }

    /// [`write`](RwLock::write) for threads without a runtime: the thread stands still until it has the value.
    pub fn blocking_write(&self) -> RwLockWriteGuard<'_, T> {
        block_on(self.write())
    }

    /// The value, without locking: nobody else can have it.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T> From<T> for RwLock<T> {
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

impl<T: Default> Default for RwLock<T> {
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

/// The value of a [`RwLock`], to read.
#[must_use = "a guard that is dropped unlocks at once"]
pub struct RwLockReadGuard<'a, T: ?Sized> {
    pub(super) lock: &'a RwLock<T>,
}

/// The value of a [`RwLock`], to read and to write.
#[must_use = "a guard that is dropped unlocks at once"]
pub struct RwLockWriteGuard<'a, T: ?Sized> {
    pub(super) lock: &'a RwLock<T>,
}

/// The value of a [`RwLock`] in an [`Arc`], to read.
#[must_use = "a guard that is dropped unlocks at once"]
pub struct OwnedRwLockReadGuard<T: ?Sized> {
    lock: Arc<RwLock<T>>,
}

/// The value of a [`RwLock`] in an [`Arc`], to read and to write.
#[must_use = "a guard that is dropped unlocks at once"]
pub struct OwnedRwLockWriteGuard<T: ?Sized> {
    lock: Arc<RwLock<T>>,
}

impl<'a, T: ?Sized> RwLockWriteGuard<'a, T> {
    /// Goes on with reading only, and lets other readers in; no writer gets in between.
    pub fn downgrade(self) -> RwLockReadGuard<'a, T> {
        let lock = self.lock;
        // One of the permits stays taken: it is the reader's.
        mem::forget(self);
        lock.permits.release(ALL - 1);
        RwLockReadGuard { lock }
    }
}

impl<T: ?Sized> OwnedRwLockWriteGuard<T> {
    /// Goes on with reading only, and lets other readers in; no writer gets in between.
    pub fn downgrade(self) -> OwnedRwLockReadGuard<T> {
        // One of the permits stays taken: it is the reader's, and so is the reference.
        let guard = mem::ManuallyDrop::new(self);
        // SAFETY: the guard is not used after this, nor dropped.
        let lock = unsafe { std::ptr::read(&guard.lock) };
        lock.permits.release(ALL - 1);
        OwnedRwLockReadGuard { lock }
    }
}

macro_rules! guard {
    ($guard:ty, $permits:expr) => {
        impl<T: ?Sized> Deref for $guard {
            type Target = T;

            fn deref(&self) -> &T {
                // SAFETY: the guard has a permit, so no writer has all of them but perhaps this guard, to which nobody has a `&mut` meanwhile.
                unsafe { &*self.lock.value.get() }
            }
        }

        impl<T: ?Sized> Drop for $guard {
            fn drop(&mut self) {
                self.lock.permits.release($permits);
            }
        }

        impl<T: ?Sized + fmt::Debug> fmt::Debug for $guard {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

macro_rules! write_guard {
    ($guard:ty) => {
        guard!($guard, ALL);

        impl<T: ?Sized> DerefMut for $guard {
            fn deref_mut(&mut self) -> &mut T {
                // SAFETY: the guard has all permits, so no other guard exists, and this one is borrowed uniquely.
                unsafe { &mut *self.lock.value.get() }
            }
        }
    };
}

guard!(RwLockReadGuard<'_, T>, 1);
guard!(OwnedRwLockReadGuard<T>, 1);
write_guard!(RwLockWriteGuard<'_, T>);
write_guard!(OwnedRwLockWriteGuard<T>);

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.try_read() {
            Some(value) => f.debug_tuple("RwLock").field(&&*value).finish(),
            None => f.write_str("RwLock(<locked>)"),
        }
    }
}
