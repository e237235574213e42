//! Lifetimes: elided, hidden, named, of impls, and what the returned future captures.

use crate::harness::*;
use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Debug;
use std::pin::Pin;

case! {
    /// Lifetimes that are elided inside function types and `Fn` bounds belong to those, not to the coroutine.
    mod elided_in_function_types => run();
    co! {
        async fn call(function: fn(&str) -> &str, bound: impl Fn(&str) -> usize, object: &dyn Fn(&u32) -> u32) -> usize {
            yield_now().await;
            function(" a ").len() + bound("bc") + object(&1) as usize
        }
    }
    co! {
        async fn pointer(function: for<'x> fn(&'x [u8]) -> &'x [u8]) -> usize {
            yield_now().await;
            function(&[1, 2]).len()
        }
    }
    co! {
        async fn run() -> usize {
            let base = 3;
            // A closure under `&` has no expected signature, and what it captures is lent: it has a variable.
            let add = move |n: &u32| n + base;
            call(str::trim, |text| text.len(), &add).await + pointer(|bytes| &bytes[1..]).await
        }
    }
}

case! {
    /// `'_` in types, in trait objects, in `impl Trait`, and in the output.
    mod anonymous => run();
    struct Words<'t>(&'t str);
    co! {
        async fn first(words: &mut Words<'_>) -> usize {
            yield_now().await;
            words.0 = words.0.trim();
            words.0.len()
        }
    }
    co! {
        async fn show(all: Vec<Box<dyn Debug + '_>>, more: impl Debug + '_) -> String {
            yield_now().await;
            format!("{all:?} {more:?}")
        }
    }
    co! {
        async fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
            yield_now().await;
            match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
                owned => owned,
            }
        }
    }
    co! {
        async fn run() -> (usize, String, String) {
            let text = String::from(" words ");
            let n = first(&mut Words(&text)).await;
            (n, show(vec![Box::new(&n), Box::new(&text)], &n).await, trimmed(Cow::Borrowed(&text)).await.into_owned())
        }
    }
}

case! {
    /// Methods in an impl whose own lifetimes are anonymous.
    mod anonymous_in_the_impl => run();
    struct Reader<'b> { bytes: &'b [u8], at: usize }
    impl Reader<'_> {
        co! {
            async fn byte(&mut self) -> Option<u8> {
                yield_now().await;
                let byte = self.bytes.get(self.at).copied()?;
                self.at += 1;
                Some(byte)
            }
        }
        co! {
            async fn rest(&self, least: &[u8]) -> &[u8] {
                let rest = &self.bytes[self.at..];
                look("least", &least).await;
                rest
            }
        }
    }
    co! {
        async fn run() -> (Option<u8>, Vec<u8>) {
            let bytes = vec![1, 2, 3];
            let mut reader = Reader { bytes: &bytes, at: 0 };
            let first = reader.byte().await;
            (first, reader.rest(&[9]).await.to_vec())
        }
    }
}

case! {
    /// What is returned outlives the receiver: it borrows from what the receiver borrows from.
    mod outlives_the_receiver => run();
    struct Lines<'t> { text: &'t str }
    impl<'t> Lines<'t> {
        co! {
            async fn next(&mut self) -> Option<&'t str> {
                let (line, rest) = self.text.split_once('\n')?;
                yield_now().await;
                self.text = rest;
                Some(line)
            }
        }
        co! {
            async fn all(mut self, out: &mut Vec<&'t str>) -> usize {
                while let Some(line) = self.next().await {
                    out.push(line);
                }
                out.len()
            }
        }
    }
    co! {
        async fn run() -> (Option<String>, usize, Vec<String>) {
            let text = String::from("a\nb\nc\n");
            let mut out = vec![];
            let (first, n) = {
                let mut lines = Lines { text: &text };
                let first = lines.next().await;
                // A receiver with an unknown name is kept over the wait: the future is bound first.
                let all = {lines}.all(&mut out);
                (first, all.await)
            };
            yield_now().await;
            (first.map(str::to_owned), n, out.into_iter().map(str::to_owned).collect())
        }
    }
}

case! {
    /// Reborrows through `&'a mut self` that are returned for all of `'a`.
    mod reborrows_returned => run();
    struct Table<T> { rows: Vec<T>, spare: T }
    impl<T: Debug> Table<T> {
        co! {
            async fn row<'a>(&'a mut self, at: usize) -> &'a mut T {
                look("spare", &self.spare).await;
                if at < self.rows.len() {
                    return &mut self.rows[at];
                }
                yield_now().await;
                &mut self.spare
            }
        }
        co! {
            async fn pair(&mut self) -> (&mut T, &mut Vec<T>) {
                yield_now().await;
                let Self { rows, spare } = self;
                (spare, rows)
            }
        }
    }
    co! {
        async fn run() -> (Vec<u32>, u32) {
            let mut table = Table { rows: vec![1, 2], spare: 0 };
            *table.row(1).await += 10;
            *table.row(7).await += 5;
            let (spare, rows) = table.pair().await;
            rows.push(*spare);
            *spare = 1;
            // Parts of what was lent across a wait are not moved out in place: the whole is moved first.
            let Table { rows, spare } = {table};
            (rows, spare)
        }
    }
}

