//! Locks, permits and channels: dropped in line, dropped when it would have been its turn, and dropped when it had been given what it waits for.

use crate::cancel::{out_of_turn, start_and_drop};
use crate::support::{poll_once, run};
use resumable::sync::{Barrier, CancellationToken, Mutex, Notify, RwLock, Semaphore, broadcast, mpsc, oneshot, watch};
use std::future::Future;
use std::sync::Arc;
use std::task::Poll;

/// Polls the future until it waits, lets something happen that ends the wait, and drops the future before it is polled again.
fn give_and_drop<F: Future>(future: F, give: impl FnOnce()) {
    let mut future = Box::pin(future);
    assert!(poll_once(future.as_mut()).is_pending());
    give();
}

#[test]
fn locks_that_borrow_nothing() {
    run(async {
        let (mutex, lock) = (Arc::new(Mutex::new(1)), Arc::new(RwLock::new(1)));
        for _ in 0..3 {
            out_of_turn(mutex.lock()).await;
            out_of_turn(mutex.clone().lock_owned()).await;
            out_of_turn(lock.read()).await;
            out_of_turn(lock.write()).await;
            out_of_turn(lock.clone().read_owned()).await;
            out_of_turn(lock.clone().write_owned()).await;
            let guards = (mutex.clone().lock_owned().await, lock.clone().write_owned().await);
            start_and_drop(mutex.clone().lock_owned()).await;
            start_and_drop(lock.clone().read_owned()).await;
            start_and_drop(lock.clone().write_owned()).await;
            give_and_drop(mutex.lock(), || drop(guards.0));
            give_and_drop(lock.write(), || drop(guards.1));
            let (one, other) = (mutex.try_lock().unwrap(), lock.try_read().unwrap());
            give_and_drop(mutex.clone().lock_owned(), || drop(one));
            give_and_drop(lock.clone().write_owned(), || drop(other));
            let write = lock.try_write().unwrap();
            give_and_drop(lock.clone().read_owned(), || drop(write));
            let write = lock.try_write().unwrap();
            give_and_drop(lock.read(), || drop(write));
        }
        assert!(mutex.try_lock().is_some() && lock.try_write().is_some());
        assert_eq!((Arc::strong_count(&mutex), Arc::strong_count(&lock)), (1, 1));
    });
}

#[test]
fn many_permits() {
    run(async {
        let semaphore = Arc::new(Semaphore::new(3));
        for _ in 0..3 {
            out_of_turn(semaphore.acquire()).await;
            out_of_turn(semaphore.acquire_many(2)).await;
            out_of_turn(semaphore.clone().acquire_owned()).await;
            out_of_turn(semaphore.clone().acquire_many_owned(3)).await;
            let held = semaphore.acquire_many(2).await.unwrap();
            start_and_drop(semaphore.acquire_many(2)).await;
            start_and_drop(semaphore.clone().acquire_many_owned(3)).await;
            give_and_drop(semaphore.acquire_many(3), || drop(held));
            let held = semaphore.acquire_many(3).await.unwrap();
            start_and_drop(semaphore.clone().acquire_owned()).await;
            give_and_drop(semaphore.clone().acquire_owned(), || drop(held));
            let held = semaphore.acquire_many(3).await.unwrap();
            give_and_drop(semaphore.clone().acquire_many_owned(2), || drop(held));
            let held = semaphore.acquire_many(3).await.unwrap();
            give_and_drop(semaphore.acquire(), || drop(held));
            assert_eq!(semaphore.available_permits(), 3);
        }
        assert_eq!(Arc::strong_count(&semaphore), 1);
    });
}

#[test]
fn the_sending_end() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(1);
        for _ in 0..3 {
            out_of_turn(sender.send(99)).await;
            out_of_turn(sender.reserve()).await;
            out_of_turn(sender.clone().reserve_owned()).await;
            sender.send(0).await.unwrap();
            start_and_drop(sender.clone().reserve_owned()).await;
            out_of_turn(receiver.recv()).await;
            out_of_turn(receiver.recv_many(&mut Vec::new(), 9)).await;
            // What was given to one that leaves is there for the next.
            give_and_drop(sender.reserve(), || assert_eq!(receiver.try_recv(), Ok(0)));
            sender.try_send(1).unwrap();
            give_and_drop(sender.clone().reserve_owned(), || assert_eq!(receiver.try_recv(), Ok(1)));
            // A message is accepted together with its turn.
            sender.try_send(2).unwrap();
            give_and_drop(sender.send(3), || assert_eq!(receiver.try_recv(), Ok(2)));
            assert_eq!(receiver.recv().await, Some(3));
            assert_eq!(receiver.try_recv(), Err(mpsc::TryRecvError::Empty));
        }
        give_and_drop(receiver.recv(), || sender.try_send(4).unwrap());
        assert_eq!(receiver.recv().await, Some(4));
        let mut buffer = Vec::new();
        give_and_drop(receiver.recv_many(&mut buffer, 9), || sender.try_send(5).unwrap());
        assert_eq!((buffer.len(), receiver.recv().await), (0, Some(5)));
        let (unbounded, closed) = mpsc::unbounded::<u8>();
        start_and_drop(unbounded.closed()).await;
        give_and_drop(unbounded.closed(), || drop(closed));
        unbounded.closed().await;
        // The sender goes with the future that has it.
        sender.send(6).await.unwrap();
        start_and_drop(sender.reserve_owned()).await;
        assert_eq!((receiver.recv().await, receiver.recv().await), (Some(6), None));
    });
}

