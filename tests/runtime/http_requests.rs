//! The HTTP client: methods, bodies, redirects, connections that are kept.

use crate::http_framing::serve;
use crate::http_script::{OK, Script, read_request};
use crate::support::{LONG, poll_once, run};
use resumable::http::{Client, Error, Method};
use resumable::io::{AsyncRead, AsyncWrite, BufReader, ErrorKind, ReadExt, WriteExt};
use resumable::net::{TcpListener, TcpStream};
use resumable::sync::mpsc;
use resumable::time::{Duration, advance, sleep};
use resumable::{Builder, Runtime, spawn, yield_now};
use std::io::{Read, Write};
use std::net;
use std::pin::{Pin, pin};
use std::sync::mpsc::channel;
use std::task::{Context, Poll};
use std::thread;

#[test]
fn a_connection_is_used_again() {
    run(async {
        let server = Script::start([OK; 5]).await;
        let client = Client::new();
        for _ in 0..3 {
            assert_eq!(client.get(server.url("/")).await.unwrap().body(), b"ok");
            assert_eq!(client.idle_connections(), 1);
        }
        assert_eq!(server.connections.get(), 1);
        // Two at once need two.
        let other = client.clone();
        let (one, two) = (server.url("/"), server.url("/"));
        resumable::future::join((client.get(one), other.get(two))).await.0.unwrap();
        assert_eq!(server.connections.get(), 2);
        assert_eq!(client.idle_connections(), 2);
        assert!(!server.requests()[0].contains("connection:"));
    });
}

#[test]
fn a_connection_is_not_used_again_if_that_is_not_safe() {
    run(async {
        let unsafe_to_keep = [
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: x, Close\r\n\r\nok",
            "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more",
            "HTTP/1.1 200 OK\r\n\r\nok!",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        ];
        for response in unsafe_to_keep {
            let server = Script::start([response]).await;
            let client = Client::new();
            client.get(server.url("/")).await.unwrap();
            assert_eq!(client.idle_connections(), 0, "{response}");
        }
        let server = Script::start([OK; 2]).await;
        let client = Client::new().max_idle(0);
        client.get(server.url("/")).await.unwrap();
        assert_eq!(client.idle_connections(), 0);
        assert!(server.requests()[0].contains("connection: close\r\n"));
    });
}

#[test]
fn the_number_and_the_time_of_idle_connections_are_limited() {
    run(async {
        let (one, two, three) = (Script::start([OK; 9]).await, Script::start([OK]).await, Script::start([OK]).await);
        let client = Client::new().max_idle(2).idle_timeout(Duration::from_secs(60));
        for server in [&one, &two, &three] {
            client.get(server.url("/")).await.unwrap();
        }
        assert_eq!(client.idle_connections(), 2);
        client.get(one.url("/")).await.unwrap();
        assert_eq!(one.connections.get(), 2, "its first connection was idle for the longest");
        let hasty = client.clone().idle_timeout(Duration::ZERO);
        hasty.get(one.url("/")).await.unwrap();
        assert_eq!(one.connections.get(), 3);
        assert_eq!(client.idle_connections(), 1, "all that had waited too long were closed");
    });
}

/// Also where another runtime, whose clock says something else, looks through what the client keeps.
#[test]
fn how_long_a_connection_is_idle_is_told_by_the_clock_of_its_runtime() {
    let client =
        Client::new().idle_timeout(Duration::from_secs(60)).timeout(Duration::MAX).connect_timeout(Duration::MAX);
    let (paused, other) = (Builder::new().start_paused().build().unwrap(), Runtime::new().unwrap());
    let elsewhere = other.block_on(async {
        let server = Script::start([OK; 2]).await;
        client.get(server.url("/")).await.unwrap();
        server
    });
    paused.block_on(async {
        let server = Script::start([OK; 4]).await;
        for (seconds, connections) in [(0, 1), (50, 1), (61, 2), (59, 2)] {
            advance(Duration::from_secs(seconds)).await;
            client.get(server.url("/")).await.unwrap();
            assert_eq!((server.connections.get(), client.idle_connections()), (connections, 2), "after {seconds} s");
        }
    });
    other.block_on(client.get(elsewhere.url("/"))).unwrap();
    assert_eq!((elsewhere.connections.get(), client.idle_connections()), (1, 2));
}

