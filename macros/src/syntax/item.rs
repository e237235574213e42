//! What the attribute stands on: a function, or an impl, a trait or a module with functions in it.
//!
//! A container is divided into members, and only its functions are parsed: a syntax error in one of them, or syntax that syn does not know
//! in something else, is no business of the others. rustc has parsed the whole item before, so what is skipped here is in order.
//!
//! ```text
//! impl<T> Pool<T> { const SIZE: usize = 8; async fn get(&self) -> T { … } }
//!     head `impl<T> Pool<T>`, members: other `const SIZE: usize = 8;`, function `async fn get(&self) -> T { … }`
//! ```

use super::args::{self, Allocator, Form};
use super::function::Function;
use super::left;
use super::methods::Methods;
use super::scope::{Header, Scope};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::token;

pub enum Item {
    Function(Box<Function>),
    Container(Container),
}

pub struct Container {
    /// Everything before the braces, without the attributes of this compiler.
    pub head: TokenStream,
    pub braces: Group,
    /// `#![…]` at the beginning.
    pub inner: TokenStream,
    pub members: Vec<Member>,
    /// What is wrong with the attribute on it.
    pub diagnostics: Diagnostics,
}

pub enum Member {
    Function(Box<Function>, Diagnostics),
    Container(Container),
    /// What stays as it is, and what is wrong with it.
    Other(TokenStream, Diagnostics),
}

/// The item under the attribute, whose arguments say `form`. `None` is an error that was reported.
pub fn parse(form: Form, item: TokenStream, diagnostics: &Diagnostics) -> Option<Item> {
    let parse = |input: ParseStream| {
        if is_function(input) {
            return Ok(Some(Item::Function(Box::new(Function { form, ..input.parse()? }))));
        }
        if let Ok(Some(container)) = container(&input.fork(), form) {
            input.parse::<TokenStream>()?;
            return Ok(Some(Item::Container(container)));
        }
        input.parse::<TokenStream>()?;
        Ok(None)
    };
    match parse.parse2(item.clone()) {
        Ok(Some(Item::Function(mut function))) => {
            reject_more(&mut function, diagnostics);
            return Some(Item::Function(function));
        }
        Ok(Some(container)) => return Some(container),
        Ok(None) => match other_item(item) {
            Ok((span, what)) => diagnostics.error(
                span,
                format_args!("`#[resumable::coroutine]` goes on an `async fn`, or on an impl, a trait or a module with some in it, not on {what}: move it to the function"),
            ),
            Err(error) => diagnostics.syntax(error),
        },
        Err(error) => diagnostics.syntax(error),
    }
    None
}

/// Takes out, and complains about, a second attribute of this compiler.
fn reject_more(function: &mut Function, diagnostics: &Diagnostics) {
    let is_again = |attr: &syn::Attribute| attr.path().segments.last().is_some_and(|last| last.ident == "coroutine");
    if let Some(again) = function.attrs.iter().find(|attr| is_again(attr)) {
        let span = again.path().segments.last().map_or(again.span(), |last| last.ident.span());
        diagnostics.error(span, "a function is a coroutine once: remove one of the attributes");
        function.attrs.retain(|attr| !is_again(attr));
    } else if is_compiled(&function.sig.output) {
        diagnostics.error(Span::call_site(), "a function is a coroutine once: remove one of the attributes");
    }
}

/// Whether this is what the compiler writes: under another name, the attribute does not recognise itself.
fn is_compiled(output: &syn::ReturnType) -> bool {
    let tokens = output.to_token_stream().into_iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    });
    let names: Vec<String> = tokens.collect();
    names.windows(2).any(|pair| pair[0] == "resumable" && pair[1] == "private")
}

