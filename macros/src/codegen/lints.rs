//! The lints that the machine is excused from. The user's own lints come from the witness.

use proc_macro2::TokenStream;
use quote::quote;

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
