//! The small tree: what suspends is taken apart, everything else stays an expression of syn.
//!
//! After [`super::body`] a suspension stands only at the root of an expression: operands that suspend, and operands and temporaries that
//! live across a suspension, are `let`s before it. So there is nothing to spill but locals, and a local is the only thing that later
//! phases know.
//!
//! ```text
//! total += cost(&item(), load(id).await?);
//!     {                                       // a block as an expression
//!         let temp_0 = item();                // Let, plain
//!         let temp_1 = load(id).await;        // Let, Await
//!         let temp_2 = cost(&temp_0, temp_1?);
//!         total += temp_2;                    // plain
//!     }
//! ```

use crate::index::{PartId, PointId, ThawId, UseId};
use proc_macro2::Span;

pub struct Block {
    pub stmts: Vec<Stmt>,
    pub tail: Option<Box<Expr>>,
    pub unsafety: Option<syn::Token![unsafe]>,
    /// The user's braces: where the temporaries of its tail end depends on the edition that they are of.
    pub braces: Option<Span>,
    /// Where its last suspension is behind it: given by `resolve`.
    pub thaw: Option<ThawId>,
}

impl Block {
    pub fn new(stmts: Vec<Stmt>, tail: Option<Box<Expr>>) -> Self {
        Block { stmts, tail, unsafety: None, braces: None, thaw: None }
    }
}

pub enum Stmt {
    Let(Box<Let>),
    /// An expression whose value is dropped, with its semicolon if it has one.
    Expr(Expr, Option<syn::Token![;]>),
    Item(syn::Item),
}

pub struct Let {
    pub attrs: Vec<syn::Attribute>,
    pub pat: syn::Pat,
    pub ty: Option<syn::Type>,
    pub init: Option<Expr>,
    /// The block of a `let … else`. One that suspends became a `match`.
    pub els: Option<syn::Expr>,
}

impl Let {
    /// The block of the initialiser's temporaries, if the value is put into the local before they drop.
    pub fn temporaries(&self) -> Option<&Block> {
        match &self.init {
            Some(Expr::Block { label: None, block }) if self.name().is_some() => {
                Some(block).filter(|block| block.braces.is_none() && block.tail.is_some())
            }
            _ => None,
        }
    }

    /// `let x`, where `x` has the declared type.
    pub fn name(&self) -> Option<&syn::PatIdent> {
        match &self.pat {
            syn::Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() && self.els.is_none() => Some(name),
            _ => None,
        }
    }
}

pub enum Expr {
    /// Neither the expression nor a part of it suspends.
    Plain(syn::Expr),
    /// `base.await`, where `base` is plain.
    Await(Await),
    Block {
        label: Option<syn::Label>,
        block: Block,
    },
    /// The condition is of type `bool`; `if let` is a [`Expr::Match`].
    If {
        cond: Box<Expr>,
        then: Block,
        els: Option<Box<Expr>>,
        /// Where the word `if` stands.
        span: Span,
    },
    Match {
        scrutinee: Box<Expr>,
        arms: Vec<Arm>,
        /// Where it begins and ends.
        ends: (Span, Span),
    },
    /// Which arm a match with guards that suspend takes: see [`super::guards`].
    Choose(Box<Choose>),
    Loop {
        label: Option<syn::Label>,
        /// The span of the word `loop`, `while` or `for`.
        span: Span,
        body: Block,
    },
    Break {
        label: Option<syn::Lifetime>,
        value: Option<Box<Expr>>,
    },
    Return {
        value: Box<Expr>,
    },
}

pub struct Await {
    pub base: syn::Expr,
    pub point: PointId,
    /// The span of the word `await`.
    pub span: Span,
}

pub struct Arm {
    pub pat: syn::Pat,
    /// The scrutinee, if it is a local that this arm leaves as it is while the other arms consume it: given by `resolve`.
    pub put_back: Option<UseId>,
    /// What this arm takes out of the scrutinee, if that is a local: given by `resolve`.
    pub part: Option<PartId>,
    pub guard: Option<Guard>,
    pub body: Expr,
}

pub enum Guard {
    /// The user's, which does not suspend.
    Plain(syn::Expr),
    /// Whether an [`Expr::Choose`] before the match has chosen this arm.
    Chosen(syn::Expr),
}

pub struct Choose {
    pub label: syn::Lifetime,
    pub scrutinee: syn::Expr,
    /// How many guards have said no.
    pub refused: syn::Expr,
    pub arms: Vec<(syn::Pat, Option<Expr>)>,
}

/// The first and the last suspension point of a piece of the tree.
pub type Points = Option<(PointId, PointId)>;

pub trait HasPoints {
    fn points(&self) -> Points;
    fn suspends(&self) -> bool {
        self.points().is_some()
    }
}

fn join(parts: impl IntoIterator<Item = Points>) -> Points {
    parts.into_iter().flatten().reduce(|(first, _), (_, last)| (first, last))
}

impl HasPoints for Block {
    fn points(&self) -> Points {
        join(self.stmts.iter().map(Stmt::points).chain(self.tail.iter().map(|tail| tail.points())))
    }
}

impl HasPoints for Stmt {
    fn points(&self) -> Points {
        match self {
            Stmt::Let(let_) => let_.init.as_ref().and_then(Expr::points),
            Stmt::Expr(expr, _) => expr.points(),
            Stmt::Item(_) => None,
        }
    }
}

impl HasPoints for Expr {
    fn points(&self) -> Points {
        match self {
            Expr::Plain(_) => None,
            Expr::Await(Await { point, .. }) => Some((*point, *point)),
            Expr::Block { block, .. } => block.points(),
            Expr::If { cond, then, els, .. } => {
                join([cond.points(), then.points(), els.as_ref().and_then(|els| els.points())])
            }
            Expr::Match { scrutinee, arms, .. } => {
                join([scrutinee.points()].into_iter().chain(arms.iter().map(|arm| arm.body.points())))
            }
            Expr::Choose(choose) => {
                join(choose.arms.iter().filter_map(|(_, guard)| guard.as_ref()).map(|guard| guard.points()))
            }
            Expr::Loop { body, .. } => body.points(),
            Expr::Break { value, .. } => value.as_ref().and_then(|value| value.points()),
            Expr::Return { value, .. } => value.points(),
        }
    }
}
