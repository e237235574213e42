//! The HTTP client and servers that mean harm, or do it.

use crate::http_script::{OK, Script};
use crate::support::{LONG, poll_once, run};
use resumable::http::{Client, Error, Method};
use resumable::io::{AsyncWrite, ReadExt, WriteExt};
use resumable::net::TcpListener;
use resumable::time::{Duration, timeout};
use resumable::{spawn, yield_now};
use std::pin::Pin;
use std::task::{Context, Poll};

/// What comes behind it, now or later, would be the answer to the next request.
#[test]
fn a_connection_ends_with_a_response_that_announces_what_it_may_not_have() {
    run(async {
        let announces = [
            "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\n",
            "HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n",
            "HTTP/1.1 100 Continue\r\ncontent-length: 7\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        ];
        for response in announces {
            let server = Script::start([response, OK]).await;
            let client = Client::new();
            let response = client.get(server.url("/")).await.unwrap();
            assert_eq!((response.status(), response.body(), client.idle_connections()), (204, &b""[..], 0));
            assert_eq!(client.get(server.url("/")).await.unwrap().body(), b"ok");
            assert_eq!(server.connections.get(), 2);
        }
    });
}

/// Whether the answer has no body, has none yet, or had one.
#[test]
fn what_comes_late_answers_nothing() {
    const LATE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil";
    const FIRST: [&[u8]; 3] = [
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\ncontent-length: 43\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 43\r\n\r\n",
    ];
    run(async {
        for first in FIRST {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}/", listener.local_addr().unwrap());
            let (mut late, was_late) = {
                let (sender, receiver) = resumable::sync::oneshot::channel::<()>();
                (Some(sender), receiver)
            };
            let server = spawn(async move {
                let mut request = [0; 1000];
                let (mut poisoned, _) = listener.accept().await.unwrap();
                poisoned.read(&mut request).await.unwrap();
                poisoned.write_all(first).await.unwrap();
                was_late.await.unwrap();
                poisoned.write_all(LATE).await.unwrap();
                let (mut good, _) = listener.accept().await.unwrap();
                good.read(&mut request).await.unwrap();
                good.write_all(OK.as_bytes()).await.unwrap();
            });
            let client = Client::new();
            let response = client.head(&url).await.unwrap();
            assert_eq!((response.body(), client.idle_connections()), (&b""[..], 1));
            late.take().unwrap().send(()).unwrap();
            for _ in 0..10 {
                yield_now().await;
            }
            assert_eq!(client.get(&url).await.unwrap().body(), b"ok");
            timeout(LONG, server).await.unwrap().unwrap();
        }
    });
}

/// Takes no more than it is told to, and then fails.
struct Narrow(usize);

impl AsyncWrite for Narrow {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Poll::Ready(if taken == 0 { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(taken) })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn a_connection_ends_with_a_body_that_is_left_half_way() {
    const HALF: &str = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf!";
    const BAD: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\nx\r\n";
    run(async {
        // The server closes, or sends what is none, or more than is wanted.
        let server = Script::start([OK, HALF, OK, BAD, OK, OK, OK]).await;
        let client = Client::new();
        let get = |client: &Client| client.request(Method::Get, server.url("/"));
        get(&client).send().await.unwrap();
        assert!(matches!(get(&client).send().await, Err(Error::UnexpectedEnd)));
        assert_eq!(client.idle_connections(), 0);
        get(&client).send().await.unwrap();
        assert!(matches!(get(&client).send().await, Err(Error::BadChunk(_))));
        assert_eq!(client.idle_connections(), 0);
        get(&client).send().await.unwrap();
        assert!(matches!(get(&client).send_to(&mut Narrow(1)).await, Err(Error::Writer(_))));
        assert_eq!(client.idle_connections(), 0);
        assert!(matches!(get(&client.clone().max_body_bytes(1)).send().await, Err(Error::TooLarge(_))));
        assert_eq!((client.idle_connections(), server.connections.get()), (0, 4));
        // Or nobody waits any more.
        let silent = Script::start([OK, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf", OK]).await;
        client.get(silent.url("/")).await.unwrap();
        assert!(timeout(Duration::from_millis(20), client.get(silent.url("/"))).await.is_err());
        assert_eq!(client.idle_connections(), 0);
        assert_eq!(client.get(silent.url("/")).await.unwrap().body(), b"ok");
        assert_eq!(silent.connections.get(), 2);
    });
}

#[test]
fn redirects_lead_to_http_only_and_bring_no_names() {
    run(async {
        let bad =
            ["file:///etc/passwd", "javascript:x", "http:/x", "http://user:password@127.0.0.1/", "//me@host/", "///"];
        for location in bad {
            let response = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
            let server = Script::start([&*response.leak()]).await;
            let result = Client::new().get(server.url("/")).await;
            assert!(matches!(result, Err(Error::BadRedirect(_))), "{location}: {result:?}");
        }
    });
}

#[test]
fn names_and_passwords_go_in_a_header_and_to_one_server() {
    run(async {
        let refused = Client::new().get("http://me:secret@127.0.0.1/").await.unwrap_err();
        assert!(refused.to_string().contains("basic_auth"), "{refused}");
        let target = Script::start([OK]).await;
        let location = format!("HTTP/1.1 307 x\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", target.url("/"));
        let server = Script::start([&*location.leak()]).await;
        let request = Client::new().request(Method::Get, server.url("/")).basic_auth("Aladdin", "open sesame");
        request.send().await.unwrap();
        assert!(server.requests()[0].contains("authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
        assert!(!target.requests()[0].contains("authorization"));
        let colon = Client::new().request(Method::Get, server.url("/")).basic_auth("a:b", "");
        assert!(matches!(colon.send().await, Err(Error::BadHeader(_))));
    });
}

/// That it was last used elsewhere does not make it wait there.
#[test]
fn a_connection_that_was_made_in_another_runtime_is_not_used_here() {
    run(async {
        let server = Script::start([OK, OK, OK]).await;
        let client = Client::new();
        let other = resumable::Builder::new().worker_threads(2).build().unwrap();
        let mut request = Box::pin(client.get(server.url("/")));
        assert!(other.handle().enter(|| poll_once(request.as_mut())).is_pending());
        assert_eq!(request.await.unwrap().body(), b"ok");
        assert_eq!(client.idle_connections(), 1);
        drop(other);
        assert_eq!(client.post(server.url("/"), "once").await.unwrap().body(), b"ok");
        assert_eq!((server.connections.get(), client.idle_connections()), (2, 2));
    });
}
