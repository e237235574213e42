//! Macros that the body defines, or that stand before it in the file: what is written already is put into some.
//!
//! ```text
//! f(g(a).await, x).await;      macro_rules! m1 { ($e:expr, $i:ident) => {{ f(g($e).await, $i).await }} }
//!                              m1!(a, x);
//! ```
//!
//! Nothing is known of types and borrows any more, and nothing need be: a macro means what its text means where it was defined. So an
//! expression becomes the call of a macro that is defined before the statement around it. What that statement declares is handed over by its
//! name, and what the whole function declares where the macro stands before that; some of what is inside is handed over as an expression. What the
//! macro keeps may have a name that the call mentions.

mod definition;
mod names;

use self::definition::Definition;
use self::names::Names;
use fastrand::Rng;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ItemFn, Stmt};

/// The function with some of its code in macros, and those of them that stand before it.
pub fn with_macros(rng: &mut Rng, function: &str) -> (String, String) {
    let mut function: ItemFn = syn::parse_str(function).expect("the generator writes Rust");
    let mut before = String::new();
    for index in 0..rng.usize(1..5) {
        let mut places = Statements { left: usize::MAX, seen: 0, visit: |_: &mut Block, _| {} };
        places.visit_item_fn_mut(&mut function);
        if places.seen == 0 {
            break;
        }
        let left = rng.usize(0..places.seen);
        let declared = rng.bool().then(|| names::declared_in(function.to_token_stream()));
        let visit = |block: &mut Block, at| match &declared {
            Some(declared) => before.extend(put_before(rng, &format!("m{index}"), block, at, declared)),
            None => put_into_macro(rng, &format!("m{index}"), block, at),
        };
        Statements { left, seen: 0, visit }.visit_item_fn_mut(&mut function);
    }
    Endings.visit_item_fn_mut(&mut function);
    (function.into_token_stream().to_string(), before)
}

/// What is put in the place of a block ends as a statement by a semicolon.
pub struct Endings;

impl VisitMut for Endings {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let before_last = block.stmts.len().saturating_sub(1);
        for stmt in &mut block.stmts[..before_last] {
            if let Stmt::Expr(Expr::Macro(_) | Expr::Path(_), semi @ None) = stmt {
                *semi = Some(Default::default());
            }
        }
    }
}

/// Comes by every statement that has code, and stops at one.
struct Statements<F> {
    left: usize,
    seen: usize,
    visit: F,
}

impl<F: FnMut(&mut Block, usize)> VisitMut for Statements<F> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        for at in 0..block.stmts.len() {
            if code_of(&mut block.stmts[at]).is_some() {
                self.seen += 1;
                if self.seen - 1 == self.left {
                    (self.visit)(block, at);
                    return;
                }
            }
        }
    }
}

fn code_of(stmt: &mut Stmt) -> Option<&mut Expr> {
    match stmt {
        Stmt::Expr(expr, _) => Some(expr),
        Stmt::Local(local) => local.init.as_mut().map(|init| &mut *init.expr),
        Stmt::Item(_) | Stmt::Macro(_) => None,
    }
}

/// Puts an expression in the statement into a macro, which is defined before the statement.
fn put_into_macro(rng: &mut Rng, name: &str, block: &mut Block, at: usize) {
    let around = names::declared_in(block.stmts[at].to_token_stream());
    let Some(definition) = replace(rng, name, block, at, &around) else { return };
    let statement = block.stmts[at].clone();
    block.stmts.insert(at, definition.item());
    // Once more, if rustc has nothing against it.
    if rng.u32(0..100) < 4 && matches!(statement, Stmt::Expr(_, Some(_))) {
        block.stmts.insert(at + 1, statement);
    }
}

/// The same of one that is defined before the function, which declares these names.
fn put_before(rng: &mut Rng, name: &str, block: &mut Block, at: usize, declared: &Names) -> Option<String> {
    let definition = replace(rng, name, block, at, declared)?;
    Some(format!("{}\n", definition.item().to_token_stream()))
}

/// Replaces an expression by the call of a macro, around which these names are declared.
fn replace(rng: &mut Rng, name: &str, block: &mut Block, at: usize, around: &Names) -> Option<Definition> {
    let code = code_of(&mut block.stmts[at])?;
    let count = Expressions::in_expr(code).0.len();
    // Most of what is found is small, the code as a whole is not.
    let chosen = if count < 2 || rng.u32(0..100) < 30 { 0 } else { rng.usize(0..count) };
    let expr = Expressions::in_expr(code).0.get(chosen).map(|expr| (*expr).clone())?;
    let definition = Definition::of(rng, name, expr, around)?;
    let mut called = Some(definition.call(rng));
    Replacing { left: chosen, with: &mut called }.visit_expr_mut(code);
    Some(definition)
}

/// Expressions that can be the text of a macro, or given to one, from the outside to the inside.
pub struct Expressions<'a>(pub Vec<&'a Expr>);

impl<'a> Expressions<'a> {
    pub fn in_expr(expr: &'a Expr) -> Expressions<'a> {
        let mut all = Expressions(Vec::new());
        all.visit_expr(expr);
        all
    }
}

fn can_be_moved(expr: &Expr) -> bool {
    !matches!(expr, Expr::Let(_) | Expr::Range(_) | Expr::Infer(_) | Expr::Verbatim(_))
        && !matches!(expr, Expr::Path(path) if path.path.get_ident().is_none() || path.path.is_ident("self"))
}

/// Whether the expressions in it stand alone: `if let … && …` does not.
fn is_chain(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(e) if contains_let(&e.left) || contains_let(&e.right))
}

fn contains_let(expr: &Expr) -> bool {
    matches!(expr, Expr::Let(_)) || is_chain(expr)
}

impl<'a> Visit<'a> for Expressions<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if can_be_moved(expr) && !is_chain(expr) {
            self.0.push(expr);
        }
        visit::visit_expr(self, expr);
    }

    /// What is called is mostly the name of a function.
    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        call.args.iter().for_each(|arg| self.visit_expr(arg));
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}
    fn visit_pat(&mut self, _: &'a syn::Pat) {}
    fn visit_type(&mut self, _: &'a syn::Type) {}
}

/// Puts something in the place of one of them.
pub struct Replacing<'a> {
    pub left: usize,
    pub with: &'a mut Option<Expr>,
}

impl VisitMut for Replacing<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if can_be_moved(expr) && !is_chain(expr) {
            if self.left == 0
                && let Some(with) = self.with.take()
            {
                *expr = with;
                return;
            }
            self.left = self.left.saturating_sub(1);
        }
        if self.with.is_some() {
            visit_mut::visit_expr_mut(self, expr);
        }
    }

    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        call.args.iter_mut().for_each(|arg| self.visit_expr_mut(arg));
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}
