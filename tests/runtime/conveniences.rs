//! What could be had in other ways, but is handy: permits that are divided, marks in a `watch`, sets that are joined whole.

use crate::support::{Counter, OnDrop, panic_message, poll_once, run, settle};
use resumable::stream::StreamExt;
use resumable::sync::{OnceCell, RwLock, Semaphore, broadcast, mpsc, watch};
use resumable::task::{JoinSet, consume_budget, unconstrained};
use resumable::time::{Duration, Instant, MissedTicks, interval, sleep, timeout};
use resumable::{Builder, Handle, Runtime, spawn, yield_now};
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::thread;

#[test]
fn permits_are_divided_and_put_together() {
    let semaphore = Arc::new(Semaphore::new(5));
    let mut four = semaphore.try_acquire_many(4).unwrap();
    assert!(four.split(5).is_none());
    let three = four.split(3).unwrap();
    assert_eq!((four.num_permits(), three.num_permits(), semaphore.available_permits()), (1, 3, 1));
    drop(four);
    assert_eq!(semaphore.available_permits(), 2);
    let mut two = semaphore.clone().try_acquire_many_owned(2).unwrap();
    two.merge(two_more(three, &semaphore));
    assert_eq!((two.num_permits(), semaphore.available_permits()), (4, 1));
    drop(two);
    assert_eq!(semaphore.available_permits(), 5);
    let others = Arc::new(Semaphore::new(1));
    let (mut ours, theirs) = (semaphore.try_acquire().unwrap(), others.try_acquire().unwrap());
    assert!(panic_message(|| ours.merge(theirs)).contains("different semaphores"));
    drop(ours);
    assert_eq!((semaphore.available_permits(), others.available_permits()), (5, 1), "none is lost");
    assert_eq!((semaphore.forget_permits(2), semaphore.available_permits()), (2, 3));
    assert_eq!((semaphore.forget_permits(usize::MAX), semaphore.available_permits()), (3, 0));
    assert_eq!(semaphore.forget_permits(1), 0);
}

/// Gives the permits back, and takes two that borrow nothing.
fn two_more(
    permits: resumable::sync::SemaphorePermit<'_>,
    semaphore: &Arc<Semaphore>,
) -> resumable::sync::OwnedSemaphorePermit {
    drop(permits);
    semaphore.clone().try_acquire_many_owned(2).unwrap()
}

#[test]
fn locks_are_tried_with_guards_that_borrow_nothing() {
    let lock = Arc::new(RwLock::new(1));
    let reader = lock.clone().try_read_owned().unwrap();
    assert!(lock.clone().try_read_owned().is_some() && lock.clone().try_write_owned().is_none());
    drop(reader);
    *lock.clone().try_write_owned().unwrap() += 1;
    assert_eq!(*lock.try_read().unwrap(), 2);
}

#[test]
fn a_cell_can_be_emptied() {
    run(async {
        let mut cell = OnceCell::from(1);
        assert!(cell.is_initialized() && cell.set(2).is_err());
        *cell.get_mut().unwrap() += 1;
        assert_eq!(cell.take(), Some(2));
        assert!(!cell.is_initialized() && cell.get_mut().is_none() && cell.take().is_none());
        assert_eq!(cell.get_or_init(|| async { 3 }).await, &3);
    });
}

#[test]
fn a_permit_may_take_its_sender_along() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(1);
        assert_eq!(sender.max_capacity(), 1);
        let permit = sender.clone().reserve_owned().await.unwrap();
        assert_eq!(sender.capacity(), 0);
        let mut waits = pin!(sender.clone().reserve_owned());
        assert!(poll_once(waits.as_mut()).is_pending());
        let again = permit.send(1).reserve_owned();
        assert_eq!(receiver.recv().await, Some(1));
        // The one that waits is before the one that comes.
        let permit = waits.await.unwrap();
        let mut again = pin!(again);
        assert!(poll_once(again.as_mut()).is_pending());
        drop(permit.release());
        drop(again.await.unwrap());
        assert_eq!(sender.capacity(), 1);
        receiver.close();
        assert!(sender.clone().reserve_owned().await.is_err());
        drop(sender);
        assert_eq!(receiver.recv().await, None, "no sender is left in a permit");
    });
}

