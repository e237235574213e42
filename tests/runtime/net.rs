//! Sockets: edges, half-closes, resets, reuse.

use crate::support::{Counter, deaf_address, run, settle};
use resumable::io::prelude::*;
use resumable::net::{Shutdown, TcpListener, TcpStream};
use resumable::spawn;
use resumable::time::{Duration, sleep};
use std::future::{Future, poll_fn};
use std::io::{ErrorKind, Read, Write};
use std::pin::pin;
use std::thread;

/// Two ends of one connection.
pub async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (server, address) = listener.accept().await.unwrap();
    assert_eq!(address, client.local_addr().unwrap());
    assert_eq!(client.peer_addr().unwrap(), server.local_addr().unwrap());
    (client, server)
}

/// One end of ours, and one of the standard library, which blocks.
pub async fn pair_with_std() -> (TcpStream, std::net::TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let std = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (listener.accept().await.unwrap().0, std)
}

#[test]
fn an_echo_server_serves_many_clients_at_once() {
    let echoed = Counter::default();
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let (mut reader, mut writer) = stream.split();
                    resumable::io::copy(&mut reader, &mut writer).await.unwrap();
                    writer.close().await.unwrap();
                });
            }
        });
        let clients: Vec<_> = (0..50u8)
            .map(|id| {
                let echoed = echoed.clone();
                spawn(async move {
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    stream.write_all(&[id; 1000]).await.unwrap();
                    stream.close().await.unwrap();
                    let mut answer = Vec::new();
                    stream.read_to_end(&mut answer).await.unwrap();
                    assert_eq!(answer, [id; 1000]);
                    echoed.add();
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        server.abort();
        assert!(server.await.unwrap_err().is_cancelled());
    });
    assert_eq!(echoed.get(), 50);
}

#[test]
fn every_split_of_the_bytes_arrives() {
    const BYTES: &[u8; 12] = b"hello, world";
    run(async {
        for portion in 1..=BYTES.len() {
            for room in [1, 2, 3, 5, 12, 64] {
                let (mut stream, mut std) = pair_with_std().await;
                std.set_nodelay(true).unwrap();
                let writer = thread::spawn(move || {
                    for bytes in BYTES.chunks(portion) {
                        std.write_all(bytes).unwrap();
                    }
                });
                let mut received = Vec::new();
                loop {
                    let mut buffer = vec![0; room];
                    let count = stream.read(&mut buffer).await.unwrap();
                    received.extend_from_slice(&buffer[..count]);
                    if count == 0 {
                        break;
                    }
                }
                assert_eq!(received, BYTES, "written by {portion}, read by {room}");
                writer.join().unwrap();
            }
        }
    });
}

#[test]
fn one_direction_may_close_before_the_other() {
    run(async {
        let (mut client, mut server) = pair().await;
        // Before any data.
        client.close().await.unwrap();
        let mut buffer = [0; 8];
        assert_eq!(server.read(&mut buffer).await.unwrap(), 0);
        assert_eq!(server.read(&mut buffer).await.unwrap(), 0, "the end stays the end");
        // The other direction is open.
        server.write_all(b"after").await.unwrap();
        client.read_exact(&mut buffer[..5]).await.unwrap();
        assert_eq!(&buffer[..5], b"after");
        // Data and close arrive together.
        server.write_all(b"last").await.unwrap();
        server.shutdown(Shutdown::Write).unwrap();
        let mut rest = String::new();
        client.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "last");
        assert!(client.write_all(b"x").await.is_err(), "this direction was closed by us");
    });
}

#[test]
fn a_peer_that_hangs_up_wakes_the_reader() {
    run(async {
        let (mut stream, std) = pair_with_std().await;
        let reader = spawn(async move { stream.read(&mut [0; 8]).await });
        settle().await;
        drop(std);
        assert_eq!(reader.await.unwrap().unwrap(), 0);
    });
}

