//! From the user's block to the small tree of [`super::tree`].
//!
//! Invariant of the result: a suspension stands at the root of an expression, and what an operation needs from before a suspension has a
//! name. `super::flatten` names operands and temporaries, `super::control` takes the control flow apart.

use super::control::arm;
use super::cross::Within;
use super::editions::Edition;
use super::operands::is_place;
use super::suspend::{self, suspends};
use super::tree::{Arm, Await, Block, Expr, Let, Stmt};
use super::{labels, macros, patterns};
use crate::diagnostics::Diagnostics;
use crate::index::{Id, PointId};
use crate::names;
use proc_macro2::{Ident, Span};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::{Pat, parse_quote_spanned};

/// The tree, and whether it may be another one in an older edition.
pub fn lower(block: syn::Block, edition: Edition, diagnostics: &Diagnostics) -> (Block, bool) {
    let suspends = suspend::block_suspends(&block);
    let mut lower = Lower {
        diagnostics,
        edition,
        edition_matters: false,
        suspends,
        points: 0,
        temps: 0,
        leftovers: 0,
        loops: Vec::new(),
        within: Within::Body,
        operands: HashSet::new(),
        next: Place::Statement,
        labels: 0,
    };
    let block = lower.body(block);
    (block, lower.edition_matters)
}

pub(super) struct Lower<'a> {
    pub(super) diagnostics: &'a Diagnostics,
    /// Whether the body suspends at all.
    pub(super) suspends: bool,
    pub(super) edition: Edition,
    /// Whether something was met that editions may see differently.
    pub(super) edition_matters: bool,
    points: usize,
    /// How many temporaries were given a name so far.
    pub(super) temps: usize,
    pub(super) leftovers: usize,
    labels: usize,
    /// The labels of the loops around, innermost last.
    pub(super) loops: Vec<syn::Lifetime>,
    pub(super) within: Within,
    /// The names that operands were given.
    operands: HashSet<String>,
    /// What the expression that comes next is.
    pub(super) next: Place,
}

/// Where an expression stands in its full expression.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the full expression, of a statement.
    Statement,
    /// It is the full expression, and a scope of its own: a tail, a condition, a side of `&&`.
    Scope,
    /// It is an operand.
    Operand,
}

