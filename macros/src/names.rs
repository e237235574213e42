//! Fresh names and their spans: the only file that spells an internal name.
//!
//! Names of the machine have the span of the macro's definition (`mixed_site`), so that they cannot meet a name of the user: neither can a
//! user's `frame` shadow ours, nor can a user's macro reach it.
//!
//! Between resolve and codegen a mention of a local is a *marker*: an identifier that carries an id. No marker leaves the compiler.

use crate::index::{CaptureId, Id, LocalId, MatchId, NestedId, PartId, UseId};
use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

const TEMP: &str = "__temp_";

const NEXT: [&str; 4] = ["resumable", "private", "Iterator", "next"];
const LEFTOVER: &str = "__leftover_";
const PINNED: &str = "__pinned_";
/// How a name of the definition of a macro begins while it is not known what it means where the macro is called.
pub const OWN: &str = "__resumable_own_";
/// How one begins that has got another name, before its number and itself.
const RENAMED: &str = "__resumable_renamed_";
const LEND: &str = "__resumable_lend";

/// The span of everything that the user did not write.
pub fn machine() -> Span {
    Span::mixed_site()
}

pub fn fresh(name: &str) -> Ident {
    Ident::new(name, machine())
}

/// A module that mentions a macro.
pub fn mentioning(name: &str) -> Ident {
    fresh(&format!("__resumable_mentions_{}", name.replace("::", "_")))
}

/// The name of the `n`th temporary of a body, `__temp_n`.
pub fn temp(n: usize, span: Span) -> Ident {
    Ident::new(&format!("{TEMP}{n}"), span.resolved_at(machine()))
}

pub fn is_temp(name: &Ident) -> bool {
    name.to_string().starts_with(TEMP)
}

