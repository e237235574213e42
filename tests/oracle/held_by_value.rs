//! Closures and `async` blocks without `move` that are held across a wait, and mention by value what nobody says the type of.

use crate::harness::*;

fn make<T>(value: T) -> T {
    value
}

fn both(first: Noisy, n: u32) -> Noisy {
    log(format_args!("both {n}"));
    first
}

async fn sent(first: Noisy, n: u32) -> Result<u32, Noisy> {
    look("sent", &first).await;
    if n == 0 { Err(first) } else { Ok(first.by_ref() + n) }
}

struct Message {
    first: Noisy,
    n: u32,
    reply: Option<Noisy>,
}

case! {
    /// A block that is awaited where it stands, and moves one local and copies another.
    awaited_block();
    async fn awaited_block() -> u32 {
        let (first, n) = make((noisy_n("first", 1), 2));
        let kept = noisy("kept");
        look("first", &first).await;
        look("n", &n).await;
        let sum = async { sent(first, n).await.map_or(0, |sum| sum + n) }.await;
        kept.by_ref();
        sum
    }
}

case! {
    /// One that is bound, and may never be polled.
    mod bound_block => run(true);
    co! {
        async fn run(polled: bool) -> u32 {
            let (first, second) = make((noisy_n("first", 1), noisy_n("second", 2)));
            let n = make(3);
            look("first", &first).await;
            look("second", &second).await;
            look("n", &n).await;
            let future = async {
                let answer = sent(first, n).await;
                yield_now().await;
                sent(second, n).await.is_ok() && answer.is_ok()
            };
            yield_now().await;
            if polled { future.await as u32 } else { 7 }
        }
    }
}

case! {
    /// One that is bound, and may never be polled.
    mod bound_block_unpolled => run(false);
    co! {
        async fn run(polled: bool) -> u32 {
            let (first, second) = make((noisy_n("first", 1), noisy_n("second", 2)));
            let n = make(3);
            look("first", &first).await;
            look("second", &second).await;
            look("n", &n).await;
            let future = async {
                let answer = sent(first, n).await;
                yield_now().await;
                sent(second, n).await.is_ok() && answer.is_ok()
            };
            yield_now().await;
            if polled { future.await as u32 } else { 7 }
        }
    }
}

case! {
    /// In one arm alone, and with `return` and `?` in the block.
    mod sometimes => run(0);
    co! {
        async fn run(n: u32) -> Result<u32, Noisy> {
            let (first, second) = make((noisy_n("first", 1), noisy_n("second", 2)));
            look("first", &first).await;
            look("second", &second).await;
            let request = async {
                if n == 2 {
                    return Ok(second.by_ref());
                }
                if n == 1 {
                    let message = Message { first, n, reply: None };
                    yield_now().await;
                    return Ok(message.first.by_ref());
                }
                let message = Message { reply: Some(second), first, n };
                let sum = sent(message.first, n).await?;
                Ok(sum + message.reply.map_or(0, |reply| reply.by_ref()))
            };
            let answer = request.await;
            yield_now().await;
            answer
        }
    }
}

case! {
    /// In one arm alone, and with `return` and `?` in the block.
    mod sometimes_sent => run(1);
    co! {
        async fn run(n: u32) -> Result<u32, Noisy> {
            let (first, second) = make((noisy_n("first", 1), noisy_n("second", 2)));
            look("first", &first).await;
            look("second", &second).await;
            let request = async {
                if n == 2 {
                    return Ok(second.by_ref());
                }
                if n == 1 {
                    let message = Message { first, n, reply: None };
                    yield_now().await;
                    return Ok(message.first.by_ref());
                }
                let message = Message { reply: Some(second), first, n };
                let sum = sent(message.first, n).await?;
                Ok(sum + message.reply.map_or(0, |reply| reply.by_ref()))
            };
            let answer = request.await;
            yield_now().await;
            answer
        }
    }
}

case! {
    /// In one arm alone, and with `return` and `?` in the block.
    mod sometimes_more => run(2);
    co! {
        async fn run(n: u32) -> Result<u32, Noisy> {
            let (first, second) = make((noisy_n("first", 1), noisy_n("second", 2)));
            look("first", &first).await;
            look("second", &second).await;
            let request = async {
                if n == 2 {
                    return Ok(second.by_ref());
                }
                if n == 1 {
                    let message = Message { first, n, reply: None };
                    yield_now().await;
                    return Ok(message.first.by_ref());
                }
                let message = Message { reply: Some(second), first, n };
                let sum = sent(message.first, n).await?;
                Ok(sum + message.reply.map_or(0, |reply| reply.by_ref()))
            };
            let answer = request.await;
            yield_now().await;
            answer
        }
    }
}

case! {
    /// What a closure is called for again and again copies.
    copied_again_and_again();
    async fn copied_again_and_again() -> u32 {
        let (n, m) = make((1u32, 2u32));
        let list = vec![noisy_n("a", 1), noisy_n("b", 2)];
        look("n", &n).await;
        look("m", &m).await;
        let sum = later("sum", list.into_iter().map(|item| both(item, n).by_ref() + m).sum::<u32>()).await;
        let more: Vec<Noisy> = (0..2).map(|i| noisy_n("more", u32::max(i, m))).collect();
        yield_now().await;
        sum + more.len() as u32
    }
}

