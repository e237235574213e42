//! A local is not moved to another place while something that syntax does not show still borrows it.

use resumable::{block_on, yield_now};
use std::cell::Cell;

fn push<'a>(list: &mut Vec<&'a Cell<u64>>, number: &'a Cell<u64>) {
    list.push(number)
}

#[resumable::coroutine]
async fn through_view() -> u64 {
    let number = Cell::new(1);
    let mut list = Vec::new();
    {
        let kept = &number;
        yield_now().await;
        kept.set(2);
    }
    {
        let view = &mut list;
        push(view, &number);
    }
    yield_now().await;
    number.set(7);
    list[0].get()
}

#[resumable::coroutine]
async fn through_cell() -> u64 {
    let number = Cell::new(1);
    let slot = Cell::new(None);
    {
        let kept = &number;
        yield_now().await;
        kept.set(2);
    }
    Cell::set(&slot, Some(&number));
    yield_now().await;
    number.set(7);
    slot.get().unwrap().get()
}

#[resumable::coroutine]
async fn through_closure() -> u64 {
    let number = Cell::new(1);
    let mut list = Vec::new();
    {
        let kept = &number;
        yield_now().await;
        kept.set(2);
    }
    {
        let mut add = |number| list.push(number);
        add(&number);
    }
    yield_now().await;
    number.set(7);
    list[0].get()
}

fn main() {
    assert_eq!(block_on(through_view()), 7);
    assert_eq!(block_on(through_cell()), 7);
    assert_eq!(block_on(through_closure()), 7);
}
