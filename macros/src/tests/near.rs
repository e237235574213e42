//! What is on the stack while a coroutine runs, and where it goes to the frame.

use super::phases::near;
use expect_test::{Expect, expect};

fn check(function: &str, expected: Expect) {
    expected.assert_eq(&near(function))
}

#[test]
fn what_iterates_and_operands_in_loops() {
    check(
        "async fn f(n: u64) { let mut sum = 0; for i in 0..n { sum = sum.add(i).mul(ready(i).await); } }",
        expect![[r#"
            __temp_0 [p0]
            i []
        "#]],
    );
    check(
        "async fn f(n: u64) { while more(n) { g(h(n), ready(n).await); } }",
        expect![[r#"
        __temp_0 [p0]
    "#]],
    );
}

#[test]
fn nothing_where_there_is_no_loop() {
    check("async fn f(n: u64) { g(h(n), ready(n).await); }", expect![""]);
}

#[test]
fn no_operand_that_something_may_borrow_at_a_wait() {
    check("async fn f(n: u64) { loop { g(n).first(ready(n).await).second(ready(n).await); } }", expect![""]);
    check("async fn f(n: u64) { loop { fill(&mut [0; 3], n).await; } }", expect![""]);
}

#[test]
fn nothing_that_unsafe_code_may_point_to() {
    check(
        "async unsafe fn f(n: u64) { for i in 0..n { ready(i).await; } }",
        expect![[r#"
        i []
    "#]],
    );
}
