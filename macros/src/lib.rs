//! The compiler behind `#[resumable::coroutine]`: an ordinary `async fn` becomes a self-referential state machine, on stable Rust.
//!
//! The modules in reading order: `expand` is the whole compiler on one screen, `blocks` has it compile the `async` blocks in a body; `syntax` parses and takes apart what suspends; `resolve`
//! gives every name an id; `analysis` finds out which locals live across suspension points, and how; `frame` lays out their slots; `codegen`
//! writes the machine. `diagnostics` and `fallback` are what happens when something is wrong.
#![forbid(unsafe_code)]

mod analysis;
mod blocks;
mod codegen;
mod diagnostics;
mod dump;
mod expand;
mod fallback;
mod frame;
mod index;
mod names;
mod resolve;
mod syntax;
#[cfg(test)]
mod tests;

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
