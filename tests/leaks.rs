//! What a scenario of the runtime has allocated is gone when it is over. In a process of its own, for the sake of the allocator.

use resumable::net::UdpSocket;
use resumable::sync::{mpsc, oneshot};
use resumable::task::{JoinSet, TaskTracker};
use resumable::time::{Duration, sleep, timeout};
use resumable::{Builder, JoinHandle, Runtime, spawn, spawn_blocking, spawn_local, yield_now};
use std::alloc::{GlobalAlloc, Layout, System};
use std::future::{pending, poll_fn};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::task::Poll;
use std::thread;

struct Counting;

/// Allocations that have not been given back.
static LIVE: AtomicIsize = AtomicIsize::new(0);

// SAFETY: Everything is the system's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(1, Ordering::Relaxed);
        // SAFETY: The caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(1, Ordering::Relaxed);
        // SAFETY: The caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Tasks that end, wait, are aborted, and are detached; timers that fire and that do not; handles and wakers that are left over.
async fn scenario() {
    let mut set = JoinSet::new();
    for index in 0..20u64 {
        set.spawn(async move {
            match index % 4 {
                0 => pending().await,
                1 => sleep(Duration::from_micros(index)).await,
                2 => drop(timeout(Duration::from_micros(10), pending::<()>()).await),
                _ => yield_now().await,
            }
        });
    }
    for _ in 0..10 {
        set.join_next().await.unwrap().unwrap();
    }
    let (sender, mut receiver) = mpsc::channel(2);
    let local = Rc::new(());
    let producer = spawn_local(async move {
        let _local = local;
        for number in 0..10 {
            sender.send(number).await.unwrap();
        }
    });
    while receiver.recv().await.is_some() {}
    producer.await.unwrap();
    let (reply, answer) = oneshot::channel();
    drop(spawn(async move { reply.send(7).unwrap() }));
    assert_eq!(answer.await, Ok(7));
    spawn_blocking(|| ()).await.unwrap();
    let tracker = TaskTracker::new();
    for _ in 0..3 {
        drop(tracker.spawn(yield_now()));
    }
    tracker.close();
    tracker.wait().await;
    // Wait for one socket, more than there is room for at first, when the runtime goes away, but for those aborted before; and each keeps the socket.
    let socket = Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap());
    let receivers: Vec<_> = (0..40)
        .map(|_| {
            let socket = socket.clone();
            spawn(async move { poll_fn(|cx| socket.poll_recv_from(cx, &mut [0])).await })
        })
        .collect();
    yield_now().await;
    receivers.iter().step_by(3).for_each(JoinHandle::abort);
    // Aborted, and not waited for.
    let aborted = spawn(pending::<()>());
    yield_now().await;
    aborted.abort();
    // Waits when the runtime goes away, and so does the timer.
    drop(spawn(sleep(Duration::from_secs(3600))));
    // A waker that outlives its task and its runtime, on another thread.
    let waker = spawn(poll_fn(|cx| Poll::Ready(cx.waker().clone()))).await.unwrap();
    thread::spawn(move || {
        waker.wake_by_ref();
        thread::yield_now();
        waker.wake();
    });
}

/// What is about file descriptors.
#[cfg(unix)]
mod descriptors {
    use super::*;
    use resumable::fs::{self, File};
    use resumable::future::join;
    use resumable::http::{Client, Method};
    use resumable::io::{BufReadExt, BufReader, ReadExt, WriteExt, copy};
    use resumable::net::{TcpListener, TcpStream, UnixDatagram};
    use resumable::signal::{SignalKind, signal};
    use resumable::sync::{broadcast, watch};
    use resumable::{Handle, spawn_blocking};

