//! The generics of the plain function: type parameters for `impl Trait` arguments, the named lifetimes, and `'co`.

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{GenericParam, ReturnType, Token, TypeParamBound};

use super::Co;
use super::names::Names;
use crate::syntax::args::Form;
use crate::syntax::function::Function;
use crate::syntax::scope::Scope;

/// Whether a type parameter is in scope that something in the frame may be made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Generic {
    Not,
    /// The function's own.
    InFunction,
    /// `Self`, and perhaps the function's own.
    WithSelf,
}

impl Generic {
    pub(super) fn of(function: &Function) -> Self {
        let sig = &function.sig;
        if counts_self(function) {
            Generic::WithSelf
        } else if sig.generics.type_params().next().is_some() || has_impl_trait(sig) {
            Generic::InFunction
        } else {
            Generic::Not
        }
    }
}

/// `Self` is a type parameter when the signature mentions it, except where a receiver has it behind a reference: `&'l Self` implies
/// `Self: 'l`. An impl that is seen says what `Self` is: then it counts where a body may make one, if it is made of parameters at all.
fn counts_self(function: &Function) -> bool {
    let sig = &function.sig;
    match &function.scope {
        Scope::Inherent(header) => header.is_generic && !sig.inputs.first().is_some_and(borrows_self),
        Scope::Unknown | Scope::OfTrait(_) => {
            let returned =
                function.form != Form::Opaque && matches!(&sig.output, ReturnType::Type(_, ty) if mentions_self(ty));
            returned || sig.inputs.iter().any(is_made_of_self)
        }
    }
}

fn is_made_of_self(arg: &syn::FnArg) -> bool {
    match arg {
        syn::FnArg::Typed(typed) => mentions_self(&typed.ty),
        syn::FnArg::Receiver(receiver) => match &receiver.kind {
            syn::ReceiverKind::Reference(..) => false,
            syn::ReceiverKind::Typed(_, ty) => mentions_self_by_value(ty),
            syn::ReceiverKind::Value | _ => true,
        },
    }
}

/// Whether this is a receiver that implies that `Self` outlives a lifetime of it.
fn borrows_self(arg: &syn::FnArg) -> bool {
    matches!(arg, syn::FnArg::Receiver(receiver) if !is_made_of_self(arg) && match &receiver.kind {
        syn::ReceiverKind::Typed(_, ty) => mentions_self(ty),
        syn::ReceiverKind::Reference(..) | syn::ReceiverKind::Value | _ => true,
    })
}

pub(super) fn mentions_self(ty: &syn::Type) -> bool {
    let mut search = Mentions { behind_references: true, found: false };
    search.visit_type(ty);
    search.found
}

fn mentions_self_by_value(ty: &syn::Type) -> bool {
    let mut search = Mentions { behind_references: false, found: false };
    search.visit_type(ty);
    search.found
}

/// Looks for `Self` in a type.
struct Mentions {
    behind_references: bool,
    found: bool,
}

impl<'ast> Visit<'ast> for Mentions {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.found |= path.segments.first().is_some_and(|first| first.ident == "Self");
        visit::visit_path(self, path);
    }

    fn visit_type_reference(&mut self, reference: &'ast syn::TypeReference) {
        if self.behind_references {
            visit::visit_type_reference(self, reference);
        }
    }

    /// `[u8; Self::LEN]` is not made of `Self`.
    fn visit_expr(&mut self, _: &'ast syn::Expr) {}
}

/// The types of the parameters that seem to be made of type parameters of an impl that is not seen: these are written in capitals. Where they
/// are something else, the bound says nothing.
pub(super) fn made_of_outer(function: &Function) -> Vec<syn::Type> {
    if !matches!(function.scope, Scope::Unknown) {
        return Vec::new();
    }
    let types = function.sig.inputs.iter().filter_map(|arg| match arg {
        syn::FnArg::Typed(typed) => Some(&*typed.ty),
        syn::FnArg::Receiver(_) => None,
    });
    types.filter(|ty| is_in_capitals(ty)).cloned().collect()
}

fn is_in_capitals(ty: &syn::Type) -> bool {
    struct Capitals(bool);
    impl<'ast> Visit<'ast> for Capitals {
        fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
            let name = ty.path.get_ident().map(|name| name.to_string());
            self.0 |= name.is_some_and(|name| !name.contains(char::is_lowercase));
            visit::visit_type_path(self, ty);
        }
    }
    let mut capitals = Capitals(false);
    capitals.visit_type(ty);
    capitals.0
}

/// Whether a body without any lifetimes may make something of what is around the function: of `Self` in a trait, of what the output seems to
/// be made of elsewhere.
pub(super) fn may_make_outer(function: &Function) -> bool {
    let output = match &function.sig.output {
        ReturnType::Type(_, output) => mentions_self(output) || is_in_capitals(output),
        ReturnType::Default => false,
    };
    let around = match function.scope {
        Scope::Unknown => output,
        Scope::OfTrait(_) => true,
        Scope::Inherent(_) => false,
    };
    function.form == Form::Opaque && around
}

