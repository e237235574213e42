//! Futures that are not awaited where they are made, and the macros that await several: `select!`, `join!` and `try_join!`.
//!
//! What the README says about these macros is kept to: `select!` is biased, or has one branch, so that nothing is drawn; by a
//! bare name `join!` is written only where all that the name may mean is the same.

use super::branches::Scrutinee;
use super::loops::Leave;
use super::patterns::By;
use super::state::Loan;
use super::types::Ty;
use super::{Feature, Writer};

/// Whose macro it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Family {
    Tokio,
    Futures,
}

/// A branch of a `select!` of which the handler is not written yet.
struct Branch {
    ty: Ty,
    future: String,
    condition: String,
    /// What its output borrows.
    loans: Vec<Loan>,
}

impl Writer {
    /// A future that keeps what it borrows, with an output of the type.
    fn future(&mut self, ty: &Ty) -> String {
        self.pay_await();
        let name = self.event("l");
        if let Ty::Ref(part) = ty {
            return format!("look({name}, {})", self.reference_to_keep(part));
        }
        match self.rng.u32(0..12) {
            0 => format!("now({name}, {})", self.value(ty)),
            1..4 => format!("leaf({name}, {}, {})", self.rng.u32(2..4), self.value(ty)),
            4..6 if self.has(Feature::AsyncBlocks) && !ty.borrows() => self.future_of_block(ty),
            6..8 if self.has(Feature::Helpers) => self.future_of_helper(ty),
            8 | 9 if *ty == Ty::Unit => self.future_that_edits().unwrap_or_else(|| format!("later({name}, ())")),
            _ => format!("later({name}, {})", self.value(ty)),
        }
    }

    /// `async { … }` or `async move { … }`, which goes on borrowing what it mentions.
    fn future_of_block(&mut self, ty: &Ty) -> String {
        let moves = self.chance(50);
        let Some((block, captured)) = self.block_that_awaits(ty, moves) else {
            return format!("later({}, {})", self.event("l"), self.value(ty));
        };
        for at in captured {
            let loans = self.locals.get(at).loans.clone();
            self.locals.temporary.extend(loans);
            if !moves {
                self.locals.temporary.push(Loan { of: at, unique: true });
            }
        }
        block
    }

    /// A call of another coroutine.
    fn future_of_helper(&mut self, ty: &Ty) -> String {
        match ty {
            Ty::Num if self.has(Feature::References) => {
                self.need("#[co]\nasync fn look_twice(n: &Noisy, m: &mut u32) -> u32 { *m += n.by_ref(); yield_now().await; *m += 1; n.by_ref() + *m }");
                let (noisy, number) = (self.value(&Ty::Noisy.shared()), self.value(&Ty::Num.unique()));
                format!("look_twice({noisy}, {number})")
            }
            Ty::Noisy => {
                self.need("#[co]\nasync fn merge(a: Noisy, b: Noisy) -> Noisy { let _held = noisy(\"held\"); if later(\"m\", a.by_ref()).await > b.by_ref() { a } else { yield_now().await; b } }");
                format!("merge({}, {})", self.value(&Ty::Noisy), self.value(&Ty::Noisy))
            }
            _ => {
                self.need("#[co]\nasync fn echo<T>(value: T) -> T { yield_now().await; value }");
                format!("echo({})", self.value(ty))
            }
        }
    }

    fn future_that_edits(&mut self) -> Option<String> {
        let place = self.place_to_write(&Ty::Num)?;
        self.lend(&place, true);
        Some(format!("edit({}, &mut {}, |n| *n += 1)", self.event("d"), place.text))
    }

    fn family(&mut self) -> Family {
        if self.chance(60) { Family::Tokio } else { Family::Futures }
    }

    /// The macro by its path, or by a bare name that is imported.
    fn macro_of(&mut self, family: Family, name: &'static str) -> String {
        let (path, import) = match (family, name) {
            (Family::Tokio, "select") => ("tokio::select", "use tokio::select;"),
            (Family::Tokio, "join") => ("tokio::join", "use tokio::join;"),
            (Family::Tokio, _) => ("tokio::try_join", "use tokio::try_join;"),
            (Family::Futures, "select") => ("futures::select", "use futures::select;"),
            (Family::Futures, "select_biased") => ("futures::select_biased", "use futures::select_biased;"),
            (Family::Futures, "join") => ("futures::join", "use futures::join;"),
            (Family::Futures, _) => ("futures::try_join", "use futures::try_join;"),
        };
        // Outside of the body it is not known whose `join!` it is.
        let is_known = self.macros_inside || name.starts_with("select");
        if self.imports == Some(family) && is_known && self.chance(50) {
            self.need_macro(import);
            return name.into();
        }
        path.into()
    }

