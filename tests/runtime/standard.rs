//! The input and the outputs of the process, which is this test once more.

use crate::support::{ROLE, is_child, poll_once, run, run_again};
use resumable::io::{BufReadExt, BufReader, ReadExt, WriteExt, stderr, stdin, stdout};
use resumable::time::{Duration, timeout};
use std::pin::pin;
use std::process::{Command, Stdio};
use std::task::Poll;

#[test]
fn lines_come_in_and_go_out() {
    if is_child("lines") {
        return run(async {
            let (mut lines, mut output) = (BufReader::new(stdin()).lines(), stdout());
            while let Some(line) = lines.next_line().await.unwrap() {
                output.write_all(format!("<{line}>").as_bytes()).await.unwrap();
            }
            assert_eq!(stdin().read(&mut []).await.unwrap(), 0);
            assert_eq!(output.write(b"").await.unwrap(), 0);
            stderr().write_all("!".repeat(100_000).as_bytes()).await.unwrap();
            output.close().await.unwrap();
            output.write_all(b"still open").await.unwrap();
        });
    }
    let output = run_again("standard::lines_come_in_and_go_out", "lines", b"one\ntwo\nthree");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("<one><two><three>still open"), "{text}");
    assert_eq!(output.stderr.iter().filter(|byte| **byte == b'!').count(), 100_000);
}

#[test]
fn what_is_dropped_is_not_lost() {
    if is_child("dropped") {
        return run(async {
            let (mut input, mut output, mut errors) = (stdin(), stdout(), stderr());
            let mut text = Vec::new();
            while text.len() < 6 {
                let (mut given_up, mut byte) = ([0; 4], [0]);
                // If it has to wait, its buffer is not there any more when the bytes come.
                let polled = poll_once(pin!(input.read(&mut given_up)));
                match polled {
                    Poll::Ready(count) => text.extend_from_slice(&given_up[..count.unwrap()]),
                    Poll::Pending => {
                        let count = input.read(&mut byte).await.unwrap();
                        text.extend_from_slice(&byte[..count]);
                    }
                }
            }
            assert_eq!(text, b"abcdef");
            // The same again is the same, and another comes after it.
            let _ = poll_once(pin!(output.write(b"<1>")));
            output.write_all(b"<1>").await.unwrap();
            let _ = poll_once(pin!(output.write(b"<2>")));
            output.write_all(b"<3>").await.unwrap();
            let _ = poll_once(pin!(errors.write(b"<4>")));
            errors.flush().await.unwrap();
        });
    }
    let output = run_again("standard::what_is_dropped_is_not_lost", "dropped", b"abcdef");
    let (text, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(text.contains("<1><2><3>") && errors.contains("<4>"), "{text} {errors}");
}

#[test]
fn nobody_waits_for_a_read_that_was_given_up() {
    if is_child("given up") {
        return run(async {
            // The parent says nothing until this process has ended.
            let read = timeout(Duration::from_millis(5), stdin().read(&mut [0; 4])).await;
            assert!(read.is_err());
        });
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["standard::nobody_waits_for_a_read_that_was_given_up", "--exact", "--test-threads=1"])
        .env(ROLE, "given up")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let input = child.stdin.take();
    assert!(child.wait().unwrap().success());
    drop(input);
}
