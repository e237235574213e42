//! Handles lead into a runtime from anywhere; ids tell tasks apart.

use crate::support::{Counter, LONG, OnDrop, panic_message, run};
use resumable::io::ReadExt;
use resumable::net::{TcpListener, TcpStream, UdpSocket};
use resumable::sync::{Mutex, Notify};
use resumable::task::{self, Id};
use resumable::time::{Duration, Instant, sleep, timeout};
use resumable::{Builder, Handle, Runtime, block_on, spawn, spawn_blocking, spawn_local, yield_now};
use std::future::{pending, ready};
use std::sync::Arc;
use std::thread;

/// A runtime of one thread, which runs until the guard is dropped; or of several.
fn running(workers: usize) -> (Handle, OnDrop<impl FnMut()>) {
    let (send_handle, handle) = std::sync::mpsc::channel();
    let stop = Arc::new(Notify::new());
    let stopped = stop.clone();
    let mut thread = Some(thread::spawn(move || {
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        send_handle.send(runtime.handle()).unwrap();
        runtime.block_on(stopped.notified());
    }));
    let stop = OnDrop(move || {
        stop.notify_one();
        thread.take().unwrap().join().unwrap();
    });
    (handle.recv().unwrap(), stop)
}

#[test]
fn a_handle_leads_into_its_runtime_from_another_thread() {
    for workers in [1, 3] {
        let (handle, _stop) = running(workers);
        let here = thread::current().id();
        let (task, socket, address) = handle.enter(|| {
            let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = socket.local_addr().unwrap();
            let listener = TcpListener::from_std(socket).unwrap();
            (spawn(async { thread::current().id() }), listener, address)
        });
        assert!(Handle::try_current().is_none(), "and it is left again");
        assert_eq!(panic_message(|| handle.enter(|| panic!("on purpose"))), "on purpose");
        assert!(Handle::try_current().is_none(), "also by a panic");
        let accepted = handle.spawn(async move { socket.accept().await.unwrap() });
        let _client = std::net::TcpStream::connect(address).unwrap();
        assert!(handle.block_on(timeout(LONG, accepted)).is_ok());
        assert_ne!(handle.block_on(task).unwrap(), here, "its own threads run its tasks");
    }
}

#[test]
fn what_needs_the_thread_of_a_runtime_says_so() {
    let (handle, _stop) = running(1);
    assert!(panic_message(|| handle.enter(|| spawn_local(async {}))).contains("spawn_local"));
    block_on(async {
        // The tasks of the runtime around are not mixed up with those of the other.
        let around = thread::current().id();
        let task = handle.enter(|| spawn(async { thread::current().id() }));
        assert_ne!(task.await.unwrap(), around);
        assert_eq!(spawn(async { thread::current().id() }).await.unwrap(), around);
        assert!(panic_message(|| handle.enter(|| spawn_local(async {}))).contains("spawn_local"));
        assert_eq!(spawn_local(async { thread::current().id() }).await.unwrap(), around);
        // Inside already, nothing is left.
        let task = Handle::current().enter(|| spawn_local(async { thread::current().id() }));
        assert_eq!(task.await.unwrap(), around);
        assert!(panic_message(|| handle.block_on(ready(()))).contains("block_on was called by code"));
    });
}

#[test]
fn a_task_that_is_woken_from_inside_another_runtime_is_polled() {
    let (handle, _stop) = running(1);
    run(async {
        for _ in 0..100 {
            let notify = Arc::new(Notify::new());
            let notified = notify.clone();
            let task = spawn_local(async move { notified.notified().await });
            yield_now().await;
            handle.enter(|| notify.notify_one());
            task.await.unwrap();
            let aborted = spawn_local(pending::<()>());
            handle.enter(|| aborted.abort());
            assert!(handle.enter(|| aborted.abort_handle()).id() == aborted.id());
            assert!(aborted.await.unwrap_err().is_cancelled());
        }
    });
}

