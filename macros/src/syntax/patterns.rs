//! What a pattern binds. A macro cannot tell a binding from a constant: where a pattern may be refuted, an identifier that begins with an
//! upper-case letter is taken for a constant or a unit struct, as rustc's own lints want it.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Pat, PatIdent};

/// Whether the identifier pattern is a binding.
pub fn is_binding(pat: &PatIdent) -> bool {
    pat.by_ref.is_some()
        || pat.mutability.is_some()
        || pat.subpat.is_some()
        || !pat.ident.to_string().starts_with(char::is_uppercase)
}

/// The bindings of a pattern, each once and in order, as patterns that bind them by value and as expressions.
pub fn names(pat: &Pat) -> (Vec<PatIdent>, Vec<Ident>) {
    let mut found = Names(Vec::new());
    found.visit_pat(pat);
    let mut by_value: Vec<PatIdent> = Vec::new();
    for mut binding in found.0 {
        if by_value.iter().all(|seen| seen.ident != binding.ident) {
            binding.by_ref = None;
            binding.subpat = None;
            by_value.push(binding);
        }
    }
    let names = by_value.iter().map(|binding| binding.ident.clone()).collect();
    (by_value, names)
}

/// Whether the pattern binds something by `ref`.
pub fn binds_by_reference(pat: &Pat) -> bool {
    let mut found = Names(Vec::new());
    found.visit_pat(pat);
    found.0.iter().any(|binding| binding.by_ref.is_some())
}

/// What matching a local against patterns does to it, as far as syntax tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Moves {
    /// Some part may stay behind.
    Not,
    /// Every part is bound by value, but a type around the parts might have a destructor: then the parts were copied.
    Perhaps,
    /// Every part is bound by value, and there is no type around the parts but tuples, which have no destructor of their own.
    Surely,
}

/// What a match with these patterns does. Patterns that bind nothing move nothing.
pub fn moves<'p>(pats: impl IntoIterator<Item = &'p Pat>) -> Moves {
    let pats: Vec<&Pat> = pats.into_iter().collect();
    if pats.iter().any(|pat| binds(pat)) { least(pats) } else { Moves::Not }
}

fn least<'p>(pats: impl IntoIterator<Item = &'p Pat>) -> Moves {
    pats.into_iter().map(moves_one).min().unwrap_or(Moves::Not)
}

/// A type that is named only at the root can be verified: if it had a destructor, nothing could be moved out of it. Deeper down, one part
/// could be moved and another one copied.
fn moves_one(pat: &Pat) -> Moves {
    let all_surely = |mut pats: Box<dyn Iterator<Item = &Pat> + '_>| pats.all(|pat| moves_one(pat) == Moves::Surely);
    let perhaps = |all: bool| if all { Moves::Perhaps } else { Moves::Not };
    match pat {
        Pat::Ident(binding) if binding.by_ref.is_none() && binding.subpat.is_none() => Moves::Surely,
        Pat::Tuple(tuple) if all_surely(Box::new(tuple.elems.iter())) => Moves::Surely,
        Pat::Path(_) | Pat::Lit(_) => Moves::Perhaps,
        Pat::TupleStruct(variant) => perhaps(all_surely(Box::new(variant.elems.iter()))),
        Pat::Struct(fields) => {
            perhaps(fields.rest.is_none() && all_surely(Box::new(fields.fields.iter().map(|field| &*field.pat))))
        }
        Pat::Or(or) => least(&or.cases),
        Pat::Guard(guarded) => moves_one(&guarded.pat),
        Pat::Paren(paren) => moves_one(&paren.pat),
        Pat::Type(typed) => moves_one(&typed.pat),
        _ => Moves::Not,
    }
}

/// Gives what the pattern leaves over of a value names of their own, so that it lives as long as the bound parts. `..` cannot be named, and
/// behind a reference nothing is left over.
pub fn keep_leftovers(pat: &mut Pat, next: &mut usize) {
    match pat {
        Pat::Wild(wild) => {
            let ident = crate::names::leftover(*next, wild.underscore_token.span);
            *next += 1;
            *pat = Pat::Ident(PatIdent { attrs: vec![], by_ref: None, mutability: None, ident, subpat: None })
        }
        Pat::Tuple(tuple) => tuple.elems.iter_mut().for_each(|pat| keep_leftovers(pat, next)),
        Pat::TupleStruct(variant) => variant.elems.iter_mut().for_each(|pat| keep_leftovers(pat, next)),
        Pat::Struct(fields) => fields.fields.iter_mut().for_each(|field| keep_leftovers(&mut field.pat, next)),
        Pat::Paren(paren) => keep_leftovers(&mut paren.pat, next),
        _ => {}
    }
}

/// The names that [`keep_leftovers`] gave, in the order of the pattern.
pub fn leftovers(pat: &Pat) -> Vec<Ident> {
    let mut found = Names(Vec::new());
    found.visit_pat(pat);
    found.0.into_iter().map(|binding| binding.ident).filter(crate::names::is_leftover).collect()
}

