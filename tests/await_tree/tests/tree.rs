//! What the tree shows, and when.

use await_tree::*;
use futures::stream::{FuturesUnordered, StreamExt};
use resumable::await_tree::{Branch, Kind, capture};
use resumable::sync::oneshot::{Receiver, Sender, channel};
use resumable::{Context, Poll, Waker, block_on, spawn, spawn_local, yield_now};
use std::cell::Cell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// There is one tree in the process: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// The tree without places.
fn shown() -> String {
    let text = capture().to_string();
    let without = |line: &str| {
        let (before, after) = line.split_once(" at ").unwrap_or((line, ""));
        let after = after.split_once(", ").map_or(String::new(), |(_, after)| format!(", {after}"));
        format!("{before}{after}\n")
    };
    text.lines().map(without).collect()
}

const LEAF: &str = "await_tree::leaf, awaits resumable::sync::oneshot::Receiver<u32>\n";

/// What is shown of a future that was polled once, and that nothing is left of it.
#[track_caller]
fn check<F: Future>(future: impl FnOnce(Receiver<u32>) -> F, expected: &str) {
    let _alone = alone();
    let (_sender, receiver) = channel();
    {
        let mut future = pin!(future(receiver));
        assert_eq!(shown(), "", "it has not begun");
        assert!(poll(future.as_mut()).is_pending());
        assert_eq!(shown(), expected);
    }
    assert_eq!(shown(), "", "it was dropped");
}

#[test]
fn a_leaf_says_what_it_awaits() {
    check(leaf, LEAF);
}

#[test]
fn callers_stand_above_their_callees() {
    check(calls, &format!("await_tree::calls\n└─ {LEAF}"));
}

#[test]
fn functions_have_their_paths() {
    let expected = "await_tree::Methods::method\n\
        └─ <await_tree::Methods as await_tree::Waits>::waits\n   \
        └─ await_tree::generic<resumable::sync::oneshot::Receiver<u32>>, awaits resumable::sync::oneshot::Receiver<u32>\n";
    check(|receiver| async { Methods.method(receiver).await }, expected);
}

#[test]
fn blocks_have_the_names_of_their_functions() {
    check(with_block, &format!("await_tree::with_block\n└─ await_tree::with_block\n   └─ {LEAF}"));
}

#[test]
fn pointers_are_seen_through() {
    check(
        |receiver| recursive(2, receiver),
        "await_tree::recursive\n└─ await_tree::recursive\n   └─ await_tree::recursive, awaits resumable::sync::oneshot::Receiver<u32>\n",
    );
    check(|receiver| polls(Box::pin(leaf(receiver))), &format!("await_tree::polls\n└─ {LEAF}"));
}

#[test]
fn native_functions_are_passed_over() {
    check(over_native, &format!("await_tree::over_native\n└─ {LEAF}"));
    check(native, LEAF);
}

#[test]
fn the_place_is_that_of_the_await() {
    thread_local!(static LINES: Cell<(u32, u32)> = const { Cell::new((0, 0)) });
    let _alone = alone();
    let ((first, one), (_second, two)) = (channel(), channel());
    let mut future = pin!(twice(one, two, |first, second| LINES.set((first, second))));
    let place = || capture().roots()[0].place().expect("it is suspended");
    assert!(poll(future.as_mut()).is_pending());
    assert_eq!(place(), ("tests/await_tree/src/lib.rs", LINES.get().0, 23));
    first.send(1).unwrap();
    assert!(poll(future.as_mut()).is_pending());
    assert_eq!(place(), ("tests/await_tree/src/lib.rs", LINES.get().1, 20));
}

#[test]
fn a_running_one_has_no_place() {
    #[resumable::coroutine]
    async fn looks() -> String {
        yield_now().await;
        shown()
    }
    let _alone = alone();
    let shown = block_on(looks());
    assert_eq!(shown, "block_on, called\n└─ tree::a_running_one_has_no_place::looks, running\n");
}

