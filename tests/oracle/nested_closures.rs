//! Closures within closures. Many make futures, as `join_all(ids.iter().map(|id| async move { … }))` does: a `move` closure or block within a closure that
//! borrows.

use crate::harness::*;

struct Client {
    name: Noisy,
    calls: std::cell::Cell<u32>,
}

impl Client {
    fn new() -> Client {
        Client { name: noisy("client"), calls: Default::default() }
    }

    async fn fetch(&self, n: u32) -> u32 {
        self.calls.set(self.calls.get() + 1);
        later("fetched", n).await + self.calls.get() + self.name.by_ref()
    }
}

async fn one_by_one<F: Future<Output = u32>>(all: impl IntoIterator<Item = F>) -> u32 {
    let mut sum = 0;
    for one in all {
        sum += one.await;
    }
    sum
}

case! {
    /// What the blocks own are copies: of a reference, and of a number.
    blocks_of_an_iterator(leak(Client::new()), vec![4, 2, 3]);
    async fn blocks_of_an_iterator(client: &'static Client, ids: Vec<u32>) -> u32 {
        let limit = *ids.iter().max().unwrap_or(&7);
        let sum = one_by_one(ids.iter().map(|id| async move { client.fetch(*id).await + limit })).await;
        log("behind");
        sum + limit
    }
}

case! {
    blocks_of_a_list(vec![4, 2, 3]);
    async fn blocks_of_a_list(ids: Vec<u32>) -> u32 {
        let client = Client::new();
        let lent = &client;
        let sum = one_by_one(ids.iter().map(|id| async move { lent.fetch(*id).await }).collect::<Vec<_>>()).await;
        let again = one_by_one(ids.into_iter().map(|id| async move { lent.fetch(id).await }).collect::<Vec<_>>()).await;
        log(again);
        sum + client.calls.get()
    }
}

case! {
    /// The closure lives across the waits.
    closure_that_makes_blocks(4);
    async fn closure_that_makes_blocks(n: u32) -> u32 {
        let client = Client::new();
        let lent = &client;
        let make = |id: u32| async move { lent.fetch(id + n).await };
        let first = make(2).await;
        let second = make(3).await;
        log("made");
        first + second + client.name.by_ref()
    }
}

case! {
    /// The block owns what is no copy: it drops with the future, or with the closure that was not called.
    owned_by_the_block(Some(4));
    async fn owned_by_the_block(n: Option<u32>) -> u32 {
        let owned = noisy("owned");
        let future = n.map(move |n| async move { look("owned", &owned).await; owned.by_ref() + n });
        log("made");
        let sum = match future {
            Some(future) => future.await,
            None => 7,
        };
        log("behind");
        later("sum", sum).await
    }
}

case! {
    owned_by_no_block(None);
    async fn owned_by_no_block(n: Option<u32>) -> u32 {
        let owned = noisy("owned");
        let future = n.map(move |n| async move { look("owned", &owned).await; owned.by_ref() + n });
        log("made");
        let sum = match future {
            Some(future) => future.await,
            None => 7,
        };
        log("behind");
        later("sum", sum).await
    }
}

case! {
    /// Closures within closures, and one that borrows in a `move` one.
    three_deep(vec![4, 2]);
    async fn three_deep(ids: Vec<u32>) -> u32 {
        let client = Client::new();
        let (lent, n) = (&client, ids.len() as u32);
        let sum = one_by_one(ids.iter().flat_map(|id| {
            (0..n).map(move |m| async move { lent.fetch(*id + m + n).await })
        }).collect::<Vec<_>>()).await;
        log("behind");
        sum + n
    }
}

case! {
    /// Where the method's arguments mention what is copied, its receiver is consumed all the same.
    copied_beside(vec![4, 2]);
    async fn copied_beside(ids: Vec<u32>) -> u32 {
        let n = ids.len() as u32;
        let found = later("ids", ids).await.into_iter().map(|id| id + n).fold(n, |sum, id| sum + id * n);
        later("found", found).await + n
    }
}

/// What is called once with what it is given.
fn once<T>(given: Option<u32>, f: impl FnOnce(u32) -> T) -> Option<T> {
    given.map(f)
}

case! {
    /// What its type says is moved, moves into the inner closure, or drops with the outer one.
    moved_within(vec![noisy("first")], Some(2), |noisies, n| noisies[0].by_ref() + n);
    async fn moved_within<F: FnOnce(Vec<Noisy>, u32) -> u32>(first: Vec<Noisy>, given: Option<u32>, f: F) -> u32 {
        look("first", &first).await;
        let sum = once(given, |n| once(Some(n), |m| f(first, n + m)));
        log("made");
        yield_now().await;
        sum.flatten().map_or(7, |sum| sum)
    }
}

case! {
    moved_nowhere(vec![noisy("first")], None, |noisies, n| noisies[0].by_ref() + n);
    async fn moved_nowhere<F: FnOnce(Vec<Noisy>, u32) -> u32>(first: Vec<Noisy>, given: Option<u32>, f: F) -> u32 {
        look("first", &first).await;
        let sum = once(given, |n| once(Some(n), |m| f(first, n + m)));
        log("made");
        yield_now().await;
        sum.flatten().map_or(7, |sum| sum)
    }
}

case! {
    /// A copy that could be something else.
    copied_within(4u32);
    async fn copied_within<T: Copy + Into<u32> + std::fmt::Debug>(n: T) -> u32 {
        let (m, list) = (later("m", 3).await, vec![noisy_n("a", 1), noisy_n("b", 2)]);
        look("n", &n).await;
        look("m", &m).await;
        let all: Vec<u32> = list.iter().flat_map(|a| (0..2).map(move |b| (a, b)).map(|(a, b)| a.by_ref() + b + pass(m) + pass(n).into()).collect::<Vec<_>>()).collect();
        yield_now().await;
        look("n", &n).await;
        all.iter().sum::<u32>() + m
    }
}

fn pass<T>(value: T) -> T {
    value
}