    fn type_of_branch(&mut self) -> Ty {
        let ty = match self.rng.u32(0..10) {
            0 | 1 => Ty::Unit,
            2 | 3 => self.simple_type().option(),
            4 => Ty::Result(Box::new(self.simple_type())),
            5 if self.has(Feature::References) => Ty::Noisy.shared(),
            6 => Ty::Tuple(vec![self.simple_type(), self.simple_type()]),
            _ => self.simple_type(),
        };
        self.need_type(&ty);
        ty
    }

    /// `select!` with handlers of that type, or that are statements.
    pub fn select(&mut self, tail: Option<&Ty>) -> String {
        let family = self.family();
        let mark = self.locals.temporary.len();
        let branches = self.branches(family);
        // The futures are gone when a handler runs.
        self.locals.temporary.truncate(mark);
        let name = match family {
            Family::Futures if branches.len() > 1 => "select_biased",
            _ => "select",
        };
        let name = self.macro_of(family, name);
        let biased = if family == Family::Tokio { "biased;" } else { "" };
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        let (mut text, mut ends, mut may_be_none) = (String::new(), Vec::new(), false);
        for (at, branch) in branches.into_iter().enumerate() {
            let matches_always = family == Family::Futures || self.chance(60);
            may_be_none |= !branch.condition.is_empty() || !matches_always;
            let may_leave = at > 0 || tail.is_none();
            let (arm, end) = self.aside(|writer| writer.branch_of_select(branch, matches_always, may_leave, tail));
            text.push_str(&arm);
            ends.push(end);
        }
        let word = match family {
            Family::Tokio => (may_be_none && self.chance(85)).then_some("else"),
            Family::Futures => match self.rng.u32(0..8) {
                0 => Some("default"),
                1 => Some("complete"),
                _ => None,
            },
        };
        if let Some(word) = word {
            let (handler, end) = self.aside(|writer| writer.handler(true, tail));
            text.push_str(&format!("{word} => {handler}"));
            ends.push(end);
        }
        self.borrow_temporaries = temporaries;
        self.meet(ends);
        format!("{name}! {{ {biased} {text} }}")
    }

    /// `select!` as a statement, whose value nobody takes.
    pub fn select_statement(&mut self) -> String {
        if self.chance(70) {
            return self.select(None);
        }
        let ty = self.simple_type();
        format!("{};", self.select(Some(&ty)))
    }

    /// The conditions, which are evaluated first, and the futures.
    fn branches(&mut self, family: Family) -> Vec<Branch> {
        let mark = self.locals.temporary.len();
        let limit = std::mem::replace(&mut self.limit, usize::MAX);
        let mut conditions = Vec::new();
        for _ in 0..self.rng.usize(1..4) {
            let is_conditional = family == Family::Tokio && self.chance(25);
            conditions.push(if is_conditional { format!(", if {}", self.argument(&Ty::Bool)) } else { String::new() });
        }
        self.locals.temporary.truncate(mark);
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        let mut branches = Vec::new();
        for condition in conditions {
            if !branches.is_empty() && !self.can_await() {
                break;
            }
            let (ty, start) = (self.type_of_branch(), self.locals.temporary.len());
            let mut future = self.future(&ty);
            if family == Family::Futures {
                self.need_macro("use futures::FutureExt as _;");
                future.push_str(".fuse()");
            }
            branches.push(Branch { ty, future, condition, loans: self.loans_since(start) });
        }
        self.borrow_temporaries = temporaries;
        self.limit = limit;
        branches
    }

    fn branch_of_select(&mut self, branch: Branch, matches_always: bool, may_leave: bool, tail: Option<&Ty>) -> String {
        let Branch { ty, future, condition, loans } = branch;
        self.locals.enter();
        let pattern = if matches_always {
            self.irrefutable(&ty, &By::Value, &loans)
        } else {
            let scrutinee = Scrutinee { text: String::new(), ty, by: By::Value, loans };
            match self.refutable(&scrutinee) {
                // Nothing but a name fits.
                pattern if pattern == "_" => self.irrefutable(&scrutinee.ty, &By::Value, &scrutinee.loans),
                pattern => pattern,
            }
        };
        let handler = self.handler(may_leave, tail);
        self.locals.leave();
        format!("{pattern} = {future}{condition} => {handler}\n")
    }

    /// What a branch does: a value, a block, or one that leaves.
    fn handler(&mut self, may_leave: bool, tail: Option<&Ty>) -> String {
        let count = self.rng.usize(0..3);
        if may_leave
            && self.has(Feature::Leaving)
            && self.chance(30)
            && let Some(exit) = self.choose_exit()
        {
            return self.leaving_block(count, exit);
        }
        match tail {
            Some(tail) if self.chance(40) => {
                self.locals.enter();
                let value = self.tail(tail);
                self.locals.leave();
                let is_free = super::places::begins_like_a_block(&value);
                if is_free { format!("({value}),") } else { format!("{value},") }
            }
            _ => self.block(count, tail),
        }
    }

