//! Names become ids.
//!
//! Every binding of the body gets a [`LocalId`], every mention of one a [`UseId`]; both are put into the tree as markers (see `names`), so
//! that shadowing is settled once and for all. Along the way the flow graph is built, and the ranges of uses that may reach a local.
//!
//! Uses are numbered in the order of evaluation, so that "the uses in this expression" is a range.

mod builders;
mod closures;
mod consume;
mod control;
pub mod doubts;
mod expr;
pub mod flow;
mod leaving;
mod lets;
mod list;
mod macros;
mod modes;
mod nested;
mod parts;
mod pattern;
mod receivers;
mod resolved;
mod size;
mod tree;

use crate::diagnostics::Diagnostics;
use crate::index::{
    CaptureId, Id, IdSet, IndexVec, LocalId, MatchId, NodeId, PartId, PointId, SegmentId, ThawId, UseId,
};
use crate::names::{self, Marker};
use crate::syntax::kinds::{self, Kind};
use crate::syntax::methods::Methods;
use crate::syntax::signature::{self, Param, Signature};
use crate::syntax::tree::Block;
use closures::ClosureScope;
use flow::{Event, FlowBuilder};
use nested::NestedScope;
pub use nested::{Captured, Nested};
use proc_macro2::{Ident, Span};
pub use resolved::*;
use std::collections::HashSet;
use std::ops::Range;

/// A parameter that is a pattern is a `let` at the head of the body already: see `syntax::params`.
pub fn resolve(block: Block, signature: &Signature, methods: &Methods, diagnostics: &Diagnostics) -> Resolved {
    let mut resolver = Resolver::new(signature.returns_early(), methods, diagnostics);
    resolver.enter_scope();
    let params: Vec<LocalId> = signature.params.iter().map(|param| resolver.param(param)).collect();
    for (&local, param) in params.iter().zip(&signature.params) {
        resolver.locals[local].once = signature.is_called_once(&param.ty);
        resolver.locals[local].owner |= signature.is_for_references(&param.ty);
    }
    resolver.passed_on = delegate(signature);
    resolver.inherited = params.clone();
    resolver.is_unsafe = matches!(signature.item.safety, syn::Safety::Unsafe(_));
    let mut block = block;
    resolver.block(&mut block);
    resolver.leave_scope();
    resolver.finish(block, params)
}

/// The function's name, and how many arguments it has, if it takes its receiver by value.
fn delegate(signature: &Signature) -> Option<(Ident, usize)> {
    let by_value = signature.params.first()?.is_owned_receiver();
    by_value.then(|| (signature.item.ident.clone(), signature.params.len() - 1))
}

struct Resolver<'a> {
    diagnostics: &'a Diagnostics,
    /// Whether the output is one that `bail!` can return.
    output_is_left: bool,
    /// What is known of the methods of `self`.
    methods: &'a Methods,
    /// The name of the function and how many arguments it has, if it takes its receiver by value.
    passed_on: Option<(Ident, usize)>,
    locals: IndexVec<LocalId, Local>,
    /// What makes the names of their slots.
    numbered: HashSet<String>,
    uses: IndexVec<UseId, Use>,
    captures: IndexVec<CaptureId, Capture>,
    matches: IndexVec<MatchId, Matched>,
    parts: IndexVec<PartId, TakenPart>,
    guarded_matches: IdSet<UseId>,
    guards: Vec<(Range<UseId>, LocalId)>,
    /// Where the guards of a match that follows have chosen: the ways from each of its arms, and the node in which they meet.
    chosen: Option<(Vec<NodeId>, NodeId)>,
    printed: IdSet<UseId>,
    pointed: IdSet<LocalId>,
    sure: IdSet<UseId>,
    asked: IdSet<UseId>,
    late: Vec<std::ops::Range<UseId>>,
    beside: IdSet<UseId>,
    owned: IdSet<UseId>,
    /// How many closures are arguments of calls that are taken to consume something.
    links: usize,
    blocks: Vec<Nested>,
    points: IndexVec<PointId, Point>,
    thaws: IndexVec<ThawId, Thaw>,
    /// The locals around the next block whose scope ends with it.
    inherited: Vec<LocalId>,
    reaches: Vec<Reach>,
    owner_calls: Vec<(UseId, Ident)>,
    owned_in_part: Vec<UseId>,
    flow: FlowBuilder,
    scopes: Vec<Vec<LocalId>>,
    segments: usize,
    segment: SegmentId,
    /// The closures around, innermost last.
    closures: Vec<ClosureScope>,
    /// The first mention in what is assigned to a local, if that is the local too: `x = x.method()`.
    replaced: Option<UseId>,
    /// The first mention in what is awaited, if that is a call of a method.
    awaiting: Option<UseId>,
    /// What is come to next is such a call.
    awaits_method: bool,
    /// The temporaries of chains that are sent in the end.
    sent: HashSet<String>,
    /// Whether the local that is mentioned next is moved for certain, if it is not a reference.
    rid_of: bool,
    /// Whether an argument of a macro is being resolved.
    in_macro: bool,
    /// The same, of a macro that stands in the outermost closure around, if there is one.
    hidden: bool,
    /// Where the outermost of the macros begins that are around, in the innermost closure.
    given_to: Option<Span>,
    /// The bindings whose arm's guard is being resolved.
    guarded: Vec<LocalId>,
    /// Uses of the innermost statement that may store into a local.
    sinks: Vec<LocalId>,
    /// Whether the code is in an `unsafe` block, where a field may be that of a union: no safe code can name it.
    in_unsafe: bool,
    /// See [`Resolved`].
    may_be_unsafe: bool,
    is_unsafe: bool,
    /// The imports of the blocks around.
    imports: Vec<Vec<syn::ItemUse>>,
    /// Whether one of the blocks around has items that the body as a whole has not.
    beside_items: bool,
    /// Whether what is being resolved may be held across a suspension: an awaited expression, an initialiser.
    kept: bool,
    /// Whether the closure that is resolved next is an argument.
    told: bool,
    /// The fields of the place that is being resolved, from the outermost inwards.
    fields: Vec<syn::Member>,
    /// The marked block that is being resolved.
    nested: Option<NestedScope>,
    /// Whether the place that is being resolved is matched against variants of a type that has several.
    tested: bool,
    /// Whether it is matched against patterns that leave something of it, and that a closure captures the parts of which that bind.
    apart: bool,
}

