//! What is moved gets another value on the one way that goes on, and the other ends in a call that never returns.

fn fail() -> ! {
    panic!("failed")
}

#[resumable::coroutine]
async fn work(fails: bool) {
    let mut text = String::from("moved");
    std::future::ready(text).await;
    if fails {
        fail()
    } else {
        text = String::from("another")
    }
    drop(text)
}

fn main() {
    resumable::block_on(work(false));
}
