//! The rules of a `macro_rules!`, and what a call stands for by one of them.

use crate::names;
use crate::syntax::macros;
use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};

pub struct Rule {
    pub pattern: Vec<Pattern>,
    text: TokenStream,
}

pub enum Pattern {
    Token(TokenTree),
    Group(Delimiter, Vec<Pattern>),
    Fragment(String, Kind),
    Repeat { inner: Vec<Pattern>, separator: Option<TokenTree>, operator: char },
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Block,
    Expr,
    Ident,
    Lifetime,
    Literal,
    Path,
    Pattern,
    Tt,
    Type,
}

/// What the fragments of a pattern stand for.
pub type Bindings = HashMap<String, Binding>;

#[derive(Clone)]
pub enum Binding {
    One(TokenStream),
    Many(Vec<Binding>),
}

/// How the text of a rule is written.
#[derive(Clone, Copy)]
pub struct Style<'a> {
    /// How names of the definition begin,
    pub mark: &'a str,
    /// if they are among these, or all of them. Labels have their `'`.
    pub marked: Option<&'a HashSet<String>>,
    /// The span of what is of the definition, if not its own.
    pub span: Option<Span>,
}

/// The rules of a definition, if all of them are of a kind that is known here.
pub fn read(tokens: TokenStream) -> Option<Vec<Rule>> {
    let mut tokens = tokens.into_iter().peekable();
    let mut rules = Vec::new();
    while tokens.peek().is_some() {
        let pattern = pattern(group(tokens.next()?)?.stream())?;
        let arrow: String = [tokens.next()?, tokens.next()?].iter().map(TokenTree::to_string).collect();
        let text = group(tokens.next()?)?.stream();
        if arrow != "=>" || defines(text.clone()) {
            return None;
        }
        rules.push(Rule { pattern, text });
        if tokens.peek().is_some() && !is_punct(&tokens.next()?, ';') {
            return None;
        }
    }
    Some(rules)
}

