//! `future` and `stream`.

use crate::support::{Counter, Gate, OnDrop, panic_message, poll_once, run, settle};
use resumable::future::{Either, join, join_all, race, race_all, select, try_join, try_join_all};
use resumable::stream::{self, StreamExt};
use resumable::sync::{mpsc, oneshot};
use resumable::{spawn, yield_now};
use std::future::{pending, ready};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

#[test]
fn all_of_a_tuple_are_awaited_together() {
    run(async {
        let (sender, receiver) = oneshot::channel();
        let (answer, ()) = join((receiver, async { sender.send(7).unwrap() })).await;
        assert_eq!(answer, Ok(7));
        let all = join((ready(1), ready("2"), ready(3.0), ready('4'), ready(()), ready([6]), ready(Some(7)), ready(8)));
        assert_eq!(all.await, (1, "2", 3.0, '4', (), [6], Some(7), 8));
        // As Send as its futures.
        assert_eq!(spawn(join((ready(1), yield_now()))).await.unwrap(), (1, ()));
        assert_eq!(*join((ready(Rc::new(1)), yield_now())).await.0, 1);
    });
}

#[test]
fn the_first_error_ends_the_others() {
    run(async {
        let dropped = Counter::default();
        let counter = dropped.clone();
        let other = async move {
            let _guard = OnDrop(move || {
                counter.add();
            });
            pending::<Result<(), &str>>().await
        };
        assert_eq!(try_join((other, async { Err::<(), _>("no") })).await, Err("no"));
        assert_eq!(dropped.get(), 1);
        let joined: Result<_, ()> = try_join((ready(Ok(1)), ready(Ok("2")), ready(Ok(3)))).await;
        assert_eq!(joined, Ok((1, "2", 3)));
        assert_eq!(try_join_all([Ok(1), Err(2), Err(3)].map(ready)).await, Err(2));
        assert_eq!(try_join_all([Ok::<_, ()>(1), Ok(2)].map(ready)).await, Ok(vec![1, 2]));
    });
}

/// rustc forgets the lifetimes of what an `async fn` holds, and then asks for more than there is.
#[test]
fn what_borrows_can_be_spawned() {
    async fn fail(text: &str) -> Result<u8, &str> {
        Err(text)
    }

    async fn borrow(text: &str) -> &str {
        yield_now().await;
        text
    }

    run(async {
        let task = spawn(async { try_join((async { Err::<(), &str>("no") }, fail("late"))).await });
        assert_eq!(task.await.unwrap(), Err("no"));
        let task = spawn(async { join((borrow("a"), async { borrow("b").await })).await });
        assert_eq!(task.await.unwrap(), ("a", "b"));
        let task = spawn(async { race((borrow("a"), async { borrow("a").await })).await });
        assert_eq!(task.await.unwrap(), "a");
        let task = spawn(async { select(borrow("a"), async { borrow("a").await }).await.into_inner() });
        assert_eq!(task.await.unwrap(), "a");
        let task = spawn(async { try_join_all([fail("no"), fail("no")]).await });
        assert_eq!(task.await.unwrap(), Err("no"));
    });
}

#[test]
fn the_first_wins_and_not_always_the_same() {
    run(async {
        assert_eq!(race((pending(), ready(2), pending())).await, 2);
        let mut wins = [0; 3];
        for _ in 0..300 {
            wins[race((ready(0), ready(1), ready(2))).await] += 1;
        }
        assert!(wins.iter().all(|wins| *wins > 30), "{wins:?}");
        assert_eq!(select(ready(1), pending::<()>()).await, Either::Left(1));
        assert_eq!(select(pending::<()>(), ready(1)).await, Either::Right(1));
        assert_eq!(Either::<_, i32>::Left(5).into_inner(), 5);
        let mut slow = Gate::default();
        assert!(matches!(select(&mut slow, ready(1)).await, Either::Right(1)));
        slow.open();
        slow.await;
        assert_eq!(race_all([1, 2].map(ready)).await, 1);
        assert!(panic_message(|| race_all(Vec::<std::future::Ready<()>>::new())).contains("at least one"));
    });
}

