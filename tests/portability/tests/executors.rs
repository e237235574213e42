//! Each coroutine on each executor.

use futures::executor::LocalPool;
use portability::{
    Shape, Square, areas, channel, choices, fibonacci, locks, meetings, news, pipeline, references, stopped,
};
use resumable::sync::{Mutex, mpsc};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

fn tokio_current() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn tokio_multi() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Runs the coroutine on every executor, and says on which its output is another.
#[track_caller]
fn everywhere<T, F>(coroutine: impl Fn() -> F, expected: T)
where
    T: PartialEq + std::fmt::Debug + Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    assert_eq!(resumable::block_on(coroutine()), expected, "here");
    assert_eq!(tokio_current().block_on(coroutine()), expected, "on tokio, in the current thread");
    assert_eq!(tokio_multi().block_on(tokio_multi().spawn(coroutine())).unwrap(), expected, "on tokio, spawned");
    assert_eq!(smol::block_on(coroutine()), expected, "on smol");
    assert_eq!(smol::block_on(smol::spawn(coroutine())), expected, "on smol, spawned");
    assert_eq!(pollster::block_on(coroutine()), expected, "on pollster");
    assert_eq!(LocalPool::new().run_until(coroutine()), expected, "in a LocalPool");
}

#[test]
fn coroutines_do_the_same_everywhere() {
    everywhere(|| references(", world"), String::from("hello, world"));
    everywhere(channel, vec![0, 1, 2, 3, 4, 100, 101, 102, 103, 104]);
    everywhere(locks, (vec![0, 1, 2, 3, 4], 5));
    everywhere(meetings, 60);
    everywhere(choices, (1, 2, 3));
    everywhere(news, (vec![1, 2, 3], 3));
    everywhere(pipeline, ["6", "4", "2", "go"].map(String::from).to_vec());
    everywhere(|| fibonacci(10), 55);
    everywhere(|| stopped(Arc::default()), 2);
    let shapes: &'static [Box<dyn Shape>] = vec![Box::new(Square(2)) as Box<dyn Shape>, Box::new(Square(3))].leak();
    everywhere(|| areas(shapes), 13);
}

#[test]
fn ends_of_a_channel_may_sit_on_different_runtimes() {
    let (sender, mut receiver) = mpsc::channel(1);
    let sum = Arc::new(Mutex::new(0));
    let runs: [fn(Boxed<()>); 4] = [
        |future| resumable::block_on(future),
        |future| tokio_multi().block_on(future),
        |future| smol::block_on(future),
        |future| pollster::block_on(future),
    ];
    let threads: Vec<_> = runs
        .into_iter()
        .map(|run| {
            let (sender, sum) = (sender.clone(), sum.clone());
            thread::spawn(move || {
                run(Box::pin(async move {
                    for number in 0..100u32 {
                        *sum.lock().await += number;
                        sender.send(number).await.unwrap();
                    }
                }))
            })
        })
        .collect();
    drop(sender);
    let received = LocalPool::new().run_until(async {
        let mut received = 0;
        while let Some(number) = receiver.recv().await {
            received += number;
        }
        received
    });
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(received, 4 * 4950);
    assert_eq!(*sum.try_lock().unwrap(), received);
}

/// Leaf futures of others work inside of coroutines, where they work at all.
#[test]
fn leaf_futures_of_others_work_inside() {
    #[resumable::coroutine]
    async fn on_tokio() -> u32 {
        let mut ticks = 0;
        for _ in 0..3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
            ticks += 1;
        }
        ticks
    }
    assert_eq!(tokio_current().block_on(on_tokio()), 3);
    let multi = tokio_multi();
    assert_eq!(multi.block_on(multi.spawn(on_tokio())).unwrap(), 3);

    #[resumable::coroutine]
    async fn with_timers_of_smol() -> u32 {
        smol::Timer::after(Duration::from_millis(1)).await;
        let value = smol::unblock(|| 7).await;
        value
    }
    everywhere(with_timers_of_smol, 7);
}
