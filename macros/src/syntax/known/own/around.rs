//! The macros that stand before a function in its file.

use super::place::Place;
use super::{Definition, rules, uses};
use crate::syntax::function::Function;
use crate::syntax::{macros, suspend};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, HashSet};
use syn::Block;
use syn::visit::Visit;

/// What the text of a macro, or of one that it calls, does to the function that it is called in.
#[derive(Clone, Copy, Default)]
pub struct Effects {
    pub awaits: bool,
    pub returns: bool,
}

impl Effects {
    pub fn of(text: TokenStream) -> Effects {
        let mut effects = Effects::default();
        let mut tokens = text.into_iter().peekable();
        while let Some(token) = tokens.next() {
            effects = effects.and(match token {
                // `$(…)?` repeats.
                TokenTree::Punct(sign) if sign.as_char() == '$' => match tokens.next() {
                    Some(TokenTree::Group(group)) => {
                        tokens.next_if(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '?'));
                        Effects::of(group.stream())
                    }
                    _ => Effects::default(),
                },
                TokenTree::Punct(sign) => Effects { awaits: false, returns: sign.as_char() == '?' },
                TokenTree::Ident(name) => {
                    let is_macro = matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == '!');
                    let awaits = name == "await" || is_macro && suspend::is_awaiting(&name);
                    Effects { awaits, returns: name == "return" }
                }
                TokenTree::Group(group) => Effects::of(group.stream()),
                TokenTree::Literal(_) => Effects::default(),
            });
        }
        effects
    }

    fn and(self, other: Effects) -> Effects {
        Effects { awaits: self.awaits || other.awaits, returns: self.returns || other.returns }
    }

    /// Whether rustc can expand the call in the machine: it does nothing of all that, or its name says that it returns.
    pub fn are_for_rustc(self, mac: &syn::Macro, is_statement: bool) -> bool {
        let name = mac.path.get_ident().map(|name| name.to_string()).unwrap_or_default();
        let is_told = macros::returns(&name) || name == "ensure" || is_statement && macros::is_check(mac);
        !self.awaits && (!self.returns || is_told)
    }
}

/// How often the code waits, at least if it does.
pub fn waits(code: TokenStream) -> usize {
    let mut tokens = code.into_iter().peekable();
    let mut waits = 0;
    while let Some(token) = tokens.next() {
        waits += match token {
            TokenTree::Group(group) => self::waits(group.stream()),
            TokenTree::Ident(name) => {
                let is_macro = matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == '!');
                usize::from(name == "await" || is_macro && suspend::is_awaiting(&name))
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => 0,
        }
    }
    waits
}

/// Those that the block, or one of them, calls.
pub fn definitions(function: &Function, block: &Block) -> Vec<Definition> {
    let mut calls = Calls::default();
    calls.visit_block(block);
    let mut called = calls.called;
    let place = if called.is_empty() { None } else { Place::of(&function.sig.ident) };
    let Some(place) = place else { return Vec::new() };
    let mut found = BTreeMap::new();
    while let Some(name) = called.pop() {
        if !found.contains_key(&name)
            && !calls.imports.hide(&name)
            && let Some(text) = place.rules(&name)
        {
            called.extend(names_called(text.clone()));
            found.insert(name, text);
        }
    }
    let mut effects: BTreeMap<String, Effects> = BTreeMap::new();
    // What one does, those that call it do: as often as there are steps from one to another.
    for _ in 0..found.len() {
        for (name, text) in &found {
            let called = names_called(text.clone()).into_iter().filter_map(|name| effects.get(&name).copied());
            let all = called.fold(Effects::of(text.clone()), Effects::and);
            effects.insert(name.clone(), all);
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let definition = |(name, text): (String, TokenStream)| {
        let called = names_called(text.clone());
        let has_conditions = has_conditions(text.clone());
        let rules = if names_self(text.clone()) { None } else { rules::read(text) };
        let around = Some(effects.get(&name).copied().unwrap_or_default());
        // What is imported is told from a local by its path.
        let is_in_text = matches!(place.in_text(&name), Ok(Some(_)));
        let mention = if is_in_text || name.contains("::") { name.clone() } else { format!("self::{name}") };
        Definition {
            name,
            mention,
            rules: rules.unwrap_or_default(),
            around,
            called,
            has_conditions,
            mentioned: HashSet::new(),
            locals: 0,
            is_used: false,
        }
    };
    found.into_iter().map(definition).collect()
}

/// The macros that are called, by a name or a path, and what the block itself imports.
#[derive(Default)]
struct Calls {
    called: Vec<String>,
    imports: uses::Imports,
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.called.extend(uses::text(&mac.path));
        self.called.extend(names_called(mac.tokens.clone()))
    }

    fn visit_use_tree(&mut self, tree: &'ast syn::UseTree) {
        self.imports.add(tree);
        syn::visit::visit_use_tree(self, tree)
    }
}

/// Each `name` in `name!`, and each `a::name` in `a::name!`.
fn names_called(tokens: TokenStream) -> Vec<String> {
    let (mut path, mut colons) = (String::new(), 0);
    let of_token = |token: TokenTree| match token {
        TokenTree::Group(group) => {
            (path, colons) = (String::new(), 0);
            names_called(group.stream())
        }
        TokenTree::Ident(name) => {
            path = if colons == 2 { format!("{path}::{name}") } else { name.to_string() };
            colons = 0;
            Vec::new()
        }
        TokenTree::Punct(sign) if sign.as_char() == ':' => {
            colons += 1;
            Vec::new()
        }
        TokenTree::Punct(sign) => {
            colons = 0;
            let path = std::mem::take(&mut path);
            if sign.as_char() == '!' && !path.is_empty() { vec![path] } else { Vec::new() }
        }
        TokenTree::Literal(_) => {
            (path, colons) = (String::new(), 0);
            Vec::new()
        }
    };
    tokens.into_iter().flat_map(of_token).collect()
}

/// Whether the text mentions a `self`, which it has none of. `$self` is a fragment.
fn names_self(text: TokenStream) -> bool {
    let mut after_dollar = false;
    let mut tokens = text.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_fragment =
            std::mem::replace(&mut after_dollar, matches!(&token, TokenTree::Punct(sign) if sign.as_char() == '$'));
        let is_path = matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
        match token {
            TokenTree::Group(group) if names_self(group.stream()) => return true,
            TokenTree::Ident(name) if name == "self" && !is_path && !is_fragment => return true,
            _ => {}
        }
    }
    false
}

/// Whether there is a `#[cfg]` in the text.
fn has_conditions(text: TokenStream) -> bool {
    let mut after_sign = false;
    text.into_iter().any(|token| {
        let is_attribute =
            std::mem::replace(&mut after_sign, matches!(&token, TokenTree::Punct(sign) if sign.as_char() == '#'));
        let TokenTree::Group(group) = token else { return false };
        let first = group.stream().into_iter().next().map(|token| token.to_string());
        is_attribute && first.is_some_and(|name| name.starts_with("cfg")) || has_conditions(group.stream())
    })
}
