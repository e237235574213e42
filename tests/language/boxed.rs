//! `#[coroutine(boxed)]` and `#[coroutine(boxed_local)]`: a box instead of the frame itself.

use crate::harness::*;
use std::pin::Pin;
use std::rc::Rc;

fn run<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
}

fn sent<F: Future + Send>(future: F) -> F {
    future
}

/// A function that awaits itself.
#[test]
fn recursion() {
    #[resumable::coroutine(boxed)]
    async fn fibonacci(n: u32) -> u32 {
        yield_now().await;
        if n < 2 { n } else { fibonacci(n - 1).await + fibonacci(n - 2).await }
    }
    assert_eq!(run(sent(fibonacci(10))), 55);
}

/// Functions that await each other, one of which is not boxed.
#[test]
fn mutual_recursion() {
    #[resumable::coroutine(boxed)]
    async fn is_even(n: u32, seen: &mut Vec<u32>) -> bool {
        seen.push(n);
        if n == 0 { true } else { is_odd(n - 1, seen).await }
    }
    #[resumable::coroutine]
    async fn is_odd(n: u32, seen: &mut Vec<u32>) -> bool {
        yield_now().await;
        if n == 0 { false } else { is_even(n - 1, seen).await }
    }
    let mut seen = vec![];
    assert!(run(is_odd(5, &mut seen)));
    assert_eq!(seen, [4, 2, 0]);
}

/// The type can be written, and ends with what it borrows.
#[test]
fn the_type_is_known() {
    #[resumable::coroutine(boxed)]
    async fn length(text: &str) -> usize {
        yield_now().await;
        text.len()
    }
    #[resumable::coroutine(boxed)]
    async fn both<'a, T: Clone + Send + Sync>(a: &'a [T], b: &T) -> (&'a [T], T) {
        yield_now().await;
        (a, b.clone())
    }
    let text = String::from("text");
    let future: Pin<Box<dyn Future<Output = usize> + Send + '_>> = length(&text);
    assert_eq!(run(future), 4);
    let list = [1, 2];
    let (whole, one) = {
        let short = 3;
        let future: Pin<Box<dyn Future<Output = (&[i32], i32)> + Send + '_>> = both(&list, &short);
        run(future)
    };
    assert_eq!((whole, one), (&list[..], 3));
    let futures: Vec<Pin<Box<dyn Future<Output = usize> + Send>>> = vec![length("a"), length("bb")];
    assert_eq!(futures.into_iter().map(run).sum::<usize>(), 3);
}

/// Without `Send`.
#[test]
fn local() {
    struct Tree {
        value: Rc<u32>,
        below: Vec<Tree>,
    }
    #[resumable::coroutine(boxed_local)]
    impl Tree {
        async fn sum(&self) -> u32 {
            let held = self.value.clone();
            let mut sum = 0;
            for tree in &self.below {
                sum += tree.sum().await;
            }
            sum + *held
        }
    }
    let leaf = |n| Tree { value: Rc::new(n), below: vec![] };
    let tree = Tree { value: Rc::new(1), below: vec![leaf(2), Tree { value: Rc::new(3), below: vec![leaf(4)] }] };
    assert_eq!(run(tree.sum()), 10);
}

/// A trait whose methods are boxed makes trait objects; the others of its impl are left alone.
#[test]
fn trait_objects() {
    #[resumable::coroutine(boxed)]
    trait Shape: Sync {
        async fn area(&self, unit: &str) -> String;
        async fn twice(&self, unit: &str) -> (String, String) {
            let once = self.area(unit).await;
            (once, self.area(unit).await)
        }
        async fn consume(self: Box<Self>, suffix: String) -> String;
        fn name(&self) -> &str {
            "shape"
        }
    }
    struct Square(u32);
    #[resumable::coroutine(boxed)]
    impl Shape for Square {
        async fn area(&self, unit: &str) -> String {
            yield_now().await;
            format!("{}{unit}", self.0 * self.0)
        }
        async fn consume(self: Box<Self>, suffix: String) -> String {
            yield_now().await;
            format!("{}{suffix}", self.0)
        }
    }
    struct Wrapper<S>(S);
    #[resumable::coroutine(boxed)]
    impl<S: Shape + Send> Shape for Wrapper<S> {
        async fn area(&self, unit: &str) -> String {
            self.0.area(unit).await
        }
        async fn consume(self: Box<Self>, suffix: String) -> String {
            self.area(&suffix).await
        }
        fn name(&self) -> &str {
            "wrapper"
        }
    }
    let shapes: Vec<Box<dyn Shape + Send>> = vec![Box::new(Square(2)), Box::new(Wrapper(Square(3)))];
    let names: Vec<&str> = shapes.iter().map(|shape| shape.name()).collect();
    assert_eq!(names, ["shape", "wrapper"]);
    for (shape, area) in shapes.into_iter().zip(["4m", "9m"]) {
        assert_eq!(run(sent(shape.twice("m"))), (area.to_owned(), area.to_owned()));
        run(shape.consume("!".to_owned()));
    }
}

/// A function in a boxed container decides for itself; so does one that is not `async`.
#[test]
fn its_own_attribute_decides() {
    struct Service {
        base: u32,
    }
    #[resumable::coroutine(boxed)]
    impl Service {
        async fn boxed(&self, n: u32) -> u32 {
            if n == 0 { self.base } else { self.boxed(n - 1).await + 1 }
        }

        #[coroutine]
        async fn plain(&self) -> u32 {
            yield_now().await;
            self.base
        }

        #[resumable::coroutine(boxed_local)]
        async fn local(&self) -> Rc<u32> {
            let shared = Rc::new(self.base);
            yield_now().await;
            shared
        }

        #[coroutine(boxed)]
        fn not_async(&self) -> u32 {
            self.plain().await + 1
        }

        fn left_alone(&self) -> u32 {
            self.base
        }
    }
    let service = Service { base: 1 };
    let _: Pin<Box<dyn Future<Output = u32> + Send + '_>> = service.boxed(1);
    assert_eq!(run(sent(service.boxed(3))), 4);
    assert_ne!(size_of_val(&service.plain()), size_of::<Pin<Box<dyn Future<Output = u32>>>>());
    assert_eq!(run(service.plain()), 1);
    assert_eq!(*run(service.local()), 1);
    assert_eq!(run(sent(service.not_async())), 2);
    assert_eq!(service.left_alone(), 1);
}

/// Outputs of every kind.
#[test]
fn outputs() {
    #[resumable::coroutine(boxed)]
    async fn unit() {
        yield_now().await
    }
    #[resumable::coroutine(boxed)]
    async fn fails(n: u32) -> Result<u32, String> {
        yield_now().await;
        let n = n.checked_sub(1).ok_or("zero")?;
        if n > 3 { fails(n).await } else { Ok(n) }
    }
    #[resumable::coroutine(boxed)]
    async fn shown(n: u32) -> impl std::fmt::Display {
        yield_now().await;
        n
    }
    run(unit());
    assert_eq!(run(fails(9)), Ok(3));
    assert_eq!(run(fails(0)), Err("zero".to_owned()));
    assert_eq!(run(shown(4)).to_string(), "4");
}
