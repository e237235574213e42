//! What is in a box, or a part of that, is moved out of it, and the box lives across a suspension.

use crate::harness::*;

async fn use_it(value: Noisy) -> u32 {
    later("use", value.by_ref()).await
}

case! {
    before_a_wait();
    async fn before_a_wait() -> usize {
        let boxed = Box::new(noisy("content"));
        let mut all = Vec::new();
        yield_now().await;
        all.extend([*boxed]);
        yield_now().await;
        all.len()
    }
}

case! {
    behind_a_borrow(Box::new(noisy("content")));
    async fn behind_a_borrow(boxed: Box<Noisy>) -> u32 {
        let seen = &boxed;
        look("look", &**seen).await;
        use_it(*boxed).await
    }
}

case! {
    on_one_way(Box::new(noisy("content")), 1);
    async fn on_one_way(boxed: Box<Noisy>, n: u32) -> u32 {
        let seen = &boxed;
        look("look", &**seen).await;
        let sum = if n == 1 {
            let content = *boxed;
            yield_now().await;
            content.by_ref()
        } else {
            boxed.by_ref()
        };
        yield_now().await;
        sum
    }
}

struct Holder {
    boxed: Box<Noisy>,
    other: Noisy,
}

case! {
    in_a_field(Holder { boxed: Box::new(noisy("boxed")), other: noisy("other") });
    async fn in_a_field(holder: Holder) -> u32 {
        let seen = &holder;
        look("look", &seen.other).await;
        let n = use_it(*holder.boxed).await;
        yield_now().await;
        n + holder.other.by_ref()
    }
}

case! {
    /// What is behind other pointers is copied.
    copies(std::rc::Rc::new(4), leak(5));
    async fn copies(shared: std::rc::Rc<u32>, reference: &'static u32) -> u32 {
        let seen = &shared;
        look("look", &**seen).await;
        let other = reference;
        let n = *shared;
        let m = later("later", *other).await;
        yield_now().await;
        n + m
    }
}

case! {
    filled_again(Box::new(noisy("first")));
    async fn filled_again(mut boxed: Box<Noisy>) -> u32 {
        let seen = &boxed;
        look("look", &**seen).await;
        let n = use_it(*boxed).await;
        yield_now().await;
        boxed = Box::new(noisy("second"));
        yield_now().await;
        n + use_it(*boxed).await
    }
}

enum Term {
    Sum(Box<Term>, Box<Term>),
    Named(Noisy, u32),
    One(Noisy),
}

fn one(name: &'static str) -> Box<Term> {
    Box::new(Term::One(noisy(name)))
}

fn named(name: &'static str) -> Box<Term> {
    Box::new(Term::Named(noisy(name), 4))
}

async fn see(term: &Term) -> u32 {
    later("see", matches!(term, Term::Sum(..)) as u32).await
}

case! {
    taken_apart(Box::new(Term::Sum(one("left"), named("right"))));
    async fn taken_apart(term: Box<Term>) -> u32 {
        yield_now().await;
        match *term {
            Term::Sum(left, right) => {
                let left: Box<Term> = left;
                let right: Box<Term> = right;
                let first = match *left {
                    Term::One(value) => use_it(value).await,
                    _ => 1,
                };
                let second = if let Term::Named(value, n) = *right { use_it(value).await + n } else { 2 };
                first + second
            }
            Term::One(value) => use_it(value).await,
            Term::Named(..) => 3,
        }
    }
}

case! {
    /// The other arms look at the box, or at its content.
    taken_or_looked_at(named("value"));
    async fn taken_or_looked_at(term: Box<Term>) -> u32 {
        let seen = &term;
        see(seen).await;
        let n = match *term {
            Term::Named(value, _) => use_it(value).await,
            Term::One(ref value) => look("look", value).await.by_ref(),
            Term::Sum(..) => see(&term).await,
        };
        yield_now().await;
        n
    }
}

case! {
    taken_in_an_argument(named("value"));
    async fn taken_in_an_argument(term: Box<Term>) -> u32 {
        let seen = &term;
        see(seen).await;
        let n = later("last", match *term { Term::Named(value, n) => value.by_ref() + n, _ => 4 }).await;
        yield_now().await;
        n
    }
}

case! {
    left_in_the_box();
    async fn left_in_the_box() -> u32 {
        let pair = Box::new((noisy("a"), (noisy("b"), noisy("c"))));
        let seen = &pair.0;
        look("look", seen).await;
        let (_, (b, _)) = *pair;
        yield_now().await;
        b.by_ref()
    }
}