#[test]
fn a_connection_that_the_server_has_closed_is_replaced() {
    run(async {
        let closing = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok!";
        let server = Script::start([closing, OK, closing]).await;
        let client = Client::new();
        client.get(server.url("/")).await.unwrap();
        // Whether or not the client has noticed by now.
        client.get(server.url("/")).await.unwrap();
        assert_eq!(server.connections.get(), 2);
        client.post(server.url("/"), "once").await.unwrap();
        assert_eq!(server.connections.get(), 2);
        assert_eq!(server.requests().len(), 3);
    });
}

#[test]
fn a_connection_is_looked_at_also_by_a_task_whose_turn_is_over() {
    run(async {
        let server = Script::start(["HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok!", OK]).await;
        let client = Client::new();
        client.get(server.url("/")).await.unwrap();
        // The server has closed by then, and the client could know.
        sleep(Duration::from_millis(5)).await;
        let (sender, mut receiver) = mpsc::unbounded();
        yield_now().await;
        while sender.send(()).is_ok() {
            // A turn is over where nothing waits and yet something is pending.
            if poll_once(pin!(receiver.recv())).is_pending() {
                break;
            }
        }
        client.post(server.url("/"), "once").await.unwrap();
        assert_eq!(server.connections.get(), 2);
    });
}

/// Between two uses of the runtime nobody hears from the operating system, and what was last known of the connection is that it is open.
#[test]
fn a_connection_is_looked_at_also_where_nobody_has_waited_since() {
    let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let ((close, is_closed), (closed, has_closed)) = (channel(), channel());
    let server = thread::spawn(move || {
        let answer = || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(LONG)).unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"once") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                request.push(byte[0]);
            }
            stream.write_all(OK.as_bytes()).unwrap();
            stream
        };
        let first = answer();
        is_closed.recv().unwrap();
        drop(first);
        closed.send(()).unwrap();
        answer();
    });
    let (runtime, client) = (Runtime::new().unwrap(), Client::new().timeout(LONG));
    runtime.block_on(client.post(&url, "once")).unwrap();
    assert_eq!(client.idle_connections(), 1);
    close.send(()).unwrap();
    has_closed.recv().unwrap();
    assert_eq!(runtime.block_on(client.post(&url, "once")).unwrap().body(), b"ok");
    server.join().unwrap();
}

#[test]
fn what_may_have_been_done_is_not_done_again() {
    run(async {
        // The second request is received, and the connection closed without an answer.
        let server = Script::start([OK, "!", OK, OK, "!", OK]).await;
        let client = Client::new();
        client.get(server.url("/")).await.unwrap();
        let failed = client.post(server.url("/"), "order a pizza").await;
        assert!(matches!(failed, Err(Error::UnexpectedEnd | Error::Io(_))), "{failed:?}");
        assert_eq!(server.requests().len(), 2);
        client.get(server.url("/")).await.unwrap();
        client.get(server.url("/")).await.unwrap();
        assert_eq!(client.get(server.url("/")).await.unwrap().body(), b"ok");
        assert_eq!(server.requests().len(), 4, "the last one twice");
        // Over a new connection it is not repeated either.
        let server = Script::start(["!", OK]).await;
        assert!(matches!(client.get(server.url("/")).await, Err(Error::UnexpectedEnd | Error::Io(_))));
    });
}

#[test]
fn a_connection_stays_with_its_runtime() {
    let first = Runtime::new().unwrap();
    let second = Runtime::new().unwrap();
    let client = Client::new();
    let server = first.block_on(Script::start([OK; 2]));
    first.block_on(client.get(server.url("/"))).unwrap();
    assert_eq!(client.idle_connections(), 1);
    let other = second.block_on(Script::start([OK; 2]));
    second.block_on(client.get(other.url("/"))).unwrap();
    second.block_on(client.get(other.url("/"))).unwrap();
    assert_eq!((other.connections.get(), client.idle_connections()), (1, 2));
    drop(first);
    // The server is gone with its runtime, and so is what could be connected to.
    assert!(second.block_on(client.get(server.url("/"))).is_err());
}

