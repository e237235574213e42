//! A value that is made when it is first needed, by a function that may wait.

use super::permits::Permits;
use crate::sync_shim::const_fn;
use std::fmt;
use std::future::Future;
use std::sync::OnceLock;

/// A value that is made at most once.
///
/// ```
/// use resumable::sync::OnceCell;
///
/// static ANSWER: OnceCell<u32> = OnceCell::new();
///
/// #[resumable::coroutine]
/// async fn compute() -> u32 {
///     resumable::yield_now().await;
///     42
/// }
///
/// assert_eq!(resumable::block_on(ANSWER.get_or_init(compute)), &42);
/// assert_eq!(ANSWER.get(), Some(&42));
/// ```
pub struct OnceCell<T> {
    value: OnceLock<T>,
    /// One permit: whoever has it may make the value.
    permits: Permits,
}

impl<T> OnceCell<T> {
    const_fn! {
        /// A cell without a value.
        pub fn new() -> Self {
            OnceCell { value: OnceLock::new(), permits: Permits::new(1) }
        }
    }

    /// The value, if there is one.
    pub fn get(&self) -> Option<&T> {
        self.value.get()
    }

    /// Puts a value in.
    ///
    /// # Errors
    ///
    /// Gives the value back if there is one already, or somebody is making it.
    pub fn set(&self, value: T) -> Result<(), T> {
        if self.permits.try_acquire(1).is_err() {
            return Err(value);
        }
        let _making = Making(&self.permits);
        self.value.set(value)
    }

    /// The value. If there is none, the function makes it, while others that ask wait.
    ///
    /// Cancel safety: nothing is lost but the work. If the one that makes the value is dropped, or panics, the next in line makes it.
    #[crate::coroutine]
    pub async fn get_or_init<F, Fut>(&self, make: F) -> &T
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = T>,
    {
        if let Some(value) = self.value.get() {
            return value;
        }
        self.permits.acquire(1).await.expect("the permits of a cell are never closed");
        let _making = Making(&self.permits);
        if let Some(value) = self.value.get() {
            return value;
        }
        let value = make().await;
        self.value.get_or_init(|| value)
    }

    /// The value. If there is none, the function tries to make it, while others that ask wait.
    ///
    /// Cancel safety: as for [`get_or_init`](OnceCell::get_or_init).
    ///
    /// # Errors
    ///
    /// That of the function. The cell stays without a value then, and the next in line tries.
    #[crate::coroutine]
    pub async fn get_or_try_init<E, F, Fut>(&self, make: F) -> Result<&T, E>
    where
        F: FnOnce() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        self.permits.acquire(1).await.expect("the permits of a cell are never closed");
        let _making = Making(&self.permits);
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let value = make().await?;
        Ok(self.value.get_or_init(|| value))
    }

    /// The value, if there is one, to be changed: nobody else can look at it.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut()
    }

    /// Whether there is a value.
    pub fn is_initialized(&self) -> bool {
        self.value.get().is_some()
    }

    /// Takes the value out, if there is one: the cell is then as new.
    pub fn take(&mut self) -> Option<T> {
        self.value.take()
    }

    /// The value, if there is one.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }
}

/// The permit to make the value.
struct Making<'a>(&'a Permits);

impl Drop for Making<'_> {
    fn drop(&mut self) {
        self.0.release(1);
    }
}

/// A cell with a value.
impl<T> From<T> for OnceCell<T> {
    fn from(value: T) -> Self {
        OnceCell { value: OnceLock::from(value), permits: Permits::new(1) }
    }
}

impl<T> Default for OnceCell<T> {
    fn default() -> Self {
        OnceCell::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OnceCell").field(&self.value.get()).finish()
    }
}
