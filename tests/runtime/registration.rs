//! Sockets, and the runtime with which they are registered.

use crate::net::{pair, pair_with_std};
use crate::support::{Counter, CountingWaker, panic_message, run, settle};
use resumable::io::prelude::*;
use resumable::net::{TcpListener, TcpStream};
use resumable::time::{Duration, sleep};
use resumable::{Runtime, block_on, spawn};
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::thread;

#[test]
fn a_readable_socket_costs_its_task_at_most_two_polls_each_time() {
    const ROUNDS: usize = 100;
    run(async {
        let (mut client, mut server) = pair().await;
        let polls = Counter::default();
        let counter = polls.clone();
        let echo = spawn(async move {
            let mut echo = pin!(async {
                for _ in 0..ROUNDS {
                    let mut byte = [0];
                    server.read_exact(&mut byte).await.unwrap();
                    server.write_all(&byte).await.unwrap();
                }
            });
            poll_fn(|cx| {
                counter.add();
                echo.as_mut().poll(cx)
            })
            .await
        });
        for round in 0..ROUNDS {
            client.write_all(&[round as u8]).await.unwrap();
            let mut byte = [0];
            client.read_exact(&mut byte).await.unwrap();
            assert_eq!(byte[0], round as u8);
        }
        echo.await.unwrap();
        assert!(polls.get() <= 2 * ROUNDS + 2, "{} polls for {ROUNDS} messages", polls.get());
    });
}

#[test]
fn recycled_sockets_get_no_events_of_their_predecessors() {
    // Two runtimes open and close sockets as fast as they can, so that file descriptors and slots of the table change hands all the time.
    let churn = |seed: u8| {
        move || {
            run(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap();
                for round in 0..150u8 {
                    let mut client = TcpStream::connect(address).await.unwrap();
                    let (mut server, _) = listener.accept().await.unwrap();
                    let id = [seed, round];
                    let reader = spawn(async move {
                        let mut received = [0; 2];
                        client.read_exact(&mut received).await.unwrap();
                        // Dropped with an event under way: the peer closes at the same time.
                        received
                    });
                    settle().await;
                    server.write_all(&id).await.unwrap();
                    drop(server);
                    assert_eq!(reader.await.unwrap(), id);
                }
            });
        }
    };
    let threads = [1, 2].map(|seed| thread::spawn(churn(seed)));
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_socket_outside_a_runtime_says_what_to_do() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let message = panic_message(|| TcpListener::from_std(listener));
    assert!(message.contains("outside a runtime") && message.contains("block_on"), "{message}");
}

#[test]
fn sockets_of_a_dropped_runtime_report_it_instead_of_hanging() {
    let runtime = Runtime::new().unwrap();
    let (mut client, server) = runtime.block_on(pair());
    let (waker, wakes) = CountingWaker::counting();
    let mut buffer = [0; 8];
    let read = Pin::new(&mut client).poll_read(&mut Context::from_waker(&waker), &mut buffer);
    assert!(read.is_pending());
    drop(runtime);
    assert_eq!(wakes.get(), 1, "who waits is told");
    let error = run(async { client.read(&mut buffer).await }).unwrap_err();
    assert!(error.to_string().contains("has been dropped"), "{error}");
    drop(server);
}

#[test]
fn a_socket_may_be_used_from_another_thread() {
    let runtime = Runtime::new().unwrap();
    let (mut client, mut server) = runtime.block_on(pair());
    // Its own runtime drives it, while another polls it.
    let thread = thread::spawn(move || {
        block_on(async move {
            let mut word = [0; 4];
            client.read_exact(&mut word).await.unwrap();
            client.write_all(&word).await.unwrap();
        })
    });
    runtime.block_on(async {
        sleep(Duration::from_millis(2)).await;
        server.write_all(b"ping").await.unwrap();
        let mut word = [0; 4];
        server.read_exact(&mut word).await.unwrap();
        assert_eq!(&word, b"ping");
    });
    thread.join().unwrap();
}

#[test]
fn a_dropped_socket_keeps_no_waker() {
    run(async {
        let (mut stream, _std) = pair_with_std().await;
        let (count, waker) = CountingWaker::counted();
        let before = std::sync::Arc::strong_count(&count);
        let read = Pin::new(&mut stream).poll_read(&mut Context::from_waker(&waker), &mut [0; 8]);
        assert!(matches!(read, Poll::Pending));
        assert_eq!(std::sync::Arc::strong_count(&count), before + 1);
        drop(stream);
        assert_eq!(std::sync::Arc::strong_count(&count), before);
    });
}
