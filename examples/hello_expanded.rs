//! `hello` once more, as the attribute writes it.
//!
//! There is no magic left when you have read this: a struct with a number and a slot for each thing that must survive a
//! wait, and the body of the function, which is entered again at every poll and finds its way to the wait it left at.
//! The code is what the macro generates for `hello`, word for word (a test compares them), with short paths and with
//! comments. It names `resumable::private`, which only generated code may do: nothing in there is stable, and the
//! promises of its `unsafe` functions are kept by the compiler that writes the calls.
//!
//! ```console
//! $ cargo run --example hello_expanded
//! the coroutine exists, and nothing has run
//! Hello,
//! poll 1: Pending
//! async
//! poll 2: Pending
//! await!
//! poll 3: Ready(17)
//! ```

use resumable::private::{
    At, Awaited, Frame, ManuallyDrop, Step, allocate, finish, held, into_future, primitive, same, wait,
};
use resumable::{Context, Future, Pin, Poll, Waker, pin};

fn hello<'co>(name: &'co str) -> impl Future<Output = usize> {
    // The witness: your body, never run, with each `.await` replaced by a call. rustc checks the types and the borrows of
    // *this*. Everything below does to each variable what is done to it here, and may therefore use unchecked places.
    let _ = |name: &'co str| -> usize {
        let mut letters = say("Hello,");
        finish(into_future(Turn::default()));
        letters += say(name);
        finish(into_future(Turn::default()));
        letters + say("await!")
    };

    // The machine is excused from all lints: yours come from the witness.
    #[allow(warnings, clippy::all)]
    let coroutine = {
        // One wait is over before the next begins, so their futures share a place.
        union __Shared1<T2, T3> {
            future_1: ManuallyDrop<T2>,
            future_2: ManuallyDrop<T3>,
        }
        // The frame: what survives a wait. No type is written down: rustc infers each from the code that writes the slot.
        struct __Slots<T0, T1, T2, T3> {
            // 0: not started. 1, 2: suspended at the first, the second await. Two large numbers: returned, panicked.
            state: primitive::u8,
            slot_name: T0,
            slot_letters: T1,
            shared_1: __Shared1<T2, T3>,
        }
        // SAFETY: these are the types of all that is in it.
        unsafe impl<T0: Send, T1: Send, T2: Send, T3: Send> Send for __Slots<T0, T1, T2, T3> {}

        // The resume function. `at` says where the frame is, and whether to go on or to drop what is alive.
        let resume = |at: At| -> Step<_, usize> {
            // The types of parameters are known. The rest is inferred. Their names begin with `__` so that no type of yours is meant where
            // yours is written.
            let slots: *mut __Slots<&'co str, _, _, _> = at.slots();
            // `entry` says where to go on: 0 means "run", n means "to the nth await". The others are handles to the slots.
            // SAFETY: the slots are those of the frame that was given.
            let (frame, mut entry, slot_name, slot_letters) = unsafe {
                at.enter2(slots, &raw mut (*slots).state, &raw mut (*slots).slot_name, &raw mut (*slots).slot_letters)
            };
            let (future_1, future_2) =
                // SAFETY: as before.
                unsafe { at.shared2(&raw mut (*slots).shared_1.future_1, &raw mut (*slots).shared_1.future_2) };
            // Dropped while it waits nowhere. A poll after it returned panics here.
            if (&frame).is_over(entry, at) {
                // Parameters that have a destructor would be dropped here, where `entry` is 0. A reference has none.
                return (&frame).cancelled();
            }

            // From here on it is your body. What comes before the await to go on at is skipped. A variable that lives across
            // that await goes to its slot when the coroutine suspends, and comes back here.
            Frame::ready(&frame, {
                let mut letters = if entry == 0 {
                    let mut letters = say("Hello,");
                    letters
                } else {
                    slot_letters.read()
                };
                if entry <= 1 {
                    // The first `.await`.
                    {
                        if entry == 0 {
                            future_1.write(into_future(Turn::default()));
                        }
                        entry = 0; // Arrived: whatever comes now runs for the first time.
                        // The future is polled in its slot, and dropped there unless the coroutine suspends.
                        match future_1.poll(at) {
                            Awaited::Ready(value) => value,
                            Awaited::Pending => {
                                slot_letters.write(letters);
                                return (&frame).suspend(1);
                            }
                            Awaited::Cancelled => return (&frame).cancelled(), // The coroutine is dropped here.
                        }
                    };
                    letters += say((*slot_name.get()));
                }
                // The second `.await`. It needs no condition: whoever is still here comes by.
                {
                    if entry == 0 {
                        future_2.write(into_future(Turn::default()));
                    }
                    entry = 0;
                    match future_2.poll(at) {
                        Awaited::Ready(value) => value,
                        Awaited::Pending => {
                            slot_letters.write(letters);
                            return (&frame).suspend(2);
                        }
                        Awaited::Cancelled => return (&frame).cancelled(),
                    }
                };
                letters + say("await!")
            })
        };

        let mut coroutine = 'made: {
            // SAFETY: `resume` captures nothing, and the state and the parameters are written below.
            break 'made unsafe { allocate(resume) };
            // Control does not come here, and this block is never made: of it rustc is asked whether the coroutine is `Send`, so that what
            // is in the frame is looked at in the way in which rustc looks at what an `async fn` holds.
            same(resume, async {
                let Option::Some((resume, held)) = held() else { loop {} };
                wait().await;
                drop(held);
                resume
            })
        };
        let slots = (&mut coroutine).slots();
        // In a closure, because of slots that are only written by code that never ends: rustc is worried about what their types are.
        // SAFETY: the slots are ours and were not begun before.
        let (slot_name,) = (move || unsafe {
            (*slots).state = 0;
            (&raw mut (*slots).slot_name,)
        })();
        // SAFETY: as before.
        unsafe {
            slot_name.write(name);
        }
        coroutine
    };
    coroutine
}

// The rest is that of `hello`, word for word.

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
