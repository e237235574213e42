//! What is run: once as coroutines of the attribute, and once as rustc's.

macro_rules! bodies {
    ($module:ident, $attribute:meta) => {
        pub mod $module {
            use crate::contestant::Contestant;
            use std::future::poll_fn;
            use std::pin::{Pin, pin};
            use std::sync::atomic::{AtomicBool, Ordering};
            use std::sync::{Arc, mpsc};
            use std::task::{Poll, Waker};
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

            /// A task and two messages to and fro.
            #[$attribute]
            pub async fn ping_pong<C: Contestant>(count: u64) -> u64 {
                let mut sum = 0;
                for index in 0..count {
                    let (ping, pinged) = C::oneshot::<u64>();
                    let (pong, ponged) = C::oneshot::<u64>();
                    let task = C::spawn(answer::<C>(pinged, pong));
                    C::reply(ping, index);
                    sum += ponged.await;
                    task.await;
                }
                sum
            }

            #[$attribute]
            async fn answer<C: Contestant>(pinged: C::Answer<u64>, pong: C::Reply<u64>) {
                let number = pinged.await;
                C::reply(pong, number);
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

            #[$attribute]
            async fn produce<C: Contestant>(sender: C::Sender<u64>, count: u64) {
                for index in 0..count {
                    C::send(&sender, index).await;
                }
            }

            /// From one task to another, through a channel with so much room.
            #[$attribute]
            pub async fn channel<C: Contestant>(room: usize, count: u64) -> u64 {
                let (sender, mut receiver) = C::channel::<u64>(room);
                let task = C::spawn(produce::<C>(sender, count));
                let mut sum = 0;
                while let Some(number) = C::receive(&mut receiver).await {
                    sum += number;
                }
                task.await;
                sum
            }

            /// Asks a thread to wake, so often.
            #[$attribute]
            pub async fn remote_wake<C: Contestant>(
                requests: mpsc::Sender<(Arc<AtomicBool>, Waker)>,
                count: u64,
            ) -> u64 {
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
            async fn echo<C: Contestant>(stream: C::Stream) {
                let mut stream = stream;
                let mut buffer = [0; 64];
                loop {
                    let count = C::read(&mut stream, &mut buffer).await;
                    if count == 0 {
                        return;
                    }
                    C::write(&mut stream, &buffer[..count]).await;
                }
            }

            #[$attribute]
            async fn serve<C: Contestant>(listener: C::Listener, connections: u64) {
                for _ in 0..connections {
                    let stream = C::accept(&listener).await;
                    C::detach(C::spawn(echo::<C>(stream)));
                }
            }

            #[$attribute]
            async fn client<C: Contestant>(stream: C::Stream, rounds: u64) -> u64 {
                let mut stream = stream;
                let mut buffer = [7; 64];
                for _ in 0..rounds {
                    C::write(&mut stream, &buffer).await;
                    let mut count = 0;
                    while count < buffer.len() {
                        count += C::read(&mut stream, &mut buffer[count..]).await;
                    }
                }
                rounds
            }

            /// Rounds of 64 bytes over so many connections at once. Returns the nanoseconds of a round.
            #[$attribute]
            pub async fn tcp_echo<C: Contestant>(connections: u64, rounds: u64) -> f64 {
                let (listener, address) = C::listen().await;
                let server = C::spawn(serve::<C>(listener, connections));
                let mut streams = Vec::new();
                for _ in 0..connections {
                    streams.push(C::connect(address).await);
                }
                server.await;
                let start = Instant::now();
                let mut clients = Vec::new();
                for stream in streams {
                    clients.push(C::spawn(client::<C>(stream, rounds)));
                }
                for client in clients {
                    client.await;
                }
                start.elapsed().as_nanos() as f64 / (connections * rounds) as f64
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

            /// Each task spawns the next.
            #[$attribute]
            pub async fn chained_spawn<C: Contestant>(count: u64) -> u64 {
                let (done, ended) = C::oneshot::<u64>();
                C::detach(C::spawn(link::<C>(count, done)));
                ended.await
            }
        }
    };
}

bodies!(ours, resumable::coroutine);
bodies!(native, allow(clippy::needless_pass_by_value));
