//! Streams: several items at a time, items and time, streams of streams, and questions.

use crate::support::{Counter, panic_message, poll_once, run};
use resumable::stream::{self, StreamExt};
use resumable::sync::mpsc;
use resumable::time::{Duration, advance, now, sleep};
use resumable::{Builder, Runtime, spawn};
use std::future::{pending, ready};
use std::pin::pin;
use std::task::Poll;

fn paused() -> Runtime {
    Builder::new().start_paused().build().unwrap()
}

#[test]
fn items_come_in_chunks() {
    run(async {
        let all: Vec<_> = stream::iter(0..5).chunks(2).collect().await;
        assert_eq!(all, [vec![0, 1], vec![2, 3], vec![4]]);
        let all: Vec<_> = stream::iter(0..4).chunks(2).collect().await;
        assert_eq!(all, [[0, 1], [2, 3]]);
        assert_eq!(stream::empty::<u8>().chunks(usize::MAX).count().await, 0);
        assert_eq!(stream::iter(0..3).chunks(usize::MAX).next().await, Some(vec![0, 1, 2]));
        assert!(panic_message(|| stream::iter(0..1).chunks(0)).contains("at least 1"));
        assert!(panic_message(|| stream::iter(0..1).ready_chunks(0)).contains("at least 1"));
        let (sender, receiver) = mpsc::channel(8);
        let mut chunks = receiver.ready_chunks(3);
        assert!(poll_once(pin!(chunks.next())).is_pending());
        for number in 0..4 {
            sender.try_send(number).unwrap();
        }
        assert_eq!(chunks.next().await, Some(vec![0, 1, 2]));
        assert_eq!(chunks.next().await, Some(vec![3]), "what is there is not kept back");
        sender.try_send(4).unwrap();
        drop(sender);
        assert_eq!((chunks.next().await, chunks.next().await, chunks.next().await), (Some(vec![4]), None, None));
    });
}

#[test]
fn items_are_apart() {
    paused().block_on(async {
        let beginning = now();
        let mut apart = pin!(stream::iter(0..3).throttle(Duration::from_secs(2)));
        for number in 0..3 {
            assert_eq!(apart.next().await, Some(number));
            assert_eq!((now() - beginning).as_secs(), 2 * number);
        }
        // Time that has passed anyway is not waited for.
        assert!(poll_once(pin!(apart.next())).is_pending());
        advance(Duration::from_secs(7)).await;
        assert_eq!((apart.next().await, (now() - beginning).as_secs()), (None, 11));
        let at_once: Vec<_> = stream::iter(0..3).throttle(Duration::ZERO).collect().await;
        assert_eq!(at_once, [0, 1, 2]);
        let mut never = pin!(stream::iter(0..2).throttle(Duration::MAX));
        assert_eq!(never.next().await, Some(0));
        assert!(poll_once(pin!(never.next())).is_pending());
    });
}

#[test]
fn items_have_a_limit_of_time() {
    paused().block_on(async {
        let (sender, receiver) = mpsc::channel(4);
        spawn(async move {
            for seconds in [1, 5, 2] {
                sleep(Duration::from_secs(seconds)).await;
                sender.send(seconds).await.unwrap();
            }
        });
        let beginning = now();
        let mut limited = pin!(receiver.timeout(Duration::from_secs(2)));
        let mut seen = Vec::new();
        while let Some(item) = limited.next().await {
            seen.push((item.ok(), (now() - beginning).as_secs()));
        }
        assert_eq!(seen, [(Some(1), 1), (None, 3), (None, 5), (Some(5), 6), (Some(2), 8)]);
        let mut at_once = pin!(stream::iter(0..2).timeout(Duration::ZERO));
        assert_eq!((at_once.next().await, at_once.next().await), (Some(Ok(0)), Some(Ok(1))));
        let mut late = pin!(stream::once(pending::<()>()).timeout(Duration::ZERO));
        assert!(late.next().await.unwrap().is_err() && late.next().await.unwrap().is_err());
        assert!(poll_once(pin!(pin!(stream::once(pending::<()>()).timeout(Duration::MAX)).next())).is_pending());
    });
}

#[test]
fn a_limit_of_time_ends_what_is_always_busy() {
    run(async {
        for limit in [Duration::from_millis(1), Duration::ZERO] {
            let busy = stream::once(async {
                loop {
                    resumable::task::consume_budget().await;
                }
            });
            let mut limited = pin!(busy.timeout(limit));
            assert!(matches!(limited.next().await, Some(Err::<(), _>(_))));
        }
    });
}

#[test]
fn streams_of_streams_are_flattened() {
    run(async {
        let nested = stream::iter([stream::iter(0..2), stream::iter(0..0), stream::iter(5..6)]);
        assert_eq!(nested.flatten().collect::<Vec<_>>().await, [0, 1, 5]);
        let mapped = stream::iter(1..4).flat_map(|number| stream::iter(0..number));
        assert_eq!(mapped.collect::<Vec<_>>().await, [0, 0, 1, 0, 1, 2]);
        let (sender, receiver) = mpsc::channel::<mpsc::Receiver<u32>>(4);
        let mut flat = pin!(receiver.flatten());
        let (inner, items) = mpsc::channel(4);
        assert!(poll_once(pin!(flat.next())).is_pending());
        sender.try_send(items).unwrap();
        inner.try_send(1).unwrap();
        assert_eq!(flat.next().await, Some(1));
        assert!(poll_once(pin!(flat.next())).is_pending());
        drop(sender);
        inner.try_send(2).unwrap();
        drop(inner);
        assert_eq!((flat.next().await, flat.next().await, flat.next().await), (Some(2), None, None));
    });
}