/// Whether the pattern binds something by `ref mut`.
pub fn binds_uniquely(pat: &Pat) -> bool {
    let mut found = Names(Vec::new());
    found.visit_pat(pat);
    found.0.iter().any(|binding| binding.by_ref.is_some() && binding.mutability.is_some())
}

/// Whether the pattern binds something.
pub fn binds(pat: &Pat) -> bool {
    let mut found = Names(Vec::new());
    found.visit_pat(pat);
    !found.0.is_empty()
}

/// Whether the patterns bind parts by value, in such a way that the same patterns match a reference to the whole.
pub fn take_parts<'p>(pats: impl IntoIterator<Item = &'p Pat> + Clone) -> bool {
    pats.clone().into_iter().any(binds) && pats.into_iter().all(|pat| !is_constant(pat) && matches_reference(pat))
}

/// Whether the whole pattern may be a constant, or a string: they are compared with a value of their own type, never with what a reference
/// refers to.
fn is_constant(pat: &Pat) -> bool {
    let is_upper = |name: &Ident| !name.to_string().contains(char::is_lowercase);
    match pat {
        Pat::Lit(lit) => {
            !matches!(lit.lit, syn::Lit::Int(_) | syn::Lit::Float(_) | syn::Lit::Bool(_) | syn::Lit::Char(_))
        }
        Pat::Path(path) => path.path.segments.last().is_some_and(|segment| is_upper(&segment.ident)),
        Pat::Ident(name) => !is_binding(name) && is_upper(&name.ident),
        Pat::Or(or) => or.cases.iter().any(is_constant),
        Pat::Paren(paren) => is_constant(&paren.pat),
        _ => false,
    }
}

/// Whether the pattern, but for a `mut`, may be matched against a reference to the value, which then binds references.
fn matches_reference(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(binding) => binding.by_ref.is_none() && binding.subpat.is_none(),
        Pat::Tuple(tuple) => tuple.elems.iter().all(matches_reference),
        Pat::TupleStruct(variant) => variant.elems.iter().all(matches_reference),
        Pat::Struct(fields) => fields.fields.iter().all(|field| matches_reference(&field.pat)),
        Pat::Or(or) => or.cases.iter().all(matches_reference),
        Pat::Paren(paren) => matches_reference(&paren.pat),
        Pat::Wild(_) | Pat::Rest(_) | Pat::Lit(_) | Pat::Range(_) | Pat::Path(_) => true,
        _ => false,
    }
}

/// The bindings, as patterns, that a test below the root decides about: what is tested may lie behind a reference.
pub fn deep(pat: &Pat) -> Vec<PatIdent> {
    fn collect(pat: &Pat, named: bool, deep: bool, found: &mut Vec<PatIdent>) {
        // A name at the root is a test of the value itself.
        let below = named || deep;
        match pat {
            Pat::Ident(binding) if deep => found.push(binding.clone()),
            Pat::Tuple(tuple) => tuple.elems.iter().for_each(|pat| collect(pat, true, deep, found)),
            Pat::TupleStruct(variant) => variant.elems.iter().for_each(|pat| collect(pat, true, below, found)),
            Pat::Struct(fields) => fields.fields.iter().for_each(|field| collect(&field.pat, true, below, found)),
            Pat::Or(or) => or.cases.iter().for_each(|pat| collect(pat, named, deep || named, found)),
            Pat::Paren(paren) => collect(&paren.pat, named, deep, found),
            _ => {}
        }
    }
    let mut found = Vec::new();
    collect(pat, false, false, &mut found);
    found
}

/// Takes the `mut` from each binding.
pub fn without_mut(pat: &mut Pat) {
    struct Strip;
    impl syn::visit_mut::VisitMut for Strip {
        fn visit_pat_ident_mut(&mut self, binding: &mut PatIdent) {
            binding.mutability = None;
        }
    }
    syn::visit_mut::VisitMut::visit_pat_mut(&mut Strip, pat)
}

/// Replaces by `_` what binds nothing, but for the root.
pub fn keep_bindings(pat: &mut Pat) {
    let keep = |pat: &mut Pat| match pat {
        Pat::Rest(_) => {}
        pat if binds(pat) => keep_bindings(pat),
        pat => *pat = syn::parse_quote!(_),
    };
    match pat {
        Pat::Tuple(tuple) => tuple.elems.iter_mut().for_each(keep),
        Pat::TupleStruct(variant) => variant.elems.iter_mut().for_each(keep),
        Pat::Struct(fields) => fields.fields.iter_mut().for_each(|field| keep(&mut field.pat)),
        Pat::Or(or) => or.cases.iter_mut().for_each(keep_bindings),
        Pat::Paren(paren) => keep_bindings(&mut paren.pat),
        _ => {}
    }
}

struct Names(Vec<PatIdent>);

impl<'ast> Visit<'ast> for Names {
    fn visit_pat_ident(&mut self, pat: &'ast PatIdent) {
        if is_binding(pat) {
            self.0.push(pat.clone());
        }
        visit::visit_pat_ident(self, pat)
    }

    fn visit_expr(&mut self, _: &'ast syn::Expr) {}
}
