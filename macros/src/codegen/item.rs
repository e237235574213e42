//! The whole item: the user's function, its body replaced by one that makes a coroutine.

use super::slots::Declared;
use super::{Codegen, Doubts, Nested, Verifying, Words, jumps, lints, witness};
use crate::analysis::{Class, Facts};
use crate::frame::Frame;
use crate::names;
use crate::resolve::Resolved;
use crate::syntax::args::Form;
use crate::syntax::function::Function;
use crate::syntax::signature::{self, Co, Param, Signature};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

pub struct Input {
    pub kind: Kind,
    pub function: Function,
    pub signature: Signature,
    /// Items of the body that the witness and the machine share.
    pub items: Vec<syn::Item>,
    /// The body without them.
    pub block: syn::Block,
    /// What the witness does in two ways.
    pub doubts: Doubts,
}

/// Whose body is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// That of the function.
    Function,
    /// That of an `async` block in it.
    Block,
}

impl Input {
    pub fn new(function: Function, signature: Signature, mut block: syn::Block) -> Self {
        let items = hoist(&mut block, &function.sig);
        Input { kind: Kind::Function, function, signature, items, block, doubts: Doubts::default() }
    }

    /// A block in the body of this one, and what it captures.
    pub fn nested(&self, params: Vec<Param>, block: syn::Block) -> Self {
        let signature = self.signature.of_block(params, block.brace_token.span.join());
        let (function, doubts) = (self.function.clone(), self.doubts.clone());
        Input { kind: Kind::Block, function, signature, items: Vec::new(), block, doubts }
    }

    /// The same with another body.
    pub fn with(&self, block: syn::Block) -> Self {
        let (function, signature, doubts) = (self.function.clone(), self.signature.clone(), self.doubts.clone());
        Input { kind: self.kind, function, signature, items: Vec::new(), block, doubts }
    }

    /// What the machine is given for each parameter.
    pub(super) fn given(&self) -> impl Iterator<Item = Ident> {
        let params = &self.signature.params;
        params.iter().enumerate().map(|(index, param)| match self.kind {
            Kind::Function => param.ident.clone(),
            // Of the same name may be locals that come from different macros.
            Kind::Block => {
                let before = params[..index].iter().filter(|other| other.ident == param.ident);
                names::of_local("captured", &param.ident, before.count())
            }
        })
    }
}

/// Takes the items out of the block, so that they are there once. One whose name occurs in the signature stays: there the name means
/// something else.
fn hoist(block: &mut syn::Block, sig: &syn::Signature) -> Vec<syn::Item> {
    let mut mentioned = Vec::new();
    collect_idents(sig.to_token_stream(), &mut mentioned);
    let clashes = |item: &syn::Item| defined(item).is_none_or(|name| mentioned.contains(&name.to_string()));
    if block.stmts.iter().any(|stmt| matches!(stmt, syn::Stmt::Item(item) if clashes(item))) || hides_a_macro(block) {
        return Vec::new();
    }
    let (items, stmts) =
        std::mem::take(&mut block.stmts).into_iter().partition(|stmt| matches!(stmt, syn::Stmt::Item(_)));
    block.stmts = stmts;
    items
        .into_iter()
        .filter_map(|stmt: syn::Stmt| if let syn::Stmt::Item(item) = stmt { Some(item) } else { None })
        .collect()
}

/// Whether a macro has the name of another one that is called before it: a macro is in scope from where it stands.
fn hides_a_macro(block: &syn::Block) -> bool {
    if !block.stmts.iter().any(|stmt| matches!(stmt, syn::Stmt::Item(syn::Item::Macro(_)))) {
        return false;
    }
    let mut before = Vec::new();
    block.stmts.iter().any(|stmt| match stmt {
        syn::Stmt::Item(syn::Item::Macro(item)) => {
            item.ident.as_ref().is_some_and(|name| before.contains(&name.to_string()))
        }
        stmt => {
            collect_idents(stmt.to_token_stream(), &mut before);
            false
        }
    })
}

