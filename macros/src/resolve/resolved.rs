//! What resolving makes of a body: locals and their uses, closures, matches and suspension points, each by its id.

use super::flow::Flow;
use super::nested::Nested;
use crate::index::{CaptureId, IdSet, IndexVec, LocalId, MatchId, PartId, PointId, SegmentId, ThawId, UseId};
use crate::syntax::kinds::Kind;
use crate::syntax::patterns::Moves;
use crate::syntax::signature::Mutability;
use crate::syntax::tree::Block;
use proc_macro2::{Ident, Span};
use std::ops::Range;

pub struct Resolved {
    /// The body, its names replaced by markers.
    pub block: Block,
    /// The parameters, as locals, in order.
    pub params: Vec<LocalId>,
    pub locals: IndexVec<LocalId, Local>,
    pub uses: IndexVec<UseId, Use>,
    pub captures: IndexVec<CaptureId, Capture>,
    pub matches: IndexVec<MatchId, Matched>,
    pub parts: IndexVec<PartId, TakenPart>,
    /// The scrutinees of matches with guards: a guard may change the value through what borrows it.
    pub guarded_matches: IdSet<UseId>,
    /// The uses in each guard that chooses before the match, and the first of the locals that are its own.
    pub guards: Vec<(Range<UseId>, LocalId)>,
    /// Uses in a macro that prints its tokens.
    pub printed: IdSet<UseId>,
    /// Locals that a macro may have made a pointer to.
    pub pointed: IdSet<LocalId>,
    /// Receivers of methods whose names leave no doubt about what they do with `self`.
    pub sure: IdSet<UseId>,
    /// Receivers of methods of which rustc is asked whether they move them.
    pub asked: IdSet<UseId>,
    /// The uses of calls of which an argument was evaluated before, because it suspends. The first is that of the receiver.
    pub late: Vec<Range<UseId>>,
    /// Receivers of methods that are taken to consume them, whose arguments may, by other methods, consume something too.
    pub beside: IdSet<UseId>,
    /// What closures without `move` take along that may be a copy: each owns what it takes all the same.
    pub owned: IdSet<UseId>,
    /// The marked `async` blocks.
    pub blocks: Vec<Nested>,
    pub points: IndexVec<PointId, Point>,
    pub thaws: IndexVec<ThawId, Thaw>,
    pub flow: Flow,
    pub reaches: Vec<Reach>,
    /// The methods of a `self` that the function owns.
    pub owner_calls: Vec<(UseId, Ident)>,
    /// Whether something may be `unsafe`: a block is, or there is code that cannot be seen. A pointer to a local may be of use then when no borrow is.
    pub may_be_unsafe: bool,
    /// Whether something is `unsafe` that can be seen.
    pub is_unsafe: bool,
    /// Mentions in a `move` closure that owns a part of what a closure around it borrows, or a unique reference that it borrows.
    pub owned_in_part: Vec<UseId>,
}

impl Resolved {
    /// Whether another call of the same method of `self` tells that it does not consume that.
    pub fn is_called_repeatedly(&self, id: UseId) -> bool {
        let Some((_, method)) = self.owner_calls.iter().find(|(use_, _)| *use_ == id) else { return false };
        self.owner_calls.iter().any(|(use_, other)| *use_ != id && other == method)
    }
}

