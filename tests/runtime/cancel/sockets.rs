//! Sockets and signals.

use crate::cancel::files::hand_over_and_drop;
use crate::cancel::{out_of_turn, start_and_drop};
use crate::net::{pair, pair_with_std};
use crate::sockets::udp_pair;
use crate::support::{poll_once, run, settle};
use resumable::io::prelude::*;
use resumable::net::{Async, TcpListener, TcpSocket, TcpStream, UdpSocket, lookup_host};
use resumable::time::{Duration, sleep, timeout};
use std::io::{ErrorKind, Write};
use std::pin::pin;

#[test]
fn datagrams_that_are_not_sent() {
    run(async {
        let (here, there) = udp_pair().await;
        let address = there.local_addr().unwrap();
        out_of_turn(here.send(b"lost")).await;
        out_of_turn(here.send_to(b"lost", address)).await;
        // Names are looked up elsewhere, for which one has to wait.
        hand_over_and_drop(here.send_to(b"lost", ("localhost", address.port()))).await;
        sleep(Duration::from_millis(5)).await;
        for number in 0..3u8 {
            start_and_drop(there.recv(&mut [0; 4])).await;
            here.send(&[number]).await.unwrap();
            out_of_turn(there.recv(&mut [0; 4])).await;
            out_of_turn(there.recv_from(&mut [0; 4])).await;
            out_of_turn(there.peek_from(&mut [0; 4])).await;
            let mut buffer = [9; 4];
            assert_eq!((there.recv(&mut buffer).await.unwrap(), buffer[0]), (1, number));
        }
    });
}

#[test]
fn what_is_bound_or_connected_by_name() {
    run(async {
        hand_over_and_drop(UdpSocket::bind("localhost:0")).await;
        hand_over_and_drop(TcpListener::bind("localhost:0")).await;
        let socket = UdpSocket::bind("localhost:0").await.unwrap();
        hand_over_and_drop(socket.connect("localhost:9")).await;
        assert_eq!(socket.peer_addr().unwrap_err().kind(), ErrorKind::NotConnected);
        socket.connect(socket.local_addr().unwrap()).await.unwrap();
        hand_over_and_drop(TcpStream::connect("localhost:9")).await;
        hand_over_and_drop(lookup_host("localhost:9")).await;
    });
}

#[test]
fn a_connection_that_is_given_up_is_closed() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        for round in 0..10 {
            let is_ready = match round % 2 {
                0 => poll_once(pin!(TcpStream::connect(address))).is_ready(),
                _ => poll_once(pin!(TcpSocket::new_v4().unwrap().connect(address))).is_ready(),
            };
            if is_ready {
                continue;
            }
            // It may have got as far as the line of the listener.
            if let Ok(accepted) = timeout(Duration::from_millis(5), listener.accept()).await {
                let count = accepted.unwrap().0.read(&mut [0]).await.unwrap_or(0);
                assert_eq!(count, 0, "the other end is closed");
            }
        }
        out_of_turn(listener.accept()).await;
        let client = TcpStream::connect(address).await.unwrap();
        out_of_turn(listener.accept()).await;
        // Those that were given up late may be before it in line.
        while listener.accept().await.unwrap().1 != client.local_addr().unwrap() {}
    });
}

#[test]
fn looking_ahead_and_waiting_for_room() {
    run(async {
        let (mut stream, mut std) = pair_with_std().await;
        start_and_drop(stream.peek(&mut [0; 4])).await;
        std.write_all(b"ab").unwrap();
        stream.readable().await.unwrap();
        out_of_turn(stream.peek(&mut [0; 4])).await;
        out_of_turn(stream.readable()).await;
        out_of_turn(stream.read(&mut [0; 4])).await;
        let mut buffer = [0; 4];
        assert_eq!(stream.peek(&mut buffer).await.unwrap(), 2);
        assert_eq!(stream.read(&mut buffer).await.unwrap(), 2);
        let (mut here, mut there) = pair().await;
        while here.try_write(&[1; 64 * 1024]).is_ok() {}
        for _ in 0..3 {
            start_and_drop(here.writable()).await;
            start_and_drop(here.write_vectored(&[std::io::IoSlice::new(b"x")])).await;
        }
        let reader = resumable::spawn(async move { there.read_to_end(&mut Vec::new()).await });
        here.writable().await.unwrap();
        assert!(here.try_write(b"y").is_ok());
        here.close().await.unwrap();
        reader.await.unwrap().unwrap();
    });
}

