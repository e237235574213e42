//! The witness is the user's body, never run, with each `.await` replaced by a call: rustc type-checks and borrow-checks it, so that the
//! unchecked places of the machine are sound. `into_future` is shared with the machine, so that rustc's message about something that is
//! not a future is the same in both and is printed once.

use core::future::{Future, IntoFuture};

/// The first half of `.await`.
#[inline(always)]
pub fn into_future<F: IntoFuture>(awaited: F) -> F::IntoFuture {
    awaited.into_future()
}

/// The second half of `.await`, in the witness alone.
///
/// # Panics
///
/// Always: the witness never runs.
pub fn finish<F: Future>(_future: F) -> F::Output {
    unreachable!("the witness is never run")
}

/// What the machine has in its frame, in the witness alone: a constant that rustc does not promote.
///
/// # Panics
///
/// Always: the witness never runs.
pub fn unpromoted<T>(_value: T) -> T {
    unreachable!("the witness is never run")
}

/// An output, in a function with errors.
///
/// # Panics
///
/// Always: such a function is never run.
pub fn unreachable<T>() -> T {
    unreachable!("a function with errors is never run")
}

/// Whether one of two things is done that the machine may do, and nobody can tell which.
///
/// # Panics
///
/// Always: the witness never runs.
pub fn perhaps() -> bool {
    unreachable!("the witness is never run")
}

/// Moves what a closure is taken to own.
///
/// # Panics
///
/// Always: the witness never runs.
pub fn gone<T>(_: T) {
    unreachable!("the witness is never run")
}

/// The witness, called with whatever it takes, gives what the coroutine gives.
#[inline(always)]
pub fn same_output<C: Future>(_: &C, _witness: impl FnOnce() -> C::Output) {}

/// `!`, which cannot be written as a type argument.
pub type Never = <fn() -> ! as Returns>::Output;

/// What a function returns.
pub trait Returns {
    type Output;
}

impl<T> Returns for fn() -> T {
    type Output = T;
}

/// Asks rustc whether a call consumes a value of type `T`.
pub struct Check<T>(core::marker::PhantomData<T>);

impl<T> Check<T> {
    #[inline(always)]
    pub fn of(_: &T) -> Self {
        Check(core::marker::PhantomData)
    }

    /// `call` is the same call without the value that is asked about: it must own nothing that needs a destructor.
    pub fn beside<R, C: FnOnce() -> R>(self, call: C, _: &Tied<R>) -> Self {
        const {
            assert!(
                !core::mem::needs_drop::<C>() || !core::mem::needs_drop::<T>(),
                "a method was taken to consume a local that lives across an await, and its arguments own something that cannot be seen: bind them to locals before the call, or write `(&mut x).method()`"
            )
        };
        drop(call);
        self
    }