fn has_impl_trait(sig: &syn::Signature) -> bool {
    struct Search(bool);
    impl<'ast> Visit<'ast> for Search {
        fn visit_type_impl_trait(&mut self, _: &'ast syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut search = Search(false);
    sig.inputs.iter().for_each(|arg| search.visit_fn_arg(arg));
    search.0
}

/// Turns each `impl Trait` argument into a type parameter with the same bounds.
///
/// One stays where rustc does not allow it (`Fn(impl A)`, `impl A<impl B>`): it must reject the program, and does so there.
///
/// What it returns are the names of the parameters.
pub(super) fn lift_impl_trait(item: &mut syn::Signature, names: &Names) -> Vec<syn::Ident> {
    let mut lift = Lift { names, lifted: Vec::new(), in_arguments: false };
    for arg in &mut item.inputs {
        if let syn::FnArg::Typed(typed) = arg {
            lift.visit_type_mut(&mut typed.ty);
        }
    }
    let lifted = lift.lifted.iter().map(|param| param.ident.clone()).collect();
    for param in lift.lifted {
        item.generics.params.push(GenericParam::Type(param));
    }
    lifted
}

/// `item` with the `impl Trait` arguments of `written` in the place of the type parameters `lifted`. Each outlives `'co`, if that is declared.
///
/// ```text
/// fn f<'co, T, ImplArg0: Tr>(a: &'co ImplArg0) where T: 'co, ImplArg0: 'co
///     fn f<'co, T>(a: &'co (impl Tr + 'co)) where T: 'co
/// ```
pub(super) fn with_impl_trait(
    item: &syn::Signature,
    written: &syn::Signature,
    lifted: &[syn::Ident],
    co: &Co,
) -> syn::Signature {
    let mut header = item.clone();
    let is_lifted = |param: &GenericParam| matches!(param, GenericParam::Type(param) if lifted.contains(&param.ident));
    header.generics.params = header.generics.params.into_iter().filter(|param| !is_lifted(param)).collect();
    let bounds_lifted = |predicate: &syn::WherePredicate| {
        matches!(predicate, syn::WherePredicate::Type(predicate)
            if matches!(&predicate.bounded_ty, syn::Type::Path(path) if path.path.get_ident().is_some_and(|name| lifted.contains(name))))
    };
    if let Some(clause) = &mut header.generics.where_clause {
        let predicates = std::mem::take(&mut clause.predicates);
        clause.predicates = predicates.into_iter().filter(|predicate| !bounds_lifted(predicate)).collect();
    }
    for (arg, written) in header.inputs.iter_mut().zip(&written.inputs) {
        if let (syn::FnArg::Typed(typed), syn::FnArg::Typed(written)) = (arg, written) {
            typed.ty = written.ty.clone();
            if let Co::Named(co) = co {
                Outlive(co).visit_type_mut(&mut typed.ty);
            }
        }
    }
    header
}

/// Adds a lifetime to the bounds of each `impl Trait`.
struct Outlive<'c>(&'c syn::Lifetime);

impl VisitMut for Outlive<'_> {
    fn visit_type_impl_trait_mut(&mut self, opaque: &mut syn::TypeImplTrait) {
        visit_mut::visit_type_impl_trait_mut(self, opaque);
        opaque.bounds.push(TypeParamBound::Lifetime(self.0.clone()));
    }

    /// `&impl A + 'co` is torn apart, `&(impl A + 'co)` is not.
    fn visit_type_reference_mut(&mut self, reference: &mut syn::TypeReference) {
        visit_mut::visit_type_reference_mut(self, reference);
        if let syn::Type::ImplTrait(opaque) = &*reference.elem {
            let paren_token = syn::token::Paren(opaque.impl_token.span);
            let elem = reference.elem.clone();
            *reference.elem = syn::Type::Paren(syn::TypeParen { attrs: Vec::new(), paren_token, elem });
        }
    }
}

struct Lift<'n> {
    names: &'n Names,
    lifted: Vec<syn::TypeParam>,
    /// Inside the bounds of an `impl Trait`, whose plain arguments may not hold another one; `Item = impl B` may.
    in_arguments: bool,
}

