//! A home: the thread that tasks live on, and what it keeps of them.
//!
//! A [`Home`] is made by the thread that it stands for, and from then on that thread alone touches the run queue and the list of tasks, with plain
//! reads and writes. The proof that a piece of code runs on that thread is a [`Here`], which exists only while the thread has
//! [entered](Owner::enter) the home. Everybody else sees the inbox.
//!
//! # How long it lives
//!
//! A home must outlive its tasks, whose wakers may be anywhere and whose wakes look for the inbox. To count an `Arc` for each task would cost
//! two contended operations for each. So allocations are counted in two parts: `own`, which the thread of the home changes without
//! synchronisation, and `foreign`, which the others change atomically; either may be negative. The runtime adds [`ALIVE`] to the latter while
//! it is there, so that it is never zero before. Then the parts are added up, and everybody uses `foreign`. While it is not zero, the tasks have one
//! `Arc` together: who brings it to zero gives that up, and who brings it back from zero, spawning too late, makes it anew. (Biased reference counting, Choi, Shull and Torrellas 2018.)

mod here;
mod main;

pub(crate) use here::Turn;

use super::cell::allocate;
use super::census::Census;
use super::current::{self, Noted};
use super::header::{INTEREST, NOTIFIED, TaskPtr};
use super::lists::{Inbox, RunQueue, TaskList};
use super::memory::{self, Spare};
use super::panic::PanicHook;
use super::waker::Local;
use super::{Id, JoinHandle};
use crate::chaos;
use crate::prelude::*;
use crate::sync_shim::{Arc, AtomicIsize, Cell, Ordering, thread_local};
use std::alloc::Layout;
use std::future::Future;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::task::Waker;

/// Rouses a thread that sleeps, or is about to, so that it looks into its inbox.
pub(crate) trait Rouse: Send + Sync {
    fn rouse(&self);
}

const ALIVE: isize = isize::MAX / 2;

/// See the [module](self). All fields but `inbox`, `sleeper`, `panic_hook` and `foreign` belong to the thread of the home.
pub(crate) struct Home {
    /// The pointer that the `Arc` of the tasks was turned into. Set by `new`.
    this: Cell<*const Home>,
    inbox: Inbox,
    sleeper: Box<dyn Rouse>,
    panic_hook: Option<PanicHook>,
    foreign: AtomicIsize,
    own: Cell<isize>,
    spare: Spare,
    queue: RunQueue,
    tasks: TaskList,
    /// What the order of turns is drawn from; zero if they are taken first in, first out. Set by `Owner::draw_turns`.
    random: Cell<u64>,
    /// Whose turn it is.
    turn: Cell<Option<TaskPtr>>,
    /// The task that stands for the future of `block_on`.
    main: Cell<Option<TaskPtr>>,
    /// Woken when the last task has ended.
    who_waits: Cell<Option<Waker>>,
    /// Set by `shut_down`, never cleared. From then on nothing is scheduled.
    closed: Cell<bool>,
}

// SAFETY: What is not `Sync` in a home, or not `Send`, are the cells and the pointers to tasks in them. They are reached only through a `Here`,
// which is made on the thread of the home alone and does not leave it, and by `Owner::new`, before anybody else knows the home. The home is dropped
// after all of its tasks, whose lists are empty then, by whichever thread that is.
unsafe impl Sync for Home {}
// SAFETY: As above.
unsafe impl Send for Home {}

#[cfg(not(loom))]
thread_local! {
    /// The home that this thread has entered. Set and put back by `Entered`, which also sees to it that the home is alive as long.
    static CURRENT: Cell<*const Home> = const { Cell::new(ptr::null()) };
}

#[cfg(loom)]
thread_local! {
    static CURRENT: Cell<*const Home> = Cell::new(ptr::null());
}

/// Where the thread is, as far as homes go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Whereabouts {
    /// Only compared.
    home: *const Home,
    /// Whose turn it is there. That of the future of `block_on` is nobody's.
    pub(super) turn: Option<Id>,
}

