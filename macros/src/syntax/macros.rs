//! Macro calls in a body: what can be seen into, and how.
//!
//! A macro receives tokens, so in principle nobody knows which of them are expressions. In practice nearly all calls take a comma-separated
//! list of them, and the few others of std have a known shape. Those are taken apart here into arguments that later phases rewrite like any
//! operand, awaits included; everything else stays tokens, and [`mentioned_idents`] says what it may touch.
//!
//! ```text
//! println!("{total:>width$} of {}", count())      total, width and count() are arguments:
//! println!("{total:>width$} of {}", count(), total = total, width = width)
//! ```
//!
//! Invariant: printing a call whose arguments were not changed gives a call that means the same.

mod entries;
mod fields;
mod format_string;
mod json;
mod key_values;
mod mentioned;
mod message;
mod read;
mod returning;

use super::{groups, patterns};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;

pub use self::format_string::captures;
pub use self::mentioned::mentioned_idents;
use self::read::Reader;
pub use self::returning::{is_check, returns};

/// A macro call that has been seen into.
#[derive(Debug)]
pub struct MacroCall {
    pub path: syn::Path,
    pub bang_token: syn::Token![!],
    pub delimiter: syn::MacroDelimiter,
    pub kind: MacroKind,
    /// In the order in which they are written, which is the order in which they are evaluated.
    pub args: Vec<MacroArg>,
    /// Whether keys stand before arguments.
    keyed: bool,
    /// The keys that are names, which the macro may take for whatever it likes.
    pub names: Vec<syn::Ident>,
    /// How to print it: everything between the delimiters, the arguments by their index.
    pieces: Vec<Piece>,
}

/// What a macro does with its arguments.
#[derive(Debug)]
pub enum MacroKind {
    /// Anything with a format string as its main part: `print!`, `write!`, `panic!`, `bail!`, `info!`.
    Format,
    /// `assert!` and its like, with or without a message.
    Assert,
    /// `vec![a, b]`
    Vec,
    /// `vec![x; n]`; the arguments are `x` and `n`.
    Repeat,
    /// `matches!(scrutinee, pat if guard)`; `args[0]` is the scrutinee.
    Matches { pat: syn::Pat, guard_index: Option<usize> },
    /// `dbg!(a, b)`
    Dbg,
    /// Expressions of which references are taken, in a tree: `json!`.
    Tree,
    /// A macro that takes expressions; what it does with them is not known, so its [`Usage`] is a guess.
    Other,
    /// The tokens cannot mention a local: `concat!`, `stringify!`, `line!`.
    Opaque,
}

/// One argument that is an expression.
#[derive(Debug)]
pub struct MacroArg {
    /// The name in `name = expr`, an argument of a format string.
    pub name: Option<syn::Ident>,
    pub expr: syn::Expr,
    pub usage: Usage,
    /// It is not evaluated whenever the call is: the message of an `assert!`, a guard, an argument of `debug!`.
    pub lazy: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// The macro moves (or copies) it.
    Value,
    /// The macro takes a reference to it, shared or unique.
    Borrow,
}

#[derive(Debug)]
enum Piece {
    /// Punctuation, format strings, the names of fields.
    Verbatim(TokenStream),
    Arg(usize),
    /// The pattern of [`MacroKind::Matches`].
    Pattern,
    /// What stands between delimiters of its own.
    Group {
        delimiter: Delimiter,
        span: Span,
        pieces: Vec<Piece>,
    },
}

impl Piece {
    /// The arguments are counted from `first` on.
    fn move_by(&mut self, first: usize) {
        match self {
            Piece::Verbatim(_) | Piece::Pattern => {}
            Piece::Arg(index) => *index += first,
            Piece::Group { pieces, .. } => pieces.iter_mut().for_each(|piece| piece.move_by(first)),
        }
    }
}

