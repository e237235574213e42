//! Methods of names that say nothing, of locals that live across waits: whether one moves its receiver is asked of rustc.

mod closures;
mod macros;
mod operands;
mod parts;
mod types;
mod ways;

use crate::harness::*;

/// One method for each way to take `self`, and no name that tells which.
struct Part(Noisy);

impl Part {
    fn alpha(self) -> Noisy {
        self.0
    }
    fn beta(&self) -> &Noisy {
        &self.0
    }
    fn gamma(&mut self) -> &mut Noisy {
        &mut self.0
    }
    fn delta(self: Box<Self>) -> u32 {
        self.0.by_ref()
    }
    async fn epsilon(self) -> u32 {
        look("epsilon", &self.0).await;
        self.0.by_ref()
    }
    async fn zeta(&self) -> u32 {
        look("zeta", &self.0).await;
        self.0.by_ref()
    }
    fn eta(self, other: Noisy, n: u32) -> Pair {
        Pair(self, other, n)
    }
    fn theta(&mut self, other: Noisy, n: u32) -> u32 {
        self.0.by_mut() + other.by_ref() + n
    }
    fn iota(self, text: &str) -> usize {
        self.0.by_ref() as usize + text.len()
    }
    fn kappa<T: Into<u64>>(self, n: T) -> (Noisy, u64) {
        (self.0, n.into())
    }
    fn lambda(self) -> Self {
        Part(self.0.renamed("lambda"))
    }
    fn mu(&self, f: impl FnOnce() -> u32) -> u32 {
        self.0.by_ref() + f()
    }
    fn nu<F: FnOnce() -> Noisy>(self, f: F) -> Once<F> {
        Once(self.0, f)
    }
}

struct Pair(Part, Noisy, u32);
struct Once<F>(Noisy, F);

impl<F: FnOnce() -> Noisy> Once<F> {
    fn xi(self) -> u32 {
        let made = (self.1)();
        made.by_ref() + self.0.by_ref()
    }
}

fn part(name: &'static str) -> Part {
    Part(noisy(name))
}

impl Part {
    fn forever(self) -> ! {
        self.0.by_ref();
        panic!("forever")
    }
    fn stuck(&self) -> ! {
        self.0.by_ref();
        panic!("stuck")
    }
    fn split_off(self) -> (Noisy, Noisy) {
        (self.0, noisy("off"))
    }
    fn like(self, other: &Noisy) -> Noisy {
        other.by_ref();
        self.0
    }
    async fn about(&self, name: &Noisy, all: &[u32]) -> u32 {
        look("about", name).await;
        self.0.by_ref() + all.len() as u32
    }
    async fn over(self, name: &Noisy) -> u32 {
        look("over", name).await;
        self.0.by_ref()
    }
    async fn chi(&mut self, n: &u32, name: &mut Noisy) -> u32 {
        edit("chi", name, |name| _ = name.by_mut()).await;
        self.0.by_mut() + n
    }
    unsafe fn risky(self) -> u32 {
        self.0.by_ref()
    }
    fn callable(&self) -> Box<dyn Fn() -> u32> {
        let n = self.0.by_ref();
        Box::new(move || n)
    }
    fn made<T: Default>(self) -> (Noisy, T) {
        (self.0, T::default())
    }
}
