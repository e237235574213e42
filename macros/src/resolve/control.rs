//! The walk over plain blocks and control flow.

use super::lets::init_mode;
use super::nested::Test;
use super::{Mode, Origin, Reach, Resolver, parts, tree};
use crate::index::{NodeId, UseId};
use crate::syntax::braces;
use crate::syntax::kinds::Kind;
use crate::syntax::operands::is_place;
use crate::syntax::patterns::{self, Moves};
use syn::{BinOp, Expr, UnOp};

/// Whether what is declared is a copy for certain: `let n: u32 = x;`.
fn is_declared_copy(pat: &syn::Pat) -> bool {
    matches!(pat, syn::Pat::Type(declared) if Kind::of_type(&declared.ty) == Kind::Copied)
}

impl Resolver<'_> {
    pub(super) fn labelled(&mut self, label: Option<&syn::Label>, block: &mut syn::Block) {
        if label.is_some() {
            self.flow.enter_labelled(label)
        }
        self.plain_block(block);
        if label.is_some() {
            self.flow.leave_labelled()
        }
    }

    pub(super) fn plain_block(&mut self, block: &mut syn::Block) {
        self.enter_scope();
        let imports = block.stmts.iter().filter_map(|stmt| match stmt {
            syn::Stmt::Item(syn::Item::Use(import)) => Some(import.clone()),
            _ => None,
        });
        self.imports.push(imports.collect());
        let outer_items = self.beside_items;
        self.beside_items |=
            block.stmts.iter().any(|stmt| matches!(stmt, syn::Stmt::Item(item) if tree::names_something(item)));
        let last = block.stmts.len().saturating_sub(1);
        for (index, stmt) in block.stmts.iter_mut().enumerate() {
            match stmt {
                syn::Stmt::Local(local) => self.plain_local(local),
                syn::Stmt::Item(_) => {}
                syn::Stmt::Expr(expr, semi) => {
                    self.statement(|this| this.expr(expr, Mode::Value));
                    // An `if` or a `match` with a marker is a call.
                    if index < last && matches!(expr, Expr::Call(_)) {
                        semi.get_or_insert_with(Default::default);
                    }
                }
                syn::Stmt::Macro(_) => self.statement(|this| this.macro_stmt(stmt)),
            }
        }
        self.imports.pop();
        self.beside_items = outer_items;
        self.leave_scope();
    }

    fn plain_local(&mut self, local: &mut syn::Local) {
        self.let_as_match(local);
        let start = self.next_use();
        let initialised = local.init.is_some();
        let mut pat = local.pat.clone();
        let passes_over = patterns::passes_over_all(&pat);
        if let Some(init) = &mut local.init {
            self.statement(|this| {
                match init_mode(&pat, init.diverge.is_some()) {
                    Mode::Matched(Moves::Perhaps) => this.scrutinee(&mut init.expr, vec![&mut pat]),
                    // `let _ = x` captures nothing.
                    _ if passes_over && is_place(&init.expr) && this.captures_by_need() => {
                        local.pat = syn::parse_quote!(_);
                        this.unmention(&mut init.expr)
                    }
                    mode => {
                        // What is only copied needs no other name.
                        this.rid_of = matches!(init.expr.as_ref(), Expr::Path(_)) && !is_declared_copy(&pat);
                        let test = if init.diverge.is_some() { Test::Perhaps } else { Test::Never };
                        this.matched([&pat], test, |this| this.expr(&mut init.expr, mode));
                        this.rid_of = false;
                    }
                }
                if let Some((_, els)) = &mut init.diverge {
                    let here = this.flow.fork();
                    let after = this.flow.current();
                    this.flow.branch(here);
                    this.expr(els, Mode::Value);
                    this.flow.resume_in(after);
                }
            });
        }
        let refutable = local.init.as_ref().is_some_and(|init| init.diverge.is_some());
        let bound = match refutable {
            true => self.pattern(&mut local.pat, Origin::Plain, initialised),
            false => self.irrefutable(&mut local.pat, Origin::Plain, initialised),
        };
        let from = self.uses_since(start);
        self.reaches.push(Reach { from, to: bound });
    }

    /// Declares the bindings of a pattern that is matched against what was evaluated since `start`.
    pub(super) fn bind(&mut self, pat: &mut syn::Pat, start: UseId) {
        let from = self.uses_since(start);
        let to = self.pattern(pat, Origin::Plain, true);
        self.reaches.push(Reach { from, to });
    }

    /// A condition: control goes on where it is true, and to `no` where it is false. That has to be exact: what was moved and is used again
    /// is taken to be `Copy`, so a way that rustc does not see would make copies of what has a destructor.
    pub(super) fn condition(&mut self, cond: &mut Expr, no: NodeId) {
        match cond {
            Expr::Binary(e) if matches!(e.op, BinOp::And(_)) => {
                self.condition(&mut e.left, no);
                self.condition(&mut e.right, no)
            }
            Expr::Binary(e) if matches!(e.op, BinOp::Or(_)) => {
                let otherwise = self.flow.node();
                self.condition(&mut e.left, otherwise);
                let yes = self.flow.node();
                self.flow.edge(yes);
                self.flow.resume_in(otherwise);
                self.condition(&mut e.right, no);
                self.flow.goto(yes)
            }
            Expr::Unary(e) if matches!(e.op, UnOp::Not(_)) => {
                let yes = self.flow.node();
                self.condition(&mut e.expr, yes);
                self.flow.edge(no);
                self.flow.resume_in(yes)
            }
            Expr::Paren(e) => self.condition(&mut e.expr, no),
            Expr::Group(e) => self.condition(&mut e.expr, no),
            // What a taken-apart operator makes of its operands.
            Expr::Verbatim(known) => match syn::parse2::<syn::LitBool>(known.clone()) {
                Ok(known) if known.value => {}
                Ok(_) => {
                    self.flow.edge(no);
                    self.flow.diverge()
                }
                Err(_) => self.flow.fork_to(no),
            },
            cond => {
                self.expr(cond, Mode::Read);
                self.flow.fork_to(no)
            }
        }
    }

    pub(super) fn if_(&mut self, e: &mut syn::ExprIf) {
        let no = self.flow.node();
        self.enter_scope();
        self.condition(&mut e.cond, no);
        self.plain_block(&mut e.then_branch);
        self.leave_scope();
        let end = self.flow.node();
        self.flow.goto(end);
        self.flow.resume_in(no);
        if let Some((_, els)) = &mut e.else_branch {
            self.expr(els, Mode::Value)
        }
        self.flow.goto(end)
    }

    /// Whether its arms may take parts out of a local.
    pub(super) fn plain_match(&mut self, e: &mut syn::ExprMatch) -> bool {
        if is_place(&e.expr) && self.captures_by_need() && e.arms.iter().all(|arm| patterns::passes_over_all(&arm.pat))
        {
            e.arms.iter_mut().for_each(|arm| patterns::pass_over_all(&mut arm.pat));
            self.unmention(&mut e.expr)
        }
        let start = self.next_use();
        let pats: Vec<syn::Pat> = e.arms.iter().map(|arm| arm.pat.clone()).collect();
        let plain = e.attrs.is_empty() && e.arms.iter().all(|arm| arm.attrs.is_empty());
        let takes_parts = plain && self.may_take_within(&e.expr, pats.iter().map(patterns::behind_guard));
        let test = if pats.len() == 1 { Test::Never } else { Test::Perhaps };
        self.matched(&pats, test, |this| {
            if takes_parts && parts::is_content(&e.expr) {
                this.expr(&mut e.expr, Mode::BorrowMut)
            } else {
                this.scrutinee(&mut e.expr, e.arms.iter_mut().map(|arm| &mut arm.pat).collect())
            }
        });
        let end_of_scrutinee = self.next_use();
        let mut next = self.flow.fork();
        let end = self.flow.node();
        for arm in &mut e.arms {
            self.flow.branch(next);
            let mut refused = None;
            self.enter_scope();
            let to = self.pattern(&mut arm.pat, Origin::Plain, true);
            self.reaches.push(Reach { from: start..end_of_scrutinee, to });
            if let syn::Pat::Guard(guarded) = &mut arm.pat {
                let no = *refused.insert(self.flow.node());
                self.condition(&mut guarded.guard, no);
            }
            if takes_parts {
                braces::plain_in_an_arm(&mut arm.body);
                self.plain_arm_takes(start, arm);
            }
            self.expr(&mut arm.body, Mode::Value);
            self.leave_scope();
            self.flow.goto(end);
            next = self.flow.next_arm(next, refused);
        }
        self.flow.resume_in(end);
        takes_parts
    }

    pub(super) fn while_(&mut self, e: &mut syn::ExprWhile) {
        self.flow.enter_loop(e.label.as_ref());
        self.enter_scope();
        let exit = self.flow.exit().expect("it was entered");
        self.condition(&mut e.cond, exit);
        self.plain_block(&mut e.body);
        self.leave_scope();
        self.flow.leave_loop()
    }

    pub(super) fn for_loop(&mut self, e: &mut syn::ExprForLoop) {
        let start = self.next_use();
        self.expr(&mut e.expr, Mode::Value);
        self.flow.enter_loop(e.label.as_ref());
        self.flow.may_break();
        self.enter_scope();
        let from = self.uses_since(start);
        let to = self.irrefutable(&mut e.pat, Origin::Plain, true);
        self.reaches.push(Reach { from, to });
        self.plain_block(&mut e.body);
        self.leave_scope();
        self.flow.leave_loop()
    }
}
