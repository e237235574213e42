//! A parameter or a local that is declared with the name of a primitive type is taken to have that type, which is `Copy`. rustc verifies it.

#[allow(non_camel_case_types)]
struct u64(String);

#[resumable::coroutine]
async fn parameter(x: u64) {
    resumable::yield_now().await;
    drop(x)
}

#[resumable::coroutine]
async fn local() {
    let x: u64 = u64(String::new());
    resumable::yield_now().await;
    drop(x)
}

fn main() {}
