//! The signature: from the user's `async fn` to a plain `fn` that returns a future.
//!
//! The coroutine spells types that the user left unspoken: a frame that holds a borrowed parameter needs a name for the lifetime of that
//! borrow, and a nested item that mentions the type of an `impl Trait` argument needs a name for that type. So this phase gives a name to all
//! that is anonymous, and finds the lifetime `'co` that every reference into the frame can carry, if there is one ([`Co`]).
//!
//! ```text
//! async fn send(&mut self, to: &str, (a, b): (u8, u8)) -> &Reply
//!
//! fn send<'co1, 'co2>(&'co1 mut self, to: &'co2 str, __arg2: (u8, u8))      item (its output is the business of codegen)
//! &'co1 Reply                                                               output
//! ```
//!
//! Names and nothing else: lifetimes are as early or late bound as those of an `async fn`, so that the function implements what such a
//! one implements, and passes for any `AsyncFn` that it passes for.
//!
//! Invariant: no lifetime that rustc would count as a lifetime of the function is left elided in [`Param::ty`] or in the item, and none that
//! belongs to something smaller (`fn(&T)`, `Fn(&T) -> &U`, the default bound of `dyn Trait`) is touched. Elision in the output is rustc's,
//! to the letter; where rustc refuses to elide, the output keeps its gap, and rustc says so at the user's tokens.

mod elision;
mod generics;
mod lifetimes;
mod names;
mod params;

use proc_macro2::Span;
use syn::visit_mut::{self, VisitMut};

use self::generics::Generic;
use self::lifetimes::Inputs;
use self::names::Names;
use crate::diagnostics::Diagnostics;
use crate::syntax::args::Form;
use crate::syntax::function::Function;
use crate::syntax::left;
use crate::syntax::scope::Scope;

/// A function's signature with everything anonymous named.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The plain function: no `async`, no `impl Trait` arguments, no elided lifetimes, one identifier per parameter. Its output is still R.
    pub item: syn::Signature,
    /// The plain function as callers see it. It keeps `impl Trait` arguments where other generics can be given at the call: they do not count
    /// there.
    pub header: syn::Signature,
    /// The parameters in order, a receiver first.
    pub params: Vec<Param>,
    /// R, what the user's function returns, with its elided lifetimes named; `()` when it declares nothing.
    pub output: syn::Type,
    /// R with each `impl Trait` replaced by `_`, for places where rustc infers.
    pub output_inferred: syn::Type,
    pub co: Co,
}

impl Signature {
    /// Whether some parameters have types that cannot be written.
    pub fn is_partly_known(&self) -> bool {
        self.params.iter().any(|param| param.partly.is_some())
    }

    /// Whether the output of the function is an `impl Trait`, or has one in it.
    pub fn hides_output(&self) -> bool {
        let mut output = self.item.output.clone();
        let syn::ReturnType::Type(_, ty) = &mut output else { return false };
        let written = (**ty).clone();
        inferred(&written) != written
    }

    /// That of an `async` block in the function: its parameters are what it captures, and nothing is known of its output.
    pub fn of_block(&self, params: Vec<Param>, span: Span) -> Signature {
        Signature { params, output: infer(span), output_inferred: infer(span), ..self.clone() }
    }

    /// Whether the output seems to be one that a macro can return early: a `Result`, by whatever name, or an `Option`.
    pub fn returns_early(&self) -> bool {
        let syn::Type::Path(path) = &self.output else { return false };
        let name = path.path.segments.last().map(|last| last.ident.to_string());
        name.is_some_and(|name| name.ends_with("Result") || name == "Option")
    }

    /// Whether the type is a parameter of the function that is bounded by `FnOnce`, or a box of such a function.
    pub fn is_called_once(&self, ty: &syn::Type) -> bool {
        let wanted = |last: &syn::PathSegment| last.ident == "FnOnce" || last.ident == "AsyncFnOnce";
        let bounded = |last: &syn::PathSegment, _: &Binders| wanted(last);
        let boxed = matches!(boxed(ty), Some(syn::Type::TraitObject(object)) if object.bounds.iter().any(
            |bound| matches!(bound, syn::TypeParamBound::Trait(bound) if bound.path.segments.last().is_some_and(wanted)),
        ));
        boxed || self.is_bounded(ty, bounded)
    }

    /// Whether the type is a parameter of the function that is bounded by a trait which names a lifetime: such a trait is there for references,
    /// and its methods take them by value. One that is there for all lifetimes, `H: for<'a> Handler<'a>`, says nothing of the kind.
    pub fn is_for_references(&self, ty: &syn::Type) -> bool {
        self.is_bounded(ty, |last, binders| {
            let is_one = |argument: &syn::GenericArgument| {
                matches!(argument, syn::GenericArgument::Lifetime(lifetime) if !binds(binders, lifetime))
            };
            matches!(&last.arguments, syn::PathArguments::AngleBracketed(arguments) if arguments.args.iter().any(is_one))
        })
    }

