//! What tasks do with each other: pass values, take turns, wait for one another.
//!
//! | | |
//! | --- | --- |
//! | [`oneshot`] | one value, once |
//! | [`mpsc`] | many values, from many senders to one receiver |
//! | [`broadcast`] | many values, each for every receiver |
//! | [`watch`] | the latest value |
//! | [`Mutex`], [`RwLock`] | a value for one at a time, or for many readers; [`MutexGuard::map`] for a part of it |
//! | [`Semaphore`] | permits, to bound how many do something |
//! | [`Notify`], [`Barrier`] | a wake without a value; a place to wait for each other |
//! | [`OnceCell`] | a value that is made when it is first needed |
//! | [`CancellationToken`] | a request to stop |
//!
//! All of it needs no runtime: it works in tasks of different runtimes, of this crate or another, on different threads, or outside any. Whoever
//! waits in line waits in the order in which it was first polled, and is not overtaken. When a future or an end is dropped, so is the waker that
//! it left behind, and neither wakers nor values are woken or dropped under a lock.
//!
//! Functions called `blocking_…` are for threads that run no coroutines. On the thread of a runtime they would stop all its tasks, perhaps the
//! one that they wait for.

mod barrier;
pub mod broadcast;
mod cancel;
mod latch;
mod mapped;
pub mod mpsc;
mod mutex;
mod notify;
mod once_cell;
pub mod oneshot;
pub(crate) mod park;
mod permits;
mod rw_lock;
mod semaphore;
mod wait_list;
pub mod watch;

pub use barrier::{Barrier, BarrierWaitResult};
pub use cancel::{CancelOnDrop, CancellationToken};
pub use mapped::{
    MappedMutexGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard, OwnedMappedMutexGuard, OwnedMappedRwLockReadGuard,
    OwnedMappedRwLockWriteGuard,
};
pub use mutex::{Mutex, MutexGuard, OwnedMutexGuard};
pub use notify::{Notified, Notify};
pub use once_cell::OnceCell;
pub use rw_lock::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use semaphore::{AcquireError, OwnedSemaphorePermit, Semaphore, SemaphorePermit, TryAcquireError};
