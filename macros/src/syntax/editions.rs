//! What depends on the user's edition: where the temporaries of a block's tail, and of an `if let` with an `else`, end.
//!
//! | | before 2024 | since 2024 |
//! |---|---|---|
//! | the tail of a block | they live as long as the temporaries around the block | they drop before the block's locals |
//! | the scrutinee of `if let` | it lives as long as the temporaries around the `if` | it drops before the `else` branch |
//!
//! rustc goes by the edition of the tokens, and so it does with what the machine hands through: a block that stays a block keeps the span of
//! its braces. Where temporaries live across a suspension they are locals of the machine, which must stand where the edition wants them. A
//! macro cannot ask a token for its edition. That of the crate is among the options of the rustc that runs it, and is that of all that no
//! `macro_rules!` has written ([`known`]); where it is not there, and makes a difference, the machine is written twice, and rustc chooses: see
//! `edition` in the runtime's private module.
//!
//! ```text
//! { let a = f(); g(&h()).await }
//!     since 2024     { let a = f(); { let mut temp_0 = h(); g(&temp_0).await } }
//!     before         { let mut temp_0; { let a = f(); temp_0 = h(); g(&temp_0).await } }
//! ```

use super::body::{Lower, Place, before_block, path, wrap};
use super::cross::{Within, has_temporaries, with_arguments};
use super::flatten::take;
use super::operands::operands;
use super::tree::{Expr, Let, Stmt};
use crate::names;
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Pat, parse_quote_spanned};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Edition {
    Before2024,
    Since2024,
}

/// Where the temporaries of the tail of a block end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// With the tail: no local of the block is there that could drop before, nor are there temporaries around it.
    Alone,
    ByEdition,
    /// The same, and something may suspend before those around the block end.
    Within,
}

/// The edition of what stands at `span`, if that is certain.
pub fn known(span: Span) -> Option<Edition> {
    let options = std::env::args_os().map(|option| option.into_string().ok());
    if names::is_of_no_macro(span) { among(options) } else { None }
}

/// Whether closures at `span` capture variables, and not parts of them, as they did in 2018.
pub fn captures_variables(span: Span) -> bool {
    let options = std::env::args_os().map(|option| option.into_string().ok());
    names::is_of_no_macro(span) && named(options).as_deref() == Some("2018")
}

fn among(options: impl Iterator<Item = Option<String>>) -> Option<Edition> {
    match named(options)?.as_str() {
        "2018" | "2021" => Some(Edition::Before2024),
        "2024" => Some(Edition::Since2024),
        _ => None,
    }
}

/// The edition among the options of rustc. Some of them may be in a file, which is not looked into.
fn named(options: impl Iterator<Item = Option<String>>) -> Option<String> {
    let mut options = options.skip(1);
    let mut edition = None;
    while let Some(option) = options.next() {
        let option = option?;
        if option.starts_with('@') {
            return None;
        }
        if option == "--edition" {
            edition = options.next()?;
        } else if let Some(value) = option.strip_prefix("--edition=") {
            edition = Some(value.to_owned());
        }
    }
    edition
}

/// Before 2024 the scrutinee of an `if let` in an operand lives as long as that of a `match`, which it becomes. Gives whether there is one.
///
/// ```text
/// f(if let Some(a) = &g() { a.len() } else { 0 }).await
///     before      f(match &g() { Some(a) => { a.len() } _ => { 0 } }).await
/// ```
pub(super) fn lets_in_operands(block: &mut syn::Block, edition: Edition) -> bool {
    struct Operands(Edition, bool);
    impl Operands {
        fn operand(&mut self, operand: &mut syn::Expr, within: Within) {
            let Some(mut matched) = let_as_match(operand) else { return };
            if has_temporaries(&mut matched, within) {
                self.1 = true;
                if self.0 == Edition::Before2024 {
                    *operand = matched
                }
            }
        }
    }

    impl VisitMut for Operands {
        fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
            if let syn::Expr::Closure(_) | syn::Expr::Async(_) = expr {
                return;
            }
            let of_body = Within::body(self.0);
            if let syn::Expr::Macro(_) = expr {
                let mut written = expr.clone();
                let in_one = with_arguments(&mut written, |operands| {
                    operands.into_iter().fold(false, |found, operand| {
                        let mut inside = Operands(self.0, false);
                        inside.visit_expr_mut(operand.expr);
                        inside.operand(operand.expr, of_body.a_macro());
                        found | inside.1
                    })
                });
                if in_one {
                    self.1 = true;
                    *expr = written;
                }
                return;
            }
            visit_mut::visit_expr_mut(self, expr);
            operands(expr).unwrap_or_default().into_iter().for_each(|operand| self.operand(operand.expr, of_body))
        }

        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    let mut found = Operands(edition, false);
    found.visit_block_mut(block);
    found.1
}

