//! Numbers, one reader after the other, and readers and writers of nothing.

use crate::support::{panic_message, run};
use resumable::io::{
    self, AsyncRead, AsyncWrite, BufReadExt, BufReader, ErrorKind, IoSlice, IoSliceMut, ReadExt, WriteExt,
};
use resumable::{spawn, yield_now};
use std::future::poll_fn;
use std::pin::Pin;
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
