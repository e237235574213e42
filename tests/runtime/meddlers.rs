//! Wakers that meddle: they use what they were left with while they are woken and while they are dropped, and panic when they are woken. Nothing that
//! is waited for calls them under a lock, nor minds.

use crate::net::pair;
use crate::support::{CountingWaker, LONG, run};
use resumable::io::{ReadExt, WriteExt, duplex};
use resumable::sync::{
    Barrier, CancellationToken, Mutex, Notify, OnceCell, RwLock, Semaphore, broadcast, mpsc, oneshot, watch,
};
use resumable::task::{JoinSet, TaskTracker};
use resumable::time::{Duration, sleep, timeout};
use resumable::{spawn, spawn_blocking};
use std::future::{Future, pending, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc as threads;
use std::task::{Context, Wake, Waker};
use std::thread;

type Waiting = Pin<Box<dyn Future<Output = ()>>>;
type Touch = Arc<dyn Fn() + Send + Sync>;

struct Meddler(Touch);

impl Wake for Meddler {
    fn wake(self: Arc<Self>) {
        (self.0)();
        panic!("in a waker");
    }
}

impl Drop for Meddler {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Something that is waited for.
struct Case {
    /// Those that wait for it: one or two.
    waiting: Vec<Waiting>,
    /// Ends the wait, for the first at least.
    end: Box<dyn FnOnce()>,
    /// What the wakers do.
    touch: Touch,
}

fn case(
    waiting: impl IntoIterator<Item = Waiting>,
    end: impl FnOnce() + 'static,
    touch: impl Fn() + Send + Sync + 'static,
) -> Case {
    Case { waiting: waiting.into_iter().collect(), end: Box::new(end), touch: Arc::new(touch) }
}

fn wait<T>(future: impl Future<Output = T> + 'static) -> Waiting {
    Box::pin(async { _ = future.await })
}

/// Goes through the case in a thread of its own: what deadlocks could not be ended otherwise.
fn meddle<F: Future<Output = Case> + 'static>(name: &'static str, make: fn() -> F) {
    let (ended, end) = threads::channel();
    thread::spawn(move || {
        run(async {
            // One that leaves.
            let mut left = make().await;
            let waker = Waker::from(Arc::new(Meddler(left.touch)));
            assert!(left.waiting[0].as_mut().poll(&mut Context::from_waker(&waker)).is_pending(), "{name}");
            drop((waker, left.waiting));
            // Those that stay. The first waker is displaced, the second woken.
            let mut case = make().await;
            let mut first = case.waiting.remove(0);
            for _ in 0..2 {
                let waker = Waker::from(Arc::new(Meddler(case.touch.clone())));
                assert!(first.as_mut().poll(&mut Context::from_waker(&waker)).is_pending(), "{name}");
            }
            let (counting, _) = CountingWaker::counting();
            for second in &mut case.waiting {
                assert!(second.as_mut().poll(&mut Context::from_waker(&counting)).is_pending(), "{name}");
            }
            (case.end)();
            if case.waiting.is_empty() {
                first.await;
            } else {
                // The reactor, and other threads, need some time.
                sleep(Duration::from_millis(1)).await;
                drop(first);
            }
            for second in case.waiting {
                timeout(LONG / 2, second).await.expect(name);
            }
        });
        ended.send(()).unwrap();
    });
    end.recv_timeout(LONG).unwrap_or_else(|error| panic!("{name}: {error}"));
}

#[test]
fn wakers_may_use_the_locks_that_they_wait_for() {
    meddle("a mutex", || async {
        let mutex = Arc::new(Mutex::new(0));
        let guard = mutex.clone().lock_owned().await;
        let lock = || wait(mutex.clone().lock_owned());
        case([lock(), lock()], || drop(guard), {
            let mutex = mutex.clone();
            move || drop(mutex.try_lock())
        })
    });
    meddle("readers", || async {
        let lock = Arc::new(RwLock::new(0));
        let guard = lock.clone().write_owned().await;
        let read = || wait(lock.clone().read_owned());
        case([read(), read()], || drop(guard), {
            let lock = lock.clone();
            move || drop((lock.try_read(), lock.try_write()))
        })
    });
    meddle("writers", || async {
        let lock = Arc::new(RwLock::new(0));
        let guard = lock.clone().read_owned().await;
        let write = || wait(lock.clone().write_owned());
        case([write(), write()], || drop(guard), {
            let lock = lock.clone();
            move || drop((lock.try_read(), lock.try_write()))
        })
    });
    meddle("permits", || async {
        let semaphore = Arc::new(Semaphore::new(0));
        let acquire = || wait(semaphore.clone().acquire_owned());
        let (end, touched) = (semaphore.clone(), semaphore.clone());
        case([acquire(), acquire()], move || end.add_permits(1), move || drop(touched.try_acquire()))
    });
    meddle("permits that are closed", || async {
        let semaphore = Arc::new(Semaphore::new(0));
        let acquire = || wait(semaphore.clone().acquire_owned());
        let (end, touched) = (semaphore.clone(), semaphore.clone());
        case(
            [acquire(), acquire()],
            move || end.close(),
            move || _ = (touched.is_closed(), touched.try_acquire().is_ok()),
        )
    });
    meddle("a value that is made once", || async {
        let cell = Arc::new(OnceCell::new());
        let (give, given) = oneshot::channel();
        let maker = cell.clone();
        spawn(async move { _ = maker.get_or_init(|| async { given.await.unwrap() }).await });
        resumable::yield_now().await;
        let get = || {
            let cell = cell.clone();
            wait(async move { _ = cell.get_or_init(|| ready(0)).await })
        };
        let touched = cell.clone();
        case([get(), get()], || give.send(7).unwrap(), move || _ = (touched.set(1), touched.get().copied()))
    });
}

#[test]
fn wakers_may_use_the_signals_that_they_wait_for() {
    meddle("a notification", || async {
        let notify = Arc::new(Notify::new());
        let notified = || {
            let notify = notify.clone();
            wait(async move { notify.notified().await })
        };
        let (end, touched) = (notify.clone(), notify.clone());
        case([notified(), notified()], move || end.notify_all(), move || touched.notify_all())
    });
    meddle("a barrier", || async {
        let barrier = Arc::new(Barrier::new(3));
        let come = || {
            let barrier = barrier.clone();
            wait(async move { _ = barrier.wait().await })
        };
        let (mut end, touched) = (come(), barrier.clone());
        let end = move || assert!(end.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
        // Who comes and leaves does not count.
        let touch = move || {
            let touched = touched.clone();
            let mut comes = Box::pin(touched.wait());
            _ = comes.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        };
        case([come(), come()], end, touch)
    });
    meddle("a token", || async {
        let token = CancellationToken::new();
        let child = token.child_token();
        let (end, touched) = (token.clone(), child.clone());
        let touch = move || {
            _ = touched.child_token().is_cancelled();
            touched.cancel();
        };
        // Whoever leaves cancels the child, so that it is not the one that the others wait for.
        case([wait(token.clone().cancelled_owned()), wait(token.cancelled_owned())], move || end.cancel(), touch)
    });
    meddle("tasks that are tracked", || async {
        let tracker = TaskTracker::new();
        let token = tracker.token();
        tracker.close();
        let ended = || {
            let tracker = tracker.clone();
            wait(async move { tracker.wait().await })
        };
        let touched = tracker.clone();
        case([ended(), ended()], move || drop(token), move || _ = (touched.len(), touched.close()))
    });
}

#[test]
fn wakers_may_use_the_channels_that_they_wait_for() {
    meddle("a message", || async {
        let (sender, mut receiver) = mpsc::channel(4);
        let (end, touched) = (sender.clone(), sender);
        let end = move || _ = end.try_send(1);
        case([wait(async move { _ = receiver.recv().await })], end, move || {
            _ = (touched.capacity(), touched.try_send(2))
        })
    });
    meddle("room for a message", || async {
        let (sender, mut receiver) = mpsc::channel(2);
        for message in 0..2 {
            sender.try_send(message).unwrap();
        }
        let send = || {
            let sender = sender.clone();
            wait(async move { _ = sender.send(2).await })
        };
        let end = move || {
            for message in 0..2 {
                assert_eq!(receiver.try_recv(), Ok(message));
            }
            std::mem::forget(receiver);
        };
        let touched = sender.clone();
        case([send(), send()], end, move || _ = (touched.capacity(), touched.try_send(3), touched.is_closed()))
    });
    meddle("room that is kept", || async {
        let (sender, mut receiver) = mpsc::channel(1);
        sender.try_send(0).unwrap();
        let reserve = || wait(sender.clone().reserve_owned());
        let end = move || {
            assert_eq!(receiver.try_recv(), Ok(0));
            std::mem::forget(receiver);
        };
        let touched = sender.clone();
        case([reserve(), reserve()], end, move || _ = (touched.capacity(), touched.is_closed()))
    });
    meddle("the end of a receiver", || async {
        let (sender, receiver) = mpsc::channel::<u8>(1);
        let closed = || {
            let sender = sender.clone();
            wait(async move { sender.closed().await })
        };
        let touched = sender.clone();
        case([closed(), closed()], || drop(receiver), move || _ = (touched.try_send(1), touched.is_closed()))
    });
    meddle("one value", || async {
        let (sender, receiver) = oneshot::channel();
        case([wait(receiver)], move || sender.send(1).unwrap(), || ())
    });
    meddle("nobody who wants a value", || async {
        let (mut sender, receiver) = oneshot::channel::<u8>();
        case([wait(async move { sender.closed().await })], || drop(receiver), || ())
    });
    meddle("a message to many", || async {
        let (sender, mut one) = broadcast::channel(4);
        let mut two = sender.subscribe();
        let (end, touched) = (sender.clone(), sender);
        let touch = move || drop((touched.clone(), touched.subscribe(), touched.len()));
        case(
            [wait(async move { _ = one.recv().await }), wait(async move { _ = two.recv().await })],
            move || _ = end.send(1),
            touch,
        )
    });
    meddle("the latest value", || async {
        let (sender, mut one) = watch::channel(0);
        let mut two = one.clone();
        let (end, touched) = (sender.clone(), sender);
        let touch = move || drop((touched.clone(), *touched.borrow(), touched.subscribe()));
        case(
            [wait(async move { _ = one.changed().await }), wait(async move { _ = two.changed().await })],
            move || end.send(1).unwrap(),
            touch,
        )
    });
    meddle("bytes in memory", || async {
        let (mut here, mut there) = duplex(4);
        let end = move || {
            assert!(Box::pin(here.write_all(b"a")).as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
            std::mem::forget(here);
        };
        case([wait(async move { _ = there.read(&mut [0; 8]).await })], end, || ())
    });
}

#[test]
fn wakers_may_use_the_tasks_that_they_wait_for() {
    meddle("a task", || async {
        let notify = Arc::new(Notify::new());
        let notified = notify.clone();
        let task = spawn(async move { notified.notified().await });
        let abort = task.abort_handle();
        case(
            [wait(task)],
            move || notify.notify_one(),
            move || {
                _ = abort.is_finished();
                spawn(async {});
            },
        )
    });
    meddle("a task that is aborted", || async {
        let task = spawn(pending::<()>());
        let (end, abort) = (task.abort_handle(), task.abort_handle());
        case([wait(task)], move || end.abort(), move || abort.abort())
    });
    meddle("a job", || async {
        let (end, ended) = threads::channel::<()>();
        let job = spawn_blocking(move || _ = ended.recv());
        let abort = job.abort_handle();
        case([wait(job)], move || drop(end), move || _ = abort.is_finished())
    });
    meddle("the next of a set", || async {
        let notify = Arc::new(Notify::new());
        let notified = notify.clone();
        let mut set = JoinSet::new();
        set.spawn(async move { notified.notified().await });
        let touched = notify.clone();
        case(
            [wait(async move { _ = set.join_next().await })],
            move || notify.notify_one(),
            move || touched.notify_all(),
        )
    });
}

#[test]
fn wakers_may_use_the_runtime_that_they_wait_for() {
    meddle("time", || async {
        let end = || std::thread::sleep(Duration::from_millis(2));
        let soon = || wait(sleep(Duration::from_millis(2)));
        case([soon(), soon()], end, || {
            let mut other = Box::pin(sleep(Duration::from_secs(1)));
            _ = other.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        })
    });
    meddle("a socket", || async {
        let (here, mut there) = pair().await;
        let here = Arc::new(here);
        while here.try_read(&mut [0; 8]).is_ok() {}
        let end = move || {
            assert!(Box::pin(there.write_all(b"a")).as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
            std::mem::forget(there);
        };
        let readable = || {
            let here = here.clone();
            wait(async move { here.readable().await.unwrap() })
        };
        let touched = here.clone();
        case([readable(), readable()], end, move || {
            _ = touched.try_read(&mut [0; 0]);
            let mut other = Box::pin(touched.readable());
            _ = other.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        })
    });
}
