//! What stands for `await_tree` without the feature of that name.

/// A task.
pub(crate) fn task<F>(future: F) -> F {
    future
}

/// What `block_on` runs.
pub(crate) fn block_on<F>(future: F) -> F {
    future
}
