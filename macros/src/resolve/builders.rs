//! Temporaries that are made to be consumed: links of a chain of methods, each of which passes on what it was given.
//!
//! ```text
//! Request::get(url).header(name, value).send().await      taken to consume what comes before
//! sqlx::query(sql).bind(id).fetch_one(&pool).await        the same
//! self.state.lock().await.insert(key)                     taken to borrow it: guards, connections, what is awaited
//! Command::new("ls").arg("-l").output().await             taken to borrow it: a builder of std's manner
//! Client::new().post(url).send().await                    taken to borrow the first, which is a builder by no name
//! ```
//!
//! A method of such a temporary whose name says nothing else is taken to consume it, which is verified like any other such guess. Where the
//! temporary is a reference it makes no difference.

use super::Resolver;
use crate::names;
use crate::syntax::conventions::{borrows_receiver, keeps_receiver};
use crate::syntax::tree::{Await, Block, Expr as Tree, Stmt};
use proc_macro2::Ident;
use syn::{Expr, Pat};

impl Resolver<'_> {
    /// Whether a call is that of a link of such a chain.
    pub(super) fn is_of_chain(&self, e: &syn::ExprMethodCall) -> bool {
        let looks = borrows_receiver(&e.method, e.args.len()) || keeps_receiver(&e.method);
        self.is_link(&e.receiver) && (!looks || self.is_sent(&e.receiver))
    }

    /// Whether the value is a temporary of a chain that is sent in the end.
    fn is_sent(&self, value: &Expr) -> bool {
        matches!(value, Expr::Path(path) if path.path.get_ident().is_some_and(|name| self.sent.contains(&name.to_string())))
    }

    /// The temporaries of chains that begin with a method without arguments, and end with `send()`: of requests, as many SDKs have them.
    ///
    /// ```text
    /// client.put_item().table_name(name).item("id", id).send().await
    /// ```
    pub(super) fn note_sent(&mut self, block: &Block) {
        let made = |name: &Ident| block.stmts.iter().find_map(|stmt| called(stmt).filter(|(temp, _)| *temp == name));
        let ends = block.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Let(let_) => let_.init.as_ref(),
            Stmt::Expr(expr, _) => Some(expr),
            Stmt::Item(_) => None,
        });
        for end in ends.chain(block.tail.as_deref()) {
            let Tree::Await(Await { base: Expr::MethodCall(call), .. }) = end else { continue };
            let (mut call, mut links) = (call, Vec::new());
            if call.method != "send" || !call.args.is_empty() {
                continue;
            }
            while let Expr::Path(path) = &*call.receiver
                && let Some(temp) = path.path.get_ident().filter(|name| names::is_temp(name))
                && let Some((_, before)) = made(temp)
            {
                links.push(temp.to_string());
                call = before;
            }
            if call.args.is_empty() {
                self.sent.extend(links)
            }
        }
    }

    fn is_link(&self, value: &Expr) -> bool {
        let Expr::Path(path) = value else { return false };
        let temp = path.path.get_ident().filter(|name| names::is_temp(name)).and_then(|name| self.lookup(name));
        temp.is_some_and(|temp| self.locals[temp].link)
    }

    /// Whether a value is such a temporary, seen before its names are ids.
    pub(super) fn begins_chain(&self, value: &Expr) -> bool {
        match value {
            Expr::Try(e) => self.begins_chain(&e.expr),
            Expr::Paren(e) => self.begins_chain(&e.expr),
            Expr::Call(e) => makes_by_value(&e.func),
            Expr::Macro(e) => e.mac.path.segments.last().is_some_and(|last| is_query(&last.ident.to_string())),
            Expr::MethodCall(e) if gives_something_lent(&e.method) => false,
            Expr::MethodCall(e) => match &*e.receiver {
                Expr::Path(path) if path.path.get_ident().is_some_and(names::is_temp) => {
                    self.is_link(&e.receiver) && (self.is_of_chain(e) || passes_on(&e.method))
                }
                Expr::Path(_) | Expr::Field(_) => {
                    let name = e.method.to_string();
                    name.contains("build") || name.ends_with("_with") || name == "retry"
                }
                receiver => self.begins_chain(receiver),
            },
            Expr::Path(_) => self.is_link(value),
            _ => false,
        }
    }
}

/// `let temp = x.method();`, `temp = x.method();`
fn called(stmt: &Stmt) -> Option<(&Ident, &syn::ExprMethodCall)> {
    let (temp, value) = match stmt {
        Stmt::Let(let_) => match (&let_.pat, &let_.init) {
            (Pat::Ident(temp), Some(Tree::Plain(value))) => (&temp.ident, value),
            _ => return None,
        },
        Stmt::Expr(Tree::Plain(Expr::Assign(e)), _) => match &*e.left {
            Expr::Path(path) => (path.path.get_ident()?, &*e.right),
            _ => return None,
        },
        Stmt::Expr(..) | Stmt::Item(_) => return None,
    };
    match value {
        Expr::MethodCall(call) => Some((temp, call)),
        _ => None,
    }
}

/// Whether a value is an expression's own: `Type::function(…)`, `x.clone()`.
pub(super) fn makes(value: &Expr) -> bool {
    match value {
        Expr::Call(e) => {
            let Expr::Path(callee) = &*e.func else { return false };
            let of = callee.path.segments.iter().rev().nth(1);
            of.is_some_and(|of| of.ident.to_string().starts_with(char::is_uppercase))
        }
        Expr::MethodCall(e) => e.method == "clone" && e.args.is_empty(),
        Expr::Paren(e) => makes(&e.expr),
        _ => false,
    }
}

/// `Type::function`, where either name says that something is built. A client, a handle or a connection is used where it is, and so are
/// those builders of std and tokio.
fn makes_by_value(callee: &Expr) -> bool {
    const BUILT: &[&str] = &["Build", "Config", "Entity", "Message", "Options", "Query", "Request"];
    const USED_IN_PLACE: &[&str] = &["DirBuilder", "OpenOptions"];
    let Expr::Path(path) = callee else { return false };
    let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (function, of) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    if is_query(&function) && !of.starts_with(char::is_uppercase) {
        return true;
    }
    let is_type = of.starts_with(char::is_uppercase) && !USED_IN_PLACE.contains(&of.as_str());
    is_type && (function.contains("build") || BUILT.iter().any(|word| of.contains(word)))
}

/// `sqlx::query`, `query_as`, `sql_query`: functions and macros that make a statement, which is run by value.
fn is_query(name: &str) -> bool {
    name == "sql_query" || name == "query" || name.starts_with("query_")
}

/// Methods that give guards, or what is kept somewhere, and is used where it is.
fn gives_something_lent(method: &syn::Ident) -> bool {
    const NAMES: &[&str] = &["borrow", "borrow_mut", "clone", "replace", "take", "upgrade"];
    let name = method.to_string();
    NAMES.contains(&name.as_str()) || borrows_receiver(method, 0) || keeps_receiver(method)
}

/// Methods whose value is in what they are called of.
fn passes_on(method: &syn::Ident) -> bool {
    const NAMES: &[&str] = &["expect", "map_err", "ok", "ok_or", "ok_or_else", "unwrap", "unwrap_or_else"];
    NAMES.contains(&method.to_string().as_str())
}
