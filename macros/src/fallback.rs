//! What is emitted after errors: as much of what the user wrote as can stand there, and every diagnostic, so that nobody is told of errors
//! that are not his.
//!
//! * What the attribute cannot stand on stays as it is, with the errors beside it.
//! * A function keeps its signature, so that its callers are in order, and its body, as an `async` block of rustc's: imports and variables
//!   are used, types are checked, and an editor resolves and completes the names in it. It never runs, because there is an error.

use crate::codegen;
use crate::diagnostics::Diagnostics;
use crate::syntax::function::{self, Function};
use crate::syntax::signature::Signature;
use proc_macro2::TokenStream;
use quote::quote;

/// An item that is not compiled, and what is wrong about it.
pub fn beside(item: TokenStream, diagnostics: Diagnostics) -> TokenStream {
    let errors = diagnostics.into_tokens();
    quote!(#item #errors)
}

/// ```text
/// async fn sum((a, b): (u8, u8)) -> u8 { body }
///     fn sum(__arg0: (u8, u8)) -> impl Future<Output = u8> {
///         compile_error!{ … }
///         async move { let (a, b) = __arg0; …output is u8…; { body } }
///     }
/// ```
pub fn function(function: &Function, signature: &Signature, diagnostics: Diagnostics) -> TokenStream {
    let header = codegen::header(function, &with_mutable_receiver(signature));
    let errors = diagnostics.into_tokens();
    // An associated item cannot stand beside `compile_error!` on every side: the errors go into the body.
    let Some(body) = &function.body else { return quote!(#header; #errors) };
    let future = codegen::delivered(function.form, codegen::native(signature, &function::as_block(body)));
    quote! {
        #header {
            #errors
            #future
        }
    }
}

/// A function whose body is not Rust. rustc has parsed it before, and has said so, in other words than syn's: to report `error` as well
/// would be to report it twice. Where rustc knows syntax that syn does not know, there must be an error all the same: a lint that is
/// checked after everything else, so that it is silent after any error of rustc's, and, for builds without lints, a constant that has no
/// value.
///
/// ```text
///     fn sum(…) -> impl Future<Output = u8> {
///         const { assert!(false, "expected an expression") }
///         #[deny(unused_must_use)] { #[must_use = "expected an expression"] fn __unknown_syntax() -> u8 { 0 }  __unknown_syntax(); }
///         async move { … }
///     }
/// ```
pub fn unparsed(
    function: &Function,
    signature: &Signature,
    error: syn::Error,
    diagnostics: Diagnostics,
) -> TokenStream {
    let header = codegen::header(function, &with_mutable_receiver(signature));
    let errors = diagnostics.into_tokens();
    let Some(body) = &function.body else { return quote!(#header; #errors) };
    let future = codegen::delivered(function.form, codegen::native(signature, &function::as_block(body)));
    let unknown = codegen::unknown_syntax(&error);
    quote! {
        #header {
            #errors
            #unknown
            #future
        }
    }
}

/// `mut self` cannot be said in a `let`.
fn with_mutable_receiver(signature: &Signature) -> Signature {
    let mut signature = signature.clone();
    if let (Some(syn::FnArg::Receiver(receiver)), Some(param)) =
        (signature.header.inputs.first_mut(), signature.params.first())
        && param.mutable
    {
        receiver.mutability = Some(syn::Token![mut](receiver.self_token.span));
    }
    signature
}