impl Lift<'_> {
    fn lift(&mut self, opaque: &mut syn::TypeImplTrait) -> syn::Type {
        let (index, span) = (self.lifted.len(), opaque.impl_token.span);
        let ident = self.names.impl_arg(index, span);
        // The outer one comes before what its bounds contain, as it does in the source.
        self.lifted.push(syn::TypeParam {
            attrs: Vec::new(),
            ident: ident.clone(),
            colon_token: Some(Token![:](span)),
            bounds: Default::default(),
            default: None,
        });
        let outer = std::mem::replace(&mut self.in_arguments, true);
        visit_mut::visit_type_impl_trait_mut(self, opaque);
        self.in_arguments = outer;
        self.lifted[index].bounds = std::mem::take(&mut opaque.bounds);
        named(ident)
    }
}

impl VisitMut for Lift<'_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        match ty {
            syn::Type::ImplTrait(opaque) => *ty = self.lift(opaque),
            // `&(impl A + B)` needs its parentheses, `&(ImplArg0)` is warned about.
            syn::Type::Paren(paren) if matches!(*paren.elem, syn::Type::ImplTrait(_)) => {
                self.visit_type_mut(&mut paren.elem);
                *ty = (*paren.elem).clone();
            }
            _ => visit_mut::visit_type_mut(self, ty),
        }
    }

    fn visit_generic_argument_mut(&mut self, argument: &mut syn::GenericArgument) {
        match argument {
            syn::GenericArgument::Type(_) if self.in_arguments => {}
            syn::GenericArgument::AssocType(_) | syn::GenericArgument::Constraint(_) => {
                let outer = std::mem::replace(&mut self.in_arguments, false);
                visit_mut::visit_generic_argument_mut(self, argument);
                self.in_arguments = outer;
            }
            _ => visit_mut::visit_generic_argument_mut(self, argument),
        }
    }

    fn visit_type_fn_ptr_mut(&mut self, _: &mut syn::TypeFnPtr) {}

    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut syn::ParenthesizedGenericArguments) {}

    fn visit_qself_mut(&mut self, _: &mut syn::QSelf) {}

    fn visit_expr_mut(&mut self, _: &mut syn::Expr) {}
}

fn named(ident: syn::Ident) -> syn::Type {
    syn::Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path: ident.into() })
}

/// Adds lifetime parameters after those that the user declared.
pub(super) fn declare_lifetimes(item: &mut syn::Signature, fresh: &[syn::Lifetime]) {
    let is_lifetime = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
    let declared = item.generics.params.iter().rposition(is_lifetime).map_or(0, |last| last + 1);
    for (index, lifetime) in fresh.iter().enumerate() {
        let param = GenericParam::Lifetime(syn::LifetimeParam::new(lifetime.clone()));
        item.generics.params.insert(declared + index, param);
    }
}

/// Declares `'co`, which each of `lifetimes` and each type parameter outlives.
pub(super) fn declare_co(item: &mut syn::Signature, lifetimes: &[syn::Lifetime], co: &syn::Lifetime) {
    declare_lifetimes(item, std::slice::from_ref(co));
    let mut predicates: Vec<syn::WherePredicate> = lifetimes.iter().map(|lifetime| outlives(lifetime, co)).collect();
    predicates.extend(item.generics.type_params().map(|param| type_outlives(param.ident.clone(), co)));
    item.generics.make_where_clause().predicates.extend(predicates);
}

/// Declares that `Self` outlives `'co`.
pub(super) fn declare_self(item: &mut syn::Signature, co: &syn::Lifetime) {
    let predicate = type_outlives(syn::Ident::new("Self", item.ident.span()), co);
    item.generics.make_where_clause().predicates.push(predicate);
}

/// Declares that the types, and so what they are made of, outlive `'co`.
pub(super) fn declare_types(item: &mut syn::Signature, types: &[syn::Type], co: &syn::Lifetime) {
    let predicates = types.iter().map(|ty| {
        let span = item.ident.span();
        syn::WherePredicate::Type(syn::PredicateType {
            attrs: Vec::new(),
            lifetimes: None,
            colon_token: Token![:](span),
            bounded_ty: ty.clone(),
            bounds: std::iter::once(TypeParamBound::Lifetime(co.clone())).collect(),
        })
    });
    let predicates: Vec<syn::WherePredicate> = predicates.collect();
    item.generics.make_where_clause().predicates.extend(predicates);
}

fn outlives(lifetime: &syn::Lifetime, co: &syn::Lifetime) -> syn::WherePredicate {
    syn::WherePredicate::Lifetime(syn::PredicateLifetime {
        attrs: Vec::new(),
        lifetime: lifetime.clone(),
        colon_token: Token![:](lifetime.span()),
        bounds: std::iter::once(co.clone()).collect(),
    })
}

fn type_outlives(ident: syn::Ident, co: &syn::Lifetime) -> syn::WherePredicate {
    syn::WherePredicate::Type(syn::PredicateType {
        attrs: Vec::new(),
        lifetimes: None,
        colon_token: Token![:](ident.span()),
        bounded_ty: named(ident),
        bounds: std::iter::once(TypeParamBound::Lifetime(co.clone())).collect(),
    })
}
