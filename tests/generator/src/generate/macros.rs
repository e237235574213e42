//! Macros of the program's own. No macro says what it does with its arguments: here they are evaluated never, seldom, twice,
//! in a loop, in a closure or in another order, and what leaves the code around is not always written there.

use super::loops::Leave;
use super::types::Ty;
use super::{Feature, Writer};

impl Writer {
    /// `break`, by a macro.
    pub fn hidden_break(&mut self, label: &str, value: &str) -> Option<String> {
        if !self.has(Feature::UserMacros) || !self.chance(50) {
            return None;
        }
        let (label, value) = (label.trim(), value.trim());
        Some(match (label.is_empty(), value.is_empty()) {
            (true, true) => {
                self.need_macro("macro_rules! halt { () => { break }; ($value:expr) => { break $value } }");
                "halt!();".into()
            }
            (true, false) => {
                self.need_macro("macro_rules! halt { () => { break }; ($value:expr) => { break $value } }");
                format!("halt!({value});")
            }
            (false, _) => {
                self.need_macro("macro_rules! out { ($l:lifetime) => { break $l }; ($l:lifetime, $value:expr) => { break $l $value } }");
                let comma = if value.is_empty() { "" } else { ", " };
                format!("out!({label}{comma}{value});")
            }
        })
    }

    /// `continue`, by a macro.
    pub fn hidden_continue(&mut self, label: &str) -> Option<String> {
        if !self.has(Feature::UserMacros) || !self.chance(50) {
            return None;
        }
        self.need_macro("macro_rules! next { ($($l:lifetime)?) => { continue $($l)? } }");
        Some(format!("next!({});", label.trim()))
    }

    /// `stop!(condition);`
    pub fn macro_that_leaves(&mut self) -> Option<String> {
        let leave = self.choose_exit()?;
        let mark = self.locals.temporary.len();
        let condition = self.macro_condition();
        self.locals.temporary.truncate(mark);
        let (at, is_break) = match leave {
            Leave::Break(at) if self.exits[at].value.is_none() => (at, true),
            Leave::Continue(at) if self.locals.missing(&self.exits[at].entry).is_empty() => (at, false),
            Leave::Return if self.has(Feature::Limits) && self.chance(20) => {
                self.need_macro("macro_rules! give { ($c:expr, $value:expr) => { if $c { return $value } } }");
                let output = self.output.clone();
                let (value, _) = self.aside(|writer| writer.macro_argument(&output));
                return Some(format!("give!({condition}, {value});"));
            }
            _ => return Some(format!("drop({condition});")),
        };
        if is_break {
            let state = self.locals.clone();
            self.exits[at].breaks.push(state);
        }
        self.need_macro("macro_rules! stop { ($c:expr $(, $l:lifetime)?) => { if $c { break $($l)? } } }");
        self.need_macro("macro_rules! skip_turn { ($c:expr $(, $l:lifetime)?) => { if $c { continue $($l)? } } }");
        let label = self.exits[at].label.clone();
        let label = label.map(|label| format!(", {label}")).unwrap_or_default();
        Some(format!("{}!({condition}{label});", if is_break { "stop" } else { "skip_turn" }))
    }

