//! What is denied by name is not said of the machine either.

#![deny(unused_qualifications, unsafe_code, trivial_casts, unit_bindings, variant_size_differences)]

#[resumable::coroutine]
async fn sum(numbers: Vec<u32>) -> u32 {
    let mut sum = 0;
    for number in numbers.iter().map(|number| number + 1) {
        resumable::yield_now().await;
        sum += number;
    }
    sum
}

fn main() {
    assert_eq!(resumable::block_on(sum(vec![1, 2])), 5);
}
