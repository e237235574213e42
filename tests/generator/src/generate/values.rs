//! Values: an expression of a given type.

use super::places::wrap_receiver;
use super::state::{Loan, Role, Through};
use super::types::Ty;
use super::{Feature, Writer};

/// Expressions are nested at most so deep.
const DEEPEST: usize = 5;

impl Writer {
    pub fn type_of_output(&mut self) -> Ty {
        let types = [Ty::Num, Ty::Text, Ty::Noisy, Ty::Unit, Ty::Num.option(), Ty::Tuple(vec![Ty::Noisy, Ty::Num])];
        self.pick(&types).clone()
    }

    /// A type of which locals are made.
    pub fn type_of_local(&mut self) -> Ty {
        let ty = match self.rng.u32(0..32) {
            0..5 => Ty::Num,
            5..11 => Ty::Noisy,
            11 => Ty::Bool,
            12 | 13 => Ty::Text,
            14 => Ty::Pair,
            15 => Ty::Shape,
            16 => Ty::Guard,
            17 | 18 => self.simple_type().option(),
            19 => Ty::Result(Box::new(self.simple_type())),
            20 => Ty::Tuple(vec![self.simple_type(), self.simple_type()]),
            21 if self.has(Feature::Collections) => Ty::List(Box::new(self.simple_type())),
            22 if self.has(Feature::Collections) => Ty::Array(Box::new(self.simple_type())),
            23 => Ty::Boxed(Box::new(self.simple_type())),
            24..26 if self.has(Feature::References) => self.simple_type().shared(),
            26 if self.has(Feature::References) => self.simple_type().unique(),
            27 if self.has(Feature::References) => Ty::Noisy.shared().option(),
            28 if self.has(Feature::Guards) => Ty::Watch,
            29..32 if self.has(Feature::Copies) => Ty::Seen,
            _ => Ty::Noisy,
        };
        self.need_type(&ty);
        ty
    }

    /// A type of which others are made.
    pub fn simple_type(&mut self) -> Ty {
        let ty = self.pick(&[Ty::Num, Ty::Num, Ty::Noisy, Ty::Noisy, Ty::Noisy, Ty::Text, Ty::Pair]).clone();
        self.need_type(&ty);
        ty
    }

    /// An expression of the type.
    pub fn value(&mut self, ty: &Ty) -> String {
        self.fuel -= 1;
        if self.depth >= DEEPEST || self.fuel <= 0 {
            return self.near(ty).unwrap_or_else(|| self.plain(ty));
        }
        self.depth += 1;
        let value = match self.rng.u32(0..100) {
            0..40 => self.wrapped(ty),
            40..70 => self.near(ty).unwrap_or_else(|| self.made(ty)),
            _ => self.made(ty),
        };
        self.depth -= 1;
        value
    }

