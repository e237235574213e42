//! Tasks, time, what is made of several futures, and streams.

use crate::cancel::{out_of_turn, start_and_drop};
use crate::support::{Counter, Gate, OnDrop, poll_once, run, settle};
use resumable::future::{join, join_all, race, race_all, select, try_join, try_join_all};
use resumable::stream::{self, Stream, StreamExt};
use resumable::sync::mpsc;
use resumable::task::{JoinMap, JoinSet, TaskTracker, consume_budget};
use resumable::time::{self, Duration, advance, interval, sleep, sleep_until, timeout, timeout_at};
use resumable::{Builder, spawn, yield_now};
use std::future::{pending, ready};
use std::io;
use std::pin::pin;

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
            start_and_drop(set.join_next_with_id()).await;
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
        let (gate, mut map) = (Gate::default(), JoinMap::new());
        map.spawn("gate", gate.clone());
        map.spawn("endless", std::future::pending());
        start_and_drop(map.join_next()).await;
        gate.open_and_wake();
        settle().await;
        assert_eq!((map.len(), map.join_next().await.unwrap().0), (2, "gate"));
        start_and_drop(map.shut_down()).await;
        assert!(map.join_next().await.unwrap().1.unwrap_err().is_cancelled());
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
        let mut task = spawn(counted(dropped.clone())).abort_on_drop();
        settle().await;
        start_and_drop(&mut task).await;
        settle().await;
        assert_eq!(dropped.get(), 2);
        start_and_drop(task).await;
        settle().await;
        assert_eq!(dropped.get(), 3);
        let tracker = TaskTracker::new();
        let token = tracker.token();
        tracker.close();
        start_and_drop(tracker.wait()).await;
        start_and_drop(tracker.track_future(counted(dropped.clone()))).await;
        assert_eq!((tracker.len(), dropped.get()), (1, 4));
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
            let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(next.as_mut().poll(cx))).await;
            if let std::task::Poll::Ready(item) = polled {
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
        start_and_drop((&mut receiver).for_each_concurrent(2, |_| {
            called.add();
            pending::<()>()
        }))
        .await;
        sender.try_send(5).unwrap();
        assert_eq!((receiver.next().await, called.get()), (Some(5), 2));
        // So it is with questions.
        sender.try_send(6).unwrap();
        start_and_drop((&mut receiver).count()).await;
        sender.try_send(7).unwrap();
        start_and_drop((&mut receiver).any(|item| item == 0)).await;
        sender.try_send(8).unwrap();
        start_and_drop((&mut receiver).all(|item| item == 8)).await;
        sender.try_send(9).unwrap();
        start_and_drop((&mut receiver).map(Ok::<_, ()>).try_collect::<Vec<_>>()).await;
        sender.try_send(10).unwrap();
        start_and_drop((&mut receiver).map(Ok::<_, ()>).try_for_each(|_| {
            called.add();
            pending::<Result<(), ()>>()
        }))
        .await;
        // What has come of a chunk stays.
        sender.try_send(11).unwrap();
        let mut chunks = receiver.chunks(2);
        start_and_drop(chunks.next()).await;
        sender.try_send(12).unwrap();
        assert_eq!((chunks.next().await, called.get()), (Some(vec![11, 12]), 3));
    });
}
