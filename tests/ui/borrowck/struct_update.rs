//! Struct update syntax moves what it takes from the rest.

use resumable::yield_now;

struct Settings {
    port: u16,
    host: String,
}

#[resumable::coroutine]
async fn work(given: Settings) -> Settings {
    let changed = Settings { port: 1, ..given };
    yield_now().await;
    drop(changed);
    given
}

fn main() {}