pub struct Local {
    /// What the user calls it.
    pub name: Ident,
    pub(super) text: String,
    /// Whether a local of the same name is hidden by this one, or the name is a keyword: then the machine calls it something else.
    pub renamed: bool,
    /// Which of the locals of that name it is, in the names of its slot and the like.
    pub nth: usize,
    pub mutable: bool,
    /// Bound by `ref`.
    pub by_ref: bool,
    pub origin: Origin,
    /// Where it is declared: it need not leave the segment if all its uses are there too.
    pub segment: SegmentId,
    /// `Some` if the type is known to be a reference.
    pub reference: Option<Mutability>,
    /// Whether it is a copy for certain: its value was made of literals, or its declared type is a primitive one, which is verified.
    pub copy: bool,
    /// Whether it is made of numbers and the like for certain, which refer to nothing.
    pub scalar: bool,
    /// Whether it is declared to be callable only once.
    pub once: bool,
    /// Whether it was made by reborrowing a pin or a reference: methods are taken to consume it.
    pub pin: bool,
    /// Whether it is a `self` that the function owns, or a parameter that is likely a reference of some kind: the last method that mentions it is
    /// taken to consume it.
    pub owner: bool,
    /// Whether its fields are references into something pinned.
    pub(super) projection: bool,
    /// Whether its initialiser is a unique borrow: `let x = &mut y`.
    pub(super) lends: bool,
    /// Whether it is what an awaited future gave.
    pub awaited: bool,
    /// Whether it is a temporary that is made to be consumed: see `builders`.
    pub(super) link: bool,
    /// Whether it is a temporary that was made for the one method that it is of: see `builders::makes`.
    pub(super) fresh: bool,
    /// What its declared type says of it, or its initialiser.
    pub kind: Kind,
    /// Whether it is a box for certain, whose content may be taken apart.
    pub boxed: bool,
    /// Whether it was declared without a value.
    pub deferred: bool,
    /// Whether its name stands by itself in a `let`, or in a tuple of names.
    pub plain: bool,
    /// A guess, in bytes: the frame is laid out by it.
    pub likely_size: u64,
    /// Locals from this one on are declared when it is out of scope.
    pub scope_end: LocalId,
}

impl Local {
    /// Whether its fields are unique references, which are reborrowed where they are mentioned.
    pub fn holds_references(&self) -> bool {
        self.projection
    }

    /// Whether it is a unique reference for certain, through which fields are copied or reborrowed, and none is moved.
    pub fn is_unique_reference(&self) -> bool {
        self.reference == Some(Mutability::Unique) || self.lends
    }

    /// Whether that is known of its type: then it makes no difference whether it was moved.
    pub fn has_no_destructor(&self) -> bool {
        self.copy || self.reference.is_some()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    Param,
    /// Declared by a `let` of the tree: it can be in scope at a suspension point.
    Let,
    /// Bound by an arm of the tree.
    Arm,
    /// Bound by an arm while its guard suspends: a view of the scrutinee, which is made anew on resume.
    Guard,
    /// Inside a plain expression: it cannot.
    Plain,
}

pub struct Use {
    pub local: LocalId,
    pub mode: Mode,
    pub projection: Projection,
    /// The fields that are named, from the local outwards: `a`, `0` for `x.a.0`, and for `x.a.0[i].b` too.
    pub path: Vec<syn::Member>,
    pub segment: SegmentId,
    pub context: Context,
    pub ident: Ident,
    /// The use that takes the local along, if the mention stands in a closure that takes it by value without `move`.
    pub taken_along: Option<UseId>,
    /// Whether the mention stands in a closure that is given a reference to the local, or in a `move` closure within one.
    pub lent: bool,
    /// Whether a macro may put the mention into a closure of its own: see `codegen::stay`.
    pub hidden: bool,
    /// Whether it is an argument of a macro, which may do more than move it.
    pub given: bool,
    /// Where the macro begins, if it stands in an argument of one: the outermost in the closure around.
    pub given_to: Option<Span>,
    /// Whether it is matched against patterns of which none says `ref`, or is asked for the next item: nothing that they bind refers to the local
    /// itself, only to what that refers to.
    pub unpacked: bool,
    /// Whether it is matched against variants of a type that has several, so that a closure captures all of what it names.
    pub tested: bool,
    /// Whether a method that asks something about it may change it, for all that its name says: `x.is_expired()`.
    pub asked_about: bool,
    /// Whether what it names is assigned, all of it: `x.f = value`.
    pub fills: bool,
}

/// What is done with a mention.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The whole local is moved or copied.
    Value,
    /// A field of it is moved or copied.
    Part,
    /// Read in place: a part by value, an operand of a comparison, an argument of a formatting macro.
    Read,
    /// The receiver of a method that by its name returns nothing borrowed.
    Inspected,
    /// The receiver of a method that by its name is one of numbers: it is copied.
    Calculated,
    Borrow,
    BorrowMut,
    /// The receiver of a method.
    Receiver,
    /// The receiver of a method that is taken to consume it.
    Consumed,
    /// Assigned through, or in part, or by `+=` and its like.
    Update,
    /// The left side of `=`.
    Assign,
    /// A part of the left side of `=`, as in `(x, y) = pair`.
    AssignInPattern,
    /// Matched against patterns; and what that does to it.
    Matched(Moves),
    /// The destination of `write!`.
    Written,
    /// Handed to a macro that may do anything with the place.
    MacroArgument,
    /// Mentioned in a macro that cannot be seen into.
    Opaque,
}

