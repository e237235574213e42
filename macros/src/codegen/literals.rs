//! A literal that takes what it does not name out of a local that stays in its place.
//!
//! The local gives its bits, and those of the fields that the literal names are overwritten: they are the ones that it keeps. When it goes out
//! of scope, the literal is made once more, of a Rust local that has its bits, and rustc drops what is left of that.
//!
//! ```text
//! S { a: value, ..x }      live_x.all_but(0, &raw const (*slot_x.get()), (of_field(&raw const (*slot_x.get()).a, value),),
//!                              |mut base, (field_0,)| { overwrite(&mut base.a, field_0); base })
//! }                        and once: |x, [gone]| if gone { forget(S { a: once_more(&x.a), ..x }) }
//! ```

use super::{Codegen, Verifying};
use crate::index::PartId;
use crate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

impl Codegen<'_> {
    pub(super) fn literal(&self, id: PartId, literal: TokenStream, at: &Ident) -> TokenStream {
        let private = &self.words.private;
        let flag = self.flag(id);
        if flag.is_none() && self.verifying.get() != Verifying::All {
            return self.replace(literal);
        }
        let mut literal: syn::ExprStruct = match syn::parse2(literal) {
            Ok(literal) => literal,
            Err(error) => return error.into_compile_error(),
        };
        let Some(base) = literal.rest.take() else { unreachable!("the literal has a base") };
        let place = self.plain(&base);
        let Some((slot, index)) = flag.filter(|_| self.verifying.get() == Verifying::No) else {
            for field in &mut literal.fields {
                field.expr = syn::Expr::Verbatim(self.plain(&field.expr));
            }
            literal.rest = Some(Box::new(syn::Expr::Verbatim(quote!(#private::Alike(&#place).value()))));
            return literal.into_token_stream();
        };
        let members: Vec<&syn::Member> = literal.fields.iter().map(|field| &field.member).collect();
        let names: Vec<Ident> = (0..members.len()).map(|n| names::fresh(&format!("field_{n}"))).collect();
        let values = literal.fields.iter().map(|field| {
            let (member, value) = (&field.member, self.plain(&field.expr));
            quote!(#private::of_field(&raw const #place.#member, #value))
        });
        let handle = super::places::spanned(slot.handle(), at);
        let base = names::fresh("base");
        quote_spanned! {at.span()=>
            #handle.all_but(#index, &raw const #place, (#(#values,)*), |mut #base, (#(#names,)*)| {
                #(#private::overwrite(&mut #base.#members, #names);)*
                #base
            })
        }
    }

    /// The same of a Rust local.
    pub(super) fn moved_again(&self, literal: &syn::ExprStruct, place: &TokenStream) -> TokenStream {
        let private = &self.words.private;
        let mut literal = literal.clone();
        for field in &mut literal.fields {
            let member = &field.member;
            field.expr = syn::Expr::Verbatim(quote!(#private::once_more(&#place.#member)));
        }
        literal.rest = Some(Box::new(syn::Expr::Verbatim(place.clone())));
        literal.into_token_stream()
    }
}
