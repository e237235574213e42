//! Which rule a call matches.
//!
//! rustc takes the first rule that matches, and no other once an expression or the like has begun that is none. Here, what does not match for any
//! other reason than a word or a sign that is another one, or the end, is not certain, and no rule is taken.

use super::rules::{self, Binding, Bindings, Kind, Pattern, Rule};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};

/// Why a rule does not match.
enum Mismatch {
    /// It is for other tokens.
    Other,
    /// Nobody knows whether rustc would take it.
    Uncertain,
}

type Matched<T = ()> = Result<T, Mismatch>;

/// The rule that rustc takes for a call with these tokens.
pub fn first_match(rules: &[Rule], tokens: TokenStream) -> Option<(&Rule, Bindings)> {
    for rule in rules {
        let mut outcome = Err(Mismatch::Uncertain);
        let read = |input: ParseStream| {
            outcome = all(&rule.pattern, input).and_then(|bindings| match input.is_empty() {
                true => Ok(bindings),
                false => Err(Mismatch::Other),
            });
            input.parse::<TokenStream>()
        };
        read.parse2(tokens.clone()).ok()?;
        match outcome {
            Ok(bindings) => return Some((rule, bindings)),
            Err(Mismatch::Other) => {}
            Err(Mismatch::Uncertain) => return None,
        }
    }
    None
}

fn all(patterns: &[Pattern], input: ParseStream) -> Matched<Bindings> {
    let mut bindings = Bindings::new();
    for (index, pattern) in patterns.iter().enumerate() {
        match pattern {
            Pattern::Token(token) => same(token, input)?,
            Pattern::Group(delimiter, inner) => bindings.extend(inside(*delimiter, inner, input)?),
            Pattern::Fragment(name, kind) => {
                bindings.insert(name.clone(), Binding::One(fragment(*kind, input)?));
            }
            Pattern::Repeat { inner, separator, operator } => {
                let next = patterns.get(index + 1);
                bindings.extend(repeated(inner, separator.as_ref(), *operator, next, input)?)
            }
        }
    }
    Ok(bindings)
}

fn same(wanted: &TokenTree, input: ParseStream) -> Matched {
    let ahead = input.fork();
    let token: TokenTree = ahead.parse().map_err(|_| Mismatch::Other)?;
    let equal = match (wanted, &token) {
        (_, TokenTree::Group(group)) if group.delimiter() == Delimiter::None => return Err(Mismatch::Uncertain),
        (TokenTree::Ident(wanted), TokenTree::Ident(given)) => wanted == given,
        (TokenTree::Literal(wanted), TokenTree::Literal(given)) => wanted.to_string() == given.to_string(),
        // `=` is no beginning of `==`.
        (TokenTree::Punct(wanted), TokenTree::Punct(given)) => match wanted.as_char() == given.as_char() {
            true if wanted.spacing() != given.spacing() && !matches!(given.as_char(), ',' | ';') => {
                return Err(Mismatch::Uncertain);
            }
            equal => equal,
        },
        _ => false,
    };
    if equal {
        input.advance_to(&ahead);
        return Ok(());
    }
    Err(Mismatch::Other)
}

fn inside(delimiter: Delimiter, patterns: &[Pattern], input: ParseStream) -> Matched<Bindings> {
    let ahead = input.fork();
    let token: TokenTree = ahead.parse().map_err(|_| Mismatch::Other)?;
    let group = match token {
        TokenTree::Group(group) if group.delimiter() == delimiter => group,
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => return Err(Mismatch::Uncertain),
        _ => return Err(Mismatch::Other),
    };
    input.advance_to(&ahead);
    let mut outcome = Err(Mismatch::Uncertain);
    let read = |input: ParseStream| {
        outcome = all(patterns, input).and_then(|bindings| match input.is_empty() {
            true => Ok(bindings),
            false => Err(Mismatch::Other),
        });
        input.parse::<TokenStream>()
    };
    let _ = read.parse2(group.stream());
    outcome
}

