//! `sync::Semaphore` at its limits: no permits, all that there can be, more than there are, and none any more.

use crate::support::{panic_message, poll_once};
use resumable::sync::{Semaphore, TryAcquireError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

const MOST: usize = Semaphore::MAX_PERMITS;

#[test]
fn nothing_is_had_at_once_where_nobody_is_in_line() {
    let semaphore = Semaphore::new(0);
    assert_eq!(semaphore.try_acquire_many(0).unwrap().num_permits(), 0);
    assert!(poll_once(pin!(semaphore.acquire_many(0))).is_ready());
    // Behind somebody it waits, as everybody does, and takes nothing.
    let mut large = Box::pin(semaphore.acquire_many(2));
    let mut nothing = pin!(semaphore.acquire_many(0));
    assert!(poll_once(large.as_mut()).is_pending());
    assert!(poll_once(nothing.as_mut()).is_pending());
    assert_eq!(semaphore.try_acquire_many(0).unwrap_err(), TryAcquireError::NoPermits);
    semaphore.add_permits(1);
    assert!(poll_once(nothing.as_mut()).is_pending());
    drop(large);
    assert!(poll_once(nothing).is_ready());
    assert_eq!(semaphore.available_permits(), 1);
    semaphore.close();
    assert_eq!(semaphore.try_acquire_many(0).unwrap_err(), TryAcquireError::Closed);
    assert!(matches!(poll_once(pin!(semaphore.acquire_many(0))), Poll::Ready(Err(_))));
}

#[test]
fn what_is_more_than_there_are_waits_until_they_are_added() {
    let semaphore = Semaphore::new(3);
    assert_eq!(semaphore.try_acquire_many(4).unwrap_err(), TryAcquireError::NoPermits);
    let mut large = pin!(semaphore.acquire_many(5));
    let mut small = pin!(semaphore.acquire());
    assert!(poll_once(large.as_mut()).is_pending());
    assert!(poll_once(small.as_mut()).is_pending(), "nobody overtakes");
    assert_eq!(semaphore.available_permits(), 3, "they are kept for the first in line");
    assert_eq!(semaphore.try_acquire().unwrap_err(), TryAcquireError::NoPermits);
    semaphore.add_permits(1);
    assert!(poll_once(large.as_mut()).is_pending());
    semaphore.add_permits(1);
    let Poll::Ready(Ok(large)) = poll_once(large) else { panic!("there are five") };
    assert!(poll_once(small.as_mut()).is_pending());
    drop(large);
    assert!(poll_once(small).is_ready());
    assert_eq!(semaphore.available_permits(), 5);
}

#[test]
fn all_that_there_can_be_are_had_together() {
    let semaphore = Arc::new(Semaphore::new(MOST));
    let all = semaphore.try_acquire_many(MOST).unwrap();
    let mut waits = pin!(semaphore.clone().acquire_many_owned(MOST));
    assert!(poll_once(waits.as_mut()).is_pending());
    drop(all);
    let Poll::Ready(Ok(mut all)) = poll_once(waits) else { panic!("they are back") };
    assert_eq!((all.num_permits(), semaphore.available_permits()), (MOST, 0));
    let one = all.split(1).unwrap();
    assert!(one.num_permits() == 1 && all.split(MOST).is_none() && all.num_permits() == MOST - 1);
    all.merge(one);
    drop(all);
    assert_eq!(semaphore.available_permits(), MOST);
    assert_eq!((semaphore.forget_permits(usize::MAX), semaphore.available_permits()), (MOST, 0));
}

/// Permits that are out are not counted: others can be added in their place, and then there is no room for them.
#[test]
fn permits_that_come_back_where_there_is_no_room_are_reported() {
    let semaphore = Semaphore::new(MOST);
    let one = semaphore.try_acquire().unwrap();
    semaphore.add_permits(1);
    assert!(panic_message(|| drop(one)).contains("too many permits"));
    assert_eq!(semaphore.available_permits(), MOST, "it is as it was");
    // With somebody in line.
    let held = semaphore.try_acquire_many(2).unwrap();
    semaphore.add_permits(1);
    let mut all = pin!(semaphore.acquire_many(MOST));
    assert!(poll_once(all.as_mut()).is_pending());
    assert!(panic_message(|| drop(held)).contains("too many permits"));
    semaphore.add_permits(1);
    assert!(poll_once(all).is_ready());
    // What is forgotten leaves room.
    semaphore.try_acquire().unwrap().forget();
    semaphore.add_permits(1);
    assert_eq!(semaphore.available_permits(), MOST);
}

#[test]
fn no_more_can_be_merged_than_can_go_back() {
    let semaphore = Semaphore::new(MOST);
    let mut most = semaphore.try_acquire_many(MOST).unwrap();
    semaphore.add_permits(1);
    let one = semaphore.try_acquire().unwrap();
    let message = panic_message(|| most.merge(one));
    assert!(message.contains("too many permits"), "{message}");
    assert_eq!((most.num_permits(), semaphore.available_permits()), (MOST, 1), "the other went back");
    most.forget();
    // Many times as many, which cannot be counted any more.
    let semaphore = Semaphore::new(MOST);
    let mut merged = semaphore.try_acquire_many(MOST).unwrap();
    for _ in 0..20 {
        semaphore.add_permits(MOST - semaphore.available_permits());
        let more = semaphore.try_acquire_many(MOST).unwrap();
        assert!(catch_unwind(AssertUnwindSafe(|| merged.merge(more))).is_err());
    }
    assert_eq!(merged.num_permits(), MOST);
    merged.forget();
    let (here, there) = (Semaphore::new(1), Semaphore::new(1));
    let (mut one, other) = (here.try_acquire().unwrap(), there.try_acquire().unwrap());
    assert!(panic_message(|| one.merge(other)).contains("different semaphores"));
    drop(one);
    assert_eq!((here.available_permits(), there.available_permits()), (1, 1));
}

#[test]
fn a_closed_semaphore_takes_permits_back_and_gives_none_out() {
    let semaphore = Arc::new(Semaphore::new(3));
    let held = semaphore.try_acquire_many(2).unwrap();
    let owned = semaphore.clone().try_acquire_owned().unwrap();
    let mut granted = pin!(semaphore.acquire());
    let mut waits = pin!(semaphore.acquire());
    assert!(poll_once(granted.as_mut()).is_pending());
    assert!(poll_once(waits.as_mut()).is_pending());
    drop(owned);
    semaphore.close();
    semaphore.close();
    let Poll::Ready(Ok(granted)) = poll_once(granted) else { panic!("it was given before") };
    assert!(matches!(poll_once(waits), Poll::Ready(Err(_))));
    assert!(matches!(poll_once(pin!(semaphore.acquire())), Poll::Ready(Err(_))));
    assert!(matches!(poll_once(pin!(semaphore.clone().acquire_many_owned(1))), Poll::Ready(Err(_))));
    drop((held, granted));
    assert_eq!(semaphore.available_permits(), 3);
    semaphore.add_permits(1);
    assert_eq!(semaphore.available_permits(), 4, "they are counted, for what it is worth");
    assert_eq!(semaphore.try_acquire().unwrap_err(), TryAcquireError::Closed);
    assert_eq!((semaphore.forget_permits(9), semaphore.available_permits()), (4, 0));
    assert!(semaphore.is_closed());
    assert_eq!(semaphore.try_acquire_many(1).unwrap_err(), TryAcquireError::Closed, "and not that there are none");
    assert!(panic_message(|| semaphore.try_acquire_many(MOST + 1)).contains("more permits than there can be"));
}

/// Where the permits are not there, others are not taken that are.
#[test]
fn forgetting_takes_what_is_there_and_owes_nothing() {
    let semaphore = Semaphore::new(2);
    let held = semaphore.try_acquire().unwrap();
    assert_eq!((semaphore.forget_permits(0), semaphore.forget_permits(5), semaphore.forget_permits(5)), (0, 1, 0));
    drop(held);
    assert_eq!(semaphore.available_permits(), 1, "those that are out come back");
    // What is kept for the first in line can be forgotten as well. It goes on waiting.
    let mut two = pin!(semaphore.acquire_many(2));
    assert!(poll_once(two.as_mut()).is_pending());
    assert_eq!(semaphore.forget_permits(1), 1);
    semaphore.add_permits(1);
    assert!(poll_once(two.as_mut()).is_pending());
    semaphore.add_permits(1);
    assert!(poll_once(two).is_ready());
}
