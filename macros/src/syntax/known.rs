//! The macros that async code is full of, spelled out.
//!
//! Some macros declare locals (`tokio::pin!`) or await inside their expansion (`select!`, `join!`). A macro is expanded after this compiler
//! has run, so what they do would be seen by nobody. But what they stand for is known: it is written into the body before anything else looks
//! at it, in ordinary Rust. So there is nothing about them in later phases, and the witness, which is made of the same body, has rustc
//! check exactly what will run.
//!
//! ```text
//! tokio::pin!(sleep);      let mut sleep = sleep;  let mut sleep = ::resumable::pin!(sleep);
//! ```
//!
//! Closures that do not await are left alone, but for macros of the body's own, which mention its locals. `async` blocks are not, nor closures that
//! give one or are `async`: those that are compiled by us need it as much as the body, and rustc takes what is written for what it is.

mod documents;
mod family;
mod join;
pub mod own;
mod pins;
mod select;
mod sometimes;
mod tree;

use self::family::{Family, Scope};
use self::own::Definitions;
use super::function::Function;
use super::{groups, macros};
use crate::names;
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};

/// The body of the function with all of them spelled out.
pub fn spell_out(function: &Function, mut block: syn::Block) -> syn::Block {
    let definitions = Some(Definitions::around(function, &block));
    let mut speller = Speller { definitions, ..Speller::default() };
    speller.visit_block_mut(&mut block);
    // Around a call there may have been parentheses that what stands for it does not need.
    groups::open_in_block(&mut block);
    let mentions = speller.definitions.iter().flat_map(Definitions::mentions);
    let mention = |(name, is_parameter): (&str, bool)| -> syn::Stmt {
        let (path, module) = (own::uses::path(name, function.sig.ident.span()), names::mentioning(name));
        let mention: syn::Stmt = syn::parse_quote_spanned!(names::machine()=> #[allow(unused_imports)] use #path as _;);
        // In a module there are no parameters.
        if is_parameter { syn::parse_quote_spanned!(names::machine()=> mod #module { #mention }) } else { mention }
    };
    let mentions: Vec<syn::Stmt> = mentions.map(mention).collect();
    block.stmts.splice(..0, mentions);
    block
}

#[derive(Default)]
struct Speller {
    scope: Scope,
    /// The macros that the body defines, if they are to be written out, too.
    definitions: Option<Definitions>,
    /// How many calls were spelled out.
    spelled: usize,
    /// How many closures of rustc's are around.
    closures: usize,
}

impl Speller {
    /// The expression that a macro stands for.
    fn expr(&self, mac: &syn::Macro) -> Option<syn::Expr> {
        let path = self.path(mac)?;
        if let Some(expr) = sometimes::expr(&path, mac) {
            return Some(expr);
        }
        if let Some(expr) = documents::expr(&path, mac) {
            return Some(expr);
        }
        let (family, name) = Family::of(&path)?;
        match name {
            "join" => join::expr(&Call::of(mac, family), join::Kind::Join).ok(),
            "try_join" => join::expr(&Call::of(mac, family), join::Kind::TryJoin).ok(),
            "select" => select::expr(mac, family, select::Order::Random),
            "select_biased" => select::expr(mac, family, select::Order::Biased),
            _ => None,
        }
    }

    /// The path of what may be a well-known macro.
    fn path(&self, mac: &syn::Macro) -> Option<String> {
        if self.closures == 0 { self.scope.path(mac) } else { None }
    }

    /// What a macro in the place of a statement stands for, and whether the body itself defines that macro.
    fn stmt(&mut self, mac: syn::StmtMacro, stmts: &mut Vec<syn::Stmt>) -> bool {
        if self.own_stmt(&mac, stmts) {
            return true;
        }
        if let Some(pins) = self.path(&mac.mac).and_then(|path| pins::stmts(&path, &mac.mac)) {
            self.spelled += 1;
            stmts.extend(pins);
            return false;
        }
        let span = at(&mac.mac);
        let (attrs, semi) = (mac.attrs.clone(), mac.semi_token);
        stmts.push(match self.expr(&mac.mac) {
            Some(expr) => {
                self.spelled += 1;
                let expr = if attrs.is_empty() { expr } else { syn::parse_quote!(#(#attrs)* { #expr }) };
                syn::Stmt::Expr(expr, semi)
            }
            // In parentheses it declares nothing.
            None if semi.is_some() && self.may_hide(&mac.mac) => {
                let mac = syn::Expr::Macro(syn::ExprMacro { attrs, mac: mac.mac });
                syn::Stmt::Expr(syn::parse_quote_spanned!(span=> (#mac)), semi)
            }
            None => {
                if let Some(definitions) = &mut self.definitions {
                    definitions.declare_perhaps(&mac.mac)
                }
                syn::Stmt::Macro(mac)
            }
        });
        false
    }

    /// The same of a macro that the body defines, if it is one.
    fn own_stmt(&mut self, mac: &syn::StmtMacro, stmts: &mut Vec<syn::Stmt>) -> bool {
        let in_closure = self.closures > 0;
        let Some(mut written) = self.definitions.as_mut().and_then(|definitions| definitions.stmts(mac, in_closure))
        else {
            return false;
        };
        match &written[..] {
            // It may stand for several statements, too.
            [syn::Stmt::Macro(inner)] if self.defines(&inner.mac) => {
                let inner = inner.clone();
                self.within_own(true, |speller| _ = speller.stmt(inner, stmts))
            }
            _ => stmts.append(&mut written),
        }
        true
    }

    /// The same in the place of an expression, if the body defines it.
    fn own(&mut self, expr: &mut syn::Expr) -> bool {
        let (syn::Expr::Macro(e), Some(definitions)) = (&*expr, &mut self.definitions) else { return false };
        let written = definitions.expr(e, self.closures > 0);
        let is_own = written.is_some();
        *expr = written.unwrap_or_else(|| expr.clone());
        is_own
    }

    /// Brings what a pattern, or a label, declares into the scope of macros that are written out.
    fn declare(&mut self, visit: impl FnOnce(&mut own::Finder)) {
        if let Some(definitions) = &mut self.definitions {
            definitions.declare(own::declared(visit))
        }
    }

    /// Visits what has a scope of its own for what is declared in it.
    fn scoped(&mut self, visit: impl FnOnce(&mut Self)) {
        let around = self.definitions.as_ref().map(Definitions::enter);
        visit(self);
        if let (Some(definitions), Some(around)) = (&mut self.definitions, around) {
            definitions.leave(around)
        }
    }

    fn defines(&self, mac: &syn::Macro) -> bool {
        self.definitions.as_ref().is_some_and(|definitions| definitions.defines(mac))
    }

    fn may_hide(&self, mac: &syn::Macro) -> bool {
        self.definitions.as_ref().is_some_and(|definitions| definitions.may_be_hidden_by(mac))
    }

    /// Goes into what was written for a macro of the body's own, in which there may be more of them.
    fn within_own(&mut self, is_own: bool, visit: impl FnOnce(&mut Self)) {
        if let Some(definitions) = &mut self.definitions {
            definitions.depth += usize::from(is_own)
        }
        visit(self);
        if let Some(definitions) = &mut self.definitions {
            definitions.depth -= usize::from(is_own)
        }
    }
}

impl VisitMut for Speller {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let outer = self.scope.enter(&block.stmts);
        let around = self.definitions.as_ref().map(Definitions::enter);
        let mut stmts = std::mem::take(&mut block.stmts).into_iter();
        while let Some(stmt) = stmts.next() {
            let first = block.stmts.len();
            let mut is_own = false;
            let is_tail = stmts.as_slice().is_empty();
            let waits = self.definitions.as_mut().map(|definitions| definitions.next(&stmt, is_tail));
            match stmt {
                syn::Stmt::Macro(mac) if !is_conditional(&mac.attrs) => is_own = self.stmt(mac, &mut block.stmts),
                stmt => {
                    if let (syn::Stmt::Item(syn::Item::Macro(item)), Some(definitions)) = (&stmt, &mut self.definitions)
                    {
                        definitions.define(item)
                    }
                    block.stmts.push(stmt)
                }
            }
            let written = &mut block.stmts[first..];
            if let [syn::Stmt::Expr(expr, semi @ None)] = written
                && is_own
                && !stmts.as_slice().is_empty()
                && !ends_itself(expr)
            {
                *semi = Some(syn::Token![;](expr.span()));
            }
            self.within_own(is_own, |speller| written.iter_mut().for_each(|stmt| speller.visit_stmt_mut(stmt)));
            if let (Some(definitions), Some(waits)) = (&mut self.definitions, waits) {
                definitions.go_on(waits)
            }
        }
        if let (Some(definitions), Some(around)) = (&mut self.definitions, around) {
            definitions.leave_block(around, block)
        }
        self.scope.leave(outer);
    }

    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        match expr {
            syn::Expr::Const(_) => return,
            syn::Expr::Macro(e) if !is_conditional(&e.attrs) => {
                let mac = e.mac.clone();
                if self.own(expr) {
                    self.spelled += 1;
                    return self.within_own(true, |speller| speller.visit_expr_mut(expr));
                }
                if let Some(spelled) = self.expr(&mac) {
                    self.spelled += 1;
                    *expr = spelled;
                }
            }
            _ => {}
        }
        visit_mut::visit_expr_mut(self, expr)
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        visit_mut::visit_local_mut(self, local);
        self.declare(|finder| finder.visit_pat(&local.pat))
    }

    fn visit_expr_let_mut(&mut self, e: &mut syn::ExprLet) {
        visit_mut::visit_expr_let_mut(self, e);
        self.declare(|finder| finder.visit_pat(&e.pat))
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        self.scoped(|speller| {
            speller.declare(|finder| finder.visit_pat(&arm.pat));
            visit_mut::visit_arm_mut(speller, arm)
        })
    }

    fn visit_expr_for_loop_mut(&mut self, e: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut e.expr);
        self.scoped(|speller| {
            speller.declare(|finder| finder.visit_pat(&e.pat));
            e.label.iter_mut().for_each(|label| speller.visit_label_mut(label));
            speller.visit_block_mut(&mut e.body)
        })
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        let is_left = usize::from(!awaits(closure));
        self.closures += is_left;
        self.scoped(|speller| {
            speller.declare(|finder| closure.inputs.iter().for_each(|input| finder.visit_pat(input)));
            visit_mut::visit_expr_closure_mut(speller, closure)
        });
        self.closures -= is_left;
    }

    fn visit_expr_if_mut(&mut self, e: &mut syn::ExprIf) {
        self.scoped(|speller| visit_mut::visit_expr_if_mut(speller, e))
    }

    fn visit_expr_loop_mut(&mut self, e: &mut syn::ExprLoop) {
        self.scoped(|speller| visit_mut::visit_expr_loop_mut(speller, e))
    }

    fn visit_expr_while_mut(&mut self, e: &mut syn::ExprWhile) {
        self.scoped(|speller| visit_mut::visit_expr_while_mut(speller, e))
    }

    fn visit_expr_block_mut(&mut self, e: &mut syn::ExprBlock) {
        self.scoped(|speller| visit_mut::visit_expr_block_mut(speller, e))
    }

    fn visit_label_mut(&mut self, label: &mut syn::Label) {
        self.declare(|finder| finder.visit_label(label))
    }

    /// What stands in the arguments of another macro. What that may bind is not known, if itself is not.
    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        let Some(mut call) = macros::parse(mac) else { return };
        let binds = !call.is_known() || call.takes_parts();
        let definitions = if binds { self.definitions.take() } else { None };
        let before = self.spelled;
        call.exprs_mut().for_each(|arg| self.visit_expr_mut(&mut arg.expr));
        if binds {
            self.definitions = definitions;
        }
        if self.spelled > before {
            *mac = call.to_macro();
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}

/// A call of a macro that awaits.
struct Call<'m> {
    tokens: &'m TokenStream,
    family: Family,
    /// That of what is written for it.
    span: Span,
    mention: TokenStream,
}

impl<'m> Call<'m> {
    fn of(mac: &'m syn::Macro, family: Family) -> Self {
        Call { tokens: &mac.tokens, family, span: at(mac), mention: mention(mac) }
    }
}

/// This crate's own macros.
#[derive(Clone, Copy)]
pub enum Own {
    Select,
    Join,
    TryJoin,
}

/// One of them where rustc expands it: in functions without the attribute, and in closures and blocks that stay rustc's.
pub fn expand(own: Own, tokens: &TokenStream) -> syn::Result<syn::Expr> {
    let call = Call { tokens, family: Family::Own, span: Span::mixed_site(), mention: TokenStream::new() };
    let (expr, wanted) = match own {
        Own::Select => (
            select::own(&call),
            "a branch is `pattern = future => handler`, also `pattern = future, if condition => handler`",
        ),
        Own::Join => (join::expr(&call, join::Kind::Join), "the futures stand one after the other, `join!(a, b, c)`"),
        Own::TryJoin => {
            (join::expr(&call, join::Kind::TryJoin), "the futures stand one after the other, `try_join!(a, b, c)`")
        }
    };
    expr.map_err(|error| syn::Error::new(error.span(), format_args!("{error}: {wanted}")))
}

/// Whether the closure is `async`, or gives an `async` block.
fn awaits(closure: &syn::ExprClosure) -> bool {
    closure.asyncness.is_some() || matches!(*closure.body, syn::Expr::Async(_))
}

/// Whether it is a statement without a semicolon.
fn ends_itself(expr: &syn::Expr) -> bool {
    use syn::Expr::*;
    matches!(expr, Block(_) | ForLoop(_) | If(_) | Loop(_) | Match(_) | Unsafe(_) | While(_))
}

/// Whether the macro is there under a condition only, which would not hold for what is written instead.
fn is_conditional(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr"))
}

/// The span of what is written for the macro: errors about it are reported at its name.
fn at(mac: &syn::Macro) -> Span {
    mac.path.span().resolved_at(names::machine())
}

/// A mention of the macro, so that it must exist, and its import is not unused.
fn mention(mac: &syn::Macro) -> TokenStream {
    let path = &mac.path;
    quote_spanned!(at(mac)=> #[allow(unused_imports)] use #path as _;)
}

/// `biased;`, at the beginning of tokio's macros.
fn biased(input: syn::parse::ParseStream) -> syn::Result<bool> {
    let word = input.fork().parse::<syn::Ident>();
    if !word.is_ok_and(|word| word == "biased") || !input.peek2(syn::Token![;]) {
        return Ok(false);
    }
    input.parse::<syn::Ident>()?;
    input.parse::<syn::Token![;]>()?;
    Ok(true)
}
