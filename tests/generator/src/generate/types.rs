//! The types of generated programs.

/// Of a local, a parameter or a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    Num,
    Bool,
    Unit,
    Text,
    /// The harness's value that logs its life.
    Noisy,
    /// `struct Pair { left: Noisy, right: Noisy }`
    Pair,
    /// `enum Shape { One(Noisy), Two { a: Noisy, n: u32 }, Empty }`
    Shape,
    /// `struct Guard { held: Noisy, n: u32 }`, which implements `Drop`.
    Guard,
    Option(Box<Ty>),
    Result(Box<Ty>),
    Tuple(Vec<Ty>),
    List(Box<Ty>),
    /// Of two elements.
    Array(Box<Ty>),
    Boxed(Box<Ty>),
    Ref(Box<Ty>),
    Mut(Box<Ty>),
    /// `struct Seen<'a> { of: &'a Noisy, n: u32 }`, which is `Copy`.
    Seen,
    /// The harness's `Watch`, which looks at a noisy value when it drops.
    Watch,
}

impl Ty {
    pub fn option(self) -> Ty {
        Ty::Option(Box::new(self))
    }

    pub fn shared(self) -> Ty {
        Ty::Ref(Box::new(self))
    }

    pub fn unique(self) -> Ty {
        Ty::Mut(Box::new(self))
    }

    /// The types it is made of.
    fn parts(&self) -> Vec<&Ty> {
        match self {
            Ty::Num
            | Ty::Bool
            | Ty::Unit
            | Ty::Text
            | Ty::Noisy
            | Ty::Pair
            | Ty::Shape
            | Ty::Guard
            | Ty::Seen
            | Ty::Watch => {
                vec![]
            }
            Ty::Tuple(parts) => parts.iter().collect(),
            Ty::Option(part)
            | Ty::Result(part)
            | Ty::List(part)
            | Ty::Array(part)
            | Ty::Boxed(part)
            | Ty::Ref(part)
            | Ty::Mut(part) => vec![part],
        }
    }

    pub fn is_copy(&self) -> bool {
        match self {
            Ty::Num | Ty::Bool | Ty::Unit | Ty::Seen | Ty::Ref(_) => true,
            Ty::Option(_) | Ty::Tuple(_) | Ty::Array(_) => self.parts().iter().all(|part| part.is_copy()),
            _ => false,
        }
    }

    /// Whether values of it borrow from locals.
    pub fn borrows(&self) -> bool {
        matches!(self, Ty::Ref(_) | Ty::Mut(_) | Ty::Seen | Ty::Watch) || self.parts().iter().any(|part| part.borrows())
    }

    /// Whether dropping such a value uses what it borrows, so that it cannot be forgotten early.
    pub fn watches(&self) -> bool {
        *self == Ty::Watch || self.parts().iter().any(|part| part.watches())
    }

    /// As it is written in an annotation.
    pub fn text(&self) -> String {
        match self {
            Ty::Num => "u32".into(),
            Ty::Bool => "bool".into(),
            Ty::Unit => "()".into(),
            Ty::Text => "String".into(),
            Ty::Noisy => "Noisy".into(),
            Ty::Pair => "Pair".into(),
            Ty::Shape => "Shape".into(),
            Ty::Guard => "Guard".into(),
            Ty::Option(part) => format!("Option<{}>", part.text()),
            Ty::Result(part) => format!("Result<{}, String>", part.text()),
            Ty::Tuple(parts) => {
                format!("({})", parts.iter().map(|part| part.text() + ", ").collect::<String>().trim_end())
            }
            Ty::List(part) => format!("Vec<{}>", part.text()),
            Ty::Array(part) => format!("[{}; 2]", part.text()),
            Ty::Boxed(part) => format!("Box<{}>", part.text()),
            Ty::Ref(part) => format!("&{}", part.text()),
            Ty::Mut(part) => format!("&mut {}", part.text()),
            Ty::Seen => "Seen<'_>".into(),
            Ty::Watch => "Watch<'_, Noisy>".into(),
        }
    }
}
