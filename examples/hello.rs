//! A coroutine is a value that does nothing until it is polled.
//!
//! This is the smallest program there is: a coroutine that waits twice, and a `main` that does by hand what a runtime
//! does all day. Every poll runs the body up to the next wait that is not over; `Pending` means "ask me again later",
//! `Ready` carries the output. See `hello_expanded` for what the attribute makes of `hello`.
//!
//! ```console
//! $ cargo run --example hello
//! the coroutine exists, and nothing has run
//! Hello,
//! poll 1: Pending
//! async
//! poll 2: Pending
//! await!
//! poll 3: Ready(17)
//! ```

use resumable::{Context, Future, Pin, Poll, Waker, pin};

#[resumable::coroutine]
async fn hello(name: &str) -> usize {
    let mut letters = say("Hello,");
    Turn::default().await;
    letters += say(name);
    Turn::default().await;
    letters + say("await!")
}

fn say(word: &str) -> usize {
    println!("{word}");
    word.len()
}

fn main() {
    let mut hello = pin!(hello("async"));
    println!("the coroutine exists, and nothing has run");

    // A waker is how a future says that polling again is worth while. We poll again anyway.
    let mut cx = Context::from_waker(Waker::noop());
    for n in 1.. {
        let poll = hello.as_mut().poll(&mut cx);
        println!("poll {n}: {poll:?}");
        if poll.is_ready() {
            break;
        }
    }
}

/// The simplest thing to wait for: it lets others have a turn once.
#[derive(Default)]
struct Turn {
    over: bool,
}

impl Future for Turn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.over {
            return Poll::Ready(());
        }
        self.over = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
