//! Closures that make futures, as `join_all(ids.iter().map(|id| async move { … }))` does: a `move` closure or block within a closure that
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