/// Attributes, a visibility and the words that may stand before `fn`.
fn is_function(input: ParseStream) -> bool {
    let ahead = input.fork();
    let words = |ahead: ParseStream| -> syn::Result<bool> {
        ahead.call(syn::Attribute::parse_outer)?;
        ahead.parse::<syn::Visibility>()?;
        ahead.parse::<Option<syn::Token![const]>>()?;
        ahead.parse::<Option<syn::Token![async]>>()?;
        ahead.parse::<Option<syn::Token![unsafe]>>()?;
        if ahead.peek(syn::Token![extern]) {
            ahead.parse::<syn::Abi>()?;
        }
        Ok(ahead.peek(syn::Token![fn]))
    };
    words(&ahead).unwrap_or(false)
}

/// An impl, a trait or an inline module. `None` is anything else.
fn container(input: ParseStream, form: Form) -> syn::Result<Option<Container>> {
    let diagnostics = Diagnostics::default();
    let mut attrs = input.call(syn::Attribute::parse_outer)?;
    let form = match take_own(&mut attrs) {
        None => form,
        Some(own) => args::of_attribute(&own, Allocator::OF_THIS_BUILD, &diagnostics),
    };
    let begin = input.cursor();
    input.parse::<syn::Visibility>()?;
    input.parse::<Option<syn::Token![unsafe]>>()?;
    let header = if input.peek(syn::Token![impl]) {
        Some(impl_header(input)?)
    } else if input.peek(syn::Token![trait]) || (input.peek(syn::Token![auto]) && input.peek2(syn::Token![trait])) {
        Some((trait_header(input)?, Kind::OfTrait))
    } else if input.peek(syn::Token![mod]) {
        input.parse::<syn::Token![mod]>()?;
        input.parse::<syn::Ident>()?;
        None
    } else {
        return Ok(None);
    };
    if !input.peek(token::Brace) {
        return Ok(None);
    }
    let around = between(begin, input.cursor());
    let scope = match header {
        None => Scope::Unknown,
        Some((generics, Kind::Inherent)) => Scope::Inherent(Header::new(&generics, around.clone())),
        Some((generics, Kind::OfTrait)) => Scope::OfTrait(Header::new(&generics, around.clone())),
    };
    let mut head = TokenStream::new();
    attrs.iter().for_each(|attr| attr.to_tokens(&mut head));
    head.extend(around);
    let TokenTree::Group(braces) = input.parse()? else { return Ok(None) };
    let (inner, members) = members(&scope, form).parse2(braces.stream())?;
    Ok(Some(Container { head, braces, inner, members, diagnostics }))
}

enum Kind {
    Inherent,
    OfTrait,
}

fn impl_header(input: ParseStream) -> syn::Result<(syn::Generics, Kind)> {
    input.parse::<syn::Token![impl]>()?;
    let generics = if input.peek(syn::Token![<]) { input.parse()? } else { syn::Generics::default() };
    input.parse::<syn::Type>()?;
    let mut kind = Kind::Inherent;
    if input.parse::<Option<syn::Token![for]>>()?.is_some() {
        input.parse::<syn::Type>()?;
        kind = Kind::OfTrait;
    }
    input.parse::<Option<syn::WhereClause>>()?;
    Ok((generics, kind))
}

fn trait_header(input: ParseStream) -> syn::Result<syn::Generics> {
    input.parse::<Option<syn::Token![auto]>>()?;
    input.parse::<syn::Token![trait]>()?;
    input.parse::<syn::Ident>()?;
    let generics = input.parse()?;
    if input.parse::<Option<syn::Token![:]>>()?.is_some() {
        while !input.peek(token::Brace) && !input.peek(syn::Token![where]) {
            input.parse::<syn::TypeParamBound>()?;
            input.parse::<Option<syn::Token![+]>>()?;
        }
    }
    input.parse::<Option<syn::WhereClause>>()?;
    Ok(generics)
}

fn members(scope: &Scope, form: Form) -> impl Parser<Output = (TokenStream, Vec<Member>)> {
    move |input: ParseStream| {
        let begin = input.cursor();
        input.call(syn::Attribute::parse_inner)?;
        let inner = between(begin, input.cursor());
        let (mut members, mut signatures) = (Vec::new(), Vec::new());
        while !input.is_empty() {
            members.push(member(input, scope, form, &mut signatures));
        }
        let methods = Methods::new(signatures.iter(), scope);
        for member in &mut members {
            if let Member::Function(function, _) = member {
                function.methods = methods.clone();
            }
        }
        Ok((inner, members))
    }
}

