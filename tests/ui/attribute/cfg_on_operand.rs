//! An attribute, `cfg` among them, cannot stand on an operand: it would leave a hole. rustc says so, and so it does here,
//! whatever the predicate says.

#[resumable::coroutine]
async fn of_a_parameter(x: &u32) -> u32 {
    resumable::yield_now().await;
    *#[cfg(any())]
    x
}

#[resumable::coroutine]
async fn of_a_local() -> u32 {
    let y = 1;
    let x = &y;
    resumable::yield_now().await;
    *#[cfg(all())]
    x
}

fn main() {}
