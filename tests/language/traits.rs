//! Trait methods: with the attribute on both sides, and on the side of the impl only.

use crate::harness::*;
use std::fmt::Debug;

case! {
    /// A trait with a provided method, a constant and an associated type; two impls, called through a bound.
    mod both_sides => run();
    trait Service {
        const NAME: &'static str;
        type Reply: Debug;
        co! { async fn call(&mut self, request: &str) -> Result<Self::Reply, String>; }
        co! {
            async fn call_twice(&mut self, request: &str) -> Result<(Self::Reply, Self::Reply), String> {
                let _guard = noisy(Self::NAME);
                let first = self.call(request).await?;
                Ok((first, self.call(request).await?))
            }
        }
    }
    struct Length(u32);
    impl Service for Length {
        const NAME: &'static str = "length";
        type Reply = usize;
        co! {
            async fn call(&mut self, request: &str) -> Result<usize, String> {
                self.0 += 1;
                look("request", &request).await;
                if self.0 > 3 { Err(Self::NAME.to_owned()) } else { Ok(request.len()) }
            }
        }
    }
    struct Echo<T>(T);
    impl<T: Clone + Debug> Service for Echo<T> {
        const NAME: &'static str = "echo";
        type Reply = (T, String);
        co! {
            async fn call(&mut self, request: &str) -> Result<Self::Reply, String> {
                yield_now().await;
                Ok((self.0.clone(), request.to_owned()))
            }
        }
        co! {
            async fn call_twice(&mut self, request: &str) -> Result<(Self::Reply, Self::Reply), String> {
                let once = self.call(request).await?;
                Ok((once.clone(), once))
            }
        }
    }
    co! {
        async fn through_a_bound<S: Service>(mut service: S) -> Result<String, String> {
            let first = service.call("a").await?;
            let both = service.call_twice("bb").await?;
            let last = service.call("ccc").await;
            Ok(format!("{first:?} {both:?} {last:?}"))
        }
    }
    co! {
        async fn run() -> (Result<String, String>, Result<String, String>) {
            (through_a_bound(Length(0)).await, through_a_bound(Echo(noisy("echoed"))).await)
        }
    }
}

case! {
    /// Somebody else's trait with an `async fn`: the impl has the attribute alone.
    mod native_trait => run();
    trait Read {
        async fn read(&mut self) -> Option<u32>;
        async fn peek(&self) -> Option<&u32>;
        async fn close(self) -> u32;
    }
    struct List(Vec<u32>, Noisy);
    impl Read for List {
        co! {
            async fn read(&mut self) -> Option<u32> {
                yield_now().await;
                self.0.pop()
            }
        }
        co! {
            async fn peek(&self) -> Option<&u32> {
                yield_now().await;
                self.0.last()
            }
        }
        // `self` by value in an impl of a trait without the attribute is not supported: this one is native in both.
        async fn close(self) -> u32 {
            later("close", self.0.len() as u32).await
        }
    }
    co! {
        async fn run() -> (Option<u32>, Option<u32>, u32) {
            let mut list = List(vec![1, 2, 3], noisy("list"));
            let (read, peeked) = (list.read().await, list.peek().await.copied());
            let closing = {list}.close();
            (read, peeked, closing.await)
        }
    }
}

case! {
    /// A trait that asks for `Send`: the impl is an `async fn` with the attribute.
    mod trait_that_asks_for_send => run();
    trait Handler: Send + Sync + 'static {
        fn handle(&self, n: u32) -> impl Future<Output = u32> + Send;
        fn name(&self) -> &str { "default" }
    }
    struct Adder { held: Noisy }
    impl Handler for Adder {
        co! {
            async fn handle(&self, n: u32) -> u32 {
                later("adder", n + self.held.by_ref()).await
            }
        }
    }
    fn spawn<F: Future + Send>(future: F) -> F { future }
    fn serve<H: Handler>(handler: &H, n: u32) -> impl Future<Output = u32> + Send { spawn(handler.handle(n)) }
    co! {
        async fn run() -> u32 {
            let adder = Adder { held: noisy_n("held", 3) };
            serve(&adder, 4).await
        }
    }
}

case! {
    /// A generic trait, a generic method, a static method, and a supertrait's method.
    mod generic_traits => run();
    trait Base { co! { async fn base(&self) -> u32; } }
    trait Convert<T>: Base {
        co! { async fn convert<U: Into<T> + Debug>(&self, value: U) -> T; }
        co! { async fn make(n: u32) -> Self where Self: Sized; }
    }
    #[derive(Debug)]
    struct Adds(u64);
    impl Base for Adds {
        co! { async fn base(&self) -> u32 { later("base", self.0 as u32).await } }
    }
    impl Convert<u64> for Adds {
        co! {
            async fn convert<U: Into<u64> + Debug>(&self, value: U) -> u64 {
                look("value", &value).await;
                value.into() + self.0 + u64::from(self.base().await)
            }
        }
        co! {
            async fn make(n: u32) -> Self {
                Adds(later("make", n).await.into())
            }
        }
    }
    co! {
        async fn run() -> (u64, Adds) {
            let adds = <Adds as Convert<u64>>::make(5).await;
            (adds.convert(1u8).await, adds)
        }
    }
}

case! {
    /// Impls for references, boxes, tuples and type parameters.
    mod impls_for_many => run();
    trait Size { co! { async fn size(&self) -> usize; } }
    impl Size for str { co! { async fn size(&self) -> usize { later("str", self.len()).await } } }
    impl Size for u32 { co! { async fn size(&self) -> usize { later("u32", *self as usize).await } } }
    impl<T: Size + ?Sized> Size for &T { co! { async fn size(&self) -> usize { (**self).size().await + 1 } } }
    impl<A: Size, B: Size> Size for (A, B) {
        co! { async fn size(&self) -> usize { self.0.size().await + self.1.size().await } }
    }
    impl<T: Size, const N: usize> Size for [T; N] {
        co! {
            async fn size(&self) -> usize {
                let mut sum = N;
                for one in self {
                    sum += one.size().await;
                }
                sum
            }
        }
    }
    co! { async fn run() -> usize { ("abc", [(1u32, 2u32), (3, 4)]).size().await } }
}

case! {
    /// Extension methods on foreign types.
    mod extension => run();
    trait Pause { co! { async fn pause(self, name: &'static str) -> Self where Self: Sized; } }
    impl<T> Pause for T {
        co! { async fn pause(self, name: &'static str) -> Self { later(name, self).await } }
    }
    co! {
        async fn run() -> (u32, Noisy) {
            // A receiver with an unknown name is kept over the wait: the future is bound first.
            let three = noisy("n").pause("three");
            (1.pause("one").await + 2.pause("two").await, three.await)
        }
    }
}
