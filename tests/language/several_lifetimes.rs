//! Functions of several lifetimes, and of lifetimes and types: they are declared as rustc declares an `async fn`, so that they pass for one
//! wherever the lifetimes of a declaration matter; and what is in the frame may live shorter than any of these.

use crate::harness::*;
use std::cell::Cell;
use std::fmt::Debug;
use std::pin::Pin;

case! {
    /// The attribute on the impl alone, of a trait that declares `async fn`.
    mod traits_of_others => run();
    trait Store<K> {
        async fn get(&self, key: &K) -> Option<&str>;
        async fn put<'t, V: Into<String>>(&mut self, key: K, value: V, old: &'t mut String) -> &'t str;
        async fn swap(self: &mut Self, key: &K, value: &mut String) -> bool;
        async fn into_both(self, key: &K) -> (Self, usize) where Self: Sized;
        async fn pinned(self: Pin<&mut Self>, key: &K) -> usize;
        async fn of_two<'a, 'b>(first: &'a K, second: &'b K) -> &'b K;
        async fn of_none() -> Self where Self: Default;
    }
    #[derive(Default)]
    struct Map<'t, K>(Vec<(K, String)>, &'t str);
    impl<'t, K: PartialEq + Debug + Unpin> Store<K> for Map<'t, K> {
        co! {
            async fn get(&self, key: &K) -> Option<&str> {
                look("key", key).await;
                for (known, value) in &self.0 {
                    yield_now().await;
                    if known == key {
                        return Some(value);
                    }
                }
                None
            }
        }
        co! {
            async fn put<'o, V: Into<String>>(&mut self, key: K, value: V, old: &'o mut String) -> &'o str {
                let found = self.0.iter_mut().find(|one| one.0 == key);
                yield_now().await;
                match found {
                    Some(found) => *old = std::mem::replace(&mut found.1, value.into()),
                    None => self.0.push((key, value.into())),
                }
                yield_now().await;
                old
            }
        }
        co! {
            async fn swap(self: &mut Self, key: &K, value: &mut String) -> bool {
                for (known, mine) in &mut self.0 {
                    let mine = if known == key { mine } else { continue };
                    yield_now().await;
                    std::mem::swap(mine, value);
                    return true;
                }
                false
            }
        }
        co! {
            async fn into_both(self, key: &K) -> (Self, usize) {
                let lent = &self;
                let n = lent.get(key).await.map_or(lent.1.len(), str::len);
                (self, n)
            }
        }
        co! {
            async fn pinned(self: Pin<&mut Self>, key: &K) -> usize {
                look("key", key).await;
                self.get_mut().0.len()
            }
        }
        co! {
            async fn of_two<'a, 'b>(first: &'a K, second: &'b K) -> &'b K {
                let mut any = first;
                yield_now().await;
                if any != second {
                    any = second;
                }
                look("any", any).await;
                second
            }
        }
        co! { async fn of_none() -> Self where Self: Default { later("made", Self::default()).await } }
    }
    async fn use_any<S: Store<u32> + Default>() -> (Vec<String>, bool, usize, u32) {
        let mut store = S::of_none().await;
        let mut old = String::from("old");
        let kept = store.put(1, "one", &mut old).await.to_owned();
        let first = store.put(1, String::from("eins"), &mut old).await.to_owned();
        let swapped = store.swap(&1, &mut old).await && !store.swap(&2, &mut old).await;
        let got = store.get(&1).await.unwrap_or_default().to_owned();
        let n = Pin::new(&mut Box::new(&mut store)).len_by_pin().await;
        let (store, m) = store.into_both(&{ 1 }).await;
        drop(store);
        (vec![kept, first, got, old], swapped, n + m, *S::of_two(&1, &2).await)
    }
    trait LenByPin {
        async fn len_by_pin(self: Pin<&mut Self>) -> usize;
    }
    impl<S: Store<u32>> LenByPin for Box<&mut S> {
        co! { async fn len_by_pin(mut self: Pin<&mut Self>) -> usize { later("n", 1).await } }
    }
    async fn run() -> (Vec<String>, bool, usize, u32) {
        use_any::<Map<'_, u32>>().await
    }
}

