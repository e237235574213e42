//! Guards of a part of what is locked.
//!
//! Each keeps the value locked, as the guard that it was made of did, and points into it. Invariant: the pointer is to something inside of the value,
//! made of a reference that the former guard gave, and nobody else reaches the value as long as this guard exists: others at all, or by more than
//! shared references.

use super::mutex::{MutexGuard, OwnedMutexGuard};
use super::permits::Permits;
use super::rw_lock::{ALL, OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLockReadGuard, RwLockWriteGuard};
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

/// Permits of a lock, which are put back when this is dropped.
struct Held<'a> {
    permits: &'a Permits,
    count: usize,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.permits.release(self.count);
    }
}

/// A part of the value of a [`Mutex`](super::Mutex), which is unlocked when this is dropped. Made by [`MutexGuard::map`].
#[must_use = "a guard that is dropped unlocks at once"]
pub struct MappedMutexGuard<'a, T: ?Sized> {
    part: NonNull<T>,
    held: Held<'a>,
    _like: PhantomData<&'a mut T>,
}

/// A part of the value of a [`RwLock`](super::RwLock), to read. Made by [`RwLockReadGuard::map`].
#[must_use = "a guard that is dropped unlocks at once"]
pub struct MappedRwLockReadGuard<'a, T: ?Sized> {
    part: NonNull<T>,
    held: Held<'a>,
    _like: PhantomData<&'a T>,
}

/// A part of the value of a [`RwLock`](super::RwLock), to read and to write. Made by [`RwLockWriteGuard::map`].
#[must_use = "a guard that is dropped unlocks at once"]
pub struct MappedRwLockWriteGuard<'a, T: ?Sized> {
    part: NonNull<T>,
    held: Held<'a>,
    _like: PhantomData<&'a mut T>,
}

/// A part of the value of a [`Mutex`](super::Mutex) in an [`Arc`](std::sync::Arc), which is unlocked when this is dropped. Made by
/// [`OwnedMutexGuard::map`].
#[must_use = "a guard that is dropped unlocks at once"]
pub struct OwnedMappedMutexGuard<T: ?Sized, U: ?Sized> {
    part: NonNull<U>,
    held: OwnedMutexGuard<T>,
    _like: PhantomData<*mut U>,
}

/// A part of the value of a [`RwLock`](super::RwLock) in an [`Arc`](std::sync::Arc), to read. Made by [`OwnedRwLockReadGuard::map`].
#[must_use = "a guard that is dropped unlocks at once"]
pub struct OwnedMappedRwLockReadGuard<T: ?Sized, U: ?Sized> {
    part: NonNull<U>,
    held: OwnedRwLockReadGuard<T>,
    _like: PhantomData<*const U>,
}

/// A part of the value of a [`RwLock`](super::RwLock) in an [`Arc`](std::sync::Arc), to read and to write. Made by
/// [`OwnedRwLockWriteGuard::map`].
#[must_use = "a guard that is dropped unlocks at once"]
pub struct OwnedMappedRwLockWriteGuard<T: ?Sized, U: ?Sized> {
    part: NonNull<U>,
    held: OwnedRwLockWriteGuard<T>,
    _like: PhantomData<*mut U>,
}

