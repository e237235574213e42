//! Streams of futures, several of which are under way at the same time.

use crate::support::{Counter, CountingWaker, Gate, OnDrop, panic_message, poll_once, run};
use resumable::stream::{self, StreamExt};
use resumable::sync::{mpsc, oneshot};
use resumable::time::{Duration, sleep, timeout};
use resumable::{Builder, spawn, yield_now};
use std::cell::Cell;
use std::future::{Future, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;

/// The outputs of futures that take so many milliseconds each.
fn naps(milliseconds: &[u64]) -> impl stream::Stream<Item = impl Future<Output = u64>> {
    stream::iter(milliseconds.to_vec()).map(|time| async move {
        sleep(Duration::from_millis(time)).await;
        time
    })
}

#[test]
fn outputs_come_as_they_are_ready_or_in_order() {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let begin = resumable::time::now();
        let unordered: Vec<_> = naps(&[40, 30, 10, 60]).buffer_unordered(2).collect().await;
        // 40 and 30, 10 from 30 on, 60 from 40 on.
        assert_eq!(unordered, [30, 40, 10, 60]);
        assert_eq!((resumable::time::now() - begin).as_millis(), 100);
        let begin = resumable::time::now();
        let ordered: Vec<_> = naps(&[40, 30, 10, 60]).buffered(2).collect().await;
        // 10 and 60 from 40 on: until then 30 has been in the way.
        assert_eq!(ordered, [40, 30, 10, 60]);
        assert_eq!((resumable::time::now() - begin).as_millis(), 100);
        let begin = resumable::time::now();
        assert_eq!(naps(&[1, 2, 3]).buffered(1).collect::<Vec<_>>().await, [1, 2, 3]);
        naps(&[1, 2, 3]).for_each_concurrent(1, |nap| async { assert!(nap.await > 0) }).await;
        assert_eq!((resumable::time::now() - begin).as_millis(), 12);
        for without_limit in [None, Some(0), Some(100)] {
            let begin = resumable::time::now();
            naps(&[3; 100]).for_each_concurrent(without_limit, |nap| async { assert!(nap.await > 0) }).await;
            assert_eq!((resumable::time::now() - begin).as_millis(), 3);
        }
    });
}

#[test]
fn no_more_are_begun_than_are_allowed() {
    run(async {
        let (running, most) = (Cell::new(0), Cell::new(0));
        let work = |number: u32| {
            let (running, most) = (&running, &most);
            async move {
                running.set(running.get() + 1);
                most.set(most.get().max(running.get()));
                for _ in 0..=number % 5 {
                    yield_now().await;
                }
                running.set(running.get() - 1);
                number
            }
        };
        for limit in [1, 2, 7] {
            let mut unordered: Vec<_> = stream::iter(0..100).map(work).buffer_unordered(limit).collect().await;
            unordered.sort();
            assert_eq!((unordered, most.take()), ((0..100).collect(), limit));
            let ordered: Vec<_> = stream::iter(0..100).map(work).buffered(limit).collect().await;
            assert_eq!((ordered, most.take()), ((0..100).collect(), limit));
            let each = |number| async move { assert_eq!(work(number).await, number) };
            stream::iter(0..100).for_each_concurrent(limit, each).await;
            assert_eq!(most.take(), limit);
        }
        assert!(panic_message(|| stream::iter([ready(1)]).buffered(0)).contains("at least 1"));
        assert!(panic_message(|| stream::iter([ready(1)]).buffer_unordered(0)).contains("at least 1"));
        assert_eq!(stream::iter(Vec::<std::future::Ready<()>>::new()).buffered(1).next().await, None);
    });
}

#[test]
fn only_those_that_were_woken_are_polled() {
    let gates: Vec<Gate> = (0..100).map(|_| Gate::default()).collect();
    let (waker, woken) = CountingWaker::counting();
    let mut cx = Context::from_waker(&waker);
    let mut all = stream::iter(gates.clone()).buffer_unordered(100);
    let mut poll = || Pin::new(&mut all.next()).poll(&mut cx);
    assert!(poll().is_pending() && poll().is_pending());
    assert!(gates.iter().all(|gate| gate.polls() == 1));
    for gate in &gates[3..5] {
        gate.open_and_wake();
        gate.open_and_wake();
    }
    assert_eq!(woken.get(), 1, "the task is woken once");
    assert!(poll().is_ready() && poll().is_ready() && poll().is_pending());
    let polls: Vec<usize> = gates.iter().map(Gate::polls).collect();
    assert_eq!((polls[3], polls[4], polls.iter().sum::<usize>()), (2, 2, 102));
}

