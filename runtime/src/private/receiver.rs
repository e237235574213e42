//! Whether a method moves its receiver, where its name does not tell: rustc is asked, and the call is compiled for the answer.
//!
//! A closure that mentions a value owns it if it moves it, and borrows it otherwise. So of a copy of the call, in a closure that is never run,
//! [`Finds`] holds for one of [`Moves`] and [`Looks`] alone, and that is the type of the [`Question`]'s answer. The call is then written for both
//! answers; the one that is wrong stands behind a function that returns what there is no value of, so that rustc does not compile it, nor check
//! what it moves and borrows.
//!
//! ```text
//! match {
//!     let (question, gives, argument_0) = (Question::new(), Link::new(), Link::new());
//!     if false {
//!         unseen();                                   // rustc infers types from what follows, and does nothing else with it
//!         let mut receiver = Receiver::like(slot_x.get());
//!         question.ask(|| { unseen(); whole(&receiver); gives.is(receiver.0.method(argument_0.value())) });
//!     }
//!     question.receiver(live_x, gives, (argument_0, ()))
//! }.argument(f()) {
//!     Called { question, gives, arguments: (argument_0, receiver), .. } => gives.passed(
//!         if question.moves() {
//!             question.moved();
//!             question.value(receiver).method(argument_0)
//!         } else {
//!             question.looked();
//!             (*slot_x.get_mut()).method(argument_0)
//!         },
//!     ),
//! }
//! ```
//!
//! ```
//! struct Text(String);
//! impl Text {
//!     fn shout(&self) -> usize {
//!         self.0.len()
//!     }
//!     fn whisper(self) -> usize {
//!         self.0.len()
//!     }
//! }
//!
//! #[resumable::coroutine]
//! async fn looks_and_moves(text: Text, other: Text) -> usize {
//!     let (lent, another) = (text.0.len(), &other);
//!     resumable::yield_now().await;
//!     let len = lent + another.0.len() + text.whisper() + other.shout();
//!     resumable::yield_now().await;
//!     len
//! }
//! assert_eq!(resumable::block_on(looks_and_moves(Text("four".into()), Text("five".into()))), 16);
//! ```

use super::slot::Flagged;
use core::cell::UnsafeCell;
use core::convert::Infallible;
use core::marker::PhantomData;
use core::panic::UnwindSafe;

/// What the method does with its receiver.
pub trait Answer {
    /// What [`Question::moved`] returns: what there is no value of, if the method does not.
    type Moved;
    /// What [`Question::looked`] returns: likewise.
    type Looked;
    /// The receiver, where it is evaluated.
    type Receiver<T>;
    const MOVES: bool;

    fn moved() -> Self::Moved;
    fn looked() -> Self::Looked;
    fn receiver<T>(live: Flagged<T>) -> Self::Receiver<T>;
    fn taken<T>(part: T) -> Self::Receiver<T>;
    fn left<T>() -> Self::Receiver<T>;
    fn value<T>(receiver: Self::Receiver<T>) -> T;
}

/// It is moved, before the arguments are evaluated.
pub struct Moves;

/// It is borrowed, or copied.
pub struct Looks;

impl Answer for Moves {
    type Moved = ();
    type Looked = Infallible;
    type Receiver<T> = T;
    const MOVES: bool = true;

    #[inline(always)]
    fn moved() {}

    fn looked() -> Infallible {
        unreachable!("the method moves its receiver")
    }

    #[inline(always)]
    fn receiver<T>(live: Flagged<T>) -> T {
        live.take()
    }

    #[inline(always)]
    fn taken<T>(part: T) -> T {
        part
    }

    fn left<T>() -> T {
        unreachable!("the method moves its receiver")
    }

    #[inline(always)]
    fn value<T>(receiver: T) -> T {
        receiver
    }
}

impl Answer for Looks {
    type Moved = Infallible;
    type Looked = ();
    type Receiver<T> = ();
    const MOVES: bool = false;

    fn moved() -> Infallible {
        unreachable!("the method borrows its receiver")
    }

    #[inline(always)]
    fn looked() {}

    #[inline(always)]
    fn receiver<T>(_: Flagged<T>) {}

    fn taken<T>(_: T) {
        unreachable!("the method borrows its receiver")
    }

    #[inline(always)]
    fn left<T>() {}

    fn value<T>((): ()) -> T {
        unreachable!("the method borrows its receiver")
    }
}

/// What a closure does with what it mentions: for each closure it holds once.
pub trait Finds<A> {}

