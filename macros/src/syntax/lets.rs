//! `let` statements whose initialiser, or whose `else`, suspends.

use super::body::{Lower, Place, before_block, ident_pat, path, suspends_tree, wild, wrap};
use super::control::{arm, drops_something};
use super::promoted::is_declared_static;
use super::suspend::suspends;
use super::tree::{Arm, Block, Expr, Let, Stmt};
use super::{braces, destructure, patterns};
use crate::names;
use proc_macro2::Span;
use syn::{Pat, parse_quote_spanned};

impl Lower<'_> {
    pub(super) fn local(&mut self, local: syn::Local, points_follow: bool, stmts: &mut Vec<Stmt>) {
        let span = local.let_token.span;
        let (mut pat, mut ty) = match local.pat {
            Pat::Type(typed) => (*typed.pat, Some(*typed.ty)),
            pat => (pat, None),
        };
        let Some(init) = local.init else {
            return destructure::declared_apart(&local.attrs, pat, ty, stmts);
        };
        let (mut init, els) = (*init.expr, init.diverge.map(|(_, els)| *els));
        let mut temps = Vec::new();
        if points_follow && !is_declared_static(ty.as_ref(), &init) {
            init = self.extend(init, &pat, stmts, &mut temps);
        }
        if matches!(pat, Pat::Wild(_)) && els.is_none() && (suspends(&init) || !temps.is_empty()) {
            let wild = Let { attrs: local.attrs, pat, ty, init: None, els: None };
            return self.discarded(wild, init, temps, stmts, span);
        }
        let takes_parts = patterns::takes_parts(&pat);
        self.next = Place::Initialiser;
        let mut init = self.root(init, &mut temps);
        let may_be_late = els.as_ref().is_some_and(suspends) && drops_something(&init);
        if (!temps.is_empty() || may_be_late) && takes_parts {
            // What is left over drops before the temporaries, whose destructors may panic.
            let (init, ty) = match (init, ty) {
                (Expr::Plain(init), Some(ty)) => {
                    let machine = span.resolved_at(names::machine());
                    (Expr::Plain(parse_quote_spanned!(machine=> ::resumable::private::identity::<#ty>(#init))), None)
                }
                typed => typed,
            };
            let (pat, init) = self.let_within(pat, ty, init, (temps, els), span);
            let let_ = Let { attrs: local.attrs, pat, ty: None, init: Some(init), els: None };
            return stmts.push(Stmt::Let(Box::new(let_)));
        }
        let is_named = matches!(&pat, Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none());
        let is_matched = !is_named || els.is_some();
        if is_matched && !temps.is_empty() {
            braces::in_an_arm(&mut init)
        }
        init = wrap(temps, init);
        let of_local = matches!(&init, Expr::Plain(syn::Expr::Path(path)) if path.path.get_ident().is_some());
        let consumes = points_follow && of_local && patterns::moves([&pat]) != patterns::Moves::Not;
        let takes_parts = ty.is_none() && self.let_takes_parts(&pat, &init);
        let splits = consumes || takes_parts;
        let els = match els.map(|els| self.full(els)) {
            Some(els) if splits || suspends_tree(&els) => {
                (pat, init) = self.let_as_match(pat, ty.take(), init, Some(els), span);
                None
            }
            None if takes_parts && !consumes => {
                (pat, init) = self.let_as_match(pat, None, init, None, span);
                None
            }
            Some(Expr::Plain(els)) => Some(els),
            Some(_) | None => None,
        };
        stmts.push(Stmt::Let(Box::new(Let { attrs: local.attrs, pat, ty, init: Some(init), els })))
    }

    /// `let _ = …`, whose value drops like that of an expression, if it is not a place.
    fn discarded(&mut self, wild: Let, init: syn::Expr, mut inner: Vec<Stmt>, stmts: &mut Vec<Stmt>, span: Span) {
        self.next = Place::Initialiser;
        let root = self.root(init, &mut inner);
        inner.push(Stmt::Let(Box::new(Let { init: Some(root), ..wild })));
        if inner.len() == 1 {
            return stmts.append(&mut inner);
        }
        let semi = Some(syn::Token![;](span));
        stmts.push(Stmt::Expr(Expr::Block { label: None, block: Block::new(inner, None) }, semi))
    }

    /// ```text
    /// let PAT(a, b) = init else { els };
    ///     let (a, b) = match init { PAT(a, b) => (a, b), _ => els };
    /// ```
    fn let_as_match(
        &mut self,
        pat: Pat,
        ty: Option<syn::Type>,
        init: Expr,
        els: Option<Expr>,
        span: Span,
    ) -> (Pat, Expr) {
        let init = match ty {
            None => match init {
                Expr::Plain(init) => Expr::Plain(before_block(init)),
                init => init,
            },
            Some(ty) => {
                let name = self.temp(span);
                let typed = Let { attrs: vec![], pat: ident_pat(&name), ty: Some(ty), init: Some(init), els: None };
                let tail = Some(Box::new(Expr::Plain(path(&name))));
                Expr::Block { label: None, block: Block::new(vec![Stmt::Let(Box::new(typed))], tail) }
            }
        };
        let (by_value, names) = patterns::names(&pat);
        let value = Expr::Plain(parse_quote_spanned!(span=> (#(#names,)*)));
        let found = Arm { pat, put_back: None, part: None, guard: None, body: value };
        let otherwise = els.map(|els| Arm { pat: wild(span), put_back: None, part: None, guard: None, body: els });
        (
            parse_quote_spanned!(span=> (#(#by_value,)*)),
            Expr::Match {
                scrutinee: Box::new(init),
                arms: [found].into_iter().chain(otherwise).collect(),
                ends: (span, span),
            },
        )
    }

    /// What is bound gets its value before something drops, since a destructor may panic.
    ///
    /// ```text
    /// let PAT(a, _) = init;
    ///     let (a,) = { let mut temp_0; { temps; match init { PAT(a, _) => { temp_0 = a; } } }; (temp_0,) };
    /// let PAT(a, _) = init else { els };
    ///     let (a,) = 'found: {
    ///         'otherwise: { let mut temp_0; { temps; match init { PAT(a, _) => { temp_0 = a; } _ => break 'otherwise } }; break 'found (temp_0,) };
    ///         els
    ///     };
    /// ```
    fn let_within(
        &mut self,
        pat: Pat,
        ty: Option<syn::Type>,
        init: Expr,
        (temps, els): (Vec<Stmt>, Option<syn::Expr>),
        span: Span,
    ) -> (Pat, Expr) {
        let semi = Some(syn::Token![;](span));
        let mut stmts = Vec::new();
        let (_, names) = patterns::names(&pat);
        let held = names.iter().map(|_| self.declare(span, &mut stmts)).collect::<Vec<_>>();
        let otherwise = els.is_some().then(|| self.label(span));
        let (bound, mut chosen) = self.let_as_match(pat, ty, init, None, span);
        if let Expr::Match { arms, .. } = &mut chosen {
            let put = names.iter().zip(&held);
            let put = put.map(|(name, held)| Expr::Plain(parse_quote_spanned!(span=> #held = #name)));
            let put = put.map(|put| Stmt::Expr(put, semi)).collect();
            arms[0].body = Expr::Block { label: None, block: Block::new(put, None) };
            let exit = |otherwise| arm(wild(span), Expr::Break { label: Some(otherwise), value: None });
            arms.extend(otherwise.clone().map(exit));
        }
        stmts.push(Stmt::Expr(wrap(temps, chosen), semi));
        let found = Box::new(Expr::Plain(parse_quote_spanned!(span=> (#(#held,)*))));
        let Some(otherwise) = otherwise else {
            return (bound, Expr::Block { label: None, block: Block::new(stmts, Some(found)) });
        };
        let decided = self.label(span);
        let exit = Expr::Break { label: Some(decided.clone()), value: Some(found) };
        let label = Some(syn::Label { name: otherwise, colon_token: syn::Token![:](span) });
        let chosen = Expr::Block { label, block: Block::new(stmts, Some(Box::new(exit))) };
        (bound, self.decide(decided, chosen, els, span))
    }
}
