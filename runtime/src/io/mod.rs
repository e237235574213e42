//! Reading and writing without blocking.
//!
//! [`AsyncRead`], [`AsyncBufRead`] and [`AsyncWrite`] are those of futures-io, so that streams of other crates work here and ours work there.
//! [`ReadExt`], [`BufReadExt`] and [`WriteExt`] add the methods to await; `use resumable::io::prelude::*` brings all of them into scope.
//!
//! ```
//! use resumable::io::prelude::*;
//!
//! # resumable::block_on(async {
//! let mut lines = BufReader::new(&b"one\ntwo\n"[..]);
//! let mut line = String::new();
//! while lines.read_line(&mut line).await? > 0 {}
//! assert_eq!(line, "one\ntwo\n");
//! # std::io::Result::Ok(())
//! # }).unwrap();
//! ```

mod buf_reader;
mod copy;
mod lines;
mod read;
mod write;

pub use buf_reader::BufReader;
pub use copy::{Copy, copy};
pub use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
pub use lines::{BufReadExt, ReadLine, ReadUntil};
pub use read::{Read, ReadExact, ReadExt, ReadToEnd, ReadToString};
pub use std::io::{Error, ErrorKind, IoSlice, IoSliceMut, Result};
pub use write::{Close, Flush, Write, WriteAll, WriteAllVectored, WriteExt, WriteVectored};

/// What code that reads and writes usually needs, to be imported with `*`.
pub mod prelude {
    pub use super::{AsyncBufRead, AsyncRead, AsyncWrite, BufReadExt, BufReader, ReadExt, WriteExt};
}
