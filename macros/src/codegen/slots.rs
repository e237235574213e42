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
                quote! { union Futures<#(#future_types),*> { #(#futures: #private::ManuallyDrop<#future_types>),* } };
            (union, quote!(futures: Futures<#(#future_types),*>,))
        } else {
            (TokenStream::new(), quote!(#(#futures: #future_types,)*))
        };
        quote! {
            #union
            struct Slots<#(#types),*> {
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
        quote!(Slots<#(#holes),*>)
    }

    /// The handles, by the names of their slots.
    pub(super) fn handles(&self, slots: &Ident) -> TokenStream {
        let private = &self.words.private;
        let locals = self.locals().map(|(name, scratch)| {
            let make = if scratch { quote!(of_scratch) } else { quote!(at) };
            (name, quote!(#private::Slot::#make(&raw mut (*#slots).#name)))
        });
        let share = self.frame.futures_share();
        let futures = self.frame.futures.iter().map(|(_, name)| {
            let made = if share {
                quote!(#private::Slot::of_shared(&raw mut (*#slots).futures.#name))
            } else {
                quote!(#private::Slot::at(&raw mut (*#slots).#name))
            };
            (name, made)
        });
        let flags = self.flags().map(|name| (name, quote!(#private::Flag::at(&raw mut (*#slots).#name))));
        let (names, made): (Vec<&Ident>, Vec<TokenStream>) = locals.chain(futures).chain(flags).unzip();
        if names.is_empty() {
            return TokenStream::new();
        }
        let paired = self.frame.slots.iter().filter_map(|(_, slot)| {
            let slot = slot.as_ref()?;
            let (name, flag) = (&slot.name, slot.flag.as_ref()?);
            Some(quote!(let #flag = #private::Flagged::new(#name, #flag);))
        });
        quote! {
            // SAFETY: the frame is pinned, and what follows uses each slot as the witness uses the local.
            let (#(#names,)*) = unsafe { (#(#made,)*) };
            #(#paired)*
        }
    }

    /// The slots of the locals, and whether they are scratch space.
    fn locals(&self) -> impl Iterator<Item = (&Ident, bool)> {
        self.frame.slots.iter().filter_map(|(_, slot)| slot.as_ref().map(|slot| (&slot.name, slot.scratch)))
    }

    fn flags(&self) -> impl Iterator<Item = &Ident> {
        self.frame.slots.iter().filter_map(|(_, slot)| slot.as_ref()?.flag.as_ref())
    }

    /// The slot of a parameter: every parameter has one.
    pub(super) fn param_slot(&self, local: LocalId) -> &crate::frame::Slot {
        self.frame.slots[local].as_ref().expect("a parameter has a slot")
    }
}

fn type_parameter(index: usize) -> Ident {
    format_ident!("T{}", index, span = names::machine())
}