fn let_as_match(expr: &syn::Expr) -> Option<syn::Expr> {
    let syn::Expr::If(e) = expr else { return None };
    let (syn::Expr::Let(condition), Some((_, els))) = (&*e.cond, &e.else_branch) else { return None };
    let (span, then) = (e.if_token.span, &e.then_branch);
    let syn::ExprLet { pat, expr, .. } = condition;
    let scrutinee = before_block((**expr).clone());
    Some(parse_quote_spanned!(span=> match #scrutinee { #pat => #then _ => #els }))
}

impl Lower<'_> {
    /// The tail of a block, evaluated after `stmts`; `outer` is where the temporaries around the block are declared.
    pub(super) fn tail(&mut self, kind: Tail, expr: syn::Expr, stmts: &mut Vec<Stmt>, outer: &mut Vec<Stmt>) -> Expr {
        let ends_here = kind == Tail::Alone || self.edition == Edition::Since2024;
        let is_within = kind == Tail::Within;
        if ends_here {
            self.next = Place::Scope;
        } else if is_within {
            self.next = Place::Operand;
        }
        let temps = self.temps;
        let mut inner = Vec::new();
        let mut root = self.root(expr, &mut inner);
        if let Expr::Plain(value) = &mut root
            && is_within
        {
            let before = Within::body(Edition::Before2024);
            self.edition_matters |= ends_here && has_temporaries(value, before);
            if !ends_here {
                *value = self.cross_value(take(value), &mut inner)
            }
        }
        // Operands drop with the block, or before.
        if inner.iter().all(|stmt| self.is_operand(stmt)) {
            stmts.extend(inner);
            return root;
        }
        if ends_here {
            self.edition_matters |= kind != Tail::Alone && self.temps != temps;
            return wrap(inner, root);
        }
        for stmt in inner {
            if self.was_operand(&stmt) { stmts.push(stmt) } else { self.declare_outside(stmt, stmts, outer) }
        }
        root
    }

    /// ```text
    /// let mut temp_0 = value;         let mut temp_0;      …      temp_0 = value;
    /// ```
    fn declare_outside(&mut self, stmt: Stmt, stmts: &mut Vec<Stmt>, outer: &mut Vec<Stmt>) {
        let Stmt::Let(mut let_) = stmt else { return stmts.push(stmt) };
        let Pat::Ident(declared) = &let_.pat else { return stmts.push(Stmt::Let(let_)) };
        let name = declared.ident.clone();
        if !names::is_temp(&name) && !names::is_pinned(&name) {
            return stmts.push(Stmt::Let(let_));
        }
        let span = name.span();
        let value = match let_.init.take() {
            None => None,
            Some(Expr::Plain(value)) => Some(value),
            Some(value) => Some(path(&self.name(value, span, stmts))),
        };
        self.put_temporary(Stmt::Let(Box::new(Let { init: None, ..*let_ })), outer);
        if let Some(value) = value {
            let assigned = Expr::Plain(parse_quote_spanned!(span=> #name = #value));
            stmts.push(Stmt::Expr(assigned, Some(syn::Token![;](value.span()))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Edition, among};

    fn of(options: &str) -> Option<Edition> {
        among(options.split(' ').map(|option| Some(option.to_owned())))
    }

    #[test]
    fn the_edition_is_that_of_the_build() {
        assert_eq!(of("rustc --crate-name a --edition=2021 src/lib.rs"), Some(Edition::Before2024));
        assert_eq!(of("rustc --edition 2024 src/lib.rs"), Some(Edition::Since2024));
    }

    #[test]
    fn what_may_be_said_elsewhere_is_unknown() {
        assert_eq!(of("rustc src/lib.rs"), None);
        assert_eq!(of("rustc --edition=2021 @options"), None);
        assert_eq!(of("rustc --edition=2030"), None);
        assert_eq!(of("--edition=2021 src/lib.rs"), None);
    }
}