/// What it borrows, it may look at again.
impl<F: FnMut()> Finds<Looks> for F {}

/// A [`Receiver`] is unwind safe, and references to one are not.
impl<F: FnOnce() + UnwindSafe> Finds<Moves> for F {}

/// What stands for the receiver in the closure.
pub struct Receiver<T>(pub T, PhantomData<UnsafeCell<()>>);

impl<T> UnwindSafe for Receiver<T> {}

impl<T> Receiver<T> {
    /// # Panics
    ///
    /// Always: it is never run.
    pub fn like(_: &T) -> Self {
        unreachable!("the question is never run")
    }
}

/// Mentions all of it, so that the closure has all of it.
pub fn whole<T>(_: &Receiver<T>) {}

/// What follows is never run. Behind what there is no value of, rustc builds no code, and checks none.
///
/// # Panics
///
/// Always.
pub fn unseen() -> Infallible {
    unreachable!("the question is never run")
}

/// The type of an argument, or of what the call gives: what one of its mentions fixes, is fixed for the others.
///
/// Its methods take it by value, as those of a [`Question`] do: no trait that is there for all types has one that is found first.
pub struct Link<T>(PhantomData<fn() -> T>);

impl<T> Clone for Link<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Link<T> {}

impl<T> Link<T> {
    #[inline(always)]
    #[allow(clippy::new_without_default, reason = "only generated code makes one")]
    pub fn new() -> Self {
        Link(PhantomData)
    }

    /// # Panics
    ///
    /// Always: it is never run.
    pub fn value(self) -> T {
        unreachable!("the question is never run")
    }

    pub fn is(self, _: T) {}

    #[inline(always)]
    pub fn passed(self, value: T) -> T {
        value
    }
}

/// [`Question::moves_at_once`], where the method moves by its name.
#[inline(always)]
pub fn moved_at_once<T>(_: Flagged<T>) {
    const {
        assert!(
            !core::mem::needs_drop::<T>(),
            "a method takes a local by value that may borrow from one declared after it, and an argument of the call awaits: move the local before, as in `let value = x;`, and call the method of that"
        )
    };
}

/// What is asked of a call.
pub struct Question<A>(PhantomData<A>);

impl<A> Clone for Question<A> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<A> Copy for Question<A> {}

impl<A: Answer> Question<A> {
    #[inline(always)]
    #[allow(clippy::new_without_default, reason = "only generated code makes one")]
    pub fn new() -> Self {
        Question(PhantomData)
    }

    pub fn ask(self, _: impl Finds<A>) {}

    /// Where a closure owns the receiver because of the method's name: that must tell the truth, or make no difference.
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
    ///     let n = lent.0.len();
    ///     let block = async { text.into_len() };
    ///     resumable::yield_now().await;
    ///     block.await + n
    /// }
    /// resumable::block_on(borrows(Text("four".into())));
    /// ```
    ///
    /// What is meant can be written:
    ///
    /// ```
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
    ///     let n = lent.0.len();
    ///     let block = async { (&text).into_len() };
    ///     resumable::yield_now().await;
    ///     block.await + n
    /// }
    /// assert_eq!(resumable::block_on(borrows(Text("four".into()))), 8);
    /// ```
    #[inline(always)]
    pub fn moves_or_copies<T>(self, _: &T) {
        const {
            assert!(
                A::MOVES || !core::mem::needs_drop::<T>(),
                "a method in a closure was taken to consume a local that lives across an await, but it only borrows or copies from it: write `(&mut x).method()`"
            )
        };
    }

