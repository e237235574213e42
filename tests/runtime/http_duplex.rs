//! Servers that answer before they have read the request.

use crate::support::{LONG, run};
use resumable::http::{Client, Error, Method};
use resumable::io::{AsyncRead, BufReadExt, BufReader, ReadExt, WriteExt};
use resumable::net::{TcpListener, TcpStream};
use resumable::time::{Duration, sleep};
use resumable::{JoinHandle, spawn};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A server whose connections are what the function makes of them, after the head of the request. Returns its URL.
async fn serve<F, Fut>(mut talk: F) -> (String, JoinHandle<()>)
where
    F: FnMut(BufReader<TcpStream>) -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let task = spawn(async move {
        loop {
            let mut stream = BufReader::new(listener.accept().await.unwrap().0);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                stream.read_line(&mut head).await.unwrap();
            }
            spawn(talk(stream));
        }
    });
    (url, task)
}

/// Much more than two sockets hold.
const LARGE: usize = 30_000_000;

#[test]
fn an_answer_is_heard_while_the_request_is_sent() {
    run(async {
        let (url, server) = serve(|mut stream| async move {
            let answer = b"HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno";
            stream.write_all(answer).await.unwrap();
            // It reads no more, and does not hang up.
            sleep(LONG).await;
        })
        .await;
        let client = Client::new().timeout(Duration::from_secs(5));
        let response = client.post(&url, vec![b'x'; LARGE]).await.unwrap();
        assert_eq!((response.status(), response.body()), (413, &b"no"[..]));
        assert_eq!(client.idle_connections(), 0, "half a request is left in the connection");
        // Nor does it matter that the body has yet to be made.
        let request = client.request(Method::Post, &url).body_reader(Endless);
        assert_eq!(request.send().await.unwrap().status(), 413);
        server.abort();
    });
}

#[test]
fn an_echo_of_any_length_comes_back() {
    run(async {
        let (url, server) = serve(|mut stream| async move {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {LARGE}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            let mut buffer = vec![0; 64 * 1024];
            let mut left = LARGE;
            while left > 0 {
                let count = stream.read(&mut buffer).await.unwrap();
                stream.write_all(&buffer[..count]).await.unwrap();
                left -= count;
            }
            sleep(LONG).await;
        })
        .await;
        let client = Client::new().timeout(Duration::from_secs(8));
        let body = b"0123456789".repeat(LARGE / 10);
        let response = client.post(&url, body.clone()).await.unwrap();
        assert!(response.body() == body);
        assert_eq!(client.idle_connections(), 1, "the request is through");
        server.abort();
    });
}

#[test]
fn a_body_that_fails_fails_the_request() {
    run(async {
        let (url, server) = serve(|_stream| sleep(LONG)).await;
        let request = Client::new().request(Method::Post, &url).body_reader(Failing(3));
        assert!(matches!(request.send().await, Err(Error::Body(_))));
        server.abort();
    });
}

struct Endless;

impl AsyncRead for Endless {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<std::io::Result<usize>> {
        Poll::Ready(Ok(buffer.len()))
    }
}

/// Fails after so many reads.
struct Failing(u32);

impl AsyncRead for Failing {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<std::io::Result<usize>> {
        if self.0 == 0 {
            return Poll::Ready(Err(std::io::Error::other("on purpose")));
        }
        self.0 -= 1;
        Poll::Ready(Ok(buffer.len()))
    }
}
