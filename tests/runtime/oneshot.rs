//! `sync::oneshot`.

use crate::support::{Counter, CountingWaker, OnDrop, run, settle};
use resumable::spawn;
use resumable::sync::oneshot::{self, TryRecvError};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Context;

#[test]
fn a_value_goes_from_task_to_task() {
    run(async {
        let (sender, receiver) = oneshot::channel();
        let task = spawn(receiver);
        settle().await;
        sender.send("value").unwrap();
        assert_eq!(task.await.unwrap(), Ok("value"));
        // Sent before anybody waits.
        let (sender, receiver) = oneshot::channel();
        sender.send(1).unwrap();
        assert_eq!(receiver.await, Ok(1));
    });
}

#[test]
fn a_dropped_sender_ends_the_wait() {
    run(async {
        let (sender, receiver) = oneshot::channel::<()>();
        let task = spawn(receiver);
        settle().await;
        drop(sender);
        let error = task.await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "the channel was closed before a value was sent");
    });
}

#[test]
fn a_value_that_nobody_wants_comes_back() {
    let (sender, receiver) = oneshot::channel();
    drop(receiver);
    assert!(sender.is_closed());
    assert_eq!(sender.send(7), Err(7));
}

#[test]
fn a_closed_receiver_still_gives_what_was_sent() {
    let (sender, mut receiver) = oneshot::channel();
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    sender.send(7).unwrap();
    receiver.close();
    assert_eq!(receiver.try_recv(), Ok(7));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
    let (sender, mut receiver) = oneshot::channel();
    receiver.close();
    assert_eq!(sender.send(7), Err(7));
    assert!(run(receiver).is_err());
}

#[test]
fn a_sender_may_wait_for_the_receiver_to_lose_interest() {
    run(async {
        let (mut sender, receiver) = oneshot::channel::<()>();
        let task = spawn(async move { sender.closed().await });
        settle().await;
        assert!(!task.is_finished());
        drop(receiver);
        task.await.unwrap();
    });
}

#[test]
fn what_is_dropped_leaves_no_waker_and_no_value() {
    let (count, waker) = CountingWaker::counted();
    let before = Arc::strong_count(&count);
    let mut cx = Context::from_waker(&waker);
    let (mut sender, mut receiver) = oneshot::channel();
    assert!(Pin::new(&mut receiver).poll(&mut cx).is_pending());
    {
        let mut closed = pin!(sender.closed());
        assert!(closed.as_mut().poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&count), before + 2);
    }
    assert_eq!(Arc::strong_count(&count), before + 1);
    drop(receiver);
    assert_eq!(Arc::strong_count(&count), before);

    let dropped = Counter::default();
    let counter = dropped.clone();
    let value = OnDrop(move || {
        counter.add();
    });
    let (other, receiver) = oneshot::channel();
    assert!(other.send(value).is_ok());
    drop(receiver);
    assert_eq!(dropped.get(), 1);
    sender.send(()).unwrap_err();
}
