//! What the receiver is: a copy, a pointer, something generic, a link of a chain.

use super::*;
use std::future::Future;
use std::pin::Pin;

#[derive(Clone, Copy, Debug)]
struct Point(u32, u32);

impl Point {
    fn alpha(self) -> u32 {
        self.0 + self.1
    }
}

trait Shape {
    fn omega(self) -> Noisy;
}

impl Shape for Part {
    fn omega(self) -> Noisy {
        self.0
    }
}

trait Lent {
    fn omega(&self) -> u32;
}

impl Lent for Noisy {
    fn omega(&self) -> u32 {
        self.by_ref()
    }
}

case! {
    /// What it gives is known from what becomes of it.
    given();
    async fn given() -> usize {
        let (numbers, texts) = (vec![1u8, 2, 3].into_iter(), ["1", "2"].iter());
        look("numbers", &numbers).await;
        let all: Vec<u8> = numbers.skip(1).collect();
        look("texts", &texts).await;
        let sum: u32 = texts.map(|text| text.parse::<u32>().unwrap_or(0)).sum();
        yield_now().await;
        all.len() + sum as usize
    }
}

case! {
    /// A copy is not moved, nor is what is behind a box that is looked at.
    copies_and_boxes();
    async fn copies_and_boxes() -> u32 {
        let (point, boxed, other, whole) =
            (Point(1, 2), Box::new(part("boxed")), Box::new(part("other")), Box::new(part("whole")));
        look("point", &point).await;
        let n = point.alpha();
        yield_now().await;
        let moved = boxed.alpha();
        look("moved", &moved).await;
        let seen = other.beta();
        look("seen", seen).await;
        let m = whole.delta();
        yield_now().await;
        n + m
    }
}

case! {
    /// One name in two traits, of generic types.
    mod generic => run(part("a"), noisy("b"));
    co! {
        async fn run<S: Shape, L: Lent>(shape: S, lent: L) -> u32 {
            yield_now().await;
            let noisy = shape.omega();
            yield_now().await;
            let n = lent.omega();
            yield_now().await;
            noisy.by_ref() + n
        }
    }
}

case! {
    /// Links of a chain that begins with something that is built, and of which each does as it likes.
    mod chained => run();
    struct TaskBuilder(Noisy);
    impl TaskBuilder {
        fn new() -> Self {
            TaskBuilder(noisy("builder"))
        }
        fn named(&mut self, name: &'static str) -> &mut Self {
            self.0 = noisy(name);
            self
        }
        fn owned(self) -> Self {
            TaskBuilder(self.0.renamed("owned"))
        }
        async fn watch(&self) -> u32 {
            look("watch", &self.0).await;
            1
        }
        async fn start(self) -> u32 {
            look("start", &self.0).await;
            2
        }
    }
    co! {
        async fn run() -> u32 {
            let n = TaskBuilder::new().named("a").watch().await;
            let m = TaskBuilder::new().owned().start().await;
            n + m + TaskBuilder::new().owned().named("b").watch().await
        }
    }
}

case! {
    /// Names by which something was told of a local, and which do not hold.
    told_by_a_local();
    async fn told_by_a_local() -> u32 {
        struct Digest(Noisy);
        impl Digest {
            fn finish(&self) -> u32 {
                self.0.by_ref()
            }
            fn split(&self) -> (&Noisy, u32) {
                (&self.0, 1)
            }
        }
        let (digest, other) = (Digest(noisy("digest")), Digest(noisy("other")));
        look("digest", &digest.0).await;
        let n = digest.finish();
        yield_now().await;
        let (half, m) = other.split();
        look("half", half).await;
        n + m
    }
}

case! {
    /// Senders of one value and of many.
    mod senders => run(One(noisy("one")), Many(noisy("many")));
    struct One(Noisy);
    impl One {
        fn send(self, n: u32) -> Result<u32, u32> {
            self.0.by_ref();
            Ok(n)
        }
    }
    struct Many(Noisy);
    impl Many {
        fn send(&self, n: u32) -> Result<u32, u32> {
            self.0.by_ref();
            Ok(n)
        }
    }
    co! {
        async fn run(one: One, many: Many) -> Result<u32, u32> {
            yield_now().await;
            let n = one.send(1)?;
            yield_now().await;
            let m = many.send(2)?;
            yield_now().await;
            Ok(n + m)
        }
    }
}