/// What a `for` asks for the next item, which refers to none of it.
pub fn iterated(expr: &syn::Expr) -> Option<&Ident> {
    let syn::Expr::Call(call) = expr else { return None };
    let syn::Expr::Path(callee) = &*call.func else { return None };
    let is_next = callee.path.segments.iter().map(|segment| &segment.ident).eq(NEXT.iter());
    match call.args.first() {
        Some(syn::Expr::Reference(lent)) if is_next => match &*lent.expr {
            syn::Expr::Path(name) => name.path.get_ident(),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the compiler gave the name.
pub fn is_given(name: &Ident) -> bool {
    is_temp(name) || is_pinned(name) || is_leftover(name)
}

/// The name of a value that `pin!` pins.
pub fn pinned(n: usize, span: Span) -> Ident {
    Ident::new(&format!("{PINNED}{n}"), span.resolved_at(machine()))
}

pub fn is_pinned(name: &Ident) -> bool {
    name.to_string().starts_with(PINNED)
}

/// How names of the definition of a macro begin that have got others, in the `n`th call that is written out.
pub fn renamed_in(n: usize) -> String {
    format!("{RENAMED}{n}_")
}

/// What stands for a function that puts a value into a temporary and borrows it there.
pub fn lend(span: Span) -> Ident {
    Ident::new(LEND, span.resolved_at(machine()))
}

/// The arguments of [`lend`].
pub fn lent(call: &syn::ExprCall) -> Option<(&Ident, &syn::Expr)> {
    let is_name = |expr: &syn::Expr, wanted: &str| matches!(expr, syn::Expr::Path(path) if path.path.is_ident(wanted));
    if !is_name(&call.func, LEND) {
        return None;
    }
    match (call.args.first()?, call.args.last()?) {
        (syn::Expr::Path(temp), value) => Some((temp.path.get_ident()?, value)),
        _ => None,
    }
}

/// The name of what a pattern leaves over of a value.
pub fn leftover(n: usize, span: Span) -> Ident {
    Ident::new(&format!("{LEFTOVER}{n}"), span.resolved_at(machine()))
}

pub fn is_leftover(name: &Ident) -> bool {
    name.to_string().starts_with(LEFTOVER)
}

/// The `n`th label that the user did not write.
pub fn label(n: usize, span: Span) -> syn::Lifetime {
    syn::Lifetime::new(&format!("'block_{n}"), span.resolved_at(machine()))
}

/// The `n`th label of a block behind which is resumed.
pub fn resume_label(n: usize) -> syn::Lifetime {
    syn::Lifetime::new(&format!("'resume_{n}"), machine())
}

/// The type of the `n`th closure that is an argument of a call that consumes something, and the label of the block that gives the closure.
pub fn link(n: usize) -> (Ident, syn::Lifetime) {
    (fresh(&format!("link_{n}")), syn::Lifetime::new(&format!("'linked_{n}"), machine()))
}

/// The label of the `n`th block in the witness in which something may be done in another way.
pub fn doubt(n: usize) -> syn::Lifetime {
    syn::Lifetime::new(&format!("'doubt_{n}"), machine())
}

/// The label of the block in which guards decide for an arm.
pub fn decided() -> syn::Lifetime {
    syn::Lifetime::new("'decided", machine())
}

/// The label of the block that gives the coroutine.
pub fn made() -> syn::Lifetime {
    syn::Lifetime::new("'made", machine())
}

/// `prefix_name`, or `prefix_name_n` where several locals have that name.
pub fn of_local(prefix: &str, name: &Ident, n: usize) -> Ident {
    let plain = numbered(name, n);
    let text = if prefix.is_empty() { plain } else { format!("{prefix}_{plain}") };
    Ident::new(&text, name.span().resolved_at(machine()))
}

/// The same of one that a pattern binds by `ref`. Whether that may be written where a pattern borrows by itself is a question of the edition
/// that the name is of, so it is the user's.
pub fn of_reference(name: &Ident, n: usize) -> Ident {
    Ident::new(&format!("__resumable_{}", numbered(name, n)), name.span())
}

/// What makes a name of a local's: `self`, and `self_2` for `__self` beside that.
pub fn numbered(name: &Ident, n: usize) -> String {
    let text = name.to_string();
    let plain = text.trim_start_matches("r#").trim_start_matches("__");
    if n == 0 { plain.to_owned() } else { format!("{plain}_{}", n + 1) }
}

/// `gone_name_field`, `gone_name_arm_2`: the flag of a part, or of what an arm takes.
pub fn of_part(name: &Ident, n: usize, path: &[syn::Member], taken: Option<String>) -> Ident {
    let mut part = of_local("gone", name, n).to_string();
    for member in path {
        match member {
            syn::Member::Named(field) => part.extend(["_", field.to_string().trim_start_matches("r#")]),
            syn::Member::Unnamed(index) => part.extend(["_", &index.index.to_string()]),
        }
    }
    part.extend(taken.map(|taken| format!("_{taken}")));
    Ident::new(&part, name.span().resolved_at(machine()))
}

/// Whether two identifiers are the same name: the same text, from the same macro expansion. Two `x` of which one comes from a
/// `macro_rules!` are different locals.
///
/// There is no stable way to ask for the syntax context of a span but its `Debug` form, `#context bytes(from..to)`. Where that changes, names
/// are compared by their text alone.
pub fn same(a: &Ident, b: &Ident) -> bool {
    text(a) == text(b) && same_context(a, b)
}

/// The name itself: `r#x` is `x`.
pub fn text(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

pub fn same_context(a: &Ident, b: &Ident) -> bool {
    context(a.span()) == context(b.span())
}

/// Whether what stands there was written in the crate itself, and not by a macro.
pub fn is_of_no_macro(span: Span) -> bool {
    context(span).is_some_and(|context| context == "#0")
}

fn context(span: Span) -> Option<String> {
    Some(context_and_place(span)?.0)
}

fn context_and_place(span: Span) -> Option<(String, String)> {
    let debug = format!("{span:?}");
    let (context, place) = debug.split_once(" bytes(")?;
    Some((context.to_owned(), place.to_owned()))
}

/// Whether two tokens stand for the same text of the same expansion.
pub fn same_place(a: Span, b: Span) -> bool {
    format!("{a:?}") == format!("{b:?}")
}

/// Where the tokens begin, and where they end.
pub fn ends(tokens: TokenStream) -> Option<(Span, Span)> {
    let mut tokens = tokens.into_iter();
    let first = tokens.next()?;
    let last = tokens.last().unwrap_or_else(|| first.clone());
    let open = if let TokenTree::Group(group) = &first { group.span_open() } else { first.span() };
    let close = if let TokenTree::Group(group) = &last { group.span_close() } else { last.span() };
    Some((open, close))
}

/// Moves what stands at the attribute to `place`, and leaves its meaning as it is. An attribute on a whole impl is no place for an error
/// in one of its functions.
pub fn moved_from_attribute(tokens: TokenStream, place: Span) -> TokenStream {
    let Some((_, attribute)) = context_and_place(Span::call_site()) else { return tokens };
    let is_there = |span: Span| context_and_place(span).is_some_and(|(_, place)| place == attribute);
    moved(&tokens, &is_there, place).unwrap_or(tokens)
}

/// `None` if there is nothing to move: then the groups keep the spans of their delimiters.
fn moved(tokens: &TokenStream, is_there: &dyn Fn(Span) -> bool, place: Span) -> Option<TokenStream> {
    let mut changed = false;
    let tokens = tokens.clone().into_iter().map(|mut token| {
        let span = token.span();
        if let TokenTree::Group(group) = &token
            && let Some(inside) = moved(&group.stream(), is_there, place)
        {
            changed = true;
            token = TokenTree::Group(Group::new(group.delimiter(), inside));
            token.set_span(span);
        }
        if is_there(span) {
            changed = true;
            token.set_span(span.located_at(place));
        }
        token
    });
    let tokens = tokens.collect();
    changed.then_some(tokens)
}

/// What a marker stands for.
pub enum Marker {
    /// A mention of a local in an expression.
    Use(UseId),
    /// A name that a pattern binds.
    Binding(LocalId),
    /// `marker(value)` is `local = value`.
    Assign(UseId),
    /// `marker(value)` puts the value into the local and borrows it there.
    Lend(UseId),
    /// `marker(closure)` is a closure that captures locals.
    Capture(CaptureId),
    /// `marker(local.method(..))` is a call that is taken to consume the local.
    Consume(UseId),
    /// `marker(local.method(..))` is a call of which rustc is asked whether it moves the local. Each argument is in a group of its own.
    Ask(UseId),
    /// `marker(closure)` is an argument of a call that is taken to consume a local: the `n`th of the body.
    Linked(usize),
    /// `marker(local.field)` is a part of the local by value.
    Part(PartId),
    /// `marker(local.field)` is what is cast to a number.
    Cast(UseId),
    /// `marker(local)` is a scrutinee that patterns are taken to consume.
    Matched(MatchId),
    /// `marker(match …)` is a match whose arms may take parts out of a local: each has an attribute that is the marker of its part.
    Arms,
    /// `marker(local.field = value)` is an assignment to a part that may be gone.
    Fill(UseId),
    /// `marker(value)` is the value of `return`.
    Ready,
    /// `marker(value)` is `value?`.
    Try,
    /// `marker(macro!(..))` is a macro that may return from the function.
    Leave,
    /// `marker(macro!(..))` is one by what its name says.
    Check,
    /// `marker(macro!(..))` is a macro that does.
    Bail,
    /// `marker(panic!(..))` is something that control does not come past.
    Never,
    /// `marker(vec![..])` is a list of locals.
    List,
    /// `marker(x, y)` is an `async` block that captures `x` and `y`.
    Nested(NestedId),
}

const USE: &str = "__resumable_use_";
const BINDING: &str = "__resumable_binding_";
const ASSIGN: &str = "__resumable_assign_";
const LENT: &str = "__resumable_lent_";
const CAPTURE: &str = "__resumable_capture_";
const CONSUME: &str = "__resumable_consume_";
const ASK: &str = "__resumable_ask_";
const LINKED: &str = "__resumable_linked_";
const PART: &str = "__resumable_part_";
const CAST: &str = "__resumable_cast_";
const MATCHED: &str = "__resumable_matched_";
const ARMS: &str = "__resumable_arms";
const FILL: &str = "__resumable_fill_";
const READY: &str = "__resumable_ready";
const TRY: &str = "__resumable_try";
const LEAVE: &str = "__resumable_leave";
const CHECK: &str = "__resumable_check";
const BAIL: &str = "__resumable_bail";
const NEVER: &str = "__resumable_never";
const LIST: &str = "__resumable_list";
const NESTED: &str = "__resumable_nested_";

impl Marker {
    pub fn ident(&self, span: Span) -> Ident {
        let name = match self {
            Marker::Use(id) => format!("{USE}{}", id.index()),
            Marker::Binding(id) => format!("{BINDING}{}", id.index()),
            Marker::Assign(id) => format!("{ASSIGN}{}", id.index()),
            Marker::Lend(id) => format!("{LENT}{}", id.index()),
            Marker::Capture(id) => format!("{CAPTURE}{}", id.index()),
            Marker::Consume(id) => format!("{CONSUME}{}", id.index()),
            Marker::Ask(id) => format!("{ASK}{}", id.index()),
            Marker::Linked(n) => format!("{LINKED}{n}"),
            Marker::Part(id) => format!("{PART}{}", id.index()),
            Marker::Cast(id) => format!("{CAST}{}", id.index()),
            Marker::Matched(id) => format!("{MATCHED}{}", id.index()),
            Marker::Arms => ARMS.to_owned(),
            Marker::Fill(id) => format!("{FILL}{}", id.index()),
            Marker::Ready => READY.to_owned(),
            Marker::Try => TRY.to_owned(),
            Marker::Leave => LEAVE.to_owned(),
            Marker::Check => CHECK.to_owned(),
            Marker::Bail => BAIL.to_owned(),
            Marker::Never => NEVER.to_owned(),
            Marker::List => LIST.to_owned(),
            Marker::Nested(id) => format!("{NESTED}{}", id.index()),
        };
        Ident::new(&name, span)
    }

    pub fn parse(ident: &Ident) -> Option<Marker> {
        let name = ident.to_string();
        match name.as_str() {
            ARMS => return Some(Marker::Arms),
            READY => return Some(Marker::Ready),
            TRY => return Some(Marker::Try),
            LEAVE => return Some(Marker::Leave),
            CHECK => return Some(Marker::Check),
            BAIL => return Some(Marker::Bail),
            NEVER => return Some(Marker::Never),
            LIST => return Some(Marker::List),
            _ => {}
        }
        let id = |prefix: &str| name.strip_prefix(prefix).and_then(|digits| digits.parse::<usize>().ok());
        None.or_else(|| id(USE).map(|id| Marker::Use(UseId::new(id))))
            .or_else(|| id(BINDING).map(|id| Marker::Binding(LocalId::new(id))))
            .or_else(|| id(ASSIGN).map(|id| Marker::Assign(UseId::new(id))))
            .or_else(|| id(LENT).map(|id| Marker::Lend(UseId::new(id))))
            .or_else(|| id(CONSUME).map(|id| Marker::Consume(UseId::new(id))))
            .or_else(|| id(ASK).map(|id| Marker::Ask(UseId::new(id))))
            .or_else(|| id(LINKED).map(Marker::Linked))
            .or_else(|| id(PART).map(|id| Marker::Part(PartId::new(id))))
            .or_else(|| id(CAST).map(|id| Marker::Cast(UseId::new(id))))
            .or_else(|| id(MATCHED).map(|id| Marker::Matched(MatchId::new(id))))
            .or_else(|| id(CAPTURE).map(|id| Marker::Capture(CaptureId::new(id))))
            .or_else(|| id(FILL).map(|id| Marker::Fill(UseId::new(id))))
            .or_else(|| id(NESTED).map(|id| Marker::Nested(NestedId::new(id))))
    }
}

/// The first name of the user's that means something to the compiler, or something else within the machine.
pub fn reserved(tokens: TokenStream) -> Option<Ident> {
    const BEGINNINGS: [&str; 7] = [TEMP, LEFTOVER, PINNED, "__resumable_", "__Slots", "__Shared", "__Together"];
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Group(group) => reserved(group.stream()),
        TokenTree::Ident(ident) => {
            let name = ident.to_string();
            BEGINNINGS.iter().any(|start| name.starts_with(start)).then_some(ident)
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}

/// What the machine and the witness call `self`, which cannot be bound.
pub fn receiver(span: Span) -> Ident {
    Ident::new("self_", span.resolved_at(machine()))
}

/// The same as an ordinary name of the user's, if the body has none like it: lints pass over expressions that begin with a name of ours.
pub fn visible_receiver(body: TokenStream) -> fn(Span) -> Ident {
    if mentions(body, "self_") { receiver } else { |span| Ident::new("self_", span) }
}

fn mentions(tokens: TokenStream, name: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Ident(ident) => ident == name,
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The path of everything that generated code names. It is written out in full: a name for it would be an item, and what a macro of the
/// user's declares in the body would hide it.
pub fn private() -> Private {
    private_at(machine())
}

/// The same with a span of the caller's choice.
pub fn private_at(span: Span) -> Private {
    Private(quote::quote_spanned!(span=> ::resumable::private).into_iter().collect())
}

/// Token by token: each interpolation of a stream is several calls to the compiler, and this one is in every line.
#[derive(Clone)]
pub struct Private(Vec<TokenTree>);

impl quote::ToTokens for Private {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.iter().cloned())
    }
}

/// `let stay = …;`, and what keeps it where it is to the end of the block: see `codegen::stay`.
pub fn stay() -> TokenStream {
    let (private, stay, stays) = (private(), fresh("stay"), fresh("_stays"));
    quote::quote! {
        let #stay = #private::Stay;
        let #stays = #private::Stays::here(&#stay);
    }
}
