//! Moves of parts, after which the rest is used.
//!
//! What is left over of `x` is kept in the books as a local with the name `x.right`, and `x` itself is hidden, until the scope
//! in which the part was moved comes to its end.

use super::places::awaits;
use super::state::{Local, State};
use super::types::Ty;
use super::{Feature, Role, Writer, local};

/// A part that can be moved, and what is left over.
struct Split {
    of: usize,
    taken: (String, Ty),
    left: Option<(String, Ty)>,
}

impl Writer {
    /// A local to take a part of.
    fn split(&mut self, wanted: Option<&Ty>) -> Option<Split> {
        let mut splits = Vec::new();
        for at in self.locals.indices() {
            let local = self.locals.get(at);
            let may = local.role == Role::Value && local.loops == self.locals.loops && !local.is_part();
            if !may || !self.locals.can_move(at) || at < self.outside {
                continue;
            }
            let parts: Vec<(String, Ty)> = match &local.ty {
                Ty::Pair => ["left", "right"].map(|part| (format!("{}.{part}", local.name), Ty::Noisy)).to_vec(),
                Ty::Tuple(parts) => {
                    let part = |(index, ty): (usize, &Ty)| (format!("{}.{index}", local.name), ty.clone());
                    parts.iter().enumerate().map(part).collect()
                }
                Ty::Boxed(part) => vec![(format!("*{}", local.name), (**part).clone())],
                _ => continue,
            };
            for (index, taken) in parts.iter().enumerate() {
                let left = (parts.len() == 2).then(|| parts[1 - index].clone());
                let is_move = !taken.1.is_copy() && wanted.is_none_or(|wanted| *wanted == taken.1);
                if is_move && (left.is_some() || self.rng.u32(0..4) == 0) {
                    splits.push(Split { of: at, taken: taken.clone(), left });
                }
            }
        }
        let at = (!splits.is_empty()).then(|| self.rng.usize(0..splits.len()))?;
        Some(splits.swap_remove(at))
    }

    /// Writes into the books that the part is moved.
    fn take_part(&mut self, split: Split) -> String {
        let scope = self.locals.scope;
        let local = self.locals.get_mut(split.of);
        let mutable = local.mutable;
        local.state = State::Gone;
        self.mentions.push((split.of, false));
        if let Some((name, ty)) = split.left {
            self.locals.get_mut(split.of).hidden_by = Some(scope);
            self.locals.push(Local { mutable, ..super::local(&name, ty) });
        }
        split.taken.0
    }

    /// A part of a local, as a value.
    pub fn part_taken(&mut self) -> Option<String> {
        let split = self.split(Some(&Ty::Noisy))?;
        Some(self.take_part(split))
    }

    /// A part of a local, moved by a statement.
    pub fn part_moved(&mut self) -> Option<String> {
        let split = self.split(None)?;
        let ty = split.taken.1.clone();
        let part = self.take_part(split);
        Some(match self.rng.u32(0..3) {
            0 if self.can_await() => {
                self.pay_await();
                format!("later({}, {part}).await;", self.event("l"))
            }
            1 => format!("drop({part});"),
            _ => {
                let name = self.fresh_name("x");
                self.locals.push(local(&name, ty));
                format!("let {name} = {part};")
            }
        })
    }

    /// `Pair { left: …, ..x }`
    pub fn updated(&mut self) -> String {
        let value = self.value(&Ty::Noisy);
        let pairs: Vec<usize> = self
            .locals
            .indices()
            .filter(|at| {
                let local = self.locals.get(*at);
                let may = local.role == Role::Value && local.loops == self.locals.loops && *at >= self.outside;
                local.ty == Ty::Pair && may && self.locals.can_move(*at)
            })
            .collect();
        if pairs.is_empty() || self.chance(20) {
            let rest = super::branches::in_head(self.value(&Ty::Pair));
            if !awaits(&rest) && !awaits(&value) || self.has(Feature::Limits) {
                return format!("Pair {{ left: {value}, ..{rest} }}");
            }
            let (left, pair) = (self.fresh_name("x"), self.fresh_name("x"));
            return format!("{{ let {left} = {value}; let {pair} = {rest}; Pair {{ left: {left}, ..{pair} }} }}");
        }
        let of = *self.pick(&pairs);
        let name = self.locals.get(of).name.clone();
        let part = |field: &str| (format!("{name}.{field}"), Ty::Noisy);
        self.take_part(Split { of, taken: part("right"), left: Some(part("left")) });
        format!("Pair {{ left: {value}, ..{name} }}")
    }
}
