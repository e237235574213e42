//! Lengths and times as large, or as small, as they come.

use crate::support::{LONG, panic_message, poll_once, run};
use resumable::io::{BufReader, ReadExt, WriteExt};
use resumable::stream::{self, StreamExt};
use resumable::sync::{Barrier, Semaphore, broadcast, mpsc};
use resumable::task::{JoinSet, TaskTracker};
use resumable::time::{
    self, Duration, Instant, MissedTicks, interval, interval_at, sleep, sleep_until, timeout, timeout_at,
};
use resumable::{Builder, Runtime, spawn, spawn_local, yield_now};
use std::future::{pending, ready};
use std::pin::pin;
use std::task::Poll;

#[test]
fn channels_with_endless_room() {
    run(async {
        let (sender, mut receiver) = mpsc::channel(usize::MAX);
        assert_eq!(sender.capacity(), usize::MAX);
        let permit = sender.reserve().await.unwrap();
        sender.send(1).await.unwrap();
        sender.try_send(2).unwrap();
        assert_eq!(sender.capacity(), usize::MAX - 3);
        permit.send(3);
        let mut buffer = Vec::new();
        assert_eq!(receiver.recv_many(&mut buffer, 0).await, 0);
        assert_eq!((receiver.recv_many(&mut buffer, usize::MAX).await, buffer), (3, vec![1, 2, 3]));
        let (sender, mut receiver) = broadcast::channel(usize::MAX);
        sender.send(7).unwrap();
        assert_eq!(receiver.recv().await, Ok(7));
    });
    assert!(panic_message(|| mpsc::channel::<u8>(0)).contains("room for at least one"));
    assert!(panic_message(|| broadcast::channel::<u8>(0)).contains("room for at least one"));
}

#[test]
fn permits_beyond_counting() {
    let full = Semaphore::new(Semaphore::MAX_PERMITS);
    assert!(panic_message(|| Semaphore::new(Semaphore::MAX_PERMITS + 1)).contains("too many permits"));
    assert!(panic_message(|| full.add_permits(1)).contains("too many permits"));
    assert!(panic_message(|| full.add_permits(usize::MAX)).contains("too many permits"));
    assert_eq!(full.available_permits(), Semaphore::MAX_PERMITS, "it is as it was");
    let permits = full.try_acquire_many(Semaphore::MAX_PERMITS).unwrap();
    assert!(full.try_acquire().is_err());
    drop(permits);
    // What can never be had, is not waited for, or nobody behind would get anything.
    let semaphore = Semaphore::new(1);
    let message = panic_message(|| poll_once(pin!(semaphore.acquire_many(Semaphore::MAX_PERMITS + 1))));
    assert!(message.contains("more permits than there can be"), "{message}");
    assert!(panic_message(|| semaphore.try_acquire_many(usize::MAX)).contains("more permits than there can be"));
    assert!(semaphore.try_acquire().is_ok());
    // With somebody in line the lock is taken: nothing is lost there either.
    let mut waits = pin!(full.acquire_many(Semaphore::MAX_PERMITS));
    let one = full.try_acquire().unwrap();
    assert!(poll_once(waits.as_mut()).is_pending());
    assert!(panic_message(|| full.add_permits(2)).contains("too many permits"));
    drop(one);
    assert!(poll_once(waits).is_ready());
}

#[test]
fn barriers_for_nobody_and_for_everybody() {
    run(async {
        assert!(Barrier::new(0).wait().await.is_leader());
        let barrier = Barrier::new(usize::MAX);
        assert!(poll_once(pin!(barrier.wait())).is_pending());
    });
}

#[test]
fn times_without_end() {
    run(async {
        let mut ticks = interval(Duration::MAX);
        ticks.tick().await;
        for missed in [MissedTicks::Burst, MissedTicks::Delay, MissedTicks::Skip] {
            ticks.set_missed_ticks(missed);
            ticks.reset();
            assert!(timeout(Duration::from_micros(10), ticks.tick()).await.is_err());
        }
        assert_eq!(timeout(Duration::MAX, ready(1)).await, Ok(1));
        assert!(timeout(Duration::ZERO, pending::<()>()).await.is_err());
        assert!(timeout(Duration::from_micros(10), sleep(Duration::MAX)).await.is_err());
        // As far as a clock of the operating system may go.
        let mut far = Instant::now();
        for exponent in (0..64).rev() {
            far = far.checked_add(Duration::from_secs(1 << exponent)).unwrap_or(far);
        }
        assert!(timeout(Duration::from_micros(10), sleep_until(far)).await.is_err());
        assert!(timeout(Duration::from_micros(10), interval_at(far, Duration::MAX).tick()).await.is_err());
        let mut sleep = pin!(sleep(LONG));
        assert!(poll_once(sleep.as_mut()).is_pending());
        sleep.as_mut().reset(far);
        assert!(timeout(Duration::from_micros(300), sleep.as_mut()).await.is_err());
        sleep.as_mut().reset(Instant::now());
        sleep.await;
        let mut fastest = interval(Duration::from_nanos(1));
        for _ in 0..1000 {
            fastest.tick().await;
        }
    });
    let runtime = Runtime::new().unwrap();
    runtime.spawn(async {});
    assert_eq!(runtime.shut_down(Duration::MAX).cancelled(), 0);
}

