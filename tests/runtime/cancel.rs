//! Cancel safety: each future is polled until it waits, dropped, and made again. What is lost then is what the documentation says, most often
//! nothing. Which test is about which sentence, says `sentences`.

mod files;
mod io;
#[cfg(unix)]
mod processes;
mod sentences;
mod sockets;
mod sync;
mod tasks;

use crate::net::{pair, pair_with_std};
use crate::support::{poll_once, run, settle};
use resumable::io::prelude::*;
use resumable::net::{TcpListener, TcpStream, UdpSocket};
use resumable::stream::StreamExt;
use resumable::sync::{Barrier, CancellationToken, Mutex, Notify, RwLock, Semaphore, broadcast, mpsc, oneshot, watch};
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

/// Polls the future in a turn that is over, so that it waits although it could go on, and drops it.
async fn out_of_turn(future: impl Future) {
    let mut future = pin!(future);
    std::future::poll_fn(|cx| {
        while poll_once(pin!(resumable::task::consume_budget())).is_ready() {}
        assert!(future.as_mut().poll(cx).is_pending(), "the turn is over");
        Poll::Ready(())
    })
    .await;
    resumable::yield_now().await;
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
            start_and_drop(listener.incoming().next()).await;
            let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let server = listener.incoming().next().await.unwrap().unwrap();
            assert_eq!(server.peer_addr().unwrap(), client.local_addr().unwrap());
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
fn readiness() {
    run(async {
        let (stream, mut std) = pair_with_std().await;
        for byte in 0..20u8 {
            // Found empty, or it would be worth trying.
            assert!(stream.try_read(&mut [0]).is_err());
            start_and_drop(stream.readable()).await;
            std.write_all(&[byte]).unwrap();
            stream.readable().await.unwrap();
            stream.readable().await.unwrap();
            let mut buffer = [0; 16];
            assert_eq!((stream.try_read(&mut buffer).unwrap(), buffer[0]), (1, byte));
        }
    });
}

#[test]
fn lines() {
    run(async {
        let (stream, mut std) = pair_with_std().await;
        let mut lines = BufReader::new(stream).lines();
        for _ in 0..10 {
            for part in ["be", "gin", "ning"] {
                start_and_drop(lines.next_line()).await;
                std.write_all(part.as_bytes()).unwrap();
            }
            start_and_drop(lines.next_line()).await;
            std.write_all(b"\n").unwrap();
            assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("beginning"));
        }
        let mut segments = BufReadExt::split(lines.into_inner(), b';');
        for part in ["be", "gin", "ning;"] {
            start_and_drop(segments.next_segment()).await;
            std.write_all(part.as_bytes()).unwrap();
        }
        assert_eq!(segments.next_segment().await.unwrap().unwrap(), b"beginning");
        let mut frames = segments.into_inner().frames(9);
        for part in ["\0\0", "\0\x09be", "ginning"] {
            start_and_drop(frames.next_frame()).await;
            std.write_all(part.as_bytes()).unwrap();
        }
        assert_eq!(frames.next_frame().await.unwrap().unwrap(), b"beginning");
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

#[test]
fn send_and_reserve() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(1);
        sender.send(0).await.unwrap();
        for message in 1..4 {
            start_and_drop(sender.reserve()).await;
            start_and_drop(sender.send(99)).await;
            assert_eq!(receiver.recv().await, Some(message - 1), "what was given up in line is not sent");
            start_and_drop(receiver.recv()).await;
            start_and_drop(receiver.recv_many(&mut Vec::new(), 9)).await;
            sender.reserve().await.unwrap().send(message);
        }
        start_and_drop(sender.closed()).await;
        drop(receiver);
        sender.closed().await;
    });
}

#[test]
fn locks_and_permits() {
    run(async {
        let (mutex, lock, semaphore) = (Mutex::new(1), RwLock::new(1), Semaphore::new(1));
        for _ in 0..3 {
            let guards = (mutex.lock().await, lock.write().await, semaphore.acquire().await.unwrap());
            start_and_drop(mutex.lock()).await;
            start_and_drop(lock.read()).await;
            start_and_drop(lock.write()).await;
            start_and_drop(semaphore.acquire()).await;
            drop(guards);
        }
        assert_eq!(semaphore.available_permits(), 1);
        assert!(mutex.try_lock().is_some() && lock.try_write().is_some());
    });
}

#[test]
fn notifications_barriers_and_tokens() {
    run(async {
        let (notify, barrier, token) = (Notify::new(), Barrier::new(2), CancellationToken::new());
        for _ in 0..3 {
            start_and_drop(notify.notified()).await;
            start_and_drop(barrier.wait()).await;
            start_and_drop(token.cancelled()).await;
            start_and_drop(token.run_until_cancelled(std::future::pending::<()>())).await;
        }
        notify.notify_one();
        notify.notified().await;
        resumable::future::join((barrier.wait(), barrier.wait())).await;
        token.cancel();
        token.cancelled().await;
    });
}

#[test]
fn broadcast_and_watch() {
    run(async {
        let (sender, mut receiver) = broadcast::channel(1);
        let (latest, mut seen) = watch::channel(0);
        for number in 1..4 {
            start_and_drop(receiver.recv()).await;
            start_and_drop(seen.changed()).await;
            start_and_drop(seen.wait_for(|value| *value == number)).await;
            sender.send(number).unwrap();
            latest.send(number).unwrap();
            assert_eq!(receiver.recv().await, Ok(number));
            seen.changed().await.unwrap();
            assert_eq!(*seen.borrow(), number);
        }
        start_and_drop(latest.closed()).await;
    });
}

#[test]
fn datagrams() {
    run(async {
        let (here, there) =
            (UdpSocket::bind("127.0.0.1:0").await.unwrap(), UdpSocket::bind("127.0.0.1:0").await.unwrap());
        for number in 0..3u8 {
            start_and_drop(there.recv_from(&mut [0; 4])).await;
            start_and_drop(there.peek_from(&mut [0; 4])).await;
            start_and_drop(there.peek(&mut [0; 4])).await;
            start_and_drop(there.readable()).await;
            out_of_turn(here.writable()).await;
            here.send_to(&[number], there.local_addr().unwrap()).await.unwrap();
            let mut buffer = [9; 4];
            assert_eq!(there.recv_from(&mut buffer).await.unwrap().0, 1);
            assert_eq!(buffer[0], number);
        }
    });
}
