//! Loops, and how code leaves them.

use super::patterns::By;
use super::state::{Local, Role};
use super::types::Ty;
use super::{Feature, Writer, local};

/// How code leaves the place where it stands.
#[derive(Clone, Copy, Debug)]
pub enum Leave {
    Return,
    /// Out of the exit with this index.
    Break(usize),
    Continue(usize),
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
            let block = writer.block(count, None);
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
            let mut condition = format!("{counter} < {bound}");
            if writer.can_await() && writer.chance(40) {
                writer.pay_await();
                condition = format!("later({}, {counter}).await < {bound}", writer.event("w"));
            }
            if writer.chance(30) {
                let more = writer.argument(&Ty::Bool);
                condition = format!("{condition} && {}", super::branches::in_head(more));
            }
            writer.locals.temporary.truncate(mark);
            let count = writer.rng.usize(1..4);
            let block = writer.block_with(count, None, |_| format!("{counter} += 1;"));
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
                    let value = writer.value(&ty.clone().option());
                    (format!("{{ {value} }}.filter(|_| {counter} < 2)"), format!("{counter} += 1;"))
                }
            };
            let loans = writer.loans_since(mark);
            writer.locals.enter();
            let pattern = writer.irrefutable(&ty, &By::Value, &loans);
            let count = writer.rng.usize(1..4);
            let block = writer.block_with(count, None, |_| begin);
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
            writer.block_with(count, None, |writer| {
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

    fn label(&mut self) -> Option<String> {
        (self.has(Feature::Leaving) && self.chance(40)).then(|| self.fresh_name("'l"))
    }

    /// Code that is run again and again, and is left with the state at its start, at its end or at one of its breaks.
    fn looped(&mut self, label: Option<String>, write: impl FnOnce(&mut Writer) -> String) -> String {
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
        if !self.leaving {
            let innermost = (0..self.exits.len()).rev().find(|at| self.exits[*at].is_loop);
            for (at, exit) in self.exits.iter().enumerate() {
                let reachable = exit.label.is_some() || Some(at) == innermost;
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
            Leave::Return => 0,
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

    fn leave_by(&mut self, leave: Leave) -> String {
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
                format!("break{label}{value};")
            }
            Leave::Continue(at) => {
                let label = self.exits[at].label.clone().map(|label| format!(" {label}")).unwrap_or_default();
                format!("continue{label};")
            }
        };
        self.reachable = false;
        text
    }
}

fn prefix(label: &Option<String>) -> String {
    label.as_ref().map(|label| format!("{label}: ")).unwrap_or_default()
}