#[test]
fn methods_headers_and_bodies_are_sent() {
    run(async {
        let server = Script::start([OK; 4]).await;
        let client = Client::new();
        let request = client.request(Method::Put, server.url("/x?y")).header("X-One", "1").header("user-agent", "me");
        request.body("a body").send().await.unwrap();
        client.post(server.url("/"), "").await.unwrap();
        client.request(Method::Delete, server.url("/z")).send().await.unwrap();
        client.request(Method::Post, server.url("/")).body_reader(&b"read"[..]).send().await.unwrap();
        let requests = server.requests();
        assert!(requests[0].starts_with("PUT /x?y HTTP/1.1\r\n"));
        assert!(requests[0].contains("\r\nX-One: 1\r\n") && requests[0].contains("\r\nuser-agent: me\r\n"));
        assert!(!requests[0].contains("user-agent: resumable"));
        assert!(requests[0].ends_with("content-length: 6\r\n\r\na body"));
        assert!(requests[1].starts_with("POST / ") && requests[1].ends_with("content-length: 0\r\n\r\n"));
        assert!(requests[2].starts_with("DELETE /z ") && !requests[2].contains("content-length"));
        assert!(requests[3].ends_with("transfer-encoding: chunked\r\n\r\n4\r\nread\r\n0\r\n\r\n"));
        let refused = client.request(Method::Get, server.url("/")).header("x", "1\r\ny: 2").send().await;
        assert!(matches!(refused, Err(Error::BadHeader(_))));
    });
}

/// Gives a byte at a time, then the end or an error.
struct Slowly(usize, bool);

impl AsyncRead for Slowly {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<std::io::Result<usize>> {
        self.1 = !self.1;
        if self.1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.0 == 0 {
            return Poll::Ready(Ok(0));
        }
        self.0 -= 1;
        if self.0 == usize::MAX - 2 {
            return Poll::Ready(Err(std::io::Error::other("the disk is gone")));
        }
        buffer[0] = b'x';
        Poll::Ready(Ok(1))
    }
}

#[test]
fn bodies_are_read_while_they_are_sent() {
    run(async {
        let server = Script::start([OK; 2]).await;
        let client = Client::new();
        let send = |body| client.request(Method::Post, server.url("/")).body_reader(body).send();
        send(Slowly(3, false)).await.unwrap();
        assert!(server.requests()[0].ends_with("\r\n\r\n1\r\nx\r\n1\r\nx\r\n1\r\nx\r\n0\r\n\r\n"));
        let Err(Error::Body(error)) = send(Slowly(usize::MAX, false)).await else { panic!("it was sent") };
        assert_eq!(error.to_string(), "the disk is gone");
        assert_eq!(client.idle_connections(), 0, "half a request is no place to go on from");
    });
}

#[test]
fn bodies_of_known_length_are_read_while_they_are_sent() {
    run(async {
        let server = Script::start([OK; 3]).await;
        let client = Client::new();
        let put = |url| client.request(Method::Put, url);
        let long: &'static [u8] = vec![b'x'; 100_000].leak();
        let request = put(server.url("/")).body_reader_of_length(long, 100_000);
        request.send().await.unwrap();
        put(server.url("/")).body_reader_of_length(&b"and more"[..], 3).send().await.unwrap();
        put(server.url("/")).body_reader_of_length(&b"and more"[..], 0).send().await.unwrap();
        let requests = server.requests();
        assert!(requests[0].contains("\r\ncontent-length: 100000\r\n") && !requests[0].contains("chunked"));
        assert!(requests[0].as_bytes().ends_with(long));
        assert!(requests[1].ends_with("content-length: 3\r\n\r\nand"));
        assert!(requests[2].ends_with("content-length: 0\r\n\r\n"));
        assert_eq!((server.connections.get(), client.idle_connections()), (1, 1));
        let result = put(server.url("/")).body_reader_of_length(&b"short"[..], 6).send().await;
        let Err(Error::Body(error)) = result else { panic!("{result:?}") };
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        assert_eq!(client.idle_connections(), 0, "half a request is no place to go on from");
    });
}

