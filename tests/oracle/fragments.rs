//! Functions that a `macro_rules!` puts together from fragments: the attribute sees them in invisible groups, from two sides of a macro's
//! hygiene.

use crate::harness::*;

case! {
    /// The whole body as a block.
    mod block => run();
    macro_rules! define { ($name:ident $body:block) => { co! { async fn $name(n: u32) -> u32 $body } } }
    macro_rules! wrapped {
        ($name:ident $body:block) => {
            co! { async fn $name() -> u32 { let _guard = noisy("outer"); let n = $body; yield_now().await; n } }
        };
    }
    macro_rules! twice { ($name:ident $body:block) => { wrapped! { $name $body } } }
    define! { plain { yield_now().await; 3 } }
    wrapped! {
        inside {
            let guard = noisy_n("inner", 2);
            look("guard", &guard).await;
            later("value", 1).await + guard.by_ref()
        }
    }
    twice! { deeper { let a = noisy_n("a", 5); let r = &a; yield_now().await; r.by_ref() } }
    co! { async fn run() -> u32 { plain(1).await + inside().await + deeper().await } }
}

case! {
    /// Expressions in every place, some of which await.
    mod expressions => run();
    macro_rules! operations {
        ($name:ident, $a:expr, $b:expr, $call:expr) => {
            co! {
                async fn $name() -> (u32, u32, Vec<u32>, bool) {
                    let first = $a * $b;
                    let second = ($b).pow($a);
                    let list = vec![$a, $b, op("third", 3)];
                    let found = if $a < $b { $call } else { later("else", false).await };
                    (first, second, list, found && !matches!($a, 9))
                }
            }
        };
    }
    macro_rules! places {
        ($name:ident, $place:expr, $value:expr, $index:expr) => {
            co! {
                async fn $name() -> (Vec<u32>, u32) {
                    let mut list = vec![1, 2, 3];
                    list[$index] = $value;
                    let mut total = 0;
                    total += $value;
                    let lent = &$place;
                    look("lent", &lent).await;
                    for n in $place { total += n; yield_now().await; }
                    while total < $value + 20 { total += $value; }
                    (list, total)
                }
            }
        };
    }
    operations!(awaiting, later("a", 1 + 1u32).await, later("b", 2 + 3u32).await, later("call", true).await);
    operations!(plain, op("a", 1) + 1u32, op("b", 2) + 3u32, op("call", true));
    places!(in_places, [noisy_n("x", 7).by_ref(), 2], later("value", 4).await, later("index", 1).await);
    co! {
        async fn run() -> ((u32, u32, Vec<u32>, bool), (u32, u32, Vec<u32>, bool), (Vec<u32>, u32)) {
            (awaiting().await, plain().await, in_places().await)
        }
    }
}

case! {
    /// A local of the macro and a local of the user of the same name, both alive across waits, both borrowed.
    mod same_names => run();
    macro_rules! hygienic {
        ($name:ident, $value:ident, $user:expr, $more:block) => {
            co! {
                async fn $name() -> (u32, u32, u32, u32) {
                    let $value = noisy_n("user's", 1);
                    let value = noisy_n("macro's", 2);
                    let lent = &value;
                    look("lent", lent).await;
                    let user = $user;
                    let inner = { let value = noisy_n("inner", 4); yield_now().await; value.by_ref() + lent.by_ref() };
                    let more = $more;
                    yield_now().await;
                    (value.by_ref(), user, inner, more + $value.by_ref())
                }
            }
        };
    }
    hygienic!(one, value, { yield_now().await; value.by_ref() * 10 }, {
        let lent = &value;
        look("user's", lent).await;
        let value = noisy_n("shadowed", 8);
        yield_now().await;
        lent.by_ref() + value.by_ref()
    });
    hygienic!(two, other, other.by_ref() * 10, { let other = later("other", 3).await; other });
    co! { async fn run() -> ((u32, u32, u32, u32), (u32, u32, u32, u32)) { (one().await, two().await) } }
}

