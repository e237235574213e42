//! One thread waits for ten thousand slow answers at once.
//!
//! A waiting request costs its coroutine and a connection, two kilobytes in all, not a thread with its stack. Each answer takes
//! a second; one after the other they would take almost three hours. The server is a process of its own, because the operating
//! system counts open files by process. Where it allows fewer, the requests share as many connections as there can be.
//!
//! ```console
//! $ cargo run --example many_requests
//! 10000 responses, every one of them right
//! their delays add up to 10000s, and it took less than 100s
//! ```

use resumable::http::{Client, DelayServer, Error};
use resumable::sync::Semaphore;
use resumable::{JoinHandle, spawn};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const REQUESTS: usize = 10_000;
const MILLIS: u64 = 1000;
const LIMIT: Duration = Duration::from_secs(100);
/// In bytes, for all of them together.
const MEMORY: u64 = 100 << 20;

#[resumable::coroutine]
async fn request_all(server: String) -> Result<usize, Error> {
    let client = Client::new().max_idle(0).connect_timeout(LIMIT).timeout(LIMIT);
    let connections = Arc::new(Semaphore::new(open_files().saturating_sub(100).clamp(1, REQUESTS)));
    let mut tasks: Vec<JoinHandle<Result<String, Error>>> = Vec::new();
    for number in 0..REQUESTS {
        let url = format!("{server}/{MILLIS}/number%20{number}");
        tasks.push(spawn(request(client.clone(), connections.clone(), url)));
    }
    let mut right = 0;
    for (number, task) in tasks.into_iter().enumerate() {
        let text = task.await.expect("a request does not panic")?;
        right += usize::from(text == format!("number {number}"));
    }
    Ok(right)
}

#[resumable::coroutine]
async fn request(client: Client, connections: Arc<Semaphore>, url: String) -> Result<String, Error> {
    let _connection = connections.acquire().await.expect("the semaphore is never closed");
    let response = client.get(url).await?;
    response.into_string()
}

/// How many files this process may open, after asking for as many as it can have.
fn open_files() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // If that is refused, the limit stays as it was.
        let _ = setrlimit(Resource::Nofile, limit);
        getrlimit(Resource::Nofile).current.map_or(REQUESTS, |current| current as usize)
    }
    #[cfg(not(unix))]
    REQUESTS
}

/// This program once more, as the server; and its URL.
fn start_server() -> std::io::Result<(Child, String)> {
    let mut command = Command::new(std::env::current_exe()?);
    let mut server = command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut url = String::new();
    BufReader::new(server.stdout.take().expect("it is piped")).read_line(&mut url)?;
    Ok((server, url.trim().to_owned()))
}

fn serve() -> std::io::Result<()> {
    open_files();
    let server = DelayServer::start()?;
    println!("{}", server.url(""));
    // Until the other process ends, however it does.
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// The most memory that this process has had at a time, in bytes, where the operating system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? << 10)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if std::env::args().any(|argument| argument == "serve") {
        return Ok(serve()?);
    }
    let (mut server, url) = start_server()?;
    let start = Instant::now();
    let right = resumable::block_on(request_all(url))?;
    server.kill()?;
    server.wait()?;
    assert_eq!(right, REQUESTS);
    println!("{right} responses, every one of them right");

    assert!(start.elapsed() < LIMIT, "the requests did not wait together");
    assert!(peak_memory().is_none_or(|bytes| bytes < MEMORY), "a request takes too much memory: {:?}", peak_memory());
    if std::env::var_os("VERBOSE").is_some() {
        eprintln!("{:?}, {:?} bytes at most", start.elapsed(), peak_memory());
    }
    println!(
        "their delays add up to {:?}, and it took less than {LIMIT:?}",
        Duration::from_millis(MILLIS) * REQUESTS as u32
    );
    Ok(())
}
