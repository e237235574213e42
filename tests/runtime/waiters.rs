//! Several tasks that wait for one direction of one socket.

use crate::net::{pair, pair_with_std};
use crate::sockets::udp_pair;
use crate::support::{Counter, CountingWaker, poll_once, run, settle};
use resumable::io::{AsyncRead, ReadExt, WriteExt};
#[cfg(unix)]
use resumable::net::UnixDatagram;
use resumable::net::{TcpListener, TcpStream};
use resumable::time::{Duration, sleep};
use resumable::{spawn, yield_now};
use std::future::poll_fn;
use std::io::Write;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Waker};

#[test]
fn several_tasks_may_wait_for_one_socket() {
    run(async {
        let (here, there) = udp_pair().await;
        let (there, received) = (Arc::new(there), Counter::default());
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let (there, received) = (there.clone(), received.clone());
                spawn(async move {
                    let mut buffer = [0; 16];
                    there.recv(&mut buffer).await.unwrap();
                    received.add();
                })
            })
            .collect();
        settle().await;
        // The one whose turn it is leaves.
        tasks[0].abort();
        settle().await;
        for _ in 0..3 {
            here.send(b"x").await.unwrap();
        }
        for task in tasks {
            let _ = task.await;
        }
        assert_eq!(received.get(), 3);

        let listener = Arc::new(TcpListener::bind("127.0.0.1:0").await.unwrap());
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let listener = listener.clone();
                spawn(async move { listener.accept().await.map(|_| ()) })
            })
            .collect();
        settle().await;
        let mut clients = Vec::new();
        for _ in 0..3 {
            clients.push(TcpStream::connect(listener.local_addr().unwrap()).await.unwrap());
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    });
}

/// As `select!` does with what it is lent, while an arm runs.
#[test]
fn whoever_is_held_and_not_polled_is_in_nobodys_way() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let connect = || TcpStream::connect(listener.local_addr().unwrap());
        let mut held = pin!(listener.accept());
        assert!(poll_once(held.as_mut()).is_pending());
        let _clients = (connect().await.unwrap(), connect().await.unwrap());
        listener.accept().await.unwrap();
        held.await.unwrap();

        let (here, there) = udp_pair().await;
        let (mut room, mut other_room) = ([0; 4], [0; 4]);
        let mut held = Box::pin(there.recv_from(&mut room));
        assert!(poll_once(held.as_mut()).is_pending());
        here.send(b"x").await.unwrap();
        here.send(b"y").await.unwrap();
        there.recv_from(&mut other_room).await.unwrap();
        held.as_mut().await.unwrap();
        drop(held);
        assert_eq!((other_room[0], room[0]), (b'x', b'y'));
    });
}

#[cfg(unix)]
#[test]
fn whoever_is_held_and_not_polled_is_in_nobodys_way_to_write() {
    run(async {
        let (here, there) = UnixDatagram::pair().unwrap();
        // The first in a turn that is told to wait is told so for want of room, and not because its turn is over.
        while poll_once(pin!(here.send(&[0]))).is_ready() {
            yield_now().await;
        }
        let mut held = pin!(here.send(&[1]));
        assert!(poll_once(held.as_mut()).is_pending());
        // The system wants much more room than for one.
        while poll_once(pin!(there.recv(&mut [0]))).is_ready() {
            yield_now().await;
        }
        here.send(&[2]).await.unwrap();
        held.await.unwrap();
    });
}

#[test]
fn several_tasks_may_read_from_one_stream() {
    run(async {
        // Forty are more than there is room for at first.
        for count in [2, 3, 40u8] {
            let (mut here, there) = pair().await;
            let there = Arc::new(there);
            let tasks: Vec<_> = (0..count)
                .map(|_| {
                    let there = there.clone();
                    spawn(async move {
                        let mut byte = [0];
                        (&*there).read_exact(&mut byte).await.unwrap();
                        byte[0]
                    })
                })
                .collect();
            settle().await;
            // One byte at a time, so that each of them waits more than once, except for the first.
            for number in 0..count {
                here.write_all(&[number]).await.unwrap();
                settle().await;
            }
            let mut read = Vec::new();
            for task in tasks {
                read.push(task.await.unwrap());
            }
            read.sort_unstable();
            assert_eq!(read, (0..count).collect::<Vec<_>>());
        }
    });
}

