//! Every order in which two or three threads can use what waits, tried out by loom. See `sync_shim.rs` for the command.

use crate::sync::latch::Latch;
use crate::sync::mpsc;
use crate::sync::notify::Notify;
use crate::sync::permits::Permits;
use loom::future::block_on;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;
use std::boxed::Box;
use std::future::Future;
use std::task::{Context, Waker};

#[test]
fn loom_a_permit_that_comes_back_wakes_who_waits() {
    loom::model(|| {
        let permits = Arc::new(Permits::new(0));
        let other = permits.clone();
        let thread = thread::spawn(move || other.release(1));
        assert!(block_on(permits.acquire(1)).is_ok());
        thread.join().unwrap();
        assert_eq!(permits.available(), 0);
    });
}

#[test]
fn loom_one_permit_is_for_one_at_a_time() {
    loom::model(|| {
        let permits = Arc::new(Permits::new(1));
        let inside = Arc::new(AtomicUsize::new(0));
        let enter = |permits: Arc<Permits>, inside: Arc<AtomicUsize>| {
            assert!(block_on(permits.acquire(1)).is_ok());
            assert_eq!(inside.fetch_add(1, Ordering::Relaxed), 0);
            inside.fetch_sub(1, Ordering::Relaxed);
            permits.release(1);
        };
        let (other, others_inside) = (permits.clone(), inside.clone());
        let thread = thread::spawn(move || enter(other, others_inside));
        enter(permits.clone(), inside);
        thread.join().unwrap();
        assert_eq!(permits.available(), 1);
    });
}

/// The one that is dropped may have been given its permit at that moment: then the next gets it.
#[test]
fn loom_a_permit_given_to_one_that_leaves_goes_to_the_next() {
    loom::model(|| {
        let permits = Arc::new(Permits::new(0));
        let mut leaves = Box::pin(permits.acquire(1));
        assert!(leaves.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let other = permits.clone();
        let thread = thread::spawn(move || other.release(1));
        drop(leaves);
        assert!(block_on(permits.acquire(1)).is_ok());
        thread.join().unwrap();
    });
}

#[test]
fn loom_closed_permits_let_everybody_go() {
    loom::model(|| {
        let permits = Arc::new(Permits::new(0));
        let other = permits.clone();
        let thread = thread::spawn(move || other.close());
        assert!(block_on(permits.acquire(1)).is_err());
        thread.join().unwrap();
    });
}

#[test]
fn loom_a_notification_is_not_lost() {
    loom::model(|| {
        let notify = Arc::new(Notify::new());
        let other = notify.clone();
        let thread = thread::spawn(move || other.notify_one());
        block_on(notify.notified());
        thread.join().unwrap();
    });
}

#[test]
fn loom_a_notification_of_one_that_leaves_goes_to_the_next() {
    loom::model(|| {
        let notify = Arc::new(Notify::new());
        let mut leaves = Box::pin(notify.notified());
        assert!(!leaves.as_mut().enable());
        let other = notify.clone();
        let thread = thread::spawn(move || other.notify_one());
        drop(leaves);
        block_on(notify.notified());
        thread.join().unwrap();
    });
}

/// Whether it gets in line before the notification or finds it there.
#[test]
fn loom_a_notification_that_enable_may_have_found_goes_to_the_next() {
    loom::model(|| {
        let notify = Arc::new(Notify::new());
        let mut leaves = Box::pin(notify.notified());
        let other = notify.clone();
        let thread = thread::spawn(move || other.notify_one());
        let is_over = leaves.as_mut().enable();
        assert!(!is_over || leaves.as_mut().enable());
        drop(leaves);
        block_on(notify.notified());
        thread.join().unwrap();
    });
}

#[test]
fn loom_notify_all_reaches_who_holds_a_future() {
    loom::model(|| {
        let notify = Arc::new(Notify::new());
        let notified = notify.notified();
        let other = notify.clone();
        let thread = thread::spawn(move || other.notify_all());
        block_on(notified);
        thread.join().unwrap();
    });
}

/// What was written before is seen by who waits.
#[test]
fn loom_a_latch_publishes() {
    loom::model(|| {
        let shared = Arc::new((Latch::default(), AtomicUsize::new(0)));
        let other = shared.clone();
        let thread = thread::spawn(move || {
            other.1.store(7, Ordering::Relaxed);
            other.0.raise();
        });
        block_on(shared.0.wait());
        assert_eq!(shared.1.load(Ordering::Relaxed), 7);
        thread.join().unwrap();
    });
}

#[test]
fn loom_a_receiver_is_told_of_messages_and_of_the_end() {
    loom::model(|| {
        let (sender, mut receiver) = mpsc::channel(1);
        let thread = thread::spawn(move || sender.try_send(7));
        assert_eq!(block_on(receiver.recv()), Some(7));
        assert_eq!(block_on(receiver.recv()), None);
        thread.join().unwrap().unwrap();
    });
}

#[test]
fn loom_a_sender_in_line_is_told_of_room() {
    loom::model(|| {
        let (sender, mut receiver) = mpsc::channel(1);
        sender.try_send(1).unwrap();
        let thread = thread::spawn(move || block_on(sender.send(2)));
        assert_eq!(block_on(receiver.recv()), Some(1));
        assert_eq!(block_on(receiver.recv()), Some(2));
        thread.join().unwrap().unwrap();
    });
}

/// The message arrives, or comes back to its sender; and the sender is told in any case.
#[test]
fn loom_a_sender_in_line_is_told_of_the_close() {
    loom::model(|| {
        let (sender, receiver) = mpsc::channel(1);
        sender.try_send(1).unwrap();
        let thread = thread::spawn(move || block_on(sender.send(2)));
        drop(receiver);
        assert!(thread.join().unwrap().is_err());
    });
}