/// Which part of the local is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Projection {
    Whole,
    /// `x.f`
    Field,
    /// `x[i]`, `*x`
    Other,
}

/// Where a mention stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Context {
    Body,
    /// In a closure that captures by reference.
    Closure,
    /// In an argument of a macro, which may evaluate it more than once, or in a closure, or not at all: nothing is taken out of a slot there.
    Macro,
    /// In a `move` closure, which owns what it mentions.
    MoveClosure,
    /// In the guard of the arm that binds the local.
    OwnGuard,
}

/// A closure and the locals that it takes along.
pub struct Capture {
    pub uses: Vec<UseId>,
    /// Whether it is a `move` closure. Another one takes along what it mentions by value, if that is not `Copy`: so a copy of that must live as
    /// long as the local.
    pub moves: bool,
    /// Those of which it mentions fields alone: rustc would leave the rest of them behind.
    pub parts: Vec<UseId>,
    /// The mentions in a closure without `move`: of what stays in its place, it is given references.
    pub lent: Vec<UseId>,
    /// Whether it stands in an argument of a macro.
    pub hidden: bool,
    /// A closure without `move` that may be held, and mentions nothing but what it could as well own: if it owns one of `uses`, it is a `move`
    /// closure, which copies the others.
    pub may_move: bool,
    /// Where it begins.
    pub at: Option<Span>,
    /// Those of `uses` that rustc's closure may leave where they are, for all that is seen.
    pub doubtful: Vec<(UseId, Ident)>,
}

impl Capture {
    pub(super) fn new(moves: bool, hidden: bool) -> Self {
        let (at, doubtful) = (None, Vec::new());
        Capture { uses: Vec::new(), moves, parts: Vec::new(), lent: Vec::new(), hidden, may_move: false, at, doubtful }
    }
}

/// A place where a part of a local may be moved out of it.
pub struct TakenPart {
    pub use_: UseId,
    pub taking: Taking,
    /// Whether it is a part of what is in a box: `match *x { … }`.
    pub opened: bool,
    /// What is imported in the blocks around the pattern, from the outermost inwards.
    pub imports: Vec<Vec<syn::ItemUse>>,
    /// Whether names in it may be those of items that only a block around has.
    pub local_names: bool,
    /// Whether an arm of the match suspends: then control may resume in an arm that takes nothing.
    pub reentered: bool,
}

/// How a part is taken.
#[derive(Clone)]
pub enum Taking {
    /// `x.f`
    Place,
    /// `x.f.method()`, if rustc says that the method moves its receiver.
    Asked,
    /// `*x`, `*x.f`: it may be moved out of a box.
    Content(syn::Token![*]),
    /// A pattern binds it.
    Pattern(syn::Pat),
    /// `S { a: value, ..x }`: all but the fields that the literal names. The values in it mean nothing.
    Rest(syn::ExprStruct),
    /// `move || x.f.len()`: what a closure captures that mentions these fields, as rustc decides.
    Captured(CapturedParts),
}

/// The fields of a local that a `move` closure mentions, and nothing else of that.
#[derive(Clone)]
pub struct CapturedParts {
    /// Each from the place that the use of the local names.
    pub paths: Vec<Vec<syn::Member>>,
    /// The first word of the closure, whose edition decides what it captures.
    pub at: proc_macro2::Span,
}

/// A local that patterns are taken to consume.
pub struct Matched {
    pub use_: UseId,
    /// Whether another arm leaves it as it is.
    pub put_back: bool,
    pub pats: Vec<syn::Pat>,
}

/// The end of the last statement of a block that suspends.
pub struct Thaw {
    /// The locals whose scope ends with the block.
    pub locals: Vec<LocalId>,
    /// All locals in scope.
    pub in_scope: Vec<LocalId>,
    /// Uses from here on come after it.
    pub from: UseId,
}

pub struct Point {
    /// The locals in scope, in the order of declaration.
    pub in_scope: Vec<LocalId>,
    /// The uses in the awaited expression.
    pub awaited: Range<UseId>,
    /// Whether it stands in a loop.
    pub repeated: bool,
}

/// What the uses in `from` may borrow, the locals in `to` may hold from then on.
#[derive(Clone)]
pub struct Reach {
    pub from: Range<UseId>,
    pub to: Vec<LocalId>,
}
