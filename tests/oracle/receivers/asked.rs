//! Methods that ask: with what they ask about, asynchronously, or while they change it.

use crate::harness::*;

case! {
    /// Questions that are given what they ask about.
    asked();
    async fn asked() -> bool {
        let some = Some(noisy_n("some", 1));
        let done = Ok::<Noisy, u32>(noisy_n("done", 2));
        look("some", &some).await;
        look("done", &done).await;
        let a = some.is_some_and(|some| some.by_ref() == 1);
        yield_now().await;
        let b = done.is_ok_and(|done| done.by_ref() == 1);
        yield_now().await;
        let c = (later("c", Some(noisy("c"))).await.is_none_or(|c| c.by_ref() == 0), later("d", 1).await);
        a && b && c.0
    }
}

/// Asked by methods that are asynchronous.
struct Element {
    held: Noisy,
    parts: Vec<Noisy>,
}

impl Element {
    fn new(name: &'static str, n: u32) -> Self {
        Element { held: noisy_n(name, n), parts: vec![noisy("part")] }
    }
    fn parent(&self) -> Element {
        Element::new("parent", 1)
    }
    async fn is_selected(&self) -> Result<bool, String> {
        yield_now().await;
        Ok(self.held.by_ref() > 2)
    }
    async fn len(&self) -> usize {
        yield_now().await;
        self.parts.len()
    }
    async fn clone(&self) -> u32 {
        yield_now().await;
        self.held.by_ref()
    }
}

case! {
    /// `is_…` and `len` whose future is awaited: that borrows what they ask.
    mod asked_and_awaited => start();
    co! {
        async fn selected(elements: Vec<Element>) -> Result<Vec<Element>, String> {
            let mut selected = Vec::new();
            for element in elements {
                if element.is_selected().await? {
                    selected.push(element);
                }
            }
            Ok(selected)
        }
    }
    co! {
        async fn first(maybe: Option<Element>) -> Result<Option<Element>, String> {
            match maybe {
                Some(element) => Ok(element.is_selected().await?.then_some(element)),
                None => Ok(None),
            }
        }
    }
    co! {
        async fn start() -> Result<usize, String> {
            let elements = vec![Element::new("a", 2), Element::new("b", 3)];
            let both = (Element::new("c", 4), 1);
            if both.0.is_selected().await? || both.0.parent().is_selected().await? {
                log("yes");
            }
            let copied = both.0.clone().await as usize;
            let found = first(Some(both.0)).await?;
            let selected = selected(elements).await?;
            Ok(selected[0].len().await + found.map_or(0, |found| found.parts.len()) + copied)
        }
    }
}

case! {
    /// Methods that ask something, and change what they ask.
    mod asks_and_changes => run(Check(noisy("a"), 0), Check(noisy("b"), 0));
    struct Check(Noisy, u32);
    impl Check {
        fn is_inactive(&mut self) -> bool {
            self.0.by_mut();
            self.1 += 1;
            self.1 > 2
        }
        fn is_fresh(&self) -> bool {
            self.0.by_ref();
            self.1 == 0
        }
    }
    co! {
        async fn run(mut a: Check, b: Check) -> u32 {
            let mut pair = (b, 1);
            let (seen, also) = (&mut a, &mut pair);
            edit("seen", &mut seen.0, |noisy| _ = noisy.by_mut()).await;
            edit("also", &mut also.0.0, |noisy| _ = noisy.by_mut()).await;
            let mut turns = 0;
            while !a.is_inactive() && a.1.is_power_of_two() | (a.1 == 2) {
                yield_now().await;
                turns += 1;
            }
            if pair.0.is_inactive() | pair.0.is_fresh() {
                turns += 10;
            }
            yield_now().await;
            turns + a.1 + pair.0.1 + u32::from(a.is_fresh())
        }
    }
}
