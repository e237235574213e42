//! Values of every size and kind across waits.

use crate::harness::*;
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit};

case! {
    /// Large arrays, as a parameter, a local, and on to a callee.
    mod large_arrays => run([7; 4096]);
    co! {
        async fn sum(big: [u8; 4096]) -> usize {
            yield_now().await;
            big.iter().map(|byte| usize::from(*byte)).sum()
        }
    }
    co! {
        async fn run(big: [u8; 4096]) -> (usize, u8, usize) {
            let mut local = [1u8; 2048];
            let first = sum(big).await;
            local[2047] = big[0];
            yield_now().await;
            (first, local[2047], local.len())
        }
    }
}

case! {
    /// Values without a size: unit, a unit struct, an empty array, a marker, a function item; with a drop.
    mod zero_sized => run((), Unit);
    struct Unit;
    struct Bell;
    impl Drop for Bell {
        fn drop(&mut self) { log("the bell dropped"); }
    }
    co! {
        async fn run(unit: (), marker: Unit) -> usize {
            let bell = Bell;
            let empty: [Noisy; 0] = [];
            let phantom = PhantomData::<Noisy>;
            let function = size_of::<Unit>;
            yield_now().await;
            let moved = bell;
            look("unit", &unit).await;
            drop(moved);
            yield_now().await;
            let _again = Bell;
            yield_now().await;
            empty.len() + function() + size_of_val(&phantom) + size_of_val(&marker)
        }
    }
}

case! {
    /// Values with a large alignment are aligned in the frame, before and after a wait.
    mod aligned => run(Line([1; 8]));
    #[repr(align(64))]
    #[derive(Debug)]
    struct Line([u8; 8]);
    co! {
        async fn run(parameter: Line) -> (usize, usize, usize) {
            let small = 1u8;
            let local = Line([2; 8]);
            look("local", &local).await;
            let wide = 3u128;
            look("wide", &wide).await;
            look("parameter", &parameter).await;
            let addresses = [&raw const local as usize, &raw const parameter as usize, usize::from(small) * 64];
            yield_now().await;
            (addresses[0] % 64, addresses[1] % 64, (&raw const wide as usize) % align_of::<u128>())
        }
    }
}

case! {
    /// Primitive values of all kinds.
    primitives();
    async fn primitives() -> String {
        let (a, b, c, d) = (i8::MIN, u128::MAX, f32::NAN, f64::MIN_POSITIVE);
        let (e, f, g, h) = ('é', true, "text", b"bytes");
        let (i, j, k) = (isize::MAX, 0x1F_u16, c"c");
        yield_now().await;
        look("float", &c).await;
        format!("{a} {b} {c} {d:e} {e} {f} {g} {h:?} {i} {j} {k:?}")
    }
}

case! {
    /// Options and enums that live in niches keep their variant.
    mod niches => run(Some(leak(1)), None);
    #[derive(Debug)]
    enum State { Empty, Full(Box<u32>), Named { name: String } }
    co! {
        async fn run(some: Option<&'static mut u32>, none: Option<Box<Noisy>>) -> String {
            let mut state = State::Empty;
            let flag = Some(false);
            let mut seen = vec![];
            for turn in 0..3 {
                look("state", &state).await;
                // What lives across a wait is not matched by value in place: the whole is moved.
                state = match {state} {
                    State::Empty => State::Full(Box::new(turn)),
                    State::Full(n) => { yield_now().await; State::Named { name: format!("{n}") } }
                    named @ State::Named { .. } => named,
                };
                seen.push(format!("{state:?}"));
            }
            format!("{some:?} {none:?} {flag:?} {seen:?}")
        }
    }
}

case! {
    /// `ManuallyDrop` and `forget`: what must not drop does not.
    not_dropped();
    async fn not_dropped() -> u32 {
        let mut manual = ManuallyDrop::new(noisy_n("manual", 1));
        let other = noisy_n("forgotten", 2);
        yield_now().await;
        let n = manual.by_ref() + other.by_ref();
        std::mem::forget(other);
        yield_now().await;
        // SAFETY: `manual` is not used again.
        unsafe { ManuallyDrop::drop(&mut manual) };
        yield_now().await;
        n
    }
}

case! {
    /// Raw pointers into the frame, followed after a wait, in unsafe blocks.
    raw_pointers();
    async fn raw_pointers() -> u32 {
        let mut n = 1;
        let pointer = &raw mut n;
        yield_now().await;
        // SAFETY: `n` lives in this frame, which is pinned, and nothing else uses it meanwhile.
        unsafe { *pointer += 1 };
        yield_now().await;
        // SAFETY: as above.
        let read = unsafe { pointer.read() };
        n + read
    }
}