#[test]
fn roots_are_tasks() {
    let _alone = alone();
    block_on(async {
        let ((first, one), (second, two)) = (channel(), channel());
        let line = line!() + 1;
        let tasks = (spawn(calls(one)), spawn_local(leaf(two)));
        yield_now().await;
        let tree = capture();
        let roots: Vec<(Kind, u32)> = tree.roots().iter().map(|root| (root.kind(), root.place().unwrap().1)).collect();
        assert_eq!(roots, [(Kind::BlockOn, line - 3), (Kind::Task, line), (Kind::Task, line)]);
        assert_eq!(tree.roots()[2].branches().iter().map(Branch::name).collect::<Vec<_>>(), ["await_tree::leaf"]);
        first.send(1).unwrap();
        second.send(2).unwrap();
        assert_eq!((tasks.0.await.unwrap(), tasks.1.await.unwrap()), (2, 2));
        assert_eq!(shown(), "block_on, called\n");
    });
    assert_eq!(shown(), "");
}

#[test]
fn what_is_joined_stands_side_by_side_until_it_ends() {
    let _alone = alone();
    let ((first, one), (_second, two)) = (channel(), channel());
    let mut future = pin!(joins(one, two));
    assert!(poll(future.as_mut()).is_pending());
    let both = format!("await_tree::joins\n├─ {LEAF}└─ await_tree::calls\n   └─ {LEAF}");
    assert_eq!(shown(), both);
    first.send(1).unwrap();
    assert!(poll(future.as_mut()).is_pending());
    assert_eq!(shown(), format!("await_tree::joins\n└─ await_tree::calls\n   └─ {LEAF}"));
}

/// Of many, those that are not polled again are still there.
#[test]
fn who_is_not_polled_again_is_still_there() {
    #[resumable::coroutine]
    async fn gathers(mut all: FuturesUnordered<Pin<Box<dyn Future<Output = u32>>>>) -> u32 {
        let mut sum = 0;
        while let Some(number) = all.next().await {
            sum += number;
        }
        sum
    }
    let _alone = alone();
    let (senders, receivers): (Vec<Sender<u32>>, Vec<Receiver<u32>>) = (0..3).map(|_| channel()).unzip();
    let all = receivers.into_iter().map(|receiver| Box::pin(leaf(receiver)) as Pin<Box<dyn Future<Output = u32>>>);
    let mut future = pin!(gathers(all.collect()));
    assert!(poll(future.as_mut()).is_pending());
    let leaves = || capture().roots()[0].branches().len();
    assert_eq!(leaves(), 3);
    let mut senders = senders.into_iter();
    senders.next().unwrap().send(1).unwrap();
    assert!(poll(future.as_mut()).is_pending());
    assert_eq!(leaves(), 2);
}

#[test]
fn a_panic_is_an_end() {
    let _alone = alone();
    let (sender, receiver) = channel();
    let mut future = pin!(panics(receiver));
    assert!(poll(future.as_mut()).is_pending());
    sender.send(1).unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| poll(future.as_mut()))).is_err());
    assert_eq!(shown(), "");
    let (_sender, receiver) = channel();
    let mut next = pin!(leaf(receiver));
    assert!(poll(next.as_mut()).is_pending());
    assert_eq!(shown(), LEAF, "nobody is being polled any more");
}

#[test]
fn it_stands_below_the_one_that_polled_it_last() {
    let _alone = alone();
    let (_sender, receiver) = channel();
    let mut shared = Box::pin(leaf(receiver));
    {
        let mut first = pin!(generic(shared.as_mut()));
        assert!(poll(first.as_mut()).is_pending());
        assert_eq!(shown().lines().count(), 2);
    }
    assert_eq!(shown(), LEAF, "the one that polled it is gone");
    let mut second = pin!(generic(shared.as_mut()));
    assert!(poll(second.as_mut()).is_pending());
    assert!(shown().starts_with("await_tree::generic"));
    assert!(shown().ends_with(&format!("└─ {LEAF}")));
}

