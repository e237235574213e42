//! Messages over a stream of bytes: `ReadExt::frames`, `WriteExt::write_frame`.

use crate::support::{poll_once, run};
use resumable::io::{self, AsyncRead, AsyncWrite, ErrorKind, IoSlice, ReadExt, WriteExt};
use resumable::spawn;
use resumable::stream::StreamExt;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// Gives a portion at a time, after an interruption each.
struct Portions<'a> {
    rest: &'a [u8],
    portion: usize,
    interrupted: bool,
}

impl AsyncRead for Portions<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Poll::Ready(Err(ErrorKind::Interrupted.into()));
        }
        let count = self.rest.len().min(self.portion).min(buffer.len());
        let (given, rest) = self.rest.split_at(count);
        buffer[..count].copy_from_slice(given);
        self.rest = rest;
        Poll::Ready(Ok(count))
    }
}

/// Takes a portion at a time, of one buffer or of all together, and says how often.
struct Narrow {
    taken: Vec<u8>,
    calls: usize,
    portion: usize,
}

impl AsyncWrite for Narrow {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.calls += 1;
        let all: Vec<u8> = buffers.iter().flat_map(|buffer| buffer.iter().copied()).take(self.portion).collect();
        self.taken.extend_from_slice(&all);
        Poll::Ready(Ok(all.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn messages_arrive_whole_however_they_are_divided() {
    let messages: [&[u8]; 4] = [b"one", b"", b"and a longer one", &[7; 20_000]];
    run(async {
        for portion in [1, 2, 3, 4, 5, 7, 1000, usize::MAX] {
            let mut writer = Narrow { taken: Vec::new(), calls: 0, portion };
            for message in messages {
                writer.write_frame(message).await.unwrap();
            }
            assert_eq!(writer.taken[..11], *b"\0\0\0\x03one\0\0\0\0");
            assert!(portion < usize::MAX || writer.calls == messages.len(), "{} calls", writer.calls);
            let reader = Portions { rest: &writer.taken, portion, interrupted: false };
            let frames: Vec<_> = reader.frames(20_000).map(Result::unwrap).collect().await;
            assert_eq!(frames, messages);
        }
    });
}

#[test]
fn what_is_cut_off_or_too_long_is_an_error() {
    run(async {
        let bytes = b"\0\0\0\x03one\0\0\0\x03two";
        for length in 0..bytes.len() {
            let mut frames = bytes[..length].frames(3);
            let mut count = 0;
            let end = loop {
                match frames.next_frame().await {
                    Ok(Some(frame)) => count += frame.len() / 3,
                    end => break end,
                }
            };
            assert_eq!(count, length / 7);
            match end {
                Ok(_) => assert_eq!(length % 7, 0),
                Err(error) => assert_eq!((error.kind(), length % 7 == 0), (ErrorKind::UnexpectedEof, false)),
            }
        }
        let mut frames = bytes.frames(2);
        for _ in 0..3 {
            assert_eq!(frames.next_frame().await.unwrap_err().kind(), ErrorKind::InvalidData);
        }
        // Much is announced and little comes: there is no room for all of it.
        let mut frames =
            Portions { rest: &[255, 255, 255, 255, 1, 2], portion: 9, interrupted: false }.frames(usize::MAX);
        assert_eq!(frames.next_frame().await.unwrap_err().kind(), ErrorKind::UnexpectedEof);
        let mut full = Narrow { taken: Vec::new(), calls: 0, portion: 0 };
        assert_eq!(full.write_frame(b"x").await.unwrap_err().kind(), ErrorKind::WriteZero);
    });
}

#[test]
fn a_message_that_was_waited_for_in_vain_is_not_lost() {
    run(async {
        let (mut here, there) = io::duplex(2);
        let mut frames = there.frames(100);
        let writing = spawn(async move {
            here.write_frame(b"a message").await.unwrap();
            here.write_all(b"rest").await.unwrap();
        });
        let frame = loop {
            // Each time it is another future.
            if let Poll::Ready(frame) = poll_once(pin!(frames.next_frame())) {
                break frame.unwrap().unwrap();
            }
            resumable::yield_now().await;
        };
        assert_eq!(frame, b"a message");
        let mut rest = Vec::new();
        frames.get_mut().read_to_end(&mut rest).await.unwrap();
        assert_eq!(rest, b"rest");
        writing.await.unwrap();
        assert_eq!(frames.into_inner().read(&mut [0]).await.unwrap(), 0);
    });
}
