//! A coroutine is a state machine: one state for each wait, and only the waits on the way that is taken.
//!
//! Read `foo.txt`; if it is shorter than `min_len`, read `bar.txt` as well and append it. By hand that is an `enum`
//! with four variants and a `poll` that moves from one to the next. Here the `if` stays an `if`. The disk below
//! delivers a file one poll after it was asked for, so that the states can be watched.
//!
//! ```console
//! $ cargo run --example branches
//! min_len 2:
//!   start
//!   waiting on foo.txt
//!   end: "foo"
//! min_len 5:
//!   start
//!   waiting on foo.txt
//!   waiting on bar.txt
//!   end: "foobar"
//! ```

use resumable::{Context, Future, Pin, Poll, Waker, pin};
use std::cell::Cell;

// What it becomes, and what each state holds besides `disk`:
//
//                 ┌──────────────────────────────────────────┐
//                 │ long enough                              ▼
//   start ──▶ waiting on foo ────────▶ waiting on bar ────▶ end
//   min_len   min_len, read_file(foo)  content, read_file(bar)
#[resumable::coroutine]
async fn example(disk: &Disk, min_len: usize) -> String {
    let mut content = disk.read_file("foo.txt").await;
    if content.len() < min_len {
        content += &disk.read_file("bar.txt").await;
    }
    content
}

fn main() {
    for min_len in [2, 5] {
        println!("min_len {min_len}:\n  start");
        let disk = Disk::default();
        let mut example = pin!(example(&disk, min_len));
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            match example.as_mut().poll(&mut cx) {
                Poll::Pending => println!("  waiting on {}", disk.asked_for.get()),
                Poll::Ready(content) => break println!("  end: {content:?}"),
            }
        }
    }
}

/// Holds `foo.txt`, which contains `foo`, and `bar.txt`, which contains `bar`.
#[derive(Default)]
struct Disk {
    asked_for: Cell<&'static str>,
}

impl Disk {
    fn read_file(&self, name: &'static str) -> ReadFile<'_> {
        ReadFile { disk: self, name, asked: false }
    }
}

struct ReadFile<'a> {
    disk: &'a Disk,
    name: &'static str,
    asked: bool,
}

impl Future for ReadFile<'_> {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        if self.asked {
            return Poll::Ready(self.name.trim_end_matches(".txt").to_owned());
        }
        self.asked = true;
        self.disk.asked_for.set(self.name);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
