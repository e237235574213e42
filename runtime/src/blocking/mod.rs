//! Threads for work that blocks: [`spawn_blocking`].

mod pool;

pub use pool::spawn_blocking;