#[test]
fn items_are_left_out_and_looked_at() {
    run(async {
        let asked = Counter::default();
        let looked = Counter::default();
        let items = stream::iter([1, 3, 4, 5, 6]).inspect(|_| _ = looked.add()).skip_while(|number| {
            asked.add();
            number % 2 == 1
        });
        assert_eq!(items.collect::<Vec<_>>().await, [4, 5, 6]);
        assert_eq!((asked.get(), looked.get()), (3, 5));
        assert_eq!(stream::iter([1]).skip_while(|_| true).count().await, 0);
    });
}

#[test]
fn streams_are_asked() {
    run(async {
        assert_eq!(stream::iter(0..1000).count().await, 1000);
        let mut rest = stream::iter(0..10);
        assert!((&mut rest).any(|number| number == 3).await);
        assert!(!(&mut rest).all(|number| number < 5).await);
        assert_eq!(rest.next().await, Some(6), "nothing is polled after the answer");
        assert!(!stream::empty::<u8>().any(|_| true).await && stream::empty::<u8>().all(|_| false).await);
        let mut rest = stream::iter([Ok(1), Ok(2), Err("no"), Ok(4)]);
        assert_eq!((&mut rest).try_collect::<Vec<_>>().await, Err("no"));
        assert_eq!(rest.try_collect::<Vec<_>>().await, Ok(vec![4]));
        let seen = Counter::default();
        let mut rest = stream::iter([Ok(1), Ok(2), Ok(3), Err("item")]);
        let each = |number| {
            seen.add();
            ready(if number == 2 { Err("function") } else { Ok(()) })
        };
        assert_eq!((&mut rest).try_for_each(each).await, Err("function"));
        assert_eq!((rest.try_for_each(each).await, seen.get()), (Err("item"), 3));
        assert_eq!(stream::empty::<Result<(), ()>>().try_for_each(|()| ready(Ok(()))).await, Ok(()));
        // As Send as what they are made of.
        spawn(stream::iter([Ok::<_, ()>(1)]).try_for_each(|_| ready(Ok(())))).await.unwrap().unwrap();
    });
}

#[test]
fn streams_are_made_of_little() {
    run(async {
        let mut once = pin!(stream::once(async { 7 }));
        assert_eq!((once.next().await, once.next().await), (Some(7), None));
        let mut count = 0;
        let counting = stream::poll_fn(|_| {
            count += 1;
            Poll::Ready(Some(count).filter(|count| *count < 4))
        });
        assert_eq!(counting.collect::<Vec<_>>().await, [1, 2, 3]);
        assert_eq!(stream::empty::<u8>().next().await, None);
    });
}

#[test]
fn any_number_of_streams_is_merged() {
    run(async {
        let mut all = stream::select_all((0..1000).map(|_| mpsc::channel::<usize>(4).1));
        assert_eq!((all.len(), all.next().await, all.is_empty()), (1000, None, true), "all have ended");
        // Those that are always ready take turns.
        let endless = (0..3).map(|number| stream::poll_fn(move |_| Poll::Ready(Some(number))).boxed());
        let some: Vec<_> = stream::select_all(endless).take(7).collect().await;
        assert_eq!(some, [0, 1, 2, 0, 1, 2, 0]);
        // Only those are polled that were woken.
        let polls = Counter::default();
        let (senders, receivers): (Vec<_>, Vec<_>) = (0..100).map(|_| mpsc::channel(4)).unzip();
        let mut all: stream::SelectAll<_> = receivers
            .into_iter()
            .map(|mut receiver| {
                let polls = polls.clone();
                stream::poll_fn(move |cx| {
                    polls.add();
                    receiver.poll_recv(cx)
                })
            })
            .collect();
        assert!(poll_once(pin!(all.next())).is_pending());
        assert_eq!(polls.get(), 100);
        for number in [7, 3, 90] {
            senders[number].try_send(number).unwrap();
        }
        assert_eq!([all.next().await, all.next().await, all.next().await], [7, 3, 90].map(Some));
        assert!(poll_once(pin!(all.next())).is_pending());
        assert_eq!(polls.get(), 106, "each once for its item, and once more in vain");
        // Woken from another task, also one that was added late.
        let (late, mut receiver) = mpsc::channel(4);
        let task = spawn(async move {
            resumable::yield_now().await;
            senders[1].send(1).await.unwrap();
            late.send(2).await.unwrap();
        });
        let mut all = stream::select_all([all.boxed(), stream::poll_fn(move |cx| receiver.poll_recv(cx)).boxed()]);
        let mut rest = Vec::new();
        while let Some(number) = all.next().await {
            rest.push(number);
        }
        rest.sort_unstable();
        assert_eq!(rest, [1, 2]);
        task.await.unwrap();
    });
}

#[test]
fn a_stream_that_panics_does_not_stop_the_others() {
    let mut count = 0;
    let rude = stream::poll_fn(move |_| {
        count += 1;
        if count == 2 { panic!("on purpose") } else { Poll::Ready(Some(count)) }
    });
    let mut all = pin!(stream::select_all([rude.boxed(), stream::iter([10, 11]).boxed()]));
    let mut next = || poll_once(pin!(all.next()));
    assert_eq!((next(), next()), (Poll::Ready(Some(1)), Poll::Ready(Some(10))));
    assert_eq!(panic_message(&mut next), "on purpose");
    assert_eq!(next(), Poll::Ready(Some(11)), "the others go on");
}
