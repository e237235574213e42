//! The whole item: the user's function, its body replaced by one that makes a coroutine.

use super::{Codegen, Words, lints, witness};
use crate::analysis::{Class, Facts};
use crate::frame::Frame;
use crate::names;
use crate::resolve::Resolved;
use crate::syntax::args::Function;
use crate::syntax::signature::Signature;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

pub struct Input {
    pub function: Function,
    pub signature: Signature,
    /// Items of the body that the witness and the machine share.
    pub items: Vec<syn::Item>,
    /// The body without them.
    pub block: syn::Block,
}

impl Input {
    pub fn new(function: Function, signature: Signature, mut block: syn::Block) -> Self {
        let items = hoist(&mut block, &function.sig);
        Input { function, signature, items, block }
    }
}

/// Takes the items out of the block, so that they are there once. One whose name occurs in the signature stays: there the name means
/// something else.
fn hoist(block: &mut syn::Block, sig: &syn::Signature) -> Vec<syn::Item> {
    let mut mentioned = Vec::new();
    collect_idents(sig.to_token_stream(), &mut mentioned);
    let clashes = |item: &syn::Item| defined(item).is_none_or(|name| mentioned.contains(&name.to_string()));
    if block.stmts.iter().any(|stmt| matches!(stmt, syn::Stmt::Item(item) if clashes(item))) {
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
    let (attrs, vis) = (&function.attrs, &function.vis);
    let mut sig = signature.item.clone();
    let (private, output) = (names::private(), type_argument(&signature.output));
    // `impl` has the span of this crate, whose edition is 2024, so that it captures every generic in scope in all editions.
    let future = quote_spanned!(names::machine()=> impl #private::Future<Output = #output>);
    sig.output = syn::parse_quote!(-> #future);
    // The bounds that keep the frame alive stand in a `where` clause of their own.
    quote!(#(#attrs)* #[allow(clippy::multiple_bound_locations, clippy::needless_lifetimes)] #vis #sig)
}

/// The type where it is the argument of another: there `!` is unstable.
pub fn type_argument(ty: &syn::Type) -> TokenStream {
    match ty {
        syn::Type::Never(_) => {
            let private = names::private();
            quote!(#private::Never)
        }
        ty => ty.to_token_stream(),
    }
}

pub fn generate(input: &Input, resolved: &Resolved, facts: &Facts, frame: &Frame) -> TokenStream {
    let codegen = Codegen { resolved, facts, frame, words: Words::new(), verifying: false.into() };
    let header = header(&input.function, &input.signature);
    let witness = witness::witness(input, &input.block);
    let items = &input.items;
    let machine = codegen.machine(input);
    let allowed = lints::allowed();
    let coroutine = names::fresh("coroutine");
    quote! {
        #header {
            #(#items)*
            #witness
            #allowed
            let #coroutine = #machine;
            #coroutine
        }
    }
}

/// The body for rustc to check, without a machine.
pub fn checked(function: Function, signature: Signature, block: syn::Block) -> TokenStream {
    let input = Input::new(function, signature, block);
    let (items, witness) = (&input.items, witness::witness(&input, &input.block));
    quote!(#(#items)* #witness)
}

impl Codegen<'_> {
    /// ```text
    /// {
    ///     struct Slots<…> { … }
    ///     let resume = |at: At, mut cx: Option<&mut Context<'_>>| -> Step<_, Output> { … };
    ///     let mut coroutine = unsafe { allocate(resume) };
    ///     let slots = coroutine.slots();
    ///     unsafe { (&raw mut (*slots).state).write(0); (&raw mut (*slots).slot_name).write(name); }
    ///     coroutine
    /// }
    /// ```
    fn machine(&self, input: &Input) -> TokenStream {
        let Words { private, cx, .. } = &self.words;
        let slots_struct = self.slots_struct();
        let handles_function = self.handles_function();
        let output = type_argument(&input.signature.output_inferred);
        let [at, resume, coroutine, slots] = ["at", "resume", "coroutine", "slots"].map(names::fresh);
        let body = self.resume_function(input, &at, &slots);
        let params = self.resolved.params.iter().zip(&input.signature.params).map(|(&local, param)| {
            let (slot, ident) = (&self.param_slot(local).name, &param.ident);
            quote!((&raw mut (*#slots).#slot).write(#ident);)
        });
        let live: Vec<TokenStream> = self
            .resolved
            .params
            .iter()
            .flat_map(|&local| {
                let slot = self.param_slot(local);
                let live = slot.flag.iter().map(|flag| (flag, true));
                live.chain(slot.parts.iter().map(|part| (part, false)))
            })
            .map(|(flag, set)| quote!((&raw mut (*#slots).#flag).write(#private::Flag::new(#set));))
            .collect();
        quote! {
            {
                #slots_struct
                #handles_function
                let #resume = |#at: #private::At, mut #cx: #private::Option<&mut #private::Context<'_>>| -> #private::Step<_, #output> {
                    #body
                };
                // SAFETY: `resume` captures nothing, and the state and the parameters are written below.
                let mut #coroutine = unsafe { #private::allocate(#resume) };
                let #slots = #coroutine.slots();
                // SAFETY: the slots are ours and were not begun before.
                unsafe {
                    (&raw mut (*#slots).state).write(0);
                    #(#params)*
                    #(#live)*
                }
                #coroutine
            }
        }
    }

    fn resume_function(&self, input: &Input, at: &Ident, slots: &Ident) -> TokenStream {
        let Words { private, frame, entry, cx } = &self.words;
        let slots_type = self.slots_type();
        let handles = self.handles(slots);
        let hints = self.resolved.params.iter().zip(&input.signature.params).map(|(&local, param)| {
            let (slot, ty) = (self.param_slot(local), &param.ty);
            let handle = &slot.name;
            quote!(let _: &#private::Slot<#ty> = #handle;)
        });
        let unresumed = self.resolved.params.iter().map(|&local| {
            let slot = &self.param_slot(local).name;
            quote!(#slot.read())
        });
        let params = self.resolved.params.iter().map(|&local| self.restored_param(local));
        let block = self.block(&self.resolved.block);
        quote! {
            let #slots: *mut #slots_type = #at.slots();
            // SAFETY: the state is that of the frame that was given.
            let (#frame, mut #entry) = unsafe { #private::Frame::enter(#slots, &raw mut (*#slots).state, &#cx) };
            if #frame.is_over(#entry) {
                return #frame.cancelled();
            }
            #handles
            #(#hints)*
            if #frame.is_unresumed(#entry, &#cx) {
                #private::drop((#(#unresumed,)*));
                return #frame.cancelled();
            }
            #(#params)*
            #frame.ready(#block)
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
            Class::Pinned { .. } => {
                let (held, hold, thawing) = (self.held(local), self.hold(local, slot), self.thawing(local));
                quote!(let #held = #hold; #thawing)
            }
        }
    }
}

/// A method that a trait requires.
pub fn required(function: &Function, signature: &Signature) -> TokenStream {
    let header = header(function, signature);
    quote!(#header;)
}
