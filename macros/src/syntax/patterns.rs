//! What a pattern binds. A macro cannot tell a binding from a constant: where a pattern may be refuted, an identifier that begins with an
//! upper-case letter is taken for a constant or a unit struct, as rustc's own lints want it.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Expr, Pat, PatIdent};

/// Whether the identifier pattern is a binding.
pub fn is_binding(pat: &PatIdent) -> bool {
    pat.by_ref.is_some()
        || pat.mutability.is_some()
        || pat.subpat.is_some()
        || !pat.ident.to_string().starts_with(char::is_uppercase)
}

/// The bindings of a pattern, each once and in order, as patterns that bind them by value and as expressions.
pub fn names(pat: &Pat) -> (Vec<PatIdent>, Vec<Ident>) {
    let mut by_value: Vec<PatIdent> = Vec::new();
    for mut binding in bindings(pat) {
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
    bindings(pat).iter().any(|binding| binding.by_ref.is_some())
}

/// Whether the pattern binds something by value.
pub fn binds_by_value(pat: &Pat) -> bool {
    bindings(pat).iter().any(|binding| binding.by_ref.is_none())
}

/// Whether some patterns bind by reference and some by value.
pub fn bind_both_ways<'p>(pats: impl IntoIterator<Item = &'p Pat> + Clone) -> bool {
    pats.clone().into_iter().any(binds_by_reference) && pats.into_iter().any(binds_by_value)
}

/// What the pattern binds by `ref`, or by `ref mut`.
pub fn references(pat: &Pat) -> Vec<PatIdent> {
    bindings(pat).into_iter().filter(|binding| binding.by_ref.is_some()).collect()
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

/// What a match with these patterns does.
///
/// `name` moves the whole, whatever its type. `Some(a)` moves all parts there are, if its type has no destructor: which is verified, because a
/// part that is not `Copy` can only be moved out of such a type. `None` moves nothing, and leaves nothing to drop: but only if its type has
/// no destructor, and if it is no constant. So beside it there must be a pattern like `Some(a)`, and the constant is found out there too.
pub fn moves<'p>(pats: impl IntoIterator<Item = &'p Pat>) -> Moves {
    let roots: Vec<Root> = pats.into_iter().flat_map(alternatives).map(root).collect();
    let has = |wanted: Root| roots.contains(&wanted);
    // Beside a name for the whole, the others may move nothing: parts are taken one by one then.
    if roots.is_empty() || parts_beside_whole(&roots) || has(Root::Unknown) || (has(Root::Unit) && !has(Root::Parts)) {
        Moves::Not
    } else if has(Root::Parts) {
        Moves::Perhaps
    } else {
        Moves::Surely
    }
}

fn parts_beside_whole(roots: &[Root]) -> bool {
    roots.contains(&Root::Whole) && roots.iter().any(|root| matches!(root, Root::Parts | Root::Tuple))
}

/// Whether some patterns bind parts, and another one the whole.
pub fn bind_parts_or_whole<'p>(pats: impl IntoIterator<Item = &'p Pat>) -> bool {
    parts_beside_whole(&pats.into_iter().flat_map(alternatives).map(root).collect::<Vec<_>>())
}

/// Whether some pattern binds a part, and together they do not take all there is.
pub fn take_some_parts<'p>(pats: impl IntoIterator<Item = &'p Pat> + Clone) -> bool {
    pats.clone().into_iter().any(binds_by_value) && moves(pats) == Moves::Not
}

/// What a pattern is at its outside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    /// A name for the whole.
    Whole,
    /// A tuple of names.
    Tuple,
    /// A type around names.
    Parts,
    /// A variant without parts, or a constant.
    Unit,
    /// Some part may stay behind.
    Unknown,
}

fn root(pat: &Pat) -> Root {
    let parts = |all: bool| if all { Root::Parts } else { Root::Unknown };
    match pat {
        // `x @ Ok(_)` binds the whole, too.
        Pat::Ident(binding)
            if binding.by_ref.is_none() && !binding.subpat.as_ref().is_some_and(|(_, pat)| binds(pat)) =>
        {
            if is_binding(binding) { Root::Whole } else { Root::Unit }
        }
        Pat::Path(_) => Root::Unit,
        Pat::Tuple(tuple) if tuple.elems.iter().all(is_moved) => Root::Tuple,
        Pat::TupleStruct(variant) => parts(variant.elems.iter().all(is_moved)),
        Pat::Struct(fields) => {
            let has_all = fields.rest.is_none() && fields.fields.iter().all(|field| field.attrs.is_empty());
            parts(has_all && fields.fields.iter().all(|field| is_moved(&field.pat)))
        }
        _ => Root::Unknown,
    }
}

