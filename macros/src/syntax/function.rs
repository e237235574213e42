//! The function under the attribute. Its body stays tokens at first, so that a syntax error in it does not hide the signature.

use super::args::Form;
use super::groups;
use super::methods::Methods;
use super::scope::Scope;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream, Parser};

/// The function under the attribute: of a file, an impl or a trait.
#[derive(Clone)]
pub struct Function {
    pub attrs: Vec<syn::Attribute>,
    pub vis: syn::Visibility,
    pub sig: syn::Signature,
    /// Braces and what is in them; absent for a method that a trait requires.
    pub body: Option<Group>,
    pub form: Form,
    pub scope: Scope,
    /// Those of the impl or the trait that the attribute stands on.
    pub methods: Methods,
}

impl Parse for Function {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut attrs = input.call(syn::Attribute::parse_outer)?;
        let vis = input.parse()?;
        let mut sig = input.parse()?;
        groups::open_in_signature(&mut sig);
        let (form, scope, methods) = (Form::default(), Scope::default(), Methods::default());
        if input.peek(syn::Token![;]) {
            input.parse::<syn::Token![;]>()?;
            return Ok(Function { attrs, vis, sig, body: None, form, scope, methods });
        }
        let body = input.step(|cursor| {
            let body = cursor.token_tree().and_then(|(token, rest)| Some((braces(token)?, rest)));
            body.ok_or_else(|| cursor.error("expected `{`"))
        })?;
        if let Ok((inner, _)) = split_inner(&body) {
            attrs.extend(inner.into_iter().map(outer));
        }
        Ok(Function { attrs, vis, sig, body: Some(body), form, scope, methods })
    }
}

impl Function {
    /// The body, taken apart into statements.
    pub fn block(&self) -> syn::Result<Option<syn::Block>> {
        let braces = |input: ParseStream| {
            let content;
            let brace_token = syn::braced!(content in input);
            content.call(syn::Attribute::parse_inner)?;
            let mut block = syn::Block { brace_token, stmts: content.call(syn::Block::parse_within)? };
            groups::open_in_block(&mut block);
            Ok(block)
        };
        let Some(body) = &self.body else { return Ok(None) };
        let tokens = TokenStream::from(TokenTree::Group(body.clone()));
        let opened = groups::open_statements(tokens.clone());
        braces.parse2(opened.unwrap_or(tokens)).map(Some)
    }
}

/// The body without the attributes that are the function's.
pub fn as_block(body: &Group) -> Group {
    match split_inner(body) {
        Ok((attrs, rest)) if !attrs.is_empty() => {
            let mut block = Group::new(Delimiter::Brace, rest);
            block.set_span(body.span());
            block
        }
        // The braces keep their places.
        _ => body.clone(),
    }
}

/// A `$body:block` of a `macro_rules!` comes in an invisible group.
fn braces(token: TokenTree) -> Option<Group> {
    let TokenTree::Group(group) = token else { return None };
    match group.delimiter() {
        Delimiter::Brace => Some(group),
        Delimiter::None => braces(group.stream().into_iter().next()?),
        Delimiter::Parenthesis | Delimiter::Bracket => None,
    }
}

fn split_inner(body: &Group) -> syn::Result<(Vec<syn::Attribute>, TokenStream)> {
    let split = |input: ParseStream| Ok((input.call(syn::Attribute::parse_inner)?, input.parse()?));
    split.parse2(body.stream())
}

/// `#![allow(..)]` in a body stands for the whole function.
fn outer(mut attr: syn::Attribute) -> syn::Attribute {
    attr.style = syn::AttrStyle::Outer;
    attr
}
