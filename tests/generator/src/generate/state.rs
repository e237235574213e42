//! What is known about the locals at one point of a body: which are initialised, and which are lent to whom.
//!
//! The books are kept more strictly than rustc keeps them: a borrow lasts to the end of the statement, or for as long as the
//! local lives that holds it, unless that local is *retired*: never mentioned again, as rustc sees for itself. What is strict
//! costs variety; what is too lax costs programs that rustc rejects, and nothing else.

use super::types::Ty;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    Init,
    /// Declared, moved away, or one of these on some path: it can be assigned, and nothing else.
    Gone,
}

/// `of`, an index of a local, is borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loan {
    pub of: usize,
    pub unique: bool,
}

/// What a local can be used for besides its value.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    Value,
    /// A counter of a loop or the like, never assigned by chance.
    Fixed,
    /// A closure from numbers to numbers. `&mut` or by value once, if so.
    Closure {
        mutates: bool,
        once: bool,
    },
}

#[derive(Clone, Debug)]
pub struct Local {
    pub name: String,
    pub ty: Ty,
    pub role: Role,
    pub mutable: bool,
    pub state: State,
    pub retired: bool,
    /// Another local has the same name and was declared later, in the scope of this depth.
    pub hidden_by: Option<usize>,
    pub loans: Vec<Loan>,
    pub scope: usize,
    pub loops: usize,
}

/// All locals that are in scope, and the borrows of the statement.
#[derive(Clone, Debug, Default)]
pub struct Locals {
    all: Vec<Local>,
    /// Borrows by temporaries of the statements under way.
    pub temporary: Vec<Loan>,
    /// How many blocks the place where code is written is in.
    pub scope: usize,
    /// How many loops.
    pub loops: usize,
    /// Locals outside so many loops may not be moved, because the loop may come by again.
    pub move_floor: usize,
    /// But they may if they get another value before.
    pub remakes: bool,
}

/// A place that can be named: a local, or a part of one.
#[derive(Clone, Debug)]
pub struct Place {
    pub text: String,
    pub ty: Ty,
    pub local: usize,
    pub through: Through,
}

/// What is between a local and a part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Through {
    /// The local itself.
    Itself,
    /// A field or the content of a box.
    Owner,
    Shared,
    Unique,
}

impl Local {
    /// What is left of another local, `x.right`, of which a part was moved.
    pub fn is_part(&self) -> bool {
        self.name.contains(['.', '*'])
    }

    /// Whether it can be moved in a loop that it is outside of, because it gets another value before the next turn.
    fn can_be_remade(&self) -> bool {
        self.mutable && self.role == Role::Value && !self.ty.borrows() && !self.is_part()
    }
}

impl Locals {
    pub fn push(&mut self, mut local: Local) -> usize {
        local.scope = self.scope;
        local.loops = self.loops;
        for other in &mut self.all {
            if other.name == local.name && other.hidden_by.is_none() {
                other.hidden_by = Some(self.scope);
            }
        }
        self.all.push(local);
        self.all.len() - 1
    }

    pub fn get(&self, at: usize) -> &Local {
        &self.all[at]
    }

    pub fn get_mut(&mut self, at: usize) -> &mut Local {
        &mut self.all[at]
    }

    /// The local is captured by value.
    pub fn capture(&mut self, at: usize) {
        let local = self.get_mut(at);
        if !local.ty.is_copy() {
            local.state = State::Gone;
        }
    }

    pub fn indices(&self) -> std::ops::Range<usize> {
        0..self.all.len()
    }

    pub fn enter(&mut self) {
        self.scope += 1;
    }

    pub fn leave(&mut self) {
        let scope = self.scope;
        self.all.retain(|local| local.scope < scope);
        let left = self.all.len();
        self.temporary.retain(|loan| loan.of < left);
        self.all.iter_mut().for_each(|local| local.loans.retain(|loan| loan.of < left));
        for local in &mut self.all {
            if local.hidden_by == Some(scope) {
                local.hidden_by = None;
            }
        }
        self.scope -= 1;
    }

    /// The state on two paths that meet. `other` may know of more locals, which are out of scope.
    pub fn merge(&mut self, other: &Locals) {
        for (local, other) in self.all.iter_mut().zip(&other.all) {
            if other.state == State::Gone {
                local.state = State::Gone;
            }
            local.retired |= other.retired;
            for loan in &other.loans {
                if !local.loans.contains(loan) {
                    local.loans.push(*loan);
                }
            }
        }
    }

    /// Whether the local can be named and has a value.
    pub fn is_usable(&self, at: usize) -> bool {
        let local = &self.all[at];
        local.state == State::Init && !local.retired && local.hidden_by.is_none()
    }

