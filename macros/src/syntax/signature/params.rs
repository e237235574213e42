//! Parameters: from patterns to one identifier each.
//!
//! The frame holds whole parameters. What a pattern takes out of one is bound in the body, so the plain function only names the whole.

use syn::spanned::Spanned;

use super::{Mutability, Param, names};
use crate::syntax::patterns;

/// Takes the parameters out of `item`, whose types are all named already, and leaves an identifier for each.
pub(super) fn take(item: &mut syn::Signature) -> Vec<Param> {
    item.inputs
        .iter_mut()
        .enumerate()
        .map(|(index, arg)| match arg {
            syn::FnArg::Receiver(receiver) => take_receiver(receiver),
            syn::FnArg::Typed(typed) => take_typed(typed, index),
        })
        .collect()
}

/// `mut self: T` becomes `self: T`: the plain function does not change it, the body does.
fn take_receiver(receiver: &mut syn::Receiver) -> Param {
    let mutability = receiver.mutability.take();
    let ident = syn::Ident::from(receiver.self_token);
    let ty = receiver_type(receiver);
    Param {
        pat: binding(mutability, ident.clone()),
        ident,
        known_reference: known_reference(&ty),
        ty,
        partly: None,
        is_receiver: true,
        mutable: mutability.is_some(),
        attrs: receiver.attrs.clone(),
    }
}

fn receiver_type(receiver: &syn::Receiver) -> syn::Type {
    let path = syn::Ident::new("Self", receiver.self_token.span).into();
    let this = syn::Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path });
    match &receiver.kind {
        syn::ReceiverKind::Typed(_, ty) => (**ty).clone(),
        syn::ReceiverKind::Reference(and_token, lifetime, mutability) => syn::Type::Reference(syn::TypeReference {
            attrs: Vec::new(),
            and_token: *and_token,
            lifetime: lifetime.clone(),
            mutability: *mutability,
            elem: Box::new(this),
        }),
        syn::ReceiverKind::Value | _ => this,
    }
}

/// A plain name stays, so that documentation and editors show it; anything else is bound from a fresh name.
fn take_typed(typed: &mut syn::PatType, index: usize) -> Param {
    let (ident, mutable) = match &*typed.pat {
        syn::Pat::Ident(name) if is_plain(name) => (name.ident.clone(), name.mutability.is_some()),
        pattern => (names::arg(index, pattern.span()), false),
    };
    let pat = std::mem::replace(&mut *typed.pat, binding(None, ident.clone()));
    Param {
        ident,
        pat,
        ty: (*typed.ty).clone(),
        partly: None,
        is_receiver: false,
        mutable,
        attrs: typed.attrs.clone(),
        known_reference: known_reference(&typed.ty),
    }
}

/// `x` or `mut x`. An upper-case name may be a unit struct.
fn is_plain(name: &syn::PatIdent) -> bool {
    patterns::is_binding(name) && name.by_ref.is_none() && name.subpat.is_none()
}

fn binding(mutability: Option<syn::Token![mut]>, ident: syn::Ident) -> syn::Pat {
    syn::Pat::Ident(syn::PatIdent { attrs: Vec::new(), by_ref: None, mutability, ident, subpat: None })
}

fn known_reference(ty: &syn::Type) -> Option<Mutability> {
    match ty {
        syn::Type::Reference(reference) if reference.mutability.is_some() => Some(Mutability::Unique),
        syn::Type::Reference(_) => Some(Mutability::Shared),
        syn::Type::Paren(inner) => known_reference(&inner.elem),
        syn::Type::Group(inner) => known_reference(&inner.elem),
        _ => None,
    }
}
