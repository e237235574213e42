//! `fs`: whole files, and files in pieces.

use crate::support::{poll_once, run};
use resumable::fs::{self, File, OpenOptions};
use resumable::io::prelude::*;
use resumable::time::{Duration, timeout};
use std::io::{ErrorKind, Read, SeekFrom, Write};
use std::pin::pin;

#[test]
fn whole_files_are_written_and_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    run(async {
        fs::write(&path, "text").await.unwrap();
        assert_eq!(fs::read_to_string(&path).await.unwrap(), "text");
        fs::write(&path, [0xff]).await.unwrap();
        assert_eq!(fs::read(&path).await.unwrap(), [0xff]);
        assert_eq!(fs::read_to_string(&path).await.unwrap_err().kind(), ErrorKind::InvalidData);
        let missing = directory.path().join("missing");
        assert_eq!(fs::read(&missing).await.unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(File::open(&missing).await.unwrap_err().kind(), ErrorKind::NotFound);
    });
}

#[test]
fn what_is_written_is_there_without_a_flush() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    run(async {
        let large: Vec<u8> = (0..300_000u32).map(|index| index as u8).collect();
        let mut file = File::create(&path).await.unwrap();
        file.write_all(b"head ").await.unwrap();
        file.write_all(&large).await.unwrap();
        drop(file);
        let mut expected = b"head ".to_vec();
        expected.extend_from_slice(&large);
        assert_eq!(std::fs::read(&path).unwrap(), expected);

        let mut file = File::open(&path).await.unwrap();
        let mut head = [0; 5];
        file.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"head ");
        let mut rest = Vec::new();
        assert_eq!(file.read_to_end(&mut rest).await.unwrap(), large.len());
        assert_eq!(rest, large);
        assert!(file.write_all(b"x").await.is_err(), "it was opened to be read");
        // Created again, it is empty.
        let mut file = File::create(&path).await.unwrap();
        file.sync_all().await.unwrap();
        file.flush().await.unwrap();
        file.close().await.unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"");
    });
}

/// The two ends of a pipe as files: reading waits until something is written, writing until there is room, however fast the pool is.
#[cfg(unix)]
fn pipe() -> (std::fs::File, std::fs::File) {
    let (reader, writer) = std::io::pipe().unwrap();
    (std::os::fd::OwnedFd::from(reader).into(), std::os::fd::OwnedFd::from(writer).into())
}

#[cfg(unix)]
#[test]
fn a_dropped_read_loses_nothing() {
    run(async {
        let (reader, mut writer) = pipe();
        let mut file = File::from_std(reader);
        let mut received = String::new();
        for _ in 0..5 {
            // Begun with room for four and dropped; gone on with room for three.
            assert!(poll_once(pin!(file.read(&mut [0; 4]))).is_pending());
            writer.write_all(b"0123").unwrap();
            for _ in 0..2 {
                let mut buffer = [0; 3];
                let count = file.read(&mut buffer).await.unwrap();
                received.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
                received.push(' ');
            }
        }
        assert_eq!(received, "012 3 012 3 012 3 012 3 012 3 ");
        drop(writer);
        assert_eq!(file.read(&mut [0; 4]).await.unwrap(), 0);
    });
}

#[cfg(unix)]
#[test]
fn a_dropped_write_is_not_taken_for_another() {
    let written = run(async {
        let (mut reader, writer) = pipe();
        let mut file = File::from_std(writer);
        // Fill the pipe, so that the next write waits.
        let filler = vec![b'.'; 32 * 1024];
        let mut filled = 0;
        while let Ok(count) = timeout(Duration::from_millis(20), file.write(&filler)).await {
            filled += count.unwrap();
        }
        // The write that waited is still under way, and so is each of these once its turn comes.
        let drain = std::thread::spawn(move || {
            let mut received = Vec::new();
            reader.read_to_end(&mut received).unwrap();
            received
        });
        file.write_all(b"other ").await.unwrap();
        drop(file);
        let received = drain.join().unwrap();
        assert!(received[..filled + filler.len()].iter().all(|byte| *byte == b'.'));
        String::from_utf8(received[filled + filler.len()..].to_vec()).unwrap()
    });
    assert_eq!(written, "other ", "the dropped write was carried out, and was not taken for the other");
}

#[cfg(unix)]
#[test]
fn a_write_that_is_tried_again_is_carried_out_once() {
    run(async {
        let (mut reader, writer) = pipe();
        let mut file = File::from_std(writer);
        let filler = vec![b'.'; 32 * 1024];
        let mut sent = 0;
        while timeout(Duration::from_millis(20), file.write(&filler)).await.is_ok() {
            sent += 1;
        }
        // The write whose time was up is under way. Make room for it and try again.
        reader.read_exact(&mut vec![0; 32 * 1024]).unwrap();
        assert_eq!(file.write(&filler).await.unwrap(), filler.len());
        drop(file);
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        assert_eq!(rest.len(), sent * filler.len(), "one portion was taken out and one was put in");
    });
}

