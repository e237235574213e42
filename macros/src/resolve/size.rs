//! How large a local is likely to be, as far as syntax tells. A wrong guess costs bytes.

use syn::{Expr, Type};

/// In bytes, as all sizes here: a `String` or a `Vec`.
pub const UNKNOWN: u64 = 24;

pub fn of_type(ty: &Type) -> u64 {
    match ty {
        Type::Array(array) => of_type(&array.elem).saturating_mul(length(&array.len)),
        Type::Tuple(tuple) => tuple.elems.iter().map(of_type).fold(0, u64::saturating_add),
        Type::Reference(_) | Type::Ptr(_) => 8,
        Type::Paren(inner) => of_type(&inner.elem),
        Type::Group(inner) => of_type(&inner.elem),
        Type::Path(path) => match path.path.get_ident().map(ToString::to_string).as_deref() {
            Some("u8" | "i8" | "bool") => 1,
            Some("u16" | "i16") => 2,
            Some("u32" | "i32" | "f32" | "char") => 4,
            Some("u64" | "i64" | "f64" | "usize" | "isize") => 8,
            Some("u128" | "i128") => 16,
            _ => UNKNOWN,
        },
        _ => UNKNOWN,
    }
}

pub fn of_value(value: &Expr) -> u64 {
    match value {
        Expr::Repeat(array) => of_value(&array.expr).saturating_mul(length(&array.len)),
        Expr::Array(array) => array.elems.iter().map(of_value).fold(0, u64::saturating_add),
        Expr::Tuple(tuple) => tuple.elems.iter().map(of_value).fold(0, u64::saturating_add),
        Expr::Lit(lit) => of_literal(&lit.lit),
        Expr::Reference(_) | Expr::RawAddr(_) => 8,
        Expr::Cast(cast) => of_type(&cast.ty),
        Expr::Paren(inner) => of_value(&inner.expr),
        Expr::Group(inner) => of_value(&inner.expr),
        _ => UNKNOWN,
    }
}

fn of_literal(lit: &syn::Lit) -> u64 {
    match lit {
        syn::Lit::Byte(_) | syn::Lit::Bool(_) => 1,
        syn::Lit::Char(_) => 4,
        syn::Lit::Int(int) => match int.suffix() {
            "u8" | "i8" => 1,
            "u16" | "i16" => 2,
            "u64" | "i64" | "usize" | "isize" => 8,
            "u128" | "i128" => 16,
            _ => 4,
        },
        syn::Lit::Float(float) if float.suffix() == "f32" => 4,
        _ => 8,
    }
}

fn length(expr: &Expr) -> u64 {
    match expr {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(int), .. }) => int.base10_parse().unwrap_or(u64::MAX),
        _ => 64,
    }
}
