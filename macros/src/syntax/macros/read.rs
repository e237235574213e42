//! Reading the tokens of a call, by the shape that its name promises.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Token};

use super::{MacroArg, MacroKind, Piece, Usage, format_string};

/// Splits the input into arguments and what stands between them.
pub(super) struct Reader<'a> {
    pub(super) input: ParseStream<'a>,
    pub(super) args: Vec<MacroArg>,
    pub(super) pieces: Vec<Piece>,
    /// Set while arguments are read that may be skipped when the call runs.
    pub(super) lazy: bool,
    /// Set when a key stands before an argument, see `entries`; and the names that are keys.
    pub(super) keyed: bool,
    pub(super) names: Vec<proc_macro2::Ident>,
    /// Set when the last piece is a comma.
    separated: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(input: ParseStream<'a>) -> Self {
        let (args, pieces, names) = (Vec::new(), Vec::new(), Vec::new());
        Reader { input, args, pieces, lazy: false, keyed: false, names, separated: false }
    }

    /// Reads all of the input. `debug_assert!` and the levels of a log are lazy as a whole.
    pub(super) fn read(&mut self, name: &str, mac: &syn::Macro) -> syn::Result<MacroKind> {
        match name {
            "print" | "println" | "eprint" | "eprintln" | "format" | "format_args" => self.format(),
            // Of indoc, compact_str and smol_str.
            "formatdoc" | "printdoc" | "eprintdoc" | "format_compact" | "format_smolstr" => self.format(),
            "write" | "writeln" | "writedoc" => self.write(),
            "panic" | "todo" | "unimplemented" | "unreachable" => self.message_only(),
            "anyhow" | "bail" | "eyre" | "format_err" => self.message_only(),
            "assert" => self.assert_true(mac),
            "assert_eq" | "assert_ne" => self.assert(2, Usage::Borrow),
            "ensure" => self.assert(1, Usage::Value),
            "debug_assert" => self.lazily(|reader| reader.assert_true(mac)),
            "debug_assert_eq" | "debug_assert_ne" => self.lazily(|reader| reader.assert(2, Usage::Borrow)),
            "error" | "warn" | "info" | "debug" | "trace" => self.lazily(Reader::log),
            "log" => self.lazily(Reader::log_at_level),
            "event" => self.lazily(Reader::event),
            "span" => self.lazily(Reader::span_at_level),
            "error_span" | "warn_span" | "info_span" | "debug_span" | "trace_span" => self.lazily(Reader::span),
            "json" => self.json(),
            "vec" => self.vec(),
            "matches" | "assert_matches" => self.matches(),
            "debug_assert_matches" => self.lazily(Reader::matches),
            "dbg" => self.exprs(Usage::Value).map(|()| MacroKind::Dbg),
            "addr_of" | "addr_of_mut" => self.exprs(Usage::Borrow).map(|()| MacroKind::Other),
            name if is_opaque(name) => self.opaque(),
            name if makes_error(name) && self.input.peek(syn::LitStr) => self.message_only(),
            _ if self.names_target() => self.lazily(Reader::event_of_its_own),
            _ => self.unknown(),
        }
    }

    fn lazily(&mut self, read: impl FnOnce(&mut Self) -> syn::Result<MacroKind>) -> syn::Result<MacroKind> {
        let outer = std::mem::replace(&mut self.lazy, true);
        let kind = read(self);
        self.lazy = outer;
        kind
    }

    fn vec(&mut self) -> syn::Result<MacroKind> {
        if self.input.is_empty() {
            return Ok(MacroKind::Vec);
        }
        self.expr(Usage::Value)?;
        if self.input.peek(Token![;]) {
            let semi: Token![;] = self.input.parse()?;
            self.verbatim(semi);
            self.expr(Usage::Value)?;
            return Ok(MacroKind::Repeat);
        }
        if self.comma()? {
            self.exprs(Usage::Value)?;
        }
        Ok(MacroKind::Vec)
    }

    /// `matches!(scrutinee, A | B if guard)`; `assert_matches!` has a message too.
    fn matches(&mut self) -> syn::Result<MacroKind> {
        self.expr(Usage::Borrow)?;
        self.expect_comma()?;
        let pat = syn::Pat::parse_multi_with_leading_vert(self.input)?;
        self.pieces.push(Piece::Pattern);
        let mut guard_index = None;
        if self.input.peek(Token![if]) {
            let if_token: Token![if] = self.input.parse()?;
            self.verbatim(if_token);
            guard_index = Some(self.args.len());
            let outer = std::mem::replace(&mut self.lazy, true);
            self.expr(Usage::Value)?;
            self.lazy = outer;
        }
        self.lazy_message()?;
        Ok(MacroKind::Matches { pat, guard_index })
    }

    fn opaque(&mut self) -> syn::Result<MacroKind> {
        let tokens: TokenStream = self.input.parse()?;
        self.verbatim(tokens);
        Ok(MacroKind::Opaque)
    }

    fn unknown(&mut self) -> syn::Result<MacroKind> {
        let ahead = self.input.fork();
        let mut list = Reader::new(&ahead);
        if list.plain_exprs(Usage::Value).is_ok() && ahead.is_empty() {
            (self.args, self.pieces) = (list.args, list.pieces);
            self.input.advance_to(&ahead);
            return Ok(MacroKind::Other);
        }
        self.lazily(|reader| reader.entries().map(|()| MacroKind::Other))
    }

    /// Expressions that are nothing else to a macro that is not known.
    pub(super) fn plain_exprs(&mut self, usage: Usage) -> syn::Result<()> {
        let start = self.args.len();
        self.exprs(usage)?;
        match self.args[start..].iter().all(|arg| is_plain(&arg.expr)) {
            true => Ok(()),
            false => Err(self.input.error("expected expressions")),
        }
    }

    pub(super) fn exprs(&mut self, usage: Usage) -> syn::Result<()> {
        self.list(|reader| reader.expr(usage))
    }

    /// What is left of the input, with commas in between.
    pub(super) fn list(&mut self, mut read: impl FnMut(&mut Self) -> syn::Result<()>) -> syn::Result<()> {
        while !self.input.is_empty() {
            read(self)?;
            if !self.comma()? {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn expr(&mut self, usage: Usage) -> syn::Result<()> {
        let expr = self.input.parse()?;
        self.arg(None, expr, usage);
        Ok(())
    }

    pub(super) fn arg(&mut self, name: Option<syn::Ident>, expr: Expr, usage: Usage) {
        self.pieces.push(Piece::Arg(self.args.len()));
        self.args.push(MacroArg { name, expr, usage, lazy: self.lazy });
        self.separated = false;
    }

    pub(super) fn verbatim(&mut self, tokens: impl ToTokens) {
        self.pieces.push(Piece::Verbatim(tokens.into_token_stream()));
        self.separated = false;
    }

    fn group(&mut self, group: Piece) {
        self.pieces.push(group);
        self.separated = false;
    }

    /// Reads all of a group that has been taken from the input.
    pub(super) fn within(
        &mut self,
        group: &proc_macro2::Group,
        read: impl FnOnce(&mut Reader<'_>) -> syn::Result<()>,
    ) -> syn::Result<()> {
        let (first, lazy) = (self.args.len(), self.lazy);
        let parse = |input: ParseStream| {
            let mut inner = Reader::new(input);
            inner.lazy = lazy;
            read(&mut inner)?;
            Ok((inner.args, inner.pieces, inner.keyed, inner.names))
        };
        let (args, mut pieces, keyed, names) = parse.parse2(group.stream())?;
        pieces.iter_mut().for_each(|piece| piece.move_by(first));
        self.args.extend(args);
        self.keyed |= keyed;
        self.names.extend(names);
        self.group(Piece::Group { delimiter: group.delimiter(), span: group.span(), pieces });
        Ok(())
    }

    /// Takes a comma if there is one.
    pub(super) fn comma(&mut self) -> syn::Result<bool> {
        let comma: Option<Token![,]> = self.input.parse()?;
        if let Some(comma) = comma {
            self.verbatim(comma);
            self.separated = true;
        }
        Ok(comma.is_some())
    }

    pub(super) fn expect_comma(&mut self) -> syn::Result<()> {
        match self.comma()? {
            true => Ok(()),
            false => Err(self.input.error("expected a comma")),
        }
    }

    /// Adds a comma before something that the user did not write, unless a trailing one stands there.
    pub(super) fn separate(&mut self, span: Span) {
        if !self.separated {
            self.verbatim(Token![,](span));
        }
    }
}

/// The string literal that an expression is, also where a `macro_rules` fragment wraps it.
pub(super) fn literal(expr: &Expr) -> Option<&syn::LitStr> {
    match expr {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

/// A string that could be a format string might be one, `a = b` might be a name, unlike `a.b = c`, and `let` declares one.
pub(super) fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) | Expr::Group(_) => {
            literal(expr).is_none_or(|text| format_string::captures(&text.value()).is_empty())
        }
        Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_)) => {
            is_plain(&binary.left) && is_plain(&binary.right)
        }
        Expr::Assign(assigned) => !matches!(&*assigned.left, Expr::Path(_)) && is_plain(&assigned.right),
        Expr::Let(_) | Expr::Verbatim(_) => false,
        _ => true,
    }
}

/// Whether the macro makes an error of what it is given, by its name: `protocol_err!("no {name}")`.
fn makes_error(name: &str) -> bool {
    name.split('_').any(|word| matches!(word, "err" | "error"))
}

/// The macros of std that take no expressions.
pub(super) fn is_opaque(name: &str) -> bool {
    const NAMES: [&str; 13] = [
        "cfg",
        "column",
        "compile_error",
        "concat",
        "env",
        "file",
        "include_bytes",
        "include_str",
        "line",
        "module_path",
        "offset_of",
        "option_env",
        "stringify",
    ];
    NAMES.contains(&name)
}
