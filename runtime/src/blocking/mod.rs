//! Threads for work that blocks: [`spawn_blocking`].

mod pool;

pub(crate) use pool::{Load, load, spawn_system_call};
pub use pool::{set_max_blocking_threads, spawn_blocking};
