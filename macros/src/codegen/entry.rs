//! What `#[resumable::main]` and `#[resumable::test]` write around a function.

use crate::entry::{Function, Setting};
use crate::names;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Signature;

/// ```text
/// #[resumable::main(worker_threads = 2)]            fn main() -> Result<(), Error> {
/// async fn main() -> Result<(), Error> { … }            #[::resumable::coroutine]
///                                                       async fn main() -> Result<(), Error> { … }
///                                                       …a runtime of two threads runs `main()`…
///                                                   }
/// ```
pub fn entry(function: &Function, settings: &[Setting], is_test: bool) -> TokenStream {
    let Function { attrs, vis, sig, body } = function;
    let outer = Signature { asyncness: None, ..sig.clone() };
    let run = run(settings, &sig.ident);
    let test = is_test.then(|| quote!(#[::core::prelude::v1::test]));
    quote! {
        #test
        #(#attrs)*
        #vis #outer {
            #[::resumable::coroutine]
            #sig #body
            #run
        }
    }
}

/// What is wrong, in a function that can be called: there is a `main` then, and the body is there for who completes it.
pub fn no_entry(function: &Function, errors: &TokenStream) -> TokenStream {
    let Function { vis, sig, body, .. } = function;
    let name = &sig.ident;
    quote!(#[allow(dead_code)] #vis fn #name() { #errors #sig #body })
}

/// All by their paths: a trait of the user's may have methods for all types.
fn run(settings: &[Setting], name: &Ident) -> TokenStream {
    if settings.is_empty() {
        return quote!(::resumable::block_on(#name()));
    }
    let [builder, runtime, error] = ["builder", "runtime", "error"].map(names::fresh);
    let settings = settings.iter().map(|Setting { name, value }| {
        let value = value.iter();
        quote!(::resumable::Builder::#name(&mut #builder #(, #value)*);)
    });
    quote! {
        let mut #builder = ::resumable::Builder::new();
        #(#settings)*
        match ::resumable::Builder::build(&#builder) {
            ::core::result::Result::Ok(#runtime) => ::resumable::Runtime::block_on(&#runtime, #name()),
            ::core::result::Result::Err(#error) => ::core::panic!("cannot start a runtime: {}", #error),
        }
    }
}
