//! The coroutine itself, of which rustc has to learn the types: see the runtime's private `coroutine`, `sending` and `unlabelled`.

use super::slots::Declared;
use super::{Codegen, Input, Kind, Words};
use crate::names;
use crate::syntax::args::Form;
use crate::syntax::signature::Co;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Codegen<'_> {
    /// The coroutine, its slots not begun, and where these are.
    ///
    /// ```text
    /// 'made: {
    ///     break 'made unsafe { allocate(resume) };
    ///     same(resume, async {
    ///         let Some((resume, held)) = held() else { loop {} };
    ///         wait().await;
    ///         drop(held);
    ///         resume
    ///     })
    /// }
    /// ```
    ///
    /// Control does not come to `same`, and the block is never made: of it rustc is asked whether what is in the frame is `Send`. Where no
    /// lifetime of the header is as short as what the frame may borrow, the type of `resume` is learnt there, too, so that it is the right one
    /// but for lifetimes: then it is `unlabelled::<_, fn() -> (&'a (), &'b ())>()` that makes the coroutine.
    ///
    /// Where no `impl Future` says how long the coroutine lives, its type does, by what it was given: a block's, and that of a function which
    /// returns a box. That of a block is asked whether it is `Send` in the witness, unless that does not know that it is asked.
    pub(super) fn allocated(&self, input: &Input, resume: &Ident, coroutine: &Ident) -> (TokenStream, TokenStream) {
        let (private, made, held) = (&self.words.private, names::made(), names::fresh("held"));
        let slots = quote!((&mut #coroutine).slots());
        let given = || {
            let given = input.given();
            quote!(#private::Given::nothing()#(.and(&#given))*)
        };
        let (allocate, slots) = match (input.kind, &input.signature.co) {
            (Kind::Block, _) if !input.signature.hides_output() => {
                let given = given();
                return (quote!(unsafe { #private::allocate_block(#resume, #given) }), slots);
            }
            (Kind::Function, Co::Static | Co::Named(_)) if input.function.form == Form::Opaque => {
                (quote!(allocate(#resume)), slots)
            }
            (Kind::Block, _) | (Kind::Function, Co::Static | Co::Named(_)) => {
                let given = given();
                (quote!(allocate_given(#resume, #given)), slots)
            }
            (Kind::Function, Co::Unnamed) => {
                let lifetimes = input.signature.header.generics.lifetimes().map(|param| &param.lifetime);
                let mentioned = quote!(fn() -> (#(&#lifetimes (),)*));
                (quote!(unlabelled::<_, #mentioned>()), quote!((&mut #coroutine).slots_of(&#resume)))
            }
        };
        let allocated = quote! {
            #made: {
                // SAFETY: `resume` captures nothing, and the state and the parameters are written by who asks for this.
                break #made unsafe { #private::#allocate };
                #private::same(#resume, async {
                    let #private::Option::Some((#resume, #held)) = #private::held() else { loop {} };
                    #private::wait().await;
                    #private::drop(#held);
                    #resume
                })
            }
        };
        (allocated, slots)
    }

    /// The resume function, for rustc to read when it has learnt the types of the parameters' slots from the parameters.
    ///
    /// ```text
    /// Typed::of(|at| {
    ///     let slots: *mut Slots<u32, _> = at.slots();
    ///     unsafe { hint(&raw mut (*slots).slot_n, &n) };
    ///     slots
    /// })
    /// .resume(|at| { … })
    /// ```
    pub(super) fn typed(&self, input: &Input, layout: &Declared, closure: &TokenStream) -> TokenStream {
        let Words { private, at, slots, .. } = &self.words;
        let (seen, hints) = (self.seen(input, at), self.hints(input, layout));
        quote! {
            #private::Typed::of(|#at| {
                #seen
                #hints
                #slots
            })
            .resume(#closure)
        }
    }
}
