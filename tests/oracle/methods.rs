//! Methods with every receiver, in inherent and generic impls.

use crate::harness::*;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

case! {
    /// `&self`, `&mut self` and `self`.
    mod receivers => run();
    struct Counter { n: u32, held: Noisy }
    impl Counter {
        co! {
            async fn get(&self) -> u32 {
                look("held", &self.held).await;
                self.n
            }
        }
        co! {
            async fn add(&mut self, n: u32) -> &mut Self {
                let old = self.n;
                yield_now().await;
                self.n = old + n;
                self.held.by_mut();
                self
            }
        }
        co! {
            async fn end(self) -> u32 {
                let _local = noisy("local");
                yield_now().await;
                self.n
            }
        }
        co! {
            async fn end_mut(mut self, n: u32) -> Noisy {
                self.n += n;
                yield_now().await;
                self.held
            }
        }
    }
    co! {
        async fn run() -> (u32, Noisy) {
            let mut counter = Counter { n: 1, held: noisy("held") };
            counter.add(2).await.add(3).await;
            let got = counter.get().await;
            let other = Counter { n: got, held: noisy("other") };
            // A receiver with an unknown name is kept over the wait: the futures are bound first.
            let end = {counter}.end();
            let end = end.await;
            let end_mut = {other}.end_mut(1);
            (end, end_mut.await)
        }
    }
}

case! {
    /// An associated function, and one that is called through `Self`.
    mod associated_functions => Server::start("name");
    #[derive(Debug)]
    struct Server { name: String, retries: u32 }
    impl Server {
        const RETRIES: u32 = 2;
        co! {
            async fn start(name: &str) -> Result<Self, String> {
                let mut server = Self { name: name.to_owned(), retries: 0 };
                for retry in 0..Self::RETRIES {
                    server.retries += Self::attempt(retry).await?;
                }
                Ok(server)
            }
        }
        co! {
            async fn attempt(n: u32) -> Result<u32, String> {
                later("attempt", Ok(n)).await
            }
        }
    }
}

case! {
    /// `self: Pin<&mut Self>`, written through after a wait.
    mod pinned_receiver => run();
    struct Machine { n: u32, held: Noisy }
    impl Machine {
        co! {
            async fn turn(mut self: Pin<&mut Self>) -> u32 {
                yield_now().await;
                self.n += 1;
                self.as_mut().held.by_mut();
                yield_now().await;
                self.n
            }
        }
    }
    co! {
        async fn run() -> u32 {
            let mut machine = std::pin::pin!(Machine { n: 1, held: noisy("held") });
            // A receiver with an unknown name is kept over the wait: the futures are bound first.
            let first = machine.as_mut().turn();
            let first = first.await;
            let second = {machine}.turn();
            first + second.await
        }
    }
}

case! {
    /// `self: Arc<Self>`, `&Arc<Self>` and `Box<Self>`.
    mod smart_receivers => run();
    struct Shared { held: Noisy }
    impl Shared {
        co! {
            async fn by_arc(self: Arc<Self>) -> usize {
                yield_now().await;
                self.held.by_ref();
                Arc::strong_count(&self)
            }
        }
        co! {
            async fn by_arc_reference(self: &Arc<Self>) -> Arc<Self> {
                let own = self.clone();
                yield_now().await;
                own
            }
        }
        co! {
            async fn by_box(self: Box<Self>) -> Noisy {
                yield_now().await;
                self.held
            }
        }
    }
    co! {
        async fn run() -> (usize, Noisy) {
            let shared = Arc::new(Shared { held: noisy("shared") });
            let again = shared.by_arc_reference().await;
            // A receiver with an unknown name is kept over the wait: the futures are bound first.
            let count = {again}.by_arc();
            let count = count.await;
            let boxed = Box::new(Shared { held: noisy("boxed") }).by_box();
            (count, boxed.await)
        }
    }
}

case! {
    /// `self: Rc<Self>`: the coroutine is not `Send` in either version.
    mod rc_receiver => Rc::new(Local(noisy("held"))).by_rc();
    struct Local(Noisy);
    impl Local {
        co! {
            async fn by_rc(self: Rc<Self>) -> usize {
                yield_now().await;
                self.0.by_ref();
                Rc::strong_count(&self)
            }
        }
    }
}

