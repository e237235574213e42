//! The page of guarantees names tests that exist.

use std::fs;
use std::path::Path;

/// The files that have the tests of a module.
fn files(module: &str) -> Vec<String> {
    match module {
        "models" => vec![
            "runtime/src/task/models.rs".into(),
            "runtime/src/blocking/pool/models.rs".into(),
            "runtime/src/executor/crew/roster.rs".into(),
            "runtime/src/reactor/sleeper.rs".into(),
            "runtime/src/sync/oneshot/models.rs".into(),
            "runtime/src/sync/wait_list/models.rs".into(),
        ],
        "under_chaos" => vec!["runtime/src/executor/crew/under_chaos.rs".into()],
        "sentences" => vec!["tests/runtime/cancel/sentences.rs".into()],
        "end" => vec!["runtime/src/process/end.rs".into()],
        "leaks" => vec!["tests/leaks.rs".into()],
        "descriptors" => vec!["tests/descriptors.rs".into()],
        module => vec![format!("tests/runtime/{module}.rs")],
    }
}

#[test]
fn every_promise_has_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let page = read("runtime/src/guarantees.rs").replace("\n//!", " ");
    let promises: Vec<&str> = page.split(" * ").skip(1).collect();
    assert!(promises.len() > 20);
    for promise in promises {
        let names: Vec<(&str, &str)> = promise.split('`').filter_map(|code| code.split_once("::")).collect();
        assert!(!names.is_empty(), "no test: {promise}");
        for (module, test) in names {
            let is_there = files(module).iter().any(|path| read(path).contains(&format!("fn {test}()")));
            assert!(is_there, "there is no test `{module}::{test}`: {promise}");
        }
    }
}
