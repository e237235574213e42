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
    let binds = pats.iter().any(|pat| {
        let mut found = Names(Vec::new());
        found.visit_pat(pat);
        !found.0.is_empty()
    });
    if binds { least(pats) } else { Moves::Not }
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
