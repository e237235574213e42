//! Blocks: statements, and a tail or not.

use super::Writer;
use super::state::Locals;
use super::types::Ty;

impl Writer {
    /// `{ … }` with so many statements, and a tail of the type if there is one. Its scope is closed behind it.
    pub fn block(&mut self, count: usize, tail: Option<&Ty>) -> String {
        self.block_with(count, tail, |_| String::new())
    }

    /// The same, with something at the beginning, in its scope.
    pub fn block_with(&mut self, count: usize, tail: Option<&Ty>, start: impl FnOnce(&mut Writer) -> String) -> String {
        let mark = self.locals.temporary.len();
        self.locals.enter();
        let mut text = start(self);
        text.push_str(&self.statements(count));
        if self.reachable
            && let Some(tail) = tail
        {
            let value = self.tail(tail);
            // At the beginning of a statement a block would end it.
            let is_free = super::places::begins_like_a_block(&value) && !super::places::is_block(&value);
            text.push_str(&if is_free { format!("({value})") } else { value });
        }
        if tail.is_none_or(|tail| !tail.borrows()) {
            self.locals.temporary.truncate(mark);
        }
        self.locals.leave();
        format!("{{ {text} }}")
    }

    /// The value of the block that is being written, which nothing in it outlives.
    pub fn tail(&mut self, ty: &Ty) -> String {
        let within = if ty.borrows() { self.limit.min(self.locals.scope - 1) } else { usize::MAX };
        let limit = std::mem::replace(&mut self.limit, within);
        let value = self.value(ty);
        self.limit = limit;
        value
    }

    /// So many statements, or fewer, if one of them leaves.
    pub fn statements(&mut self, count: usize) -> String {
        let depth = self.depth;
        self.depth = depth / 2 + 1;
        let mut text = String::new();
        for _ in 0..count {
            if !self.reachable || self.fuel <= 0 {
                break;
            }
            let mark = self.locals.temporary.len();
            let (limit, temporaries) = (self.limit, self.borrow_temporaries);
            self.limit = usize::MAX;
            self.borrow_temporaries = true;
            text.push_str(&self.statement());
            text.push('\n');
            self.limit = limit;
            self.borrow_temporaries = temporaries;
            self.locals.temporary.truncate(mark);
        }
        self.depth = depth;
        text
    }

    /// Code that may not be run, or is one of several: gives what it writes, and leaves the state as it was before.
    pub fn aside<T>(&mut self, write: impl FnOnce(&mut Writer) -> T) -> (T, Option<Locals>) {
        let before = self.locals.clone();
        let written = write(self);
        let after = std::mem::replace(&mut self.locals, before);
        let reached = std::mem::replace(&mut self.reachable, true);
        (written, reached.then_some(after))
    }

    /// The states at the ends of several paths, of which one was taken.
    pub fn meet(&mut self, ends: Vec<Option<Locals>>) {
        self.reachable = false;
        for end in ends.into_iter().flatten() {
            let temporary = end.temporary.clone();
            self.join(end);
            for loan in temporary {
                if !self.locals.temporary.contains(&loan) {
                    self.locals.temporary.push(loan);
                }
            }
        }
    }
}