fn collect_idents(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => collect_idents(group.stream(), found),
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The name that an item brings into scope; an empty one for an `impl`; `None` if that cannot be told.
fn defined(item: &syn::Item) -> Option<Ident> {
    Some(match item {
        syn::Item::Const(item) => item.ident.clone(),
        syn::Item::Enum(item) => item.ident.clone(),
        syn::Item::Fn(item) => item.sig.ident.clone(),
        syn::Item::Impl(_) => names::fresh("__impl"),
        syn::Item::Macro(item) => item.ident.clone().unwrap_or_else(|| names::fresh("__macro")),
        syn::Item::Static(item) => item.ident.clone(),
        syn::Item::Struct(item) => item.ident.clone(),
        syn::Item::Trait(item) => item.ident.clone(),
        syn::Item::Type(item) => item.ident.clone(),
        syn::Item::Union(item) => item.ident.clone(),
        syn::Item::Use(item) if !has_glob(&item.tree) => names::fresh("__use"),
        _ => return None,
    })
}

fn has_glob(tree: &syn::UseTree) -> bool {
    match tree {
        syn::UseTree::Path(path) => has_glob(&path.tree),
        syn::UseTree::Group(group) => group.items.iter().any(has_glob),
        syn::UseTree::Glob(_) => true,
        syn::UseTree::Name(_) | syn::UseTree::Rename(_) => false,
    }
}

/// The signature of the plain function: it returns the future.
pub fn header(function: &Function, signature: &Signature) -> TokenStream {
    let future = future_type(function, signature);
    // The end of the signature is the user's, so that lints take the whole of it for the user's.
    let future = ended_at(future, signature.header.paren_token.span.close());
    header_of(function, signature, &syn::Type::Verbatim(future))
}

/// The signature of a function that returns that.
pub(super) fn header_of(function: &Function, signature: &Signature, output: &syn::Type) -> TokenStream {
    headed(function, &signature.header, output)
}

/// The same with the patterns of the parameters, where the body is not that of a coroutine, which binds them itself.
pub(super) fn header_with_patterns(function: &Function, signature: &Signature, output: &syn::Type) -> TokenStream {
    let mut header = signature.header.clone();
    for input in header.inputs.iter_mut().zip(&function.sig.inputs) {
        match input {
            (syn::FnArg::Typed(input), syn::FnArg::Typed(declared)) => input.pat = declared.pat.clone(),
            (syn::FnArg::Receiver(input), syn::FnArg::Receiver(declared)) => input.mutability = declared.mutability,
            _ => {}
        }
    }
    headed(function, &header, output)
}

fn headed(function: &Function, header: &syn::Signature, output: &syn::Type) -> TokenStream {
    let (attrs, vis) = (&function.attrs, &function.vis);
    let mut sig = header.clone();
    sig.output = syn::parse_quote!(-> #output);
    let invented = sig.generics.lifetimes().count() > function.sig.generics.lifetimes().count();
    let (bounds, lifetimes) = (lints::allowed_of_bounds(), invented.then(lints::allowed_of_lifetimes));
    quote!(#(#attrs)* #bounds #lifetimes #vis #sig)
}

/// The tokens, the last one with this span.
fn ended_at(tokens: TokenStream, span: Span) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.into_iter().collect();
    if let Some(last) = tokens.last_mut() {
        last.set_span(span);
    }
    tokens.into_iter().collect()
}

/// What the plain function returns.
fn future_type(function: &Function, signature: &Signature) -> TokenStream {
    // It stands where the user's type does.
    let at = match &function.sig.output {
        syn::ReturnType::Type(_, ty) => ty.span(),
        syn::ReturnType::Default => function.sig.paren_token.span.close(),
    };
    let at = names::machine().located_at(at);
    let (private, output) = (names::private_at(at), type_argument(&signature.output));
    let lifetime = match &signature.co {
        // Not in a form that is written out.
        Co::Static | Co::Unnamed => quote_spanned!(at=> 'static),
        Co::Named(lifetime) => lifetime.to_token_stream(),
    };
    match function.form {
        // `impl` has the span of this crate, whose edition is 2024, so that it captures every generic in scope in all editions.
        Form::Opaque => quote_spanned!(at=> impl #private::Future<Output = #output>),
        Form::Boxed => quote_spanned! {at=>
            #private::Pin<#private::Box<dyn #private::Future<Output = #output> + #private::Send + #lifetime>>
        },
        Form::BoxedLocal => quote_spanned! {at=>
            #private::Pin<#private::Box<dyn #private::Future<Output = #output> + #lifetime>>
        },
    }
}

/// The future in the form in which the function returns it.
pub fn delivered(form: Form, future: TokenStream) -> TokenStream {
    let private = names::private();
    match form {
        Form::Opaque => future,
        Form::Boxed | Form::BoxedLocal => quote!(#private::Box::pin(#future)),
    }
}

/// The body as rustc's own `async` block. That something returns the output tells rustc what to expect of the rest.
pub fn native(signature: &Signature, body: &Group) -> TokenStream {
    let private = names::private();
    let output = type_argument(&signature.output_inferred);
    let patterns = signature.params.iter().filter(|param| !param.is_plain());
    let patterns = patterns.map(|param| {
        let (pat, ident) = (&param.pat, &param.ident);
        quote!(let #pat = #ident;)
    });
    quote! {
        async move {
            #(#patterns)*
            if false {
                return #private::unreachable::<#output>();
            }
            #body
        }
    }
}

/// An error that rustc reports only if it has no other one.
pub fn unknown_syntax(error: &syn::Error) -> TokenStream {
    let message = format!("the compiler of coroutines cannot parse this: {error}");
    let span = error.span().resolved_at(names::machine());
    let lint = quote_spanned!(span=> __unknown_syntax(););
    quote! {
        const { ::core::assert!(false, #message) };
        #[deny(unused_must_use)]
        {
            #[must_use = #message]
            fn __unknown_syntax() -> u8 {
                0
            }
            #lint
        }
    }
}

/// An impl, a trait or a module, its members compiled.
pub fn container(
    head: TokenStream,
    braces: &Group,
    inner: TokenStream,
    members: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let mut filled = Group::new(Delimiter::Brace, quote!(#inner #(#members)*));
    filled.set_span(braces.span());
    quote!(#head #filled)
}

/// The declared type of a local. What has the name of a primitive type is taken for a copy, so it must be that type, and not one of the
/// user's that has its name.
pub(super) fn verified(ty: &syn::Type) -> TokenStream {
    let module = signature::primitive(ty).map(|name| {
        let private = names::private_at(name.span());
        quote!(#private::primitive::)
    });
    quote!(#module #ty)
}

/// The type where it is the argument of another: there `!` is unstable.
pub fn type_argument(ty: &syn::Type) -> TokenStream {
    match ty {
        syn::Type::Never(_) => {
            let private = names::private_at(names::machine());
            quote!(#private::Never)
        }
        ty => ty.to_token_stream(),
    }
}

pub fn generate(input: &Input, machine: TokenStream) -> TokenStream {
    let header = header(&input.function, &input.signature);
    let witness = witness::witness(input, &input.block);
    let items = &input.items;
    let allowed = lints::allowed();
    // Not in a `cfg_attr`: rustc breaks down where it wants to suggest something for an expression that has one.
    let implicit = quote!(#[allow(clippy::implicit_return)]);
    let coroutine = names::fresh("coroutine");
    let future = delivered(input.function.form, coroutine.to_token_stream());
    let tie = witness::tie(input, &coroutine);
    let body = quote! {
        #(#items)*
        #witness
        #allowed
        let #coroutine = #machine;
        #tie
        #implicit
        #future
    };
    // The user's braces: the item ends where the user's ends, and lints take it for the user's.
    let mut body = Group::new(Delimiter::Brace, body);
    body.set_span(input.block.brace_token.span.join());
    quote!(#header #body)
}

/// An expression that makes the coroutine.
pub fn machine(input: &Input, blocks: &[Nested], resolved: &Resolved, facts: &Facts, frame: &Frame) -> TokenStream {
    let output = type_argument(&input.signature.output_inferred);
    let (words, verifying) = (Words::new(), Verifying::No.into());
    let may_jump = jumps::may_jump(&input.block);
    let (has_copy, links, links_in_copy) = Default::default();
    let codegen =
        Codegen { blocks, resolved, facts, frame, output, words, may_jump, verifying, has_copy, links, links_in_copy };
    codegen.machine(input)
}

/// One of two machines, by the edition of the body's braces: since 2024, `gen` is a keyword.
pub fn by_edition(input: &Input, before: TokenStream, since: TokenStream) -> TokenStream {
    let edition = Ident::new("gen", input.block.brace_token.span.join());
    quote_spanned!(names::machine()=> ::resumable::__resumable_by_edition!(#edition { #before } { #since }))
}

impl Codegen<'_> {
    /// ```text
    /// {
    ///     struct Slots<…> { … }
    ///     let resume = |at: At| -> Step<_, Output> { … };
    ///     let mut coroutine = unsafe { allocate(resume) };
    ///     …the slots of the parameters are begun…        // see `params_begun`
    ///     coroutine
    /// }
    /// ```
    fn machine(&self, input: &Input) -> TokenStream {
        let Words { private, at, .. } = &self.words;
        let layout = self.layout();
        let slots_items = self.slots_items(&layout);
        let output = &self.output;
        let [resume, coroutine] = ["resume", "coroutine"].map(names::fresh);
        let body = self.resume_function(input, &layout);
        // It stands where the user's type does, and the body where the user's does: so rustc points at them
        // as it does from the witness, and says it once.
        let (from, to) = match &input.function.sig.output {
            syn::ReturnType::Type(_, ty) => names::ends(ty.to_token_stream()),
            syn::ReturnType::Default => None,
        }
        .unwrap_or((names::machine(), names::machine()));
        let (step, end) = (names::private_at(from), quote_spanned!(to=> >));
        let mut body = Group::new(Delimiter::Brace, body);
        // But the temporaries of its end are those of this edition.
        body.set_span(input.block.brace_token.span.join().resolved_at(names::machine()));
        let closure = quote! {
            |#at: #private::At| -> #step::Step<_, #output #end #body
        };
        // Where it stands among other code, that code needs to know at once what kind of closure it is.
        let typed = input.kind == Kind::Block || input.signature.is_partly_known();
        let closure = if typed { self.typed(input, &layout, &closure) } else { closure };
        let (allocated, slots) = self.allocated(input, &resume, &coroutine);
        let begun = self.params_begun(input, &layout, &slots);
        quote! {
            {
                #slots_items
                let #resume = #closure;
                let mut #coroutine = #allocated;
                #begun
                #coroutine
            }
        }
    }

    fn resume_function(&self, input: &Input, layout: &Declared) -> TokenStream {
        let Words { frame, suspended, entry, at, .. } = &self.words;
        let (seen, entered, handles) = (self.seen(input, at), self.enter(layout, at), self.handles());
        let params = || self.resolved.params.iter().copied();
        let unresumed = params().filter(|local| !self.resolved.locals[*local].has_no_destructor());
        let unresumed: Vec<&Ident> = unresumed.map(|local| &self.param_slot(local).name).collect();
        let unresumed = (!unresumed.is_empty()).then(|| quote!(if #entry == 0 { (#(#unresumed.read(),)*); }));
        let mut params: Vec<TokenStream> = params().map(|local| self.restored_param(local)).collect();
        if input.kind == Kind::Block {
            // Unlike parameters, what a block captures drops first to last in the end, too.
            params.reverse();
        }
        let value = input.block.stmts.last().and_then(|tail| names::ends(tail.to_token_stream()));
        let ready =
            self.ready(&self.block(&self.resolved.block), value.unwrap_or((names::machine(), names::machine())));
        let ready = self.with_rests(ready);
        let stays = self.stays();
        let links = self.declared_links();
        let suspended = self.holds().then(|| quote!(let #suspended = (&#frame).suspended();));
        quote! {
            #seen
            #entered
            #handles
            if (&#frame).is_over(#entry, #at) {
                #unresumed
                return (&#frame).cancelled();
            }
            #suspended
            #stays
            #links
            #(#params)*
            #ready
        }
    }

    fn restored_param(&self, local: crate::index::LocalId) -> TokenStream {
        let slot = self.param_slot(local);
        let name = self.name(local, &self.resolved.locals[local].name);
        let mutability = self.resolved.locals[local].mutable.then(|| quote!(mut));
        match self.facts.classes[local] {
            Class::Local | Class::Spilled => {
                let slot = &slot.name;
                quote!(let #mutability #name = #slot.read();)
            }
            Class::Pinned { .. } if !self.is_guarded(local) => TokenStream::new(),
            Class::Pinned { .. } => {
                let (held, hold, thawing) = (self.held(local), self.hold(slot), self.thawing(local));
                let rest = self.rest(local).map(|rest| {
                    let handle = slot.handle();
                    quote!(#handle.rest(#rest);)
                });
                quote!(#rest let #held = #hold; #thawing)
            }
        }
    }
}

/// A method that a trait requires.
pub fn required(function: &Function, signature: &Signature) -> TokenStream {
    let header = header(function, signature);
    quote!(#header;)
}