#[test]
fn a_future_runs_on_this_thread_while_its_runtime_runs_elsewhere() {
    for workers in [1, 3] {
        let (handle, _stop) = running(workers);
        let here = thread::current().id();
        let beginning = Instant::now();
        let answer = handle.block_on(async {
            sleep(Duration::from_millis(2)).await;
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let client = spawn(async move {
                let stream = TcpStream::connect(address).await.unwrap();
                (thread::current().id(), stream)
            });
            let (mut server, _) = listener.accept().await.unwrap();
            let (there, stream) = client.await.unwrap();
            assert_ne!(there, here);
            drop(stream);
            assert_eq!(server.read(&mut [0; 8]).await.unwrap(), 0);
            assert_eq!(spawn_blocking(|| 7).await.unwrap(), 7);
            assert!(timeout(Duration::from_millis(1), pending::<()>()).await.is_err());
            assert_eq!(thread::current().id(), here);
            42
        });
        assert_eq!(answer, 42);
        assert!(beginning.elapsed() >= Duration::from_millis(3));
        // Whatever is always ready is not kept from going on by a budget that nobody gives anew.
        let lock = Mutex::new(0);
        handle.block_on(async {
            for _ in 0..1000 {
                *lock.lock().await += 1;
            }
        });
        assert_eq!(lock.into_inner(), 1000);
    }
}

#[test]
fn a_socket_that_is_made_elsewhere_is_looked_after_though_the_runtime_naps() {
    for workers in [1, 3] {
        // It has neither sockets nor timers, nor anything else to do, so that nobody tells it of anything but the socket.
        let (handle, _stop) = running(workers);
        for _ in 0..20 {
            thread::sleep(Duration::from_millis(1));
            let (accepted, outcome) = std::sync::mpsc::channel();
            let handle = handle.clone();
            thread::spawn(move || {
                let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
                let address = socket.local_addr().unwrap();
                let listener = handle.enter(|| TcpListener::from_std(socket)).unwrap();
                let client = thread::spawn(move || {
                    thread::sleep(Duration::from_millis(1));
                    std::net::TcpStream::connect(address).unwrap()
                });
                let stream = handle.block_on(listener.accept());
                accepted.send(stream.map(drop)).unwrap();
                client.join().unwrap();
            });
            outcome.recv_timeout(LONG).expect("nobody looks after the socket").unwrap();
        }
    }
}

#[test]
fn a_handle_outlives_its_runtime() {
    for workers in [1, 3] {
        let runtime = Builder::new().worker_threads(workers).build().unwrap();
        let handle = runtime.handle();
        let socket = handle.enter(|| UdpSocket::from_std(std::net::UdpSocket::bind("127.0.0.1:0").unwrap())).unwrap();
        drop(runtime);
        assert!(handle.block_on(handle.enter(|| spawn(async {}))).unwrap_err().is_cancelled());
        assert!(handle.block_on(handle.spawn(async {})).unwrap_err().is_cancelled());
        assert!(handle.block_on(socket.recv(&mut [0; 8])).is_err());
        let other = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        assert!(handle.enter(|| UdpSocket::from_std(other)).is_err());
        assert_eq!(handle.block_on(ready(1)), 1);
        assert_eq!(handle.block_on(handle.spawn_blocking(|| 2)).unwrap(), 2);
        assert!(!panic_message(|| handle.block_on(sleep(Duration::from_millis(1)))).is_empty());
    }
}

#[test]
fn whoever_waits_with_a_handle_hears_of_the_end_of_its_runtime() {
    for workers in [1, 3] {
        let (handle, stop) = running(workers);
        let (heard, hearing) = std::sync::mpsc::channel();
        let begun = Arc::new(std::sync::Barrier::new(4));
        let wait = |what: fn(&Handle, &std::sync::Barrier) -> bool| {
            let (handle, heard, begun) = (handle.clone(), heard.clone(), begun.clone());
            thread::spawn(move || heard.send(what(&handle, &begun)).unwrap());
        };
        wait(|handle, begun| {
            let task = handle.spawn(pending::<()>());
            begun.wait();
            handle.block_on(task).unwrap_err().is_cancelled()
        });
        wait(|handle, begun| {
            let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let listener = handle.enter(|| TcpListener::from_std(socket)).unwrap();
            begun.wait();
            handle.block_on(listener.accept()).is_err()
        });
        wait(|handle, begun| {
            begun.wait();
            !panic_message(|| handle.block_on(sleep(Duration::from_secs(3600)))).is_empty()
        });
        begun.wait();
        // So that they wait, as a rule; it is no different if they do not yet.
        thread::sleep(Duration::from_millis(5));
        drop(stop);
        for _ in 0..3 {
            assert!(hearing.recv_timeout(LONG).expect("somebody waits for ever"));
        }
    }
}

