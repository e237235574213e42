//! The walk over the small tree.

use super::flow::Event;
use super::{Capture, Mode, Origin, Point, Reach, Resolver, Thaw, receivers, size};
use crate::index::{CaptureId, Id, LocalId, NodeId, ThawId, UseId};
use crate::names;
use crate::syntax::kinds::Kind;
use crate::syntax::patterns::{self, Moves};
use crate::syntax::signature::{self, Mutability};
use crate::syntax::tree::{Arm, Await, Block, Choose, Expr, Guard, HasPoints, Let, Stmt};
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
        let depth = self.imports.len();
        self.imports.extend(imports(block));
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

    fn let_(&mut self, let_: &mut Let) {
        let start = self.next_use();
        let mut pat = let_.pat.clone();
        let wild = matches!(pat, Pat::Wild(_)) && let_.els.is_none();
        let sent = matches!(&let_.pat, Pat::Ident(name) if self.sent.contains(&name.ident.to_string()));
        let link = sent || matches!(&let_.init, Some(Expr::Plain(init)) if self.begins_chain(init));
        let outer = std::mem::replace(&mut self.kept, true);
        let made = match &let_.init {
            Some(Expr::Plain(init)) => receivers::made(init),
            _ => None,
        };
        let kind = match (&let_.ty, &let_.init) {
            (Some(ty), _) => Kind::of_type(ty),
            (None, Some(Expr::Plain(init))) => Kind::of_value(init),
            (None, _) => Kind::Unknown,
        };
        let is_closure = matches!(&let_.init, Some(Expr::Plain(syn::Expr::Closure(_))));
        let captures = CaptureId::new(self.captures.len());
        let outer_replaced = self.replaced;
        self.replaced = self.hides(let_).or(outer_replaced);
        self.statement(|this| {
            match (&mut let_.init, init_mode(&pat, let_.els.is_some())) {
                (None, _) => {}
                (Some(Expr::Plain(init)), Mode::Matched(Moves::Perhaps)) => this.scrutinee(init, vec![&mut pat]),
                (Some(Expr::Plain(init)), _) if wild && matches!(init, syn::Expr::Macro(_)) => this.let_macro(init),
                (Some(init), mode) => this.tree(init, mode),
            }
            if let Some(els) = &mut let_.els {
                let here = this.flow.fork();
                let after = this.flow.current();
                this.flow.branch(here);
                this.expr(els, Mode::Value);
                this.flow.resume_in(after);
            }
        });
        let initialised = let_.init.is_some();
        self.kept = outer;
        self.replaced = outer_replaced;
        let end = LocalId::new(self.locals.len());
        let bound = match &let_.els {
            Some(_) => self.pattern(&mut let_.pat, Origin::Let, initialised),
            None => self.irrefutable(&mut let_.pat, Origin::Let, initialised),
        };
        if let_.temporaries().is_some() {
            self.outlive(end)
        }
        if is_name(&let_.pat) || matches!(&let_.pat, Pat::Tuple(tuple) if tuple.elems.iter().all(is_name)) {
            bound.iter().for_each(|local| self.locals[*local].plain = true);
        }
        if let (Some(Expr::Plain(init)), [local], Pat::Ident(_)) = (&let_.init, &bound[..], &let_.pat) {
            self.locals[*local].link = link;
            self.locals[*local].pin = is_reborrow(init);
            self.locals[*local].likely_size = let_.ty.as_ref().map_or_else(|| size::of_value(init), size::of_type);
            if matches!(init, syn::Expr::Reference(init) if init.mutability.is_none()) {
                self.locals[*local].reference = Some(Mutability::Shared)
            }
        }
        if let [first, ..] = &bound[..] {
            self.locals[*first].made = made;
        }
        if let ([local], Some(_)) = (&bound[..], let_.name()) {
            let gives =
                |(id, capture): (CaptureId, &Capture)| id >= captures && !capture.moves && !capture.uses.is_empty();
            self.locals[*local].once = is_closure && self.captures.iter().any(gives);
            self.locals[*local].kind = kind;
        }
        if let (Some(Expr::Await(_)), [local], Pat::Ident(_)) = (&let_.init, &bound[..], &let_.pat) {
            self.locals[*local].awaited = true;
        }
        if let (Some(init), [local], Some(_)) = (&let_.init, &bound[..], let_.name()) {
            self.locals[*local].copy = match &let_.ty {
                Some(ty) => signature::primitive(ty).is_some(),
                None => matches!(init, Expr::Plain(init) if is_literal(init)),
            };
        }
        let from = self.uses_since(start);
        self.reaches.push(Reach { from, to: bound });
    }

    /// `let _ = check!(x);`
    fn let_macro(&mut self, mac: &mut syn::Expr) {
        let plain = mac.clone();
        *mac = syn::parse_quote!((#plain));
        if !self.check(mac) {
            *mac = plain;
            self.expr(mac, Mode::Value)
        }
    }

    /// The temporaries whose scope ended where `local` was declared are still there while it gets its value.
    fn outlive(&mut self, local: LocalId) {
        let after = LocalId::new(local.index() + 1);
        for temp in (0..local.index()).rev().map(LocalId::new) {
            if self.locals[temp].scope_end == local && names::is_given(&self.locals[temp].name) {
                self.locals[temp].scope_end = after
            }
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

    fn tree(&mut self, expr: &mut Expr, mode: Mode) {
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
        self.statement(|this| this.expr(&mut awaited.base, Mode::Value));
        self.awaiting = None;
        self.kept = outer;
        let point = Point { in_scope: self.tree_scope(), awaited: self.uses_since(start) };
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
                // Parts are taken one by one, whether that moves or copies them.
                put_back = if takes_parts { None } else { self.split(scrutinee, arms) };
                if put_back.is_none() {
                    self.statement(|this| this.scrutinee(scrutinee, arms.iter_mut().map(|arm| &mut arm.pat).collect()))
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
        self.statement(|this| {
            let id = this.consumed_by_patterns(scrutinee, others.iter().map(|arm| &arm.pat));
            this.matches[id].put_back = true
        });
        Some(use_)
    }

    /// Where control goes if there is a guard and it says no.
    fn arm(&mut self, arm: &mut Arm, scrutinee: std::ops::Range<UseId>, takes_parts: bool) -> Option<NodeId> {
        let mut refused = None;
        let bound = self.pattern(&mut arm.pat, Origin::Arm, true);
        if takes_parts {
            self.arm_takes(scrutinee.start, arm);
        }
        self.reaches.push(Reach { from: scrutinee, to: bound.clone() });
        let ending = bound.clone();
        if let Some(Guard::Plain(guard) | Guard::Chosen(guard)) = &mut arm.guard {
            let outer = std::mem::replace(&mut self.guarded, bound);
            let no = *refused.insert(self.flow.node());
            self.statement(|this| this.condition(guard, no));
            self.guarded = outer;
        }
        if matches!(arm.body, Expr::Block { label: None, .. }) && arm.body.suspends() {
            self.inherited = ending;
        }
        self.tree(&mut arm.body, Mode::Value);
        refused
    }
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

/// What a `let` with this pattern does with a place.
pub(super) fn init_mode(pat: &Pat, refutable: bool) -> Mode {
    match pat {
        Pat::Ident(binding) if binding.by_ref.is_some() && binding.mutability.is_some() => Mode::BorrowMut,
        Pat::Ident(binding) if binding.by_ref.is_some() => Mode::Borrow,
        // `let Unit = x;` and `let CONSTANT = x else { … };` bind nothing, and move nothing.
        Pat::Ident(binding) if refutable || !patterns::is_binding(binding) => Mode::Matched(Moves::Not),
        Pat::Ident(binding) if binding.subpat.is_none() => Mode::Value,
        Pat::Type(typed) => init_mode(&typed.pat, refutable),
        Pat::Wild(_) => Mode::Read,
        // Where the pattern does not match, the value stays where it is.
        _ if refutable => Mode::Matched(Moves::Not),
        pat => Mode::Matched(patterns::moves([pat])),
    }
}

fn is_name(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(binding) => binding.by_ref.is_none() && binding.subpat.is_none(),
        Pat::Wild(_) => true,
        _ => false,
    }
}

/// Whether the value is, by the conventions of the standard library, a reference or a pinned one: `x.as_mut()`, `Pin::new(x)`.
fn is_reborrow(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::MethodCall(e) => e.method == "as_mut" || e.method == "as_pin_mut" || e.method == "by_ref",
        syn::Expr::Call(e) => matches!(&*e.func, syn::Expr::Path(func) if {
            let names: Vec<String> = func.path.segments.iter().rev().take(2).map(|segment| segment.ident.to_string()).collect();
            names == ["new", "Pin"]
        }),
        _ => false,
    }
}

/// Whether the value is `Copy` for certain, because it is made of literals: it is copied, never moved.
fn is_literal(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Lit(_) => true,
        syn::Expr::Unary(e) => matches!(e.op, syn::UnOp::Neg(_)) && is_number(&e.expr),
        syn::Expr::Array(e) => e.elems.iter().all(is_literal),
        syn::Expr::Repeat(e) => is_literal(&e.expr),
        syn::Expr::Tuple(e) => e.elems.iter().all(is_literal),
        _ => false,
    }
}

fn is_number(expr: &syn::Expr) -> bool {
    matches!(expr, syn::Expr::Lit(e) if matches!(e.lit, syn::Lit::Int(_) | syn::Lit::Float(_)))
}
