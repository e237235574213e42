//! `cfg` inside a function: rustc evaluates it after the attribute, and the attribute cannot.
//!
//! A piece that may or may not be there changes what suspends, what is moved, and which locals there are, so a machine is right for one
//! configuration alone. Hence the function is compiled once for each combination of the predicates that occur in it, and each of these
//! functions stands under its own `cfg`: rustc keeps the one that is meant, and never looks at the others. Predicates are compared as they
//! are written; `not(p)` is the same predicate as `p`. Items inside the body keep their attributes: nothing depends on them here.
//!
//! ```text
//! async fn f(#[cfg(unix)] fd: u32) { #[cfg(not(unix))] other().await; g().await }
//!     #[cfg(unix)] async fn f(fd: u32) { g().await }
//!     #[cfg(not(unix))] async fn f() { other().await; g().await }
//! ```

mod cfg_if;

use super::function::Function;
use super::known;
use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::ToTokens;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, Meta, Stmt, Token};

/// Sixteen machines of one function are enough at a time.
const LIMIT: usize = 4;

/// A predicate has more combinations than can be compiled.
pub struct TooMany(pub Span);

/// A function in one configuration, and its body, read.
pub struct Variant {
    pub function: Function,
    pub body: syn::Result<Option<Body>>,
}

/// A body as it is written, and with its macros spelled out.
pub struct Body {
    pub written: syn::Block,
    pub spelled_out: syn::Block,
}

impl Variant {
    /// The function as it is, whatever stands under conditions in it.
    pub fn unconfigured(function: Function) -> Variant {
        let body = function.block().map(|block| block.map(|block| Body::of(&function, block)));
        Variant { function, body }
    }
}

impl Body {
    fn of(function: &Function, written: syn::Block) -> Body {
        Body { spelled_out: known::spell_out(function, written.clone()), written }
    }
}

/// The function in each configuration. What is no Rust has one.
pub fn variants(function: &Function) -> Result<Vec<Variant>, TooMany> {
    let block = match function.block() {
        Ok(block) => block,
        Err(error) => return Ok(vec![Variant { function: function.clone(), body: Err(error) }]),
    };
    let mut variants = Vec::new();
    let mut pending = vec![(Vec::new(), function.clone(), block)];
    while let Some((known, mut function, mut block)) = pending.pop() {
        let mut configured = configure(known, &mut function, &mut block);
        let mut body = None;
        if configured.unknown.is_none() {
            body = block.clone().map(|block| Body::of(&function, block));
            // The texts of macros have conditions, too.
            body.iter_mut().for_each(|body| configured.visit_block_mut(&mut body.spelled_out))
        }
        let Configure { known, unknown } = configured;
        match unknown {
            None => variants.push(Variant { function: under(known, function, block), body: Ok(body) }),
            Some(predicate) if known.len() == LIMIT => return Err(TooMany(predicate.span())),
            Some(predicate) => {
                for holds in [false, true] {
                    let mut known = known.clone();
                    known.push(Known { predicate: predicate.clone(), holds });
                    pending.push((known, function.clone(), block.clone()));
                }
            }
        }
    }
    Ok(variants)
}

/// A function with more predicates than that, where the first of them holds and where it does not. Each half is given to the attribute once more, by
/// rustc, which does that for the half alone that is there. There are none where the predicates are those of macros.
pub fn halves(function: &Function) -> Vec<Function> {
    let Ok(block) = function.block() else { return Vec::new() };
    let unknown = configure(Vec::new(), &mut function.clone(), &mut block.clone()).unknown;
    let half = |(predicate, holds)| {
        let (mut function, mut block) = (function.clone(), block.clone());
        let known = configure(vec![Known { predicate, holds }], &mut function, &mut block).known;
        under(known, function, block)
    };
    unknown.into_iter().flat_map(|predicate| [(predicate.clone(), true), (predicate, false)]).map(half).collect()
}

