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

use super::JoinHandle;
use super::cell::{allocate, layout, place};
use super::header::{COMPLETE, INTEREST, NOTIFIED, TaskPtr};
use super::lists::{END, Inbox, RunQueue, TaskList, is_listed, next_received};
use super::memory::{self, Spare};
use super::waker::{Local, borrowed};
use crate::budget;
use crate::prelude::*;
use crate::sync_shim::{Arc, AtomicIsize, Cell, Ordering, thread_local};
use crate::wake::wake_all;
use std::alloc::Layout;
use std::future::Future;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Rouses a thread that sleeps, or is about to, so that it looks into its inbox.
pub(crate) trait Rouse: Send + Sync {
    fn rouse(&self);
}

const ALIVE: isize = isize::MAX / 2;

/// See the [module](self). All fields but `inbox`, `sleeper` and `foreign` belong to the thread of the home.
pub(crate) struct Home {
    /// The pointer that the `Arc` of the tasks was turned into. Set by `new`.
    this: Cell<*const Home>,
    inbox: Inbox,
    sleeper: Box<dyn Rouse>,
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
    pub(super) unsafe fn receive_from_elsewhere(&self, task: TaskPtr) -> bool {
        // SAFETY: The caller's promise.
        let is_open = unsafe { self.inbox.push(task) };
        if is_open {
            self.sleeper.rouse();
        }
        is_open
    }

