//! Whether a value is moved or copied when it is used, as far as the names of types and functions tell. A wrong guess costs a compile error.

use super::signature::PRIMITIVE;
use syn::visit::{self, Visit};
use syn::{Expr, Type};

/// What is likely to happen to a value when it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Copied,
    Moved,
    Unknown,
}

/// Types that own something.
const MOVED: &[&str] = &[
    "Arc", "BTreeMap", "BTreeSet", "Box", "Bytes", "BytesMut", "HashMap", "HashSet", "PathBuf", "Rc", "String", "Vec",
    "VecDeque",
];

impl Kind {
    /// What the name of a type says.
    pub fn of_type(ty: &Type) -> Kind {
        let Type::Path(ty) = ty else { return Kind::Unknown };
        let name = ty.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        // Type parameters are written in capitals.
        if MOVED.contains(&name.as_str()) || name == "Self" || !name.contains(char::is_lowercase) {
            Kind::Moved
        } else if PRIMITIVE.contains(&name.as_str()) {
            Kind::Copied
        } else {
            Kind::Unknown
        }
    }

    /// What the look of a value says: `Vec::new()`, `format!("…")`, `x.clone()`. One does not clone what is copied.
    pub fn of_value(value: &Expr) -> Kind {
        const METHODS: &[&str] = &["clone", "to_owned", "to_string", "to_vec"];
        let moved = match value {
            Expr::Macro(e) => e.mac.path.is_ident("format") || e.mac.path.is_ident("vec"),
            Expr::MethodCall(e) => e.args.is_empty() && METHODS.contains(&e.method.to_string().as_str()),
            Expr::Call(e) => match &*e.func {
                Expr::Path(function) => {
                    let of = function.path.segments.iter().rev().nth(1);
                    of.is_some_and(|of| MOVED.contains(&of.ident.to_string().as_str()))
                }
                _ => false,
            },
            Expr::Paren(e) => return Kind::of_value(&e.expr),
            _ => false,
        };
        if moved { Kind::Moved } else { Kind::Unknown }
    }
}

/// Whether the type is a box, by its name.
pub fn is_box(ty: &Type) -> bool {
    matches!(ty, Type::Path(ty) if ty.path.segments.last().is_some_and(|last| last.ident == "Box"))
}

/// Whether the value is a box that is made here.
pub fn makes_box(value: &Expr) -> bool {
    let Expr::Call(e) = value else { return false };
    let Expr::Path(function) = &*e.func else { return false };
    let mut names = function.path.segments.iter().rev().map(|segment| &segment.ident);
    names.next().is_some_and(|name| name == "new") && names.next().is_some_and(|name| name == "Box")
}

/// Whether the function is a closure, written where it is called, and no other stands in it, nor an `async` block, that it might give:
/// `(|| x)()`.
pub fn is_closure(function: &Expr) -> bool {
    struct Inner(bool);
    impl<'ast> Visit<'ast> for Inner {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            self.0 |= matches!(expr, Expr::Closure(_) | Expr::Async(_));
            visit::visit_expr(self, expr)
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    match function {
        Expr::Closure(closure) => {
            let mut inner = Inner(closure.asyncness.is_some());
            inner.visit_expr(&closure.body);
            !inner.0
        }
        Expr::Paren(e) => is_closure(&e.expr),
        _ => false,
    }
}

/// Whether what the function is given is not for its value alone, but to be rid of it: `drop(x)`.
pub fn takes_away(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    path.path.segments.last().is_some_and(|last| last.ident == "drop" || last.ident == "forget")
}

/// Whether the function says of a closure how often it is called. What holds one, as `Box::new` and `Some` do, does not; what `AssertUnwindSafe`
/// holds can be called once.
pub fn tells_closures(function: &Expr) -> bool {
    const HOLDING: &[&str] = &["from", "new", "pin", "service_fn"];
    let Expr::Path(path) = function else { return false };
    path.path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        !HOLDING.contains(&name.as_str()) && name.starts_with(char::is_lowercase) || name == "AssertUnwindSafe"
    })
}
