//! Coroutines in a crate of edition 2018, whose closures capture variables instead of places.
#![forbid(unsafe_code)]

use resumable::{select, try_join};

/// Closures, and closures in closures, that mention what lives across a wait.
#[resumable::coroutine]
pub async fn words(text: &str, longer_than: usize) -> usize {
    let (words, mut found): (Vec<&str>, Vec<&str>) = (text.split(' ').collect(), Vec::new());
    let seen = &found;
    resumable::yield_now().await;
    let none = seen.len();
    let mut find = |n: usize| {
        let is_longer = |word: &&&str| word.len() > n + none;
        found.extend(words.iter().filter(is_longer));
        found.len()
    };
    find(longer_than);
    let twice = find(longer_than);
    resumable::yield_now().await;
    twice + Some(1).map(|one| Some(one).map_or(0, |one| one + words.len())).unwrap_or(found.len())
}

/// The macros, by a bare name and by the path, written out by the compiler of coroutines and expanded by rustc.
#[resumable::coroutine]
pub async fn macros(a: u32) -> u32 {
    let held = vec![a];
    let both = async { resumable::join!(async { a }, async { held.len() as u32 }) };
    let (a, b) = select! { (a, b) = both => (a, b) };
    resumable::yield_now().await;
    a + b + expanded().await
}

async fn expanded() -> u32 {
    let joined = try_join!(async { Ok::<u32, ()>(1) }, async { Ok(2) });
    resumable::select! {
        biased;
        Err(()) = std::future::ready(joined) => 0,
        n = async { 3 }, if joined == Ok((1, 2)) => n,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn closures_capture_places() {
        assert_eq!(resumable::block_on(super::words("one three five", 3)), 8);
    }
    #[test]
    fn macros_are_those_of_the_crate() {
        assert_eq!(resumable::block_on(super::macros(4)), 8);
    }
}
