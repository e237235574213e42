//! `task::JoinMap`.

use crate::support::{Counter, Gate, OnDrop, poll_once, run, settle};
use resumable::task::JoinMap;
use resumable::{spawn, yield_now};
use std::future::{pending, ready};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

#[test]
fn results_come_with_the_keys_of_their_tasks() {
    run(async {
        let (gates, mut map) = ([Gate::default(), Gate::default()], JoinMap::new());
        assert!(matches!(poll_once(pin!(map.join_next())), Poll::Ready(None)));
        for (key, gate) in ["first", "second"].into_iter().zip(gates.clone()) {
            map.spawn(key.to_string(), async move {
                gate.await;
                key.len()
            });
        }
        let shared = Rc::new(());
        map.spawn_local("local".into(), async move { Rc::strong_count(&shared) });
        map.spawn_blocking("blocking".into(), || 7);
        map.insert("there".into(), spawn(ready(8)));
        map.spawn("panic".into(), async { panic!("on purpose") });
        let mut keys: Vec<_> = map.keys().cloned().collect();
        keys.sort();
        assert_eq!(keys, ["blocking", "first", "local", "panic", "second", "there"]);
        assert_eq!(format!("{:?}", JoinMap::<u8, u8>::default()), "JoinMap { keys: [], .. }");
        let mut ended = Vec::new();
        for _ in 0..4 {
            let (key, result) = map.join_next().await.unwrap();
            assert_eq!(result.is_err(), key == "panic");
            ended.push((key, result.unwrap_or_default()));
        }
        ended.sort();
        let expected = [("blocking", 7), ("local", 1), ("panic", 0), ("there", 8)];
        assert_eq!(ended, expected.map(|(key, output)| (key.to_string(), output)));
        assert!(poll_once(pin!(map.join_next())).is_pending());
        gates[1].open_and_wake();
        let (key, result) = map.join_next().await.unwrap();
        assert_eq!((key.as_str(), result.unwrap(), map.len()), ("second", 6, 1));
        assert!(map.contains_key("first") && !map.contains_key("second"));
        assert!(map.abort("first") && !map.abort("second"));
        let (key, result) = map.join_next().await.unwrap();
        assert_eq!((key.as_str(), result.unwrap_err().is_cancelled(), map.is_empty()), ("first", true, true));
        assert!(map.join_next().await.is_none());
    });
}

#[test]
fn a_key_is_that_of_the_last_task_that_got_it() {
    run(async {
        let (dropped, mut map) = (Counter::default(), JoinMap::new());
        let counted = |number: usize| {
            let counter = dropped.clone();
            let guard = OnDrop(move || _ = counter.add());
            async move {
                let _guard = guard;
                yield_now().await;
                if number < 3 { pending().await } else { number }
            }
        };
        let handles = [0, 1, 2, 3].map(|number| map.spawn("key", counted(number)));
        assert_eq!((map.len(), map.keys().count()), (1, 1));
        assert_eq!(map.join_next().await.map(|(key, result)| (key, result.unwrap())), Some(("key", 3)));
        settle().await;
        assert!(map.is_empty() && dropped.get() == 4 && handles.iter().all(|handle| handle.is_finished()));
        // One that had ended, but had not been joined: nobody sees its result, nor what that does when it is thrown away.
        struct Rude(usize);
        impl Drop for Rude {
            fn drop(&mut self) {
                assert_ne!(self.0, 4, "on purpose");
            }
        }
        let mut map = JoinMap::new();
        map.spawn("key", async { Rude(4) });
        settle().await;
        map.spawn("key", async { Rude(5) });
        let (key, result) = map.join_next().await.unwrap();
        assert_eq!((key, result.unwrap().0), ("key", 5));
        assert!(map.join_next().await.is_none());
    });
}

#[test]
fn a_map_that_is_dropped_or_shut_down_aborts_its_tasks() {
    run(async {
        let dropped = Counter::default();
        let endless = || {
            let counter = dropped.clone();
            let guard = OnDrop(move || _ = counter.add());
            async move {
                let _guard = guard;
                pending::<()>().await
            }
        };
        let mut map = JoinMap::new();
        (0..3).for_each(|key| _ = map.spawn(key % 2, endless()));
        settle().await;
        map.shut_down().await;
        assert_eq!((dropped.get(), map.len()), (3, 0), "those that have lost their keys are waited for, too");
        map.spawn(1, endless());
        settle().await;
        map.abort_all();
        assert!(map.join_next().await.unwrap().1.unwrap_err().is_cancelled());
        map.spawn(1, endless());
        settle().await;
        drop(map);
        settle().await;
        assert_eq!(dropped.get(), 5);
    });
}
