//! One coroutine spawns three hundred, each of which waits for a slow answer, all at the same time, on one thread.
//!
//! A task costs one allocation of the size of its coroutine, not a thread with its stack, so that hundreds are nothing.
//! Each answer takes 300 milliseconds; one after the other they would take a minute and a half.
//!
//! ```console
//! $ cargo run --example many_requests
//! 300 responses, the last one "number 300"
//! their delays add up to 90s, and it took less than 10s
//! ```

use resumable::http::{self, DelayServer};
use resumable::spawn;
use std::time::{Duration, Instant};

const REQUESTS: u32 = 300;
const MILLIS: u32 = 300;

#[resumable::coroutine]
async fn request_all(server: &DelayServer) -> Result<Vec<String>, http::Error> {
    let mut tasks = Vec::new();
    for number in 1..=REQUESTS {
        let url = server.url(&format!("/{MILLIS}/number%20{number}"));
        tasks.push(spawn(request(url)));
    }

    let mut texts = Vec::new();
    for task in tasks {
        let text = task.await.expect("a request does not panic")?;
        texts.push(text);
    }
    Ok(texts)
}

#[resumable::coroutine]
async fn request(url: String) -> Result<String, http::Error> {
    let response = http::get(url).await?;
    Ok(response.text()?.to_owned())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = DelayServer::start()?;
    let start = Instant::now();
    let texts = resumable::block_on(request_all(&server))?;
    println!("{} responses, the last one {:?}", texts.len(), texts.last().expect("there are requests"));

    let (sum, limit) = (Duration::from_millis(MILLIS.into()) * REQUESTS, Duration::from_secs(10));
    assert!(start.elapsed() < limit, "the requests did not wait together");
    println!("their delays add up to {sum:?}, and it took less than {limit:?}");
    Ok(())
}