impl<'a> Resolver<'a> {
    fn new(output_is_left: bool, methods: &'a Methods, diagnostics: &'a Diagnostics) -> Self {
        Resolver {
            diagnostics,
            output_is_left,
            methods,
            passed_on: None,
            replaced: None,
            awaiting: None,
            awaits_method: false,
            sent: HashSet::new(),
            rid_of: false,
            locals: IndexVec::default(),
            numbered: HashSet::new(),
            uses: IndexVec::default(),
            captures: IndexVec::default(),
            matches: IndexVec::default(),
            parts: IndexVec::default(),
            guarded_matches: IdSet::new(),
            guards: Vec::new(),
            chosen: None,
            printed: IdSet::new(),
            pointed: IdSet::new(),
            sure: IdSet::new(),
            asked: IdSet::new(),
            late: Vec::new(),
            beside: IdSet::new(),
            owned: IdSet::new(),
            links: 0,
            blocks: Vec::new(),
            points: IndexVec::default(),
            thaws: IndexVec::default(),
            inherited: Vec::new(),
            reaches: Vec::new(),
            owner_calls: Vec::new(),
            owned_in_part: Vec::new(),
            flow: FlowBuilder::new(),
            scopes: Vec::new(),
            segments: 1,
            segment: SegmentId::new(0),
            closures: Vec::new(),
            in_macro: false,
            hidden: false,
            given_to: None,
            guarded: Vec::new(),
            sinks: Vec::new(),
            in_unsafe: false,
            may_be_unsafe: false,
            is_unsafe: false,
            imports: Vec::new(),
            beside_items: false,
            kept: false,
            told: false,
            fields: Vec::new(),
            nested: None,
            tested: false,
            apart: false,
        }
    }

    fn finish(self, block: Block, params: Vec<LocalId>) -> Resolved {
        Resolved {
            block,
            params,
            locals: self.locals,
            uses: self.uses,
            captures: self.captures,
            matches: self.matches,
            parts: self.parts,
            guarded_matches: self.guarded_matches,
            guards: self.guards,
            printed: self.printed,
            pointed: self.pointed,
            sure: self.sure,
            asked: self.asked,
            late: self.late,
            beside: self.beside,
            owned: self.owned,
            blocks: self.blocks,
            points: self.points,
            thaws: self.thaws,
            flow: self.flow.finish(),
            reaches: self.reaches,
            owner_calls: self.owner_calls,
            may_be_unsafe: self.may_be_unsafe || self.is_unsafe,
            is_unsafe: self.is_unsafe,
            owned_in_part: self.owned_in_part,
        }
    }

    fn param(&mut self, param: &Param) -> LocalId {
        let local = self.declare(&param.ident, Origin::Param, true);
        self.locals[local].mutable = param.mutable;
        self.locals[local].reference = param.known_reference;
        self.locals[local].copy = signature::primitive(param.written_type()).is_some();
        self.locals[local].likely_size = size::of_type(&param.ty);
        self.locals[local].kind = Kind::of_type(&param.ty);
        self.locals[local].boxed = kinds::is_box(&param.ty);
        self.locals[local].owner = param.is_owned_receiver();
        self.flow.event(Event::Declare { local, initialised: true });
        local
    }

