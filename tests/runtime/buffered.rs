//! Lines, limits, writers with a buffer, and copying both ways.

use crate::net::pair;
use crate::support::{poll_once, run, settle};
use resumable::io::prelude::*;
use resumable::io::{self, ErrorKind};
use resumable::spawn;
use resumable::stream::StreamExt;
use resumable::time::{Duration, timeout};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

#[test]
fn lines_come_without_their_ends() {
    run(async {
        let mut lines = BufReader::with_capacity(3, &b"one\r\n\ntwo\rthree\n\xff\nlast"[..]).lines();
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("one"));
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some(""));
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("two\rthree"));
        assert_eq!(lines.next_line().await.unwrap_err().kind(), ErrorKind::InvalidData);
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("last"), "what is no text is left out");
        assert_eq!(lines.next_line().await.unwrap(), None);
        assert_eq!(lines.next_line().await.unwrap(), None);
        let lines = BufReader::new(&b"a\nb"[..]).lines().map(io::Result::unwrap);
        assert_eq!(lines.collect::<Vec<_>>().await, ["a", "b"]);
    });
}

#[test]
fn a_line_that_was_waited_for_in_vain_is_not_lost() {
    run(async {
        let (mut here, there) = pair().await;
        let mut lines = BufReader::new(there).lines();
        for part in ["be", "gin", "ning\nnext"] {
            assert!(timeout(Duration::from_millis(1), lines.next_line()).await.is_err());
            here.write_all(part.as_bytes()).await.unwrap();
        }
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("beginning"));
        here.close().await.unwrap();
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("next"));
    });
}

#[test]
fn a_limit_is_an_end() {
    run(async {
        let mut source = BufReader::with_capacity(2, &b"0123456789\nabc"[..]);
        let mut text = String::new();
        let mut limited = (&mut source).take(4);
        limited.read_to_string(&mut text).await.unwrap();
        assert_eq!((text.as_str(), limited.limit()), ("0123", 0));
        assert_eq!(limited.read(&mut [0; 8]).await.unwrap(), 0);
        limited.set_limit(2);
        assert!(limited.read_exact(&mut [0; 3]).await.is_err_and(|error| error.kind() == ErrorKind::UnexpectedEof));
        text.clear();
        // A line that is too long, and then the rest of it.
        let mut limited = (&mut source).take(3);
        assert_eq!(limited.read_line(&mut text).await.unwrap(), 3);
        assert_eq!((text.as_str(), limited.limit()), ("678", 0));
        let mut endless = source.take(u64::MAX);
        text.clear();
        endless.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "9\nabc");
        assert_eq!(endless.limit(), u64::MAX - 5);
        assert_eq!((&b"x"[..]).take(0).read(&mut [0]).await.unwrap(), 0);
    });
}

/// Takes so many bytes at a time, and waits before each.
#[derive(Default)]
struct Slow {
    written: Vec<u8>,
    writes: usize,
    waited: bool,
    flushed: usize,
}

impl AsyncWrite for Slow {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.waited = !self.waited;
        if self.waited {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let count = bytes.len().min(5);
        self.written.extend_from_slice(&bytes[..count]);
        self.writes += 1;
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.flushed += 1;
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

#[test]
fn small_writes_are_collected() {
    run(async {
        let mut writer = BufWriter::with_capacity(10, Slow::default());
        for _ in 0..3 {
            writer.write_all(b"abc").await.unwrap();
        }
        assert_eq!((writer.buffer(), writer.get_ref().writes), (&b"abcabcabc"[..], 0));
        writer.write_all(b"de").await.unwrap();
        assert_eq!((writer.buffer(), &writer.get_ref().written[..]), (&b"de"[..], &b"abcabcabc"[..]));
        writer.write_all(b"0123456789+").await.unwrap();
        assert_eq!(writer.get_ref().written, b"abcabcabcde01234", "what is large goes through");
        assert_eq!(writer.buffer(), b"56789+", "and the rest of it is small");
        writer.flush().await.unwrap();
        writer.flush().await.unwrap();
        assert_eq!((&writer.get_ref().written[..], writer.get_ref().flushed), (&b"abcabcabcde0123456789+"[..], 2));
        writer.write_all(b"end").await.unwrap();
        writer.close().await.unwrap();
        assert!(writer.get_ref().written.ends_with(b"+end"));
        let mut through = BufWriter::with_capacity(0, Slow::default());
        through.write_all(b"x").await.unwrap();
        assert_eq!(through.get_ref().written, b"x");
        let mut endless = BufWriter::new(Vec::new());
        endless.write_all(&[1; 100_000]).await.unwrap();
        endless.flush().await.unwrap();
        assert_eq!(endless.into_inner().len(), 100_000);
    });
}

#[test]
fn a_write_that_is_dropped_while_it_waits_has_written_nothing() {
    run(async {
        let mut writer = BufWriter::with_capacity(4, Slow::default());
        writer.write_all(b"abcd").await.unwrap();
        writer.write_all(b"xyz").await.unwrap();
        assert!(poll_once(pin!(writer.write(b"uvw"))).is_pending());
        writer.write_all(b"123").await.unwrap();
        writer.flush().await.unwrap();
        assert_eq!(writer.get_ref().written, b"abcdxyz123");
    });
}

#[test]
fn a_proxy_copies_both_ways_and_passes_the_ends_on() {
    run(async {
        let ((mut client, mut front), (mut back, mut server)) = (pair().await, pair().await);
        let proxy = spawn(async move { io::copy_bidirectional(&mut front, &mut back).await });
        let serving = spawn(async move {
            let mut request = Vec::new();
            server.read_to_end(&mut request).await.unwrap();
            settle().await;
            // Both directions are busy until the second ends, long after the first.
            server.write_all(&request).await.unwrap();
            server.write_all(b"!").await.unwrap();
        });
        let request = vec![7; 3_000_000];
        client.write_all(&request).await.unwrap();
        client.close().await.unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        assert_eq!((answer.len(), answer.last()), (3_000_001, Some(&b'!')));
        serving.await.unwrap();
        assert_eq!(proxy.await.unwrap().unwrap(), (3_000_000, 3_000_001));
    });
}
