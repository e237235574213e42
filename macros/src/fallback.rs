//! What is emitted after errors: the same signature with a diverging body, and every diagnostic, so that callers of the function are not
//! told of errors that are not theirs. The witness stays where it can: rustc has its say about the body at the same time, and what only the
//! body uses is not reported as unused.

use crate::codegen;
use crate::diagnostics::Diagnostics;
use crate::syntax::args::Function;
use crate::syntax::signature::Signature;
use crate::syntax::suspend;
use proc_macro2::TokenStream;
use quote::quote;

/// The function as far as it was understood.
pub enum Understood {
    Nothing,
    Signature { function: Box<Function>, signature: Box<Signature> },
}

pub fn item(understood: Understood, diagnostics: Diagnostics) -> TokenStream {
    let errors = diagnostics.into_tokens();
    let Understood::Signature { function, signature } = understood else { return errors };
    let header = codegen::header(&function, &signature);
    let output = codegen::type_argument(&signature.output_inferred);
    // An associated item cannot stand beside `compile_error!`: the errors go into the body.
    let Some(block) = function.block.clone() else { return quote!(#header; #errors) };
    let witness = (!suspend::awaits_unseen(&block)).then(|| codegen::checked(*function, *signature, block));
    quote! {
        #[allow(unused)]
        #header {
            #errors
            #witness
            ::resumable::private::unreachable::<#output>()
        }
    }
}
