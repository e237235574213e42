//! Bindings of patterns.

use super::{Origin, Resolver};
use crate::index::LocalId;
use crate::names::{self, Marker};
use crate::resolve::flow::Event;
use crate::syntax::{leftovers, patterns};
use proc_macro2::Ident;
use syn::Pat;
use syn::visit_mut::{self, VisitMut};

impl Resolver<'_> {
    /// Declares what the pattern binds. What is left over of a value is declared first, because it drops last.
    pub(super) fn pattern(&mut self, pat: &mut Pat, origin: Origin, initialised: bool) -> Vec<LocalId> {
        self.bindings(pat, origin, initialised, false)
    }

    /// The same for a pattern that always matches, where no constant makes sense.
    pub(super) fn irrefutable(&mut self, pat: &mut Pat, origin: Origin, initialised: bool) -> Vec<LocalId> {
        self.bindings(pat, origin, initialised, true)
    }

    fn bindings(&mut self, pat: &mut Pat, origin: Origin, initialised: bool, irrefutable: bool) -> Vec<LocalId> {
        let mut bound = Vec::new();
        // Parts of a value drop in the order of the pattern, and locals in reverse.
        for leftover in leftovers::names(pat).into_iter().rev() {
            let local = self.declare(&leftover, origin, initialised);
            self.flow.event(Event::Declare { local, initialised });
            bound.push((leftover, local));
        }
        Binder { resolver: self, origin, initialised, irrefutable, bound: &mut bound }.visit_pat_mut(pat);
        bound.into_iter().map(|(_, local)| local).collect()
    }
}

struct Binder<'r, 'a> {
    resolver: &'r mut Resolver<'a>,
    origin: Origin,
    initialised: bool,
    irrefutable: bool,
    /// The alternatives of an or-pattern bind the same names.
    bound: &'r mut Vec<(Ident, LocalId)>,
}

impl VisitMut for Binder<'_, '_> {
    fn visit_pat_ident_mut(&mut self, pat: &mut syn::PatIdent) {
        if Marker::parse(&pat.ident).is_none() && (self.irrefutable || patterns::is_binding(pat)) {
            let known = self.bound.iter().find(|(name, _)| names::same(name, &pat.ident)).map(|(_, local)| *local);
            let local = known.unwrap_or_else(|| self.declare(pat));
            pat.ident = Marker::Binding(local).ident(pat.ident.span());
        }
        visit_mut::visit_pat_ident_mut(self, pat)
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        // `S { a }` becomes `S { a: marker }`.
        if field.colon_token.is_none() {
            field.colon_token = Some(syn::Token![:](names::machine()));
        }
        visit_mut::visit_field_pat_mut(self, field)
    }

    fn visit_expr_mut(&mut self, _: &mut syn::Expr) {}
}

impl Binder<'_, '_> {
    fn declare(&mut self, pat: &syn::PatIdent) -> LocalId {
        let local = self.resolver.declare(&pat.ident, self.origin, self.initialised);
        self.resolver.locals[local].mutable = pat.mutability.is_some() && pat.by_ref.is_none();
        self.resolver.locals[local].by_ref = pat.by_ref.is_some();
        self.resolver.flow.event(Event::Declare { local, initialised: self.initialised });
        self.bound.push((pat.ident.clone(), local));
        local
    }
}
