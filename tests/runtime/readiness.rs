//! Waiting for a socket, and trying without waiting.

use crate::net::pair;
use crate::sockets::udp_pair;
use crate::support::{poll_once, run, settle};
use resumable::io::{ErrorKind, ReadExt, WriteExt};
use resumable::net::{Async, TcpStream, mio};
use resumable::time::{Duration, sleep};
use resumable::{Runtime, spawn};
use std::pin::pin;

#[test]
fn a_stream_says_when_there_is_something_to_read() {
    run(async {
        let (mut here, there) = pair().await;
        assert_eq!(there.try_read(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(poll_once(pin!(there.readable())).is_pending(), "the read has found nothing");
        here.write_all(b"ab").await.unwrap();
        there.readable().await.unwrap();
        there.readable().await.unwrap();
        let mut byte = [0];
        assert_eq!((there.try_read(&mut byte).unwrap(), byte), (1, *b"a"));
        // A read that fills its buffer has not emptied the stream.
        there.readable().await.unwrap();
        assert_eq!((there.try_read(&mut byte).unwrap(), byte), (1, *b"b"));
        assert_eq!(there.try_read(&mut byte).unwrap_err().kind(), ErrorKind::WouldBlock);
        here.close().await.unwrap();
        there.readable().await.unwrap();
        assert_eq!(there.try_read(&mut byte).unwrap(), 0);
    });
}

#[test]
fn a_stream_says_when_there_is_room() {
    run(async {
        let (here, mut there) = pair().await;
        let portion = [1; 65536];
        let mut written = 0;
        here.writable().await.unwrap();
        loop {
            match here.try_write(&portion) {
                Ok(count) => written += count,
                Err(error) => break assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
        }
        let waits = spawn(async move {
            here.writable().await.unwrap();
            (here.try_write(&[2]).unwrap(), here)
        });
        settle().await;
        assert!(!waits.is_finished());
        there.read_exact(&mut vec![0; written]).await.unwrap();
        let (count, here) = waits.await.unwrap();
        assert_eq!(count, 1);
        there.read_exact(&mut [0]).await.unwrap();
        // A connection that is broken is ready, and says why.
        drop(there);
        while here.try_write(&portion).is_ok() {
            sleep(Duration::from_millis(1)).await;
        }
        here.writable().await.unwrap();
    });
}

#[test]
fn datagrams_are_tried_without_waiting() {
    run(async {
        let (here, there) = udp_pair().await;
        let mut buffer = [0; 8];
        assert_eq!(there.try_recv_from(&mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
        // Empty ones are datagrams, too.
        for datagram in [&b""[..], b"abc"] {
            assert_eq!(here.send(datagram).await.unwrap(), datagram.len());
            let (length, from) = loop {
                match there.try_recv_from(&mut buffer) {
                    Err(error) if error.kind() == ErrorKind::WouldBlock => resumable::yield_now().await,
                    received => break received.unwrap(),
                }
            };
            assert_eq!((&buffer[..length], from), (datagram, here.local_addr().unwrap()));
        }
    });
}

#[test]
fn any_source_can_be_waited_for() {
    run(async {
        let socket = || Async::new(mio::net::UdpSocket::bind("127.0.0.1:0".parse().unwrap()).unwrap()).unwrap();
        let (here, there) = (socket(), socket());
        let address = there.get_ref().local_addr().unwrap();
        let receive = || there.try_read_with(|socket| socket.recv(&mut [0; 8]));
        assert_eq!(receive().unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(poll_once(pin!(there.readable())).is_pending());
        here.writable().await.unwrap();
        here.try_write_with(|socket| socket.send_to(b"abc", address)).unwrap();
        there.readable().await.unwrap();
        assert_eq!(receive().unwrap(), 3);
    });
}

#[test]
fn a_socket_without_a_runtime_is_not_ready_for_ever() {
    let runtime = Runtime::new().unwrap();
    let stream: TcpStream = runtime.block_on(async {
        let (here, there) = pair().await;
        assert!(there.try_read(&mut [0]).is_err());
        spawn(async move {
            let _here = here;
            std::future::pending::<()>().await;
        });
        there
    });
    drop(runtime);
    run(async { assert!(stream.readable().await.is_err()) });
}
