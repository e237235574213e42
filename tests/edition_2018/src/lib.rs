//! Coroutines in a crate of edition 2018, whose closures capture variables instead of places.
#![forbid(unsafe_code)]

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

#[cfg(test)]
mod tests {
    #[test]
    fn closures_capture_places() {
        assert_eq!(resumable::block_on(super::words("one three five", 3)), 8);
    }
}
