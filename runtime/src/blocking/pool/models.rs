//! Every order in which jobs come, are done, and threads give up waiting for them, tried out by loom. See `sync_shim.rs` for the command.

use super::Pool;
use crate::task::{Job, JoinHandle};
use loom::future::block_on;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;
use std::boxed::Box;

/// A pool that lives as long as its threads, which nobody joins.
fn pool(most_threads: usize) -> &'static Pool {
    Box::leak(Box::new(Pool::new(most_threads)))
}

impl Pool {
    fn count(&'static self, ran: &Arc<AtomicUsize>) -> JoinHandle<usize> {
        let ran = ran.clone();
        let (job, handle) = Job::new(move || ran.fetch_add(1, Ordering::Relaxed), None);
        self.submit(job, None).unwrap();
        handle
    }

    /// So much time passes that whoever waits gives up.
    fn pass_time(&self) {
        self.work.notify_all();
    }

    /// Sends the threads home.
    fn end(&self) {
        let mut state = self.lock();
        assert!(state.jobs.is_empty());
        assert!(state.threads <= state.most_threads && state.idle <= state.threads);
        state.is_late = true;
        drop(state);
        self.pass_time();
    }
}

#[test]
fn no_job_is_left_when_a_thread_gives_up() {
    loom::model(|| {
        let (pool, ran) = (pool(1), Arc::new(AtomicUsize::new(0)));
        assert!(block_on(pool.count(&ran)).is_ok());
        pool.pass_time();
        for _ in 0..2 {
            assert!(block_on(pool.count(&ran)).is_ok());
        }
        assert_eq!(ran.load(Ordering::Relaxed), 3);
        pool.end();
    });
}

#[test]
fn jobs_of_two_threads_are_all_done() {
    loom::model(|| {
        let (pool, ran) = (pool(1), Arc::new(AtomicUsize::new(0)));
        let others = ran.clone();
        let other = thread::spawn(move || assert!(block_on(pool.count(&others)).is_ok()));
        assert!(block_on(pool.count(&ran)).is_ok());
        other.join().unwrap();
        assert_eq!(ran.load(Ordering::Relaxed), 2);
        pool.end();
    });
}

/// Two jobs, of which the first waits for the second: so there must be a thread for each.
#[test]
fn jobs_that_wait_for_each_other_have_a_thread_each() {
    loom::model(|| {
        let pool = pool(2);
        let (gate, waits) = (Arc::new(loom::sync::Notify::new()), Arc::new(AtomicUsize::new(0)));
        let (open, waiting) = (gate.clone(), waits.clone());
        let (job, first) = Job::new(
            move || {
                waiting.store(1, Ordering::Relaxed);
                gate.wait();
            },
            None,
        );
        pool.submit(job, None).unwrap();
        let (job, second) = Job::new(move || open.notify(), None);
        pool.submit(job, None).unwrap();
        assert!(block_on(second).is_ok() && block_on(first).is_ok());
        assert_eq!(waits.load(Ordering::Relaxed), 1);
        pool.end();
    });
}
