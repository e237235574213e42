//! Methods that are taken to consume, and are given closures.

use super::*;

case! {
    /// What a closure gives is known from what becomes of it, and what it is given from the method.
    mod told_by_closures => run("7", "8");
    co! {
        async fn run(first: &str, second: &str) -> Result<u32, Box<dyn std::error::Error>> {
            let (first, second) = (first.parse::<u32>(), second.parse::<u32>());
            let guard = noisy("guard");
            yield_now().await;
            let first: Result<u32, Box<dyn std::error::Error>> = first.map_err(|e| e.into());
            yield_now().await;
            let second: Result<u32, String> = second.map(|n| n.into()).map_err(|e| e.to_string());
            yield_now().await;
            let sum: u32 = first? + second.unwrap_or_else(|_| Default::default());
            guard.by_ref();
            Ok(sum)
        }
    }
}

case! {
    /// Closures that own and borrow, in iterators that live across waits.
    adapted();
    async fn adapted() -> usize {
        let (numbers, mut seen, held) = (vec![1u32, 2, 3].into_iter(), Vec::new(), noisy_n("held", 1));
        yield_now().await;
        let more = numbers.map(|n| n + held.by_ref());
        yield_now().await;
        let some = more.filter_map(|n| {
            seen.push(n);
            (n > 2).then(|| noisy_n("some", n))
        });
        yield_now().await;
        let all: Vec<_> = some.collect();
        yield_now().await;
        let name = noisy("name");
        let first = all.into_iter().next();
        yield_now().await;
        let both = first.map(move |first| (first, name));
        yield_now().await;
        seen.len() + both.map_or(0, |(first, name)| (first.by_ref() + name.by_ref()) as usize)
    }
}

case! {
    /// One in an argument of the other.
    closures_in_arguments();
    async fn closures_in_arguments() -> u32 {
        let (a, b) = (Some(noisy_n("a", 1)), Some(noisy_n("b", 2)));
        yield_now().await;
        let pair = a.zip(b.map(|b| b.renamed("c")));
        yield_now().await;
        pair.map_or(0, |(a, c)| a.by_ref() + c.by_ref())
    }
}
