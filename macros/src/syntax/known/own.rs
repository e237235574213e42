//! Macros that the body itself defines. They are seen, so they are written out as well, whatever they do: await, return, leave a loop, and
//! mention locals that stay in their places.
//!
//! ```text
//! macro_rules! retry { ($error:expr) => {{ reconnect(router).await?; log($error); continue 'outer; }}; }
//! None => retry!(error),        None => { reconnect(router).await?; log(error); continue 'outer; },
//! ```
//!
//! What is written is one text, and a `macro_rules!` is two: its locals are others than those around its call, be their names the same, and what
//! it mentions is what was there where it was defined. So a call stays a macro call where a name would come to mean something else, and where
//! anything about its rules is not certain.

mod matching;
mod names;
mod rules;

use self::names::Names;
use self::rules::{Marks, Rule};
use crate::syntax::{groups, macros, suspend};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::collections::HashSet;
use syn::parse::Parser;
use syn::{Block, Expr, ItemMacro, Stmt};

/// What a macro that writes itself ends with.
const DEEPEST: usize = 32;

/// The macros in scope, innermost last.
#[derive(Default)]
pub struct Definitions {
    known: Vec<Definition>,
    /// How many calls are being written out, one in another.
    pub depth: usize,
}

struct Definition {
    name: String,
    rules: Vec<Rule>,
    /// All names that it may mention.
    mentioned: HashSet<String>,
    /// The locals and labels that are declared while it is in scope, in what was written out too.
    declared: HashSet<String>,
    is_used: bool,
}

impl Definitions {
    pub fn enter(&self) -> usize {
        self.known.len()
    }

    /// Leaves a block. A macro that has been written out need not be used otherwise.
    pub fn leave(&mut self, outer: usize, block: &mut Block) {
        for definition in self.known.drain(outer..).filter(|definition| definition.is_used) {
            for stmt in &mut block.stmts {
                if let Stmt::Item(syn::Item::Macro(item)) = stmt
                    && item.ident.as_ref().is_some_and(|name| *name == definition.name)
                {
                    item.attrs.push(syn::parse_quote!(#[allow(unused_macros)]));
                }
            }
        }
    }

    /// Brings a macro into scope, which is in the statements that follow: they are given with the other macros written out. One with
    /// attributes may be there or not.
    pub fn define(&mut self, item: &ItemMacro, following: &Block) {
        let Some(name) = item.ident.as_ref().map(|name| name.to_string()) else { return };
        let rules = if item.attrs.is_empty() { rules::read(&item.mac) } else { None };
        let (mentioned, declared) = (names::mentioned(item.mac.tokens.clone()), names::declared(following));
        // Without a rule it hides one of the same name, and is left alone.
        let rules = rules.unwrap_or_default();
        self.known.push(Definition { name, rules, mentioned, declared, is_used: false });
    }

    /// Whether the macro, which nobody knows, may declare a local that one of these would see.
    pub fn may_be_hidden_by(&self, mac: &syn::Macro) -> bool {
        let is_mentioned = |name: &String| self.known.iter().any(|definition| definition.mentioned.contains(name));
        let unknown = macros::parse(mac).is_none_or(|call| !call.is_known());
        !self.known.is_empty() && unknown && names::mentioned(mac.tokens.clone()).iter().any(is_mentioned)
    }

    /// What a call in the place of an expression stands for.
    pub fn expr(&mut self, e: &syn::ExprMacro) -> Option<Expr> {
        let written = self.written(&e.mac).filter(|_| e.attrs.is_empty())?;
        let mut expr = syn::parse2(written.tokens.clone()).ok()?;
        groups::open_in_expr(&mut expr);
        self.used(written);
        Some(expr)
    }

    /// What a call in the place of a statement stands for: an expression, and whether it ends with a semicolon.
    pub fn stmt(&mut self, mac: &syn::StmtMacro) -> Option<Stmt> {
        let written = self.written(&mac.mac).filter(|_| mac.attrs.is_empty())?;
        let mut stmts = Block::parse_within.parse2(written.tokens.clone()).ok()?;
        let plain = stmts.iter().all(|stmt| self.declares_nothing(stmt));
        let semi = mac.semi_token;
        let mut stmt = match (stmts.len(), semi) {
            (1, _) if plain => stmts.pop()?,
            (2.., None) if plain => Stmt::Expr(syn::parse_quote!({ #(#stmts)* }), None),
            // What the last statement gives is given by nobody.
            (2.., Some(semi)) if plain => {
                if let Some(Stmt::Expr(_, end @ None)) = stmts.last_mut() {
                    *end = Some(semi)
                }
                Stmt::Expr(syn::parse_quote!({ #(#stmts)* }), Some(semi))
            }
            _ => return None,
        };
        if let (Stmt::Expr(_, end @ None), Some(semi)) = (&mut stmt, semi) {
            *end = Some(semi)
        }
        let mut block: Block = syn::parse_quote!({ #stmt });
        groups::open_in_block(&mut block);
        self.used(written);
        block.stmts.pop()
    }

    /// Whether nothing that follows sees what it does but by its effects.
    fn declares_nothing(&mut self, stmt: &Stmt) -> bool {
        let Stmt::Macro(mac) = stmt else { return matches!(stmt, Stmt::Expr(..)) };
        if macros::parse(&mac.mac).is_some_and(|call| call.is_known()) {
            return true;
        }
        let Some(written) = self.written(&mac.mac) else { return false };
        let Ok(stmts) = Block::parse_within.parse2(written.tokens) else { return false };
        self.depth += 1;
        let declares_nothing = stmts.iter().all(|stmt| self.declares_nothing(stmt));
        self.depth -= 1;
        declares_nothing
    }

    pub fn defines(&self, mac: &syn::Macro) -> bool {
        self.find(mac).is_some()
    }

    fn find(&self, mac: &syn::Macro) -> Option<usize> {
        let name = mac.path.get_ident()?;
        self.known.iter().rposition(|definition| *name == definition.name)
    }

    fn written(&mut self, mac: &syn::Macro) -> Option<Written> {
        let index = self.find(mac).filter(|_| self.depth < DEEPEST)?;
        let definition = &self.known[index];
        let (rule, bindings) = matching::first_match(&definition.rules, mac.tokens.clone())?;
        let names = Names::of(rule.write(&bindings, Marks::Kept)?)?;
        let mut tokens = rule.write(&bindings, Marks::Gone)?;
        let hidden = names.free.iter().find(|name| definition.declared.contains(*name));
        if let Some(name) = names.collides.as_ref().or(hidden) {
            // Others may be rustc's business yet.
            suspend::await_among(tokens)?;
            tokens = means_two_things(name, mac);
        }
        Some(Written { index, tokens, declared: names.declared })
    }

    fn used(&mut self, written: Written) {
        self.known[written.index].is_used = true;
        self.known.iter_mut().for_each(|definition| definition.declared.extend(written.declared.iter().cloned()));
    }
}

fn means_two_things(name: &str, mac: &syn::Macro) -> TokenStream {
    let called = mac.path.to_token_stream();
    let message = format!(
        "`{called}!` awaits, and `{name}` means one thing in its definition and another where it is called: rename one of them"
    );
    quote::quote_spanned!(super::at(mac)=> ::core::compile_error!(#message))
}

/// What stands for a call.
struct Written {
    index: usize,
    tokens: TokenStream,
    declared: HashSet<String>,
}
