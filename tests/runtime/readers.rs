//! Numbers, one reader after the other, and readers and writers of nothing.

use crate::support::{CountingWaker, panic_message, poll_once, run};
use resumable::io::{
    self, AsyncRead, AsyncWrite, BufReadExt, BufReader, ErrorKind, IoSlice, IoSliceMut, ReadExt, WriteExt,
};
use resumable::stream::StreamExt;
use resumable::{spawn, yield_now};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Poll};

#[test]
fn numbers_are_written_and_read() {
    run(async {
        let (mut here, mut there) = io::duplex(3);
        let writer = spawn(async move {
            here.write_u8(1).await?;
            here.write_i8(-2).await?;
            here.write_u16(0x0102).await?;
            here.write_u16_le(0x0102).await?;
            here.write_i32(-3).await?;
            here.write_u64_le(u64::MAX - 1).await?;
            here.write_i128(i128::MIN).await?;
            here.write_f32(1.5).await?;
            here.write_f64_le(-0.25).await?;
            here.write_u32(9).await?;
            here.write_u16(1).await
        });
        assert_eq!((there.read_u8().await.unwrap(), there.read_i8().await.unwrap()), (1, -2));
        let mut two = [0; 2];
        there.read_exact(&mut two).await.unwrap();
        assert_eq!((two, there.read_u16().await.unwrap()), ([1, 2], 0x0201), "the order is as said");
        assert_eq!(there.read_i32().await.unwrap(), -3);
        assert_eq!(there.read_u64_le().await.unwrap(), u64::MAX - 1);
        assert_eq!(there.read_i128().await.unwrap(), i128::MIN);
        assert_eq!((there.read_f32().await.unwrap(), there.read_f64_le().await.unwrap()), (1.5, -0.25));
        assert_eq!(there.read_u32().await.unwrap(), 9);
        assert_eq!(there.read_u32().await.unwrap_err().kind(), ErrorKind::UnexpectedEof);
        assert_eq!(there.read_u8().await.unwrap_err().kind(), ErrorKind::UnexpectedEof);
        writer.await.unwrap().unwrap();
        assert_eq!(Full.write_u32(1).await.unwrap_err().kind(), ErrorKind::WriteZero);
    });
}

/// Takes nothing.
struct Full;

impl AsyncWrite for Full {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(0))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn one_reader_comes_after_the_other() {
    run(async {
        let mut text = String::new();
        let mut chain = (&b"one "[..]).chain(&b"two"[..]).chain(io::empty());
        assert_eq!(chain.read(&mut []).await.unwrap(), 0, "which is not the end");
        assert_eq!(chain.read_to_string(&mut text).await.unwrap(), 7);
        assert_eq!((text.as_str(), chain.read(&mut [0]).await.unwrap()), ("one two", 0));
        let mut lines = BufReader::with_capacity(2, &b"a\nb"[..]).chain(BufReader::new(&b"c\n\nd"[..])).lines();
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            found.push(line);
        }
        assert_eq!(found, ["a", "bc", "", "d"]);
        let mut chain = (&b"12"[..]).chain(&b"34"[..]);
        let (mut one, mut two) = ([0; 1], [0; 2]);
        let mut counts = Vec::new();
        for _ in 0..3 {
            let buffers = &mut [IoSliceMut::new(&mut one), IoSliceMut::new(&mut two)];
            counts.push(poll_fn(|cx| Pin::new(&mut chain).poll_read_vectored(cx, buffers)).await.unwrap());
        }
        assert_eq!(counts.iter().sum::<usize>(), 4);
        assert_eq!(chain.get_ref(), (&&b""[..], &&b""[..]));
        let (mut first, second) = (&b"x"[..]).chain(io::repeat(7)).into_inner();
        assert_eq!(first.read_u8().await.unwrap(), b'x');
        let mut sevens = [0; 3];
        second.chain(io::empty()).read_exact(&mut sevens).await.unwrap();
        assert_eq!(sevens, [7; 3]);
    });
}

#[test]
fn nothing_and_everything_give_others_a_turn() {
    run(async {
        let mut sink = io::sink();
        sink.write_all(&[1; 100]).await.unwrap();
        assert_eq!(
            sink.write_vectored(&[IoSlice::new(b"ab"), IoSlice::new(b""), IoSlice::new(b"c")]).await.unwrap(),
            3
        );
        sink.close().await.unwrap();
        assert_eq!(io::copy(&mut io::repeat(1).take(100_000), &mut sink).await.unwrap(), 100_000);
        let copying = spawn(async { io::copy(&mut io::repeat(0), &mut io::sink()).await });
        for _ in 0..10 {
            yield_now().await;
        }
        assert!(copying.cancel().await.unwrap_err().is_cancelled());
        assert_eq!(io::empty().read_to_end(&mut Vec::new()).await.unwrap(), 0);
        assert_eq!(io::empty().read_line(&mut String::new()).await.unwrap(), 0);
    });
    assert!(panic_message(|| BufReader::with_capacity(0, io::empty())).contains("at least one byte"));
}

