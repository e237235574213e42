//! Why a task has no output.

use crate::prelude::*;
use crate::wake::panic_message;
use std::any::Any;
use std::error::Error;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// What [`JoinHandle`](super::JoinHandle) resolves to when the task has no output: it panicked, or it was cancelled.
pub struct JoinError(Cause);

enum Cause {
    Cancelled,
    /// The lock is there for `Sync` only, which a panic payload is not. Nobody ever waits for it.
    Panicked(Mutex<Box<dyn Any + Send>>),
}

impl JoinError {
    pub(crate) fn cancelled() -> Self {
        JoinError(Cause::Cancelled)
    }

    pub(crate) fn panicked(payload: Box<dyn Any + Send>) -> Self {
        JoinError(Cause::Panicked(Mutex::new(payload)))
    }

    /// Whether the task was aborted, or its runtime dropped, before it came to its end.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.0, Cause::Cancelled)
    }

    /// Whether the task's future, or its destructor, panicked.
    pub fn is_panic(&self) -> bool {
        matches!(self.0, Cause::Panicked(_))
    }

    /// The value the task panicked with, to be given to [`std::panic::resume_unwind`]; or the error itself, if there was no panic.
    ///
    /// # Errors
    ///
    /// Gives itself back if it is no panic.
    pub fn try_into_panic(self) -> Result<Box<dyn Any + Send>, JoinError> {
        match self.0 {
            Cause::Panicked(payload) => Ok(payload.into_inner().unwrap_or_else(PoisonError::into_inner)),
            Cause::Cancelled => Err(self),
        }
    }

    /// The value the task panicked with, to be given to [`std::panic::resume_unwind`].
    ///
    /// # Panics
    ///
    /// If there was no panic.
    #[track_caller]
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        match self.try_into_panic() {
            Ok(payload) => payload,
            Err(_) => panic!("the task was cancelled: look at `is_panic` first, or use `try_into_panic`"),
        }
    }

    /// The message of the panic, if it was a string, as those of `panic!` are.
    fn with_panic_message<R>(&self, show: impl FnOnce(Option<&str>) -> R) -> Option<R> {
        let Cause::Panicked(payload) = &self.0 else { return None };
        let payload = payload.lock().unwrap_or_else(PoisonError::into_inner);
        Some(show(panic_message(&**payload)))
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_panic_message(|message| match message {
            Some(message) => write!(f, "the task panicked: {message}"),
            None => f.write_str("the task panicked"),
        })
        .unwrap_or_else(|| f.write_str("the task was cancelled"))
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_panic_message(|message| match message {
            Some(message) => write!(f, "JoinError::Panicked({message:?})"),
            None => f.write_str("JoinError::Panicked(..)"),
        })
        .unwrap_or_else(|| f.write_str("JoinError::Cancelled"))
    }
}

impl Error for JoinError {}

/// So that `?` works in functions that return [`std::io::Result`].
impl From<JoinError> for std::io::Error {
    fn from(error: JoinError) -> Self {
        std::io::Error::other(error)
    }
}
