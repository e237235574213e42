//! From the user's block to the small tree of [`super::tree`].
//!
//! Invariant of the result: a suspension stands at the root of an expression, and what an operation needs from before a suspension has a
//! name. `super::flatten` names operands and temporaries, `super::control` takes the control flow apart.

use super::cross::Within;
use super::editions::{Edition, Tail};
use super::flatten::{decides, is_lazy};
use super::suspend::{self, suspends};
use super::tree::{Await, Block, Expr, Let, Stmt};
use super::{braces, destructure, editions, macros};
use crate::diagnostics::Diagnostics;
use crate::index::{Id, PointId};
use crate::names;
use proc_macro2::{Ident, Span};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::{Pat, parse_quote_spanned};

/// The tree, and whether it may be another one in an older edition.
pub fn lower(mut block: syn::Block, edition: Edition, diagnostics: &Diagnostics) -> (Block, bool) {
    let suspends = suspend::block_suspends(&block);
    let mut edition_matters = false;
    if suspends {
        destructure::write_out(&mut block);
        edition_matters = editions::lets_in_operands(&mut block, edition);
    }
    let mut lower = Lower {
        diagnostics,
        edition,
        edition_matters,
        suspends,
        points: 0,
        temps: 0,
        leftovers: 0,
        within: Within::body(edition),
        operands: HashSet::new(),
        consumed: HashSet::new(),
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
    pub(super) labels: usize,
    pub(super) within: Within,
    /// The names that operands were given.
    pub(super) operands: HashSet<String>,
    /// Those of them of which something was made.
    pub(super) consumed: HashSet<String>,
    /// What the expression that comes next is.
    pub(super) next: Place,
}

/// Where an expression stands in its full expression.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the full expression, of a statement.
    Statement,
    /// It is the full expression of a statement that drops its value.
    Discarded,
    /// It is what a `let` begins with.
    Initialiser,
    /// It is what a `match`, a `for` or the like looks at.
    Scrutinee,
    /// It is the full expression, and a scope of its own: a tail, a condition, a side of `&&`.
    Scope,
    /// It is an operand.
    Operand,
}

impl Place {
    /// Whether something may suspend between its end and that of the temporaries around it.
    pub(super) fn is_within(self) -> bool {
        matches!(self, Place::Scrutinee | Place::Operand)
    }
}

