//! A macro puts its argument into a closure, which owns what the argument moves and drops it; ours drops what the argument did not move where it
//! was declared: there it must not refer to what is gone by then.

use resumable::yield_now;

struct Shows<'a>(Option<&'a String>);

impl Drop for Shows<'_> {
    fn drop(&mut self) {
        println!("{:?}", self.0)
    }
}

macro_rules! called {
    ($value:expr) => {
        (|| $value)()
    };
}

macro_rules! given {
    ($value:expr) => {
        Some(1).map(|_| $value)
    };
}

#[resumable::coroutine]
async fn as_a_statement(condition: bool) {
    let mut shows = Shows(None);
    yield_now().await;
    let text = String::from("text");
    let lent = &text;
    shows.0 = Some(&text);
    called!({
        if condition {
            drop(shows);
        }
    });
    yield_now().await;
    drop(lent.len());
}

#[resumable::coroutine]
async fn as_a_value(condition: bool) -> Option<usize> {
    let text = String::from("text");
    let shows = Shows(Some(&text));
    let lent = &shows;
    yield_now().await;
    drop(lent.0.is_some());
    let n = given!({
        if condition {
            drop(shows);
        }
        1
    });
    drop(text);
    yield_now().await;
    n
}

fn main() {}
