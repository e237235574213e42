//! The generated struct of slots, and the handles that the resume function makes to them.

use super::Codegen;
use crate::index::LocalId;
use crate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

impl Codegen<'_> {
    /// ```text
    /// struct Slots<SlotName, Future1> { state: u32, slot_name: SlotName, future_1: Future1, live_name: Flag }
    /// ```
    pub(super) fn slots_struct(&self) -> TokenStream {
        let private = &self.words.private;
        let names: Vec<&Ident> = self.fields().map(|(name, _)| name).collect();
        let types: Vec<Ident> = (0..names.len()).map(type_parameter).collect();
        let fields = self.fields().zip(&types).map(|((_, scratch), ty)| {
            if scratch { quote!(#private::Scratch<#ty>) } else { quote!(#ty) }
        });
        let flags = self.flags();
        quote! {
            struct Slots<#(#types),*> {
                state: u32,
                #(#names: #fields,)*
                #(#flags: #private::Flag,)*
            }
        }
    }

    /// `Slots<_, _>`
    pub(super) fn slots_type(&self) -> TokenStream {
        let holes = self.fields().map(|_| quote!(_));
        quote!(Slots<#(#holes),*>)
    }

    /// The handles, by the names of their slots.
    pub(super) fn handles(&self, slots: &Ident) -> TokenStream {
        let private = &self.words.private;
        let names: Vec<&Ident> = self.fields().map(|(name, _)| name).chain(self.flags()).collect();
        let made = self.fields().map(|(name, scratch)| {
            if scratch {
                quote!(#private::Slot::of_scratch(&raw mut (*#slots).#name))
            } else {
                quote!(#private::Slot::at(&raw mut (*#slots).#name))
            }
        });
        let flags = self.flags().map(|name| quote!(#private::Flag::at(&raw mut (*#slots).#name)));
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
            let (#(#names,)*) = unsafe { (#(#made,)* #(#flags,)*) };
            #(#paired)*
        }
    }

    /// The names of all slots, and whether they are scratch space.
    fn fields(&self) -> impl Iterator<Item = (&Ident, bool)> {
        let locals = self.frame.slots.iter().filter_map(|(_, slot)| slot.as_ref().map(|slot| (&slot.name, slot.scratch)));
        locals.chain(self.frame.futures.iter().map(|(_, name)| (name, false)))
    }

    pub(super) fn flags(&self) -> impl Iterator<Item = &Ident> {
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
