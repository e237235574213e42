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
pub(super) struct Declared {
    /// The unions and structs inside.
    items: TokenStream,
    /// The fields of the outermost struct, besides the state and the flags.
    fields: TokenStream,
    /// Pointers to structs inside unions.
    pointers: TokenStream,
    places: Vec<Place>,
    /// In how many structs inside unions the next one is.
    depth: usize,
    unions: usize,
    structs: usize,
}

/// Where a slot is.
struct Place {
    slot: SlotId,
    /// An expression for it, that begins at `slots`.
    at: TokenStream,
    kind: PlaceKind,
    /// It is in a struct inside a union, to which there is a pointer.
    is_behind: bool,
}

enum PlaceKind {
    /// The field of a struct.
    Alone,
    /// The field of a union.
    Shared,
}

/// A field of a struct or a union.
struct Field {
    name: Ident,
    ty: TokenStream,
    types: Vec<Ident>,
}

impl Codegen<'_> {
    pub(super) fn layout(&self) -> Declared {
        let mut declared = Declared::default();
        let parts: &[Layout] = match &self.frame.layout {
            None => &[],
            Some(Layout::Together(parts)) => parts,
            Some(alone) => std::slice::from_ref(alone),
        };
        let slots = names::fresh("slots");
        let base = quote!((*#slots));
        let fields: Vec<Field> = parts.iter().map(|part| self.field(part, &base, &mut declared)).collect();
        declared.fields = fields.iter().map(|Field { name, ty, .. }| quote!(#name: #ty,)).collect();
        declared.places.sort_by_key(|place| place.slot);
        declared
    }

    /// ```text
    /// struct Slots<T0, T1, T2> { state: u8, slot_name: T0, shared_1: Shared1<T1, T2>, live_name: bool }
    /// union Shared1<T1, T2> { future_1: ManuallyDrop<T1>, future_2: ManuallyDrop<T2> }
    /// unsafe impl<T0: Send, T1: Send, T2: Send> Send for Slots<T0, T1, T2> {}
    /// ```
    ///
    /// rustc would find out by itself that the struct is `Send`, but through all that the types are wrapped in, and it does not look as deep as
    /// coroutines nest.
    ///
    /// The function that makes a handle to each slot is a function of its own so that the types of slots that are written by diverging code
    /// alone may fall back to whatever they like: no `unsafe` depends on them.
    ///
    /// ```text
    /// unsafe fn enter<T0, T1, Output>(at: At) -> (Frame<u8, Slots<T0, T1>, Output>, u8, Slot<T0>, Slot<T1>, Flag) {
    ///     let slots: *mut Slots<T0, T1> = at.slots();
    ///     unsafe { (Frame::at(&raw mut (*slots).state), (*slots).state, Slot::at(&raw mut (*slots).slot_name), …) }
    /// }
    /// ```
    pub(super) fn slots_items(&self, declared: &Declared) -> TokenStream {
        let (private, slots) = (&self.words.private, names::fresh("slots"));
        let state = format_ident!("u{}", self.frame.state_bits());
        let state = quote!(#private::primitive::#state);
        let types: Vec<Ident> = self.frame.storage.ids().map(type_parameter).collect();
        let flags: Vec<&Ident> = self.flags().collect();
        let flag_types = flags.iter().map(|_| quote!(#private::Flag));
        let slots_type = quote!(__Slots<#(#types),*>);
        let Declared { items, fields, pointers, places, .. } = declared;
        let handles = places.iter().map(|Place { at, kind, .. }| match kind {
            PlaceKind::Alone => quote!(#private::Slot::at(&raw mut #at)),
            PlaceKind::Shared => quote!(#private::Slot::of_shared(&raw mut #at)),
        });
        quote! {
            #items
            struct __Slots<#(#types),*> {
                state: #state,
                #fields
                #(#flags: #private::primitive::bool,)*
            }
            // SAFETY: these are the types of all that is in it.
            unsafe impl<#(#types: #private::Send),*> #private::Send for __Slots<#(#types),*> {}
            #[inline(always)]
            unsafe fn __enter<#(#types,)* __Output>(
                at: #private::At,
            ) -> (
                #private::Frame<#state, #slots_type, __Output>,
                #state,
                #(#private::Slot<#types>,)*
                #(#flag_types,)*
            ) {
                let #slots: *mut #slots_type = at.slots();
                // SAFETY: the frame is pinned, and the caller uses each slot as the witness uses the local.
                unsafe {
                    #pointers
                    (
                        #private::Frame::at(&raw mut (*#slots).state),
                        (*#slots).state,
                        #(#handles,)*
                        #(#private::Flag::at(&raw mut (*#slots).#flags),)*
                    )
                }
            }
        }
    }

    /// The function that begins the slots of the parameters. It, too, is one of its own for the sake of what falls back.
    ///
    /// ```text
    /// unsafe fn make<T0, T1>(slots: *mut Slots<T0, T1>, slot_name: T0) {
    ///     unsafe { (*slots).state = 0; (&raw mut (*slots).slot_name).write(slot_name); }
    /// }
    /// ```
    pub(super) fn make_function(&self, declared: &Declared) -> TokenStream {
        let slots = names::fresh("slots");
        let types: Vec<Ident> = self.frame.storage.ids().map(type_parameter).collect();
        let params = || self.resolved.params.iter().map(|&local| self.param_slot(local));
        let places: Vec<&Place> = params().filter_map(|slot| declared.places.get(slot.id?.index())).collect();
        let given = places.iter().map(|place| {
            let (name, ty) = (&self.frame.storage[place.slot], type_parameter(place.slot));
            quote!(#name: #ty)
        });
        let pointers = places.iter().any(|place| place.is_behind).then_some(&declared.pointers);
        let written = places.iter().map(|place| self.begin_slot(place));
        let flags = params().flat_map(|slot| {
            let in_frame = matches!(slot.flag_place, FlagPlace::Frame);
            let live = slot.flag.iter().filter(move |_| in_frame).map(|flag| quote!((*#slots).#flag = true;));
            live.chain(slot.parts.iter().map(|part| quote!((*#slots).#part = false;))).collect::<Vec<_>>()
        });
        quote! {
            #[inline(always)]
            unsafe fn __make<#(#types),*>(#slots: *mut __Slots<#(#types),*>, #(#given),*) {
                // SAFETY: the slots are the caller's, and were not begun before.
                unsafe {
                    (*#slots).state = 0;
                    #pointers
                    #(#written)*
                    #(#flags)*
                }
            }
        }
    }

    fn begin_slot(&self, Place { slot, at, kind, .. }: &Place) -> TokenStream {
        let (private, name) = (&self.words.private, &self.frame.storage[*slot]);
        match kind {
            PlaceKind::Alone => quote!((&raw mut #at).write(#name);),
            PlaceKind::Shared => quote!((&raw mut #at).write(#private::ManuallyDrop::new(#name));),
        }
    }

    /// The field of a struct; `base` is a place of that struct's type.
    fn field(&self, layout: &Layout, base: &TokenStream, declared: &mut Declared) -> Field {
        match layout {
            Layout::Slot(slot) => {
                let (name, ty) = (&self.frame.storage[*slot], type_parameter(*slot));
                declared.place(*slot, quote!(#base.#name), PlaceKind::Alone);
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
                declared.place(*slot, quote!(#base.#name), PlaceKind::Shared);
                Field { name: name.clone(), ty: quote!(#ty), types: vec![ty] }
            }
            Layout::Together(parts) => {
                declared.structs += 1;
                let (name, ty) = numbered("together", "__Together", declared.structs);
                let at = declared.pointers.clone();
                declared.pointers = TokenStream::new();
                declared.depth += 1;
                let fields: Vec<Field> =
                    parts.iter().map(|part| self.field(part, &quote!((*#name)), declared)).collect();
                declared.depth -= 1;
                let inner = std::mem::take(&mut declared.pointers);
                let field = declared.item(&quote!(struct), &ty, name.clone(), &fields);
                declared.pointers = quote!(#at let #name = #private::inside(&raw mut #base.#name); #inner);
                field
            }
            Layout::Apart(_) => unreachable!("a union in a union is one union"),
        };
        let ty = field.ty;
        Field { ty: quote!(#private::ManuallyDrop<#ty>), ..field }
    }

    /// The handles to what is not in the frame, or is more than a slot.
    pub(super) fn handles(&self) -> TokenStream {
        let private = &self.words.private;
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
        quote!(#(#on_stack)* #(#paired)* #(#copied)*)
    }

    /// The frame is entered: the handles to what is in it, by the names of their slots.
    ///
    /// ```text
    /// let (frame, mut entry, slot_name, future_1, live_name) = unsafe { enter(at) };
    /// ```
    pub(super) fn enter(&self, entry: &TokenStream, at: &Ident) -> TokenStream {
        let frame = &self.words.frame;
        let names = self.frame.storage.iter().map(|(_, name)| name).chain(self.flags());
        quote! {
            // SAFETY: the slots are those of the frame that was given.
            let (#frame, #entry, #(#names,)*) = unsafe { __enter(#at) };
        }
    }

    /// ```text
    /// let slot_x = &Place::empty();
    /// let slot_x = slot_x.slot();
    /// let live_x = &mut matches!(entry, 2 | 3);
    /// let live_x = Flag::new(live_x);
    /// ```
    fn on_stack(&self, slot: &Slot) -> TokenStream {
        let (private, entry, name) = (&self.words.private, &self.words.entry, &slot.name);
        let storage = slot.is_on_stack().then(|| {
            quote! {
                let #name = &#private::Place::empty();
                let #name = #name.slot();
            }
        });
        let flag = slot.flag.iter().filter_map(|flag| match &slot.flag_place {
            FlagPlace::Frame => None,
            FlagPlace::Stack(states) => {
                let set = if states.is_empty() {
                    quote!(false)
                } else {
                    quote!(match #entry { #(#states)|* => true, _ => false })
                };
                Some(self.flag_on_stack(flag, &set))
            }
        });
        let parts = slot.parts.iter().filter(|_| slot.is_on_stack());
        let parts = parts.map(|part| self.flag_on_stack(part, &quote!(false)));
        quote!(#storage #(#flag)* #(#parts)*)
    }

    fn flag_on_stack(&self, name: &Ident, set: &TokenStream) -> TokenStream {
        let private = &self.words.private;
        quote! {
            let #name = &mut #set;
            let #name = #private::Flag::new(#name);
        }
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
    fn place(&mut self, slot: SlotId, at: TokenStream, kind: PlaceKind) {
        self.places.push(Place { slot, at, kind, is_behind: self.depth > 0 });
    }

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
