//! `sync::mpsc`.

use crate::support::{Counter, CountingWaker, OnDrop, panic_message, poll_once, run, settle};
use resumable::sync::mpsc::{self, TryRecvError, TrySendError};
use resumable::{spawn, yield_now};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Context;
use std::thread;

#[test]
fn messages_arrive_in_order_and_the_end_after_them() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(2);
        let task = spawn(async move {
            for number in 0..100 {
                sender.send(number).await.unwrap();
            }
        });
        for number in 0..100 {
            assert_eq!(receiver.recv().await, Some(number));
        }
        assert_eq!(receiver.recv().await, None);
        assert_eq!(receiver.recv().await, None, "the end stays the end");
        task.await.unwrap();
    });
}

#[test]
fn a_full_channel_makes_senders_wait_in_line() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(1);
        let tasks: Vec<_> = (0..4)
            .map(|number| {
                let sender = sender.clone();
                spawn(async move { sender.send(number).await.unwrap() })
            })
            .collect();
        settle().await;
        assert_eq!(tasks.iter().filter(|task| task.is_finished()).count(), 1);
        assert_eq!(sender.try_send(9), Err(TrySendError::Full(9)));
        for number in 0..4 {
            assert_eq!(receiver.recv().await, Some(number));
            // Room goes to the first in line, so there is none for others as long as somebody stands there.
            assert_eq!(sender.try_send(9).is_err(), number < 3);
        }
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(receiver.try_recv(), Ok(9));
    });
}

#[test]
fn a_sender_dropped_in_line_takes_nobodys_turn() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(1);
        sender.send("first").await.unwrap();
        let mut leaves = Box::pin(sender.send("leaves"));
        let mut stays = Box::pin(sender.send("stays"));
        assert!(poll_once(leaves.as_mut()).is_pending());
        assert!(poll_once(stays.as_mut()).is_pending());
        drop(leaves);
        assert_eq!(receiver.recv().await, Some("first"));
        assert!(poll_once(stays.as_mut()).is_ready());
        assert_eq!(receiver.try_recv(), Ok("stays"));

        // Dropped after its turn came, before it was polled: its message is in, and the line moves on.
        sender.send("first").await.unwrap();
        let mut leaves = Box::pin(sender.send("leaves late"));
        let mut stays = Box::pin(sender.send("stays"));
        assert!(poll_once(leaves.as_mut()).is_pending());
        assert!(poll_once(stays.as_mut()).is_pending());
        assert_eq!(receiver.try_recv(), Ok("first"));
        drop(leaves);
        assert_eq!(receiver.try_recv(), Ok("leaves late"));
        assert_eq!(receiver.try_recv(), Ok("stays"));
        assert!(poll_once(stays.as_mut()).is_ready());
    });
}

#[test]
fn a_closed_channel_gives_messages_back() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(1);
        sender.send(1).await.unwrap();
        let waiting = {
            let sender = sender.clone();
            spawn(async move { sender.send(2).await })
        };
        settle().await;
        receiver.close();
        assert!(sender.is_closed());
        assert_eq!(waiting.await.unwrap().unwrap_err().0, 2);
        assert_eq!(sender.send(3).await.unwrap_err().0, 3);
        assert_eq!(sender.try_send(4).unwrap_err().into_inner(), 4);
        assert_eq!(receiver.recv().await, Some(1), "what was accepted is delivered");
        assert_eq!(receiver.recv().await, None);
    });
}

#[test]
fn a_dropped_receiver_drops_the_messages_and_wakes_the_senders() {
    run(async {
        let dropped = Counter::default();
        let message = || {
            let counter = dropped.clone();
            OnDrop(move || {
                counter.add();
            })
        };
        let (sender, receiver) = mpsc::channel(1);
        assert!(sender.send(message()).await.is_ok());
        let next = message();
        let waiting = {
            let sender = sender.clone();
            spawn(async move { sender.send(next).await.is_err() })
        };
        settle().await;
        drop(receiver);
        assert_eq!(dropped.get(), 1);
        assert!(waiting.await.unwrap());
        assert_eq!(dropped.get(), 2);
    });
}

#[test]
fn the_last_sender_ends_the_channel() {
    run(async {
        let (sender, mut receiver) = mpsc::unbounded::<()>();
        let clone = sender.clone();
        drop(sender);
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        let task = spawn(async move { receiver.recv().await });
        settle().await;
        drop(clone);
        assert_eq!(task.await.unwrap(), None);
    });
}