    /// A macro that is given code, and may run it or not.
    pub fn macro_with_code(&mut self) -> Option<String> {
        Some(match self.rng.u32(0..9) {
            0 => {
                self.need_macro("macro_rules! skip { ($code:expr) => { if false { $code } } }");
                let before = self.locals.clone();
                let (code, end) = self.aside(|writer| writer.code());
                self.meet(vec![end, Some(before)]);
                format!("skip!({code});")
            }
            1 | 2 => {
                self.need_macro("macro_rules! when { ($c:expr, $code:expr) => { if $c { $code } } }");
                let mark = self.locals.temporary.len();
                let condition = self.macro_condition();
                self.locals.temporary.truncate(mark);
                let before = self.locals.clone();
                let (code, end) = self.aside(|writer| writer.code());
                self.meet(vec![end, Some(before)]);
                format!("when!({condition}, {code});")
            }
            // What a closure mentions in a macro that throws it away is one of the known differences.
            3 if !self.in_closure && !self.in_async_block => {
                self.need_macro("macro_rules! never { ($($code:tt)*) => { () } }");
                let exits = self.exits.clone();
                let (code, _) = self.aside(|writer| writer.code());
                self.exits = exits;
                format!("never!({code});")
            }
            4 => {
                self.need_macro("macro_rules! wrap { ($code:expr) => { (|| $code)() } }");
                format!("wrap!({});", self.in_macro_closure(|writer| writer.code()))
            }
            5 | 6 => {
                self.need_macro("macro_rules! twice { ($code:expr) => { { $code; $code } } }");
                let code = self.looped_by_macro(false);
                format!("twice!({code});")
            }
            7 => {
                self.need_macro("macro_rules! repeat { ($code:expr) => { for _ in 0..2 { $code; } } }");
                let code = self.looped_by_macro(true);
                format!("repeat!({code});")
            }
            _ => {
                self.need_macro("macro_rules! own { ($code:expr) => { 'a: loop { $code; break 'a; } } }");
                self.push_exit(None, None, true, false);
                let (code, end) = self.aside(|writer| writer.code());
                self.reachable = false;
                if let Some(end) = end {
                    self.join(end);
                }
                self.pop_exit();
                format!("own!({code});")
            }
        })
    }

    /// Code that a macro runs again and again, in a loop of its own or not.
    fn looped_by_macro(&mut self, is_loop: bool) -> String {
        let write = |writer: &mut Writer| {
            let count = writer.rng.usize(1..3);
            writer.without_awaits(|writer| writer.turn(count, |_| String::new()))
        };
        if is_loop {
            return self.looped(None, write);
        }
        // What leaves the code around leaves the first of two times.
        let exits = std::mem::take(&mut self.exits);
        let code = self.looped(None, |writer| {
            let exit = writer.exits.last_mut().expect("it was pushed");
            (exit.is_loop, exit.can_continue) = (false, false);
            write(writer)
        });
        self.exits = exits;
        code
    }

    /// Code in a closure, called at once, that a macro writes.
    fn in_macro_closure(&mut self, write: impl FnOnce(&mut Writer) -> String) -> String {
        let (outside, exits) = (std::mem::replace(&mut self.in_closure, true), std::mem::take(&mut self.exits));
        let outer = std::mem::replace(&mut self.outside, self.locals.indices().end);
        let floor = self.locals.move_floor;
        if !self.has(Feature::Limits) {
            self.locals.move_floor = usize::MAX;
        }
        let code = write(self);
        self.locals.move_floor = floor;
        self.in_closure = outside;
        self.outside = outer;
        self.exits = exits;
        code
    }

    /// A condition that a macro evaluates first, and once. Temporaries of what awaits in it live longer than rustc's.
    fn macro_condition(&mut self) -> String {
        if self.can_await() && self.chance(40) {
            self.pay_await();
            return format!("later({}, {}).await", self.event("w"), self.rng.bool());
        }
        self.macro_argument(&Ty::Bool)
    }

    /// A value as an argument: without awaits, and the temporaries of it end with it, which the README says.
    fn macro_argument(&mut self, ty: &Ty) -> String {
        let value = self.without_awaits(|writer| writer.macro_value(ty));
        if ty.borrows() || self.has(Feature::Limits) { value } else { format!("{{ {value} }}") }
    }

    /// An argument without an await: those are evaluated once, before the macro, which the README says.
    fn without_awaits<T>(&mut self, write: impl FnOnce(&mut Writer) -> T) -> T {
        let awaits = std::mem::replace(&mut self.awaits, i32::MIN / 2);
        let written = write(self);
        self.awaits = awaits;
        written
    }

    /// An argument that is code: a block, a move or an assignment.
    fn code(&mut self) -> String {
        self.without_awaits(Writer::code_that_may_wait)
    }

    fn code_that_may_wait(&mut self) -> String {
        // What it moves is taken to be moved, which the README says; where it leaves, control does not come past the move.
        let floor = self.locals.move_floor;
        if !self.has(Feature::Limits) {
            self.locals.move_floor = usize::MAX;
        }
        let written = match self.rng.u32(0..5) {
            0 | 1 => self.assignment(),
            2 => self.drop_early(),
            _ => None,
        };
        let code = match written {
            Some(written) if self.chance(60) => written.trim_end_matches(';').to_owned(),
            Some(written) => format!("{{ {written} }}"),
            None => {
                let count = self.rng.usize(1..3);
                self.branch_block(count)
            }
        };
        self.locals.move_floor = floor;
        code
    }

