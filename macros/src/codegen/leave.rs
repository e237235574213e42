//! Macros that return from the function, see `resolve::leaving`.

use super::Codegen;
use crate::names::machine;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

/// What a macro evaluates to when it does not return.
pub(super) enum Stays {
    Unit,
    /// The same, of a macro that nothing is known of: what its closure took by value would drop with that, so it may take nothing.
    UnitOwningNothing,
    Never,
}

impl Codegen<'_> {
    /// ```text
    /// match <Output as Leave>::split((|| -> <Output as Leave>::With<Stayed<()>> {
    ///     ensure!(false, "why");
    ///     <Output as Leave>::stay(())
    /// })()) {
    ///     Continue(()) => (),
    ///     Break(output) => return (&frame).ready(output),
    /// }
    /// ```
    pub(super) fn leave(&self, macro_: &TokenStream, stays: &Stays, at: &Ident) -> TokenStream {
        let span = at.span().resolved_at(machine());
        let (frame, private, output) = (&self.words.frame, &self.words.private, &self.output);
        let [stayed, left] = ["stayed", "left"].map(|name| Ident::new(name, span));
        let (value, body, goes_on) = match stays {
            Stays::Unit | Stays::UnitOwningNothing => (
                quote_spanned!(span=> ()),
                quote_spanned!(span=> #macro_; let #stayed = ();),
                quote_spanned!(span=> #stayed),
            ),
            // What does not diverge is of the wrong type here.
            Stays::Never => (
                quote_spanned!(span=> #private::Infallible),
                quote_spanned!(span=> let #stayed: #private::Infallible = { #macro_; };),
                quote_spanned!(span=> match #stayed {}),
            ),
        };
        let left_with = without_value(output);
        let closure = quote_spanned! {span=>
            || -> <#left_with as #private::Leave>::With<#private::Stayed<#value>> {
                #body
                <#left_with as #private::Leave>::stay(#stayed)
            }
        };
        let called = match stays {
            Stays::UnitOwningNothing => quote_spanned!(span=> #private::owning_nothing(#closure)),
            Stays::Unit | Stays::Never => quote_spanned!(span=> (#closure)()),
        };
        quote_spanned! {span=>
            (match <#output as #private::Leave>::split(#called) {
                #private::ControlFlow::Continue(#stayed) => #goes_on,
                #private::ControlFlow::Break(#left) => return (&#frame).ready(#left),
            })
        }
    }
}

/// The output with `()` for a value whose type cannot be written: it is another one in the closure, and nothing would tell what `_` is.
///
/// ```text
/// Result<(u8, _), Error>      Result<(), Error>
/// ```
fn without_value(output: &TokenStream) -> TokenStream {
    let Ok(mut ty) = syn::parse2::<syn::Type>(output.clone()) else { return output.clone() };
    if let syn::Type::Path(path) = &mut ty
        && let Some(last) = path.path.segments.last_mut()
        && let syn::PathArguments::AngleBracketed(args) = &mut last.arguments
        && let Some(syn::GenericArgument::Type(value)) = args.args.first_mut()
        && has_hole(value.to_token_stream())
    {
        *value = syn::parse_quote!(());
    }
    ty.into_token_stream()
}

fn has_hole(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_hole(group.stream()),
        TokenTree::Ident(ident) => ident == "_",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
