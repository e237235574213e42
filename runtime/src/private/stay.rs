//! What a macro may not take along.
//!
//! A handle to a slot may be copied, but it may not outlive the frame. A macro that is given one may put it into a `move` closure, which would
//! carry it away. So a mention of a handle there mentions a [`Stay`] too: it is no copy, and [`Stays`] borrows it to the end of its block, on
//! every way out of that. A closure that took it along would move it while it is borrowed, which rustc rejects.
//!
//! ```compile_fail,E0505
//! macro_rules! later {
//!     ($value:expr) => {
//!         Box::new(move || $value)
//!     };
//! }
//!
//! #[resumable::coroutine]
//! async fn hides_a_move(text: String) -> Box<dyn Fn() -> bool> {
//!     let lent = &text;
//!     resumable::yield_now().await;
//!     drop(lent.len());
//!     let later = later!(text.starts_with("a"));
//!     resumable::yield_now().await;
//!     later
//! }
//! ```

/// Stands beside each handle that a macro is given.
pub struct Stay;

impl Stay {
    /// The handle.
    #[inline(always)]
    pub fn at<H>(&self, handle: H) -> H {
        handle
    }

    /// The index of the first.
    #[inline(always)]
    pub fn first(&self) -> usize {
        0
    }
}

/// Keeps a [`Stay`] from being moved.
pub struct Stays<'block>(#[expect(dead_code, reason = "to be borrowed is all it is for")] &'block Stay);

impl<'block> Stays<'block> {
    #[inline(always)]
    pub fn here(stay: &'block Stay) -> Self {
        Stays(stay)
    }
}

impl Drop for Stays<'_> {
    #[inline(always)]
    fn drop(&mut self) {}
}
