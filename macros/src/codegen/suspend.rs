//! A suspension point.

use super::{Codegen, Words};
use crate::analysis::Class;
use crate::frame;
use crate::names::{self, Private};
use crate::syntax::tree::Await;
#[cfg(feature = "await-tree")]
use proc_macro2::Literal;
use proc_macro2::{Ident, Span, TokenStream};
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
    ///
    /// Where nothing is saved, both ways out are one, which costs rustc less: `_ => return (&frame).not_ready(at, 3)`.
    pub(super) fn await_(&self, awaited: &Await) -> TokenStream {
        let Await { base, point, span } = awaited;
        let Words { private, frame, entry, at, .. } = &self.words;
        let future = &self.frame.futures[*point];
        let base = self.plain(base);
        let saves = self.saves(*point, *span);
        let point = frame::state(*point);
        let value = names::fresh("value");
        let into_future = Ident::new("into_future", span.resolved_at(names::machine()));
        let leave = if saves.is_empty() {
            let not_ready = noting(private, *span, "not_ready", quote!(#at, #point));
            quote!(_ => return (&#frame).#not_ready)
        } else {
            let suspend = noting(private, *span, "suspend", quote!(#point));
            quote! {
                #private::Awaited::Pending => { #saves return (&#frame).#suspend }
                #private::Awaited::Cancelled => return (&#frame).cancelled()
            }
        };
        quote! {
            {
                if #entry == 0 { #future.write(#private::#into_future(#base)); }
                #entry = 0;
                match #future.poll(#at) {
                    #private::Awaited::Ready(#value) => #value,
                    #leave
                }
            }
        }
    }

    /// Spilled locals, and what is near, go to their slots: at the user's `.await`, so that what cannot be saved there is complained about there.
    /// Pinned ones are there, and their guards see that the coroutine is suspended.
    fn saves(&self, point: crate::index::PointId, span: Span) -> TokenStream {
        let in_scope = self.resolved.points[point].in_scope.iter().rev();
        in_scope
            .filter_map(|&local| {
                let slot = self.frame.slots[local].as_ref()?;
                let handle = &slot.name;
                if self.facts.classes[local] == Class::Spilled {
                    let mut name = self.name(local, &self.resolved.locals[local].name);
                    name.set_span(name.span().located_at(span));
                    return Some(quote!(#handle.write(#name);));
                }
                let (home, points) = slot.near.as_ref()?.home.as_ref()?;
                points.contains(&point).then(|| quote!(#home.keep(#handle);))
            })
            .collect()
    }
}

/// `suspend(3)`; with the feature `await-tree`, where that is, too: `suspend_at(3, &Point { … })`.
#[cfg(not(feature = "await-tree"))]
fn noting(_private: &Private, _span: Span, method: &str, arguments: TokenStream) -> TokenStream {
    let method = names::fresh(method);
    quote!(#method(#arguments))
}

#[cfg(feature = "await-tree")]
fn noting(private: &Private, span: Span, method: &str, arguments: TokenStream) -> TokenStream {
    let (method, span) = (names::fresh(&format!("{method}_at")), span.unwrap());
    let (file, line, column) = (span.file(), span.line(), span.column());
    let (line, column) = (Literal::usize_unsuffixed(line), Literal::usize_unsuffixed(column));
    quote!(#method(#arguments, &#private::Point { file: #file, line: #line, column: #column }))
}
