//! A method that borrows `self` cannot be spawned from another.

use resumable::{spawn, yield_now};

struct Server {
    name: String,
}

impl Server {
    #[resumable::coroutine]
    async fn serve(&self) -> usize {
        yield_now().await;
        self.name.len()
    }

    fn start(&self) {
        spawn(self.serve());
    }
}

fn main() {}