/// Whether the pattern binds all there is by value: deeper down, one part could be moved and another one copied.
fn is_moved(pat: &Pat) -> bool {
    match pat {
        Pat::Paren(paren) => is_moved(&paren.pat),
        pat => matches!(root(pat), Root::Whole | Root::Tuple),
    }
}

/// The patterns between `|`, without guards.
fn alternatives(pat: &Pat) -> Vec<&Pat> {
    match pat {
        Pat::Or(or) => or.cases.iter().flat_map(alternatives).collect(),
        Pat::Guard(guarded) => alternatives(&guarded.pat),
        Pat::Paren(paren) => alternatives(&paren.pat),
        Pat::Type(typed) => alternatives(&typed.pat),
        pat => vec![pat],
    }
}

/// Whether the pattern is a variant of a type that has another one as well, for all that its name says.
pub fn is_known_variant(pat: &Pat) -> bool {
    let is_known = |path: &syn::Path| {
        let name = path.segments.last().map(|last| last.ident.to_string());
        matches!(name.as_deref(), Some("Some" | "None" | "Ok" | "Err"))
    };
    alternatives(pat).into_iter().any(|pat| match pat {
        Pat::Ident(unit) => unit.subpat.is_none() && is_known(&unit.ident.clone().into()),
        Pat::Path(unit) => is_known(&unit.path),
        Pat::TupleStruct(variant) => is_known(&variant.path),
        _ => false,
    })
}

/// Whether the pattern has a `..`, for which no name stands.
pub fn leaves_over(pat: &Pat) -> bool {
    let mut gaps = Gaps::default();
    gaps.visit_pat(pat);
    gaps.rest
}

/// Whether the pattern takes a value apart and moves parts of it.
pub fn takes_parts(pat: &Pat) -> bool {
    let is_whole = matches!(pat, Pat::Ident(name) if name.subpat.is_none()) || matches!(pat, Pat::Wild(_));
    !is_whole && !binds_by_reference(pat)
}

/// Whether a closure that matches a local against these patterns, and nothing else, captures some of its parts alone: for all that the patterns
/// say, it has no other variants, and something of it is not bound.
pub fn take_apart<'p>(pats: impl IntoIterator<Item = &'p Pat>, irrefutable: bool) -> bool {
    let pats = pats.into_iter().flat_map(alternatives).filter(|pat| !matches!(pat, Pat::Wild(_)));
    let pats: Vec<&Pat> = pats.collect();
    pats.iter().any(|pat| binds(pat)) && pats.into_iter().all(|pat| has_one_variant(pat, irrefutable) && has_gaps(pat))
}

/// Where the pattern can fail, only its name tells.
fn has_one_variant(pat: &Pat, irrefutable: bool) -> bool {
    let is_struct = |path: &syn::Path| irrefutable || path.segments.len() == 1;
    match pat {
        Pat::Tuple(_) => true,
        Pat::TupleStruct(variant) => is_struct(&variant.path) && !is_known_variant(pat),
        Pat::Struct(variant) => is_struct(&variant.path),
        _ => false,
    }
}

/// Whether the pattern looks at nothing, and binds nothing, of whatever type that is which it matches. What has a name may be a variant.
pub fn passes_over_all(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) | Pat::Rest(_) => true,
        Pat::Tuple(tuple) => tuple.elems.iter().all(passes_over_all),
        Pat::Slice(slice) => slice.elems.iter().all(passes_over_all),
        Pat::Or(or) => or.cases.iter().all(passes_over_all),
        Pat::Paren(paren) => passes_over_all(&paren.pat),
        Pat::Type(typed) => passes_over_all(&typed.pat),
        Pat::Guard(guarded) => passes_over_all(&guarded.pat),
        _ => false,
    }
}

/// Such a pattern for a value of any type.
pub fn pass_over_all(pat: &mut Pat) {
    match pat {
        Pat::Guard(guarded) => pass_over_all(&mut guarded.pat),
        pat => *pat = syn::parse_quote!(_),
    }
}

