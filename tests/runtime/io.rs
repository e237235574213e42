//! The methods of `ReadExt`, `BufReadExt` and `WriteExt`, against a reader and a writer that do everything the traits allow.

use crate::support::{panic_message, poll_once, run};
use resumable::io::prelude::*;
use resumable::io::{ErrorKind, Result, copy};
use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

/// What a scripted stream does at one call.
enum Step {
    Give(&'static [u8]),
    Take(usize),
    Fail(ErrorKind),
    Wait,
}

/// Plays the steps. After the last, reading ends and writing takes everything.
struct Script {
    steps: VecDeque<Step>,
    written: Vec<u8>,
    flushed: usize,
    closed: usize,
}

impl Script {
    fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Script { steps: steps.into_iter().collect(), written: Vec::new(), flushed: 0, closed: 0 }
    }

    /// Reads these portions, with all that may come between.
    fn portions(portions: &[&'static [u8]]) -> Self {
        let between = |bytes| [Step::Wait, Step::Fail(ErrorKind::Interrupted), Step::Give(bytes)];
        Script::new(portions.iter().copied().flat_map(between))
    }
}

impl AsyncRead for Script {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
        match self.steps.pop_front() {
            None | Some(Step::Take(_)) => Poll::Ready(Ok(0)),
            Some(Step::Give(bytes)) => {
                let (now, later) = bytes.split_at(bytes.len().min(buffer.len()));
                buffer[..now.len()].copy_from_slice(now);
                if !later.is_empty() {
                    self.steps.push_front(Step::Give(later));
                }
                Poll::Ready(Ok(now.len()))
            }
            Some(Step::Fail(kind)) => Poll::Ready(Err(kind.into())),
            Some(Step::Wait) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}

impl AsyncWrite for Script {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<Result<usize>> {
        let most = match self.steps.pop_front() {
            None | Some(Step::Give(_)) => buffer.len(),
            Some(Step::Take(most)) => most.min(buffer.len()),
            Some(Step::Fail(kind)) => return Poll::Ready(Err(kind.into())),
            Some(Step::Wait) => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        };
        self.written.extend_from_slice(&buffer[..most]);
        Poll::Ready(Ok(most))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        self.flushed += 1;
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        self.closed += 1;
        Poll::Ready(Ok(()))
    }
}

#[test]
fn read_exact_puts_portions_together() {
    run(async {
        let mut script = Script::portions(&[b"he", b"l", b"lo, world"]);
        let mut word = [0; 5];
        script.read_exact(&mut word).await.unwrap();
        assert_eq!(&word, b"hello");
        let mut rest = [0; 8];
        let error = script.read_exact(&mut rest).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
        assert_eq!(&rest[..7], b", world");
        script.read_exact(&mut []).await.unwrap();
    });
}

#[test]
fn read_to_end_appends() {
    run(async {
        let mut buffer = b"before ".to_vec();
        let mut script = Script::portions(&[b"one ", b"two"]);
        assert_eq!(script.read_to_end(&mut buffer).await.unwrap(), 7);
        assert_eq!(buffer, b"before one two");
        let mut script = Script::new([Step::Give(b"kept"), Step::Fail(ErrorKind::BrokenPipe)]);
        let mut buffer = Vec::new();
        assert_eq!(script.read_to_end(&mut buffer).await.unwrap_err().kind(), ErrorKind::BrokenPipe);
        assert_eq!(buffer, b"kept", "what came before the error is there, and nothing else");
        let large = vec![9; 100_000];
        let mut buffer = Vec::new();
        assert_eq!((&large[..]).read_to_end(&mut buffer).await.unwrap(), large.len());
        assert_eq!(buffer, large);
    });
}

#[test]
fn a_reader_that_panics_leaves_what_was_read() {
    struct Bomb(bool);

    impl AsyncRead for Bomb {
        fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<Result<usize>> {
            assert!(!self.0, "the second read");
            self.0 = true;
            buffer[..2].copy_from_slice(b"ab");
            Poll::Ready(Ok(2))
        }
    }

    let mut buffer = b"x".to_vec();
    let message = panic_message(|| poll_once(pin!(Bomb(false).read_to_end(&mut buffer))));
    assert_eq!(message, "the second read");
    assert!(buffer == b"xab", "{} bytes", buffer.len());
}

#[test]
fn read_to_string_appends_text_or_nothing() {
    run(async {
        let mut string = String::from("a");
        // The portions break a character in two.
        let mut script = Script::portions(&[b"b\xc3", b"\xa4"]);
        assert_eq!(script.read_to_string(&mut string).await.unwrap(), 3);
        assert_eq!(string, "abä");
        let mut script = Script::portions(&[b"x\xff"]);
        assert_eq!(script.read_to_string(&mut string).await.unwrap_err().kind(), ErrorKind::InvalidData);
        assert_eq!(string, "abä");
    });
}

#[test]
fn lines_come_one_at_a_time() {
    run(async {
        for capacity in [1, 2, 7, 100] {
            let mut reader = BufReader::with_capacity(capacity, Script::portions(&[b"one\ntw", b"o\n", b"\nend"]));
            let mut lines = Vec::new();
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).await.unwrap() == 0 {
                    break;
                }
                lines.push(line);
            }
            assert_eq!(lines, ["one\n", "two\n", "\n", "end"], "capacity {capacity}");
        }
        let mut reader = BufReader::new(&b"a,b"[..]);
        let mut field = b"> ".to_vec();
        assert_eq!(reader.read_until(b',', &mut field).await.unwrap(), 2);
        assert_eq!(reader.read_until(b',', &mut field).await.unwrap(), 1);
        assert_eq!(reader.read_until(b',', &mut field).await.unwrap(), 0);
        assert_eq!(field, b"> a,b");
    });
}

