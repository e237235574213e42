//! A server that says what a test has written down.

use crate::support::Counter;
use resumable::io::{BufReadExt, BufReader, ReadExt, WriteExt};
use resumable::net::{TcpListener, TcpStream};
use resumable::{JoinHandle, spawn};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// A server that answers the nth request with the nth response, whatever connection it comes over. `!` at its end closes the connection.
pub struct Script {
    pub address: SocketAddr,
    pub connections: Counter,
    requests: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Script {
    pub async fn start(responses: impl IntoIterator<Item = &'static str>) -> Script {
        let responses: Arc<Mutex<VecDeque<&str>>> = Arc::new(Mutex::new(responses.into_iter().collect()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (connections, requests) = (Counter::default(), Arc::<Mutex<Vec<String>>>::default());
        let address = listener.local_addr().unwrap();
        let task = {
            let (connections, requests) = (connections.clone(), requests.clone());
            spawn(async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    connections.add();
                    spawn(converse(stream, responses.clone(), requests.clone()));
                }
            })
        };
        Script { address, connections, requests, task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(stream: TcpStream, responses: Arc<Mutex<VecDeque<&str>>>, requests: Arc<Mutex<Vec<String>>>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read_request(&mut stream).await {
        requests.lock().unwrap().push(request);
        let response = responses.lock().unwrap().pop_front().expect("the script has a response");
        stream.write_all(response.trim_end_matches('!').as_bytes()).await.unwrap();
        if response.ends_with('!') {
            return;
        }
    }
}

/// Head and body, which has a length or ends in `0\r\n\r\n`.
pub async fn read_request(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        if stream.read_line(&mut request).await.ok()? == 0 {
            return None;
        }
    }
    if let Some((_, rest)) = request.split_once("content-length: ") {
        let mut body = vec![0; rest.split_once("\r\n")?.0.parse().ok()?];
        stream.read_exact(&mut body).await.ok()?;
        request.push_str(std::str::from_utf8(&body).unwrap());
    } else if request.contains("transfer-encoding: chunked") {
        let head = request.len();
        while !request[head..].ends_with("0\r\n\r\n") {
            stream.read_line(&mut request).await.ok()?;
        }
    }
    Some(request)
}

pub const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
