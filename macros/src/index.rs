//! Typed ids, and vectors over them. Nothing in the compiler iterates in hash order: what it emits depends on its input alone.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

pub trait Id: Copy + Eq + Ord {
    fn new(index: usize) -> Self;
    fn index(self) -> usize;
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(u32);
        impl Id for $name {
            fn new(index: usize) -> Self {
                $name(u32::try_from(index).expect("a body has fewer than four billion parts"))
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}

id!(
    /// A binding: a parameter, a `let`, a pattern's name, or a temporary that was given a name.
    LocalId, "l"
);
id!(
    /// One mention of a local.
    UseId, "u"
);
id!(
    /// A suspension point, in source order. The state of a coroutine suspended at it is its index plus one.
    PointId, "p"
);
id!(
    /// Storage in the frame, of a local or of an awaited future.
    SlotId, "s"
);
id!(
    /// A piece of a block: a statement that suspends and the statements that follow it up to the next one that does.
    SegmentId, "g"
);
id!(
    /// A node of the flow graph.
    NodeId, "n"
);
id!(
    /// The place in a block behind which nothing suspends any more.
    ThawId, "t"
);
id!(
    /// A match of a local against patterns.
    MatchId, "m"
);
id!(
    /// A place where a part of a local may be moved out of it.
    PartId, "q"
);
id!(
    /// A `move` closure, with what it captures.
    CaptureId, "c"
);
id!(
    /// An `async` block of the body that may be compiled by us, in source order.
    NestedId, "a"
);

/// A vector that is indexed by one kind of id.
pub struct IndexVec<I, T> {
    items: Vec<T>,
    ids: PhantomData<fn(I)>,
}

impl<I, T> Default for IndexVec<I, T> {
    fn default() -> Self {
        IndexVec { items: Vec::new(), ids: PhantomData }
    }
}

impl<I: Id, T> IndexVec<I, T> {
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::new(self.items.len() - 1)
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::new)
    }

    pub fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.items.iter().enumerate().map(|(index, item)| (I::new(index), item))
    }
}

impl<I: Id, T> FromIterator<T> for IndexVec<I, T> {
    fn from_iter<Items: IntoIterator<Item = T>>(items: Items) -> Self {
        IndexVec { items: items.into_iter().collect(), ids: PhantomData }
    }
}

impl<I: Id, T> Index<I> for IndexVec<I, T> {
    type Output = T;
    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for IndexVec<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

/// A set of ids of one kind.
#[derive(Clone, PartialEq, Eq)]
pub struct IdSet<I> {
    words: Vec<u64>,
    ids: PhantomData<I>,
}

impl<I: Id> IdSet<I> {
    pub fn new() -> Self {
        IdSet { words: Vec::new(), ids: PhantomData }
    }

    pub fn insert(&mut self, id: I) -> bool {
        let (word, bit) = (id.index() / 64, 1 << (id.index() % 64));
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        let new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        new
    }

    pub fn remove(&mut self, id: I) {
        if let Some(word) = self.words.get_mut(id.index() / 64) {
            *word &= !(1 << (id.index() % 64));
        }
    }

    pub fn contains(&self, id: I) -> bool {
        self.words.get(id.index() / 64).is_some_and(|word| word & (1 << (id.index() % 64)) != 0)
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Adds all of `other`, and says whether that changed anything.
    pub fn union_with(&mut self, other: &Self) -> bool {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        let mut changed = false;
        for (mine, theirs) in self.words.iter_mut().zip(&other.words) {
            changed |= *theirs & !*mine != 0;
            *mine |= *theirs;
        }
        changed
    }

    pub fn iter(&self) -> impl Iterator<Item = I> + '_ {
        let bits = |word: u64| {
            std::iter::successors(Some(word), |rest| Some(rest & rest.wrapping_sub(1))).take_while(|rest| *rest != 0)
        };
        let words = self.words.iter().enumerate().filter(|(_, word)| **word != 0);
        words.flat_map(move |(n, &word)| bits(word).map(move |rest| I::new(n * 64 + rest.trailing_zeros() as usize)))
    }
}