case! {
    /// Waits inside an unsafe block, and an unsafe function that is awaited.
    mod unsafe_code => run();
    static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(3);
    co! {
        /// # Safety
        /// `pointer` must be valid for reads until the coroutine ends.
        async unsafe fn read(pointer: *const u32) -> u32 {
            yield_now().await;
            // SAFETY: the caller promises it.
            unsafe { *pointer }
        }
    }
    co! {
        async fn run() -> u32 {
            let n = 5;
            // SAFETY: `n` outlives the awaited coroutine.
            let got = unsafe {
                let pointer = &raw const n;
                later("inside", ()).await;
                read(pointer).await
            };
            got + COUNT.load(std::sync::atomic::Ordering::Relaxed)
        }
    }
}

case! {
    /// Memory that is initialised in part before a wait and in part after it.
    partly_initialised();
    async fn partly_initialised() -> [u32; 2] {
        let mut array: [MaybeUninit<u32>; 2] = [const { MaybeUninit::uninit() }; 2];
        array[0].write(1);
        yield_now().await;
        array[1].write(2);
        // SAFETY: both elements were written.
        array.map(|n| unsafe { n.assume_init() })
    }
}

case! {
    /// Strings, boxes, maps, channels and reference counts.
    collections();
    async fn collections() -> String {
        use std::collections::{BTreeMap, BTreeSet, VecDeque};
        let mut queue = VecDeque::from([1, 2, 3]);
        let mut map = BTreeMap::new();
        let set: BTreeSet<_> = queue.iter().map(|n| n % 2).collect();
        let (sender, receiver) = std::sync::mpsc::channel();
        while let Some(n) = queue.pop_front() {
            // A temporary that borrows across the wait is not moved into a method: it has a name.
            let list = map.entry(n % 2).or_insert_with(Vec::new);
            list.push(later("n", n).await);
            if let Err(error) = sender.send(n) {
                return error.to_string();
            }
        }
        drop(sender);
        let mut sum = 0;
        for n in receiver {
            sum += later("received", n).await;
        }
        format!("{map:?} {set:?} {sum}")
    }
}

case! {
    /// Many locals alive at once, used in an order that is not that of their declaration.
    many_locals();
    async fn many_locals() -> u64 {
        let (a, b, c, d) = (1u8, 2u16, 3u32, 4u64);
        let e = noisy_n("e", 5);
        yield_now().await;
        let (f, g, h) = ([6u8; 3], (7u16, 8u64), Some(9u32));
        yield_now().await;
        let sum = u64::from(h.unwrap_or(0)) + g.1 + u64::from(g.0) + u64::from(f[2]);
        let i = noisy_n("i", 10);
        yield_now().await;
        sum + d + u64::from(c) + u64::from(b) + u64::from(a) + u64::from(i.by_ref()) + u64::from(e.by_ref())
    }
}

case! {
    /// What was moved gets another value in a piece that waits.
    mod replaced_in_another_piece => run(noisy("given"));
    struct Pair { left: Noisy, right: Noisy }
    fn pair(left: &'static str, right: &'static str) -> Pair {
        Pair { left: noisy(left), right: noisy(right) }
    }
    co! {
        async fn run(mut given: Noisy) -> u32 {
            let mut x = noisy("x");
            let mut n = x.into_number() + {
                x = noisy("another x");
                yield_now().await;
                1
            } + x.into_number();

            drop(given);
            let found = loop {
                given = noisy("given anew");
                yield_now().await;
                break given.by_ref();
            };

            let mut in_parts = pair("a", "b");
            let mut apart = pair("c", "d");
            n += in_parts.left.into_number();
            let Pair { left, right } = apart;
            loop {
                in_parts = pair("e", "f");
                yield_now().await;
                break;
            }
            if n > 0 {
                apart = Pair { left, right };
                yield_now().await;
            } else {
                apart = Pair { left: right, right: left };
            }

            let mut owned = noisy("owned");
            let mut tried = Some(noisy("tried"));
            let closure = move || owned.by_ref();
            n += closure() + tried.map_or(0, |noisy| noisy.into_number());
            {
                tried = None;
                owned = later("owned anew", noisy("fresh")).await;
                tried = Some(noisy("tried anew"));
            }
            n + found + in_parts.right.by_ref() + apart.left.by_ref() + owned.by_ref() + u32::from(tried.is_some())
        }
    }
}