fn member(input: ParseStream, scope: &Scope, form: Form, signatures: &mut Vec<syn::Signature>) -> Member {
    let (begin, ahead, diagnostics) = (input.cursor(), input.fork(), Diagnostics::default());
    if is_function(input) {
        match ahead.parse::<Function>() {
            Ok(function) => {
                input.advance_to(&ahead);
                // Under a `cfg` it may be another one that is called.
                if !function.attrs.iter().any(|attr| attr.path().is_ident("cfg")) {
                    signatures.push(function.sig.clone());
                }
                return coroutine(function, scope, form, between(begin, input.cursor()), diagnostics);
            }
            Err(error) => diagnostics.syntax(error),
        }
    } else if let Ok(Some(container)) = container(&ahead, form) {
        input.advance_to(&ahead);
        return Member::Container(container);
    }
    skip(input);
    Member::Other(between(begin, input.cursor()), diagnostics)
}

/// The function if it is a coroutine, else its tokens.
fn coroutine(
    mut function: Function,
    scope: &Scope,
    form: Form,
    tokens: TokenStream,
    diagnostics: Diagnostics,
) -> Member {
    function.scope = scope.clone();
    function.form = match take_own(&mut function.attrs) {
        Some(own) => args::of_attribute(&own, Allocator::OF_THIS_BUILD, &diagnostics),
        None if function.sig.asyncness.is_some() || left::was_async(&function.sig) => form,
        None => return Member::Other(tokens, diagnostics),
    };
    reject_more(&mut function, &diagnostics);
    Member::Function(Box::new(function), diagnostics)
}

/// Takes out the first attribute that is this compiler's.
fn take_own(attrs: &mut Vec<syn::Attribute>) -> Option<syn::Attribute> {
    let is_own = |attr: &syn::Attribute| {
        let path: Vec<String> = attr.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
        matches!(attr.style, syn::AttrStyle::Outer) && (path == ["coroutine"] || path == ["resumable", "coroutine"])
    };
    let at = attrs.iter().position(is_own)?;
    Some(attrs.remove(at))
}

/// To the end of the member: past the next semicolon, or the next braces.
fn skip(input: ParseStream) {
    while let Ok(token) = input.parse::<TokenTree>() {
        let is_end = match token {
            TokenTree::Group(group) => ends_with_braces(&group),
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        if is_end {
            return;
        }
    }
}

fn ends_with_braces(group: &Group) -> bool {
    match group.delimiter() {
        Delimiter::Brace => true,
        Delimiter::None => {
            matches!(group.stream().into_iter().last(), Some(TokenTree::Group(last)) if ends_with_braces(&last))
        }
        Delimiter::Parenthesis | Delimiter::Bracket => false,
    }
}

fn between(begin: syn::buffer::Cursor<'_>, end: syn::buffer::Cursor<'_>) -> TokenStream {
    let mut tokens = TokenStream::new();
    let mut at = begin;
    while at != end
        && let Some((token, next)) = at.token_tree()
    {
        tokens.extend([token]);
        at = next;
    }
    tokens
}

fn other_item(item: TokenStream) -> syn::Result<(Span, &'static str)> {
    let item: syn::Item = syn::parse2(item)?;
    Ok(match &item {
        syn::Item::Struct(item) => (item.struct_token.span, "a struct"),
        syn::Item::Enum(item) => (item.enum_token.span, "an enum"),
        syn::Item::Union(item) => (item.union_token.span, "a union"),
        syn::Item::Mod(item) => (item.mod_token.span, "a module in another file"),
        syn::Item::Static(item) => (item.static_token.span, "a static"),
        syn::Item::Const(item) => (item.const_token.span, "a constant"),
        syn::Item::Type(item) => (item.type_token.span, "a type alias"),
        syn::Item::Use(item) => (item.use_token.span, "an import"),
        item => (item.span(), "this item"),
    })
}
