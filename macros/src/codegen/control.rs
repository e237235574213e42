//! Control flow keeps the user's structure and is re-entered: on resume, `entry` says which branch contains the point.

use super::{Codegen, bindings, tuple};
use crate::frame;
use crate::index::PointId;
use crate::names;
use crate::syntax::patterns;
use crate::syntax::tree::{Arm, Block, Choose, Expr, Guard, HasPoints};
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

impl Codegen<'_> {
    pub(super) fn expr(&self, expr: &Expr) -> TokenStream {
        match expr {
            Expr::Plain(expr) => self.plain(expr),
            Expr::Await(awaited) => self.await_(awaited),
            Expr::Block { label, block } => {
                let block = self.block(block);
                quote!(#label #block)
            }
            Expr::If { cond, then, els, span } => self.if_(cond, then, els.as_deref(), *span),
            Expr::Match { scrutinee, arms, ends } => {
                if arms.iter().any(|arm| arm.body.suspends()) {
                    self.match_reentered(scrutinee, arms, *ends)
                } else {
                    self.match_(scrutinee, arms, *ends)
                }
            }
            Expr::Choose(choose) => self.choose(choose),
            Expr::Loop { label, span, body } => {
                let (loop_, body) = (syn::Token![loop](*span), self.block(body));
                quote!(#label #loop_ #body)
            }
            Expr::Break { label, value, .. } => {
                // A label at its beginning would be taken for that of the loop.
                let value = value.as_ref().map(|value| match &**value {
                    labelled @ (Expr::Block { label: Some(_), .. } | Expr::Loop { label: Some(_), .. }) => {
                        let labelled = self.expr(labelled);
                        quote!((#labelled))
                    }
                    value => self.expr(value),
                });
                quote!(break #label #value)
            }
            Expr::Return { value, .. } => {
                let value = self.expr(value);
                let ready =
                    self.ready(&value, names::ends(value.clone()).unwrap_or((names::machine(), names::machine())));
                quote!(return #ready)
            }
        }
    }

    fn if_(&self, cond: &Expr, then: &Block, els: Option<&Expr>, span: Span) -> TokenStream {
        let entry = &self.words.entry;
        let evaluate = self.entered(cond.points().map(|(_, last)| last));
        let condition = self.expr(cond);
        let condition = match (then.points(), els.and_then(Expr::points)) {
            (None, None) => condition,
            (Some((_, last)), _) => {
                let last = frame::state(last);
                quote!(if #evaluate { #condition } else { #entry <= #last })
            }
            (None, Some(_)) => quote!(#evaluate && (#condition)),
        };
        let then = self.block(then);
        let els = els.map(|els| match els {
            Expr::Block { label: None, .. } | Expr::If { .. } => self.expr(els),
            els => {
                let els = self.expr(els);
                quote!({ #els })
            }
        });
        let els = els.map(|els| quote!(else #els));
        let if_ = syn::Token![if](span);
        quote!(#if_ #condition #then #els)
    }

    /// No arm suspends.
    pub(super) fn match_(&self, scrutinee: &Expr, arms: &[Arm], ends: (Span, Span)) -> TokenStream {
        let scrutinee = self.expr(scrutinee);
        let by_parts = self.take_parts(arms);
        let bodies = arms.iter().map(|arm| {
            let (put_back, taken) = (self.put_back(arm), self.taken(arm, by_parts));
            arm_body(&quote!(#put_back #taken), &self.expr(&arm.body))
        });
        self.choices(&scrutinee, arms, &bodies.collect::<Vec<_>>(), ends)
    }

    /// ```text
    /// match if entry == 0 {
    ///     match scrutinee { Some(x) => Arm::Here(x), None => Arm::Below(()) }      // which arm, and what it bound
    /// } else {
    ///     Arm::Here(slot_x.read())                                                 // resumed in that arm
    /// } {
    ///     Arm::Here(x) => …, Arm::Below(()) => …
    /// }
    /// ```
    fn match_reentered(&self, scrutinee: &Expr, arms: &[Arm], ends: (Span, Span)) -> TokenStream {
        let first = self.entered(scrutinee.points().map(|(_, last)| last));
        let value = self.expr(scrutinee);
        let by_parts = self.take_parts(arms);
        let count = arms.len();
        let mut choices = Vec::new();
        let mut resumed: Vec<(PointId, TokenStream)> = Vec::new();
        let mut bodies = TokenStream::new();
        for (index, arm) in arms.iter().enumerate() {
            let bound = bindings(&arm.pat);
            let begins = self.begin_bound(&bound);
            let (put_back, moved) = (self.put_back(arm), self.taken(arm, by_parts));
            let kept = bound.iter().filter(|local| self.pinned(**local).is_none() || self.is_guarded(**local));
            let parts = kept.map(|&local| match self.carried(local) {
                Some(carried) => (carried.pattern, carried.value, carried.restored),
                None => {
                    // An untouched local: its arm does not suspend.
                    let name = self.name(local, &self.resolved.locals[local].name).into_token_stream();
                    let mutability = self.resolved.locals[local].mutable.then(|| quote!(mut));
                    (quote!(#mutability #name), name, TokenStream::new())
                }
            });
            let parts: Vec<_> = parts.collect();
            let chosen = self.nth_arm(
                index,
                count,
                &tuple(&parts.iter().map(|(_, value, _)| value.clone()).collect::<Vec<_>>()),
            );
            choices.push(quote!({ #put_back #moved #begins #chosen }));
            if let Some((_, last)) = arm.body.points() {
                let restored = tuple(&parts.iter().map(|(.., restored)| restored.clone()).collect::<Vec<_>>());
                resumed.push((last, self.nth_arm(index, count, &restored)))
            }
            let taken = self.nth_arm(
                index,
                count,
                &tuple(&parts.iter().map(|(pattern, ..)| pattern.clone()).collect::<Vec<_>>()),
            );
            let thawing: TokenStream = bound.iter().map(|&local| self.thawing(local)).collect();
            let body = arm_body(&thawing, &self.expr(&arm.body));
            bodies.extend(quote!(#taken => #body));
        }
        let (_, otherwise) = resumed.pop().expect("an arm suspends");
        let resumed = resumed.into_iter().map(|(last, restored)| {
            let entered = self.entered(Some(last));
            quote!(else if #entered { #restored })
        });
        // A name that looks like a binding may be a constant, and then its arm does not take everything that comes its way.
        let private = &self.words.private;
        let chosen = self.choices(&value, arms, &choices, ends);
        let arm = quote!(if #first { #chosen } #(#resumed)* else { #otherwise });
        matching(&arm, quote!(#bodies _ => #private::never()), ends)
    }

    /// The first half of a match whose guards suspend. Every guard leaves the match, whatever it says, so that no arm is ever taken: rustc
    /// sees that nothing is moved out of the place.
    ///
    /// ```text
    /// 'chosen: loop {
    ///     let mut asked = 0;
    ///     match scrutinee {
    ///         Some(x) if next_guard(&mut asked, refused) && {
    ///             if guard { break 'chosen }
    ///             refused += 1;
    ///             continue 'chosen
    ///         } => {}
    ///         other if { break 'chosen } => {}
    ///         _ => {}
    ///     }
    /// }
    /// ```
    fn choose(&self, choose: &Choose) -> TokenStream {
        let private = &self.words.private;
        let (label, asked) = (&choose.label, names::fresh("asked"));
        let (scrutinee, refused) = (self.plain(&choose.scrutinee), self.plain(&choose.refused));
        let arms = choose.arms.iter().map(|(pattern, guard)| {
            let pattern = self.plain(pattern);
            let Some(guard) = guard else { return quote!(#pattern if { break #label } => {}) };
            let guard = self.expr(guard);
            quote! {
                #pattern if #private::next_guard(&mut #asked, #refused) && {
                    if (#guard) { break #label }
                    #refused += 1;
                    continue #label
                } => {}
            }
        });
        quote! {
            #label: loop {
                let mut #asked = 0usize;
                match #scrutinee {
                    #(#arms)*
                    _ => {}
                }
            }
        }
    }

    /// What an arm that leaves the scrutinee as it is does with it: it was taken for the match.
    fn put_back(&self, arm: &Arm) -> Option<TokenStream> {
        let use_ = arm.put_back.filter(|use_| self.facts.takes.contains(*use_))?;
        let slot = self.pinned(self.resolved.uses[use_].local)?;
        let (handle, rest) = (slot.handle(), names::fresh("rest"));
        Some(quote!(#handle.write(#rest);))
    }

    /// The match of a value, with what its arms do. A place that parts are taken out of is matched by reference.
    fn choices(&self, value: &TokenStream, arms: &[Arm], bodies: &[TokenStream], ends: (Span, Span)) -> TokenStream {
        let by_parts = self.take_parts(arms);
        let sees_bindings = |arm: &Arm| matches!(arm.guard, Some(Guard::Plain(_))) && patterns::binds(&arm.pat);
        if by_parts && arms.iter().any(sees_bindings) {
            return self.decided(value, arms, bodies, ends);
        }
        let scrutinee = if by_parts { quote!(&mut #value) } else { value.clone() };
        let arms = arms.iter().zip(bodies).map(|(arm, body)| self.choice(arm, &scrutinee, by_parts, body));
        let exhausted = self.exhausted(by_parts);
        matching(&scrutinee, quote!(#(#arms)* #exhausted), ends)
    }

    /// The same where guards see what the arms bind by value: these decide first, as they do in [`Codegen::choose`].
    ///
    /// ```text
    /// match 'decided: {
    ///     match place {
    ///         Some(x) if (guard) && { break 'decided 0 } => never(),
    ///         other if { break 'decided 1 } => never(),
    ///         _ => never(),
    ///     }
    /// } {
    ///     0 => match &mut place { Some(x) => { let x = …; … } _ => never() },
    ///     _ => match &mut place { other => { let other = …; … } _ => never() },
    /// }
    /// ```
    fn decided(&self, place: &TokenStream, arms: &[Arm], bodies: &[TokenStream], ends: (Span, Span)) -> TokenStream {
        let (private, label) = (&self.words.private, names::decided());
        let last = arms.len() - 1;
        let nth = Literal::usize_unsuffixed;
        let deciding = arms.iter().enumerate().map(|(index, arm)| {
            let (pattern, index) = (self.plain(&arm.pat), nth(index));
            let guard = arm.guard.as_ref().map(|(Guard::Plain(guard) | Guard::Chosen(guard))| {
                let guard = self.plain(guard);
                quote!((#guard) &&)
            });
            quote!(#pattern if #guard { break #label #index } => #private::never(),)
        });
        let decided = quote!(#label: { match #place { #(#deciding)* _ => #private::never(), } });
        let taking = arms.iter().zip(bodies).enumerate().map(|(index, (arm, body))| {
            let pattern = self.pattern_of_reference(arm);
            let index = if index == last { quote!(_) } else { nth(index).into_token_stream() };
            quote!(#index => match &mut #place { #pattern => #body _ => #private::never(), },)
        });
        matching(&decided, quote!(#(#taking)*), ends)
    }

    /// A variant that cannot be is no variant of a value, but is one behind a reference.
    fn exhausted(&self, by_parts: bool) -> Option<TokenStream> {
        let private = &self.words.private;
        by_parts.then(|| quote!(_ => #private::never(),))
    }

    /// An arm. A reference to a part of a place must not be made before its guard has decided: rustc would say that it holds the place for the
    /// patterns that follow, too.
    ///
    /// ```text
    /// Err(ref e) if guard => …        Err(_) if guard => match &mut place { Err(e) => { let e = &*e; … } _ => never() }
    /// ```
    fn choice(&self, arm: &Arm, scrutinee: &TokenStream, by_parts: bool, taken: &TokenStream) -> TokenStream {
        let (pattern, guard) = self.head(arm, by_parts);
        let late = by_parts && guard.is_some() && patterns::binds_by_reference(&arm.pat);
        if !late || patterns::has_alternatives(&arm.pat) {
            return quote!(#pattern #guard => #taken);
        }
        let mut tested = arm.pat.clone();
        patterns::bind_nothing(&mut tested);
        let (tested, exhausted) = (self.plain(&tested), self.exhausted(true));
        quote!(#tested #guard => match #scrutinee { #pattern => #taken #exhausted },)
    }

    fn head(&self, arm: &Arm, by_parts: bool) -> (TokenStream, Option<TokenStream>) {
        if self.put_back(arm).is_some() {
            return (names::fresh("rest").into_token_stream(), None);
        }
        let guard = arm.guard.as_ref().map(|(Guard::Plain(guard) | Guard::Chosen(guard))| {
            let guard = self.plain(guard);
            quote!(if #guard)
        });
        (if by_parts { self.pattern_of_reference(arm) } else { self.plain(&arm.pat) }, guard)
    }

    /// `Arm::Below(Arm::Here(content))`: the second of at least three.
    fn nth_arm(&self, index: usize, count: usize, content: &TokenStream) -> TokenStream {
        let private = &self.words.private;
        let innermost = if index + 1 == count { content.clone() } else { quote!(#private::Arm::Here(#content)) };
        let depth = if index + 1 == count { count - 1 } else { index };
        (0..depth).fold(innermost, |inner, _| quote!(#private::Arm::Below(#inner)))
    }
}

/// The body of an arm, behind what it begins with. Braces that the user did not write would change the order in which operands and
/// temporaries drop where one of them panics.
fn arm_body(begins: &TokenStream, body: &TokenStream) -> TokenStream {
    if begins.is_empty() { quote!(#body,) } else { quote!({ #begins #body }) }
}

/// `match scrutinee { arms }`, where the user's stands: labels of rustc's show all of it.
fn matching(scrutinee: &TokenStream, arms: TokenStream, (from, to): (Span, Span)) -> TokenStream {
    let (match_, arms) = (syn::Token![match](from), quote_spanned!(to=> { #arms }));
    quote!(#match_ #scrutinee #arms)
}