#[test]
fn a_future_that_is_ready_is_not_polled_again() {
    let gates = [Gate::default(), Gate::default(), Gate::default()];
    let mut all = pin!(join_all(gates.clone()));
    assert!(poll_once(all.as_mut()).is_pending());
    gates[1].open();
    assert!(poll_once(all.as_mut()).is_pending());
    assert!(poll_once(all.as_mut()).is_pending());
    assert_eq!(gates.each_ref().map(Gate::polls), [3, 2, 3]);
    gates[0].open();
    gates[2].open();
    assert_eq!(poll_once(all), Poll::Ready(vec![(); 3]));
    assert_eq!(run(join_all(Vec::<std::future::Ready<()>>::new())), []);
}

#[test]
fn streams_are_adapted_like_iterators() {
    run(async {
        let numbers = || stream::iter(0..10u32);
        let all: Vec<_> = numbers().map(|n| n * 2).filter(|n| n % 3 == 0).skip(1).take(2).collect().await;
        assert_eq!(all, [6, 12]);
        let all: Vec<_> = numbers().take_while(|n| *n < 3).chain(stream::iter(7..9)).enumerate().collect().await;
        assert_eq!(all, [(0, 0), (1, 1), (2, 2), (3, 7), (4, 8)]);
        let odd = numbers().filter_map(|n| (n % 2 == 1).then(|| n.to_string())).then(|text| async move {
            yield_now().await;
            text + "!"
        });
        assert_eq!(odd.collect::<Vec<_>>().await, ["1!", "3!", "5!", "7!", "9!"]);
        let sum = numbers().fold(0, |sum, n| async move {
            yield_now().await;
            sum + n
        });
        assert_eq!(sum.await, 45);
        let pairs: Vec<_> = numbers().zip(stream::iter("ab".chars())).collect().await;
        assert_eq!(pairs, [(0, 'a'), (1, 'b')]);
        let counter = Counter::default();
        numbers()
            .for_each(|_| async {
                yield_now().await;
                counter.add();
            })
            .await;
        assert_eq!(counter.get(), 10);
        let mut boxed = numbers().skip(9).boxed();
        assert_eq!((boxed.next().await, boxed.next().await), (Some(9), None));
    });
}

#[test]
fn merged_streams_take_turns_and_end_together() {
    run(async {
        let all: Vec<_> = stream::iter([1, 2, 3]).merge(stream::iter([10, 20])).collect().await;
        assert_eq!(all, [1, 10, 2, 20, 3]);
        let (first, receiver) = mpsc::channel(4);
        let (second, other) = mpsc::unbounded();
        let mut merged = receiver.merge(other);
        second.send(1).unwrap();
        assert_eq!(merged.next().await, Some(1));
        assert!(poll_once(pin!(merged.next())).is_pending());
        let task = spawn(async move { merged.next().await.map(|item| (item, merged)) });
        settle().await;
        first.send(2).await.unwrap();
        let (item, mut merged) = task.await.unwrap().unwrap();
        assert_eq!(item, 2);
        drop(first);
        assert!(poll_once(pin!(merged.next())).is_pending());
        drop(second);
        assert_eq!(merged.next().await, None);
    });
}

#[test]
fn functions_that_wait_make_streams() {
    run(async {
        let countdown = stream::unfold(3, |left| async move {
            yield_now().await;
            (left > 0).then(|| (left, left - 1))
        });
        let mut countdown = pin!(countdown);
        let mut all = Vec::new();
        while let Some(left) = countdown.next().await {
            all.push(left);
        }
        assert_eq!(all, [3, 2, 1]);
        assert_eq!(countdown.next().await, None, "the end stays the end");
    });
}
