//! A number of permits.

use super::permits::{Permits, Refused};
use crate::sync_shim::const_fn;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// Gives out permits, to bound how many do something at once.
///
/// It is fair: those that wait are served in the order in which they were first polled, and whoever wants several permits is not overtaken by
/// those that want fewer. Needs no runtime.
///
/// ```
/// use resumable::sync::Semaphore;
///
/// static DOWNLOADS: Semaphore = Semaphore::new(4);
///
/// #[resumable::coroutine]
/// async fn download() {
///     let _permit = DOWNLOADS.acquire().await.unwrap();
///     // At most four are here at the same time.
/// }
///
/// resumable::block_on(download());
/// assert_eq!(DOWNLOADS.available_permits(), 4);
/// ```
pub struct Semaphore {
    permits: Permits,
}

impl Semaphore {
    /// The most permits that can be available at the same time.
    ///
    /// Those that are out are not counted, so others can be added in their place. But then there may be no room for them when they go back: a permit
    /// that is dropped where there are so many available panics.
    pub const MAX_PERMITS: usize = Permits::MOST;

    const_fn! {
        /// A semaphore with so many permits.
        ///
        /// # Panics
        ///
        /// If they are more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS).
        #[track_caller]
        pub fn new(permits: usize) -> Self {
            Semaphore { permits: Permits::new(permits) }
        }
    }

    /// How many permits are neither out nor forgotten. While somebody is in line who wants more, they are kept for him.
    pub fn available_permits(&self) -> usize {
        self.permits.available()
    }

    /// Adds permits. They serve those in line first.
    ///
    /// # Panics
    ///
    /// If they are more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS), together with those that are available already. Then none is added.
    #[track_caller]
    pub fn add_permits(&self, permits: usize) {
        self.permits.release(permits);
    }

    /// Waits for a permit. It goes back when it is dropped.
    ///
    /// Cancel safety: only the place in line is lost.
    ///
    /// # Errors
    ///
    /// When the semaphore is [closed](Semaphore::close).
    #[crate::coroutine]
    pub async fn acquire(&self) -> Result<SemaphorePermit<'_>, AcquireError> {
        self.acquire_many(1).await
    }

    /// Waits for so many permits, which are had together or not at all. 0 waits for those in line, and takes nothing. More than the semaphore has
    /// are waited for until they are added, and whoever is behind in line waits as well.
    ///
    /// Cancel safety: only the place in line is lost.
    ///
    /// # Errors
    ///
    /// When the semaphore is [closed](Semaphore::close).
    ///
    /// # Panics
    ///
    /// If they are more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS), for which one would wait for ever.
    #[crate::coroutine]
    pub async fn acquire_many(&self, permits: usize) -> Result<SemaphorePermit<'_>, AcquireError> {
        check_number(permits);
        match self.permits.acquire(permits).await {
            Ok(()) => Ok(SemaphorePermit { semaphore: self, permits }),
            Err(_) => Err(AcquireError(())),
        }
    }

    /// [`acquire`](Semaphore::acquire) with a permit that borrows nothing.
    ///
    /// Cancel safety: only the place in line is lost.
    ///
    /// # Errors
    ///
    /// When the semaphore is [closed](Semaphore::close).
    #[crate::coroutine]
    pub async fn acquire_owned(self: Arc<Self>) -> Result<OwnedSemaphorePermit, AcquireError> {
        Semaphore::acquire_many_owned(self, 1).await
    }

    /// [`acquire_many`](Semaphore::acquire_many) with permits that borrow nothing.
    ///
    /// Cancel safety: only the place in line is lost.
    ///
    /// # Errors
    ///
    /// When the semaphore is [closed](Semaphore::close).
    ///
    /// # Panics
    ///
    /// If they are more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS).
    #[crate::coroutine]
    pub async fn acquire_many_owned(self: Arc<Self>, permits: usize) -> Result<OwnedSemaphorePermit, AcquireError> {
        check_number(permits);
        let acquired = self.permits.acquire(permits).await;
        match acquired {
            Ok(()) => Ok(OwnedSemaphorePermit { semaphore: self, permits }),
            Err(_) => Err(AcquireError(())),
        }
    }

    /// Takes a permit if one is there and nobody is in line.
    ///
    /// # Errors
    ///
    /// When that is not so.
    pub fn try_acquire(&self) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        self.try_acquire_many(1)
    }

    /// Takes so many permits if they are there and nobody is in line. 0 are there always.
    ///
    /// # Errors
    ///
    /// When that is not so, or the semaphore is closed.
    ///
    /// # Panics
    ///
    /// If they are more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS).
    #[track_caller]
    pub fn try_acquire_many(&self, permits: usize) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        check_number(permits);
        self.permits.try_acquire(permits)?;
        Ok(SemaphorePermit { semaphore: self, permits })
    }

    /// [`try_acquire`](Semaphore::try_acquire) with a permit that borrows nothing.
    ///
    /// # Errors
    ///
    /// When there is none, or somebody is in line.
    pub fn try_acquire_owned(self: Arc<Self>) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        self.permits.try_acquire(1)?;
        Ok(OwnedSemaphorePermit { semaphore: self, permits: 1 })
    }

    /// [`try_acquire_many`](Semaphore::try_acquire_many) with permits that borrow nothing.
    ///
    /// # Errors
    ///
    /// When there are not so many, or somebody is in line.
    ///
    /// # Panics
    ///
    /// If they are more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS).
    #[track_caller]
    pub fn try_acquire_many_owned(self: Arc<Self>, permits: usize) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        check_number(permits);
        self.permits.try_acquire(permits)?;
        Ok(OwnedSemaphorePermit { semaphore: self, permits })
    }

    /// Takes at most so many permits away for good, of those that are there now, and says how many. Those that are out are not touched.
    pub fn forget_permits(&self, most: usize) -> usize {
        self.permits.take_up_to(most)
    }

    /// Gives out no more permits: those that wait, and those that ask later, get an error. Permits that are out stay valid, and so are those that were
    /// given to somebody who has not been polled since. Those that go back, or are added, are counted as before.
    pub fn close(&self) {
        self.permits.close();
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.permits.is_closed()
    }
}

