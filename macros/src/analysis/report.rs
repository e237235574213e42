//! What the machine cannot express although rustc could.

use super::{Class, Facts, is_in_slot, is_taken};
use crate::diagnostics::Diagnostics;
use crate::resolve::{Context, Mode, Resolved};

pub fn report(resolved: &Resolved, facts: &Facts, diagnostics: &Diagnostics) {
    for (id, use_) in resolved.uses.iter() {
        let local = &resolved.locals[use_.local];
        let class = facts.classes[use_.local];
        let pinned = matches!(class, Class::Pinned { .. });
        let thawed = facts.thawed[use_.local].is_some_and(|thaw| id >= resolved.thaws[thaw].from);
        if resolved.printed.contains(id) && ((pinned && !thawed) || local.renamed) {
            diagnostics.error(
                use_.ident.span(),
                format_args!("this macro prints its condition, where `{}` has another name because it lives across an await: give it a message as its second argument", local.name),
            );
        }
        if use_.mode == Mode::Opaque && (pinned || local.renamed) {
            let why = if pinned { "lives across an await in its place" } else { "hides another local of that name" };
            diagnostics.error(
                use_.ident.span(),
                format_args!("`{0}` {why}, and this macro cannot be seen into: give the macro something else, as in `let value = &{0};`", local.name),
            );
        }
        // A reference that was moved is where it was, and has no destructor; what is taken for a copy has none either.
        let may_be_gone = class == (Class::Pinned { flagged: true })
            && local.reference.is_none()
            && !facts.copied.contains(use_.local)
            && facts.unfilled.contains(id);
        if use_.mode == Mode::MacroArgument && may_be_gone {
            diagnostics.error(
                use_.ident.span(),
                format_args!("`{0}` lives across an await and may be moved or uninitialised; what this macro does with it cannot be seen: give the macro a reference, as in `let value = &{0};`", local.name),
            );
        }
        if use_.mode == Mode::AssignInPattern
            && matches!(use_.context, Context::Body | Context::Macro)
            && class == (Class::Pinned { flagged: true })
        {
            diagnostics.error(
                use_.ident.span(),
                format_args!("`{0}` is assigned in a pattern here and may be uninitialised: assign a new local and then `{0} = …`", local.name),
            );
        }
    }
    for &id in &resolved.owned_in_part {
        let use_ = &resolved.uses[id];
        if is_in_slot(resolved, facts, id) {
            diagnostics.error(
                use_.ident.span(),
                format_args!(
                    "this `move` closure takes along a part of `{0}`, which lives across an await, or what `{0}` refers to: bind that to a local before the closures around, as in `let part = {0}.part;`",
                    resolved.locals[use_.local].name
                ),
            );
        }
    }
    for (_, capture) in resolved.captures.iter() {
        for &part in &capture.parts {
            let use_ = &resolved.uses[part];
            let local = &resolved.locals[use_.local];
            if matches!(facts.classes[use_.local], Class::Pinned { .. })
                && local.reference.is_none()
                && !is_taken(resolved, &facts.parts[use_.local], part)
            {
                diagnostics.error(
                    use_.ident.span(),
                    format_args!(
                        "this `move` closure captures a part of `{0}`, which lives across an await: bind the part to a local before the closure, or mention `{0}` as a whole",
                        local.name
                    ),
                );
            }
        }
    }
}
