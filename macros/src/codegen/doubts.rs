//! Where the machine may do something else than rustc, because nobody can tell what that does, the witness does both.
//!
//! What a closure is taken to own, and may not, is moved on another way past the closure, so that nothing borrows it any more:
//!
//! ```text
//! move || debug!("{x}")      'doubt_0: { if perhaps() { break 'doubt_0 move || debug!("{x}"); } gone(x); unreachable() }
//! ```
//!
//! What an argument of a macro takes out of its slot when it is evaluated, a closure around that argument owns. On another way past the macro it is
//! still there, and drops where it was declared:
//!
//! ```text
//! called!(drop(x))           match perhaps() { true => called!(drop(x)), false => unreachable() }
//! ```

use super::witness::Replace;
use crate::analysis::{Class, Facts};
use crate::names;
use crate::resolve::{Context, Resolved, doubts};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::cell::RefCell;
use std::rc::Rc;

/// What is in doubt in a body and in the blocks in it: each of their machines adds to it, and the witness is written in the end.
#[derive(Clone, Default)]
pub struct Doubts(Rc<RefCell<Vec<Doubt>>>);

#[derive(Clone)]
struct Doubt {
    /// Where it begins that is in doubt.
    at: Span,
    /// What a closure is taken to own. Nothing, if it is a macro.
    owned: Vec<Ident>,
}

impl Doubts {
    pub fn add(&self, resolved: &Resolved, facts: &Facts) {
        for (_, capture) in resolved.captures.iter() {
            let waits = |id| facts.classes[resolved.uses[id].local] != Class::Local;
            let owned = capture.doubtful.iter().filter(|(id, name)| waits(*id) && !names::is_given(name));
            let owned: Vec<Ident> = owned.map(|(_, name)| name.clone()).collect();
            if let Some(at) = capture.at {
                self.add_owned(at, owned)
            }
        }
        for (id, use_) in resolved.uses.iter() {
            let taken = use_.context == Context::Macro && (facts.takes.contains(id) || facts.consumed.contains(id));
            if let Some(at) = use_.given_to
                && taken
            {
                self.0.borrow_mut().push(Doubt { at, owned: Vec::new() })
            }
        }
    }

    /// What the closure, or the block, that begins there is taken to own.
    pub fn add_owned(&self, at: Span, owned: Vec<Ident>) {
        if !owned.is_empty() {
            self.0.borrow_mut().push(Doubt { at, owned })
        }
    }

    fn of(&self, at: Option<Span>) -> Option<Doubt> {
        self.0.borrow().iter().find(|doubt| at.is_some_and(|at| names::same_place(doubt.at, at))).cloned()
    }

    /// Whether something among the tokens is in doubt.
    pub(super) fn are_among(&self, tokens: TokenStream) -> bool {
        !self.0.borrow().is_empty()
            && tokens.into_iter().any(|token| match token {
                TokenTree::Group(group) => self.are_among(group.stream()),
                token => self.of(Some(token.span())).is_some(),
            })
    }
}

impl Replace<'_> {
    /// The expression, and what else may happen there.
    pub(super) fn doubted(&mut self, expr: &mut syn::Expr) {
        let Some(doubt) = self.doubts.of(doubts::at(expr)) else { return };
        let private = names::private();
        if doubt.owned.is_empty() {
            *expr = syn::parse_quote!(match #private::perhaps() { true => #expr, false => #private::unreachable() });
            return;
        }
        let label = names::doubt(self.labels);
        self.labels += 1;
        let owned =
            doubt.owned.iter().map(|name| if name == "self" { (self.receiver)(name.span()) } else { name.clone() });
        *expr = syn::parse_quote! {
            #label: {
                if #private::perhaps() {
                    break #label #expr;
                }
                #(#private::gone(#owned);)*
                #private::unreachable()
            }
        };
    }

    /// A macro that stands as a statement.
    pub(super) fn doubted_statement(&mut self, stmt: &mut syn::Stmt) {
        let syn::Stmt::Macro(mac) = stmt else { return };
        if self.doubts.of(doubts::place(&mac.mac)).is_none() {
            return;
        }
        let mut expr = syn::Expr::Macro(syn::ExprMacro { attrs: mac.attrs.clone(), mac: mac.mac.clone() });
        *stmt = match mac.semi_token {
            Some(semi) => {
                let (private, called) = (names::private(), syn::Stmt::Expr(expr, Some(semi)));
                syn::parse_quote!(if #private::perhaps() { #called })
            }
            None => {
                self.doubted(&mut expr);
                syn::Stmt::Expr(expr, None)
            }
        };
    }
}