pub(super) fn whereabouts() -> Whereabouts {
    let turn = |here: Here<'_>| here.0.turn.get().filter(|turn| here.0.main.get() != Some(*turn)).map(Id::of);
    let home = CURRENT.with(|current| current.get());
    Whereabouts { home, turn: Here::with(home, |here| here.and_then(turn)) }
}

impl Home {
    /// Spawns a task from any thread. If the home is closed, the task is cancelled at once.
    pub(crate) fn spawn<F>(home: &Arc<Self>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let mut future = Some(future);
        let here = Here::with(&**home, |here| here.and_then(|here| future.take().map(|future| here.spawn(future))));
        if let Some(handle) = here {
            return handle;
        }
        let future = future.expect("the future was not taken, as this is not its home");
        if home.foreign.fetch_add(1, Ordering::AcqRel) == 0 {
            let _ = Arc::into_raw(home.clone());
        }
        // Three references: the runtime's, the handle's and the inbox's.
        let task = allocate::<F, Local>(future, home.this.get().cast(), 3, NOTIFIED, INTEREST);
        // SAFETY: The task is alive and unknown to others. We have set its `NOTIFIED`, and hand over the inbox's reference.
        if !unsafe { home.receive_from_elsewhere(task) } {
            // SAFETY: Nobody but us knows the task, whose future is `Send`. There are three references, and one is the handle's.
            unsafe {
                end(task);
                task.release();
            }
        }
        // SAFETY: The handle's reference is left, and `INTEREST` is set.
        unsafe { JoinHandle::new(task) }
    }

    /// Puts a task into the inbox and rouses the thread of the home; false if the home is closed.
    ///
    /// # Safety
    ///
    /// That of [`Inbox::push`]; and the home stays alive during the call, for which the reference that is handed over is not enough.
    pub(in crate::task) unsafe fn receive_from_elsewhere(&self, task: TaskPtr) -> bool {
        // SAFETY: The caller's promise.
        let is_open = unsafe { self.inbox.push(task) };
        if is_open {
            chaos::point();
            self.sleeper.rouse();
        }
        is_open
    }

    /// Gives the memory of one of the home's tasks back.
    ///
    /// # Safety
    ///
    /// That of [`memory::free`]. The home is alive, and the task was counted when it was allocated.
    pub(in crate::task) unsafe fn free(home: *const (), task: NonNull<u8>, layout: Layout) {
        let home: *const Home = home.cast();
        let is_at_home = Here::with(home, |here| {
            let Some(Here(home, _)) = here else { return false };
            home.own.set(home.own.get() - 1);
            // SAFETY: The caller's promise.
            unsafe { home.spare.give(task, layout) }
            true
        });
        if !is_at_home {
            // SAFETY: The caller's promise.
            unsafe {
                memory::free(task, layout);
                Home::change_foreign(home, 1);
            }
        }
    }

    /// Who is to be told of panics.
    ///
    /// # Safety
    ///
    /// The home is alive.
    pub(in crate::task) unsafe fn panic_hook(home: *const ()) -> Option<PanicHook> {
        // SAFETY: The caller's promise. The field never changes.
        unsafe { &(*home.cast::<Home>()).panic_hook }.clone()
    }

    /// Subtracts from the count of the other threads, and gives up the `Arc` of the tasks if there are none.
    ///
    /// # Safety
    ///
    /// The home is alive, and `less` has been counted.
    unsafe fn change_foreign(home: *const Home, less: isize) {
        // SAFETY: The caller's promise.
        let before = unsafe { &(*home).foreign }.fetch_sub(less, Ordering::AcqRel);
        if before == less {
            // SAFETY: It is zero now, so the runtime is gone and no task is left. The pointer came from `into_raw`: in `new`, or by whoever added
            // to zero, which he did before he made a task that could be subtracted.
            drop(unsafe { Arc::from_raw(home) });
        }
    }
}

