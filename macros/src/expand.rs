//! The whole compiler on one screen.

use crate::codegen::{Input, Kind, Nested};
use crate::diagnostics::{Diagnostics, Stop};
use crate::dump::{self, Phase};
use crate::syntax::args::{self, Allocator};
use crate::syntax::cfg::{self, Body, TooMany, Variant};
use crate::syntax::editions::{self, Edition};
use crate::syntax::function::Function;
use crate::syntax::item::{self, Container, Item, Member};
use crate::syntax::signature::{self, Signature};
use crate::syntax::tree::Block;
use crate::syntax::{apart, body, left, params};
use crate::{analysis, blocks, codegen, fallback, frame, names, resolve};
use proc_macro2::TokenStream;
use quote::ToTokens;

pub fn expand(args: TokenStream, item: TokenStream) -> TokenStream {
    let diagnostics = Diagnostics::default();
    let form = args::parse(args.clone(), Allocator::OF_THIS_BUILD, &diagnostics);
    match item::parse(form, item.clone(), &diagnostics) {
        Some(Item::Function(parsed)) => function(*parsed, Some(&args), diagnostics),
        Some(Item::Container(parsed)) => fallback::beside(container(parsed), diagnostics),
        None => fallback::beside(item, diagnostics),
    }
}

fn container(container: Container) -> TokenStream {
    let members = container.members.into_iter().map(|parsed| match parsed {
        Member::Function(parsed, diagnostics) => {
            let place = parsed.sig.ident.span();
            names::moved_from_attribute(function(*parsed, None, diagnostics), place)
        }
        Member::Container(parsed) => self::container(parsed),
        Member::Other(tokens, diagnostics) => fallback::beside(tokens, diagnostics),
    });
    let filled = codegen::container(container.head, &container.braces, container.inner, members);
    fallback::beside(filled, container.diagnostics)
}

/// `args` are those of the function's own attribute.
fn function(function: Function, args: Option<&TokenStream>, diagnostics: Diagnostics) -> TokenStream {
    let variants = match cfg::variants(&function) {
        // What is wrong already is wrong under any `cfg`.
        Ok(variants) if diagnostics.barrier().is_ok() => variants,
        Ok(_) => vec![Variant::unconfigured(function)],
        Err(TooMany(span)) => {
            let halves = if args.is_some() { cfg::halves(&function) } else { Vec::new() };
            if diagnostics.barrier().is_ok() && !halves.is_empty() {
                return halves.into_iter().map(|half| codegen::once_more(args, half)).collect();
            }
            diagnostics.error(span, "a coroutine may have four different `cfg`s inside: put the attribute on the function itself, which may have any number, or use `if cfg!(..)`");
            vec![Variant::unconfigured(function)]
        }
    };
    let diagnostics = [diagnostics].into_iter().chain(std::iter::repeat_with(Diagnostics::default));
    variants.into_iter().zip(diagnostics).map(|(variant, diagnostics)| configured(variant, diagnostics)).collect()
}

fn configured(Variant { function, body }: Variant, diagnostics: Diagnostics) -> TokenStream {
    let signature = signature::lower(&function, &diagnostics);
    let compiled = match body {
        Ok(Some(body)) => compile(&function, &signature, body, &diagnostics),
        Ok(None) if left::was_async(&function.sig) => diagnostics.barrier().map(|()| codegen::as_written(&function)),
        Ok(None) => diagnostics.barrier().map(|()| codegen::required(&function, &signature)),
        Err(error) => return fallback::unparsed(&function, &signature, error, diagnostics),
    };
    compiled.unwrap_or_else(|Stop| fallback::function(&function, &signature, diagnostics))
}

