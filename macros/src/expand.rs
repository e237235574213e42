//! The whole compiler on one screen.

use crate::diagnostics::{Diagnostics, Stop};
use crate::dump::{self, Phase};
use crate::fallback::{self, Understood};
use crate::syntax::{args, body, known, params, signature};
use crate::{analysis, codegen, frame, names, resolve};
use proc_macro2::TokenStream;
use quote::ToTokens;

pub fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let diagnostics = Diagnostics::default();
    let mut understood = Understood::Nothing;
    match compile(args, item, &mut understood, &diagnostics) {
        Ok(tokens) => tokens,
        Err(Stop) => fallback::item(understood, diagnostics),
    }
}

fn compile(
    args: TokenStream,
    item: TokenStream,
    understood: &mut Understood,
    diagnostics: &Diagnostics,
) -> Result<TokenStream, Stop> {
    let function = args::parse(args, item, diagnostics)?;
    let signature = signature::lower(&function.sig, diagnostics);
    diagnostics.barrier()?;
    let name = function.sig.ident.to_string();
    let Some(block) = function.block.clone() else { return Ok(codegen::required(&function, &signature)) };
    *understood =
        Understood::Signature { function: Box::new(function.clone()), signature: Box::new(signature.clone()) };

    if let Some(name) = names::reserved(block.to_token_stream()) {
        diagnostics.error(
            name.span(),
            format_args!("the name `{name}` is reserved for the compiler of coroutines: choose another one"),
        );
    }
    diagnostics.barrier()?;

    let input = codegen::Input::new(function, signature, known::spell_out(block));
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