#[test]
fn unbounded_never_waits() {
    run(async {
        let (sender, mut receiver) = mpsc::unbounded();
        for number in 0..10_000 {
            sender.send(number).unwrap();
        }
        let clone = sender.clone();
        drop((sender, clone));
        let mut sum = 0u64;
        while let Some(number) = receiver.recv().await {
            sum += number;
        }
        assert_eq!(sum, 49_995_000);
        let (sender, receiver) = mpsc::unbounded();
        drop(receiver);
        assert!(sender.is_closed());
        assert_eq!(sender.send(7).unwrap_err().0, 7);
    });
}

#[test]
fn messages_may_come_from_other_threads() {
    let (sender, mut receiver) = mpsc::channel(3);
    let threads: Vec<_> = (0..3u64)
        .map(|id| {
            let sender = sender.clone();
            thread::spawn(move || {
                run(async move {
                    for number in 0..500 {
                        sender.send(id * 1000 + number).await.unwrap();
                        if number % 7 == 0 {
                            yield_now().await;
                        }
                    }
                })
            })
        })
        .collect();
    drop(sender);
    let received = run(async {
        let mut next = [0; 3];
        while let Some(message) = receiver.recv().await {
            let id = (message / 1000) as usize;
            assert_eq!(message % 1000, next[id], "each thread's messages are in order");
            next[id] += 1;
        }
        next
    });
    assert_eq!(received, [500; 3]);
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn dropped_futures_leave_no_waker() {
    let (count, waker) = CountingWaker::counted();
    let before = Arc::strong_count(&count);
    let mut cx = Context::from_waker(&waker);
    let (sender, mut receiver) = mpsc::channel(1);
    {
        let mut recv = pin!(receiver.recv());
        assert!(recv.as_mut().poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&count), before + 1);
    }
    assert_eq!(Arc::strong_count(&count), before);
    sender.try_send(1).unwrap();
    {
        let mut send = pin!(sender.send(2));
        assert!(send.as_mut().poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&count), before + 1);
    }
    assert_eq!(Arc::strong_count(&count), before);
    assert_eq!(receiver.try_recv(), Ok(1));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
}

#[test]
fn a_channel_without_room_is_refused() {
    assert!(panic_message(|| mpsc::channel::<()>(0)).contains("at least one message"));
}

#[test]
fn room_can_be_kept() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(2);
        let permit = sender.reserve().await.unwrap();
        let second = sender.try_reserve().unwrap();
        assert_eq!(sender.capacity(), 0);
        assert_eq!(sender.try_send("other"), Err(TrySendError::Full("other")));
        assert!(matches!(sender.try_reserve(), Err(TrySendError::Full(()))));
        let waiting = {
            let sender = sender.clone();
            spawn(async move { sender.send("waiting").await })
        };
        settle().await;
        drop(second);
        waiting.await.unwrap().unwrap();
        permit.send("kept");
        assert_eq!(receiver.recv().await, Some("waiting"));
        assert_eq!(receiver.recv().await, Some("kept"));
        assert_eq!(sender.capacity(), 2);
    });
}

#[test]
fn room_given_to_one_that_leaves_goes_to_the_next() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.try_send(1).unwrap();
    let mut leaves = Box::pin(sender.reserve());
    let mut stays = Box::pin(sender.send(2));
    assert!(poll_once(leaves.as_mut()).is_pending());
    assert!(poll_once(stays.as_mut()).is_pending());
    assert_eq!(receiver.try_recv(), Ok(1));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    drop(leaves);
    assert_eq!(receiver.try_recv(), Ok(2));
    assert!(poll_once(stays.as_mut()).is_ready());
}

#[test]
fn a_message_with_room_arrives_after_the_close() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(2);
        let permit = sender.reserve().await.unwrap();
        let unused = sender.reserve().await.unwrap();
        receiver.close();
        assert!(receiver.is_closed());
        assert!(sender.reserve().await.is_err());
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty), "one may still come");
        permit.send(7);
        assert_eq!(receiver.recv().await, Some(7));
        {
            let mut end = pin!(receiver.recv());
            assert!(poll_once(end.as_mut()).is_pending());
            drop(unused);
            assert_eq!(poll_once(end.as_mut()), std::task::Poll::Ready(None));
        }
        let (sender, receiver) = mpsc::channel(1);
        let dropped = Counter::default();
        let permit = sender.reserve().await.unwrap();
        drop(receiver);
        let counter = dropped.clone();
        permit.send(OnDrop(move || {
            counter.add();
        }));
        assert_eq!(dropped.get(), 1, "nobody wants it");
    });
}

