//! The walk over the small tree.

use super::flow::Event;
use super::{Mode, Origin, Point, Reach, Resolver, Thaw, parts};
use crate::index::{Id, LocalId, NodeId, ThawId, UseId};
use crate::names;
use crate::syntax::braces;
use crate::syntax::patterns::{self, Moves};
use crate::syntax::tree::{Arm, Await, Block, Choose, Expr, Guard, HasPoints, Stmt};
use syn::Pat;

impl Resolver<'_> {
    pub(super) fn block(&mut self, block: &mut Block) {
        self.block_of(block, |this, tail| this.tree(tail, Mode::Value))
    }

    fn block_of(&mut self, block: &mut Block, walk_tail: impl FnOnce(&mut Self, &mut Expr)) {
        let outer = self.segment;
        self.new_segment();
        self.enter_scope();
        let ending = std::mem::take(&mut self.inherited);
        let outer_unsafe = self.in_unsafe;
        self.in_unsafe |= block.unsafety.is_some();
        self.is_unsafe |= self.in_unsafe;
        let depth = self.imports.len();
        self.imports.extend(imports(block));
        let outer_items = self.beside_items;
        self.beside_items |= block.stmts.iter().any(|stmt| matches!(stmt, Stmt::Item(item) if names_something(item)));
        self.note_sent(block);
        let tail_suspends = block.tail.as_ref().is_some_and(|tail| tail.suspends());
        let last = block.stmts.iter().rposition(Stmt::suspends).filter(|_| !tail_suspends);
        for (index, stmt) in block.stmts.iter_mut().enumerate() {
            if stmt.suspends() {
                self.new_segment();
            }
            self.stmt(stmt);
            if last == Some(index) {
                block.thaw = Some(self.thaw(&ending));
            }
        }
        if let Some(tail) = &mut block.tail {
            if tail_suspends {
                self.new_segment();
                if matches!(**tail, Expr::Block { label: None, .. }) {
                    self.inherited = ending;
                    self.inherited.extend(self.scopes.last().into_iter().flatten());
                }
            }
            walk_tail(self, tail);
        }
        self.leave_scope();
        self.imports.truncate(depth);
        self.beside_items = outer_items;
        self.segment = outer;
        self.in_unsafe = outer_unsafe;
    }

    fn thaw(&mut self, ending: &[LocalId]) -> ThawId {
        let locals = ending.iter().chain(self.scopes.last().into_iter().flatten()).copied().collect();
        let from = self.next_use();
        let thaw = self.thaws.push(Thaw { locals, in_scope: self.tree_scope(), from });
        self.flow.event(Event::Thaw(thaw));
        thaw
    }

    /// The locals in scope that may be at a suspension point.
    fn tree_scope(&self) -> Vec<LocalId> {
        let in_scope = self.scopes.iter().flatten().copied();
        in_scope.filter(|&local| !matches!(self.locals[local].origin, Origin::Plain | Origin::Guard)).collect()
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Let(let_) => self.let_(let_),
            Stmt::Expr(Expr::Plain(expr), Some(_)) => self.statement(|this| {
                if !this.check(expr) {
                    this.expr(expr, Mode::Value)
                }
            }),
            Stmt::Expr(expr, _) => self.tree(expr, Mode::Value),
            Stmt::Item(_) => {}
        }
    }

    /// What a statement mentions may be stored into what it mentions mutably.
    pub(super) fn statement(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::take(&mut self.sinks);
        let start = self.next_use();
        walk(self);
        let from = self.uses_since(start);
        let to = std::mem::replace(&mut self.sinks, outer);
        if from.start != from.end {
            self.reaches.push(Reach { from, to });
        }
    }

    pub(super) fn tree(&mut self, expr: &mut Expr, mode: Mode) {
        match expr {
            Expr::Plain(expr) => self.statement(|this| this.expr(expr, mode)),
            Expr::Await(awaited) => self.await_(awaited),
            Expr::Block { label, block } => {
                if label.is_some() {
                    self.flow.enter_labelled(label.as_ref());
                }
                self.block(block);
                if label.is_some() {
                    self.flow.leave_labelled();
                }
            }
            Expr::If { cond, then, els, .. } => {
                let no = self.flow.node();
                self.tree_condition(cond, no);
                self.block(then);
                let end = self.flow.node();
                self.flow.goto(end);
                self.flow.resume_in(no);
                if let Some(els) = els {
                    let outer = self.segment;
                    self.new_segment();
                    self.tree(els, Mode::Value);
                    self.segment = outer;
                }
                self.flow.goto(end);
            }
            Expr::Match { scrutinee, arms, .. } => self.match_(scrutinee, arms),
            Expr::Choose(choose) => self.choose(choose),
            Expr::Loop { label, body, .. } => {
                self.flow.enter_loop(label.as_ref());
                self.block(body);
                self.flow.leave_loop();
            }
            Expr::Break { label, value, .. } => {
                if let Some(value) = value {
                    self.tree(value, Mode::Value)
                }
                self.flow.break_to(label.as_ref());
            }
            Expr::Return { value, .. } => {
                self.tree(value, Mode::Value);
                self.flow.diverge();
            }
        }
    }

    /// [`Resolver::condition`], where `a && b` is an `if`.
    fn tree_condition(&mut self, cond: &mut Expr, no: NodeId) {
        match cond {
            Expr::Plain(cond) => self.statement(|this| this.condition(cond, no)),
            Expr::Block { label: None, block } if block.tail.is_some() => {
                self.block_of(block, |this, tail| this.tree_condition(tail, no))
            }
            Expr::If { cond, then, els: Some(els), .. } if then.tail.is_some() => {
                let otherwise = self.flow.node();
                self.tree_condition(cond, otherwise);
                self.block_of(then, |this, tail| this.tree_condition(tail, no));
                let yes = self.flow.node();
                self.flow.edge(yes);
                self.flow.resume_in(otherwise);
                let outer = self.segment;
                self.new_segment();
                self.tree_condition(els, no);
                self.segment = outer;
                self.flow.goto(yes)
            }
            cond => {
                self.tree(cond, Mode::Read);
                self.flow.fork_to(no)
            }
        }
    }

    fn await_(&mut self, awaited: &mut Await) {
        let start = self.next_use();
        let outer = std::mem::replace(&mut self.kept, true);
        let of_local = matches!(&awaited.base, syn::Expr::MethodCall(e) if matches!(*e.receiver, syn::Expr::Path(_)));
        self.awaiting = of_local.then_some(start);
        self.awaits_method = matches!(awaited.base, syn::Expr::MethodCall(_));
        self.statement(|this| this.expr(&mut awaited.base, Mode::Value));
        self.awaiting = None;
        self.kept = outer;
        let (uses, repeated) = (self.uses_since(start), self.flow.is_repeated());
        let point = Point { in_scope: self.tree_scope(), awaited: uses, repeated };
        let id = self.points.push(point);
        debug_assert_eq!(id, awaited.point, "points are numbered in the order of the tree");
        self.flow.event(Event::Point(id));
    }

    fn match_(&mut self, scrutinee: &mut Expr, arms: &mut [Arm]) {
        let start = self.next_use();
        let mut put_back = None;
        let takes_parts = matches!(scrutinee, Expr::Plain(scrutinee) if self.may_take_parts(scrutinee, arms));
        if arms.iter().any(|arm| matches!(arm.guard, Some(Guard::Plain(_)))) {
            self.guarded_matches.insert(start);
        }
        match scrutinee {
            Expr::Plain(scrutinee) => {
                let iterates = names::iterated(scrutinee).is_some_and(names::is_temp);
                // Parts are taken one by one, whether that moves or copies them.
                put_back = if takes_parts { None } else { self.split(scrutinee, arms) };
                if takes_parts && parts::is_content(scrutinee) {
                    self.statement(|this| this.expr(scrutinee, Mode::BorrowMut))
                } else if put_back.is_none() {
                    self.statement(|this| this.scrutinee(scrutinee, arms.iter_mut().map(|arm| &mut arm.pat).collect()))
                }
                if iterates {
                    self.uses[start].unpacked = true
                }
            }
            scrutinee => self.tree(scrutinee, Mode::Value),
        }
        let range = self.uses_since(start);
        let chosen = self.chosen.take_if(|_| arms.iter().any(|arm| matches!(arm.guard, Some(Guard::Chosen(_)))));
        let ways = chosen.filter(|(_, met)| *met == self.flow.current()).map(|(ways, _)| self.flow.part_again(&ways));
        let mut next = self.flow.fork();
        let end = self.flow.node();
        let outer = self.segment;
        for (at, arm) in arms.iter_mut().enumerate() {
            self.new_segment();
            // Where guards have chosen, what they did is known of each arm.
            self.flow.branch(ways.as_ref().map_or(next, |ways| ways[at]));
            self.enter_scope();
            if matches!(arm.pat, Pat::Wild(_)) {
                arm.put_back = put_back;
                if let Some(use_) = put_back {
                    self.flow.event(Event::PutBack(self.uses[use_].local));
                }
            }
            let refused = self.arm(arm, range.clone(), takes_parts);
            self.leave_scope();
            self.flow.goto(end);
            next = self.flow.next_arm(next, refused);
        }
        if arms.iter().any(|arm| arm.body.suspends()) {
            arms.iter().filter_map(|arm| arm.part).for_each(|part| self.parts[part].reentered = true);
        }
        self.segment = outer;
        self.flow.resume_in(end);
    }

    /// The guards of a match, one after the other, each of which may decide.
    fn choose(&mut self, choose: &mut Choose) {
        let start = self.next_use();
        let uniquely = choose.arms.iter().any(|(pat, _)| patterns::binds_uniquely(pat));
        let mode = if uniquely { Mode::BorrowMut } else { Mode::Matched(Moves::Not) };
        self.statement(|this| this.expr(&mut choose.scrutinee, mode));
        let scrutinee = self.uses_since(start);
        self.expr(&mut choose.refused, Mode::Update);
        let mut next = self.flow.fork();
        let chosen = self.flow.node();
        let mut ways = Vec::new();
        let outer = self.segment;
        for (pat, guard) in &mut choose.arms {
            self.new_segment();
            self.flow.branch(next);
            let mut refused = None;
            self.enter_scope();
            let bound = self.pattern(pat, Origin::Guard, true);
            self.reaches.push(Reach { from: scrutinee.clone(), to: bound.clone() });
            if let Some(guard) = guard {
                let outer = std::mem::replace(&mut self.guarded, bound);
                let no = *refused.insert(self.flow.node());
                let (start, first) = (self.next_use(), LocalId::new(self.locals.len()));
                self.tree_condition(guard, no);
                self.guards.push((self.uses_since(start), first));
                self.guarded = outer;
            }
            self.leave_scope();
            ways.push(self.flow.current());
            self.flow.goto(chosen);
            next = self.flow.next_arm(next, refused);
        }
        self.segment = outer;
        self.flow.resume_in(chosen);
        self.chosen = Some((ways, chosen));
    }

    /// `if let PAT = local { … } else { … }`, and a `match` that ends in `_`: the patterns before consume the local, `_` leaves it as it is.
    fn split(&mut self, scrutinee: &mut syn::Expr, arms: &[Arm]) -> Option<UseId> {
        let syn::Expr::Path(path) = &*scrutinee else { return None };
        self.lookup(path.path.get_ident()?)?;
        let (last, others) = arms.split_last()?;
        let splits = matches!(last.pat, Pat::Wild(_))
            && last.guard.is_none()
            && self.closures.is_empty()
            && patterns::moves(others.iter().map(|arm| &arm.pat)) != Moves::Not;
        if !splits {
            return None;
        }
        let use_ = self.next_use();
        let unpacks = !others.iter().any(|arm| patterns::binds_by_reference(&arm.pat));
        self.statement(|this| {
            let id = this.consumed_by_patterns(scrutinee, others.iter().map(|arm| &arm.pat));
            this.matches[id].put_back = true;
            if unpacks {
                this.unpacked(use_)
            }
        });
        Some(use_)
    }

    /// Where control goes if there is a guard and it says no.
    fn arm(&mut self, arm: &mut Arm, scrutinee: std::ops::Range<UseId>, takes_parts: bool) -> Option<NodeId> {
        let mut refused = None;
        let bound = self.pattern(&mut arm.pat, Origin::Arm, true);
        let start = scrutinee.start;
        self.reaches.push(Reach { from: scrutinee, to: bound.clone() });
        let ending = bound.clone();
        if let Some(Guard::Plain(guard) | Guard::Chosen(guard)) = &mut arm.guard {
            let outer = std::mem::replace(&mut self.guarded, bound);
            let no = *refused.insert(self.flow.node());
            self.statement(|this| this.condition(guard, no));
            self.guarded = outer;
        }
        if takes_parts {
            braces::in_an_arm(&mut arm.body);
            self.arm_takes(start, arm);
        }
        if matches!(arm.body, Expr::Block { label: None, .. }) && arm.body.suspends() {
            self.inherited = ending;
        }
        self.tree(&mut arm.body, Mode::Value);
        refused
    }
}

/// Whether the item gives a name to what a pattern or a literal may mention.
pub(super) fn names_something(item: &syn::Item) -> bool {
    !matches!(item, syn::Item::Use(_) | syn::Item::Macro(_) | syn::Item::Fn(_) | syn::Item::Impl(_))
}

/// What the block imports, if it imports something.
fn imports(block: &Block) -> Option<Vec<syn::ItemUse>> {
    let imports = block.stmts.iter().filter_map(|stmt| match stmt {
        Stmt::Item(syn::Item::Use(import)) => Some(import.clone()),
        _ => None,
    });
    let imports: Vec<syn::ItemUse> = imports.collect();
    (!imports.is_empty()).then_some(imports)
}
