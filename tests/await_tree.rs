//! The tests of the feature `await-tree`. They are those of a package that is built by itself: built with others, it would give the feature, and
//! larger frames, to them all.

use std::process::Command;

#[test]
fn the_tests_of_the_package_pass() {
    passes(&["test", "--quiet", "--package", "await-tree"]);
}

#[test]
fn the_programs_in_its_documentation_run() {
    passes(&["test", "--quiet", "--doc", "--package", "resumable", "--features", "await-tree", "await_tree"]);
}

#[track_caller]
fn passes(arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO"));
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("cargo can be run");
    let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
    assert!(output.status.success(), "{said}");
    let ran = said.split("running ").filter_map(|rest| rest.split(' ').next()?.parse::<u32>().ok()).sum::<u32>();
    assert!(ran > 0, "it runs something:\n{said}");
}
