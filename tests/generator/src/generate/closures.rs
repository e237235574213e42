//! Closures from numbers to numbers, and what they capture.

use super::state::{Loan, Local, Place, Role};
use super::types::Ty;
use super::{Feature, Writer, local};

impl Writer {
    /// `let f = |n| …;`, if what it would capture can be captured.
    pub fn closure(&mut self) -> Option<String> {
        let before = self.locals.clone();
        let (mark, first_inside) = (self.locals.temporary.len(), self.locals.indices().end);
        let moves = self.chance(50);
        let mentioned = std::mem::take(&mut self.mentions);
        let (name, body) = self.closure_body(moves);
        let captured = self.captures(first_inside);
        // Of a closure around this one they are mentions, too.
        self.mentions.extend(mentioned);
        let once = captured.iter().any(|(at, _)| self.locals.get(*at).state != before.get(*at).state);
        let mut loans = self.loans_since(mark);
        loans.retain(|loan| loan.of < first_inside);
        let mutates = loans.iter().any(|loan| loan.unique);
        let mut ty = Ty::Num;
        if moves {
            if !captured.iter().all(|(at, whole)| self.can_capture(*at, *whole, &before)) {
                self.locals = before;
                return None;
            }
            for (at, _) in &captured {
                if self.locals.get(*at).ty.watches() {
                    ty = Ty::Watch;
                }
                self.locals.capture(*at);
            }
            let direct = |loan: &Loan| captured.iter().any(|(at, _)| *at == loan.of);
            loans.retain(|loan| !direct(loan));
        }
        let role = Role::Closure { mutates, once };
        let closure = self.fresh_name("f");
        let mutable = if mutates { "mut " } else { "" };
        self.locals.push(Local { role, loans, mutable: mutates, ..local(&closure, ty) });
        let keyword = if moves { "move " } else { "" };
        Some(format!("let {mutable}{closure} = {keyword}|{name}: u32| -> u32 {body};"))
    }

    fn closure_body(&mut self, moves: bool) -> (String, String) {
        let (outside, exits) = (std::mem::replace(&mut self.in_closure, true), std::mem::take(&mut self.exits));
        let outer = std::mem::replace(&mut self.outside, self.locals.indices().end);
        let floor = self.locals.move_floor;
        if !moves && self.chance(50) && !self.has(Feature::Limits) {
            self.locals.move_floor = usize::MAX;
        }
        self.locals.enter();
        let name = self.fresh_name("a");
        self.locals.push(local(&name, Ty::Num));
        let number = self.value(&Ty::Num);
        self.locals.leave();
        self.locals.move_floor = floor;
        self.in_closure = outside;
        self.outside = outer;
        self.exits = exits;
        (name, format!("{{ {number} }}"))
    }

    /// Remembers that code in a closure changes the place.
    pub fn touch(&mut self, place: &Place) {
        if place.local < self.outside {
            self.lend(place, true);
        }
    }

    /// The locals outside that were named, and whether only as a whole.
    pub fn captures(&self, first_inside: usize) -> Vec<(usize, bool)> {
        let mut captured: Vec<(usize, bool)> = Vec::new();
        for (at, whole) in self.mentions.iter().copied().filter(|(at, _)| *at < first_inside) {
            match captured.iter_mut().find(|(other, _)| *other == at) {
                Some((_, only_whole)) => *only_whole &= whole,
                None => captured.push((at, whole)),
            }
        }
        captured
    }

    /// Whether a `move` closure can take the local with it.
    pub fn can_capture(&self, at: usize, whole: bool, before: &super::Locals) -> bool {
        before.get(at).ty.is_copy() || before.can_move(at) && (whole || self.has(Feature::Limits))
    }
}