// SAFETY: the guard is the only way to the part, as `&mut T` is, and puts permits back, which any thread may do.
unsafe impl<T: ?Sized + Send> Send for MappedMutexGuard<'_, T> {}
// SAFETY: a shared guard gives `&T` and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for MappedMutexGuard<'_, T> {}
// SAFETY: the guard gives `&T`, while other threads may have references to it as well, and puts permits back, which any thread may do.
unsafe impl<T: ?Sized + Sync> Send for MappedRwLockReadGuard<'_, T> {}
// SAFETY: a shared guard gives `&T` and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for MappedRwLockReadGuard<'_, T> {}
// SAFETY: as that of a mutex.
unsafe impl<T: ?Sized + Send> Send for MappedRwLockWriteGuard<'_, T> {}
// SAFETY: a shared guard gives `&T` and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for MappedRwLockWriteGuard<'_, T> {}
// SAFETY: of the part, as above. The guard that is kept may go to the thread as well, and drop the value there.
unsafe impl<T: ?Sized, U: ?Sized + Send> Send for OwnedMappedMutexGuard<T, U> where OwnedMutexGuard<T>: Send {}
// SAFETY: a shared guard gives `&U` and nothing else.
unsafe impl<T: ?Sized, U: ?Sized + Sync> Sync for OwnedMappedMutexGuard<T, U> where OwnedMutexGuard<T>: Sync {}
// SAFETY: of the part, as above. The guard that is kept may go to the thread as well, and drop the value there.
unsafe impl<T: ?Sized, U: ?Sized + Sync> Send for OwnedMappedRwLockReadGuard<T, U> where OwnedRwLockReadGuard<T>: Send {}
// SAFETY: a shared guard gives `&U` and nothing else.
unsafe impl<T: ?Sized, U: ?Sized + Sync> Sync for OwnedMappedRwLockReadGuard<T, U> where OwnedRwLockReadGuard<T>: Sync {}
// SAFETY: of the part, as above. The guard that is kept may go to the thread as well, and drop the value there.
unsafe impl<T: ?Sized, U: ?Sized + Send> Send for OwnedMappedRwLockWriteGuard<T, U> where OwnedRwLockWriteGuard<T>: Send {}
// SAFETY: a shared guard gives `&U` and nothing else.
unsafe impl<T: ?Sized, U: ?Sized + Sync> Sync for OwnedMappedRwLockWriteGuard<T, U> where OwnedRwLockWriteGuard<T>: Sync {}

/// Names the type of a reference: `reference!(mut T)` is `&mut T`.
macro_rules! reference {
    (mut $type:ty) => {
        &mut $type
    };
    (shared $type:ty) => {
        &$type
    };
}

/// `map!([generics], From, To, T, mut, |guard| held)`: the functions that make a guard of a part, where the expression is what that keeps.
macro_rules! map {
    ([$($generics:tt)*], $from:ty, $to:ident<$($to_generics:tt),*>, $type:ident, $kind:ident, |$guard:ident| $held:expr) => {
        impl<$($generics)*> $from {
            /// Makes a guard of a part of the value. The rest stays locked with it.
            ///
            /// It is called as `map(guard, closure)` with the name of the type before it, since the value may have a method of that name.
            #[allow(unused_mut)]
            pub fn map<U: ?Sized>(
                mut $guard: Self,
                part: impl FnOnce(reference!($kind $type)) -> reference!($kind U),
            ) -> $to<$($to_generics),*> {
                let part = NonNull::from(part(access!($kind $guard)));
                $to { part, held: $held, _like: PhantomData }
            }

            /// Makes a guard of a part of the value, if the closure finds it.
            ///
            /// # Errors
            ///
            /// The guard, if it does not.
            #[allow(unused_mut)]
            pub fn try_map<U: ?Sized>(
                mut $guard: Self,
                part: impl FnOnce(reference!($kind $type)) -> Option<reference!($kind U)>,
            ) -> Result<$to<$($to_generics),*>, Self> {
                match part(access!($kind $guard)).map(NonNull::from) {
                    Some(part) => Ok($to { part, held: $held, _like: PhantomData }),
                    None => Err($guard),
                }
            }
        }
    };
}

/// The value of a guard: `access!(mut guard)`.
macro_rules! access {
    (mut $guard:ident) => {
        &mut *$guard
    };
    (shared $guard:ident) => {
        &*$guard
    };
}

/// What the guard holds, from now on held by another.
fn take_over<'a, G>(guard: G, permits: &'a Permits, count: usize) -> Held<'a> {
    mem::forget(guard);
    Held { permits, count }
}

