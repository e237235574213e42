//! What awaited futures take, and what there is besides.

use super::*;

/// Native ones of different sizes, so that both versions await the same.
async fn native_100() {
    let bytes = [1u8; 100];
    lend(&bytes).await
}
async fn native_200() {
    let bytes = [1u16; 100];
    lend(&bytes).await
}
async fn native_400() {
    let bytes = [1u32; 100];
    lend(&bytes).await
}
async fn native_800() {
    let bytes = [1u64; 100];
    lend(&bytes).await
}

shapes! {
    wait_none => run(1); {
        co! { async fn run(n: u32) -> u32 { n + 1 } }
    }

    wait_none_owner => run(String::new()); {
        co! { async fn run(text: String) -> usize { text.len() } }
    }

    wait_one => run(); {
        co! { async fn run() { wait().await } }
    }

    wait_two => run(1); {
        co! { async fn run(n: u32) -> u32 { wait().await; wait().await; n } }
    }

    wait_tail => run(1); {
        co! { async fn callee(n: u32) -> u32 { wait().await; n } }
        co! { async fn run(n: u32) -> u32 { callee(n + 1).await } }
    }

    wait_tail_of_wrapper => run(); {
        co! { async fn big() -> u8 { let bytes = [1u8; 700]; lend(&bytes).await; bytes[0] } }
        co! { async fn wrapper() -> u8 { big().await } }
        co! { async fn run() -> u8 { wrapper().await } }
    }

    waits_of_five_types => run(); {
        co! {
            async fn run() {
                native_100().await;
                native_200().await;
                wait().await;
                native_400().await;
                native_800().await;
            }
        }
    }

    waits_of_one_type => run(); {
        co! { async fn big(n: u32) -> u32 { let big = [n; 75]; wait().await; big[0] } }
        co! {
            async fn run() -> u32 {
                let mut sum = big(1).await;
                sum += big(2).await;
                sum += big(3).await;
                sum += big(4).await;
                sum
            }
        }
    }

    waits_in_operands => run(1); {
        co! { async fn callee(n: u32) -> u32 { wait().await; n } }
        co! { async fn run(n: u32) -> u32 { callee(n).await + callee(n + 1).await * callee(n + 2).await } }
    }

    waits_in_branches => run(1); {
        co! {
            async fn run(n: u32) {
                if n > 1 { native_100().await } else if n > 2 { native_400().await } else { native_800().await }
            }
        }
    }

    question_marks => run("1"); {
        co! { async fn parse(text: &str) -> Result<u32, std::num::ParseIntError> { wait().await; text.parse() } }
        co! {
            async fn run(text: &str) -> Result<u32, Box<dyn std::error::Error>> {
                let a = parse(text).await?;
                let b = parse(&text[a as usize..]).await?;
                Ok(a + parse(text).await? + b)
            }
        }
    }

    join_of_two => run(); {
        co! { async fn run() { futures::join!(native_100(), native_200()); } }
    }

    join_of_three => run(); {
        co! { async fn run() { futures::join!(native_100(), native_200(), native_400()); } }
    }

    joins_in_sequence => run(); {
        co! {
            async fn run() {
                futures::join!(native_100(), native_200());
                futures::join!(native_400(), native_200());
            }
        }
    }

    select_of_two => run(); {
        co! {
            async fn run() -> u32 {
                let mut first = std::pin::pin!(futures::FutureExt::fuse(native_100()));
                let mut second = std::pin::pin!(futures::FutureExt::fuse(native_200()));
                futures::select! {
                    () = first => 1,
                    () = second => 2,
                }
            }
        }
    }

    /// A boxed future takes a pointer, and its frame lies elsewhere.
    wait_boxed => run(); {
        co! {
            async fn run() {
                let boxed: Pin<Box<dyn Future<Output = ()>>> = Box::pin(native_800());
                boxed.await
            }
        }
    }

    method_of_self => Counter { n: 1, name: String::new() }.run(); {
        struct Counter { n: u32, name: String }
        impl Counter {
            co! { async fn run(self) -> u32 { self.step(1).await + self.step(2).await } }
            co! { async fn step(&self, by: u32) -> u32 { wait().await; self.n + by } }
        }
    }
}
