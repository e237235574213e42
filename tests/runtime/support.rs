//! Tools of the tests: futures and wakers that count, values that tell when they are dropped, and a watchdog.

use resumable::time::timeout;
use std::future::Future;
use std::io::Write;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

/// Much longer than any test needs, and short enough not to wait for.
pub const LONG: Duration = Duration::from_secs(10);

/// Runs the future, and fails instead of hanging.
#[track_caller]
pub fn run<F: Future>(future: F) -> F::Output {
    resumable::block_on(timeout(LONG, future)).expect("the test hangs")
}

/// Polls once, with a waker that does nothing.
pub fn poll_once<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// The message of the panic in the closure.
#[track_caller]
pub fn panic_message<R>(closure: impl FnOnce() -> R) -> String {
    let Err(payload) = catch_unwind(AssertUnwindSafe(closure)) else { panic!("there was no panic") };
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast::<&'static str>().expect("the payload is no string").to_string(),
    }
}

/// A number that tasks count up.
#[derive(Clone, Default)]
pub struct Counter(Arc<AtomicUsize>);

impl Counter {
    pub fn add(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    pub fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Events in order.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    pub fn add(&self, event: impl Into<String>) {
        self.0.lock().unwrap().push(event.into());
    }

    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Calls the closure when dropped.
pub struct OnDrop<F: FnMut()>(pub F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// A waker that counts how often it is woken.
pub struct CountingWaker(Counter);

impl CountingWaker {
    pub fn counting() -> (Waker, Counter) {
        let counter = Counter::default();
        (Waker::from(Arc::new(CountingWaker(counter.clone()))), counter)
    }

    /// One whose clones can be counted too, by the strong count of the `Arc`.
    pub fn counted() -> (Arc<Self>, Waker) {
        let waker = Arc::new(CountingWaker(Counter::default()));
        (waker.clone(), Waker::from(waker))
    }
}

impl Wake for CountingWaker {
    fn wake(self: Arc<Self>) {
        self.0.add();
    }
}

/// A future that is opened from outside, and shows its waker and how often it was polled.
#[derive(Clone, Default)]
pub struct Gate(Arc<Mutex<GateState>>);

#[derive(Default)]
struct GateState {
    open: bool,
    polls: usize,
    waker: Option<Waker>,
}

impl Gate {
    pub fn polls(&self) -> usize {
        self.0.lock().unwrap().polls
    }

    /// The waker of the last poll.
    pub fn waker(&self) -> Waker {
        self.0.lock().unwrap().waker.clone().expect("the gate has not been polled")
    }

    /// Lets the future be ready at its next poll, and does not wake it.
    pub fn open(&self) {
        self.0.lock().unwrap().open = true;
    }

    pub fn open_and_wake(&self) {
        self.open();
        let waker = self.0.lock().unwrap().waker.clone();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Future for Gate {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.0.lock().unwrap();
        state.polls += 1;
        state.waker = Some(cx.waker().clone());
        if state.open { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// Lets every ready task have some turns.
pub async fn settle() {
    for _ in 0..5 {
        resumable::yield_now().await;
    }
}

/// An address where nobody listens, and where nobody can begin to as long as the socket is kept: its port is that of an outgoing connection.
pub fn deaf_address() -> (SocketAddr, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (stream.local_addr().unwrap(), stream)
}

/// Set for the process that is to be looked at, to the name of what it does.
pub const ROLE: &str = "RESUMABLE_TEST_ROLE";

/// Whether this process has been started by [`run_again`], for that role.
pub fn is_child(role: &str) -> bool {
    std::env::var(ROLE).is_ok_and(|name| name == role)
}

/// Runs the test once more, in a process that is given this to read.
pub fn run_again(test: &str, role: &str, input: &[u8]) -> Output {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    output
}
