//! The lints that the machine is excused from. The user's own lints come from the witness.

use proc_macro2::TokenStream;
use quote::quote;

/// The bounds that keep the frame alive stand in a `where` clause of their own.
pub fn allowed_of_bounds() -> TokenStream {
    quote! {
        #[allow(
            clippy::multiple_bound_locations,
            clippy::trait_duplication_in_bounds,
            clippy::type_repetition_in_bounds
        )]
    }
}

/// Lifetimes that the user elided have names.
pub fn allowed_of_lifetimes() -> TokenStream {
    quote!(#[allow(clippy::needless_lifetimes, single_use_lifetimes)])
}

pub fn allowed() -> TokenStream {
    quote! {
        #[allow(
            // Everything that rustc says by default has been said of the witness.
            warnings,
            // The type of a slot that is written by a diverging expression alone falls back to `()` or `!`; nothing is read from it.
            never_type_fallback_flowing_into_unsafe,
            // An activation runs a part of the body: what is written may not be read in it.
            unused,
            // Places and tuples are parenthesised without looking.
            clippy::all,
            clippy::pedantic,
            clippy::nursery,
            clippy::restriction,
            clippy::cargo
        )]
    }
}