#[test]
fn whatever_is_always_busy_gives_others_a_turn() {
    run(async {
        let endless = || stream::iter(0..);
        for limit in [Some(1), Some(10), None] {
            let busy = endless().for_each_concurrent(limit, |_| ready(()));
            assert!(timeout(Duration::from_millis(2), busy).await.is_err());
        }
        let mut outputs = endless().map(ready).buffered(10);
        let busy = async { while outputs.next().await.is_some() {} };
        assert!(timeout(Duration::from_millis(2), busy).await.is_err());
        // One that wakes itself for ever does not keep the others from their outputs.
        let (forever, (sender, receiver)) = (Cell::new(true), oneshot::channel());
        let restless = async {
            while forever.get() {
                yield_now().await
            }
        };
        let waits = async { drop(receiver.await) };
        let mut both = stream::iter([Box::pin(restless) as Pin<Box<dyn Future<Output = ()>>>, Box::pin(waits)])
            .buffer_unordered(2);
        let task = spawn(async move {
            yield_now().await;
            sender.send(()).unwrap();
        });
        assert_eq!(both.next().await, Some(()));
        task.await.unwrap();
    });
}

/// On another runtime there is no budget. What would be done at once is not kept until the stream has come to its end.
#[test]
fn futures_that_are_ready_do_not_pile_up_without_a_limit() {
    let (under_way, most) = (Cell::new(0), Cell::new(0));
    let (under_way, most) = (&under_way, &most);
    let each = |_| {
        under_way.set(under_way.get() + 1);
        most.set(most.get().max(under_way.get()));
        async move { under_way.set(under_way.get() - 1) }
    };
    assert!(poll_once(pin!(stream::iter(0..1000).for_each_concurrent(None, each))).is_ready());
    assert_eq!((under_way.get(), most.get()), (0, 1));
    // Those that wait do: all of them are begun.
    let gate = Gate::default();
    let mut all = pin!(stream::iter(0..1000).for_each_concurrent(None, |_| gate.clone()));
    assert!(poll_once(all.as_mut()).is_pending());
    assert_eq!(gate.polls(), 1000);
    assert!(poll_once(all.as_mut()).is_pending());
    assert_eq!(gate.polls(), 1000, "only those that were woken are polled");
}