#[test]
fn operations_on_a_source_of_ones_own() {
    run(async {
        let bind = || resumable::net::mio::net::UdpSocket::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let (here, there) = (Async::new(bind()).unwrap(), Async::new(bind()).unwrap());
        let address = there.get_ref().local_addr().unwrap();
        for number in 0..3u8 {
            start_and_drop(there.read_with(|socket| socket.recv(&mut [0; 4]))).await;
            start_and_drop(there.readable()).await;
            let would_block = || ErrorKind::WouldBlock.into();
            start_and_drop(here.write_with(|_| Err::<(), _>(would_block()))).await;
            start_and_drop(here.writable()).await;
            // The system does not say again that there is room, as there was some all the time.
            here.get_ref().send_to(&[number], address).unwrap();
            out_of_turn(there.read_with(|socket| socket.recv(&mut [0; 4]))).await;
            let mut buffer = [9; 4];
            assert_eq!(there.read_with(|socket| socket.recv(&mut buffer)).await.unwrap(), 1);
            assert_eq!(buffer[0], number);
            let fresh = Async::new(bind()).unwrap();
            out_of_turn(fresh.write_with(|socket| socket.send_to(b"lost", address))).await;
            fresh.write_with(|socket| socket.send_to(b"kept", address)).await.unwrap();
            assert_eq!(there.read_with(|socket| socket.recv(&mut buffer)).await.unwrap(), 4);
            assert_eq!(&buffer, b"kept");
        }
    });
}

#[cfg(unix)]
mod unix {
    use super::*;
    use resumable::net::{UnixDatagram, UnixListener, UnixStream};
    use std::os::unix::net::SocketAddr;

    #[test]
    fn datagrams_wait_for_room_and_are_given_up() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            let receiver = UnixDatagram::bind(&path).unwrap();
            let sender = UnixDatagram::unbound().unwrap();
            start_and_drop(receiver.recv(&mut [0; 4])).await;
            start_and_drop(receiver.recv_from(&mut [0; 4])).await;
            sender.connect(&path).unwrap();
            let mut sent = 0u8;
            while timeout(Duration::from_millis(5), sender.send(&[sent])).await.is_ok() {
                sent += 1;
            }
            assert_eq!(sender.try_send(b"lost").unwrap_err().kind(), ErrorKind::WouldBlock);
            start_and_drop(sender.writable()).await;
            start_and_drop(sender.send(b"lost")).await;
            start_and_drop(sender.send_to(b"lost", &path)).await;
            start_and_drop(sender.send_to_addr(b"lost", &SocketAddr::from_pathname(&path).unwrap())).await;
            for number in 0..sent {
                let mut buffer = [0; 8];
                out_of_turn(receiver.recv(&mut [0; 4])).await;
                assert_eq!((receiver.recv(&mut buffer).await.unwrap(), buffer[0]), (1, number));
            }
            start_and_drop(receiver.recv(&mut [0; 4])).await;
            start_and_drop(receiver.readable()).await;
            assert_eq!(receiver.try_recv(&mut [0; 4]).unwrap_err().kind(), ErrorKind::WouldBlock);
            sender.writable().await.unwrap();
            assert_eq!(sender.try_send(b"late").unwrap(), 4);
            receiver.readable().await.unwrap();
            assert_eq!(receiver.try_recv(&mut [0; 8]).unwrap(), 4);
        });
    }

    #[test]
    fn connections_by_path() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            let listener = UnixListener::bind(&path).unwrap();
            start_and_drop(listener.accept()).await;
            out_of_turn(UnixStream::connect(&path)).await;
            out_of_turn(UnixStream::connect_addr(&SocketAddr::from_pathname(&path).unwrap())).await;
            let mut client = UnixStream::connect(&path).await.unwrap();
            out_of_turn(listener.accept()).await;
            start_and_drop(client.read(&mut [0])).await;
            start_and_drop(client.readable()).await;
            let mut server = loop {
                // Whoever has given up has hung up.
                let (mut stream, _) = listener.accept().await.unwrap();
                client.write_all(b"x").await.unwrap();
                if stream.read(&mut [0]).await.unwrap() == 1 {
                    break stream;
                }
            };
            server.write_all(b"y").await.unwrap();
            client.read_exact(&mut [0]).await.unwrap();
        });
    }

    #[test]
    fn signals() {
        use resumable::signal::{SignalKind, ctrl_c, signal};
        run(async {
            let mut windows = signal(SignalKind::window_change()).unwrap();
            for _ in 0..3 {
                start_and_drop(windows.recv()).await;
                start_and_drop(ctrl_c()).await;
                crate::interop::signals::kill("-WINCH");
                settle().await;
                out_of_turn(windows.recv()).await;
                windows.recv().await.unwrap();
            }
        });
    }
}
