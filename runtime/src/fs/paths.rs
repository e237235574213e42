//! What is done to files and directories by their names.

use crate::blocking::spawn_system_call;
use crate::prelude::*;
use std::fs::{DirEntry, Metadata, Permissions};
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};

/// Calls the function with the path, where it may block.
#[crate::coroutine]
pub(super) async fn on_path<T: Send + 'static>(
    path: PathBuf,
    operate: impl FnOnce(PathBuf) -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_system_call(move || operate(path)).await?
}

/// `functions! { /// what it does… name -> Output, "loss"; }` defines functions of one path, as those of `std::fs` with the same names.
macro_rules! functions {
    ($($(#[doc = $doc:literal])+ $name:ident -> $output:ty, $safety:literal;)+) => {
        $(
            $(#[doc = $doc])+
            ///
            #[doc = concat!("Cancel safety: ", $safety)]
            ///
            /// # Errors
            ///
            #[doc = concat!("Those of [`std::fs::", stringify!($name), "`].")]
            pub fn $name(path: impl AsRef<Path>) -> impl Future<Output = io::Result<$output>> {
                on_path(path.as_ref().to_owned(), std::fs::$name)
            }
        )+
    };
}

functions! {
    /// Makes a directory, in one that is there already.
    create_dir -> (), "when the future is dropped unfinished, the directory may be made all the same.";
    /// Makes a directory, and those that it is in, as far as they are not there.
    create_dir_all -> (), "when the future is dropped unfinished, they may be made all the same.";
    /// Removes a file.
    remove_file -> (), "when the future is dropped unfinished, the file may be removed all the same.";
    /// Removes an empty directory.
    remove_dir -> (), "when the future is dropped unfinished, the directory may be removed all the same.";
    /// Removes a directory and all that is in it. Links are removed and not followed.
    remove_dir_all -> (), "when the future is dropped unfinished, it is removed all the same, or not at all.";
    /// What is known about a file or a directory. Links are followed.
    metadata -> Metadata, "nothing is changed.";
    /// What is known about a file, a directory or a link, which is not followed.
    symlink_metadata -> Metadata, "nothing is changed.";
    /// The absolute path without links, `.` and `..`.
    canonicalize -> PathBuf, "nothing is changed.";
    /// Where a link points to.
    read_link -> PathBuf, "nothing is changed.";
}

/// Whether there is something of that name. Links are followed.
///
/// Cancel safety: nothing is changed.
///
/// # Errors
///
/// When that cannot be found out.
pub fn try_exists(path: impl AsRef<Path>) -> impl Future<Output = io::Result<bool>> {
    on_path(path.as_ref().to_owned(), |path| path.try_exists())
}

/// What is in a directory, in no particular order: all of it at once.
///
/// Cancel safety: nothing is changed.
///
/// # Errors
///
/// Those of [`std::fs::read_dir`], also in the middle.
pub fn read_dir(path: impl AsRef<Path>) -> impl Future<Output = io::Result<Vec<DirEntry>>> {
    on_path(path.as_ref().to_owned(), |path| std::fs::read_dir(path)?.collect())
}

/// Gives a file or a directory another name, and replaces a file of that name.
///
/// Cancel safety: when the future is dropped unfinished, it may be renamed all the same.
///
/// # Errors
///
/// Those of [`std::fs::rename`].
pub fn rename(from: impl AsRef<Path>, to: impl AsRef<Path>) -> impl Future<Output = io::Result<()>> {
    let to = to.as_ref().to_owned();
    on_path(from.as_ref().to_owned(), move |from| std::fs::rename(from, to))
}

/// Copies the contents and the permissions of a file, and replaces a file of that name. Returns the number of bytes.
///
/// Cancel safety: when the future is dropped unfinished, it is copied all the same, or not at all.
///
/// # Errors
///
/// Those of [`std::fs::copy`].
pub fn copy(from: impl AsRef<Path>, to: impl AsRef<Path>) -> impl Future<Output = io::Result<u64>> {
    let to = to.as_ref().to_owned();
    on_path(from.as_ref().to_owned(), move |from| std::fs::copy(from, to))
}

/// Gives a file a second name.
///
/// Cancel safety: when the future is dropped unfinished, it may have the name all the same.
///
/// # Errors
///
/// Those of [`std::fs::hard_link`].
pub fn hard_link(original: impl AsRef<Path>, link: impl AsRef<Path>) -> impl Future<Output = io::Result<()>> {
    let link = link.as_ref().to_owned();
    on_path(original.as_ref().to_owned(), move |original| std::fs::hard_link(original, link))
}

/// Makes a link that points to a path, whether there is something or not. On Unix.
///
/// Cancel safety: when the future is dropped unfinished, the link may be made all the same.
///
/// # Errors
///
/// Those of [`std::os::unix::fs::symlink`].
#[cfg(unix)]
pub fn symlink(original: impl AsRef<Path>, link: impl AsRef<Path>) -> impl Future<Output = io::Result<()>> {
    let link = link.as_ref().to_owned();
    on_path(original.as_ref().to_owned(), move |original| std::os::unix::fs::symlink(original, link))
}

/// Sets who may do what with a file or a directory.
///
/// Cancel safety: when the future is dropped unfinished, it may be set all the same.
///
/// # Errors
///
/// Those of [`std::fs::set_permissions`].
pub fn set_permissions(path: impl AsRef<Path>, permissions: Permissions) -> impl Future<Output = io::Result<()>> {
    on_path(path.as_ref().to_owned(), move |path| std::fs::set_permissions(path, permissions))
}
