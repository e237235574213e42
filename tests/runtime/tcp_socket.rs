//! `TcpSocket`: what is said before connecting and listening.

use crate::support::{deaf_address, poll_once, run};
use resumable::io::{ErrorKind, ReadExt, WriteExt};
use resumable::net::TcpSocket;
use resumable::time::Duration;
use std::net::SocketAddr;
use std::pin::pin;

fn any() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

#[test]
fn a_socket_connects_from_the_address_that_it_is_bound_to() {
    run(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(any()).unwrap();
        let listener = socket.listen(16).unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(any()).unwrap();
        let from = socket.local_addr().unwrap();
        let mut client = socket.connect(listener.local_addr().unwrap()).await.unwrap();
        assert_eq!(client.local_addr().unwrap(), from);
        let (mut server, address) = listener.accept().await.unwrap();
        assert_eq!(address, from);
        client.write_all(b"ping").await.unwrap();
        let mut word = [0; 4];
        server.read_exact(&mut word).await.unwrap();
        assert_eq!(&word, b"ping");
    });
}

#[test]
fn options_are_set_and_stay_with_the_stream() {
    run(async {
        let listener = resumable::net::TcpListener::bind(any()).await.unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        assert_eq!((socket.nodelay().unwrap(), socket.keepalive().unwrap()), (false, false));
        assert_eq!((socket.reuseaddr().unwrap(), socket.linger().unwrap()), (false, None));
        socket.set_nodelay(true).unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.set_keepalive(true).unwrap();
        socket.set_linger(Some(Duration::from_secs(3))).unwrap();
        assert_eq!((socket.nodelay().unwrap(), socket.keepalive().unwrap()), (true, true));
        assert_eq!((socket.reuseaddr().unwrap(), socket.linger().unwrap()), (true, Some(Duration::from_secs(3))));
        socket.set_keepalive(false).unwrap();
        socket.set_keepalive_time(Duration::from_secs(60)).unwrap();
        assert!(socket.keepalive().unwrap(), "a time means that it is asked");
        socket.set_send_buffer_size(32 * 1024).unwrap();
        socket.set_recv_buffer_size(32 * 1024).unwrap();
        assert!(socket.send_buffer_size().unwrap() >= 32 * 1024 && socket.recv_buffer_size().unwrap() >= 32 * 1024);
        assert!(socket.take_error().unwrap().is_none());
        let client = socket.connect(listener.local_addr().unwrap()).await.unwrap();
        assert!(client.nodelay().unwrap());
    });
}

/// The operating system counts in seconds, and in numbers of 32 bits.
#[test]
fn values_that_the_system_cannot_say_are_the_next_that_it_can() {
    let socket = TcpSocket::new_v4().unwrap();
    for (told, kept) in [(1, 1000), (999, 1000), (1000, 1000), (1001, 2000)] {
        socket.set_linger(Some(Duration::from_millis(told))).unwrap();
        assert_eq!(
            socket.linger().unwrap(),
            Some(Duration::from_millis(kept)),
            "not zero, which throws away what was written"
        );
        socket.set_keepalive_time(Duration::from_millis(told)).unwrap();
    }
    socket.set_linger(Some(Duration::from_secs(1 << 32))).unwrap();
    assert!(socket.linger().unwrap() > Some(Duration::from_secs(3600)));
    socket.set_linger(Some(Duration::MAX)).unwrap();
    assert!(socket.linger().unwrap() > Some(Duration::from_secs(3600)));
    socket.set_send_buffer_size(1 << 32).unwrap();
    socket.set_recv_buffer_size((1 << 32) + 1).unwrap();
    let small = TcpSocket::new_v4().unwrap();
    small.set_send_buffer_size(0).unwrap();
    small.set_recv_buffer_size(0).unwrap();
    assert!(socket.send_buffer_size().unwrap() > small.send_buffer_size().unwrap());
    assert!(socket.recv_buffer_size().unwrap() > small.recv_buffer_size().unwrap());
}

#[test]
fn closing_without_lingering_resets_the_connection() {
    run(async {
        let listener = resumable::net::TcpListener::bind(any()).await.unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_linger(Some(Duration::ZERO)).unwrap();
        let client = socket.connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        drop(client);
        assert_eq!(server.read(&mut [0]).await.unwrap_err().kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn an_address_is_shared_by_those_that_say_so() {
    run(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(any()).unwrap();
        let address = socket.local_addr().unwrap();
        let taken = TcpSocket::new_v4().unwrap();
        assert_eq!(taken.bind(address).unwrap_err().kind(), ErrorKind::AddrInUse);
        drop(socket.listen(16).unwrap());

        #[cfg(target_os = "linux")]
        {
            let first = TcpSocket::new_v4().unwrap();
            first.set_reuseport(true).unwrap();
            first.bind(any()).unwrap();
            let second = TcpSocket::new_v4().unwrap();
            second.set_reuseport(true).unwrap();
            assert!(second.reuseport().unwrap());
            second.bind(first.local_addr().unwrap()).unwrap();
            let (first, second) = (first.listen(64).unwrap(), second.listen(64).unwrap());
            let (mut of_first, mut of_second) = (0, 0);
            let mut clients = Vec::new();
            for _ in 0..64 {
                clients.push(std::net::TcpStream::connect(first.local_addr().unwrap()).unwrap());
            }
            while of_first + of_second < 64 {
                match resumable::future::select(first.accept(), second.accept()).await {
                    resumable::future::Either::Left(accepted) => of_first += usize::from(accepted.is_ok()),
                    resumable::future::Either::Right(accepted) => of_second += usize::from(accepted.is_ok()),
                }
            }
            assert!(of_first > 0 && of_second > 0, "{of_first} and {of_second}");
        }
    });
}

#[test]
fn sockets_that_cannot_connect_say_why() {
    run(async {
        let (deaf, _held) = deaf_address();
        let failed = TcpSocket::new_v4().unwrap().connect(deaf).await.unwrap_err();
        assert_eq!(failed.kind(), ErrorKind::ConnectionRefused);
        let other_family = TcpSocket::new_v6().unwrap().connect(deaf).await;
        assert!(other_family.is_err());
        let standard = std::net::TcpListener::bind(any()).unwrap();
        let stream = std::net::TcpStream::connect(standard.local_addr().unwrap()).unwrap();
        let connected = TcpSocket::from_std(stream).unwrap();
        assert!(connected.connect(standard.local_addr().unwrap()).await.is_err(), "it has connected already");
    });
    let message = crate::support::panic_message(|| {
        let socket = TcpSocket::new_v4().unwrap();
        drop(poll_once(pin!(socket.connect(any()))));
    });
    assert!(message.contains("outside a runtime"), "{message}");
}