case! {
    /// The attribute on the impl alone, of a trait that declares a future which is `Send`.
    mod traits_of_others_that_ask_for_send => run();
    trait Service: Sync {
        fn call(&self, text: &str) -> impl Future<Output = usize> + Send;
        fn both<'s, T: Clone + Send + Sync + Debug>(&'s self, text: &mut T, other: &T) -> impl Future<Output = (&'s str, T)> + Send;
        fn consume(self, text: &str) -> impl Future<Output = String> + Send where Self: Sized;
        fn of_two(first: &str, second: &mut Vec<usize>) -> impl Future<Output = ()> + Send;
    }
    struct Server<'n>(&'n str);
    impl<'n> Service for Server<'n> {
        co! {
            async fn call(&self, text: &str) -> usize {
                let mut any = self.0;
                yield_now().await;
                if text.len() > any.len() {
                    any = text;
                }
                yield_now().await;
                any.len()
            }
        }
        co! {
            async fn both<'s, T: Clone + Send + Sync + Debug>(&'s self, text: &mut T, other: &T) -> (&'s str, T) {
                look("other", other).await;
                let old = std::mem::replace(text, other.clone());
                let lent = &old;
                yield_now().await;
                (self.0, lent.clone())
            }
        }
        co! {
            async fn consume(self, text: &str) -> String {
                let lent = &self;
                yield_now().await;
                format!("{}{text}", lent.0)
            }
        }
        co! {
            async fn of_two(first: &str, second: &mut Vec<usize>) {
                let lent = &mut *second;
                yield_now().await;
                lent.push(first.len());
            }
        }
    }
    async fn use_any<S: Service>(server: S) -> (usize, String, Vec<usize>) {
        let mut text = String::from("text");
        let mut list = vec![];
        let (name, old) = server.both(&mut text, &String::from("long text")).await;
        let name = name.to_owned() + &old;
        S::of_two(&name, &mut list).await;
        (server.call(&text).await, server.consume(&name).await, list)
    }
    async fn run() -> (usize, String, Vec<usize>) {
        let name = String::from("name");
        use_any(Server(&name)).await
    }
}

case! {
    /// The attribute on the declaration alone: the provided method is a coroutine, the others are rustc's.
    mod attribute_on_the_trait_alone => run();
    trait Both {
        co! { async fn required(&self, text: &str, list: &mut Vec<usize>) -> usize; }
        co! {
            async fn provided(&self, text: &str, list: &mut Vec<usize>) -> usize {
                list.push(text.len());
                self.required(text, list).await + list.len()
            }
        }
        co! { async fn consumes(self, text: &str) -> usize where Self: Sized; }
    }
    struct Plain(usize);
    impl Both for Plain {
        async fn required(&self, text: &str, list: &mut Vec<usize>) -> usize {
            yield_now().await;
            list.push(self.0);
            text.len()
        }
        async fn consumes(self, text: &str) -> usize {
            look("text", &text).await;
            self.0
        }
    }
    async fn run() -> (usize, usize) {
        (Plain(1).provided("text", &mut vec![]).await, Plain(2).consumes("t").await)
    }
}

case! {
    /// As an `AsyncFn` of two borrows with any lifetimes: a generic function, and a method.
    mod async_functions => run();
    async fn apply_to<A, B>(a: A, b: B, call: impl AsyncFn(&A, &B) -> usize) -> usize {
        call(&a, &b).await
    }
    co! {
        async fn shown<A: Debug, B: Debug>(a: &A, b: &B) -> usize {
            look("a", a).await;
            look("b", b).await;
            format!("{a:?}{b:?}").len()
        }
    }
    struct Counter(usize);
    impl Counter {
        co! {
            async fn add(&self, text: &String) -> usize {
                yield_now().await;
                self.0 + text.len()
            }
        }
    }
    async fn run() -> (usize, usize) {
        (
            apply_to(1, "text", shown).await,
            apply_to(Counter(3), String::from("four"), Counter::add).await,
        )
    }
}

case! {
    /// As a function with any two lifetimes: through a bound of one's own, as a pointer, and as a `dyn Fn`.
    mod functions_of_any_lifetimes => run();
    trait Call<'a, 'b> {
        type Made: Future<Output = &'b str>;
        fn call(&self, a: &'a str, b: &'b str) -> Self::Made;
    }
    impl<'a, 'b, F: Fn(&'a str, &'b str) -> M, M: Future<Output = &'b str>> Call<'a, 'b> for F {
        type Made = M;
        fn call(&self, a: &'a str, b: &'b str) -> M {
            self(a, b)
        }
    }
    async fn apply(call: impl for<'a, 'b> Call<'a, 'b>) -> usize {
        let b = String::from("bb");
        let kept = {
            let a = String::from("a");
            call.call(&a, &b).await
        };
        kept.len()
    }
    type Handler = for<'a, 'b> fn(&'a str, &'b str) -> Pin<Box<dyn Future<Output = &'b str> + 'b>>;
    co! {
        async fn second<'a, 'b>(a: &'a str, b: &'b str) -> &'b str {
            let mut any = a;
            look("any", &any).await;
            any = b;
            look("any", &any).await;
            b
        }
    }
    async fn run() -> (usize, usize, usize) {
        let handler: Handler = |a, b| {
            let a = a.len();
            Box::pin(async move { second("a", b).await })
        };
        let object: &dyn Fn(&'static str, &'static str) -> Pin<Box<dyn Future<Output = &'static str>>> = &|a, b| Box::pin(second(a, b));
        (apply(second).await, handler("x", "yy").await.len(), object("x", "yyy").await.len())
    }
}

