//! What mutants are linked with: the harness of the oracle, whose bodies they were, and the functions that mutations
//! insert. None of these has a type that matters, so that they fit wherever they are put.

#[path = "../../oracle/harness/mod.rs"]
#[allow(unused, missing_docs, clippy::all)]
pub mod harness;

use std::marker::PhantomData;
use std::pin::pin;
use std::task::{Context, Waker};

/// Uses a value, and whatever it borrows.
pub fn touch<T: ?Sized>(_: &T) {}

/// Uses a value uniquely.
pub fn touch_mut<T: ?Sized>(_: &mut T) {}

/// Takes two operands.
pub fn two<A, B>(_: A, _: B) {}

/// Takes two operands, and gives back the first.
pub fn first<A, B>(a: A, _: B) -> A {
    a
}

/// A value of any type.
pub fn fresh<T>() -> T {
    unreachable!("mutants are compiled, and never run")
}

/// A condition that rustc does not see through.
pub fn flip() -> bool {
    std::hint::black_box(true)
}

/// Wants something that borrows nothing.
pub fn require_static<T: 'static>(_: T) {}

/// Wants something that another thread may have.
pub fn require_send<T: Send>(_: T) {}

/// Wants something that other threads may look at.
pub fn require_sync<T: Sync>(_: T) {}

/// Makes two borrows equally long, and invariant.
pub fn same_life<'a, A: ?Sized, B: ?Sized>(_: &mut Option<&'a A>, _: &'a B) -> Invariant<'a> {
    Invariant(PhantomData)
}

/// A lifetime that can be neither longer nor shorter.
pub struct Invariant<'a>(PhantomData<fn(&'a ()) -> &'a ()>);

/// Borrows something until it is dropped: to drop it counts as a use.
pub struct Guard<T>(pub T);

impl<T> Drop for Guard<T> {
    fn drop(&mut self) {}
}

/// Anything, behind a pointer that remembers only how long it lives.
pub trait Erased {}
impl<T: ?Sized> Erased for T {}

/// Where references of one lifetime, and of any type, are put.
pub struct Sink<'s>(Vec<Box<dyn Erased + 's>>);

impl<'s> Sink<'s> {
    /// A sink that outlives every coroutine.
    pub fn leaked() -> &'static mut Self {
        Box::leak(Box::new(Sink(Vec::new())))
    }

    pub fn put<T: 's>(&mut self, value: T) {
        self.0.push(Box::new(value))
    }
}

/// The owner of what its methods lend, for temporaries.
pub struct Owner([u32; 2]);

pub fn owner() -> Owner {
    Owner([1, 2])
}

impl Owner {
    pub fn get(&self) -> &[u32; 2] {
        &self.0
    }

    pub fn get_mut(&mut self) -> &mut [u32; 2] {
        &mut self.0
    }

    pub fn take(self) -> [u32; 2] {
        self.0
    }
}

/// What stands for `.await` in a plain function.
pub trait WaitedFor: IntoFuture + Sized {
    fn waited_for(self) -> Self::Output {
        fresh()
    }
}
impl<F: IntoFuture> WaitedFor for F {}

/// The same for what is no future there, because the function that made it is a plain one too.
pub trait WaitedForAlready {
    type Value;
    fn waited_for(self) -> Self::Value;
}
impl<T> WaitedForAlready for &T {
    type Value = T;
    fn waited_for(self) -> T {
        fresh()
    }
}

/// Runs a coroutine as far as rustc has to look: what is checked when code is generated is checked then.
pub fn drive<F: Future>(future: F) {
    let _ = pin!(future).poll(&mut Context::from_waker(Waker::noop()));
}