/// Whether the pattern has a `..`, or alternatives with a `_`: there is something in it that no name stands for, or not the same one each time.
pub fn passes_over(pat: &Pat) -> bool {
    let mut gaps = Gaps::default();
    gaps.visit_pat(pat);
    gaps.rest || gaps.fields || gaps.wild && has_alternatives(pat)
}

fn has_gaps(pat: &Pat) -> bool {
    let mut gaps = Gaps::default();
    gaps.visit_pat(pat);
    gaps.rest || gaps.wild || gaps.fields
}

/// Shows each binding, and has each field be named beside its binding.
pub fn each_binding(pat: &mut Pat, show: &mut dyn FnMut(&mut PatIdent)) {
    match pat {
        Pat::Ident(binding) => show(binding),
        Pat::Tuple(tuple) => tuple.elems.iter_mut().for_each(|pat| each_binding(pat, show)),
        Pat::TupleStruct(variant) => variant.elems.iter_mut().for_each(|pat| each_binding(pat, show)),
        Pat::Struct(fields) => {
            for field in &mut fields.fields {
                field.colon_token.get_or_insert(syn::Token![:](crate::names::machine()));
                each_binding(&mut field.pat, show)
            }
        }
        Pat::Paren(paren) => each_binding(&mut paren.pat, show),
        _ => {}
    }
}

/// Whether what the pattern binds is bound in the order of the fields.
pub fn binds_in_order(pat: &Pat) -> bool {
    struct Structs(bool);
    impl<'ast> Visit<'ast> for Structs {
        fn visit_pat_struct(&mut self, _: &'ast syn::PatStruct) {
            self.0 = true
        }
    }
    let mut structs = Structs(false);
    structs.visit_pat(pat);
    !structs.0 || names(pat).0.len() < 2
}

#[derive(Default)]
struct Gaps {
    rest: bool,
    wild: bool,
    fields: bool,
}

impl<'ast> Visit<'ast> for Gaps {
    fn visit_pat_rest(&mut self, _: &'ast syn::PatRest) {
        self.rest = true
    }

    fn visit_pat_wild(&mut self, _: &'ast syn::PatWild) {
        self.wild = true
    }

    fn visit_pat_struct(&mut self, pat: &'ast syn::PatStruct) {
        self.fields |= pat.rest.is_some();
        visit::visit_pat_struct(self, pat)
    }

