//! `interop` and `signal`: the traits of tokio and hyper, and signals.

use crate::net::pair;
use crate::support::{run, settle};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use resumable::interop::hyper::{Executor, LocalExecutor, Timer};
use resumable::io::{ReadExt, WriteExt};
use resumable::net::TcpListener;
use resumable::time::{Duration, Instant, advance, now};
use resumable::{Builder, http, spawn};
use std::convert::Infallible;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What tokio's `read` does.
async fn tokio_read<R: AsyncRead + Unpin>(reader: &mut R, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut buffer = ReadBuf::new(buffer);
    std::future::poll_fn(|cx| Pin::new(&mut *reader).poll_read(cx, &mut buffer)).await?;
    Ok(buffer.filled().len())
}

#[test]
fn streams_have_the_traits_of_tokio() {
    run(async {
        let (mut client, server) = pair().await;
        let (mut read, mut write) = server.into_split();
        let mut buffer = [0; 8];
        {
            let mut reading = std::pin::pin!(tokio_read(&mut read, &mut buffer));
            assert!(crate::support::poll_once(reading.as_mut()).is_pending());
            let written = std::future::poll_fn(|cx| AsyncWrite::poll_write(Pin::new(&mut client), cx, b"hello"));
            assert_eq!(written.await.unwrap(), 5);
            assert_eq!(reading.await.unwrap(), 5);
        }
        assert_eq!(&buffer[..5], b"hello");
        assert!(AsyncWrite::is_write_vectored(&write));
        std::future::poll_fn(|cx| AsyncWrite::poll_shutdown(Pin::new(&mut write), cx)).await.unwrap();
        assert_eq!(tokio_read(&mut client, &mut buffer).await.unwrap(), 0, "the end");
        std::future::poll_fn(|cx| AsyncWrite::poll_flush(Pin::new(&mut client), cx)).await.unwrap();
    });
}

#[test]
fn streams_in_memory_have_the_traits_of_tokio() {
    run(async {
        let (mut here, mut there) = resumable::io::duplex(4);
        let written = std::future::poll_fn(|cx| AsyncWrite::poll_write(Pin::new(&mut here), cx, b"abc")).await.unwrap();
        let mut buffer = [0; 2];
        assert_eq!((written, tokio_read(&mut there, &mut buffer).await.unwrap()), (3, 2));
        let written =
            std::future::poll_fn(|cx| AsyncWrite::poll_write(Pin::new(&mut here), cx, b"defg")).await.unwrap();
        let mut buffer = [0; 8];
        assert_eq!((written, tokio_read(&mut there, &mut buffer).await.unwrap()), (3, 4));
        assert_eq!(&buffer[..4], b"cdef", "around the end of the ring");
        std::future::poll_fn(|cx| AsyncWrite::poll_shutdown(Pin::new(&mut here), cx)).await.unwrap();
        assert_eq!(tokio_read(&mut there, &mut buffer).await.unwrap(), 0);
    });
}

async fn echo(request: Request<Incoming>) -> Result<Response<String>, Infallible> {
    Ok(Response::new(format!("{} {}", request.method(), request.uri())))
}

#[test]
fn hyper_serves_on_this_runtime() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let mut server = hyper::server::conn::http1::Builder::new();
                server.timer(Timer).header_read_timeout(Duration::from_secs(5));
                spawn(async move { server.serve_connection(stream, service_fn(echo)).await });
            }
        });
        for number in 0..3 {
            let response = http::get(format!("http://{address}/{number}")).await.unwrap();
            assert_eq!(response.text().unwrap(), format!("GET /{number}"));
        }
        server.abort();
    });
}

#[test]
fn hyper_has_an_executor_and_a_timer() {
    run(async {
        let (sender, receiver) = resumable::sync::oneshot::channel();
        hyper::rt::Executor::execute(&Executor, async move {
            sender.send(1).unwrap();
        });
        assert_eq!(receiver.await, Ok(1));
        let (sender, receiver) = resumable::sync::oneshot::channel();
        let local = Rc::new(2);
        hyper::rt::Executor::execute(&LocalExecutor, async move { sender.send(*local).unwrap() });
        assert_eq!(receiver.await, Ok(2));
        let start = Instant::now();
        let mut sleep = hyper::rt::Timer::sleep(&Timer, Duration::from_secs(60));
        assert!(crate::support::poll_once(sleep.as_mut()).is_pending());
        hyper::rt::Timer::reset(&Timer, &mut sleep, start + Duration::from_millis(2));
        sleep.await;
        assert!((Duration::from_millis(2)..Duration::from_secs(30)).contains(&start.elapsed()));
    });
}

/// The first request arrives when the server has begun to wait for it, on a clock that has been moved on for longer than it would wait.
#[test]
fn hyper_asks_the_clock_of_this_runtime() {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        advance(Duration::from_secs(3600)).await;
        assert_eq!(hyper::rt::Timer::now(&Timer), now());
        let (mut client, server) = pair().await;
        let mut http1 = hyper::server::conn::http1::Builder::new();
        http1.timer(Timer).header_read_timeout(Duration::from_secs(5));
        let serving = spawn(async move { http1.serve_connection(server, service_fn(echo)).await });
        settle().await;
        client.write_all(b"GET /late HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("GET /late"), "{answer}");
        serving.await.unwrap().unwrap();
    });
}

#[cfg(unix)]
pub mod signals {
    use super::*;
    use resumable::signal::{SignalKind, ctrl_c, signal};

    pub fn kill(kind: &str) {
        let id = std::process::id().to_string();
        assert!(std::process::Command::new("kill").args([kind, &id]).status().unwrap().success());
    }

    #[test]
    fn signals_are_received_by_all_who_listen() {
        run(async {
            let mut first = signal(SignalKind::user_defined1()).unwrap();
            let mut second = signal(SignalKind::user_defined1()).unwrap();
            let mut other = signal(SignalKind::user_defined2()).unwrap();
            assert!(crate::support::poll_once(std::pin::pin!(first.recv())).is_pending());
            for _ in 0..3 {
                kill("-USR1");
                first.recv().await.unwrap();
            }
            second.recv().await.unwrap();
            drop(first);
            kill("-USR1");
            second.recv().await.unwrap();
            assert!(crate::support::poll_once(std::pin::pin!(other.recv())).is_pending());
            let mut interrupted = std::pin::pin!(ctrl_c());
            let polled = std::future::poll_fn(|cx| Poll::Ready(interrupted.as_mut().poll(cx)));
            assert!(polled.await.is_pending());
            kill("-INT");
            interrupted.await.unwrap();
            settle().await;
        });
    }

    #[test]
    fn some_signals_cannot_be_listened_for() {
        run(async {
            let error = signal(SignalKind::from_raw(9)).unwrap_err();
            assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
            assert!(signal(SignalKind::from_raw(12345)).is_err());
            assert_eq!(SignalKind::interrupt().as_raw(), 2);
        });
    }
}
