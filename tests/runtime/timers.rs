//! `sleep`, `sleep_until`, `timeout`.

use crate::support::{CountingWaker, LONG, Log, OnDrop, panic_message, poll_once, run, settle};
use resumable::sync::Notify;
use resumable::time::{
    self, Duration, Instant, MissedTicks, Sleep, interval, interval_at, sleep, sleep_until, timeout, timeout_at,
};
use resumable::{Builder, block_on, spawn, spawn_blocking};
use std::future::{Future, pending, poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll};
use std::thread;

#[test]
fn timers_are_never_early() {
    run(async {
        let tasks: Vec<_> = (0..50)
            .map(|step| {
                spawn(async move {
                    let duration = Duration::from_micros(step * 137);
                    let start = Instant::now();
                    sleep(duration).await;
                    assert!(start.elapsed() >= duration);
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[test]
fn timers_fire_in_the_order_of_their_deadlines() {
    let log = Log::default();
    // The clock stands still while they are registered, in another order.
    let runtime = Builder::new().start_paused().build().unwrap();
    for gap in [Duration::from_millis(3), Duration::from_micros(5)] {
        runtime.block_on(async {
            let start = time::now();
            let tasks: Vec<_> = [3u32, 1, 4, 2, 0]
                .map(|place| {
                    let log = log.clone();
                    spawn(async move {
                        sleep_until(start + (place + 1) * gap).await;
                        log.add(place.to_string());
                    })
                })
                .into();
            for task in tasks {
                task.await.unwrap();
            }
        });
        assert_eq!(log.take(), ["0", "1", "2", "3", "4"]);
    }
}

#[test]
fn a_moment_that_has_passed_is_ready_at_once_and_anywhere() {
    // Without a runtime, since there is nothing to wait for.
    assert!(poll_once(pin!(sleep(Duration::ZERO))).is_ready());
    assert!(poll_once(pin!(sleep_until(Instant::now()))).is_ready());
}

/// What was made before, and is first polled when its time has come, is over after a look at the timers, and not before its time.
#[test]
fn a_sleep_that_is_first_polled_late_is_over_soon() {
    run(async {
        let start = Instant::now();
        let (early, late) = (sleep(Duration::from_millis(1)), sleep(LONG));
        while start.elapsed() < Duration::from_millis(2) {}
        assert!(timeout(LONG / 2, early).await.is_ok());
        assert!(start.elapsed() < LONG / 2);
        let mut late = pin!(late);
        assert!(poll_fn(|cx| Poll::Ready(late.as_mut().poll(cx))).await.is_pending());
        // That it was polled before does not matter to a new deadline.
        late.as_mut().reset(start);
        assert!(poll_fn(|cx| Poll::Ready(late.as_mut().poll(cx))).await.is_ready());
        let mut reset = pin!(sleep(LONG));
        reset.as_mut().reset(start);
        assert!(poll_fn(|cx| Poll::Ready(reset.as_mut().poll(cx))).await.is_ready());
    });
}

#[test]
fn waiting_outside_a_runtime_says_what_to_do() {
    let message = panic_message(|| poll_once(pin!(sleep(LONG))));
    assert!(message.contains("outside a runtime") && message.contains("block_on"), "{message}");
}

#[test]
fn endless_durations_never_fire() {
    assert_eq!(sleep(Duration::MAX).deadline(), None);
    run(async {
        let endless = spawn(sleep(Duration::MAX));
        let centuries = spawn(sleep(Duration::from_secs(1 << 36)));
        assert!(timeout(Duration::from_millis(1), sleep(Duration::MAX)).await.is_err());
        sleep(Duration::from_millis(3)).await;
        assert!(!endless.is_finished() && !centuries.is_finished());
        assert_eq!(timeout(Duration::MAX, ready(1)).await, Ok(1));
    });
}

#[test]
fn a_sleep_registers_when_polled_and_forgets_when_dropped() {
    run(async {
        let (count, waker) = CountingWaker::counted();
        let mut cx = Context::from_waker(&waker);
        let before = Arc::strong_count(&count);
        let mut sleep = Box::pin(sleep(LONG));
        assert_eq!(Arc::strong_count(&count), before);
        for _ in 0..3 {
            assert!(sleep.as_mut().poll(&mut cx).is_pending());
            assert_eq!(Arc::strong_count(&count), before + 1, "polled again, registered once");
        }
        drop(sleep);
        assert_eq!(Arc::strong_count(&count), before);
    });
}

/// A waker that sets and drops timers when it is called.
struct UsesTimers(std::sync::atomic::AtomicUsize);

impl std::task::Wake for UsesTimers {
    fn wake(self: Arc<Self>) {
        for sleep in [sleep(Duration::ZERO), sleep(LONG)] {
            let _ = poll_once(pin!(sleep));
        }
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

#[test]
fn a_waker_that_a_timer_calls_may_use_timers() {
    run(async {
        let wakes = Arc::new(UsesTimers(Default::default()));
        let mut early = pin!(sleep(Duration::from_millis(1)));
        assert!(early.as_mut().poll(&mut Context::from_waker(&wakes.clone().into())).is_pending());
        sleep(Duration::from_millis(3)).await;
        assert_eq!(wakes.0.load(std::sync::atomic::Ordering::Relaxed), 1);
    });
}

#[test]
fn the_last_waker_is_the_one_that_is_woken() {
    run(async {
        let (first, first_wakes) = CountingWaker::counting();
        let (second, second_wakes) = CountingWaker::counting();
        let mut sleep = pin!(sleep(Duration::from_millis(2)));
        assert!(sleep.as_mut().poll(&mut Context::from_waker(&first)).is_pending());
        assert!(sleep.as_mut().poll(&mut Context::from_waker(&second)).is_pending());
        resumable::time::sleep(Duration::from_millis(4)).await;
        settle().await;
        assert_eq!((first_wakes.get(), second_wakes.get()), (0, 1));
    });
}

#[test]
fn a_sleep_can_be_reset_both_ways() {
    run(async {
        let mut sleep = pin!(sleep(Duration::MAX));
        sleep.as_mut().reset(Instant::now() + Duration::from_millis(1));
        sleep.as_mut().await;

        let start = Instant::now();
        let mut sleep = pin!(resumable::time::sleep(Duration::from_millis(1)));
        poll_fn(|cx| {
            assert!(sleep.as_mut().poll(cx).is_pending());
            Poll::Ready(())
        })
        .await;
        sleep.as_mut().reset(start + Duration::from_millis(5));
        sleep.await;
        assert!(start.elapsed() >= Duration::from_millis(5));
    });
}

/// A sleep that two threads can get at.
#[derive(Clone)]
struct Shared(Arc<Mutex<Pin<Box<Sleep>>>>);

impl Future for Shared {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.0.lock().unwrap().as_mut().poll(cx)
    }
}

#[test]
fn an_earlier_deadline_from_another_thread_ends_the_sleep_of_the_runtime() {
    let (sender, receiver) = mpsc::channel::<Shared>();
    let thread = thread::spawn(move || {
        for shared in receiver {
            shared.0.lock().unwrap().as_mut().reset(Instant::now());
        }
    });
    let start = Instant::now();
    for _ in 0..200 {
        let shared = Shared(Arc::new(Mutex::new(Box::pin(sleep(Duration::from_secs(3600))))));
        let mut sent = false;
        block_on(poll_fn(|cx| {
            let polled = Pin::new(&mut shared.clone()).poll(cx);
            if !sent {
                // Now that it is registered. The runtime is on its way to sleep, or asleep.
                sent = true;
                sender.send(shared.clone()).unwrap();
            }
            polled
        }));
    }
    assert!(start.elapsed() < LONG);
    drop(sender);
    thread.join().unwrap();
}

#[test]
fn a_deadline_that_is_new_on_another_thread_ends_the_sleep_of_the_runtime() {
    for workers in [1, 2] {
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        let (handle, stop) = (runtime.handle(), Arc::new(Notify::new()));
        let thread = thread::spawn({
            let stop = stop.clone();
            move || {
                for round in 0..200 {
                    // The runtime is on its way to sleep, or asleep.
                    thread::sleep(Duration::from_micros(round));
                    handle.block_on(sleep(Duration::from_micros(round)));
                }
                stop.notify_one();
            }
        });
        let start = Instant::now();
        runtime.block_on(async { timeout(LONG, stop.notified()).await.expect("a deadline was overlooked") });
        assert!(start.elapsed() < LONG / 2);
        thread.join().unwrap();
    }
}

#[test]
fn a_sleep_may_move_to_the_runtime_of_another_thread() {
    let start = Instant::now();
    let mut sleep = Box::pin(sleep(Duration::from_millis(5)));
    block_on(poll_fn(|cx| {
        assert!(sleep.as_mut().poll(cx).is_pending());
        Poll::Ready(())
    }));
    // The runtime that it was registered with is gone.
    thread::spawn(move || run(sleep)).join().unwrap();
    assert!(start.elapsed() >= Duration::from_millis(5));
}

#[test]
fn a_ready_future_wins_over_the_time() {
    run(async {
        assert_eq!(timeout(Duration::ZERO, ready(1)).await, Ok(1));
        let elapsed = timeout(Duration::ZERO, pending::<()>()).await.unwrap_err();
        assert_eq!(elapsed.to_string(), "the time is up");
        assert_eq!(std::io::Error::from(elapsed).kind(), std::io::ErrorKind::TimedOut);
    });
}

#[test]
fn a_timeout_drops_its_future_with_itself() {
    run(async {
        let log = Log::default();
        let in_future = log.clone();
        let mut timeout = Box::pin(timeout(Duration::from_millis(1), async move {
            let _guard = OnDrop(|| in_future.add("future dropped"));
            pending::<()>().await;
        }));
        timeout.as_mut().await.unwrap_err();
        log.add("elapsed");
        drop(timeout);
        assert_eq!(log.take(), ["elapsed", "future dropped"]);
    });
}

#[test]
fn ten_thousand_timers_come_and_go() {
    run(async {
        let start = Instant::now();
        let tasks: Vec<_> =
            (0..10_000u64).map(|step| spawn(sleep_until(start + Duration::from_micros(step % 5000)))).collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
}

/// How late a thread is that waits for a timer of the operating system, with nothing in between.
#[cfg(target_os = "linux")]
fn bare_lateness(duration: Duration) -> Duration {
    use rustix::time::*;
    let timer = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::empty()).unwrap();
    let never = Timespec { tv_sec: 0, tv_nsec: 0 };
    let value = Timespec { tv_sec: 0, tv_nsec: duration.subsec_nanos().into() };
    let start = Instant::now();
    timerfd_settime(&timer, TimerfdTimerFlags::empty(), &Itimerspec { it_interval: never, it_value: value }).unwrap();
    rustix::io::read(&timer, &mut [0; 8]).unwrap();
    start.elapsed() - duration
}

/// Beside what the operating system itself takes to wake this thread now. It may have other things to do, and more while the one is measured than while
/// the other is: so the quicker quarter counts, of the best of some attempts.
#[cfg(target_os = "linux")]
#[test]
fn sleeps_are_late_by_much_less_than_a_millisecond() {
    const COUNT: u32 = 20;
    let attempt = || {
        let (mut late, mut bare) = (Vec::new(), Vec::new());
        for step in 0..COUNT {
            // A timeout that counts milliseconds would be late by 463 microseconds at least.
            let duration = Duration::from_micros(537 + 100 * u64::from(step % 3));
            bare.push(bare_lateness(duration));
            late.push(run(async {
                let start = Instant::now();
                sleep(duration).await;
                start.elapsed() - duration
            }));
        }
        late.sort();
        bare.sort();
        (late[COUNT as usize / 4], bare[COUNT as usize / 4])
    };
    let mut attempts = Vec::new();
    let is_met = (0..20).any(|_| {
        let (late, bare) = attempt();
        attempts.push((late, bare));
        late < bare + Duration::from_micros(100)
    });
    assert!(is_met, "{attempts:?}");
}

#[test]
fn a_timeout_at_a_moment() {
    run(async {
        let deadline = Instant::now() + Duration::from_millis(2);
        assert!(timeout_at(deadline, pending::<()>()).await.is_err());
        assert!(Instant::now() >= deadline);
        assert_eq!(timeout_at(deadline, ready(1)).await, Ok(1));
    });
}

/// Runs the future where time passes only when everybody waits.
fn run_paused<F: Future>(future: F) -> F::Output {
    Builder::new().start_paused().build().unwrap().block_on(future)
}

#[test]
fn hours_pass_at_once_where_the_clock_is_paused() {
    let real = Instant::now();
    let log = Log::default();
    run_paused(async {
        let start = time::now();
        let tasks: Vec<_> = [5u32, 1, 3]
            .map(|hours| {
                let log = log.clone();
                spawn(async move {
                    sleep(hours * Duration::from_secs(3600)).await;
                    log.add(hours.to_string());
                })
            })
            .into();
        for task in tasks {
            task.await.unwrap();
        }
        let passed = time::now() - start;
        assert!(passed >= Duration::from_secs(5 * 3600) && passed < Duration::from_secs(5 * 3600 + 1), "{passed:?}");
    });
    assert!(real.elapsed() < LONG);
    assert_eq!(log.take(), ["1", "3", "5"]);
}

#[test]
fn a_paused_clock_is_advanced_by_hand() {
    run_paused(async {
        let start = time::now();
        let task = spawn(sleep(Duration::from_secs(10)));
        settle().await;
        time::advance(Duration::from_secs(9)).await;
        assert!(!task.is_finished());
        assert_eq!(time::now() - start, Duration::from_secs(9));
        time::advance(Duration::from_secs(2)).await;
        assert!(task.is_finished());
    });
    let refused = Builder::new().start_paused().worker_threads(2).build().unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
    let message = panic_message(|| run(time::advance(Duration::ZERO)));
    assert!(message.contains("start_paused"), "{message}");
}

#[test]
fn a_paused_clock_waits_for_jobs_that_block() {
    run_paused(async {
        let start = time::now();
        let job = spawn_blocking(|| std::thread::sleep(Duration::from_millis(20)));
        let hour = spawn(sleep(Duration::from_secs(3600)));
        assert!(timeout(Duration::from_millis(1), job).await.is_ok(), "it takes no time");
        assert!(timeout(Duration::from_millis(1), resumable::fs::read("Cargo.toml")).await.is_ok());
        assert!(timeout(Duration::from_millis(1), resumable::net::lookup_host("localhost:1")).await.is_ok());
        assert_eq!(time::now() - start, Duration::ZERO);
        // Those that nobody waits for hold it as well, until they are done, and no longer.
        drop(spawn_blocking(|| std::thread::sleep(Duration::from_millis(20))));
        hour.await.unwrap();
        assert!(time::now() - start >= Duration::from_secs(3600));
        let panics = spawn_blocking(|| -> () { panic!("on purpose") });
        assert!(timeout(Duration::from_millis(1), panics).await.unwrap().unwrap_err().is_panic());
        sleep(Duration::from_secs(3600)).await;
    });
    // A job may outlive the runtime whose clock it holds.
    let (go, wait) = mpsc::channel::<()>();
    let mut job = None;
    run_paused(async { job = Some(spawn_blocking(move || wait.recv())) });
    go.send(()).unwrap();
    assert_eq!(run(job.unwrap()).unwrap(), Ok(()));
}

#[test]
fn a_paused_clock_does_not_stop_other_threads() {
    run_paused(async {
        let (sender, receiver) = resumable::sync::oneshot::channel();
        let thread = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            sender.send(7).unwrap();
        });
        assert_eq!(receiver.await.unwrap(), 7);
        thread.join().unwrap();
    });
}

#[test]
fn intervals_do_not_drift() {
    run_paused(async {
        let start = time::now();
        let mut ticks = interval(Duration::from_micros(1003));
        for count in 0..10_000u32 {
            let due = ticks.tick().await;
            assert_eq!(due, start + count * Duration::from_micros(1003));
            assert!(time::now() >= due && time::now() - due < Duration::from_micros(20));
        }
    });
}

/// Each tick is seen late, and there is something to do before the next. If that added up, the last would be late by fifty times as much.
#[test]
fn intervals_do_not_drift_where_time_passes_by_itself() {
    const TICKS: u32 = 50;
    let period = Duration::from_millis(2);
    let late = run(async {
        let start = time::now();
        let mut ticks = interval_at(start, period);
        let mut late = Vec::new();
        for count in 0..TICKS {
            let due = ticks.tick().await;
            assert_eq!(due, start + count * period);
            late.push(Instant::now().checked_duration_since(due).expect("a tick is never early"));
            thread::sleep(period / 4);
        }
        late
    });
    // The best of them: the machine may have other things to do.
    let (drift, last) = (TICKS * period / 4, late.iter().skip(TICKS as usize / 2).min().unwrap());
    assert!(*last < drift / 4, "{late:?}");
}

#[test]
fn missed_ticks_come_in_a_burst_late_or_not_at_all() {
    for (missed, expected) in [
        (MissedTicks::Burst, [0, 10, 20, 30, 40, 50]),
        (MissedTicks::Delay, [0, 10, 45, 55, 65, 75]),
        (MissedTicks::Skip, [0, 10, 40, 50, 60, 70]),
    ] {
        run_paused(async {
            let start = time::now();
            let mut ticks = interval(Duration::from_millis(10));
            ticks.set_missed_ticks(missed);
            let mut seen = Vec::new();
            for count in 0..6 {
                let due = ticks.tick().await;
                seen.push((due - start).as_millis());
                if count == 0 {
                    // Over the ticks of 10, 20 and 30.
                    time::advance(Duration::from_millis(35)).await;
                }
            }
            assert_eq!(seen, expected, "{missed:?}");
        });
    }
}

#[test]
fn an_interval_has_a_period_and_can_be_reset() {
    assert!(panic_message(|| interval(Duration::ZERO)).contains("period"));
    run_paused(async {
        let start = time::now();
        let mut ticks = interval(Duration::from_secs(1));
        ticks.tick().await;
        time::advance(Duration::from_millis(500)).await;
        ticks.reset();
        assert_eq!(ticks.tick().await - start, Duration::from_millis(1500));
        assert_eq!(ticks.period(), Duration::from_secs(1));
        // A period beyond the end of time is never.
        let mut ticks = interval(Duration::MAX);
        ticks.tick().await;
        assert!(timeout(Duration::from_secs(1), ticks.tick()).await.is_err());
    });
}

#[test]
fn the_order_of_turns_is_drawn_from_the_seed() {
    let order = |seed: Option<u64>| {
        let mut builder = Builder::new();
        if let Some(seed) = seed {
            builder.seed(seed);
        }
        let log = Log::default();
        builder.start_paused().build().unwrap().block_on(async {
            let tasks: Vec<_> = (0..6)
                .map(|name| {
                    let log = log.clone();
                    spawn(async move {
                        for _ in 0..3 {
                            log.add(name.to_string());
                            resumable::yield_now().await;
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
        });
        log.take()
    };
    assert_eq!(order(None).join(""), "012345012345012345");
    assert_eq!(order(Some(7)), order(Some(7)));
    let orders: std::collections::HashSet<_> = (0..20).map(|seed| order(Some(seed))).collect();
    assert!(orders.len() > 10);
}
