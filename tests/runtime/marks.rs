//! Streams in which a read ends at a mark, with more behind it: a read that leaves room has not always emptied the stream.
#![cfg(target_os = "linux")]

use crate::net::pair_with_std;
use crate::support::run;
use resumable::io::ReadExt;
use resumable::net::UnixStream;
use resumable::time::{Duration, sleep};
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, send, sendmsg};
use std::io::{IoSlice, Write};
use std::mem::MaybeUninit;
use std::os::fd::AsFd;
use std::os::unix;

#[test]
fn what_comes_behind_urgent_data_is_read_too() {
    run(async {
        let (mut here, mut there) = pair_with_std().await;
        there.write_all(b"ab").unwrap();
        assert_eq!(send(&there, b"!", SendFlags::OOB).unwrap(), 1);
        there.write_all(b"cde").unwrap();
        // All of it has arrived, and been told, before the first read.
        sleep(Duration::from_millis(10)).await;
        let mut text = [0; 5];
        here.read_exact(&mut text).await.unwrap();
        assert_eq!(&text, b"abcde");
    });
}

#[test]
fn what_comes_behind_a_file_is_read_too() {
    run(async {
        let (here, mut there) = unix::net::UnixStream::pair().unwrap();
        let mut here = UnixStream::from_std(here).unwrap();
        for byte in [b"a", b"b"] {
            let files = [there.as_fd()];
            let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut along = SendAncillaryBuffer::new(&mut room);
            assert!(along.push(SendAncillaryMessage::ScmRights(&files)));
            assert_eq!(sendmsg(&there, &[IoSlice::new(byte)], &mut along, SendFlags::empty()).unwrap(), 1);
        }
        there.write_all(b"cde").unwrap();
        let mut text = [0; 5];
        here.read_exact(&mut text).await.unwrap();
        assert_eq!(&text, b"abcde");
    });
}
