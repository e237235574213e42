//! More of what is typed by halves: rustc says what is missing, the functions keep their types, imports and locals are used.
#![deny(unused)]

use resumable::yield_now;
use std::collections::HashMap;

struct Counter {
    count: u32,
}

impl Counter {
    #[resumable::coroutine]
    async fn receiver(&self) -> u32 {
        yield_now().await;
        self.
    }
}

#[resumable::coroutine]
async fn after_await(name: String) -> usize {
    let map = HashMap::from([(name, 1)]);
    yield_now().await.
}

#[resumable::coroutine]
async fn no_value(number: u32) -> u32 {
    let copy = ;
    yield_now().await;
    number
}

#[resumable::coroutine]
async fn no_comma(number: u32) -> u32 {
    yield_now().await;
    u32::max(number 1)
}

#[resumable::coroutine]
async fn half_an_arm(number: Option<u32>) -> u32 {
    yield_now().await;
    match number {
        Some(number) => number,
        None =>
    }
}

async fn caller() -> u32 {
    let counter = Counter { count: 1 };
    let sum: usize = after_await(String::new()).await;
    let more: u32 = no_value(1).await + no_comma(2).await + half_an_arm(None).await + counter.receiver().await;
    counter.count + more + sum as u32
}

fn main() {
    drop(caller());
}