case! {
    /// Parameters of the macro's and of the user's side with one name, and `self`.
    mod parameters => run();
    struct Service(u32, Noisy);
    macro_rules! method {
        ($(#[$meta:meta])* $vis:vis fn $name:ident($($param:ident: $ty:ty),* $(,)?) -> $out:ty; $this:ident $body:block) => {
            impl Service {
                co! {
                    $(#[$meta])*
                    $vis async fn $name(&$this, n: u32, $($param: $ty),*) -> $out {
                        let _guard = noisy_n("n", n);
                        look("field", &$this.1).await;
                        $body
                    }
                }
            }
        };
    }
    method! {
        /// Documented.
        #[inline]
        pub(crate) fn call(n: u32, text: &str) -> Option<u32>;
        self {
            yield_now().await;
            Some(n + self.0 + text.len() as u32)
        }
    }
    method! { fn silent() -> (); self { look("again", &self.1).await; } }
    co! {
        async fn run() -> Option<u32> {
            let service = Service(1, noisy("service"));
            service.silent(7).await;
            service.call(5, 2, "abc").await
        }
    }
}

case! {
    /// Types, lifetimes, patterns, paths, literals and statements.
    mod the_rest => run();
    macro_rules! assemble {
        ($name:ident<$l:lifetime>($p:pat => $ty:ty), $out:ty, $call:path, $lit:literal, [$($stmt:stmt;)*] $tail:expr) => {
            co! {
                async fn $name<$l>(text: &$l str, $p: $ty) -> ($out, &$l str) {
                    $($stmt;)*
                    let called = $call($lit, text.len() as $out).await;
                    let value: $out = $tail + called;
                    (value, text)
                }
            }
        };
    }
    assemble! {
        tuple<'t>((a, [first, ..]) => (Noisy, [u32; 2])), u32, inner::sum, 4,
        [let b = later("b", first).await; let c = noisy_n("c", b); later("unit", ()).await;]
        a.by_ref() + b + c.by_ref()
    }
    assemble! {
        reference<'a>(&Pair { ref held, n } => &Pair), u64, inner::sum, 5,
        [later("unit", ()).await; let lent = &held;]
        { yield_now().await; lent.by_ref() as u64 + n }
    }
    struct Pair { held: Noisy, n: u64 }
    mod inner { use super::*; co! { pub async fn sum<T: std::ops::Add>(a: T, b: T) -> T::Output { later("sum", a + b).await } } }
    co! {
        async fn run() -> ((u32, String), u64) {
            let text = String::from("text");
            let (sum, whole) = tuple(&text, (noisy_n("a", 1), [2, 3])).await;
            let pair = Pair { held: noisy_n("held", 6), n: 7 };
            ((sum, whole.to_owned()), reference(&text, &pair).await.0)
        }
    }
}

case! {
    /// Whole items, alone and as members of a module, a trait and an impl; items among the statements of a body.
    mod items => run();
    macro_rules! item { ($item:item) => { co! { $item } } }
    macro_rules! module { ($name:ident $($item:item)*) => { co! { mod $name { use super::*; $($item)* } } } }
    macro_rules! implement {
        ($tr:path, $ty:ty, $($(#[$meta:meta])* $vis:vis $name:ident $body:block)*) => {
            co! { impl $tr for $ty { $($(#[$meta])* $vis async fn $name(&self) -> u32 { let this = self; let n: u32 = $body; n + this.len() as u32 })* } }
        };
    }
    macro_rules! with_items {
        ($name:ident, $item:item, $e:expr) => { co! { async fn $name() -> u32 { yield_now().await; $item $e } } };
    }
    item! { async fn alone(n: u32) -> u32 { let guard = noisy_n("guard", n); yield_now().await; guard.by_ref() } }
    module! {
        members
        pub async fn first() -> u32 { later("first", 1).await }
        pub struct Unit;
        impl Unit { pub async fn second(&self) -> u32 { later("second", self.third()).await } fn third(&self) -> u32 { 3 } }
    }
    item! { trait Lengths { async fn one(&self) -> u32; async fn two(&self) -> u32 { self.one().await * 2 } } }
    implement! { Lengths, [u32], one { later("one", 1).await } #[inline] two { later("two", 2).await } }
    implement! { self::Lengths, &str, one { yield_now().await; 5 } }
    with_items!(local, const LOCAL: u32 = { 7 }; , later("local", LOCAL).await + inner(LOCAL).await);
    co! { async fn inner(n: u32) -> u32 { later("inner", n).await } }
    co! {
        async fn run() -> (u32, u32, u32, (u32, u32), u32) {
            let first = members::first().await + members::Unit.second().await;
            let text = "text";
            let lengths = ([1u32, 2].one().await + [1u32].two().await, (&text).two().await);
            (alone(4).await, first, 0, lengths, local().await)
        }
    }
}

case! {
    /// Types that print differently in another place, and `!`.
    mod types => run();
    macro_rules! typed {
        ($name:ident, $lent:ty, $once:ty, $made:expr, $out:ty) => {
            co! {
                async fn $name(lent: &$lent, once: $once) -> (u32, $out) {
                    let call: fn($out) -> $out = |out| out;
                    yield_now().await;
                    ({once}() + lent(2), call($made))
                }
            }
        };
    }
    macro_rules! diverges { ($name:ident, $never:ty) => { co! { async fn $name(n: u32) -> $never { yield_now().await; panic!("diverged {n}") } } } }
    typed!(objects, dyn Fn(u32) -> u32 + Send, impl FnOnce() -> u32 + Send + 'static, 1 + 2, i64);
    typed!(functions, fn(u32) -> u32, Box<dyn FnOnce() -> u32 + Send>, -1, i8);
    diverges!(never, !);
    co! {
        async fn run() -> ((u32, i64), (u32, i8)) {
            let held = noisy_n("held", 3);
            let result = objects(&|n| n + 1, move || held.by_ref()).await;
            let other = functions(&((|n| n * 2) as fn(u32) -> u32), Box::new(|| 4)).await;
            if result.0 == 0 { never(1).await }
            (result, other)
        }
    }
}
