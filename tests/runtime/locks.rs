//! `sync::{Mutex, RwLock, Semaphore, OnceCell}`.

use crate::support::{Counter, CountingWaker, panic_message, poll_once, run, settle};
use resumable::sync::{Mutex, OnceCell, RwLock, Semaphore, TryAcquireError};
use resumable::{spawn, yield_now};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Context;
use std::thread;

#[test]
fn a_mutex_is_for_one_at_a_time_and_in_line() {
    run(async {
        let mutex = Arc::new(Mutex::new(Vec::new()));
        let first = mutex.lock().await;
        assert!(mutex.try_lock().is_none());
        let tasks: Vec<_> = (0..5)
            .map(|number| {
                let mutex = mutex.clone();
                spawn(async move {
                    let mut list = mutex.lock().await;
                    yield_now().await;
                    list.push(number);
                })
            })
            .collect();
        settle().await;
        drop(first);
        assert!(mutex.try_lock().is_none(), "it goes to the first in line, not to who comes by");
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*mutex.try_lock().unwrap(), [0, 1, 2, 3, 4]);
    });
}

#[test]
fn a_mutex_guards_against_threads() {
    let mutex = Arc::new(Mutex::new(0u64));
    let threads: Vec<_> = (0..4)
        .map(|id| {
            let mutex = mutex.clone();
            thread::spawn(move || {
                for _ in 0..500 {
                    if id % 2 == 0 {
                        *mutex.blocking_lock() += 1;
                    } else {
                        run(async {
                            let mut value = mutex.lock().await;
                            let old = *value;
                            yield_now().await;
                            *value = old + 1;
                        });
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(Arc::into_inner(mutex).unwrap().into_inner(), 2000);
}

#[test]
fn a_lock_given_to_one_that_leaves_goes_to_the_next() {
    let mutex = Mutex::new(());
    let guard = mutex.try_lock().unwrap();
    let mut leaves = Box::pin(mutex.lock());
    let mut stays = Box::pin(mutex.lock());
    assert!(poll_once(leaves.as_mut()).is_pending());
    assert!(poll_once(stays.as_mut()).is_pending());
    drop(guard);
    assert!(mutex.try_lock().is_none());
    drop(leaves);
    assert!(poll_once(stays.as_mut()).is_ready());
    drop(stays);
    assert!(mutex.try_lock().is_some());
}

#[test]
fn guards_can_be_owned_and_values_unsized() {
    run(async {
        let mutex: Arc<Mutex<[u8]>> = Arc::new(Mutex::new([1, 2, 3]));
        let mut guard = mutex.clone().lock_owned().await;
        guard[0] = 9;
        assert!(mutex.clone().try_lock_owned().is_none());
        let task = spawn(async move { guard[0] });
        assert_eq!(task.await.unwrap(), 9);
        assert_eq!(format!("{mutex:?}"), "Mutex([9, 2, 3])");
        let lock = Arc::new(RwLock::new(1));
        let reads = (lock.clone().read_owned().await, lock.clone().read_owned().await);
        assert_eq!(*reads.0 + *reads.1, 2);
        drop(reads);
        *lock.clone().write_owned().await = 2;
        assert_eq!(*lock.read().await, 2);
    });
}

#[test]
fn readers_share_and_writers_do_not() {
    run(async {
        let lock = Arc::new(RwLock::new(0));
        let one = lock.read().await;
        let two = lock.try_read().unwrap();
        assert!(lock.try_write().is_none());
        let writer = {
            let lock = lock.clone();
            spawn(async move { *lock.write().await = 7 })
        };
        settle().await;
        assert!(lock.try_read().is_none(), "a writer is in line, and readers do not overtake it");
        let reader = {
            let lock = lock.clone();
            spawn(async move { *lock.read().await })
        };
        settle().await;
        drop(one);
        settle().await;
        assert!(!writer.is_finished());
        drop(two);
        assert_eq!(reader.await.unwrap(), 7, "the reader came after the writer");
        writer.await.unwrap();
        assert_eq!(*lock.blocking_read(), 7);
        *lock.blocking_write() += 1;
        let write = lock.try_write().unwrap();
        let read = write.downgrade();
        assert_eq!((*read, *lock.try_read().unwrap()), (8, 8));
        assert!(lock.try_write().is_none());
    });
}

#[test]
fn a_writer_that_leaves_lets_the_readers_behind_it_in() {
    let lock = RwLock::new(());
    let _read = lock.try_read().unwrap();
    let mut writer = Box::pin(lock.write());
    let mut reader = Box::pin(lock.read());
    assert!(poll_once(writer.as_mut()).is_pending());
    assert!(poll_once(reader.as_mut()).is_pending());
    drop(writer);
    assert!(poll_once(reader.as_mut()).is_ready());
}

#[test]
fn a_large_wish_is_not_starved_by_small_ones() {
    run(async {
        let semaphore = Arc::new(Semaphore::new(3));
        let held = semaphore.acquire().await.unwrap();
        let large = {
            let semaphore = semaphore.clone();
            spawn(async move { semaphore.acquire_many(3).await.unwrap().num_permits() })
        };
        settle().await;
        assert_eq!(semaphore.available_permits(), 2);
        assert_eq!(semaphore.try_acquire().unwrap_err(), TryAcquireError::NoPermits);
        let small = {
            let semaphore = semaphore.clone();
            spawn(async move { drop(semaphore.acquire_owned().await.unwrap()) })
        };
        settle().await;
        assert!(!small.is_finished());
        drop(held);
        assert_eq!(large.await.unwrap(), 3);
        small.await.unwrap();
        assert_eq!(semaphore.available_permits(), 3);
    });
}

#[test]
fn permits_are_added_forgotten_and_closed() {
    run(async {
        let semaphore = Arc::new(Semaphore::new(0));
        let waiting = {
            let semaphore = semaphore.clone();
            spawn(async move { semaphore.acquire().await.is_ok() })
        };
        settle().await;
        semaphore.add_permits(2);
        assert!(waiting.await.unwrap());
        semaphore.try_acquire().unwrap().forget();
        assert_eq!(semaphore.available_permits(), 1);
        let owned = semaphore.clone().try_acquire_owned().unwrap();
        let waiting = {
            let semaphore = semaphore.clone();
            spawn(async move { semaphore.acquire().await.is_err() })
        };
        settle().await;
        semaphore.close();
        assert!(waiting.await.unwrap());
        assert_eq!(semaphore.try_acquire().unwrap_err(), TryAcquireError::Closed);
        drop(owned);
        assert!(semaphore.is_closed());
        let many = Semaphore::new(Semaphore::MAX_PERMITS);
        assert!(panic_message(|| many.add_permits(1)).contains("too many permits"));
        assert_eq!(many.available_permits(), Semaphore::MAX_PERMITS, "and goes on as before");
    });
}

#[test]
fn one_makes_the_value_and_others_wait() {
    run(async {
        let cell = Arc::new(OnceCell::new());
        let calls = Counter::default();
        let tasks: Vec<_> = (0..4)
            .map(|number| {
                let (cell, calls) = (cell.clone(), calls.clone());
                spawn(async move {
                    let make = || async {
                        calls.add();
                        yield_now().await;
                        number
                    };
                    *cell.get_or_init(make).await
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), 0);
        }
        assert_eq!(calls.get(), 1);
        assert_eq!(cell.set(9), Err(9));
    });
}

#[test]
fn a_value_that_failed_is_made_by_the_next() {
    run(async {
        let cell = OnceCell::<u32>::new();
        assert_eq!(cell.get_or_try_init(|| async { Err("no") }).await, Err("no"));
        {
            let mut dropped = pin!(cell.get_or_init(std::future::pending));
            assert!(poll_once(dropped.as_mut()).is_pending());
            assert_eq!(cell.set(1), Err(1), "somebody is making it");
        }
        assert_eq!(cell.get(), None);
        assert_eq!(cell.get_or_try_init(|| async { Ok::<_, ()>(2) }).await, Ok(&2));
        assert_eq!(cell.into_inner(), Some(2));
    });
}

#[test]
fn those_that_left_leave_no_waker() {
    let (count, waker) = CountingWaker::counted();
    let before = Arc::strong_count(&count);
    let mutex = Mutex::new(());
    let guard = mutex.try_lock().unwrap();
    {
        let mut lock = pin!(mutex.lock());
        assert!(lock.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(Arc::strong_count(&count), before + 1);
    }
    assert_eq!(Arc::strong_count(&count), before);
    drop(guard);
    let mut lock = pin!(mutex.lock());
    assert!(lock.as_mut().poll(&mut Context::from_waker(&waker)).is_ready());
    assert_eq!(Arc::strong_count(&count), before);
}

#[test]
fn a_waker_that_panics_when_it_is_cloned_hurts_nobody() {
    use std::task::{RawWaker, RawWakerVTable, Waker};
    const VTABLE: RawWakerVTable = RawWakerVTable::new(|_| panic!("cloned"), |_| {}, |_| {}, |_| {});
    // SAFETY: the functions do nothing with the pointer, and those that return do nothing at all.
    let waker = unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), &VTABLE)) };
    let mutex = Mutex::new(0);
    let guard = mutex.try_lock().unwrap();
    let mut waiting = Box::pin(mutex.lock());
    let poll = || {
        let _ = waiting.as_mut().poll(&mut Context::from_waker(&waker));
    };
    assert_eq!(panic_message(poll), "cloned");
    drop(waiting);
    let mut next = Box::pin(mutex.lock());
    assert!(poll_once(next.as_mut()).is_pending());
    drop(guard);
    assert!(poll_once(next.as_mut()).is_ready());
    drop(next);
    assert!(mutex.try_lock().is_some());
}
