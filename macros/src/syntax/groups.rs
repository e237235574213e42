//! Invisible groups are opened: what a `macro_rules!` passes on as `$e:expr` or `$t:ty` comes in one, and means what it contains. No later
//! phase knows them. They are not lost as parentheses: syn prints those that an expression needs in its new place. So are parentheses
//! of the user's around the receiver of a method, and in other places where they change nothing.
//!
//! ```text
//! { $s; }    with  s = let x = 1            { ⟦let x = 1⟧; }  is the block  { let x = 1; }
//! $a * $b     with  a = x, b = 1 + 2        x * ⟦1 + 2⟧  is the tree  x * (1 + 2)
//! ```

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::visit_mut::{self, VisitMut};

/// Opens the groups of `$s:stmt` and `$i:item`, which syn takes for expressions. `None` if there are none.
pub fn open_statements(tokens: TokenStream) -> Option<TokenStream> {
    let mut changed = false;
    let opened = tokens.into_iter().map(|token| {
        let TokenTree::Group(group) = token else { return TokenStream::from(token) };
        let inside = open_statements(group.stream());
        changed |= inside.is_some();
        let inside = match inside {
            None if !is_statement(&group) => return TokenTree::Group(group).into(),
            inside => inside.unwrap_or_else(|| group.stream()),
        };
        if is_statement(&group) {
            changed = true;
            return inside;
        }
        let mut same = Group::new(group.delimiter(), inside);
        same.set_span(group.span());
        TokenTree::Group(same).into()
    });
    let opened = opened.collect();
    changed.then_some(opened)
}

/// A `let`, or an item that is not a macro call, in an invisible group.
fn is_statement(group: &Group) -> bool {
    if group.delimiter() != Delimiter::None {
        return false;
    }
    let is_let = |stmt: syn::Result<syn::Stmt>| matches!(stmt, Ok(syn::Stmt::Local(_)));
    let mut with_semicolon = group.stream();
    with_semicolon.extend([TokenTree::Punct(proc_macro2::Punct::new(';', proc_macro2::Spacing::Alone))]);
    is_let(syn::parse2(with_semicolon))
        || matches!(syn::parse2(group.stream()), Ok(item) if !matches!(item, syn::Item::Macro(_) | syn::Item::Verbatim(_)))
}

struct Open;

pub fn open_in_block(block: &mut syn::Block) {
    Open.visit_block_mut(block)
}

pub fn open_in_expr(expr: &mut syn::Expr) {
    Open.visit_expr_mut(expr)
}

pub fn open_in_signature(sig: &mut syn::Signature) {
    Open.visit_signature_mut(sig)
}

impl VisitMut for Open {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        while let syn::Expr::Group(group) = expr
            && group.attrs.is_empty()
        {
            *expr = take_expr(&mut group.expr);
        }
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            syn::Expr::MethodCall(e) => open_parentheses(&mut e.receiver),
            syn::Expr::Field(e) => open_parentheses(&mut e.base),
            syn::Expr::Index(e) => open_parentheses(&mut e.expr),
            syn::Expr::Try(e) => open_parentheses(&mut e.expr),
            syn::Expr::Unary(e) => open_parentheses(&mut e.expr),
            _ => {}
        }
    }

    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        while let syn::Type::Group(group) = ty {
            let (elem, span) = (group.elem.clone(), group.group_token.span);
            *ty = match has_bounds(&elem) {
                true => syn::Type::Paren(syn::TypeParen { attrs: vec![], paren_token: syn::token::Paren(span), elem }),
                false => *elem,
            };
        }
        visit_mut::visit_type_mut(self, ty)
    }

    /// They are put into the expansion as they are.
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// `(x).f()` is `x.f()`. rustc's lint wants no such parentheses removed.
fn open_parentheses(expr: &mut syn::Expr) {
    while let syn::Expr::Paren(paren) = expr
        && paren.attrs.is_empty()
        && binds_tightly(&paren.expr)
    {
        *expr = take_expr(&mut paren.expr);
    }
}

/// Whether the expression needs no parentheses wherever it stands.
fn binds_tightly(expr: &syn::Expr) -> bool {
    use syn::Expr::*;
    matches!(expr, Await(_) | Call(_) | Field(_) | Index(_) | MethodCall(_) | Paren(_) | Path(_) | Try(_))
}

fn take_expr(expr: &mut syn::Expr) -> syn::Expr {
    std::mem::replace(expr, syn::Expr::Verbatim(TokenStream::new()))
}

/// `dyn A + B`, which a `&` before it would tear apart.
fn has_bounds(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::TraitObject(object) => object.bounds.len() > 1,
        syn::Type::ImplTrait(opaque) => opaque.bounds.len() > 1,
        _ => false,
    }
}
