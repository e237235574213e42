//! References, receivers and operands: what is borrowed, and from where.

use super::state::{Loan, Place, Through};
use super::types::Ty;
use super::{Feature, Writer};

impl Writer {
    /// `&T`.
    pub fn shared(&mut self, part: &Ty) -> String {
        if let Some(place) = self.shared_place(part)
            && self.chance(80)
        {
            return place;
        }
        if self.has(Feature::References) && self.can_await() && self.chance(40) {
            self.pay_await();
            let name = self.event("l");
            return format!("look({name}, {}).await", self.reference_to_keep(part));
        }
        self.reference_to_temporary(part, "&")
    }

    /// `&mut T`.
    pub fn unique(&mut self, part: &Ty) -> String {
        self.unique_place(part).unwrap_or_else(|| self.reference_to_temporary(part, "&mut "))
    }

    /// A reference to a temporary if that lives long enough, else to something that lives for ever.
    fn reference_to_temporary(&mut self, part: &Ty, sign: &str) -> String {
        if self.borrow_temporaries && self.has(Feature::Temporaries) {
            let value = self.operand(part);
            return format!("{sign}{value}");
        }
        self.plain(&match sign {
            "&" => part.clone().shared(),
            _ => part.clone().unique(),
        })
    }

    /// `&T` that the value which is being made keeps.
    pub fn reference_to_keep(&mut self, part: &Ty) -> String {
        self.value(&part.clone().shared())
    }

    /// An argument of a function whose result does not keep what it is lent.
    pub fn argument(&mut self, ty: &Ty) -> String {
        let limit = std::mem::replace(&mut self.limit, usize::MAX);
        let temporaries = std::mem::replace(&mut self.borrow_temporaries, true);
        let value = self.value(ty);
        self.limit = limit;
        self.borrow_temporaries = temporaries;
        value
    }

    /// A borrow of a place of that type.
    pub fn shared_place(&mut self, ty: &Ty) -> Option<String> {
        let mut places = self.locals.places();
        places.retain(|place| place.ty == *ty && self.locals.can_read(place.local) && self.reaches(place));
        if places.is_empty() {
            return None;
        }
        let place = self.pick(&places).clone();
        self.lend(&place, false);
        Some(match place.text.strip_prefix("(*").and_then(|text| text.strip_suffix(')')) {
            // `&*r` is `r`, mostly.
            Some(inner) if place.through == Through::Shared && !inner.contains('(') && self.chance(60) => inner.into(),
            _ => format!("&{}", place.text),
        })
    }

    /// A unique borrow of a place of that type.
    pub fn unique_place(&mut self, ty: &Ty) -> Option<String> {
        let place = self.place_to_write(ty).filter(|place| self.reaches(place))?;
        self.lend(&place, true);
        Some(format!("&mut {}", place.text))
    }

    /// A place of that type that can be assigned.
    pub fn place_to_write(&mut self, ty: &Ty) -> Option<Place> {
        let mut places = self.locals.places();
        places.retain(|place| place.ty == *ty);
        let (mut free, lent): (Vec<_>, Vec<_>) = places.into_iter().partition(|place| self.locals.can_write(place));
        if let Some(place) = lent.first()
            && self.chance(30)
            && self.locals.is_lent(place.local)
            && self.locals.free(place.local)
            && self.locals.can_write(place)
        {
            free.push(place.clone());
        }
        if free.is_empty() { None } else { Some(self.pick(&free).clone()) }
    }

    /// Whether a reference to the place, and all that it refers to, lives long enough.
    fn reaches(&self, place: &Place) -> bool {
        let local = self.locals.get(place.local);
        let by_copy = place.through == Through::Shared;
        (by_copy || local.scope <= self.limit)
            && local.loans.iter().all(|loan| self.locals.get(loan.of).scope <= self.limit)
    }

    pub fn lend(&mut self, place: &Place, unique: bool) {
        self.mention(place);
        let loans = self.locals.get(place.local).loans.clone();
        self.locals.temporary.extend(loans);
        if place.through != Through::Shared {
            self.locals.temporary.push(Loan { of: place.local, unique });
        }
    }

    /// Remembers that code names the place, for closures.
    pub fn mention(&mut self, place: &Place) {
        let whole = place.through == Through::Itself && !self.locals.get(place.local).is_part();
        self.mentions.push((place.local, whole));
    }

