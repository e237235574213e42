//! The generated struct of slots, and the handles that the resume function makes to them.

use super::item::verified;
use super::{Codegen, Input, Words};
use crate::frame::overlap::Layout;
use crate::frame::{FlagPlace, Near, Slot, state};
use crate::index::{Id, LocalId, SlotId};
use crate::names;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

/// How many handles are made by one call.
const ENTERED_TOGETHER: usize = 12;

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

/// The field of a union is a `ManuallyDrop`. That of a struct is not: rustc computes layouts through every wrapper, and only so deep.
#[derive(Clone, Copy, PartialEq, Eq)]
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
        let slots = &self.words.slots;
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
    pub(super) fn slots_items(&self, declared: &Declared) -> TokenStream {
        let private = &self.words.private;
        let state = format_ident!("u{}", self.frame.state_bits());
        let types: Vec<Ident> = self.frame.storage.ids().map(type_parameter).collect();
        let flags = self.flags();
        let Declared { items, fields, .. } = declared;
        let (representation, node) = self.node();
        quote! {
            #items
            #representation
            struct __Slots<#(#types),*> {
                #node
                state: #private::primitive::#state,
                #fields
                #(#flags: #private::primitive::bool,)*
            }
            // SAFETY: these are the types of all that is in it.
            unsafe impl<#(#types: #private::Send),*> #private::Send for __Slots<#(#types),*> {}
        }
    }

    /// The slots as the resume function sees them: rustc knows those of the parameters, and infers the rest.
    ///
    /// ```text
    /// let slots: *mut Slots<&'co str, _, _> = at.slots();
    /// ```
    pub(super) fn seen(&self, input: &Input, at: &Ident) -> TokenStream {
        let slots = &self.words.slots;
        let mut types: Vec<TokenStream> = self.frame.storage.ids().map(|_| quote!(_)).collect();
        for (&local, param) in self.resolved.params.iter().zip(&input.signature.params) {
            if let Some(slot) = self.param_slot(local).id {
                types[slot.index()] = verified(param.written_type());
            }
        }
        quote!(let #slots: *mut __Slots<#(#types),*> = #at.slots();)
    }

    /// The frame is entered: the handles to what is in it, by the names of their slots.
    ///
    /// ```text
    /// let (frame, mut entry, slot_name) = unsafe { at.enter1(slots, &raw mut (*slots).state, &raw mut (*slots).slot_name) };
    /// let (future_1, future_2) = unsafe { at.shared2(&raw mut (*slots).shared_1.future_1, &raw mut (*slots).shared_1.future_2) };
    /// let live_name = unsafe { Flag::at(&raw mut (*slots).live_name) };
    /// ```
    pub(super) fn enter(&self, declared: &Declared, at: &Ident) -> TokenStream {
        let Words { private, frame, entry, slots, .. } = &self.words;
        let Declared { pointers, places, .. } = declared;
        let of_kind = |kind| places.iter().filter(move |place| place.kind == kind).collect::<Vec<_>>();
        let (alone, shared) = (of_kind(PlaceKind::Alone), of_kind(PlaceKind::Shared));
        let (alone, more) = alone.split_at(alone.len().min(ENTERED_TOGETHER));
        let enter = format_ident!("enter{}", alone.len(), span = names::machine());
        let alone_names = alone.iter().map(|place| &self.frame.storage[place.slot]);
        let alone = alone.iter().map(|place| &place.at);
        let alone_pointers = places.iter().any(|place| place.is_behind && place.kind == PlaceKind::Alone);
        let alone_pointers = alone_pointers.then_some(pointers);
        let more = more.chunks(ENTERED_TOGETHER).map(|places| self.handles_to(places, "more", declared, at));
        let shared = shared.chunks(ENTERED_TOGETHER).map(|places| self.handles_to(places, "shared", declared, at));
        let flags = self.flags();
        quote! {
            // SAFETY: the slots are those of the frame that was given.
            let (#frame, mut #entry, #(#alone_names,)*) = unsafe {
                #alone_pointers
                #at.#enter(#slots, &raw mut (*#slots).state, #(&raw mut #alone),*)
            };
            #(#more)*
            #(#shared)*
            #(let #flags = unsafe { #private::Flag::at(&raw mut (*#slots).#flags) };)*
        }
    }

    fn handles_to(&self, places: &[&Place], function: &str, declared: &Declared, at: &Ident) -> TokenStream {
        let pointers = places.iter().any(|place| place.is_behind).then_some(&declared.pointers);
        let names = places.iter().map(|place| &self.frame.storage[place.slot]);
        let function = format_ident!("{function}{}", places.len(), span = names::machine());
        let places = places.iter().map(|place| &place.at);
        quote!(let (#(#names,)*) = unsafe { #pointers #at.#function(#(&raw mut #places),*) };)
    }

    /// The slots of the parameters hold what is given for them.
    ///
    /// ```text
    /// unsafe { hint(&raw mut (*slots).slot_n, &n); }
    /// ```
    pub(super) fn hints(&self, input: &Input, declared: &Declared) -> TokenStream {
        let private = &self.words.private;
        let pointers = &declared.pointers;
        let hints = self.given(input, declared).map(|(Place { at, kind, .. }, given)| match kind {
            PlaceKind::Alone => quote!(#private::hint(&raw mut #at, &#given);),
            PlaceKind::Shared => quote!(#private::hint(#private::inside(&raw mut #at), &#given);),
        });
        // SAFETY: of code that is never run.
        quote!(unsafe { #pointers #(#hints)* })
    }

    /// The place of each parameter, and what is given for it.
    fn given<'a>(&'a self, input: &'a Input, declared: &'a Declared) -> impl Iterator<Item = (&'a Place, Ident)> {
        let places =
            self.resolved.params.iter().filter_map(|&local| declared.places.get(self.param_slot(local).id?.index()));
        places.zip(input.given())
    }

    /// The slots of the parameters are begun. The places are found in a closure: what diverging code alone writes may have a slot, too, whose type
    /// falls back, and rustc would say that of every raw pointer to the slots which the user's function itself dereferences.
    ///
    /// ```text
    /// let slots = (&mut coroutine).slots();
    /// let (slot_name,) = (move || unsafe {
    ///     (*slots).state = 0;
    ///     (&raw mut (*slots).slot_name,)
    /// })();
    /// unsafe { slot_name.write(name); }
    /// ```
    pub(super) fn params_begun(&self, input: &Input, declared: &Declared, place: &TokenStream) -> TokenStream {
        let Words { private, slots, .. } = &self.words;
        let pointers = self.given(input, declared).any(|(place, _)| place.is_behind).then_some(&declared.pointers);
        let names: Vec<&Ident> =
            self.given(input, declared).map(|(place, _)| &self.frame.storage[place.slot]).collect();
        let given = self.given(input, declared).map(|(_, given)| given);
        let places = self.given(input, declared).map(|(Place { at, kind, .. }, _)| match kind {
            PlaceKind::Alone => quote!(&raw mut #at),
            PlaceKind::Shared => quote!(#private::inside(&raw mut #at)),
        });
        let params = self.resolved.params.iter().map(|&local| self.param_slot(local));
        let flags = params.flat_map(|slot| {
            let in_frame = matches!(slot.flag_place, FlagPlace::Frame);
            let live = slot.flag.iter().filter(move |_| in_frame).map(|flag| quote!((*#slots).#flag = true;));
            live.chain(slot.parts.iter().map(|part| quote!((*#slots).#part = false;))).collect::<Vec<_>>()
        });
        let node = self.node_begun();
        let written = (!names.is_empty()).then(|| quote!(unsafe { #(#names.write(#given);)* }));
        quote! {
            let #slots = #place;
            // SAFETY: the slots are ours and were not begun before.
            let (#(#names,)*) = (move || unsafe {
                (*#slots).state = 0;
                #node
                #(#flags)*
                #pointers
                (#(#places,)*)
            })();
            #written
        }
    }

    /// With the feature `await-tree`, what a coroutine notes about itself comes first, where the runtime finds it.
    #[cfg(feature = "await-tree")]
    fn node(&self) -> (TokenStream, TokenStream) {
        let private = &self.words.private;
        (quote!(#[repr(C)]), quote!(node: #private::Node,))
    }

    #[cfg(not(feature = "await-tree"))]
    fn node(&self) -> (TokenStream, TokenStream) {
        Default::default()
    }

    #[cfg(feature = "await-tree")]
    fn node_begun(&self) -> TokenStream {
        let Words { private, slots, .. } = &self.words;
        quote!((&raw mut (*#slots).node).write(#private::Node::new());)
    }

    #[cfg(not(feature = "await-tree"))]
    fn node_begun(&self) -> TokenStream {
        TokenStream::new()
    }

    /// The field of a struct; `base` is a place of that struct's type.
    fn field(&self, layout: &Layout, base: &TokenStream, declared: &mut Declared) -> Field {
        match layout {
            Layout::Slot(slot) => self.slot_field(*slot, base, PlaceKind::Alone, declared),
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
        match layout {
            Layout::Slot(slot) => self.slot_field(*slot, base, PlaceKind::Shared, declared),
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
                let ty = field.ty;
                Field { ty: quote!(#private::ManuallyDrop<#ty>), ..field }
            }
            Layout::Apart(_) => unreachable!("a union in a union is one union"),
        }
    }

    fn slot_field(&self, slot: SlotId, base: &TokenStream, kind: PlaceKind, declared: &mut Declared) -> Field {
        let (private, name, parameter) = (&self.words.private, &self.frame.storage[slot], type_parameter(slot));
        declared.places.push(Place { slot, at: quote!(#base.#name), kind, is_behind: declared.depth > 0 });
        let ty = match kind {
            PlaceKind::Alone => quote!(#parameter),
            PlaceKind::Shared => quote!(#private::ManuallyDrop<#parameter>),
        };
        Field { name: name.clone(), ty, types: vec![parameter] }
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

    /// ```text
    /// let slot_x = &Place::empty();
    /// let slot_x = slot_x.slot();
    /// let near_y = &Near::empty();
    /// let slot_y = slot_y.or(near_y);
    /// let near_z = &Near::empty();
    /// let home_z = slot_z;
    /// let slot_z = home_z.away(near_z, match entry { 1 => true, _ => false });
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
        let near = slot.near.as_ref().map(|Near { name: near, home }| {
            let near_by = match home {
                None => quote!(let #name = #name.or(#near);),
                Some((home, points)) => {
                    let states = points.iter().map(|&point| state(point));
                    quote! {
                        let #home = #name;
                        let #name = #home.away(#near, match #entry { #(#states)|* => true, _ => false });
                    }
                }
            };
            quote!(let #near = &#private::Near::empty(); #near_by)
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
        quote!(#storage #near #(#flag)* #(#parts)*)
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