#[test]
fn a_paused_clock_may_be_moved_to_its_end() {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let hour = spawn(sleep(Duration::from_secs(3600)));
        for _ in 0..3 {
            time::advance(Duration::MAX).await;
        }
        hour.await.unwrap();
        let end = time::now();
        // No later moment can be told from this one.
        let _ = timeout(Duration::from_secs(1), yield_now()).await;
        assert!(time::now() >= end);
    });
}

/// A clock that is moved on by decades, and what has been missed meanwhile.
#[test]
fn decades_pass_at_once() {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let start = time::now();
        let past = start.checked_sub(Duration::from_secs(1)).unwrap_or(start);
        assert_eq!(timeout_at(past, ready(1)).await, Ok(1));
        assert!(timeout_at(past, pending::<()>()).await.is_err());
        sleep_until(past).await;
        assert_eq!(interval_at(past, YEAR).tick().await, past);
        let sleeps: Vec<_> = [35, 1, 20, 400].into_iter().map(|years| (years, spawn(sleep(years * YEAR)))).collect();
        let periods = [Duration::from_nanos(1), Duration::from_secs(7), YEAR, Duration::MAX];
        let mut intervals = Vec::new();
        for period in periods {
            for missed in [MissedTicks::Burst, MissedTicks::Delay, MissedTicks::Skip] {
                let mut ticks = interval(period);
                ticks.set_missed_ticks(missed);
                assert_eq!(ticks.tick().await, start);
                intervals.push((period, missed, ticks));
            }
        }
        time::advance(34 * YEAR).await;
        assert_eq!(time::now(), start + 34 * YEAR);
        for (period, missed, ticks) in &mut intervals {
            let what = format!("{period:?} {missed:?}");
            if *period == Duration::MAX {
                assert!(poll_once(pin!(ticks.tick())).is_pending(), "{what}");
                continue;
            }
            assert_eq!(ticks.tick().await, start + *period, "{what}");
            let next = match missed {
                MissedTicks::Burst => start + 2 * *period,
                MissedTicks::Delay => time::now() + *period,
                MissedTicks::Skip => {
                    start + 34 * YEAR + *period - Duration::from_secs(34 * YEAR.as_secs() % period.as_secs().max(1))
                }
            };
            let mut tick = pin!(ticks.tick());
            match poll_once(tick.as_mut()) {
                Poll::Ready(due) => assert!(due == next && due <= time::now(), "{what}"),
                Poll::Pending => assert!(next > time::now(), "{what}"),
            }
        }
        for (years, task) in sleeps {
            assert_eq!(task.is_finished(), years < 34, "{years} years");
        }
        let mut fired = pin!(sleep(YEAR));
        assert!(poll_once(fired.as_mut()).is_pending());
        time::advance(2 * YEAR).await;
        fired.as_mut().reset(time::now() + YEAR / 365);
        assert!(poll_once(fired.as_mut()).is_pending(), "it was reset after it had fired");
        fired.await;
    });
}

#[test]
fn streams_and_readers_of_any_length() {
    run(async {
        let few = || stream::iter([1, 2, 3]);
        assert_eq!(few().take(usize::MAX).collect::<Vec<_>>().await, [1, 2, 3]);
        assert!(few().take(0).collect::<Vec<i32>>().await.is_empty());
        assert!(few().skip(usize::MAX).collect::<Vec<i32>>().await.is_empty());
        let mut reader = BufReader::with_capacity(1, &b"ab"[..]);
        assert_eq!(reader.read(&mut []).await.unwrap(), 0);
        let mut text = String::new();
        assert_eq!(reader.read_to_string(&mut text).await.unwrap(), 2);
        reader.read_exact(&mut []).await.unwrap();
        let (mut here, mut there) = crate::net::pair().await;
        here.write_all(&[]).await.unwrap();
        there.read_exact(&mut []).await.unwrap();
        assert!(timeout(Duration::from_millis(1), there.read(&mut [0])).await.is_err());
        timeout(LONG, there.read_exact(&mut [])).await.unwrap().unwrap();
    });
    assert!(panic_message(|| BufReader::with_capacity(0, &b""[..])).contains("room for at least one"));
}

/// Whoever hands a future on has a copy of it on the stack, unless something is done about it.
#[test]
fn large_futures_need_no_large_stack() {
    const SIZE: usize = 150_000;

    async fn large() -> usize {
        let bytes = [1u8; SIZE];
        yield_now().await;
        bytes.iter().map(|byte| usize::from(*byte)).sum()
    }

    for workers in [1, 2] {
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        let tasks = [runtime.spawn(large()), runtime.spawn_local(large()), runtime.handle().spawn(large())];
        for task in tasks {
            assert_eq!(runtime.block_on(task).unwrap(), SIZE);
        }
        assert_eq!(runtime.block_on(large()), SIZE);
        runtime.block_on(async {
            assert_eq!(spawn(large()).await.unwrap(), SIZE);
            assert_eq!(spawn_local(large()).await.unwrap(), SIZE);
            let mut set = JoinSet::new();
            set.spawn(large());
            assert_eq!(set.join_all().await.unwrap(), [SIZE]);
            assert_eq!(TaskTracker::new().spawn(large()).await.unwrap(), SIZE);
        });
    }
}
