//! Processes that nobody waits for: the operating system keeps their status until somebody asks for it.

use crate::prelude::*;
use std::process::Child;
use std::sync::{Mutex, PoisonError};

/// Those that had not ended when they were last looked at.
static ORPHANS: Mutex<Vec<Child>> = Mutex::new(Vec::new());

/// Looks after a process from now on.
pub(super) fn adopt(process: Child) {
    ORPHANS.lock().unwrap_or_else(PoisonError::into_inner).push(process);
    bury();
}

/// Asks for the status of those that have ended.
pub(super) fn bury() {
    let mut orphans = ORPHANS.lock().unwrap_or_else(PoisonError::into_inner);
    // An error means that somebody else has asked.
    orphans.retain_mut(|orphan| matches!(orphan.try_wait(), Ok(None)));
}