/// None of these has a body, and the next response follows at once.
#[test]
fn responses_without_a_body_leave_the_connection_in_order() {
    run(async {
        let without = [
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\ncontent-length: 100\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\ntransfer-encoding: chunked\r\n\r\n",
            "HTTP/1.1 205 Reset\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\ncontent-length: 0\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 204 x\r\n\r\n",
        ];
        let server = Script::start(without.into_iter().flat_map(|response| [response, OK])).await;
        let client = Client::new();
        for response in without {
            let response = (client.get(server.url("/")).await.unwrap(), response);
            assert!(response.0.body().is_empty() && response.0.status() >= 200, "{response:?}");
            assert!(response.0.headers().all(|(name, _)| name != "link"), "that was of another head");
            assert_eq!(client.get(server.url("/")).await.unwrap().body(), b"ok", "after {response:?}");
        }
        assert_eq!(server.connections.get(), 1);
    });
}

#[test]
fn headers_that_the_client_sets_itself_are_refused() {
    for name in ["Host", "connection", "Content-Length", "transfer-encoding", "TE", "trailer", "upgrade", "Expect"] {
        let request = Client::new().request(Method::Post, "http://host/").header(name, "x").body("body");
        assert!(matches!(run(request.send()), Err(Error::BadHeader(_))), "{name} was accepted");
    }
}

#[test]
fn the_response_to_head_has_no_body() {
    run(async {
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n";
        let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let server = Script::start([head, chunked, OK]).await;
        let client = Client::new();
        let response = client.head(server.url("/")).await.unwrap();
        assert_eq!((response.header("content-length"), response.body()), (Some("1000"), &b""[..]));
        client.head(server.url("/")).await.unwrap();
        client.get(server.url("/")).await.unwrap();
        assert_eq!(server.connections.get(), 1);
    });
}

#[test]
fn redirects_are_followed() {
    run(async {
        let found = "HTTP/1.1 302 Found\r\nlocation: ../there?x#y\r\ncontent-length: 3\r\n\r\nout";
        let again = "HTTP/1.1 308 Permanent Redirect\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n";
        let other = "HTTP/1.1 303 See Other\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n";
        let server = Script::start([found, OK, found, OK, again, other, OK, found]).await;
        let client = Client::new();
        let response = client.get(server.url("/a/b")).await.unwrap();
        assert_eq!((response.status(), response.url()), (200, &*server.url("/there?x")));
        let post = client.request(Method::Post, server.url("/")).header("content-type", "x").body("body");
        post.send().await.unwrap();
        client.post(server.url("/"), "body").await.unwrap();
        assert_eq!(server.connections.get(), 1);
        let requests = server.requests();
        let lines: Vec<_> = requests.iter().map(|request| request.lines().next().unwrap()).collect();
        let expected = ["GET /a/b", "GET /there?x", "POST /", "GET /there?x", "POST /", "POST /again", "GET /other"];
        assert_eq!(lines, expected.map(|line| format!("{line} HTTP/1.1")));
        assert!(!requests[3].contains("content-"), "the body is gone, and what is said of it");
        assert!(requests[5].ends_with("body"));
        let unencoded = "HTTP/1.1 302 Found\r\nlocation: /caf\u{e9}?\u{e4}\r\ncontent-length: 0\r\n\r\n";
        let server_of_text = Script::start([unencoded, OK]).await;
        let response = client.get(server_of_text.url("/")).await.unwrap();
        assert_eq!(response.url(), server_of_text.url("/caf%C3%A9?%C3%A4"));
        let with_spaces = "HTTP/1.1 302 Found\r\nlocation:  /a b?c d \r\ncontent-length: 0\r\n\r\n";
        let server_of_text = Script::start([with_spaces, OK]).await;
        assert_eq!(client.get(server_of_text.url("/")).await.unwrap().url(), server_of_text.url("/a%20b?c%20d"));
        let unfollowed = client.clone().max_redirects(0).get(server.url("/")).await.unwrap();
        assert_eq!((unfollowed.status(), unfollowed.body()), (302, &b"out"[..]));
    });
}

