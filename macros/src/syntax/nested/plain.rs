//! Whether the text of an `async` block is plain: it leaves no doubt about what the block captures, or about where control goes.
//!
//! What is not plain is better left to rustc:
//!
//! * macros that nobody knows: they may return from the block, declare locals, or mention a part of one where the whole is written;
//! * exits out of the block, which rustc rejects;
//! * places that are mentioned and not captured, `let _ = x`, or captured in part, `S { a, ..x }`, `matches!(x, S { a, .. })`;
//! * a closure behind a reference, `&|x| x + 1`, whose type rustc would learn from the call around it.

use crate::syntax::macros::{self, MacroKind};
use crate::syntax::{operands, patterns};
use syn::visit::{self, Visit};
use syn::{Expr, Pat};

pub fn is_plain(block: &syn::Block) -> bool {
    let mut plain = Plain { is_plain: true, around: Vec::new() };
    plain.visit_block(block);
    plain.is_plain
}

struct Plain {
    is_plain: bool,
    /// The loops and labelled blocks around, innermost last.
    around: Vec<Around>,
}

#[derive(Clone)]
struct Around {
    label: Option<syn::Lifetime>,
    is_loop: bool,
}

impl<'ast> Visit<'ast> for Plain {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::Break(e) => self.exit(e.label.as_ref()),
            Expr::Continue(e) => self.exit(e.label.as_ref()),
            Expr::Assign(e) if operands::passes_over(&e.left) && operands::is_place(&e.right) => self.reject(),
            Expr::Struct(e) if e.rest.as_ref().is_some_and(|rest| operands::is_place(rest)) => self.reject(),
            Expr::Match(e)
                if operands::is_place(&e.expr) && e.arms.iter().all(|arm| patterns::passes_over_all(&arm.pat)) =>
            {
                self.reject()
            }
            Expr::Let(e) if operands::is_place(&e.expr) && is_wild(&e.pat) => self.reject(),
            Expr::Reference(e) if matches!(*e.expr, Expr::Closure(_)) => self.reject(),
            Expr::Const(_) | Expr::Yield(_) | Expr::TryBlock(_) | Expr::Verbatim(_) => self.reject(),
            _ => {}
        }
        let label = |label: &Option<syn::Label>| label.as_ref().map(|label| label.name.clone());
        let outer = self.around.clone();
        match expr {
            Expr::Loop(e) => self.around.push(Around { label: label(&e.label), is_loop: true }),
            Expr::While(e) => self.around.push(Around { label: label(&e.label), is_loop: true }),
            Expr::ForLoop(e) => self.around.push(Around { label: label(&e.label), is_loop: true }),
            Expr::Block(e) if e.label.is_some() => self.around.push(Around { label: label(&e.label), is_loop: false }),
            // What leaves these is their own business.
            Expr::Closure(_) | Expr::Async(_) => self.around.clear(),
            _ => {}
        }
        visit::visit_expr(self, expr);
        self.around = outer;
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        let is_place = local.init.as_ref().is_some_and(|init| operands::is_place(&init.expr));
        if is_place && !patterns::binds(&local.pat) {
            self.reject();
        }
        visit::visit_local(self, local)
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        if operands::is_pin(mac) {
            let pinned = mac.parse_body::<Expr>();
            return self.is_plain &= pinned.is_ok_and(|pinned| {
                let mut plain = Plain { is_plain: true, around: self.around.clone() };
                plain.visit_expr(&pinned);
                plain.is_plain
            });
        }
        let Some(call) = macros::parse(mac) else { return self.reject() };
        match &call.kind {
            MacroKind::Format | MacroKind::Assert => {
                let returns =
                    mac.path.segments.last().is_some_and(|name| name.ident == "bail" || name.ident == "ensure");
                self.is_plain &= !returns
            }
            MacroKind::Vec | MacroKind::Repeat | MacroKind::Tree | MacroKind::Opaque => {}
            MacroKind::Matches { .. } => self.is_plain &= !operands::is_place(&call.args[0].expr),
            MacroKind::Dbg | MacroKind::Other => self.reject(),
        }
        let mut inside = Plain { is_plain: true, around: self.around.clone() };
        call.args.iter().for_each(|arg| inside.visit_expr(&arg.expr));
        self.is_plain &= inside.is_plain
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
}

impl Plain {
    fn exit(&mut self, label: Option<&syn::Lifetime>) {
        self.is_plain &= match label {
            None => self.around.iter().any(|around| around.is_loop),
            Some(label) => self.around.iter().any(|around| around.label.as_ref() == Some(label)),
        }
    }

    fn reject(&mut self) {
        self.is_plain = false
    }
}

fn is_wild(pat: &Pat) -> bool {
    matches!(pat, Pat::Wild(_))
}