    /// Where the receiver may borrow from what drops before it, and an argument of the call suspends: the method must not move it, or it must have no
    /// destructor.
    ///
    /// ```compile_fail,E0080
    /// # use resumable::yield_now;
    /// struct Reads<'a>(Option<&'a String>);
    /// impl Reads<'_> {
    ///     fn finish(self, more: usize) -> usize {
    ///         self.0.map_or(0, String::len) + more
    ///     }
    /// }
    /// impl Drop for Reads<'_> {
    ///     fn drop(&mut self) {
    ///         assert!(self.0.is_none_or(|text| text == "four"));
    ///     }
    /// }
    /// # #[resumable::coroutine] async fn five() -> usize { yield_now().await; 5 }
    ///
    /// #[resumable::coroutine]
    /// async fn drops_late() -> usize {
    ///     let mut reads = Reads(None);
    ///     yield_now().await;
    ///     let text = String::from("four");
    ///     let lent = &text;
    ///     reads.0 = Some(&text);
    ///     let n = reads.finish(five().await);
    ///     yield_now().await;
    ///     n + lent.len()
    /// }
    /// resumable::block_on(drops_late());
    /// ```
    ///
    /// What is meant can be written:
    ///
    /// ```
    /// # use resumable::yield_now;
    /// # struct Reads<'a>(Option<&'a String>);
    /// # impl Reads<'_> {
    /// #     fn finish(self, more: usize) -> usize {
    /// #         self.0.map_or(0, String::len) + more
    /// #     }
    /// # }
    /// # impl Drop for Reads<'_> {
    /// #     fn drop(&mut self) {
    /// #         assert!(self.0.is_none_or(|text| text == "four"));
    /// #     }
    /// # }
    /// # #[resumable::coroutine] async fn five() -> usize { yield_now().await; 5 }
    /// #[resumable::coroutine]
    /// async fn drops_in_time() -> usize {
    ///     let mut reads = Reads(None);
    ///     yield_now().await;
    ///     let text = String::from("four");
    ///     let lent = &text;
    ///     reads.0 = Some(&text);
    ///     let value = reads;
    ///     let n = value.finish(five().await);
    ///     yield_now().await;
    ///     n + lent.len()
    /// }
    /// assert_eq!(resumable::block_on(drops_in_time()), 13);
    /// ```
    #[inline(always)]
    pub fn moves_at_once<T>(self, _: Flagged<T>) {
        const {
            assert!(
                !A::MOVES || !core::mem::needs_drop::<T>(),
                "a method takes a local by value that may borrow from one declared after it, and an argument of the call awaits: move the local before, as in `let value = x;`, and call the method of that"
            )
        };
    }

    /// Evaluates the receiver.
    #[inline(always)]
    pub fn receiver<T, R, L>(self, live: Flagged<T>, gives: Link<R>, links: L) -> Called<A, R, L, Evaluated<A, T>> {
        Called { question: self, gives, links, arguments: Evaluated(A::receiver(live)) }
    }

    /// [`Question::receiver`], of a part of a local.
    #[inline(always)]
    pub fn receiver_of<T, R, L>(
        self,
        receiver: Evaluated<A, T>,
        gives: Link<R>,
        links: L,
    ) -> Called<A, R, L, Evaluated<A, T>> {
        Called { question: self, gives, links, arguments: receiver }
    }

    #[inline(always)]
    pub fn taken<T>(self, part: T) -> Evaluated<A, T> {
        Evaluated(A::taken(part))
    }

    #[inline(always)]
    pub fn left<T>(self) -> Evaluated<A, T> {
        Evaluated(A::left())
    }

    #[inline(always)]
    pub fn moves(self) -> bool {
        A::MOVES
    }

    #[inline(always)]
    pub fn moved(self) -> A::Moved {
        A::moved()
    }

    #[inline(always)]
    pub fn looked(self) -> A::Looked {
        A::looked()
    }

    #[inline(always)]
    pub fn value<T>(self, receiver: Evaluated<A, T>) -> T {
        A::value(receiver.0)
    }
}

/// [`Question::moved`], where its type is not known yet.
#[inline(always)]
pub fn moved<A: Answer>(_: Question<A>) -> A::Moved {
    A::moved()
}

/// What is asked of the parts of a local: `(Question<A>, (Question<B>, ()))`.
pub trait Questions {
    fn new() -> Self;
}

impl Questions for () {
    #[inline(always)]
    fn new() {}
}

impl<A: Answer, Q: Questions> Questions for (Question<A>, Q) {
    #[inline(always)]
    fn new() -> Self {
        (Question::new(), Q::new())
    }
}

/// A receiver, once it is evaluated.
pub struct Evaluated<A: Answer, T>(A::Receiver<T>);

/// A call whose operands are being evaluated. They drop in the order in which rustc drops those of a call that is not reached, the last first.
pub struct Called<A, R, L, V> {
    pub question: Question<A>,
    pub gives: Link<R>,
    pub links: L,
    pub arguments: V,
}

impl<A, R, T, L, V> Called<A, R, (Link<T>, L), V> {
    #[inline(always)]
    pub fn argument(self, value: T) -> Called<A, R, L, (T, V)> {
        let Called { question, gives, links: (_, links), arguments } = self;
        Called { question, gives, links, arguments: (value, arguments) }
    }
}
