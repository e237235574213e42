//! The whole compiler on one screen.

use crate::diagnostics::{Diagnostics, Stop};
use crate::dump::{self, Phase};
use crate::syntax::args::{self, Allocator};
use crate::syntax::function::Function;
use crate::syntax::item::{self, Container, Item, Member};
use crate::syntax::signature::{self, Signature};
use crate::syntax::{body, known, params};
use crate::{analysis, codegen, fallback, frame, names, resolve};
use proc_macro2::TokenStream;
use quote::ToTokens;

pub fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let diagnostics = Diagnostics::default();
    let form = args::parse(args, Allocator::OF_THIS_BUILD, &diagnostics);
    match item::parse(form, item.clone(), &diagnostics) {
        Some(Item::Function(parsed)) => function(*parsed, diagnostics),
        Some(Item::Container(parsed)) => fallback::beside(container(parsed), diagnostics),
        None => fallback::beside(item, diagnostics),
    }
}

fn container(container: Container) -> TokenStream {
    let members = container.members.into_iter().map(|parsed| match parsed {
        Member::Function(parsed, diagnostics) => {
            let place = parsed.sig.ident.span();
            names::moved_from_attribute(function(*parsed, diagnostics), place)
        }
        Member::Container(parsed) => self::container(parsed),
        Member::Other(tokens, diagnostics) => fallback::beside(tokens, diagnostics),
    });
    let filled = codegen::container(container.head, &container.braces, container.inner, members);
    fallback::beside(filled, container.diagnostics)
}

fn function(function: Function, diagnostics: Diagnostics) -> TokenStream {
    let signature = signature::lower(&function, &diagnostics);
    let compiled = match function.block() {
        Ok(Some(block)) => compile(&function, &signature, block, &diagnostics),
        Ok(None) => diagnostics.barrier().map(|()| codegen::required(&function, &signature)),
        Err(error) => return fallback::unparsed(&function, &signature, error, diagnostics),
    };
    compiled.unwrap_or_else(|Stop| fallback::function(&function, &signature, diagnostics))
}

fn compile(
    function: &Function,
    signature: &Signature,
    block: syn::Block,
    diagnostics: &Diagnostics,
) -> Result<TokenStream, Stop> {
    let name = function.sig.ident.to_string();
    if let Some(name) = names::reserved(block.to_token_stream()) {
        diagnostics.error(
            name.span(),
            format_args!("the name `{name}` is reserved for the compiler of coroutines: choose another one"),
        );
    }
    diagnostics.barrier()?;

    let input = codegen::Input::new(function.clone(), signature.clone(), known::spell_out(block));
    let tree = body::lower(input.block.clone(), diagnostics);
    let tree = params::bind(&input.signature.params, tree);
    dump::print(Phase::Syntax, &name, || dump::tree(&tree));
    diagnostics.barrier()?;

    let resolved = resolve::resolve(tree, &input.signature, diagnostics);
    diagnostics.barrier()?;

    let facts = analysis::classify(&resolved, diagnostics);
    dump::print(Phase::Classes, &name, || dump::classes(&resolved, &facts));
    diagnostics.barrier()?;

    let frame = frame::lay_out(&resolved, &facts);
    dump::print(Phase::Frame, &name, || dump::frame(&frame, &input.signature));

    let tokens = codegen::generate(&input, &resolved, &facts, &frame);
    dump::print(Phase::Code, &name, || dump::code(&tokens));
    Ok(tokens)
}
