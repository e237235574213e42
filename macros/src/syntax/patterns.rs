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

/// Whether matching a local of the pattern's type moves all of it: every part is bound by value, and none of the types around the parts
/// can have a destructor of its own. Tuples and the enums of the standard library are known not to.
pub fn moves_everything(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(binding) => binding.by_ref.is_none() && binding.subpat.is_none(),
        Pat::Tuple(tuple) => tuple.elems.iter().all(moves_everything),
        Pat::TupleStruct(variant) => {
            let name = variant.path.segments.last().map(|segment| segment.ident.to_string());
            matches!(name.as_deref(), Some("Some" | "Ok" | "Err" | "Ready" | "Continue" | "Break"))
                && variant.elems.iter().all(moves_everything)
        }
        Pat::Or(or) => or.cases.iter().all(moves_everything),
        Pat::Guard(guarded) => moves_everything(&guarded.pat),
        Pat::Paren(paren) => moves_everything(&paren.pat),
        Pat::Type(typed) => moves_everything(&typed.pat),
        _ => false,
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
