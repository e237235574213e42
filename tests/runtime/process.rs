//! Child processes and pipes.
#![cfg(unix)]

use crate::crew::crew;
use crate::support::{LONG, panic_message, poll_once, run, settle};
use resumable::io::prelude::*;
use resumable::net::{PipeReader, PipeWriter, pipe};
use resumable::process::{self, Child, Command, Stdio};
use resumable::time::{Duration, Instant, sleep, timeout};
use resumable::{Handle, spawn};
use std::io::{ErrorKind, Write};
use std::os::unix::process::ExitStatusExt;
use std::pin::pin;

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

/// With pipes for its input and its output.
fn talking(script: &str) -> (Child, PipeWriter, PipeReader) {
    let mut child = process::spawn(shell(script).stdin(Stdio::piped()).stdout(Stdio::piped())).unwrap();
    let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    (child, input, output)
}

#[test]
fn a_command_gives_its_status_and_what_it_wrote() {
    run(async {
        let output = process::output(&mut shell("echo out; echo err >&2; exit 3")).await.unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert_eq!((&output.stdout[..], &output.stderr[..]), (&b"out\n"[..], &b"err\n"[..]));
        assert!(process::status(&mut shell("true")).await.unwrap().success());
        let nothing = process::output(&mut Command::new("/no/such/program")).await.unwrap_err();
        assert_eq!(nothing.kind(), ErrorKind::NotFound);
        assert_eq!(Handle::current().metrics().descriptors(), 0, "nothing is left of them");
    });
}

/// More than a pipe holds, of one before the other.
#[test]
fn both_outputs_are_read_at_the_same_time() {
    run(async {
        let script = "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero; head -c 7 /dev/zero >&2";
        let output = process::output(&mut shell(script)).await.unwrap();
        assert_eq!((output.stdout.len(), output.stderr.len()), (300_000, 300_007));
    });
}

#[test]
fn one_talks_with_a_child() {
    run(async {
        let (mut child, mut input, output) = talking("while read line; do echo \"<$line>\"; done; echo end");
        let mut lines = BufReader::new(output).lines();
        for word in ["one", "two"] {
            input.write_all(format!("{word}\n").as_bytes()).await.unwrap();
            assert_eq!(lines.next_line().await.unwrap(), Some(format!("<{word}>")));
        }
        assert_eq!(child.try_wait().unwrap(), None);
        input.close().await.unwrap();
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("end"));
        assert_eq!(lines.next_line().await.unwrap(), None);
        assert!(child.wait().await.unwrap().success());
        assert_eq!(input.write(b"x").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    });
}

#[test]
fn waiting_closes_the_input_and_is_woken_by_the_end() {
    run(async {
        let mut child = process::spawn(shell("read line; exit 5").stdin(Stdio::piped())).unwrap();
        let input = child.stdin.take().unwrap();
        let mut polls = 0;
        let status = {
            let mut wait = pin!(child.wait());
            let counted = std::future::poll_fn(|cx| {
                polls += 1;
                wait.as_mut().poll(cx)
            });
            let ends = async {
                sleep(Duration::from_millis(5)).await;
                drop(input);
            };
            resumable::join!(counted, ends).0.unwrap()
        };
        assert_eq!(status.code(), Some(5));
        assert!(polls <= 4, "{polls} polls");
        assert_eq!(child.wait().await.unwrap(), status, "it stays the same");
        assert_eq!(child.try_wait().unwrap(), Some(status));
        let mut child = process::spawn(shell("read line; exit 6").stdin(Stdio::piped())).unwrap();
        assert_eq!(child.wait().await.unwrap().code(), Some(6), "the input is closed");
    });
}

#[test]
fn a_child_that_is_killed_has_ended_by_that() {
    run(async {
        let mut child = process::spawn(Command::new("sleep").arg("1000")).unwrap();
        assert!(poll_once(pin!(child.wait())).is_pending());
        child.kill().unwrap();
        assert_eq!(child.wait().await.unwrap().signal(), Some(9));
        child.kill().unwrap();
    });
}

