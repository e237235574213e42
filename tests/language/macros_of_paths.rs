//! Macros of the crate that are imported by a path, or called by one, are written out, too, where they await and return.

mod exporting;
mod importing;

use resumable::block_on;

// Behind it nothing of the text shows it here.
mod own {
    macro_rules! tenfold {
        ($n:expr) => {
            $crate::macros_of_paths::exporting::later($n).await * 10
        };
    }
    pub(super) use tenfold;
    pub(crate) use tenfold as called_otherwise;
}

use own::{called_otherwise, tenfold};

#[resumable::coroutine]
async fn imported(n: Option<u32>) -> Result<u32, String> {
    let kept = vec![n];
    let value = own::tenfold!(exporting::deeper::some!(n));
    Ok(tenfold!(value) + called_otherwise!(1) + self::own::tenfold!(2) + kept.len() as u32)
}

/// Parameters have the names of macros.
#[resumable::coroutine]
async fn of_that_name(tenfold: u32, doubled: u32) -> u32 {
    let kept = vec![tenfold];
    tenfold!(tenfold) + doubled!(doubled) + kept.len() as u32
}

/// What the body itself imports is not looked for. Rustc does what it does.
#[resumable::coroutine]
async fn imported_in_the_body(n: u32) -> u32 {
    use exporting::deeper::one_more;
    let kept = vec![n];
    exporting::later(n).await;
    one_more!(kept.len() as u32)
}

#[test]
fn macros_of_paths() {
    assert_eq!(block_on(imported(Some(7))), Ok(731));
    assert_eq!(block_on(imported(None)), Err("there is none".to_owned()));
    assert_eq!(block_on(importing::by_all(Some(7))), Ok(78));
    assert_eq!(block_on(importing::by_all(None)), Err("there is none".to_owned()));
    assert_eq!(block_on(importing::inner::exported(7)), 16);
    assert_eq!(block_on(of_that_name(7, 3)), 77);
    assert_eq!(block_on(imported_in_the_body(7)), 2);
}
