//! What stands in the parentheses of the attribute.

use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::spanned::Spanned;

/// What a call of a coroutine returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// `impl Future<Output = T>`
    #[default]
    Opaque,
    /// `Pin<Box<dyn Future<Output = T> + Send + 'co>>`
    Boxed,
    /// `Pin<Box<dyn Future<Output = T> + 'co>>`
    BoxedLocal,
}

/// Where a build of the runtime crate may find a `Box`.
#[derive(Clone, Copy)]
pub enum Allocator {
    Present,
    Absent,
}

impl Allocator {
    /// The runtime crate's feature `alloc` is this crate's.
    pub const OF_THIS_BUILD: Allocator = if cfg!(feature = "alloc") { Allocator::Present } else { Allocator::Absent };
}

/// Misuse is reported and then ignored.
pub fn parse(args: TokenStream, allocator: Allocator, diagnostics: &Diagnostics) -> Form {
    let mut chosen: Option<(Ident, Form)> = None;
    for arg in split(args) {
        let Some((name, form)) = form(&arg, diagnostics) else { continue };
        match &chosen {
            Some((first, _)) if *first == name => {
                diagnostics.error(name.span(), format_args!("`{name}` is there twice: remove one"))
            }
            Some((first, _)) => diagnostics.error(
                name.span(),
                format_args!(
                    "`{first}` and `{name}` exclude each other: remove one, `boxed` is `Send`, `boxed_local` is not"
                ),
            ),
            None => {
                if let Allocator::Absent = allocator {
                    diagnostics.error(
                        name.span(),
                        format_args!("`{name}` needs an allocator: enable the feature `alloc` or `std` of `resumable`"),
                    );
                }
                chosen = Some((name, form));
            }
        }
    }
    chosen.map_or(Form::default(), |(_, form)| form)
}

fn form(arg: &[TokenTree], diagnostics: &Diagnostics) -> Option<(Ident, Form)> {
    let (first, rest) = arg.split_first()?;
    let known = match first {
        TokenTree::Ident(name) if name == "boxed" => Some((name.clone(), Form::Boxed)),
        TokenTree::Ident(name) if name == "boxed_local" => Some((name.clone(), Form::BoxedLocal)),
        TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    };
    match (&known, rest.first()) {
        (None, _) => diagnostics.error(
            first.span(),
            "`#[resumable::coroutine]` knows no such argument: write `boxed`, `boxed_local`, or no parentheses",
        ),
        (Some((name, _)), Some(more)) => {
            diagnostics.error(more.span(), format_args!("`{name}` takes no value: remove what follows it"))
        }
        (Some(_), None) => {}
    }
    known
}

/// What stands between the commas.
fn split(args: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut found = vec![Vec::new()];
    for token in args {
        match (&token, found.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => found.push(Vec::new()),
            (_, Some(last)) => last.push(token),
            (_, None) => {}
        }
    }
    found
}

/// The arguments of an attribute below the one that is being expanded.
pub fn of_attribute(attr: &syn::Attribute, allocator: Allocator, diagnostics: &Diagnostics) -> Form {
    match &attr.meta {
        syn::Meta::Path(_) => Form::default(),
        syn::Meta::List(list) => parse(list.tokens.clone(), allocator, diagnostics),
        syn::Meta::NameValue(meta) => {
            diagnostics.error(meta.eq_token.span(), "arguments stand in parentheses: write `#[coroutine(boxed)]`");
            Form::default()
        }
    }
}
