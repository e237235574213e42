//! Loops, and how code leaves them.

use super::patterns::By;
use super::state::{Local, Role, State};
use super::types::Ty;
use super::{Feature, Locals, Writer, local};

/// How code leaves the place where it stands.
#[derive(Clone, Copy, Debug)]
pub enum Leave {
    Return,
    /// Out of the exit with this index.
    Break(usize),
    Continue(usize),
    /// By what never returns.
    Never,
}

impl Writer {
    pub fn loop_statement(&mut self) -> String {
        match self.rng.u32(0..5) {
            0 | 1 => self.for_loop(),
            2 => self.while_loop(),
            3 => self.while_let(),
            _ => self.bare_loop(),
        }
    }

    fn for_loop(&mut self) -> String {
        let element = self.simple_type();
        let mark = self.locals.temporary.len();
        let list = Ty::List(Box::new(element.clone()));
        let (iterator, ty, by) = match self.rng.u32(0..7) {
            0 => (format!("[{}, {}]", self.value(&element), self.value(&element)), element, By::Value),
            1 => (self.value(&list), element, By::Value),
            2 => match self.shared_place(&list) {
                Some(text) => (text, element, By::Shared(self.loans_since(mark))),
                None => (format!("{}.iter()", self.receiver_by_reference(&list)), element, By::Shared(Vec::new())),
            },
            3 => match self.unique_place(&list) {
                Some(text) => (text, element, By::Unique(self.loans_since(mark))),
                None => (format!("{}.into_iter()", self.receiver(&list)), element, By::Value),
            },
            4 => (format!("Some({})", self.value(&element)), element, By::Value),
            5 => (format!("0..{} % 3", super::places::wrap_receiver(self.value(&Ty::Num))), Ty::Num, By::Value),
            _ => ("0..2".into(), Ty::Num, By::Value),
        };
        let iterator = super::branches::in_head(iterator);
        let loans = self.loans_since(mark);
        let label = self.label();
        let body = self.looped(label.clone(), |writer| {
            writer.locals.enter();
            let pattern = writer.irrefutable(&ty, &by, &loans);
            let count = writer.rng.usize(1..4);
            let block = writer.turn(count, |_| String::new());
            writer.locals.leave();
            format!("{pattern} in {iterator} {block}")
        });
        format!("{}for {body}", prefix(&label))
    }

    fn while_loop(&mut self) -> String {
        let counter = self.counter();
        let label = self.label();
        let bound = self.rng.u32(1..3);
        let body = self.looped(label.clone(), |writer| {
            let mark = writer.locals.temporary.len();
            let exits = std::mem::take(&mut writer.exits);
            let mut condition = format!("{counter} < {bound}");
            if writer.can_await() && writer.chance(40) {
                writer.pay_await();
                condition = format!("later({}, {counter}).await < {bound}", writer.event("w"));
            }
            if writer.chance(30) {
                let more = writer.argument(&Ty::Bool);
                condition = format!("{condition} && {}", super::branches::in_head(more));
            }
            let mut ends = writer.locals.clone();
            if writer.has(Feature::Decisions) && writer.chance(50) {
                let decision = writer.decision(2);
                condition = format!("{condition} && {}", decision.text);
                ends.merge(&decision.no);
                writer.locals = decision.yes;
            }
            writer.locals.temporary.truncate(mark);
            writer.exits = exits;
            writer.exits.last_mut().expect("it was pushed").breaks.push(ends);
            let count = writer.rng.usize(1..4);
            let block = writer.turn(count, |_| format!("{counter} += 1;"));
            format!("{condition} {block}")
        });
        format!("let mut {counter} = 0;\n{}while {body}", prefix(&label))
    }

    fn while_let(&mut self) -> String {
        let counter = self.counter();
        let label = self.label();
        let ty = self.simple_type();
        let list = self.chance(50).then(|| self.place_to_write(&Ty::List(Box::new(ty.clone())))).flatten();
        let start = if list.is_some() { String::new() } else { format!("let mut {counter} = 0;\n") };
        let body = self.looped(label.clone(), |writer| {
            let mark = writer.locals.temporary.len();
            let (scrutinee, begin) = match &list {
                Some(place) => {
                    writer.lend(place, true);
                    writer.locals.temporary.truncate(mark);
                    (format!("{}.pop()", place.text), String::new())
                }
                None => {
                    let exits = std::mem::take(&mut writer.exits);
                    let value = writer.value(&ty.clone().option());
                    writer.exits = exits;
                    (format!("{{ {value} }}.filter(|_| {counter} < 2)"), format!("{counter} += 1;"))
                }
            };
            let state = writer.locals.clone();
            writer.exits.last_mut().expect("it was pushed").breaks.push(state);
            let loans = writer.loans_since(mark);
            writer.locals.enter();
            let pattern = writer.irrefutable(&ty, &By::Value, &loans);
            let count = writer.rng.usize(1..4);
            let block = writer.turn(count, |_| begin);
            writer.locals.leave();
            format!("let Some({pattern}) = {scrutinee} {block}")
        });
        format!("{start}{}while {body}", prefix(&label))
    }

    fn bare_loop(&mut self) -> String {
        let counter = self.counter();
        let label = self.label();
        let bound = self.rng.u32(1..3);
        let count = self.rng.usize(1..4);
        let body = self.looped(label.clone(), |writer| {
            writer.turn(count, |writer| {
                let state = writer.locals.clone();
                writer.exits.last_mut().expect("it was pushed").breaks.push(state);
                format!("{counter} += 1; if {counter} > {bound} {{ break; }}\n")
            })
        });
        // A bare loop ends by a break only.
        format!("let mut {counter} = 0;\n{}loop {body}", prefix(&label))
    }

