//! Methods of which not the name tells what they do with their receiver, but what stands around the call: a declaration in the same impl, a
//! function of the same name, an assignment to the receiver.

use crate::harness::*;

case! {
    /// The impl declares what is called of a `self` that the function owns.
    mod declared => start();
    struct Task { held: Noisy, name: Noisy }
    co! {
        impl Task {
            async fn by_reference(self, n: Result<u32, u32>) -> u32 {
                // What is done in an arm says nothing of the other.
                match n {
                    Ok(n) => self.added(n).await,
                    Err(n) => { self.handle(n).await + self.added(1).await }
                }
            }
            async fn by_value(self, n: u32) -> u32 {
                let lent = look("held", &self.held).await.by_ref();
                yield_now().await;
                if n == 0 { return self.get_result(lent).await; }
                let sum = self.get_result(n).await;
                yield_now().await;
                sum
            }
            /// An argument that may leave.
            async fn leaving(self, n: Option<u32>) -> Option<u32> {
                look("name", &self.name).await;
                let guard = noisy("guard");
                let n = self.get_result(n?).await;
                yield_now().await;
                Some(n)
            }
            async fn added(&self, n: u32) -> u32 {
                yield_now().await;
                self.held.by_ref() + n
            }
            async fn handle(&self, n: u32) -> u32 {
                yield_now().await;
                self.name.by_ref() + n
            }
            async fn get_result(self, n: u32) -> u32 {
                let Task { held, .. } = self;
                yield_now().await;
                held.finish() + n
            }
        }
    }
    co! {
        async fn start() -> Vec<Option<u32>> {
            let mut all = vec![];
            for n in 0..6 {
                let task = Task { held: noisy_n("held", n), name: noisy("name") };
                all.push(match n {
                    0 => Some({ task }.by_reference(Ok(3)).await),
                    1 => Some({ task }.by_reference(Err(3)).await),
                    2 => Some({ task }.by_value(0).await),
                    3 => Some({ task }.by_value(1).await),
                    4 => { task }.leaving(Some(1)).await,
                    _ => { task }.leaving(None).await,
                });
            }
            all
        }
    }
}

case! {
    /// A function that takes its receiver by value calls its own like.
    mod delegated => start();
    struct Guard(Noisy);
    impl Guard {
        async fn shut(&self) -> u32 {
            yield_now().await;
            self.0.by_ref()
        }
    }
    struct Raw(Noisy);
    struct Inner { raw: Raw, name: Noisy }
    struct Outer { inner: Inner, more: Noisy }
    co! {
        impl Raw {
            async fn close(self) -> Result<u32, Noisy> {
                yield_now().await;
                Ok(self.0.finish())
            }
            async fn fetch(self, more: u32) -> u32 {
                yield_now().await;
                self.0.by_ref() + more
            }
        }
    }
    co! {
        impl Outer {
            async fn close(self) -> Result<u32, Noisy> {
                look("raw", &self.inner.raw.0).await;
                let n = self.inner.raw.close().await?;
                yield_now().await;
                Ok(n + self.inner.name.by_ref())
            }
            async fn fetch(self, more: u32) -> u32 {
                self.inner.raw.fetch(more).await
            }
            /// What is called is no part, but a guard.
            async fn shut(self) -> u32 {
                let sum = later("guard", Guard(noisy_n("guard", self.more.by_ref()))).await.shut().await;
                yield_now().await;
                sum + self.inner.name.by_ref()
            }
        }
    }
    co! {
        async fn start() -> Result<u32, Noisy> {
            let outer = || Outer { inner: Inner { raw: Raw(noisy("raw")), name: noisy("name") }, more: noisy("more") };
            let (one, other, third) = (outer(), outer(), outer());
            Ok({ one }.close().await? + { other }.fetch(3).await + { third }.shut().await)
        }
    }
}

