//! Tasks, wakers and `block_on`.

use resumable::{block_on, spawn};

#[test]
fn a_spawned_task_gives_its_output() {
    assert_eq!(block_on(async { spawn(async { 6 * 7 }).await.unwrap() }), 42);
}
