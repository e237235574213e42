//! Boxed coroutines without the standard library. That this builds with `-p no-std-alloc` is the test: in a build of the whole workspace the
//! other packages turn the features on again. The crate itself names neither `alloc` nor a `Box`.
#![no_std]
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

/// A tree of numbers that lives in static memory.
pub struct Tree {
    pub value: u32,
    pub below: &'static [Tree],
}

#[resumable::coroutine(boxed)]
impl Tree {
    /// The sum of all values, depth first.
    pub async fn sum(&self) -> u32 {
        let mut sum = self.value;
        for tree in self.below {
            core::future::ready(()).await;
            sum += tree.sum().await;
        }
        sum
    }
}

/// Polls until it is done.
pub fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree() {
        const LEAF: Tree = Tree { value: 2, below: &[] };
        static TREE: Tree = Tree { value: 1, below: &[LEAF, Tree { value: 3, below: &[LEAF] }] };
        assert_eq!(run(TREE.sum()), 8);
    }
}
