//! The attribute below others that rewrite an `async fn`: what they have made stays a function, and its block is the coroutine.

use resumable::yield_now;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;

/// Whether the future of a block is one of ours, by its type.
fn is_ours<F: Future>(_: &F) -> bool {
    std::any::type_name::<F>().contains("Coroutine")
}

#[tokio::test]
#[resumable::coroutine]
async fn a_test_of_tokio() {
    let text = String::from("held");
    let borrowed = &text;
    yield_now().await;
    tokio::task::yield_now().await;
    assert_eq!(borrowed.len(), 4);
}

#[tokio::main(flavor = "current_thread")]
#[resumable::coroutine]
async fn main_of_tokio(n: u32) -> Result<u32, std::fmt::Error> {
    tokio::task::yield_now().await;
    if n == 0 {
        return Err(std::fmt::Error);
    }
    yield_now().await;
    Ok(n)
}

#[test]
fn a_main_of_tokio() {
    assert_eq!(main_of_tokio(3), Ok(3));
    assert!(main_of_tokio(0).is_err());
}

#[resumable::coroutine]
fn made(calls: &Cell<u32>) -> impl Future<Output = u32> + '_ {
    calls.set(calls.get() + 1);
    let future = async move {
        yield_now().await;
        calls.get() + 1
    };
    assert!(is_ours(&future));
    future
}

#[test]
fn what_stands_before_the_block_runs_at_once() {
    let calls = Cell::new(0);
    let future = made(&calls);
    assert_eq!(calls.get(), 1);
    assert_eq!(resumable::block_on(future), 2);
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

trait Shape: Sync {
    fn area<'life0, 'async_trait>(&'life0 self) -> Boxed<'async_trait, u32>
    where
        'life0: 'async_trait,
        Self: 'async_trait;

    fn twice<'life0, 'async_trait>(&'life0 self) -> Boxed<'async_trait, u32>
    where
        'life0: 'async_trait,
        Self: 'async_trait;
}

struct Square(u32);

#[resumable::coroutine]
impl Shape for Square {
    fn area<'life0, 'async_trait>(&'life0 self) -> Boxed<'async_trait, u32>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            if let Some(__ret) = None::<u32> {
                #[allow(unreachable_code)]
                return __ret;
            }
            let __self = self;
            let __ret: u32 = {
                yield_now().await;
                __self.0 * __self.0
            };
            #[allow(unreachable_code)]
            __ret
        })
    }

    fn twice<'life0, 'async_trait>(&'life0 self) -> Boxed<'async_trait, u32>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let __self = self;
            __self.area().await * 2
        })
    }
}

#[test]
fn what_async_trait_writes() {
    let shape: Box<dyn Shape> = Box::new(Square(3));
    assert_eq!(resumable::block_on(shape.twice()), 18);
}

trait Source: Send {
    fn number(&self) -> u32;
}

impl Source for u32 {
    fn number(&self) -> u32 {
        *self
    }
}

trait Builder: Sized {
    type Context<'a>: Send;

    #[resumable::coroutine]
    fn execute<'life0, 'async_trait>(
        self,
        source: impl 'async_trait + Source,
        context: Self::Context<'life0>,
    ) -> Boxed<'async_trait, u32>
    where
        'life0: 'async_trait,
        Self: 'async_trait;
}

impl Builder for Square {
    type Context<'a> = &'a u32;

    #[resumable::coroutine]
    fn execute<'life0, 'async_trait>(
        self,
        source: impl 'async_trait + Source,
        context: Self::Context<'life0>,
    ) -> Boxed<'async_trait, u32>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let __self = self;
            let source = source;
            let context = context;
            let __ret: u32 = {
                yield_now().await;
                source.number() + __self.0 * *context
            };
            __ret
        })
    }
}

#[test]
fn what_async_trait_writes_of_an_impl_trait() {
    assert_eq!(resumable::block_on(Square(3).execute(4, &5)), 19);
}
