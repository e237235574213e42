//! The witness: the user's body, never run, each `.await` replaced by a call. rustc type-checks and borrow-checks it, and reports the user's
//! lints from it.
//!
//! ```text
//! let _ = |name: &'co str| -> usize { finish(into_future(greet(name))); name.len() };
//! ```
//!
//! The parameters are the closure's own: captured ones would make it `FnMut`, which may not return what it borrows.

use super::item::Input;
use crate::names;
use crate::syntax::macros;
use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::visit_mut::{self, VisitMut};

pub fn witness(input: &Input, block: &syn::Block) -> TokenStream {
    let mut block = block.clone();
    Replace { in_async: false }.visit_block_mut(&mut block);
    let params = input.signature.params.iter().map(|param| {
        let (mut pat, ty, attrs) = (param.pat.clone(), &param.ty, &param.attrs);
        if let syn::Pat::Ident(name) = &mut pat
            && param.is_receiver
        {
            name.ident = names::receiver(name.ident.span());
            let allowed = quote!(#[allow(unused_variables, unused_mut)]);
            return quote!(#allowed #pat: #ty);
        }
        quote!(#(#attrs)* #pat: #ty)
    });
    let output = &input.signature.output_inferred;
    quote! { let _ = |#(#params),*| -> #output #block; }
}

struct Replace {
    in_async: bool,
}

impl VisitMut for Replace {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        match expr {
            syn::Expr::Async(e) => {
                let outer = std::mem::replace(&mut self.in_async, true);
                visit_mut::visit_expr_async_mut(self, e);
                self.in_async = outer;
                return;
            }
            syn::Expr::Closure(e) if e.asyncness.is_some() => {
                let outer = std::mem::replace(&mut self.in_async, true);
                visit_mut::visit_expr_closure_mut(self, e);
                self.in_async = outer;
                return;
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
        if let syn::Expr::Await(e) = expr
            && !self.in_async
        {
            let span = e.await_token.span.resolved_at(names::machine());
            let (private, base) = (names::private(), unparenthesised(&e.base));
            *expr = syn::parse_quote_spanned!(span=> #private::finish(#private::into_future(#base)));
        }
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.is_ident("self") {
            let span = path.segments[0].ident.span();
            *path = names::receiver(span).into();
            return;
        }
        visit_mut::visit_path_mut(self, path)
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        match macros::parse(mac) {
            Some(mut call) => {
                call.exprs_mut().for_each(|arg| self.visit_expr_mut(&mut arg.expr));
                *mac = call.to_macro();
            }
            None => mac.tokens = rename_self(mac.tokens.clone()),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Parentheses that only bound the operand of `.await` would be reported as unused.
fn unparenthesised(base: &syn::Expr) -> &syn::Expr {
    match base {
        syn::Expr::Paren(inner) => unparenthesised(&inner.expr),
        base => base,
    }
}

fn rename_self(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(ident) if ident == "self" => TokenTree::Ident(names::receiver(ident.span())),
            TokenTree::Group(group) => {
                let mut renamed = proc_macro2::Group::new(group.delimiter(), rename_self(group.stream()));
                renamed.set_span(group.span());
                TokenTree::Group(renamed)
            }
            token => token,
        })
        .collect()
}
