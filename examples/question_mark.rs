//! `?` after `.await`: a file is created and written to, and the first thing that fails is returned.
//!
//! Each wait may fail, and an error leaves the coroutine as it leaves a function: converted by `From`, and with
//! everything dropped that was alive, here the open file.
//!
//! ```console
//! $ cargo run --example question_mark
//! saved 20 bytes: Error handling, too.
//! nowhere/note.txt: NotFound
//! note.txt: the note is empty
//! ```

use resumable::io::WriteExt;
use resumable::{block_on, fs};
use std::io;
use std::path::Path;

#[resumable::coroutine]
async fn save(path: &Path, note: &str) -> Result<usize, Error> {
    let bytes = first_line(note).ok_or(Error::Empty)?.as_bytes();
    let mut file = fs::File::create(path).await?;
    file.write_all(bytes).await?;
    Ok(bytes.len())
}

fn first_line(note: &str) -> Option<&str> {
    note.lines().find(|line| !line.trim().is_empty())
}

#[derive(Debug)]
enum Error {
    Empty,
    Io(io::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::Io(error)
    }
}

#[resumable::coroutine]
async fn run(directory: &Path) -> io::Result<()> {
    let note = directory.join("note.txt");
    match save(&note, "Error handling, too.\n").await {
        Ok(bytes) => println!("saved {bytes} bytes: {}", fs::read_to_string(&note).await?),
        Err(error) => println!("{error:?}"),
    }
    if let Err(Error::Io(error)) = save(&directory.join("nowhere/note.txt"), "lost").await {
        println!("nowhere/note.txt: {:?}", error.kind());
    }
    if let Err(Error::Empty) = save(&note, "\n").await {
        println!("note.txt: the note is empty");
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let directory = tempfile::tempdir()?;
    block_on(run(directory.path()))
}
