//! Errors in some methods of an impl: each is reported once, the other methods are in order, and so are the callers.

use resumable::yield_now;
use std::rc::Rc;

#[resumable::coroutine]
mod services {
    use super::*;

    pub struct Work(pub u32);

    impl Work {
        pub async fn good(&self) -> u32 {
            yield_now().await;
            self.0
        }

        pub async fn reserved(mut self, (a, _): (u32, u32)) -> u32 {
            let __temp_0 = Rc::new(a);
            yield_now().await;
            self.0 += *__temp_0;
            self.0
        }

        pub async fn attribute(&self, number: u32) -> u32 {
            [0][{ yield_now().await; 0 }] += { yield_now().await; 1 };
            yield_now().await;
            number
        }

        pub async extern "C" fn foreign(&self) {}

        pub async fn types(&self) -> u32 {
            let number: u32 = "text";
            yield_now().await;
            number
        }

        pub async fn calls(&self) -> u32 {
            self.good().await + {Work(1)}.reserved((2, 3)).await + self.attribute(4).await + self.types().await
        }
    }
}

fn main() {
    resumable::block_on(services::Work(1).calls());
}
