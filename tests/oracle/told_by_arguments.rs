//! Calls of which rustc is asked, and their arguments: what they assign, what is expected of them, and which methods stand around them.

use crate::harness::*;
use std::fmt::Debug;

#[derive(Clone, Copy, Debug)]
struct Mark(u32);

impl Mark {
    fn plus(self, n: u32) -> u32 {
        self.0 + n
    }
}

struct Part(Noisy);

impl Part {
    fn after(&self, n: u32) -> u32 {
        self.0.by_ref() + n
    }
    fn cut(&self, by: impl Fn(&str) -> &str) -> usize {
        self.0.by_ref() as usize + by("a ").len()
    }
    fn count(&self, by: impl Fn(&str) -> usize) -> usize {
        self.0.by_ref() as usize + by("text")
    }
    fn shown(&self, by: impl FnOnce() -> Box<dyn Debug>) -> String {
        format!("{} {:?}", self.0.by_ref(), by())
    }
    fn named(&self, by: impl FnOnce() -> &'static str) -> usize {
        self.0.by_ref() as usize + by().len()
    }
    fn summed(self, n: u32) -> u32 {
        self.0.by_ref() + n
    }
    fn filled(self, by: impl Fn(&mut Vec<u32>)) -> usize {
        let mut numbers = vec![self.0.by_ref()];
        by(&mut numbers);
        numbers.len()
    }
}

fn part(name: &'static str) -> Part {
    Part(noisy(name))
}

case! {
    /// A copy and a reference that get another value in an argument: the call has the one from before.
    mod assigned => async { (copies().await, references(&part("one"), &part("other")).await) };
    co! {
        async fn copies() -> u32 {
            let mut mark = Mark(1);
            look("mark", &mark).await;
            let n = mark.plus({
                mark = Mark(op("another", 7));
                2
            });
            yield_now().await;
            n
        }
        async fn references(one: &Part, other: &Part) -> u32 {
            let mut at = [one][0];
            look("at", &at.0).await;
            let n = at.after({
                at = op("another", other);
                2
            });
            yield_now().await;
            n
        }
    }
}

case! {
    /// A closure that gives what it borrows from what it is given, or a pointer that is expected to be another one; and one that is what a block
    /// gives.
    closures_that_are_expected();
    async fn closures_that_are_expected() -> usize {
        let (a, b, c, d, e) = (part("a"), part("b"), part("c"), part("d"), part("e"));
        let seen = [&a, &b, &c, &d, &e];
        look("seen", &seen.map(|part| &part.0)).await;
        let n = a.cut(|text: &str| text.trim());
        yield_now().await;
        let m = b.count({
            let more = 1;
            move |text| text.len() + more
        });
        yield_now().await;
        let shown = c.shown(|| Box::new(1));
        yield_now().await;
        let text = String::from("text");
        let k = d.count(|more: &str| text.len() + more.len());
        yield_now().await;
        let l = e.named(|| if n > 100 { "many" } else { &"few" });
        yield_now().await;
        n + m + k + l + shown.len() + text.len()
    }
}

case! {
    /// A closure that a method in the argument is given has its types from that method; one that gives nothing is expected to.
    closures_of_their_own();
    async fn closures_of_their_own() -> u32 {
        let (a, b, c) = (part("a"), part("b"), part("c"));
        let seen = [&a, &b, &c];
        look("seen", &seen.map(|part| &part.0)).await;
        let n = a.summed([1, 2].iter().map(|n| n + 1).sum());
        yield_now().await;
        let m = b.filled(|numbers: &mut Vec<u32>| {
            numbers.push(n);
        });
        yield_now().await;
        let k = c.summed("1 2".split(' ').map(|text| text.parse().unwrap_or(0)).fold(0, |a: u32, b: u32| a + b));
        yield_now().await;
        n + m as u32 + k
    }
}

case! {
    /// What is given a closure and replaced by what the method gives is built.
    mod replaced => run(true);
    struct Plan(Noisy, u32);
    impl Plan {
        fn when(self, holds: impl Fn(u32) -> bool) -> Plan {
            let n = u32::from(holds(self.1));
            Plan(self.0.renamed("when"), self.1 + n)
        }
        fn fits(self, by: impl Fn(&str) -> usize) -> Result<Plan, &'static str> {
            if by("text") > 3 { Ok(self) } else { Err("short") }
        }
        async fn carried_out(self, by: impl Fn(&str) -> usize) -> u32 {
            look("carried out", &self.0).await;
            self.1 + by("text") as u32
        }
    }
    co! {
        async fn run(go: bool) -> Result<u32, &'static str> {
            let (mut a, b) = (Plan(noisy("a"), 1), Plan(noisy("b"), 2));
            let seen = (&a.0, &b.0);
            look("seen", &seen).await;
            if go {
                a = a.when(|n| n > 0);
            }
            look("a", &a.0).await;
            a = a.fits(|text| text.len())?.when(|n| n > 5);
            let b = b.carried_out(|text| text.len()).await;
            yield_now().await;
            Ok(a.1 + b)
        }
    }
}

case! {
    /// A trait that is there for all types has methods of the names that stand in the expansion.
    mod traits_for_all_types => run(part("a"), part("b"), Some(3));
    trait Anything: Sized {
        fn argument(self, _: u32) -> u32 {
            unreachable!()
        }
        fn ask<T>(self, _: T) {}
        fn is<T>(self, _: T) {}
        fn looked(self) {}
        fn moved(self) {}
        fn moves(self) -> bool {
            true
        }
        fn passed(self, _: u32) -> u32 {
            unreachable!()
        }
        fn receiver(self) {}
        fn value(self) -> u32 {
            unreachable!()
        }
    }
    impl<T> Anything for T {}
    co! {
        async fn run(a: Part, b: Part, c: Option<u32>) -> u32 {
            let question = [&a, &b];
            look("question", &question.map(|part| &part.0)).await;
            look("c", &c).await;
            let (gives, receiver) = (1, 2);
            let n = a.after(gives + receiver);
            yield_now().await;
            let m = b.summed(n);
            yield_now().await;
            let k = c.map(|c| c + m).unwrap_or(0);
            yield_now().await;
            n + m + k
        }
    }
}
