//! Two tasks that wait for each other, and how to find out where.
//!
//! With the feature `await-tree` a coroutine notes where it suspends. What all of them wait for can be printed at any time, from any
//! thread: nothing is polled to find out, so that it works while everything is stuck. `{:#}` prints also for how long.
//!
//! ```console
//! $ cargo run --example stuck_tasks --features await-tree
//! Nobody gets on. What they wait for:
//!
//! block_on, called at examples/stuck_tasks.rs:63:5
//! └─ stuck_tasks::open at examples/stuck_tasks.rs:54:25, awaits resumable::time::sleep::Sleep
//! task, spawned at examples/stuck_tasks.rs:52:5
//! └─ stuck_tasks::Teller::serve at examples/stuck_tasks.rs:44:40
//!    └─ stuck_tasks::transfer at examples/stuck_tasks.rs:33:28, awaits resumable::sync::mutex::Mutex<i32>::lock
//! task, spawned at examples/stuck_tasks.rs:53:5
//! └─ stuck_tasks::Teller::serve at examples/stuck_tasks.rs:44:40
//!    └─ stuck_tasks::transfer at examples/stuck_tasks.rs:33:28, awaits resumable::sync::mutex::Mutex<i32>::lock
//! ```

use resumable::await_tree;
use resumable::sync::Mutex;
use resumable::time::{Duration, sleep};
use std::sync::Arc;
use std::thread;

type Account = Arc<Mutex<i32>>;

/// Locks one account after the other. Whoever does that in the other order at the same time waits for ever.
#[resumable::coroutine]
async fn transfer(from: &Account, to: &Account) {
    let mut from = from.lock().await;
    resumable::yield_now().await;
    let mut to = to.lock().await;
    *from -= 1;
    *to += 1;
}

struct Teller(Account, Account);

#[resumable::coroutine]
impl Teller {
    async fn serve(self) {
        loop {
            transfer(&self.0, &self.1).await;
        }
    }
}

#[resumable::coroutine]
async fn open(closing_time: Duration) {
    let (a, b) = (Account::default(), Account::default());
    resumable::spawn(Teller(a.clone(), b.clone()).serve());
    resumable::spawn(Teller(b, a).serve());
    sleep(closing_time).await;
}

fn main() {
    // Somebody who looks after them, on a thread of its own.
    let watchdog = thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        println!("Nobody gets on. What they wait for:\n\n{}", await_tree::capture().to_string().trim_end());
    });
    resumable::block_on(open(Duration::from_millis(600)));
    watchdog.join().expect("the watchdog does not bark");
}
