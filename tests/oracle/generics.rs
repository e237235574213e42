//! Generics, bounds, const generics, `impl Trait` and trait objects.

use crate::harness::*;
use std::fmt::{Debug, Display};

case! {
    /// One type parameter with a bound, held across a wait and returned.
    one_parameter(noisy("a"));
    async fn one_parameter<T: Debug>(value: T) -> T {
        look("value", &value).await;
        log(format_args!("{value:?}"));
        value
    }
}

case! {
    /// Several parameters with a `where` clause, one of them only dropped.
    where_clause(noisy("a"), vec![1u32, 2], 3u8);
    async fn where_clause<A, I, N>(held: A, items: I, n: N) -> u64
    where
        I: IntoIterator,
        I::Item: Into<u64>,
        N: Into<u64> + Copy,
    {
        let mut sum = 0;
        for item in items {
            yield_now().await;
            sum += item.into() * n.into();
        }
        sum
    }
}

case! {
    /// A const parameter, in types and in expressions.
    const_parameter([1, 2, 3]);
    async fn const_parameter<const N: usize>(array: [u32; N]) -> ([u32; N], usize) {
        let mut doubled = [0; N];
        for i in 0..N {
            yield_now().await;
            doubled[i] = array[i] * 2;
        }
        (doubled, N)
    }
}

case! {
    /// Lifetimes, types and constants together, with a default bound relaxed.
    all_kinds("text", [1, 2], &*leak(noisy("?sized")));
    async fn all_kinds<'a, T, U: ?Sized + Debug, const N: usize>(text: &'a str, array: [T; N], other: &U) -> (&'a str, Option<T>)
    where
        T: Clone + 'a,
    {
        look("other", other).await;
        let first = array.first().cloned();
        yield_now().await;
        (text, first)
    }
}

case! {
    /// `impl Trait` arguments, by value and by reference, two of the same bound.
    impl_trait(1, "b", &'c');
    async fn impl_trait(a: impl Display, b: impl Display + Copy, c: &impl Debug) -> String {
        let mut text = format!("{a}");
        yield_now().await;
        text += &format!("{b}{c:?}");
        look("c", c).await;
        text
    }
}

case! {
    /// `impl Into<String>`, `impl AsRef<str>` and `impl IntoIterator`, as real signatures have them.
    impl_conversions("name", String::from("value"), ["x", "y"]);
    async fn impl_conversions(
        name: impl Into<String>,
        value: impl AsRef<str>,
        rest: impl IntoIterator<Item = &'static str>,
    ) -> String {
        let mut name = name.into();
        yield_now().await;
        name.push_str(value.as_ref());
        for more in rest {
            edit("name", &mut name, |name| name.push_str(more)).await;
        }
        name
    }
}

case! {
    /// A generic closure argument that is called between waits.
    closure_argument(|n| n + 1);
    async fn closure_argument<F>(mut change: F) -> u32
    where
        F: FnMut(u32) -> u32,
    {
        let mut n = 0;
        for _ in 0..3 {
            n = later("n", change(n)).await;
        }
        n
    }
}

case! {
    /// A generic function that makes futures, which are awaited here.
    future_factory(|n| later("made", n * 2));
    async fn future_factory<F, Fut>(make: F) -> u32
    where
        F: Fn(u32) -> Fut,
        Fut: Future<Output = u32>,
    {
        let mut sum = 0;
        for n in 1..3 {
            sum += make(n).await;
        }
        sum
    }
}

case! {
    /// An async closure as an argument.
    async_closure_argument(async |n: u32| later("inside", n + 1).await);
    async fn async_closure_argument(call: impl AsyncFn(u32) -> u32) -> u32 {
        let a = call(1).await;
        a + call(a).await
    }
}

case! {
    /// A future as an argument, awaited in the middle, and one that is dropped unpolled.
    future_arguments(later("awaited", 3), later("dropped", 4));
    async fn future_arguments<T>(awaited: impl Future<Output = T>, dropped: impl Future) -> T {
        let _guard = noisy("guard");
        yield_now().await;
        awaited.await
    }
}

case! {
    /// Associated types and constants of a parameter.
    mod associated => run(Decimal);
    trait Format {
        const BASE: u32;
        type Value: Debug + Clone;
        fn parse(&self, text: &str) -> Self::Value;
    }
    struct Decimal;
    impl Format for Decimal {
        const BASE: u32 = 10;
        type Value = Vec<u32>;
        fn parse(&self, text: &str) -> Vec<u32> { text.chars().filter_map(|c| c.to_digit(Self::BASE)).collect() }
    }
    co! {
        async fn run<F: Format>(format: F) -> (F::Value, u32) {
            let value: F::Value = format.parse("12");
            look("value", &value).await;
            let copy = value.clone();
            yield_now().await;
            (copy, F::BASE + <F as Format>::BASE)
        }
    }
}

case! {
    /// Trait objects, borrowed and boxed, and one whose lifetime is elided.
    trait_objects(leak(noisy("borrowed")), Box::new(noisy("boxed")));
    async fn trait_objects(borrowed: &(dyn Debug + Sync), boxed: Box<dyn Debug + Send + Sync>) -> String {
        let both: [&dyn Debug; 2] = [borrowed, &*boxed];
        let text = format!("{both:?}");
        look("borrowed", borrowed).await;
        yield_now().await;
        text + &format!("{boxed:?}")
    }
}

case! {
    /// Generic coroutines call each other with different types.
    mod callers => run();
    co! {
        async fn twice<T: Clone>(value: T) -> (T, T) {
            let copy = value.clone();
            yield_now().await;
            (copy, value)
        }
    }
    co! {
        async fn run() -> ((u32, u32), (Noisy, Noisy), ((&'static str, &'static str), (&'static str, &'static str))) {
            (twice(1).await, twice(noisy("n")).await, twice(twice::<&str>("s").await).await)
        }
    }
}

case! {
    /// A type that only the output mentions, chosen by the caller.
    mod chosen_by_the_caller => run();
    co! {
        async fn convert<T>(n: u8) -> Result<T, String> where T: TryFrom<u8, Error: Debug> {
            yield_now().await;
            T::try_from(n).map_err(|error| format!("{error:?}"))
        }
    }
    co! {
        async fn run() -> Result<(i8, u64, char), String> {
            let a: i8 = convert(100).await?;
            let b = convert::<u64>(200).await?;
            Ok((a, b, convert(b'c').await?))
        }
    }
}

/// Handles what it is lent, for however long.
trait Handler<'a> {
    fn handle(&'a self, n: &'a Noisy) -> Look<'a, Noisy>;
}
impl<'a> Handler<'a> for Noisy {
    fn handle(&'a self, n: &'a Noisy) -> Look<'a, Noisy> {
        self.by_ref();
        look("handle", n)
    }
}
case! {
    bounded_for_all_lifetimes(noisy("handler"), noisy("n"));
    async fn bounded_for_all_lifetimes<H: for<'a> Handler<'a>>(handler: H, n: Noisy) -> u32 {
        handler.handle(&n).await.by_ref()
    }
}
case! {
    bounded_for_all_lifetimes_where(noisy("handler"), noisy("n"));
    async fn bounded_for_all_lifetimes_where<H>(handler: H, n: Noisy) -> u32
    where
        for<'a> H: Handler<'a>,
    {
        handler.handle(&n).await.by_ref()
    }
}
