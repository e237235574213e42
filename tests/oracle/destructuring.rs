//! Locals that are declared in a pattern and get their values later, or by a pattern.

use crate::harness::*;

case! {
    /// Declared with their types, assigned together, behind waits.
    declared_with_types();
    async fn declared_with_types() -> u32 {
        let (list, (number, name)): (Vec<Noisy>, (u8, Noisy));
        yield_now().await;
        (list, (number, name)) = later("value", (vec![noisy("a")], (3, noisy("name")))).await;
        look("list", &list).await;
        list.len() as u32 + number as u32 + look("name", &name).await.by_ref()
    }
}

case! {
    /// Declared together, assigned one by one, on one path alone.
    assigned_one_by_one();
    async fn assigned_one_by_one() -> u32 {
        let mut sum = 0;
        for turn in 0..3 {
            let (list, number): (Vec<Noisy>, u32);
            yield_now().await;
            list = later("list", vec![noisy("a")]).await;
            if turn == 1 { continue }
            number = later("number", turn).await;
            look("list", &list).await;
            sum += list.len() as u32 + number;
        }
        sum
    }
}

case! {
    /// Exchanged, over places of every kind, with what is passed over.
    exchanged();
    async fn exchanged() -> u32 {
        struct Held { first: Noisy, second: Noisy }
        let (mut a, mut b) = (noisy("a"), noisy("b"));
        let mut held = Held { first: noisy("first"), second: noisy("second") };
        let mut list = vec![noisy("x"), noisy("y")];
        look("a", &a).await;
        (a, b) = (b, a);
        look("b", &b).await;
        (held.first, list[op("index", 1)], ..) = later("new", (noisy("new"), noisy("z"), noisy("over"), 1)).await;
        [_, a] = [noisy("passed"), noisy("taken")];
        Held { first: b, second: held.second } = later("held", Held { first: noisy("f"), second: noisy("s") }).await;
        look("list", &list).await;
        let c;
        (c, _) = (noisy("c"), noisy("gone"));
        look("c", &c).await;
        let mut sum = held.first.by_ref() + held.second.by_ref() + a.by_ref() + b.by_ref();
        let (mut n, mut m) = (0, 1);
        while n < 5 {
            (n, m) = (m, n + later("n", m).await);
            sum += n;
        }
        sum
    }
}

case! {
    /// Assigned from what is matched in place, in an arm and in a condition.
    in_arms(Some((noisy("left"), noisy("right"))));
    async fn in_arms(pair: Option<(Noisy, Noisy)>) -> u32 {
        let mut left = noisy("old");
        let right;
        look("left", &left).await;
        match pair {
            Some(pair) => (left, right) = later("pair", pair).await,
            None => (left, right) = (noisy("l"), noisy("r")),
        }
        look("left", &left).await;
        left.by_ref() + look("right", &right).await.by_ref()
    }
}