impl Lower<'_> {
    /// A block that ends the scope of its temporaries: the body of the function or of a loop, a branch.
    pub(super) fn body(&mut self, block: syn::Block) -> Block {
        let mut outer = Vec::new();
        // Without locals it is the same whether its temporaries end before them or after them.
        let locals = block.stmts.split_last().is_some_and(|(_, before)| before.iter().any(declares));
        let tail = if locals { Tail::ByEdition } else { Tail::Alone };
        let block = self.block_with(tail, block, &mut outer);
        if outer.is_empty() {
            return block;
        }
        Block::new(outer, Some(Box::new(Expr::Block { label: None, block })))
    }

    /// A block in an expression whose temporaries are declared in `outer`.
    pub(super) fn block_in(&mut self, kind: Tail, expr: syn::Expr, outer: &mut Vec<Stmt>) -> Expr {
        let (label, unsafety, block) = match expr {
            syn::Expr::Block(e) => (e.label, None, e.block),
            syn::Expr::Unsafe(e) => (None, Some(e.unsafe_token), e.block),
            expr => return Expr::Plain(expr),
        };
        let block = self.block_with(kind, block, outer);
        Expr::Block { label, block: Block { unsafety, ..block } }
    }

    fn block_with(&mut self, kind: Tail, block: syn::Block, outer: &mut Vec<Stmt>) -> Block {
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
                    tail = Some(Box::new(self.tail(kind, expr, &mut stmts, outer)))
                }
                syn::Stmt::Expr(expr, semi) => self.dropped(expr, semi, &mut stmts),
                syn::Stmt::Macro(mac) if points_follow && may_declare(&mac.mac) => self.declaring(mac, &mut stmts),
                syn::Stmt::Macro(mac) => {
                    let expr = syn::Expr::Macro(syn::ExprMacro { attrs: mac.attrs, mac: mac.mac });
                    match mac.semi_token {
                        None if index + 1 == count => tail = Some(Box::new(self.tail(kind, expr, &mut stmts, outer))),
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
        self.next = if semi.is_some() { Place::Discarded } else { Place::Statement };
        let root = self.root(expr, &mut inner);
        self.ended(root, inner, semi, stmts)
    }

    fn ended(&self, root: Expr, mut inner: Vec<Stmt>, semi: Option<syn::Token![;]>, stmts: &mut Vec<Stmt>) {
        if inner.is_empty() || semi.is_none() {
            return stmts.push(Stmt::Expr(wrap(inner, root), semi));
        }
        inner.push(Stmt::Expr(root, semi));
        stmts.push(Stmt::Expr(Expr::Block { label: None, block: Block::new(inner, None) }, semi))
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
    /// check!(x);      (check!(x));
    /// ```
    fn declaring(&mut self, mac: syn::StmtMacro, stmts: &mut Vec<Stmt>) {
        let span = mac.mac.path.span();
        let mut inner = Vec::new();
        let root = match self.root(syn::Expr::Macro(syn::ExprMacro { attrs: mac.attrs, mac: mac.mac }), &mut inner) {
            Expr::Plain(mac) => Expr::Plain(parse_quote_spanned!(span=> (#mac))),
            root => root,
        };
        self.ended(root, inner, Some(syn::Token![;](span)), stmts)
    }

    /// A full expression: its temporaries drop at its end.
    pub(super) fn full(&mut self, expr: syn::Expr) -> Expr {
        let is_scope = self.next == Place::Scope;
        let mut stmts = Vec::new();
        let mut root = self.root(expr, &mut stmts);
        if !is_scope && !stmts.is_empty() {
            braces::in_an_arm(&mut root)
        }
        wrap(stmts, root)
    }

    /// The same, of one that is a scope of its own.
    pub(super) fn full_scope(&mut self, expr: syn::Expr) -> Expr {
        self.next = Place::Scope;
        self.full(expr)
    }

    /// The value is no scope of its own, so it is not the end of a block either.
    ///
    /// ```text
    /// break f(g().await, &h())        { let temp_0 = g().await; break f(temp_0, &h()); }
    /// ```
    fn break_(&mut self, e: syn::ExprBreak) -> Expr {
        let mut stmts = Vec::new();
        let value = e.expr.map(|value| Box::new(self.root(*value, &mut stmts)));
        let leave = Expr::Break { label: e.label, value };
        if stmts.is_empty() {
            return leave;
        }
        stmts.push(Stmt::Expr(leave, Some(syn::Token![;](e.break_token.span))));
        Expr::Block { label: None, block: Block::new(stmts, None) }
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
            expr @ (syn::Expr::Block(_) | syn::Expr::Unsafe(_)) => {
                let kind = if place.is_within() { Tail::Within } else { Tail::ByEdition };
                self.block_in(kind, expr, out)
            }
            syn::Expr::If(e) => self.if_(e, place, out),
            syn::Expr::Match(e) => self.match_(e, place, out),
            syn::Expr::Loop(e) => self.loop_(e),
            syn::Expr::While(e) => self.while_(e),
            syn::Expr::ForLoop(e) => self.for_(e, out),
            syn::Expr::Break(e) => self.break_(e),
            syn::Expr::Return(e) => match e.expr {
                Some(value) => {
                    let mut value = self.full(*value);
                    braces::in_an_arm(&mut value);
                    Expr::Return { value: Box::new(value) }
                }
                None => Expr::Plain(syn::Expr::Return(e)),
            },
            syn::Expr::Macro(e) if macros::ends_temporaries(&e.mac) => {
                let mut inner = Vec::new();
                let call = self.flatten_macro(Place::Operand, syn::Expr::Macro(e), &mut inner);
                wrap(inner, Expr::Plain(call))
            }
            syn::Expr::Binary(e) if decides(&e) => self.decided(e),
            syn::Expr::Unary(e) if matches!(e.op, syn::UnOp::Not(_)) && is_lazy(&e.expr) => self.negated(e),
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
        self.forget_consumed(&base);
        let point = PointId::new(self.points);
        self.points += 1;
        Expr::Await(Await { base, point, span: e.await_token.span })
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
pub(super) fn ident_pat(name: &Ident) -> Pat {
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
pub(super) fn before_block(expr: syn::Expr) -> syn::Expr {
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

/// Whether the statement may declare a local.
fn declares(stmt: &syn::Stmt) -> bool {
    match stmt {
        syn::Stmt::Local(_) | syn::Stmt::Macro(_) => true,
        syn::Stmt::Item(_) | syn::Stmt::Expr(..) => false,
    }
}

/// Whether the macro is an unknown one that is handed a name.
pub fn may_declare(mac: &syn::Macro) -> bool {
    let call = super::macros::parse(mac);
    match call {
        Some(call) if !matches!(call.kind, super::macros::MacroKind::Other) => false,
        Some(call) => call.is_handed_a_name(),
        None => !super::macros::mentioned_idents(mac.tokens.clone()).is_empty(),
    }
}

pub(super) fn suspends_tree(expr: &Expr) -> bool {
    super::tree::HasPoints::suspends(expr)
}
