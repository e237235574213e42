//! What tasks do with each other.

macro_rules! between {
    ($attribute:meta) => {
        use crate::contestant::Contestant;
        use std::sync::Arc;

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

        /// Messages that are sent before they are waited for.
        #[$attribute]
        pub async fn oneshot<C: Contestant>(count: u64) -> u64 {
            let mut sum = 0;
            for index in 0..count {
                let (reply, answer) = C::oneshot::<u64>();
                C::reply(reply, index);
                sum += answer.await;
            }
            sum
        }

        #[$attribute]
        async fn lock_often<C: Contestant>(mutex: Arc<C::Mutex>, count: u64) {
            for _ in 0..count {
                let mut guard = C::lock(&mutex).await;
                *guard += 1;
                C::yield_now().await;
            }
        }

        /// So many tasks want the same lock so often, and keep it for a turn.
        #[$attribute]
        pub async fn mutex<C: Contestant>(tasks: u64, count: u64) -> u64 {
            let mutex = Arc::new(C::mutex());
            let mut handles = Vec::new();
            for _ in 0..tasks {
                handles.push(C::spawn(lock_often::<C>(mutex.clone(), count)));
            }
            for handle in handles {
                handle.await;
            }
            let sum = *C::lock(&mutex).await;
            assert_eq!(sum, tasks * count);
            sum
        }

        #[$attribute]
        async fn hear<C: Contestant>(hearer: C::Hearer, count: u64) -> u64 {
            let mut hearer = hearer;
            let mut sum = 0;
            for _ in 0..count {
                sum += C::hear(&mut hearer).await;
            }
            sum
        }

        /// So many tasks hear all of so many messages, sent sixteen at a time. There is room for all.
        #[$attribute]
        pub async fn broadcast<C: Contestant>(hearers: u64, count: u64) -> u64 {
            let (mut speaker, first) = C::broadcast(count as usize);
            let mut handles = vec![C::spawn(hear::<C>(first, count))];
            for _ in 1..hearers {
                handles.push(C::spawn(hear::<C>(C::join_in(&speaker), count)));
            }
            for index in 0..count {
                C::speak(&mut speaker, index);
                if index % 16 == 0 {
                    C::yield_now().await;
                }
            }
            let mut sum = 0;
            for handle in handles {
                sum += handle.await;
            }
            sum
        }
    };
}
