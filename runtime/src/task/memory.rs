//! The memory of tasks. A home keeps some of what its tasks have given back, for those to come: that is faster than any general allocator, as only one
//! thread is involved, and tasks mostly come in a few sizes.

use crate::sync_shim::Cell;
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::ptr::NonNull;

/// Sizes are a multiple of this, which is also the alignment that allocators give unasked, but for [`CUT`].
const GRAIN: usize = 16;
/// What allocators keep for themselves of such a multiple. Rounded up without it, a task would often take one grain more.
const CUT: usize = 8;
/// Larger tasks are left to the allocator.
const CLASSES: usize = 32;
/// A home keeps less memory than this. Nothing in builds for debugging, so that memory checkers see each task go.
const MOST_BYTES: usize = if cfg!(debug_assertions) || cfg!(loom) { 1 } else { 1 << 20 };

fn size_of_class(class: usize) -> usize {
    (class + 1) * GRAIN - CUT
}

/// How a task of this layout is allocated. Tasks of nearly the same size have the same.
fn rounded(layout: Layout) -> Layout {
    if layout.align() > GRAIN || layout.size() > size_of_class(CLASSES - 1) {
        return layout;
    }
    let size = (layout.size() + CUT).next_multiple_of(GRAIN) - CUT;
    Layout::from_size_align(size, GRAIN).unwrap_or(layout)
}

/// Memory for a task of this layout.
pub(super) fn allocate(layout: Layout) -> NonNull<u8> {
    let layout = rounded(layout);
    // SAFETY: The layout is that of a task, which has a header and therefore a size.
    let memory = unsafe { alloc(layout) };
    NonNull::new(memory).unwrap_or_else(|| handle_alloc_error(layout))
}

/// Gives the memory of a task back.
///
/// # Safety
///
/// The memory came from `allocate` or [`Spare::take`] with this layout, and is not used any more.
pub(super) unsafe fn free(memory: NonNull<u8>, layout: Layout) {
    // SAFETY: The caller's promise. The rounded layout is the one of its allocation.
    unsafe { dealloc(memory.as_ptr(), rounded(layout)) }
}

/// What a home keeps: a list for each size, linked through the memory itself. For the thread of the home only, and for who drops it.
pub(super) struct Spare {
    classes: [Cell<Option<NonNull<Block>>>; CLASSES],
    bytes: Cell<usize>,
}

/// The beginning of memory that is kept.
struct Block {
    next: Option<NonNull<Block>>,
}

impl Spare {
    pub(super) fn new() -> Self {
        Spare { classes: std::array::from_fn(|_| Cell::new(None)), bytes: Cell::new(0) }
    }

    /// The list of memory for this layout, and the size of each piece. None if it is too large.
    fn class(&self, layout: Layout) -> Option<(&Cell<Option<NonNull<Block>>>, usize)> {
        let layout = rounded(layout);
        let class = self.classes.get(layout.size() / GRAIN)?;
        (layout.align() == GRAIN).then_some((class, layout.size()))
    }

    /// Memory for a task of this layout, kept or new.
    pub(super) fn take(&self, layout: Layout) -> NonNull<u8> {
        if let Some((class, size)) = self.class(layout)
            && let Some(block) = class.get()
        {
            // SAFETY: What is in the list is memory of this size that nobody uses, with a `Block` at its beginning.
            class.set(unsafe { block.as_ref() }.next);
            self.bytes.set(self.bytes.get() - size);
            return block.cast();
        }
        allocate(layout)
    }

    /// Keeps the memory of a task, or gives it back if there is enough already.
    ///
    /// # Safety
    ///
    /// That of [`free`].
    pub(super) unsafe fn give(&self, memory: NonNull<u8>, layout: Layout) {
        match self.class(layout).filter(|(_, size)| self.bytes.get() + size < MOST_BYTES) {
            Some((class, size)) => {
                let block = memory.cast::<Block>();
                // SAFETY: Nobody uses the memory, which is large enough and aligned for a `Block`, as it was for a header.
                unsafe { block.write(Block { next: class.get() }) }
                class.set(Some(block));
                self.bytes.set(self.bytes.get() + size);
            }
            // SAFETY: The caller's promise.
            None => unsafe { free(memory, layout) },
        }
    }
}

impl Drop for Spare {
    fn drop(&mut self) {
        for (class, blocks) in self.classes.iter().enumerate() {
            let layout = Layout::from_size_align(size_of_class(class), GRAIN).expect("the size is small");
            while let Some(block) = blocks.take() {
                // SAFETY: What is in the list is memory of this layout that nobody uses, with a `Block` at its beginning.
                unsafe {
                    blocks.set(block.as_ref().next);
                    free(block.cast(), layout);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every size goes to the class whose pieces it is given, and comes out of it again.
    #[test]
    fn sizes_belong_to_classes() {
        let spare = Spare::new();
        for size in size_of::<Block>()..600 {
            for align in [8, 16, 32] {
                let layout = Layout::from_size_align(size, align).unwrap().pad_to_align();
                let is_kept = layout.align() <= GRAIN && layout.size() <= size_of_class(CLASSES - 1);
                assert_eq!(spare.class(layout).is_some(), is_kept, "{layout:?}");
                if let Some((class, given)) = spare.class(layout) {
                    let index = spare.classes.iter().position(|candidate| std::ptr::eq(candidate, class)).unwrap();
                    assert_eq!(given, size_of_class(index), "{layout:?}");
                    assert!(given >= layout.size() && given < layout.size() + GRAIN, "{layout:?}");
                }
            }
        }
    }

    #[test]
    fn a_header_takes_72_bytes() {
        assert_eq!(size_of::<super::super::header::Header>(), 9 * size_of::<usize>());
    }
}