fn group(token: TokenTree) -> Option<Group> {
    match token {
        TokenTree::Group(group) => Some(group),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    }
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

/// Whether the text defines a macro, whose fragments are none of this one, or asks where it is called.
fn defines(text: TokenStream) -> bool {
    text.into_iter().any(|token| match token {
        TokenTree::Group(group) => defines(group.stream()),
        TokenTree::Ident(name) => ["macro_rules", "line", "column"].iter().any(|word| name == word),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn pattern(tokens: TokenStream) -> Option<Vec<Pattern>> {
    let mut tokens = tokens.into_iter();
    let mut patterns = Vec::new();
    while let Some(token) = tokens.next() {
        patterns.push(match token {
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => match tokens.next()? {
                TokenTree::Ident(name) => {
                    let (colon, kind) = (tokens.next()?, tokens.next()?);
                    Pattern::Fragment(name.to_string(), Kind::of(&kind.to_string()).filter(|_| is_punct(&colon, ':'))?)
                }
                TokenTree::Group(group) => {
                    let (separator, operator) = operator(&mut tokens)?;
                    Pattern::Repeat { inner: pattern(group.stream())?, separator, operator }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => return None,
            },
            TokenTree::Group(group) => Pattern::Group(group.delimiter(), pattern(group.stream())?),
            token => Pattern::Token(token),
        });
    }
    Some(patterns)
}

/// What stands behind the parentheses of a repetition.
fn operator(tokens: &mut impl Iterator<Item = TokenTree>) -> Option<(Option<TokenTree>, char)> {
    let sign = |token: &TokenTree| match token {
        TokenTree::Punct(punct) if matches!(punct.as_char(), '*' | '+' | '?') => Some(punct.as_char()),
        _ => None,
    };
    let first = tokens.next()?;
    if let Some(operator) = sign(&first) {
        return Some((None, operator));
    }
    // A separator of several signs is not told from one and an operator.
    let single = !matches!(&first, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint && !matches!(punct.as_char(), ',' | ';'));
    let operator = sign(&tokens.next()?).filter(|_| single)?;
    Some((Some(first), operator))
}

impl Kind {
    fn of(name: &str) -> Option<Kind> {
        Some(match name {
            "block" => Kind::Block,
            "expr" => Kind::Expr,
            "ident" => Kind::Ident,
            "lifetime" => Kind::Lifetime,
            "literal" => Kind::Literal,
            "pat" | "pat_param" => Kind::Pattern,
            "path" => Kind::Path,
            "tt" => Kind::Tt,
            "ty" => Kind::Type,
            _ => return None,
        })
    }
}

impl Rule {
    /// What the call stands for.
    pub fn write(&self, bindings: &Bindings, style: Style<'_>) -> Option<TokenStream> {
        write(self.text.clone(), bindings, style)
    }

    /// Whether the text declares what is in scope behind the call.
    pub fn declares(&self) -> bool {
        self.text.clone().into_iter().any(|token| matches!(&token, TokenTree::Ident(word) if word == "let"))
    }

    /// Whether the text may put into a closure what it is given.
    pub fn has_closure(&self) -> bool {
        has_sign(self.text.clone(), '|')
    }

    /// Whether the text has all that it is given once, in order, and without a condition.
    pub fn hands_on(&self) -> bool {
        let (mut given, mut used) = (Vec::new(), used(self.text.clone()));
        fragments(&self.pattern, &mut given);
        used.retain(|name| name != "crate");
        given == used && !decides(self.text.clone())
    }
}

/// The names of the fragments of a pattern.
pub fn fragments(patterns: &[Pattern], names: &mut Vec<String>) {
    for pattern in patterns {
        match pattern {
            Pattern::Token(_) => {}
            Pattern::Fragment(name, _) => names.push(name.clone()),
            Pattern::Group(_, inner) | Pattern::Repeat { inner, .. } => fragments(inner, names),
        }
    }
}

/// Whether there is something in the text that may not run, or not at once.
fn decides(text: TokenStream) -> bool {
    const WORDS: &[&str] = &["async", "for", "if", "loop", "match", "move", "while"];
    let mut last = None;
    text.into_iter().any(|token| {
        let last = last.replace(token.clone());
        let is_behind = |sign: char| matches!(&last, Some(TokenTree::Punct(last)) if last.as_char() == sign);
        match token {
            TokenTree::Group(group) => decides(group.stream()),
            TokenTree::Ident(name) => WORDS.iter().any(|word| name == word),
            // Another macro, a closure, or an operator that may leave out its right side.
            TokenTree::Punct(sign) => match sign.as_char() {
                '!' => matches!(last, Some(TokenTree::Ident(_))),
                '|' => true,
                '&' => is_behind('&'),
                _ => false,
            },
            TokenTree::Literal(_) => false,
        }
    })
}

fn has_sign(text: TokenStream, wanted: char) -> bool {
    text.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_sign(group.stream(), wanted),
        token => is_punct(&token, wanted),
    })
}

/// Whether the text may make temporaries: something is borrowed, a method or a part is taken, or another macro may do so.
pub fn has_temporaries(text: TokenStream) -> bool {
    text.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_temporaries(group.stream()),
        TokenTree::Punct(sign) => matches!(sign.as_char(), '.' | '&' | '!'),
        TokenTree::Ident(name) => name == "match" || name == "if",
        TokenTree::Literal(_) => false,
    })
}

fn write(text: TokenStream, bindings: &Bindings, style: Style<'_>) -> Option<TokenStream> {
    let mut written = TokenStream::new();
    let mut tokens = text.into_iter().peekable();
    let mut after_quote = false;
    while let Some(token) = tokens.next() {
        let is_label = std::mem::replace(&mut after_quote, is_punct(&token, '\''));
        let is_macro = matches!(tokens.peek(), Some(TokenTree::Punct(sign)) if sign.as_char() == '!' && sign.spacing() == Spacing::Alone);
        let token = match token {
            TokenTree::Punct(dollar) if dollar.as_char() == '$' => match tokens.next()? {
                // The macro is of this crate.
                TokenTree::Ident(name) if name == "crate" => TokenTree::Ident(name),
                TokenTree::Ident(name) => match bindings.get(&name.to_string())? {
                    Binding::One(given) => {
                        written.extend(given.clone());
                        continue;
                    }
                    Binding::Many(_) => return None,
                },
                TokenTree::Group(group) => {
                    let (separator, _) = operator(&mut tokens)?;
                    let separator = separator.map(|sign| style.place(sign));
                    let rounds = rounds(group.stream(), bindings)?;
                    for (index, round) in rounds.iter().enumerate() {
                        written.extend(separator.clone().filter(|_| index > 0));
                        written.extend(write(group.stream(), round, style)?);
                    }
                    continue;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => return None,
            },
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), write(group.stream(), bindings, style)?);
                inside.set_span(group.span());
                TokenTree::Group(inside)
            }
            // What a macro is called tells what it is.
            TokenTree::Ident(name) if !is_macro => TokenTree::Ident(style.name(name, is_label)),
            TokenTree::Literal(literal) => style.literal(literal)?,
            token => token,
        };
        written.extend([style.place(token)]);
    }
    Some(written)
}

