//! Patterns, and the locals that they bind.

use super::state::{Loan, Local};
use super::types::Ty;
use super::{Feature, Writer, local};

/// What a pattern is matched with.
#[derive(Clone, Debug, PartialEq)]
pub enum By {
    Value,
    /// A reference, so that names are bound to references with these loans.
    Shared(Vec<Loan>),
    Unique(Vec<Loan>),
}

impl Writer {
    /// A pattern that always matches.
    pub fn irrefutable(&mut self, ty: &Ty, by: &By, loans: &[Loan]) -> String {
        self.in_pattern(|writer| writer.irrefutable_part(ty, by, loans))
    }

    /// No name is bound twice in what is written.
    fn in_pattern(&mut self, write: impl FnOnce(&mut Writer) -> String) -> String {
        let outer = self.pattern.or(Some(self.locals.indices().end));
        let outer = std::mem::replace(&mut self.pattern, outer);
        let written = write(self);
        self.pattern = outer;
        written
    }

    fn irrefutable_part(&mut self, ty: &Ty, by: &By, loans: &[Loan]) -> String {
        let whole = self.chance(35);
        match ty {
            _ if whole => self.binding(ty, by, loans),
            Ty::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.irrefutable(part, by, loans)).collect();
                format!("({},)", parts.join(", "))
            }
            Ty::Pair => {
                let (left, right) = (self.irrefutable(&Ty::Noisy, by, loans), self.irrefutable(&Ty::Noisy, by, loans));
                format!("Pair {{ left: {left}, right: {right} }}")
            }
            Ty::Array(part) => {
                let (first, second) = (self.irrefutable(part, by, loans), self.irrefutable(part, by, loans));
                format!("[{first}, {second}]")
            }
            _ => self.binding(ty, by, loans),
        }
    }

    /// A name, or `_`.
    pub fn binding(&mut self, ty: &Ty, by: &By, loans: &[Loan]) -> String {
        if self.chance(8) {
            return "_".into();
        }
        let name = self.local_name();
        let (ty, loans, mutable) = match by {
            By::Value => (ty.clone(), loans.to_vec(), self.chance(45)),
            By::Shared(loans) => (ty.clone().shared(), loans.clone(), false),
            By::Unique(loans) => (ty.clone().unique(), loans.clone(), false),
        };
        let loans = if ty.borrows() { loans } else { Vec::new() };
        self.locals.push(Local { mutable, loans, ..local(&name, ty) });
        if mutable { format!("mut {name}") } else { name }
    }

    /// Patterns that cover the type, one for each arm. Each is written, with its arm, by `arm`, which is told how often it
    /// is to close the scope.
    pub fn covering(&mut self, ty: &Ty) -> Vec<Case> {
        let mut cases = match ty {
            Ty::Option(part) => vec![Case::new("Some(", &[part], ")"), Case::new("None", &[], "")],
            Ty::Result(part) => vec![Case::new("Ok(", &[part], ")"), Case::new("Err(", &[&Ty::Text], ")")],
            Ty::Shape => vec![
                Case::new("Shape::One(", &[&Ty::Noisy], ")"),
                Case { names: &["a: ", "n: "], ..Case::new("Shape::Two { ", &[&Ty::Noisy, &Ty::Num], " }") },
                Case::new("Shape::Empty", &[], ""),
            ],
            Ty::Bool => vec![Case::new("true", &[], ""), Case::new("false", &[], "")],
            Ty::Num => {
                let n = self.rng.u32(0..4);
                let literal = match self.rng.u32(0..3) {
                    0 => format!("{n}"),
                    1 => format!("0..={n}"),
                    _ => format!("{n} | {}", n + 2),
                };
                let bound = self.chance(40).then(|| self.fresh_name("x"));
                let text = bound.as_ref().map_or(literal.clone(), |name| format!("{name} @ ({literal})"));
                vec![Case { binds: bound, ..Case::new(&text, &[], "") }, Case::whole()]
            }
            _ => return vec![Case::whole()],
        };
        if self.chance(50) {
            self.rng.shuffle(&mut cases);
            let last = cases.pop().expect("there are several");
            let wild = cases.iter().any(|case| case.is_whole);
            cases.retain(|case| !case.is_whole);
            cases.push(if wild || self.chance(40) { Case::whole() } else { last });
        }
        cases
    }

    /// The text of the pattern; what it binds is in scope from here on.
    pub fn case(&mut self, case: &Case, ty: &Ty, by: &By, loans: &[Loan]) -> String {
        if case.is_whole {
            return if self.chance(50) { "_".into() } else { self.binding(ty, by, loans) };
        }
        if let Some(name) = &case.binds {
            let name = name.clone();
            let (ty, loans) = match by {
                By::Value => (ty.clone(), Vec::new()),
                By::Shared(loans) => (ty.clone().shared(), loans.clone()),
                By::Unique(loans) => (ty.clone().unique(), loans.clone()),
            };
            self.locals.push(Local { loans, ..local(&name, ty) });
        }
        let parts = self.in_pattern(|writer| {
            let mut parts = Vec::new();
            for (at, part) in case.parts.iter().enumerate() {
                let name = case.names.get(at).copied().unwrap_or_default();
                parts.push(format!("{name}{}", writer.irrefutable(part, by, loans)));
            }
            parts.join(", ")
        });
        format!("{}{parts}{}", case.start, case.end)
    }

    /// By what the value of a place is matched: `match x`, `match &x`, `match &mut x`, or `ref` in the patterns.
    pub fn may_match_by_reference(&self) -> bool {
        self.has(Feature::References)
    }
}

/// One of the patterns that cover a type.
#[derive(Clone, Debug)]
pub struct Case {
    start: String,
    parts: Vec<Ty>,
    names: &'static [&'static str],
    end: String,
    binds: Option<String>,
    pub is_whole: bool,
}

impl Case {
    fn new(start: &str, parts: &[&Ty], end: &str) -> Case {
        Case {
            start: start.into(),
            parts: parts.iter().map(|part| (*part).clone()).collect(),
            names: &[],
            end: end.into(),
            binds: None,
            is_whole: false,
        }
    }

    fn whole() -> Case {
        Case { is_whole: true, ..Case::new("", &[], "") }
    }
}
