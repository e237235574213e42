//! Many orders of turns: what holds must hold in each. A failure names the seed, which brings it back.

use crate::support::{Counter, OnDrop};
use resumable::sync::{mpsc, oneshot};
use resumable::task::JoinSet;
use resumable::time::{Duration, sleep, timeout};
use resumable::{Builder, spawn, spawn_local, yield_now};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

fn for_every_seed<F: Future<Output = ()>>(scenario: impl Fn(u64) -> F) {
    for seed in 0..200 {
        let runtime = Builder::new().seed(seed).start_paused().build().unwrap();
        let hour = Duration::from_secs(3600);
        let run = || runtime.block_on(timeout(hour, scenario(seed))).expect("it waits for ever");
        if let Err(payload) = catch_unwind(AssertUnwindSafe(run)) {
            eprintln!("under the seed {seed}");
            resume_unwind(payload);
        }
    }
}

#[test]
fn nothing_is_lost_between_producers_and_consumers() {
    for_every_seed(|seed| async move {
        let (sender, mut receiver) = mpsc::channel(1 + seed as usize % 3);
        for producer in 0..4u64 {
            let sender = sender.clone();
            spawn(async move {
                for number in 0..10 {
                    if (number + producer) % 3 == 0 {
                        sleep(Duration::from_micros(seed % 50)).await;
                    }
                    sender.send((producer, number)).await.unwrap();
                }
            });
        }
        drop(sender);
        let mut next = [0; 4];
        while let Some((producer, number)) = receiver.recv().await {
            assert_eq!(number, next[producer as usize], "each producer's messages are in order");
            next[producer as usize] += 1;
        }
        assert_eq!(next, [10; 4]);
    });
}

#[test]
fn whatever_is_aborted_is_dropped_once() {
    for_every_seed(|_| async {
        let (started, dropped) = (Counter::default(), Counter::default());
        let mut set = JoinSet::new();
        let mut handles = Vec::new();
        for index in 0..12 {
            let (started, dropped) = (started.clone(), dropped.clone());
            handles.push(set.spawn(async move {
                started.add();
                let _guard = OnDrop(move || {
                    dropped.add();
                });
                for _ in 0..index % 4 {
                    yield_now().await;
                }
                if index % 2 == 0 {
                    std::future::pending::<()>().await;
                }
            }));
        }
        let aborter = spawn_local(async move {
            yield_now().await;
            for handle in handles {
                handle.abort();
                yield_now().await;
            }
        });
        let mut joined = 0;
        while set.join_next().await.is_some() {
            joined += 1;
        }
        aborter.await.unwrap();
        assert_eq!(joined, 12);
        assert_eq!(started.get(), dropped.get());
    });
}

#[test]
fn a_timeout_and_what_it_limits_end_in_one_way_each() {
    for_every_seed(|seed| async move {
        let (sender, receiver) = oneshot::channel();
        spawn(async move {
            sleep(Duration::from_micros(90 + seed % 20)).await;
            // Nobody may be there any more.
            let _ = sender.send(7);
        });
        match timeout(Duration::from_micros(100), receiver).await {
            Ok(value) => assert_eq!(value, Ok(7)),
            Err(_) => assert!(seed % 20 > 0, "the message was there long before"),
        }
    });
}