case! {
    /// A local that gets what a method of it gives.
    mod replaced => start(Some(3));
    struct Config { texts: Vec<Noisy> }
    impl Config {
        fn text(mut self, name: &'static str) -> Self { self.texts.push(noisy(name)); self }
        fn set_number(mut self, n: u32) -> Self { self.texts.push(noisy_n("number", n)); self }
        async fn sent(self, n: u32) -> usize { yield_now().await; self.texts.len() + n as usize }
        fn checked(self, fine: bool) -> Result<Self, u32> { if fine { Ok(self) } else { Err(self.texts.len() as u32) } }
    }
    async fn connect(config: &Config) -> usize {
        yield_now().await;
        config.texts.len()
    }
    co! {
        async fn start(n: Option<u32>) -> Result<usize, u32> {
            let mut config = Config { texts: vec![] };
            config = config.text("first");
            if let Some(n) = n {
                config = config.set_number(n).text("second");
            }
            let some = connect(&config).await;
            for name in ["third", "fourth"] {
                config = config.text(name);
                yield_now().await;
            }
            config = config.checked(some > 0)?;
            let more = connect(&config).await;
            config = config.checked(more > 0)?;
            connect(&config).await;
            // What was replaced so is a builder, and consumed by what it is called for at last.
            let sent = config.sent(n.unwrap_or(1)).await;
            yield_now().await;
            Ok(sent)
        }
    }
}

case! {
    /// Methods of texts look at their receiver, also where it is replaced.
    replaced_text();
    async fn replaced_text() -> String {
        let mut text = String::from("a, b");
        look("text", &text).await;
        text = text.replace(",", ";");
        look("text", &text).await;
        text = text.repeat(2);
        look("text", &text).await;
        text
    }
}

case! {
    /// Arguments of what is taken to consume: a part, a number, and a unique reference where a shared one is wanted.
    mod arguments => start(noisy("held"));
    struct Pair { a: Noisy, b: Noisy }
    struct Runner(Noisy);
    impl Runner {
        async fn run(self, held: Noisy) -> u32 {
            yield_now().await;
            held.finish() + self.0.by_ref()
        }
    }
    co! {
        impl Runner {
            async fn with_part(self, pair: Pair) -> u32 {
                yield_now().await;
                let n = self.run(pair.a).await;
                yield_now().await;
                n + pair.b.by_ref()
            }
        }
    }
    struct Log(Noisy);
    co! {
        impl Log {
            async fn write(self) -> u32 {
                let mut pair = (vec![1], 2_u32);
                let (list, n) = &mut pair;
                list.push(3);
                look("list", list).await;
                *n += 1;
                self.sum_into(list, n)
            }
        }
    }
    impl Log {
        fn sum_into(self, list: &[u32], n: &u32) -> u32 { list.iter().sum::<u32>() + n + self.0.by_ref() }
    }
    fn all(list: Vec<Noisy>) -> std::vec::IntoIter<Noisy> { list.into_iter() }
    async fn count(list: impl Iterator<Item = Noisy>) -> u32 {
        yield_now().await;
        list.map(|noisy| noisy.by_ref()).sum()
    }
    co! {
        async fn start(held: Noisy) -> u32 {
            let list = vec![noisy_n("a", 1), noisy_n("b", 2), noisy_n("c", 4)];
            let n = list.len();
            let k = 2;
            let sum = count(all(list).skip(n.min(k))).await;
            let pair = Pair { a: held, b: noisy("b") };
            sum + Runner::with_part(Runner(noisy("runner")), pair).await + Log::write(Log(noisy("log"))).await
        }
    }
}

case! {
    /// `x.clone().with_…()`: what is copied is there to be given something more.
    mod given_with => start();
    #[derive(Clone)]
    struct Params(Noisy);
    impl Params {
        fn with_name(self, name: &Noisy) -> Params { Params(noisy_n("with", self.0.finish() + name.by_ref())) }
    }
    struct Client { params: Params }
    async fn connect(n: &u32, params: Params) -> u32 {
        yield_now().await;
        params.0.by_ref() + n
    }
    co! {
        impl Client {
            async fn connected(&self, name: Noisy) -> u32 {
                connect(&3, self.params.clone().with_name(&name)).await
            }
        }
    }
    co! {
        async fn start() -> u32 {
            Client { params: Params(noisy("params")) }.connected(noisy("name")).await
        }
    }
}

case! {
    /// Entries of a map are filled and emptied, and what is iterated over is transposed.
    mod entries => start();
    use std::collections::hash_map::{Entry, HashMap};
    co! {
        async fn change(map: &mut HashMap<u32, Noisy>, n: u32) -> u32 {
            match map.entry(n) {
                Entry::Vacant(entry) => {
                    yield_now().await;
                    let n = entry.insert(noisy_n("filled", n)).by_ref();
                    yield_now().await;
                    n
                }
                Entry::Occupied(mut entry) => {
                    edit("entry", entry.get_mut(), |noisy| { noisy.by_mut(); }).await;
                    let gone = entry.remove();
                    yield_now().await;
                    gone.by_ref()
                }
            }
        }
    }
    co! {
        async fn start() -> Result<u32, u32> {
            let mut map = HashMap::new();
            let mut sum = change(&mut map, 1).await + change(&mut map, 1).await + change(&mut map, 2).await;
            let mut left = vec![Ok(noisy_n("left", 1)), Ok(noisy_n("left", 2)), Err(7_u32)];
            while let Some(noisy) = later("next", left.pop()).await.transpose().or_else(|n| if n == 7 { Ok(None) } else { Err(n) })? {
                sum += noisy.by_ref();
            }
            Ok(sum + left.len() as u32)
        }
    }
}

case! {
    /// A method whose name ends with `_with` begins a chain, as one that says that it builds.
    mod begun_with => start();
    struct Lister(Noisy);
    impl Lister {
        fn limit(self, n: u32) -> Lister { Lister(noisy_n("limit", self.0.finish() + n)) }
        async fn listed(self) -> u32 { yield_now().await; self.0.by_ref() }
    }
    struct Operator(Noisy);
    impl Operator {
        fn lister_with(&self, n: u32) -> Lister { Lister(noisy_n("lister", self.0.by_ref() + n)) }
    }
    co! {
        async fn start() -> u32 {
            let operator = Operator(noisy("operator"));
            let n = operator.lister_with(1).limit(2).listed().await;
            yield_now().await;
            n
        }
    }
}

case! {
    /// An argument consumes a local of its own.
    argument_that_consumes(Some(noisy("option")));
    async fn argument_that_consumes(option: Option<Noisy>) -> Option<u32> {
        let (a, b) = (Some(noisy_n("a", 1)), Some(noisy_n("b", 2)));
        look("a", &a).await;
        look("b", &b).await;
        let both = a.zip(b.or_else(|| None)).zip(option.filter(|_| true));
        yield_now().await;
        both.map(|((a, b), c)| a.by_ref() + b.by_ref() + c.finish())
    }
}
