//! Calls with trees of arguments, spans of a log, and levels that are given.

use super::check;
use expect_test::expect;

#[test]
fn json() {
    check(
        r#"json!({ "name": name, "tags": [first, null, -1,], (key): { "n": n + 1 } })"#,
        expect![[r#"
        Tree
          name: Borrow
          first: Borrow
          - 1: Borrow
          key: Value
          n + 1: Borrow
        json ! ({ "name" : name , "tags" : [first , null , - 1 ,] , (key) : { "n" : n + 1 } })
    "#]],
    );
    check(
        "serde_json::json!(value)",
        expect![[r#"
        Tree
          value: Borrow
        serde_json :: json ! (value)
    "#]],
    );
    check(r#"json!({ name: 1 })"#, expect!["not seen into"]);
    check(r#"json!([1, 2][0])"#, expect!["not seen into"]);
}

#[test]
fn spans() {
    check(
        r#"info_span!("request", %peer, n = ?count, path)"#,
        expect![[r#"
        Format
          peer: Borrow, lazy
          count: Borrow, lazy
          path: Borrow, lazy
        info_span ! ("request" , peer = % peer , n = ? count , path = path)
    "#]],
    );
    check(
        r#"tracing::span!(target: "net", Level::INFO, "request", user.id = id)"#,
        expect![[r#"
        Format
          "net": Borrow, lazy
          id: Borrow, lazy
        tracing :: span ! (target : "net" , Level :: INFO , "request" , user . id = id)
    "#]],
    );
    check(
        r#"span!(parent: &parent, tracing::Level::INFO, "request")"#,
        expect![[r#"
        Format
          & parent: Borrow, lazy
        span ! (parent : & parent , tracing :: Level :: INFO , "request")
    "#]],
    );
    check("info_span!(name)", expect!["not seen into"]);
}

#[test]
fn levels() {
    check(
        r#"event!(Level::INFO, %peer, "lost {peer}")"#,
        expect![[r#"
        Format
          peer: Borrow, lazy
          peer = peer: Borrow, lazy
        event ! (Level :: INFO , peer = % peer , "lost {peer}" , peer = peer)
    "#]],
    );
    check(
        r#"log::log!(target: "net", level, "{} {x}", a)"#,
        expect![[r#"
        Format
          "net": Borrow, lazy
          level: Borrow, lazy
          a: Borrow, lazy
          x = x: Borrow, lazy
        log :: log ! (target : "net" , level , "{} {x}" , a , x = x)
    "#]],
    );
}

#[test]
fn keys_and_values_of_a_log() {
    check(
        r#"info!(target: "net", peer, retries:? = count + 1, "url" = url, err:err; "lost {peer} {}", it)"#,
        expect![[r#"
            Format
              "net": Borrow, lazy
              peer: Borrow, lazy
              count + 1: Borrow, lazy
              url: Borrow, lazy
              err: Borrow, lazy
              it: Borrow, lazy
              peer = peer: Borrow, lazy
            info ! (target : "net" , peer = peer , retries : ? = count + 1 , "url" = url , err : err = err ; "lost {peer} {}" , it , peer = peer)
        "#]],
    );
    check(
        r#"log!(logger: mine, Level::Info, count:%, name; "done")"#,
        expect![[r#"
            Format
              mine: Borrow, lazy
              Level :: Info: Borrow, lazy
              count: Borrow, lazy
              name: Borrow, lazy
            log ! (logger : mine , Level :: Info , count : % = count , name = name ; "done")
        "#]],
    );
    check(
        r#"log::warn!(target = target; "done")"#,
        expect![[r#"
        Format
          target: Borrow, lazy
        log :: warn ! (target = target ; "done")
    "#]],
    );
}
