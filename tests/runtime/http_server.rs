//! The delay server.

use crate::support::{LONG, run};
use resumable::http::{self, Client, DelayServer, Error};
use resumable::spawn;
use resumable::time::{Duration, Instant};
use std::io::{Read, Write};
use std::net::TcpStream;

/// Sends the bytes and returns everything that comes back.
fn talk(server: &DelayServer, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_answers_after_the_delay() {
    let server = DelayServer::start().unwrap();
    let start = Instant::now();
    let response = run(http::get(server.url("/20/Hello%20there"))).unwrap();
    assert!(start.elapsed() >= Duration::from_millis(20));
    assert_eq!(response.status(), 200);
    assert!(response.is_success());
    assert_eq!(response.header("Content-Length"), Some("11"));
    assert_eq!(response.text().unwrap(), "Hello there");
}

#[test]
fn many_requests_wait_at_the_same_time() {
    let server = DelayServer::start().unwrap();
    let start = Instant::now();
    run(async {
        let tasks: Vec<_> = (0..50)
            .map(|number| {
                let url = server.url(&format!("/100/{number}"));
                spawn(async move { http::get(url).await.unwrap().into_string().unwrap() })
            })
            .collect();
        for (number, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.unwrap(), number.to_string());
        }
    });
    // One after the other they would take five seconds.
    assert!(start.elapsed() < Duration::from_millis(2500), "{:?}", start.elapsed());
}

#[test]
fn malformed_requests_get_400() {
    let server = DelayServer::start().unwrap();
    for request in [
        "GET / HTTP/1.1\r\n\r\n",
        "GET /x/y HTTP/1.1\r\n\r\n",
        "GET /99999999/y HTTP/1.1\r\n\r\n",
        "POST /0/y HTTP/1.1\r\n\r\n",
        "nonsense\r\n\r\n",
        "\r\n",
        "GET /0/y HTTP/1.1\r\nbad header\r\n\r\n",
    ] {
        let answer = talk(&server, request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{request:?}: {answer}");
    }
    assert!(talk(&server, b"GET /0/fine HTTP/1.1\r\n\r\n").ends_with("\r\n\r\nfine"));
}

#[test]
fn requests_may_come_in_pieces_or_not_at_all() {
    let server = DelayServer::start().unwrap();
    drop(TcpStream::connect(server.addr()).unwrap());
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    stream.set_nodelay(true).unwrap();
    for byte in b"GET /0/pieces HTTP/1.1\r\nhost: x\r\n\r\n" {
        stream.write_all(&[*byte]).unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("pieces"), "{answer}");
}

#[test]
fn it_stops_when_dropped_and_cuts_off_who_waits() {
    let server = DelayServer::start().unwrap();
    let mut stream = TcpStream::connect(server.addr()).unwrap();
    stream.write_all(b"GET /3600000/never HTTP/1.1\r\n\r\n").unwrap();
    let start = Instant::now();
    drop(server);
    assert!(start.elapsed() < LONG);
    stream.set_read_timeout(Some(LONG)).unwrap();
    assert!(!matches!(stream.read(&mut [0; 8]), Ok(1..)), "there is no answer");
}

#[test]
fn two_servers_do_not_disturb_each_other() {
    let (first, second) = (DelayServer::start().unwrap(), DelayServer::start().unwrap());
    assert_ne!(first.addr(), second.addr());
    drop(first);
    let response = run(Client::new().get(second.url("/0/second"))).unwrap();
    assert_eq!(response.text().unwrap(), "second");
}

#[test]
fn a_client_runs_out_of_patience() {
    let server = DelayServer::start().unwrap();
    let hasty = Client::new().timeout(Duration::from_millis(10));
    assert!(matches!(run(hasty.get(server.url("/60000/late"))), Err(Error::TimedOut)));
}
