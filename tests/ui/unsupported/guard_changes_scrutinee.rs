//! A guard may change, through a borrow, what the patterns after it move out of or leave in place.

use resumable::{block_on, yield_now};
use std::cell::RefCell;

type List = RefCell<Vec<u8>>;

fn refuse(list: &List) -> bool {
    *list.borrow_mut() = vec![9; 100];
    false
}

#[resumable::coroutine]
async fn moved_by_later_arm(given: Option<List>) -> usize {
    let kept = &given;
    yield_now().await;
    match given {
        Some(list) if refuse(kept.as_ref().unwrap()) => {
            yield_now().await;
            list.into_inner().len()
        }
        Some(list) => {
            yield_now().await;
            list.into_inner().len()
        }
        None => 0,
    }
}

#[resumable::coroutine]
async fn without_waits(given: Option<List>) -> usize {
    yield_now().await;
    let size = {
        let kept = &given;
        match given {
            Some(list) if refuse(kept.as_ref().unwrap()) => list.into_inner().len(),
            Some(list) => list.into_inner().len(),
            None => 0,
        }
    };
    yield_now().await;
    size
}

#[resumable::coroutine]
async fn whole(list: List) -> usize {
    let kept = &list;
    yield_now().await;
    match list {
        taken if !refuse(kept) => {
            yield_now().await;
            taken.into_inner().len()
        }
        _ => 0,
    }
}

/// The pattern of an arm leaves parts where they are.
#[resumable::coroutine]
async fn leaves_parts(given: Result<List, String>) -> usize {
    let list = match given {
        Ok(list) if list.borrow().is_empty() => return 0,
        Ok(list) => list,
        Err(_) => return 1,
    };
    yield_now().await;
    list.into_inner().len()
}

fn main() {
    let list = || RefCell::new(vec![1, 2]);
    assert_eq!(block_on(moved_by_later_arm(Some(list()))), 100);
    assert_eq!(block_on(without_waits(Some(list()))), 100);
    assert_eq!(block_on(whole(list())), 100);
    assert_eq!(block_on(leaves_parts(Ok(list()))), 2);
}
