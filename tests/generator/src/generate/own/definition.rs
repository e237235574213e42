//! A macro around an expression: what it is given, its text, and its call.

use super::names::{self, Names};
use super::{Endings, Expressions, Replacing};
use fastrand::Rng;
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::collections::BTreeMap;
use syn::visit_mut::VisitMut;
use syn::{Expr, Stmt};

/// What is handed over takes the place of this in the text, and a number.
const HANDED: &str = "handed";

pub struct Definition {
    name: String,
    parameters: Vec<Parameter>,
    text: String,
    separator: &'static str,
    /// A word that the call begins with.
    word: &'static str,
    is_statements: bool,
}

struct Parameter {
    /// `e0`
    name: String,
    /// `expr`
    kind: &'static str,
    argument: String,
}

impl Definition {
    /// Of `name`, around an expression. What is declared `around` the call, and it is not, is handed over.
    pub fn of(rng: &mut Rng, name: &str, mut expr: Expr, around: &Names) -> Option<Definition> {
        let tokens = expr.to_token_stream();
        // A macro in a macro is not seen into, and a name alone is nothing to write home about.
        if matches!(expr, Expr::Path(_) | Expr::Lit(_)) || tokens.to_string().contains("macro_rules") {
            return None;
        }
        let inside = names::declared_in_expr(&expr);
        let mentioned = names::mentioned(tokens);
        let around: Names = around.difference(&inside).cloned().collect();
        let mut by_name: Names = around.intersection(&mentioned).cloned().collect();
        // Not all that the macro declares is its own.
        by_name.extend(inside.iter().filter(|_| rng.u32(0..100) < 25).cloned());
        if by_name.len() > 7 {
            return None;
        }
        let own: Names = inside.difference(&by_name).cloned().collect();
        let mut parameters: Vec<Parameter> = by_name.iter().enumerate().map(by_its_name).collect();
        let handed = hand_over(rng, &mut expr, &own);
        Endings.visit_expr_mut(&mut expr);
        let given: Names = handed.iter().flat_map(|handed| names::mentioned(handed.to_token_stream())).collect();
        let kept = names::mentioned(expr.to_token_stream());
        parameters.extend(handed.iter().enumerate().map(|(at, handed)| as_code(rng, at, handed)));
        rng.shuffle(&mut parameters);
        let hidden = hiding(rng, &own, given.difference(&kept));
        let other = |word: &str| match word.strip_prefix(HANDED) {
            Some(number) => Some(fragment(&parameters.iter().find(|given| given.name == format!("e{number}"))?.name)),
            None => match parameters.iter().find(|given| given.argument == word && given.name.starts_with('i')) {
                Some(given) => Some(fragment(&given.name)),
                None => hidden.get(word).map(|other| spelled(other)),
            },
        };
        let is_statements =
            matches!(&expr, Expr::Block(block) if block.label.is_none() && block.attrs.is_empty() && rng.bool());
        let text = match &expr {
            Expr::Block(block) if is_statements => block.block.stmts.iter().map(ToTokens::to_token_stream).collect(),
            expr => expr.to_token_stream(),
        };
        Some(Definition {
            name: name.to_owned(),
            text: names::renamed(text, &other).to_string(),
            parameters,
            separator: [",", ",", ";", "=>"][rng.usize(0..4)],
            word: ["", "", "", "make", "with :"][rng.usize(0..5)],
            is_statements,
        })
    }

    /// The definition as a statement.
    pub fn item(&self) -> Stmt {
        let fragments = self.parameters.iter().map(|given| format!("${}:{}", given.name, given.kind));
        let pattern = fragments.collect::<Vec<_>>().join(&format!(" {} ", self.separator));
        let text = if self.is_statements { format!("{{ {} }}", self.text) } else { self.text.clone() };
        // Rules for other calls stand before and behind.
        let others = if self.word.is_empty() { "" } else { "(other $($e:expr),+) => { ($($e),+) };" };
        let (word, name) = (self.word, &self.name);
        let end = "; ($($rest:tt)+) => { unreachable!() }";
        let item = format!("macro_rules! {name} {{ {others} ({word} {pattern}) => {{ {text} }} {end} }}");
        syn::parse_str(&item).unwrap_or_else(|error| panic!("{error}: {item}"))
    }

    pub fn call(&self, rng: &mut Rng) -> Expr {
        let arguments: Vec<&str> = self.parameters.iter().map(|given| given.argument.as_str()).collect();
        let arguments = arguments.join(&format!(" {} ", self.separator));
        let (open, close) = [("(", ")"), ("(", ")"), ("[", "]"), ("{", "}")][rng.usize(0..4)];
        let call = format!("{}!{open}{} {arguments}{close}", self.name, self.word);
        syn::parse_str(&call).unwrap_or_else(|error| panic!("{error}: {call}"))
    }
}

fn by_its_name((at, name): (usize, &String)) -> Parameter {
    let kind = if name.starts_with('\'') { "lifetime" } else { "ident" };
    Parameter { name: format!("i{at}"), kind, argument: name.clone() }
}

fn as_code(rng: &mut Rng, at: usize, handed: &Expr) -> Parameter {
    let kind = match handed {
        Expr::Block(block) if block.label.is_none() && rng.bool() => "block",
        Expr::Lit(_) if rng.bool() => "literal",
        Expr::Lit(_) | Expr::Paren(_) | Expr::Path(_) if rng.bool() => "tt",
        _ => "expr",
    };
    Parameter { name: format!("e{at}"), kind, argument: handed.to_token_stream().to_string() }
}

/// Takes expressions out, none of which mentions what the macro declares.
fn hand_over(rng: &mut Rng, expr: &mut Expr, own: &Names) -> Vec<Expr> {
    let mut handed = Vec::new();
    for _ in 0..rng.usize(0..4) {
        let all = Expressions::in_expr(expr).0;
        if all.len() < 2 {
            break;
        }
        let chosen = rng.usize(1..all.len());
        let taken = all[chosen].clone();
        let mentioned = names::mentioned(taken.to_token_stream());
        let is_handed = mentioned.iter().any(|name| name.starts_with(HANDED));
        if is_handed || !mentioned.is_disjoint(own) {
            continue;
        }
        let mut with = syn::parse_str(&format!("{HANDED}{}", handed.len())).ok();
        Replacing { left: chosen, with: &mut with }.visit_expr_mut(expr);
        handed.push(taken);
    }
    handed
}

/// Other names for what the macro declares: those of locals that the call mentions.
fn hiding<'a>(rng: &mut Rng, own: &Names, given: impl Iterator<Item = &'a String>) -> BTreeMap<String, String> {
    let is_local = |name: &&String| name.starts_with(['x', 'p']) && name[1..].parse::<u32>().is_ok();
    let mut others = given.filter(is_local);
    let locals = own.iter().filter(is_local).filter(|_| rng.u32(0..100) < 30);
    locals.zip(&mut others).map(|(name, other)| (name.clone(), other.clone())).collect()
}

fn fragment(name: &str) -> TokenStream {
    spelled(&format!("${name}"))
}

fn spelled(text: &str) -> TokenStream {
    text.parse().expect("it is a name")
}
