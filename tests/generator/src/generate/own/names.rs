//! Which names code declares and which it mentions, as tokens have them: too many rather than too few.

use proc_macro2::{Group, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{Expr, Item, Label, PatIdent, Stmt};

/// Names of locals, and of labels, which begin with a quote.
pub type Names = BTreeSet<String>;

/// What is declared in an expression.
pub fn declared_in_expr(expr: &Expr) -> Names {
    let mut declared = Declared(Names::new());
    declared.visit_expr(expr);
    declared.0
}

/// What is declared in a statement or a function, in closures and blocks too.
pub fn declared_in(tokens: TokenStream) -> Names {
    let mut declared = Declared(Names::new());
    match syn::parse2::<Stmt>(tokens) {
        Ok(Stmt::Item(Item::Fn(function))) => visit::visit_item_fn(&mut declared, &function),
        Ok(stmt) => declared.visit_stmt(&stmt),
        Err(_) => {}
    }
    declared.0
}

struct Declared(Names);

impl<'a> Visit<'a> for Declared {
    fn visit_pat_ident(&mut self, pat: &'a PatIdent) {
        self.0.insert(pat.ident.to_string());
        visit::visit_pat_ident(self, pat);
    }

    fn visit_label(&mut self, label: &'a Label) {
        self.0.insert(label.name.to_string());
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}
}

/// All words and labels.
pub fn mentioned(tokens: TokenStream) -> Names {
    let mut names = Names::new();
    let mut quoted = false;
    for token in tokens {
        let after_quote = std::mem::replace(&mut quoted, is_quote(&token));
        match token {
            TokenTree::Ident(name) if after_quote => drop(names.insert(format!("'{name}"))),
            TokenTree::Ident(name) => drop(names.insert(name.to_string())),
            TokenTree::Group(group) => names.extend(mentioned(group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    names
}

fn is_quote(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '\'')
}

/// The tokens with other words, or several tokens, in the place of words. A label is given with its quote.
pub fn renamed(tokens: TokenStream, to: &impl Fn(&str) -> Option<TokenStream>) -> TokenStream {
    let mut renamed_tokens = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (&token, tokens.peek()) {
            (quote, Some(TokenTree::Ident(name))) if is_quote(quote) => match to(&format!("'{name}")) {
                Some(other) => {
                    renamed_tokens.extend(other);
                    tokens.next();
                }
                None => renamed_tokens.extend([token, tokens.next().expect("it was seen")]),
            },
            (TokenTree::Ident(name), _) => match to(&name.to_string()) {
                Some(other) => renamed_tokens.extend(other),
                None => renamed_tokens.extend([token]),
            },
            (TokenTree::Group(group), _) => {
                renamed_tokens.extend([TokenTree::Group(Group::new(group.delimiter(), renamed(group.stream(), to)))]);
            }
            _ => renamed_tokens.extend([token]),
        }
    }
    renamed_tokens
}
