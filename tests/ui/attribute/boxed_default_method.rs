//! A default method that is boxed holds `&Self` across a wait: the trait says that `Self` is `Sync`.

use resumable::yield_now;

#[resumable::coroutine(boxed)]
trait Work {
    async fn work(&self);

    async fn twice(&self) {
        self.work().await;
        yield_now().await;
        self.work().await;
    }
}

fn main() {}
