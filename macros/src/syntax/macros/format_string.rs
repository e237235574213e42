//! Format strings: which names they capture.
//!
//! ```text
//! format := '{' [ argument ] [ ':' spec ] space* '}'
//! spec   := [[fill] align] ['+' | '-'] ['#'] ['0'] [count] ['.' ('*' | count)] type
//! count  := integer | (name | integer) '$'
//! ```
//!
//! The text is what the literal means, its escapes resolved, as it is for rustc. What is not of this grammar captures nothing; rustc reports
//! it. A raw identifier is written without its `r#` in a string.

use std::iter::Peekable;
use std::str::Chars;

use proc_macro2::Span;

/// The names that `text` captures, each once, in order. Names that are given as arguments are among them.
pub fn captures(text: &str) -> Vec<String> {
    let mut scan = Scan { rest: text.chars().peekable(), names: Vec::new() };
    while let Some(next) = scan.rest.next() {
        match next {
            // `{{` is a brace; so is `}}`, which needs no attention here.
            '{' if scan.take(|next| next == '{') => {}
            '{' => scan.argument(),
            _ => {}
        }
    }
    scan.names
}

/// The identifier that `name` in a string means, or `None` if it is not one.
pub(super) fn ident(name: &str, span: Span) -> Option<syn::Ident> {
    match name {
        "_" | "Self" | "super" | "crate" => None,
        "self" => Some(syn::Ident::new(name, span)),
        _ if syn::parse_str::<syn::Ident>(name).is_ok() => Some(syn::Ident::new(name, span)),
        _ => Some(syn::Ident::new_raw(name, span)),
    }
}

struct Scan<'t> {
    rest: Peekable<Chars<'t>>,
    names: Vec<String>,
}

impl Scan<'_> {
    /// What follows `{`.
    fn argument(&mut self) {
        if let Some(name) = self.name() {
            self.capture(name);
        } else {
            self.integer();
        }
        self.spaces();
        if self.take(|next| next == ':') {
            self.spec();
        }
    }

    fn spec(&mut self) {
        let mut ahead = self.rest.clone();
        let (first, second) = (ahead.next(), ahead.next());
        if second.is_some_and(is_align) {
            // The fill may be anything, also a brace.
            self.rest = ahead;
        } else if first.is_some_and(is_align) {
            self.rest.next();
        }
        self.take(|next| matches!(next, '+' | '-'));
        self.take(|next| next == '#');
        // A leading zero is a flag; before a dollar it is the count, and then the flag changes nothing here.
        self.count();
        if self.take(|next| next == '.') && !self.take(|next| next == '*') {
            self.count();
        }
        self.name();
        self.take(|next| next == '?');
        self.spaces();
        self.take(|next| next == '}');
    }

    /// `name$` is a capture, `name` alone is the type.
    fn count(&mut self) {
        self.integer();
        let before = self.rest.clone();
        let Some(name) = self.name() else {
            self.take(|next| next == '$');
            return;
        };
        match self.take(|next| next == '$') {
            true => self.capture(name),
            false => self.rest = before,
        }
    }

    fn capture(&mut self, name: String) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    fn integer(&mut self) {
        while self.take(|next| next.is_ascii_digit()) {}
    }

    fn spaces(&mut self) {
        while self.take(char::is_whitespace) {}
    }

    fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        while let Some(next) = self.rest.next_if(|next| continues(&name, *next)) {
            name.push(next);
        }
        (!name.is_empty()).then_some(name)
    }

    fn take(&mut self, wanted: impl FnOnce(char) -> bool) -> bool {
        self.rest.next_if(|next| wanted(*next)).is_some()
    }
}

fn is_align(c: char) -> bool {
    matches!(c, '<' | '^' | '>')
}

/// Whether `name` with `next` is still an identifier, or a keyword.
fn continues(name: &str, next: char) -> bool {
    match (name.is_empty(), next.is_ascii()) {
        (true, true) => next.is_ascii_alphabetic() || next == '_',
        (false, true) => next.is_ascii_alphanumeric() || next == '_',
        // syn knows the tables of Unicode.
        (_, false) => {
            syn::parse_str::<syn::Ident>(&format!("{}{next}", if name.is_empty() { "" } else { "a" })).is_ok()
        }
    }
}