    fn counter(&mut self) -> String {
        let name = self.fresh_name("c");
        self.locals.push(Local { role: Role::Fixed, ..local(&name, Ty::Num) });
        name
    }

    pub fn label(&mut self) -> Option<String> {
        (self.has(Feature::Leaving) && self.chance(40)).then(|| self.label_name())
    }

    /// A label, which may be that of another loop.
    pub fn label_name(&mut self) -> String {
        if self.chance(40) { (*self.pick(&["'a", "'b"])).into() } else { self.fresh_name("'l") }
    }

    /// The body of a loop. What it moves from outside has a value again at its end.
    pub fn turn(&mut self, count: usize, start: impl FnOnce(&mut Writer) -> String) -> String {
        let mark = self.locals.temporary.len();
        let entry = self.exits.last().expect("it was pushed").entry.clone();
        self.locals.enter();
        let mut text = start(self);
        text.push_str(&self.statements(count));
        if self.reachable {
            text.push_str(&self.remade(&entry));
        }
        self.locals.temporary.truncate(mark);
        self.locals.leave();
        format!("{{ {text} }}")
    }

    /// Gives a value to each local that had one in `entry`.
    pub fn remade(&mut self, entry: &Locals) -> String {
        let mut text = String::new();
        for at in self.locals.missing(entry) {
            let local = self.locals.get_mut(at);
            local.state = State::Init;
            let (name, ty) = (local.name.clone(), local.ty.clone());
            let mut value = self.plain(&ty);
            if self.can_await() && self.chance(40) {
                self.pay_await();
                value = format!("later({}, {value}).await", self.event("l"));
            }
            text.push_str(&format!("{name} = {value};"));
        }
        text
    }

    /// Code that is run again and again, and is left with the state at its start, at its end or at one of its breaks.
    pub fn looped(&mut self, label: Option<String>, write: impl FnOnce(&mut Writer) -> String) -> String {
        self.push_exit(label, None, true, true);
        let (floor, times, leaving) = (self.locals.move_floor, self.times, self.leaving);
        self.locals.loops += 1;
        self.locals.move_floor = self.locals.loops;
        self.times *= 2;
        let (text, end) = self.aside(write);
        self.locals.loops -= 1;
        self.locals.move_floor = floor;
        self.times = times;
        self.leaving = leaving;
        if let Some(end) = end {
            self.locals.merge(&end);
        }
        self.pop_exit();
        text
    }

    /// A way out, if there is one.
    pub fn choose_exit(&mut self) -> Option<Leave> {
        let mut ways = Vec::new();
        if self.can_leave() {
            ways.push(Leave::Return);
        }
        if self.has(Feature::Diverging) && self.chance(30) {
            ways.push(Leave::Never);
        }
        if !self.leaving {
            let innermost = (0..self.exits.len()).rev().find(|at| self.exits[*at].is_loop);
            for (at, exit) in self.exits.iter().enumerate() {
                let reachable = match &exit.label {
                    Some(label) => !self.exits[at + 1..].iter().any(|inner| inner.label.as_ref() == Some(label)),
                    None => Some(at) == innermost && self.exits[at + 1..].iter().all(|inner| inner.label.is_none()),
                };
                if !reachable {
                    continue;
                }
                ways.extend([Leave::Break(at), Leave::Break(at)]);
                if exit.can_continue {
                    ways.push(Leave::Continue(at));
                }
            }
        }
        if ways.is_empty() { None } else { Some(*self.pick(&ways)) }
    }

    /// A block that ends by leaving, and may therefore move what a loop around it may not.
    pub fn leaving_block(&mut self, count: usize, leave: Leave) -> String {
        let floor = self.locals.move_floor;
        let leaving = std::mem::replace(&mut self.leaving, true);
        let target = match leave {
            Leave::Return | Leave::Never => 0,
            Leave::Break(at) => self.exits[at].loops,
            Leave::Continue(at) => self.exits[at].loops + 1,
        };
        self.locals.move_floor = floor.min(target);
        let mark = self.locals.temporary.len();
        self.locals.enter();
        let mut text = self.statements(count);
        if self.reachable {
            text.push_str(&self.leave_by(leave));
        }
        self.locals.leave();
        self.locals.temporary.truncate(mark);
        self.locals.move_floor = floor;
        self.leaving = leaving;
        self.reachable = false;
        format!("{{ {text} }}")
    }

    pub fn leave_by(&mut self, leave: Leave) -> String {
        let text = match leave {
            Leave::Return => {
                let output = self.output.clone();
                let temporaries = std::mem::replace(&mut self.borrow_temporaries, true);
                let limit = std::mem::replace(&mut self.limit, usize::MAX);
                let value = self.value(&output);
                self.limit = limit;
                self.borrow_temporaries = temporaries;
                format!("return {value};")
            }
            Leave::Break(at) => {
                let exit = self.exits[at].clone();
                let label = exit.label.map(|label| format!(" {label}")).unwrap_or_default();
                let value = exit.value.map(|ty| format!(" {}", self.left(&ty))).unwrap_or_default();
                let state = self.locals.clone();
                self.exits[at].breaks.push(state);
                self.hidden_break(&label, &value).unwrap_or_else(|| format!("break{label}{value};"))
            }
            Leave::Continue(at) => {
                let label = self.exits[at].label.clone().map(|label| format!(" {label}")).unwrap_or_default();
                let entry = self.exits[at].entry.clone();
                let remade = self.remade(&entry);
                let leave = self.hidden_continue(&label).unwrap_or_else(|| format!("continue{label};"));
                format!("{remade}{leave}")
            }
            Leave::Never => self.never(),
        };
        self.reachable = false;
        text
    }
}

fn prefix(label: &Option<String>) -> String {
    label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default()
}
