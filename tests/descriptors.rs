//! File descriptors that run out, or are closed by somebody else, and signals that interrupt whoever waits for them. All of this is about the whole
//! process, so it is one of its own, and the tests wait for each other.
#![cfg(target_os = "linux")]

use resumable::io::{AsyncRead, AsyncWrite, ReadExt, WriteExt};
use resumable::net::{Async, TcpListener, TcpStream, UdpSocket, mio};
use resumable::signal::{SignalKind, signal};
use resumable::time::{Duration, Instant, sleep, timeout};
use resumable::{Builder, Handle, Runtime, spawn, spawn_blocking};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};
use std::fs::{self, File};
use std::future::{Future, poll_fn};
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::thread::JoinHandleExt;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::thread;

const LONG: Duration = Duration::from_secs(10);

/// One test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[track_caller]
fn run<F: Future>(future: F) -> F::Output {
    resumable::block_on(timeout(LONG, future)).expect("the test hangs")
}

/// How many there are; the one through which this is asked is another.
fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count() - 1
}

/// The time that the process has worked.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// All the descriptors that the process may have, until it is dropped.
struct Exhausted {
    before: Rlimit,
    files: Vec<File>,
}

impl Exhausted {
    fn new() -> Exhausted {
        let before = getrlimit(Resource::Nofile);
        let few = descriptors() as u64 + 16;
        setrlimit(Resource::Nofile, Rlimit { current: Some(few), maximum: before.maximum }).unwrap();
        let mut files = Vec::new();
        let error = loop {
            match File::open("/dev/null") {
                Ok(file) => files.push(file),
                Err(error) => break error,
            }
        };
        assert!(is_exhaustion(&error) && files.len() <= 32, "{error}");
        Exhausted { before, files }
    }
}

impl Drop for Exhausted {
    fn drop(&mut self) {
        self.files.clear();
        setrlimit(Resource::Nofile, self.before).unwrap();
    }
}

fn is_exhaustion(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::MFILE.raw_os_error())
}

async fn is_pending<F: Future>(mut future: Pin<&mut F>) -> bool {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_pending())).await
}

async fn talk<A: AsyncRead + AsyncWrite + Unpin, B: AsyncRead + AsyncWrite + Unpin>(a: &mut A, b: &mut B) {
    let mut word = [0; 4];
    a.write_all(b"ping").await.unwrap();
    b.read_exact(&mut word).await.unwrap();
    b.write_all(b"pong").await.unwrap();
    a.read_exact(&mut word).await.unwrap();
    assert_eq!(&word, b"pong");
}

async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    (client, listener.accept().await.unwrap().0)
}

#[test]
fn a_server_survives_that_descriptors_run_out() {
    let _alone = alone();
    run(async {
        let (mut here, mut there) = pair().await;
        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap());
        let address = listener.local_addr().unwrap();
        // It waits already, and comes before they have run out, but for one.
        let accepted = spawn({
            let listener = listener.clone();
            async move { listener.accept().await.map(|_| ()) }
        });
        sleep(Duration::from_millis(1)).await;
        let client = std::net::TcpStream::connect(address).unwrap();
        let exhausted = Exhausted::new();
        let refused = accepted.await.unwrap().unwrap_err();
        assert!(is_exhaustion(&refused), "{refused}");
        // The connection waits, and so it is said each time: whoever pauses in between does not spin.
        for _ in 0..3 {
            assert!(is_exhaustion(&listener.accept().await.unwrap_err()));
        }
        let worked_before = worked();
        sleep(Duration::from_millis(100)).await;
        let worked = worked() - worked_before;
        assert!(worked < Duration::from_millis(50), "{worked:?} of work in a pause of 100 ms");
        talk(&mut here, &mut there).await;
        // Nothing can be made, and that is said too.
        assert!(is_exhaustion(&TcpStream::connect(address).await.unwrap_err()));
        assert!(is_exhaustion(&TcpStream::connect(&[address, address][..]).await.unwrap_err()));
        assert!(is_exhaustion(&UdpSocket::bind("127.0.0.1:0").await.unwrap_err()));
        assert!(is_exhaustion(&signal(SignalKind::user_defined1()).unwrap_err()));
        assert!(is_exhaustion(&Runtime::new().unwrap_err()));
        assert!(is_exhaustion(&Builder::new().worker_threads(2).build().unwrap_err()));
        assert_eq!(spawn_blocking(|| 7).await.unwrap(), 7);
        drop(exhausted);
        let (mut server, _) = listener.accept().await.unwrap();
        let mut client = TcpStream::from_std(client).unwrap();
        talk(&mut client, &mut server).await;
    });
}

/// One that waits is told when a connection comes, whatever became of the one before.
#[test]
fn whoever_accepts_in_a_loop_goes_on_when_there_are_descriptors_again() {
    let _alone = alone();
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let refusals = Arc::new(AtomicUsize::new(0));
        let server = spawn({
            let refusals = refusals.clone();
            async move {
                let mut accepted = Vec::new();
                while accepted.len() < 3 {
                    match listener.accept().await {
                        Ok((stream, _)) => accepted.push(stream),
                        Err(_) => {
                            refusals.fetch_add(1, Ordering::Relaxed);
                            sleep(Duration::from_millis(5)).await;
                        }
                    }
                }
            }
        });
        let first = std::net::TcpStream::connect(address).unwrap();
        let second = std::net::TcpStream::connect(address).unwrap();
        let exhausted = Exhausted::new();
        sleep(Duration::from_millis(50)).await;
        let refused = refusals.load(Ordering::Relaxed);
        assert!((1..=12).contains(&refused), "{refused} refusals with pauses of 5 ms in 50 ms");
        drop(exhausted);
        let third = TcpStream::connect(address).await.unwrap();
        server.await.unwrap();
        drop((first, second, third));
    });
}

