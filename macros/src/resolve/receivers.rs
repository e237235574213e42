//! What a method does with its receiver, where its name does not tell: rustc is asked (see `private::receiver`).
//!
//! It cannot be asked of a method that is given a closure whose parameters have no types. These follow from the method, once its type is
//! known; an argument that is evaluated for two calls, of which one is compiled, has lost that. There the names are all there is.

use super::modes::{calculates, copies, returns_nothing_borrowed};
use super::{Context, Mode, Origin, Resolver, Use, parts};
use crate::index::{Id, LocalId, UseId};
use crate::names::{self, Marker};
use crate::syntax::conventions::{
    borrows_receiver, keeps_receiver, may_yet_move, passes_receiver_on, surely_consumes_receiver, wants_mut,
};
use crate::syntax::methods::Receiver;
use crate::syntax::signature::Mutability;
use crate::syntax::tree::{Await, Expr as Tree, Let, Stmt as Step};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Block, Expr, ExprAssign, ExprCall, ExprClosure, ExprMethodCall, Pat, ReturnType, Stmt};

impl Resolver<'_> {
    /// Whether a stream is combined to one future, which is awaited.
    pub(super) fn is_combined(&self, e: &ExprMethodCall) -> bool {
        const NAMES: &[&str] = &["all", "any", "try_all", "try_any", "try_fold"];
        self.awaiting == Some(self.next_use()) && NAMES.iter().any(|name| e.method == name)
    }

    /// Whether rustc may be asked whether a call moves a local: the name of the method does not tell.
    pub(super) fn may_be_asked(&self, e: &ExprMethodCall) -> bool {
        let Expr::Path(path) = &*e.receiver else { return false };
        let Some(name) = path.path.get_ident() else { return false };
        let Some(id) = self.lookup(name) else { return false };
        let local = &self.locals[id];
        let may_move = !borrows_receiver(&e.method, e.args.len())
            || self.is_of_chain(e)
            || may_yet_move(&e.method, self.awaiting == Some(self.next_use()))
            || (local.fresh && (e.method == "read" || e.method == "write"))
            || (!local.mutable && !names::is_temp(name) && wants_mut(&e.method));
        local.origin != Origin::Plain
            && !local.has_no_destructor()
            && may_move
            && self.declared(e) != Some(Receiver::ByReference)
            && self.closures.is_empty()
            && !self.in_macro
            && is_told_by_itself(e)
    }

    /// The same of a part of a local: `x.part.method()`.
    pub(super) fn may_be_asked_of_part(&self, e: &ExprMethodCall) -> bool {
        let may_move = !borrows_receiver(&e.method, e.args.len())
            || may_yet_move(&e.method, self.awaiting == Some(self.next_use()));
        may_move
            && !keeps_receiver(&e.method)
            && (self.is_part_to_ask_of(&e.receiver) || self.is_content_to_ask_of(e))
            && is_told_by_itself(e)
    }

    /// The same of a part that is called: `(x.part)()`.
    pub(super) fn may_be_asked_of_called(&self, e: &ExprCall) -> bool {
        let Expr::Paren(called) = &*e.func else { return false };
        self.is_part_to_ask_of(&called.expr) && are_told_by_themselves(&e.args)
    }

    fn is_part_to_ask_of(&self, place: &Expr) -> bool {
        let Expr::Field(_) = place else { return false };
        parts::root(place).and_then(|name| self.lookup(name)).is_some_and(|local| self.is_to_ask_of(local))
    }

    /// `(*x).into_bytes()` of a box, or of a `self` that may be one. What has no size of its own cannot be asked of, so the name has to say that it is
    /// moved.
    fn is_content_to_ask_of(&self, e: &ExprMethodCall) -> bool {
        let Some(name) = parts::content(&e.receiver) else { return false };
        let may_be_box = |id: &LocalId| self.locals[*id].boxed || *name == "self" && self.locals[*id].owner;
        let boxed = self.lookup(name).filter(may_be_box);
        surely_consumes_receiver(&e.method) && boxed.is_some_and(|local| self.is_to_ask_of(local))
    }

    fn is_to_ask_of(&self, local: LocalId) -> bool {
        let local = &self.locals[local];
        local.origin != Origin::Plain
            && !local.has_no_destructor()
            && self.closures.is_empty()
            && !self.in_macro
            && !self.in_unsafe
    }

    /// A method asks something about the local, and may change it, for all that its name says: `self.cache.is_dirty()`. What is reached through a
    /// shared reference it does not change.
    pub(super) fn asked_about(&mut self, receiver: UseId) {
        if self.uses.len() <= receiver.index() || self.uses[receiver].mode != Mode::Inspected {
            return;
        }
        let use_ = &self.uses[receiver];
        let local = &self.locals[use_.local];
        let may_change = match use_.context {
            Context::Body | Context::Macro => local.reference != Some(Mutability::Shared),
            // Closures may lie beside one another that only look at it.
            Context::Closure => local.mutable || local.is_unique_reference(),
            Context::MoveClosure | Context::OwnGuard => false,
        };
        self.uses[receiver].asked_about = may_change
    }

    /// Whether the local gets what a method of it gives, as builders do it: `config = config.retries(3)`.
    pub(super) fn is_replaced(&self, e: &ExprMethodCall) -> bool {
        self.replaced == Some(self.next_use()) && matches!(&*e.receiver, Expr::Path(_))
    }

    /// Whether what is assigned to a local is made of it: `x = x.method(1)`, `x = x.method(1)?.another(2)`.
    pub(super) fn replaces(&self, e: &ExprAssign) -> Option<UseId> {
        let Expr::Path(left) = &*e.left else { return None };
        self.is_made_of(left.path.get_ident()?, &e.right)
    }

    /// The same of what a `let` hides: `let x = x.method(1)`, `let x = x.method(1).await?`.
    pub(super) fn hides(&self, let_: &Let) -> Option<UseId> {
        let name = &let_.name()?.ident;
        let mut init = let_.init.as_ref()?;
        if let Tree::Block { label: None, block } = init
            && let Some(Step::Let(first)) = block.stmts.first()
        {
            init = first.init.as_ref()?
        }
        match init {
            Tree::Plain(value) | Tree::Await(Await { base: value, .. }) => self.is_made_of(name, value),
            _ => None,
        }
    }

    fn is_made_of(&self, left: &Ident, value: &Expr) -> Option<UseId> {
        let mut value = value;
        loop {
            value = match value {
                Expr::MethodCall(call) if passes_receiver_on(&call.method, call.args.len()) => &call.receiver,
                Expr::Try(e) => &e.expr,
                Expr::Paren(e) => &e.expr,
                Expr::Path(path) => break path.path.get_ident().is_some_and(|name| names::same(name, left)),
                _ => break false,
            }
        }
        .then(|| self.next_use())
    }

    pub(super) fn method_call(&mut self, expr: &mut Expr) {
        let Expr::MethodCall(e) = expr else { return };
        if self.is_of_owner(e) {
            self.owner_calls.push((self.next_use(), e.method.clone()));
        }
        let receiver = self.next_use();
        let borrows = borrows_receiver(&e.method, e.args.len()) && !self.is_of_chain(e) && !self.may_be_asked(e);
        if borrows || surely_consumes_receiver(&e.method) {
            self.sure.insert(receiver);
        }
        let is_consumed = self.may_be_consumed(e);
        // Whatever it gives in the end, a future holds its receiver.
        let is_future = std::mem::take(&mut self.awaits_method);
        if is_consumed {
            let asked = self.may_be_asked(e);
            if let Some(receiver) = self.consumed(&mut e.receiver, e.args.iter_mut()) {
                let marker = Marker::Consume(receiver).ident(e.method.span());
                *expr = syn::parse_quote!(#marker(#e));
            } else if asked {
                self.ask(receiver, expr);
            }
            self.moved_late(receiver);
            return;
        }
        let mode = match &e.method {
            _ if self.is_declared_to_consume(e) => Mode::Value,
            method if calculates(method, e.args.len()) => Mode::Calculated,
            method if !is_future && returns_nothing_borrowed(method) => Mode::Inspected,
            _ => Mode::Receiver,
        };
        let asked = mode == Mode::Receiver && self.may_be_asked(e);
        let within = mode == Mode::Receiver && self.may_be_consumed_within(e);
        let of_part = mode == Mode::Receiver && self.may_be_asked_of_part(e);
        let asks = mode == Mode::Inspected && !copies(&e.method);
        self.expr(&mut e.receiver, mode);
        if asks {
            self.asked_about(receiver)
        }
        if of_part {
            self.perhaps_taken(receiver)
        }
        self.arguments(&mut e.args);
        let is_asked = (asked || within || of_part) && self.ask(receiver, expr);
        if is_asked && within {
            self.consumed_within(receiver)
        }
        self.moved_late(receiver);
    }

    /// An argument of the call was evaluated before it, because it suspends: rustc would have moved the receiver before that.
    pub(super) fn moved_late(&mut self, receiver: UseId) {
        let is_temp = |(_, use_): (UseId, &Use)| names::is_temp(&self.locals[use_.local].name);
        if self.uses.iter().skip(receiver.index() + 1).any(is_temp) {
            self.late.push(receiver..self.next_use())
        }
    }

    /// Marks such a call. A reference or a copy may get another value while the arguments are evaluated, and the call has the one from before.
    pub(super) fn ask(&mut self, receiver: UseId, expr: &mut Expr) -> bool {
        let asked = &self.uses[receiver];
        let overlaps = |use_: &Use| use_.local == asked.local && use_.path.iter().zip(&asked.path).all(|(a, b)| a == b);
        if self.uses.iter().skip(receiver.index() + 1).any(|(_, use_)| overlaps(use_)) {
            return false;
        }
        self.asked.insert(receiver);
        let (args, span) = match expr {
            Expr::MethodCall(e) => (&mut e.args, e.method.span()),
            Expr::Call(e) => (&mut e.args, e.paren_token.span.join()),
            _ => unreachable!("it is a call"),
        };
        for arg in args {
            let value = std::mem::replace(arg, Expr::Verbatim(TokenStream::new()));
            *arg = Expr::Group(syn::ExprGroup {
                attrs: Vec::new(),
                group_token: Default::default(),
                expr: Box::new(value),
            });
        }
        let marker = Marker::Ask(receiver).ident(span);
        *expr = syn::parse_quote!(#marker(#expr));
        true
    }
}

/// Whether the types of what a method is given do not follow from the method.
pub(super) fn is_told_by_itself(e: &ExprMethodCall) -> bool {
    are_told_by_themselves(&e.args)
}

fn are_told_by_themselves<'e>(args: impl IntoIterator<Item = &'e Expr>) -> bool {
    args.into_iter().all(|arg| !has_attributes(arg) && !expects_signature(arg))
}

