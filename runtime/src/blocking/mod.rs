//! Threads for work that blocks: [`spawn_blocking`].

mod job;
mod pool;

pub use pool::spawn_blocking;