    /// Whether the type is a parameter of the function, and one of the traits that bound it is as wanted.
    fn is_bounded(&self, ty: &syn::Type, wanted: impl Fn(&syn::PathSegment, &Binders) -> bool) -> bool {
        let syn::Type::Path(path) = ty else { return false };
        let Some(name) = path.path.get_ident() else { return false };
        let is_wanted = |bounds: &syn::punctuated::Punctuated<syn::TypeParamBound, syn::Token![+]>, outer| {
            bounds.iter().any(|bound| match bound {
                syn::TypeParamBound::Trait(bound) => {
                    let binders = [outer, bound.lifetimes.as_ref()];
                    bound.path.segments.last().is_some_and(|last| wanted(last, &binders))
                }
                _ => false,
            })
        };
        let declared =
            self.item.generics.type_params().any(|param| param.ident == *name && is_wanted(&param.bounds, None));
        let clauses = self.item.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        declared
            || clauses.into_iter().any(|predicate| {
                matches!(predicate, syn::WherePredicate::Type(predicate)
                    if is_wanted(&predicate.bounds, predicate.lifetimes.as_ref())
                        && matches!(&predicate.bounded_ty, syn::Type::Path(bounded) if bounded.path.is_ident(name)))
            })
    }
}

/// The `for<…>` around the name of a trait.
type Binders<'a> = [Option<&'a syn::BoundLifetimes>; 2];

fn binds(binders: &Binders, lifetime: &syn::Lifetime) -> bool {
    let mut declared = binders.iter().flatten().flat_map(|binder| &binder.lifetimes);
    declared.any(|param| matches!(param, syn::GenericParam::Lifetime(param) if param.lifetime == *lifetime))
}

/// What is in a box.
fn boxed(ty: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Box")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(inner) => Some(inner),
        _ => None,
    })
}

/// One parameter of the user's function.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name in [`Signature::item`]: the user's own for `x: T`, fresh for any other pattern, `self` for a receiver.
    pub ident: syn::Ident,
    /// The user's pattern; an identifier pattern for a receiver.
    pub pat: syn::Pat,
    /// The declared type, all of it named: `&'co Self` for `&self`.
    pub ty: syn::Type,
    /// The declared type with `_` for `impl Trait`, where the header keeps that: then `ty` cannot be written.
    pub partly: Option<syn::Type>,
    pub is_receiver: bool,
    /// The pattern is `mut x` (or `mut self`). Bindings inside larger patterns do not count.
    pub mutable: bool,
    pub attrs: Vec<syn::Attribute>,
    /// Set when the type is a reference as it is written. `None` says nothing: the type may be an alias.
    pub known_reference: Option<Mutability>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    /// `&T`
    Shared,
    /// `&mut T`
    Unique,
}

pub(super) const PRIMITIVE: [&str; 16] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128",
    "usize",
];

/// The primitive type whose name this is, most likely: a type of the user's may have the same.
pub fn primitive(ty: &syn::Type) -> Option<&syn::Ident> {
    let syn::Type::Path(ty) = ty else { return None };
    let name = ty.qself.is_none().then(|| ty.path.get_ident()).flatten()?;
    PRIMITIVE.iter().any(|primitive| name == primitive).then_some(name)
}

