//! Macros that return from the function, see `resolve::leaving`.

use super::Codegen;
use crate::names::machine;
use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

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
    ///     Break(output) => return frame.ready(output),
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
        let closure = quote_spanned! {span=>
            || -> <#output as #private::Leave>::With<#private::Stayed<#value>> {
                #body
                <#output as #private::Leave>::stay(#stayed)
            }
        };
        let called = match stays {
            Stays::UnitOwningNothing => quote_spanned!(span=> #private::owning_nothing(#closure)),
            Stays::Unit | Stays::Never => quote_spanned!(span=> (#closure)()),
        };
        quote_spanned! {span=>
            (match <#output as #private::Leave>::split(#called) {
                #private::ControlFlow::Continue(#stayed) => #goes_on,
                #private::ControlFlow::Break(#left) => return #frame.ready(#left),
            })
        }
    }
}