    /// The receiver of a method that takes it by shared reference.
    pub fn receiver_by_reference(&mut self, ty: &Ty) -> String {
        if self.chance(75) {
            let mut places = self.locals.places();
            places.retain(|place| place.ty == *ty && self.locals.can_read(place.local));
            if !places.is_empty() {
                let place = self.pick(&places).clone();
                self.lend(&place, false);
                return shorter(&place.text);
            }
        }
        let value = self.argument_value(ty);
        wrap_receiver(value)
    }

    /// The receiver of a method that takes it by unique reference.
    pub fn unique_receiver(&mut self, ty: &Ty) -> Option<String> {
        let place = self.place_to_write(ty)?;
        self.lend(&place, true);
        Some(shorter(&place.text))
    }

    /// The receiver of a method that takes it by value.
    pub fn receiver(&mut self, ty: &Ty) -> String {
        let value = self.argument_value(ty);
        wrap_receiver(value)
    }

    /// A value that the result does not keep.
    fn argument_value(&mut self, ty: &Ty) -> String {
        self.argument(ty)
    }

    /// A value as an operand of a prefix operator or the left one of a binary operator.
    pub fn operand(&mut self, ty: &Ty) -> String {
        let value = self.value(ty);
        wrap_receiver(value)
    }

    /// A value as the left operand of a binary operator that is in parentheses.
    pub fn left(&mut self, ty: &Ty) -> String {
        let value = self.value(ty);
        if begins_like_a_block(&value) { format!("({value})") } else { value }
    }

    /// A value in an argument of a macro: no moves of locals, which are not supported there.
    pub fn macro_value(&mut self, ty: &Ty) -> String {
        let floor = self.locals.move_floor;
        if !self.has(Feature::Limits) {
            self.locals.move_floor = usize::MAX;
        }
        let value = self.value(ty);
        self.locals.move_floor = floor;
        value
    }

    /// What `format!` borrows by itself.
    pub fn argument_in_macro(&mut self, ty: &Ty) -> String {
        let mut places = self.locals.places();
        places.retain(|place| place.ty == *ty && self.locals.can_read(place.local));
        if places.is_empty() || self.chance(30) {
            return self.macro_value(ty);
        }
        let place = self.pick(&places).clone();
        self.lend(&place, false);
        place.text
    }

    /// Waits while a place is lent, and changes it.
    pub fn edited(&mut self) -> Option<String> {
        if !self.can_await() {
            return None;
        }
        let ty = self.pick(&[Ty::Num, Ty::Text, Ty::Noisy]).clone();
        let place = self.place_to_write(&ty)?;
        self.lend(&place, true);
        self.pay_await();
        let name = self.event("d");
        let change = match ty {
            Ty::Num => "|n| *n += 1",
            Ty::Text => "|s| s.push('e')",
            _ => "|n| { n.by_mut(); }",
        };
        Some(format!("edit({name}, &mut {}, {change}).await", place.text))
    }
}

/// A receiver needs no explicit dereference.
fn shorter(text: &str) -> String {
    let inner = text.strip_prefix("(*").and_then(|text| text.strip_suffix(')'));
    inner.filter(|inner| inner.chars().all(char::is_alphanumeric)).unwrap_or(text).to_owned()
}

/// Parentheses around what is not simple.
pub fn wrap_receiver(value: String) -> String {
    let is_simple = |c: char| c.is_alphanumeric() || "_.\"(),:<>".contains(c);
    let literal = value.parse::<u32>();
    if let Ok(number) = literal {
        return format!("{number}u32");
    }
    if value.chars().all(is_simple) { value } else { format!("({value})") }
}

/// Such an expression ends where its block ends if it stands at the beginning of a statement.
pub fn begins_like_a_block(value: &str) -> bool {
    let is_path = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "_:".contains(c));
    let is_macro = value.split_once('!').is_some_and(|(path, rest)| is_path(path) && rest.starts_with(" {"));
    is_macro || ["{", "if ", "match ", "loop ", "'", "async "].iter().any(|start| value.starts_with(start))
}

/// Whether it is one of these and nothing more.
pub fn is_block(value: &str) -> bool {
    use syn::{Expr, MacroDelimiter};
    match syn::parse_str::<Expr>(value) {
        Ok(Expr::Macro(e)) => matches!(e.mac.delimiter, MacroDelimiter::Brace(_)),
        parsed => matches!(parsed, Ok(Expr::If(_) | Expr::Match(_) | Expr::Loop(_) | Expr::Block(_))),
    }
}

/// Whether the code waits.
pub fn awaits(text: &str) -> bool {
    [".await", "select! {", "select_biased! {", "join!("].iter().any(|wait| text.contains(wait))
}