impl Param {
    /// What a block captures: of the declared type, if that of a parameter is captured.
    pub fn captured(
        ident: syn::Ident,
        declared: Option<&syn::Type>,
        mutable: bool,
        known_reference: Option<Mutability>,
    ) -> Param {
        let hole = infer(ident.span());
        Param {
            pat: syn::parse_quote!(#ident),
            ty: declared.unwrap_or(&hole).clone(),
            ident,
            partly: Some(hole),
            is_receiver: false,
            mutable,
            attrs: Vec::new(),
            known_reference,
        }
    }

    /// The type as it can be written.
    pub fn written_type(&self) -> &syn::Type {
        self.partly.as_ref().unwrap_or(&self.ty)
    }

    /// Whether it is a receiver by value: `self`, `self: Pin<&mut Self>`.
    pub fn is_owned_receiver(&self) -> bool {
        let syn::Type::Path(ty) = &self.ty else { return false };
        self.is_receiver && ty.path.segments.last().is_some_and(|last| last.ident == "Self" || last.ident == "Pin")
    }

    /// Whether the pattern says no more than the name.
    pub fn is_plain(&self) -> bool {
        let is_name = matches!(&self.pat, syn::Pat::Ident(name) if name.ident == self.ident);
        is_name && (!self.mutable || self.is_receiver)
    }
}

/// The coroutine's own lifetime: everything in the frame outlives it.
#[derive(Clone, Debug)]
pub enum Co {
    /// No lifetime and no type parameter is in scope.
    Static,
    /// The only lifetime in scope; in a type that is written as `dyn Future + 'co`, or else a parameter of its own that all others outlive.
    Named(syn::Lifetime),
    /// Several things in scope have lifetimes, and none of these is the shortest. The function is declared as rustc's `async fn` is, and
    /// the type of the coroutine is one that does not say how long what is in the frame lives: see `unlabelled` in the runtime's private
    /// module.
    Unnamed,
}

/// Lowers the signature of a coroutine. Misuse is reported and then ignored, so that the result is well formed in any case.
pub fn lower(function: &Function, diagnostics: &Diagnostics) -> Signature {
    let sig = &function.sig;
    reject_misuse(sig, diagnostics);
    let names = Names::of(sig, &function.scope);
    let generic = Generic::of(function);
    let mut item = plain(sig);

    let mut inputs = lifetimes::name_inputs(&mut item, &mut names.numbered());
    if generic == Generic::Not && inputs.lifetimes.len() == 1 && !inputs.fresh.is_empty() {
        // An elided lifetime that is alone is `'co` itself. That it is alone is only known now, so it is named once more.
        item = plain(sig);
        inputs = lifetimes::name_inputs(&mut item, &mut |span| names.co(span));
    }
    let output = elision::name_output(&item, &inputs);
    if generic != Generic::Not && matches!(function.scope, Scope::Unknown) {
        // A lifetime of an impl that is not seen: `'co` is the shortest of all.
        lifetimes::named(&output).iter().for_each(|lifetime| lifetimes::insert(&mut inputs.lifetimes, lifetime));
    }

    let written = item.clone();
    let lifted = generics::lift_impl_trait(&mut item, &names);
    generics::declare_lifetimes(&mut item, &inputs.fresh);
    let outer = generics::made_of_outer(function);
    let co = match (function.form, &inputs.lifetimes[..], generic) {
        (_, [], Generic::Not) if outer.is_empty() && !generics::may_make_outer(function) => Co::Static,
        (form, [only], Generic::Not) if outer.is_empty() || form != Form::Opaque => Co::Named(only.clone()),
        (Form::Opaque, _, _) => Co::Unnamed,
        (Form::Boxed | Form::BoxedLocal, _, _) => Co::Named(declare_co(&mut item, generic, &inputs, &outer, &names)),
    };
    let mut params = params::take(&mut item);
    let header = match &co {
        // What `#[async_trait]` declares has an `impl Trait` where the trait has one.
        Co::Named(_) | Co::Unnamed if (has_explicit_generics(sig) || left::was_async(sig)) && !lifted.is_empty() => {
            for (param, arg) in params.iter_mut().zip(&written.inputs) {
                param.partly = if let syn::FnArg::Typed(typed) = arg { Some(inferred(&typed.ty)) } else { None };
            }
            generics::with_impl_trait(&item, &written, &lifted, &co)
        }
        Co::Named(_) | Co::Unnamed | Co::Static => item.clone(),
    };
    Signature { item, header, params, output_inferred: inferred(&output), output, co }
}

/// Only what rustc would not report by itself on the expansion, which has none of these words any more.
fn reject_misuse(sig: &syn::Signature, diagnostics: &Diagnostics) {
    if let Some(token) = &sig.constness {
        diagnostics.error(token.span, "a coroutine cannot be `const`: remove this word");
    }
    if let Some(abi) = &sig.abi
        && abi.name.as_ref().is_none_or(|name| name.value() != "Rust")
    {
        diagnostics.error(
            abi.extern_token.span,
            "a coroutine cannot have a foreign ABI: remove `extern`, and call it from an `extern` function",
        );
    }
    if let Some(variadic) = &sig.variadic {
        diagnostics.error(variadic.dots.spans[0], "a coroutine cannot be variadic: declare each parameter");
    }
}

fn plain(sig: &syn::Signature) -> syn::Signature {
    syn::Signature { constness: None, asyncness: None, abi: None, variadic: None, ..sig.clone() }
}

/// Whether a call can give generic arguments.
fn has_explicit_generics(sig: &syn::Signature) -> bool {
    sig.generics.params.iter().any(|param| !matches!(param, syn::GenericParam::Lifetime(_)))
}

/// A lifetime that is shorter than all others, for a type that is written as `dyn Future + 'co`.
fn declare_co(
    item: &mut syn::Signature,
    generic: Generic,
    inputs: &Inputs,
    outer: &[syn::Type],
    names: &Names,
) -> syn::Lifetime {
    let co = names.co(item.ident.span());
    generics::declare_co(item, &inputs.lifetimes, &co);
    match generic {
        Generic::Not => generics::declare_types(item, outer, &co),
        Generic::WithSelf => generics::declare_self(item, &co),
        Generic::InFunction => {}
    }
    co
}

fn inferred(output: &syn::Type) -> syn::Type {
    struct Infer;
    impl VisitMut for Infer {
        fn visit_type_mut(&mut self, ty: &mut syn::Type) {
            match ty {
                syn::Type::ImplTrait(opaque) => *ty = infer(opaque.impl_token.span),
                // `&(impl A + B)` needs its parentheses, `&(_)` is warned about.
                syn::Type::Paren(paren) if matches!(*paren.elem, syn::Type::ImplTrait(_)) => {
                    *ty = infer(paren.paren_token.span.join());
                }
                _ => visit_mut::visit_type_mut(self, ty),
            }
        }
    }
    let mut ty = output.clone();
    Infer.visit_type_mut(&mut ty);
    ty
}

fn infer(span: Span) -> syn::Type {
    syn::Type::Infer(syn::TypeInfer { attrs: Vec::new(), underscore_token: syn::Token![_](span) })
}
