//! Files. All threads for files are kept busy, so that what is dropped has been handed over and has not begun.

use crate::cancel::start_and_drop;
use crate::support::{poll_once, run};
use resumable::fs::{self, File, OpenOptions};
use resumable::io::prelude::*;
use std::future::Future;
use std::io::{self, ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tempfile::TempDir;

/// Keeps every thread for files busy until it is released: each opens a pipe that nobody writes to.
struct Busy {
    opening: Vec<Pin<Box<dyn Future<Output = io::Result<File>>>>>,
    pipe: PathBuf,
    _directory: TempDir,
}

impl Busy {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
        let mut busy = Busy { opening: Vec::new(), pipe, _directory: directory };
        for _ in 0..64 {
            let mut opening = Box::pin(File::open(busy.pipe.clone()));
            assert!(poll_once(opening.as_mut()).is_pending());
            busy.opening.push(opening);
        }
        busy
    }

    async fn release(self) {
        // As a reader too it waits for nobody.
        let _pipe = std::fs::OpenOptions::new().read(true).write(true).open(&self.pipe).unwrap();
        for opening in self.opening {
            opening.await.unwrap();
        }
    }
}

/// Hands the operation to the pool and drops it before it begins.
pub async fn hand_over_and_drop(operation: impl Future) {
    let busy = Busy::new();
    start_and_drop(operation).await;
    busy.release().await;
}

/// Drops it unfinished, and does it again. It may have been done then.
async fn twice<T, F: Future<Output = io::Result<T>>>(operation: impl Fn() -> F, done: ErrorKind) {
    hand_over_and_drop(operation()).await;
    if let Err(error) = operation().await {
        assert_eq!(error.kind(), done, "{error}");
    }
}

#[test]
fn what_only_looks_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    std::fs::write(&path, "text").unwrap();
    run(async {
        hand_over_and_drop(fs::read(&path)).await;
        hand_over_and_drop(fs::read_to_string(&path)).await;
        hand_over_and_drop(fs::metadata(&path)).await;
        hand_over_and_drop(fs::symlink_metadata(&path)).await;
        hand_over_and_drop(fs::canonicalize(&path)).await;
        hand_over_and_drop(fs::read_link(&path)).await;
        hand_over_and_drop(fs::try_exists(&path)).await;
        hand_over_and_drop(fs::read_dir(directory.path())).await;
        hand_over_and_drop(File::open(&path)).await;
        assert_eq!(fs::read_to_string(&path).await.unwrap(), "text");
        assert_eq!(fs::read_dir(directory.path()).await.unwrap().len(), 1);
    });
}

#[test]
fn what_changes_names_can_be_done_again() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let exists = |name: &str| at(name).exists();
    run(async {
        twice(|| fs::create_dir(at("a")), ErrorKind::AlreadyExists).await;
        twice(|| fs::create_dir_all(at("b/c")), ErrorKind::AlreadyExists).await;
        twice(|| fs::write(at("a/file"), "text"), ErrorKind::NotFound).await;
        twice(|| fs::copy(at("a/file"), at("a/copy")), ErrorKind::NotFound).await;
        twice(|| fs::rename(at("a/copy"), at("b/copy")), ErrorKind::NotFound).await;
        twice(|| fs::hard_link(at("b/copy"), at("b/again")), ErrorKind::AlreadyExists).await;
        assert_eq!(fs::read_to_string(at("b/again")).await.unwrap(), "text");
        #[cfg(unix)]
        {
            twice(|| fs::symlink("nowhere", at("b/link")), ErrorKind::AlreadyExists).await;
            assert_eq!(fs::read_link(at("b/link")).await.unwrap(), Path::new("nowhere"));
        }
        assert!(exists("b/c") && !exists("a/copy"));
        assert_eq!(fs::read_to_string(at("b/copy")).await.unwrap(), "text");
        let mut permissions = fs::metadata(at("b/copy")).await.unwrap().permissions();
        permissions.set_readonly(true);
        twice(|| fs::set_permissions(at("b/copy"), permissions.clone()), ErrorKind::NotFound).await;
        assert!(fs::metadata(at("b/copy")).await.unwrap().permissions().readonly());
        twice(|| fs::remove_file(at("a/file")), ErrorKind::NotFound).await;
        twice(|| fs::remove_dir(at("a")), ErrorKind::NotFound).await;
        twice(|| fs::remove_dir_all(at("b")), ErrorKind::NotFound).await;
        assert!(!exists("a") && !exists("b"));
    });
}

