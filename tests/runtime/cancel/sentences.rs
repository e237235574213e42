//! Each sentence about cancel safety in the documentation of something public has a test, which drops the future where the sentence says what is lost
//! then.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// `the file: what has such a sentence there = the module below tests/runtime, and the test`. What a sentence about a whole file is called is `*`.
const TESTS: &str = "
    fs/file.rs: File sync_all sync_data metadata seek into_std try_clone = cancel/files an_open_file_goes_on
    fs/file.rs: open = cancel/files what_only_looks_changes_nothing
    fs/file.rs: create create_new open_with = cancel/files a_file_is_created_all_the_same
    fs/file.rs: set_len = cancel/files an_error_is_reported_by_what_follows
    fs/mod.rs: read read_to_string = cancel/files what_only_looks_changes_nothing
    fs/mod.rs: write = cancel/files what_changes_names_can_be_done_again
    fs/paths.rs: create_dir create_dir_all remove_file remove_dir remove_dir_all rename copy hard_link symlink set_permissions = cancel/files what_changes_names_can_be_done_again
    fs/paths.rs: try_exists read_dir metadata symlink_metadata canonicalize read_link = cancel/files what_only_looks_changes_nothing
    future/many.rs: join_all race_all = cancel/tasks futures_are_dropped_together
    future/mod.rs: * select = cancel/tasks futures_are_dropped_together
    http/client.rs: get head post = cancel/io requests
    http/request.rs: send send_over send_to = cancel/io requests
    io/copy.rs: copy copy_bidirectional = cancel/io parts_of_what_is_read_and_written
    io/frames.rs: next_frame = cancel lines
    io/lines.rs: read_until = cancel read_until_and_read_to_end_keep_what_they_read
    io/lines.rs: read_line = cancel/io parts_of_what_is_read_and_written
    io/lines.rs: next_line next_segment = cancel lines
    io/numbers.rs: $big $little = cancel/io parts_of_what_is_read_and_written
    io/read.rs: read = cancel read
    io/read.rs: read_exact read_to_string read_u8 read_i8 = cancel/io parts_of_what_is_read_and_written
    io/read.rs: read_to_end = cancel read_until_and_read_to_end_keep_what_they_read
    io/seek.rs: seek rewind stream_position = cancel/files an_open_file_goes_on
    io/standard.rs: stdin stdout stderr = standard what_is_dropped_is_not_lost
    io/write.rs: write = cancel write
    io/write.rs: write_all write_all_vectored write_frame write_u8 write_i8 = cancel/io parts_of_what_is_read_and_written
    io/write.rs: write_vectored = cancel/sockets looking_ahead_and_waiting_for_room
    io/write.rs: flush close = cancel/io what_is_flushed_again
    net/address.rs: lookup_host = cancel/sockets what_is_bound_or_connected_by_name
    net/datagram.rs: send recv = cancel/sockets datagrams_that_are_not_sent
    net/datagram.rs: recv_from readable writable = cancel datagrams
    net/listener.rs: bind = cancel/sockets what_is_bound_or_connected_by_name
    net/listener.rs: accept = cancel accept
    net/socket.rs: connect = cancel/sockets a_connection_that_is_given_up_is_closed
    net/source.rs: read_with write_with readable writable = cancel/sockets operations_on_a_source_of_ones_own
    net/stream.rs: connect = cancel/sockets a_connection_that_is_given_up_is_closed
    net/stream.rs: peek = cancel/sockets looking_ahead_and_waiting_for_room
    net/through.rs: incoming = cancel accept
    net/through.rs: readable = cancel readiness
    net/through.rs: writable = cancel/sockets looking_ahead_and_waiting_for_room
    net/udp.rs: bind connect = cancel/sockets what_is_bound_or_connected_by_name
    net/udp.rs: send_to = cancel/sockets datagrams_that_are_not_sent
    net/udp.rs: peek_from peek = cancel datagrams
    net/unix/datagram.rs: send_to send_to_addr = cancel/sockets datagrams_wait_for_room_and_are_given_up
    net/unix/listener.rs: accept = cancel/sockets connections_by_path
    net/unix/pipe.rs: readable = cancel/processes a_pipe_is_waited_for_again
    net/unix/stream.rs: connect connect_addr = cancel/sockets connections_by_path
    process/child.rs: wait = cancel/processes a_child_is_waited_for_again
    process/child.rs: wait_with_output = cancel/processes what_is_collected_is_lost_with_the_process_or_without
    process/mod.rs: status output = cancel/processes what_is_collected_is_lost_with_the_process_or_without
    signal.rs: ctrl_c recv = cancel/sockets signals
    stream/ext.rs: next collect fold for_each for_each_concurrent chunks count any all try_collect try_for_each = cancel/tasks streams
    stream/make.rs: Receiver = cancel/tasks streams
    sync/barrier.rs: wait = cancel/sync calls_and_tokens
    sync/broadcast.rs: recv = cancel/sync what_is_told_to_many
    sync/cancel.rs: cancelled = cancel notifications_barriers_and_tokens
    sync/cancel.rs: cancelled_owned run_until_cancelled run_until_cancelled_owned = cancel/sync calls_and_tokens
    sync/mpsc/receiver.rs: recv recv_many = cancel/sync the_sending_end
    sync/mpsc/sender.rs: send reserve reserve_owned closed = cancel/sync the_sending_end
    sync/mutex.rs: lock lock_owned = cancel/sync locks_that_borrow_nothing
    sync/notify.rs: notified notified_owned = cancel/sync calls_and_tokens
    sync/once_cell.rs: get_or_init get_or_try_init = locks a_value_that_failed_is_made_by_the_next
    sync/oneshot.rs: closed Receiver = cancel/sync a_channel_for_one_value
    sync/rw_lock.rs: read write read_owned write_owned = cancel/sync locks_that_borrow_nothing
    sync/semaphore.rs: acquire acquire_many acquire_owned acquire_many_owned = cancel/sync many_permits
    sync/watch.rs: closed changed wait_for = cancel/sync what_is_told_to_many
    task/abort_on_drop.rs: AbortOnDrop = cancel/tasks sets_and_trackers
    task/join.rs: JoinHandle = join a_handle_can_be_polled_put_aside_and_awaited_again
    task/join.rs: cancel = cancel/tasks sets_and_trackers
    task/local.rs: scope = task_local a_future_is_dropped_with_its_value
    task/map.rs: join_next shut_down = cancel/tasks sets_and_trackers
    task/set.rs: join_next join_next_with_id join_all shut_down = cancel/tasks sets_and_trackers
    task/tracker.rs: wait Tracked = cancel/tasks sets_and_trackers
    task/yield_now.rs: yield_now consume_budget = cancel/tasks turns
    time/clock.rs: advance = cancel/tasks time
    time/interval.rs: tick = cancel/tasks time
    time/sleep.rs: sleep sleep_until = cancel/tasks time
    time/timeout.rs: timeout timeout_at = cancel/tasks time
