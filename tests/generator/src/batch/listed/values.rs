//! Which values an expression is made of, by the names under which the log knows them.
//!
//! Every value is made with a name of its own, `noisy("n5")`, so the string literals in an expression name the values that it
//! makes. What it takes from a local was made where that local got its value, perhaps from other locals; so each local is
//! given the words (literals and other locals) of every expression that it may get a value from.

use crate::calls::{Call, Start};
use crate::program::Program;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};
use syn::{Expr, FnArg, Item, ItemFn, Pat};

/// The locals of a program, each with the words that it gets its value from. Locals of the same name are one.
#[derive(Default)]
pub struct Values {
    locals: BTreeMap<String, BTreeSet<String>>,
    /// The parameters of each function.
    functions: BTreeMap<String, Vec<Pat>>,
}

impl Values {
    pub fn of(program: &Program, items: &syn::File) -> Values {
        let mut values = Values::default();
        for item in &items.items {
            if let Item::Fn(item) = item {
                values.functions.insert(item.sig.ident.to_string(), parameters(item));
            }
        }
        values.visit_file(items);
        if let Ok(call) = syn::parse_str::<Expr>(&program.call) {
            values.visit_expr(&call);
        }
        values
    }

    /// The names of all that the tokens make or mention.
    pub fn names(&self, tokens: &impl ToTokens) -> BTreeSet<String> {
        let mut names = words(tokens.to_token_stream());
        let mut waiting: Vec<String> = names.iter().cloned().collect();
        while let Some(word) = waiting.pop() {
            for word in self.locals.get(&word).into_iter().flatten() {
                if names.insert(word.clone()) {
                    waiting.push(word.clone());
                }
            }
        }
        names
    }

    fn gets(&mut self, pat: &impl ToTokens, value: &impl ToTokens) {
        let value = words(value.to_token_stream());
        for local in words(pat.to_token_stream()) {
            self.locals.entry(local).or_default().extend(value.iter().cloned());
        }
    }
}

impl<'a> Visit<'a> for Values {
    fn visit_local(&mut self, local: &'a syn::Local) {
        if let Some(init) = &local.init {
            self.gets(&local.pat, &init.expr);
        }
        visit::visit_local(self, local);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Let(e) => self.gets(&e.pat, &e.expr),
            Expr::ForLoop(e) => self.gets(&e.pat, &e.expr),
            Expr::Match(e) => e.arms.iter().for_each(|arm| self.gets(&arm.pat, &e.expr)),
            Expr::Assign(e) => self.gets(&e.left, &e.right),
            Expr::MethodCall(e) if e.method == "push" => self.gets(&e.receiver, &e.args),
            Expr::Call(e) => {
                let parameters = self.functions.get(&e.func.to_token_stream().to_string()).cloned();
                let pairs = parameters.iter().flatten().zip(&e.args);
                pairs.for_each(|(parameter, argument)| self.gets(parameter, argument));
            }
            _ => {}
        }
        visit::visit_expr(self, expr);
    }

    fn visit_macro(&mut self, mac: &'a syn::Macro) {
        let Some(call) = Call::parse(mac) else { return };
        if let Call::Select { branches, .. } = &call {
            for branch in branches {
                if let Start::Future(start) = &branch.start {
                    self.gets(&start.0, &start.1);
                }
            }
        }
        call.expressions().into_iter().for_each(|expr| Values::visit_expr(self, expr));
    }
}

fn parameters(item: &ItemFn) -> Vec<Pat> {
    let pat = |input: &FnArg| match input {
        FnArg::Typed(typed) => Some((*typed.pat).clone()),
        FnArg::Receiver(_) => None,
    };
    item.sig.inputs.iter().filter_map(pat).collect()
}

/// The identifiers and the contents of the string literals.
fn words(tokens: TokenStream) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => found.append(&mut words(group.stream())),
            TokenTree::Ident(word) => _ = found.insert(word.to_string()),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.insert(text.value());
                }
            }
            TokenTree::Punct(_) => {}
        }
    }
    found
}

/// Whether the name in the log is that of one of the values: `n5`, or with its number, `n53`.
pub fn is_among(name: &str, values: &BTreeSet<String>) -> bool {
    // What the harness and the types of the generator call themselves.
    let special = match name {
        "yield" => Some("yield_now"),
        _ if name.starts_with("guard ") => Some("Guard"),
        _ => None,
    };
    let is_number = |rest: &str| rest.chars().all(|c| c.is_ascii_digit());
    let is_it = |value: &String| name.strip_prefix(value.as_str()).is_some_and(is_number);
    special.is_some_and(|value| values.contains(value)) || values.iter().any(is_it)
}
