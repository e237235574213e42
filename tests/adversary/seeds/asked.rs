//! Bodies whose methods move parts of locals, or look at them, under names that tell nothing; and closures that own what they mention by value.

use crate::harness::*;

struct Part(Noisy);

impl Part {
    fn alpha(self) -> Noisy {
        self.0
    }
    fn beta(&self) -> &Noisy {
        &self.0
    }
    fn gamma(&mut self) -> &mut Noisy {
        &mut self.0
    }
    async fn epsilon(self, n: u32) -> u32 {
        look("epsilon", &self.0).await;
        self.0.by_ref() + n
    }
    fn over(self, other: &Noisy) -> (Noisy, u32) {
        (self.0, other.by_ref())
    }
}

struct Three {
    a: Part,
    b: Part,
    c: (Part, u32),
}

fn part(name: &'static str) -> Part {
    Part(noisy(name))
}

fn three() -> Three {
    Three { a: part("a"), b: part("b"), c: (part("c"), 3) }
}

fn make<T>(value: T) -> T {
    value
}

async fn sent(first: Noisy, n: u32) -> u32 {
    look("sent", &first).await;
    first.by_ref() + n
}

case! {
    /// Parts of a local, moved, looked at and changed.
    parts();
    async fn parts() -> u32 {
        let mut all = three();
        look("all", &all.b.0).await;
        let moved = all.a.alpha();
        let seen = all.b.beta();
        look("seen", seen).await;
        let changed = all.c.0.gamma();
        changed.by_mut();
        yield_now().await;
        moved.by_ref() + changed.by_ref() + all.c.1
    }
}

case! {
    /// Arguments that borrow from other parts.
    arguments(true);
    async fn arguments(go: bool) -> u32 {
        let all = three();
        let kept = &all.c.1;
        yield_now().await;
        let (first, n) = all.a.over(&all.b.0);
        look("first", &first).await;
        let m = if go { all.c.0.epsilon(n).await } else { all.b.alpha().by_ref() };
        yield_now().await;
        m + *kept
    }
}

case! {
    /// New values for what is gone.
    filled();
    async fn filled() -> u32 {
        let mut all = three();
        let mut sum = 0;
        for n in 0..2 {
            look("all", &all.b.0).await;
            sum += all.a.epsilon(n).await;
            all.a = part("again");
            yield_now().await;
        }
        sum + all.a.beta().by_ref()
    }
}

case! {
    /// A block that owns one local and copies another, and borrows a third.
    block();
    async fn block() -> u32 {
        let (first, n, third) = make((noisy_n("first", 1), 2u32, noisy("third")));
        let mut list = vec![n];
        look("first", &first).await;
        look("third", &third).await;
        let future = async {
            list.push(n);
            let sum = sent(first, n).await;
            third.by_ref() + sum
        };
        yield_now().await;
        let sum = future.await;
        list.push(sum);
        yield_now().await;
        sum + n + third.by_ref() + list.len() as u32
    }
}

case! {
    /// Closures that are called once, and more often.
    closures(Some(3));
    async fn closures(given: Option<u32>) -> u32 {
        let (first, n, text) = make((noisy_n("first", 1), 2u32, String::from("text")));
        look("first", &first).await;
        look("n", &n).await;
        let borrowed = &text;
        let given = given.map(|m| noisy_n("given", m));
        yield_now().await;
        let value = given.unwrap_or_else(|| first);
        yield_now().await;
        let all: Vec<u32> = (0..2).map(|m| u32::max(m, n)).collect();
        look("all", &all).await;
        let bytes = Some(1).map(|m| borrowed.len() + m);
        yield_now().await;
        let owned = bytes.map(|m| text.into_bytes().len() + m);
        yield_now().await;
        value.by_ref() + owned.unwrap_or(0) as u32
    }
}
