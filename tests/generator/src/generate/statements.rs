//! Statements.

use super::patterns::By;
use super::state::{Loan, Local, State, Through};
use super::types::Ty;
use super::{Feature, Writer, local};

impl Writer {
    pub fn statement(&mut self) -> String {
        self.fuel -= 1;
        let nested = self.depth < 5 && self.locals.scope < 7;
        let written = match self.rng.u32(0..142) {
            130..134 if nested && self.has(Feature::Selects) && self.can_await() => Some(self.select_statement()),
            134..137 if nested && self.has(Feature::Selects) && self.times < 4 && self.can_await() => {
                Some(self.service())
            }
            137..142 if self.has(Feature::Joins) && self.can_await() => Some(self.join_statement()),
            100..106 if nested && self.has(Feature::UserMacros) => self.macro_with_code(),
            106..110 if self.has(Feature::UserMacros) => self.macro_that_leaves(),
            110..115 if nested && self.has(Feature::Decisions) => Some(self.if_decided()),
            115..119 if nested && self.has(Feature::Diverging) => Some(self.unlikely_end()),
            119..123 if nested => self.deferred(),
            123..127 if self.has(Feature::Parts) => self.part_moved(),
            127..130 if self.has(Feature::Remakes) => self.remake(),
            0..30 => None,
            30..38 => Some(self.expression_statement()),
            38..46 => self.assignment(),
            46..50 => self.compound(),
            50..60 if nested => Some(self.if_statement()),
            60..65 if nested && self.has(Feature::Matches) => {
                let scrutinee = self.scrutinee();
                Some(self.match_on(scrutinee, None))
            }
            65..74 if nested && self.has(Feature::Loops) && self.times < 4 => Some(self.loop_statement()),
            74..79 if self.has(Feature::Closures) => self.closure(),
            79..83 if self.has(Feature::Leaving) => self.let_else(),
            83..87 => self.deferred(),
            87..91 if self.has(Feature::Macros) => Some(self.macro_statement()),
            91..94 => self.push(),
            94..97 => self.drop_early(),
            _ if self.can_await() => {
                self.pay_await();
                Some("yield_now().await;".into())
            }
            _ => None,
        };
        written.unwrap_or_else(|| self.let_statement())
    }

    fn let_statement(&mut self) -> String {
        let ty = self.type_of_local();
        let mark = self.locals.temporary.len();
        let borrows = ty.borrows();
        if borrows {
            self.limit = self.locals.scope;
            self.borrow_temporaries = false;
        }
        // A reference to a temporary lives as long as the local if it stands right there.
        let extended = match &ty {
            Ty::Ref(part) if self.has(Feature::Temporaries) && self.chance(20) => {
                let keep = std::mem::replace(&mut self.borrow_temporaries, true);
                let value = self.operand(part);
                self.borrow_temporaries = keep;
                Some(format!("&{value}"))
            }
            _ => None,
        };
        let value = extended.unwrap_or_else(|| self.value(&ty));
        self.borrow_temporaries = true;
        let loans = if borrows { self.loans_since(mark) } else { Vec::new() };
        let annotation = if self.chance(20) && !ty.watches() { format!(": {}", ty.text()) } else { String::new() };
        let by_reference = !borrows && self.has(Feature::References) && self.chance(6);
        if by_reference {
            return self.let_ref(&ty, &value);
        }
        let pattern = self.irrefutable(&ty, &By::Value, &loans);
        format!("let {pattern}{annotation} = {value};")
    }

    /// `let ref x = …;`: the value lives on without a name.
    fn let_ref(&mut self, ty: &Ty, value: &str) -> String {
        let name = self.fresh_name("x");
        let hidden = self.locals.push(Local { hidden_by: Some(0), ..local("", ty.clone()) });
        let unique = self.chance(40);
        let loans = vec![Loan { of: hidden, unique }];
        let (keyword, ty) = if unique { ("ref mut", ty.clone().unique()) } else { ("ref", ty.clone().shared()) };
        self.locals.push(Local { loans, ..local(&name, ty) });
        format!("let {keyword} {name} = {value};")
    }

    fn expression_statement(&mut self) -> String {
        let ty = match self.rng.u32(0..4) {
            0 | 1 => Ty::Unit,
            2 => Ty::Num,
            _ => self.simple_type(),
        };
        let value = self.value(&ty);
        match self.rng.u32(0..3) {
            0 if ty != Ty::Unit => format!("let _ = {value};"),
            _ => as_statement(value),
        }
    }

