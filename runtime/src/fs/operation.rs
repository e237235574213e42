//! What a file does on another thread.

use crate::JoinHandle;
use crate::blocking::spawn_system_call;
use crate::prelude::*;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// What is under way on another thread, with its buffer and the number of bytes.
pub(super) enum Operation {
    Read(JoinHandle<(Vec<u8>, io::Result<usize>)>),
    Write(JoinHandle<Written>),
    SetLength(JoinHandle<io::Result<()>>),
}

/// What has become of a write.
pub(super) struct Written {
    pub(super) buffer: Vec<u8>,
    pub(super) result: io::Result<usize>,
    /// Whether the position was taken back behind what the caller has read, so that what was read ahead is there to be read again.
    pub(super) has_given_back: bool,
}

impl Operation {
    /// Reads so much, into a buffer that may be used for it.
    pub(super) fn read(file: &Arc<File>, mut buffer: Vec<u8>, length: usize) -> Self {
        let file = file.clone();
        Operation::Read(spawn_system_call(move || {
            buffer.clear();
            buffer.resize(length, 0);
            let result = until_done(|| (&*file).read(&mut buffer));
            (buffer, result)
        }))
    }

    /// Writes the bytes, so many before the position of the file.
    pub(super) fn write(file: &Arc<File>, ahead: usize, bytes: &[u8]) -> Self {
        let (file, buffer) = (file.clone(), bytes.to_vec());
        Operation::Write(spawn_system_call(move || write_behind(&file, ahead, buffer)))
    }

    pub(super) fn set_length(file: &Arc<File>, length: u64) -> Self {
        let file = file.clone();
        Operation::SetLength(spawn_system_call(move || file.set_len(length)))
    }
}

/// Writes where the caller believes the file to be: so many bytes before its position, if it has one. Pipes, sockets and terminals have none: what is
/// written there has nothing to do with what was read.
fn write_behind(mut file: &File, ahead: usize, buffer: Vec<u8>) -> Written {
    let mut has_given_back = false;
    if ahead > 0 {
        match file.seek(SeekFrom::Current(-(ahead as i64))) {
            Ok(_) => has_given_back = true,
            Err(error) if error.kind() == io::ErrorKind::NotSeekable => {}
            Err(error) => return Written { buffer, result: Err(error), has_given_back },
        }
    }
    let result = until_done(|| file.write(&buffer));
    Written { buffer, result, has_given_back }
}

/// Tries again for as long as a signal has come in between.
fn until_done(mut operate: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match operate() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_signal_interrupts_is_tried_again() {
        let mut outcomes = vec![Ok(7), Err(io::ErrorKind::Interrupted.into()), Err(io::ErrorKind::Interrupted.into())];
        assert_eq!(until_done(|| outcomes.pop().unwrap()).unwrap(), 7);
        let failed = until_done(|| Err(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}
