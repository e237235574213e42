//! Something that points into itself must not be moved: what goes wrong, and the compile error that prevents it for
//! coroutines.
//!
//! `ByHand` is what a coroutine with `text` and `word = &text[..5]` looks like while it waits, with a raw pointer where
//! the reference would be, because safe Rust cannot write that struct. Moving it moves `text` and leaves `word` behind,
//! pointing at whatever is there now. A coroutine cannot be moved once it has run: to run it, `poll` demands a `Pin`,
//! and a `Pin` to something that is not `Unpin` does not give it back.
//!
//! ```console
//! $ cargo run --example why_pin
//! by hand:   `word` points into its own text: true
//! by hand, after a swap: `word` points into its own text: false
//! by hand, after a swap: `word` points into the other's text: true
//! coroutine: `word` points into its own text: true
//! coroutine, after a wait: `word` points into its own text: true
//! ```

use resumable::{block_on, yield_now};
use std::mem;

#[derive(Default)]
struct ByHand {
    text: [u8; 16],
    /// Points to the first letters of `text`. Reading through it takes `unsafe`, and after a move it would be wrong.
    word: Option<*const u8>,
}

impl ByHand {
    fn first_poll(&mut self) {
        self.text = *b"hello, coroutine";
        self.word = Some(self.text.as_ptr());
    }

    fn points_into(&self, other: &ByHand) -> bool {
        self.word.is_some_and(|word| other.text.as_ptr_range().contains(&word))
    }
}

#[resumable::coroutine]
async fn coroutine() {
    let text = *b"hello, coroutine";
    let word = &text[..5];
    println!("coroutine: `word` points into its own text: {}", text.as_ptr_range().contains(&word.as_ptr()));
    yield_now().await;
    // `Pin` promises that `text` is where it was.
    println!(
        "coroutine, after a wait: `word` points into its own text: {}",
        text.as_ptr_range().contains(&word.as_ptr())
    );
}

fn main() {
    let (mut one, mut other) = (ByHand::default(), ByHand::default());
    one.first_poll();
    other.first_poll();
    println!("by hand:   `word` points into its own text: {}", one.points_into(&one));
    mem::swap(&mut one, &mut other);
    println!("by hand, after a swap: `word` points into its own text: {}", one.points_into(&one));
    println!("by hand, after a swap: `word` points into the other's text: {}", one.points_into(&other));

    // The same with coroutines:
    //
    //     let (mut one, mut other) = (pin!(coroutine()), pin!(coroutine()));
    //     let _ = one.as_mut().poll(&mut cx);
    //     mem::swap(one.as_mut().get_mut(), other.as_mut().get_mut());
    //
    // error[E0277]: `PhantomPinned` cannot be unpinned
    //     mem::swap(one.as_mut().get_mut(), other.as_mut().get_mut());
    //                            ^^^^^^^ within `NeverUnpin<'never>`, the trait `Unpin` is not implemented for `PhantomPinned`
    // note: required for `Coroutine<{closure}>` to implement `Unpin`
    // note: required by a bound in `Pin::<&'a mut T>::get_mut`
    block_on(coroutine());
}
