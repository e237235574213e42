//! The user's edition, which a macro cannot ask for and rustc knows of every token.

/// One of two expressions, by the edition of the word `gen` that is handed in: it is a keyword since edition 2024, and can begin a type
/// before.
#[doc(hidden)]
#[macro_export]
macro_rules! __resumable_by_edition {
    ($edition:ty { $($before:tt)* } { $($since:tt)* }) => { $($before)* };
    (gen { $($before:tt)* } { $($since:tt)* }) => { $($since)* };
}