case! {
    /// A generic impl with a lifetime, a type and a constant.
    mod generic_impl => run(leak([1, 2, 3]));
    struct Window<'d, T, const N: usize> { data: &'d mut [T; N], at: usize }
    impl<'d, T: Copy + std::fmt::Debug, const N: usize> Window<'d, T, N> {
        co! {
            async fn next(&mut self) -> Option<&T> {
                yield_now().await;
                let found = self.data.get(self.at)?;
                self.at += 1;
                look("found", found).await;
                Some(found)
            }
        }
        co! {
            async fn swap<'a>(&'a mut self, other: &'a mut T) -> &'a T {
                let first = &mut self.data[0];
                yield_now().await;
                std::mem::swap(first, other);
                &self.data[0]
            }
        }
        co! {
            async fn into_rest(self) -> &'d mut [T] {
                yield_now().await;
                &mut self.data[self.at..]
            }
        }
    }
    co! {
        async fn run(data: &mut [u32; 3]) -> (Option<u32>, u32, Vec<u32>) {
            let mut window = Window { data, at: 0 };
            let first = window.next().await.copied();
            let mut other = 9;
            let swapped = *window.swap(&mut other).await;
            (first, swapped + other, window.into_rest().await.to_vec())
        }
    }
}

case! {
    /// A method borrows `self` and a parameter, and returns a borrow of `self`.
    mod two_borrows => run();
    struct Store { words: Vec<String> }
    impl Store {
        co! {
            async fn find(&self, start: &str) -> Option<&str> {
                for word in &self.words {
                    if later("check", word.starts_with(start)).await {
                        return Some(word);
                    }
                }
                None
            }
        }
        co! {
            async fn find_mut(&mut self, start: &str) -> Option<&mut String> {
                let at = self.words.iter().position(|word| word.starts_with(start))?;
                yield_now().await;
                self.words.get_mut(at)
            }
        }
    }
    co! {
        async fn run() -> (Option<String>, Vec<String>) {
            let mut store = Store { words: vec![String::from("one"), String::from("two")] };
            if let Some(word) = store.find_mut("o").await {
                edit("word", word, |word| word.push('!')).await;
            }
            let start = String::from("t");
            let found = store.find(&start).await.map(str::to_owned);
            // A part of what was lent across a wait is not moved out in place: the whole is moved.
            (found, {store}.words)
        }
    }
}

case! {
    /// A method that calls closures and methods on fields of `self` while it is borrowed.
    mod fields_of_self => run();
    #[derive(Debug)]
    struct Session { input: Vec<u32>, output: Vec<String>, state: Option<u32> }
    impl Session {
        co! {
            async fn pump(&mut self) -> Result<usize, String> {
                while let Some(n) = self.input.pop() {
                    let line = self.render(n).await;
                    self.output.push(line);
                    self.state = Some(self.state.take().unwrap_or(0) + n);
                    let Self { output, state, .. } = self;
                    edit("output", output, |output| output.push(format!("{state:?}"))).await;
                    if self.state == Some(5) {
                        return Err(self.output.join(","));
                    }
                }
                Ok(self.output.len())
            }
        }
        co! {
            async fn render(&self, n: u32) -> String {
                let known = self.output.len();
                later("render", format!("{n} of {known}")).await
            }
        }
    }
    co! {
        async fn run() -> (Result<usize, String>, Session) {
            let mut session = Session { input: vec![9, 2, 3], output: vec![], state: None };
            (session.pump().await, session)
        }
    }
}

case! {
    /// Methods in a trait and in its impls, generic over the implementor.
    mod trait_methods => run();
    trait Sink {
        co! { async fn send(&mut self, n: u32) -> Result<(), String>; }
        co! {
            async fn send_all(&mut self, all: &[u32]) -> Result<usize, String> {
                for n in all {
                    self.send(*n).await?;
                }
                Ok(all.len())
            }
        }
    }
    struct Log(Vec<u32>, Noisy);
    impl Sink for Log {
        co! {
            async fn send(&mut self, n: u32) -> Result<(), String> {
                edit("log", &mut self.0, |list| list.push(n)).await;
                if n > 2 { Err(format!("{n} is too many")) } else { Ok(()) }
            }
        }
    }
    co! {
        async fn run() -> (Result<usize, String>, Result<usize, String>, Vec<u32>) {
            let mut sink = Log(vec![], noisy("sink"));
            let first = sink.send_all(&[1, 2]).await;
            // A part of what was lent across a wait is not moved out in place: the whole is moved.
            (first, sink.send_all(&[3, 4]).await, {sink}.0)
        }
    }
}

case! {
    /// An async method of a foreign trait, called on a generic receiver.
    mod called_through_a_bound => run(Echo(noisy("echo")));
    trait Call { fn call(&self, n: u32) -> impl Future<Output = u32>; }
    struct Echo(Noisy);
    impl Call for Echo {
        fn call(&self, n: u32) -> impl Future<Output = u32> {
            self.0.by_ref();
            later("echo", n)
        }
    }
    co! {
        async fn run<C: Call>(service: C) -> u32 {
            service.call(1).await + service.call(2).await
        }
    }
}