/// How this crate waits is not shown, but what it was given is.
#[test]
fn functions_of_the_runtime_are_named_and_not_shown() {
    #[resumable::coroutine]
    async fn locks(mutex: &resumable::sync::Mutex<u32>) -> u32 {
        *mutex.lock().await
    }
    #[resumable::coroutine]
    async fn limited(receiver: Receiver<u32>) -> u32 {
        resumable::time::timeout(Duration::from_secs(3600), leaf(receiver)).await.unwrap_or(0)
    }
    let _alone = alone();
    let mutex = resumable::sync::Mutex::new(1);
    let held = mutex.try_lock().expect("nobody has it");
    {
        let mut future = pin!(locks(&mutex));
        assert!(poll(future.as_mut()).is_pending());
        let name = "tree::functions_of_the_runtime_are_named_and_not_shown";
        assert_eq!(shown(), format!("{name}::locks, awaits resumable::sync::mutex::Mutex<u32>::lock\n"));
    }
    drop(held);
    block_on(async {
        let (_sender, receiver) = channel();
        let task = spawn(limited(receiver));
        yield_now().await;
        let tree = shown();
        assert!(tree.ends_with(&format!("::limited\n   └─ {LEAF}")), "{tree}");
        drop(task);
    });
}

#[test]
fn tokio_runs_them_too() {
    let _alone = alone();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let (sender, receiver) = channel();
        let task = tokio::spawn(calls(receiver));
        tokio::task::yield_now().await;
        assert_eq!(shown(), format!("await_tree::calls\n└─ {LEAF}"));
        sender.send(41).unwrap();
        assert_eq!(task.await.unwrap(), 42);
        assert_eq!(shown(), "");
    });
}

#[test]
fn other_threads_are_seen() {
    let _alone = alone();
    let (sender, receiver) = channel();
    let other = thread::spawn(|| block_on(calls(receiver)));
    let expected = format!("block_on, called\n└─ await_tree::calls\n   └─ {LEAF}");
    // It takes its time to get there.
    while shown() != expected {
        thread::yield_now();
    }
    let waited = || capture().roots()[0].branches()[0].waited().expect("it is suspended");
    let before = waited();
    thread::sleep(Duration::from_millis(2));
    assert!(waited() >= before + Duration::from_millis(2));
    assert!(format!("{:#}", capture()).contains(", for "));
    sender.send(41).unwrap();
    assert_eq!(other.join().unwrap(), 42);
    assert_eq!(shown(), "");
}

/// Looking does not disturb those who run, on several threads, begin, end and are dropped half-way.
#[test]
fn what_runs_may_be_looked_at() {
    #[resumable::coroutine]
    async fn busy(turns: u32) -> u32 {
        let mut sum = 0;
        for turn in 0..turns {
            yield_now().await;
            sum += generic(std::future::ready(turn)).await;
        }
        sum
    }
    let _alone = alone();
    let runtime = resumable::Builder::new().worker_threads(3).build().expect("there is room for a runtime");
    let is_done = std::sync::atomic::AtomicBool::new(false);
    let looks = thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut looks = 0u32;
            while !is_done.load(std::sync::atomic::Ordering::Relaxed) {
                let tree = capture();
                assert!(tree.roots().iter().all(|root| root.kind() != Kind::Coroutine || !root.name().is_empty()));
                looks += u32::from(tree.to_string().contains("busy"));
            }
            looks
        });
        runtime.block_on(async {
            for turns in 0..40 {
                let tasks: Vec<_> = (0..10).map(|_| spawn(busy(turns * 5))).collect();
                for (number, task) in tasks.into_iter().enumerate() {
                    if number % 3 == 0 {
                        drop(task.cancel().await);
                    } else {
                        let turns = turns * 5;
                        assert_eq!(task.await.unwrap(), turns * turns.saturating_sub(1) / 2);
                    }
                }
            }
        });
        is_done.store(true, std::sync::atomic::Ordering::Relaxed);
        looking.join().expect("looking fails nowhere")
    });
    assert!(looks > 0, "some were seen");
    drop(runtime);
    assert_eq!(shown(), "");
}
