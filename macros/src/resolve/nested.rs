//! What an `async` block captures.
//!
//! Since edition 2021 a block captures places, not variables: `x.a` where only that is mentioned, the reference itself of what is behind one,
//! and nothing for `let _ = x`. In 2018 it captures variables. All of them agree where each variable that the block mentions is needed as a
//! whole at some place, so that is what is found out here; the rest is left to rustc. What is captured drops in the order of the first mention.

use super::{Mode, Origin, Projection, Resolver};
use crate::index::{LocalId, NestedId};
use crate::syntax::patterns;
use crate::syntax::signature::Mutability;
use proc_macro2::Ident;

/// A marked block: see `syntax::nested`.
pub struct Nested {
    pub id: NestedId,
    pub captured: Vec<Captured>,
    /// Whether all of that is certain.
    pub certain: bool,
}

/// A local of the code around a block, by value.
pub struct Captured {
    pub name: Ident,
    /// Which parameter of the function it is, if it is one.
    pub param: Option<usize>,
    pub mutable: bool,
    pub reference: Option<Mutability>,
    /// Whether rustc's block may leave it where it is, because it is mentioned in macros alone.
    pub doubtful: bool,
}

/// The block that is being resolved.
pub(super) struct NestedScope {
    id: NestedId,
    moves: bool,
    /// Scopes from this depth on belong to the block, and closures from this one on are inside of it.
    depth: usize,
    closures: usize,
    mentioned: Vec<Mentioned>,
    certain: bool,
}

struct Mentioned {
    local: LocalId,
    name: Ident,
    /// Whether some mention needs the whole of it.
    whole: bool,
    /// Whether some such mention is nowhere in a macro.
    seen: bool,
    /// Whether it is not certain that the first mention captures something.
    unclear: bool,
}

/// Whether patterns may fail. For an `if let`, rustc looks at the whole of what it tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Never,
    Perhaps,
    IfLet,
}

impl Resolver<'_> {
    pub(super) fn enter_nested(&mut self, id: NestedId, moves: bool) {
        let (depth, closures, certain) = (self.scopes.len(), self.closures.len(), !self.in_unsafe);
        self.nested = Some(NestedScope { id, moves, depth, closures, mentioned: Vec::new(), certain });
    }

    pub(super) fn leave_nested(&mut self) {
        let Some(scope) = self.nested.take() else { return };
        let alone = scope.mentioned.len() < 2;
        let known = |mentioned: &Mentioned| {
            // Through a closure that captures by reference, what is moved and what is borrowed depends on types.
            let depth = self.depth(mentioned.local);
            let through = self.closures.iter().any(|closure| !closure.moves && depth < closure.depth);
            mentioned.whole && (alone || !mentioned.unclear) && !through
        };
        let certain = scope.certain && (scope.moves || scope.mentioned.is_empty()) && scope.mentioned.iter().all(known);
        let captured = scope.mentioned.iter().map(|mentioned| {
            let local = &self.locals[mentioned.local];
            let param = (local.origin == Origin::Param).then(|| crate::index::Id::index(mentioned.local));
            let (mutable, reference) = (local.mutable, local.reference);
            Captured { name: mentioned.name.clone(), param, mutable, reference, doubtful: !mentioned.seen }
        });
        let captured = captured.collect();
        self.blocks.push(Nested { id: scope.id, captured, certain });
    }

    /// A mention of a local in a block that is marked.
    pub(super) fn mention_in_nested(&mut self, local: LocalId, name: &Ident, mode: Mode, projection: Projection) {
        let behind_reference = self.locals[local].reference.is_some();
        let depth = self.depth(local);
        let (tested, hidden) = (self.tested, self.hidden);
        let Some(scope) = self.nested.as_mut().filter(|scope| depth < scope.depth) else { return };
        let (whole, unclear) = match mode {
            Mode::Matched(_) => (behind_reference || tested, !tested),
            Mode::MacroArgument | Mode::Opaque => (false, true),
            _ => (behind_reference || projection != Projection::Field, false),
        };
        let seen = whole && !hidden && !matches!(mode, Mode::Matched(_));
        match scope.mentioned.iter_mut().find(|known| known.local == local) {
            Some(known) => {
                known.whole |= whole;
                known.seen |= seen
            }
            None => scope.mentioned.push(Mentioned { local, name: name.clone(), whole, seen, unclear }),
        }
    }

    /// Resolves what is matched against the patterns. Where these are variants of a type that has several, it is looked at as a whole.
    pub(super) fn matched<'p>(
        &mut self,
        pats: impl IntoIterator<Item = &'p syn::Pat> + Clone,
        test: Test,
        resolve: impl FnOnce(&mut Self),
    ) {
        let tested = pats.clone().into_iter().any(patterns::is_known_variant);
        let outer = std::mem::replace(&mut self.tested, tested);
        let apart = test != Test::IfLet && patterns::take_apart(pats, test == Test::Never);
        let outer_apart = std::mem::replace(&mut self.apart, apart);
        resolve(self);
        self.tested = outer;
        self.apart = outer_apart;
    }

    /// What is mentioned on the left of an assignment is captured before what is on the right, which is evaluated first.
    pub(super) fn mentioned(&self) -> usize {
        self.nested.as_ref().map_or(0, |scope| scope.mentioned.len())
    }

    /// Exchanges what was mentioned between `start` and `middle` with what was mentioned after it. Closures inside capture in the order of
    /// evaluation.
    pub(super) fn exchange_mentioned(&mut self, start: usize, middle: usize) {
        if let Some(scope) = &mut self.nested
            && scope.closures == self.closures.len()
        {
            scope.mentioned[start..].rotate_left(middle - start)
        }
    }
}
