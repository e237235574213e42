//! Naming the elided lifetimes of types, and counting the named ones.
//!
//! One walk serves the inputs and the output, because both must agree on what belongs to the function and what to something inside a type:
//!
//! ```text
//! &T   Ref<'_, T>   dyn Trait + '_   impl Into<&str>        the function's: named
//! fn(&T) -> &U      impl Fn(&T) -> &U     for<'x> fn(&'x T)  the inner function's: left alone
//! dyn Trait         Context (hidden)                         not written: left alone
//! ```

use proc_macro2::{Ident, Span};
use syn::visit_mut::{self, VisitMut};

/// What the inputs of a function say about lifetimes, once each has a name.
pub(super) struct Inputs {
    /// The distinct lifetimes in scope: declared first, then as they occur. Never `'static`.
    pub(super) lifetimes: Vec<syn::Lifetime>,
    /// The names invented for elided ones, in source order.
    pub(super) fresh: Vec<syn::Lifetime>,
    /// For each parameter the distinct lifetimes that rustc would lend to the output; `'static` is one.
    pub(super) lenders: Vec<Vec<syn::Lifetime>>,
}

/// Names each elided lifetime in the parameters of `item` by `name`.
pub(super) fn name_inputs(item: &mut syn::Signature, name: &mut dyn FnMut(Span) -> syn::Lifetime) -> Inputs {
    let declared = item.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
    let mut inputs = Inputs { lifetimes: declared, fresh: Vec::new(), lenders: Vec::new() };
    for arg in &mut item.inputs {
        let mut fresh = |span| {
            let lifetime = name(span);
            inputs.fresh.push(lifetime.clone());
            lifetime
        };
        let mut walk = Walk::new(&mut fresh);
        walk.visit_input(arg);
        let Walk { found, lenders, .. } = walk;
        for lifetime in found.into_iter().filter(|lifetime| lifetime.ident != "static") {
            insert(&mut inputs.lifetimes, &lifetime);
        }
        inputs.lenders.push(lenders);
    }
    inputs
}

/// Names each elided lifetime in `ty` by `lifetime`, with the span of the place.
pub(super) fn fill(ty: &mut syn::Type, lifetime: &syn::Lifetime) {
    Walk::new(&mut |span| {
        let mut lifetime = lifetime.clone();
        lifetime.set_span(span);
        lifetime
    })
    .visit_type_mut(ty);
}

/// The lifetimes that `ty`, in which none is elided, names for itself. Never `'static`.
pub(super) fn named(ty: &syn::Type) -> Vec<syn::Lifetime> {
    let mut elided = |span| syn::Lifetime::new("'_", span);
    let mut walk = Walk::new(&mut elided);
    walk.visit_type_mut(&mut ty.clone());
    walk.found.into_iter().filter(|lifetime| lifetime.ident != "static" && lifetime.ident != "_").collect()
}

/// A set that remembers the order; signatures are small.
pub(super) fn insert(set: &mut Vec<syn::Lifetime>, lifetime: &syn::Lifetime) {
    if !set.contains(lifetime) {
        set.push(lifetime.clone());
    }
}

struct Walk<'n> {
    name: &'n mut dyn FnMut(Span) -> syn::Lifetime,
    found: Vec<syn::Lifetime>,
    lenders: Vec<syn::Lifetime>,
    /// The lifetimes of the `for<…>` binders around the current place.
    bound: Vec<Ident>,
    /// Inside `fn(…)` or `Fn(…)`: what is elided here is elided there.
    in_function: bool,
    /// Inside `impl Trait`: rustc gives what is elided here a name, but does not lend it to the output.
    in_impl_trait: bool,
}

impl<'n> Walk<'n> {
    fn new(name: &'n mut dyn FnMut(Span) -> syn::Lifetime) -> Self {
        Walk {
            name,
            found: Vec::new(),
            lenders: Vec::new(),
            bound: Vec::new(),
            in_function: false,
            in_impl_trait: false,
        }
    }

    /// Patterns are not looked into: a lifetime there belongs to a path expression.
    fn visit_input(&mut self, arg: &mut syn::FnArg) {
        match arg {
            syn::FnArg::Typed(typed) => self.visit_type_mut(&mut typed.ty),
            syn::FnArg::Receiver(receiver) => match &mut receiver.kind {
                syn::ReceiverKind::Reference(and_token, lifetime, _) => self.visit_borrow(and_token.span, lifetime),
                syn::ReceiverKind::Typed(_, ty) => self.visit_type_mut(ty),
                syn::ReceiverKind::Value | _ => {}
            },
        }
    }

    fn visit_borrow(&mut self, and_token: Span, lifetime: &mut Option<syn::Lifetime>) {
        if lifetime.is_none() && !self.in_function {
            *lifetime = Some((self.name)(and_token));
        }
        if let Some(lifetime) = lifetime {
            self.visit_lifetime_mut(lifetime);
        }
    }

    fn inside_binder(&mut self, binder: &Option<syn::BoundLifetimes>, visit: impl FnOnce(&mut Self)) {
        let outer = self.bound.len();
        for param in binder.iter().flat_map(|binder| &binder.lifetimes) {
            if let syn::GenericParam::Lifetime(param) = param {
                self.bound.push(param.lifetime.ident.clone());
            }
        }
        visit(self);
        self.bound.truncate(outer);
    }

    fn inside_function(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.in_function, true);
        visit(self);
        self.in_function = outer;
    }
}

impl VisitMut for Walk<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        if lifetime.ident == "_" {
            if self.in_function {
                return;
            }
            *lifetime = (self.name)(lifetime.span());
        }
        if self.bound.contains(&lifetime.ident) {
            return;
        }
        insert(&mut self.found, lifetime);
        if !self.in_function && !self.in_impl_trait {
            insert(&mut self.lenders, lifetime);
        }
    }

    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        self.visit_borrow(reference.and_token.span, &mut reference.lifetime);
        self.visit_type_mut(&mut reference.elem);
    }

    fn visit_type_fn_ptr_mut(&mut self, pointer: &mut syn::TypeFnPtr) {
        let binder = pointer.lifetimes.take();
        self.inside_binder(&binder, |walk| {
            walk.inside_function(|walk| visit_mut::visit_type_fn_ptr_mut(walk, pointer));
        });
        pointer.lifetimes = binder;
    }

    fn visit_parenthesized_generic_arguments_mut(&mut self, sugar: &mut syn::ParenthesizedGenericArguments) {
        self.inside_function(|walk| visit_mut::visit_parenthesized_generic_arguments_mut(walk, sugar));
    }

    fn visit_trait_bound_mut(&mut self, bound: &mut syn::TraitBound) {
        let binder = bound.lifetimes.take();
        self.inside_binder(&binder, |walk| visit_mut::visit_trait_bound_mut(walk, bound));
        bound.lifetimes = binder;
    }

    fn visit_type_impl_trait_mut(&mut self, opaque: &mut syn::TypeImplTrait) {
        let outer = std::mem::replace(&mut self.in_impl_trait, true);
        visit_mut::visit_type_impl_trait_mut(self, opaque);
        self.in_impl_trait = outer;
    }

    /// Array lengths and const arguments are code, not types.
    fn visit_expr_mut(&mut self, _: &mut syn::Expr) {}

    fn visit_macro_mut(&mut self, _: &mut syn::Macro) {}
}
