//! `let` statements of the tree: what their initialisers do with what they mention, and what is known of what they declare.

use super::{Capture, Mode, Origin, Reach, Resolver, builders, receivers, size};
use crate::index::{CaptureId, Id, LocalId};
use crate::names;
use crate::syntax::kinds::{self, Kind};
use crate::syntax::patterns::{self, Moves};
use crate::syntax::signature::{self, Mutability};
use crate::syntax::tree::{Expr, Let};
use syn::Pat;

impl Resolver<'_> {
    pub(super) fn let_(&mut self, let_: &mut Let) {
        let start = self.next_use();
        let mut pat = let_.pat.clone();
        let sent = matches!(&let_.pat, Pat::Ident(name) if self.sent.contains(&name.ident.to_string()));
        let link = sent || matches!(&let_.init, Some(Expr::Plain(init)) if self.begins_chain(init));
        let outer = std::mem::replace(&mut self.kept, true);
        let projected = matches!(&let_.init, Some(Expr::Plain(init)) if receivers::is_projection(init));
        let kind = match (&let_.ty, &let_.init) {
            (Some(ty), _) => Kind::of_type(ty),
            (None, Some(Expr::Plain(init))) => Kind::of_value(init),
            (None, _) => Kind::Unknown,
        };
        let boxed = match (&let_.ty, &let_.init) {
            (Some(ty), _) => kinds::is_box(ty),
            (None, Some(Expr::Plain(init))) => kinds::makes_box(init),
            (None, _) => false,
        };
        let is_closure = matches!(&let_.init, Some(Expr::Plain(syn::Expr::Closure(_))));
        let captures = CaptureId::new(self.captures.len());
        let outer_replaced = self.replaced;
        self.replaced = self.hides(let_).or(outer_replaced);
        self.statement(|this| {
            match (&mut let_.init, init_mode(&pat, let_.els.is_some())) {
                (None, _) => {}
                (Some(Expr::Plain(init)), Mode::Matched(Moves::Perhaps)) => this.scrutinee(init, vec![&mut pat]),
                (Some(init), mode) => this.tree(init, mode),
            }
            if let Some(els) = &mut let_.els {
                let here = this.flow.fork();
                let after = this.flow.current();
                this.flow.branch(here);
                this.expr(els, Mode::Value);
                this.flow.resume_in(after);
            }
        });
        let initialised = let_.init.is_some();
        self.kept = outer;
        self.replaced = outer_replaced;
        let end = LocalId::new(self.locals.len());
        let bound = match &let_.els {
            Some(_) => self.pattern(&mut let_.pat, Origin::Let, initialised),
            None => self.irrefutable(&mut let_.pat, Origin::Let, initialised),
        };
        if let_.temporaries().is_some() {
            self.outlive(end)
        }
        if is_name(&let_.pat) || matches!(&let_.pat, Pat::Tuple(tuple) if tuple.elems.iter().all(is_name)) {
            bound.iter().for_each(|local| self.locals[*local].plain = true);
        }
        if let (Some(Expr::Plain(init)), [local], Pat::Ident(_)) = (&let_.init, &bound[..], &let_.pat) {
            self.locals[*local].link = link;
            self.locals[*local].fresh = names::is_temp(&self.locals[*local].name) && builders::makes(init);
            self.locals[*local].pin = is_reborrow(init);
            self.locals[*local].likely_size = let_.ty.as_ref().map_or_else(|| size::of_value(init), size::of_type);
            if let syn::Expr::Reference(init) = init {
                match init.mutability {
                    None => self.locals[*local].reference = Some(Mutability::Shared),
                    Some(_) => self.locals[*local].lends = true,
                }
            }
        }
        if let [first, ..] = &bound[..] {
            self.locals[*first].projection = projected;
        }
        if let ([local], Some(_)) = (&bound[..], let_.name()) {
            let gives =
                |(id, capture): (CaptureId, &Capture)| id >= captures && !capture.moves && !capture.uses.is_empty();
            self.locals[*local].once = is_closure && self.captures.iter().any(gives);
            self.locals[*local].kind = kind;
            self.locals[*local].boxed = boxed;
        }
        if let (Some(Expr::Await(_)), [local], Pat::Ident(_)) = (&let_.init, &bound[..], &let_.pat) {
            self.locals[*local].awaited = true;
        }
        if let (Some(init), [local], Some(_)) = (&let_.init, &bound[..], let_.name()) {
            self.locals[*local].copy = match &let_.ty {
                Some(ty) => signature::primitive(ty).is_some(),
                None => matches!(init, Expr::Plain(init) if is_literal(init)),
            };
            self.locals[*local].scalar = match &let_.ty {
                Some(ty) => signature::primitive(ty).is_some(),
                None => matches!(init, Expr::Plain(init) if is_scalar(init)),
            };
        }
        let from = self.uses_since(start);
        self.reaches.push(Reach { from, to: bound });
    }

    /// The temporaries whose scope ended where `local` was declared are still there while it gets its value.
    fn outlive(&mut self, local: LocalId) {
        let after = LocalId::new(local.index() + 1);
        for temp in (0..local.index()).rev().map(LocalId::new) {
            if self.locals[temp].scope_end == local && names::is_given(&self.locals[temp].name) {
                self.locals[temp].scope_end = after
            }
        }
    }
}

