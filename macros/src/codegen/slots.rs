//! The generated struct of slots, and the handles that the resume function makes to them.

use super::Codegen;
use crate::frame::overlap::Layout;
use crate::frame::{FlagPlace, Slot};
use crate::index::{Id, LocalId, SlotId};
use crate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// What the frame's layout becomes.
#[derive(Default)]
struct Declared {
    /// The unions and structs inside.
    items: TokenStream,
    /// Pointers to structs inside unions.
    pointers: TokenStream,
    /// Each slot, made from a pointer to its place.
    slots: Vec<(SlotId, TokenStream)>,
    unions: usize,
    structs: usize,
}

/// A field of a struct or a union.
struct Field {
    name: Ident,
    ty: TokenStream,
    types: Vec<Ident>,
}

impl Codegen<'_> {
    /// ```text
    /// struct Slots<T0, T1, T2> { state: u8, slot_name: T0, shared_1: Shared1<T1, T2>, live_name: Flag }
    /// union Shared1<T1, T2> { future_1: ManuallyDrop<T1>, future_2: ManuallyDrop<T2> }
    /// ```
    ///
    /// The function that makes a handle to each slot is a function of its own so that the types of slots that are written by diverging code
    /// alone may fall back to whatever they like: no `unsafe` depends on them.
    ///
    /// ```text
    /// unsafe fn handles<'f, T0: 'f, T1: 'f>(slots: *mut Slots<T0, T1>) -> (&'f Slot<T0>, &'f Slot<T1>, &'f Flag) {
    ///     unsafe { (Slot::at(&raw mut (*slots).slot_name), Slot::at(&raw mut (*slots).future_1), …) }
    /// }
    /// ```
    pub(super) fn slots_items(&self) -> TokenStream {
        let private = &self.words.private;
        let mut declared = Declared::default();
        let parts: &[Layout] = match &self.frame.layout {
            None => &[],
            Some(Layout::Together(parts)) => parts,
            Some(alone) => std::slice::from_ref(alone),
        };
        let fields: Vec<Field> = parts.iter().map(|part| self.field(part, &quote!((*slots)), &mut declared)).collect();
        let fields = fields.iter().map(|Field { name, ty, .. }| quote!(#name: #ty,));
        let state = format_ident!("u{}", self.frame.state_bits());
        let state = quote!(#private::primitive::#state);
        let types: Vec<Ident> = self.frame.storage.ids().map(type_parameter).collect();
        let flags: Vec<&Ident> = self.flags().collect();
        let nothing = types.is_empty() && flags.is_empty();
        let handles = if nothing { TokenStream::new() } else { self.handles_function(&mut declared, &types) };
        let items = declared.items;
        quote! {
            #items
            struct __Slots<#(#types),*> {
                state: #state,
                #(#fields)*
                #(#flags: #private::Flag,)*
            }
            #handles
        }
    }

    fn handles_function(&self, declared: &mut Declared, types: &[Ident]) -> TokenStream {
        let private = &self.words.private;
        declared.slots.sort_by_key(|(slot, _)| *slot);
        let (pointers, slots) = (&declared.pointers, declared.slots.iter().map(|(_, made)| made));
        let flags = self.flags().map(|name| quote!(#private::Flag::at(&raw mut (*slots).#name)));
        let flag_types = self.flags().map(|_| quote!(&'__frame #private::Flag));
        quote! {
            #[inline(always)]
            unsafe fn __handles<'__frame, #(#types: '__frame),*>(
                slots: *mut __Slots<#(#types),*>,
            ) -> (#(&'__frame #private::Slot<#types>,)* #(#flag_types,)*) {
                // SAFETY: the frame is pinned, and the caller uses each slot as the witness uses the local.
                unsafe {
                    #pointers
                    (#(#slots,)* #(#flags,)*)
                }
            }
        }
    }

    /// The field of a struct; `base` is a place of that struct's type.
    fn field(&self, layout: &Layout, base: &TokenStream, declared: &mut Declared) -> Field {
        let private = &self.words.private;
        match layout {
            Layout::Slot(slot) => {
                let (name, ty) = (&self.frame.storage[*slot], type_parameter(*slot));
                declared.slots.push((*slot, quote!(#private::Slot::at(&raw mut #base.#name))));
                Field { name: name.clone(), ty: quote!(#ty), types: vec![ty] }
            }
            Layout::Apart(parts) => {
                declared.unions += 1;
                let (name, ty) = numbered("shared", "__Shared", declared.unions);
                let base = quote!(#base.#name);
                let fields: Vec<Field> = parts.iter().map(|part| self.alternative(part, &base, declared)).collect();
                declared.item(&quote!(union), &ty, name, &fields)
            }
            Layout::Together(_) => unreachable!("a struct in a struct is one struct"),
        }
    }

    /// The field of a union; `base` is a place of that union's type.
    fn alternative(&self, layout: &Layout, base: &TokenStream, declared: &mut Declared) -> Field {
        let private = &self.words.private;
        let field = match layout {
            Layout::Slot(slot) => {
                let (name, ty) = (&self.frame.storage[*slot], type_parameter(*slot));
                declared.slots.push((*slot, quote!(#private::Slot::of_shared(&raw mut #base.#name))));
                Field { name: name.clone(), ty: quote!(#ty), types: vec![ty] }
            }
            Layout::Together(parts) => {
                declared.structs += 1;
                let (name, ty) = numbered("together", "__Together", declared.structs);
                let at = declared.pointers.clone();
                declared.pointers = TokenStream::new();
                let fields: Vec<Field> =
                    parts.iter().map(|part| self.field(part, &quote!((*#name)), declared)).collect();
                let inner = std::mem::take(&mut declared.pointers);
                let field = declared.item(&quote!(struct), &ty, name.clone(), &fields);
                let pointed = &field.ty;
                declared.pointers = quote!(#at let #name: *mut #pointed = (&raw mut #base.#name).cast(); #inner);
                field
            }
            Layout::Apart(_) => unreachable!("a union in a union is one union"),
        };
        let ty = field.ty;
        Field { ty: quote!(#private::ManuallyDrop<#ty>), ..field }
    }

    /// `Slots<_, _>`
    pub(super) fn slots_type(&self) -> TokenStream {
        let holes = self.frame.storage.ids().map(|_| quote!(_));
        quote!(__Slots<#(#holes),*>)
    }

    /// The handles, by the names of their slots.
    pub(super) fn handles(&self, slots: &Ident) -> TokenStream {
        let private = &self.words.private;
        let in_frame = self.handles_in_frame(slots);
        let all = || self.frame.slots.iter().filter_map(|(local, slot)| Some((local, slot.as_ref()?)));
        let on_stack = all().map(|(_, slot)| self.on_stack(slot));
        let paired = all().filter_map(|(_, slot)| {
            let (name, flag, parts) = (&slot.name, slot.flag.as_ref()?, &slot.parts);
            Some(match &parts[..] {
                [] => quote!(let #flag = #private::Flagged::new(#name, #flag);),
                parts => quote!(let #flag = #private::Parted::new(#name, #flag, [#(#parts),*]);),
            })
        });
        let copied = all().filter(|(local, _)| self.facts.copied.contains(*local)).map(|(local, slot)| {
            let (span, name) = (self.resolved.locals[local].name.span(), &slot.name);
            quote_spanned!(span.resolved_at(names::machine())=> #private::copied(#name);)
        });
        quote!(#in_frame #(#on_stack)* #(#paired)* #(#copied)*)
    }

    /// Those of what is in the frame.
    pub(super) fn handles_in_frame(&self, slots: &Ident) -> TokenStream {
        let names: Vec<&Ident> = self.frame.storage.iter().map(|(_, name)| name).chain(self.flags()).collect();
        if names.is_empty() {
            return TokenStream::new();
        }
        quote! {
            // SAFETY: the slots are those of the frame that was entered.
            let (#(#names,)*) = unsafe { __handles(#slots) };
        }
    }

    /// `let slot_x = &Slot::empty(); let live_x = &Flag::new(matches!(entry, 2 | 3));`
    fn on_stack(&self, slot: &Slot) -> TokenStream {
        let (private, entry, name) = (&self.words.private, &self.words.entry, &slot.name);
        let storage = slot.is_on_stack().then(|| quote!(let #name = &#private::Slot::empty();));
        let flag = slot.flag.iter().filter_map(|flag| match &slot.flag_place {
            FlagPlace::Frame => None,
            FlagPlace::Stack(states) => {
                let set = if states.is_empty() {
                    quote!(false)
                } else {
                    quote!(match #entry { #(#states)|* => true, _ => false })
                };
                Some(quote!(let #flag = &#private::Flag::new(#set);))
            }
        });
        let parts = slot.parts.iter().filter(|_| slot.is_on_stack());
        quote!(#storage #(#flag)* #(let #parts = &#private::Flag::new(false);)*)
    }

    /// The flags in the frame.
    fn flags(&self) -> impl Iterator<Item = &Ident> {
        let slots = self.frame.slots.iter().filter_map(|(_, slot)| slot.as_ref());
        slots.flat_map(|slot| {
            let flag = slot.flag.iter().filter(|_| matches!(slot.flag_place, FlagPlace::Frame));
            flag.chain(slot.parts.iter().filter(|_| !slot.is_on_stack()))
        })
    }

    /// The slot of a parameter: every parameter has one.
    pub(super) fn param_slot(&self, local: LocalId) -> &Slot {
        self.frame.slots[local].as_ref().expect("a parameter has a slot")
    }
}

impl Declared {
    /// A union or a struct, and the field that is one.
    fn item(&mut self, keyword: &TokenStream, ty: &Ident, name: Ident, fields: &[Field]) -> Field {
        let types: Vec<Ident> = fields.iter().flat_map(|field| field.types.clone()).collect();
        let fields = fields.iter().map(|Field { name, ty, .. }| quote!(#name: #ty));
        self.items.extend(quote!(#keyword #ty<#(#types),*> { #(#fields),* }));
        Field { name, ty: quote!(#ty<#(#types),*>), types }
    }
}

fn numbered(field: &str, ty: &str, n: usize) -> (Ident, Ident) {
    (format_ident!("{field}_{n}", span = names::machine()), format_ident!("{ty}{n}", span = names::machine()))
}

fn type_parameter(slot: SlotId) -> Ident {
    format_ident!("T{}", slot.index(), span = names::machine())
}
