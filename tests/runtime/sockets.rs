//! `net` beyond TCP: UDP, Unix sockets, whatever mio can wait for; and what all sockets share.

use crate::net::pair;
use crate::support::{poll_once, run, settle};
use resumable::io::{ErrorKind, IoSlice, ReadExt, WriteExt};
use resumable::net::{Async, TcpListener, TcpStream, UdpSocket};
use resumable::spawn;
use resumable::stream::StreamExt;
use resumable::time::{Duration, Instant, sleep, timeout};
use std::pin::pin;
use std::task::Poll;

pub async fn udp_pair() -> (UdpSocket, UdpSocket) {
    let (here, there) = (UdpSocket::bind("127.0.0.1:0").await.unwrap(), UdpSocket::bind("127.0.0.1:0").await.unwrap());
    here.connect(there.local_addr().unwrap()).await.unwrap();
    there.connect(here.local_addr().unwrap()).await.unwrap();
    (here, there)
}

#[test]
fn datagrams_arrive_whole() {
    run(async {
        let (here, there) = udp_pair().await;
        let task = spawn(async move {
            let mut buffer = [0; 16];
            let mut lengths = Vec::new();
            for _ in 0..3 {
                lengths.push(there.recv(&mut buffer).await.unwrap());
            }
            let (length, sender) = there.peek_from(&mut buffer).await.unwrap();
            assert_eq!(there.recv_from(&mut buffer).await.unwrap(), (length, sender));
            assert_eq!(&buffer[..length], b"last");
            there.send(b"back").await.unwrap();
            lengths
        });
        settle().await;
        for datagram in [&b""[..], b"abc", &[7; 100]] {
            assert_eq!(here.send(datagram).await.unwrap(), datagram.len());
        }
        here.send(b"last").await.unwrap();
        assert_eq!(task.await.unwrap(), [0, 3, 16], "what is too long for the buffer is cut off");
        assert_eq!(here.peer_addr().unwrap().ip(), here.local_addr().unwrap().ip());
        here.set_ttl(7).unwrap();
        assert_eq!(here.ttl().unwrap(), 7);
        here.set_broadcast(true).unwrap();
        assert!(here.broadcast().unwrap());
    });
}

#[test]
fn a_dropped_recv_loses_no_datagram() {
    run(async {
        let (here, there) = udp_pair().await;
        for number in 0..5u8 {
            let mut buffer = [9; 1];
            assert!(poll_once(pin!(there.recv(&mut buffer))).is_pending());
            assert_eq!(buffer, [9]);
            here.send(&[number]).await.unwrap();
            there.recv(&mut buffer).await.unwrap();
            assert_eq!(buffer, [number]);
        }
    });
}

#[test]
fn names_are_looked_up() {
    run(async {
        let listener = TcpListener::bind("localhost:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let name = (listener.local_addr().unwrap().ip().to_string(), port);
        TcpStream::connect(name).await.unwrap();
        TcpStream::connect(("localhost", port)).await.unwrap();
        let error = TcpStream::connect("no port").await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(TcpStream::connect("no-such-host.invalid:1").await.is_err());
        assert!(TcpStream::connect(&[][..]).await.is_err());
    });
}

#[test]
fn buffers_are_written_together() {
    run(async {
        let (mut client, mut server) = pair().await;
        let task = spawn(async move {
            let mut received = Vec::new();
            server.read_to_end(&mut received).await.unwrap();
            received
        });
        assert_eq!(client.write_vectored(&[IoSlice::new(b"ab"), IoSlice::new(b"c")]).await.unwrap(), 3);
        let large = vec![b'x'; 3_000_000];
        let mut buffers = [IoSlice::new(b""), IoSlice::new(b"d"), IoSlice::new(&large), IoSlice::new(b"")];
        client.write_all_vectored(&mut buffers).await.unwrap();
        client.write_all_vectored(&mut []).await.unwrap();
        client.write_all_vectored(&mut [IoSlice::new(b"")]).await.unwrap();
        client.close().await.unwrap();
        let received = task.await.unwrap();
        assert_eq!(received.len(), 3_000_004);
        assert!(received.starts_with(b"abcdx"));
    });
}

#[test]
fn any_source_of_mio_can_be_awaited() {
    run(async {
        let (sender, receiver) = {
            let bind = || resumable::net::mio::net::UdpSocket::bind("127.0.0.1:0".parse().unwrap()).unwrap();
            (Async::new(bind()).unwrap(), Async::new(bind()).unwrap())
        };
        let address = receiver.get_ref().local_addr().unwrap();
        let task = spawn(async move {
            let mut buffer = [0; 4];
            receiver.read_with(|socket| socket.recv(&mut buffer)).await.unwrap();
            buffer
        });
        settle().await;
        sender.write_with(|socket| socket.send_to(b"mio!", address)).await.unwrap();
        assert_eq!(&task.await.unwrap(), b"mio!");
    });
}

#[test]
fn what_is_accepted_outside_a_runtime_belongs_to_that_of_the_listener() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let accept = move || {
            let Poll::Ready(accepted) = poll_once(pin!(listener.accept())) else { panic!("there is a connection") };
            accepted.unwrap().0
        };
        let mut server = std::thread::spawn(accept).join().unwrap();
        client.write_all(b"a").await.unwrap();
        server.read_exact(&mut [0]).await.unwrap();
        let mut rest = Vec::new();
        assert!(poll_once(pin!(server.read_to_end(&mut rest))).is_pending());
        drop(client);
        assert_eq!(server.read_to_end(&mut rest).await.unwrap(), 0);
    });
}

