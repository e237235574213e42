//! What is read, written and copied in several portions, and requests.

use crate::cancel::start_and_drop;
use crate::net::pair_with_std;
use crate::support::{poll_once, run, settle};
use resumable::http::{self, Client, Method};
use resumable::io::prelude::*;
use resumable::net::TcpListener;
use resumable::time::{Duration, timeout};
use std::future::{Future, pending};
use std::io::{self, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

#[test]
fn parts_of_what_is_read_and_written() {
    run(async {
        let (mut stream, mut std) = pair_with_std().await;
        // In the buffer is what came, and it does not come again.
        let mut four = [0; 4];
        std.write_all(b"ab").unwrap();
        stream.readable().await.unwrap();
        start_and_drop(stream.read_exact(&mut four)).await;
        assert_eq!(&four, b"ab\0\0");
        std.write_all(b"x").unwrap();
        stream.readable().await.unwrap();
        start_and_drop(stream.read_u16()).await;
        start_and_drop(stream.read_u32_le()).await;
        start_and_drop(stream.read_u8()).await;
        start_and_drop(stream.read_i8()).await;
        std.write_all(b"y").unwrap();
        assert_eq!(stream.read_u8().await.unwrap(), b'y');
        let mut text = String::from("before ");
        std.write_all(b"cd").unwrap();
        stream.readable().await.unwrap();
        start_and_drop(stream.read_to_string(&mut text)).await;
        std.write_all(b"ef").unwrap();
        let mut reader = resumable::io::BufReader::new(stream);
        reader.get_ref().readable().await.unwrap();
        start_and_drop(reader.read_line(&mut text)).await;
        std.write_all(b"gh").unwrap();
        reader.get_ref().readable().await.unwrap();
        let mut written = Vec::new();
        start_and_drop(resumable::io::copy(&mut reader, &mut written)).await;
        assert_eq!((&*text, &*written), ("before ", &b"gh"[..]));
        std.write_all(b"ij\n").unwrap();
        assert_eq!(reader.read_line(&mut text).await.unwrap(), 3);
        assert_eq!(text, "before ij\n");
        let mut stream = reader.into_inner();
        // Some of it is written.
        let much = vec![7; 20_000_000];
        start_and_drop(stream.write_all(&much)).await;
        start_and_drop(stream.write_all_vectored(&mut [io::IoSlice::new(&much)])).await;
        start_and_drop(resumable::io::copy_bidirectional(&mut stream, &mut Endless)).await;
        start_and_drop(stream.write_frame(&much)).await;
        start_and_drop(stream.write_u8(1)).await;
        start_and_drop(stream.write_i8(1)).await;
        start_and_drop(stream.write_u64(1)).await;
        start_and_drop(stream.write_u64_le(1)).await;
        stream.flush().await.unwrap();
        stream.close().await.unwrap();
        let thread = std::thread::spawn(move || {
            let mut received = Vec::new();
            std.read_to_end(&mut received).unwrap();
            received.len()
        });
        drop(stream);
        let received = thread.join().unwrap();
        assert!((1..much.len()).contains(&received), "{received}");
    });
}

#[test]
fn what_is_flushed_again() {
    run(async {
        let (stream, mut std) = pair_with_std().await;
        while stream.try_write(&[1; 64 * 1024]).is_ok() {}
        let mut writer = resumable::io::BufWriter::new(stream);
        writer.write_all(b"the end").await.unwrap();
        for _ in 0..3 {
            start_and_drop(writer.flush()).await;
            start_and_drop(writer.close()).await;
        }
        let thread = std::thread::spawn(move || {
            let mut received = Vec::new();
            std.read_to_end(&mut received).unwrap();
            received
        });
        writer.flush().await.unwrap();
        writer.close().await.unwrap();
        let received = thread.join().unwrap();
        assert!(received.ends_with(b"the end") && !received[..received.len() - 7].contains(&b'e'));
    });
}

#[test]
fn requests() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let client = Client::new();
        let mut kept = Vec::new();
        let mut requests: Vec<Exchange<'_>> = vec![
            Box::pin(http::get(url.clone())),
            Box::pin(client.get(url.clone())),
            Box::pin(client.head(url.clone())),
            Box::pin(client.post(url.clone(), "body")),
            Box::pin(client.request(Method::Get, url.clone()).send()),
            Box::pin(client.request(Method::Get, url.clone()).send_to(&mut kept)),
        ];
        for request in &mut requests {
            let (mut server, mut head) = (None, Vec::new());
            while !head.ends_with(b"\r\n\r\n") {
                assert!(poll_once(request.as_mut()).is_pending());
                match &mut server {
                    None => {
                        let accepted = timeout(Duration::from_millis(1), listener.accept()).await;
                        server = accepted.ok().map(|accepted| accepted.unwrap().0);
                    }
                    Some(stream) => {
                        let mut bytes = [0; 1024];
                        if let Ok(count) = timeout(Duration::from_millis(1), stream.read(&mut bytes)).await {
                            head.extend_from_slice(&bytes[..count.unwrap()]);
                        }
                        if head.ends_with(b"body") {
                            break;
                        }
                    }
                }
            }
            let mut server = server.unwrap();
            server.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no").await.unwrap();
            settle().await;
            *request = Box::pin(pending());
            let rest = server.read_to_end(&mut Vec::new()).await;
            assert!(rest.map_or(true, |count| count < 5), "the connection is closed");
            assert_eq!(client.idle_connections(), 0);
        }
        // A stream of one's own goes with the future, too.
        let (stream, mut std) = pair_with_std().await;
        start_and_drop(client.request(Method::Get, url).send_over(stream)).await;
        let _ = std.read_to_end(&mut Vec::new());
    });
}

type Exchange<'c> = Pin<Box<dyn Future<Output = Result<http::Response, http::Error>> + 'c>>;

/// Never has anything to read, and never has room.
struct Endless;

impl AsyncRead for Endless {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut [u8]) -> Poll<io::Result<usize>> {
        Poll::Pending
    }
}

impl AsyncWrite for Endless {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Pending
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Pending
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Pending
    }
}