map!(['a, T: ?Sized], MutexGuard<'a, T>, MappedMutexGuard<'a, U>, T, mut, |guard| {
    let permits = &guard.mutex().permits;
    take_over(guard, permits, 1)
});
map!(['a, T: ?Sized], RwLockReadGuard<'a, T>, MappedRwLockReadGuard<'a, U>, T, shared, |guard| {
    let permits = &guard.lock.permits;
    take_over(guard, permits, 1)
});
map!(['a, T: ?Sized], RwLockWriteGuard<'a, T>, MappedRwLockWriteGuard<'a, U>, T, mut, |guard| {
    let permits = &guard.lock.permits;
    take_over(guard, permits, ALL)
});
map!(['a, T: ?Sized], MappedMutexGuard<'a, T>, MappedMutexGuard<'a, U>, T, mut, |guard| guard.held);
map!(['a, T: ?Sized], MappedRwLockReadGuard<'a, T>, MappedRwLockReadGuard<'a, U>, T, shared, |guard| guard.held);
map!(['a, T: ?Sized], MappedRwLockWriteGuard<'a, T>, MappedRwLockWriteGuard<'a, U>, T, mut, |guard| guard.held);
map!([T: ?Sized], OwnedMutexGuard<T>, OwnedMappedMutexGuard<T, U>, T, mut, |guard| guard);
map!([T: ?Sized], OwnedRwLockReadGuard<T>, OwnedMappedRwLockReadGuard<T, U>, T, shared, |guard| guard);
map!([T: ?Sized], OwnedRwLockWriteGuard<T>, OwnedMappedRwLockWriteGuard<T, U>, T, mut, |guard| guard);
map!([T: ?Sized, V: ?Sized], OwnedMappedMutexGuard<T, V>, OwnedMappedMutexGuard<T, U>, V, mut, |guard| guard.held);
map!([T: ?Sized, V: ?Sized], OwnedMappedRwLockReadGuard<T, V>, OwnedMappedRwLockReadGuard<T, U>, V, shared, |guard| {
    guard.held
});
map!([T: ?Sized, V: ?Sized], OwnedMappedRwLockWriteGuard<T, V>, OwnedMappedRwLockWriteGuard<T, U>, V, mut, |guard| {
    guard.held
});

macro_rules! guard {
    ([$($generics:tt)*], $guard:ty, $part:ident) => {
        impl<$($generics)*> Deref for $guard {
            type Target = $part;

            fn deref(&self) -> &$part {
                // SAFETY: the part is inside of the value, which is locked, so it is alive; and nobody has a `&mut` to it but perhaps this guard, to
                // which nobody has a `&mut` meanwhile.
                unsafe { self.part.as_ref() }
            }
        }

        impl<$($generics)*> fmt::Debug for $guard
        where
            $part: fmt::Debug,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<$($generics)*> fmt::Display for $guard
        where
            $part: fmt::Display,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }
    };
}

macro_rules! write_guard {
    ([$($generics:tt)*], $guard:ty, $part:ident) => {
        guard!([$($generics)*], $guard, $part);

        impl<$($generics)*> DerefMut for $guard {
            fn deref_mut(&mut self) -> &mut $part {
                // SAFETY: the part is inside of the value, which is locked, so it is alive; it was made of a `&mut`; and nobody else reaches it, as the
                // lock is this guard's alone, which is borrowed uniquely.
                unsafe { self.part.as_mut() }
            }
        }
    };
}

write_guard!([T: ?Sized], MappedMutexGuard<'_, T>, T);
guard!([T: ?Sized], MappedRwLockReadGuard<'_, T>, T);
write_guard!([T: ?Sized], MappedRwLockWriteGuard<'_, T>, T);
write_guard!([T: ?Sized, U: ?Sized], OwnedMappedMutexGuard<T, U>, U);
guard!([T: ?Sized, U: ?Sized], OwnedMappedRwLockReadGuard<T, U>, U);
write_guard!([T: ?Sized, U: ?Sized], OwnedMappedRwLockWriteGuard<T, U>, U);
