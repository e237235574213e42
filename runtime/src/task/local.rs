//! Values that go with a task: [`task_local!`](crate::task_local).

use pin_project_lite::pin_project;
use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::{mem, thread};

/// Declares values that go with a task, wherever it runs, as those of [`thread_local!`](std::thread_local) go with a thread: for what is asked for
/// far below, and handing it down would be in everybody's way, such as the number of a request for its log.
///
/// A value is there while a future runs that was given one by [`scope`](crate::task::LocalKey::scope). Tasks that this spawns do not have it, unless they
/// are given it as well.
///
/// ```
/// resumable::task_local! {
///     /// Which request this is about.
///     static REQUEST: u32;
/// }
///
/// fn log(text: &str) -> String {
///     format!("{}: {text}", REQUEST.get())
/// }
///
/// #[resumable::coroutine]
/// async fn serve() -> String {
///     resumable::yield_now().await;
///     log("served")
/// }
///
/// resumable::block_on(async {
///     let first = resumable::spawn(REQUEST.scope(1, serve()));
///     let second = resumable::spawn(REQUEST.scope(2, serve()));
///     assert_eq!(first.await.unwrap(), "1: served");
///     assert_eq!(second.await.unwrap(), "2: served");
/// });
/// ```
#[macro_export]
macro_rules! task_local {
    () => {};
    ($(#[$attribute:meta])* $visibility:vis static $name:ident: $type:ty $(; $($rest:tt)*)?) => {
        $(#[$attribute])*
        $visibility static $name: $crate::task::LocalKey<$type> = {
            ::std::thread_local! {
                static VALUE: ::std::cell::RefCell<::std::option::Option<$type>> =
                    const { ::std::cell::RefCell::new(::std::option::Option::None) };
            }
            $crate::task::LocalKey::new(&VALUE)
        };
        $($crate::task_local! { $($rest)* })?
    };
}

/// What [`task_local!`](crate::task_local) declares.
pub struct LocalKey<T: 'static> {
    /// Some while a future runs that has a value.
    value: &'static thread::LocalKey<RefCell<Option<T>>>,
}

impl<T> LocalKey<T> {
    #[doc(hidden)]
    pub const fn new(value: &'static thread::LocalKey<RefCell<Option<T>>>) -> Self {
        LocalKey { value }
    }

    /// Runs the future with the value, which hides one from further out.
    ///
    /// Cancel safety: that of the future. It is dropped with the value, too.
    pub fn scope<F: Future>(&'static self, value: T, future: F) -> Scope<T, F> {
        Scope { future: Some(future), value: Some(value), key: self }
    }

    /// Calls the closure with the value, which hides one from further out.
    pub fn sync_scope<R>(&'static self, value: T, closure: impl FnOnce() -> R) -> R {
        let mut value = Some(value);
        let _exchanged = Exchanged::new(self, &mut value);
        closure()
    }

    /// Calls the closure with a reference to the value.
    ///
    /// # Panics
    ///
    /// Where there is none.
    #[track_caller]
    pub fn with<R>(&'static self, closure: impl FnOnce(&T) -> R) -> R {
        match self.try_with(closure) {
            Ok(result) => result,
            Err(error) => panic!("{error}"),
        }
    }

    /// Calls the closure with a reference to the value.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn try_with<R>(&'static self, closure: impl FnOnce(&T) -> R) -> Result<R, NoValue> {
        let called = self.value.try_with(|value| value.borrow().as_ref().map(closure));
        called.ok().flatten().ok_or(NoValue(()))
    }

    /// A copy of the value.
    ///
    /// # Panics
    ///
    /// Where there is none.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }
}

/// While this exists, the thread has the value, and the place of the value has what the thread had before.
struct Exchanged<'v, T: 'static> {
    key: &'static LocalKey<T>,
    value: &'v mut Option<T>,
}

impl<'v, T> Exchanged<'v, T> {
    #[track_caller]
    fn new(key: &'static LocalKey<T>, value: &'v mut Option<T>) -> Self {
        let is_done = exchange(key, value);
        assert!(
            is_done,
            "a value of a task was to be hidden while a reference to it is in use, or its thread has none any more"
        );
        Exchanged { key, value }
    }
}

/// False if somebody has a reference to the value, or the thread has ended.
fn exchange<T>(key: &'static LocalKey<T>, value: &mut Option<T>) -> bool {
    let exchanged = key.value.try_with(|current| {
        let Ok(mut current) = current.try_borrow_mut() else { return false };
        mem::swap(&mut *current, value);
        true
    });
    exchanged.unwrap_or(false)
}

impl<T> Drop for Exchanged<'_, T> {
    fn drop(&mut self) {
        // References end before what they were lent to, so there are none.
        exchange(self.key, self.value);
    }
}

pin_project! {
    /// The future of [`LocalKey::scope`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct Scope<T: 'static, F> {
        // Empty when it is ready, or dropped.
        #[pin]
        future: Option<F>,
        // Empty while the future runs.
        value: Option<T>,
        key: &'static LocalKey<T>,
    }

    impl<T: 'static, F> PinnedDrop for Scope<T, F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // Without the value, if the thread has ended: then nobody can ask for it.
            let is_done = this.future.is_some() && exchange(this.key, this.value);
            let _back = is_done.then(|| Exchanged { key: this.key, value: this.value });
            this.future.set(None);
        }
    }
}

impl<T, F: Future> Future for Scope<T, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let _exchanged = Exchanged::new(this.key, this.value);
        let future = this.future.as_mut().as_pin_mut();
        let polled = future.expect("a future was polled after completion").poll(cx);
        if polled.is_ready() {
            this.future.set(None);
        }
        polled
    }
}

/// There is no value: the code runs outside all [scopes](LocalKey::scope) of this key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoValue(());

impl fmt::Display for NoValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a task was asked for where there is none; give the future one by LocalKey::scope")
    }
}

impl Error for NoValue {}

impl<T> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

impl<T, F> fmt::Debug for Scope<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}
