//! The lints that the machine is excused from. The user's own lints come from the witness.
//!
//! Those of clippy are named only where clippy reads them: rustc would look each of them up in each function.

use proc_macro2::TokenStream;
use quote::quote;

/// `#[cfg_attr(clippy, allow(…))]`
macro_rules! allow_clippy {
    ($($lint:ident),* $(,)?) => {
        ::quote::quote!(#[cfg_attr(clippy, allow($(clippy::$lint),*))])
    };
}
pub(super) use allow_clippy;

/// The bounds that keep the frame alive stand in a `where` clause of their own.
pub fn allowed_of_bounds() -> TokenStream {
    allow_clippy!(multiple_bound_locations, trait_duplication_in_bounds, type_repetition_in_bounds)
}

/// Lifetimes that the user elided have names.
pub fn allowed_of_lifetimes() -> TokenStream {
    let of_clippy = allow_clippy!(needless_lifetimes);
    quote!(#of_clippy #[allow(single_use_lifetimes)])
}

pub fn allowed() -> TokenStream {
    // Places and tuples are parenthesised without looking.
    let of_clippy = allow_clippy!(all, pedantic, nursery, restriction, cargo);
    quote! {
        #of_clippy
        #[allow(
            // Everything that rustc says by default has been said of the witness.
            warnings,
            // The type of a slot that is written by a diverging expression alone falls back to `()` or `!`; nothing is read from it.
            never_type_fallback_flowing_into_unsafe,
            // An activation runs a part of the body: what is written may not be read in it.
            unused,
            // What the machine names is named by its module, whether it is in scope or not.
            unused_qualifications
        )]
    }
}
