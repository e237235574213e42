//! Every way to make a program smaller in one place.
//!
//! The places are counted in the order of a walk. A walk with the number of a place changes that place and nothing else; a walk
//! with a number that no place has finds out how many there are.

use crate::calls::{Call, Start};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ExprMacro, File, Item, Macro, Stmt, StmtMacro, parse_quote};

/// The items, smaller in one place each.
pub fn candidates(items: &str) -> Vec<String> {
    let Ok(file) = syn::parse_file(items) else { return Vec::new() };
    let mut count = Walk { target: usize::MAX, seen: 0 };
    count.visit_file_mut(&mut file.clone());
    let changed = (0..count.seen).map(|target| {
        let mut file = file.clone();
        Walk { target, seen: 0 }.visit_file_mut(&mut file);
        prettyplease::unparse(&file)
    });
    changed.collect()
}

struct Walk {
    target: usize,
    seen: usize,
}

impl Walk {
    /// Whether this is the place.
    fn here(&mut self) -> bool {
        self.seen += 1;
        self.seen - 1 == self.target
    }

    /// The walk of what is left over.
    fn done(&self) -> bool {
        self.seen > self.target
    }

    fn visit_call(&mut self, mac: &mut Macro) {
        let Some(mut call) = Call::parse(mac) else { return };
        self.visit_parts_of_call(&mut call);
        mac.tokens = call.tokens();
    }

    fn visit_parts_of_call(&mut self, call: &mut Call) {
        if let Call::Select { branches, .. } = call {
            for at in 0..branches.len() {
                if self.here() {
                    branches.remove(at);
                    return;
                }
                let branch = &mut branches[at];
                if branch.condition.is_some() && self.here() {
                    branch.condition = None;
                    return;
                }
                if let Start::Future(start) = &mut branch.start
                    && !matches!(start.0, syn::Pat::Wild(_))
                    && self.here()
                {
                    start.0 = parse_quote!(_);
                    return;
                }
            }
        }
        let expressions = call.expressions_mut();
        let first = usize::from(matches!(expressions.first(), Some(Expr::Lit(_))));
        expressions.into_iter().skip(first).for_each(|expr| self.visit_expr_mut(expr));
    }
}

impl VisitMut for Walk {
    fn visit_file_mut(&mut self, file: &mut File) {
        // The last item is the body.
        for at in 0..file.items.len().saturating_sub(1) {
            if self.here() {
                file.items.remove(at);
                return;
            }
        }
        if let Some(Item::Fn(body)) = file.items.last_mut() {
            self.visit_block_mut(&mut body.block);
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        let count = block.stmts.len();
        if count >= 4 {
            for half in [0..count / 2, count / 2..count] {
                if self.here() {
                    block.stmts.drain(half);
                    return;
                }
            }
        }
        for at in 0..count {
            if self.here() {
                block.stmts.remove(at);
                return;
            }
            if let Some(inner) = content(&block.stmts[at])
                && self.here()
            {
                block.stmts.splice(at..=at, inner);
                return;
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_stmt_mut(&mut self, statement: &mut Stmt) {
        if let Stmt::Local(local) = statement {
            if let syn::Pat::Type(typed) = &local.pat
                && self.here()
            {
                local.pat = (*typed.pat).clone();
                return;
            }
            if let Some(init) = &local.init
                && self.here()
            {
                let value = &init.expr;
                *statement = parse_quote!(#value;);
                return;
            }
        }
        if let Stmt::Macro(StmtMacro { mac, .. }) = statement {
            self.visit_call(mac);
            return;
        }
        visit_mut::visit_stmt_mut(self, statement);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if self.done() {
            return;
        }
        for inside in parts(expr) {
            if self.here() {
                *expr = inside;
                return;
            }
        }
        if expr.to_token_stream().to_string().len() > 12 {
            for simple in simple() {
                if self.here() {
                    *expr = simple;
                    return;
                }
            }
        }
        if let Expr::If(branch) = expr
            && branch.else_branch.is_some()
            && self.here()
        {
            branch.else_branch = None;
            return;
        }
        if let Expr::Match(matched) = expr {
            for at in 0..matched.arms.len() {
                if self.here() {
                    matched.arms.remove(at);
                    return;
                }
                if let syn::Pat::Guard(guarded) = &matched.arms[at].pat
                    && self.here()
                {
                    matched.arms[at].pat = (*guarded.pat).clone();
                    return;
                }
            }
        }
        if let Expr::Macro(ExprMacro { mac, .. }) = expr {
            self.visit_call(mac);
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}

/// The smallest values of some types.
fn simple() -> Vec<Expr> {
    vec![parse_quote!(0), parse_quote!(noisy("z")), parse_quote!(()), parse_quote!(true), parse_quote!(None)]
}

/// The statements in a statement that is a block, a loop or a branch.
fn content(statement: &Stmt) -> Option<Vec<Stmt>> {
    let Stmt::Expr(expr, _) = statement else { return None };
    match expr {
        Expr::If(branch) => Some(branch.then_branch.stmts.clone()),
        Expr::Block(block) => Some(block.block.stmts.clone()),
        Expr::Loop(body) => Some(body.body.stmts.clone()),
        Expr::While(body) => Some(body.body.stmts.clone()),
        Expr::ForLoop(body) => Some(body.body.stmts.clone()),
        _ => None,
    }
}

/// The expressions directly inside an expression.
fn parts(expr: &Expr) -> Vec<Expr> {
    /// Collects the outermost expressions it meets.
    struct Collect(Vec<Expr>);

    impl VisitMut for Collect {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            self.0.push(expr.clone());
        }

        fn visit_stmt_mut(&mut self, _: &mut Stmt) {}

        fn visit_token_stream_mut(&mut self, _: &mut TokenStream) {}
    }

    let mut collect = Collect(Vec::new());
    visit_mut::visit_expr_mut(&mut collect, &mut expr.clone());
    match expr {
        Expr::Block(block) => collect.0.extend(tail(&block.block)),
        Expr::If(branch) => {
            collect.0.extend(tail(&branch.then_branch));
        }
        Expr::Loop(body) => collect.0.extend(tail(&body.body)),
        Expr::Macro(ExprMacro { mac, .. }) => {
            if let Some(call) = Call::parse(mac) {
                collect.0.extend(call.expressions().into_iter().cloned());
            }
        }
        _ => {}
    }
    collect.0.retain(|part| !matches!(part, Expr::Path(path) if path.path.segments.len() > 1));
    collect.0
}

/// The tail of a block.
fn tail(block: &Block) -> Option<Expr> {
    match block.stmts.last()? {
        Stmt::Expr(expr, _) => Some(expr.clone()),
        _ => None,
    }
}