/// Whether the value is made of a closure that is told by what it is given to what it takes, or gives: that is lost where an argument stands for
/// itself. What is given to a method of its own is told by that.
pub(super) fn expects_signature(value: &Expr) -> bool {
    match value {
        Expr::Closure(e) => e.inputs.iter().any(|pat| !matches!(pat, Pat::Type(_))) || gives_what_is_expected(e),
        Expr::Array(e) => e.elems.iter().any(expects_signature),
        Expr::Block(e) => tail(&e.block).is_some_and(expects_signature),
        Expr::Call(e) => e.args.iter().any(expects_signature),
        Expr::Cast(e) => expects_signature(&e.expr),
        Expr::Group(e) => expects_signature(&e.expr),
        Expr::If(e) => {
            tail(&e.then_branch).into_iter().chain(e.else_branch.as_ref().map(|(_, e)| &**e)).any(expects_signature)
        }
        Expr::Match(e) => e.arms.iter().any(|arm| expects_signature(&arm.body)),
        Expr::MethodCall(e) => expects_signature(&e.receiver),
        Expr::Paren(e) => expects_signature(&e.expr),
        Expr::Reference(e) => expects_signature(&e.expr),
        Expr::Struct(e) => e.fields.iter().any(|field| expects_signature(&field.expr)),
        Expr::Try(e) => expects_signature(&e.expr),
        Expr::Tuple(e) => e.elems.iter().any(expects_signature),
        Expr::Unsafe(e) => tail(&e.block).is_some_and(expects_signature),
        _ => false,
    }
}