    /// `call` is a closure that mentions one value that needs a destructor, of type `T`: it owns that value if and only if it consumes it.
    ///
    /// ```
    /// struct Text(String);
    /// impl Text {
    ///     fn into_len(self) -> usize {
    ///         self.0.len()
    ///     }
    /// }
    ///
    /// #[resumable::coroutine]
    /// async fn consumes(text: Text) -> usize {
    ///     let lent = text.0.len();
    ///     resumable::yield_now().await;
    ///     let len = text.into_len();
    ///     resumable::yield_now().await;
    ///     len + lent
    /// }
    /// assert_eq!(resumable::block_on(consumes(Text("four".into()))), 8);
    /// ```
    ///
    /// A name that lies, where the value is still borrowed:
    ///
    /// ```compile_fail,E0080
    /// struct Text(String);
    /// impl Text {
    ///     fn into_len(&self) -> usize {
    ///         self.0.len()
    ///     }
    /// }
    ///
    /// #[resumable::coroutine]
    /// async fn borrows(text: Text) -> usize {
    ///     let lent = &text;
    ///     resumable::yield_now().await;
    ///     let len = text.into_len();
    ///     resumable::yield_now().await;
    ///     len + lent.0.len()
    /// }
    /// resumable::block_on(borrows(Text("four".into())));
    /// ```
    ///
    /// A parameter that is callable once, and more often than that:
    ///
    /// ```compile_fail,E0080
    /// #[resumable::coroutine]
    /// async fn calls<F: Fn() -> usize + FnOnce() -> usize>(f: F) -> usize {
    ///     let again = &f;
    ///     resumable::yield_now().await;
    ///     let n = f();
    ///     resumable::yield_now().await;
    ///     n + again()
    /// }
    /// let text = String::from("four");
    /// resumable::block_on(calls(move || text.len()));
    /// ```
    ///
    /// An argument that a macro has declared, and nobody has seen, is owned by the closure too:
    ///
    /// ```compile_fail,E0080
    /// struct Text(String);
    /// impl Text {
    ///     fn into_len(&self, more: String) -> usize {
    ///         self.0.len() + more.len()
    ///     }
    /// }
    /// macro_rules! declare {
    ///     ($name:ident) => { let $name = String::new(); };
    /// }
    ///
    /// #[resumable::coroutine]
    /// async fn borrows(text: Text) -> usize {
    ///     let lent = &text;
    ///     resumable::yield_now().await;
    ///     declare!(more);
    ///     let len = text.into_len(more);
    ///     len + lent.0.len()
    /// }
    /// resumable::block_on(borrows(Text("four".into())));
    /// ```
    ///
    /// # Panics
    ///
    /// Always: it is never run. Where the call does not consume the value, it does not compile.
    pub fn consumed_by<R, C: FnOnce() -> R>(self, call: C, _: &Tied<R>) -> ! {
        const {
            assert!(
                core::mem::needs_drop::<C>() || !core::mem::needs_drop::<T>(),
                "a method or a pattern was taken to consume a local that lives across an await, but it only borrows or copies from it: write `(&mut x).method()`, or `match &x`"
            )
        };
        drop(call);
        unreachable!("the check is never run")
    }
}

/// Ties the type of a call to that of its copy in a check: what fixes one fixes the other.
pub struct Tied<R>(core::marker::PhantomData<R>);

impl<R> Tied<R> {
    #[inline(always)]
    #[allow(clippy::new_without_default, reason = "only generated code makes one")]
    pub fn new() -> Self {
        Tied(core::marker::PhantomData)
    }

    /// The value of the call. What is expected of it may be another type, which it becomes behind this: as a method, that of the copy is
    /// known by then.
    #[inline(always)]
    pub fn to(self, value: R) -> R {
        value
    }
}

/// What the check of a call has tied.
#[inline(always)]
pub fn tie<R>(tied: Tied<R>) -> Tied<R> {
    tied
}

/// A value of the same type.
///
/// # Panics
///
/// Always: it is never run.
pub fn same_as<T>(_: &T) -> T {
    unreachable!("the check is never run")
}

/// The same, which stays of that type whatever is expected of it: where a shared reference is, a unique one becomes one.
pub struct Alike<'a, T>(pub &'a T);

impl<T> Alike<'_, T> {
    /// # Panics
    ///
    /// Always: it is never run.
    pub fn value(self) -> T {
        unreachable!("the check is never run")
    }
}

/// What stands for a value of type `T` in a closure, which need not own or borrow anything for it.
pub struct StandIn<T>(core::marker::PhantomData<T>);

impl<T> StandIn<T> {
    /// # Panics
    ///
    /// Always: it is never run.
    pub fn value(&self) -> T {
        unreachable!("the check is never run")
    }
}

/// What stands for a value of that type, for as long as is asked for.
///
/// # Panics
///
/// Always: it is never run.
pub fn stand_in<'a, T>(_: &T) -> &'a StandIn<T> {
    unreachable!("the check is never run")
}

/// A witness whose parameters have the types of these values.
///
/// # Panics
///
/// Always: it is never run.
pub fn witness<P, R>(_params: P, _body: impl FnOnce(P) -> R) -> R {
    unreachable!("the witness is never run")
}

/// What the compiler takes to never return has to be of the type `!`.
#[inline(always)]
pub fn diverges(never: Never) -> ! {
    never
}

/// What a block evaluates to whose end control does not reach.
///
/// # Panics
///
/// Always: control does not come here.
pub fn never() -> ! {
    unreachable!("control does not come past a diverging statement")
}
