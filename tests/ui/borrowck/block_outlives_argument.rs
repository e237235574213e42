//! What holds a block lives no longer than what the block captures: behind `dyn`, behind `impl`, and where it is sent to.

use resumable::yield_now;
use std::any::Any;
use std::cell::RefCell;
use std::pin::Pin;
use std::sync::mpsc::Sender;

#[resumable::coroutine]
fn in_box(text: &str) -> Box<dyn Future<Output = String>> {
    Box::new(async move {
        yield_now().await;
        text.to_string()
    })
}

#[resumable::coroutine]
async fn in_box_of_async(text: &str) -> Pin<Box<dyn Future<Output = usize>>> {
    yield_now().await;
    Box::pin(async move { text.len() })
}

#[resumable::coroutine]
fn for_ever(text: &str) -> impl Future<Output = usize> + 'static {
    async move { text.len() }
}

#[resumable::coroutine]
fn other_lifetime<'a, 'b>(text: &'a str, _other: &'b str) -> impl Future<Output = usize> + 'b {
    async move { text.len() }
}

#[resumable::coroutine]
fn generic<T: ToString>(value: T) -> Box<dyn Future<Output = String>> {
    Box::new(async move { value.to_string() })
}

#[resumable::coroutine]
fn any(text: &str) -> impl Any {
    async move { text.len() }
}

struct Name(String);

impl Name {
    #[resumable::coroutine]
    fn read(&self) -> Option<Box<dyn Future<Output = usize>>> {
        Some(Box::new(async move { self.0.len() }))
    }
}

#[resumable::coroutine]
async fn sent(jobs: Sender<Box<dyn Future<Output = usize>>>, text: &str) {
    let _ = jobs.send(Box::new(async move { text.len() }));
}

#[resumable::coroutine]
async fn kept(jobs: &RefCell<Vec<Pin<Box<dyn Future<Output = usize>>>>>, text: &str) {
    jobs.borrow_mut().push(Box::pin(async move { text.len() }));
}

#[resumable::coroutine]
async fn given_to(run: &mut dyn FnMut(Box<dyn Future<Output = usize>>), text: &str) {
    run(Box::new(async move { text.len() }));
}

fn main() {}
