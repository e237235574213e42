//! What must not compile, and what the compiler says about it; and what must.
//!
//! Each file under `tests/ui/<topic>/` is a program with one mistake, and the `.stderr` beside it is what a user reads. The message is
//! right when it is the one that rustc has for the same body in its own `async fn`, at the same token. `TRYBUILD=overwrite cargo test
//! --test ui` blesses what the compiler says now.
//!
//! | topic | what it shows |
//! |---|---|
//! | `pinning` | a coroutine that was polled stays where it is |
//! | `borrowck` | the borrow checker sees through suspension points |
//! | `sending` | what is held across a suspension decides whether a task may go to another thread |
//! | `types` | type errors stand at the user's tokens |
//! | `mistakes` | what people get wrong most: `tests/mistakes.rs` compares it with rustc's `async fn` |
//! | `attribute` | misuse of the attribute; an error in a body is no error of its callers |
//! | `entry` | misuse of `#[resumable::main]` and `#[resumable::test]` |
//! | `known` | `select!`, `join!` and `tokio::pin!`, misused: rustc says so at the user's tokens |
//! | `unsupported` | what the compiler cannot do says what to write instead |
//! | `pass` | the same done right |

#[test]
fn ui() {
    let cases = trybuild::TestCases::new();
    for topic in ["pinning", "borrowck", "sending", "types", "mistakes", "attribute", "entry", "known", "unsupported"] {
        cases.compile_fail(format!("tests/ui/{topic}/*.rs"));
    }
    cases.pass("tests/ui/pass/*.rs");
}
