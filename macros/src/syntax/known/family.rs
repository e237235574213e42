//! Which macro a name means.
//!
//! The path says so, `tokio::select!`, or a `use` in the body. A bare name that came into the file from elsewhere is taken for the well-known
//! macro if the call is written by its grammar; a macro that the body itself defines is not.

use syn::{Item, Stmt, UseTree};

/// Whose macro is meant.
#[derive(Clone, Copy)]
pub enum Family {
    Tokio,
    Futures,
    /// This crate.
    Own,
    /// A bare name.
    Unsaid,
}

impl Family {
    /// The family, and the macro's own name.
    pub fn of(path: &str) -> Option<(Family, &str)> {
        match path.rsplit_once("::") {
            None => Some((Family::Unsaid, path)),
            Some(("tokio", name)) => Some((Family::Tokio, name)),
            Some(("futures" | "futures_util", name)) => Some((Family::Futures, name)),
            Some(("resumable", name)) => Some((Family::Own, name)),
            Some(_) => None,
        }
    }
}

/// The names that the blocks around import and define.
#[derive(Default)]
pub struct Scope {
    /// Names and their paths, innermost last. A macro of the body's own has none.
    names: Vec<(String, Option<String>)>,
}

impl Scope {
    /// What the items of a block bring into scope, until [`Scope::leave`] is called with the result.
    pub fn enter(&mut self, stmts: &[Stmt]) -> usize {
        let outer = self.names.len();
        for stmt in stmts {
            match stmt {
                Stmt::Item(Item::Macro(item)) => {
                    self.names.extend(item.ident.as_ref().map(|name| (name.to_string(), None)))
                }
                Stmt::Item(Item::Use(item)) => imports(&item.tree, "", &mut self.names),
                _ => {}
            }
        }
        outer
    }

    pub fn leave(&mut self, outer: usize) {
        self.names.truncate(outer)
    }

    /// The path of the macro, as text: `tokio::pin`.
    pub fn path(&self, mac: &syn::Macro) -> Option<String> {
        let segments: Vec<String> = mac.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let path = segments.join("::");
        match self.names.iter().rev().find(|(name, _)| *name == path) {
            Some((_, meant)) => meant.clone(),
            None => Some(path),
        }
    }
}

fn imports(tree: &UseTree, prefix: &str, names: &mut Vec<(String, Option<String>)>) {
    match tree {
        UseTree::Path(path) => imports(&path.tree, &format!("{prefix}{}::", path.ident), names),
        UseTree::Name(name) => names.push((name.ident.to_string(), Some(format!("{prefix}{}", name.ident)))),
        UseTree::Rename(name) => names.push((name.rename.to_string(), Some(format!("{prefix}{}", name.ident)))),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imports(tree, prefix, names)),
        UseTree::Glob(_) => {}
    }
}
