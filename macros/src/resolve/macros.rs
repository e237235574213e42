//! Macro calls in the body.

use super::{Context, Mode, Origin, Projection, Resolver, doubts};
use crate::index::{Id, UseId};
use crate::syntax::macros::{self, MacroKind, Usage};
use crate::syntax::suspend;

impl Resolver<'_> {
    /// Where a macro leaves a pointer, nobody sees.
    pub(super) fn pointed_to_since(&mut self, first: UseId) {
        for (_, use_) in self.uses.iter().skip(first.index()) {
            self.pointed.insert(use_.local);
        }
    }

    pub(super) fn macro_(&mut self, mac: &mut syn::Macro) {
        if let Some(name) = suspend::awaiting_macro(mac)
            && self.closures.is_empty()
        {
            self.diagnostics.error(
                name.span(),
                format_args!("`{name}!` awaits inside its expansion, and is written neither as tokio's nor as futures' is, by its path or a bare name: use functions, as in `futures::future::join(a, b).await`"),
            );
            return;
        }
        let Some(mut call) = macros::parse(mac) else { return self.opaque(mac) };
        let matched = match &call.kind {
            MacroKind::Matches { pat, guard_index } => guard_index.map(|index| (index, pat.clone())),
            _ => None,
        };
        let unknown = matches!(call.kind, MacroKind::Other);
        self.may_be_unsafe |= unknown;
        let points =
            mac.path.segments.last().is_some_and(|name| name.ident == "addr_of" || name.ident == "addr_of_mut");
        let escapes = mac.path.is_ident("format_args");
        let (outer, hidden) = (self.in_macro, std::mem::replace(&mut self.hidden, true));
        // A macro of a known name may be the user's own: it, too, may evaluate an argument twice, later, or never.
        self.in_macro = true;
        let outermost = self.given_to;
        self.given_to = outermost.or_else(|| doubts::place(mac));
        for index in 0..call.args.len() {
            let arg = &mut call.args[index];
            let mode = match arg.usage {
                // What an unknown macro does with its argument is not known: it gets the place.
                Usage::Value if unknown => Mode::MacroArgument,
                Usage::Value => Mode::Value,
                Usage::Borrow if points => Mode::BorrowMut,
                Usage::Borrow if escapes => Mode::Borrow,
                Usage::Borrow if is_writer(mac, index) => Mode::Written,
                Usage::Borrow => Mode::Read,
            };
            let (lazy, first) = (arg.lazy, self.next_use());
            let is_name = matches!(without_parens(&arg.expr), syn::Expr::Path(_));
            let argument = self.flow.enter_argument();
            if let Some((_, pat)) = matched.as_ref().filter(|(guard, _)| *guard == index) {
                self.matches_guard(&mut pat.clone(), &mut call.args[index].expr);
            } else if lazy {
                let here = self.flow.fork();
                let after = self.flow.current();
                self.flow.branch(here);
                self.expr(&mut call.args[index].expr, mode);
                self.flow.goto(after);
            } else {
                self.expr(&mut call.args[index].expr, mode);
            }
            self.flow.leave_argument(argument);
            if is_name && first < self.next_use() {
                self.uses[first].given = true
            }
            if unknown {
                self.given_in_closures(first)
            }
            if points {
                self.pointed_to_since(first)
            }
        }
        (self.in_macro, self.hidden, self.given_to) = (outer, hidden, outermost);
        for name in &call.names {
            self.mention(name, Mode::Opaque, Projection::Whole);
        }
        self.may_leave();
        *mac = call.to_macro();
    }

    /// Whether an unknown macro evaluates what it is given decides what a closure around it captures.
    fn given_in_closures(&mut self, first: UseId) {
        for id in (first.index()..self.uses.len()).map(UseId::new) {
            self.uses[id].given |= self.uses[id].context == Context::MoveClosure;
        }
    }

    /// Any macro may be anybody's, and `break` or `continue` a loop around it.
    fn may_leave(&mut self) {
        if self.closures.is_empty() {
            self.flow.may_leave()
        }
    }

    /// The guard of `matches!` sees what its pattern binds.
    fn matches_guard(&mut self, pat: &mut syn::Pat, guard: &mut syn::Expr) {
        self.enter_scope();
        let bound = self.pattern(pat, Origin::Plain, true);
        let outer = std::mem::replace(&mut self.guarded, bound);
        self.expr(guard, Mode::Read);
        self.guarded = outer;
        self.leave_scope();
    }

    fn opaque(&mut self, mac: &mut syn::Macro) {
        // A macro that is called like a block may be an async block of its own, as `stream! { … }` is.
        let block_like = matches!(mac.delimiter, syn::MacroDelimiter::Brace(_));
        if !block_like
            && self.closures.is_empty()
            && let Some(span) = suspend::await_among(mac.tokens.clone())
        {
            self.diagnostics.error(
                span,
                "an `.await` inside this macro cannot be seen: bind the awaited value to a local before the macro",
            );
        }
        self.may_leave();
        self.may_be_unsafe = true;
        for ident in macros::mentioned_idents(mac.tokens.clone()) {
            // The mention stays as it is: `analysis` complains if the local does not keep its name.
            self.mention(&ident, Mode::Opaque, Projection::Whole);
        }
    }
}

/// Whether the argument is the destination of `write!`.
fn is_writer(mac: &syn::Macro, index: usize) -> bool {
    let name = mac.path.segments.last().map(|segment| segment.ident.to_string());
    index == 0 && matches!(name.as_deref(), Some("write" | "writeln"))
}

fn without_parens(expr: &syn::Expr) -> &syn::Expr {
    match expr {
        syn::Expr::Paren(e) => without_parens(&e.expr),
        syn::Expr::Group(e) => without_parens(&e.expr),
        expr => expr,
    }
}