case! {
    /// A variable that lives as long as neither of the parameters must, across waits: shared, unique, in containers, in cells.
    mod mixed => run();
    co! {
        async fn chosen<'a, 'b>(a: &'a str, b: &'b str, c: bool) -> usize {
            let mut x = a;
            yield_now().await;
            if c {
                x = b;
            }
            look("x", &x).await;
            x.len()
        }
    }
    co! {
        async fn unique<'a, 'b, T: Debug>(a: &'a mut Vec<T>, b: &'b mut Vec<T>, c: bool) -> (usize, Option<&'a T>) {
            let chosen = if c { &mut *a } else { &mut *b };
            yield_now().await;
            let taken = chosen.pop();
            look("taken", &taken).await;
            let taken = taken.is_some() as usize;
            yield_now().await;
            b.clear();
            (taken, a.last())
        }
    }
    co! {
        async fn collected<'a>(a: &'a str, b: &str, list: &mut Vec<&'a str>) -> usize {
            let mut all = vec![a];
            yield_now().await;
            let more = &mut all;
            more.push(b);
            yield_now().await;
            list.push(a);
            let cell = Cell::new(a);
            look("cell", &cell.get()).await;
            cell.set(b);
            all.push(cell.get());
            yield_now().await;
            all.iter().map(|one| one.len()).sum()
        }
    }
    co! {
        async fn with_locals<T: Debug, U: Debug>(t: T, u: &U, text: &str) -> String {
            let own = String::from("own");
            let mut parts: [&str; 2] = [&own, text];
            let (lent, pair) = (&t, (&t, u));
            look("parts", &parts).await;
            parts.swap(0, 1);
            let print = |more: &str| format!("{parts:?}{lent:?}{pair:?}{more}");
            yield_now().await;
            print(&own)
        }
    }
    co! {
        async fn dropped(a: &Noisy, b: &Noisy, own: Noisy) -> u32 {
            let all = [a, b, &own];
            let mut sum = 0;
            for one in all {
                yield_now().await;
                sum += one.by_ref();
            }
            sum
        }
    }
    async fn run() -> (usize, (usize, Option<u32>), usize, String, u32) {
        let (mut one, mut two) = (vec![1, 2], vec![3]);
        let text = String::from("text");
        let mut list = vec![];
        let n = chosen(&text, "other", true).await + chosen(&text, "other", false).await;
        let (taken, last) = unique(&mut one, &mut two, true).await;
        let last = last.copied();
        let sum = collected(&text, &String::from("short"), &mut list).await + list.len();
        let shown = with_locals(&text, &n, "more").await;
        let (a, b) = (noisy_n("a", 1), noisy_n("b", 2));
        (n, (taken, last), sum, shown, dropped(&a, &b, noisy_n("own", 3)).await)
    }
}

case! {
    /// Lifetimes of an impl that is not seen, `Self` that has some, `dyn Trait`, binders and constants in the types of parameters.
    mod types_of_every_kind => run();
    struct Words<'t, T, const N: usize>(&'t str, [T; N]);
    type Alias<'x, T> = (&'x T, Words<'static, u8, 1>);
    trait Named { type Name<'n> where Self: 'n; fn name<'n>(&'n self) -> Self::Name<'n>; }
    impl Named for u32 { type Name<'n> = &'n u32; fn name(&self) -> &u32 { self } }
    impl<'t, T: Debug + Copy, const N: usize> Words<'t, T, N> {
        co! {
            async fn longest(self, more: &str, other: Words<'_, T, N>) -> (&'t str, usize) {
                let lent = &self;
                let mut best = lent.0;
                for one in [more, other.0] {
                    look("one", &one).await;
                    if one.len() > best.len() {
                        best = one;
                    }
                }
                (lent.0, best.len())
            }
        }
        co! {
            async fn with(&mut self, more: &'t str, hidden: Words<'_, T, N>, parts: [&T; N]) -> &mut [T; N] {
                self.0 = more;
                yield_now().await;
                for (mine, part) in self.1.iter_mut().zip(parts.iter().copied().chain(&hidden.1)) {
                    *mine = *part;
                }
                yield_now().await;
                &mut self.1
            }
        }
    }
    co! {
        async fn objects<'a>(
            one: &(dyn Fn(&str) -> usize + 'a),
            two: Box<dyn for<'x> Fn(&'x str, &'a str) -> &'a str + '_>,
            three: Alias<'_, str>,
            four: &'a str,
            five: impl for<'x> Fn(&'x u8, &'a str) -> &'x u8,
        ) -> usize {
            let text = String::from("text");
            let lent = two(&text, four);
            yield_now().await;
            one(lent) + three.0.len() + three.1.0.len() + *five(&3, lent) as usize
        }
    }
    co! {
        async fn associated<'a, N: Named>(named: &'a N, text: &str) -> N::Name<'a> {
            let name = named.name();
            look("text", &text).await;
            name
        }
    }
    async fn run() -> ((String, usize), Vec<u32>, usize, u32) {
        let text = String::from("a long text");
        let mut words = Words("w", [1, 2]);
        let both = Words(&text[..3], [0u32; 2]).longest(&text, Words("x", [1; 2])).await;
        let numbers = words.with(&text, Words("h", [7, 8]), [&3, &4]).await.to_vec();
        let one = |text: &str| text.len();
        let two = Box::new(|_: &str, text| text);
        let three = ("three", Words("static", [1]));
        ((both.0.to_owned(), both.1), numbers, objects(&one, two, three, &text, |n, _| n).await, *associated(&5, &text).await)
    }
}

