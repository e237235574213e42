//! Signatures of every shape: each compiles, is called as it was, and runs as rustc's.

use crate::harness::*;
use std::fmt::Debug;

case! {
    /// Visibilities, paths and re-exports.
    mod visibilities => run();
    mod inner {
        use super::*;
        co! { pub async fn open(n: u32) -> u32 { later("open", n).await } }
        co! { pub(crate) async fn in_crate(n: u32) -> u32 { later("crate", n).await } }
        co! { pub(super) async fn in_parent(n: u32) -> u32 { closed(n).await } }
        co! { pub(in super::super) async fn in_path(n: u32) -> u32 { later("path", n).await } }
        co! { async fn closed(n: u32) -> u32 { later("closed", n).await } }
    }
    pub(crate) use inner::in_crate as renamed;
    co! {
        async fn run() -> u32 {
            inner::open(1).await + renamed(2).await + inner::in_parent(3).await + self::inner::in_path(4).await
        }
    }
}

case! {
    /// No arrow, `-> ()`, and the tail without a value.
    mod outputs => run();
    co! { async fn none() { yield_now().await } }
    co! { async fn unit() -> () { yield_now().await; } }
    co! { async fn array() -> [(u8, &'static str); 1] { [(later("n", 1).await, "s")] } }
    co! { async fn pointer() -> fn(u32) -> u32 { yield_now().await; |n| n + 1 } }
    co! { async fn nested() -> Option<Result<Vec<Box<u32>>, ()>> { Some(Ok(vec![Box::new(later("n", 1).await)])) } }
    co! {
        async fn run() -> ([(u8, &'static str); 1], u32, Option<Result<Vec<Box<u32>>, ()>>) {
            none().await;
            let () = unit().await;
            (array().await, pointer().await(1), nested().await)
        }
    }
}

case! {
    /// Explicit type arguments at the call, beside arguments that are inferred.
    mod turbofish => run();
    co! {
        async fn convert<T: From<u8>>(n: u8) -> T {
            yield_now().await;
            T::from(n)
        }
    }
    co! {
        async fn beside_impl_trait<T: From<u8>>(n: u8, held: impl Debug) -> (T, String) {
            yield_now().await;
            (T::from(n), format!("{held:?}"))
        }
    }
    co! {
        async fn beside_borrows<T: Clone, const N: usize>(a: &T, b: &str) -> ([T; N], usize) {
            yield_now().await;
            (std::array::from_fn(|_| a.clone()), b.len())
        }
    }
    co! {
        async fn run() -> (u64, (u16, String), ([u8; 2], usize)) {
            (
                convert::<u64>(1).await,
                beside_impl_trait::<u16>(2, noisy("held")).await,
                beside_borrows::<u8, 2>(&1, "text").await,
            )
        }
    }
}

case! {
    /// Explicit type arguments beside `impl Trait` of every kind: under references, nested, in tuples, called, borrowed and moved.
    mod turbofish_beside_impl_trait => run();
    trait Service {
        co! { async fn call<T: From<u8> + Debug>(&self, n: T, held: impl Debug + Clone) -> (T, String); }
        co! {
            async fn twice<T: From<u8> + Debug + Clone>(&mut self, n: &T, held: &mut impl Iterator<Item = impl Debug + Clone>) -> Vec<String> {
                let mut all = vec![];
                while let Some(one) = held.next() {
                    let (_, shown) = self.call::<T>(n.clone(), one).await;
                    all.push(shown);
                }
                all
            }
        }
    }
    struct Server(Noisy);
    impl Service for Server {
        co! {
            async fn call<T: From<u8> + Debug>(&self, n: T, held: impl Debug + Clone) -> (T, String) {
                let shown = &held;
                look("server", &self.0).await;
                let again = held.clone();
                yield_now().await;
                (n, format!("{shown:?} {again:?}"))
            }
        }
    }
    impl Server {
        co! {
            async fn consume<const N: usize>(mut self, (first, make): (impl Debug, impl FnOnce(usize) -> Noisy), _: impl Debug) -> ([u32; N], Noisy, Noisy) {
                let _first = first;
                // A binding of a pattern is not known to be callable once.
                let made = {make}(N);
                yield_now().await;
                self.0 = noisy("replaced");
                yield_now().await;
                ([1; N], made, self.0)
            }
        }
    }
    co! {
        async fn mapped<'a, T>(list: &'a [u32], mut map: impl FnMut(&'a u32) -> T, once: impl FnOnce(Vec<T>) -> usize) -> (usize, Option<&'a u32>)
        where
            T: Debug,
        {
            let mut all = Vec::new();
            for one in list {
                yield_now().await;
                all.push(map(one));
            }
            let last = list.last();
            yield_now().await;
            (once(all), last)
        }
    }
    co! {
        async fn awaits<T: Default, F: AsyncFn(u32) -> T>(first: impl Future<Output = T>, second: impl IntoFuture<Output = T>, call: F) -> [T; 4] {
            let made = T::default();
            let one = first.await;
            let two = second.await;
            [one, two, call(3).await, made]
        }
    }
    co! {
        async fn run() -> ((u16, String), Vec<String>, ([u32; 2], Noisy, Noisy), (usize, Option<u32>), [u8; 4]) {
            let mut server = Server(noisy("server"));
            let called = server.call::<u16>(3, noisy("held")).await;
            let mut held = ["a", "b"].into_iter();
            let twice = server.twice::<u8>(&4, &mut held).await;
            let consuming = {server}.consume::<2>((noisy("first"), |n| noisy_n("made", n as u32)), noisy("ignored"));
            let consumed = consuming.await;
            let list = [1, 2];
            let (count, last) = mapped::<u64>(&list, |n| u64::from(*n), |all| all.len()).await;
            let awaited = awaits::<u8, _>(later("first", 1), Box::pin(later("second", 2)), async |n| later("call", n as u8).await).await;
            (called, twice, consumed, (count, last.copied()), awaited)
        }
    }
}

case! {
    /// `where` clauses of every kind.
    mod where_clauses => run();
    trait Named { const NAME: &'static str; type Id: Copy + Debug; fn id(&self) -> Self::Id; }
    impl Named for u32 {
        const NAME: &'static str = "u32";
        type Id = u64;
        fn id(&self) -> u64 { u64::from(*self) }
    }
    co! {
        async fn all<'a, T, F, I>(items: I, call: F) -> Vec<(T::Id, &'a str)>
        where
            T: Named + ?Sized + 'a,
            T::Id: Into<u64>,
            I: IntoIterator<Item = &'a T>,
            for<'x> F: Fn(&'x T, &'x str) -> &'a str,
            [T::Id]: Debug,
        {
            let mut all = Vec::new();
            for item in items {
                yield_now().await;
                all.push((item.id(), call(item, T::NAME)));
            }
            all
        }
    }
    co! {
        async fn run() -> Vec<(u64, &'static str)> {
            all(&[1u32, 2], |item, name| if name.len() as u32 > *item { "small" } else { "big" }).await
        }
    }
}

case! {
    /// Defaults and bounds in an impl's own header, and `Self` in every position.
    mod self_in_signatures => run();
    #[derive(Debug, Clone, PartialEq)]
    struct Tree<T> { value: T, below: Vec<Self> }
    impl<T: Clone + Debug> Tree<T>
    where
        Self: Sized,
    {
        co! {
            async fn merge(mut self, other: Self, list: &[Self]) -> Result<Self, (Self, T)> {
                self.below.push(other);
                yield_now().await;
                for one in list {
                    self.below.push(Self { below: vec![], ..one.clone() });
                    look("one", one).await;
                }
                if self.below.len() > 3 { Err((self.clone(), self.value)) } else { Ok(self) }
            }
        }
        co! {
            async fn deepest(&self, depth: usize) -> (usize, &Self) {
                let mut best = (depth, self);
                for one in &self.below {
                    let below: std::pin::Pin<Box<dyn Future<Output = (usize, &Self)> + '_>> = Box::pin(one.deepest(depth + 1));
                    let found = below.await;
                    if found.0 > best.0 {
                        best = found;
                    }
                }
                best
            }
        }
    }
    co! {
        async fn run() -> Result<(usize, u32), (Tree<u32>, u32)> {
            let leaf = |value| Tree { value, below: vec![] };
            // A receiver with an unknown name is kept over the wait: the futures are bound first.
            let list = [leaf(3)];
            let merging = leaf(1).merge(leaf(2), &list);
            let tree = merging.await?;
            let (depth, deepest) = tree.deepest(0).await;
            log(deepest.value);
            let found = (depth, deepest.value);
            let list = [leaf(5), leaf(6)];
            let merging = {tree}.merge(leaf(4), &list);
            merging.await?;
            Ok(found)
        }
    }
}

case! {
    /// Parameters of every type: tuples, arrays, pointers, functions, trait objects, nested generics.
    mod parameter_types => run();
    co! {
        async fn all(
            (a, [b, c]): (u32, [u32; 2]),
            pointer: *const u32,
            function: fn(&str) -> usize,
            object: Box<dyn Fn(&str) -> String + '_>,
            closures: (impl Fn(u32) -> u32, impl FnOnce() -> Noisy),
            nested: Result<Option<&[&str]>, Box<dyn std::error::Error>>,
        ) -> (u32, usize, String, u32, Noisy, usize) {
            yield_now().await;
            // A part of what lives across a wait is not moved out in place: the whole is taken apart.
            let (number, make) = {closures};
            let made = make();
            (a + b + c, function("text"), object("x"), number(1), made, nested.ok().flatten().map_or(0, <[_]>::len))
        }
    }
    co! {
        async fn run() -> (u32, usize, String, u32, Noisy, usize) {
            let suffix = String::from("!");
            let object = Box::new(|text: &str| format!("{text}{suffix}"));
            all((1, [2, 3]), &0, str::len, object, (|n| n + 1, || noisy("made")), Ok(Some(&["a", "b"]))).await
        }
    }
}

case! {
    /// Sixteen parameters, with and without a drop.
    mod sixteen => run();
    co! {
        async fn sixteen(
            a: u8, b: Noisy, c: u16, d: Noisy, e: u32, f: &str, g: u64, h: Noisy,
            i: i8, j: Option<Noisy>, k: i16, l: [Noisy; 2], m: i32, _: Noisy, o: i64, p: (),
        ) -> i64 {
            drop(d);
            yield_now().await;
            b.by_ref();
            i64::from(a) + i64::from(c) + i64::from(e) + i64::from(i) + i64::from(k) + i64::from(m) + o
        }
    }
    co! {
        async fn run() -> i64 {
            let n = noisy;
            sixteen(1, n("b"), 2, n("d"), 3, "f", 4, n("h"), 5, Some(n("j")), 6, [n("l"), n("l2")], 7, n("_"), 8, ()).await
        }
    }
}
