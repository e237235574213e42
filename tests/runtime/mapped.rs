//! Guards of a part of what is locked.

use crate::support::{panic_message, poll_once, run};
use resumable::sync::{
    MappedMutexGuard, Mutex, MutexGuard, OwnedMappedMutexGuard, OwnedMutexGuard, OwnedRwLockReadGuard,
    OwnedRwLockWriteGuard, RwLock, RwLockReadGuard, RwLockWriteGuard,
};
use std::pin::pin;
use std::sync::Arc;

#[derive(Debug, Default)]
struct Account {
    name: String,
    numbers: Vec<u32>,
}

/// What a library may give away without saying what it locks.
async fn name(account: &Mutex<Account>) -> MappedMutexGuard<'_, str> {
    MutexGuard::map(account.lock().await, |account| &mut account.name[..])
}

#[test]
fn a_part_keeps_the_whole_locked() {
    run(async {
        let account = Mutex::new(Account { name: "one".into(), numbers: vec![1, 2] });
        let mut guard = name(&account).await;
        guard.make_ascii_uppercase();
        assert_eq!((format!("{guard:?} {guard}"), &*guard), ("\"ONE\" ONE".into(), "ONE"));
        assert!(account.try_lock().is_none());
        let mut waits = pin!(account.lock());
        assert!(poll_once(waits.as_mut()).is_pending());
        let mut letter = MappedMutexGuard::map(guard, |name| &mut name[..1]);
        letter.make_ascii_lowercase();
        assert!(poll_once(waits.as_mut()).is_pending(), "it is still the same lock");
        drop(letter);
        let guard = waits.await;
        assert_eq!(guard.name, "oNE");
        // What is not there gives the guard back.
        let guard = MutexGuard::try_map(guard, |account| account.numbers.get_mut(7)).unwrap_err();
        let mut number = MutexGuard::try_map(guard, |account| account.numbers.get_mut(1)).unwrap();
        *number += 1;
        assert!(MappedMutexGuard::try_map(number, |_| None::<&mut u8>).is_err());
        assert_eq!(account.try_lock().unwrap().numbers, [1, 3], "and that was dropped");
        let message = panic_message(|| MutexGuard::map(account.try_lock().unwrap(), |_| -> &mut u8 { panic!("no") }));
        assert_eq!((message.as_str(), account.try_lock().is_some()), ("no", true), "a panic unlocks");
    });
}

#[test]
fn parts_are_read_together_and_written_alone() {
    run(async {
        let lock = RwLock::new((1, [2, 3]));
        let one = RwLockReadGuard::map(lock.read().await, |value| &value.1);
        let two = RwLockReadGuard::try_map(lock.read().await, |value| value.1.first()).unwrap();
        assert_eq!((*one, *two, lock.try_write().is_none()), ([2, 3], 2, true));
        drop(one);
        assert!(lock.try_write().is_none() && lock.try_read().is_some());
        drop(two);
        let part = RwLockWriteGuard::map(lock.write().await, |value| &mut value.1);
        let mut part = resumable::sync::MappedRwLockWriteGuard::map(part, |array| &mut array[1]);
        *part += 1;
        assert!(lock.try_read().is_none());
        drop(part);
        assert!(RwLockWriteGuard::try_map(lock.write().await, |_| None::<&mut u8>).is_err());
        assert_eq!(*lock.try_read().unwrap(), (1, [2, 4]));
    });
}

#[test]
fn a_part_that_borrows_nothing_keeps_the_lock_alive() {
    run(async {
        let account = Arc::new(Mutex::new(Account::default()));
        let guard = OwnedMutexGuard::map(account.clone().lock_owned().await, |account| &mut account.numbers);
        let weak = Arc::downgrade(&account);
        assert!(account.try_lock().is_none());
        drop(account);
        let task = resumable::spawn(async move {
            let mut guard: OwnedMappedMutexGuard<Account, Vec<u32>> = guard;
            resumable::yield_now().await;
            guard.push(7);
            let last = OwnedMappedMutexGuard::try_map(guard, |numbers| numbers.last_mut()).unwrap();
            *last + 1
        });
        assert!(weak.upgrade().is_some());
        assert_eq!((task.await.unwrap(), weak.strong_count()), (8, 0));

        let lock = Arc::new(RwLock::new(String::from("text")));
        let read = OwnedRwLockReadGuard::map(lock.clone().read_owned().await, |text| &text[1..]);
        assert_eq!((&*read, lock.try_read().is_some(), lock.try_write().is_none()), ("ext", true, true));
        drop(read);
        let mut write = OwnedRwLockWriteGuard::map(lock.clone().write_owned().await, |text| &mut text[1..]);
        write.make_ascii_uppercase();
        assert!(lock.try_read().is_none());
        drop(write);
        let read = lock.clone().write_owned().await.downgrade();
        assert_eq!((&**read, lock.try_read().is_some(), lock.try_write().is_none()), ("tEXT", true, true));
        assert_eq!(Arc::strong_count(&lock), 2);
        drop(read);
        assert_eq!((lock.try_write().is_some(), Arc::strong_count(&lock)), (true, 1));
    });
}
