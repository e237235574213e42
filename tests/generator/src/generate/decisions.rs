//! Conditions that move and assign, and what holds where they are true and where they are not.
//!
//! rustc takes `a && b`, `a || b` and `!a` apart where they are conditions, so that in
//! `if a && { p = noisy("p"); true } { … }` the local has a value in the branch and perhaps none behind it. The books must
//! be as exact, or such bodies are never written.

use super::branches::in_head;
use super::state::Locals;
use super::types::Ty;
use super::{Feature, Writer};

/// A condition.
pub struct Decision {
    pub text: String,
    /// What holds if it is true.
    pub yes: Locals,
    pub no: Locals,
}

impl Writer {
    /// A condition of so many operators.
    pub fn decision(&mut self, depth: usize) -> Decision {
        let operator = if depth == 0 { 3 } else { self.rng.u32(0..5) };
        match operator {
            0 | 1 => self.both_or_either(depth, operator == 0),
            2 => {
                let Decision { text, yes, no } = self.decision(depth - 1);
                Decision { text: format!("!{}", in_operand(&text)), yes: no, no: yes }
            }
            _ => {
                let text = self.effect();
                Decision { text, yes: self.locals.clone(), no: self.locals.clone() }
            }
        }
    }

    fn both_or_either(&mut self, depth: usize, both: bool) -> Decision {
        let left = self.decision(depth - 1);
        let (goes_on, decided) = if both { (left.yes, left.no) } else { (left.no, left.yes) };
        self.locals = goes_on;
        let right = self.decision(depth - 1);
        let (operator, mut yes, mut no) = (if both { "&&" } else { "||" }, right.yes, right.no);
        if both {
            no.merge(&decided)
        } else {
            yes.merge(&decided)
        }
        Decision { text: format!("({} {operator} {})", in_operand(&left.text), right.text), yes, no }
    }

    /// A condition that does something first.
    fn effect(&mut self) -> String {
        let mark = self.locals.temporary.len();
        let (limit, temporaries) = (self.limit, self.borrow_temporaries);
        self.limit = usize::MAX;
        self.borrow_temporaries = true;
        let first = match self.rng.u32(0..6) {
            0..3 => self.assignment(),
            3 | 4 => self.drop_early(),
            _ => None,
        };
        self.locals.temporary.truncate(mark);
        let wait = match self.rng.u32(0..4) {
            0 if self.can_await() => {
                self.pay_await();
                "yield_now().await;"
            }
            _ => "",
        };
        let answer = match self.rng.u32(0..4) {
            0 => "true".into(),
            1 => "false".into(),
            2 if self.can_await() => {
                self.pay_await();
                format!("later({}, {}).await", self.event("w"), self.rng.bool())
            }
            _ => self.argument(&Ty::Bool),
        };
        self.locals.temporary.truncate(mark);
        self.limit = limit;
        self.borrow_temporaries = temporaries;
        self.reachable = true;
        match first {
            None if wait.is_empty() => in_head(answer),
            first => format!("{{ {}{wait} {answer} }}", first.unwrap_or_default()),
        }
    }

    /// Such a condition as a value.
    pub fn decided(&mut self) -> String {
        let Decision { text, mut yes, no } = self.decision(2);
        yes.merge(&no);
        self.locals = yes;
        format!("({text})")
    }

    /// `if`, with such a condition, behind a `let` or before one.
    pub fn if_decided(&mut self) -> String {
        let before = self.locals.temporary.len();
        self.locals.enter();
        let first = (self.has(Feature::Matches) && self.chance(25)).then(|| self.let_condition());
        let untaken = self.locals.clone();
        let Decision { mut text, yes, mut no } = self.decision(3);
        self.locals = yes;
        if let Some(first) = first {
            text = format!("{first} && {text}");
            no.merge(&untaken);
        }
        let count = self.rng.usize(1..4);
        let (block, first) = self.aside(|writer| writer.branch_block(count));
        self.locals = no;
        let (other, second) = if self.chance(60) {
            let count = self.rng.usize(0..3);
            let (other, end) = self.aside(|writer| writer.branch_block(count));
            (format!(" else {other}"), end)
        } else {
            (String::new(), Some(self.locals.clone()))
        };
        self.meet(vec![first, second]);
        self.locals.leave();
        self.locals.temporary.truncate(before);
        format!("if {text} {block}{other}")
    }
}

/// As the operand of an operator.
fn in_operand(text: &str) -> String {
    let is_whole = text.starts_with('{') && super::places::is_block(text);
    let is_atom = text.chars().all(char::is_alphanumeric) || is_whole;
    if is_atom { text.to_owned() } else { format!("({text})") }
}