#[test]
fn what_is_between_delimiters_comes_one_by_one() {
    run(async {
        let mut segments = BufReader::with_capacity(2, &b"a,bcd,,e"[..]).split(b',');
        let mut found = Vec::new();
        while let Some(segment) = segments.next_segment().await.unwrap() {
            found.push(segment);
        }
        assert_eq!(found, [&b"a"[..], b"bcd", b"", b"e"]);
        let all: Vec<_> = (&b"x;y;"[..]).reader_split(b';').map(Result::unwrap).collect().await;
        assert_eq!(all, [b"x", b"y"], "nothing is behind the last delimiter");
        let (mut here, there) = io::duplex(8);
        let mut segments = BufReader::new(there).split(0);
        here.write_all(b"par").await.unwrap();
        assert!(poll_once(pin!(segments.next_segment())).is_pending());
        here.write_all(b"t\0rest").await.unwrap();
        assert_eq!(segments.next_segment().await.unwrap().unwrap(), b"part");
        assert_eq!(segments.into_inner().buffer(), b"rest");
    });
}

/// Slices have a method `split` of their own.
trait ReaderSplit: BufReadExt + Sized {
    fn reader_split(self, delimiter: u8) -> io::Split<Self> {
        BufReadExt::split(self, delimiter)
    }
}

impl<R: BufReadExt> ReaderSplit for R {}

#[test]
fn any_stream_comes_apart_and_together() {
    run(async {
        let (here, there) = io::duplex(3);
        let (mut reader, mut writer) = io::split(here);
        let (mut far_reader, mut far_writer) = io::split(there);
        let echo = spawn(async move {
            io::copy(&mut far_reader, &mut far_writer).await?;
            far_writer.close().await?;
            Ok::<_, io::Error>(far_reader.reunite(far_writer).unwrap())
        });
        let writing = spawn(async move {
            writer.write_all(&[7; 2_000]).await?;
            writer.close().await?;
            Ok::<_, io::Error>(writer)
        });
        let mut received = Vec::new();
        reader.read_to_end(&mut received).await.unwrap();
        assert_eq!(received, [7; 2_000]);
        let writer = writing.await.unwrap().unwrap();
        let (other, _) = io::split(io::duplex(1).0);
        let error = other.reunite(writer).unwrap_err();
        assert_eq!(error.to_string(), "the halves belong to different streams");
        let mut whole = reader.reunite(error.1).unwrap();
        assert_eq!(whole.read(&mut [0]).await.unwrap(), 0);
        drop(echo.await.unwrap().unwrap());
    });
}

/// Counts how many use it at the same time, and takes its time.
struct Slow(Arc<AtomicUsize>);

impl Slow {
    fn look(&self) {
        assert_eq!(self.0.fetch_add(1, Ordering::SeqCst), 0, "both halves use it at the same time");
        std::thread::yield_now();
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl AsyncRead for Slow {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.look();
        Poll::Ready(Ok(buffer.len()))
    }
}

impl AsyncWrite for Slow {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.look();
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn halves_wait_for_each_other_and_are_not_forgotten() {
    let (mut reader, mut writer) = io::split(Slow(Arc::default()));
    let reading = std::thread::spawn(move || {
        run(async {
            for _ in 0..2_000 {
                reader.read_exact(&mut [0; 2]).await.unwrap();
            }
        });
    });
    run(async {
        for _ in 0..2_000 {
            writer.write_all(&[0; 2]).await.unwrap();
        }
    });
    reading.join().unwrap();
}

#[test]
fn a_half_that_comes_just_when_the_other_leaves_is_not_forgotten() {
    let (reader, writer) = io::split(Slow(Arc::default()));
    let (reader, writer, barrier) = (Mutex::new(reader), Mutex::new(writer), Barrier::new(2));
    let missed = AtomicUsize::new(0);
    let rounds = |poll: &dyn Fn(&mut Context<'_>) -> bool| {
        for _ in 0..5_000 {
            let (waker, woken) = CountingWaker::counting();
            barrier.wait();
            let is_ready = poll(&mut Context::from_waker(&waker));
            // Neither uses the stream any more.
            barrier.wait();
            if !is_ready && woken.get() == 0 {
                missed.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| rounds(&|cx| Pin::new(&mut *reader.lock().unwrap()).poll_read(cx, &mut [0]).is_ready()));
        rounds(&|cx| Pin::new(&mut *writer.lock().unwrap()).poll_write(cx, &[0]).is_ready());
    });
    assert_eq!(missed.into_inner(), 0, "it has found the stream in use, and nobody has told it that it is not");
}

/// Polls the other half while the stream is in use, as a waker may that is called by the stream.
struct Meddles(Arc<Mutex<Option<io::WriteHalf<Meddles>>>>, Arc<AtomicUsize>);

impl AsyncRead for Meddles {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, _: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut other = self.0.lock().unwrap();
        let polled = Pin::new(other.as_mut().unwrap()).poll_write(cx, b"a");
        drop(other);
        assert!(polled.is_pending(), "it is in use");
        match self.1.fetch_add(1, Ordering::SeqCst) {
            0 => panic!("on purpose"),
            _ => Poll::Ready(Ok(0)),
        }
    }
}

impl AsyncWrite for Meddles {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[test]
fn a_stream_that_meddles_or_panics_keeps_no_half_waiting() {
    let slot = Arc::default();
    let (mut reader, writer) = io::split(Meddles(Arc::clone(&slot), Arc::default()));
    *slot.lock().unwrap() = Some(writer);
    for message in [Some("on purpose"), None] {
        let (waker, woken) = CountingWaker::counting();
        let mut poll = || Pin::new(&mut reader).poll_read(&mut Context::from_waker(&waker), &mut [0]);
        match message {
            Some(message) => assert_eq!(panic_message(poll), message),
            None => assert!(poll().is_ready()),
        }
        assert_eq!(woken.get(), 1, "who has found it in use is told");
    }
    let mut writer = slot.lock().unwrap().take().unwrap();
    run(async { writer.write_all(b"a").await.unwrap() });
}