#[test]
fn nothing_goes_on_where_a_pipe_has_no_runtime() {
    let (read, mut write) = std::io::pipe().unwrap();
    let mut command = shell("exec sleep 1000");
    command.stdin(read).stdout(Stdio::piped());
    assert!(panic_message(|| process::spawn(&mut command)).contains("outside a runtime"));
    drop(command);
    let deadline = Instant::now() + LONG;
    while write.write(b"x").is_ok() {
        assert!(Instant::now() < deadline, "it lives");
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(process::spawn(&mut shell("true")).is_ok(), "without pipes there is no need for one");
}

#[test]
fn a_dropped_child_goes_on_unless_it_is_to_be_killed() {
    run(async {
        let (child, mut input, mut output) = talking("read line; echo \"<$line>\"");
        drop(child);
        input.write_all(b"still\n").await.unwrap();
        let mut text = String::new();
        output.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "<still>\n");
        let (mut child, _input, mut output) = talking("read line; echo \"<$line>\"");
        child.kill_on_drop(true);
        drop(child);
        assert_eq!(output.read(&mut [0]).await.unwrap(), 0);
    });
}

/// Where it reads from tells that it is gone.
#[test]
fn a_command_that_is_dropped_is_killed() {
    run(async {
        let (read, mut write) = std::io::pipe().unwrap();
        let mut command = shell("exec sleep 1000");
        command.stdin(read);
        assert!(timeout(Duration::from_millis(20), process::output(&mut command)).await.is_err());
        drop(command);
        let deadline = Instant::now() + LONG;
        while write.write(b"x").is_ok() {
            assert!(Instant::now() < deadline);
            sleep(Duration::from_millis(1)).await;
        }
    });
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_of_a_child_that_nobody_waits_for() {
    run(async {
        let (child, input, mut output) = talking("read line");
        let path = format!("/proc/{}/stat", child.id());
        drop((child, input));
        assert_eq!(output.read(&mut [0]).await.unwrap(), 0);
        let deadline = Instant::now() + LONG;
        while std::path::Path::new(&path).exists() {
            assert!(Instant::now() < deadline, "{}", std::fs::read_to_string(&path).unwrap());
            process::status(&mut shell("true")).await.unwrap();
        }
    });
}

#[test]
fn many_children_end_at_the_same_time() {
    for workers in [1, 2] {
        crew(workers).block_on(async {
            let children: Vec<_> = (0..40)
                .map(|number| {
                    spawn(async move {
                        let output =
                            process::output(&mut shell(&format!("echo {number}; exit {number}"))).await.unwrap();
                        assert_eq!(output.status.code(), Some(number));
                        assert_eq!(output.stdout, format!("{number}\n").as_bytes());
                    })
                })
                .collect();
            for child in children {
                timeout(LONG, child).await.unwrap().unwrap();
            }
        });
    }
}

#[test]
fn a_pipe_gives_all_that_was_written() {
    run(async {
        let (mut reader, mut writer) = pipe().unwrap();
        let writes = async {
            for round in 0..100usize {
                writer.write_all(&vec![round as u8; round * 97]).await.unwrap();
            }
            drop(writer);
        };
        let mut bytes = Vec::new();
        resumable::join!(writes, reader.read_to_end(&mut bytes)).1.unwrap();
        let expected: Vec<u8> = (0..100usize).flat_map(|round| vec![round as u8; round * 97]).collect();
        assert!(bytes == expected);
        let (reader, mut writer) = pipe().unwrap();
        assert_eq!(reader.try_read(&mut [0; 4]).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!(writer.try_write(b"ab").unwrap(), 2);
        reader.readable().await.unwrap();
        assert_eq!(reader.try_read(&mut [0; 4]).unwrap(), 2);
        drop(reader);
        assert_eq!(writer.write(b"x").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    });
}

/// Each end goes to a process that knows nothing of waiting.
#[test]
fn an_end_of_a_pipe_goes_to_a_child() {
    run(async {
        let (mut reader, writer) = pipe().unwrap();
        let mut command = shell("head -c 200000 /dev/zero");
        let child = process::spawn(command.stdout(writer.into_fd().unwrap())).unwrap();
        drop(command);
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).await.unwrap();
        assert_eq!(bytes.len(), 200_000);
        assert!(child.wait_with_output().await.unwrap().status.success());
        let (reader, writer) = std::io::pipe().unwrap();
        let (mut reader, mut writer) = (PipeReader::from_fd(reader).unwrap(), PipeWriter::from_fd(writer).unwrap());
        assert!(poll_once(pin!(reader.read(&mut [0]))).is_pending());
        writer.write_all(b"hello").await.unwrap();
        settle().await;
        let mut child =
            process::spawn(shell("sleep 0.01; cat").stdin(reader.into_fd().unwrap()).stdout(Stdio::piped())).unwrap();
        writer.write_all(b" world").await.unwrap();
        writer.close().await.unwrap();
        let mut text = String::new();
        child.stdout.as_mut().unwrap().read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "hello world");
    });
}
