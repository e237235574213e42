//! Plain functions that await nothing and have `async` blocks, as `#[async_trait]` and `#[tokio::main]` write them: they stay what they are, and
//! their blocks are compiled.

use crate::harness::*;
use std::pin::Pin;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

case! {
    /// What `#[async_trait]` makes of a method.
    mod method_of_a_trait => leak(Pair(noisy("a"), noisy("b"))).both(noisy("given"), leak(noisy("lent")));
    trait Both {
        fn both<'life0, 'life1, 'async_trait>(&'life0 self, given: Noisy, lent: &'life1 Noisy) -> Boxed<'async_trait, u32>
        where
            'life0: 'async_trait,
            'life1: 'async_trait,
            Self: 'async_trait;
    }
    struct Pair(Noisy, Noisy);
    impl Both for Pair {
        co! {
            fn both<'life0, 'life1, 'async_trait>(&'life0 self, given: Noisy, lent: &'life1 Noisy) -> Pin<Box<dyn Future<Output = u32> + Send + 'async_trait>>
            where
                'life0: 'async_trait,
                'life1: 'async_trait,
                Self: 'async_trait,
            {
                Box::pin(async move {
                    if let Option::Some(__ret) = Option::None::<u32> {
                        #[allow(unreachable_code)]
                        return __ret;
                    }
                    let __self = self;
                    let given = given;
                    let lent = lent;
                    let __ret: u32 = {
                        let n = later("first", __self.0.by_ref()).await;
                        if n > 7 {
                            return 0;
                        }
                        n + later("second", __self.1.by_ref() + lent.by_ref()).await + given.by_ref()
                    };
                    #[allow(unreachable_code)]
                    __ret
                })
            }
        }
    }
}

case! {
    /// What is done before the block is done when the function is called.
    mod eager => made();
    co! {
        fn made() -> impl Future<Output = u32> {
            let held = noisy("held");
            log("called");
            async move {
                let n = later("wait", held.by_ref()).await;
                yield_now().await;
                n + held.by_ref()
            }
        }
    }
}

case! {
    /// One block of two is returned, and the other drops.
    mod one_of_two => chosen(noisy("a"), noisy("b"));
    co! {
        fn chosen(a: Noisy, b: Noisy) -> Boxed<'static, u32> {
            let first = Box::pin(async move { later("first", a.by_ref()).await });
            let second = Box::pin(async move { later("second", b.by_ref()).await });
            if log_and_choose() {
                return second;
            }
            drop(second);
            first
        }
    }
    fn log_and_choose() -> bool {
        log("chosen");
        true
    }
}

case! {
    /// Lifetimes that the function elides.
    mod elided => Holder.lends(leak(noisy("held")));
    struct Holder;
    impl Holder {
        co! {
            fn lends<'a>(&self, held: &'a Noisy) -> Boxed<'a, u32> {
                Box::pin(async move {
                    let twice = later("wait", held.by_ref()).await;
                    yield_now().await;
                    twice + held.by_ref()
                })
            }
        }
    }
}

case! {
    /// A generic function, whose output is one.
    mod generic => mapped(noisy("held"), |held: &Noisy| held.by_ref());
    co! {
        fn mapped<'a, T: Send + 'a, R: Send + 'a, F: FnOnce(&T) -> R + Send + 'a>(value: T, f: F) -> impl Future<Output = R> + Send + 'a {
            async move {
                yield_now().await;
                let r = f(&value);
                yield_now().await;
                r
            }
        }
    }
}

case! {
    /// As `#[tokio::main]` writes it: the function runs the block.
    mod runs_its_block => async { run() };
    co! {
        fn run() -> u32 {
            let body = async {
                let held = noisy("held");
                resumable::yield_now().await;
                held.by_ref()
            };
            resumable::block_on(body)
        }
    }
}

case! {
    /// A block that is left to rustc, because it captures a part.
    mod left_to_rustc => part((noisy("a"), noisy("b")));
    co! {
        fn part(pair: (Noisy, Noisy)) -> impl Future<Output = u32> {
            async move { later("wait", pair.0.by_ref()).await }
        }
    }
}

case! {
    /// Parameters are patterns, and changed before the block, also where it stands in a call.
    mod changed_before => Pair(noisy("a"), noisy("b")).changes(noisy("given"), (noisy("c"), noisy("d")), [1, 2]);
    struct Pair(Noisy, Noisy);
    impl Pair {
        co! {
            fn changes(mut self, mut given: Noisy, (mut c, d): (Noisy, Noisy), [first, _]: [u32; 2]) -> impl Future<Output = u32> {
                given.by_mut();
                c.by_mut();
                self.0 = noisy("other");
                let mut sum = first;
                sum += self.1.by_ref();
                async move {
                    let n = later("wait", given.by_ref()).await;
                    yield_now().await;
                    n + c.by_ref() + d.by_ref() + sum + self.0.by_ref()
                }
            }
        }
    }
}

case! {
    /// The block is awaited by somebody else, and the function returns nothing.
    mod stored => async { let mut stored = None; store(noisy("given"), &mut stored); stored.unwrap().await };
    co! {
        fn store(mut given: Noisy, place: &mut Option<Pin<Box<dyn Future<Output = u32> + Send + Sync>>>) {
            if given.by_mut() > 1000 {
                return;
            }
            *place = Some(Box::pin(async move { later("wait", given.by_mut()).await }));
        }
    }
}
