//! `task_local!`.

use crate::support::{Log, OnDrop, panic_message, poll_once, run};
use resumable::task::NoValue;
use resumable::{Builder, spawn, yield_now};
use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

resumable::task_local! {
    static NUMBER: u32;
    pub(crate) static TEXT: String
}

resumable::task_local! {
    static CELL: Cell<u32>;
}

async fn number_after_waits() -> u32 {
    for _ in 0..3 {
        yield_now().await;
    }
    NUMBER.get()
}

#[test]
fn each_task_has_its_own_value() {
    let crew = Builder::new().worker_threads(2).build().unwrap();
    for runtime in [Builder::new().build().unwrap(), crew] {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..100).map(|number| spawn(NUMBER.scope(number, number_after_waits()))).collect();
            for (number, task) in tasks.into_iter().enumerate() {
                assert_eq!(task.await.unwrap(), number as u32);
            }
            let without = spawn(async { NUMBER.try_with(|_| ()) });
            assert!(NUMBER.scope(1, without).await.unwrap().is_err(), "what was spawned outside has none");
            let spawned = NUMBER.scope(1, async { spawn(async { NUMBER.try_with(|_| ()) }).await.unwrap() });
            assert!(spawned.await.is_err(), "nor has what was spawned inside");
        });
    }
}

#[test]
fn scopes_hide_each_other_and_end() {
    run(async {
        let inner = async {
            let inner = NUMBER.scope(2, number_after_waits()).await;
            let sync = NUMBER.sync_scope(3, || NUMBER.with(|number| *number));
            let text = TEXT.scope("text".into(), async { TEXT.get() + &NUMBER.get().to_string() }).await;
            (inner, sync, NUMBER.get(), text)
        };
        assert_eq!(NUMBER.scope(1, inner).await, (2, 3, 1, "text1".into()));
        assert!(NUMBER.try_with(|_| ()).is_err());
        let cell = CELL.scope(Cell::new(0), async {
            CELL.with(|cell| cell.set(cell.get() + 1));
            yield_now().await;
            CELL.with(|cell| cell.replace(0))
        });
        assert_eq!(cell.await, 1);
    });
}

#[test]
fn a_future_is_dropped_with_its_value() {
    let log = Log::default();
    let says = |log: &Log, name: &str| {
        let (log, name) = (log.clone(), name.to_owned());
        OnDrop(move || log.add(format!("{name} {:?}", NUMBER.try_with(|number| *number).ok())))
    };
    run(async {
        let ready = NUMBER.scope(1, {
            let guard = says(&log, "ready");
            async move { drop((yield_now().await, guard)) }
        });
        ready.await;
        let mut waits = Box::pin(NUMBER.scope(2, {
            let guard = says(&log, "waits");
            async move {
                pending::<()>().await;
                drop(guard);
            }
        }));
        assert!(poll_once(waits.as_mut()).is_pending());
        drop(waits);
        let guard = says(&log, "unpolled");
        drop(NUMBER.scope(3, async move { drop(guard) }));
    });
    assert_eq!(log.take(), ["ready Some(1)", "waits Some(2)", "unpolled Some(3)"]);
    assert!(NUMBER.try_with(|_| ()).is_err());
}

#[test]
fn panics_leave_everything_in_its_place() {
    let panicked = catch_unwind(|| NUMBER.sync_scope(1, || panic!("on purpose")));
    assert!(panicked.is_err() && NUMBER.try_with(|_| ()).is_err());
    run(async {
        let mut scope = pin!(NUMBER.scope(1, poll_fn(|_| -> Poll<()> { panic!("on purpose") })));
        assert!(catch_unwind(AssertUnwindSafe(|| poll_once(scope.as_mut()))).is_err());
        assert!(NUMBER.try_with(|_| ()).is_err());
    });
    let message = panic_message(|| NUMBER.get());
    assert!(message.contains("scope") && message == NUMBER.try_with(|_| ()).unwrap_err().to_string(), "{message}");
    let _: NoValue = TEXT.try_with(|_| ()).unwrap_err();
    // A value to which there is a reference cannot be hidden.
    let message = panic_message(|| NUMBER.sync_scope(1, || NUMBER.with(|_| NUMBER.sync_scope(2, || ()))));
    assert!(message.contains("reference"), "{message}");
    assert!(NUMBER.try_with(|_| ()).is_err());
}
