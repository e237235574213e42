//! The memory of tasks. A home keeps some of what its tasks have given back, for those to come: that is faster than any general allocator, as only one
//! thread is involved, and tasks mostly come in a few sizes.

use crate::sync_shim::Cell;
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::ptr::NonNull;

/// Sizes are rounded up to a multiple of this, which is also the alignment that allocators give unasked.
const GRAIN: usize = 16;
/// Larger tasks are left to the allocator.
const CLASSES: usize = 32;
/// A home keeps less memory than this. Nothing in builds for debugging, so that memory checkers see each task go.
const MOST_BYTES: usize = if cfg!(debug_assertions) || cfg!(loom) { 1 } else { 1 << 20 };

/// How a task of this layout is allocated. Tasks of nearly the same size have the same.
fn rounded(layout: Layout) -> Layout {
    if layout.align() > GRAIN || layout.size() > CLASSES * GRAIN {
        return layout;
    }
    let size = layout.size().next_multiple_of(GRAIN);
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
        let class = self.classes.get(layout.size().checked_sub(1)? / GRAIN)?;
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
            let layout = Layout::from_size_align((class + 1) * GRAIN, GRAIN).expect("the size is small");
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
