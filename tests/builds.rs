//! Tests that want a build of their own: with others, what they are built with would be given to all.

use std::path::Path;
use std::process::Command;

/// The feature `await-tree`, with which every frame is larger.
#[test]
fn the_tests_of_await_tree_pass() {
    passes(cargo(&["test", "--quiet", "--package", "await-tree"]));
}

#[test]
fn the_programs_in_the_documentation_of_await_tree_run() {
    passes(cargo(&["test", "--quiet", "--doc", "--package", "resumable", "--features", "await-tree", "await_tree"]));
}

/// The models of the runtime, in which loom tries the interleavings with two preemptions at most. README.md has the command for more.
#[test]
fn no_interleaving_breaks_the_models() {
    let mut command = cargo(&["test", "--quiet", "--package", "resumable", "--lib", "models"]);
    // Flags of the compiler are for all packages: in a directory of its own this build does not throw away the other.
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("loom"));
    command.env("RUSTFLAGS", "--cfg loom").env("LOOM_MAX_PREEMPTIONS", "2").env("CARGO_PROFILE_DEV_OPT_LEVEL", "1");
    passes(command);
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    command
}

#[track_caller]
fn passes(mut command: Command) {
    let output = command.output().expect("cargo can be run");
    let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
    assert!(output.status.success(), "{said}");
    let ran = said.split("running ").filter_map(|rest| rest.split(' ').next()?.parse::<u32>().ok()).sum::<u32>();
    assert!(ran > 0, "it runs something:\n{said}");
}