    /// Gives the memory of one of the home's tasks back.
    ///
    /// # Safety
    ///
    /// That of [`memory::free`]. The home is alive, and the task was counted when it was allocated.
    pub(super) unsafe fn free(home: *const (), task: NonNull<u8>, layout: Layout) {
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
        (task.header().vtable.cancel)(task);
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
    pub(crate) fn new(sleeper: Box<dyn Rouse>) -> Self {
        let home = Arc::new(Home {
            this: Cell::new(ptr::null()),
            inbox: Inbox::new(),
            sleeper,
            foreign: AtomicIsize::new(ALIVE),
            own: Cell::new(0),
            spare: Spare::new(),
            queue: RunQueue::new(),
            tasks: TaskList::new(),
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
        let previous = CURRENT.with(|current| current.replace(&*self.home));
        Entered { owner: self, previous }
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

/// A home, on its own thread.
#[derive(Clone, Copy)]
pub(crate) struct Here<'h>(&'h Home, PhantomData<Rc<()>>);

/// What a turn was.
pub(crate) enum Turn {
    /// Nobody is ready.
    Idle,
    /// A task has been polled, or dropped.
    Taken,
    /// It is the turn of the future of `block_on`.
    Main,
}

impl Here<'_> {
    /// Calls the closure with the home, if this thread is at that home.
    pub(super) fn with<R>(home: *const Home, closure: impl FnOnce(Option<Here<'_>>) -> R) -> R {
        let current = CURRENT.with(|current| current.get());
        if current.is_null() || !ptr::eq(current, home) {
            return closure(None);
        }
        // SAFETY: An `Entered` of this thread keeps the home alive. It lives on the stack below us, and so longer than the closure runs.
        closure(Some(Here(unsafe { &*current }, PhantomData)))
    }

    /// Calls the closure with the home that this thread is at, if any.
    pub(crate) fn with_current<R>(closure: impl FnOnce(Option<Here<'_>>) -> R) -> R {
        Self::with(CURRENT.with(|current| current.get()), closure)
    }

    /// Spawns a task, which need not be `Send`. If the home is closed, the task is cancelled at once.
    pub(crate) fn spawn<F>(self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        // Two references: the runtime's and the handle's.
        let task = self.place(future, 2, INTEREST);
        // SAFETY: The task is new, it belongs to this thread, and the runtime's reference keeps it alive until it is ended.
        unsafe {
            if self.0.closed.get() {
                end(task);
            } else {
                self.0.tasks.insert(task);
                self.0.queue.push(task);
            }
            JoinHandle::new(task)
        }
    }

    /// Makes a task of this home, in memory that it has kept if there is some.
    fn place<F: Future>(self, future: F, references: u32, join: u8) -> TaskPtr {
        self.0.own.set(self.0.own.get() + 1);
        let memory = self.0.spare.take(layout::<F>());
        // SAFETY: The memory was allocated for this future.
        unsafe { place::<F, Local>(memory, future, self.0.this.get().cast(), references, 0, join) }
    }

    /// Ready when there are no tasks. Remembers the waker of the last call.
    pub(crate) fn poll_ended(self, cx: &mut Context<'_>) -> Poll<()> {
        if self.0.tasks.length() == 0 {
            return Poll::Ready(());
        }
        drop(self.0.who_waits.replace(Some(cx.waker().clone())));
        Poll::Pending
    }

    /// How many tasks there are, those not counted that other threads have just spawned.
    #[cfg(test)]
    pub(crate) fn tasks(self) -> usize {
        self.0.tasks.length()
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_idle(self) -> bool {
        self.0.queue.length() == 0 && self.0.inbox.is_empty()
    }

    /// Puts the task into the run queue, if it is not in there and not complete.
    ///
    /// # Safety
    ///
    /// The task is alive, and this is its home.
    pub(super) unsafe fn schedule(self, task: TaskPtr) {
        // SAFETY: The caller's promise.
        let header = unsafe { task.header() };
        if header.next.get().is_some() || header.is_complete() {
            return;
        }
        if !is_listed(header) {
            // It was spawned from elsewhere.
            // SAFETY: The runtime's reference keeps the task alive while it is in the list.
            unsafe { self.0.tasks.insert(task) }
        }
        if self.0.closed.get() {
            return;
        }
        if self.0.turn.get() == Some(task) {
            // It goes to the queue once its turn is over.
            header.next.set(Some(END));
        } else {
            // SAFETY: A task that is not complete has the runtime's reference, which it keeps while it is in the queue.
            unsafe { self.0.queue.push(task) }
        }
    }

    /// Takes in what other threads have spawned and woken.
    pub(crate) fn receive(self) {
        if let Some(received) = self.0.inbox.take() {
            self.take_in(Some(received));
        }
    }

    fn take_in(self, mut received: Option<TaskPtr>) {
        // SAFETY: The list came out of the inbox. The reference that it holds of each task is given up last.
        while let Some(task) = unsafe { next_received(&mut received) } {
            // SAFETY: The task is alive and belongs here.
            unsafe {
                let header = task.header();
                // Acquire: what was written before the wakes. From here on a wake puts the task into the inbox again.
                header.state.fetch_and(!NOTIFIED, Ordering::AcqRel);
                if !header.is_complete() {
                    self.schedule(task);
                }
                task.release();
            }
        }
    }

    /// Polls the task that is ready longest.
    pub(crate) fn take_turn(self) -> Turn {
        if self.0.random.get() != 0 {
            self.shuffle();
        }
        let Some(task) = self.0.queue.pop() else { return Turn::Idle };
        if self.0.main.get() == Some(task) {
            return Turn::Main;
        }
        // SAFETY: What is in the run queue is alive: a task by the runtime's reference, which is given up below at the earliest; or what stood for
        // the future of a `block_on` that has ended, whose reference the queue has since.
        let header = unsafe { task.header() };
        if header.is_complete() {
            // SAFETY: As said.
            unsafe { task.release() }
            return Turn::Taken;
        }
        self.0.turn.set(Some(task));
        let is_done = if header.is_aborted() {
            // SAFETY: The task is not complete, so that there is a future, which only this thread uses, and not further down the stack, since no
            // turn is taken inside a turn.
            unsafe { (header.vtable.cancel)(task) }
            true
        } else {
            // SAFETY: As above; and the task outlives the waker.
            budget::turn(|| unsafe { (header.vtable.poll)(task, &mut Context::from_waker(&borrowed(task))) })
        };
        self.0.turn.set(None);
        if is_done {
            // SAFETY: The task is in the list and not complete, and its result is there. We give up the runtime's reference.
            unsafe {
                self.0.tasks.remove(task);
                header.next.set(None);
                task.complete();
                task.release();
            }
            if self.0.tasks.length() == 0 {
                wake_all(self.0.who_waits.take());
            }
        } else if header.next.take().is_some() {
            // SAFETY: The task is in no queue, and alive.
            unsafe { self.0.queue.push(task) }
        }
        Turn::Taken
    }

    /// Brings one of the first few tasks to the front.
    fn shuffle(self) {
        // Xorshift, Marsaglia 2003.
        let mut random = self.0.random.get();
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        self.0.random.set(random);
        let choice = self.0.queue.length().clamp(1, 8) as u64;
        self.0.queue.rotate((random % choice) as usize);
    }

    /// Makes a place in the run queue for a future that is polled elsewhere on this thread.
    pub(crate) fn main(self) -> Main {
        let task = self.place(std::future::pending::<()>(), 1, 0);
        // It counts as listed, as `receive` is to leave it alone.
        // SAFETY: The task is alive.
        unsafe { task.header() }.links.next.set(Some(END));
        let previous = self.0.main.replace(Some(task));
        Main { task, previous, home: self.0, _not_send: PhantomData }
    }

    /// Closes the home, cancels every task, and says how many there were. Destructors may still spawn; such tasks are cancelled on the spot.
    pub(crate) fn shut_down(self) -> usize {
        self.0.closed.set(true);
        drop(self.0.who_waits.take());
        while let Some(task) = self.0.queue.pop() {
            // SAFETY: As in `take_turn`: the queue has a reference of what is complete.
            unsafe {
                if task.header().is_complete() {
                    task.release();
                }
            }
        }
        self.take_in(self.0.inbox.close());
        let cancelled = self.0.tasks.length();
        while let Some(task) = self.0.tasks.first() {
            // SAFETY: The task is in the list, and then it is not; it is not complete, and this is not its turn, since the runtime is not dropped
            // by its own tasks. The runtime's reference is ours.
            unsafe {
                self.0.tasks.remove(task);
                end(task);
            }
        }
        cancelled
    }
}

/// The place of `block_on`'s future in the run queue.
pub(crate) struct Main {
    /// Has a reference.
    task: TaskPtr,
    previous: Option<TaskPtr>,
    /// Alive, since the task is counted there.
    home: *const Home,
    _not_send: PhantomData<Rc<()>>,
}

impl Main {
    /// Polls the future on behalf of this place: a wake while it runs counts once it has run.
    pub(crate) fn poll<R>(&self, poll: impl FnOnce(&mut Context<'_>) -> R) -> R {
        // SAFETY: The home is alive.
        let home = unsafe { &*self.home };
        home.turn.set(Some(self.task));
        let _turn = EndOfTurn(self);
        // SAFETY: The task is alive, and longer than the waker.
        let waker: &Waker = &*unsafe { borrowed(self.task) };
        budget::turn(|| poll(&mut Context::from_waker(waker)))
    }

    pub(crate) fn wake(&self) {
        // SAFETY: The task is alive, and longer than the waker.
        let waker: &Waker = &*unsafe { borrowed(self.task) };
        waker.wake_by_ref();
    }
}

/// Ends the turn of `block_on`'s future, also when it panics.
struct EndOfTurn<'m>(&'m Main);

impl Drop for EndOfTurn<'_> {
    fn drop(&mut self) {
        let task = self.0.task;
        // SAFETY: The home is alive, and so is the task, which is in no queue: it was popped before its turn.
        unsafe {
            let home = &*self.0.home;
            home.turn.set(None);
            if task.header().next.take().is_some() {
                home.queue.push(task);
            }
        }
    }
}

impl Drop for Main {
    fn drop(&mut self) {
        // SAFETY: The home is alive, and this is its thread. From now on wakes do nothing, as the task is complete. If it is in the run queue it
        // leaves its reference there, otherwise it gives it up. The future inside has no destructor, and its result is none.
        unsafe {
            (*self.home).main.set(self.previous);
            let header = self.task.header();
            header.join.fetch_or(COMPLETE, Ordering::AcqRel);
            if header.next.get().is_none() {
                self.task.release();
            }
        }
    }
}