impl Style<'_> {
    fn place(self, mut token: TokenTree) -> TokenTree {
        if let Some(span) = self.span {
            token.set_span(span)
        }
        token
    }

    fn marks(self, name: &str) -> bool {
        self.marked.is_none_or(|marked| marked.contains(name))
    }

    /// A word of the language stays what it is.
    fn name(self, name: Ident, is_label: bool) -> Ident {
        let text = names::text(&name);
        let is_marked = if is_label { self.marks(&format!("'{text}")) } else { self.marks(&text) };
        match syn::parse_str::<Ident>(&name.to_string()) {
            Ok(_) if is_marked => Ident::new(&format!("{}{text}", self.mark), name.span()),
            _ => name,
        }
    }

    /// The names that a string captures are those of the text around it. `None` where they do not stand at the beginning of what is put in.
    fn literal(self, literal: Literal) -> Option<TokenTree> {
        let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) else { return Some(literal.into()) };
        let mut captured = macros::captures(&text.value());
        captured.retain(|name| self.marks(name));
        if captured.is_empty() {
            return Some(literal.into());
        }
        let value = text.value();
        let mut rest = &*value;
        let mut marked = String::new();
        let mut left: HashSet<String> = captured.iter().cloned().collect();
        while let Some((before, behind)) = rest.split_once('{') {
            marked.extend([before, "{"]);
            if let Some(behind) = behind.strip_prefix('{') {
                marked.push('{');
                rest = behind;
                continue;
            }
            let name: String = behind.chars().take_while(|sign| *sign == '_' || sign.is_alphanumeric()).collect();
            if captured.contains(&name) {
                marked.push_str(self.mark);
                left.remove(&name);
            }
            rest = behind;
        }
        marked.push_str(rest);
        let mut literal = Literal::string(&marked);
        literal.set_span(text.span());
        left.is_empty().then_some(literal.into())
    }
}

/// What the fragments in a repetition stand for, each time.
fn rounds(text: TokenStream, bindings: &Bindings) -> Option<Vec<Bindings>> {
    let names = used(text);
    let many = |name: &String| match bindings.get(name) {
        Some(Binding::Many(each)) => Some((name.clone(), each)),
        Some(Binding::One(_)) | None => None,
    };
    let repeated: Vec<(String, &Vec<Binding>)> = names.iter().filter_map(many).collect();
    let count = repeated.first()?.1.len();
    let round = |index: usize| {
        let mut round = bindings.clone();
        for (name, each) in &repeated {
            round.insert(name.clone(), each.get(index)?.clone());
        }
        Some(round)
    };
    if repeated.iter().any(|(_, each)| each.len() != count) {
        return None;
    }
    (0..count).map(round).collect()
}

fn used(text: TokenStream) -> Vec<String> {
    let mut after_dollar = false;
    let of_token = |token: TokenTree| {
        let is_name = std::mem::replace(&mut after_dollar, is_punct(&token, '$'));
        match token {
            TokenTree::Ident(name) if is_name => vec![name.to_string()],
            TokenTree::Group(group) => used(group.stream()),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => Vec::new(),
        }
    };
    text.into_iter().flat_map(of_token).collect()
}
