//! A part is moved out of a local that stays in its place, and assigned again.

use crate::harness::*;

enum State {
    Open(Noisy, Noisy),
    Idle(Noisy),
}

use State::{Idle, Open};

struct Connection {
    state: State,
    name: Noisy,
    boxed: Box<Noisy>,
}

fn connection() -> Connection {
    Connection { state: Open(noisy("one"), noisy("two")), name: noisy("name"), boxed: Box::new(noisy("boxed")) }
}

async fn next(state: State) -> State {
    yield_now().await;
    match state {
        Open(one, _) => Idle(one),
        Idle(one) => Open(one, noisy("other")),
    }
}

case! {
    behind_a_wait();
    async fn behind_a_wait() -> u32 {
        let mut pair = (noisy("first"), noisy("second"));
        let kept = &pair;
        yield_now().await;
        kept.0.by_ref();
        drop(pair.1);
        yield_now().await;
        pair.1 = noisy("third");
        yield_now().await;
        pair.1.by_ref()
    }
}

case! {
    in_each_turn(connection());
    async fn in_each_turn(mut connection: Connection) -> u32 {
        for _ in 0..3 {
            let seen = &connection.name;
            look("look", seen).await;
            let state = next(connection.state).await;
            connection.state = state;
            yield_now().await;
        }
        connection.state = next(connection.state).await;
        connection.name.by_ref()
    }
}

case! {
    /// What an arm leaves of the part drops when that is assigned.
    in_one_arm(connection());
    async fn in_one_arm(mut connection: Connection) -> u32 {
        let seen = &connection.name;
        look("look", seen).await;
        match connection.state {
            Open(one, _) => {
                yield_now().await;
                connection.state = Idle(one);
            }
            Idle(one) => drop(one),
        }
        yield_now().await;
        connection.name.by_ref()
    }
}

case! {
    box_that_is_empty(connection(), 1);
    async fn box_that_is_empty(mut connection: Connection, n: u32) -> u32 {
        let seen = &connection;
        look("look", &seen.name).await;
        if n == 1 {
            let content = *connection.boxed;
            yield_now().await;
            drop(content);
        }
        yield_now().await;
        connection.boxed = Box::new(noisy("another"));
        yield_now().await;
        connection.boxed.by_ref()
    }
}

case! {
    mod taken_on_one_way => twice();
    co! {
        async fn taken_on_one_way(mut connection: Connection, takes: bool) -> u32 {
            let seen = &connection;
            look("look", &seen.name).await;
            if takes {
                drop(connection.name);
            }
            yield_now().await;
            connection.name = noisy("renamed");
            yield_now().await;
            let name = connection.name;
            later("last", name.by_ref()).await
        }
    }
    co! {
        async fn twice() -> u32 {
            taken_on_one_way(connection(), true).await + taken_on_one_way(connection(), false).await
        }
    }
}

case! {
    /// The value becomes what the field is.
    coerced();
    async fn coerced() -> u32 {
        let mut pair: (Box<dyn std::fmt::Debug>, Noisy) = (Box::new(noisy("a")), noisy("b"));
        let seen = &pair;
        look("look", &seen.1).await;
        drop(pair.0);
        yield_now().await;
        pair.0 = Box::new(noisy("c"));
        yield_now().await;
        drop(pair.0);
        pair.0 = Box::new(noisy("d"));
        pair.1.by_ref()
    }
}

case! {
    /// A pattern takes a part of the part.
    taken_apart();
    async fn taken_apart() -> u32 {
        let mut nested = ((noisy("a"), noisy("b")), noisy("c"));
        let seen = &nested;
        look("look", &seen.1).await;
        let (a, _) = nested.0;
        yield_now().await;
        drop(a);
        nested.0 = (noisy("d"), noisy("e"));
        yield_now().await;
        let (_, e) = nested.0;
        later("last", e.by_ref()).await
    }
}

case! {
    in_a_loop(true);
    async fn in_a_loop(waits: bool) -> u32 {
        let mut pair = (noisy("a"), noisy("b"));
        let seen = &pair;
        look("look", &seen.1).await;
        while pair.0.by_ref() < 9 {
            drop(pair.0);
            if waits {
                yield_now().await;
                pair.0 = noisy("e");
                break;
            } else {
                pair.0 = noisy("f");
            }
            yield_now().await;
        }
        (pair.1, pair.0) = (noisy("y"), noisy("z"));
        yield_now().await;
        pair.0.by_ref()
    }
}
