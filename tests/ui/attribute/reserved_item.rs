//! The names of what is generated in the body mean something else there.

fn __make<T>(_: *mut T) {}

#[resumable::coroutine]
async fn reserved() {
    __make(std::ptr::null_mut::<u8>());
    resumable::yield_now().await;
}

fn main() {
    resumable::block_on(reserved());
}