#[test]
fn jobs_of_a_handle_are_waited_for() {
    let runtime = Runtime::new().unwrap();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let job = runtime.handle().spawn_blocking(move || stopped.recv());
    assert_eq!(runtime.handle().metrics().jobs(), 1);
    assert_eq!(runtime.shut_down(Duration::from_millis(1)).blocking(), 1);
    drop(stop);
    assert!(block_on(job).unwrap().is_err());
}

#[test]
fn hours_pass_at_once_on_other_threads_too() {
    let stop = Arc::new(Notify::new());
    let stopped = stop.clone();
    let (send_handle, handle) = std::sync::mpsc::channel();
    let thread = thread::spawn(move || {
        let runtime = Builder::new().start_paused().build().unwrap();
        send_handle.send(runtime.handle()).unwrap();
        runtime.block_on(stopped.notified());
    });
    let handle: Handle = handle.recv().unwrap();
    let (real, hour) = (Instant::now(), Duration::from_secs(3600));
    let passed = handle.block_on(async {
        let beginning = resumable::time::now();
        for _ in 0..3 {
            sleep(hour).await;
        }
        let task = spawn(async move { sleep(hour).await });
        task.await.unwrap();
        assert!(timeout(hour, pending::<()>()).await.is_err());
        resumable::time::now() - beginning
    });
    assert_eq!(passed.as_secs(), 5 * 3600);
    assert!(real.elapsed() < LONG);
    stop.notify_one();
    thread.join().unwrap();
}

/// Says which task it is dropped in.
struct Ask(Arc<std::sync::Mutex<Vec<Option<Id>>>>);

impl Drop for Ask {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(task::try_id());
    }
}

#[test]
fn a_task_knows_its_id() {
    for workers in [1, 2] {
        Builder::new().worker_threads(workers).build().unwrap().block_on(async {
            assert_eq!(task::try_id(), None, "that is no task");
            assert!(panic_message(task::id).contains("outside a task"));
            let asked = Arc::default();
            let (seen, ask) = (Arc::clone(&asked), Ask(Arc::clone(&asked)));
            let outer = spawn(async move {
                let _ask = ask;
                let id = task::id();
                let inner = spawn(async {
                    yield_now().await;
                    task::id()
                });
                let inner_id = inner.id();
                assert_eq!(inner.await.unwrap(), inner_id);
                assert_ne!(id, inner_id);
                yield_now().await;
                assert_eq!(task::id(), id);
                let job = spawn_blocking(task::id);
                let job_id = job.id();
                assert_eq!(job.await.unwrap(), job_id);
                assert_eq!(Runtime::new().unwrap().enter(task::id), id, "inside another runtime, too");
                id
            });
            let id = outer.id();
            assert_eq!(outer.await.unwrap(), id);
            // Aborted, panicking, and ended with the runtime.
            let ask = Ask(Arc::clone(&asked));
            let aborted = spawn(async move {
                let _ask = ask;
                pending::<()>().await
            });
            let aborted_id = aborted.id();
            assert!(aborted.cancel().await.is_err());
            let ask = Ask(Arc::clone(&asked));
            let panicking = spawn_local(async move {
                let _ask = ask;
                panic!("on purpose")
            });
            let panicking_id = panicking.id();
            assert!(panicking.await.unwrap_err().is_panic());
            assert_eq!(task::try_id(), None);
            assert_eq!(*seen.lock().unwrap(), [id, aborted_id, panicking_id].map(Some));
        });
    }
    let asked = Arc::default();
    let ask = Ask(Arc::clone(&asked));
    let runtime = Runtime::new().unwrap();
    let task = runtime.spawn(async move {
        let _ask = ask;
        pending::<()>().await
    });
    drop(runtime);
    assert_eq!(*asked.lock().unwrap(), [Some(task.id())]);
}

#[test]
fn an_id_does_not_cross_threads() {
    let counter = Counter::default();
    let counted = counter.clone();
    run(async {
        let task = spawn(async move {
            thread::spawn(move || {
                assert_eq!(task::try_id(), None);
                block_on(async {
                    assert_eq!(task::try_id(), None);
                    counted.add();
                });
            })
            .join()
            .unwrap();
        });
        task.await.unwrap();
    });
    assert_eq!(counter.get(), 1);
}
