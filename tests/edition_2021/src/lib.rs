//! Coroutines in a crate of edition 2021. There an `impl Trait` captures fewer lifetimes, and temporaries live longer: the first must make
//! no difference, because the `impl` that the attribute writes is of edition 2024.
#![forbid(unsafe_code)]

use std::fmt::Display;

/// Two lifetimes and a type parameter of the impl block, none of which the method can name in a `use<…>`.
pub struct Pair<'a, 'b, T> {
    first: &'a mut Vec<T>,
    second: &'b [T],
}

impl<'a, 'b, T: Clone + Display> Pair<'a, 'b, T> {
    pub fn new(first: &'a mut Vec<T>, second: &'b [T]) -> Self {
        Pair { first, second }
    }

    /// Copies the second to the first, one at a time.
    #[resumable::coroutine]
    pub async fn copy(&mut self) -> usize {
        for item in self.second {
            resumable::yield_now().await;
            self.first.push(item.clone());
        }
        self.first.len()
    }

    #[resumable::coroutine]
    pub async fn into_text(self, separator: &str) -> String {
        let mut text = String::new();
        for item in self.first.iter() {
            if !text.is_empty() {
                text.push_str(separator);
            }
            resumable::yield_now().await;
            text.push_str(&item.to_string());
        }
        text
    }
}

/// A closure that captures a pinned local and lives across a wait.
#[resumable::coroutine]
pub async fn count_words(text: &str) -> usize {
    let words: Vec<&str> = text.split(' ').collect();
    let longer_than = |n: usize| words.iter().filter(|word| word.len() > n).count();
    resumable::yield_now().await;
    longer_than(0) + longer_than(3)
}

/// A plain function whose body awaits: its declared return type is the output.
#[resumable::coroutine]
pub fn plain(n: u32) -> u32 {
    resumable::yield_now().await;
    n + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use resumable::block_on;

    #[test]
    fn methods_of_generic_impls() {
        let mut first = vec![1, 2];
        let second = [3, 4];
        let mut pair = Pair::new(&mut first, &second);
        assert_eq!(block_on(pair.copy()), 4);
        assert_eq!(block_on(pair.into_text("-")), "1-2-3-4");
    }

    #[test]
    fn closures() {
        assert_eq!(block_on(count_words("a bc defg")), 4);
    }

    #[test]
    fn plain_functions() {
        assert_eq!(block_on(plain(1)), 2);
    }
}
