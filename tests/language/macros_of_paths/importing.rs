//! What it calls is imported with everything else.

#[allow(unused_imports)]
use super::*;
#[deny(unused_imports)]
use crate::macros_of_paths::exporting::deeper;

#[resumable::coroutine]
pub async fn by_all(n: Option<u32>) -> Result<u32, String> {
    let kept = vec![n];
    Ok(tenfold!(deeper::some!(n)) + super::exporting::deeper::some!(n) + kept.len() as u32)
}

pub mod inner {
    #[deny(unused_imports)]
    use crate::and_one_more;

    #[resumable::coroutine]
    pub async fn exported(n: u32) -> u32 {
        and_one_more!(n) + crate::and_one_more!(n)
    }
}
