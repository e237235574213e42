//! What an unknown macro is handed by value, where its result is awaited; and closures in which macros stand.

use crate::harness::*;

fn former<A, B>(a: A, _: B) -> A {
    a
}

case! {
    /// Awaited values that own something.
    awaited_values(3);
    async fn awaited_values(n: u32) -> u32 {
        macro_rules! pass { ($value:expr) => { $value } }
        macro_rules! both { ($a:expr, $b:expr) => { ($a, $b) } }
        macro_rules! call { ($f:path, $($a:expr),*) => { $f($($a),*) } }
        let first = later("first", pass!(later("passed", noisy_n("a", n)).await)).await;
        let (second, third) = later("pair", both!(later("b", noisy("b")).await, later("c", noisy("c")).await)).await;
        let fourth = later("called", call!(former, later("d", noisy("d")).await, later("e", noisy("e")).await)).await;
        let found = later("unwrapped", pass!(later("f", Some(noisy_n("f", n))).await.unwrap())).await;
        first.by_ref() + second.by_ref() + third.by_ref() + fourth.by_ref() + found.by_ref()
    }
}

case! {
    /// Around the macro something waits, is borrowed, and fails.
    among_others(2);
    async fn among_others(n: u32) -> Option<u32> {
        macro_rules! pass { ($value:expr) => { $value } }
        let list = noisy_n("list", n);
        let pair = (
            later("a", pass!(later("b", noisy("c")).await)).await,
            look("list", &list).await,
            later("d", pass!(former(later("e", noisy("f")).await, later("g", noisy("h")).await))).await,
        );
        let wanted = later("wanted", pass!(later("option", (n > 2).then(|| noisy("k"))).await?)).await;
        Some(pair.0.by_ref() + pair.1.by_ref() + pair.2.by_ref() + wanted.by_ref())
    }
}

case! {
    /// A copy may be evaluated twice.
    copies(2);
    async fn copies(n: u32) -> u32 {
        macro_rules! larger { ($a:expr, $b:expr) => { if $a > $b { $a } else { $b } } }
        let mut sum = later("larger", larger!(n, 1)).await;
        for turn in 0..2 {
            sum += later("sum", larger!(later("turn", turn).await, 1)).await;
        }
        sum
    }
}

async fn with<R>(f: impl FnOnce() -> R) -> R {
    let value = f();
    yield_now().await;
    value
}

case! {
    /// Closures that wait, or are kept, with macros in them that are given what stays in its place.
    macros_in_closures(4);
    async fn macros_in_closures(n: u32) -> String {
        macro_rules! sum { ($($n:expr),*) => { 0 $(+ $n)* } }
        let mut list = vec![noisy_n("list", n)];
        look("list", &list[0]).await;
        let length = with(|| sum!(list.len() as u32, list[0].by_ref(), n)).await;
        let text = with(|| format!("{} {n} {:?}", list.len(), list[0].by_ref())).await;
        let count = || assert!(list.len() == 1, "{} {n}", list.len());
        count();
        later("kept", ()).await;
        count();
        let pushed = with(|| { list.push(noisy("pushed")); sum!(list.len() as u32, { list[0].by_mut(); 1 }) }).await;
        look("list", &list[1]).await;
        format!("{text} {}", sum!(length, pushed, (|| list.len() as u32)()))
    }
}

enum Shape {
    Empty,
    Full(Noisy),
}

case! {
    /// Nothing but a closure in a macro mentions what stays in its place.
    closure_in_macro(4);
    async fn closure_in_macro(n: u32) -> u32 {
        let list = vec![noisy_n("list", n)];
        look("list", &list[0]).await;
        assert!((|| list.len() == 1)());
        later("sum", n).await
    }
}

case! {
    /// A variant without parts is a value of its own where it is bound by `ref mut`.
    changed_variant(3);
    async fn changed_variant(n: u32) -> u32 {
        let size = match Shape::Empty {
            ref mut shape => {
                later("wait", ()).await;
                *shape = Shape::Full(noisy_n("full", n));
                later("again", ()).await;
                match shape { Shape::Full(noisy) => noisy.by_mut(), Shape::Empty => 0 }
            }
        };
        match None::<Noisy> {
            ref mut none if n > 2 => {
                later("none", ()).await;
                *none = Some(noisy("some"));
                look("some", none.as_ref().unwrap()).await;
            }
            _ => log("other"),
        }
        later("size", size).await
    }
}

fn weigh(noisy: Noisy) -> u32 {
    noisy.by_ref()
}

case! {
    /// What stays in its place is moved in an argument of a macro, for certain or not.
    moved_in_arguments(3);
    async fn moved_in_arguments(n: u32) -> String {
        macro_rules! when { ($condition:expr, $code:expr) => { if $condition { $code } } }
        macro_rules! sum { ($($n:expr),*) => { 0 $(+ $n)* } }
        let (a, b, c, d) = (noisy_n("a", 1), noisy_n("b", 2), noisy_n("c", n), noisy_n("d", 4));
        for one in [&a, &b, &c, &d] {
            look("one", one).await;
        }
        let mut text = format!("{} {n}", weigh(a));
        later("formatted", ()).await;
        when!(n > 2, drop(b));
        later("dropped", ()).await;
        when!(n > 3, drop(c));
        later("kept", ()).await;
        assert!(weigh(d) > n, "{text}");
        later("asserted", ()).await;
        for turn in 0..2 {
            let own = noisy_n("own", turn);
            look("own", &own).await;
            when!(turn > 0, { text += &weigh(own).to_string() });
            later("turn", ()).await;
        }
        text
    }
}