case! {
    /// Three lifetimes with bounds between them, one only in a type parameter.
    mod several => run();
    struct Cursor<'d, T> { data: &'d RefCell<Vec<T>> }
    co! {
        async fn move_all<'long: 'short, 'short, 'other, T>(
            from: &'short Cursor<'long, T>,
            to: &'other mut Vec<T>,
            name: &'long str,
        ) -> (&'long RefCell<Vec<T>>, &'long str)
        where
            T: Clone + 'long,
            'long: 'other,
        {
            let taken = from.data.take();
            for one in taken {
                yield_now().await;
                to.push(one);
            }
            (from.data, name)
        }
    }
    co! {
        async fn run() -> (Vec<u32>, usize) {
            let data = RefCell::new(vec![1, 2]);
            let mut to = vec![];
            let (emptied, name) = move_all(&Cursor { data: &data }, &mut to, "name").await;
            (to, emptied.borrow().len() + name.len())
        }
    }
}

case! {
    /// `Pin<&mut Self>` and `&Self` receivers elide the output's lifetime.
    mod receivers_elide => run();
    struct Machine { parts: Vec<u32> }
    impl Machine {
        co! {
            async fn first(self: Pin<&mut Self>, least: &u32) -> &mut u32 {
                look("least", least).await;
                &mut self.get_mut().parts[0]
            }
        }
        co! {
            async fn last(self: &Self, text: &str) -> Option<&u32> {
                yield_now().await;
                self.parts.last()
            }
        }
    }
    co! {
        async fn run() -> (u32, Option<u32>) {
            let mut machine = Machine { parts: vec![1, 2] };
            let first = {
                // A receiver with an unknown name is kept over the wait: the future is bound first.
                let first = Pin::new(&mut machine).first(&0);
                let first = first.await;
                *first += 1;
                *first
            };
            (first, machine.last("text").await.copied())
        }
    }
}

/// A future of owned parameters is `'static`, also when it is generic.
#[test]
fn owned_parameters_are_static() {
    #[resumable::coroutine]
    async fn owned<T>(value: T, text: String) -> T {
        look("text", &text).await;
        value
    }
    fn spawn<F: Future + 'static>(_: F) {}
    fn generic<T: 'static>(value: T) {
        spawn(owned(value, String::new()));
    }
    generic(1);
    spawn(owned("static", String::new()));
}

/// A borrow ends with the future, so the place can be used again.
#[test]
fn borrows_end_with_the_future() {
    #[resumable::coroutine]
    async fn push(list: &mut Vec<u32>, name: &str) {
        list.push(name.len() as u32);
        yield_now().await;
    }
    let mut list = vec![];
    for name in ["a", "bb"] {
        let name = String::from(name);
        let mut future = std::pin::pin!(push(&mut list, &name));
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(future.as_mut().poll(&mut cx).is_pending());
    }
    list.push(9);
    assert_eq!(list, [1, 2, 9]);
}

case! {
    /// The attribute stands on the functions: the generics of the impl are seen in the types of the parameters, and its lifetimes in the output.
    mod of_an_impl_that_is_not_seen => run();
    use std::marker::PhantomData;
    trait Source {
        fn next(&mut self) -> usize;
    }
    struct Text<'t>(&'t str);
    impl Source for Text<'_> {
        fn next(&mut self) -> usize {
            self.0.len()
        }
    }
    struct Reader<R>(R);
    struct Entry<'e, R>(PhantomData<&'e R>, usize);
    async fn next<R: Source>(source: &mut R) -> usize {
        yield_now().await;
        source.next()
    }
    impl<R: Source> Reader<R> {
        co! {
            async fn new(mut source: R) -> Reader<R> {
                let lent = &mut source;
                next(lent).await;
                lent.next();
                Reader(source)
            }
        }
        co! {
            async fn of_many(mut sources: Vec<R>) -> usize {
                let lent = &mut sources[0];
                next(lent).await + lent.next()
            }
        }
    }
    impl<'e, R: Source + 'e> Reader<R> {
        co! {
            async fn into_entry(mut self) -> Option<Entry<'e, R>> {
                let n = next(&mut self.0).await;
                Some(Entry(PhantomData, n + self.0.next()))
            }
        }
    }
    async fn run() -> usize {
        let text = String::from("four");
        let reader = Reader::new(Text(&text)).await;
        let many = Reader::of_many(vec![Text(&text)]).await;
        reader.into_entry().await.map_or(0, |entry| entry.1) + many
    }
}
