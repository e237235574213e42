//! Waiting for a moment: [`sleep`], [`timeout`], [`interval`].
//!
//! Timers never fire early. They fire late by up to 17 microseconds, by what the operating system takes to wake a thread, 50 microseconds or so, and
//! by however long the thread is busy with other tasks. Elsewhere than on Linux the operating system may add its own grain, such as a millisecond. Durations that are too long for the clock mean "never", so [`Duration::MAX`] is a way to say that.
//!
//! A timer costs nothing until it is first polled, and is removed when it is dropped. It uses the runtime of the thread that polls it.
//!
//! ```
//! use resumable::time::{Duration, sleep, timeout};
//!
//! resumable::block_on(async {
//!     sleep(Duration::from_millis(1)).await;
//!     let too_late = timeout(Duration::from_millis(1), sleep(Duration::MAX)).await;
//!     assert!(too_late.is_err());
//! });
//! ```

mod clock;
mod interval;
mod sleep;
mod timeout;

pub use clock::{advance, now};
pub use interval::{Interval, MissedTicks, interval, interval_at};
pub use sleep::{Sleep, sleep, sleep_until};
pub use std::time::{Duration, Instant};
pub use timeout::{Elapsed, Timeout, timeout, timeout_at};
