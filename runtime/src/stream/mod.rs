//! Values that come one after the other, with waits in between.
//!
//! [`Stream`] is that of futures-core, so that streams of other crates work here and ours work there. [`StreamExt`] adds the methods. Receivers
//! of [`mpsc`](crate::sync::mpsc) are streams; [`iter`], [`once`], [`unfold`] and [`poll_fn`] make streams of iterators, of a future, and of functions.
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
mod ask;
mod chunks;
mod combine;
mod concurrent;
mod consume;
mod crowd;
mod ext;
mod make;
mod select;
mod timed;

pub use adapt::{Enumerate, Filter, FilterMap, Inspect, Map, Skip, SkipWhile, Take, TakeWhile, Then};
pub use ask::{All, Any, Count, Fallible, TryCollect, TryForEach};
pub use chunks::{Chunks, ReadyChunks};
pub use combine::{Chain, Flatten, Merge, Zip};
pub use concurrent::{BufferUnordered, Buffered, ForEachConcurrent};
pub use consume::{Collect, Fold, ForEach, Next};
pub use ext::StreamExt;
pub use futures_core::Stream;
pub use make::{Empty, Iter, Once, PollFn, Unfold, empty, iter, once, poll_fn, unfold};
pub use select::{SelectAll, select_all};
pub use timed::{Throttle, Timeout};
