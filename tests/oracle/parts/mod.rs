//! Parts that are moved out of something which lives across a wait.

mod declared;
mod filled;
mod moved_out;
mod of_temporaries;

use crate::harness::*;

/// Three parts, no destructor of its own.
struct Three {
    a: Noisy,
    b: Noisy,
    c: Noisy,
}

fn three() -> Three {
    Three { a: noisy("a"), b: noisy("b"), c: noisy("c") }
}

/// A part inside a part.
struct Outer {
    inner: Three,
    last: Noisy,
}

/// One method takes it, the other does not, and no name tells.
struct Text(Noisy);

impl Text {
    fn whisper(self) -> u32 {
        self.0.by_ref()
    }
    fn shout(&self) -> u32 {
        self.0.by_ref()
    }
}

fn pair() -> (Noisy, Noisy) {
    (noisy("first"), noisy("second"))
}

fn numbered(n: u32) -> (Noisy, Noisy) {
    (noisy_n("first", n), noisy_n("second", n))
}