/// Beyond those that there is room for at first, each is woken once to make room, and then there is room for him: nobody spins.
#[test]
fn any_number_of_tasks_wait_without_waking_each_other() {
    run(async {
        const COUNT: usize = 100;
        let (mut here, there) = pair().await;
        let (there, polls) = (Arc::new(there), Counter::default());
        let tasks: Vec<_> = (0..COUNT)
            .map(|_| {
                let (there, polls) = (there.clone(), polls.clone());
                spawn(poll_fn(move |cx| {
                    polls.add();
                    Pin::new(&mut &*there).poll_read(cx, &mut [0])
                }))
            })
            .collect();
        for _ in 0..100 {
            yield_now().await;
        }
        let settled = polls.get();
        assert!(settled < 2 * COUNT, "{settled} polls until {COUNT} wait");
        sleep(Duration::from_millis(5)).await;
        assert_eq!(polls.get(), settled, "nobody wakes anybody while nothing happens");
        // Each byte wakes all that are left, and one of them takes it.
        for sent in 0..COUNT {
            let before = polls.get();
            here.write_all(&[1]).await.unwrap();
            while tasks.iter().filter(|task| task.is_finished()).count() <= sent {
                yield_now().await;
            }
            settle().await;
            let woken = polls.get() - before;
            assert!(woken <= COUNT - sent, "{woken} polls where {} waited", COUNT - sent);
        }
    });
}

#[test]
fn thousands_of_tasks_wait_for_one_direction() {
    run(async {
        const COUNT: usize = 2500;
        let (mut here, there) = pair().await;
        // Until it has been found empty it counts as readable.
        assert!(there.try_read(&mut [0]).is_err());
        let (there, polls) = (Arc::new(there), Counter::default());
        let tasks: Vec<_> = (0..COUNT)
            .map(|_| {
                let (there, polls) = (there.clone(), polls.clone());
                let mut readable = Box::pin(async move { there.readable().await });
                spawn(poll_fn(move |cx| {
                    polls.add();
                    readable.as_mut().poll(cx)
                }))
            })
            .collect();
        for _ in 0..1000 {
            yield_now().await;
        }
        let settled = polls.get();
        assert!(settled < 6 * COUNT, "{settled} polls until {COUNT} wait");
        yield_now().await;
        assert_eq!(polls.get(), settled, "nobody wakes anybody while nothing happens");
        here.write_all(&[1]).await.unwrap();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    });
}

#[test]
fn several_tasks_may_write_to_one_stream() {
    run(async {
        let (here, mut there) = pair().await;
        let here = Arc::new(here);
        let tasks: Vec<_> = (0..3)
            .map(|_| {
                let here = here.clone();
                spawn(async move { (&*here).write_all(&vec![1; 5_000_000]).await })
            })
            .collect();
        settle().await;
        assert!(tasks.iter().all(|task| !task.is_finished()), "there is no room for any of them");
        let mut room = vec![0; 1_000_000];
        for _ in 0..15 {
            there.read_exact(&mut room).await.unwrap();
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    });
}

/// Any number of wakers: those that have left keep nobody else from being woken, and do not pile up.
#[test]
fn whoever_leaves_a_socket_takes_nobodys_wake_along() {
    run(async {
        let (here, there) = udp_pair().await;
        let poll = |waker: &Waker| there.poll_recv_from(&mut Context::from_waker(waker), &mut [0; 16]).is_pending();
        let (first, second) = (CountingWaker::counting(), CountingWaker::counting());
        assert!(poll(&first.0) && poll(&second.0) && poll(&first.0));
        here.send(b"x").await.unwrap();
        while poll(Waker::noop()) {
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!((first.1.get(), second.1.get()), (1, 1), "each was woken, and once");

        let (last, waker) = CountingWaker::counted();
        assert!(poll(&first.0));
        let left: Vec<_> = (0..1000)
            .map(|_| {
                let (left, waker) = CountingWaker::counted();
                assert!(poll(&waker));
                left
            })
            .collect();
        let kept = left.iter().filter(|left| Arc::strong_count(left) > 1).count();
        assert!(kept <= 32, "{kept} of those that have left are remembered");
        assert_eq!(first.1.get(), 2, "whoever has to make room is woken, and tries again");
        assert!(poll(&first.0) && poll(&waker));
        here.send(b"x").await.unwrap();
        while poll(Waker::noop()) {
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(first.1.get(), 3);
        drop(waker);
        assert!(left.iter().all(|left| Arc::strong_count(left) == 1) && Arc::strong_count(&last) == 1);
    });
}

#[test]
fn readiness_wakes_each_waker_once() {
    run(async {
        let (mut stream, mut std) = pair_with_std().await;
        let (first, first_wakes) = CountingWaker::counting();
        let (second, second_wakes) = CountingWaker::counting();
        let mut buffer = [0; 8];
        for waker in [&first, &second, &first] {
            let read = Pin::new(&mut stream).poll_read(&mut Context::from_waker(waker), &mut buffer);
            assert!(read.is_pending());
        }
        std.write_all(b"x").unwrap();
        while second_wakes.get() == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!((first_wakes.get(), second_wakes.get()), (1, 1));
    });
}
