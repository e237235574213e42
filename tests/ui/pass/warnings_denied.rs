//! No lint of rustc or clippy that the body does not deserve.

#![deny(warnings, clippy::all)]
#![warn(unused_qualifications, trivial_casts, single_use_lifetimes, unused_lifetimes, elided_lifetimes_in_paths)]

use resumable::{block_on, yield_now};

struct Store {
    list: Vec<String>,
}

impl Store {
    #[resumable::coroutine]
    async fn add(&mut self, text: &str, times: usize) -> Result<usize, String> {
        let mut total = 0;
        for turn in 0..times {
            let line = format!("{turn}: {text}");
            yield_now().await;
            total += line.len();
            self.list.push(line);
        }
        while let Some(last) = self.list.last() {
            if last.len() < 100 {
                break;
            }
            yield_now().await;
            self.list.pop();
        }
        let first = self.list.first().ok_or_else(|| String::from("nothing was added"))?;
        yield_now().await;
        Ok(total + first.len())
    }
}

#[resumable::coroutine]
async fn work<T: Clone>(value: T) -> (T, T) {
    let copy = value.clone();
    let kept = &copy;
    yield_now().await;
    (value, kept.clone())
}

fn main() {
    let mut store = Store { list: Vec::new() };
    assert_eq!(block_on(store.add("text", 2)), Ok(21));
    assert_eq!(block_on(work("text")), ("text", "text"));
}