    /// A value that refers to nothing.
    pub fn plain(&mut self, ty: &Ty) -> String {
        self.need_type(ty);
        match ty {
            Ty::Num => self.rng.u32(0..5).to_string(),
            Ty::Bool => self.rng.bool().to_string(),
            Ty::Unit => "()".into(),
            Ty::Text => format!("String::from({})", self.event("s")),
            Ty::Noisy => match self.rng.bool() {
                true => format!("noisy({})", self.event("n")),
                false => format!("noisy_n({}, {})", self.event("n"), self.rng.u32(0..5)),
            },
            Ty::Pair => format!("Pair {{ left: {}, right: {} }}", self.plain(&Ty::Noisy), self.plain(&Ty::Noisy)),
            Ty::Shape => format!("Shape::One({})", self.plain(&Ty::Noisy)),
            Ty::Guard => format!("Guard {{ held: {}, n: {} }}", self.plain(&Ty::Noisy), self.plain(&Ty::Num)),
            Ty::Option(part) => format!("Some({})", self.plain(part)),
            Ty::Result(part) => format!("Ok::<{}, String>({})", part.text(), self.plain(part)),
            Ty::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.plain(part)).collect();
                format!("({},)", parts.join(", "))
            }
            Ty::List(part) => format!("vec![{}]", self.plain(part)),
            Ty::Array(part) => format!("[{}, {}]", self.plain(part), self.plain(part)),
            Ty::Boxed(part) => format!("Box::new({})", self.plain(part)),
            Ty::Ref(part) => format!("&*leak({})", self.plain(part)),
            Ty::Mut(part) => format!("leak({})", self.plain(part)),
            Ty::Seen => format!("Seen {{ of: &*leak({}), n: {} }}", self.plain(&Ty::Noisy), self.plain(&Ty::Num)),
            Ty::Watch => format!("watch({}, leak({}))", self.event("w"), self.plain(&Ty::Noisy)),
        }
    }

    /// A value that is there already: a local or a part of one, read, moved or borrowed.
    pub fn near(&mut self, ty: &Ty) -> Option<String> {
        match ty {
            Ty::Ref(part) if self.chance(70) => return self.shared_place(part).or_else(|| self.taken(ty)),
            Ty::Mut(part) => return self.unique_place(part).or_else(|| self.taken(ty)),
            _ => {}
        }
        self.taken(ty)
    }

    /// A local or a part of one, copied or moved out of.
    fn taken(&mut self, ty: &Ty) -> Option<String> {
        let mut places = self.locals.places();
        places.retain(|place| {
            let local = self.locals.get(place.local);
            let reaches = local.loans.iter().all(|loan| self.locals.get(loan.of).scope <= self.limit);
            place.ty == *ty
                && reaches
                && if ty.is_copy() {
                    self.locals.can_read(place.local)
                } else {
                    place.through == Through::Itself && local.role == Role::Value
                }
        });
        if !ty.is_copy() {
            let (free, lent): (Vec<_>, Vec<_>) =
                places.into_iter().partition(|place| self.locals.can_move(place.local));
            places = free;
            if let Some(place) = lent.first()
                && places.is_empty()
                && self.chance(50)
                && self.locals.free(place.local)
                && self.locals.can_move(place.local)
            {
                places.push(place.clone());
            }
        }
        if places.is_empty() {
            return None;
        }
        let place = self.pick(&places).clone();
        let loans = self.locals.get(place.local).loans.clone();
        self.locals.temporary.extend(loans);
        self.mention(&place);
        if self.in_closure {
            self.locals.temporary.push(Loan { of: place.local, unique: false });
        }
        if !ty.is_copy() {
            self.locals.get_mut(place.local).state = super::State::Gone;
        }
        Some(place.text)
    }

    /// A value that is made of others.
    fn made(&mut self, ty: &Ty) -> String {
        self.need_type(ty);
        match ty {
            Ty::Num => self.number(),
            Ty::Bool => self.condition(),
            Ty::Unit => self.unit(),
            Ty::Text => self.text(),
            Ty::Noisy => self.noisy(),
            Ty::Pair if self.has(Feature::Parts) && self.chance(30) => self.updated(),
            Ty::Pair => format!("Pair {{ left: {}, right: {} }}", self.value(&Ty::Noisy), self.value(&Ty::Noisy)),
            Ty::Shape => match self.rng.u32(0..3) {
                0 => "Shape::Empty".into(),
                1 => format!("Shape::One({})", self.value(&Ty::Noisy)),
                _ => format!("Shape::Two {{ a: {}, n: {} }}", self.value(&Ty::Noisy), self.value(&Ty::Num)),
            },
            Ty::Guard => format!("Guard {{ held: {}, n: {} }}", self.value(&Ty::Noisy), self.value(&Ty::Num)),
            Ty::Option(part) => self.option(part),
            Ty::Result(part) => match self.rng.u32(0..4) {
                0 => format!("Err::<{}, String>({})", part.text(), self.value(&Ty::Text)),
                _ => format!("Ok::<{}, String>({})", part.text(), self.value(part)),
            },
            Ty::Tuple(parts) if parts.len() > 1 && self.has(Feature::Joins) && self.can_await() && self.chance(30) => {
                self.joined(parts)
            }
            Ty::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.value(part)).collect();
                format!("({},)", parts.join(", "))
            }
            Ty::List(part) => format!("vec![{}, {}]", self.macro_value(part), self.macro_value(part)),
            Ty::Array(part) => format!("[{}, {}]", self.value(part), self.value(part)),
            Ty::Boxed(part) => format!("Box::new({})", self.value(part)),
            Ty::Ref(part) => self.shared(part),
            Ty::Mut(part) => self.unique(part),
            Ty::Seen => {
                let (of, n) = (self.reference_to_keep(&Ty::Noisy), self.rng.u32(0..4));
                if self.chance(50) { format!("Seen {{ of: {of}, n: {n} }}") } else { format!("seen({of}, {n})") }
            }
            Ty::Watch => {
                let name = self.event("w");
                format!("watch({name}, {})", self.reference_to_keep(&Ty::Noisy))
            }
        }
    }

    fn number(&mut self) -> String {
        match self.rng.u32(0..14) {
            0 => format!("({} + {})", self.left(&Ty::Num), self.value(&Ty::Num)),
            1 => format!("({} * {})", self.left(&Ty::Num), self.value(&Ty::Num)),
            2..5 => self.by_method(),
            5 if self.has(Feature::Methods) => {
                let part = if self.has(Feature::Parts) && self.chance(50) { self.part_taken() } else { None };
                let receiver = part.map(wrap_receiver).unwrap_or_else(|| self.receiver(&Ty::Noisy));
                format!("{receiver}.into_number()")
            }
            6 if self.has(Feature::Methods) => format!("({}.len() as u32)", self.receiver_by_reference(&Ty::Text)),
            7 => self.called_closure().unwrap_or_else(|| self.plain(&Ty::Num)),
            8 if self.has(Feature::Methods) => {
                let list = Ty::List(Box::new(Ty::Noisy));
                format!("{}.iter().map(|n| n.by_ref()).sum::<u32>()", self.receiver_by_reference(&list))
            }
            9 => {
                self.need("fn take(n: Noisy, m: u32) -> u32 { n.by_ref() + m }");
                format!("take({}, {})", self.value(&Ty::Noisy), self.value(&Ty::Num))
            }
            10 => {
                self.need("fn see(n: &Noisy, m: u32) -> u32 { n.by_ref() + m }");
                format!("see({}, {})", self.argument(&Ty::Noisy.shared()), self.value(&Ty::Num))
            }
            11 if self.has(Feature::Methods) => {
                let option = self.receiver(&Ty::Noisy.option());
                format!("{option}.map_or({}, |n| n.into_number())", self.rng.u32(0..4))
            }
            12 | 13 if self.has(Feature::Copies) => self.seen(),
            _ => self.plain(&Ty::Num),
        }
    }

    /// A method of a noisy value that gives a number.
    fn by_method(&mut self) -> String {
        match self.rng.u32(0..4) {
            0 => match self.unique_receiver(&Ty::Noisy) {
                Some(receiver) => format!("{receiver}.by_mut()"),
                None => format!("{}.by_ref()", self.receiver_by_reference(&Ty::Noisy)),
            },
            1 => format!("{}.finish()", self.consumed()),
            _ => format!("{}.by_ref()", self.receiver_by_reference(&Ty::Noisy)),
        }
    }

    /// The receiver of a method that takes it by value, which its name does not say. In a closure that is one of the limits, so
    /// there it is in braces.
    fn consumed(&mut self) -> String {
        let is_asked = self.outside == 0 && self.chance(60);
        if is_asked || self.has(Feature::Limits) {
            return self.receiver(&Ty::Noisy);
        }
        format!("{{ {} }}", self.value(&Ty::Noisy))
    }

    pub fn condition(&mut self) -> String {
        match self.rng.u32(0..10) {
            0 => format!("({} < {})", self.left(&Ty::Num), self.value(&Ty::Num)),
            1 | 2 => format!("({} % 2 == {})", self.left(&Ty::Num), self.rng.u32(0..2)),
            3 => self.lazy_condition(),
            4 => format!("!{}", self.operand(&Ty::Bool)),
            5 if self.has(Feature::Methods) => format!("{}.is_some()", self.receiver_by_reference(&Ty::Noisy.option())),
            6 if self.has(Feature::Macros) => {
                format!("matches!({}, Some(n) if n > {})", self.macro_value(&Ty::Num.option()), self.rng.u32(0..3))
            }
            8 if self.has(Feature::Decisions) => self.decided(),
            7 => format!("({} == {})", self.left(&Ty::Num), self.value(&Ty::Num)),
            _ => format!("({} > 1)", self.left(&Ty::Num)),
        }
    }

    /// The right operand may not be evaluated.
    fn lazy_condition(&mut self) -> String {
        let operator = if self.chance(50) { "&&" } else { "||" };
        let left = self.left(&Ty::Bool);
        let before = self.locals.clone();
        let right = self.value(&Ty::Bool);
        self.locals.merge(&before);
        format!("({left} {operator} {right})")
    }

    fn unit(&mut self) -> String {
        match self.rng.u32(0..5) {
            0 => format!("log({})", self.event("e")),
            1 | 2 => self.edited().unwrap_or_else(|| format!("log({})", self.event("e"))),
            3 => {
                let ty = self.simple_type();
                format!("drop({})", self.value(&ty))
            }
            _ if self.can_await() => {
                self.pay_await();
                "yield_now().await".into()
            }
            _ => "()".into(),
        }
    }

    fn text(&mut self) -> String {
        match self.rng.u32(0..6) {
            0 | 1 if self.has(Feature::Macros) => {
                let number = self.macro_value(&Ty::Num);
                let noisy = self.argument_in_macro(&Ty::Noisy);
                format!("format!(\"{{}}-{{:?}}\", {number}, {noisy})")
            }
            2 if self.has(Feature::Methods) => format!("{}.to_string()", self.receiver_by_reference(&Ty::Num)),
            3 => {
                let left = self.operand(&Ty::Text);
                format!("({left} + {})", self.argument(&Ty::Text.shared()))
            }
            4 if self.has(Feature::Methods) => format!("{}.to_uppercase()", self.receiver_by_reference(&Ty::Text)),
            _ => self.plain(&Ty::Text),
        }
    }

    fn noisy(&mut self) -> String {
        match self.rng.u32(0..12) {
            10 | 11 if self.has(Feature::Parts) => self.part_taken().unwrap_or_else(|| self.plain(&Ty::Noisy)),
            0 if self.has(Feature::Methods) => format!("{}.clone()", self.receiver_by_reference(&Ty::Noisy)),
            1 if self.has(Feature::Methods) => {
                format!("{}.renamed({})", self.consumed(), self.event("r"))
            }
            2 => self.replaced(&Ty::Noisy).unwrap_or_else(|| self.plain(&Ty::Noisy)),
            3 if self.has(Feature::Methods) => {
                let option = self.receiver(&Ty::Noisy.option());
                format!("{option}.unwrap_or_else(|| {})", self.plain(&Ty::Noisy))
            }
            4 => {
                self.need("fn either(a: Noisy, b: Noisy) -> Noisy { if a.by_ref() > b.by_ref() { a } else { b } }");
                format!("either({}, {})", self.value(&Ty::Noisy), self.value(&Ty::Noisy))
            }
            5 => {
                let name = self.event("n");
                format!("noisy_n({name}, {})", self.value(&Ty::Num))
            }
            _ => self.plain(&Ty::Noisy),
        }
    }

    fn option(&mut self, part: &Ty) -> String {
        match self.rng.u32(0..8) {
            0 => format!("None::<{}>", part.text()),
            1 if !part.borrows() => match self.unique_receiver(&part.clone().option()) {
                Some(receiver) => format!("{receiver}.take()"),
                None => format!("Some({})", self.value(part)),
            },
            2 if self.has(Feature::Methods) && !part.is_copy() => {
                let inner = self.value(&part.clone().option());
                format!("{{ {inner} }}.map(|value| value)")
            }
            _ => format!("Some({})", self.value(part)),
        }
    }

    /// The value in a place, another one in its stead.
    fn replaced(&mut self, ty: &Ty) -> Option<String> {
        let place = self.place_to_write(ty)?;
        self.mention(&place);
        self.locals.temporary.push(Loan { of: place.local, unique: true });
        let new = self.value(ty);
        Some(format!("std::mem::replace(&mut {}, {new})", place.text))
    }

    /// A number of what a `Copy` struct borrows, which is handed over by value.
    fn seen(&mut self) -> String {
        self.need_type(&Ty::Seen);
        match self.rng.u32(0..4) {
            0 => {
                self.need("fn see_all(a: Seen<'_>, b: Seen<'_>) -> u32 { a.look() * 2 + b.look() }");
                format!("see_all({}, {})", self.argument(&Ty::Seen), self.argument(&Ty::Seen))
            }
            1 | 2 if self.can_await() => {
                self.pay_await();
                self.need("#[co]\nasync fn look_later(s: Seen<'_>) -> u32 { yield_now().await; s.look() }");
                format!("look_later({}).await", self.argument(&Ty::Seen))
            }
            _ => format!("{}.look()", self.receiver(&Ty::Seen)),
        }
    }

    /// A call of a closure that is in scope.
    fn called_closure(&mut self) -> Option<String> {
        let closures: Vec<usize> = self
            .locals
            .indices()
            .filter(|at| match self.locals.get(*at).role {
                Role::Closure { mutates: true, once: false } => self.locals.is_usable(*at) && !self.locals.is_lent(*at),
                Role::Closure { once: false, .. } => self.locals.can_read(*at),
                Role::Closure { once: true, .. } => self.locals.can_move(*at),
                _ => false,
            })
            .collect();
        if closures.is_empty() {
            return None;
        }
        let at = *self.pick(&closures);
        let Role::Closure { once, mutates } = self.locals.get(at).role else { return None };
        let loans = self.locals.get(at).loans.clone();
        self.locals.temporary.extend(loans);
        let name = self.locals.get(at).name.clone();
        self.mentions.push((at, true));
        if once {
            self.locals.get_mut(at).state = super::State::Gone;
            return Some(format!("({{ {name} }})({})", self.value(&Ty::Num)));
        }
        self.locals.temporary.push(Loan { of: at, unique: mutates });
        Some(format!("{name}({})", self.value(&Ty::Num)))
    }
}
