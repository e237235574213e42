//! What a `match` looked at, and left, lives as long as the temporaries around it.
//!
//! ```text
//! let x = match f() { Some(a) => a, _ => g().await };
//!     let x; { let temp_0; x = match f() { Some(a) => a, leftover_0 => { temp_0 = leftover_0; g().await } }; }
//! ```

use super::body::{Lower, Place, wrap};
use super::control::unit;
use super::cross::stays_whole;
use super::operands::{is_place, is_promoted};
use super::tree::{Arm, Expr, Guard, Stmt};
use super::{braces, patterns};
use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Pat, PatIdent, parse_quote_spanned};

impl Lower<'_> {
    /// What the arms leave over drops when their value is there, which the destructor may find, and may panic.
    pub(super) fn leave_behind(&mut self, mut matched: Expr, place: Place, span: Span, out: &mut Vec<Stmt>) -> Expr {
        let Expr::Match { arms, .. } = &mut matched else { return matched };
        if matches!(place, Place::Statement | Place::Scope) {
            return matched;
        }
        let semi = Some(syn::Token![;](span));
        let leaves = |arm: &&mut Arm| !is_jump(&arm.body) && (place.is_within() || !is_unit(&arm.body));
        for arm in arms.iter_mut().filter(leaves) {
            let left = self.behind(&arm.pat, span, out);
            let stmts = left.into_iter().map(|leave| Stmt::Expr(Expr::Plain(leave), semi)).collect::<Vec<_>>();
            if !stmts.is_empty() {
                let mut value = std::mem::replace(&mut arm.body, unit());
                braces::in_an_arm(&mut value);
                arm.body = wrap(stmts, value);
            }
        }
        matched
    }

    /// The same for a `match` that awaits nothing.
    pub(super) fn leave_behind_plainly(&mut self, e: &mut syn::ExprMatch, out: &mut Vec<Stmt>) {
        let span = e.match_token.span;
        for arm in e.arms.iter_mut().filter(|arm| !is_plain_jump(&arm.body)) {
            keep(unguarded_mut(&mut arm.pat), &mut self.leftovers);
            let left = self.behind(&arm.pat, span, out);
            if !left.is_empty() {
                braces::plain_in_an_arm(&mut arm.body);
                let value = &arm.body;
                arm.body = parse_quote_spanned!(span=> { #(#left;)* #value });
            }
        }
    }

    /// Assigns what the pattern leaves over to temporaries. The first drops first.
    fn behind(&mut self, pat: &Pat, span: Span, out: &mut Vec<Stmt>) -> Vec<syn::Expr> {
        let mut leave = |leftover: Ident| {
            let behind = self.declare_temporary(span, out);
            parse_quote_spanned!(span=> #behind = #leftover)
        };
        names(pat).into_iter().rev().map(&mut leave).collect()
    }

    /// `keeps` says that what the pattern leaves over of a value is kept to the end of the arm.
    pub(super) fn arm(&mut self, arm: syn::Arm, keeps: bool, guard: impl Fn(syn::Expr) -> Guard) -> Arm {
        let (mut pat, condition) = patterns::unguarded(arm.pat);
        if keeps {
            keep(&mut pat, &mut self.leftovers);
        }
        Arm { pat, put_back: None, part: None, guard: condition.map(guard), body: self.full(*arm.body) }
    }
}

/// Gives what the pattern leaves over of a value names of their own, so that it lives as long as the bound parts. Beside a binding `..` cannot
/// be named, nor can alternatives be; and behind a reference nothing is left over.
pub fn keep(pat: &mut Pat, next: &mut usize) {
    match pat {
        Pat::Wild(wild) => *pat = leftover(wild.underscore_token.span, None, next),
        pat if is_passed_over(pat) => {
            let span = pat.span();
            let whole = std::mem::replace(pat, Pat::Verbatim(Default::default()));
            *pat = leftover(span, Some(whole), next);
        }
        Pat::Tuple(tuple) => tuple.elems.iter_mut().for_each(|pat| keep(pat, next)),
        Pat::TupleStruct(variant) => variant.elems.iter_mut().for_each(|pat| keep(pat, next)),
        Pat::Struct(fields) => fields.fields.iter_mut().for_each(|field| keep(&mut field.pat, next)),
        Pat::Paren(paren) => keep(&mut paren.pat, next),
        _ => {}
    }
}

/// `leftover_0 @ (A(_) | B(..))`
fn leftover(span: Span, whole: Option<Pat>, next: &mut usize) -> Pat {
    let ident = crate::names::leftover(*next, span);
    *next += 1;
    let whole = whole.map(|pat| match pat {
        Pat::Or(_) => parse_quote_spanned!(span=> (#pat)),
        pat => pat,
    });
    let subpat = whole.map(|pat| (syn::Token![@](span), Box::new(pat)));
    Pat::Ident(PatIdent { attrs: vec![], by_ref: None, mutability: None, ident, subpat })
}

fn is_passed_over(pat: &Pat) -> bool {
    !matches!(pat, Pat::Rest(_))
        && !patterns::binds(pat)
        && patterns::matches_reference(pat)
        && patterns::passes_over(pat)
}

/// Whether [`keep`] finds something.
pub fn is_left_in(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) => true,
        pat if is_passed_over(pat) => true,
        Pat::Tuple(tuple) => tuple.elems.iter().any(is_left_in),
        Pat::TupleStruct(variant) => variant.elems.iter().any(is_left_in),
        Pat::Struct(fields) => fields.fields.iter().any(|field| is_left_in(&field.pat)),
        Pat::Paren(paren) => is_left_in(&paren.pat),
        Pat::Guard(guarded) => is_left_in(&guarded.pat),
        _ => false,
    }
}

/// The names that [`keep`] gave, in the order of the pattern.
pub fn names(pat: &Pat) -> Vec<Ident> {
    patterns::bindings(pat).into_iter().map(|binding| binding.ident).filter(crate::names::is_leftover).collect()
}

/// Whether a `match` takes parts of the value that it looks at, and may leave others.
pub(super) fn leaves_parts(e: &syn::ExprMatch) -> bool {
    let leaves = |arm: &syn::Arm| !is_plain_jump(&arm.body) && is_left_in(&arm.pat);
    !is_place(&e.expr) && !is_promoted(&e.expr) && !stays_whole(e) && e.arms.iter().any(leaves)
}

/// Whether the body of an arm is nothing but a jump.
fn is_jump(body: &Expr) -> bool {
    match body {
        Expr::Plain(body) => is_plain_jump(body),
        body => matches!(body, Expr::Return { .. } | Expr::Break { .. }),
    }
}

fn is_plain_jump(body: &syn::Expr) -> bool {
    matches!(body, syn::Expr::Return(_) | syn::Expr::Break(_) | syn::Expr::Continue(_))
}

/// Whether it is a block that ends with a statement.
fn is_unit(body: &Expr) -> bool {
    match body {
        Expr::Plain(syn::Expr::Block(e)) => {
            e.label.is_none() && !matches!(e.block.stmts.last(), Some(syn::Stmt::Expr(_, None)))
        }
        body => matches!(body, Expr::Block { label: None, block } if block.tail.is_none()),
    }
}

fn unguarded_mut(pat: &mut Pat) -> &mut Pat {
    match pat {
        Pat::Guard(guarded) => &mut guarded.pat,
        pat => pat,
    }
}
