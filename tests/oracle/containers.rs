//! The attribute on an impl, a trait or a module: every `async fn` in it.

use crate::harness::*;
use std::fmt::Debug;

case! {
    /// An impl with methods, a constant, a plain function and a macro call between them.
    mod inherent => run();
    macro_rules! getter { ($name:ident) => { fn $name(&self) -> u32 { self.count } } }
    struct Counter { count: u32, held: Noisy }
    co! {
        impl Counter {
            const STEP: u32 = { 2 };

            async fn add(&mut self, n: u32) -> u32 {
                let _guard = noisy_n("guard", n);
                look("held", &self.held).await;
                self.count += n * Self::STEP;
                self.count
            }

            getter!(get);

            /// Consumes.
            #[must_use]
            async fn close(mut self, more: u32) -> (u32, Noisy) {
                self.count += more;
                let Self { count, held } = self;
                yield_now().await;
                (count, held)
            }

            fn twice(&self) -> u32 { self.get() * 2 }

            async fn make(n: u32) -> Self {
                Self { count: later("make", n).await, held: noisy("held") }
            }
        }
    }
    co! {
        async fn run() -> (u32, u32, (u32, Noisy)) {
            let mut counter = Counter::make(3).await;
            let added = counter.add(4).await;
            let twice = counter.twice();
            let closing = {counter}.close(1);
            (added, twice, closing.await)
        }
    }
}

case! {
    /// A generic impl with lifetimes in its header, one of which has the compiler's own name: references to locals of its types.
    mod generic => run();
    struct Pair<'co, T> { text: &'co str, value: T }
    co! {
        impl<'co, T: Clone + Debug> Pair<'co, T>
        where
            T: 'co,
        {
            async fn make(text: &'co str, value: &T) -> Self {
                let made = Self { text, value: value.clone() };
                let lent = &made;
                yield_now().await;
                let again = (lent.text, &lent.value);
                look("value", again.1).await;
                Self { text: again.0, value: again.1.clone() }
            }

            async fn from_nothing() -> Option<T> {
                let none: Option<T> = None;
                let lent = &none;
                yield_now().await;
                lent.clone()
            }

            async fn swap(self, other: Self) -> (T, T) {
                let both = (self, other);
                let lent = &both;
                yield_now().await;
                (lent.1.value.clone(), lent.0.value.clone())
            }

            async fn text(&self, longer: &str) -> &'co str {
                let text = self.text;
                look("longer", longer).await;
                text
            }
        }
    }
    co! {
        impl Pair<'_, u32> {
            async fn sum(self, list: Vec<Self>) -> u32 {
                let lent = &list;
                yield_now().await;
                lent.iter().map(|pair| pair.value).sum::<u32>() + self.value
            }
        }
    }
    co! {
        async fn run() -> (String, u32, Option<u32>) {
            let text = String::from("text");
            let first = Pair::make(&text, &1).await;
            let found = first.text("longer").await;
            let summing = {first}.sum(vec![Pair { text: "x", value: 5 }]);
            let sum = summing.await;
            let swapping = Pair { text: "a", value: noisy("a") }.swap(Pair { text: "b", value: noisy("b") });
            let swapped = swapping.await;
            (format!("{found} {swapped:?}"), sum, Pair::<u32>::from_nothing().await)
        }
    }
}

case! {
    /// A trait with required and default methods, its impls for a type, a reference and a parameter.
    mod traits => run();
    co! {
        trait Store<K: Debug + ?Sized> {
            const NAME: &'static str;
            type Value: Debug + Clone;
            async fn get(&self, key: &K) -> Option<Self::Value>;
            async fn get_or(&self, key: &K, default: Self::Value) -> Self::Value {
                let _guard = noisy(Self::NAME);
                match self.get(key).await {
                    Some(value) => value,
                    None => default,
                }
            }
            fn name(&self) -> &'static str { Self::NAME }
            async fn take(self, key: &K) -> Result<Self::Value, Self> where Self: Sized;
        }
    }
    struct List(Vec<(String, u32)>);
    co! {
        impl Store<str> for List {
            const NAME: &'static str = "list";
            type Value = u32;
            async fn get(&self, key: &str) -> Option<Self::Value> {
                for (name, value) in &self.0 {
                    yield_now().await;
                    if name == key {
                        return Some(*value);
                    }
                }
                None
            }
            async fn take(self, key: &str) -> Result<u32, Self> {
                let found = self.get(key).await;
                found.ok_or(self)
            }
        }
    }
    co! {
        impl<'s, K: Debug + ?Sized, S: Store<K>> Store<K> for &'s S {
            const NAME: &'static str = S::NAME;
            type Value = S::Value;
            async fn get(&self, key: &K) -> Option<S::Value> { look("key", key).await; (**self).get(key).await }
            async fn take(self, key: &K) -> Result<S::Value, Self> { self.get(key).await.ok_or(self) }
        }
    }
    co! {
        async fn run() -> (u32, u32, bool) {
            let list = List(vec![("a".into(), 1), ("b".into(), 2)]);
            let found = list.get_or("b", 7).await;
            let missing = (&list).get_or("c", 8).await;
            let taking = {list}.take("d");
            (found, missing, taking.await.is_err())
        }
    }
}

case! {
    /// A module with functions, an impl, a trait, macros and another module, and items that only look like functions.
    mod modules => run();
    co! {
        pub mod outer {
            #![allow(dead_code)]
            use super::*;
            const FUNCTION: fn(u32) -> u32 = { fn plain(n: u32) -> u32 { n + 1 } plain };
            static NAMES: &[&str] = &["a", "b"];
            macro_rules! two { ($a:ident $b:ident) => { pub fn $a() -> u32 { 1 } pub fn $b() -> u32 { 2 } } }
            two! { one two_ }
            #[derive(Debug, Default)]
            pub struct Work { done: u32 }
            impl Work {
                pub async fn work(&mut self) -> &u32 { self.done += later("work", one()).await; &self.done }
            }
            pub trait Extension { async fn extended(&self) -> u32; }
            impl Extension for Work { async fn extended(&self) -> u32 { later("extended", self.done).await } }
            pub async fn outside(n: u32) -> u32 {
                async fn within(n: u32) -> u32 { later("within", n).await }
                within(n).await + FUNCTION(two_()) + self::inner::deep(&NAMES[0]).await as u32
            }
            pub(super) mod inner {
                pub async fn deep(text: &str) -> usize { super::yield_now().await; text.len() }
            }
            pub const fn sync() -> u32 { 4 }
        }
    }
    use outer::Extension;
    co! {
        async fn run() -> (u32, u32, u32, u32) {
            let mut work = outer::Work::default();
            let worked = *work.work().await;
            (outer::outside(outer::sync()).await, worked, work.extended().await, outer::inner::deep("xyz").await as u32)
        }
    }
}