fn fragment(kind: Kind, input: ParseStream) -> Matched<TokenStream> {
    let is_hidden = input.peek(syn::token::Group);
    let is_other = match kind {
        Kind::Ident => !input.peek(Ident::peek_any) || input.peek(syn::Token![_]),
        Kind::Lifetime => !input.peek(syn::Lifetime),
        _ => false,
    };
    if input.is_empty() || is_other && !is_hidden {
        return Err(Mismatch::Other);
    }
    let tokens = match kind {
        Kind::Expr => input.parse().ok().filter(is_ordinary).map(|expr| invisible(&expr)),
        Kind::Type => input.parse::<syn::Type>().ok().map(|ty| invisible(&ty)),
        Kind::Block => input.parse::<syn::Block>().ok().map(|block| block.to_token_stream()),
        Kind::Ident => input.call(Ident::parse_any).ok().map(|name| name.to_token_stream()),
        Kind::Lifetime => input.parse::<syn::Lifetime>().ok().map(|lifetime| lifetime.to_token_stream()),
        Kind::Literal => input.parse::<syn::Lit>().ok().map(|literal| literal.to_token_stream()),
        Kind::Path => input.parse().ok().filter(is_bare).map(|path| path.to_token_stream()),
        // One of several would have to stand in parentheses.
        Kind::Pattern => {
            syn::Pat::parse_single(input).ok().filter(|_| !input.peek(syn::Token![|])).map(|pat| pat.to_token_stream())
        }
        Kind::Tt => single(input),
    };
    tokens.ok_or(Mismatch::Uncertain)
}

/// What begins an expression in each edition.
fn is_ordinary(expr: &syn::Expr) -> bool {
    use syn::Expr::*;
    !matches!(expr, Infer(_) | Const(_) | Let(_) | Verbatim(_) | Yield(_) | TryBlock(_))
}

/// Whether it is written alike as a type and in an expression.
fn is_bare(path: &syn::Path) -> bool {
    path.segments.iter().all(|segment| segment.arguments.is_none())
}

/// What is one token for rustc: a sign of several, or a label, is.
fn single(input: ParseStream) -> Option<TokenStream> {
    const SIGNS: &[&str] = &[
        "!=", "%=", "&&", "&=", "*=", "+=", "-=", "->", "..", "...", "..=", "/=", "::", "<-", "<<", "<<=", "<=", "==",
        "=>", ">=", ">>", ">>=", "^=", "|=", "||",
    ];
    if input.peek(syn::Lifetime) {
        return Some(input.parse::<syn::Lifetime>().ok()?.to_token_stream());
    }
    let ahead = input.fork();
    let (mut text, mut longest) = (String::new(), 1);
    while let Ok(sign) = ahead.parse::<Punct>() {
        text.push(sign.as_char());
        if SIGNS.contains(&text.as_str()) {
            longest = text.len()
        }
        if sign.spacing() == Spacing::Alone || text.len() == 3 {
            break;
        }
    }
    (0..longest).map(|_| input.parse::<TokenTree>().ok()).collect()
}

fn invisible(tokens: &impl ToTokens) -> TokenStream {
    TokenTree::Group(Group::new(Delimiter::None, tokens.to_token_stream())).into()
}

fn repeated(
    inner: &[Pattern],
    separator: Option<&TokenTree>,
    operator: char,
    next: Option<&Pattern>,
    input: ParseStream,
) -> Matched<Bindings> {
    let mut rounds: Vec<Bindings> = Vec::new();
    let most = if operator == '?' { 1 } else { usize::MAX };
    while !input.is_empty() && rounds.len() < most {
        let ahead = input.fork();
        if let Some(separator) = separator.filter(|_| !rounds.is_empty()) {
            match same(separator, &ahead) {
                // The last one may be for what follows.
                Ok(()) if ahead.is_empty() => break,
                Ok(()) => {}
                Err(Mismatch::Other) => break,
                Err(uncertain) => return Err(uncertain),
            }
        }
        match all(inner, &ahead) {
            Ok(round) => {
                // Where what follows begins alike, rustc may complain.
                let ambiguous = matches!(next, Some(Pattern::Token(token)) if same(token, &input.fork()).is_ok());
                if ambiguous || ahead.cursor() == input.cursor() {
                    return Err(Mismatch::Uncertain);
                }
                input.advance_to(&ahead);
                rounds.push(round)
            }
            Err(Mismatch::Other) if separator.is_none() || rounds.is_empty() => break,
            Err(_) => return Err(Mismatch::Uncertain),
        }
    }
    if operator == '+' && rounds.is_empty() {
        return Err(Mismatch::Other);
    }
    let mut names = Vec::new();
    rules::fragments(inner, &mut names);
    let many = |name: String| {
        let each = rounds.iter().map(|round| round.get(&name).cloned()).collect::<Option<Vec<_>>>();
        each.map(|each| (name, Binding::Many(each))).ok_or(Mismatch::Uncertain)
    };
    names.into_iter().map(many).collect()
}
