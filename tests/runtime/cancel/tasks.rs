//! Tasks, time, what is made of several futures, streams, copies, and requests.

use crate::cancel::{out_of_turn, start_and_drop};
use crate::net::pair_with_std;
use crate::support::{Counter, Gate, OnDrop, poll_once, run, settle};
use resumable::future::{join, join_all, race, race_all, select, try_join, try_join_all};
use resumable::http::{self, Client, Method};
use resumable::io::prelude::*;
use resumable::net::TcpListener;
use resumable::stream::{self, Stream, StreamExt};
use resumable::sync::mpsc;
use resumable::task::{JoinSet, TaskTracker, consume_budget};
use resumable::time::{self, Duration, advance, interval, sleep, sleep_until, timeout, timeout_at};
use resumable::{Builder, spawn, yield_now};
use std::future::{Future, pending, ready};
use std::io::{self, Read, Write};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// A future that never ends, and counts itself when it is dropped.
async fn counted(dropped: Counter) -> io::Result<()> {
    let _on_drop = OnDrop(|| _ = dropped.add());
    pending().await
}

#[test]
fn sets_and_trackers() {
    run(async {
        let (gates, dropped) = ([Gate::default(), Gate::default(), Gate::default()], Counter::default());
        let mut set = JoinSet::new();
        for (number, gate) in gates.iter().cloned().enumerate() {
            set.spawn(async move {
                gate.await;
                number
            });
            start_and_drop(set.join_next()).await;
        }
        settle().await;
        gates[1].open_and_wake();
        settle().await;
        assert_eq!((set.len(), set.join_next().await.unwrap().unwrap()), (3, 1));
        start_and_drop(set.join_next()).await;
        gates[0].open_and_wake();
        settle().await;
        start_and_drop(set.shut_down()).await;
        assert_eq!(set.len(), 1, "the one that had ended has been waited for");
        assert!(set.join_next().await.unwrap().unwrap_err().is_cancelled());
        let mut set = JoinSet::new();
        set.spawn(counted(dropped.clone()));
        set.spawn(async { Ok(()) });
        settle().await;
        start_and_drop(set.join_all()).await;
        settle().await;
        assert_eq!(dropped.get(), 1, "the tasks are aborted");
        // An abort is not taken back with the handle.
        let task = spawn(counted(dropped.clone()));
        settle().await;
        start_and_drop(task.cancel()).await;
        settle().await;
        assert_eq!(dropped.get(), 2);
        let tracker = TaskTracker::new();
        let token = tracker.token();
        tracker.close();
        start_and_drop(tracker.wait()).await;
        start_and_drop(tracker.track_future(counted(dropped.clone()))).await;
        assert_eq!((tracker.len(), dropped.get()), (1, 3));
        drop(token);
        tracker.wait().await;
    });
}

#[test]
fn turns() {
    run(async {
        let others = Counter::default();
        let task = {
            let others = others.clone();
            spawn(async move { _ = others.add() })
        };
        start_and_drop(yield_now()).await;
        out_of_turn(consume_budget()).await;
        yield_now().await;
        consume_budget().await;
        task.await.unwrap();
        assert_eq!(others.get(), 1);
    });
}

#[test]
fn time() {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let (start, second) = (time::now(), Duration::from_secs(1));
        let elapsed = || (time::now() - start).as_secs();
        start_and_drop(sleep(second)).await;
        start_and_drop(sleep_until(start + second)).await;
        assert_eq!(elapsed(), 0);
        sleep_until(start + second).await;
        assert_eq!(elapsed(), 1);
        let mut ticks = interval(second);
        for tick in 1..5 {
            out_of_turn(ticks.tick()).await;
            assert_eq!((ticks.tick().await - start).as_secs(), tick);
            start_and_drop(ticks.tick()).await;
        }
        start_and_drop(timeout(second, sleep(10 * second))).await;
        start_and_drop(timeout_at(start + 9 * second, sleep(10 * second))).await;
        assert_eq!(elapsed(), 4);
        {
            let mut moves = pin!(advance(second));
            assert!(poll_once(moves.as_mut()).is_pending());
            assert_eq!(elapsed(), 5, "it moves at the first poll");
            assert!(poll_once(moves.as_mut()).is_ready());
            assert_eq!(elapsed(), 5, "and not again");
        }
        start_and_drop(advance(second)).await;
        assert_eq!(elapsed(), 6);
    });
}

