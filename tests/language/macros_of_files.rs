//! Macros of other files of the crate that await and return are written out, too: those of the file that this one is a module of, and of modules with
//! `#[macro_use]`.

use resumable::{block_on, yield_now};

#[resumable::coroutine]
pub async fn later(n: u32) -> u32 {
    yield_now().await;
    n
}

#[resumable::coroutine]
async fn sum(n: Option<u32>) -> Result<u32, String> {
    let kept = vec![n];
    let value = found!(n);
    Ok(doubled!(value) + tripled!(value) + kept.len() as u32)
}

#[test]
fn macros_of_other_files() {
    assert_eq!(block_on(sum(Some(7))), Ok(36));
    assert_eq!(block_on(sum(None)), Err("nothing is found".to_owned()));
}