#[test]
fn a_reset_ends_reading_and_writing() {
    run(async {
        let (mut stream, std) = pair_with_std().await;
        stream.write_all(b"never read").await.unwrap();
        // Closing with unread data resets the connection.
        std.peek(&mut [0; 1]).unwrap();
        drop(std);
        let error = stream.read(&mut [0; 8]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert!(stream.write_all(b"x").await.is_err());
    });
}

#[test]
fn a_full_buffer_waits_until_it_is_drained() {
    const LENGTH: usize = 8 << 20;
    run(async {
        let (mut stream, mut std) = pair_with_std().await;
        let waited = Counter::default();
        let counter = waited.clone();
        let writer = spawn(async move {
            let bytes = vec![7; LENGTH];
            let mut write = pin!(stream.write_all(&bytes));
            poll_fn(|cx| {
                let polled = write.as_mut().poll(cx);
                if polled.is_pending() {
                    counter.add();
                }
                polled
            })
            .await
        });
        settle().await;
        assert!(waited.get() > 0 && !writer.is_finished(), "the buffer is not that large");
        let reader = thread::spawn(move || {
            let mut received = Vec::new();
            std.read_to_end(&mut received).unwrap();
            assert!(received.iter().all(|byte| *byte == 7));
            received.len()
        });
        writer.await.unwrap().unwrap();
        assert_eq!(reader.join().unwrap(), LENGTH);
    });
}

#[test]
fn reading_and_writing_wait_independently() {
    run(async {
        let (client, server) = pair().await;
        let (mut reader, mut writer) = client.into_split();
        let mut server = server;
        let read = spawn(async move {
            let mut word = [0; 4];
            reader.read_exact(&mut word).await.unwrap();
            (reader, word)
        });
        settle().await;
        // The reader waits; writing on the same socket goes on.
        writer.write_all(b"ping").await.unwrap();
        let mut word = [0; 4];
        server.read_exact(&mut word).await.unwrap();
        assert_eq!(&word, b"ping");
        server.write_all(b"pong").await.unwrap();
        let (reader, word) = read.await.unwrap();
        assert_eq!(&word, b"pong");
        let mut client = reader.reunite(writer).unwrap();
        client.write_all(b"still open").await.unwrap();
    });
}

#[test]
fn dropping_the_owned_writer_ends_the_stream_for_the_peer() {
    run(async {
        let (client, mut server) = pair().await;
        let (mut reader, mut writer) = client.into_split();
        writer.write_all(b"all").await.unwrap();
        drop(writer);
        let mut received = String::new();
        server.read_to_string(&mut received).await.unwrap();
        assert_eq!(received, "all");
        server.write_all(b"ok").await.unwrap();
        reader.read_exact(&mut [0; 2]).await.unwrap();
        let (other, _server) = pair().await;
        assert!(reader.reunite(other.into_split().1).is_err());
    });
}

#[test]
fn a_shared_reference_reads_and_writes() {
    run(async {
        let (client, server) = pair().await;
        (&client).write_all(b"shared").await.unwrap();
        let mut word = [0; 6];
        assert_eq!(server.peek(&mut word).await.unwrap(), 6);
        (&server).read_exact(&mut word).await.unwrap();
        assert_eq!(&word, b"shared");
    });
}

/// Elsewhere, and on Linux before 5.4, the system allows 128.
#[cfg(target_os = "linux")]
#[test]
fn a_burst_of_connections_waits_to_be_accepted() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let clients: Vec<_> = (0..300)
            .map(|_| std::net::TcpStream::connect_timeout(&address, Duration::from_millis(900)).expect("there is room"))
            .collect();
        for _ in clients {
            listener.accept().await.unwrap();
        }
    });
}

#[test]
fn a_refused_connection_is_an_error() {
    run(async {
        let (address, _held) = deaf_address();
        assert_eq!(TcpStream::connect(address).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
        // The addresses are tried in turn.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addresses = [address, listener.local_addr().unwrap()];
        let stream = TcpStream::connect(&addresses[..]).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), addresses[1]);
        let none: &[std::net::SocketAddr] = &[];
        assert_eq!(TcpStream::connect(none).await.unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(TcpListener::bind(addresses[1]).await.unwrap_err().kind(), ErrorKind::AddrInUse);
    });
}

#[test]
fn options_can_be_set() {
    run(async {
        let (client, _server) = pair().await;
        client.set_nodelay(true).unwrap();
        assert!(client.nodelay().unwrap());
    });
}

#[test]
fn reads_that_leave_room_miss_neither_bytes_nor_the_end() {
    run(async {
        // The end comes with the last bytes, before them being read, after, or while the reader waits.
        for when in 0..4 {
            for size in [1, 63, 64, 65, 1000] {
                let (mut stream, mut std) = pair_with_std().await;
                let reader = spawn(async move {
                    let mut received = 0;
                    let mut buffer = [0; 64];
                    loop {
                        let count = stream.read(&mut buffer).await.unwrap();
                        received += count;
                        if count == 0 {
                            return received;
                        }
                        if when == 1 {
                            resumable::yield_now().await;
                        }
                    }
                });
                if when == 3 {
                    settle().await;
                }
                std.write_all(&vec![7; size]).unwrap();
                if when == 2 {
                    settle().await;
                    sleep(Duration::from_micros(200)).await;
                }
                std.write_all(&[7]).unwrap();
                drop(std);
                assert_eq!(reader.await.unwrap(), size + 1);
            }
        }
    });
}