    pub fn assignment(&mut self) -> Option<String> {
        let floor = self.locals.move_floor;
        let gone: Vec<usize> = self
            .locals
            .indices()
            .filter(|at| {
                let local = self.locals.get(*at);
                local.mutable
                    && local.state == State::Gone
                    && local.hidden_by.is_none()
                    && !local.ty.borrows()
                    && !matches!(local.role, super::Role::Closure { .. })
                    && !self.locals.is_lent(*at)
                    && (local.loops >= floor || self.locals.loops == local.loops)
                    && *at >= self.outside
            })
            .collect();
        if !gone.is_empty() && self.chance(60) {
            let at = *self.pick(&gone);
            let (name, ty) = (self.locals.get(at).name.clone(), self.locals.get(at).ty.clone());
            let value = self.value(&ty);
            self.locals.get_mut(at).state = State::Init;
            return Some(format!("{name} = {value};"));
        }
        let ty = self.type_of_local();
        let place = self.place_to_write(&ty)?;
        let borrows = ty.borrows();
        if borrows && (place.through != Through::Itself || self.locals.get(place.local).loops != self.locals.loops) {
            return None;
        }
        let mark = self.locals.temporary.len();
        self.limit = if borrows { self.locals.get(place.local).scope } else { usize::MAX };
        self.borrow_temporaries = !borrows;
        let value = self.value(&ty);
        // What the value borrows or moves may be the place's own local.
        if !self.locals.is_usable(place.local) || self.locals.is_lent(place.local) {
            return Some(format!("drop({value});"));
        }
        if borrows {
            let loans = self.loans_since(mark);
            self.locals.get_mut(place.local).loans.extend(loans);
        }
        self.touch(&place);
        Some(self.assigned(&place.text, &value))
    }

    /// Mostly `x = …;`.
    fn assigned(&mut self, place: &str, value: &str) -> String {
        if self.has(Feature::UserMacros) && self.chance(10) {
            self.need_macro("macro_rules! set { ($place:expr, $value:expr) => { $place = $value } }");
            return format!("set!({place}, {value});");
        }
        format!("{place} = {value};")
    }

    fn compound(&mut self) -> Option<String> {
        let ty = if self.chance(80) { Ty::Num } else { Ty::Text };
        let place = self.place_to_write(&ty)?;
        let value = match ty {
            Ty::Num => self.value(&Ty::Num),
            _ => self.argument(&Ty::Text.shared()),
        };
        if !self.locals.is_usable(place.local) || self.locals.is_lent(place.local) {
            return Some(format!("drop({value});"));
        }
        self.touch(&place);
        let operator = if ty == Ty::Num { *self.pick(&["+=", "+=", "*=", "|="]) } else { "+=" };
        Some(format!("{} {operator} {value};", place.text))
    }

    fn macro_statement(&mut self) -> String {
        match self.rng.u32(0..3) {
            0 => {
                let (left, right) = (self.macro_value(&Ty::Num), self.macro_value(&Ty::Num));
                format!("assert_ne!({left} + 100, {right});")
            }
            1 => format!("assert!({} < 1000);", self.macro_value(&Ty::Num)),
            _ => {
                let (number, noisy) = (self.macro_value(&Ty::Num), self.argument_in_macro(&Ty::Noisy));
                format!("log(format_args!(\"{{}} {{:?}}\", {number}, {noisy}));")
            }
        }
    }

    fn push(&mut self) -> Option<String> {
        let ty = self.simple_type();
        let place = self.place_to_write(&Ty::List(Box::new(ty.clone())))?;
        self.lend(&place, true);
        let value = self.value(&ty);
        Some(format!("{}.push({value});", place.text))
    }

    /// `drop(x);`
    pub fn drop_early(&mut self) -> Option<String> {
        let movable: Vec<usize> = self
            .locals
            .indices()
            .filter(|at| self.locals.can_move(*at) && !self.locals.get(*at).ty.is_copy())
            .filter(|at| self.locals.get(*at).role == super::Role::Value)
            .collect();
        if movable.is_empty() {
            return None;
        }
        let at = *self.pick(&movable);
        let local = self.locals.get_mut(at);
        local.state = State::Gone;
        Some(format!("drop({});", local.name))
    }
}

/// An expression as a statement, which must not begin like a block.
fn as_statement(value: String) -> String {
    if super::places::begins_like_a_block(&value) { format!("({value});") } else { format!("{value};") }
}
