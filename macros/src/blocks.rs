//! The `async` blocks in a body.
//!
//! A block is a coroutine whose parameters are what it captures, so it is compiled like a function: the whole of `expand` once more, for
//! blocks inside of it too. rustc would compile it as well, and better where something about it is a guess. So whatever is not certain, from
//! what it captures to what its methods do with `self`, leaves a block to rustc, and nothing is ever complained about.

use crate::codegen::{Input, Nested};
use crate::diagnostics::Diagnostics;
use crate::expand::{lower, machines};
use crate::index::IndexVec;
use crate::resolve::{self, Captured};
use crate::syntax::editions::Edition;
use crate::syntax::nested;
use crate::syntax::scope::Scope;
use crate::syntax::signature::{Co, Param};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;

/// The body, its blocks replaced by calls of markers, and what these stand for.
pub fn compile(input: &Input) -> (Input, Vec<Nested>) {
    let mut body = input.block.clone();
    let marked = nested::mark(&mut body);
    if marked.len() == 0 {
        return (input.with(body), Vec::new());
    }
    let mut compiled: IndexVec<_, Option<(Vec<Captured>, Nested)>> = marked.ids().map(|_| None).collect();
    for found in captures(&input.with(body.clone())) {
        if found.certain {
            let block = block(input, &found.captured, marked[found.id].clone());
            compiled[found.id] = block.map(|block| (found.captured, block));
        }
    }
    let mut blocks = Vec::new();
    nested::replace(&mut body, &mut |id, block| {
        let (captured, compiled) = compiled[id].take()?;
        blocks.push(compiled);
        let doubtful = captured.iter().filter(|captured| captured.doubtful).map(|captured| captured.name.clone());
        input.doubts.add_owned(block.async_token.span, doubtful.collect());
        let names: Vec<Ident> = captured.into_iter().map(|captured| captured.name).collect();
        Some(nested::call(block, blocks.len() - 1, &names))
    });
    (input.with(body), blocks)
}

/// What the marked blocks capture. Nothing that is wrong with the body is of interest yet.
fn captures(marked: &Input) -> Vec<resolve::Nested> {
    let unread = Diagnostics::default();
    let (tree, _) = lower(marked, Edition::Since2024, &unread);
    let found = match unread.barrier() {
        Ok(()) => resolve::resolve(tree, &marked.signature, &marked.function.methods, &unread).blocks,
        Err(_) => Vec::new(),
    };
    unread.into_tokens();
    found
}

fn block(input: &Input, captured: &[Captured], block: syn::Block) -> Option<Nested> {
    let params = captured.iter().map(|captured| {
        let declared = captured.param.map(|param| &input.signature.params[param].ty);
        Param::captured(captured.name.clone(), declared, captured.mutable, captured.reference)
    });
    let nested = input.nested(params.collect(), block);
    let diagnostics = Diagnostics::default();
    let machine = machines(&nested, &diagnostics);
    let machine = diagnostics.barrier().and(machine).ok();
    diagnostics.into_tokens();
    machine.map(|machine| Nested::new(&nested, machine))
}

/// Whether the types in the block's frame are known to live as long as references into it. Those of the parameters of an `impl` or a
/// trait that nobody sees are not.
pub fn may_borrow_itself(input: &Input) -> bool {
    let unseen = matches!(input.function.scope, Scope::Unknown) && matches!(input.signature.co, Co::Static);
    let function = &input.function;
    !(unseen && (mentions_self(function.sig.to_token_stream()) || mentions_self(function.body.to_token_stream())))
}

fn mentions_self(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions_self(group.stream()),
        TokenTree::Ident(ident) => ident == "self" || ident == "Self",
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
