//! Connecting to one of several addresses, some of which never answer.
#![cfg(target_os = "linux")]

use crate::support::{LONG, deaf_address, run};
use resumable::Builder;
use resumable::net::TcpStream;
use resumable::time::{Duration, now, sleep, timeout};
use std::net::{SocketAddr, TcpListener};

/// How long an attempt is waited for alone.
const DELAY: Duration = Duration::from_millis(250);

/// An address where a connection that is made neither stands nor fails, as long as the rest is kept: there is no room for it.
struct Hole {
    address: SocketAddr,
    listener: TcpListener,
    fills: Vec<std::net::TcpStream>,
}

impl Hole {
    fn new() -> Hole {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        rustix::net::listen(&listener, 0).unwrap();
        let address = listener.local_addr().unwrap();
        // There is room for one.
        Hole { address, listener, fills: vec![std::net::TcpStream::connect(address).unwrap()] }
    }

    /// Makes room: the system tries again after a while.
    fn open(&mut self) {
        self.fills.clear();
        self.listener.accept().unwrap();
    }
}

fn listening() -> (SocketAddr, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    (listener.local_addr().unwrap(), listener)
}

/// Where the connection goes, and how long that takes on a clock that stands while something can go on.
fn connected(addresses: &[SocketAddr]) -> (SocketAddr, Duration) {
    let runtime = Builder::new().start_paused().build().unwrap();
    runtime.block_on(async {
        let start = now();
        let stream = timeout(LONG, TcpStream::connect(addresses)).await.expect("no time is lost").unwrap();
        (stream.peer_addr().unwrap(), now() - start)
    })
}

#[test]
fn the_next_address_is_tried_while_the_others_do_not_answer() {
    let (first, second, (good, _listener)) = (Hole::new(), Hole::new(), listening());
    assert_eq!(connected(&[good, first.address]), (good, Duration::ZERO));
    let (to, after) = connected(&[first.address, good]);
    // To a tick of the clock.
    assert!(to == good && (DELAY..DELAY + Duration::from_millis(1)).contains(&after), "{after:?}");
    let (to, after) = connected(&[first.address, second.address, good]);
    assert!(to == good && (2 * DELAY..2 * DELAY + Duration::from_millis(1)).contains(&after), "{after:?}");
}

#[test]
fn an_address_that_fails_makes_room_for_the_next_at_once() {
    let (hole, (good, _listener)) = (Hole::new(), listening());
    let (deaf, _kept) = deaf_address();
    assert_eq!(connected(&[deaf, deaf, good]), (good, Duration::ZERO));
    let (to, after) = connected(&[hole.address, deaf, good]);
    assert!(to == good && after < 2 * DELAY, "{after:?}");
}

#[test]
fn an_address_that_answers_late_wins_if_no_other_does() {
    let (mut late, never) = (Hole::new(), Hole::new());
    let (deaf, _kept) = deaf_address();
    let addresses = [late.address, never.address, deaf];
    run(async {
        let opens = async {
            sleep(DELAY + DELAY / 5).await;
            late.open();
            // As long as it lives, it listens.
            std::future::pending::<()>().await
        };
        let connects = TcpStream::connect(&addresses[..]);
        let resumable::future::Either::Right(stream) = resumable::future::select(opens, connects).await else {
            unreachable!("the other does not end")
        };
        assert_eq!(stream.unwrap().peer_addr().unwrap(), addresses[0]);
    });
}

#[test]
fn where_nobody_answers_the_last_to_fail_says_why() {
    let (deaf, _kept) = deaf_address();
    run(async {
        let failed = TcpStream::connect(&[deaf, deaf, deaf][..]).await.unwrap_err();
        assert_eq!(failed.kind(), std::io::ErrorKind::ConnectionRefused);
        let failed = TcpStream::connect(&[][..]).await.unwrap_err();
        assert_eq!(failed.kind(), std::io::ErrorKind::InvalidInput);
    });
}
