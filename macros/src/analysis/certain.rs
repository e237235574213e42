//! Whether nothing about a body is a guess.
//!
//! A function that the compiler guesses wrongly about does not compile, and its author is told what to write instead. An `async` block has
//! somebody else who compiles it: rustc. So there a guess is not worth the risk, and neither is any of the few differences from rustc's
//! order of drops.

use super::{Class, Facts, is_copy, is_taken};
use crate::index::{LocalId, UseId};
use crate::names::{self, Marker};
use crate::resolve::{Context, Mode, Projection, Resolved, Use};
use crate::syntax::patterns;
use crate::syntax::tree::{Block, Expr, Guard, HasPoints, Let, Stmt};

/// `may_borrow_itself` tells whether all types in the frame are known to live as long as references into it.
pub fn is_certain(resolved: &Resolved, facts: &Facts, may_borrow_itself: bool) -> bool {
    let certain = Certain { resolved, facts };
    let mut locals = resolved.locals.ids();
    let mut uses = resolved.uses.iter();
    let mut parts = resolved.captures.iter().flat_map(|(_, capture)| &capture.parts);
    let mut assigned = resolved.uses.iter().filter(|(_, use_)| use_.mode == Mode::Assign);
    !assigned.any(|(_, use_)| facts.copied.contains(use_.local))
        && (may_borrow_itself || !locals.any(|local| certain.is_pinned(local) && facts.lent.contains(local)))
        && uses.all(|(id, use_)| certain.use_(id, use_))
        && !parts.any(|part| certain.is_saved(resolved.uses[*part].local))
        && certain.block(&resolved.block)
}

struct Certain<'a> {
    resolved: &'a Resolved,
    facts: &'a Facts,
}

impl Certain<'_> {
    fn is_pinned(&self, local: LocalId) -> bool {
        matches!(self.facts.classes[local], Class::Pinned { .. })
    }

    fn is_saved(&self, local: LocalId) -> bool {
        self.facts.classes[local] != Class::Local
    }

    /// Whether the local is in its slot then.
    fn is_in_slot(&self, id: UseId, local: LocalId) -> bool {
        self.is_pinned(local) && self.facts.thawed[local].is_none_or(|thaw| id < self.resolved.thaws[thaw].from)
    }

    /// Whether what is done with a local is what the machine takes it for.
    fn use_(&self, id: UseId, use_: &Use) -> bool {
        let local = &self.resolved.locals[use_.local];
        // A name that says what the method does, or a use that cannot have moved anything, because another one follows.
        let known = self.resolved.sure.contains(id);
        let stays = !self.facts.last.contains(id);
        if self.facts.consumed.contains(id) && !known {
            return false;
        }
        if !self.is_in_slot(id, use_.local) || use_.context.is_natural() || is_copy(local) {
            return true;
        }
        match use_.mode {
            Mode::Value => use_.context == Context::Body || stays || local.reference.is_some(),
            Mode::Part => {
                let flagged =
                    use_.context == Context::Body && is_taken(self.resolved, &self.facts.parts[use_.local], id);
                flagged || local.reference.is_some() || (stays && !self.is_assigned_in_part(use_.local))
            }
            Mode::Receiver if self.facts.asked.contains(id) => true,
            Mode::Receiver | Mode::Calculated => known || stays || use_.projection == Projection::Other,
            Mode::Consumed => known || stays,
            Mode::Read | Mode::Inspected | Mode::Borrow | Mode::BorrowMut | Mode::Written => true,
            Mode::Update | Mode::Assign => true,
            Mode::Matched(_) | Mode::AssignInPattern | Mode::MacroArgument | Mode::Opaque => false,
        }
    }

    fn is_assigned_in_part(&self, local: LocalId) -> bool {
        self.resolved.uses.iter().any(|(_, use_)| use_.local == local && use_.mode == Mode::Update)
    }

    fn block(&self, block: &Block) -> bool {
        // Where an expression ends early, several temporaries need not drop in rustc's order.
        let temps = block.stmts.iter().filter(|stmt| matches!(stmt, Stmt::Let(let_) if self.is_saved_temp(let_)));
        temps.count() < 2
            && block.stmts.iter().all(|stmt| match stmt {
                Stmt::Let(let_) => self.let_(let_),
                Stmt::Expr(expr, _) => self.expr(expr),
                Stmt::Item(_) => true,
            })
            && block.tail.as_deref().is_none_or(|tail| self.expr(tail))
    }

    fn is_saved_temp(&self, let_: &Let) -> bool {
        self.temp(let_).is_some_and(|local| self.is_saved(local))
    }

    fn temp(&self, let_: &Let) -> Option<LocalId> {
        let syn::Pat::Ident(name) = &let_.pat else { return None };
        let Some(Marker::Binding(local)) = Marker::parse(&name.ident) else { return None };
        names::is_temp(&self.resolved.locals[local].name).then_some(local)
    }

    fn let_(&self, let_: &Let) -> bool {
        let Some(init) = &let_.init else { return true };
        // The temporaries of a match that is an operand drop too early.
        !(self.temp(let_).is_some() && matches!(init, Expr::Match { .. })) && self.expr(init)
    }

    fn expr(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Plain(_) | Expr::Await(_) => true,
            Expr::Block { block, .. } | Expr::Loop { body: block, .. } => self.block(block),
            Expr::If { cond, then, els, .. } => {
                self.expr(cond) && self.block(then) && els.as_deref().is_none_or(|els| self.expr(els))
            }
            Expr::Match { scrutinee, arms, .. } => {
                let suspends = arms.iter().any(|arm| arm.body.suspends());
                // What a pattern leaves over drops too early.
                let whole = arms
                    .iter()
                    .all(|arm| !matches!(arm.guard, Some(Guard::Plain(_))) && !patterns::leaves_over(&arm.pat));
                (whole || !suspends) && self.expr(scrutinee) && arms.iter().all(|arm| self.expr(&arm.body))
            }
            Expr::Choose(_) => false,
            Expr::Break { value, .. } => value.as_deref().is_none_or(|value| self.expr(value)),
            Expr::Return { value } => self.expr(value),
        }
    }
}
