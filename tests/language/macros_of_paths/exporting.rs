//! What `importing.rs` imports.

use resumable::yield_now;

#[resumable::coroutine]
pub async fn later(n: u32) -> u32 {
    yield_now().await;
    n
}

pub mod deeper {
    macro_rules! some {
        ($n:expr) => {
            match $n {
                Some(n) => $crate::macros_of_paths::exporting::later(n).await,
                None => return Err("there is none".to_owned()),
            }
        };
    }
    pub(crate) use some;

    macro_rules! one_more {
        ($n:expr) => {
            $n + 1
        };
    }
    pub(crate) use one_more;
}

#[macro_export]
macro_rules! and_one_more {
    ($n:expr) => {
        $crate::macros_of_paths::exporting::later($n).await + $crate::macros_of_paths::exporting::deeper::one_more!(0)
    };
}