#[test]
fn a_file_is_created_all_the_same() {
    async fn wait_for(path: &Path) {
        while !path.exists() {
            resumable::time::sleep(resumable::time::Duration::from_millis(1)).await;
        }
    }
    let directory = tempfile::tempdir().unwrap();
    let (first, second) = (directory.path().join("first"), directory.path().join("second"));
    run(async {
        hand_over_and_drop(File::create(&first)).await;
        wait_for(&first).await;
        hand_over_and_drop(File::open_with(OpenOptions::new().write(true).create_new(true), &second)).await;
        wait_for(&second).await;
        let fresh = directory.path().join("fresh");
        hand_over_and_drop(File::create_new(&fresh)).await;
        wait_for(&fresh).await;
        std::fs::remove_file(&fresh).unwrap();
        // Not before the first poll.
        drop(File::create(directory.path().join("third")));
        assert_eq!(fs::read_dir(directory.path()).await.unwrap().len(), 2);
    });
}

#[test]
fn an_open_file_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    run(async {
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(true).clone();
        let mut file = File::open_with(&options, &path).await.unwrap();
        file.write_all(b"0123456789").await.unwrap();
        hand_over_and_drop(file.sync_all()).await;
        file.sync_all().await.unwrap();
        hand_over_and_drop(file.sync_data()).await;
        file.sync_data().await.unwrap();
        hand_over_and_drop(file.metadata()).await;
        assert_eq!(file.metadata().await.unwrap().len(), 10);
        // A write that is dropped is done before what follows, whichever that is; a seek waits for it, and dropped changes nothing.
        for follows in 0..6 {
            file.seek(SeekFrom::Start(8)).await.unwrap();
            let busy = Busy::new();
            start_and_drop(file.write(b"ab")).await;
            match follows {
                0 => start_and_drop(file.seek(SeekFrom::Start(0))).await,
                1 => start_and_drop(file.flush()).await,
                2 => start_and_drop(BufReader::new(&mut file).seek(SeekFrom::Start(0))).await,
                3 => start_and_drop(BufReader::new(&mut file).rewind()).await,
                4 => start_and_drop(BufReader::new(&mut file).stream_position()).await,
                _ => start_and_drop(file.close()).await,
            }
            busy.release().await;
            assert_eq!(file.seek(SeekFrom::Current(0)).await.unwrap(), 10, "the position is the old one");
        }
        hand_over_and_drop(file.set_len(9)).await;
        assert_eq!(file.metadata().await.unwrap().len(), 9, "the length is set before anything that follows");
        // What a dropped read has read comes with the next.
        file.seek(SeekFrom::Start(6)).await.unwrap();
        hand_over_and_drop(file.read(&mut [0; 2])).await;
        let mut rest = String::new();
        file.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "67a");
        file.rewind().await.unwrap();
        let busy = Busy::new();
        start_and_drop(file.write(b"x")).await;
        start_and_drop(file.try_clone()).await;
        busy.release().await;
        assert_eq!(file.try_clone().await.unwrap().stream_position().await.unwrap(), 1);
        // What takes the file closes it.
        let busy = Busy::new();
        start_and_drop(file.write(b"y")).await;
        start_and_drop(file.into_std()).await;
        busy.release().await;
        assert_eq!(fs::read_to_string(&path).await.unwrap(), "xy234567a");
    });
}

/// The error of what was dropped is that of the next operation, and then it is over.
#[test]
fn an_error_is_reported_by_what_follows() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    std::fs::write(&path, "text").unwrap();
    run(async {
        let mut file = File::open(&path).await.unwrap();
        hand_over_and_drop(file.write(b"x")).await;
        assert!(file.sync_all().await.is_err());
        hand_over_and_drop(file.set_len(0)).await;
        assert!(file.read(&mut [0]).await.is_err());
        let mut text = String::new();
        file.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "text");
    });
}
