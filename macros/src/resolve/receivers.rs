//! Methods whose name says too little, and what is known of the local that they are called of. As each guess of this kind, this one is verified.
//!
//! ```text
//! let ws = connect().await?; let (sink, stream) = ws.split();      consumed: what changes `ws` needs a `mut`
//! let mut tcp = connect().await?; let (r, w) = tcp.split();        borrowed
//! let text = response.text().await?;                               consumed: what is only looked at is not awaited
//! let user = user.update(&db).await?;                              consumed: it is run on a database
//! let lines = BufReader::new(input).lines(); page.lines()          consumed; borrowed
//! let (done, wait) = oneshot::channel(); done.send(1)              consumed, unlike the sender of any other channel
//! ```

use super::Resolver;
use crate::index::LocalId;
use crate::names;
use syn::Expr;

/// What a local is, as far as the function tells where it comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Made {
    /// It reads ahead, as `BufReader` does.
    Reader,
    /// It sends one value, as the sender of a `oneshot` does.
    Once,
    /// Its fields are references into something pinned.
    Projection,
}

impl Resolver<'_> {
    /// Whether a call is taken to consume a local for what is known of that.
    pub(super) fn is_told_by_local(&self, e: &syn::ExprMethodCall) -> bool {
        let Expr::Path(path) = &*e.receiver else { return false };
        let name = path.path.get_ident().filter(|name| !names::is_temp(name));
        let Some(id) = name.and_then(|name| self.lookup(name)) else { return false };
        let local = &self.locals[id];
        if local.reference.is_some() || local.owner {
            return false;
        }
        let awaited = self.awaiting == Some(self.next_use());
        let (method, args) = (e.method.to_string(), e.args.len());
        match method.as_str() {
            "launch" | "run" => args == 0 && awaited && !local.mutable,
            "build" | "finish" | "spawn" => args == 0 && !local.mutable,
            "split" => (args == 0 && !local.mutable) || (args == 1 && self.is_reader(id)),
            "all" | "any" | "concat" | "try_all" | "try_any" | "try_concat" | "try_fold" => awaited,
            "delete" | "exec" | "insert" | "save" | "update" => args == 1 && awaited && runs_on(&e.args[0]),
            "bytes" | "json" | "text" => args == 0 && awaited,
            "close" | "disconnect" | "quit" => args == 0 && awaited && is_connection(&local.text),
            "lines" => args == 0 && self.is_reader(id),
            "send" => args == 1 && !awaited && self.sends_once(id),
            "execute" | "fetch" | "fetch_all" | "fetch_many" | "fetch_one" | "fetch_optional" | "get_result"
            | "get_results" | "load_stream" => args == 1 && runs_on(&e.args[0]),
            _ => false,
        }
    }

    fn is_reader(&self, local: LocalId) -> bool {
        let local = &self.locals[local];
        local.made == Some(Made::Reader) || local.text == "reader" || local.text.ends_with("_reader")
    }

    fn sends_once(&self, local: LocalId) -> bool {
        const NAMES: &[&str] =
            &["reply", "reply_to", "reply_tx", "resp", "resp_tx", "respond_to", "responder", "waiter"];
        let local = &self.locals[local];
        local.made == Some(Made::Once) || NAMES.contains(&local.text.as_str())
    }
}

/// Whether the argument is, by its name, what a statement is run on: `&pool`, `&mut *tx`, `&self.db`.
fn runs_on(value: &Expr) -> bool {
    const NAMES: &[&str] = &["conn", "connection", "db", "executor", "pool", "transaction", "tx", "txn"];
    let known = |name: &syn::Ident| NAMES.contains(&name.to_string().as_str());
    match value {
        Expr::Reference(e) => runs_on(&e.expr),
        Expr::Unary(e) => matches!(e.op, syn::UnOp::Deref(_)) && runs_on(&e.expr),
        Expr::Path(path) => path.path.get_ident().is_some_and(known),
        Expr::Field(e) => matches!(&e.member, syn::Member::Named(name) if known(name)) || runs_on(&e.base),
        _ => false,
    }
}

/// Whether a local with this name is one connection, and no pool of them.
fn is_connection(name: &str) -> bool {
    const PARTS: &[&str] = &["browser", "client", "conn", "connection", "db", "driver", "session"];
    name.split('_').any(|part| PARTS.contains(&part))
}

/// What the bindings of a `let` are made of: the first of them, where there are several.
pub(super) fn made(init: &Expr) -> Option<Made> {
    const READERS: &[&str] = &["BufReader", "BufStream"];
    if matches!(init, Expr::MethodCall(call) if call.method == "project" && call.args.is_empty()) {
        return Some(Made::Projection);
    }
    let Expr::Call(call) = init else { return None };
    let Expr::Path(path) = &*call.func else { return None };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    match (names.next()?.as_str(), names.next()?.as_str()) {
        ("channel", "oneshot") => Some(Made::Once),
        ("new" | "with_capacity", of) if READERS.contains(&of) => Some(Made::Reader),
        _ => None,
    }
}

/// What a declared type says of a local.
pub(super) fn declared(ty: &syn::Type) -> Option<Made> {
    let syn::Type::Path(path) = ty else { return None };
    let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    match &names[..] {
        [.., module, sender] if module == "oneshot" && sender == "Sender" => Some(Made::Once),
        [.., reader] if reader == "BufReader" || reader == "BufStream" => Some(Made::Reader),
        _ => None,
    }
}
