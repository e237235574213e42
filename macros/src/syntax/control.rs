//! Conditions, matches and loops that suspend.
//!
//! ```text
//! while let Some(item) = next(&mut queue).await { work(item).await }
//!     loop { match next(&mut queue).await { Some(item) => { work(item).await }, _ => break } }
//!
//! if a && let Some(b) = f().await { then } else { otherwise }
//!     'decided: { if a { match f().await { Some(b) => break 'decided then, _ => {} } } otherwise }
//! ```

use super::body::{Lower, Place, path, wild, wrap};
use super::cross::{Within, has_temporaries, is_guarded, stays_whole};
use super::editions::Edition;
use super::flatten::alone;
use super::operands::{is_place, is_unit};
use super::suspend::{self, suspends};
use super::tree::{Arm, Block, Expr, Guard, Stmt};
use super::{labels, leftovers, patterns};
use crate::names;
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Pat, parse_quote_spanned};

impl Lower<'_> {
    pub(super) fn if_(&mut self, e: syn::ExprIf, place: Place, out: &mut Vec<Stmt>) -> Expr {
        let span = e.if_token.span;
        let mut conditions = Vec::new();
        split_chain(*e.cond, &mut conditions);
        let els = e.else_branch.map(|(_, els)| *els);
        if !has_let(&conditions) {
            let cond = conditions.into_iter().reduce(and).expect("a chain has a condition");
            let cond = Box::new(self.full_scope(alone(cond)));
            let then = self.body(e.then_branch);
            return Expr::If { cond, then, els: els.map(|els| Box::new(self.full(els))), span };
        }
        let body_suspends = suspend::block_suspends(&e.then_branch) || els.as_ref().is_some_and(suspends);
        if let [syn::Expr::Let(_)] = &conditions[..] {
            let Some(syn::Expr::Let(condition)) = conditions.pop() else { unreachable!("the slice pattern matched") };
            self.edition_matters |= els.is_some();
            return match (self.edition, els) {
                (Edition::Before2024, Some(els)) => {
                    self.if_let_within(condition, (e.then_branch, els), body_suspends, span, place, out)
                }
                (_, els) => self.if_let(condition, e.then_branch, els, body_suspends, span),
            };
        }
        let decided = els.is_some().then(|| self.label(span));
        let chosen = self.chain(conditions.into_iter(), e.then_branch, body_suspends, decided.as_ref(), span);
        match decided {
            Some(decided) => self.decide(decided, chosen, els, span),
            None => chosen,
        }
    }

    /// `if let` whose scrutinee is gone in the `else` branch.
    fn if_let(
        &mut self,
        mut condition: syn::ExprLet,
        then: syn::Block,
        els: Option<syn::Expr>,
        body_suspends: bool,
        span: Span,
    ) -> Expr {
        let mut stmts = Vec::new();
        let scrutinee = self.scrutinee(*condition.expr, body_suspends, &mut stmts);
        let scrutinee = self.matched(&mut condition.pat, scrutinee, body_suspends, span, &mut stmts);
        if els.as_ref().is_none_or(only_leaves) || (stmts.is_empty() && (body_suspends || !drops_something(&scrutinee)))
        {
            let then = Expr::Block { label: None, block: self.body(then) };
            let otherwise = els.map_or_else(unit, |els| self.full(els));
            let arms = vec![arm(*condition.pat, then), arm(wild(span), otherwise)];
            return wrap(stmts, Expr::Match { scrutinee: Box::new(scrutinee), arms, ends: (span, span) });
        }
        let decided = self.label(span);
        let then = self.then(then, Some(&decided));
        let arms = vec![arm(*condition.pat, then), arm(wild(span), unit())];
        let chosen = wrap(stmts, Expr::Match { scrutinee: Box::new(scrutinee), arms, ends: (span, span) });
        self.decide(decided, chosen, els, span)
    }

    /// `if let` whose scrutinee lives as long as the temporaries around it.
    fn if_let_within(
        &mut self,
        mut condition: syn::ExprLet,
        (then, els): (syn::Block, syn::Expr),
        body_suspends: bool,
        span: Span,
        place: Place,
        out: &mut Vec<Stmt>,
    ) -> Expr {
        let mut scrutinee = self.scrutinee(*condition.expr, body_suspends || place.is_within(), out);
        if place == Place::Operand && is_value(&scrutinee) && !patterns::binds_by_value(&condition.pat) {
            scrutinee = Expr::Plain(path(&self.name_temporary(scrutinee, span, out)));
        }
        let scrutinee = self.matched(&mut condition.pat, scrutinee, body_suspends, span, out);
        let mut otherwise = wild(span);
        if (body_suspends || place.is_within()) && leaves_over(&scrutinee) {
            leftovers::keep(&mut otherwise, &mut self.leftovers);
        }
        let then = Expr::Block { label: None, block: self.body(then) };
        let arms = vec![arm(*condition.pat, then), arm(otherwise, self.full(els))];
        let matched = Expr::Match { scrutinee: Box::new(scrutinee), arms, ends: (span, span) };
        self.leave_behind(matched, place, span, out)
    }

    /// One condition inside the other, the `then` block innermost.
    fn chain(
        &mut self,
        mut conditions: std::vec::IntoIter<syn::Expr>,
        then: syn::Block,
        body_suspends: bool,
        decided: Option<&syn::Lifetime>,
        span: Span,
    ) -> Expr {
        let Some(condition) = conditions.next() else { return self.then(then, decided) };
        match condition {
            syn::Expr::Let(mut condition) => {
                let mut stmts = Vec::new();
                let crossed = body_suspends || conditions.as_slice().iter().any(suspends);
                let scrutinee = self.scrutinee(*condition.expr, crossed, &mut stmts);
                let scrutinee = self.matched(&mut condition.pat, scrutinee, crossed, span, &mut stmts);
                let inner = self.chain(conditions, then, body_suspends, decided, span);
                let arms = vec![arm(*condition.pat, inner), arm(wild(span), unit())];
                wrap(stmts, Expr::Match { scrutinee: Box::new(scrutinee), arms, ends: (span, span) })
            }
            condition => {
                let cond = Box::new(self.full_scope(condition));
                let inner = self.chain(conditions, then, body_suspends, decided, span);
                Expr::If { cond, then: Block::new(vec![], Some(Box::new(inner))), els: None, span }
            }
        }
    }

    fn then(&mut self, then: syn::Block, decided: Option<&syn::Lifetime>) -> Expr {
        let then = Expr::Block { label: None, block: self.body(then) };
        match decided {
            Some(decided) => Expr::Break { label: Some(decided.clone()), value: Some(Box::new(then)) },
            None => then,
        }
    }

    /// `'decided: { chosen; otherwise }`
    pub(super) fn decide(&mut self, decided: syn::Lifetime, chosen: Expr, els: Option<syn::Expr>, span: Span) -> Expr {
        let els = els.expect("a decision has two sides");
        let tail = Some(Box::new(self.full(els)));
        let semi = Some(syn::Token![;](span));
        let block = Block::new(vec![Stmt::Expr(chosen, semi)], tail);
        let label = syn::Label { name: decided, colon_token: syn::Token![:](span) };
        Expr::Block { label: Some(label), block }
    }

    /// The scrutinee lives as long as the temporaries around the match.
    pub(super) fn match_(&mut self, e: syn::ExprMatch, place: Place, out: &mut Vec<Stmt>) -> Expr {
        let span = e.match_token.span;
        let ends = (span, e.brace_token.span.close());
        let arms_suspend = e.arms.iter().any(|arm| suspends(&arm.body));
        let crossed = arms_suspend || e.arms.iter().any(suspend::guard_suspends);
        let by_reference =
            (crossed || place.is_within()) && e.arms.iter().any(|arm| patterns::binds_by_reference(&arm.pat));
        let is_temporary = place == Place::Operand && stays_whole(&e);
        let mut scrutinee = self.scrutinee(*e.expr, crossed || place.is_within(), out);
        let made_anew =
            crossed && is_made_anew(&scrutinee) && e.arms.iter().any(|arm| patterns::binds_uniquely(&arm.pat));
        let is_borrowed = place == Place::Operand && self.follows_operand(out) && e.arms.iter().any(is_guarded);
        if made_anew || ((is_temporary || is_borrowed) && is_value(&scrutinee)) {
            scrutinee = Expr::Plain(path(&self.name_temporary(scrutinee, span, out)));
        }
        // Parts are taken one by one when the guards have decided.
        let by_parts = crossed
            && (by_reference || !is_value(&scrutinee))
            && e.arms.iter().any(is_guarded)
            && (patterns::bind_parts_or_whole(e.arms.iter().map(|arm| &arm.pat))
                || patterns::bind_both_ways(e.arms.iter().map(|arm| &arm.pat))
                || (is_local(&scrutinee) && patterns::take_some_parts(e.arms.iter().map(|arm| &arm.pat))));
        if by_parts || e.arms.iter().any(|arm| suspend::guard_suspends(arm) || (crossed && guard_binds(arm))) {
            let chosen = self.match_with_guards(scrutinee, e.arms, span, place, out);
            return self.leave_behind(chosen, place, span, out);
        }
        if by_reference && is_value(&scrutinee) {
            scrutinee = Expr::Plain(path(&self.name_temporary(scrutinee, span, out)));
        }
        let keeps = (arms_suspend || place.is_within()) && leaves_over(&scrutinee);
        let arms = e.arms.into_iter().map(|arm| self.arm(arm, keeps, Guard::Plain)).collect();
        self.leave_behind(Expr::Match { scrutinee: Box::new(scrutinee), arms, ends }, place, span, out)
    }

    /// The pattern of an `if let` or a `for`, and its scrutinee.
    fn matched(
        &mut self,
        pat: &mut Pat,
        scrutinee: Expr,
        body_suspends: bool,
        span: Span,
        out: &mut Vec<Stmt>,
    ) -> Expr {
        let made_anew = is_made_anew(&scrutinee) && patterns::binds_uniquely(pat);
        if !body_suspends || !(made_anew || is_value(&scrutinee)) {
            return scrutinee;
        }
        if patterns::binds_by_reference(pat) {
            return Expr::Plain(path(&self.name_temporary(scrutinee, span, out)));
        }
        if leaves_over(&scrutinee) {
            leftovers::keep(pat, &mut self.leftovers)
        }
        scrutinee
    }

    /// A scrutinee; `crossed` says that a suspension follows while its temporaries live.
    pub(super) fn scrutinee(&mut self, expr: syn::Expr, crossed: bool, out: &mut Vec<Stmt>) -> Expr {
        self.next = Place::Scrutinee;
        match self.root(expr, out) {
            Expr::Plain(expr) if crossed => Expr::Plain(self.cross(expr, out)),
            other => other,
        }
    }

    /// The label of a loop, given where the user gave none: also what leaves the loop without one gets it.
    fn loop_label(&mut self, label: Option<syn::Label>, body: &mut syn::Block, span: Span) -> syn::Label {
        let label = label.unwrap_or_else(|| syn::Label { name: self.label(span), colon_token: syn::Token![:](span) });
        labels::name_loop_exits(body, &label.name);
        label
    }

    pub(super) fn loop_(&mut self, mut e: syn::ExprLoop) -> Expr {
        let span = e.loop_token.span;
        let label = Some(self.loop_label(e.label, &mut e.body, span));
        Expr::Loop { label, span, body: self.body(e.body) }
    }

    /// `loop { if cond { body } else { break } }`
    pub(super) fn while_(&mut self, mut e: syn::ExprWhile) -> Expr {
        let span = e.while_token.span;
        let label = self.loop_label(e.label, &mut e.body, span);
        let exit = syn::Expr::Break(syn::ExprBreak {
            attrs: vec![],
            break_token: syn::Token![break](span),
            label: Some(label.name.clone()),
            expr: None,
        });
        let exit = parse_quote_spanned!(span=> { #exit });
        let turn = syn::ExprIf {
            attrs: vec![],
            if_token: syn::Token![if](span),
            cond: e.cond,
            then_branch: e.body,
            else_branch: Some((syn::Token![else](span), Box::new(exit))),
        };
        let mut stmts = Vec::new();
        let turn = self.if_(turn, Place::Statement, &mut stmts);
        Expr::Loop { label: Some(label), span, body: Block::new(stmts, Some(Box::new(turn))) }
    }

    /// ```text
    /// for pat in expr { body }
    ///     { let mut temp_0 = into_iter(expr); loop { match next(&mut temp_0) { Some(pat) => body, None => break } } }
    /// ```
    pub(super) fn for_(&mut self, mut e: syn::ExprForLoop, out: &mut Vec<Stmt>) -> Expr {
        let span = e.for_token.span;
        let iterated = e.expr.span().resolved_at(names::machine());
        self.next = Place::Scrutinee;
        let expr = match self.root(*e.expr, out) {
            Expr::Plain(expr) => self.cross(expr, out),
            expr => path(&self.name(expr, span, out)),
        };
        let into_iter = parse_quote_spanned!(iterated=> ::resumable::private::IntoIterator::into_iter(#expr));
        let iter = self.name(Expr::Plain(into_iter), span, out);
        let next: syn::Expr = parse_quote_spanned!(iterated=> ::resumable::private::Iterator::next(&mut #iter));
        let some: syn::Path = parse_quote_spanned!(span=> ::resumable::private::Option::Some);
        let mut pat = *e.pat;
        if suspend::block_suspends(&e.body) {
            leftovers::keep(&mut pat, &mut self.leftovers);
        }
        let some = parse_quote_spanned!(span=> #some(#pat));
        let label = self.loop_label(e.label, &mut e.body, span);
        let exit = Expr::Break { label: Some(label.name.clone()), value: None };
        let body = Expr::Block { label: None, block: self.body(e.body) };
        let arms = vec![arm(some, body), arm(wild(span), exit)];
        let turn = Expr::Match { scrutinee: Box::new(Expr::Plain(next)), arms, ends: (span, span) };
        Expr::Loop { label: Some(label), span, body: Block::new(vec![], Some(Box::new(turn))) }
    }
}

fn is_local(scrutinee: &Expr) -> bool {
    matches!(scrutinee, Expr::Plain(syn::Expr::Path(path)) if path.path.get_ident().is_some_and(|name| name != "self"))
}

fn guard_binds(arm: &syn::Arm) -> bool {
    let Pat::Guard(guarded) = &arm.pat else { return false };
    let mut conditions = Vec::new();
    split_chain((*guarded.guard).clone(), &mut conditions);
    has_let(&conditions)
}

pub(super) fn unit() -> Expr {
    Expr::Block { label: None, block: Block::new(vec![], None) }
}

pub(super) fn arm(pat: Pat, body: Expr) -> Arm {
    Arm { pat, put_back: None, part: None, guard: None, body }
}

pub(super) fn and(left: syn::Expr, right: syn::Expr) -> syn::Expr {
    let op = syn::BinOp::And(syn::Token![&&](left.span()));
    syn::Expr::Binary(syn::ExprBinary { attrs: vec![], left: Box::new(left), op, right: Box::new(right) })
}

pub(super) fn has_let(conditions: &[syn::Expr]) -> bool {
    conditions.iter().any(|condition| matches!(condition, syn::Expr::Let(_)))
}

pub(super) fn split_chain(expr: syn::Expr, out: &mut Vec<syn::Expr>) {
    match expr {
        syn::Expr::Binary(e) if matches!(e.op, syn::BinOp::And(_)) => {
            split_chain(*e.left, out);
            split_chain(*e.right, out);
        }
        expr => out.push(expr),
    }
}

/// Whether an `else` branch is nothing but a jump: then it makes no difference whether the scrutinee drops before it or on the way out.
fn only_leaves(els: &syn::Expr) -> bool {
    let syn::Expr::Block(els) = els else { return false };
    let [syn::Stmt::Expr(only, _)] = &els.block.stmts[..] else { return false };
    match only {
        syn::Expr::Break(e) => e.expr.is_none(),
        syn::Expr::Return(e) => e.expr.is_none(),
        syn::Expr::Continue(_) => true,
        _ => false,
    }
}

/// Whether a scrutinee may be, or borrow from, a temporary.
pub(super) fn drops_something(scrutinee: &Expr) -> bool {
    match scrutinee {
        Expr::Plain(place) => {
            !is_place(place) || has_temporaries(&mut place.clone(), Within::body(Edition::Before2024))
        }
        _ => true,
    }
}

/// Whether a scrutinee is a value rather than a place.
pub(super) fn is_value(scrutinee: &Expr) -> bool {
    !matches!(scrutinee, Expr::Plain(place) if is_place(place))
}

/// Whether patterns may leave something of the scrutinee: behind a reference nothing is left over. By a name for that reference an arm would take
/// it, which the guard of another arm has borrowed from.
pub(super) fn leaves_over(scrutinee: &Expr) -> bool {
    is_value(scrutinee) && !is_reference(scrutinee)
}

pub(super) fn is_reference(scrutinee: &Expr) -> bool {
    matches!(scrutinee, Expr::Plain(syn::Expr::Reference(_)))
}

/// Whether it is a path that makes a value, which is a temporary where it is borrowed by `&mut`.
fn is_made_anew(scrutinee: &Expr) -> bool {
    matches!(scrutinee, Expr::Plain(value) if is_unit(value))
}