#[test]
fn what_is_dropped_drops_its_futures_and_leaves_no_waker() {
    let (count, waker) = CountingWaker::counted();
    let before = Arc::strong_count(&count);
    let dropped = Counter::default();
    let gate = Gate::default();
    let futures: Vec<_> = (0..3)
        .map(|number| {
            let (gate, counter) = (gate.clone(), dropped.clone());
            async move {
                let _guard = OnDrop(move || {
                    counter.add();
                });
                if number == 0 { ready(()).await } else { gate.await }
            }
        })
        .collect();
    let mut all = Box::pin(stream::iter(futures).buffered(5).collect::<Vec<_>>());
    assert!(all.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    assert_eq!((dropped.get(), Arc::strong_count(&count)), (1, before + 1));
    // The gate has the waker of a seat.
    let left = gate.waker();
    drop(all);
    assert_eq!((dropped.get(), Arc::strong_count(&count)), (3, before));
    left.wake();
}

#[test]
fn a_future_that_panics_does_not_hold_up_the_others() {
    async fn rude(number: u32) -> u32 {
        // Its destructor runs before the output is there.
        let _guard = OnDrop(move || assert_ne!(number, 1, "in a destructor"));
        yield_now().await;
        assert_ne!(number, 2, "in a poll");
        number
    }
    fn outputs(stream: impl stream::Stream<Item = u32>) -> (Vec<u32>, Vec<String>) {
        let (mut stream, mut outputs, mut panics) = (pin!(stream), Vec::new(), Vec::new());
        for _ in 0..20 {
            match catch_unwind(AssertUnwindSafe(|| poll_once(pin!(stream.next())))) {
                Ok(Poll::Ready(Some(output))) => outputs.push(output),
                Ok(Poll::Ready(None)) => return (outputs, panics),
                Ok(Poll::Pending) => {}
                Err(payload) => panics.push(payload.downcast_ref::<String>().unwrap().clone()),
            }
        }
        panic!("there is no end after {outputs:?} and {panics:?}");
    }
    for limit in [1, 2, 5] {
        let (unordered, panics) = outputs(stream::iter(0..5).map(rude).buffer_unordered(limit));
        assert_eq!((unordered, panics.len()), (vec![0, 3, 4], 2), "limit {limit}: {panics:?}");
        let (ordered, panics) = outputs(stream::iter(0..5).map(rude).buffered(limit));
        assert_eq!((ordered, panics.len()), (vec![0, 3, 4], 2), "limit {limit}: {panics:?}");
    }
    // A stream whose destructor panics at its end.
    let guarded = |number| {
        let guard = OnDrop(move || assert_ne!(number, 1, "in a destructor"));
        stream::iter([number]).inspect(move |_| _ = &guard)
    };
    let (items, panics) = outputs(stream::select_all([guarded(0), guarded(1), guarded(2)]));
    assert_eq!((items, panics.len()), (vec![0, 1, 2], 1), "{panics:?}");
}

#[test]
fn wakes_come_from_other_threads() {
    run(async {
        const COUNT: usize = 2000;
        let (requests, receiver) = std::sync::mpsc::channel::<(usize, oneshot::Sender<usize>)>();
        let thread = thread::spawn(move || {
            for (number, answer) in receiver {
                if number % 7 == 0 {
                    thread::yield_now();
                }
                answer.send(number).unwrap();
            }
        });
        let ask = |number| {
            let (sender, receiver) = oneshot::channel();
            requests.send((number, sender)).unwrap();
            async move { receiver.await.unwrap() }
        };
        let ordered: Vec<_> = stream::iter(0..COUNT).map(ask).buffered(50).collect().await;
        assert_eq!(ordered, (0..COUNT).collect::<Vec<_>>());
        let mut unordered: Vec<_> = stream::iter(0..COUNT).map(ask).buffer_unordered(50).collect().await;
        unordered.sort();
        assert_eq!(unordered, ordered);
        drop(requests);
        thread.join().unwrap();
    });
}

#[test]
fn a_stream_that_waits_keeps_nothing_back() {
    run(async {
        let (sender, receiver) = mpsc::unbounded::<oneshot::Receiver<u32>>();
        let mut outputs = receiver.buffer_unordered(2);
        assert!(poll_once(pin!(outputs.next())).is_pending());
        let (first, answer) = oneshot::channel();
        sender.send(answer).unwrap();
        assert!(poll_once(pin!(outputs.next())).is_pending());
        first.send(1).unwrap();
        assert_eq!(outputs.next().await, Some(Ok(1)));
        drop(sender);
        assert_eq!(outputs.next().await, None);
        assert_eq!(outputs.next().await, None, "the end stays the end");
    });
}

/// That of futures-util, given the same futures and wakes, says the same.
#[test]
fn it_is_as_in_futures() {
    use futures::StreamExt as Theirs;

    for limit in 1..5 {
        let gates = || (0..8).map(|_| Gate::default()).collect::<Vec<_>>();
        let (ours, theirs) = (gates(), gates());
        let numbered = |gates: &[Gate]| {
            let futures: Vec<_> = gates.iter().cloned().enumerate().collect();
            futures.into_iter().map(|(number, gate)| {
                Box::pin(async move {
                    gate.await;
                    number
                })
            })
        };
        let mut our_stream = StreamExt::buffered(stream::iter(numbered(&ours)), limit);
        let mut their_stream = Theirs::buffered(futures::stream::iter(numbered(&theirs)), limit);
        let mut cx = Context::from_waker(Waker::noop());
        for opened in [3, 1, 0, 2, 7, 5, 4, 6] {
            for gates in [&ours, &theirs] {
                gates[opened].open();
                if gates[opened].polls() > 0 {
                    gates[opened].waker().wake();
                }
            }
            loop {
                let our = Theirs::poll_next_unpin(&mut our_stream, &mut cx);
                let their = Theirs::poll_next_unpin(&mut their_stream, &mut cx);
                assert_eq!(our, their);
                if our.is_pending() || our == Poll::Ready(None) {
                    break;
                }
            }
            assert!(ours.iter().zip(&theirs).all(|(our, their)| our.polls() == their.polls()));
        }
    }
}