    /// Makes a local. It is in scope from here on.
    fn declare(&mut self, name: &Ident, origin: Origin, initialised: bool) -> LocalId {
        let text = names::text(name);
        let nth = match origin {
            Origin::Plain => 0,
            _ => (0..).find(|n| self.numbered.insert(names::numbered(name, *n))).expect("some number is free"),
        };
        let hides = self.lookup(name).is_some_and(|hidden| self.locals[hidden].origin != Origin::Plain);
        let local = self.locals.push(Local {
            name: name.clone(),
            text,
            renamed: origin != Origin::Plain && (hides || name == "self"),
            nth,
            mutable: false,
            by_ref: false,
            origin,
            segment: self.segment,
            reference: None,
            copy: false,
            scalar: false,
            once: false,
            pin: false,
            owner: false,
            projection: false,
            lends: false,
            awaited: false,
            link: false,
            fresh: false,
            kind: Kind::Unknown,
            boxed: false,
            deferred: !initialised,
            plain: false,
            likely_size: size::UNKNOWN,
            scope_end: LocalId::new(self.locals.len()),
        });
        self.scopes.last_mut().expect("a declaration stands in a scope").push(local);
        local
    }

    fn enter_scope(&mut self) {
        self.scopes.push(Vec::new())
    }

    fn leave_scope(&mut self) {
        let end = LocalId::new(self.locals.len());
        for local in self.scopes.pop().into_iter().flatten() {
            self.locals[local].scope_end = end
        }
    }

    fn lookup(&self, name: &Ident) -> Option<LocalId> {
        let text = names::text(name);
        self.scopes
            .iter()
            .rev()
            .flat_map(|scope| scope.iter().rev())
            .copied()
            .find(|&local| self.locals[local].text == text && names::same_context(&self.locals[local].name, name))
    }

    fn next_use(&self) -> UseId {
        UseId::new(self.uses.len())
    }

    fn uses_since(&self, start: UseId) -> Range<UseId> {
        start..self.next_use()
    }

    fn new_segment(&mut self) -> SegmentId {
        self.segments += 1;
        self.segment = SegmentId::new(self.segments - 1);
        self.segment
    }

    /// The scope that declares the local.
    fn depth(&self, local: LocalId) -> usize {
        self.scopes.iter().position(|scope| scope.contains(&local)).unwrap_or(0)
    }

    /// A mention of `name`, if it is a local: the marker that replaces it.
    fn mention(&mut self, name: &Ident, mode: Mode, projection: Projection) -> Option<Ident> {
        let local = self.lookup(name)?;
        self.mention_in_nested(local, name, mode, projection);
        let apart = self.apart && matches!(mode, Mode::Matched(_));
        let context = self.context(local, name, projection == Projection::Field || apart);
        if context == Context::Closure && mode == Mode::Value && projection == Projection::Whole {
            self.taken_by_closure(local, name);
        }
        self.rid_of = false;
        let use_ = self.record(local, name, mode, projection, context);
        Some(Marker::Use(use_).ident(name.span()))
    }

    fn record(&mut self, local: LocalId, name: &Ident, mode: Mode, projection: Projection, context: Context) -> UseId {
        let segment = self.segment;
        let path = std::mem::take(&mut self.fields).into_iter().rev().collect();
        // Without `mut` in the source, rustc complains about the witness, and that is enough.
        let assigned = matches!(mode, Mode::Assign | Mode::AssignInPattern | Mode::Update);
        self.locals[local].mutable |= assigned && projection == Projection::Whole;
        let use_ = self.uses.push(Use {
            local,
            mode,
            projection,
            path,
            segment,
            context,
            ident: name.clone(),
            taken_along: None,
            lent: false,
            hidden: self.hidden,
            given: false,
            given_to: self.given_to,
            asked_about: false,
            unpacked: false,
            tested: self.tested && matches!(mode, Mode::Matched(_)),
            fills: false,
        });
        if context != Context::MoveClosure && !matches!(mode, Mode::Assign | Mode::AssignInPattern) {
            self.flow.event(Event::Use(use_));
        }
        if matches!(
            mode,
            Mode::BorrowMut
                | Mode::Written
                | Mode::Receiver
                | Mode::Consumed
                | Mode::Update
                | Mode::Assign
                | Mode::AssignInPattern
                | Mode::MacroArgument
                | Mode::Opaque
        ) {
            self.sinks.push(local)
        }
        use_
    }

    /// `in_part` says that a closure captures a part of the local alone, for all that this mention tells.
    fn context(&mut self, local: LocalId, name: &Ident, in_part: bool) -> Context {
        if self.guarded.contains(&local) {
            return Context::OwnGuard;
        }
        let depth = self.depth(local);
        let mut around = self.closures.iter_mut().filter(|closure| depth < closure.depth).peekable();
        if around.peek().is_none() {
            let captured = self.in_macro && self.locals[local].origin != Origin::Plain;
            return if captured { Context::Macro } else { Context::Body };
        }
        let Some(owner) = around.find(|closure| closure.moves) else {
            self.mentioned_within(local);
            return Context::Closure;
        };
        match owner.captured.iter_mut().find(|(captured, ..)| *captured == local) {
            Some((_, _, part)) => *part &= in_part,
            None => owner.captured.push((local, name.clone(), in_part)),
        }
        Context::MoveClosure
    }
}
