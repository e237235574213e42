//! Pointers that are no borrows: a safe call keeps one, as that which hands a buffer to a device does, and `unsafe` code looks through it behind a
//! wait. A local that may have given one away stays where it is.

use crate::harness::*;
use std::cell::Cell;

thread_local! {
    static KEPT: Cell<*mut u64> = const { Cell::new(std::ptr::null_mut()) };
}

/// Writes over what the stack had below.
fn deep(n: u64) -> u64 {
    std::hint::black_box([n; 512]).iter().sum::<u64>() % 7
}

fn keep(pointer: *const u64) {
    KEPT.set(pointer.cast_mut());
    deep(11);
}

/// # Safety
///
/// What was kept last is there.
unsafe fn kept() -> u64 {
    deep(13);
    // SAFETY: what is asked of the caller.
    unsafe { *KEPT.get() }
}

/// # Safety
///
/// As before, and nobody else uses it.
unsafe fn complete(value: u64) {
    deep(17);
    // SAFETY: what is asked of the caller.
    unsafe { *KEPT.get() = value }
}

struct Number(u64);

impl Number {
    fn keep(&self) {
        keep(&raw const self.0)
    }

    fn keep_mut(&mut self) {
        keep(&raw mut self.0)
    }

    fn into_inner(self) -> u64 {
        self.0
    }
}

case! {
    by_a_method_of_a_buffer();
    async fn by_a_method_of_a_buffer() -> u64 {
        let mut buffer = [1u64; 8];
        keep(buffer.as_mut_ptr());
        later("submitted", ()).await;
        // SAFETY: the buffer is there.
        unsafe { complete(7) };
        later("done", ()).await;
        buffer[0] + buffer[1]
    }
}

case! {
    by_a_part_of_a_buffer_in_a_loop();
    async fn by_a_part_of_a_buffer_in_a_loop() -> u64 {
        let mut sum = 0;
        for i in 0..3u64 {
            let buffer = [i; 8];
            keep(buffer[2..].as_ptr());
            later("a", ()).await;
            // SAFETY: it is there.
            sum += unsafe { kept() };
            {
                let other = [i + 1; 8];
                later("b", ()).await;
                // SAFETY: as before.
                sum += unsafe { kept() } + other[1];
            }
            later("c", ()).await;
            sum += buffer[0];
        }
        sum
    }
}

case! {
    by_an_argument();
    async fn by_an_argument() -> u64 {
        let mut n = 1u64;
        keep(std::ptr::from_ref(&n));
        later("a", ()).await;
        // SAFETY: it is there.
        n += unsafe { kept() };
        later("b", ()).await;
        // SAFETY: as before.
        n += unsafe { kept() };
        n
    }
}

case! {
    by_a_method();
    async fn by_a_method() -> u64 {
        let mut number = Number(3);
        number.keep_mut();
        later("a", ()).await;
        // SAFETY: it is there.
        let n = unsafe { kept() };
        later("b", ()).await;
        // SAFETY: as before.
        unsafe { complete(n + 1) };
        number.0 + n
    }
}

case! {
    /// Behind its last wait it is moved away, and not before.
    by_what_is_moved_in_the_end();
    async fn by_what_is_moved_in_the_end() -> u64 {
        let number;
        number = Number(3);
        number.keep();
        if later("a", true).await {
            // SAFETY: it is there.
            let n = unsafe { kept() };
            later("b", ()).await;
            // SAFETY: as before.
            return n + unsafe { kept() } + number.into_inner();
        }
        0
    }
}

case! {
    by_a_closure_that_owns_it();
    async fn by_a_closure_that_owns_it() -> u64 {
        let number = Number(3);
        let closure = move || {
            number.keep();
            number.0
        };
        closure();
        later("a", ()).await;
        // SAFETY: it is there.
        let n = unsafe { kept() };
        later("b", ()).await;
        // SAFETY: as before.
        n + unsafe { kept() } + closure()
    }
}

case! {
    by_what_gets_another_value();
    async fn by_what_gets_another_value() -> u64 {
        let mut sum = 0;
        let mut number = Number(5);
        number.keep();
        while sum < 50 {
            later("a", ()).await;
            // SAFETY: it is there.
            sum += unsafe { kept() };
            number = Number(sum + 1);
            number.keep();
            later("b", ()).await;
            // SAFETY: as before.
            sum += unsafe { kept() };
        }
        sum
    }
}