    fn loans_of(&self, at: usize) -> impl Iterator<Item = &Loan> {
        let held = self.all.iter().filter(|local| !local.retired && local.state == State::Init);
        held.flat_map(|local| &local.loans).chain(&self.temporary).filter(move |loan| loan.of == at)
    }

    pub fn is_lent(&self, at: usize) -> bool {
        self.loans_of(at).next().is_some()
    }

    pub fn can_read(&self, at: usize) -> bool {
        self.is_usable(at) && !self.loans_of(at).any(|loan| loan.unique)
    }

    pub fn can_move(&self, at: usize) -> bool {
        let may = self.all[at].loops >= self.move_floor
            || self.remakes && self.move_floor != usize::MAX && self.all[at].can_be_remade();
        self.is_usable(at) && !self.is_lent(at) && may
    }

    /// The locals that have no value here and had one in `entry`.
    pub fn missing(&self, entry: &Locals) -> Vec<usize> {
        let both = self.all.iter().zip(&entry.all).enumerate();
        both.filter(|(_, (now, then))| then.state == State::Init && now.state == State::Gone)
            .map(|(at, _)| at)
            .collect()
    }

    /// Whether it can be borrowed uniquely, or assigned.
    pub fn can_write(&self, place: &Place) -> bool {
        let local = &self.all[place.local];
        let may = match place.through {
            Through::Itself | Through::Owner => local.mutable,
            Through::Unique => true,
            Through::Shared => false,
        };
        may && local.role == Role::Value && self.is_usable(place.local) && !self.is_lent(place.local)
    }

    /// Retires the locals that borrow from `at`, if that frees it.
    pub fn free(&mut self, at: usize) -> bool {
        if self.temporary.iter().any(|loan| loan.of == at) {
            return false;
        }
        let borrowers: Vec<usize> = self
            .indices()
            .filter(|other| {
                let other = &self.all[*other];
                !other.retired && other.state == State::Init && other.loans.iter().any(|loan| loan.of == at)
            })
            .collect();
        let can = borrowers.iter().all(|other| !self.all[*other].ty.watches() && self.all[*other].loops == self.loops);
        let lent = borrowers.iter().any(|other| self.is_lent(*other));
        if !can || lent {
            return false;
        }
        for other in borrowers {
            self.all[other].retired = true;
        }
        true
    }

    /// Every place that can be named, wherever it may be lent.
    pub fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for at in self.indices() {
            if self.is_usable(at) && !matches!(self.all[at].role, Role::Closure { .. }) {
                let local = &self.all[at];
                let whole =
                    Place { text: local.name.clone(), ty: local.ty.clone(), local: at, through: Through::Itself };
                add_parts(whole, 2, &mut places);
            }
        }
        places
    }
}

/// The place and the places in it.
fn add_parts(place: Place, depth: usize, places: &mut Vec<Place>) {
    let inside = |text: String, ty: &Ty, through: Through| {
        let through = match (place.through, through) {
            (Through::Shared, _) | (_, Through::Shared) => Through::Shared,
            (Through::Unique, _) | (_, Through::Unique) => Through::Unique,
            _ => Through::Owner,
        };
        Place { text, ty: ty.clone(), local: place.local, through }
    };
    let text = &place.text;
    let parts = match &place.ty {
        Ty::Pair => {
            ["left", "right"].map(|field| inside(format!("{text}.{field}"), &Ty::Noisy, Through::Owner)).to_vec()
        }
        Ty::Guard => vec![
            inside(format!("{text}.held"), &Ty::Noisy, Through::Owner),
            inside(format!("{text}.n"), &Ty::Num, Through::Owner),
        ],
        Ty::Seen => vec![
            inside(format!("{text}.of"), &Ty::Noisy.shared(), Through::Owner),
            inside(format!("{text}.n"), &Ty::Num, Through::Owner),
        ],
        Ty::Tuple(parts) => {
            let part = |(at, part)| inside(format!("{text}.{at}"), part, Through::Owner);
            parts.iter().enumerate().map(part).collect()
        }
        Ty::Array(part) => vec![inside(format!("{text}[1]"), part, Through::Owner)],
        Ty::Boxed(part) => vec![inside(format!("(*{text})"), part, Through::Owner)],
        Ty::Ref(part) => vec![inside(format!("(*{text})"), part, Through::Shared)],
        Ty::Mut(part) => vec![inside(format!("(*{text})"), part, Through::Unique)],
        _ => vec![],
    };
    places.push(place);
    if depth > 0 {
        for part in parts {
            add_parts(part, depth - 1, places);
        }
    }
}