    /// Sockets that are used up, left, and waited for when the runtime goes away; connections that a client keeps, also beyond the runtime; files with work that
    /// nobody waits for; signals; and channels of several receivers.
    async fn scenario(client: Client) {
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap());
        let address = listener.local_addr().unwrap();
        let echo = spawn({
            let listener = listener.clone();
            async move {
                loop {
                    let (mut stream, _) = listener.accept().await.unwrap();
                    spawn(async move {
                        let (mut reader, mut writer) = stream.split();
                        drop(copy(&mut reader, &mut writer).await);
                    });
                }
            }
        });
        for _ in 0..3 {
            let (mut reader, mut writer) = TcpStream::connect(address).await.unwrap().into_split();
            writer.write_all(b"echo").await.unwrap();
            reader.read_exact(&mut [0; 4]).await.unwrap();
            // Left in the middle of a wait.
            assert!(timeout(Duration::from_micros(10), reader.read(&mut [0])).await.is_err());
        }
        let unanswered = TcpStream::connect(address).await.unwrap();
        drop(spawn(async move { (&unanswered).read(&mut [0]).await }));
        echo.abort();

        drop(spawn(serve(listener)));
        let url = format!("http://{address}/");
        for _ in 0..2 {
            assert_eq!(client.get(&url).await.unwrap().body(), b"ok");
        }
        let (one, other) = (client.get(&url), client.get(&url));
        assert!(join((one, other)).await.0.is_ok());
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let request = client.request(Method::Get, format!("http://{}/", silent.local_addr().unwrap()));
        assert!(request.timeout(Duration::from_micros(10)).send().await.is_err());

        let path = std::env::temp_dir().join(format!("resumable-leaks-{}", std::process::id()));
        let mut file = File::create(&path).await.unwrap();
        file.write_all(b"written").await.unwrap();
        file.flush().await.unwrap();
        // The last is under way when the file is dropped.
        file.write_all(b"and not flushed").await.unwrap();
        drop(file);
        assert!(fs::read(&path).await.unwrap().starts_with(b"written"));
        fs::remove_file(&path).await.unwrap();

        // Whoever waits for a receiver that is full has descriptors for that.
        let receiver = UnixDatagram::bind(&path).unwrap();
        let sender = UnixDatagram::unbound().unwrap();
        while sender.try_send_to(b"full", &path).is_ok() {}
        let waits = timeout(Duration::from_micros(10), sender.send_to(b"late", &path));
        assert!(waits.await.is_err());
        drop(spawn({
            let path = path.clone();
            async move { sender.send_to(b"late", &path).await }
        }));
        yield_now().await;
        fs::remove_file(&path).await.unwrap();
        drop(spawn(async move {
            let _kept = receiver;
            pending::<()>().await
        }));

