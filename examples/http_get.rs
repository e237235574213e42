//! Two slow requests, one after the other; both answers are written through one reference that is held across both
//! waits.
//!
//! This is what coroutines are for: code that waits, written as if it did not. `buffer`, `writer`, which points to it,
//! and `counter` live in the coroutine while it waits for the network, and the thread is free for other tasks
//! meanwhile. The server that takes its time runs inside this program, on a free port of this machine, so the example
//! needs no network.
//!
//! ```console
//! $ cargo run --example http_get
//! HelloAsyncAwait
//! HelloAsyncAwait
//! Received 2 responses.
//! ```

use resumable::http::{self, DelayServer};
use std::error::Error;
use std::fmt::Write;

#[resumable::coroutine]
async fn request_twice(server: &DelayServer) -> Result<(), Box<dyn Error>> {
    let mut buffer = String::new();
    let writer = &mut buffer;
    let mut counter = 0;

    let response = http::get(server.url("/600/HelloAsyncAwait")).await?;
    writeln!(writer, "{}", response.text()?)?;
    counter += 1;

    let response = http::get(server.url("/400/HelloAsyncAwait")).await?;
    writeln!(writer, "{}", response.text()?)?;
    counter += 1;

    print!("{buffer}");
    println!("Received {counter} responses.");
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let server = DelayServer::start()?;
    resumable::block_on(request_twice(&server))
}
