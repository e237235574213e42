//! What an elided lifetime in the output means, by rustc's rules.
//!
//! ```text
//! fn(&self, &str) -> &T            the receiver's reference
//! fn(self: Pin<&Self>) -> &T       the only reference to something that contains Self
//! fn(u8, (&'a T, &'a U)) -> &V     the only lifetime of the only parameter that has any
//! fn(&'a T, &'a U) -> &V           refused: two parameters have lifetimes, even if it is the same one
//! ```

use syn::visit::{self, Visit};

use super::generics::mentions_self;
use super::lifetimes::{self, Inputs};

/// The output of `item`, whose inputs are named already. What rustc refuses to elide is left elided.
pub(super) fn name_output(item: &syn::Signature, inputs: &Inputs) -> syn::Type {
    let mut output = match &item.output {
        syn::ReturnType::Default => unit(item),
        syn::ReturnType::Type(_, ty) => (**ty).clone(),
    };
    if let Some(lifetime) = lender(item, inputs) {
        lifetimes::fill(&mut output, &lifetime);
    }
    output
}

fn unit(item: &syn::Signature) -> syn::Type {
    let paren_token = syn::token::Paren(item.paren_token.span.close());
    syn::Type::Tuple(syn::TypeTuple { attrs: Vec::new(), paren_token, elems: Default::default() })
}

fn lender(item: &syn::Signature, inputs: &Inputs) -> Option<syn::Lifetime> {
    let receiver = match item.inputs.first() {
        Some(syn::FnArg::Receiver(receiver)) => references_to_self(receiver),
        _ => Vec::new(),
    };
    match &receiver[..] {
        [lifetime] => return Some(lifetime.clone()),
        [] => {}
        [..] => return None,
    }
    let mut lending = inputs.lenders.iter().filter(|lenders| !lenders.is_empty());
    match (lending.next().map(Vec::as_slice), lending.next()) {
        (Some([lifetime]), None) => Some(lifetime.clone()),
        _ => None,
    }
}

/// The distinct lifetimes of the references in the receiver that lead to `Self`.
fn references_to_self(receiver: &syn::Receiver) -> Vec<syn::Lifetime> {
    match &receiver.kind {
        syn::ReceiverKind::Reference(_, lifetime, _) => lifetime.iter().cloned().collect(),
        syn::ReceiverKind::Typed(_, ty) => {
            let mut search = References { by_name: !mentions_self(ty), found: Vec::new() };
            search.visit_type(ty);
            search.found
        }
        syn::ReceiverKind::Value | _ => Vec::new(),
    }
}

struct References {
    /// The receiver spells the type by its own name (`self: &Connection`): every outermost reference leads to it.
    by_name: bool,
    found: Vec<syn::Lifetime>,
}

impl<'ast> Visit<'ast> for References {
    fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
        if (self.by_name || mentions_self(&reference.elem))
            && let Some(lifetime) = &reference.lifetime
        {
            lifetimes::insert(&mut self.found, lifetime);
        }
        if !self.by_name {
            visit::visit_type_reference(self, reference);
        }
    }

    fn visit_expr(&mut self, _: &'ast syn::Expr) {}
}
