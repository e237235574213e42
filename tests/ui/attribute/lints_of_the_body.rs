//! Lints are reported from the body, once.

#![deny(unused_variables, unused_mut, unused_assignments, dead_code, unreachable_code)]

use resumable::yield_now;

#[resumable::coroutine]
pub async fn call(unused_parameter: u32) -> u32 {
    let unused = 1;
    let mut never_changed = 2;
    let mut overwritten = 3;
    overwritten = 4;
    yield_now().await;
    if never_changed == 2 {
        return overwritten;
        yield_now().await;
    }
    5
}

#[resumable::coroutine]
async fn never_called() {
    yield_now().await;
}

fn main() {}
