//! The keys and their values, and whoever waits for one.

use super::super::runtime::sleep;
use futures::channel::oneshot;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[derive(Clone, Default)]
pub(super) struct Store {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    entries: BTreeMap<String, Entry>,
    waiting: BTreeMap<String, Vec<oneshot::Sender<String>>>,
}

struct Entry {
    value: String,
    expires_at: Option<Instant>,
}

impl Store {
    pub(super) fn get(&self, key: &str) -> Option<String> {
        let shared = self.shared.lock().unwrap();
        shared.entries.get(key).map(|entry| entry.value.clone())
    }

    pub(super) fn set(&self, key: String, value: String, expires: Option<Duration>) {
        let mut shared = self.shared.lock().unwrap();
        for waiting in shared.waiting.remove(&key).unwrap_or_default() {
            let _ = waiting.send(value.clone());
        }
        let expires_at = expires.map(|after| Instant::now() + after);
        shared.entries.insert(key, Entry { value, expires_at });
    }

    pub(super) fn increment(&self, key: String, by: i64) -> Result<i64, String> {
        let mut shared = self.shared.lock().unwrap();
        let entry = shared.entries.entry(key).or_insert_with(|| Entry { value: "0".to_owned(), expires_at: None });
        let number = entry.value.parse::<i64>().map_err(|error| error.to_string())?;
        let number = number.checked_add(by).ok_or("the number is too large")?;
        entry.value = number.to_string();
        Ok(number)
    }

    pub(super) fn delete(&self, key: &str) -> bool {
        self.shared.lock().unwrap().entries.remove(key).is_some()
    }

    pub(super) fn keys(&self, prefix: &str) -> Vec<String> {
        self.shared.lock().unwrap().entries.keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    /// The value of the key, as soon as there is one.
    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn wait_for(&self, key: &str) -> String {
        loop {
            let receiver = {
                let mut shared = self.shared.lock().unwrap();
                if let Some(entry) = shared.entries.get(key) {
                    return entry.value.clone();
                }
                let (sender, receiver) = oneshot::channel();
                shared.waiting.entry(key.to_owned()).or_default().push(sender);
                receiver
            };
            if let Ok(value) = receiver.await {
                return value;
            }
        }
    }

    /// Removes what has expired, again and again.
    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn expire(self, every: Duration) {
        loop {
            sleep(every).await;
            let now = Instant::now();
            let mut shared = self.shared.lock().unwrap();
            shared.entries.retain(|_, entry| entry.expires_at.is_none_or(|at| at > now));
        }
    }
}