#[cfg(unix)]
#[test]
fn sockets_leave_the_runtime() {
    use resumable::net::{UnixDatagram, UnixListener, UnixStream};
    use std::io::{Read, Write};
    let directory = tempfile::tempdir().unwrap();
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (mut server, _) = listener.into_std().unwrap().accept().unwrap();
        client.into_std().unwrap().write_all(b"hello").unwrap();
        let mut text = String::new();
        server.read_to_string(&mut text).unwrap();
        assert_eq!(text, "hello");
        let (here, there) = udp_pair().await;
        here.send(b"word").await.unwrap();
        assert_eq!(there.into_std().unwrap().recv(&mut [0; 8]).unwrap(), 4);
        let (here, there) = UnixDatagram::pair().unwrap();
        here.send(b"word").await.unwrap();
        assert_eq!(there.into_std().unwrap().recv(&mut [0; 8]).unwrap(), 4);
        let listener = UnixListener::bind(directory.path().join("socket")).unwrap();
        let client = UnixStream::connect(directory.path().join("socket")).await.unwrap();
        let (mut server, _) = listener.into_std().unwrap().accept().unwrap();
        client.into_std().unwrap().write_all(b"hello").unwrap();
        server.read_to_string(&mut text).unwrap();
        assert_eq!(text, "hellohello");
        assert_eq!(resumable::Handle::current().metrics().descriptors(), 2, "those that are left");
        drop(here);
    });
}

#[cfg(unix)]
mod unix {
    use super::*;
    use crate::support::Counter;
    use resumable::net::{UnixDatagram, UnixListener, UnixStream};
    use std::future::{Future, poll_fn};
    use std::sync::Arc;