/// Decides what the known predicates decide.
fn configure(known: Vec<Known>, function: &mut Function, block: &mut Option<syn::Block>) -> Configure {
    let mut configured = Configure { known, unknown: None };
    configured.params(&mut function.sig);
    if let Some(block) = block {
        configured.visit_block_mut(block)
    }
    configured
}

/// `#[cfg(all(p, not(q)))] function`
fn under(known: Vec<Known>, mut function: Function, block: Option<syn::Block>) -> Function {
    if !known.is_empty() {
        if let (Some(body), Some(block)) = (&mut function.body, &block) {
            let span = body.span();
            *body = Group::new(Delimiter::Brace, block.stmts.iter().map(Stmt::to_token_stream).collect());
            body.set_span(span);
        }
        let predicates = known.iter().map(|Known { predicate, holds }| -> Meta {
            if *holds { syn::parse_quote!(#predicate) } else { syn::parse_quote!(not(#predicate)) }
        });
        function.attrs.insert(0, syn::parse_quote!(#[cfg(all(#(#predicates),*))]));
    }
    function
}

#[derive(Clone)]
struct Known {
    predicate: TokenStream,
    holds: bool,
}

/// Removes what is not there, and the attributes that said so. Where a predicate is not known, nothing is decided about it.
struct Configure {
    known: Vec<Known>,
    /// The first predicate that is not known.
    unknown: Option<TokenStream>,
}

impl Configure {
    fn params(&mut self, sig: &mut syn::Signature) {
        self.retain(&mut sig.inputs, |param| match param {
            syn::FnArg::Receiver(param) => Some(&mut param.attrs),
            syn::FnArg::Typed(param) => Some(&mut param.attrs),
        });
    }

    /// Whether the predicate holds, as far as that is known.
    fn holds(&mut self, predicate: TokenStream) -> Option<bool> {
        let (predicate, wanted) = positive(predicate);
        let text = predicate.to_string();
        let known =
            self.known.iter().find(|known| known.predicate.to_string() == text).map(|known| known.holds == wanted);
        if known.is_none() {
            self.unknown.get_or_insert(predicate);
        }
        known
    }

    /// Evaluates the attributes; returns whether what they stand on is there.
    fn is_there(&mut self, attrs: &mut Vec<Attribute>) -> bool {
        let mut there = true;
        let mut pending: Vec<Attribute> = std::mem::take(attrs).into_iter().rev().collect();
        while let Some(attr) = pending.pop() {
            if attr.path().is_ident("cfg")
                && let Meta::List(list) = &attr.meta
            {
                match self.holds(list.tokens.clone()) {
                    Some(holds) => there &= holds,
                    None => attrs.push(attr),
                }
            } else if attr.path().is_ident("cfg_attr")
                && let Some((predicate, given)) = conditional(&attr)
            {
                match self.holds(predicate) {
                    Some(true) => pending.extend(given.into_iter().rev()),
                    Some(false) => {}
                    None => attrs.push(attr),
                }
            } else {
                attrs.push(attr)
            }
        }
        there
    }

    fn retain<T, P: Default>(
        &mut self,
        list: &mut Punctuated<T, P>,
        attrs: impl Fn(&mut T) -> Option<&mut Vec<Attribute>>,
    ) {
        let pairs = std::mem::take(list).into_pairs().filter_map(|mut pair| {
            let there = attrs(pair.value_mut()).is_none_or(|attrs| self.is_there(attrs));
            there.then_some(pair)
        });
        *list = pairs.collect();
    }

    /// `cfg_if!` becomes the statements that it chooses.
    fn spell_out(&mut self, stmts: &mut Vec<Stmt>) {
        let mut pending: Vec<Stmt> = std::mem::take(stmts).into_iter().rev().collect();
        while let Some(stmt) = pending.pop() {
            let chosen = cfg_if::branches(&stmt, pending.is_empty()).and_then(|branches| self.choose(branches));
            match chosen {
                Some(chosen) => pending.extend(chosen.into_iter().rev()),
                None => stmts.push(stmt),
            }
        }
    }

    /// The statements of the first branch whose predicate holds, as far as that is known.
    fn choose(&mut self, branches: Vec<cfg_if::Branch>) -> Option<Vec<Stmt>> {
        for branch in branches {
            if branch.predicate.map_or(Some(true), |predicate| self.holds(predicate))? {
                return Some(branch.stmts);
            }
        }
        Some(Vec::new())
    }
}

impl VisitMut for Configure {
    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        self.spell_out(&mut block.stmts);
        block.stmts.retain_mut(|stmt| match stmt {
            Stmt::Local(local) => self.is_there(&mut local.attrs),
            Stmt::Macro(mac) => self.is_there(&mut mac.attrs),
            Stmt::Expr(expr, _) => leading(expr).is_none_or(|attrs| self.is_there(attrs)),
            Stmt::Item(_) => true,
        });
        visit_mut::visit_block_mut(self, block)
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Match(e) => e.arms.retain_mut(|arm| self.is_there(&mut arm.attrs)),
            Expr::Struct(e) => self.retain(&mut e.fields, |field| Some(&mut field.attrs)),
            Expr::Array(e) => self.retain(&mut e.elems, leading),
            Expr::Tuple(e) => self.retain(&mut e.elems, leading),
            Expr::Call(e) => self.retain(&mut e.args, leading),
            Expr::MethodCall(e) => self.retain(&mut e.args, leading),
            _ => {}
        }
        // Anywhere else an attribute is rustc's to reject, which it does whatever the predicate says.
        visit_mut::visit_expr_mut(self, expr)
    }

    fn visit_pat_struct_mut(&mut self, pat: &mut syn::PatStruct) {
        self.retain(&mut pat.fields, |field| Some(&mut field.attrs));
        visit_mut::visit_pat_struct_mut(self, pat)
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The predicate without `not`, and whether it is wanted to hold.
fn positive(predicate: TokenStream) -> (TokenStream, bool) {
    let negated = syn::parse2::<Meta>(predicate.clone()).ok().and_then(|meta| match meta {
        Meta::List(list) if list.path.is_ident("not") => Some(list.tokens),
        _ => None,
    });
    match negated {
        Some(inner) => {
            let (inner, wanted) = positive(inner);
            (inner, !wanted)
        }
        None => (predicate, true),
    }
}

/// `cfg_attr(predicate, given, …)`
fn conditional(attr: &Attribute) -> Option<(TokenStream, Vec<Attribute>)> {
    let Meta::List(list) = &attr.meta else { return None };
    let read = |input: ParseStream| {
        let predicate: Meta = input.parse()?;
        let mut given = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if !input.is_empty() {
                let meta: Meta = input.parse()?;
                given.push(Attribute { meta, ..attr.clone() });
            }
        }
        Ok((predicate.to_token_stream(), given))
    };
    read.parse2(list.tokens.clone()).ok()
}

/// The attributes in front of an expression. syn gives them to the leftmost operand, rustc to all of it.
fn leading(expr: &mut Expr) -> Option<&mut Vec<Attribute>> {
    macro_rules! attrs {
        ($($variant:ident)*) => {
            match expr {
                Expr::Assign(e) => leading(&mut e.left),
                Expr::Binary(e) => leading(&mut e.left),
                Expr::Cast(e) => leading(&mut e.expr),
                $(Expr::$variant(e) => Some(&mut e.attrs),)*
                _ => None,
            }
        };
    }
    attrs! {
        Array Async Await Block Break Call Closure Const Continue Field ForLoop Group If Index Infer Let Lit Loop Macro Match MethodCall
        Paren Path Range RawAddr Reference Repeat Return Struct Try TryBlock Tuple Unary Unsafe While Yield
    }
}