/// What a `let` with this pattern does with a place.
pub(super) fn init_mode(pat: &Pat, refutable: bool) -> Mode {
    match pat {
        Pat::Ident(binding) if binding.by_ref.is_some() && binding.mutability.is_some() => Mode::BorrowMut,
        Pat::Ident(binding) if binding.by_ref.is_some() => Mode::Borrow,
        // `let Unit = x;` and `let CONSTANT = x else { … };` bind nothing, and move nothing.
        Pat::Ident(binding) if refutable || !patterns::is_binding(binding) => Mode::Matched(Moves::Not),
        Pat::Ident(binding) if binding.subpat.is_none() => Mode::Value,
        Pat::Type(typed) => init_mode(&typed.pat, refutable),
        Pat::Wild(_) => Mode::Read,
        // Where the pattern does not match, the value stays where it is.
        _ if refutable => Mode::Matched(Moves::Not),
        pat => Mode::Matched(patterns::moves([pat])),
    }
}

fn is_name(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(binding) => binding.by_ref.is_none() && binding.subpat.is_none(),
        Pat::Wild(_) => true,
        _ => false,
    }
}

/// Whether the value is, by the conventions of the standard library, a reference or a pinned one: `x.as_mut()`, `Pin::new(x)`.
pub(super) fn is_reborrow(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::MethodCall(e) => e.method == "as_mut" || e.method == "as_pin_mut" || e.method == "by_ref",
        syn::Expr::Call(e) => matches!(&*e.func, syn::Expr::Path(func) if {
            let names: Vec<String> = func.path.segments.iter().rev().take(2).map(|segment| segment.ident.to_string()).collect();
            names == ["new", "Pin"]
        }),
        _ => false,
    }
}

/// Whether the value is `Copy` for certain, because it is made of literals: it is copied, never moved.
fn is_literal(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Lit(_) => true,
        syn::Expr::Unary(e) => matches!(e.op, syn::UnOp::Neg(_)) && is_number(&e.expr),
        syn::Expr::Array(e) => e.elems.iter().all(is_literal),
        syn::Expr::Repeat(e) => is_literal(&e.expr),
        syn::Expr::Tuple(e) => e.elems.iter().all(is_literal),
        _ => false,
    }
}

fn is_scalar(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Lit(e) => {
            matches!(
                e.lit,
                syn::Lit::Int(_) | syn::Lit::Float(_) | syn::Lit::Bool(_) | syn::Lit::Char(_) | syn::Lit::Byte(_)
            )
        }
        expr => is_literal(expr) && matches!(expr, syn::Expr::Unary(_)),
    }
}

fn is_number(expr: &syn::Expr) -> bool {
    matches!(expr, syn::Expr::Lit(e) if matches!(e.lit, syn::Lit::Int(_) | syn::Lit::Float(_)))
}