#[test]
fn what_a_receiver_has_seen_can_be_changed() {
    run(async {
        let (sender, mut receiver) = watch::channel(0);
        assert!(receiver.same_channel(&sender.subscribe()) && sender.same_channel(&sender.clone()));
        for _ in 0..2 {
            receiver.mark_changed();
            assert_eq!(receiver.has_changed(), Ok(true));
            receiver.changed().await.unwrap();
            assert_eq!(receiver.has_changed(), Ok(false));
            assert!(timeout(Duration::from_micros(10), receiver.changed()).await.is_err());
            sender.send_modify(|value| *value += 1);
        }
        receiver.mark_unchanged();
        assert_eq!(receiver.has_changed(), Ok(false));
        receiver.mark_changed();
        drop(sender);
        receiver.changed().await.unwrap();
        assert!(receiver.changed().await.is_err());
    });
}

#[test]
fn a_broadcast_is_counted_and_waited_for_by_a_thread() {
    let (sender, mut receiver) = broadcast::channel(4);
    let other = sender.subscribe();
    assert!(sender.is_empty() && sender.same_channel(&sender.clone()));
    let thread = thread::spawn(move || (receiver.blocking_recv(), receiver.blocking_recv()));
    sender.send(1).unwrap();
    assert!(!sender.is_empty());
    drop(other);
    drop(sender);
    assert_eq!(thread.join().unwrap(), (Ok(1), Err(broadcast::RecvError::Closed)));
}

#[test]
fn an_interval_begins_anew_whenever_it_is_told_to() {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let start = resumable::time::now();
        let since = |moment: Instant| (moment - start).as_secs();
        let mut ticks = interval(Duration::from_secs(10));
        ticks.tick().await;
        ticks.reset_immediately();
        assert_eq!(since(ticks.tick().await), 0);
        assert_eq!(since(ticks.tick().await), 10);
        ticks.reset_at(start + Duration::from_secs(13));
        assert_eq!(since(ticks.tick().await), 13);
        assert_eq!(since(ticks.tick().await), 23);
        ticks.reset_at(start);
        assert_eq!(since(ticks.tick().await), 0, "a moment that has passed");
    });
}

#[test]
fn a_set_is_joined_as_a_whole() {
    run(async {
        let mut set = JoinSet::new();
        for number in [3, 1, 2] {
            set.spawn(async move {
                for _ in 0..number {
                    yield_now().await;
                }
                number
            });
        }
        assert_eq!(set.join_all().await.unwrap(), [1, 2, 3]);
        assert!(JoinSet::<u8>::new().join_all().await.unwrap().is_empty());
        let (mut set, dropped) = (JoinSet::new(), Counter::default());
        let counter = dropped.clone();
        set.spawn(async move {
            let _on_drop = OnDrop(move || _ = counter.add());
            pending::<()>().await;
        });
        set.spawn(async {
            yield_now().await;
            panic!("on purpose");
        });
        assert!(set.join_all().await.unwrap_err().is_panic());
        settle().await;
        assert_eq!(dropped.get(), 1, "the others are aborted");
    });
}

#[test]
fn a_loop_that_computes_can_give_way() {
    run(async {
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
        for _ in 0..1280 {
            consume_budget().await;
        }
        assert_eq!(turns.get(), 9, "between ten times 128 rounds");
        other.abort();
    });
    // Elsewhere nothing is counted.
    assert!((0..1000).all(|_| poll_once(pin!(consume_budget())).is_ready()));
}

#[test]
fn a_weak_sender_does_not_keep_a_channel_from_ending() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(1);
        let weak = sender.downgrade();
        weak.upgrade().unwrap().send(1).await.unwrap();
        let other = weak.clone().upgrade().unwrap();
        drop(sender);
        assert!(weak.upgrade().is_some() && weak.upgrade().unwrap().same_channel(&other));
        assert_eq!(receiver.recv().await, Some(1));
        let mut end = pin!(receiver.recv());
        assert!(poll_once(end.as_mut()).is_pending());
        drop(other);
        assert_eq!(end.await, None);
        assert!(weak.upgrade().is_none(), "the end is told once, and stands");
        let (sender, receiver) = mpsc::unbounded::<u32>();
        let weak = sender.downgrade();
        drop(receiver);
        assert!(weak.upgrade().is_some_and(|sender| sender.send(1).is_err()));
        drop(sender);
        assert!(weak.upgrade().is_none());
    });
}

