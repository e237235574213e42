//! `RESUMABLE_DUMP=syntax|classes|frame|code[:function]` prints a phase's result to the standard error while a crate is built.
//!
//! With the feature `dump` the code is formatted; without, it comes as rustc prints tokens.

use crate::analysis::Facts;
use crate::frame::overlap::Layout;
use crate::frame::{FlagPlace, Frame};
use crate::resolve::{Origin, Resolved};
use crate::syntax::signature::{Co, Signature};
use crate::syntax::tree::{Block, Expr, Stmt};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::fmt::Write;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Syntax,
    Classes,
    Frame,
    Code,
}

/// Prints `text` if the environment asks for the phase and the function.
pub fn print(phase: Phase, function: &str, text: impl FnOnce() -> String) {
    let Ok(wanted) = std::env::var("RESUMABLE_DUMP") else { return };
    let (name, only) = wanted.split_once(':').map_or((wanted.as_str(), None), |(name, only)| (name, Some(only)));
    let asked = match name {
        "syntax" => Phase::Syntax,
        "classes" => Phase::Classes,
        "frame" => Phase::Frame,
        "code" => Phase::Code,
        _ => return,
    };
    if asked == phase && only.is_none_or(|only| only == function) {
        eprintln!("// {name} of {function}\n{}", text());
    }
}

pub fn code(tokens: &TokenStream) -> String {
    #[cfg(feature = "dump")]
    if let Ok(mut item) = syn::parse2::<syn::ItemFn>(tokens.clone()) {
        syn::visit_mut::VisitMut::visit_item_fn_mut(&mut Bare, &mut item);
        return prettyplease::unparse(&syn::File {
            shebang: None,
            frontmatter: None,
            attrs: vec![],
            items: vec![syn::Item::Fn(item)],
        });
    }
    tokens.to_string()
}

/// `(slot_x).get()` is `slot_x.get()`: the parentheses are there for their place.
#[cfg(feature = "dump")]
struct Bare;

#[cfg(feature = "dump")]
impl syn::visit_mut::VisitMut for Bare {
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        if let syn::Expr::Paren(receiver) = &*call.receiver
            && let syn::Expr::Path(_) = *receiver.expr
        {
            call.receiver = receiver.expr.clone();
        }
        syn::visit_mut::visit_expr_method_call_mut(self, call)
    }
}

pub fn classes(resolved: &Resolved, facts: &Facts) -> String {
    let mut out = String::new();
    for (id, local) in resolved.locals.iter().filter(|(_, local)| local.origin != Origin::Plain) {
        let _ = writeln!(out, "{id:?} {}: {:?}", local.name, facts.classes[id]);
    }
    out
}

pub fn frame(frame: &Frame, signature: &Signature) -> String {
    let mut out = match &signature.co {
        Co::Static => String::from("lives as long as it likes\n"),
        Co::Named(lifetime) => format!("lives for {lifetime}\n"),
        Co::Unnamed => String::from("lives as long as what is in it\n"),
    };
    let _ = writeln!(out, "state of {} bits", frame.state_bits());
    for (_, slot) in frame.slots.iter() {
        let Some(slot) = slot else { continue };
        if let (Some(flag), FlagPlace::Frame) = (&slot.flag, &slot.flag_place) {
            let _ = writeln!(out, "{flag}");
        }
        if slot.is_on_stack() {
            let _ = writeln!(out, "{} on the stack", slot.name);
        }
        slot.parts.iter().for_each(|part| line(&mut out, 0, &part.to_string()));
    }
    match &frame.layout {
        None => {}
        Some(Layout::Together(parts)) => parts.iter().for_each(|part| write_layout(&mut out, frame, part, 0)),
        Some(layout) => write_layout(&mut out, frame, layout, 0),
    }
    out
}

fn write_layout(out: &mut String, frame: &Frame, layout: &Layout, depth: usize) {
    let (word, parts) = match layout {
        Layout::Slot(slot) => {
            return line(out, depth, &frame.storage[*slot].to_string());
        }
        Layout::Together(parts) => ("together", parts),
        Layout::Apart(parts) => ("shared", parts),
    };
    line(out, depth, word);
    parts.iter().for_each(|part| write_layout(out, frame, part, depth + 1))
}

pub fn tree(block: &Block) -> String {
    let mut out = String::new();
    write_block(&mut out, block, 0);
    out
}

fn write_block(out: &mut String, block: &Block, depth: usize) {
    for stmt in &block.stmts {
        match stmt {
            Stmt::Let(let_) => {
                line(out, depth, &format!("let {}", let_.pat.to_token_stream()));
                if let Some(init) = &let_.init {
                    write_expr(out, init, depth + 1)
                }
            }
            Stmt::Expr(expr, _) => write_expr(out, expr, depth),
            Stmt::Item(_) => line(out, depth, "item"),
        }
    }
    if let Some(tail) = &block.tail {
        line(out, depth, "tail");
        write_expr(out, tail, depth + 1)
    }
}

fn write_expr(out: &mut String, expr: &Expr, depth: usize) {
    match expr {
        Expr::Plain(expr) => line(out, depth, &expr.to_token_stream().to_string()),
        Expr::Await(awaited) => {
            line(out, depth, &format!("await {:?} {}", awaited.point, awaited.base.to_token_stream()))
        }
        Expr::Block { block, .. } => {
            line(out, depth, "block");
            write_block(out, block, depth + 1)
        }
        Expr::If { cond, then, els, .. } => {
            line(out, depth, "if");
            write_expr(out, cond, depth + 1);
            line(out, depth, "then");
            write_block(out, then, depth + 1);
            if let Some(els) = els {
                line(out, depth, "else");
                write_expr(out, els, depth + 1)
            }
        }
        Expr::Match { scrutinee, arms, .. } => {
            line(out, depth, "match");
            write_expr(out, scrutinee, depth + 1);
            for arm in arms {
                line(out, depth, &format!("arm {}", arm.pat.to_token_stream()));
                write_expr(out, &arm.body, depth + 1)
            }
        }
        Expr::Choose(choose) => {
            line(out, depth, &format!("choose {}", choose.scrutinee.to_token_stream()));
            for (pat, guard) in &choose.arms {
                line(out, depth, &format!("arm {}", pat.to_token_stream()));
                if let Some(guard) = guard {
                    write_expr(out, guard, depth + 1)
                }
            }
        }
        Expr::Loop { body, .. } => {
            line(out, depth, "loop");
            write_block(out, body, depth + 1)
        }
        Expr::Break { value, .. } => {
            line(out, depth, "break");
            if let Some(value) = value {
                write_expr(out, value, depth + 1)
            }
        }
        Expr::Return { value, .. } => {
            line(out, depth, "return");
            write_expr(out, value, depth + 1)
        }
    }
}

fn line(out: &mut String, depth: usize, text: &str) {
    let _ = writeln!(out, "{}{text}", "    ".repeat(depth));
}
