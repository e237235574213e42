//! Two futures polled by hand inside a coroutine: `join` waits for both, `select` for the first.
//!
//! A future that contains others is a small executor. It gives each of them a waker of its own, so that it knows which
//! one to poll: the other has nothing new to say. `select` drops the loser where it waits, which is how anything is
//! cancelled in async Rust.
//!
//! ```console
//! $ cargo run --example join_select
//! fast: polled
//! slow: polled
//! fast: polled
//! slow: polled
//! join: ("fast", "slow")
//!
//! fast: polled
//! slow: polled
//! fast: polled
//! slow: dropped while it waits
//! select: Ok("fast")
//! ```

use resumable::time::{Duration, Sleep, sleep};
use resumable::{Context, Future, Pin, Poll, Waker, block_on};
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Wake;

#[resumable::coroutine]
async fn join<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (Child::new(a), Child::new(b));
    let (mut a_output, mut b_output) = (None, None);
    poll_fn(|cx| {
        a_output = a_output.take().or_else(|| a.poll(cx));
        b_output = b_output.take().or_else(|| b.poll(cx));
        match (a_output.take(), b_output.take()) {
            (Some(a), Some(b)) => return Poll::Ready((a, b)),
            outputs => (a_output, b_output) = outputs,
        }
        Poll::Pending
    })
    .await
}

/// `Ok` if `a` was first, `Err` if `b` was.
#[resumable::coroutine]
async fn select<A: Future, B: Future>(a: A, b: B) -> Result<A::Output, B::Output> {
    let (mut a, mut b) = (Child::new(a), Child::new(b));
    let first = poll_fn(|cx| match (a.poll(cx), b.poll(cx)) {
        (Some(output), _) => Poll::Ready(Ok(output)),
        (_, Some(output)) => Poll::Ready(Err(output)),
        (None, None) => Poll::Pending,
    });
    first.await
}

struct Child<F> {
    future: Pin<Box<F>>,
    signal: Arc<Signal>,
}

/// The waker of one child: remembers that it was woken, and wakes the task that contains it.
struct Signal {
    woken: AtomicBool,
    parent: Mutex<Waker>,
}

impl<F: Future> Child<F> {
    fn new(future: F) -> Self {
        let signal = Signal { woken: AtomicBool::new(true), parent: Mutex::new(Waker::noop().clone()) };
        Child { future: Box::pin(future), signal: Arc::new(signal) }
    }

    /// Polls the future, if it was woken since the last time.
    fn poll(&mut self, cx: &mut Context<'_>) -> Option<F::Output> {
        self.signal.parent.lock().unwrap().clone_from(cx.waker());
        if !self.signal.woken.swap(false, Ordering::AcqRel) {
            return None;
        }
        let waker = Waker::from(self.signal.clone());
        match self.future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.parent.lock().unwrap().wake_by_ref();
    }
}

fn main() {
    println!("join: {:?}\n", block_on(join(timer("fast", 20), timer("slow", 400))));
    println!("select: {:?}", block_on(select(timer("fast", 20), timer("slow", 400))));
}

/// A wait that talks about itself.
struct Timer(&'static str, Pin<Box<Sleep>>, bool);

fn timer(name: &'static str, millis: u64) -> Timer {
    Timer(name, Box::pin(sleep(Duration::from_millis(millis))), false)
}

impl Future for Timer {
    type Output = &'static str;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> {
        println!("{}: polled", self.0);
        let poll = self.1.as_mut().poll(cx).map(|()| self.0);
        self.2 = poll.is_ready();
        poll
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if !self.2 {
            println!("{}: dropped while it waits", self.0);
        }
    }
}
