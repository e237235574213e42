//! The names of what has no name: temporaries, operands and labels.

use super::body::{Lower, ident_pat, path};
use super::tree::{Expr, Let, Stmt};
use crate::names;
use proc_macro2::{Ident, Span};
use syn::visit::Visit;
use syn::{Pat, parse_quote_spanned};

impl Lower<'_> {
    /// Declares a temporary that holds `value`.
    pub(super) fn name(&mut self, value: Expr, span: Span, out: &mut Vec<Stmt>) -> Ident {
        if let Expr::Plain(value) = &value {
            self.forget_consumed(value);
        }
        let name = self.temp(span);
        let pat = ident_pat(&name);
        out.push(Stmt::Let(Box::new(Let { attrs: vec![], pat, ty: None, init: Some(value), els: None })));
        name
    }

    /// Declares an operand, which drops before the temporaries of its full expression where that ends early.
    pub(super) fn name_operand(&mut self, value: Expr, span: Span, out: &mut Vec<Stmt>) -> Ident {
        let name = self.name(value, span, out);
        self.operands.insert(name.to_string());
        name
    }

    /// Declares a temporary: before the operands that are there already, so that it drops after them.
    ///
    /// ```text
    /// (f(), g(&h()), i().await)       { let mut temp_1; let mut temp_0 = f(); temp_1 = h(); let mut temp_2 = g(&temp_1); … }
    /// ```
    pub(super) fn name_temporary(&mut self, value: Expr, span: Span, out: &mut Vec<Stmt>) -> Ident {
        let value = match value {
            Expr::Plain(value) => value,
            value if self.follows_operand(out) => path(&self.name(value, span, out)),
            value => return self.name(value, span, out),
        };
        self.forget_consumed(&value);
        if !self.follows_operand(out) {
            return self.name(Expr::Plain(value), span, out);
        }
        let name = self.declare_temporary(span, out);
        let assign = parse_quote_spanned!(span=> #name = #value);
        out.push(Stmt::Expr(Expr::Plain(assign), Some(syn::Token![;](span))));
        name
    }

    /// Operands that the value is made of hold nothing any more, so that nothing has to drop after them.
    pub(super) fn forget_consumed(&mut self, value: &syn::Expr) {
        let mut consumed = Consumed(Vec::new());
        consumed.visit_expr(value);
        let operands = consumed.0.iter().filter_map(|name| self.operands.take(name));
        self.consumed.extend(operands);
    }

    /// Whether an operand stands before what comes next.
    pub(super) fn follows_operand(&self, out: &[Stmt]) -> bool {
        self.first_operand(out).is_some()
    }

    fn first_operand(&self, out: &[Stmt]) -> Option<usize> {
        out.iter().position(|stmt| self.is_operand(stmt))
    }

    /// A name that drops when its turn comes, temporary or not.
    pub(super) fn unmark_operand(&mut self, value: &syn::Expr) {
        if let syn::Expr::Path(path) = value
            && let Some(name) = path.path.get_ident()
        {
            self.operands.remove(&name.to_string());
        }
    }

    /// What is a name already is an operand.
    pub(super) fn mark_operand(&mut self, value: &syn::Expr) {
        if let syn::Expr::Path(path) = value
            && let Some(name) = path.path.get_ident()
            && names::is_temp(name)
        {
            self.operands.insert(name.to_string());
        }
    }

    /// Whether it is the name of an operand.
    pub(super) fn is_marked(&self, value: &syn::Expr) -> bool {
        let syn::Expr::Path(path) = value else { return false };
        path.path.get_ident().is_some_and(|name| self.operands.contains(&name.to_string()))
    }

    /// Whether it declares an operand, also one that was consumed.
    pub(super) fn was_operand(&self, stmt: &Stmt) -> bool {
        let consumed = |name: &syn::PatIdent| self.consumed.contains(&name.ident.to_string());
        self.is_operand(stmt)
            || matches!(stmt, Stmt::Let(let_) if matches!(&let_.pat, Pat::Ident(name) if consumed(name)))
    }

    pub(super) fn is_operand(&self, stmt: &Stmt) -> bool {
        let Stmt::Let(let_) = stmt else { return false };
        matches!(&let_.pat, Pat::Ident(name) if self.operands.contains(&name.ident.to_string()))
    }

    /// Declares a temporary that gets its value later.
    pub(super) fn declare(&mut self, span: Span, out: &mut Vec<Stmt>) -> Ident {
        let name = self.temp(span);
        out.push(Stmt::Let(Box::new(Let { attrs: vec![], pat: ident_pat(&name), ty: None, init: None, els: None })));
        name
    }

    /// The same, before the operands that are there already.
    pub(super) fn declare_temporary(&mut self, span: Span, out: &mut Vec<Stmt>) -> Ident {
        let mut declared = Vec::new();
        let name = self.declare(span, &mut declared);
        declared.into_iter().for_each(|stmt| self.put_temporary(stmt, out));
        name
    }

    /// Puts the declaration of a temporary before the operands that are there already.
    pub(super) fn put_temporary(&self, declaration: Stmt, out: &mut Vec<Stmt>) {
        let at = self.first_operand(out).unwrap_or(out.len());
        out.insert(at, declaration)
    }

    pub(super) fn temp(&mut self, span: Span) -> Ident {
        self.temps += 1;
        names::temp(self.temps - 1, span)
    }

    pub(super) fn label(&mut self, span: Span) -> syn::Lifetime {
        self.labels += 1;
        names::label(self.labels, span)
    }
}

/// The names that are arguments of calls, or fields of literals: by value, and whenever the expression is evaluated.
struct Consumed(Vec<String>);

impl Consumed {
    fn note(&mut self, value: &syn::Expr) {
        match value {
            syn::Expr::Path(path) => self.0.extend(path.path.get_ident().map(|name| name.to_string())),
            value => self.visit_expr(value),
        }
    }
}

impl<'ast> Visit<'ast> for Consumed {
    fn visit_expr(&mut self, expr: &'ast syn::Expr) {
        match expr {
            syn::Expr::Call(e) => e.args.iter().for_each(|arg| self.note(arg)),
            syn::Expr::MethodCall(e) => e.args.iter().for_each(|arg| self.note(arg)),
            syn::Expr::Struct(e) => e.fields.iter().for_each(|field| self.note(&field.expr)),
            syn::Expr::Tuple(e) => e.elems.iter().for_each(|element| self.note(element)),
            syn::Expr::Array(e) => e.elems.iter().for_each(|element| self.note(element)),
            _ => {}
        }
    }
}