/// Takes a macro call apart, or returns `None` when its tokens cannot be seen into.
pub fn parse(mac: &syn::Macro) -> Option<MacroCall> {
    let name = syn::ext::IdentExt::unraw(&mac.path.segments.last()?.ident).to_string();
    let read = |input: syn::parse::ParseStream| {
        let mut reader = Reader::new(input);
        let kind = reader.read(&name, mac)?;
        Ok((kind, reader.args, reader.pieces, (reader.keyed, reader.names)))
    };
    let (kind, mut args, pieces, (keyed, names)) = read.parse2(mac.tokens.clone()).ok()?;
    args.iter_mut().for_each(|arg| groups::open_in_expr(&mut arg.expr));
    if matches!(kind, MacroKind::Other) && matches!(mac.delimiter, syn::MacroDelimiter::Brace(_)) && !keyed {
        // A macro that is called like a block (`stream! { … yield … }`) may give control flow and `.await` a meaning of its own.
        return None;
    }
    let (path, bang_token, delimiter) = (mac.path.clone(), mac.bang_token, mac.delimiter.clone());
    Some(MacroCall { path, bang_token, delimiter, kind, args, keyed, names, pieces })
}

/// Whether the macro expands to a statement of its own, with whose end the temporaries of its arguments drop.
pub fn ends_temporaries(mac: &syn::Macro) -> bool {
    const NAMES: &[&str] = &["format", "print", "println", "eprint", "eprintln", "assert", "debug_assert"];
    mac.path.segments.last().is_some_and(|name| NAMES.iter().any(|known| name.ident == known))
}

impl MacroCall {
    /// Whether it is known what the macro does with its arguments, so that they are evaluated once and in order.
    pub fn is_known(&self) -> bool {
        !matches!(self.kind, MacroKind::Other | MacroKind::Opaque)
    }

    /// Whether the macro is handed a name, as one that declares a local is.
    pub fn is_handed_a_name(&self) -> bool {
        let is_name = |arg: &MacroArg| matches!(&arg.expr, syn::Expr::Path(path) if path.path.get_ident().is_some());
        match self.keyed {
            false => self.args.iter().any(is_name),
            true => {
                let mentions = |arg: &MacroArg| !mentioned_idents(arg.expr.to_token_stream()).is_empty();
                !self.names.is_empty() || self.args.iter().any(mentions)
            }
        }
    }

    /// Whether keys stand before arguments, none of which is a name.
    pub fn has_keys(&self) -> bool {
        self.keyed && self.names.is_empty()
    }

    /// Whether the macro may move a part out of what it looks at, which cannot be done to a temporary with a name.
    pub fn takes_parts(&self) -> bool {
        matches!(&self.kind, MacroKind::Matches { pat, .. } if patterns::binds(pat))
    }

    pub fn exprs_mut(&mut self) -> impl Iterator<Item = &mut MacroArg> {
        self.args.iter_mut()
    }

    /// The whole call, `path!(…)`, with its arguments as they are now.
    pub fn to_macro(&self) -> syn::Macro {
        let mut tokens = TokenStream::new();
        self.print(&self.pieces, &mut tokens);
        let (path, bang_token, delimiter) = (self.path.clone(), self.bang_token, self.delimiter.clone());
        syn::Macro { path, bang_token, delimiter, tokens }
    }

    fn print(&self, pieces: &[Piece], tokens: &mut TokenStream) {
        for piece in pieces {
            match piece {
                Piece::Verbatim(verbatim) => verbatim.to_tokens(tokens),
                Piece::Arg(index) => self.args[*index].print(tokens),
                Piece::Pattern => self.print_pattern(tokens),
                Piece::Group { delimiter, span, pieces } => {
                    let mut inside = TokenStream::new();
                    self.print(pieces, &mut inside);
                    let mut group = Group::new(*delimiter, inside);
                    group.set_span(*span);
                    tokens.extend([TokenTree::Group(group)]);
                }
            }
        }
    }

    fn print_pattern(&self, tokens: &mut TokenStream) {
        if let MacroKind::Matches { pat, .. } = &self.kind {
            pat.to_tokens(tokens);
        }
    }
}

impl MacroArg {
    fn print(&self, tokens: &mut TokenStream) {
        if let Some(name) = &self.name {
            name.to_tokens(tokens);
            syn::Token![=](name.span()).to_tokens(tokens);
        }
        self.expr.to_tokens(tokens);
    }
}