    /// An argument that the macro evaluates once, in its turn and before anything else: it may wait, and what it awaits may
    /// be made of what is moved.
    fn argument_evaluated_once(&mut self, ty: &Ty) -> String {
        // Where a loop may come back to it, what is awaited cannot be handed over by value, which is one of the limits.
        let in_loop = self.exits.iter().any(|exit| exit.is_loop);
        let chance = if in_loop && !self.has(Feature::Limits) { 10 } else { 70 };
        if self.can_await() && self.chance(chance) { self.awaited(ty) } else { self.macro_argument(ty) }
    }

    /// A value made by a macro that evaluates all it is given, in order.
    fn made_by_orderly_macro(&mut self, ty: &Ty) -> String {
        match self.rng.u32(0..4) {
            0 => {
                self.need_macro("macro_rules! pass { ($value:expr) => { $value } }");
                format!("pass!({})", self.argument_evaluated_once(ty))
            }
            1 if *ty == Ty::Num => {
                self.need_macro("macro_rules! sum { ($($n:expr),*) => { 0 $(+ $n)* } }");
                let numbers: Vec<String> = (0..3).map(|_| self.argument_evaluated_once(ty)).collect();
                format!("sum!({})", numbers.join(", "))
            }
            1 | 2 => {
                self.need_macro("macro_rules! call { ($f:path, $($a:expr),*) => { $f($($a),*) } }");
                self.need("fn former<A, B>(a: A, _: B) -> A { a }");
                let first = self.argument_evaluated_once(ty);
                format!("call!(former, {first}, {})", self.argument_evaluated_once(&Ty::Noisy))
            }
            _ => {
                self.need_macro("macro_rules! both { ($a:expr, $b:expr) => { ($a, $b) } }");
                let first = self.argument_evaluated_once(ty);
                let pair = format!("both!({first}, {})", self.argument_evaluated_once(&Ty::Noisy));
                self.first_of(pair)
            }
        }
    }

    /// A value that a macro passes on.
    pub fn given_to_macro(&mut self, ty: &Ty) -> String {
        match self.rng.u32(0..10) {
            6.. => self.made_by_orderly_macro(ty),
            0 => {
                self.need_macro("macro_rules! pass { ($value:expr) => { $value } }");
                format!("pass!({})", self.macro_argument(ty))
            }
            1 | 2 if !ty.borrows() => {
                self.need_macro("macro_rules! flip { ($a:expr, $b:expr) => { { let b = $b; let a = $a; (a, b) } } }");
                let second = self.macro_argument(&Ty::Noisy);
                let first = self.macro_argument(ty);
                format!("flip!({first}, {second}).0")
            }
            3 => {
                self.need_macro("macro_rules! only { ($a:expr, $($b:tt)*) => { $a } }");
                let exits = self.exits.clone();
                let (unwanted, _) = self.aside(|writer| writer.macro_argument(&Ty::Noisy));
                self.exits = exits;
                format!("only!({}, {unwanted})", self.macro_argument(ty))
            }
            4 if !ty.borrows() => {
                self.need_macro("macro_rules! made { ($value:expr) => { (|| $value)() } }");
                format!("made!({})", self.in_macro_closure(|writer| writer.inner_block(0, &ty.clone())))
            }
            _ => {
                self.need_macro("macro_rules! one_of { ($c:expr, $a:expr, $b:expr) => { if $c { $a } else { $b } } }");
                let mark = self.locals.temporary.len();
                let condition = self.macro_condition();
                self.locals.temporary.truncate(mark);
                let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
                let (yes, first) = self.aside(|writer| writer.macro_argument(ty));
                let (no, second) = self.aside(|writer| writer.macro_argument(ty));
                self.borrow_temporaries = temporaries;
                self.meet(vec![first, second]);
                format!("one_of!({condition}, {yes}, {no})")
            }
        }
    }
}
