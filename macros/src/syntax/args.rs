//! What stands in the parentheses of the attribute, and what the attribute stands on.

use crate::diagnostics::{Diagnostics, Stop};
use proc_macro2::TokenStream;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;

/// The function under the attribute: of a file, an impl or a trait.
#[derive(Clone)]
pub struct Function {
    pub attrs: Vec<syn::Attribute>,
    pub vis: syn::Visibility,
    pub sig: syn::Signature,
    /// Absent for a method that a trait requires.
    pub block: Option<syn::Block>,
}

impl Parse for Function {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attrs = input.call(syn::Attribute::parse_outer)?;
        let vis = input.parse()?;
        let sig = input.parse()?;
        if input.peek(syn::Token![;]) {
            input.parse::<syn::Token![;]>()?;
            return Ok(Function { attrs, vis, sig, block: None });
        }
        let content;
        let brace_token = syn::braced!(content in input);
        let mut attrs = attrs;
        attrs.extend(content.call(syn::Attribute::parse_inner)?.into_iter().map(outer));
        let stmts = content.call(syn::Block::parse_within)?;
        Ok(Function { attrs, vis, sig, block: Some(syn::Block { brace_token, stmts }) })
    }
}

/// `#![allow(..)]` in a body stands for the whole function.
fn outer(mut attr: syn::Attribute) -> syn::Attribute {
    attr.style = syn::AttrStyle::Outer;
    attr
}

pub fn parse(args: TokenStream, item: TokenStream, diagnostics: &Diagnostics) -> Result<Function, Stop> {
    if let Some(token) = args.into_iter().next() {
        diagnostics.error(token.span(), "`#[resumable::coroutine]` takes no arguments: remove the parentheses");
    }
    let function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => Ok(function),
        Err(error) => {
            match other_item(item) {
                Some((span, what)) => diagnostics.error(
                    span,
                    format_args!(
                        "`#[resumable::coroutine]` goes on an `async fn`, not on {what}: move it to the function"
                    ),
                ),
                None => diagnostics.syntax(error),
            }
            Err(Stop)
        }
    }?;
    let names = function.attrs.iter().filter_map(|attr| attr.path().segments.last());
    if let Some(again) = names.map(|segment| &segment.ident).find(|name| *name == "coroutine") {
        diagnostics.error(again.span(), "a function is a coroutine once: remove one of the attributes");
    }
    diagnostics.barrier()?;
    Ok(function)
}

fn other_item(item: TokenStream) -> Option<(proc_macro2::Span, &'static str)> {
    let item: syn::Item = syn::parse2(item).ok()?;
    Some(match &item {
        syn::Item::Struct(item) => (item.struct_token.span, "a struct"),
        syn::Item::Enum(item) => (item.enum_token.span, "an enum"),
        syn::Item::Union(item) => (item.union_token.span, "a union"),
        syn::Item::Impl(item) => (item.impl_token.span, "an impl block"),
        syn::Item::Trait(item) => (item.trait_token.span, "a trait"),
        syn::Item::Mod(item) => (item.mod_token.span, "a module"),
        syn::Item::Static(item) => (item.static_token.span, "a static"),
        syn::Item::Const(item) => (item.const_token.span, "a constant"),
        syn::Item::Type(item) => (item.type_token.span, "a type alias"),
        syn::Item::Use(item) => (item.use_token.span, "an import"),
        syn::Item::Fn(_) => return None,
        item => (item.span(), "this item"),
    })
}
