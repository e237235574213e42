//! What a method does with its receiver, where its name does not tell: rustc is asked (see `private::receiver`).
//!
//! It cannot be asked of a method that is given a closure whose parameters have no types. These follow from the method, once its type is
//! known; an argument that is evaluated for two calls, of which one is compiled, has lost that. There the names are all there is.

use super::{Origin, Resolver};
use crate::index::UseId;
use crate::names::Marker;
use crate::syntax::conventions::{borrows_receiver, may_yet_move};
use crate::syntax::methods::Receiver;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Expr;

impl Resolver<'_> {
    /// Whether a stream is combined to one future, which is awaited.
    pub(super) fn is_combined(&self, e: &syn::ExprMethodCall) -> bool {
        const NAMES: &[&str] = &["all", "any", "try_all", "try_any", "try_fold"];
        self.awaiting == Some(self.next_use()) && NAMES.iter().any(|name| e.method == name)
    }

    /// Whether rustc may be asked whether a call moves a local: the name of the method does not tell.
    pub(super) fn may_be_asked(&self, e: &syn::ExprMethodCall) -> bool {
        let Expr::Path(path) = &*e.receiver else { return false };
        let Some(id) = path.path.get_ident().and_then(|name| self.lookup(name)) else { return false };
        let local = &self.locals[id];
        let may_move = !borrows_receiver(&e.method, e.args.len())
            || self.is_of_chain(e)
            || may_yet_move(&e.method, self.awaiting == Some(self.next_use()));
        local.origin != Origin::Plain
            && !local.has_no_destructor()
            && may_move
            && self.declared(e) != Some(Receiver::ByReference)
            && self.closures.is_empty()
            && !self.in_macro
            && e.args.iter().all(|arg| !has_attributes(arg) && !expects_signature(arg))
    }

    /// Marks such a call.
    pub(super) fn ask(&mut self, receiver: UseId, expr: &mut Expr) {
        let Expr::MethodCall(e) = expr else { unreachable!("it is a call of a method") };
        self.asked.insert(receiver);
        for arg in &mut e.args {
            let value = std::mem::replace(arg, Expr::Verbatim(TokenStream::new()));
            *arg = Expr::Group(syn::ExprGroup {
                attrs: Vec::new(),
                group_token: Default::default(),
                expr: Box::new(value),
            });
        }
        let marker = Marker::Ask(receiver).ident(e.method.span());
        *expr = syn::parse_quote!(#marker(#e));
    }
}

/// Whether the value contains a closure that is told by what it is given to what it takes: that is lost where an argument stands for itself.
fn expects_signature(value: &Expr) -> bool {
    match value {
        Expr::Closure(e) => e.inputs.iter().any(|pat| !matches!(pat, syn::Pat::Type(_))),
        Expr::Array(e) => e.elems.iter().any(expects_signature),
        Expr::Call(e) => e.args.iter().any(expects_signature),
        Expr::Cast(e) => expects_signature(&e.expr),
        Expr::Group(e) => expects_signature(&e.expr),
        Expr::MethodCall(e) => expects_signature(&e.receiver) || e.args.iter().any(expects_signature),
        Expr::Paren(e) => expects_signature(&e.expr),
        Expr::Reference(e) => expects_signature(&e.expr),
        Expr::Struct(e) => e.fields.iter().any(|field| expects_signature(&field.expr)),
        Expr::Try(e) => expects_signature(&e.expr),
        Expr::Tuple(e) => e.elems.iter().any(expects_signature),
        _ => false,
    }
}

fn has_attributes(value: &Expr) -> bool {
    matches!(value.to_token_stream().into_iter().next(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#')
}

/// Whether what is bound are references into something pinned.
pub(super) fn is_projection(init: &Expr) -> bool {
    matches!(init, Expr::MethodCall(call) if call.method == "project" && call.args.is_empty())
}