case! {
    /// What is called once moves.
    mod moved_at_once => run(None);
    co! {
        async fn run(given: Option<u32>) -> Result<u32, Noisy> {
            let given = given.map(|n| noisy_n("given", n));
            let (default, error, n) = make((noisy_n("default", 1), noisy("error"), 4));
            look("default", &default).await;
            look("error", &error).await;
            look("n", &n).await;
            let value = given.unwrap_or_else(|| both(default, n));
            yield_now().await;
            let sum = (value.by_ref() > 1).then(|| 6).ok_or_else(|| error)?;
            yield_now().await;
            Ok(sum)
        }
    }
}

case! {
    /// What is called once moves.
    mod moved_never => run(Some(5));
    co! {
        async fn run(given: Option<u32>) -> Result<u32, Noisy> {
            let given = given.map(|n| noisy_n("given", n));
            let (default, error, n) = make((noisy_n("default", 1), noisy("error"), 4));
            look("default", &default).await;
            look("error", &error).await;
            look("n", &n).await;
            let value = given.unwrap_or_else(|| both(default, n));
            yield_now().await;
            let sum = (value.by_ref() > 1).then(|| 6).ok_or_else(|| error)?;
            yield_now().await;
            Ok(sum)
        }
    }
}

case! {
    /// What `AssertUnwindSafe` holds is called once, and moves.
    asserted_to_be_unwind_safe();
    async fn asserted_to_be_unwind_safe() -> u32 {
        use std::panic::{AssertUnwindSafe, catch_unwind};
        let (first, n) = make((noisy_n("first", 1), 2));
        look("first", &first).await;
        look("n", &n).await;
        let both = match catch_unwind(AssertUnwindSafe(|| both(first, n))) {
            Ok(both) => both,
            Err(_) => noisy("caught"),
        };
        yield_now().await;
        both.by_ref() + n
    }
}

struct Waiter(Noisy);

impl Waiter {
    fn set_value(self, n: u32) -> u32 {
        self.0.into_number() + n
    }
}

case! {
    /// What goes on unwinding does not come back, and what was moved before is not used again.
    unwinds_on();
    async fn unwinds_on() -> u32 {
        use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
        let (waiter, first) = make((Waiter(noisy("waiter")), noisy_n("first", 1)));
        look("first", &first).await;
        look("waiter", &waiter.0).await;
        let first = match catch_unwind(AssertUnwindSafe(|| both(first, 2))) {
            Ok(first) => first,
            Err(payload) => {
                waiter.set_value(7);
                resume_unwind(payload);
            }
        };
        yield_now().await;
        first.by_ref() + waiter.set_value(3)
    }
}

case! {
    /// A closure that makes a block which owns what is copied into it, and one that moves.
    blocks_made_by_closures();
    async fn blocks_made_by_closures() -> u32 {
        let (first, n) = make((noisy_n("first", 1), 2));
        look("first", &first).await;
        look("n", &n).await;
        let futures: Vec<_> = (0..3).map(|i| async move { yield_now().await; i + n }).collect();
        let once = Some(3).map(|m| async move { sent(first, m).await });
        let mut sum = 0;
        for future in futures {
            sum += future.await;
        }
        if let Some(once) = once {
            sum += once.await.unwrap_or(0);
        }
        sum
    }
}

case! {
    /// A unique reference of which nobody says that it is one is reborrowed, or moved.
    unseen_reference();
    async fn unseen_reference() -> u32 {
        let mut first = noisy_n("first", 1);
        let (one, two) = make((&mut first, noisy("two")));
        look("one", &*one).await;
        look("two", &two).await;
        let block = async {
            change(one);
            yield_now().await;
            change(one);
            two
        };
        yield_now().await;
        let two = block.await;
        two.by_ref() + first.by_ref()
    }
}

fn change(noisy: &mut Noisy) {
    noisy.by_mut();
}

case! {
    /// A copy that the block changes is changed in no other place.
    changed_copy();
    async fn changed_copy() -> u32 {
        let mut n = make(1);
        look("n", &n).await;
        let count = async {
            for _ in 0..3 {
                n += 1;
                now("n", n).await;
            }
            n
        };
        yield_now().await;
        count.await
    }
}

case! {
    /// Mentioned in a macro, borrowed, and moved in the end.
    borrowed_before_it_moves();
    async fn borrowed_before_it_moves() -> u32 {
        let (first, n) = make((noisy_n("first", 1), 2));
        look("first", &first).await;
        look("n", &n).await;
        let future = async {
            let text = format!("{n} {:?} {}", first, first.by_ref());
            look("text", &text).await;
            look("inner", &first).await;
            let end = both(first, n);
            yield_now().await;
            end.by_ref()
        };
        let b = later("b", 1).await;
        future.await + b
    }
}

