//! Cancel safety of the leaf futures: each is polled until it waits, dropped, and made again. Nothing may be lost.

use crate::net::{pair, pair_with_std};
use crate::support::{poll_once, run, settle};
use resumable::io::prelude::*;
use resumable::net::{TcpListener, TcpStream};
use resumable::sync::{mpsc, oneshot};
use resumable::time::{Duration, timeout};
use std::future::Future;
use std::io::Write;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Polls the future with the waker of this task until it waits, and drops it.
async fn start_and_drop(future: impl Future) {
    let mut future = pin!(future);
    std::future::poll_fn(|cx| {
        assert!(future.as_mut().poll(cx).is_pending());
        Poll::Ready(())
    })
    .await;
}

#[test]
fn accept() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        for _ in 0..3 {
            start_and_drop(listener.accept()).await;
            let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (_, address) = listener.accept().await.unwrap();
            assert_eq!(address, client.local_addr().unwrap());
        }
    });
}

#[test]
fn read() {
    run(async {
        let (mut stream, mut std) = pair_with_std().await;
        let mut received = Vec::new();
        for byte in 0..20u8 {
            let mut lost = [0; 16];
            start_and_drop(stream.read(&mut lost)).await;
            assert_eq!(lost, [0; 16]);
            std.write_all(&[byte]).unwrap();
            let mut buffer = [0; 16];
            let count = stream.read(&mut buffer).await.unwrap();
            received.extend_from_slice(&buffer[..count]);
        }
        assert_eq!(received, (0..20).collect::<Vec<u8>>());
    });
}

#[test]
fn read_under_a_timeout_that_keeps_striking() {
    run(async {
        let (mut client, mut server) = pair().await;
        let writer = resumable::spawn(async move {
            for byte in 0..10u8 {
                resumable::time::sleep(Duration::from_millis(2)).await;
                server.write_all(&[byte]).await.unwrap();
            }
        });
        let mut received = Vec::new();
        let mut struck = 0;
        while received.len() < 10 {
            let mut buffer = [0; 4];
            match timeout(Duration::from_micros(500), client.read(&mut buffer)).await {
                Ok(count) => received.extend_from_slice(&buffer[..count.unwrap()]),
                Err(_) => struck += 1,
            }
        }
        assert_eq!(received, (0..10).collect::<Vec<u8>>());
        assert!(struck > 0);
        writer.await.unwrap();
    });
}

#[test]
fn write() {
    run(async {
        let (mut client, mut server) = pair().await;
        let portion = [1; 64 * 1024];
        let mut sent = 0;
        // Fill the buffers, so that the next write waits.
        while let Poll::Ready(count) = poll_once(pin!(client.write(&portion))) {
            sent += count.unwrap();
        }
        start_and_drop(client.write(&[2; 100])).await;
        let reader = resumable::spawn(async move {
            let mut received = Vec::new();
            server.read_to_end(&mut received).await.unwrap();
            received
        });
        client.write_all(&[3; 100]).await.unwrap();
        client.close().await.unwrap();
        let received = reader.await.unwrap();
        assert_eq!(received.len(), sent + 100);
        assert!(!received.contains(&2), "nothing of the dropped write was sent");
        assert!(received.ends_with(&[3; 100]));
    });
}

#[test]
fn read_until_and_read_to_end_keep_what_they_read() {
    run(async {
        let (stream, mut std) = pair_with_std().await;
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        std.write_all(b"first half").unwrap();
        while line.is_empty() {
            let _ = poll_once(pin!(reader.read_until(b'\n', &mut line)));
            settle().await;
        }
        std.write_all(b", second half\nrest").unwrap();
        reader.read_until(b'\n', &mut line).await.unwrap();
        assert_eq!(line, b"first half, second half\n");
        let mut rest = Vec::new();
        while rest.is_empty() {
            let _ = poll_once(pin!(reader.read_to_end(&mut rest)));
            settle().await;
        }
        std.write_all(b" of it").unwrap();
        drop(std);
        reader.read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"rest of it");
    });
}

#[test]
fn recv() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(1);
        for message in 0..3 {
            start_and_drop(receiver.recv()).await;
            sender.send(message).await.unwrap();
            assert_eq!(receiver.recv().await, Some(message));
        }
        let (sender, mut receiver) = oneshot::channel();
        assert!(Pin::new(&mut receiver).poll(&mut Context::from_waker(Waker::noop())).is_pending());
        sender.send(7).unwrap();
        assert_eq!(receiver.await, Ok(7));
    });
}

#[test]
fn connect() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        for _ in 0..10 {
            // Whether it waits depends on the operating system; dropped it is either way.
            let _ = poll_once(pin!(TcpStream::connect(address)));
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"x").await.unwrap();
    });
}