#[test]
fn redirects_have_limits() {
    run(async {
        let around = "HTTP/1.1 301 Moved\r\nlocation: /\r\ncontent-length: 0\r\n\r\n";
        let server = Script::start([around; 3]).await;
        let result = Client::new().max_redirects(2).get(server.url("/")).await;
        assert!(matches!(result, Err(Error::TooLarge("the number of redirects"))));
        assert_eq!(server.requests().len(), 3);
        let secure = "HTTP/1.1 301 Moved\r\nlocation: https://example.org/\r\ncontent-length: 0\r\n\r\n";
        let nowhere = "HTTP/1.1 301 Moved\r\nlocation: ftp://example.org/\r\ncontent-length: 0\r\n\r\n";
        let silent = "HTTP/1.1 301 Moved\r\ncontent-length: 0\r\n\r\n";
        let server = Script::start([secure, nowhere, silent]).await;
        let result = Client::new().get(server.url("/")).await;
        assert!(matches!(result, Err(Error::NoTls(url)) if url == "https://example.org/"));
        let error = Client::new().get(server.url("/")).await.unwrap_err();
        assert!(matches!(error, Error::BadRedirect(_)), "the user's own URL is a good one");
        assert_eq!(std::io::Error::from(error).kind(), ErrorKind::InvalidData);
        assert_eq!(Client::new().get(server.url("/")).await.unwrap().status(), 301);
    });
}

/// Whether it says how long it is, or not; and with the connection goes what is left of it.
#[test]
fn the_body_of_a_redirect_is_read_only_if_it_is_short() {
    const MOVED: &str = "HTTP/1.1 302 Found\r\nlocation: /there\r\n";
    run(async {
        let filling = "x".repeat(50_000);
        let long = format!("{MOVED}content-length: 1000000000000\r\n\r\n{filling}");
        let longest = format!("{MOVED}transfer-encoding: chunked\r\n\r\nffffffffffff\r\n{filling}");
        let many = "1\r\nx\r\n".repeat(50_000);
        let many = format!("{MOVED}transfer-encoding: chunked\r\n\r\n{many}");
        let endless = format!("{MOVED}\r\n{filling}");
        for response in [long, longest, many, endless] {
            let response = &*response.leak();
            for client in [Client::new(), Client::new().max_body_bytes(usize::MAX), Client::new().max_body_bytes(2)] {
                let server = Script::start([response, OK]).await;
                let mut written = Vec::new();
                client.request(Method::Get, server.url("/")).send_to(&mut written).await.unwrap();
                assert_eq!((&written[..], server.connections.get(), client.idle_connections()), (&b"ok"[..], 2, 1));
            }
        }
        let broken = format!("{MOVED}content-length: 5\r\n\r\nno!");
        let server = Script::start([&*broken.leak()]).await;
        assert!(matches!(Client::new().get(server.url("/")).await, Err(Error::UnexpectedEnd)));
    });
}

/// The server sends the rest when it is told that the beginning has been written.
#[test]
fn the_body_of_a_redirect_that_is_not_followed_is_a_body_like_others() {
    const HEAD: &[u8] = b"HTTP/1.1 307 Elsewhere\r\nlocation: /there\r\ncontent-length: 2\r\n\r\n1";
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (written, mut rest) = mpsc::unbounded();
        let server = spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = BufReader::new(stream);
            read_request(&mut stream).await.unwrap();
            stream.write_all(HEAD).await.unwrap();
            assert_eq!(rest.recv().await, Some(b"1".to_vec()));
            stream.write_all(b"2").await.unwrap();
        });
        let request = Client::new().request(Method::Post, url).body_reader(&b"once"[..]).timeout(LONG / 2);
        assert_eq!(request.send_to(&mut Told(written)).await.unwrap().status(), 307);
        server.await.unwrap();
    });
}

/// Sends on what is written.
struct Told(mpsc::UnboundedSender<Vec<u8>>);