case! {
    /// A block that is rid of what may be a copy.
    rid_of_copies();
    async fn rid_of_copies() -> u32 {
        let (n, ref text, first) = make((3, String::from("text"), noisy("first")));
        look("n", &n).await;
        look("text", text).await;
        look("first", &first).await;
        let future = async {
            let gone = text;
            log(gone.len());
            yield_now().await;
            drop(n);
            yield_now().await;
            drop(first);
            now("n", n).await
        };
        yield_now().await;
        future.await
    }
}

case! {
    /// While something else borrows a copy that the block has one of, too.
    borrowed_copy();
    async fn borrowed_copy() -> u32 {
        let n = make(5);
        let kept = &n;
        yield_now().await;
        let future = async { now("n", n).await };
        yield_now().await;
        let sum = *kept + future.await;
        yield_now().await;
        sum + *kept
    }
}

case! {
    /// Several that a block owns, in the order in which it mentions them.
    order_of_drops();
    async fn order_of_drops() -> u32 {
        let (a, b, c) = make((noisy("a"), noisy("b"), noisy("c")));
        look("a", &a).await;
        look("b", &b).await;
        look("c", &c).await;
        let future = async {
            yield_now().await;
            if b.by_ref() == 7 {
                drop((c, a, b));
            }
            yield_now().await;
            3
        };
        yield_now().await;
        future.await
    }
}

case! {
    /// In a loop that makes what the block moves.
    in_a_loop();
    async fn in_a_loop() -> u32 {
        let mut sum = 0;
        for n in 0..2 {
            let first = make(noisy_n("first", n));
            look("first", &first).await;
            let future = async { sent(first, n).await };
            let other = later("other", n);
            let other = other.await;
            sum += future.await.map_or_else(|first| first.by_ref(), |sum| sum + other);
        }
        sum
    }
}

struct Words(Noisy, Vec<&'static str>);

impl IntoIterator for Words {
    type Item = &'static str;
    type IntoIter = std::vec::IntoIter<&'static str>;
    fn into_iter(self) -> Self::IntoIter {
        log("into_iter");
        self.1.into_iter()
    }
}

impl Words {
    fn into_first(self, n: usize, text: &str) -> (Noisy, String) {
        (self.0, format!("{}{text}", self.1[n]))
    }
}

impl From<Words> for u32 {
    fn from(words: Words) -> u32 {
        words.0.by_ref() + words.1.len() as u32
    }
}

case! {
    /// A method whose name says that it consumes, in a block.
    consumed_by_their_names();
    async fn consumed_by_their_names() -> u32 {
        let (words, others, n) = make((Words(noisy_n("words", 1), vec!["a"]), Words(noisy("others"), vec!["b", "c"]), 2u32));
        look("words", &words.0).await;
        look("others", &others.0).await;
        look("n", &n).await;
        let future = async {
            let all: Vec<_> = words.into_iter().collect();
            yield_now().await;
            let n: u64 = n.into();
            let (first, text) = others.into_first(now("index", 1).await, &String::from("!"));
            look("text", &text).await;
            look("first", &first).await;
            all.len() as u32 + n as u32
        };
        yield_now().await;
        future.await
    }
}

case! {
    /// In a closure that is called at once, and in one that copies again and again.
    consumed_in_closures();
    async fn consumed_in_closures() -> u32 {
        let (words, given, n) = make((Words(noisy_n("words", 1), vec!["a"]), None::<u32>, 2u8));
        look("words", &words.0).await;
        look("given", &given).await;
        look("n", &n).await;
        let sum = given.unwrap_or_else(|| words.into());
        yield_now().await;
        let list: Vec<u32> = (0..2).map(|i: u32| { let n: u32 = n.into(); i + n }).collect();
        yield_now().await;
        sum + list.len() as u32
    }
}

case! {
    /// In an arm of the block that is not always taken; and what may fail while the arguments are evaluated.
    consumed_sometimes();
    async fn consumed_sometimes() -> Option<u32> {
        let (words, stays) = make((Words(noisy_n("words", 1), vec!["a"]), true));
        look("words", &words.0).await;
        look("stays", &stays).await;
        let future = async {
            yield_now().await;
            if stays {
                return Some(words.1.len() as u32);
            }
            let (first, text) = words.into_first(later("index", None).await?, "");
            Some(first.by_ref())
        };
        yield_now().await;
        let n = future.await;
        yield_now().await;
        n
    }
}

struct Session<'a>(&'a mut u32);

case! {
    /// A parameter that is a unique reference, moved by a block, and reborrowed by one.
    mod moved_reference => moves_references(leak(1), leak(2));
    co! {
        async fn moves_references<'a>(first: &'a mut u32, second: &'a mut u32) -> u32 {
            later("before", 1).await;
            let future = async {
                let session = Session(first);
                yield_now().await;
                *session.0 += 1;
                *make(session).0
            };
            let n = future.await;
            let again = Box::pin(async {
                let session = Session(second);
                yield_now().await;
                *session.0 += n;
            });
            again.await;
            n
        }
    }
}
