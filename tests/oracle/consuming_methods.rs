//! Methods that consume their receiver: names that say so, and names that do not.

use crate::harness::*;

case! {
    /// Consumed before any wait and any loan.
    consumed_at_once();
    async fn consumed_at_once() -> u32 {
        let value = noisy_n("value", 1);
        let n = value.into_number();
        yield_now().await;
        n
    }
}

case! {
    /// Lives across a wait, lent to nothing, then consumed, by either kind of name.
    consumed_after_a_wait();
    async fn consumed_after_a_wait() -> u32 {
        let (a, b) = (noisy_n("a", 1), noisy_n("b", 2));
        yield_now().await;
        // A name that says nothing is not taken for a move: the block says it.
        let n = a.into_number() + {b}.finish();
        yield_now().await;
        n
    }
}

case! {
    /// Lent across a wait, consumed after it by a name that says so, and waits follow.
    lent_then_consumed_by_convention();
    async fn lent_then_consumed_by_convention() -> u32 {
        let value = noisy_n("value", 1);
        look("value", &value).await;
        let n = value.into_number();
        yield_now().await;
        n
    }
}

case! {
    /// Lent across a wait, consumed after its last wait by a name that says nothing.
    lent_then_consumed_at_the_end();
    async fn lent_then_consumed_at_the_end() -> u32 {
        let value = noisy_n("value", 1);
        look("value", &value).await;
        value.finish()
    }
}

case! {
    /// Lent across a wait, consumed with `{value}.finish()`, and waits follow.
    consumed_through_a_block();
    async fn consumed_through_a_block() -> u32 {
        let value = noisy_n("value", 1);
        look("value", &value).await;
        let n = { value }.finish();
        yield_now().await;
        n
    }
}

case! {
    /// The conventions of std: `unwrap`, `expect`, `ok`, `map`, `and_then`, `into_iter`, `unwrap_or_else`.
    conventions_of_std();
    async fn conventions_of_std() -> (Option<u32>, Vec<u32>) {
        let option = Some(noisy_n("option", 1));
        let result = Ok::<_, Noisy>(noisy_n("result", 2));
        let list = vec![noisy_n("item", 3)];
        let boxed = Some(Box::new(noisy_n("boxed", 4)));
        look("option", &option).await;
        look("result", &result).await;
        look("list", &list).await;
        look("boxed", &boxed).await;
        let a = option.map(|value| value.by_ref());
        yield_now().await;
        let b = result.ok().and_then(|value| Some(value.into_number()));
        yield_now().await;
        let mut all: Vec<u32> = list.into_iter().map(|value| value.by_ref()).collect();
        yield_now().await;
        all.extend(boxed.as_ref().map(|value| value.by_ref()));
        all.push(boxed.unwrap().by_ref());
        yield_now().await;
        (a.or(b), all)
    }
}

case! {
    /// Methods of the same names that only borrow: the receiver lives on.
    conventions_that_borrow();
    async fn conventions_that_borrow() -> (Option<u32>, usize) {
        let option = Some(3);
        let list = [1, 2];
        look("option", &option).await;
        look("list", &list).await;
        let a = option.map(|n| n + 1);
        let n: usize = list.into_iter().count() + option.unwrap();
        yield_now().await;
        (a.and(option).map(|n| n as u32), n + list.len())
    }
}

case! {
    /// Consumed in one branch by a method, before a wait.
    consumed_in_one_branch();
    async fn consumed_in_one_branch() -> u32 {
        let mut sum = 0;
        for yes in [true, false] {
            let value = noisy_n("value", 1);
            look("value", &value).await;
            if yes {
                sum += value.into_number();
                yield_now().await;
            }
            log("joined");
            yield_now().await;
        }
        sum
    }
}

case! {
    /// Consumed by the awaited call itself: a builder that ends in a future.
    mod builder => run();
    struct Request { held: Noisy, parts: Vec<u32> }
    impl Request {
        fn part(mut self, n: u32) -> Self { self.parts.push(n); self }
        fn check(&self) -> bool { self.held.by_ref(); !self.parts.is_empty() }
        co! {
            async fn send(self) -> Result<u32, Noisy> {
                yield_now().await;
                Ok(self.parts.iter().sum())
            }
        }
    }
    co! {
        async fn run() -> Result<u32, Noisy> {
            let request = Request { held: noisy("request"), parts: vec![] }.part(1);
            // A receiver with an unknown name is kept over the wait: the future is bound first.
            let sending = {request}.part(2).send();
            let a = sending.await?;
            let mut request = Request { held: noisy("second"), parts: vec![] };
            for n in 0..2 {
                // The receiver would be kept over the wait: the argument is awaited first.
                let n = later("n", n).await;
                request = {request}.part(n);
            }
            if request.check() {
                let sending = {request}.send();
                return sending.await;
            }
            Ok(a)
        }
    }
}