#[test]
fn a_buf_reader_hands_out_everything_once() {
    run(async {
        for room in 1..=9 {
            let mut reader = BufReader::with_capacity(4, Script::portions(&[b"abcdefgh", b"ij"]));
            let mut received = Vec::new();
            loop {
                let mut buffer = vec![0; room];
                match reader.read(&mut buffer).await {
                    Ok(0) => break,
                    Ok(count) => received.extend_from_slice(&buffer[..count]),
                    Err(error) => assert_eq!(error.kind(), ErrorKind::Interrupted),
                }
            }
            assert_eq!(received, b"abcdefghij", "room for {room}");
        }
    });
}

#[test]
fn write_all_writes_all() {
    run(async {
        let mut script = Script::new([Step::Take(2), Step::Wait, Step::Fail(ErrorKind::Interrupted), Step::Take(1)]);
        script.write_all(b"hello").await.unwrap();
        assert_eq!(script.written, b"hello");
        let mut script = Script::new([Step::Take(2), Step::Take(0)]);
        assert_eq!(script.write_all(b"hello").await.unwrap_err().kind(), ErrorKind::WriteZero);
        let mut script = Script::new([Step::Take(2)]);
        assert_eq!(script.write(b"hello").await.unwrap(), 2);
        script.flush().await.unwrap();
        script.close().await.unwrap();
        assert_eq!((script.flushed, script.closed), (1, 1));
    });
}

#[test]
fn copy_copies_and_flushes() {
    run(async {
        let mut reader = Script::portions(&[b"some ", b"bytes"]);
        let mut writer = Script::new([Step::Take(1), Step::Wait, Step::Take(2), Step::Fail(ErrorKind::Interrupted)]);
        assert_eq!(copy(&mut reader, &mut writer).await.unwrap(), 10);
        assert_eq!(writer.written, b"some bytes");
        assert!(writer.flushed >= 1);
        assert_eq!(writer.closed, 0);
        let mut reader = Script::portions(&[b"x"]);
        let mut writer = Script::new([Step::Take(0)]);
        assert_eq!(copy(&mut reader, &mut writer).await.unwrap_err().kind(), ErrorKind::WriteZero);
    });
}