#[test]
fn a_write_goes_where_the_reader_stands() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    std::fs::write(&path, b"0123456789").unwrap();
    run(async {
        let mut file = loop {
            let mut file = File::from_std(std::fs::File::options().read(true).write(true).open(&path).unwrap());
            // Begin to read eight. If the pool is so fast that this is done at once, nothing is read ahead: try again.
            if poll_once(pin!(file.read(&mut [0; 8]))).is_pending() {
                break file;
            }
        };
        // Go on with two: six are read ahead.
        let mut two = [0; 2];
        file.read_exact(&mut two).await.unwrap();
        assert_eq!(&two, b"01");
        file.write_all(b"ab").await.unwrap();
        let mut rest = String::new();
        file.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "456789");
    });
    assert_eq!(std::fs::read(&path).unwrap(), b"01ab456789");
}

/// A socket, as a file: it has no position, and what was read ahead of the caller cannot be given back.
#[cfg(unix)]
#[test]
fn a_write_keeps_what_was_read_ahead_where_nothing_can_be_sought() {
    run(async {
        let (here, mut there) = std::os::unix::net::UnixStream::pair().unwrap();
        let mut file = File::from_std(std::os::fd::OwnedFd::from(here).into());
        assert!(poll_once(pin!(file.read(&mut [0; 8]))).is_pending());
        there.write_all(b"01234567").unwrap();
        let mut two = [0; 2];
        file.read_exact(&mut two).await.unwrap();
        assert_eq!(&two, b"01");
        file.write_all(b"ab").await.unwrap();
        file.flush().await.unwrap();
        there.read_exact(&mut two).unwrap();
        assert_eq!(&two, b"ab");
        assert_eq!(file.seek(SeekFrom::Start(0)).await.unwrap_err().kind(), ErrorKind::NotSeekable);
        drop(there);
        let mut rest = String::new();
        file.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "234567");
    });
}

/// A read of a pipe may wait for ever: who has given it up is not held up by it, unless what he does next is about the same position.
#[cfg(unix)]
#[test]
fn a_read_that_was_given_up_holds_nobody_up() {
    run(async {
        let (reader, mut writer) = pipe();
        let mut file = File::from_std(reader);
        assert!(poll_once(pin!(file.read(&mut [0; 8]))).is_pending());
        assert_eq!(file.metadata().await.unwrap().len(), 0);
        assert!(file.sync_all().await.is_err(), "a pipe is on no disk");
        file.flush().await.unwrap();
        file.close().await.unwrap();
        assert!(poll_once(pin!(file.seek(SeekFrom::Start(0)))).is_pending());
        writer.write_all(b"text").unwrap();
        assert_eq!(file.read(&mut [0; 8]).await.unwrap(), 4);
    });
}

/// The length that is set late would cut off what is written after it.
#[test]
fn what_was_dropped_unfinished_comes_before_what_follows() {
    let directory = tempfile::tempdir().unwrap();
    run(async {
        let mut file = File::create(directory.path().join("file")).await.unwrap();
        for round in 0..2000u64 {
            file.seek(SeekFrom::Start(0)).await.unwrap();
            let _ = poll_once(pin!(file.set_len(0)));
            file.write_all(b"abc").await.unwrap();
            assert_eq!(file.metadata().await.unwrap().len(), 3, "round {round}");
        }
    });
}

/// Goes there, and reads something ahead, which does not count.
async fn read_ahead(file: &mut File, position: u64) {
    loop {
        assert_eq!(file.seek(SeekFrom::Start(position)).await.unwrap(), position);
        if poll_once(pin!(file.read(&mut [0; 8]))).is_pending() {
            return;
        }
    }
}

#[test]
fn a_file_goes_where_it_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    run(async {
        let options = OpenOptions::new().read(true).write(true).create_new(true).clone();
        let mut file = File::open_with(&options, &path).await.unwrap();
        assert_eq!(File::open_with(&options, &path).await.unwrap_err().kind(), ErrorKind::AlreadyExists);
        file.write_all(b"0123456789").await.unwrap();
        read_ahead(&mut file, 2).await;
        assert_eq!(file.seek(SeekFrom::Current(1)).await.unwrap(), 3);
        let mut byte = [0];
        file.read_exact(&mut byte).await.unwrap();
        assert_eq!(&byte, b"3");
        assert_eq!(file.seek(SeekFrom::End(-1)).await.unwrap(), 9);
        assert!(file.seek(SeekFrom::Current(-10)).await.is_err());
        file.read_exact(&mut byte).await.unwrap();
        assert_eq!(&byte, b"9", "a seek that fails moves nothing");
        read_ahead(&mut file, 1).await;
        file.set_len(4).await.unwrap();
        assert_eq!(file.metadata().await.unwrap().len(), 4);
        let mut rest = String::new();
        file.read_to_string(&mut rest).await.unwrap();
        assert_eq!(rest, "123", "what was cut off is not read, though it had been read ahead");
        file.sync_data().await.unwrap();
        let mut log = File::open_with(OpenOptions::new().append(true), &path).await.unwrap();
        log.write_all(b"+").await.unwrap();
        assert_eq!(fs::read_to_string(&path).await.unwrap(), "0123+");
    });
}

