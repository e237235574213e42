//! A suspension point.

use super::{Codegen, Words};
use crate::analysis::Class;
use crate::frame;
use crate::names::Private;
use crate::syntax::tree::Await;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

impl Codegen<'_> {
    /// ```text
    /// {
    ///     if entry == 0 { future_3.write(into_future(base)); }
    ///     entry = 0;                            // arrived: whatever comes now runs for the first time
    ///     match future_3.poll(at) {             // drops it: when ready, when cancelled, when it panics
    ///         Awaited::Ready(value) => value,
    ///         Awaited::Pending => { slot_a.write(a); return (&frame).suspend(3) }
    ///         Awaited::Cancelled => return (&frame).cancelled()
    ///     }
    /// }
    /// ```
    pub(super) fn await_(&self, awaited: &Await) -> TokenStream {
        let Await { base, point, span } = awaited;
        let Words { private, frame, entry, at, .. } = &self.words;
        let future = &self.frame.futures[*point];
        let base = self.plain(base);
        let saves = self.saves(*point, *span);
        let suspend = suspend(&frame::state(*point), private, *span);
        let value = crate::names::fresh("value");
        let into_future = Ident::new("into_future", span.resolved_at(crate::names::machine()));
        quote! {
            {
                if #entry == 0 { #future.write(#private::#into_future(#base)); }
                #entry = 0;
                match #future.poll(#at) {
                    #private::Awaited::Ready(#value) => #value,
                    #private::Awaited::Pending => { #saves return (&#frame).#suspend }
                    #private::Awaited::Cancelled => return (&#frame).cancelled()
                }
            }
        }
    }

    /// Spilled locals go to their slots: at the user's `.await`, so that what cannot be saved there is complained about there. Pinned ones are there, and their guards see that the coroutine is suspended.
    fn saves(&self, point: crate::index::PointId, span: Span) -> TokenStream {
        let in_scope = self.resolved.points[point].in_scope.iter().rev();
        in_scope
            .filter(|local| self.facts.classes[**local] == Class::Spilled)
            .filter_map(|&local| {
                let handle = &self.frame.slots[local].as_ref()?.name;
                let mut name = self.name(local, &self.resolved.locals[local].name);
                name.set_span(name.span().located_at(span));
                Some(quote!(#handle.write(#name);))
            })
            .collect()
    }
}

/// `suspend(3)`; with the feature `await-tree`, where that is, too.
#[cfg(not(feature = "await-tree"))]
fn suspend(state: &Literal, _private: &Private, _span: Span) -> TokenStream {
    quote!(suspend(#state))
}

#[cfg(feature = "await-tree")]
fn suspend(state: &Literal, private: &Private, span: Span) -> TokenStream {
    let span = span.unwrap();
    let (file, line, column) = (span.file(), span.line(), span.column());
    let (line, column) = (Literal::usize_unsuffixed(line), Literal::usize_unsuffixed(column));
    quote!(suspend_at(#state, &#private::Point { file: #file, line: #line, column: #column }))
}
