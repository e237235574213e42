//! Child processes and pipes.

use crate::cancel::{out_of_turn, start_and_drop};
use crate::support::run;
use resumable::io::prelude::*;
use resumable::net::pipe;
use resumable::process::{self, Command, Stdio};

fn cat() -> process::Child {
    process::spawn(Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped())).unwrap()
}

#[test]
fn a_child_is_waited_for_again() {
    run(async {
        let mut child = cat();
        let input = child.stdin.take();
        for _ in 0..3 {
            start_and_drop(child.wait()).await;
        }
        drop(input);
        assert!(child.wait().await.unwrap().success());
        let mut child = cat();
        start_and_drop(child.wait()).await;
        assert!(child.stdin.is_none(), "what it reads is closed");
        assert!(child.wait().await.unwrap().success());
    });
}

#[test]
fn what_is_collected_is_lost_with_the_process_or_without() {
    run(async {
        // It goes on, and ends when its input does.
        let mut child = cat();
        let (mut input, output) = (child.stdin.take().unwrap(), child.stdout.take());
        start_and_drop(child.wait_with_output()).await;
        input.write_all(b"still").await.unwrap();
        let mut echo = [0; 5];
        let mut output = output.unwrap();
        output.read_exact(&mut echo).await.unwrap();
        assert_eq!(&echo, b"still");
        // It is killed, which ends what it holds.
        for collects in [true, false] {
            let (mut reader, writer) = pipe().unwrap();
            let mut command = Command::new("sleep");
            command.arg("1000").stdin(Stdio::from(writer.into_fd().unwrap()));
            match collects {
                true => start_and_drop(process::output(&mut command)).await,
                false => start_and_drop(process::status(&mut command)).await,
            }
            drop(command);
            assert_eq!(reader.read(&mut [0]).await.unwrap(), 0);
        }
    });
}

#[test]
fn a_pipe_is_waited_for_again() {
    run(async {
        let (reader, writer) = pipe().unwrap();
        assert!(reader.try_read(&mut [0]).is_err());
        start_and_drop(reader.readable()).await;
        writer.try_write(b"x").unwrap();
        out_of_turn(reader.readable()).await;
        reader.readable().await.unwrap();
        assert_eq!(reader.try_read(&mut [0; 2]).unwrap(), 1);
    });
}
