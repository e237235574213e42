//! Tasks alone: spawned, polled, woken, put to sleep.

macro_rules! tasks {
    ($attribute:meta) => {
        use crate::contestant::Contestant;
        use std::future::poll_fn;
        use std::pin::{Pin, pin};
        use std::sync::atomic::{AtomicBool, Ordering};
        use std::sync::{Arc, mpsc};
        use std::task::{Poll, Waker};
        use std::thread;
        use std::time::{Duration, Instant};

        #[$attribute]
        async fn number(number: u64) -> u64 {
            number
        }

        /// Spawns so many, and joins them.
        #[$attribute]
        pub async fn spawn_join<C: Contestant>(count: u64) -> u64 {
            let mut tasks = Vec::with_capacity(count as usize);
            for index in 0..count {
                tasks.push(C::spawn(number(index)));
            }
            let mut sum = 0;
            for task in tasks {
                sum += task.await;
            }
            sum
        }

        /// So many other threads spawn so many each.
        #[$attribute]
        pub async fn remote_spawn<C: Contestant>(threads: u64, count: u64) -> u64 {
            let mut spawned = Vec::new();
            for _ in 0..threads {
                let (reply, answer) = C::oneshot::<Vec<C::Join<u64>>>();
                let spawner = C::spawner();
                thread::spawn(move || {
                    C::reply(reply, (0..count).map(|index| C::spawn_by(&spawner, number(index))).collect());
                });
                spawned.push(answer);
            }
            let mut sum = 0;
            for tasks in spawned {
                for task in tasks.await {
                    sum += task.await;
                }
            }
            sum
        }

        /// In a box, or the type would contain itself.
        fn link<C: Contestant>(left: u64, done: C::Reply<u64>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
            Box::pin(async move {
                if left == 0 {
                    C::reply(done, 0);
                } else {
                    C::detach(C::spawn(link::<C>(left - 1, done)));
                }
            })
        }

        /// Each task spawns the next.
        #[$attribute]
        pub async fn chained_spawn<C: Contestant>(count: u64) -> u64 {
            let (done, ended) = C::oneshot::<u64>();
            C::detach(C::spawn(link::<C>(count, done)));
            ended.await
        }

        #[$attribute]
        async fn yields<C: Contestant>(count: u64) {
            for _ in 0..count {
                C::yield_now().await;
            }
        }

        /// So many tasks yield so often.
        #[$attribute]
        pub async fn yield_many<C: Contestant>(tasks: u64, count: u64) -> u64 {
            let mut handles = Vec::new();
            for _ in 0..tasks {
                handles.push(C::spawn(yields::<C>(count)));
            }
            for handle in handles {
                handle.await;
            }
            tasks
        }

        /// Asks a thread to wake, so often.
        #[$attribute]
        pub async fn remote_wake<C: Contestant>(requests: mpsc::Sender<(Arc<AtomicBool>, Waker)>, count: u64) -> u64 {
            for _ in 0..count {
                let flag = Arc::new(AtomicBool::new(false));
                let mut is_sent = false;
                poll_fn(|cx| {
                    if flag.load(Ordering::Acquire) {
                        return Poll::Ready(());
                    }
                    if !is_sent {
                        is_sent = true;
                        requests.send((flag.clone(), cx.waker().clone())).unwrap();
                    }
                    Poll::Pending
                })
                .await;
            }
            count
        }

        /// How late sleeps of one to three milliseconds end, in nanoseconds.
        #[$attribute]
        pub async fn overshoot<C: Contestant>(count: usize) -> Vec<u64> {
            let mut late = Vec::with_capacity(count);
            for step in 0..count {
                let duration = Duration::from_micros(1000 + 53 * step as u64);
                let start = Instant::now();
                C::sleep(duration).await;
                late.push((start.elapsed() - duration).as_nanos() as u64);
            }
            late
        }

        /// Sleeps that are polled and dropped.
        #[$attribute]
        pub async fn timer_churn<C: Contestant>(count: u64) -> u64 {
            for index in 0..count {
                let mut sleep = pin!(C::sleep(Duration::from_millis(1000 + index % 1000)));
                poll_fn(|cx| {
                    assert!(sleep.as_mut().poll(cx).is_pending());
                    Poll::Ready(())
                })
                .await;
            }
            count
        }

        #[$attribute]
        async fn sleeps<C: Contestant>() {
            C::sleep(Duration::from_secs(3600)).await;
        }

        /// Tasks that sleep, for the measure of their memory.
        #[$attribute]
        pub async fn sleepers<C: Contestant>(count: u64) -> Vec<C::Join<()>> {
            let mut tasks = Vec::with_capacity(count as usize);
            for _ in 0..count {
                tasks.push(C::spawn(sleeps::<C>()));
            }
            for _ in 0..3 {
                C::yield_now().await;
            }
            tasks
        }

        #[$attribute]
        async fn yields_until<C: Contestant>(is_over: Arc<AtomicBool>) {
            while !is_over.load(Ordering::Relaxed) {
                C::yield_now().await;
            }
        }

        #[$attribute]
        async fn sends_until<C: Contestant>(sender: C::Sender<u64>, is_over: Arc<AtomicBool>) {
            while !is_over.load(Ordering::Relaxed) {
                C::send(&sender, 1).await;
            }
        }

        #[$attribute]
        async fn receives_all<C: Contestant>(receiver: C::Receiver<u64>) {
            let mut receiver = receiver;
            while C::receive(&mut receiver).await.is_some() {}
        }

        /// How late sleeps of a millisecond end while 200 tasks yield, or one floods a channel, in nanoseconds.
        #[$attribute]
        pub async fn jitter<C: Contestant>(is_flood: bool, count: usize) -> Vec<u64> {
            let is_over = Arc::new(AtomicBool::new(false));
            let mut others = Vec::new();
            if is_flood {
                let (sender, receiver) = C::channel::<u64>(32);
                others.push(C::spawn(sends_until::<C>(sender, is_over.clone())));
                others.push(C::spawn(receives_all::<C>(receiver)));
            } else {
                for _ in 0..200 {
                    others.push(C::spawn(yields_until::<C>(is_over.clone())));
                }
            }
            let mut late = Vec::with_capacity(count);
            for _ in 0..count {
                let start = Instant::now();
                C::sleep(Duration::from_millis(1)).await;
                late.push((start.elapsed() - Duration::from_millis(1)).as_nanos() as u64);
            }
            is_over.store(true, Ordering::Relaxed);
            for other in others {
                other.await;
            }
            late
        }

        /// Closures that do nothing, sixteen at once.
        #[$attribute]
        pub async fn blocking<C: Contestant>(batches: u64) -> u64 {
            for _ in 0..batches {
                let mut jobs = Vec::with_capacity(16);
                for index in 0..16u64 {
                    jobs.push(C::spawn_blocking(move || index));
                }
                for job in jobs {
                    job.await;
                }
            }
            batches
        }
    };
}
