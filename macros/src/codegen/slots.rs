//! The generated struct of slots, and the handles that the resume function makes to them.

use super::Codegen;
use crate::index::LocalId;
use crate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Codegen<'_> {
    /// ```text
    /// struct Slots<T0, T1, T2> { state: u8, slot_name: T0, futures: Futures<T1, T2>, live_name: Flag }
    /// union Futures<T1, T2> { future_1: ManuallyDrop<T1>, future_2: ManuallyDrop<T2> }
    /// ```
    pub(super) fn slots_struct(&self) -> TokenStream {
        let private = &self.words.private;
        let locals: Vec<TokenStream> = self
            .locals()
            .enumerate()
            .map(|(index, (name, scratch))| {
                let ty = type_parameter(index);
                if scratch { quote!(#name: #private::Scratch<#ty>) } else { quote!(#name: #ty) }
            })
            .collect();
        let state = format_ident!("u{}", self.frame.state_bits());
        let state = quote!(#private::primitive::#state);
        let futures: Vec<&Ident> = self.frame.futures.iter().map(|(_, name)| name).collect();
        let future_types: Vec<Ident> = (locals.len()..locals.len() + futures.len()).map(type_parameter).collect();
        let types = (0..locals.len() + futures.len()).map(type_parameter);
        let flags = self.flags();
        let (union, awaited) = if self.frame.futures_share() {
            let union =
                quote! { union __Futures<#(#future_types),*> { #(#futures: #private::ManuallyDrop<#future_types>),* } };
            (union, quote!(futures: __Futures<#(#future_types),*>,))
        } else {
            (TokenStream::new(), quote!(#(#futures: #future_types,)*))
        };
        quote! {
            #union
            struct __Slots<#(#types),*> {
                state: #state,
                #(#locals,)*
                #awaited
                #(#flags: #private::Flag,)*
            }
        }
    }

    /// `Slots<_, _>`
    pub(super) fn slots_type(&self) -> TokenStream {
        let holes = (0..self.locals().count() + self.frame.futures.len()).map(|_| quote!(_));
        quote!(__Slots<#(#holes),*>)
    }

    /// The function that makes a handle to each slot. It is a function of its own so that the types of slots that are written by diverging
    /// code alone may fall back to whatever they like: no `unsafe` depends on them.
    ///
    /// ```text
    /// unsafe fn handles<'f, T0: 'f, T1: 'f>(slots: *mut Slots<T0, T1>) -> (&'f Slot<T0>, &'f Slot<T1>, &'f Flag) {
    ///     unsafe { (Slot::at(&raw mut (*slots).slot_name), Slot::at(&raw mut (*slots).future_1), …) }
    /// }
    /// ```
    pub(super) fn handles_function(&self) -> TokenStream {
        let private = &self.words.private;
        let locals = self.locals().map(|(name, scratch)| {
            let make = if scratch { quote!(of_scratch) } else { quote!(at) };
            quote!(#private::Slot::#make(&raw mut (*slots).#name))
        });
        let share = self.frame.futures_share();
        let futures = self.frame.futures.iter().map(|(_, name)| {
            if share {
                quote!(#private::Slot::of_shared(&raw mut (*slots).futures.#name))
            } else {
                quote!(#private::Slot::at(&raw mut (*slots).#name))
            }
        });
        let flags = self.flags().map(|name| quote!(#private::Flag::at(&raw mut (*slots).#name)));
        let made: Vec<TokenStream> = locals.chain(futures).chain(flags).collect();
        if made.is_empty() {
            return TokenStream::new();
        }
        let types: Vec<Ident> = (0..self.locals().count() + self.frame.futures.len()).map(type_parameter).collect();
        let flag_types = self.flags().map(|_| quote!(&'__frame #private::Flag));
        quote! {
            #[inline(always)]
            unsafe fn __handles<'__frame, #(#types: '__frame),*>(
                slots: *mut __Slots<#(#types),*>,
            ) -> (#(&'__frame #private::Slot<#types>,)* #(#flag_types,)*) {
                // SAFETY: the frame is pinned, and the caller uses each slot as the witness uses the local.
                unsafe { (#(#made,)*) }
            }
        }
    }

    /// The handles, by the names of their slots.
    pub(super) fn handles(&self, slots: &Ident) -> TokenStream {
        let private = &self.words.private;
        let futures = self.frame.futures.iter().map(|(_, name)| name);
        let names: Vec<&Ident> = self.locals().map(|(name, _)| name).chain(futures).chain(self.flags()).collect();
        if names.is_empty() {
            return TokenStream::new();
        }
        let paired = self.frame.slots.iter().filter_map(|(_, slot)| {
            let slot = slot.as_ref()?;
            let (name, flag, parts) = (&slot.name, slot.flag.as_ref()?, &slot.parts);
            Some(match &parts[..] {
                [] => quote!(let #flag = #private::Flagged::new(#name, #flag);),
                parts => quote!(let #flag = #private::Parted::new(#name, #flag, [#(#parts),*]);),
            })
        });
        quote! {
            // SAFETY: the slots are those of the frame that was entered.
            let (#(#names,)*) = unsafe { __handles(#slots) };
            #(#paired)*
        }
    }

    /// The slots of the locals, and whether they are scratch space.
    fn locals(&self) -> impl Iterator<Item = (&Ident, bool)> {
        self.frame.slots.iter().filter_map(|(_, slot)| slot.as_ref().map(|slot| (&slot.name, slot.scratch)))
    }

    fn flags(&self) -> impl Iterator<Item = &Ident> {
        let slots = self.frame.slots.iter().filter_map(|(_, slot)| slot.as_ref());
        slots.flat_map(|slot| slot.flag.iter().chain(&slot.parts))
    }

    /// The slot of a parameter: every parameter has one.
    pub(super) fn param_slot(&self, local: LocalId) -> &crate::frame::Slot {
        self.frame.slots[local].as_ref().expect("a parameter has a slot")
    }
}

fn type_parameter(index: usize) -> Ident {
    format_ident!("T{}", index, span = names::machine())
}
