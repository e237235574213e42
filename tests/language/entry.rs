//! `#[resumable::main]` and `#[resumable::test]`.

use resumable::sync::oneshot;
use resumable::time::{Duration, now, sleep};
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// For all types, with the names of what is called.
trait Calls: Sized {
    fn build(self) {
        panic!("the user's")
    }
    fn block_on<T>(self, _: T) {
        panic!("the user's")
    }
    fn worker_threads(self, _: usize) {
        panic!("the user's")
    }
    fn on_task_panic<T>(self, _: T) {
        panic!("the user's")
    }
}
impl<T> Calls for T {}

#[resumable::test]
async fn a_test_waits() {
    let (sender, receiver) = oneshot::channel();
    let task = resumable::spawn(async move { receiver.await.unwrap_or(0) });
    resumable::yield_now().await;
    sender.send(7).unwrap();
    assert_eq!(task.await.unwrap(), 7);
}

#[resumable::test]
async fn a_test_may_fail_with_an_error() -> Result<(), std::num::ParseIntError> {
    resumable::yield_now().await;
    let number: u32 = "42".parse()?;
    assert_eq!(number, 42);
    Ok(())
}

#[resumable::test]
#[should_panic = "as it should"]
async fn other_attributes_hold() {
    resumable::yield_now().await;
    panic!("as it should")
}

#[resumable::test(start_paused = true, seed = 3)]
async fn hours_pass_at_once() {
    let before = now();
    sleep(Duration::from_secs(3600)).await;
    assert_eq!(now() - before, Duration::from_secs(3600));
}

#[resumable::test(start_paused = false)]
async fn the_clock_goes() {
    let before = std::time::Instant::now();
    sleep(Duration::from_millis(2)).await;
    assert!(before.elapsed() >= Duration::from_millis(2));
}

/// `main` under another name.
#[resumable::main(worker_threads = 1 + 1)]
async fn on_two_threads() -> (thread::ThreadId, thread::ThreadId) {
    let (sender, receiver) = std::sync::mpsc::channel();
    // It blocks this thread until the other one has run the task.
    resumable::spawn(async move { sender.send(thread::current().id()).unwrap() });
    (thread::current().id(), receiver.recv().unwrap())
}

#[test]
fn settings_are_those_of_the_builder() {
    let (here, there) = on_two_threads();
    assert_eq!(here, thread::current().id());
    assert_ne!(here, there);
}

static TOLD: AtomicUsize = AtomicUsize::new(0);

#[resumable::main(on_task_panic = |panic| {
    assert_eq!(panic.message(), Some("unseen"));
    TOLD.fetch_add(1, Ordering::Relaxed);
})]
async fn with_a_task_that_panics() {
    drop(resumable::spawn(async { panic!("unseen") }));
    resumable::yield_now().await;
}

#[test]
fn panics_are_told_to_a_closure() {
    with_a_task_that_panics();
    assert_eq!(TOLD.load(Ordering::Relaxed), 1);
}

/// What is not `Send` may live across waits.
#[resumable::main]
async fn not_send() -> u32 {
    let cell = Cell::new(1);
    let lent = &cell;
    resumable::yield_now().await;
    lent.set(lent.get() + 1);
    cell.get()
}

#[test]
fn what_main_returns_comes_back() {
    assert_eq!(not_send(), 2);
}
