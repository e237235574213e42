//! `if`, `if let`, `match`, `let … else`.

use super::decisions::Decision;
use super::patterns::{By, Case};
use super::state::{Loan, Locals, Through};
use super::types::Ty;
use super::{Feature, Writer};

/// What a `match` looks at.
pub struct Scrutinee {
    pub text: String,
    pub ty: Ty,
    pub by: By,
    pub loans: Vec<Loan>,
}

impl Writer {
    /// `if c { a } else { b }`.
    pub fn branch(&mut self, ty: &Ty) -> String {
        let mark = self.locals.temporary.len();
        let condition = in_head(self.argument(&Ty::Bool));
        self.locals.temporary.truncate(mark);
        let [yes_count, no_count] = [self.rng.usize(0..3), self.rng.usize(0..3)];
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        let (yes, first) = self.aside(|writer| writer.block(yes_count, Some(ty)));
        let (no, second) = self.aside(|writer| writer.block(no_count, Some(ty)));
        self.borrow_temporaries = temporaries;
        self.meet(vec![first, second]);
        format!("if {condition} {yes} else {no}")
    }

    /// A `match` with a value. In an operand the temporaries of a scrutinee live longer in rustc's version than in ours, which
    /// the README says, so it gets a block of its own.
    pub fn match_value(&mut self, ty: &Ty) -> String {
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, !ty.borrows());
        let scrutinee = self.scrutinee();
        self.borrow_temporaries = temporaries;
        let matched = self.match_on(scrutinee, Some(ty));
        if self.has(Feature::Limits) { matched } else { format!("{{ {matched} }}") }
    }

    /// A scrutinee: a value, a place, or a reference to one.
    pub fn scrutinee(&mut self) -> Scrutinee {
        let ty = match self.rng.u32(0..8) {
            0 => Ty::Num,
            1 => Ty::Bool,
            2 => Ty::Shape,
            3 => Ty::Result(Box::new(self.simple_type())),
            4 => Ty::Tuple(vec![self.simple_type(), self.simple_type()]),
            _ => self.simple_type().option(),
        };
        self.need_type(&ty);
        self.scrutinee_of(ty)
    }

    pub fn scrutinee_of(&mut self, ty: Ty) -> Scrutinee {
        let mark = self.locals.temporary.len();
        // What is matched outlives the arms, so references to temporaries are fine unless what it binds may escape.
        let limit = std::mem::replace(&mut self.limit, usize::MAX);
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, true);
        let (text, by) = match self.rng.u32(0..6) {
            0 | 1 if self.may_match_by_reference() => match self.shared_place(&ty) {
                Some(text) => (text, By::Shared(self.loans_since(mark))),
                None if temporaries => (format!("&{}", self.operand(&ty)), By::Shared(self.loans_since(mark))),
                None => (self.value(&ty), By::Value),
            },
            2 if self.may_match_by_reference() => match self.unique_place(&ty) {
                Some(text) => (text, By::Unique(self.loans_since(mark))),
                None => (self.value(&ty), By::Value),
            },
            _ => (self.value(&ty), By::Value),
        };
        self.limit = limit;
        self.borrow_temporaries = temporaries;
        let loans = self.loans_since(mark);
        Scrutinee { text: in_head(text), ty, by, loans }
    }

    /// The arms of a `match`, as values or statements.
    pub fn match_on(&mut self, scrutinee: Scrutinee, tail: Option<&Ty>) -> String {
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        let mut arms = String::new();
        let mut ends = Vec::new();
        let cases = self.covering(&scrutinee.ty);
        let last = cases.len() - 1;
        for (at, case) in cases.iter().enumerate() {
            let guarded = !case.is_whole && self.has(Feature::Guards) && self.chance(20);
            if guarded || at < last && self.chance(5) {
                let ((arm, refused), end) = self.aside(|writer| writer.arm(case, &scrutinee, true, tail));
                arms.push_str(&arm);
                ends.push(end);
                self.locals.merge(&refused);
            }
            let ((arm, _), end) = self.aside(|writer| writer.arm(case, &scrutinee, false, tail));
            arms.push_str(&arm);
            ends.push(end);
        }
        self.borrow_temporaries = temporaries;
        self.meet(ends);
        format!("match {} {{ {arms} }}", scrutinee.text)
    }

    /// An arm, and what holds where its guard says no.
    fn arm(&mut self, case: &Case, scrutinee: &Scrutinee, guarded: bool, tail: Option<&Ty>) -> (String, Locals) {
        self.locals.enter();
        let first_bound = self.locals.indices().end;
        let pattern = self.case(case, &scrutinee.ty, &scrutinee.by, &scrutinee.loans);
        let mut refused = self.locals.clone();
        let guard = match self.has(Feature::Decisions) && self.chance(50) {
            _ if !guarded => String::new(),
            true => {
                let Decision { text, no, .. } = self.deciding_guard(first_bound);
                refused = no;
                format!(" if {text}")
            }
            false => format!(" if {}", self.guard()),
        };
        let count = self.rng.usize(0..3);
        let limit = self.limit;
        if tail.is_some_and(Ty::borrows) {
            // Nor does what the pattern binds outlive the arm.
            self.limit = limit.min(self.locals.scope - 1);
        }
        let body = if let Some(tail) = tail
            && self.chance(40)
        {
            format!("{{ {} }}", self.tail(tail))
        } else {
            self.block(count, tail)
        };
        self.limit = limit;
        self.locals.leave();
        (format!("{pattern}{guard} => {body}\n"), refused)
    }

    /// A guard that moves and assigns, but nothing of what its pattern binds.
    fn deciding_guard(&mut self, first_bound: usize) -> Decision {
        let mark = self.locals.temporary.len();
        let bound = first_bound..self.locals.indices().end;
        let hidden: Vec<_> = bound.clone().map(|at| self.locals.get_mut(at).hidden_by.replace(usize::MAX)).collect();
        let Decision { text, mut yes, no } = self.decision(2);
        for (at, hidden) in bound.zip(hidden) {
            yes.get_mut(at).hidden_by = hidden;
        }
        self.locals = yes.clone();
        self.locals.temporary.truncate(mark);
        Decision { text, yes, no }
    }

    /// A guard that moves nothing.
    fn guard(&mut self) -> String {
        let floor = std::mem::replace(&mut self.locals.move_floor, usize::MAX);
        let awaits = if self.has(Feature::Limits) || self.chance(40) {
            self.awaits
        } else {
            std::mem::replace(&mut self.awaits, 0)
        };
        let mark = self.locals.temporary.len();
        let guard = self.argument(&Ty::Bool);
        self.locals.temporary.truncate(mark);
        self.awaits = awaits;
        self.locals.move_floor = floor;
        in_head(guard)
    }

    /// `if`, `if let` or a chain, as a statement.
    pub fn if_statement(&mut self) -> String {
        let before = self.locals.temporary.len();
        self.locals.enter();
        let mut conditions = Vec::new();
        for at in 0..self.rng.usize(1..3) {
            let floor = self.locals.move_floor;
            if at > 0 {
                // It may not be asked.
                self.locals.move_floor = usize::MAX;
            }
            let is_let = self.has(Feature::Matches) && self.chance(45);
            conditions.push(if is_let { self.let_condition() } else { in_head(self.argument(&Ty::Bool)) });
            self.locals.move_floor = floor;
        }
        let head = conditions.join(" && ");
        let count = self.rng.usize(1..4);
        let (yes, first) = self.aside(|writer| writer.branch_block(count));
        self.locals.leave();
        self.locals.temporary.truncate(before);
        if !self.chance(50) {
            let now = self.locals.clone();
            self.meet(vec![first, Some(now)]);
            return format!("if {head} {yes}");
        }
        let (no, second) = self.aside(|writer| {
            if writer.chance(25) && writer.fuel > 5 {
                return writer.if_statement();
            }
            let count = writer.rng.usize(1..3);
            writer.branch_block(count)
        });
        self.meet(vec![first, second]);
        self.locals.temporary.truncate(before);
        format!("if {head} {yes} else {no}")
    }

    /// A block that may end by leaving a loop or the function.
    pub fn branch_block(&mut self, count: usize) -> String {
        if self.has(Feature::Leaving)
            && self.chance(40)
            && let Some(exit) = self.choose_exit()
        {
            return self.leaving_block(count, exit);
        }
        self.block(count, None)
    }

    /// `let PATTERN = …`, in a condition.
    pub fn let_condition(&mut self) -> String {
        let scrutinee = match self.rng.u32(0..4) {
            0 => self.scrutinee_of(Ty::Shape),
            1 => {
                let ty = Ty::Result(Box::new(self.simple_type()));
                self.scrutinee_of(ty)
            }
            _ => {
                let ty = self.simple_type().option();
                self.scrutinee_of(ty)
            }
        };
        self.need_type(&scrutinee.ty);
        let pattern = self.refutable(&scrutinee);
        format!("let {pattern} = {}", scrutinee.text)
    }

    /// One of the patterns that do not always match.
    pub fn refutable(&mut self, scrutinee: &Scrutinee) -> String {
        let cases: Vec<_> = self.covering(&scrutinee.ty).into_iter().filter(|case| !case.is_whole).collect();
        match cases.first() {
            Some(case) => self.case(case, &scrutinee.ty, &scrutinee.by, &scrutinee.loans),
            None => "_".into(),
        }
    }

    /// `let PATTERN = … else { … };`
    pub fn let_else(&mut self) -> Option<String> {
        let exit = self.choose_exit()?;
        let mark = self.locals.temporary.len();
        let ty = self.simple_type().option();
        let (limit, temporaries) = (self.limit, self.borrow_temporaries);
        self.borrow_temporaries = false;
        let scrutinee = match self
            .locals
            .places()
            .into_iter()
            .find(|place| place.ty == ty && place.through == Through::Itself && self.locals.can_read(place.local))
        {
            Some(place) if self.chance(50) => {
                self.locals.temporary.push(Loan { of: place.local, unique: false });
                let loans = self.loans_since(mark);
                Scrutinee { text: format!("&{}", place.text), ty, by: By::Shared(loans.clone()), loans }
            }
            _ => {
                let text = self.value(&ty);
                Scrutinee { text, ty, by: By::Value, loans: self.loans_since(mark) }
            }
        };
        self.limit = limit;
        self.borrow_temporaries = temporaries;
        let count = self.rng.usize(0..2);
        let (other, _) = self.aside(|writer| writer.leaving_block(count, exit));
        let pattern = self.refutable_some(&scrutinee);
        let text = if scrutinee.text.ends_with('}') { format!("({})", scrutinee.text) } else { scrutinee.text };
        Some(format!("let {pattern} = {text} else {other};"))
    }

    fn refutable_some(&mut self, scrutinee: &Scrutinee) -> String {
        let Ty::Option(part) = &scrutinee.ty else { return "_".into() };
        format!("Some({})", self.irrefutable(&part.clone(), &scrutinee.by, &scrutinee.loans))
    }
}

/// In the head of an `if` or a `match` no struct literal stands free.
pub fn in_head(text: String) -> String {
    let literal = ["Pair {", "Shape::Two {", "Guard {", "Seen {"].iter().any(|literal| text.contains(literal));
    if literal { format!("({text})") } else { text }
}
