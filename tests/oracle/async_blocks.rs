//! `async` blocks as coroutines: what happens in them, and what is done with them.

use crate::harness::*;
use std::fmt::Debug;
use std::pin::Pin;

/// Wants what `spawn` wants.
fn sent<F: Future + Send + 'static>(future: F) -> Pin<Box<dyn Future<Output = F::Output> + Send>>
where
    F::Output: Send,
{
    Box::pin(future)
}

case! {
    /// Locals of a block that it borrows across waits.
    own_borrows();
    async fn own_borrows() -> Vec<u32> {
        let first = 1;
        let block = async move {
            let mut list = vec![first];
            let writer = &mut list;
            yield_now().await;
            writer.push(2);
            edit("edit", writer, |list| list.push(3)).await;
            list
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// Loops, `break` and `continue` inside a block.
    loops(3);
    async fn loops(count: u32) -> Vec<u32> {
        let mut all = Vec::new();
        let block = async move {
            'turns: for n in 0..count {
                let _turn = noisy_n("turn", n);
                loop {
                    let m = later("m", n).await;
                    if m == 1 { continue 'turns }
                    if m == 2 { break 'turns }
                    break
                }
                all.push(n);
            }
            yield_now().await;
            all
        };
        block.await
    }
}

case! {
    /// `return` leaves the block, with all that is in scope.
    returns(2);
    async fn returns(limit: u32) -> u32 {
        let _outer = noisy("outer");
        let n = async move {
            let _inner = noisy("inner");
            for n in 0.. {
                let _turn = noisy_n("turn", n);
                if later("n", n).await == limit {
                    return n;
                }
            }
            0
        }
        .await;
        yield_now().await;
        n
    }
}

case! {
    /// `?` leaves the block, whose output is declared where it is bound.
    question_mark();
    async fn question_mark() -> u32 {
        let held = noisy("held");
        let result: Result<u32, Box<dyn std::error::Error>> = async move {
            let _inner = noisy("inner");
            let n = later("n", "12".parse::<u32>()).await?;
            log(held.by_ref());
            let m = later("m", "x".parse::<u32>()).await?;
            Ok(n + m)
        }
        .await;
        log(result.is_err());
        yield_now().await;
        0
    }
}

case! {
    /// The output is known by a turbofish inside.
    question_mark_inside();
    async fn question_mark_inside() -> Result<u32, String> {
        let block = async move {
            let n = later("n", Ok::<u32, String>(1)).await?;
            let _inner = noisy("inner");
            yield_now().await;
            Ok::<_, String>(n + 1)
        };
        let n = block.await?;
        Ok(n + 1)
    }
}

case! {
    /// The output is known by the trait object.
    boxed_output();
    async fn boxed_output() -> Result<u32, String> {
        let held = noisy_n("held", 1);
        let block: Pin<Box<dyn Future<Output = Result<u32, String>> + Send + Sync>> = Box::pin(async move {
            let n = later("n", Ok::<u32, String>(1)).await?;
            yield_now().await;
            Ok(n + held.by_ref())
        });
        yield_now().await;
        block.await
    }
}

case! {
    /// A number that nothing fixes, and one that is fixed later.
    numbers();
    async fn numbers() -> u64 {
        let a = async move { yield_now().await; 1 };
        let b = async move { yield_now().await; let mut sum = 0; sum += 2; yield_now().await; sum };
        let fixed: u64 = b.await;
        log(a.await);
        fixed
    }
}

case! {
    /// A vector whose elements are known later.
    element_type();
    async fn element_type() -> usize {
        let list = Vec::new();
        let block = async move {
            let mut list = list;
            yield_now().await;
            list.push(noisy("element"));
            yield_now().await;
            list
        };
        let list = block.await;
        yield_now().await;
        list.iter().map(|element| element.by_ref()).len()
    }
}

case! {
    /// What is called on the output right away.
    method_on_the_output();
    async fn method_on_the_output() -> usize {
        let text = String::from("text");
        let n = async move { yield_now().await; text + "s" }.await.len();
        yield_now().await;
        n
    }
}

case! {
    /// Handed to what demands `Send` and `'static`.
    sent_away();
    async fn sent_away() -> u32 {
        let held = noisy_n("held", 1);
        let task = sent(async move {
            let list = vec![held];
            let first = &list[0];
            yield_now().await;
            first.by_ref()
        });
        yield_now().await;
        task.await
    }
}

case! {
    /// Not `Send`, because of what is captured.
    not_send();
    async fn not_send() -> usize {
        let shared = std::rc::Rc::new(noisy("shared"));
        let block = async move { let n = std::rc::Rc::strong_count(&shared); drop(shared); later("wait", n).await };
        yield_now().await;
        block.await
    }
}

case! {
    /// `Send`, because what is not is gone before the wait.
    send_after_all();
    async fn send_after_all() -> usize {
        let n = 1;
        sent(async move {
            let n = { let shared = std::rc::Rc::new(n); std::rc::Rc::strong_count(&shared) };
            later("wait", n).await
        })
        .await
    }
}

case! {
    /// `Send` and not `Sync`.
    not_sync();
    async fn not_sync() -> u32 {
        let cell = std::cell::Cell::new(1);
        let block = async move { cell.set(2); yield_now().await; cell.get() };
        yield_now().await;
        block.await
    }
}

case! {
    /// In a list, a macro's.
    in_a_list();
    async fn in_a_list() -> u32 {
        let (a, b) = (noisy_n("a", 1), noisy_n("b", 2));
        let all = vec![
            sent(async move { later("a", ()).await; a.by_ref() }),
            sent(async move { later("b", ()).await; b.by_ref() }),
        ];
        yield_now().await;
        let mut sum = 0;
        for one in all {
            sum += one.await;
        }
        sum
    }
}

case! {
    /// In an argument, before another one that waits.
    argument_before_a_wait();
    async fn argument_before_a_wait() -> u32 {
        async fn both<F: Future<Output = u32>>(one: F, n: u32) -> u32 { one.await + n }
        let held = noisy_n("held", 1);
        both(async move { later("one", ()).await; held.by_ref() }, later("two", 2).await).await
    }
}

case! {
    /// Made in a loop, each with a copy.
    made_in_a_loop();
    async fn made_in_a_loop() -> u32 {
        let mut all = Vec::new();
        for n in 0..3 {
            let guard = noisy_n("guard", n);
            all.push(async move { later("one", n).await + guard.by_ref() });
            yield_now().await;
        }
        let mut sum = 0;
        while let Some(one) = all.pop() {
            sum += one.await;
        }
        sum
    }
}

case! {
    /// Stored in a structure, and returned by a plain closure.
    stored();
    async fn stored() -> u32 {
        struct Holder<F> { name: &'static str, future: F }
        let make = |n: u32| Holder { name: "holder", future: async move { later("wait", ()).await; n } };
        let holder = make(4);
        yield_now().await;
        log(holder.name);
        holder.future.await
    }
}

case! {
    /// Nothing is captured, so it makes no difference whether it moves.
    captures_nothing();
    async fn captures_nothing() -> u32 {
        let block = async {
            let held = noisy_n("held", 1);
            look("look", &held).await;
            held.by_ref()
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// A panic inside of a block unwinds through both.
    panics();
    async fn panics() -> u32 {
        let _outer = noisy("outer");
        let held = noisy_n("held", 0);
        let block = async move {
            let _inner = noisy("inner");
            yield_now().await;
            let n = held.by_ref();
            yield_now().await;
            if n == 0 { panic!("inside") }
            n
        };
        yield_now().await;
        block.await
    }
}

case! {
    /// Generic, with a block that knows no more than the function does.
    mod generic => run(noisy("value"), |value: &Noisy| value.by_ref());
    co! {
        async fn run<T: Send + Sync + 'static, R: Debug + Send + 'static>(value: T, look: impl Fn(&T) -> R + Send + 'static) -> String {
            let block = async move {
                let reference = &value;
                yield_now().await;
                let seen = look(reference);
                yield_now().await;
                format!("{seen:?}")
            };
            yield_now().await;
            sent(block).await
        }
    }
}

case! {
    /// A block borrows what the function borrows.
    mod borrowed => run(leak(noisy("a")), leak(noisy("b")));
    co! {
        async fn run<'a>(a: &'a Noisy, b: &Noisy) -> &'a Noisy {
            let block = async move {
                let both = [a, b];
                let first = &both;
                yield_now().await;
                first[1].by_ref();
                a
            };
            yield_now().await;
            block.await
        }
    }
}

case! {
    /// The block that a closure makes of a match.
    in_arms(Some(3));
    async fn in_arms(n: Option<u32>) -> u32 {
        let held = noisy_n("held", 1);
        match n {
            Some(n) => async move { later("some", n).await + held.by_ref() }.await,
            None => async move { later("none", 0).await }.await,
        }
    }
}

case! {
    /// Two blocks of different types, one of them awaited.
    either();
    async fn either() -> u32 {
        let held = noisy_n("held", 1);
        let one = async move { later("one", ()).await; held.by_ref() };
        let two = async move { later("two", 2).await };
        yield_now().await;
        two.await + one.await
    }
}

case! {
    /// Items in a block are the block's.
    own_items();
    async fn own_items() -> u32 {
        let n = 1;
        async move {
            const MORE: u32 = 2;
            struct Pair(u32, u32);
            impl Pair { fn sum(&self) -> u32 { self.0 + self.1 } }
            let pair = Pair(n, MORE);
            yield_now().await;
            pair.sum()
        }
        .await
    }
}

case! {
    /// Unsafe code in a block.
    unsafety();
    async fn unsafety() -> u32 {
        let held = 4;
        let address = Box::into_raw(Box::new(held)) as usize;
        async move {
            // SAFETY: the box was leaked above, and is freed below.
            let n = unsafe { *(address as *const u32) };
            yield_now().await;
            // SAFETY: the box was leaked above, and nobody uses the address any more.
            drop(unsafe { Box::from_raw(address as *mut u32) });
            n
        }
        .await
    }
}

case! {
    /// Temporaries of the tail.
    tail();
    async fn tail() -> u32 {
        let held = noisy_n("held", 1);
        let n = async move { let _local = noisy("local"); look("tail", &noisy("temporary")).await; held.by_ref() }.await;
        async move { let _local = noisy("local"); later("tail", noisy("temporary").by_ref()).await }.await;
        yield_now().await;
        n
    }
}

case! {
    /// Recursion, each level boxed.
    mod recursion => countdown(3);
    co! {
        async fn countdown(n: u32) -> u32 {
            if n == 0 {
                return later("bottom", 0).await;
            }
            let level = noisy_n("level", n);
            let below: Pin<Box<dyn Future<Output = u32>>> = Box::pin(async move { countdown(n - 1).await + level.by_ref() });
            below.await
        }
    }
}

macro_rules! stream {
    (yield $first:expr; $($body:tt)*) => { async move { let _ = $first; $($body)* } };
}

case! {
    /// What `stream!` mentions it takes along, as an `async move` block does.
    taken_along_by_a_stream(5, noisy("given"));
    async fn taken_along_by_a_stream(n: u32, given: Noisy) -> u32 {
        let text = later("text", String::from("text")).await;
        let held = noisy_n("held", 1);
        look("held", &held).await;
        let made = stream! {
            yield later("yield", given.by_ref()).await;
            let mut sum = given.by_ref() + held.by_ref();
            for i in 0..n { sum += later("i", i).await; }
            format!("{sum}{text}").len() as u32
        };
        let first = later("first", n).await;
        let made = made.await;
        yield_now().await;
        first + made + n
    }
}
