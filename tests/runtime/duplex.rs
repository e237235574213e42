//! `io::duplex`.

use crate::support::{Counter, LONG, panic_message, poll_once, run};
use resumable::io::prelude::*;
use resumable::io::{ErrorKind, duplex};
use resumable::time::{Duration, now, sleep, timeout};
use resumable::{Builder, spawn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

/// Whatever the portions.
#[test]
fn bytes_arrive_in_order_both_ways() {
    for capacity in [1, 7, 64, 100_000] {
        run(async {
            let (here, there) = duplex(capacity);
            let talk = |mut stream: resumable::io::DuplexStream, seed: usize, portion: usize| async move {
                let sent: Vec<u8> = (0..5000).map(|index: usize| (index * seed) as u8).collect();
                let mut received = Vec::new();
                let mut buffer = vec![0; portion];
                let mut unsent = &sent[..];
                while !unsent.is_empty() {
                    let count = stream.write(&unsent[..unsent.len().min(portion)]).await.unwrap();
                    unsent = &unsent[count..];
                    let count = stream.read(&mut buffer).await.unwrap();
                    received.extend_from_slice(&buffer[..count]);
                }
                stream.close().await.unwrap();
                stream.read_to_end(&mut received).await.unwrap();
                (sent, received)
            };
            let (one, other) = resumable::join!(talk(here, 3, 13), talk(there, 5, 29));
            assert!(one.0 == other.1 && other.0 == one.1, "with room for {capacity}");
        });
    }
}

#[test]
fn whoever_writes_waits_for_room_and_whoever_reads_for_bytes() {
    let (mut here, mut there) = duplex(3);
    assert!(matches!(poll_once(pin!(here.write(b"abcdef"))), Poll::Ready(Ok(3))));
    assert!(poll_once(pin!(here.write(b"def"))).is_pending());
    assert!(matches!(poll_once(pin!(here.write(b""))), Poll::Ready(Ok(0))));
    let mut buffer = [0; 2];
    assert!(matches!(poll_once(pin!(there.read(&mut buffer))), Poll::Ready(Ok(2))));
    assert_eq!(&buffer, b"ab");
    assert!(matches!(poll_once(pin!(here.write(b"def"))), Poll::Ready(Ok(2))));
    let mut buffer = [0; 9];
    assert!(matches!(poll_once(pin!(there.read(&mut buffer))), Poll::Ready(Ok(3))), "around the end of the ring");
    assert_eq!(&buffer[..3], b"cde");
    assert!(poll_once(pin!(there.read(&mut buffer))).is_pending());
    assert!(matches!(poll_once(pin!(there.read(&mut []))), Poll::Ready(Ok(0))));
    assert!(panic_message(|| duplex(0)).contains("at least one byte"));
}

#[test]
fn each_end_is_told_of_the_other() {
    run(async {
        let (mut here, mut there) = duplex(4);
        here.write_all(b"last").await.unwrap();
        let ends = async {
            here.close().await.unwrap();
            assert_eq!(here.write(b"x").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
        };
        let mut text = String::new();
        resumable::join!(ends, there.read_to_string(&mut text)).1.unwrap();
        assert_eq!(text, "last");
        there.write_all(b"back").await.unwrap();
        drop(there);
        let mut text = String::new();
        here.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "back", "what was written before the end is there");
        // Whoever waits is woken.
        let (mut here, there) = duplex(1);
        here.write_all(b"x").await.unwrap();
        let writes = spawn(async move { here.write(b"y").await });
        let (mut other, mut end) = duplex(1);
        let reads = spawn(async move { other.read(&mut [0]).await });
        sleep(Duration::from_millis(1)).await;
        drop(there);
        assert_eq!(timeout(LONG, writes).await.unwrap().unwrap().unwrap_err().kind(), ErrorKind::BrokenPipe);
        end.close().await.unwrap();
        assert_eq!(timeout(LONG, reads).await.unwrap().unwrap().unwrap(), 0);
    });
}

#[test]
fn no_wake_is_missed_between_threads() {
    let (mut here, mut there) = duplex(5);
    let bytes: Vec<u8> = (0..2_000u32).map(|index| index as u8).collect();
    let expected = bytes.clone();
    let writer = thread::spawn(move || run(async move { here.write_all(&bytes).await }));
    let mut received = Vec::new();
    run(there.read_to_end(&mut received)).unwrap();
    writer.join().unwrap().unwrap();
    assert!(received == expected);
}

#[test]
fn time_passes_at_once_between_two_that_talk() {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let (mut here, mut there) = duplex(16);
        let server = spawn(async move {
            let mut word = [0; 4];
            there.read_exact(&mut word).await.unwrap();
            sleep(Duration::from_secs(3600)).await;
            there.write_all(&word).await.unwrap();
        });
        let start = now();
        here.write_all(b"ping").await.unwrap();
        assert!(timeout(Duration::from_secs(60), here.read(&mut [0])).await.is_err());
        let mut word = [0; 4];
        here.read_exact(&mut word).await.unwrap();
        assert_eq!((&word, now() - start >= Duration::from_secs(3600)), (b"ping", true));
        server.await.unwrap();
    });
}

/// Writes when it is woken: no lock may be held by then.
struct Writes(std::sync::Mutex<Option<resumable::io::DuplexStream>>, Counter);

impl Wake for Writes {
    fn wake(self: Arc<Self>) {
        if let Some(stream) = &mut *self.0.lock().unwrap() {
            assert!(poll_once(pin!(stream.write(b"x"))).is_ready());
        }
        self.1.add();
    }
}

#[test]
fn a_waker_may_use_the_stream() {
    let (mut here, there) = duplex(4);
    let waker = Arc::new(Writes(std::sync::Mutex::new(None), Counter::default()));
    let task = Waker::from(waker.clone());
    let mut there = there;
    let mut buffer = [0; 4];
    assert!(Pin::new(&mut there.read(&mut buffer)).poll(&mut Context::from_waker(&task)).is_pending());
    *waker.0.lock().unwrap() = Some(there);
    assert!(poll_once(pin!(here.write(b"y"))).is_ready());
    assert_eq!(waker.1.get(), 1);
    assert!(matches!(poll_once(pin!(here.read(&mut buffer))), Poll::Ready(Ok(1))));
}