#[test]
fn a_handle_is_there_inside_a_runtime() {
    assert!(Handle::try_current().is_none());
    run(async { assert_eq!(Handle::try_current().unwrap().spawn(async { 1 }).await.unwrap(), 1) });
    assert!(Handle::try_current().is_none());
}

#[test]
fn ticks_are_a_stream() {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let period = Duration::from_secs(60);
        let ticks: Vec<Instant> = interval(period).take(3).collect().await;
        assert_eq!((ticks[1] - ticks[0], ticks[2] - ticks[1]), (period, period));
        let mut late = pin!(sleep(period));
        assert!(!late.is_elapsed() && !sleep(Duration::MAX).is_elapsed() && sleep(Duration::ZERO).is_elapsed());
        late.as_mut().await;
        assert!(late.is_elapsed());
    });
}

#[test]
fn whatever_is_unconstrained_gives_way_to_nobody() {
    run(async {
        let (sender, mut receiver) = mpsc::unbounded();
        for number in 0..1000u32 {
            sender.send(number).unwrap();
        }
        let others = Counter::default();
        let other = {
            let others = others.clone();
            spawn(async move {
                loop {
                    others.add();
                    yield_now().await;
                }
            })
        };
        yield_now().await;
        let before = others.get();
        let sum = unconstrained(async {
            let mut sum = 0;
            for _ in 0..500 {
                sum += receiver.recv().await.unwrap();
            }
            sum
        });
        assert_eq!((sum.await, others.get()), ((0..500).sum(), before));
        let mut panicked = Box::pin(unconstrained(async { panic!("inside") }));
        let message = panic_message(|| poll_once(panicked.as_mut()).map(|(): ()| ()));
        assert_eq!(message, "inside");
        // Outside it is as it was.
        for _ in 500..1000 {
            receiver.recv().await.unwrap();
        }
        assert!((1..=8).contains(&(others.get() - before)), "{}", others.get() - before);
        other.abort();
    });
}

#[test]
fn a_task_can_go_with_its_handle() {
    run(async {
        let dropped = Counter::default();
        let counted = || {
            let dropped = dropped.clone();
            async move {
                let _guard = OnDrop(|| _ = dropped.add());
                pending::<u32>().await
            }
        };
        let task = spawn(counted()).abort_on_drop();
        settle().await;
        assert!(!task.as_ref().is_finished());
        drop(task);
        settle().await;
        assert_eq!(dropped.get(), 1);
        let mut task = spawn(counted()).abort_on_drop();
        assert!(poll_once(pin!(&mut task)).is_pending());
        let handle = task.detach();
        settle().await;
        assert_eq!((handle.is_finished(), dropped.get()), (false, 1));
        assert!(handle.abort_on_drop().as_ref().id() != spawn(async {}).id());
        settle().await;
        assert_eq!(dropped.get(), 2);
        assert_eq!(spawn(async { 7 }).abort_on_drop().await.unwrap(), 7);
    });
}

#[test]
fn a_panic_is_taken_out_of_an_error() {
    run(async {
        let error = spawn(async { panic!("inside") }).await.map(|(): ()| ()).unwrap_err();
        assert_eq!(*error.into_panic().downcast::<&str>().unwrap(), "inside");
        let error = spawn(pending::<()>()).cancel().await.unwrap_err();
        assert!(panic_message(|| error.into_panic()).contains("is_panic"));
    });
}

#[test]
fn a_set_tells_which_task_has_ended() {
    run(async {
        let mut set: JoinSet<u32> = (0..3u32).map(|number| async move { 6 / number }).collect();
        assert_eq!(set.len(), 3);
        let late = set.spawn(async { 9 }).id();
        let (mut outputs, mut failed) = (Vec::new(), 0);
        while let Some((id, result)) = set.join_next_with_id().await {
            match result {
                Ok(output) => outputs.push((output, id == late)),
                Err(error) if error.is_panic() && id != late => failed += 1,
                Err(error) => panic!("{error}"),
            }
        }
        outputs.sort();
        assert_eq!((outputs, failed), (vec![(3, false), (6, false), (9, true)], 1));
    });
}

