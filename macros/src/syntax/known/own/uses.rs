//! What `use` brings into scope, and paths.

use super::file::Within;
use super::scan::{Kind, Token};
use proc_macro2::{Ident, Span};
use std::collections::HashSet;
use std::ops::Range;

/// One name of a `use` in a file.
pub struct Use {
    /// What it is there, word by word. The first one is empty behind a leading `::`.
    pub path: Vec<String>,
    /// What it is called here. Nothing where all there is is meant: `use path::*`.
    pub name: Option<String>,
    pub at: usize,
    pub within: Within,
    /// From bracket to bracket.
    pub around: Range<usize>,
    pub reach: Reach,
    /// It is there under no condition.
    pub is_certain: bool,
}

/// Who sees an item: all that is in this.
pub enum Reach {
    Module,
    Parent,
    Crate,
}

/// A path, and what it is called.
type Import = (Vec<String>, Option<String>);

/// All that is imported by the tree that begins there. What is not understood may import anything.
pub fn imported(text: &str, tokens: &[Token], index: usize) -> Vec<Import> {
    let (mut tree, mut found) = (Tree { text, tokens, next: index }, Vec::new());
    // `impl Future + use<'a>` imports nothing.
    if tree.is_sign(b'<') {
        return found;
    }
    if tree.read(Vec::new(), &mut found).is_none() || !tree.is_sign(b';') {
        found.push((Vec::new(), None))
    }
    found
}

impl Reach {
    /// By what stands before the word. `pub(in path)` reaches farther than this says.
    pub fn of(text: &str, tokens: &[Token], index: usize) -> Reach {
        let word = |back: usize| {
            let token = tokens.get(index.checked_sub(back)?)?;
            Some(&text[token.start..token.end])
        };
        match (word(1), word(2), word(4)) {
            (Some("pub"), ..) | (Some(")"), Some("crate"), Some("pub")) => Reach::Crate,
            (Some(")"), Some("super"), Some("pub")) => Reach::Parent,
            _ => Reach::Module,
        }
    }
}

struct Tree<'t> {
    text: &'t str,
    tokens: &'t [Token],
    next: usize,
}

impl<'t> Tree<'t> {
    fn read(&mut self, mut path: Vec<String>, found: &mut Vec<Import>) -> Option<()> {
        if path.is_empty() && self.colons() {
            path.push(String::new())
        }
        loop {
            if self.eat(b'*') {
                found.push((path, None));
                return Some(());
            }
            if self.kind()? == Kind::Open {
                self.next += 1;
                while self.kind()? != Kind::Close {
                    self.read(path.clone(), found)?;
                    if !self.eat(b',') && self.kind()? != Kind::Close {
                        return None;
                    }
                }
                self.next += 1;
                return Some(());
            }
            let word = self.word()?;
            // `{self}` is what is around it.
            if word != "self" || path.is_empty() {
                path.push(word.to_owned())
            }
            if !self.colons() {
                let name = if self.peek_word() == Some("as") {
                    self.next += 1;
                    self.word()?.to_owned()
                } else {
                    path.last()?.clone()
                };
                found.push((path, Some(name)));
                return Some(());
            }
        }
    }

    fn kind(&self) -> Option<Kind> {
        Some(self.tokens.get(self.next)?.kind)
    }

    fn is_sign(&self, sign: u8) -> bool {
        self.kind() == Some(Kind::Sign(sign))
    }

    fn eat(&mut self, sign: u8) -> bool {
        let is_there = self.is_sign(sign);
        self.next += usize::from(is_there);
        is_there
    }

    fn colons(&mut self) -> bool {
        self.eat(b':') && self.eat(b':')
    }

    fn peek_word(&self) -> Option<&'t str> {
        let token = self.tokens.get(self.next).filter(|token| token.kind == Kind::Word)?;
        Some(&self.text[token.start..token.end])
    }

    fn word(&mut self) -> Option<&'t str> {
        let word = self.peek_word()?;
        self.next += 1;
        Some(word)
    }
}

/// The names that a block imports itself.
#[derive(Default)]
pub struct Imports {
    names: HashSet<String>,
    has_others: bool,
}

impl Imports {
    pub fn add(&mut self, tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Name(name) => _ = self.names.insert(name.ident.to_string()),
            syn::UseTree::Rename(name) => _ = self.names.insert(name.rename.to_string()),
            syn::UseTree::Glob(_) => self.has_others = true,
            syn::UseTree::Path(_) | syn::UseTree::Group(_) => {}
        }
    }

    /// Whether the path may begin with one of them.
    pub fn hide(&self, path: &str) -> bool {
        let first = path.split("::").next().unwrap_or_default();
        !["crate", "self", "super"].contains(&first) && (self.has_others || self.names.contains(first))
    }
}

/// The path as it is written. Nothing where it begins with the name of a crate.
pub fn text(path: &syn::Path) -> Option<String> {
    let word = |segment: &syn::PathSegment| segment.arguments.is_none().then(|| segment.ident.to_string());
    let words: Option<Vec<String>> = path.segments.iter().map(word).collect();
    Some(words?.join("::")).filter(|_| path.leading_colon.is_none())
}

/// The path of that text.
pub fn path(text: &str, span: Span) -> syn::Path {
    let segments = text.split("::").map(|word| syn::PathSegment::from(Ident::new(word, span))).collect();
    syn::Path { leading_colon: None, segments }
}
