//! Errors are collected with their spans and reported together. Between two phases stands a `barrier()?`: what a later phase would make of
//! a body that an earlier one complained about is not worth reading.

use proc_macro2::{Span, TokenStream};
use std::cell::RefCell;
use std::fmt::Display;

/// The errors so far. Dropping them unread is a bug of the compiler.
#[derive(Default)]
pub struct Diagnostics {
    errors: RefCell<Vec<syn::Error>>,
}

/// Some phase has complained: nothing later may run.
#[derive(Debug)]
pub struct Stop;

impl Diagnostics {
    /// `message` is lower case, without a full stop, and says what to write instead.
    pub fn error(&self, span: Span, message: impl Display) {
        self.errors.borrow_mut().push(syn::Error::new(span, message))
    }

    pub fn syntax(&self, error: syn::Error) {
        self.errors.borrow_mut().push(error)
    }

    pub fn barrier(&self) -> Result<(), Stop> {
        if self.errors.borrow().is_empty() { Ok(()) } else { Err(Stop) }
    }

    /// The errors as `compile_error!` items.
    pub fn into_tokens(self) -> TokenStream {
        self.errors.take().iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Diagnostics {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.errors.borrow().is_empty(), "diagnostics were dropped unread");
        }
    }
}
