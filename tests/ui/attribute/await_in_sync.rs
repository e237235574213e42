//! Without the attribute rustc explains what `.await` needs.

use resumable::yield_now;

fn work() {
    yield_now().await;
}

fn main() {}