fn compile(
    function: &Function,
    signature: &Signature,
    body: Body,
    diagnostics: &Diagnostics,
) -> Result<TokenStream, Stop> {
    diagnostics.barrier()?;
    let name = function.sig.ident.to_string();
    if let Some(name) = names::reserved(body.written.to_token_stream()) {
        diagnostics.error(
            name.span(),
            format_args!("the name `{name}` is reserved for the compiler of coroutines: choose another one"),
        );
    }
    diagnostics.barrier()?;

    let is_left = left::is_left(function, &body.written);
    let input = Input::new(function.clone(), signature.clone(), body.spelled_out);
    let tokens = if is_left {
        let (body, blocks) = blocks::compile(&input);
        codegen::with_blocks(&input, &body.block, &blocks)
    } else {
        codegen::generate(&input, machines(&input, diagnostics)?)
    };
    dump::print(Phase::Code, &name, || dump::code(&tokens));
    Ok(tokens)
}

/// The machine of a body, with those of the `async` blocks in it. In some bodies it depends on the edition: where that is not known, both are
/// written.
pub fn machines(input: &Input, diagnostics: &Diagnostics) -> Result<TokenStream, Stop> {
    let mut body = input.block.clone();
    apart::bind_parts(&mut body, &input.signature.params);
    let (input, blocks) = blocks::compile(&input.with(body));
    if let Some(edition) = editions::known(input.block.brace_token.span.join()) {
        let (tree, _) = lower(&input, edition, diagnostics);
        return machine(&input, &blocks, tree, diagnostics);
    }
    let (tree, edition_matters) = lower(&input, Edition::Since2024, diagnostics);
    let shown = edition_matters.then(|| dump::tree(&tree));
    let since = machine(&input, &blocks, tree, diagnostics)?;
    let before = shown.map_or(Ok(None), |shown| before_2024(&input, &blocks, &shown))?;
    Ok(match before {
        None => since,
        Some(before) => codegen::by_edition(&input, before, since),
    })
}

/// The tree, and whether it may be another one in an older edition.
pub fn lower(input: &Input, edition: Edition, diagnostics: &Diagnostics) -> (Block, bool) {
    let (tree, edition_matters) = body::lower(input.block.clone(), edition, diagnostics);
    (params::bind(&input.signature.params, tree), edition_matters)
}

/// The machine for older editions, if its tree is another one than `since` shows. What cannot be compiled in a function is an error there
/// alone.
fn before_2024(input: &Input, blocks: &[Nested], since: &str) -> Result<Option<TokenStream>, Stop> {
    let diagnostics = Diagnostics::default();
    let (before, _) = lower(input, Edition::Before2024, &diagnostics);
    let differs = dump::tree(&before) != since;
    let machine = if differs { machine(input, blocks, before, &diagnostics).map(Some) } else { Ok(None) };
    let errors = diagnostics.into_tokens();
    match input.kind {
        Kind::Block => machine,
        Kind::Function if differs => Ok(machine.unwrap_or(Some(errors))),
        Kind::Function => Ok(None),
    }
}

fn machine(input: &Input, blocks: &[Nested], tree: Block, diagnostics: &Diagnostics) -> Result<TokenStream, Stop> {
    let name = input.function.sig.ident.to_string();
    dump::print(Phase::Syntax, &name, || dump::tree(&tree));
    diagnostics.barrier()?;

    let resolved = resolve::resolve(tree, &input.signature, &input.function.methods, diagnostics);
    diagnostics.barrier()?;

    let facts = analysis::classify(&resolved, diagnostics);
    dump::print(Phase::Classes, &name, || dump::classes(&resolved, &facts));
    diagnostics.barrier()?;
    if input.kind == Kind::Block && !analysis::is_certain(&resolved, &facts, blocks::may_borrow_itself(input)) {
        return Err(Stop);
    }

    input.doubts.add(&resolved, &facts);
    let frame = frame::lay_out(&resolved, &facts);
    dump::print(Phase::Frame, &name, || dump::frame(&frame, &input.signature));
    Ok(codegen::machine(input, blocks, &resolved, &facts, &frame))
}
