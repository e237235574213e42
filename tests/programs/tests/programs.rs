//! Each program says the same whoever compiled it and wherever it runs.
// Once for each runtime.
#![allow(clippy::duplicate_mod)]

#[path = "../src/programs/mod.rs"]
mod programs;

/// Compares the four ways to run a program.
macro_rules! same {
    ($($program:ident),*) => { $(
        #[test]
        fn $program() {
            let native = ::programs::programs::tokio::$program::run();
            let others = [
                ("native, on this runtime", ::programs::programs::resumable::$program::run()),
                ("with the attribute, on tokio", programs::tokio::$program::run()),
                ("with the attribute, on this runtime", programs::resumable::$program::run()),
            ];
            assert!(native.len() > 20, "the program says little: {native:#?}");
            for (how, said) in others {
                assert_eq!(said, native, "{how}");
            }
        }
    )* };
}

same!(chat, crawler, key_value);