case! {
    fields(Box::new((noisy("a"), (noisy("b"), noisy("c")))));
    async fn fields(pair: Box<(Noisy, (Noisy, Noisy))>) -> u32 {
        let seen = &pair;
        look("look", &seen.0).await;
        let n = use_it(pair.0).await + use_it(pair.1.0).await;
        yield_now().await;
        n + pair.1.1.by_ref()
    }
}

case! {
    mod in_the_receiver => Pair::new().run();
    struct Pair {
        a: Noisy,
        b: Noisy,
    }
    impl Pair {
        fn new() -> Box<Pair> {
            Box::new(Pair { a: noisy("a"), b: noisy("b") })
        }
        co! {
            async fn run(self: Box<Self>) -> u32 {
                look("look", &self.a).await;
                let Pair { b, .. } = *self;
                use_it(b).await
            }
        }
    }
}

case! {
    /// What is behind other pointers is copied, or borrowed.
    taken_from_other_pointers(std::rc::Rc::new((4, 5)), leak((5, noisy("behind"))));
    async fn taken_from_other_pointers(shared: std::rc::Rc<(u32, u32)>, reference: &'static (u32, Noisy)) -> u32 {
        let seen = &shared;
        later("look", seen.0).await;
        let (a, b) = *shared;
        let other = reference;
        let n = match *other { (n, ref value) => later("n", n).await + value.by_ref() };
        let m = match *shared { (1, m) => m, (_, m) => later("m", m).await };
        yield_now().await;
        a + b + n + m
    }
}

case! {
    /// A part of what is in a box, which the `*` says.
    part_behind_a_star();
    async fn part_behind_a_star() -> u32 {
        struct Outer {
            pair: (Noisy, Noisy),
            last: Noisy,
        }
        let outer = Box::new(Outer { pair: (noisy("first"), noisy("second")), last: noisy("last") });
        yield_now().await;
        let lent = &outer.last;
        let n = use_it((*outer).pair.0).await;
        later("end", n).await + lent.by_ref()
    }
}

struct Content(Noisy, Noisy);

impl Content {
    fn into_first(self) -> Noisy {
        self.0
    }
    fn into_seen(&self) -> u32 {
        self.1.by_ref()
    }
}

case! {
    /// By a method that says so, and by one that says so and looks at it.
    mod by_methods => (Box::new(Content(noisy("a"), noisy("b")))).run(Box::new(Content(noisy("c"), noisy("d"))), 3);
    trait Run {
        async fn run(self: Box<Self>, other: Box<Content>, n: u32) -> u32;
    }
    impl Run for Content {
        co! {
            async fn run(self: Box<Self>, other: Box<Content>, n: u32) -> u32 {
                let (seen, also) = (&self, &other);
                let mut n = look("look", &seen.1).await.by_ref() + look("look", &also.0).await.by_ref() + n;
                yield_now().await;
                n += (*other).into_seen();
                yield_now().await;
                if n > 7 {
                    let first = (*self).into_first();
                    yield_now().await;
                    n += first.by_ref();
                }
                yield_now().await;
                n + ((*other)).into_seen()
            }
        }
    }
}

case! {
    /// A method of what is in a `self` that is a box, or refers to a copy, under a name that says that it takes it.
    mod content_of_self => async { Box::new(Box::new(noisy("content"))).into_sum().await + (&3).into_sum().await };
    trait IntoSum {
        fn into_sum(self) -> impl Future<Output = u32> + Send + Sync;
    }
    impl IntoSum for Noisy {
        co! {
            async fn into_sum(self) -> u32 {
                later("content", (&self).by_ref()).await
            }
        }
    }
    impl IntoSum for u32 {
        co! {
            async fn into_sum(self) -> u32 {
                later("number", self).await
            }
        }
    }
    impl<T: IntoSum + Send + Sync> IntoSum for Box<T> {
        co! {
            async fn into_sum(self) -> u32 {
                let held = noisy("held");
                look("held", &held).await;
                (*self).into_sum().await + held.by_ref()
            }
        }
    }
    impl<T: IntoSum + Copy + Send + Sync> IntoSum for &T {
        co! {
            async fn into_sum(self) -> u32 {
                (*self).into_sum().await
            }
        }
    }
}
