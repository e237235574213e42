//! Delays at random, in tests of the crate itself: at the moments between two steps that other threads may see, where a schedule that is rare otherwise
//! would find what is wrong. Anywhere else a [`point`] is nothing.
//!
//! A thread that has not [begun](begin) is not delayed. What it draws follows from its seed, but not what the operating system makes of that: so a
//! failure comes back under its seed more often than not, and not each time.

#[cfg(not(all(test, not(loom))))]
#[inline(always)]
pub(crate) fn point() {}

#[cfg(all(test, not(loom)))]
pub(crate) use drawn::{begin, point};

#[cfg(all(test, not(loom)))]
mod drawn {
    use std::cell::Cell;
    use std::hint::spin_loop;
    use std::thread;
    use std::time::Duration;

    std::thread_local! {
        /// Zero if the thread is not delayed.
        static STATE: Cell<u64> = const { Cell::new(0) };
    }

    /// Delays this thread from now on, each in its own way; or not any more, if there is no seed.
    pub(crate) fn begin(seed: Option<u64>, thread: u64) {
        // Never zero, and far apart for seeds that are near (SplitMix, Steele, Lea and Flood 2014).
        STATE.set(seed.map_or(0, |seed| {
            let mixed = (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ thread.wrapping_mul(0xBF58_476D_1CE4_E5B9);
            (mixed ^ (mixed >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB) | 1
        }));
    }

    /// A number below that; zero on a thread that is not delayed.
    fn draw(below: u64) -> u64 {
        // Xorshift, Marsaglia 2003.
        let mut state = STATE.get();
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        STATE.set(state);
        (state >> 16) % below
    }

    /// A moment at which others may come in between.
    pub(crate) fn point() {
        if STATE.get() == 0 {
            return;
        }
        match draw(64) {
            0..32 => {}
            32..48 => (0..draw(200)).for_each(|_| spin_loop()),
            48..62 => thread::yield_now(),
            _ => thread::sleep(Duration::from_micros(draw(40))),
        }
    }
}
