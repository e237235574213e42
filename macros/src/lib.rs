//! The compiler behind `#[resumable::coroutine]`: an ordinary `async fn` becomes a self-referential state machine, on stable Rust.
//!
//! The modules in reading order: `expand` is the whole compiler on one screen, `blocks` has it compile the `async` blocks in a body; `syntax` parses and takes apart what suspends; `resolve`
//! gives every name an id; `analysis` finds out which locals live across suspension points, and how; `frame` lays out their slots; `codegen`
//! writes the machine. `entry` is for `main` and tests. `diagnostics` and `fallback` are what happens when something is wrong.
#![forbid(unsafe_code)]

mod analysis;
mod blocks;
mod codegen;
mod diagnostics;
mod dump;
mod entry;
mod expand;
mod fallback;
mod frame;
mod index;
mod names;
mod resolve;
mod syntax;
#[cfg(test)]
mod tests;

use syntax::known::{self, Own};

/// Compiles an ordinary `async fn` to a state machine that needs no allocation and no runtime of its own.
///
/// Write it with its path, `#[resumable::coroutine]`: rustc has an unstable builtin attribute `coroutine`, so importing this one under its
/// own name is error E0659 (`use resumable::coroutine as co;` and then `#[co]` works).
///
/// The function may be free, a method with any receiver, or a method of a trait (then the attribute stands on the trait's declaration and
/// on each impl's). It may also be a plain `fn` whose body awaits: its declared return type is the output. Take the attribute away from an
/// `async fn` and nothing changes but size and speed.
///
/// On an `impl`, a `trait` or an inline `mod` it stands for every `async fn` in it, in nested modules, impls and traits as well. A plain
/// `fn` in it is a coroutine if it has an attribute of its own, there also written `#[coroutine]`; what macros expand to is left alone.
///
/// The call returns an inert future that owns the parameters. The future is `!Unpin`: pin it with `pin!` or `Box::pin`.
///
/// # Arguments
///
/// * `#[resumable::coroutine(boxed)]`: the call returns a `Pin<Box<dyn Future<Output = T> + Send + 'co>>`, where `'co` is what all
///   parameters outlive. Such functions await themselves and each other, and such methods make a trait usable as `dyn Trait`. The feature
///   `alloc` or `std` of `resumable` must be on.
/// * `#[resumable::coroutine(boxed_local)]`: the same without `Send`.
///
/// The arguments of an attribute on an impl, a trait or a module hold for each function in it that has no attribute of its own.
///
/// # Errors
///
/// What rustc's borrow checker rejects in the `async fn`, it rejects here, at the same tokens. What is not supported is an error at the
/// token that is not, and says what to write instead.
#[proc_macro_attribute]
pub fn coroutine(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::expand(args.into(), item.into()).into()
}

/// An `async fn main`: compiled as a [coroutine](macro@coroutine), and run to its end.
///
/// Without arguments it is run as `block_on` does it, on a runtime of one thread. The arguments are settings of `resumable::Builder`:
/// `worker_threads = 4`, `on_task_panic = closure`, and, mostly of use in tests, `start_paused = true` and `seed = 7`. The function may have another
/// name than `main`; whoever calls it waits until it has run. Write the attribute with its path, `#[resumable::main]`.
///
/// # Panics
///
/// Where the operating system has no room for a runtime, and where `block_on` does.
#[proc_macro_attribute]
pub fn main(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    entry::expand(entry::Entry::Main, args.into(), item.into()).into()
}

/// A test that is an `async fn`: compiled as a [coroutine](macro@coroutine), and run to its end.
///
/// The arguments are those of [`main`](macro@main): `#[resumable::test(start_paused = true)]` is for tests with hours of waiting. Attributes such as
/// `#[ignore]` and `#[should_panic]` stand beside it.
///
/// # Panics
///
/// As [`main`](macro@main) does.
#[proc_macro_attribute]
pub fn test(args: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
    entry::expand(entry::Entry::Test, args.into(), item.into()).into()
}

// Documented where `resumable` exports it, for its examples need that.
#[proc_macro]
pub fn select(branches: proc_macro::TokenStream) -> proc_macro::TokenStream {
    own(Own::Select, branches)
}

// Documented where `resumable` exports it, for its examples need that.
#[proc_macro]
pub fn join(futures: proc_macro::TokenStream) -> proc_macro::TokenStream {
    own(Own::Join, futures)
}

// Documented where `resumable` exports it, for its examples need that.
#[proc_macro]
pub fn try_join(futures: proc_macro::TokenStream) -> proc_macro::TokenStream {
    own(Own::TryJoin, futures)
}

fn own(own: Own, tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match known::expand(own, &tokens.into()) {
        Ok(expr) => quote::ToTokens::into_token_stream(expr).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