/// Completes a task without a turn: its future is dropped, and the runtime's reference given up.
///
/// # Safety
///
/// The task is alive and not complete, not in a list nor in a run queue, and nobody else uses its future. The runtime's reference is the caller's.
unsafe fn end(task: TaskPtr) {
    // SAFETY: The caller's promise.
    unsafe {
        let noted = Noted::task(task);
        (task.header().vtable.cancel)(task);
        drop(noted);
        task.complete();
        task.release();
    }
}

/// The home, as the thread that made it holds it. Dropping it cancels the tasks.
pub(crate) struct Owner {
    home: Arc<Home>,
    _not_send: PhantomData<Rc<()>>,
}

impl Owner {
    /// Makes a home of this thread.
    pub(crate) fn new(sleeper: Box<dyn Rouse>, census: std::sync::Arc<Census>, panic_hook: Option<PanicHook>) -> Self {
        let home = Arc::new(Home {
            this: Cell::new(ptr::null()),
            inbox: Inbox::new(),
            sleeper,
            panic_hook,
            foreign: AtomicIsize::new(ALIVE),
            own: Cell::new(0),
            spare: Spare::new(),
            queue: RunQueue::new(),
            tasks: TaskList::new(census),
            random: Cell::new(0),
            turn: Cell::new(None),
            main: Cell::new(None),
            who_waits: Cell::new(None),
            closed: Cell::new(false),
        });
        home.this.set(Arc::into_raw(home.clone()));
        Owner { home, _not_send: PhantomData }
    }

    /// Draws the order of turns from now on.
    pub(crate) fn draw_turns(&self, seed: u64) {
        // Never zero, and far apart for seeds that are near (SplitMix, Steele, Lea and Flood 2014).
        self.home.random.set((seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9) | 1);
    }

    pub(crate) fn home(&self) -> &Arc<Home> {
        &self.home
    }

    /// Makes this the home that the thread is at, until the guard is dropped.
    pub(crate) fn enter(&self) -> Entered<'_> {
        let previous = CURRENT.with(|current| current.get());
        let is_elsewhere = !previous.is_null() && !ptr::eq(previous, &*self.home);
        let (around, here) = (if is_elsewhere { current::try_id() } else { None }, &raw const *self.home);
        CURRENT.with(|current| current.set(here));
        Entered { owner: self, previous, _around: around.map(|id| Noted::new(Some(id))) }
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.enter().here().shut_down();
        let own = self.home.own.replace(0);
        // SAFETY: `ALIVE` was counted by `new`, and the tasks by whoever allocated them. This thread is not at the home any more.
        unsafe { Home::change_foreign(self.home.this.get(), ALIVE - own) }
    }
}

/// While this exists, the thread is at home.
pub(crate) struct Entered<'o> {
    owner: &'o Owner,
    previous: *const Home,
    /// The task that the thread was running at the home before.
    _around: Option<Noted>,
}

impl Entered<'_> {
    pub(crate) fn here(&self) -> Here<'_> {
        Here(&self.owner.home, PhantomData)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        CURRENT.with(|current| current.set(self.previous));
    }
}

/// While this exists, the thread is at no home: not at the one that it has entered either, whose tasks it wakes as another thread would.
pub(crate) struct Away {
    previous: *const Home,
    /// The task that the thread was running at that home.
    _around: Option<Noted>,
}

impl Away {
    pub(crate) fn from_home() -> Self {
        let around = current::try_id();
        let previous = CURRENT.with(|current| current.replace(ptr::null()));
        Away { previous, _around: around.map(|id| Noted::new(Some(id))) }
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        CURRENT.with(|current| current.set(self.previous));
    }
}

/// A home, on its own thread.
#[derive(Clone, Copy)]
pub(crate) struct Here<'h>(&'h Home, PhantomData<Rc<()>>);