case! {
    /// A handle that is joined: consumed by a method whose future is awaited after another wait.
    mod joined_later => run();
    struct Handle(Noisy);
    impl Handle {
        co! {
            async fn join(self) -> u32 {
                later("join", self.0.by_ref()).await
            }
        }
    }
    co! {
        async fn run() -> u32 {
            let handle = Handle(noisy_n("handle", 4));
            yield_now().await;
            // A name that says nothing is not taken for a move: the block says it.
            let joining = {handle}.join();
            yield_now().await;
            joining.await
        }
    }
}

case! {
    /// Lent to a parameter's method, which cannot keep it: behind the last wait any method may consume it.
    mod lent_to_a_parameter => Lender.lend(leak(0));
    struct Lender;
    impl Lender {
        fn look<'a>(&self, noisy: &'a Noisy, _: &mut u32) -> Look<'a, Noisy> {
            look("look", noisy)
        }
        co! {
            async fn lend(self, count: &mut u32) -> u32 {
                let noisy = noisy_n("lent", 5);
                self.look(&noisy, count).await;
                *count += 1;
                noisy.finish()
            }
        }
    }
}

case! {
    /// Parentheses and braces around what is awaited, and then consumed beside another wait.
    in_parentheses();
    async fn in_parentheses() -> (Noisy, u32) {
        let pair = ((later("none", None::<Noisy>).await).unwrap_or_else(|| noisy("instead")), later("wait", 1).await);
        let number = ({ later("braced", noisy_n("braced", 2)).await }.finish(), later("wait", 3).await);
        let sum = later("sum", (vec![noisy_n("a", 4), noisy_n("b", 5)]).iter().map(|n| n.by_ref()).sum::<u32>()).await;
        let most = (vec![noisy_n("c", 6)].into_iter().map(|n| n.finish()).max(), later("wait", 7).await);
        (pair.0, number.0 + sum + most.0.unwrap_or(0))
    }
}

case! {
    /// Parentheses around what branches, in a call that is awaited.
    branches_in_parentheses();
    async fn branches_in_parentheses() -> (Noisy, Noisy, Noisy) {
        let chosen = later("one", (if later("if", true).await { Some(noisy("a")) } else { None }).unwrap()).await;
        let matched = (match later("match", 1).await { 1 => None, _ => Some(noisy("b")) }).unwrap_or_else(|| noisy("c"));
        let matched = later("two", ((match later("again", 2).await { 1 => None, _ => Some(matched) })).expect("there is one")).await;
        let pair = (tokio::select! { biased; n = leaf("select", 1, noisy("d")) => Ok::<_, ()>(n) }.unwrap(), later("three", 3).await);
        (chosen, matched, pair.0)
    }
}

case! {
    /// What is awaited beside operands, and consumed by a method that says nothing of it, in a macro too.
    awaited_beside_operands();
    async fn awaited_beside_operands() -> (Vec<u32>, u32) {
        let list = vec![later("a", 1).await, (later("b", Ok::<u32, String>(2)).await).unwrap_or(0)];
        let pair = (noisy("operand"), later("c", noisy_n("c", 3)).await.finish());
        (list, pair.1)
    }
}

case! {
    /// Adaptors of streams, each of which takes the one before it.
    adaptors_of_streams(vec![Ok(4), Ok(1), Ok(5), Err(7)]);
    async fn adaptors_of_streams(all: Vec<Result<u32, u32>>) -> Result<Vec<u32>, u32> {
        use futures::stream::{TryStreamExt, iter};
        let limit = all.len() as u32;
        let first = iter(all.clone())
            .map_ok(|n| noisy_n("mapped", n))
            .inspect_ok(|noisy| log(noisy.by_ref()))
            .try_filter(|noisy| std::future::ready(noisy.by_ref() > 3))
            .map_ok(Noisy::into_number)
            .err_into::<u32>()
            .inspect_err(|n| log(n))
            .try_collect::<Vec<_>>()
            .await;
        log("behind");
        first.or(Ok(vec![limit]))
    }
}

/// For references: what is given is passed on by value.
trait Source<'s> {
    fn sourced(self) -> u32;
}

impl<'s> Source<'s> for &'s Noisy {
    fn sourced(self) -> u32 {
        self.by_ref()
    }
}

