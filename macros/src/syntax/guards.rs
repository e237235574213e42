//! Matches with guards that suspend.
//!
//! A guard sees what its pattern binds by shared reference, and only when it holds is anything moved. So the match is made twice: first to
//! choose an arm, which moves nothing and can be re-entered in a guard, then to take that arm. Nothing changes the scrutinee between the
//! two, or while guards run, so that the same guards are asked in the same order: to be in a certain guard is to have been refused by a
//! certain number of them. They are counted rather than the arms, because an arm with `|` asks its guard for each alternative.
//!
//! ```text
//! match next(&mut queue) { Some(item) if ready(&item).await => work(item), other => skip(other) }
//!     {
//!         let mut temp_0 = next(&mut queue);
//!         let mut temp_1 = 0usize;                                          // refused by so many guards
//!         choose(temp_1) match temp_0 { Some(item) if ready(&item).await, other };
//!         match { temp_0 } { Some(item) if chosen(temp_1) => work(item), other => skip(other) }
//!     }
//! ```

use super::body::{Lower, Place, path, wild};
use super::control::{and, arm, has_let, is_reference, is_value, split_chain};
use super::flatten::constant;
use super::patterns::unguarded;
use super::suspend::suspends;
use super::tree::{Block, Choose, Expr, Guard, Stmt};
use super::{braces, leftovers, patterns};
use crate::names;
use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Pat, PatIdent, parse_quote_spanned};

/// What a `let` of a guard binds, and where it is kept for the arm.
struct Bound {
    pats: Vec<PatIdent>,
    names: Vec<Ident>,
    kept: Ident,
}