";

fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// The names of what is public and has such a sentence. A macro of `fs` is given them as `name -> output, "what is lost";`.
fn said_in(source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let mut said = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if line.contains("Cancel safety: \"") {
            let given = lines.iter().filter(|line| line.ends_with("\";"));
            said.extend(given.filter_map(|line| line.split_once(" -> ")).map(|(name, _)| name.to_string()));
        } else if line.contains("Cancel safety") {
            said.extend(if line.starts_with("//!") { Some("*".into()) } else { name(&lines[index..]) });
        }
    }
    said
}

/// The name of what is documented there, if it is public: in traits and macros as well.
fn name(lines: &[&str]) -> Option<String> {
    let is_doc = |line: &str| line.starts_with("///") || line.starts_with("#[") || line.is_empty();
    let item = lines.iter().find(|line| !is_doc(line))?;
    if item.starts_with("pub(") {
        return None;
    }
    let (_, rest) = ["fn ", "struct ", " for "].iter().find_map(|keyword| item.split_once(keyword))?;
    let rest = rest.rsplit("::").next().filter(|_| item.starts_with("impl")).unwrap_or(rest);
    Some(rest.chars().take_while(|letter| letter.is_alphanumeric() || "_$".contains(*letter)).collect())
}

/// The files of the runtime that users see something of, by their names there, and what is in them.
fn sources() -> Vec<(String, String)> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/src");
    let mut found = Vec::new();
    files(&sources, &mut found);
    let read = |path: PathBuf| {
        let name = path.strip_prefix(&sources).unwrap().to_str().unwrap().replace('\\', "/");
        (name, fs::read_to_string(path).unwrap())
    };
    let is_seen = |name: &str| !name.starts_with("private/") && !["guarantees.rs", "lib.rs"].contains(&name);
    found.into_iter().map(read).filter(|(name, _)| is_seen(name)).collect()
}