impl AsyncWrite for Told {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let _ = self.0.send(bytes.to_vec());
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn secrets_stay_with_the_server_they_are_for() {
    run(async {
        let target = Script::start([OK]).await;
        let location = format!("HTTP/1.1 307 x\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", target.url("/"));
        let here = "HTTP/1.1 307 x\r\nlocation: /here\r\ncontent-length: 0\r\n\r\n";
        let server = Script::start([here, &*location.leak()]).await;
        let request = Client::new().request(Method::Get, server.url("/"));
        request.header("Authorization", "secret").header("cookie", "c").header("x", "y").send().await.unwrap();
        assert!(server.requests().iter().all(|request| request.contains("secret")));
        let elsewhere = target.requests();
        assert!(!elsewhere[0].contains("secret") && !elsewhere[0].contains("cookie") && elsewhere[0].contains("x: y"));
    });
}

#[test]
fn a_refusal_is_heard_before_the_request_is_through() {
    // The server answers after the head, and hangs up with most of the body unread.
    let server = serve(b"HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno");
    let body = vec![b'x'; 10_000_000];
    match run(Client::new().post(&server.url, body)) {
        Ok(response) => assert_eq!((response.status(), response.body()), (413, &b"no"[..])),
        // The operating system may throw away what was received when the connection is reset.
        Err(error) => assert!(matches!(error, Error::Io(_) | Error::UnexpectedEnd), "{error}"),
    }
}

#[test]
fn a_request_goes_over_any_stream() {
    run(async {
        let server = Script::start([OK]).await;
        let stream = TcpStream::connect(server.address).await.unwrap();
        let request = Client::new().request(Method::Get, "https://example.org/x");
        assert_eq!(request.send_over(stream).await.unwrap().body(), b"ok");
        let requests = server.requests();
        assert!(requests[0].starts_with("GET /x HTTP/1.1\r\nhost: example.org\r\n"));
        assert!(requests[0].contains("connection: close\r\n"));
    });
}

#[test]
fn a_body_goes_to_a_writer_as_it_comes() {
    const MOVED: &str = "HTTP/1.1 302 Found\r\nlocation: /there\r\ncontent-length: 5\r\n\r\nmoved";
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n";
    const GONE: &str = "HTTP/1.1 410 Gone\r\ncontent-length: 4\r\n\r\ngone";
    run(async {
        let server = Script::start([MOVED, CHUNKED, GONE, MOVED, OK]).await;
        let client = Client::new();
        let mut written = b"before ".to_vec();
        let response = client.request(Method::Get, server.url("/here")).send_to(&mut written).await.unwrap();
        assert_eq!((&written[..], response.body()), (&b"before onetwo"[..], &b""[..]), "that of a redirect is not");
        assert!(response.url().ends_with("/there") && response.status() == 200);
        assert_eq!(client.idle_connections(), 1, "the connection is used again");

        written.clear();
        let response = client.request(Method::Get, server.url("/")).send_to(&mut written).await.unwrap();
        assert_eq!(written, b"gone");
        assert!(matches!(response.error_for_status(), Err(Error::Status(410))));

        // A redirect that is not followed is a response like others.
        written.clear();
        let request = client.request(Method::Patch, server.url("/")).body_reader(&b"once"[..]);
        assert_eq!(request.send_to(&mut written).await.unwrap().status(), 302);
        assert_eq!(written, b"moved");

        // A writer that fails ends the request.
        let mut slow = Slow { room: 1, is_due: false };
        let failed = client.request(Method::Get, server.url("/")).send_to(&mut slow).await;
        assert!(matches!(failed, Err(Error::Writer(error)) if error.kind() == ErrorKind::WriteZero));
        assert_eq!((slow.room, client.idle_connections(), server.connections.get()), (0, 0, 1));
    });
}

/// Takes so much, and each time only after somebody has come by in vain.
struct Slow {
    room: usize,
    is_due: bool,
}

impl AsyncWrite for Slow {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        self.is_due = !self.is_due;
        if self.is_due {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let count = bytes.len().min(self.room);
        self.room -= count;
        Poll::Ready(Ok(count))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The request is read on by the server only while its response is read, and the reader of that waits for the request to be sent on.
#[test]
fn a_request_is_sent_while_its_body_waits_for_the_writer() {
    const LENGTH: usize = 8 << 20;

    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {LENGTH}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            let (mut reader, mut writer) = stream.split();
            let mut head = [0; 1024];
            let count = reader.read(&mut head).await.unwrap();
            let body = head[..count].windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
            writer.write_all(&head[body..count]).await.unwrap();
            let _ = resumable::io::copy(&mut (&mut reader).take((LENGTH - (count - body)) as u64), &mut writer).await;
        });
        let mut slow = Slow { room: LENGTH, is_due: false };
        let request = Client::new().request(Method::Put, url).body(vec![b'x'; LENGTH]).timeout(Duration::from_secs(8));
        assert_eq!(request.send_to(&mut slow).await.unwrap().status(), 200);
        assert_eq!(slow.room, 0);
        server.await.unwrap();
    });
}
