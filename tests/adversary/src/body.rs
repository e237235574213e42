//! The places of a body: blocks have numbers, and between two statements is a *gap*, where something can be inserted.

use crate::kinds::{self, Kind};
use fastrand::Rng;
use proc_macro2::{Ident, Span};
use std::collections::BTreeMap;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Pat, Stmt};

/// The identifier that a survey knows by its text: also a raw one, `r#async`.
pub fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// A place between two statements.
#[derive(Clone)]
pub struct Gap {
    pub block: usize,
    pub index: usize,
    /// The blocks around it, outermost first, with the index in each; the last is the gap itself.
    path: Vec<(usize, usize)>,
    /// The locals that have been declared here.
    pub scope: Vec<String>,
}

impl Gap {
    /// A local that the template has a use for.
    pub fn local(&self, template: &str, kinds: &BTreeMap<String, Kind>, rng: &mut Rng) -> Option<&String> {
        let wanted = kinds::wanted(template);
        let fits = |name: &&String| wanted.is_empty() || kinds.get(*name).is_some_and(|kind| wanted.contains(kind));
        let all: Vec<&String> = self.scope.iter().filter(fits).collect();
        rng.choice(all)
    }

    /// Whether a local that is declared here can be named there.
    pub fn is_seen_from(&self, other: &Gap) -> bool {
        let depth = self.path.len() - 1;
        other.path.len() > depth
            && other.path[..depth] == self.path[..depth]
            && other.path[depth].0 == self.block
            && other.path[depth].1 >= self.index
    }
}

/// A statement and where it stands.
pub struct Place {
    pub block: usize,
    pub index: usize,
    pub stmt: Stmt,
}

#[derive(Default)]
pub struct Survey {
    pub gaps: Vec<Gap>,
    pub stmts: Vec<Place>,
    /// What the locals probably are.
    pub kinds: BTreeMap<String, Kind>,
    blocks: usize,
    path: Vec<(usize, usize)>,
    scope: Vec<String>,
}

pub fn survey(sig: &syn::Signature, body: &Block) -> Survey {
    let mut survey = Survey::default();
    for input in &sig.inputs {
        match input {
            syn::FnArg::Receiver(_) => survey.scope.push("self".to_owned()),
            syn::FnArg::Typed(param) => {
                survey.note(&param.pat, kinds::of(&param.ty));
                survey.declare(&param.pat)
            }
        }
    }
    survey.visit_block(body);
    survey
}

impl Survey {
    fn note(&mut self, pat: &Pat, kind: Kind) {
        if let Pat::Ident(pat) = pat {
            self.kinds.insert(pat.ident.to_string(), kind);
        }
    }

    fn declare(&mut self, pat: &Pat) {
        struct Names<'n>(&'n mut Vec<String>);
        impl Visit<'_> for Names<'_> {
            fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
                let name = pat.ident.to_string();
                if !name.starts_with(char::is_uppercase) {
                    self.0.push(name)
                }
                visit::visit_pat_ident(self, pat)
            }
            fn visit_expr(&mut self, _: &Expr) {}
        }
        Names(&mut self.scope).visit_pat(pat)
    }

    fn gap(&mut self, block: usize, index: usize) {
        self.path.push((block, index));
        self.gaps.push(Gap { block, index, path: self.path.clone(), scope: self.scope.clone() });
        self.path.pop();
    }

    fn scoped(&mut self, visit: impl FnOnce(&mut Self)) {
        let depth = self.scope.len();
        visit(self);
        self.scope.truncate(depth)
    }
}

impl Visit<'_> for Survey {
    fn visit_block(&mut self, block: &Block) {
        let id = self.blocks;
        self.blocks += 1;
        self.scoped(|this| {
            for (index, stmt) in block.stmts.iter().enumerate() {
                this.gap(id, index);
                this.stmts.push(Place { block: id, index, stmt: stmt.clone() });
                this.path.push((id, index));
                this.visit_stmt(stmt);
                this.path.pop();
                if let Stmt::Local(local) = stmt {
                    if let Some(init) = &local.init {
                        this.note(&local.pat, kinds::of(&init.expr))
                    }
                    this.declare(&local.pat)
                }
            }
            if !matches!(block.stmts.last(), Some(Stmt::Expr(_, None))) {
                this.gap(id, block.stmts.len())
            }
        })
    }

    fn visit_arm(&mut self, arm: &syn::Arm) {
        self.scoped(|this| {
            this.declare(&arm.pat);
            visit::visit_arm(this, arm)
        })
    }

    fn visit_expr_closure(&mut self, closure: &syn::ExprClosure) {
        self.scoped(|this| {
            closure.inputs.iter().for_each(|pat| this.declare(pat));
            visit::visit_expr_closure(this, closure)
        })
    }

    fn visit_expr_for_loop(&mut self, e: &syn::ExprForLoop) {
        self.scoped(|this| {
            this.declare(&e.pat);
            visit::visit_expr_for_loop(this, e)
        })
    }

    fn visit_expr_if(&mut self, e: &syn::ExprIf) {
        self.scoped(|this| visit::visit_expr_if(this, e))
    }

    fn visit_expr_while(&mut self, e: &syn::ExprWhile) {
        self.scoped(|this| visit::visit_expr_while(this, e))
    }

    fn visit_expr_let(&mut self, e: &syn::ExprLet) {
        visit::visit_expr_let(self, e);
        self.declare(&e.pat)
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// A change of one block.
pub enum Edit {
    Insert { block: usize, index: usize, stmts: Vec<Stmt> },
    Replace { block: usize, index: usize, stmts: Vec<Stmt> },
}

impl Edit {
    fn place(&self) -> (usize, usize) {
        match self {
            Edit::Insert { block, index, .. } | Edit::Replace { block, index, .. } => (*block, *index),
        }
    }
}

/// Makes all changes; their places are those before any of them.
pub fn apply(body: &mut Block, mut edits: Vec<Edit>) {
    // Later indices first, so that the earlier ones still mean the same; what was given first ends up first.
    edits.reverse();
    edits.sort_by_key(|edit| (std::cmp::Reverse(edit.place()), matches!(edit, Edit::Insert { .. })));
    Apply { blocks: 0, edits }.visit_block_mut(body)
}

struct Apply {
    blocks: usize,
    edits: Vec<Edit>,
}

impl VisitMut for Apply {
    fn visit_block_mut(&mut self, block: &mut Block) {
        let id = self.blocks;
        self.blocks += 1;
        visit_mut::visit_block_mut(self, block);
        for edit in self.edits.iter().filter(|edit| edit.place().0 == id) {
            let (_, index) = edit.place();
            let (range, stmts) = match edit {
                Edit::Insert { stmts, .. } => (index..index, stmts),
                Edit::Replace { stmts, .. } => (index..index + 1, stmts),
            };
            block.stmts.splice(range, stmts.iter().cloned());
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
