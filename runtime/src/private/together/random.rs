//! Where `select!` begins: anywhere, so that no branch is always the first. Nothing is secret about it, so a counter that is well mixed will
//! do.

/// A number below `count`.
#[inline]
pub fn below(count: u32) -> u32 {
    // The high half of a product is uniform enough, and cheaper than a remainder.
    ((u64::from(mix(next())) * u64::from(count)) >> 32) as u32
}

#[cfg(feature = "std")]
fn next() -> u32 {
    std::thread_local!(static COUNTER: core::cell::Cell<u32> = const { core::cell::Cell::new(0) });
    // When the thread ends, its counter may be gone before the last future.
    COUNTER.try_with(|counter| counter.replace(counter.get().wrapping_add(1))).unwrap_or(0)
}

#[cfg(not(feature = "std"))]
fn next() -> u32 {
    use core::sync::atomic::{AtomicU32, Ordering};
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    // Two threads may draw the same number. Small processors can load and store, but not add.
    let number = COUNTER.load(Ordering::Relaxed);
    COUNTER.store(number.wrapping_add(1), Ordering::Relaxed);
    number
}

/// The finaliser of MurmurHash3.
fn mix(number: u32) -> u32 {
    let number = number.wrapping_add(0x9e37_79b9);
    let number = (number ^ (number >> 16)).wrapping_mul(0x85eb_ca6b);
    let number = (number ^ (number >> 13)).wrapping_mul(0xc2b2_ae35);
    number ^ (number >> 16)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_branch_is_the_first_about_as_often() {
        let mut counts = [0; 3];
        for _ in 0..3000 {
            counts[super::below(3) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (800..1200).contains(count)), "{counts:?}");
    }
}
