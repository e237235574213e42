//! Reading and writing without blocking.
//!
//! [`AsyncRead`], [`AsyncBufRead`], [`AsyncWrite`] and [`AsyncSeek`] are those of futures-io, so that streams of other crates work here and ours work there.
//! [`ReadExt`], [`BufReadExt`], [`WriteExt`] and [`SeekExt`] add the methods to await; `use resumable::io::prelude::*` brings all of them into scope.
//!
//! ```
//! use resumable::io::prelude::*;
//!
//! # resumable::block_on(async {
//! let mut lines = BufReader::new(&b"one\ntwo\n"[..]).lines();
//! assert_eq!(lines.next_line().await?.as_deref(), Some("one"));
//! assert_eq!(lines.next_line().await?.as_deref(), Some("two"));
//! assert_eq!(lines.next_line().await?, None);
//! # std::io::Result::Ok(())
//! # }).unwrap();
//! ```

/// `inner!(Type<R>: "The inner reader.", "What comes of using it directly.", "What is lost without the outer one.")`: ways to what is inside.
macro_rules! inner {
    ($type:ident<$inner:ident>: $name:literal, $directly:literal, $lost:literal) => {
        impl<$inner> $type<$inner> {
            #[doc = $name]
            #[doc = $directly]
            pub fn get_ref(&self) -> &$inner {
                &self.inner
            }

            #[doc = $name]
            #[doc = $directly]
            pub fn get_mut(&mut self) -> &mut $inner {
                &mut self.inner
            }

            #[doc = $name]
            #[doc = $lost]
            pub fn into_inner(self) -> $inner {
                self.inner
            }
        }
    };
}

mod buf_reader;
mod buf_writer;
mod chain;
mod copy;
mod duplex;
mod frames;
mod lines;
mod nothing;
mod numbers;
mod read;
mod seek;
mod split;
mod standard;
mod take;
mod write;

pub use buf_reader::BufReader;
pub use buf_writer::BufWriter;
pub use chain::Chain;
pub use copy::{Copy, copy, copy_bidirectional};
pub use duplex::{DuplexStream, duplex};
pub use frames::{Frames, WriteFrame};
pub use futures_io::{AsyncBufRead, AsyncRead, AsyncSeek, AsyncWrite};
pub use lines::{BufReadExt, Lines, ReadLine, ReadUntil, Split};
pub use nothing::{Empty, Repeat, Sink, empty, repeat, sink};
pub use numbers::{ReadNumber, WriteNumber};
pub use read::{Read, ReadExact, ReadExt, ReadToEnd, ReadToString};
pub use seek::{Seek, SeekExt};
pub use split::{ReadHalf, ReuniteError, WriteHalf, split};
pub use standard::{Stderr, Stdin, Stdout, stderr, stdin, stdout};
pub use std::io::{Error, ErrorKind, IoSlice, IoSliceMut, Result, SeekFrom};
pub use take::Take;
pub use write::{Close, Flush, Write, WriteAll, WriteAllVectored, WriteExt, WriteVectored};

/// What code that reads and writes usually needs, to be imported with `*`.
pub mod prelude {
    pub use super::{
        AsyncBufRead, AsyncRead, AsyncSeek, AsyncWrite, BufReadExt, BufReader, BufWriter, ReadExt, SeekExt, WriteExt,
    };
}