#[test]
fn a_channel_for_one_value() {
    run(async {
        let (mut sender, receiver) = oneshot::channel::<u8>();
        start_and_drop(sender.closed()).await;
        give_and_drop(sender.closed(), || drop(receiver));
        sender.closed().await;
        let (sender, mut receiver) = oneshot::channel();
        start_and_drop(&mut receiver).await;
        give_and_drop(&mut receiver, || sender.send(7).unwrap());
        out_of_turn(&mut receiver).await;
        assert_eq!(receiver.await, Ok(7));
    });
}

#[test]
fn what_is_told_to_many() {
    run(async {
        let (sender, mut receiver) = broadcast::channel(2);
        let (latest, mut seen) = watch::channel(0);
        for number in 1..4 {
            give_and_drop(receiver.recv(), || _ = sender.send(number).unwrap());
            out_of_turn(receiver.recv()).await;
            assert_eq!(receiver.recv().await, Ok(number));
            give_and_drop(seen.changed(), || latest.send(number).unwrap());
            out_of_turn(latest.closed()).await;
            assert_eq!(seen.has_changed(), Ok(true), "nothing counts as seen");
            seen.changed().await.unwrap();
            give_and_drop(seen.wait_for(|value| *value == 10 * number), || latest.send(10 * number).unwrap());
            assert_eq!(seen.has_changed(), Ok(true), "it has not been refused");
            assert_eq!(*seen.wait_for(|value| *value == 10 * number).await.unwrap(), 10 * number);
            start_and_drop(seen.wait_for(|value| *value == 0)).await;
            assert_eq!(seen.has_changed(), Ok(false), "that was refused");
        }
        give_and_drop(latest.closed(), || drop(seen));
        latest.closed().await;
    });
}

#[test]
fn calls_and_tokens() {
    run(async {
        let notify = Notify::new();
        notify.notify_one();
        out_of_turn(notify.notified()).await;
        notify.notified().await;
        give_and_drop(notify.notified(), || notify.notify_one());
        notify.notified().await;
        give_and_drop(notify.notified(), || notify.notify_all());
        start_and_drop(notify.notified()).await;
        let notify = Arc::new(notify);
        notify.notify_one();
        out_of_turn(notify.clone().notified_owned()).await;
        notify.clone().notified_owned().await;
        give_and_drop(notify.clone().notified_owned(), || notify.notify_one());
        notify.clone().notified_owned().await;
        start_and_drop(notify.clone().notified_owned()).await;
        let made_before = notify.clone().notified_owned();
        notify.notify_all();
        made_before.await;
        let barrier = Barrier::new(2);
        out_of_turn(barrier.wait()).await;
        give_and_drop(barrier.wait(), || {
            assert!(matches!(poll_once(Box::pin(barrier.wait()).as_mut()), Poll::Ready(_)))
        });
        start_and_drop(barrier.wait()).await;
        let token = CancellationToken::new();
        start_and_drop(token.clone().cancelled_owned()).await;
        let kept = std::cell::Cell::new(0);
        let counts = || async {
            kept.set(kept.get() + 1);
            std::future::pending::<()>().await;
        };
        start_and_drop(token.run_until_cancelled(counts())).await;
        start_and_drop(token.clone().run_until_cancelled_owned(counts())).await;
        give_and_drop(token.clone().cancelled_owned(), || token.cancel());
        out_of_turn(token.cancelled()).await;
        token.clone().cancelled_owned().await;
        assert_eq!(token.run_until_cancelled(counts()).await, None);
        assert_eq!(token.run_until_cancelled_owned(counts()).await, None);
        assert_eq!(kept.get(), 4, "the future is polled first");
    });
}
