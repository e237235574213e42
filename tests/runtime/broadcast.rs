//! `sync::broadcast` and `sync::watch`.

use crate::support::{Counter, OnDrop, panic_message, poll_once, run, settle};
use resumable::spawn;
use resumable::sync::broadcast::{self, RecvError, TryRecvError};
use resumable::sync::watch;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;

#[test]
fn every_receiver_gets_every_message() {
    run(async {
        let (sender, first) = broadcast::channel(16);
        let receivers = [first, sender.subscribe(), sender.subscribe()];
        let tasks = receivers.map(|mut receiver| {
            spawn(async move {
                let mut received = Vec::new();
                while let Ok(message) = receiver.recv().await {
                    received.push(message);
                }
                received
            })
        });
        settle().await;
        for number in 0..10 {
            assert_eq!(sender.send(number), Ok(3));
        }
        drop(sender);
        for task in tasks {
            assert_eq!(task.await.unwrap(), (0..10).collect::<Vec<_>>());
        }
    });
}

#[test]
fn a_slow_receiver_is_told_what_it_has_missed() {
    let (sender, mut receiver) = broadcast::channel(2);
    for number in 0..5 {
        sender.send(number).unwrap();
    }
    assert_eq!(receiver.len(), 5);
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Lagged(3)));
    assert_eq!(receiver.try_recv(), Ok(3));
    let mut late = receiver.resubscribe();
    sender.send(5).unwrap();
    assert_eq!(receiver.try_recv(), Ok(4));
    assert_eq!(receiver.try_recv(), Ok(5));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    assert!(receiver.is_empty());
    for number in 6..10 {
        sender.send(number).unwrap();
    }
    drop(sender);
    assert_eq!(run(receiver.recv()), Err(RecvError::Lagged(2)));
    assert_eq!(run(receiver.recv()), Ok(8));
    assert_eq!(run(receiver.recv()), Ok(9));
    assert_eq!(run(receiver.recv()), Err(RecvError::Closed));
    assert_eq!(late.try_recv(), Err(TryRecvError::Lagged(3)));
    assert_eq!(late.try_recv(), Ok(8));
}

#[test]
fn messages_are_dropped_when_the_last_receiver_has_them() {
    let dropped = Counter::default();
    let message = || {
        let counter = dropped.clone();
        Arc::new(OnDrop(move || {
            counter.add();
        }))
    };
    let (sender, mut first) = broadcast::channel(8);
    let mut second = sender.subscribe();
    assert!(sender.send(message()).is_ok());
    assert!(sender.send(message()).is_ok());
    drop(first.try_recv());
    assert_eq!(dropped.get(), 0);
    drop(second.try_recv());
    assert_eq!(dropped.get(), 1);
    drop(second);
    assert_eq!(dropped.get(), 1, "the other still wants the second");
    drop(first);
    assert_eq!(dropped.get(), 2);
    assert!(sender.send(message()).is_err());
    let mut third = sender.subscribe();
    assert!(matches!(third.try_recv(), Err(TryRecvError::Empty)));
    assert!(panic_message(|| broadcast::channel::<()>(0)).contains("at least one message"));
}

#[test]
fn a_recv_that_is_dropped_loses_nothing() {
    let (sender, mut receiver) = broadcast::channel(2);
    assert!(poll_once(pin!(receiver.recv())).is_pending());
    sender.send(1).unwrap();
    assert_eq!(run(receiver.recv()), Ok(1));
}

#[test]
fn broadcasts_cross_threads() {
    let (sender, receiver) = broadcast::channel(1000);
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let mut receiver = receiver.resubscribe();
            thread::spawn(move || {
                run(async move {
                    let mut sum = 0;
                    while let Ok(number) = receiver.recv().await {
                        sum += number;
                    }
                    sum
                })
            })
        })
        .collect();
    drop(receiver);
    for number in 0..1000u64 {
        sender.send(number).unwrap();
    }
    drop(sender);
    for thread in threads {
        assert_eq!(thread.join().unwrap(), 499_500);
    }
}

#[test]
fn the_latest_value_is_seen_once() {
    run(async {
        let (sender, mut receiver) = watch::channel(0);
        assert_eq!(receiver.has_changed(), Ok(false));
        sender.send(1).unwrap();
        sender.send(2).unwrap();
        assert_eq!(receiver.has_changed(), Ok(true));
        assert_eq!(*receiver.borrow(), 2);
        receiver.changed().await.unwrap();
        assert_eq!(receiver.has_changed(), Ok(false));
        assert!(poll_once(pin!(receiver.changed())).is_pending());
        assert!(!sender.send_if_modified(|_| false));
        assert_eq!(receiver.has_changed(), Ok(false));
        sender.send_modify(|value| *value += 1);
        let mut clone = receiver.clone();
        assert_eq!(*receiver.borrow_and_update(), 3);
        assert_eq!(sender.send_replace(4), 3);
        drop(sender);
        receiver.changed().await.unwrap();
        assert!(receiver.changed().await.is_err());
        assert!(receiver.has_changed().is_err());
        assert_eq!(*clone.wait_for(|value| *value == 4).await.unwrap(), 4);
        assert!(clone.wait_for(|value| *value == 5).await.is_err());
    });
}

#[test]
fn the_sender_sees_receivers_come_and_go() {
    run(async {
        let (sender, receiver) = watch::channel(0);
        let closed = {
            let sender = sender.clone();
            spawn(async move { sender.closed().await })
        };
        settle().await;
        let second = sender.subscribe();
        assert_eq!(sender.receiver_count(), 2);
        drop(receiver);
        settle().await;
        assert!(!closed.is_finished());
        drop(second);
        closed.await.unwrap();
        assert!(sender.is_closed());
        assert_eq!(sender.send(1).unwrap_err().0, 1);
        assert_eq!(sender.send_replace(1), 0);
        assert_eq!(*sender.borrow(), 1);
    });
}

#[test]
fn no_last_value_is_missed_between_threads() {
    let (sender, receiver) = watch::channel(0u32);
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let mut receiver = receiver.clone();
            thread::spawn(move || {
                run(async move {
                    let mut last = 0;
                    while receiver.changed().await.is_ok() {
                        let value = *receiver.borrow_and_update();
                        assert!(value >= last);
                        last = value;
                    }
                    last
                })
            })
        })
        .collect();
    for number in 1..=2000 {
        sender.send_replace(number);
    }
    drop(sender);
    for thread in threads {
        assert_eq!(thread.join().unwrap(), 2000);
    }
}

#[test]
fn a_receive_that_is_polled_after_it_was_done_takes_nothing_twice() {
    let (sender, mut first) = broadcast::channel(4);
    let mut second = sender.subscribe();
    {
        let mut receive = pin!(first.recv());
        assert!(poll_once(receive.as_mut()).is_pending());
        sender.send(1).unwrap();
        sender.send(2).unwrap();
        assert_eq!(poll_once(receive.as_mut()), Poll::Ready(Ok(1)));
        // As if it were a new one.
        assert_eq!(poll_once(receive), Poll::Ready(Ok(2)));
    }
    assert_eq!((second.try_recv(), second.try_recv()), (Ok(1), Ok(2)));
    assert!(sender.is_empty());
}

#[test]
fn a_closure_that_panics_tells_nobody() {
    let (sender, receiver) = watch::channel(0);
    assert_eq!(panic_message(|| sender.send_modify(|_| panic!("in the closure"))), "in the closure");
    assert_eq!(receiver.has_changed(), Ok(false));
    sender.send(1).unwrap();
    assert_eq!(*receiver.borrow(), 1);
}