/// Whether what a closure gives may be borrowed from what it is given, or be another pointer where it is expected.
fn gives_what_is_expected(closure: &ExprClosure) -> bool {
    if matches!(closure.output, ReturnType::Type(..)) {
        return closure.inputs.iter().any(mentions_reference) && mentions_reference(&closure.output);
    }
    match &*closure.body {
        Expr::Block(body) if tail(&body.block).is_none() => false,
        body => closure.inputs.iter().any(mentions_reference) || is_coerced(body),
    }
}

fn is_coerced(value: &Expr) -> bool {
    match value {
        Expr::Reference(_) => true,
        Expr::Block(e) => tail(&e.block).is_some_and(is_coerced),
        Expr::Call(e) => is_pointer(&e.func) || e.args.iter().any(is_coerced),
        Expr::Closure(_) => expects_signature(value),
        Expr::If(e) => {
            tail(&e.then_branch).into_iter().chain(e.else_branch.as_ref().map(|(_, e)| &**e)).any(is_coerced)
        }
        Expr::Match(e) => e.arms.iter().any(|arm| is_coerced(&arm.body)),
        Expr::Paren(e) => is_coerced(&e.expr),
        Expr::Tuple(e) => e.elems.iter().any(is_coerced),
        Expr::Unsafe(e) => tail(&e.block).is_some_and(is_coerced),
        _ => false,
    }
}

/// `Box::new` and its like.
fn is_pointer(callee: &Expr) -> bool {
    let Expr::Path(path) = callee else { return false };
    path.path.segments.iter().any(|segment| ["Arc", "Box", "Rc"].iter().any(|name| segment.ident == name))
}

fn mentions_reference(tokens: impl ToTokens) -> bool {
    fn mentions(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => mentions(group.stream()),
            TokenTree::Punct(punct) => matches!(punct.as_char(), '&' | '\''),
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        })
    }
    mentions(tokens.into_token_stream())
}

fn tail(block: &Block) -> Option<&Expr> {
    match block.stmts.last() {
        Some(Stmt::Expr(tail, None)) => Some(tail),
        _ => None,
    }
}

fn has_attributes(value: &Expr) -> bool {
    matches!(value.to_token_stream().into_iter().next(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#')
}

/// Whether what is bound are references into something pinned.
pub(super) fn is_projection(init: &Expr) -> bool {
    matches!(init, Expr::MethodCall(call) if call.method == "project" && call.args.is_empty())
}