    /// A loop around a future that goes on, beside others that begin anew in each turn.
    pub fn service(&mut self) -> String {
        let name = self.fresh_name("s");
        let (temporaries, mark) = (std::mem::replace(&mut self.borrow_temporaries, false), self.locals.temporary.len());
        let ty = self.type_of_branch();
        let future = self.future(&ty);
        let loans = self.loans_since(mark);
        let label = self.label();
        let body = self.looped(label.clone(), |writer| {
            let entry = writer.exits.last().expect("it was pushed").entry.clone();
            writer.locals.enter();
            let start = writer.locals.temporary.len();
            let other = writer.can_await().then(|| (writer.type_of_branch(), writer.locals.temporary.len()));
            let other = other.map(|(ty, start)| {
                let future = writer.future(&ty);
                Branch { ty, future, condition: String::new(), loans: writer.loans_since(start) }
            });
            writer.locals.temporary.truncate(start);
            let exit = Leave::Break(writer.exits.len() - 1);
            let ((pattern, done), _) = writer.aside(|writer| {
                writer.locals.enter();
                let pattern = writer.irrefutable(&ty, &By::Value, &loans);
                let count = writer.rng.usize(0..3);
                let block = writer.leaving_block(count, exit);
                writer.locals.leave();
                (pattern, block)
            });
            let (other, end) = match other {
                None => (String::new(), None),
                Some(other) => writer.aside(|writer| writer.branch_of_select(other, true, true, None)),
            };
            writer.meet(vec![end]);
            let remade = if writer.reachable { writer.remade(&entry) } else { String::new() };
            writer.locals.leave();
            let path = writer.macro_of(Family::Tokio, "select");
            format!("loop {{ {path}! {{ biased; {pattern} = &mut {name} => {done}\n{other} }} {remade} }}")
        });
        self.borrow_temporaries = temporaries;
        let label = label.map(|label| label + ": ").unwrap_or_default();
        format!("let {name} = {future};\ntokio::pin!({name});\n{label}{body}")
    }

    /// `join!(…)` of futures with outputs of these types.
    pub fn joined(&mut self, parts: &[Ty]) -> String {
        let futures = self.futures(parts);
        let family = self.family();
        let name = self.macro_of(family, "join");
        let biased = if family == Family::Tokio && self.chance(30) { "biased; " } else { "" };
        format!("{name}!({biased}{futures})")
    }

    /// `try_join!(…)` of futures that may fail.
    fn tried(&mut self, parts: &[Ty]) -> String {
        let parts: Vec<Ty> = parts.iter().map(|part| Ty::Result(Box::new(part.clone()))).collect();
        let futures = self.futures(&parts);
        let family = self.family();
        format!("{}!({futures})", self.macro_of(family, "try_join"))
    }

    fn futures(&mut self, parts: &[Ty]) -> String {
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        let futures: Vec<String> = parts.iter().map(|part| self.future(part)).collect();
        self.borrow_temporaries = temporaries;
        futures.join(", ")
    }

    /// Two or three types of outputs.
    fn types_to_join(&mut self, first: Ty) -> Vec<Ty> {
        let mut types = vec![first, self.type_of_branch()];
        if self.chance(30) {
            types.push(self.simple_type());
        }
        types
    }

    /// The first output of a `join!`, in a block.
    pub fn joined_value(&mut self, ty: &Ty) -> String {
        let count = self.rng.usize(0..2);
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, false);
        let block = self.block_with(count, Some(ty), |writer| {
            let types = writer.types_to_join(ty.clone());
            writer.let_joined(types)
        });
        self.borrow_temporaries = temporaries;
        block
    }

    /// `let PATTERN = join!(…);`
    fn let_joined(&mut self, types: Vec<Ty>) -> String {
        let mark = self.locals.temporary.len();
        let limit = std::mem::replace(&mut self.limit, self.locals.scope);
        let fails = self.can_leave() && matches!(self.output, Ty::Result(_)) && self.chance(50);
        let joined = if fails { self.tried(&types) + "?" } else { self.joined(&types) };
        self.limit = limit;
        let loans = self.loans_since(mark);
        let pattern = self.irrefutable(&Ty::Tuple(types), &By::Value, &loans);
        format!("let {pattern} = {joined};")
    }

    pub fn join_statement(&mut self) -> String {
        let first = self.type_of_branch();
        let types = self.types_to_join(first);
        match self.rng.u32(0..6) {
            0 => format!("{};", self.joined(&types)),
            1 | 2 if self.has(Feature::Matches) && !types.iter().any(Ty::borrows) => {
                let text = self.tried(&types);
                let ty = Ty::Result(Box::new(Ty::Tuple(types)));
                self.match_on(Scrutinee { text, ty, by: By::Value, loans: Vec::new() }, None)
            }
            _ => self.let_joined(types),
        }
    }
}
