//! The witness: the user's body, never run, each `.await` replaced by a call. rustc type-checks and borrow-checks it, and reports the user's
//! lints from it.
//!
//! ```text
//! let _ = |name: &'co str| -> usize { finish(into_future(greet(name))); name.len() };
//! ```
//!
//! The parameters are the closure's own: captured ones would make it `FnMut`, which may not return what it borrows.

use super::Doubts;
use super::item::{Input, Kind};
use super::lints::allow_clippy;
use crate::names;
use crate::syntax::signature::{Param, Signature};
use crate::syntax::{macros, operands, promoted};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

pub fn witness(input: &Input, block: &syn::Block) -> TokenStream {
    let mut block = block.clone();
    promoted::unpromote(&mut block, input.signature.params.iter().map(|param| &param.pat));
    let receiver = names::visible_receiver(block.to_token_stream());
    let mut replace = Replace { receiver, in_async: false, pins: Vec::new(), doubts: &input.doubts, labels: 0 };
    replace.visit_block_mut(&mut block);
    // A macro that was imported for the body is used.
    let pins: TokenStream = replace
        .pins
        .iter()
        .map(
            |path| quote!(#[cfg_attr(clippy, allow(clippy::all))] #[allow(unused)] let _ = || { let _ = #path!(()); };),
        )
        .collect();
    let output = &input.signature.output_inferred;
    if input.signature.is_partly_known() {
        let witness = of_values(input, &block, receiver);
        return quote!(#pins #witness);
    }
    let params = input.signature.params.iter().map(|param| {
        let (attrs, pat, ty) = (attributes(param), pattern(param, receiver), &param.ty);
        quote!(#(#attrs)* #pat: #ty)
    });
    // The closure begins where the user's block does: lints take it for the user's.
    let bar = quote_spanned!(block.brace_token.span.open()=> |);
    // The calls that stand for `.await` are written with all of their path.
    let allowed = allow_clippy!(absolute_paths);
    let name = tied(input).map_or_else(|| quote!(_), |name| quote!(#name));
    quote! {
        #pins
        #allowed
        let #name = #bar #(#params),* #bar -> #output #block;
    }
}

/// What the witness is called, if the output is an `impl Trait`, or has one in it.
fn tied(input: &Input) -> Option<Ident> {
    let Signature { output, output_inferred, .. } = &input.signature;
    let is_hidden = input.kind == Kind::Function
        && !input.signature.is_partly_known()
        && output.to_token_stream().to_string() != output_inferred.to_token_stream().to_string()
        && !is_known_by_itself(&input.block, &input.function.sig.ident);
    is_hidden.then(|| names::fresh("witness"))
}

/// Whether the output may be of a type that is known where it is made alone: no two closures, and no two `async` blocks, are of one type, and what the
/// function itself returns is its own secret.
fn is_known_by_itself(block: &syn::Block, function: &Ident) -> bool {
    struct Makes<'a>(&'a Ident, bool);
    impl<'ast> Visit<'ast> for Makes<'_> {
        fn visit_expr(&mut self, expr: &'ast syn::Expr) {
            self.1 |= match expr {
                syn::Expr::Closure(_) | syn::Expr::Async(_) => true,
                syn::Expr::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == *self.0),
                _ => false,
            };
            visit::visit_expr(self, expr)
        }
        fn visit_macro(&mut self, mac: &'ast syn::Macro) {
            let mut known = macros::parse(mac).filter(macros::MacroCall::is_known);
            self.1 |= known.is_none();
            for arg in known.iter_mut().flat_map(macros::MacroCall::exprs_mut) {
                let mut within = Makes(self.0, false);
                within.visit_expr(&arg.expr);
                self.1 |= within.1
            }
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut makes = Makes(function, false);
    makes.visit_block(block);
    makes.1
}

/// The witness gives what the coroutine gives: where the output is hidden, only the bounds of that may tell what it is, and rustc looks at these for
/// the coroutine alone.
///
/// ```text
/// same_output(&coroutine, || witness(unreachable()));
/// ```
pub fn tie(input: &Input, coroutine: &Ident) -> Option<TokenStream> {
    let (witness, private) = (tied(input)?, names::private());
    let params = input.signature.params.iter().map(|_| quote!(#private::unreachable()));
    Some(quote!(#private::same_output(&#coroutine, || #witness(#(#params),*));))
}

/// Where the type of a parameter cannot be written, rustc learns it from the parameter itself. The parameters of the closure are one tuple
/// then, so that they drop as parameters do.
///
/// ```text
/// let _ = || { let _ = witness((same_as(&n), same_as(&held)), |(n, held): (u8, _)| -> usize { … }); };
/// ```
fn of_values(input: &Input, block: &syn::Block, receiver: fn(Span) -> Ident) -> TokenStream {
    let private = names::private();
    let (params, output) = (&input.signature.params, &input.signature.output_inferred);
    let idents = params.iter().map(|param| &param.ident);
    let attrs = params.iter().flat_map(attributes);
    let pats = params.iter().map(|param| pattern(param, receiver));
    let types = params.iter().map(|param| param.written_type());
    let bar = quote_spanned!(block.brace_token.span.open()=> |);
    let allowed = allow_clippy!(absolute_paths);
    quote! {
        #allowed
        let _ = || {
            let _ = #private::witness(
                (#(#private::same_as(&#idents),)*),
                #bar #(#attrs)* (#(#pats,)*): (#(#types,)*) #bar -> #output #block,
            );
        };
    }
}

fn attributes(param: &Param) -> Vec<TokenStream> {
    if param.is_receiver {
        // Whether `self` is used is nothing that rustc asks.
        return vec![quote!(#[allow(unused_variables)])];
    }
    // The closure's parameters shadow those of the function, whatever they are made of.
    let allowed = allow_clippy!(shadow_reuse, shadow_same, shadow_unrelated);
    param.attrs.iter().map(|attr| attr.to_token_stream()).chain([allowed]).collect()
}

/// The user's pattern, and another name for `self`.
fn pattern(param: &Param, receiver: fn(Span) -> Ident) -> syn::Pat {
    let mut pat = param.pat.clone();
    if let syn::Pat::Ident(name) = &mut pat
        && param.is_receiver
    {
        name.ident = receiver(name.ident.span());
    }
    pat
}

pub(super) struct Replace<'a> {
    pub(super) receiver: fn(Span) -> Ident,
    in_async: bool,
    /// What `pin!` was called in the body.
    pins: Vec<syn::Path>,
    pub(super) doubts: &'a Doubts,
    /// How many blocks have a label of ours.
    pub(super) labels: usize,
}

impl VisitMut for Replace<'_> {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        match expr {
            syn::Expr::Async(e) => {
                let outer = std::mem::replace(&mut self.in_async, true);
                visit_mut::visit_expr_async_mut(self, e);
                self.in_async = outer;
                return self.doubted(expr);
            }
            syn::Expr::Closure(e) if e.asyncness.is_some() => {
                let outer = std::mem::replace(&mut self.in_async, true);
                visit_mut::visit_expr_closure_mut(self, e);
                self.in_async = outer;
                return self.doubted(expr);
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
        self.doubted(expr);
        if let syn::Expr::Await(e) = expr
            && !self.in_async
        {
            *expr = awaited(e);
        }
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let Some(init) = &local.init
            && let syn::Expr::Await(_) = *init.expr
        {
            // What is awaited may be `()`.
            local.attrs.push(syn::parse_quote!(#[cfg_attr(clippy, allow(clippy::let_unit_value))]));
        }
        visit_mut::visit_local_mut(self, local)
    }

    fn visit_stmt_mut(&mut self, stmt: &mut syn::Stmt) {
        visit_mut::visit_stmt_mut(self, stmt);
        self.doubted_statement(stmt)
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.is_ident("self") {
            let span = path.segments[0].ident.span();
            *path = (self.receiver)(span).into();
            return;
        }
        visit_mut::visit_path_mut(self, path)
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        // The machine takes it for the one of the standard library, whoever's it is.
        if operands::is_pin(mac) {
            let path = std::mem::replace(&mut mac.path, syn::parse_quote!(::resumable::pin));
            if path.segments.len() < 3 && !self.pins.contains(&path) {
                self.pins.push(path)
            }
        }
        // A call that is printed anew is not the user's to the letter, which some lints are about.
        let text = mac.tokens.to_string();
        if !text.contains("await") && !text.contains("self") && !self.doubts.are_among(mac.tokens.clone()) {
            return;
        }
        match macros::parse(mac) {
            Some(mut call) => {
                call.exprs_mut().for_each(|arg| self.visit_expr_mut(&mut arg.expr));
                *mac = call.to_macro();
            }
            None => mac.tokens = rename_self(mac.tokens.clone(), self.receiver),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The call that stands for an `.await`, from the first token to the last, as rustc's. Its spans are the user's: with ours, lints would pass
/// over whatever goes on after an `.await`, and what rustc says of the whole statement would move to the attribute.
fn awaited(e: &syn::ExprAwait) -> syn::Expr {
    let base = unparenthesised(&e.base);
    let span = match base {
        // `finish(&mut future)` could be written without the `&mut`, `(&mut future).await` could not.
        syn::Expr::Reference(_) => e.await_token.span.resolved_at(names::machine()),
        _ => e.await_token.span,
    };
    let [private, inner] = [base.span().resolved_at(span), span].map(names::private_at);
    // Not parsed: there are many of them.
    let call = |module: names::Private, name: &str, attrs: Vec<syn::Attribute>, argument: syn::Expr| {
        let name = Ident::new(name, span);
        let paren_token = syn::token::Paren(span);
        let func = Box::new(syn::Expr::Verbatim(quote_spanned!(span=> #module::#name)));
        syn::Expr::Call(syn::ExprCall { attrs, func, paren_token, args: [argument].into_iter().collect() })
    };
    call(private, "finish", e.attrs.clone(), call(inner, "into_future", vec![], base.clone()))
}

/// Parentheses that only bound the operand of `.await` would be reported as unused.
fn unparenthesised(base: &syn::Expr) -> &syn::Expr {
    match base {
        syn::Expr::Paren(inner) => unparenthesised(&inner.expr),
        base => base,
    }
}

fn rename_self(tokens: TokenStream, receiver: fn(Span) -> Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(ident) if ident == "self" => TokenTree::Ident(receiver(ident.span())),
            TokenTree::Group(group) => {
                let mut renamed = proc_macro2::Group::new(group.delimiter(), rename_self(group.stream(), receiver));
                renamed.set_span(group.span());
                TokenTree::Group(renamed)
            }
            token => token,
        })
        .collect()
}