impl Bound {
    /// `temp = (names,);`
    fn keep(&self) -> syn::Stmt {
        let Bound { names, kept, .. } = self;
        parse_quote_spanned!(kept.span()=> #kept = (#(#names,)*);)
    }

    /// `let (names,) = temp;`
    fn take(&self) -> syn::Stmt {
        let Bound { pats, kept, .. } = self;
        parse_quote_spanned!(kept.span()=> let (#(#pats,)*) = #kept;)
    }
}

impl Lower<'_> {
    /// `scrutinee` is evaluated after `out`.
    pub(super) fn match_with_guards(
        &mut self,
        scrutinee: Expr,
        arms: Vec<syn::Arm>,
        span: Span,
        place: Place,
        out: &mut Vec<Stmt>,
    ) -> Expr {
        let within = place.is_within();
        let by_reference = arms.iter().any(|arm| patterns::binds_by_reference(&arm.pat));
        let uniquely = arms.iter().any(|arm| patterns::binds_uniquely(&arm.pat));
        let of_reference = is_reference(&scrutinee);
        let (place, value) = match scrutinee {
            Expr::Plain(place) if matches!(&place, syn::Expr::Path(_)) => (place.clone(), place),
            value if is_value(&value) => {
                let place = path(&self.name(value, span, out));
                let value = if by_reference { place.clone() } else { parse_quote_spanned!(span=> { #place }) };
                (place, value)
            }
            // What is computed on the way to a place is computed once.
            Expr::Plain(place) => {
                let mutability = uniquely.then(|| syn::Token![mut](span));
                let reference = Expr::Plain(parse_quote_spanned!(span=> &#mutability #place));
                let reference = self.name(reference, span, out);
                let place: syn::Expr = parse_quote_spanned!(span=> *#reference);
                (place.clone(), place)
            }
            _ => unreachable!("what is no value is a plain place"),
        };
        let none = Expr::Plain(parse_quote_spanned!(span=> 0usize));
        let refused = path(&self.name(none, span, out));
        let (choices, bound): (_, Vec<Vec<Bound>>) = arms.iter().map(|arm| self.choice(arm, out)).unzip();
        let choose = Choose { label: self.label(span), scrutinee: place, refused: refused.clone(), arms: choices };
        out.push(Stmt::Expr(Expr::Choose(Box::new(choose)), Some(syn::Token![;](span))));
        // Behind a reference nothing is left over.
        let of_value = matches!(value, syn::Expr::Block(_)) && !of_reference;
        let keeps = of_value && (within || arms.iter().any(|arm| suspends(&arm.body)));
        let machine = span.resolved_at(names::machine());
        let chosen = |_: syn::Expr| {
            Guard::Chosen(parse_quote_spanned!(machine=> {
                if #refused == 0 { true } else { #refused -= 1; false }
            }))
        };
        let arms = arms.into_iter().zip(bound).map(|(mut arm, bound)| {
            if !bound.is_empty() {
                let lets = bound.iter().map(Bound::take);
                let mut body = arm.body;
                braces::plain_in_an_arm(&mut body);
                arm.body = parse_quote_spanned!(machine=> { #(#lets)* #body });
            }
            self.arm(arm, keeps, chosen)
        });
        let arms = arms.collect();
        Expr::Match { scrutinee: Box::new(Expr::Plain(value)), arms, ends: (span, span) }
    }

    /// The first half of an arm, and what its guard binds.
    fn choice(&mut self, arm: &syn::Arm, stmts: &mut Vec<Stmt>) -> ((Pat, Option<Expr>), Vec<Bound>) {
        let (pat, guard) = unguarded(arm.pat.clone());
        let Some(guard) = guard else { return ((pat, None), vec![]) };
        let mut conditions = Vec::new();
        split_chain(guard, &mut conditions);
        let mut bound = Vec::new();
        let guard = if has_let(&conditions) {
            self.guard_chain(conditions.into_iter(), &mut bound, arm.fat_arrow_token.span(), stmts)
        } else {
            self.full(conditions.into_iter().reduce(and).expect("a chain has a condition"))
        };
        ((pat, Some(guard)), bound)
    }

    /// One condition inside the other. Where all hold, what they bound is kept for the arm.
    ///
    /// ```text
    /// a && let Some(b) = f(a).await
    ///     if a { match f(a).await { Some(b) => { temp_2 = (b,); true }, _ => false } } else { false }
    /// ```
    fn guard_chain(
        &mut self,
        mut conditions: std::vec::IntoIter<syn::Expr>,
        bound: &mut Vec<Bound>,
        span: Span,
        outer: &mut Vec<Stmt>,
    ) -> Expr {
        let no = || constant(false, span);
        match conditions.next() {
            None => {
                let keep = bound.iter().map(Bound::keep);
                Expr::Plain(parse_quote_spanned!(span=> { #(#keep)* true }))
            }
            Some(syn::Expr::Let(condition)) => {
                let (pat, scrutinee) = self.guard_let(condition, bound, outer);
                let holds = self.guard_chain(conditions, bound, span, outer);
                let arms = vec![arm(pat, holds), arm(wild(span), no())];
                Expr::Match { scrutinee: Box::new(scrutinee), arms, ends: (span, span) }
            }
            Some(condition) => {
                let cond = Box::new(self.full_scope(condition));
                let then = Block::new(vec![], Some(Box::new(self.guard_chain(conditions, bound, span, outer))));
                Expr::If { cond, then, els: Some(Box::new(no())), span }
            }
        }
    }

    fn guard_let(&mut self, condition: syn::ExprLet, bound: &mut Vec<Bound>, outer: &mut Vec<Stmt>) -> (Pat, Expr) {
        let (span, mut pat) = (condition.let_token.span(), *condition.pat);
        let mut temporaries = Vec::new();
        let scrutinee = self.scrutinee(*condition.expr, true, &mut temporaries);
        if !temporaries.is_empty() || (patterns::binds_by_reference(&pat) && is_value(&scrutinee)) {
            self.diagnostics.error(
                span,
                "an `if let` guard that borrows from a temporary value, in a match that awaits, is not supported yet: match inside the arm",
            );
        }
        if is_value(&scrutinee) {
            leftovers::keep(&mut pat, &mut self.leftovers);
        }
        let (pats, names) = patterns::names(&pat);
        let known = |name: &&Ident| bound.iter().flat_map(|bound| &bound.names).any(|seen| names::same(seen, name));
        if let Some(twice) = names.iter().find(known) {
            self.diagnostics.error(
                twice.span(),
                "a guard that binds a name twice, in a match that awaits, is not supported yet: choose another name",
            );
        }
        bound.push(Bound { pats, names, kept: self.declare(span, outer) });
        (pat, scrutinee)
    }
}