/// A descriptor that is somebody else's, who does not wait for us.
struct Borrowed(i32);

impl mio::event::Source for Borrowed {
    fn register(&mut self, registry: &mio::Registry, token: mio::Token, interests: mio::Interest) -> io::Result<()> {
        mio::unix::SourceFd(&self.0).register(registry, token, interests)
    }

    fn reregister(&mut self, registry: &mio::Registry, token: mio::Token, interests: mio::Interest) -> io::Result<()> {
        mio::unix::SourceFd(&self.0).reregister(registry, token, interests)
    }

    fn deregister(&mut self, registry: &mio::Registry) -> io::Result<()> {
        let result = mio::unix::SourceFd(&self.0).deregister(registry);
        assert!(result.is_err(), "the system has forgotten it");
        result
    }
}

#[test]
fn a_descriptor_may_be_closed_behind_our_back() {
    let _alone = alone();
    run(async {
        let (mut counted, mut numbers) = (Vec::new(), Vec::new());
        for round in 0..1000 {
            let owner = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
            owner.set_nonblocking(true).unwrap();
            let number = owner.as_raw_fd();
            let borrowed = Async::new(Borrowed(number)).unwrap();
            assert!(is_pending(pin!(borrowed.read_with(|_| Err::<(), _>(ErrorKind::WouldBlock.into())))).await);
            drop(owner);
            assert_eq!(Handle::current().metrics().descriptors(), 1);
            drop(borrowed);
            assert_eq!(Handle::current().metrics().descriptors(), 0, "its registration is gone");
            // The next has the same number, and none of its past.
            let (here, there) =
                (UdpSocket::bind("127.0.0.1:0").await.unwrap(), UdpSocket::bind("127.0.0.1:0").await.unwrap());
            here.connect(there.local_addr().unwrap()).await.unwrap();
            numbers.push(here.as_fd().as_raw_fd() == number);
            assert!(is_pending(pin!(there.recv(&mut [0]))).await);
            here.send(&[1]).await.unwrap();
            assert_eq!(there.recv(&mut [0]).await.unwrap(), 1);
            drop((here, there));
            if round % 500 == 1 {
                counted.push(descriptors());
            }
        }
        assert_eq!(counted[0], counted[1]);
        // The harness of the tests may have opened something meanwhile.
        assert!(numbers.iter().filter(|is_same| **is_same).count() > 900);
    });
}

/// Interrupts a thread as often as it can, until it is done. It is told how often that was.
fn storm<R: Send + 'static>(calm: impl FnOnce(&AtomicUsize) -> R + Send + 'static) -> R {
    // The handler stays when nobody listens any more.
    drop(run(async { signal(SignalKind::alarm()).unwrap() }));
    let count = Arc::new(AtomicUsize::new(0));
    let thread = thread::spawn({
        let count = count.clone();
        move || calm(&count)
    });
    while !thread.is_finished() {
        count.fetch_add(1, Ordering::Relaxed);
        // SAFETY: The thread has not been joined, so its id is valid, and the signal has a handler.
        assert_eq!(unsafe { libc::pthread_kill(thread.as_pthread_t(), libc::SIGALRM) }, 0);
        thread::sleep(Duration::from_micros(20));
    }
    thread.join().unwrap()
}

/// As many as make it likely that some came where they could do harm.
const ENOUGH: usize = 300;

#[test]
fn signals_interrupt_nothing() {
    let _alone = alone();
    for worker_threads in [1, 2] {
        let build = move || Builder::new().worker_threads(worker_threads).build().unwrap();
        // Without sockets it sleeps elsewhere than with them.
        storm(move |count| {
            build().block_on(async {
                while count.load(Ordering::Relaxed) < ENOUGH {
                    let start = Instant::now();
                    sleep(Duration::from_millis(3)).await;
                    assert!(start.elapsed() >= Duration::from_millis(3));
                    spawn_blocking(|| thread::sleep(Duration::from_millis(1))).await.unwrap();
                }
            });
        });
        storm(move |count| {
            build().block_on(async {
                let (mut here, mut there) = pair().await;
                let file = tempfile::NamedTempFile::new().unwrap();
                while count.load(Ordering::Relaxed) < ENOUGH {
                    let start = Instant::now();
                    assert!(timeout(Duration::from_millis(1), here.read(&mut [0])).await.is_err());
                    assert!(start.elapsed() >= Duration::from_millis(1));
                    talk(&mut here, &mut there).await;
                    resumable::fs::write(file.path(), b"written").await.unwrap();
                    assert_eq!(resumable::fs::read(file.path()).await.unwrap(), b"written");
                }
            });
        });
    }
}

/// What the signals are for, when there are more than anybody can count.
#[test]
fn a_storm_of_signals_is_received() {
    let _alone = alone();
    storm(|count| {
        run(async {
            let mut alarm = signal(SignalKind::alarm()).unwrap();
            for received in 1..=20 {
                alarm.recv().await.unwrap();
                assert!(received <= count.load(Ordering::Relaxed), "more than there were");
            }
        });
    });
}
