//! An import has no body.

#[resumable::coroutine]
use std::rc::Rc;

fn main() {}
