//! What never returns, and locals that get their value on all ways that go on.

use super::loops::Leave;
use super::state::{Local, State};
use super::types::Ty;
use super::{Feature, Role, Writer, local};

impl Writer {
    /// A statement that control does not come past.
    pub fn never(&mut self) -> String {
        let name = self.event("never");
        match self.rng.u32(0..10) {
            0..4 => format!("panic!({name});"),
            4 => format!("unreachable!({name});"),
            5 => "todo!();".into(),
            6 => format!("std::panic::panic_any({name});"),
            9 if self.has(Feature::Limits) => format!("{};", self.failing()),
            _ => format!("return {};", self.failing()),
        }
    }

    fn failing(&mut self) -> &'static str {
        self.need("fn fail() -> ! { panic!(\"failed\") }");
        "fail()"
    }

    /// A condition that seldom holds.
    fn unlikely(&mut self) -> String {
        match self.rng.u32(0..4) {
            0 if self.can_await() => {
                self.pay_await();
                format!("later({}, {}).await > 90", self.event("w"), self.value(&Ty::Num))
            }
            1 => super::branches::in_head(format!("{} > 90", self.left(&Ty::Num))),
            2 => format!("op({}, false)", self.event("o")),
            _ => super::branches::in_head(self.argument(&Ty::Bool)),
        }
    }

    /// A value, or what never returns.
    pub fn diverging(&mut self, ty: &Ty) -> String {
        let mark = self.locals.temporary.len();
        let is_if = self.chance(60);
        let head = if is_if { self.unlikely() } else { super::branches::in_head(self.argument(&Ty::Num)) };
        self.locals.temporary.truncate(mark);
        let leave = if self.chance(80) { Leave::Never } else { self.choose_exit().unwrap_or(Leave::Never) };
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        let [here, there] = [self.rng.usize(0..2), self.rng.usize(0..2)];
        let (never, _) = self.aside(|writer| writer.leaving_block(here, leave));
        let (value, end) = self.aside(|writer| writer.block(there, Some(ty)));
        self.borrow_temporaries = temporaries;
        self.meet(vec![end]);
        if is_if {
            return format!("if {head} {never} else {value}");
        }
        format!("match {head} {{ 91 => {never}\n _ => {value} }}")
    }

    /// `if … { …; panic!() }`
    pub fn unlikely_end(&mut self) -> String {
        let mark = self.locals.temporary.len();
        let condition = self.unlikely();
        self.locals.temporary.truncate(mark);
        let count = self.rng.usize(0..3);
        let (never, _) = self.aside(|writer| writer.leaving_block(count, Leave::Never));
        format!("if {condition} {never}")
    }

    /// `let x; if c { x = … } else { x = … }`, and other ways.
    pub fn deferred(&mut self) -> Option<String> {
        let ty = self.simple_type();
        let name = self.fresh_name("x");
        let mutable = self.chance(50);
        let at = self.locals.push(Local { state: State::Gone, mutable, ..local(&name, ty.clone()) });
        let keyword = if mutable { "mut " } else { "" };
        Some(format!("let {keyword}{name}: {};\n{}", ty.text(), self.assigned_on_all_ways(at)))
    }

    /// Moves a local and gives it another value.
    pub fn remake(&mut self) -> Option<String> {
        let is_free = |at: &usize| {
            let local = self.locals.get(*at);
            let may = local.mutable && local.role == Role::Value && !local.ty.is_copy() && !local.ty.borrows();
            may && self.locals.can_move(*at) && *at >= self.outside && !local.is_part()
        };
        let free: Vec<usize> = self.locals.indices().filter(is_free).collect();
        if free.is_empty() {
            return None;
        }
        let at = *self.pick(&free);
        let name = self.locals.get(at).name.clone();
        self.locals.get_mut(at).state = State::Gone;
        let moved = match self.rng.u32(0..4) {
            0 | 1 if self.can_await() => {
                self.pay_await();
                format!("later({}, {name}).await;", self.event("l"))
            }
            2 => {
                let (other, ty) = (self.fresh_name("x"), self.locals.get(at).ty.clone());
                self.locals.push(local(&other, ty));
                format!("let {other} = {name};")
            }
            _ => format!("drop({name});"),
        };
        let count = self.rng.usize(0..3);
        let between = self.statements(count);
        let local = self.locals.get(at);
        if !self.reachable || local.hidden_by.is_some() || local.state == State::Init {
            return Some(format!("{moved}\n{between}"));
        }
        Some(format!("{moved}\n{between}{}", self.assigned_on_all_ways(at)))
    }

    /// Gives a local without a value one, on all ways that go on.
    fn assigned_on_all_ways(&mut self, at: usize) -> String {
        let mark = self.locals.temporary.len();
        let limit = std::mem::replace(&mut self.limit, usize::MAX);
        let text = match self.rng.u32(0..7) {
            0 if self.has(Feature::Matches) => {
                let number = super::branches::in_head(self.argument(&Ty::Num));
                self.locals.temporary.truncate(mark);
                let (mut arms, mut ends) = (String::new(), Vec::new());
                for pattern in ["0", "1 | 2", "_"] {
                    let (block, end) = self.aside(|writer| writer.assigned_or_left(at));
                    arms.push_str(&format!("{pattern} => {block}\n"));
                    ends.push(end);
                }
                self.meet(ends);
                format!("match {number} {{ {arms} }}")
            }
            1 if self.has(Feature::Loops) => {
                let label = self.label_name();
                let is_loop = self.chance(50);
                self.push_exit(Some(label.clone()), None, is_loop, false);
                let (block, _) = self.aside(|writer| writer.first_or_second(at, &label, is_loop));
                self.reachable = false;
                self.pop_exit();
                format!("{label}: {}{block}", if is_loop { "loop " } else { "" })
            }
            2 if self.has(Feature::Decisions) && self.locals.get(at).mutable => self.assigned_in_condition(at),
            3 => {
                let (name, ty) = (self.locals.get(at).name.clone(), self.locals.get(at).ty.clone());
                let value = self.value(&ty);
                self.locals.get_mut(at).state = State::Init;
                format!("{name} = {value};")
            }
            _ => {
                let condition = self.unlikely();
                self.locals.temporary.truncate(mark);
                let (yes, first) = self.aside(|writer| writer.assigned_or_left(at));
                let (no, second) = self.aside(|writer| writer.assigned_or_left(at));
                self.meet(vec![first, second]);
                format!("if {condition} {yes} else {no}")
            }
        };
        self.limit = limit;
        self.locals.temporary.truncate(mark);
        text
    }

    /// `{ if c { x = …; break 'a; } x = …; }`
    fn first_or_second(&mut self, at: usize, label: &str, is_loop: bool) -> String {
        self.locals.enter();
        let mark = self.locals.temporary.len();
        let condition = super::branches::in_head(self.argument(&Ty::Bool));
        self.locals.temporary.truncate(mark);
        let (first, end) = self.aside(|writer| writer.assigned_or_left(at));
        self.exits.last_mut().expect("it was pushed").breaks.extend(end);
        let second = self.assigned_or_left(at);
        let last = if !self.reachable {
            String::new()
        } else {
            let state = self.locals.clone();
            self.exits.last_mut().expect("it was pushed").breaks.push(state);
            if is_loop { format!("break {label};") } else { String::new() }
        };
        self.locals.leave();
        format!("{{ if {condition} {{ {first} break {label}; }} {second} {last} }}")
    }

    /// `if c && { x = …; true } { } else { x = …; }`
    fn assigned_in_condition(&mut self, at: usize) -> String {
        let mark = self.locals.temporary.len();
        let (name, ty) = (self.locals.get(at).name.clone(), self.locals.get(at).ty.clone());
        let condition = super::branches::in_head(self.argument(&Ty::Bool));
        self.locals.temporary.truncate(mark);
        let untaken = self.locals.clone();
        let value = self.value(&ty);
        self.locals.temporary.truncate(mark);
        self.locals.get_mut(at).state = State::Init;
        let negated = self.chance(50);
        let mut otherwise = self.locals.clone();
        otherwise.merge(&untaken);
        let count = self.rng.usize(0..2);
        let (yes, first) = self.aside(|writer| writer.block(count, None));
        self.locals = otherwise;
        let (no, second) = self.aside(|writer| writer.assigned_or_left(at));
        self.meet(vec![first, second]);
        if negated {
            format!("if !({condition}) || !{{ {name} = {value}; true }} {no} else {yes}")
        } else {
            format!("if {condition} && {{ {name} = {value}; true }} {yes} else {no}")
        }
    }

    /// A block that gives the local a value, or leaves.
    fn assigned_or_left(&mut self, at: usize) -> String {
        let leave = if self.chance(30) { self.choose_exit() } else { None };
        let count = self.rng.usize(0..2);
        if let Some(leave) = leave
            && (self.has(Feature::Leaving) || matches!(leave, Leave::Never))
        {
            return self.leaving_block(count, leave);
        }
        let mark = self.locals.temporary.len();
        self.locals.enter();
        let mut text = self.statements(count);
        if self.reachable && self.locals.get(at).hidden_by.is_none() {
            let (name, ty) = (self.locals.get(at).name.clone(), self.locals.get(at).ty.clone());
            let value = self.value(&ty);
            text.push_str(&format!("{name} = {value};"));
            self.locals.get_mut(at).state = State::Init;
            self.locals.temporary.truncate(mark);
            if self.chance(30) {
                text.push_str(&self.statements(1));
            }
        }
        self.locals.leave();
        self.locals.temporary.truncate(mark);
        format!("{{ {text} }}")
    }
}