case! {
    /// Macros and aliases in types, of which nothing is known.
    mod types_of_macros => run();
    macro_rules! borrowed { ($lifetime:lifetime $ty:ty) => { &$lifetime mut $ty } }
    macro_rules! pair { ($a:ty, $b:ty) => { ($a, $b) } }
    co! {
        async fn all<'a, 'b>(a: borrowed!('a u32), b: pair!(&'b mut u32, Option<&'b mut u32>), c: bool) -> borrowed!('a u32) {
            let mut chosen = &mut *b.0;
            yield_now().await;
            if c {
                chosen = &mut *a;
            }
            yield_now().await;
            *chosen += 1;
            if let Some(more) = b.1 {
                yield_now().await;
                *a += *more;
            }
            a
        }
    }
    async fn run() -> u32 {
        let (mut a, mut b, mut c) = (1, 2, 3);
        *all(&mut a, (&mut b, Some(&mut c)), true).await + *all(&mut b, (&mut c, None), false).await
    }
}

case! {
    /// What a body makes of what is around the function, which takes nothing: `Self` in a trait, a type of the impl in the output.
    mod made_of_what_is_around => run();
    trait Make<T: Debug>: Default + Debug {
        co! {
            async fn made() -> (String, T) where T: Default {
                let (one, other) = (Self::default(), T::default());
                let (lent, too) = (&one, &other);
                yield_now().await;
                (format!("{lent:?}{too:?}"), other)
            }
        }
    }
    #[derive(Default, Debug)]
    struct Holder<T>(T);
    impl<T: Debug + Default> Make<T> for Holder<T> {}
    impl<T: Debug + Default + Clone> Holder<T> {
        co! {
            async fn work() -> T {
                let value = T::default();
                let lent = &value;
                yield_now().await;
                lent.clone()
            }
        }
    }
    async fn run() -> ((String, Option<u8>), u32) {
        (Holder::made().await, Holder::work().await)
    }
}

/// The output borrows from what the header says, and from nothing else, when the future is gone.
#[test]
fn the_output_is_tied_to_its_source_alone() {
    #[resumable::coroutine]
    async fn first<'a, T: Debug>(a: &'a str, b: &mut String, t: T) -> &'a str {
        look("t", &t).await;
        b.push_str(a);
        a
    }
    let a = String::from("a");
    let mut b = String::from("b");
    let kept = {
        let inner = String::from("inner");
        resumable::block_on(first(&a, &mut b, &inner))
    };
    b.push('c');
    assert_eq!((kept, &b[..]), ("a", "bac"));
}

/// A future of types alone lives as long as these: a caller need not promise more.
#[test]
fn types_need_not_outlive_anything() {
    #[resumable::coroutine]
    async fn output<F: Future>(future: F) -> F::Output {
        future.await
    }
    fn passes_on<F: Future>(future: F) -> impl Future<Output = F::Output> {
        output(future)
    }
    #[resumable::coroutine]
    async fn lends<T: Debug, S: AsRef<str>>(value: T, text: &S) -> usize {
        let (value, text) = (&value, text.as_ref());
        yield_now().await;
        format!("{value:?}{text}").len()
    }
    fn spawn<F: Future + Send + 'static>(future: F) -> F {
        future
    }
    let text = String::from("text");
    assert_eq!(resumable::block_on(passes_on(lends(&text, &text))), 10);
    assert_eq!(resumable::block_on(spawn(lends(1, &"x"))), 2);
}
