//! Changes of a signature: lifetimes that are not those of the body, references that were not there.

use crate::body::{self, Edit};
use fastrand::Rng;
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, GenericParam, Pat, ReturnType, Type, parse_quote};

/// One random change. It may also add an argument to the call.
pub fn change(
    sig: &mut syn::Signature,
    block: &mut syn::Block,
    call: &mut syn::Expr,
    rng: &mut Rng,
) -> Option<&'static str> {
    match rng.u8(..8) {
        0 => lifetime(sig, rng).then_some("other lifetime"),
        1 => two_lifetimes(sig, rng).then_some("two lifetimes"),
        2 => reference(sig, rng).then_some("other reference"),
        3 => not_mutable(sig, rng).then_some("parameter without `mut`"),
        4 => lent_parameter(sig, rng).then_some("parameter lent"),
        5 | 6 => sink(sig, block, call, rng).then_some("reference put into a parameter"),
        _ => returned(sig, block, rng).map(|()| "reference returned"),
    }
}

fn change_types(sig: &mut syn::Signature, rng: &mut Rng, change: impl Fn(&mut Type, &mut Rng) -> bool) -> bool {
    struct Walk<'w, F>(&'w mut Rng, F, bool);
    impl<F: Fn(&mut Type, &mut Rng) -> bool> VisitMut for Walk<'_, F> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            visit_mut::visit_type_mut(self, ty);
            if self.0.u8(..3) == 0 {
                self.2 |= (self.1)(ty, self.0)
            }
        }
    }
    let mut walk = Walk(rng, change, false);
    walk.visit_signature_mut(sig);
    walk.2
}

fn lifetimes(sig: &syn::Signature) -> Vec<syn::Lifetime> {
    let declared = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Lifetime(param) => Some(param.lifetime.clone()),
        _ => None,
    });
    declared.chain([parse_quote!('static)]).collect()
}

fn lifetime(sig: &mut syn::Signature, rng: &mut Rng) -> bool {
    let all = lifetimes(sig);
    change_types(sig, rng, |ty, rng| match ty {
        Type::Reference(ty) => {
            ty.lifetime = rng.choice(&all).cloned();
            true
        }
        _ => false,
    })
}

/// Each reference gets one of two lifetimes that have nothing to do with each other.
fn two_lifetimes(sig: &mut syn::Signature, rng: &mut Rng) -> bool {
    let changed = change_types(sig, rng, |ty, rng| match ty {
        Type::Reference(ty) if ty.lifetime.is_none() => {
            ty.lifetime = Some(if rng.bool() { parse_quote!('m1) } else { parse_quote!('m2) });
            true
        }
        _ => false,
    });
    sig.generics.params.insert(0, parse_quote!('m2));
    sig.generics.params.insert(0, parse_quote!('m1));
    changed
}

fn reference(sig: &mut syn::Signature, rng: &mut Rng) -> bool {
    change_types(sig, rng, |ty, _| match ty {
        Type::Reference(ty) => {
            ty.mutability = if ty.mutability.is_some() { None } else { Some(Default::default()) };
            true
        }
        _ => false,
    })
}

fn params(sig: &mut syn::Signature) -> Vec<&mut syn::PatType> {
    let typed = sig.inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(param) => Some(param),
        FnArg::Receiver(_) => None,
    });
    typed.collect()
}

fn not_mutable(sig: &mut syn::Signature, rng: &mut Rng) -> bool {
    let mut params = params(sig);
    params.retain(|param| matches!(&*param.pat, Pat::Ident(pat) if pat.mutability.is_some()));
    let Some(param) = pick(&mut params, rng) else { return false };
    if let Pat::Ident(pat) = &mut *param.pat {
        pat.mutability = None
    }
    true
}

fn lent_parameter(sig: &mut syn::Signature, rng: &mut Rng) -> bool {
    let mut params = params(sig);
    let Some(param) = pick(&mut params, rng) else { return false };
    let ty = &param.ty;
    *param.ty = if rng.bool() { parse_quote!(&#ty) } else { parse_quote!(&mut #ty) };
    true
}

fn pick<'p, T>(all: &'p mut [T], rng: &mut Rng) -> Option<&'p mut T> {
    if all.is_empty() { None } else { Some(&mut all[rng.usize(..all.len())]) }
}

/// `sink: &mut Sink<'s>`, and somewhere `sink.put(&local)`.
fn sink(sig: &mut syn::Signature, block: &mut syn::Block, call: &mut syn::Expr, rng: &mut Rng) -> bool {
    let syn::Expr::Call(call) = call else { return false };
    let survey = body::survey(sig, block);
    let gaps: Vec<_> = survey.gaps.iter().filter(|gap| !gap.scope.is_empty()).collect();
    let Some(gap) = rng.choice(&gaps) else { return false };
    let Some(local) = rng.choice(&gap.scope) else { return false };
    let local = body::ident(local);
    let stmt = match rng.u8(..4) {
        0 => parse_quote!(sink.put(&#local);),
        1 => parse_quote!(sink.put(&mut #local);),
        2 => parse_quote!(sink.put(#local);),
        _ => parse_quote!(sink.put(move || touch(&#local));),
    };
    let edit = Edit::Insert { block: gap.block, index: gap.index, stmts: vec![stmt] };
    sig.inputs.push(match rng.u8(..3) {
        0 => parse_quote!(sink: &mut Sink<'_>),
        1 => parse_quote!(sink: &mut Sink<'static>),
        _ => {
            let lifetime = rng.choice(lifetimes(sig));
            parse_quote!(sink: &mut Sink<#lifetime>)
        }
    });
    call.args.push(parse_quote!(Sink::leaked()));
    body::apply(block, vec![edit]);
    true
}

/// The output becomes a reference to something.
fn returned(sig: &mut syn::Signature, block: &mut syn::Block, rng: &mut Rng) -> Option<()> {
    let survey = body::survey(sig, block);
    // The end of the body, or what is before its tail.
    let gap = survey.gaps.iter().rfind(|gap| gap.block == 0)?;
    let local = rng.choice(&gap.scope)?;
    let local = body::ident(local);
    let tail: syn::Expr = match rng.u8(..4) {
        0 => parse_quote!(Box::new(&#local)),
        1 => parse_quote!(Box::new(&mut #local)),
        2 => parse_quote!(Box::new(#local)),
        _ => parse_quote!(Box::new(move || touch(&#local))),
    };
    let mut bounds = lifetimes(sig);
    bounds.push(parse_quote!('_));
    let bound = rng.choice(&bounds)?;
    sig.output = ReturnType::Type(Default::default(), parse_quote!(Box<dyn Erased + #bound>));
    if let Some(syn::Stmt::Expr(_, semi @ None)) = block.stmts.last_mut() {
        *semi = Some(Default::default())
    }
    block.stmts.push(syn::Stmt::Expr(tail, None));
    Some(())
}