        // What is begun inside by another thread.
        let handle = Handle::current();
        let elsewhere = spawn_blocking(move || {
            drop(handle.enter(|| spawn(pending::<()>())));
            handle.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                assert!(timeout(Duration::from_micros(10), listener.accept()).await.is_err());
                drop(spawn(async move { listener.accept().await }));
                spawn(yield_now()).await.unwrap();
            });
        });
        elsewhere.await.unwrap();

        let mut signals = [SignalKind::user_defined1(), SignalKind::user_defined1()].map(|kind| signal(kind).unwrap());
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::USR1).unwrap();
        for signal in &mut signals {
            signal.recv().await.unwrap();
        }
        let [signal, _] = signals;
        drop(spawn(async move {
            let mut signal = signal;
            signal.recv().await
        }));

        let (sender, mut receiver) = broadcast::channel(4);
        let (mut late, left) = (sender.subscribe(), sender.subscribe());
        for number in 0..6 {
            sender.send(Arc::new(number)).unwrap();
        }
        drop(left);
        assert!(receiver.recv().await.is_err(), "it has missed two");
        assert_eq!(receiver.recv().await.map(|number| *number), Ok(2));
        drop(spawn(async move { while late.recv().await.is_ok() {} }));
        let (value, mut watched) = watch::channel(Box::new(0));
        let mut other = watched.clone();
        drop(spawn(async move { while other.changed().await.is_ok() {} }));
        value.send(Box::new(1)).unwrap();
        watched.changed().await.unwrap();
        assert!(timeout(Duration::from_micros(10), watched.changed()).await.is_err());
        // They are waited for when the runtime goes away.
        drop(spawn(async move {
            let _kept = (sender, value);
            pending::<()>().await
        }));
        yield_now().await;
    }

    /// Answers each request, as long as there are some.
    async fn serve(listener: Arc<TcpListener>) {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            drop(spawn(async move {
                let mut stream = BufReader::new(stream);
                let mut line = String::new();
                while stream.read_line(&mut line).await.is_ok_and(|count| count > 0) {
                    if line.ends_with("\r\n\r\n") {
                        drop(stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await);
                        line.clear();
                    }
                }
            }));
        }
    }

    pub fn none_is_left_behind() {
        for workers in [1, 2] {
            let round = || {
                let client = Client::new();
                let runtime = Builder::new().worker_threads(workers).build().unwrap();
                runtime.block_on(scenario(client.clone()));
                drop(runtime);
                assert!(client.idle_connections() > 0, "they outlive the runtime");
            };
            let (before, open) = (live_after(20, round), count());
            let after = live_after(100, round);
            assert!(after - before < 20, "{} allocations in 100 rounds, with {workers} threads", after - before);
            assert_eq!(count(), open, "in 100 rounds, with {workers} threads");
        }
    }

    /// How many there are, where one can ask; the one through which this is asked is another.
    fn count() -> usize {
        std::fs::read_dir("/proc/self/fd").map_or(0, |found| found.count().saturating_sub(1))
    }
}

/// Without a message on the screen.
fn panic_quietly() {
    std::panic::resume_unwind(Box::new("quietly"))
}

fn live_after(rounds: usize, round: impl Fn()) -> isize {
    for _ in 0..rounds {
        round();
    }
    // Threads that were detached are given time to end.
    for _ in 0..50 {
        thread::sleep(Duration::from_millis(1));
    }
    LIVE.load(Ordering::Relaxed)
}

#[test]
fn nothing_is_left_behind() {
    for workers in [1, 2] {
        let round = || Builder::new().worker_threads(workers).build().unwrap().block_on(scenario());
        // What is made once and kept: threads of the pool, thread-locals.
        let before = live_after(20, round);
        let after = live_after(200, round);
        assert!(after - before < 20, "{} allocations in 200 rounds, with {workers} threads", after - before);
    }
    #[cfg(unix)]
    descriptors::none_is_left_behind();
    // Whoever is told of panics, and what is counted.
    for workers in [1, 2] {
        let round = || {
            let told = Arc::new(AtomicIsize::new(0));
            let hook = told.clone();
            let mut builder = Builder::new();
            builder.worker_threads(workers).on_task_panic(move |_| _ = hook.fetch_add(1, Ordering::Relaxed));
            let runtime = builder.build().unwrap();
            let handle = runtime.handle();
            runtime.block_on(async {
                drop(spawn(async { panic_quietly() }));
                drop(spawn_blocking(panic_quietly));
                assert!(spawn(async { panic_quietly() }).await.is_err());
                assert!(spawn_blocking(panic_quietly).await.is_err());
            });
            assert_eq!(runtime.shut_down(Duration::MAX).blocking(), 0);
            assert_eq!((told.load(Ordering::Relaxed), handle.metrics().tasks()), (4, 0));
        };
        let before = live_after(20, round);
        let after = live_after(200, round);
        assert!(after - before < 20, "{} allocations in 200 rounds, with {workers} threads", after - before);
    }
    // And while the runtime goes on.
    let runtime = Runtime::new().unwrap();
    let round = || {
        runtime.block_on(async {
            for _ in 0..100 {
                drop(spawn(yield_now()));
            }
            spawn(yield_now()).await.unwrap();
        })
    };
    let before = live_after(10, round);
    assert!(live_after(100, round) - before < 10);
}