impl<'s> Source<'s> for Noisy {
    fn sourced(self) -> u32 {
        self.finish()
    }
}

case! {
    /// A parameter that is bounded by a trait for references.
    mod for_references => run();
    co! {
        async fn of_source<'s, S: Source<'s>>(source: S) -> u32 {
            let _guard = noisy("guard");
            yield_now().await;
            let n = later("sourced", source.sourced()).await;
            yield_now().await;
            n
        }
    }
    co! {
        async fn run() -> u32 {
            let lent = noisy_n("lent", 1);
            of_source(&lent).await + of_source(noisy_n("given", 2)).await
        }
    }
}

case! {
    /// What a method gives becomes something else where it stands: a borrow of what is behind it, a trait object, what is read alone.
    becomes_another_type();
    async fn becomes_another_type() -> usize {
        fn shown(value: Box<dyn std::fmt::Debug + Send>) -> usize { format!("{value:?}").len() }
        fn seen(value: &dyn std::fmt::Debug) -> usize { format!("{value:?}").len() }
        fn length(text: &str) -> usize { text.len() }
        fn called(call: Option<Box<dyn Fn(u32) -> u32 + Send>>) -> usize { call.map_or(0, |call| call(1) as usize) }
        let text = String::from("text");
        let (name, boxed, held) = (Some(&text), Some(Box::new(noisy("boxed"))), noisy("held"));
        let (other, list, number) = (Some(&held), Some(vec![1, 2]), Some(3u32));
        yield_now().await;
        let joined = later("joined", String::from("a") + name.unwrap()).await.len();
        let sum = length(name.unwrap()) + seen(other.unwrap()) + shown(boxed.unwrap());
        let mut lent = Some(&mut *leak(list.unwrap()));
        let first: &[u32] = lent.take().unwrap();
        let called = called(number.map(|n| Box::new(move |m| n + m) as _));
        later("sum", sum + joined + first.len() + called).await
    }
}

case! {
    /// Elements of a list that is an argument of what is awaited: what a method makes of a temporary, by a name that says nothing.
    elements_of_a_list();
    async fn elements_of_a_list() -> u32 {
        fn lends(n: &Noisy) -> &Noisy { n }
        trait Lends { fn lent(&self) -> &Noisy; }
        impl Lends for Noisy { fn lent(&self) -> &Noisy { lends(self) } }
        let one = later("one", vec![noisy("a").renamed("b")]).await.len();
        let two = later("two", vec![noisy("first"), (noisy("c")).renamed("d").renamed("e"), noisy("last")].len()).await;
        let nested = later("nested", vec![(noisy("f"), noisy("g").finish()), (noisy("h"), 1)]).await.len();
        let lent = later("lent", vec![noisy("i").lent(), &noisy("j")]).await.len();
        let again = later("again", (vec![noisy("k").finish(), later("awaited", noisy("l")).await.finish()], noisy("m").renamed("n"))).await;
        (one + two + nested + lent + again.0.len()) as u32
    }
}

case! {
    /// A method that consumes is given a block, or what is made of one: each is of a type of its own.
    mod given_blocks => start();
    use std::future::Future;
    trait Or: Future<Output = u32> + Sized {
        fn or<F: Future<Output = u32>>(self, other: F) -> Both<Self, F> {
            Both(Box::pin(self), Box::pin(other))
        }
    }
    impl<F: Future<Output = u32>> Or for F {}
    struct Both<A, B>(std::pin::Pin<Box<A>>, std::pin::Pin<Box<B>>);
    impl<A: Future<Output = u32>, B: Future<Output = u32>> Future for Both<A, B> {
        type Output = u32;
        fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<u32> {
            let first = self.0.as_mut().poll(cx);
            if first.is_ready() { first } else { self.1.as_mut().poll(cx) }
        }
    }
    fn same<F: Future<Output = u32>>(future: F, _: u32) -> F { future }
    co! {
        async fn start() -> u32 {
            let (name, other) = (noisy_n("name", 2), noisy_n("other", 3));
            let first = leaf("first", 1, 3u32);
            let held = &name;
            let n = first.or(async { later("a", 1).await; yield_now().await; 2 }).await;
            let m = leaf("second", 2, held.by_ref()).or(async move { other.by_ref() + later("b", 2).await }).await;
            let spare = noisy_n("spare", 5);
            let k = (async move { later("c", spare).await.into_number() })
                .or(same(Box::pin(async { yield_now().await; later("d", 1).await }), n))
                .await;
            n + m + k + name.by_ref()
        }
    }
}