/// Refuses what can never be had.
#[track_caller]
fn check_number(permits: usize) {
    assert!(permits <= Semaphore::MAX_PERMITS, "these are more permits than there can be");
}

/// Permits of a [`Semaphore`], which go back when this is dropped.
#[must_use = "a permit that is dropped goes back at once"]
pub struct SemaphorePermit<'a> {
    semaphore: &'a Semaphore,
    permits: usize,
}

/// Permits of a [`Semaphore`] in an [`Arc`], which go back when this is dropped.
#[must_use = "a permit that is dropped goes back at once"]
pub struct OwnedSemaphorePermit {
    semaphore: Arc<Semaphore>,
    permits: usize,
}

macro_rules! permit {
    ($type:ty) => {
        impl $type {
            /// How many permits these are.
            pub fn num_permits(&self) -> usize {
                self.permits
            }

            /// Takes so many of them out, to go back on their own; `None` if they are not so many.
            pub fn split(&mut self, permits: usize) -> Option<Self> {
                self.permits = self.permits.checked_sub(permits)?;
                Some(Self { semaphore: self.semaphore.clone(), permits })
            }

            /// Adds others, to go back together.
            ///
            /// # Panics
            ///
            /// If they are of another semaphore, or more than [`MAX_PERMITS`](Semaphore::MAX_PERMITS) together. Then the others go back alone.
            #[track_caller]
            pub fn merge(&mut self, mut other: Self) {
                let (ours, theirs): (&Semaphore, &Semaphore) = (&self.semaphore, &other.semaphore);
                assert!(std::ptr::eq(ours, theirs), "permits of different semaphores cannot be merged");
                let sum = self.permits.saturating_add(other.permits);
                assert!(
                    sum <= Semaphore::MAX_PERMITS,
                    "too many permits: no more can go back together than a semaphore can have"
                );
                self.permits = sum;
                other.permits = 0;
            }

            /// Does not put the permits back: the semaphore has fewer from now on.
            pub fn forget(mut self) {
                self.permits = 0;
            }
        }

        impl Drop for $type {
            fn drop(&mut self) {
                if self.permits > 0 {
                    self.semaphore.add_permits(self.permits);
                }
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple("SemaphorePermit").field(&self.permits).finish()
            }
        }
    };
}

permit!(SemaphorePermit<'_>);
permit!(OwnedSemaphorePermit);

/// The semaphore is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcquireError(());

/// Why [`Semaphore::try_acquire`] has no permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TryAcquireError {
    /// There are not enough now, or somebody is in line for them.
    NoPermits,
    /// The semaphore is closed.
    Closed,
}

impl From<Refused> for TryAcquireError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Busy => TryAcquireError::NoPermits,
            Refused::Closed => TryAcquireError::Closed,
        }
    }
}

impl fmt::Display for AcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the semaphore is closed")
    }
}

impl fmt::Display for TryAcquireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TryAcquireError::NoPermits => "there are no permits",
            TryAcquireError::Closed => "the semaphore is closed",
        })
    }
}

impl Error for AcquireError {}
impl Error for TryAcquireError {}

impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Semaphore").field("permits", &self.available_permits()).finish_non_exhaustive()
    }
}
