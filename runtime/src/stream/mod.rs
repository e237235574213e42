//! Values that come one after the other, with waits in between.
//!
//! [`Stream`] is that of futures-core, so that streams of other crates work here and ours work there. [`StreamExt`] adds the methods. Receivers
//! of [`mpsc`](crate::sync::mpsc) are streams; [`iter`] and [`unfold`] make streams of iterators and of functions that wait.
//!
//! ```
//! use resumable::stream::{self, StreamExt};
//!
//! #[resumable::coroutine]
//! async fn sum_of_squares(limit: u32) -> u32 {
//!     let mut squares = stream::iter(1..=limit).map(|number| number * number);
//!     let mut sum = 0;
//!     while let Some(square) = squares.next().await {
//!         sum += square;
//!     }
//!     sum
//! }
//!
//! assert_eq!(resumable::block_on(sum_of_squares(3)), 14);
//! ```

mod adapt;
mod combine;
mod concurrent;
mod consume;
mod crowd;
mod ext;
mod make;

pub use adapt::{Enumerate, Filter, FilterMap, Map, Skip, Take, TakeWhile, Then};
pub use combine::{Chain, Merge, Zip};
pub use concurrent::{BufferUnordered, Buffered, ForEachConcurrent};
pub use consume::{Collect, Fold, ForEach, Next};
pub use ext::StreamExt;
pub use futures_core::Stream;
pub use make::{Iter, Unfold, iter, unfold};
