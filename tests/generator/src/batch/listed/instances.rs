//! The places in a program of which the README tells that drops have another order there.

use super::values::Values;
use super::{ARRAYS, DECLARED, Instance, OPERANDS, RECEIVERS};
use crate::calls::Call;
use crate::program::{MARK, Program};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ItemFn, Pat};

/// All of them, in the coroutines of the program.
pub fn of(program: &Program) -> Vec<Instance> {
    let Ok(items) = syn::parse_file(&program.plain) else { return Vec::new() };
    let mut find = Find { values: Values::of(program, &items), takes_elements: false, found: Vec::new() };
    find.visit_file(&items);
    if let Ok(call) = syn::parse_str(&program.call) {
        find.visit_expr(&call)
    }
    let takes_elements = find.takes_elements;
    find.found.retain(|instance| takes_elements || !std::ptr::eq(instance.of, &ARRAYS));
    find.found
}

struct Find {
    values: Values,
    /// Whether a pattern looks into an array.
    takes_elements: bool,
    found: Vec<Instance>,
}

impl<'a> Visit<'a> for Find {
    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        if item.attrs.iter().any(|attr| attr.to_token_stream().to_string().replace(' ', "") == MARK) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        if let (Pat::Type(_), Some(init)) = (&local.pat, &local.init)
            && awaits(&init.expr)
        {
            self.declared(&init.expr);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        self.operands(&operands(expr));
        match expr {
            Expr::MethodCall(e) => self.receiver(e, false),
            Expr::Await(e) => {
                if let Expr::MethodCall(call) = &*e.base {
                    self.receiver(call, true);
                }
            }
            Expr::Array(e) => self.array(e),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_pat_slice(&mut self, pat: &'a syn::PatSlice) {
        self.takes_elements = true;
        visit::visit_pat_slice(self, pat);
    }

    fn visit_macro(&mut self, mac: &'a syn::Macro) {
        let Some(call) = Call::parse(mac) else { return };
        if let Call::Arguments { arguments, .. } = &call {
            self.operands(&arguments.iter().collect::<Vec<_>>());
        }
        // They live no longer than this call.
        call.expressions().into_iter().for_each(|expr| Find::visit_expr(self, expr));
    }
}

impl Find {
    fn add(&mut self, instance: Instance) {
        self.found.push(instance);
    }

    /// An operand, and behind it, behind a wait, what makes temporaries: native drops these first.
    fn operands(&mut self, operands: &[&Expr]) {
        for (at, operand) in operands.iter().enumerate() {
            let behind = &operands[at + 1..];
            let Some(first) = behind.iter().position(|other| awaits(*other)) else { continue };
            for other in &behind[first..] {
                let (native, ours) = (self.values.names(*other), Some(self.values.names(*operand)));
                self.add(Instance { of: &OPERANDS, native, ours });
            }
        }
    }

    /// Native drops the temporaries first.
    fn declared(&mut self, init: &Expr) {
        let names = self.values.names(init);
        self.add(Instance { of: &DECLARED, native: names.clone(), ours: Some(names) });
    }

    /// A receiver that is a local, where an argument awaits, or the call is awaited and an argument borrows from a temporary:
    /// native drops it first, whatever the others are.
    fn receiver(&mut self, call: &syn::ExprMethodCall, is_awaited: bool) {
        let borrows = |argument: &Expr| matches!(argument, Expr::Reference(e) if !matches!(*e.expr, Expr::Path(_)));
        let is_instance = call.args.iter().any(|argument| awaits(argument) || is_awaited && borrows(argument));
        if is_instance && matches!(*call.receiver, Expr::Path(_)) {
            let native = self.values.names(&call.receiver);
            self.add(Instance { of: &RECEIVERS, native, ours: None });
        }
    }

    /// An array, of which a pattern takes elements: native drops them first to last.
    fn array(&mut self, array: &syn::ExprArray) {
        for (at, element) in array.elems.iter().enumerate() {
            for other in array.elems.iter().skip(at + 1) {
                let (native, ours) = (self.values.names(element), Some(self.values.names(other)));
                self.add(Instance { of: &ARRAYS, native, ours });
            }
        }
    }
}

/// The operands of a call or the like, in the order in which they are evaluated.
fn operands(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Call(e) => e.args.iter().collect(),
        Expr::MethodCall(e) => [&*e.receiver].into_iter().chain(&e.args).collect(),
        Expr::Tuple(e) => e.elems.iter().collect(),
        Expr::Array(e) => e.elems.iter().collect(),
        Expr::Struct(e) => e.fields.iter().map(|field| &field.expr).chain(e.rest.as_deref()).collect(),
        Expr::Binary(e) => vec![&*e.left, &*e.right],
        _ => Vec::new(),
    }
}

fn awaits(tokens: &impl ToTokens) -> bool {
    let text = tokens.to_token_stream().to_string();
    [". await", "select !", "select_biased !", "join !"].iter().any(|wait| text.contains(wait))
}