impl Lower<'_> {
    /// A block that ends the scope of its temporaries: the body of the function or of a loop, a branch.
    pub(super) fn body(&mut self, block: syn::Block) -> Block {
        let mut outer = Vec::new();
        let block = self.block(block, &mut outer);
        if outer.is_empty() {
            return block;
        }
        Block::new(outer, Some(Box::new(Expr::Block { label: None, block })))
    }

    /// A block in an expression whose temporaries are declared in `outer`.
    pub(super) fn block(&mut self, block: syn::Block, outer: &mut Vec<Stmt>) -> Block {
        let braces = Some(block.brace_token.span.join());
        let mut suspending = block.stmts.iter().rposition(suspend::stmt_suspends).map_or(0, |last| last + 1);
        let mut stmts = Vec::new();
        let mut tail = None;
        let count = block.stmts.len();
        for (index, stmt) in block.stmts.into_iter().enumerate() {
            // Whether a suspension follows while what this statement declares is in scope.
            let points_follow = suspending > 0;
            suspending = suspending.saturating_sub(1);
            match stmt {
                syn::Stmt::Local(local) => self.local(local, points_follow, &mut stmts),
                syn::Stmt::Item(item) => stmts.push(Stmt::Item(item)),
                syn::Stmt::Expr(expr, None) if index + 1 == count => {
                    tail = Some(Box::new(self.tail(expr, &mut stmts, outer)))
                }
                syn::Stmt::Expr(expr, semi) => self.dropped(expr, semi, &mut stmts),
                syn::Stmt::Macro(mac) if points_follow && may_declare(&mac.mac) => self.declaring(mac, &mut stmts),
                syn::Stmt::Macro(mac) => {
                    let expr = syn::Expr::Macro(syn::ExprMacro { attrs: mac.attrs, mac: mac.mac });
                    match mac.semi_token {
                        None if index + 1 == count => tail = Some(Box::new(self.tail(expr, &mut stmts, outer))),
                        semi => {
                            let expr = self.full(expr);
                            stmts.push(Stmt::Expr(expr, semi))
                        }
                    }
                }
            }
        }
        Block { braces, ..Block::new(stmts, tail) }
    }

    /// An expression whose value drops at the end of the statement, before the temporaries in it: it stays a statement.
    ///
    /// ```text
    /// f(g().await, &h());     { let temp_0 = g().await; f(temp_0, &h()); }
    /// ```
    fn dropped(&mut self, expr: syn::Expr, semi: Option<syn::Token![;]>, stmts: &mut Vec<Stmt>) {
        let mut inner = Vec::new();
        let root = self.root(expr, &mut inner);
        if inner.is_empty() || semi.is_none() {
            return stmts.push(Stmt::Expr(wrap(inner, root), semi));
        }
        inner.push(Stmt::Expr(root, semi));
        stmts.push(Stmt::Expr(Expr::Block { label: None, block: Block::new(inner, None) }, semi))
    }

    fn local(&mut self, local: syn::Local, points_follow: bool, stmts: &mut Vec<Stmt>) {
        let span = local.let_token.span;
        let (mut pat, mut ty) = match local.pat {
            Pat::Type(typed) => (*typed.pat, Some(*typed.ty)),
            pat => (pat, None),
        };
        let Some(init) = local.init else {
            return stmts.push(Stmt::Let(Box::new(Let { attrs: local.attrs, pat, ty, init: None, els: None })));
        };
        let (mut init, els) = (*init.expr, init.diverge.map(|(_, els)| *els));
        if points_follow {
            init = self.extend(init, patterns::binds_by_reference(&pat), stmts);
        }
        if matches!(pat, Pat::Wild(_)) && els.is_none() && suspends(&init) {
            let wild = Let { attrs: local.attrs, pat, ty, init: None, els: None };
            return self.discarded(wild, init, span, stmts);
        }
        let takes_parts = patterns::takes_parts(&pat);
        if els.is_some()
            && takes_parts
            && let Some(label) = self.loops.last()
        {
            labels::name_loop_exits_in(&mut init, label);
        }
        let mut temps = Vec::new();
        let mut init = self.root(init, &mut temps);
        let may_be_late = els.as_ref().is_some_and(suspends) && !matches!(&init, Expr::Plain(init) if is_place(init));
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
    fn discarded(&mut self, wild: Let, init: syn::Expr, span: Span, stmts: &mut Vec<Stmt>) {
        let mut inner = Vec::new();
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

    /// `pin!(value)`, whose temporary lives as long as the local and is never moved.
    pub(super) fn pin_in_place(&mut self, value: Expr, span: Span, stmts: &mut Vec<Stmt>) -> syn::Expr {
        self.pinned(Some(value), span, stmts).1
    }

    /// The same where the value is assigned later: the name to assign it to, and the pinned place.
    pub(super) fn declare_pinned(&mut self, span: Span, stmts: &mut Vec<Stmt>) -> (Ident, syn::Expr) {
        self.pinned(None, span, stmts)
    }

    fn pinned(&mut self, init: Option<Expr>, span: Span, stmts: &mut Vec<Stmt>) -> (Ident, syn::Expr) {
        self.temps += 1;
        let name = names::pinned(self.temps - 1, span);
        stmts.push(Stmt::Let(Box::new(Let { attrs: vec![], pat: ident_pat(&name), ty: None, init, els: None })));
        let machine = span.resolved_at(names::machine());
        let place = parse_quote_spanned!(machine=> unsafe { ::resumable::private::pin_place(&mut #name) });
        (name, place)
    }

    /// An unknown macro as a statement, which might be a `let` in disguise: what it declared would be lost at the next suspension. As an
    /// expression it cannot be: then rustc complains.
    ///
    /// ```text
    /// check!(x);      let _ = check!(x);
    /// ```
    fn declaring(&mut self, mac: syn::StmtMacro, stmts: &mut Vec<Stmt>) {
        let span = mac.mac.path.span();
        let init = Some(self.full(syn::Expr::Macro(syn::ExprMacro { attrs: mac.attrs, mac: mac.mac })));
        stmts.push(Stmt::Let(Box::new(Let { attrs: vec![], pat: wild(span), ty: None, init, els: None })))
    }

    /// A full expression: its temporaries drop at its end.
    pub(super) fn full(&mut self, expr: syn::Expr) -> Expr {
        let mut stmts = Vec::new();
        let root = self.root(expr, &mut stmts);
        wrap(stmts, root)
    }

    /// The same, of one that is a scope of its own.
    pub(super) fn full_scope(&mut self, expr: syn::Expr) -> Expr {
        self.next = Place::Scope;
        self.full(expr)
    }

    /// The root of a full expression whose temporaries are declared in `out`.
    pub(super) fn root(&mut self, expr: syn::Expr, out: &mut Vec<Stmt>) -> Expr {
        let place = std::mem::replace(&mut self.next, Place::Statement);
        if !suspends(&expr) && !self.takes_parts(&expr) {
            return Expr::Plain(expr);
        }
        match expr {
            syn::Expr::Await(e) => self.awaited(e, out),
            syn::Expr::Paren(e) => {
                self.next = place;
                match self.root(*e.expr, out) {
                    // Before a block it cannot stand alone.
                    Expr::Plain(expr) => Expr::Plain(before_block(expr)),
                    inner => inner,
                }
            }
            syn::Expr::Group(e) => {
                self.next = place;
                self.root(*e.expr, out)
            }
            syn::Expr::Block(e) => Expr::Block { label: e.label, block: self.block(e.block, out) },
            syn::Expr::Unsafe(e) => {
                let block = Block { unsafety: Some(e.unsafe_token), ..self.block(e.block, out) };
                Expr::Block { label: None, block }
            }
            syn::Expr::If(e) => self.if_(e, place, out),
            syn::Expr::Match(e) => self.match_(e, place, out),
            syn::Expr::Loop(e) => self.loop_(e.label, e.loop_token.span, |this| this.body(e.body)),
            syn::Expr::While(e) => self.while_(e),
            syn::Expr::ForLoop(e) => self.for_(e, out),
            syn::Expr::Break(e) => {
                Expr::Break { label: e.label, value: e.expr.map(|value| Box::new(self.full(*value))) }
            }
            syn::Expr::Return(e) => match e.expr {
                Some(value) => Expr::Return { value: Box::new(self.full(*value)) },
                None => Expr::Plain(syn::Expr::Return(e)),
            },
            syn::Expr::Macro(e) if macros::ends_temporaries(&e.mac) => {
                let mut inner = Vec::new();
                let call = self.flatten_macro(syn::Expr::Macro(e), &mut inner);
                wrap(inner, Expr::Plain(call))
            }
            expr @ (syn::Expr::Let(_) | syn::Expr::Yield(_) | syn::Expr::TryBlock(_)) => {
                let span = suspend::first_await(&expr).unwrap_or_else(|| expr.span());
                self.diagnostics.error(
                    span,
                    "an `.await` in an expression of this kind is not supported: bind the awaited value to a local first",
                );
                Expr::Plain(expr)
            }
            expr => Expr::Plain(self.flatten_at(place, expr, out)),
        }
    }

    pub(super) fn awaited(&mut self, e: syn::ExprAwait, out: &mut Vec<Stmt>) -> Expr {
        let base = if suspends(&e.base) { self.flatten(*e.base, out) } else { *e.base };
        let base = self.cross_value(base, out);
        let point = PointId::new(self.points);
        self.points += 1;
        Expr::Await(Await { base, point, span: e.await_token.span })
    }

    /// Declares a temporary that holds `value`.
    pub(super) fn name(&mut self, value: Expr, span: Span, out: &mut Vec<Stmt>) -> Ident {
        let name = self.temp(span);
        let pat = ident_pat(&name);
        out.push(Stmt::Let(Box::new(Let { attrs: vec![], pat, ty: None, init: Some(value), els: None })));
        name
    }

    /// Declares an operand, which drops before the temporaries of its full expression where that ends early.
    pub(super) fn name_operand(&mut self, value: Expr, span: Span, out: &mut Vec<Stmt>) -> Ident {
        let name = self.name(value, span, out);
        self.operands.insert(name.to_string());
        name
    }

    /// Declares a temporary: before the operands that are there already, so that it drops after them.
    ///
    /// ```text
    /// (f(), g(&h()), i().await)       { let mut temp_1; let mut temp_0 = f(); temp_1 = h(); let mut temp_2 = g(&temp_1); … }
    /// ```
    pub(super) fn name_temporary(&mut self, value: Expr, span: Span, out: &mut Vec<Stmt>) -> Ident {
        let Some(first) = self.first_operand(out) else { return self.name(value, span, out) };
        let value = match value {
            Expr::Plain(value) => value,
            value => path(&self.name(value, span, out)),
        };
        let mut declared = Vec::new();
        let name = self.declare(span, &mut declared);
        out.splice(first..first, declared);
        let assign = parse_quote_spanned!(span=> #name = #value);
        out.push(Stmt::Expr(Expr::Plain(assign), Some(syn::Token![;](span))));
        name
    }

    /// Whether an operand stands before what comes next.
    pub(super) fn follows_operand(&self, out: &[Stmt]) -> bool {
        self.first_operand(out).is_some()
    }

    fn first_operand(&self, out: &[Stmt]) -> Option<usize> {
        out.iter().position(|stmt| self.is_operand(stmt))
    }

    /// A name that drops when its turn comes, temporary or not.
    pub(super) fn unmark_operand(&mut self, value: &syn::Expr) {
        if let syn::Expr::Path(path) = value
            && let Some(name) = path.path.get_ident()
        {
            self.operands.remove(&name.to_string());
        }
    }

    /// What is a name already is an operand.
    pub(super) fn mark_operand(&mut self, value: &syn::Expr) {
        if let syn::Expr::Path(path) = value
            && let Some(name) = path.path.get_ident()
            && names::is_temp(name)
        {
            self.operands.insert(name.to_string());
        }
    }

    pub(super) fn is_operand(&self, stmt: &Stmt) -> bool {
        let Stmt::Let(let_) = stmt else { return false };
        matches!(&let_.pat, Pat::Ident(name) if self.operands.contains(&name.ident.to_string()))
    }

    /// Declares a temporary that gets its value later.
    pub(super) fn declare(&mut self, span: Span, out: &mut Vec<Stmt>) -> Ident {
        let name = self.temp(span);
        out.push(Stmt::Let(Box::new(Let { attrs: vec![], pat: ident_pat(&name), ty: None, init: None, els: None })));
        name
    }

    fn temp(&mut self, span: Span) -> Ident {
        self.temps += 1;
        names::temp(self.temps - 1, span)
    }

    pub(super) fn label(&mut self, span: Span) -> syn::Lifetime {
        self.labels += 1;
        names::label(self.labels, span)
    }
}

/// `{ stmts; root }`, or just the root.
pub(super) fn wrap(stmts: Vec<Stmt>, root: Expr) -> Expr {
    if stmts.is_empty() {
        return root;
    }
    Expr::Block { label: None, block: Block::new(stmts, Some(Box::new(root))) }
}

/// `mut name`
fn ident_pat(name: &Ident) -> Pat {
    Pat::Ident(syn::PatIdent {
        attrs: vec![],
        by_ref: None,
        mutability: Some(syn::Token![mut](name.span())),
        ident: name.clone(),
        subpat: None,
    })
}

pub(super) fn path(name: &Ident) -> syn::Expr {
    syn::Expr::Path(syn::ExprPath { attrs: vec![], qself: None, path: name.clone().into() })
}

pub(super) fn wild(span: Span) -> Pat {
    Pat::Wild(syn::PatWild { attrs: vec![], underscore_token: syn::Token![_](span) })
}

/// An expression that may stand before a block: parentheses hide a struct literal in it.
fn before_block(expr: syn::Expr) -> syn::Expr {
    if shows_struct(&expr) { syn::parse_quote!((#expr)) } else { expr }
}

/// Whether a struct literal would be met before a block that follows.
fn shows_struct(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Struct(_) => true,
        syn::Expr::Binary(e) => shows_struct(&e.left) || shows_struct(&e.right),
        syn::Expr::Cast(e) => shows_struct(&e.expr),
        syn::Expr::Field(e) => shows_struct(&e.base),
        syn::Expr::Index(e) => shows_struct(&e.expr),
        syn::Expr::MethodCall(e) => shows_struct(&e.receiver),
        syn::Expr::Reference(e) => shows_struct(&e.expr),
        syn::Expr::Try(e) => shows_struct(&e.expr),
        syn::Expr::Unary(e) => shows_struct(&e.expr),
        _ => false,
    }
}

/// Whether the macro is an unknown one that is handed a name.
fn may_declare(mac: &syn::Macro) -> bool {
    let call = super::macros::parse(mac);
    match call {
        Some(call) if !matches!(call.kind, super::macros::MacroKind::Other) => false,
        Some(call) => {
            call.args.iter().any(|arg| matches!(&arg.expr, syn::Expr::Path(path) if path.path.get_ident().is_some()))
        }
        None => !super::macros::mentioned_idents(mac.tokens.clone()).is_empty(),
    }
}

fn suspends_tree(expr: &Expr) -> bool {
    super::tree::HasPoints::suspends(expr)
}