#[test]
fn futures_are_dropped_together() {
    run(async {
        let dropped = Counter::default();
        let one = || counted(dropped.clone());
        let mut so_far = 0;
        let mut dropped_since = || {
            let since = dropped.get() - so_far;
            so_far += since;
            since
        };
        start_and_drop(join((one(), one(), ready(())))).await;
        assert_eq!(dropped_since(), 2);
        start_and_drop(try_join((one(), one(), ready(Ok(()))))).await;
        assert_eq!(dropped_since(), 2);
        start_and_drop(race((one(), one()))).await;
        assert_eq!(dropped_since(), 2);
        start_and_drop(select(one(), one())).await;
        assert_eq!(dropped_since(), 2);
        start_and_drop(join_all([one(), one()])).await;
        assert_eq!(dropped_since(), 2);
        start_and_drop(try_join_all([one(), one()])).await;
        assert_eq!(dropped_since(), 2);
        start_and_drop(race_all([one(), one()])).await;
        assert_eq!(dropped_since(), 2);
        start_and_drop(timeout(Duration::MAX, one())).await;
        assert_eq!(dropped_since(), 1);
    });
}

/// A stream of ours that waits before each item, in each of its parts.
fn slow(items: mpsc::Receiver<u32>) -> impl Stream<Item = (usize, u32)> {
    let numbers = stream::unfold(0, |number| async move {
        yield_now().await;
        Some((number, number + 1))
    });
    let items = items.then(|item| async move {
        yield_now().await;
        item
    });
    items
        .filter(|item| item % 2 == 0)
        .zip(numbers.filter_map(|number| (number != 1).then_some(number)))
        .map(|(item, number)| item + 100 * number)
        .skip(1)
        .enumerate()
        .chain(stream::iter([(9, 9)]))
        .merge(stream::iter([]))
        .take_while(|item| item.0 < 100)
        .take(100)
}

#[test]
fn streams() {
    run(async {
        let (sender, receiver) = mpsc::channel(16);
        for item in 0..8 {
            sender.send(item).await.unwrap();
        }
        let mut whole = Box::pin(slow(receiver));
        drop(sender);
        let mut expected = Vec::new();
        while let Some(item) = whole.next().await {
            expected.push(item);
        }
        assert_eq!(expected, [(0, 202), (1, 304), (2, 406), (9, 9)]);
        // The same, where nobody waits for an item for longer than one poll.
        let (sender, receiver) = mpsc::channel(16);
        let mut cut = Box::pin(slow(receiver));
        let (mut received, mut sent) = (Vec::new(), 0);
        let mut sender = Some(sender);
        while received.len() < 4 {
            let mut next = pin!(cut.next());
            let polled = std::future::poll_fn(|cx| Poll::Ready(next.as_mut().poll(cx))).await;
            if let Poll::Ready(item) = polled {
                received.push(item.unwrap());
            }
            match sent {
                8 => sender = None,
                _ => sender.as_ref().unwrap().try_send(sent).unwrap(),
            }
            sent = (sent + 1).min(8);
        }
        assert_eq!(received, expected);
        // What is made of all items goes with the future, unless the stream is lent.
        let (sender, mut receiver) = mpsc::channel(16);
        sender.try_send(1).unwrap();
        start_and_drop((&mut receiver).collect::<Vec<_>>()).await;
        sender.try_send(2).unwrap();
        start_and_drop((&mut receiver).fold(0, |sum, item| ready(sum + item))).await;
        let called = Counter::default();
        sender.try_send(3).unwrap();
        start_and_drop((&mut receiver).for_each(|_| {
            called.add();
            pending::<()>()
        }))
        .await;
        sender.try_send(4).unwrap();
        assert_eq!((receiver.next().await, called.get()), (Some(4), 1));
    });
}

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
        let mut requests: Vec<Pin<Box<dyn Future<Output = Result<http::Response, http::Error>>>>> = vec![
            Box::pin(http::get(url.clone())),
            Box::pin(client.get(url.clone())),
            Box::pin(client.head(url.clone())),
            Box::pin(client.post(url.clone(), "body")),
            Box::pin(client.request(Method::Get, url.clone()).send()),
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