#[test]
fn room_is_kept_with_the_sender_if_there_is_any() {
    let (sender, mut receiver) = mpsc::channel(1);
    let permit = sender.clone().try_reserve_owned().unwrap();
    let Err(mpsc::TrySendError::Full(sender)) = sender.try_reserve_owned() else { panic!("there is no room") };
    permit.send(1);
    assert_eq!(receiver.try_recv(), Ok(1));
    drop(sender.clone().try_reserve_owned().unwrap());
    assert_eq!(sender.capacity(), 1, "it is given back");
    receiver.close();
    assert!(matches!(sender.try_reserve_owned(), Err(mpsc::TrySendError::Closed(_))));
}

#[test]
fn an_interval_begins_anew_after_a_while() {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let second = Duration::from_secs(1);
        let mut ticks = interval(second);
        let start = ticks.tick().await;
        ticks.reset_after(second / 4);
        assert_eq!(ticks.tick().await - start, second / 4);
        assert_eq!(ticks.tick().await - start, second + second / 4);
        ticks.reset_after(Duration::MAX);
        assert!(timeout(10 * second, ticks.tick()).await.is_err());
        assert_eq!(ticks.missed_ticks(), MissedTicks::Burst);
        ticks.set_missed_ticks(MissedTicks::Skip);
        assert_eq!(ticks.missed_ticks(), MissedTicks::Skip);
    });
}

#[test]
fn threads_are_called_what_is_said() {
    let name = |runtime: &Runtime| {
        // Not on this thread, which blocks.
        let (sender, receiver) = std::sync::mpsc::channel();
        runtime.spawn(async move { sender.send(thread::current().name().map(String::from)).unwrap() });
        receiver.recv_timeout(Duration::from_secs(10)).unwrap().unwrap()
    };
    let mut builder = Builder::new();
    assert_eq!(name(&builder.worker_threads(2).build().unwrap()), "resumable-worker-1");
    assert_eq!(name(&builder.thread_name("mine").build().unwrap()), "mine-1");
    assert!(panic_message(|| _ = Builder::new().thread_name("a\0b")).contains("leave it out"));
}

/// Has that much on its stack.
fn deep(kilobytes: usize) -> usize {
    let room = std::hint::black_box([1u8; 1024]);
    if kilobytes == 0 { 0 } else { deep(kilobytes - 1) + usize::from(room[kilobytes % 1024]) }
}

#[test]
fn threads_have_the_stack_that_they_need() {
    let runtime = Builder::new().worker_threads(2).thread_stack_size(64 << 20).build().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    runtime.spawn(async move { sender.send(deep(16 << 10)).unwrap() });
    // Nobody is in `block_on`, so it runs on the other thread.
    assert_eq!(receiver.recv_timeout(crate::support::LONG), Ok(16 << 10));
    // Less than there has to be counts as that.
    let runtime = Builder::new().worker_threads(2).thread_stack_size(0).build().unwrap();
    assert_eq!(runtime.block_on(runtime.spawn(async { 1 })).unwrap(), 1);
}

#[test]
fn a_channel_may_begin_without_receivers() {
    run(async {
        let sender = watch::Sender::new(1);
        assert!(sender.is_closed() && sender.send(2).is_err());
        sender.send_replace(3);
        let mut receiver = sender.subscribe();
        assert_eq!((*receiver.borrow(), receiver.has_changed()), (3, Ok(false)));
        sender.send(4).unwrap();
        receiver.changed().await.unwrap();
        let sender = broadcast::Sender::new(2);
        assert!(sender.send(1).is_err());
        let mut receiver = sender.subscribe();
        sender.send(2).unwrap();
        assert_eq!(receiver.recv().await, Ok(2));
        assert!(panic_message(|| broadcast::Sender::<u8>::new(0)).contains("room for at least one"));
    });
}
