//! `ref` where the pattern borrows by itself, which edition 2024 does not have.

use crate::harness::*;

case! {
    /// Names that hide others.
    hiding(Some(noisy_n("first", 1)));
    async fn hiding(mut given: Option<Noisy>) -> u32 {
        let given = &mut given;
        if let Some(ref mut given) = given {
            yield_now().await;
            given.by_mut();
        }
        let shared = &*given;
        let n = match shared {
            Some(ref shared) if later("n", shared.by_ref()).await > 0 => {
                let (ref shared, n) = (shared, 2);
                yield_now().await;
                shared.by_ref() + n
            }
            _ => 0,
        };
        later("n", n).await + shared.as_ref().map_or(0, |shared| shared.by_ref())
    }
}