/// The names of public functions that wait, and of which neither they nor the whole file say what is lost.
fn silent_in(source: &str) -> Vec<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    if lines.iter().any(|line| line.starts_with("//!") && line.contains("Cancel safety")) {
        return Vec::new();
    }
    let waits = |at: usize| {
        let signature: Vec<&str> = lines[at..].iter().copied().take_while(|line| !line.ends_with(['{', ';'])).collect();
        let signature = signature.join(" ") + lines.get(at + signature.len()).unwrap_or(&"");
        lines[at].starts_with("pub async fn") || signature.contains("-> impl Future")
    };
    let is_silent = |at: &usize| {
        let above = lines[..*at].iter().rev();
        let mut above = above.take_while(|line| line.starts_with("///") || line.starts_with("#["));
        !above.any(|line| line.contains("Cancel safety"))
    };
    let functions =
        (0..lines.len()).filter(|at| ["pub fn", "pub async fn"].iter().any(|kind| lines[*at].starts_with(kind)));
    functions.filter(|at| waits(*at)).filter(is_silent).map(|at| lines[at].to_string()).collect()
}

#[test]
fn whoever_waits_says_what_is_lost() {
    assert_eq!(silent_in("/// Waits.\npub async fn wait() {\n").len(), 1);
    assert_eq!(silent_in("/// Waits.\npub fn wait(\n    a: u32,\n) -> impl Future<Output = ()> {\n").len(), 1);
    assert_eq!(silent_in("/// Cancel safety: none.\n#[x]\npub async fn wait() {\n").len(), 0);
    let silent = sources().into_iter().map(|(name, source)| (name, silent_in(&source)));
    let silent: Vec<_> = silent.filter(|(_, functions)| !functions.is_empty()).collect();
    assert!(silent.is_empty(), "these wait and do not say what is lost when they are dropped: {silent:#?}");
}

#[test]
fn each_has_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut said = BTreeSet::new();
    for (name, source) in sources() {
        said.extend(said_in(&source).into_iter().map(|item| format!("{name}: {item}")));
    }
    let mut tested = BTreeSet::new();
    for line in TESTS.lines().filter(|line| !line.is_empty()) {
        let (items, test) = line.split_once(" = ").expect(line);
        let (file, items) = items.trim().split_once(": ").expect(line);
        let (module, test) = test.split_once(' ').expect(line);
        let tests = fs::read_to_string(root.join(format!("tests/runtime/{module}.rs"))).expect(line);
        assert!(tests.contains(&format!("fn {test}()")), "there is no such test: {line}");
        tested.extend(items.split(' ').map(|item| format!("{file}: {item}")));
    }
    let without_test: Vec<_> = said.difference(&tested).collect();
    assert!(without_test.is_empty(), "say in TESTS which test drops these: {without_test:#?}");
    let not_said: Vec<_> = tested.difference(&said).collect();
    assert!(not_said.is_empty(), "these say nothing about cancel safety any more: {not_said:#?}");
}