#[test]
fn many_are_received_at_once() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(4);
        for number in 0..4 {
            sender.send(number).await.unwrap();
        }
        let waiting = {
            let sender = sender.clone();
            spawn(async move { sender.send(4).await })
        };
        settle().await;
        let mut buffer = Vec::new();
        assert_eq!(receiver.len(), 4);
        assert_eq!(receiver.recv_many(&mut buffer, 3).await, 3);
        assert_eq!(receiver.recv_many(&mut buffer, 0).await, 0);
        assert_eq!(receiver.recv_many(&mut buffer, 9).await, 2);
        assert_eq!(buffer, [0, 1, 2, 3, 4]);
        waiting.await.unwrap().unwrap();
        let late = spawn(async move {
            settle().await;
            sender.send(5).await
        });
        assert_eq!(receiver.recv_many(&mut buffer, 9).await, 1);
        late.await.unwrap().unwrap();
        assert_eq!(receiver.recv_many(&mut buffer, 9).await, 0, "the end");
        assert!(receiver.is_empty());
    });
}

#[test]
fn threads_may_block() {
    let (sender, mut receiver) = mpsc::channel(1);
    let thread = thread::spawn(move || {
        for number in 0..200 {
            sender.blocking_send(number).unwrap();
        }
    });
    for number in 0..200 {
        assert_eq!(receiver.blocking_recv(), Some(number));
    }
    assert_eq!(receiver.blocking_recv(), None);
    thread.join().unwrap();
    let (sender, receiver) = resumable::sync::oneshot::channel();
    let thread = thread::spawn(move || sender.send(7));
    assert_eq!(receiver.blocking_recv(), Ok(7));
    thread.join().unwrap().unwrap();
}

#[test]
fn a_sender_may_wait_for_the_receiver_to_lose_interest() {
    run(async {
        let (sender, receiver) = mpsc::unbounded::<()>();
        let tasks: Vec<_> = (0..2)
            .map(|_| {
                let sender = sender.clone();
                spawn(async move { sender.closed().await })
            })
            .collect();
        settle().await;
        assert!(tasks.iter().all(|task| !task.is_finished()));
        drop(receiver);
        for task in tasks {
            task.await.unwrap();
        }
        assert!(poll_once(pin!(sender.closed())).is_ready());
        assert!(sender.same_channel(&sender.clone()));
    });
}

#[test]
fn a_channel_that_is_never_empty_gives_way() {
    run(async {
        let (sender, mut receiver) = mpsc::unbounded();
        for number in 0..1000 {
            sender.send(number).unwrap();
        }
        let turns = Counter::default();
        let other = {
            let turns = turns.clone();
            spawn(async move {
                loop {
                    turns.add();
                    yield_now().await;
                }
            })
        };
        settle().await;
        let before = turns.get();
        for _ in 0..1000 {
            receiver.recv().await.unwrap();
        }
        let lock = resumable::sync::Mutex::new(0);
        for _ in 0..1000 {
            *lock.lock().await += 1;
        }
        assert!(turns.get() >= before + 12, "others had {} turns", turns.get() - before);
        other.abort();
    });
}

#[test]
fn a_thread_that_blocks_within_a_turn_is_not_held_back() {
    run(async {
        let (sender, mut receiver) = mpsc::unbounded();
        for number in 0..1000 {
            sender.send(number).unwrap();
        }
        for number in 0..1000 {
            assert_eq!(receiver.blocking_recv(), Some(number));
        }
    });
}

#[test]
fn a_message_that_panics_when_nobody_wants_it_leaves_the_channel_whole() {
    run(async {
        let (sender, receiver) = mpsc::channel(2);
        let (permit, other) = (sender.reserve().await.unwrap(), sender.reserve().await.unwrap());
        drop(receiver);
        let message = panic_message(|| permit.send(OnDrop(|| panic!("on purpose"))));
        assert_eq!(message, "on purpose");
        drop(other);
        assert!(sender.is_closed());
    });
}

#[test]
fn a_send_that_is_polled_after_it_was_done_keeps_no_room() {
    let (sender, mut receiver) = mpsc::channel(2);
    {
        let mut send = pin!(sender.send(1));
        assert!(poll_once(send.as_mut()).is_ready());
        assert!(panic_message(|| poll_once(send.as_mut())).contains("polled after it was done"));
    }
    assert_eq!((receiver.try_recv(), sender.capacity()), (Ok(1), 2));
    drop(sender);
    assert_eq!(run(receiver.recv()), None, "nobody has room kept for a message");
}