    fn visit_expr(&mut self, _: &'ast syn::Expr) {}
}

/// The patterns that show whether a match consumes a value: without those that bind the whole, which prove nothing of the others. A variant
/// without parts is written in the one way that no constant can be.
pub fn proof<'p>(pats: impl IntoIterator<Item = &'p Pat>) -> Vec<Pat> {
    let wanted = pats.into_iter().flat_map(alternatives).filter(|pat| root(pat) != Root::Whole);
    let wanted = wanted.map(|pat| -> Pat {
        match pat {
            Pat::Ident(unit) => {
                let name = &unit.ident;
                syn::parse_quote!(#name {})
            }
            Pat::Path(unit) if unit.qself.is_none() => {
                let path = &unit.path;
                syn::parse_quote!(#path {})
            }
            pat => pat.clone(),
        }
    });
    wanted.collect()
}

/// `name @ _`: rustc rejects it where the name is that of a constant.
fn insist_on_binding(pat: &mut PatIdent) {
    let wild = syn::PatWild { attrs: vec![], underscore_token: syn::Token![_](pat.ident.span()) };
    pat.subpat = Some((syn::Token![@](pat.ident.span()), Box::new(Pat::Wild(wild))))
}

/// The same for the names at the outside of an arm.
pub fn insist_on_bindings(pat: &mut Pat) {
    match pat {
        Pat::Or(or) => or.cases.iter_mut().for_each(insist_on_bindings),
        Pat::Guard(guarded) => insist_on_bindings(&mut guarded.pat),
        Pat::Paren(paren) => insist_on_bindings(&mut paren.pat),
        Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() && is_binding(name) => {
            insist_on_binding(name)
        }
        _ => {}
    }
}

/// Whether the pattern binds something by `ref mut`.
pub fn binds_uniquely(pat: &Pat) -> bool {
    bindings(pat).iter().any(|binding| binding.by_ref.is_some() && binding.mutability.is_some())
}

/// Whether the pattern binds something.
pub fn binds(pat: &Pat) -> bool {
    !bindings(pat).is_empty()
}

/// Whether the patterns bind parts by value, in such a way that the same patterns match a reference to the whole.
pub fn take_parts<'p>(pats: impl IntoIterator<Item = &'p Pat> + Clone) -> bool {
    pats.clone().into_iter().any(binds_by_value)
        && pats.into_iter().all(|pat| !is_constant(pat) && matches_reference(pat))
}

/// The pattern and the guard of an arm.
pub fn unguarded(pat: Pat) -> (Pat, Option<Expr>) {
    match pat {
        Pat::Guard(guarded) => (*guarded.pat, Some(*guarded.guard)),
        pat => (pat, None),
    }
}

/// The pattern in `pattern if guard`, if the guard binds nothing.
pub fn behind_guard(pat: &Pat) -> &Pat {
    match pat {
        Pat::Guard(guarded) if !is_let(&guarded.guard) => &guarded.pat,
        pat => pat,
    }
}

/// Whether a condition binds something itself: `let Some(x) = f() && x > 0`.
pub fn is_let(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(e) => is_let(&e.left) || is_let(&e.right),
        Expr::Paren(e) => is_let(&e.expr),
        Expr::Group(e) => is_let(&e.expr),
        _ => false,
    }
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

/// Whether the pattern, but for a `mut` or a `ref`, may be matched against a reference to the value, which then binds references.
pub fn matches_reference(pat: &Pat) -> bool {
    match pat {
        // `x @ Ok(_)`
        Pat::Ident(binding) => {
            binding.subpat.as_ref().is_none_or(|(_, pat)| !is_constant(pat) && !binds(pat) && matches_reference(pat))
        }
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

/// Takes the `mut` and the `ref` from each binding.
pub fn plain_bindings(pat: &mut Pat) {
    struct Strip;
    impl syn::visit_mut::VisitMut for Strip {
        fn visit_pat_ident_mut(&mut self, binding: &mut PatIdent) {
            binding.mutability = None;
            binding.by_ref = None;
        }
    }
    syn::visit_mut::VisitMut::visit_pat_mut(&mut Strip, pat)
}

/// Replaces by `_` what binds, where that only names what it finds.
pub fn bind_nothing(pat: &mut Pat) {
    match pat {
        Pat::Ident(binding) if is_binding(binding) => *pat = syn::parse_quote!(_),
        Pat::Tuple(tuple) => tuple.elems.iter_mut().for_each(bind_nothing),
        Pat::TupleStruct(variant) => variant.elems.iter_mut().for_each(bind_nothing),
        Pat::Struct(fields) => fields.fields.iter_mut().for_each(|field| bind_nothing(&mut field.pat)),
        Pat::Paren(paren) => bind_nothing(&mut paren.pat),
        _ => {}
    }
}

/// Whether there is a `|` in the pattern.
pub fn has_alternatives(pat: &Pat) -> bool {
    struct Found(bool);
    impl<'ast> Visit<'ast> for Found {
        fn visit_pat_or(&mut self, _: &'ast syn::PatOr) {
            self.0 = true
        }
    }
    let mut found = Found(false);
    found.visit_pat(pat);
    found.0
}

/// Replaces by `_` what binds nothing by value, but for the root. Where that binds the whole, nothing needs to be tested once more.
pub fn keep_bindings(pat: &mut Pat) {
    let keep = |pat: &mut Pat| match pat {
        Pat::Rest(_) => {}
        pat if binds_by_value(pat) => keep_bindings(pat),
        pat => *pat = syn::parse_quote!(_),
    };
    match pat {
        Pat::Ident(binding) => binding.subpat = None,
        Pat::Tuple(tuple) => tuple.elems.iter_mut().for_each(keep),
        Pat::TupleStruct(variant) => variant.elems.iter_mut().for_each(keep),
        Pat::Struct(fields) => fields.fields.iter_mut().for_each(|field| keep(&mut field.pat)),
        Pat::Or(or) => or.cases.iter_mut().for_each(keep_bindings),
        Pat::Paren(paren) => keep_bindings(&mut paren.pat),
        _ => {}
    }
}

/// In the order of the pattern; of alternatives all.
pub fn bindings(pat: &Pat) -> Vec<PatIdent> {
    let mut found = Names(Vec::new());
    found.visit_pat(pat);
    found.0
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
