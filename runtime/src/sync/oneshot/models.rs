//! Every order in which the two ends can send, wait, close and go, tried out by loom. See `sync_shim.rs` for the command.

use super::{Receiver, TryRecvError, channel};
use loom::future::block_on;
use loom::thread;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Wake, Waker};

struct Nobody;

impl Wake for Nobody {
    fn wake(self: Arc<Self>) {}
}

/// Polls the receiver with a waker that can be counted.
fn poll_with(waker: &Arc<Nobody>, receiver: &mut Receiver<u32>) -> bool {
    let waker = Waker::from(waker.clone());
    Pin::new(receiver).poll(&mut Context::from_waker(&waker)).is_ready()
}

#[test]
fn oneshot_a_value_arrives() {
    loom::model(|| {
        let (sender, receiver) = channel();
        let thread = thread::spawn(move || sender.send(7).unwrap());
        assert_eq!(block_on(receiver), Ok(7));
        thread.join().unwrap();
    });
}

#[test]
fn oneshot_the_last_waker_is_woken_and_no_other_is_left() {
    loom::model(|| {
        let (sender, mut receiver) = channel();
        let others = [Arc::new(Nobody), Arc::new(Nobody)];
        let thread = thread::spawn(move || sender.send(7).unwrap());
        let is_early = others.iter().any(|other| poll_with(other, &mut receiver));
        if !is_early {
            assert_eq!(block_on(receiver), Ok(7));
        }
        thread.join().unwrap();
        assert!(others.iter().all(|other| Arc::strong_count(other) == 1));
    });
}

#[test]
fn oneshot_a_sender_that_goes_is_noticed() {
    loom::model(|| {
        let (sender, receiver) = channel::<u32>();
        let thread = thread::spawn(move || drop(sender));
        assert!(block_on(receiver).is_err());
        thread.join().unwrap();
    });
}

#[test]
fn oneshot_a_value_is_received_given_back_or_dropped() {
    loom::model(|| {
        let (sender, mut receiver) = channel();
        let value = Arc::new(());
        let sent = value.clone();
        let thread = thread::spawn(move || drop(sender.send(sent)));
        match receiver.try_recv() {
            Ok(value) => drop(value),
            Err(error) => assert_eq!(error, TryRecvError::Empty),
        }
        drop(receiver);
        thread.join().unwrap();
        assert_eq!(Arc::strong_count(&value), 1);
    });
}

#[test]
fn oneshot_a_receiver_that_goes_takes_its_waker_along() {
    loom::model(|| {
        let (sender, mut receiver) = channel();
        let waker = Arc::new(Nobody);
        let is_ready = poll_with(&waker, &mut receiver);
        assert!(!is_ready);
        let thread = thread::spawn(move || {
            let _ = sender.send(7);
        });
        drop(receiver);
        thread.join().unwrap();
        assert_eq!(Arc::strong_count(&waker), 1);
    });
}

#[test]
fn oneshot_a_sender_that_waits_is_told() {
    loom::model(|| {
        let (mut sender, mut receiver) = channel::<u32>();
        let thread = thread::spawn(move || {
            receiver.close();
            assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
        });
        let waker = Arc::new(Nobody);
        block_on(async {
            {
                let mut closed = pin!(sender.closed());
                let counted = Waker::from(waker.clone());
                let _ = closed.as_mut().poll(&mut Context::from_waker(&counted));
                poll_fn(|cx| closed.as_mut().poll(cx)).await;
            }
            assert_eq!(sender.send(7), Err(7));
        });
        thread.join().unwrap();
        assert_eq!(Arc::strong_count(&waker), 1);
    });
}