#[test]
fn a_buffer_is_in_nobodys_way_to_another_position() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    run(async {
        let mut writer = BufWriter::new(File::create_new(&path).await.unwrap());
        assert_eq!(File::create_new(&path).await.unwrap_err().kind(), ErrorKind::AlreadyExists);
        writer.write_all(b"0123456789").await.unwrap();
        assert_eq!(writer.stream_position().await.unwrap(), 10);
        assert_eq!(writer.seek(SeekFrom::Start(3)).await.unwrap(), 3);
        writer.write_all(b"abc").await.unwrap();
        writer.flush().await.unwrap();
        let mut reader = BufReader::new(writer.into_inner());
        assert_eq!(reader.rewind().await.unwrap(), 0);
        assert_eq!(reader.read_u8().await.unwrap(), b'0');
        assert_eq!((reader.stream_position().await.unwrap(), reader.buffer()), (1, &b""[..]));
        assert_eq!(reader.read_u8().await.unwrap(), b'1');
        assert_eq!(reader.seek(SeekFrom::Current(2)).await.unwrap(), 4);
        assert_eq!(reader.read_u16().await.unwrap().to_be_bytes(), *b"bc");
        assert!(reader.seek(SeekFrom::Current(-7)).await.is_err());
        assert!(reader.seek(SeekFrom::Current(i64::MIN)).await.is_err());
        assert_eq!(reader.read_u8().await.unwrap(), b'6', "a seek that fails moves nothing");
        assert_eq!(reader.seek(SeekFrom::End(-1)).await.unwrap(), 9);
        assert_eq!(reader.read_u8().await.unwrap(), b'9');
    });
}

#[test]
fn a_file_is_given_away_where_it_stands() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    run(async {
        fs::write(&path, "0123456789").await.unwrap();
        let mut file = File::open(&path).await.unwrap();
        read_ahead(&mut file, 2).await;
        let mut clone = file.try_clone().await.unwrap();
        let mut byte = [0];
        clone.read_exact(&mut byte).await.unwrap();
        assert_eq!(&byte, b"2");
        file.read_exact(&mut byte).await.unwrap();
        assert_eq!(&byte, b"3", "they have one position");
        read_ahead(&mut file, 5).await;
        let mut std = file.into_std().await.unwrap();
        std.read_exact(&mut byte).unwrap();
        assert_eq!(&byte, b"5");
    });
}

#[test]
fn files_and_directories_are_known_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    run(async {
        fs::create_dir(at("a")).await.unwrap();
        assert_eq!(fs::create_dir(at("a")).await.unwrap_err().kind(), ErrorKind::AlreadyExists);
        fs::create_dir_all(at("b/c/d")).await.unwrap();
        fs::write(at("a/file"), "text").await.unwrap();
        assert!(fs::try_exists(at("a/file")).await.unwrap() && !fs::try_exists(at("a/none")).await.unwrap());
        assert_eq!(fs::copy(at("a/file"), at("b/copy")).await.unwrap(), 4);
        fs::rename(at("b/copy"), at("b/renamed")).await.unwrap();
        let mut names: Vec<_> =
            fs::read_dir(at("b")).await.unwrap().iter().map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, ["c", "renamed"]);
        assert!(fs::metadata(at("b")).await.unwrap().is_dir());
        let mut permissions = fs::metadata(at("b/renamed")).await.unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(at("b/renamed"), permissions).await.unwrap();
        assert!(fs::metadata(at("b/renamed")).await.unwrap().permissions().readonly());
        assert_eq!(fs::canonicalize(at("b/../a")).await.unwrap(), fs::canonicalize(at("a")).await.unwrap());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("a", at("link")).unwrap();
            assert_eq!(fs::read_link(at("link")).await.unwrap().to_str(), Some("a"));
            assert!(fs::symlink_metadata(at("link")).await.unwrap().is_symlink());
        }
        fs::remove_file(at("a/file")).await.unwrap();
        fs::remove_dir(at("a")).await.unwrap();
        assert!(fs::remove_dir(at("b")).await.is_err());
        fs::remove_dir_all(at("b")).await.unwrap();
        assert!(!fs::try_exists(at("b")).await.unwrap());
    });
}