    #[test]
    fn streams_connect_by_path() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            assert!(UnixStream::connect(&path).await.is_err());
            let listener = UnixListener::bind(&path).unwrap();
            assert_eq!(listener.local_addr().unwrap().as_pathname(), Some(&*path));
            let server = spawn(async move {
                let (stream, _) = listener.accept().await.unwrap();
                let (mut reader, mut writer) = stream.into_split();
                resumable::io::copy(&mut reader, &mut writer).await.unwrap()
            });
            let mut client = UnixStream::connect(&path).await.unwrap();
            client.write_all(b"there and back").await.unwrap();
            client.close().await.unwrap();
            let mut answer = Vec::new();
            client.read_to_end(&mut answer).await.unwrap();
            assert_eq!(answer, b"there and back");
            assert_eq!(server.await.unwrap(), 14);
        });
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn addresses_need_no_files() {
        use std::os::linux::net::SocketAddrExt;
        use std::os::unix::net::SocketAddr;
        // Some of the bytes that a path cannot have.
        let name = |what| format!("resumable {}\0{what}", std::process::id());
        run(async {
            let address = SocketAddr::from_abstract_name(name("stream")).unwrap();
            assert!(UnixStream::connect_addr(&address).await.is_err());
            let listener = UnixListener::bind_addr(&address).unwrap();
            assert!(UnixListener::bind_addr(&address).is_err(), "it is in use");
            assert_eq!(listener.local_addr().unwrap().as_abstract_name(), Some(name("stream").as_bytes()));
            let mut client = UnixStream::connect_addr(&address).await.unwrap();
            let (mut server, _) = listener.accept().await.unwrap();
            client.write_all(b"hello").await.unwrap();
            server.read_exact(&mut [0; 5]).await.unwrap();
            drop(listener);
            UnixListener::bind_addr(&address).expect("it is free again");

            let address = SocketAddr::from_abstract_name(name("datagram")).unwrap();
            let (sender, buffer) = (UnixDatagram::unbound().unwrap(), &mut [0; 8]);
            assert!(sender.send_to_addr(b"?", &address).await.is_err(), "nobody is there");
            let receiver = UnixDatagram::bind_addr(&address).unwrap();
            assert_eq!(sender.try_send_to_addr(b"one", &address).unwrap(), 3);
            assert_eq!(receiver.recv(buffer).await.unwrap(), 3);
            // There is room again when they are received.
            let count = async {
                for _ in 0..1000 {
                    sender.send_to_addr(b"many", &address).await.unwrap();
                }
            };
            let receive = async {
                for _ in 0..1000 {
                    assert_eq!(receiver.recv(&mut [0; 8]).await.unwrap(), 4);
                }
            };
            resumable::future::join((count, receive)).await;
            sender.connect_addr(&address).unwrap();
            sender.send(b"three").await.unwrap();
            assert_eq!((receiver.recv(buffer).await.unwrap(), &buffer[..5]), (5, &b"three"[..]));
            let unnamed = sender.local_addr().unwrap();
            assert_eq!(receiver.try_send_to_addr(b"?", &unnamed).unwrap_err().kind(), ErrorKind::InvalidInput);
        });
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            let address = SocketAddr::from_pathname(&path).unwrap();
            let listener = UnixListener::bind_addr(&address).unwrap();
            UnixStream::connect(&path).await.unwrap();
            assert!(listener.accept().await.is_ok() && UnixStream::connect_addr(&address).await.is_ok());
        });
    }

    #[test]
    fn connections_come_as_a_stream() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            let listener = UnixListener::bind(&path).unwrap();
            let mut incoming = listener.incoming();
            for _ in 0..3 {
                assert!(poll_once(pin!(incoming.next())).is_pending());
                let client = UnixStream::connect(&path).await.unwrap();
                let mut server = incoming.next().await.unwrap().unwrap();
                drop(client);
                assert_eq!(server.read(&mut [0]).await.unwrap(), 0);
            }
        });
    }

    #[test]
    fn halves_come_apart_and_together() {
        run(async {
            let (mut here, there) = UnixStream::pair().unwrap();
            let (mut reader, mut writer) = here.split();
            writer.write_all(b"ab").await.unwrap();
            let (mut read, mut write) = there.into_split();
            let mut word = [0; 2];
            read.read_exact(&mut word).await.unwrap();
            write.write_all(&word).await.unwrap();
            reader.read_exact(&mut word).await.unwrap();
            assert_eq!(&word, b"ab");
            let mut there = read.reunite(write).unwrap();
            there.write_all(b"still open").await.unwrap();
            let (_other, elsewhere) = UnixStream::pair().unwrap();
            let (read, write) = there.into_split();
            let (other_read, other_write) = elsewhere.into_split();
            let error = read.reunite(other_write).unwrap_err();
            assert_eq!(error.to_string(), "the halves belong to different streams");
            drop((error, other_read));
            drop(write);
            let mut rest = String::new();
            here.read_to_string(&mut rest).await.unwrap();
            assert_eq!(rest, "still open", "the dropped half has ended the stream");
        });
    }

    #[test]
    fn a_full_stream_waits_until_it_is_drained() {
        run(async {
            let (mut here, mut there) = UnixStream::pair().unwrap();
            let writer = spawn(async move { here.write_all(&vec![1; 2_000_000]).await });
            settle().await;
            assert!(!writer.is_finished());
            let mut received = Vec::new();
            there.read_to_end(&mut received).await.unwrap();
            assert_eq!(received.len(), 2_000_000);
            writer.await.unwrap().unwrap();
        });
    }

    #[test]
    fn datagrams_wait_for_room() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            let receiver = UnixDatagram::bind(&path).unwrap();
            let sender = UnixDatagram::unbound().unwrap();
            sender.send_to(b"by path", &path).await.unwrap();
            let mut buffer = [0; 16];
            let (length, from) = receiver.recv_from(&mut buffer).await.unwrap();
            assert_eq!((&buffer[..length], from.is_unnamed()), (&b"by path"[..], true));
            let (here, there) = UnixDatagram::pair().unwrap();
            let task = spawn(async move {
                for number in 0..2000u32 {
                    here.send(&number.to_ne_bytes()).await.unwrap();
                }
            });
            settle().await;
            assert!(!task.is_finished(), "there is no room for all of them");
            for number in 0..2000u32 {
                let mut buffer = [0; 4];
                there.recv(&mut buffer).await.unwrap();
                assert_eq!(u32::from_ne_bytes(buffer), number);
            }
            task.await.unwrap();
        });
    }

    /// Counts how often it is polled.
    async fn counted<F: Future>(future: F, polls: Counter) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| {
            polls.add();
            future.as_mut().poll(cx)
        })
        .await
    }

    #[test]
    fn whoever_waits_for_a_receiver_that_others_have_filled_is_not_woken_in_vain() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            let receiver = UnixDatagram::bind(&path).unwrap();
            let (one, other) = (UnixDatagram::unbound().unwrap(), UnixDatagram::unbound().unwrap());
            let mut sent = 0;
            while one.try_send_to(b"one", &path).is_ok() {
                sent += 1;
            }
            assert_eq!(other.try_send_to(b"other", &path).unwrap_err().kind(), ErrorKind::WouldBlock);
            let polls = Counter::default();
            let (counter, to) = (polls.clone(), path.clone());
            let task = spawn(async move { counted(other.send_to(b"other", &to), counter).await });
            sleep(Duration::from_millis(20)).await;
            assert!(!task.is_finished() && polls.get() <= 3, "{} polls", polls.get());
            for _ in 0..sent {
                assert_eq!(receiver.recv(&mut [0; 8]).await.unwrap(), 3);
            }
            assert_eq!(receiver.recv(&mut [0; 8]).await.unwrap(), 5);
            assert_eq!(task.await.unwrap().unwrap(), 5);
            assert!(polls.get() <= 6, "{} polls", polls.get());
        });
    }

    #[test]
    fn whoever_has_sent_too_much_is_not_woken_in_vain() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        let datagram = vec![7; 60_000];
        run(async {
            let receiver = UnixDatagram::bind(&path).unwrap();
            let (one, other) = (UnixDatagram::unbound().unwrap(), UnixDatagram::unbound().unwrap());
            let mut sent = 0;
            while one.try_send_to(&datagram, &path).is_ok() {
                sent += 1;
            }
            other.try_send_to(b"there is room for others", &path).unwrap();
            let polls = Counter::default();
            let (counter, to, more) = (polls.clone(), path.clone(), datagram.clone());
            let task = spawn(async move { counted(one.send_to(&more, &to), counter).await });
            sleep(Duration::from_millis(20)).await;
            assert!(!task.is_finished() && polls.get() <= 4, "{} polls", polls.get());
            let mut buffer = vec![0; datagram.len()];
            let mut lengths = Vec::new();
            while lengths.len() < sent + 2 {
                lengths.push(receiver.recv(&mut buffer).await.unwrap());
            }
            assert_eq!(lengths.iter().filter(|length| **length == datagram.len()).count(), sent + 1);
            assert_eq!(task.await.unwrap().unwrap(), datagram.len());
        });
    }

    #[test]
    fn whoever_is_connected_to_a_full_receiver_is_not_woken_in_vain() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            let receiver = UnixDatagram::bind(&path).unwrap();
            let (one, other) = (UnixDatagram::unbound().unwrap(), UnixDatagram::unbound().unwrap());
            other.connect(&path).unwrap();
            let mut sent = 0;
            while one.try_send_to(b"one", &path).is_ok() {
                sent += 1;
            }
            let polls = Counter::default();
            let counter = polls.clone();
            let task = spawn(async move {
                let sent = counted(other.send(b"other"), counter.clone()).await;
                (
                    sent,
                    counted(other.send_to(b"other", other.peer_addr().unwrap().as_pathname().unwrap()), counter).await,
                )
            });
            sleep(Duration::from_millis(20)).await;
            assert!(!task.is_finished() && polls.get() <= 3, "{} polls", polls.get());
            for _ in 0..sent {
                assert_eq!(receiver.recv(&mut [0; 8]).await.unwrap(), 3);
            }
            assert_eq!(receiver.recv(&mut [0; 8]).await.unwrap(), 5);
            assert_eq!(receiver.recv(&mut [0; 8]).await.unwrap(), 5);
            let (first, second) = task.await.unwrap();
            assert_eq!((first.unwrap(), second.unwrap()), (5, 5));
            assert!(polls.get() <= 8, "{} polls", polls.get());
        });
    }

    #[test]
    fn many_wait_for_one_receiver() {
        let directory = tempfile::tempdir().unwrap();
        let path = Arc::new(directory.path().join("socket"));
        run(async {
            let receiver = UnixDatagram::bind(&*path).unwrap();
            let tasks: Vec<_> = (0..20u8)
                .map(|number| {
                    let (path, sender) = (path.clone(), UnixDatagram::unbound().unwrap());
                    spawn(async move {
                        for _ in 0..30 {
                            sender.send_to(&[number], &*path).await.unwrap();
                        }
                    })
                })
                .collect();
            let mut counts = [0; 20];
            for _ in 0..600 {
                let mut number = [0];
                receiver.recv(&mut number).await.unwrap();
                counts[usize::from(number[0])] += 1;
            }
            assert_eq!(counts, [30; 20]);
            for task in tasks {
                task.await.unwrap();
            }
            drop(receiver);
            let sender = UnixDatagram::unbound().unwrap();
            assert_eq!(sender.send_to(b"", &*path).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
        });
    }

    #[test]
    fn whoever_waits_for_a_receiver_hears_of_its_end() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("socket");
        run(async {
            let receiver = UnixDatagram::bind(&path).unwrap();
            let (one, other) = (UnixDatagram::unbound().unwrap(), UnixDatagram::unbound().unwrap());
            while one.try_send_to(b"one", &path).is_ok() {}
            let task = spawn(async move { other.send_to(b"other", &path).await });
            settle().await;
            assert!(!task.is_finished());
            drop(receiver);
            assert_eq!(task.await.unwrap().unwrap_err().kind(), ErrorKind::ConnectionRefused);
        });
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    #[test]
    fn the_other_side_is_known() {
        run(async {
            let (here, there) = UnixStream::pair().unwrap();
            let known = here.peer_cred().unwrap();
            assert_eq!(known.pid(), Some(std::process::id()));
            assert_eq!(known, there.peer_cred().unwrap());
            use std::os::unix::fs::MetadataExt;
            let owner = std::fs::metadata("/proc/self").unwrap();
            assert_eq!((known.uid(), known.gid()), (owner.uid(), owner.gid()));
        });
    }
}

#[test]
fn a_lookup_leaves_the_runtime_running() {
    run(async {
        let start = Instant::now();
        // Whatever the operating system takes to find out, timers go on meanwhile.
        let lookup = spawn(TcpStream::connect("no-such-host.invalid:1"));
        sleep(Duration::from_millis(2)).await;
        assert!(start.elapsed() < Duration::from_secs(5));
        let _ = timeout(Duration::from_secs(5), lookup).await;
    });
}

#[test]
fn datagrams_between_two_that_are_connected_are_tried() {
    run(async {
        let (here, there) = udp_pair().await;
        assert_eq!(there.try_recv(&mut [0; 4]).unwrap_err().kind(), ErrorKind::WouldBlock);
        here.writable().await.unwrap();
        assert_eq!(here.try_send(b"word").unwrap(), 4);
        there.readable().await.unwrap();
        let mut buffer = [0; 8];
        assert_eq!((there.peek(&mut buffer).await.unwrap(), &buffer[..4]), (4, &b"word"[..]));
        assert_eq!(there.try_recv(&mut buffer).unwrap(), 4);
        assert_eq!(there.try_recv(&mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
    });
}
