//! Parts by value. `x.f`, `S { a, ..x }` and `match x { Some(part) => … }` move or copy a part of `x`; which of the two, only its type tells. So each is noted:
//! where it may be a move and `x` lives across a suspension, a flag says that the part is gone (see `codegen::parts`).

use super::flow::Event;
use super::receivers::expects_signature;
use super::{CapturedParts, Context, Mode, Origin, Projection, Resolver, TakenPart, Taking, Use};
use crate::index::{Id, LocalId, PartId, UseId};
use crate::names::{Marker, machine};
use crate::syntax::patterns::{self, Moves};
use crate::syntax::signature;
use crate::syntax::tree::{Arm, Guard};
use proc_macro2::Ident;
use syn::{Expr, Pat};

impl Resolver<'_> {
    /// `x.f` by value.
    pub(super) fn part(&mut self, expr: &mut Expr) {
        let use_ = self.next_use();
        self.through_box(expr);
        let of_local = !self.in_unsafe && root(expr).is_some_and(|name| self.lookup(name).is_some());
        if let Expr::Field(e) = expr {
            self.fields.push(e.member.clone());
            self.place(&mut e.base, Mode::Part, Projection::Field);
        }
        if of_local && self.uses.len() > use_.index() && self.uses[use_].context == Context::Body {
            let marker = Marker::Part(self.taken(use_)).ident(machine());
            *expr = syn::parse_quote!(#marker(#expr));
        }
    }

    /// A part of what is in a box is one of the box: `(*x).f` is `x.f`.
    fn through_box(&self, place: &mut Expr) {
        if let Expr::Field(field) = place {
            return self.through_box(&mut field.base);
        }
        let Some(name) = content(place).cloned() else { return };
        if self.lookup(&name).is_some_and(|local| self.locals[local].boxed) {
            *place = syn::parse_quote!(#name);
        }
    }

    /// `x as u8`, `x.f as u8`: an enum that is no copy is moved. It has no destructor, so that its bits are copied.
    pub(super) fn cast(&mut self, e: &mut syn::ExprCast) {
        let use_ = self.next_use();
        let is_place = matches!(&*e.expr, Expr::Path(_) | Expr::Field(_)) && signature::primitive(&e.ty).is_some();
        let of_local = is_place && root(&e.expr).is_some_and(|name| self.lookup(name).is_some());
        self.expr(&mut e.expr, Mode::Read);
        let may_be_enum = of_local && self.closures.is_empty() && !self.in_macro && !self.in_unsafe;
        if may_be_enum && self.uses.len() > use_.index() && self.uses[use_].context == Context::Body {
            let (marker, place) = (Marker::Cast(use_).ident(machine()), &e.expr);
            *e.expr = syn::parse_quote!(#marker(#place));
        }
    }

    /// `*x` by value.
    pub(super) fn content(&mut self, expr: &mut Expr) {
        let Expr::Unary(syn::ExprUnary { op: syn::UnOp::Deref(star), expr: of, .. }) = expr else { return };
        let star = *star;
        let use_ = self.next_use();
        let of_local = !self.in_unsafe && root(of).is_some_and(|name| self.lookup(name).is_some());
        self.fields.clear();
        self.place(of, Mode::Read, Projection::Other);
        if of_local && self.uses.len() > use_.index() && self.uses[use_].context == Context::Body {
            let marker = Marker::Part(self.taken_by(use_, Taking::Content(star), Vec::new())).ident(machine());
            *expr = syn::parse_quote!(#marker(#expr));
        }
    }

    /// The part of a local that the use names is taken here.
    pub(super) fn taken(&mut self, use_: UseId) -> PartId {
        self.taken_by(use_, Taking::Place, Vec::new())
    }

    /// The same, if rustc says that a method moves it.
    pub(super) fn perhaps_taken(&mut self, use_: UseId) {
        self.taken_by(use_, Taking::Asked, Vec::new());
    }

    /// What a `move` closure captures of a local of which it mentions parts alone, if these say what it is.
    pub(super) fn captured_parts(&self, closure: &Expr, local: LocalId, start: UseId) -> Option<CapturedParts> {
        let at = match closure {
            Expr::Closure(closure) => closure.capture?.span,
            Expr::Async(block) => block.async_token.span,
            _ => return None,
        };
        let inside = self.uses_since(start);
        let inside = (inside.start.index()..inside.end.index()).map(|index| &self.uses[UseId::new(index)]);
        let mentions: Vec<&Use> = inside.filter(|use_| use_.local == local).collect();
        let names_place = |use_: &&Use| match use_.mode {
            // A pattern may take a part of the place, or nothing.
            Mode::Matched(_) if !use_.tested => false,
            Mode::MacroArgument | Mode::Opaque | Mode::AssignInPattern | Mode::Value => false,
            _ => use_.context == Context::MoveClosure && !use_.given && !use_.path.is_empty(),
        };
        let known = self.closures.is_empty()
            && !self.in_macro
            && !self.in_unsafe
            && !expects_signature(closure)
            && mentions.iter().all(names_place);
        let paths = mentions.iter().map(|use_| use_.path.clone()).collect();
        (known && !mentions.is_empty()).then_some(CapturedParts { paths, at })
    }

    /// Notes that a closure captures them, as a use of the place around all of them.
    pub(super) fn captured_in_part(&mut self, local: LocalId, name: &Ident, mut parts: CapturedParts) -> UseId {
        let mut common = parts.paths[0].clone();
        for path in &parts.paths {
            let alike = common.iter().zip(path).take_while(|(a, b)| a == b).count();
            common.truncate(alike);
        }
        parts.paths.iter_mut().for_each(|path| _ = path.drain(..common.len()));
        let projection = if common.is_empty() { Projection::Whole } else { Projection::Field };
        self.fields = common.into_iter().rev().collect();
        let use_ = self.record(local, name, Mode::Read, projection, Context::Body);
        self.taken_by(use_, Taking::Captured(parts), Vec::new());
        use_
    }

    fn taken_by(&mut self, use_: UseId, taking: Taking, imports: Vec<Vec<syn::ItemUse>>) -> PartId {
        let use_of = &self.uses[use_];
        let opened = matches!(taking, Taking::Pattern(_) | Taking::Asked) && use_of.projection == Projection::Other;
        let local_names = self.beside_items && matches!(taking, Taking::Pattern(_) | Taking::Rest(_));
        let part = self.parts.push(TakenPart { use_, taking, opened, imports, local_names, reentered: false });
        self.flow.event(Event::Part(part));
        part
    }

    /// What is assigned; and whether that is a part of a local, so that it is there again.
    pub(super) fn fill(&mut self, left: &mut Expr) -> bool {
        let of_local = matches!(left, Expr::Field(_)) && root(left).is_some_and(|name| self.lookup(name).is_some());
        let use_ = self.next_use();
        self.assignee(left);
        let fills = of_local && !self.in_unsafe && self.uses[use_].context == Context::Body;
        if fills {
            self.uses[use_].fills = true
        }
        fills
    }

    /// A literal, whose base gives it all fields but those that it names.
    pub(super) fn literal(&mut self, expr: &mut Expr) {
        let Expr::Struct(e) = expr else { return };
        let plain = e.attrs.is_empty() && e.fields.iter().all(|field| field.attrs.is_empty());
        for field in &mut e.fields {
            field.colon_token.get_or_insert(syn::Token![:](machine()));
            self.expr(&mut field.expr, Mode::Value)
        }
        let Some(rest) = &mut e.rest else { return };
        let taken = plain
            && !self.in_unsafe
            && self.closures.is_empty()
            && !self.in_macro
            && root(rest).and_then(|name| self.lookup(name)).is_some_and(|local| !self.guarded.contains(&local));
        if !taken {
            // A closure captures the fields that the literal takes.
            let in_part = self.closures.iter().any(|closure| closure.moves);
            return self.expr(rest, if in_part { Mode::Matched(Moves::Not) } else { Mode::Read });
        }
        let use_ = self.next_use();
        self.expr(rest, Mode::Part);
        let mut literal = e.clone();
        literal.fields.iter_mut().for_each(|field| field.expr = syn::parse_quote!(()));
        let part = self.taken_by(use_, Taking::Rest(literal), self.imports.clone());
        let marker = Marker::Part(part).ident(machine());
        *expr = syn::parse_quote!(#marker(#expr));
    }

    /// Whether arms may take parts out of the scrutinee.
    pub(super) fn may_take_parts(&self, scrutinee: &Expr, arms: &[Arm]) -> bool {
        !arms.iter().any(|arm| matches!(&arm.guard, Some(Guard::Plain(guard)) if patterns::is_let(guard)))
            && self.may_take(scrutinee, arms.iter().map(|arm| &arm.pat))
    }

    fn may_take<'p>(&self, scrutinee: &Expr, pats: impl IntoIterator<Item = &'p Pat> + Clone) -> bool {
        self.matched_local(scrutinee).is_some()
            && self.closures.is_empty()
            && !self.in_unsafe
            && patterns::take_parts(pats)
    }

    /// The local of `x`, of `x.f`, and of `*x` if that is a box.
    fn matched_local(&self, place: &Expr) -> Option<LocalId> {
        match content(place) {
            Some(name) => self.lookup(name).filter(|local| self.locals[*local].boxed),
            None => root(place).and_then(|name| self.lookup(name)),
        }
    }

    /// The same in an expression.
    pub(super) fn may_take_within<'p>(&self, place: &Expr, pats: impl IntoIterator<Item = &'p Pat> + Clone) -> bool {
        let local = self.matched_local(place).map(|local| &self.locals[local]);
        let lives = local.is_some_and(|local| local.origin != Origin::Plain && local.reference.is_none());
        lives && !self.in_macro && self.may_take(place, pats)
    }

    /// A match in an expression.
    pub(super) fn match_within(&mut self, expr: &mut Expr) {
        let Expr::Match(e) = expr else { return };
        let takes_parts = self.plain_match(e);
        if takes_parts {
            let marker = Marker::Arms.ident(machine());
            *expr = syn::parse_quote!(#marker(#expr));
        }
    }

    /// `if let` in an expression, as the match that it is.
    pub(super) fn if_as_match(&self, e: &syn::ExprIf) -> Option<Expr> {
        let Expr::Let(condition) = &*e.cond else { return None };
        if !e.attrs.is_empty()
            || !condition.attrs.is_empty()
            || !self.may_take_within(&condition.expr, [&*condition.pat])
        {
            return None;
        }
        let (span, then) = (e.if_token.span, &e.then_branch);
        let els = e.else_branch.as_ref().map_or_else(|| syn::parse_quote!({}), |(_, els)| (**els).clone());
        let (pat, value) = (&condition.pat, &condition.expr);
        Some(syn::parse_quote_spanned!(span=> match #value { #pat => #then _ => #els, }))
    }

    /// `let` in an expression, whose pattern leaves something, or may fail.
    ///
    /// ```text
    /// let (a, _) = pair;      let (a,) = match pair { (a, _) => (a,) };
    /// ```
    pub(super) fn let_as_match(&self, local: &mut syn::Local) {
        let Some(init) = &mut local.init else { return };
        let leaves = init.diverge.is_some() || patterns::moves([&local.pat]) == Moves::Not;
        if !leaves
            || matches!(local.pat, Pat::Ident(_))
            || patterns::binds_by_reference(&local.pat)
            || !self.may_take_within(&init.expr, [&local.pat])
        {
            return;
        }
        let span = local.let_token.span;
        let (by_value, names) = patterns::names(&local.pat);
        let (pat, value) = (&local.pat, &init.expr);
        let otherwise =
            init.diverge.take().map(|(_, els)| -> syn::Arm { syn::parse_quote_spanned!(span=> _ => #els,) });
        *init.expr = syn::parse_quote_spanned!(span=> match #value { #pat => (#(#names,)*), #otherwise });
        local.pat = syn::parse_quote_spanned!(span=> (#(#by_value,)*));
    }

    /// An arm of a match in an expression.
    pub(super) fn plain_arm_takes(&mut self, scrutinee: UseId, arm: &mut syn::Arm) {
        let pat = patterns::behind_guard(&arm.pat);
        if patterns::binds_by_value(pat) {
            let part = self.taken_by(scrutinee, Taking::Pattern(pat.clone()), self.imports.clone());
            let marker = Marker::Part(part).ident(machine());
            arm.attrs.push(syn::parse_quote!(#[#marker]));
        }
    }

    /// An arm, whose bindings have been resolved, takes what it binds out of the scrutinee.
    pub(super) fn arm_takes(&mut self, scrutinee: UseId, arm: &mut Arm) {
        if patterns::binds_by_value(&arm.pat) {
            arm.part = Some(self.taken_by(scrutinee, Taking::Pattern(arm.pat.clone()), self.imports.clone()));
        }
    }
}

/// The local of `x`, `x.f`, `x.f.g`.
pub(super) fn root(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        Expr::Field(field) => root(&field.base),
        Expr::Paren(e) => root(&e.expr),
        _ => None,
    }
}

/// The name in `*x`.
pub(super) fn content(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Unary(e) if matches!(e.op, syn::UnOp::Deref(_)) => match &*e.expr {
            Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
            _ => None,
        },
        Expr::Paren(e) => content(&e.expr),
        _ => None,
    }
}

pub(super) fn is_content(expr: &Expr) -> bool {
    content(expr).is_some()
}

/// What an operator does with an operand, given the other one. A part beside a literal number is a number, and so is most likely what is behind
/// a reference.
pub(super) fn operand_mode(operand: &Expr, other: &Expr) -> Mode {
    let literal = |lit: &syn::ExprLit| matches!(lit.lit, syn::Lit::Int(_) | syn::Lit::Float(_));
    match (operand, other) {
        (Expr::Field(_), Expr::Lit(lit)) if literal(lit) => Mode::Read,
        (Expr::Unary(e), _) if matches!(e.op, syn::UnOp::Deref(_)) => Mode::Read,
        _ => Mode::Value,
    }
}
