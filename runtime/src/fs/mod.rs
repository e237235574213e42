//! Files.
//!
//! Operating systems have no good way to wait for a disk, so every operation runs on a thread that may block, 64 at a time. Many small operations
//! are better done together in a [`spawn_blocking`](crate::spawn_blocking) of one's own.
//!
//! ```
//! use resumable::{fs, io::prelude::*};
//!
//! # let directory = std::env::temp_dir().join(format!("resumable-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&directory)?;
//! # let path = directory.join("greeting");
//! resumable::block_on(async {
//!     let mut file = fs::File::create(&path).await?;
//!     file.write_all(b"hello").await?;
//!     assert_eq!(fs::read_to_string(&path).await?, "hello");
//!     # std::io::Result::Ok(())
//! })?;
//! # std::fs::remove_dir_all(directory)?;
//! # std::io::Result::Ok(())
//! ```

mod file;
mod operation;
mod paths;

pub use file::File;
#[cfg(unix)]
pub use paths::symlink;
pub use paths::{
    canonicalize, copy, create_dir, create_dir_all, hard_link, metadata, read_dir, read_link, remove_dir,
    remove_dir_all, remove_file, rename, set_permissions, symlink_metadata, try_exists,
};
pub use std::fs::OpenOptions;

use crate::blocking::spawn_system_call;
use crate::prelude::*;
use paths::on_path;
use std::future::Future;
use std::io;
use std::path::Path;

/// Reads a whole file.
///
/// Cancel safety: nothing is changed.
///
/// # Errors
///
/// Those of [`std::fs::read`].
pub fn read(path: impl AsRef<Path>) -> impl Future<Output = io::Result<Vec<u8>>> {
    on_path(path.as_ref().to_owned(), std::fs::read)
}

/// Reads a whole file of UTF-8 text.
///
/// Cancel safety: nothing is changed.
///
/// # Errors
///
/// Those of [`std::fs::read_to_string`].
pub fn read_to_string(path: impl AsRef<Path>) -> impl Future<Output = io::Result<String>> {
    on_path(path.as_ref().to_owned(), std::fs::read_to_string)
}

/// Makes these bytes the contents of a file, which is created if it is not there.
///
/// Cancel safety: none. When the future is dropped unfinished, the file is written all the same or not at all.
///
/// # Errors
///
/// Those of [`std::fs::write`].
#[crate::coroutine]
pub async fn write(path: impl AsRef<Path>, contents: impl AsRef<[u8]>) -> io::Result<()> {
    let path = path.as_ref().to_owned();
    let contents = contents.as_ref().to_owned();
    spawn_system_call(move || std::fs::write(path, contents)).await?
}