case! {
    /// The value is a reference into what lives on, or something behind a pointer.
    borrowed_from(leak(noisy("lent")));
    async fn borrowed_from(lent: &mut Noisy) -> u32 {
        struct Holder<'a>(&'a mut Noisy);
        impl<'a> Holder<'a> {
            fn alpha(self) -> &'a mut Noisy {
                self.0
            }
            fn beta(&mut self) -> &mut Noisy {
                self.0
            }
        }
        let mut holder = Holder(lent);
        yield_now().await;
        let inner = holder.beta();
        edit("inner", inner, |noisy| _ = noisy.by_mut()).await;
        let out = holder.alpha();
        edit("out", out, |noisy| _ = noisy.by_mut()).await;
        out.by_ref()
    }
}

case! {
    /// A future that is polled by a method, and a boxed one.
    of_futures();
    async fn of_futures() -> u32 {
        let boxed: Pin<Box<dyn Future<Output = u32>>> = Box::pin(part("boxed").epsilon());
        let part = part("part").lambda();
        yield_now().await;
        let n = boxed.await;
        let part = part.lambda();
        yield_now().await;
        n + part.alpha().by_ref()
    }
}

case! {
    /// Pointers that are known by inference alone.
    pointers();
    async fn pointers() -> u32 {
        let (mut a, b, c) = (part("a"), std::rc::Rc::new(part("b")), Some(part("c")));
        let unique = std::convert::identity(&mut a);
        let shared = std::convert::identity(&b);
        yield_now().await;
        edit("unique", unique.gamma(), |noisy| _ = noisy.by_mut()).await;
        look("shared", shared.beta()).await;
        let inner = c.as_ref().map(|c| c.beta());
        yield_now().await;
        let n = inner.map_or(0, |inner| inner.by_ref());
        yield_now().await;
        n + a.alpha().by_ref() + b.beta().by_ref()
    }
}

case! {
    /// A `self` that is declared with `mut` has a part that is changed by a method of the function's name.
    mod delegated => Outer { part: Inner(noisy("part")), held: noisy("held") }.theta2();
    struct Outer {
        part: Inner,
        held: Noisy,
    }
    struct Inner(Noisy);
    impl Inner {
        async fn theta2(&mut self) -> u32 {
            edit("theta", &mut self.0, |noisy| _ = noisy.by_mut()).await;
            self.0.by_ref()
        }
    }
    impl Outer {
        co! {
            async fn theta2(mut self) -> u32 {
                let n = self.part.theta2().await;
                yield_now().await;
                n + self.held.by_ref()
            }
        }
    }
}

case! {
    /// A part of what `self` was made into is passed on by value, whether that is declared with `mut` or not.
    mod projected => Outer(noisy("sink"), noisy("held")).finish();
    struct Outer(Noisy, Noisy);
    struct Projected {
        sink: Noisy,
        held: Noisy,
    }
    impl Outer {
        fn apart(self) -> Projected {
            Projected { sink: self.0, held: self.1 }
        }
        co! {
            async fn finish(self) -> u32 {
                let mut this = self.apart();
                this.held.by_mut();
                look("held", &this.held).await;
                let n = this.sink.finish();
                yield_now().await;
                n + this.held.by_ref()
            }
        }
    }
}

case! {
    /// What is chained to others: iterators are moved, bytes are referred to.
    chained_to_others("a".to_string());
    async fn chained_to_others(text: String) -> usize {
        use std::borrow::Cow;
        use std::io::Read;
        let (data, numbers) = (Cow::from(text.as_bytes()), vec![noisy("first")].into_iter());
        let (more, seen) = (vec![noisy("second")].into_iter(), &data);
        look("seen", &noisy_n("seen", seen.len() as u32)).await;
        yield_now().await;
        let mut both = data.chain(&b"bc"[..]);
        yield_now().await;
        let mut all = Vec::new();
        both.read_to_end(&mut all).unwrap();
        yield_now().await;
        let chained = numbers.chain(more).map(|noisy| noisy.by_ref());
        yield_now().await;
        all.len() + chained.sum::<u32>() as usize + data.len()
    }
}
