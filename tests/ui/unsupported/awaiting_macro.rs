//! Macros whose expansion awaits, of a family that nobody knows, or not as that family writes them.

use resumable::yield_now;

macro_rules! as_they_are {
    ($($item:item)*) => {
        $($item)*
    };
}

as_they_are! {
    mod own {
        macro_rules! select {
            ($future:expr => $handler:expr) => {{
                $future.await;
                $handler
            }};
        }
        pub(crate) use select;
    }
}

#[resumable::coroutine]
async fn of_their_own() -> u32 {
    own::select!(yield_now() => 1)
}

#[resumable::coroutine]
async fn of_another_grammar() {
    tokio::select! {
        yield_now() => {}
    }
}

fn main() {}
