//! A fixed seed, with every run of the tests; and that what is compared would tell a difference.
//!
//! The generator's own promises are here too: a name stands for one program, rustc accepts nearly all, and what is found can be
//! made small.

use generator::batch::{DIFFERENCES, Edition, Verdict, Workshop};
use generator::program::{MARK, Name, Program};
use generator::{campaign, generate, shrink};
use std::path::Path;

/// As many programs as a test may take time for.
const COUNT: u32 = 150;

/// Any would do.
const SEED: u32 = 1000;

/// Only one test may use it.
fn workshop() -> Workshop {
    Workshop::new(Path::new(env!("CARGO_TARGET_TMPDIR")).join("generator"), Edition::Of2024)
        .expect("the libraries are built")
}

/// A program whose body is given.
fn program(items: &str) -> Program {
    Program::new(Name { seed: 0, number: 0 }, items.into(), "body()".into())
}

#[test]
fn a_name_stands_for_one_program() {
    let text = |number| generate::program(Name { seed: 5, number }).items;
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

/// The shapes in which bugs were found before are written now and then.
#[test]
fn every_shape_is_written() {
    let text = |number| without_layout(&generate::program(Name { seed: 5, number }).items);
    let (dense, others): (Vec<String>, Vec<String>) = (0..800).map(text).partition(|text| text.contains("fnpick("));
    let not_written = [absent(&others, &SHAPES), absent(&dense, &DENSE)].concat();
    assert!(not_written.is_empty(), "these are not written: {not_written:?}");
}

/// Of the programs that have more of everything.
const SHAPES: [&str; 27] = [
    "macro_rules! stop",
    "macro_rules! never",
    "macro_rules! twice",
    "macro_rules! wrap",
    "halt!",
    "panic!(",
    "return fail()",
    "|| !{",
    "&& {",
    "if {",
    "Seen<'_>",
    "..x",
    ".left",
    "'a: loop",
    "pass!(later(",
    "both!(later(",
    "call!(former, later(",
    "sum!(",
    "tokio::select! {",
    "futures::select! {",
    "select_biased! {",
    "= &mut s",
    "tokio::join!(",
    "futures::try_join!(",
    "macro_rules! m0",
    "$e0.await",
    "m1!(",
];

/// Of the dense ones: operands, temporaries, and what is looked at, in one another.
const DENSE: [&str; 55] = [
    "first(first(",
    "second(later(",
    "either(second(",
    "like(later(",
    "like(&match",
    "keep(later(",
    "read(&later(",
    ".await.renamed(",
    ".await.clone()",
    "*Box::new(later(",
    "std::mem::replace(&mut later(",
    "std::mem::replace(&mut match",
    "pick([later(",
    ".await.unwrap_or(",
    ".await?",
    "('a: { if later(",
    "{ break later(",
    "(|| first(",
    "async move { noisy(",
    "left: later(",
    "if let Some(ref x) = later(",
    "match later(",
    "match &later(",
    "match &match",
    "match match",
    "{ (x, _) => x",
    "{ (_, _) =>",
    "{ (ref x, y) => y",
    "=> first(x, later(",
    "second(like(x), later(",
    ".pop().unwrap()",
    "clone(), match",
    "), [later(",
    "drop(format!(\"{}\", later(",
    "futures::join!(later(",
    ".filter(|n| is(n)) {",
    ".map(|n| n) {",
    ".cloned() {",
    ".as_ref() {",
    "= &match",
    "= &mut match",
    ", &match",
    ", &later(",
    "let ref ",
    "let (ref ",
    "*(&mut p0) =",
    "for x",
    "while let Some(mut q) =",
    "else { return None }",
    "{ return Some(",
    "assert!(is(&later(",
    "matches!(later(",
    "&& later(",
    "|| later(",
    "== later(",
];

/// Those of the shapes that no text has.
fn absent(texts: &[String], shapes: &[&'static str]) -> Vec<&'static str> {
    let is_absent = |shape: &&str| !texts.iter().any(|text| text.contains(&without_layout(shape)));
    shapes.iter().copied().filter(is_absent).collect()
}

fn without_layout(text: &str) -> String {
    text.split_whitespace().collect()
}

/// All of them behave as rustc's `async fn`, except in ways that the README names.
#[test]
fn programs_behave_alike() {
    let workshop = workshop();
    differences_are_seen(&workshop);
    orders_are_seen(&workshop);
    let statistics = campaign::run(&workshop, SEED, 0..COUNT, |_, _| {}).expect("the batch is built and run");
    for (program, verdict) in &statistics.divergences {
        eprintln!("{}\n{verdict}", program.case());
    }
    eprintln!("{statistics}");
    assert!(statistics.divergences.is_empty(), "programs diverge: see above");
    assert!(statistics.rust() * 10 > statistics.programs * 9, "rustc rejects more than a tenth");
    assert!(statistics.same * 10 > statistics.rust() * 6, "too few are compared to the end");
}

/// Each difference that is recognised is shown by a test of that name among the oracle's, which the README lists.
#[test]
fn recognised_differences_are_listed() {
    let read = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
        std::fs::read_to_string(path).expect("the file is there")
    };
    let (tests, readme) = (read("tests/oracle/differences.rs"), read("README.md"));
    for difference in DIFFERENCES {
        let name = difference.name;
        assert!(tests.contains(&format!("fn {name}() {{")), "there is no test `{name}`");
        assert!(readme.contains(&format!("(`{name}`)")), "the README does not list `{name}`");
    }
}

/// The two versions of a program are not the same here, so every kind of difference must be seen; and that which is seen is
/// made small.
fn differences_are_seen(workshop: &Workshop) {
    let version =
        |body: &str| format!("{MARK}\nasync fn body() -> u32 {{\n    let a = noisy(\"a\");\n    {body}\n    1\n}}\n");
    // Only the attribute has a path, so a macro can tell who asks.
    let asks = "macro_rules! native { ($($t:tt)*) => { if !is_ours() { $($t)* } } }\n\
                fn is_ours() -> bool { module_path!().ends_with(\"ours\") }\n";
    let with = |body: &str| program(&format!("{asks}{}", version(body)));
    let programs = [
        with("yield_now().await;"),
        with("yield_now().await; native! { log(\"here\") } drop(noisy(\"b\"));"),
        with("yield_now().await; if is_ours() { std::process::abort() }"),
        with("yield_now().await; let n: u32 = \"text\";"),
        with("let __temp_0 = noisy(\"b\"); yield_now().await;"),
        with("yield_now().await; if is_ours() { std::mem::forget(noisy(\"b\")) }"),
    ];
    let verdicts = workshop.judge(&programs).expect("the batch is built and run");
    assert!(matches!(verdicts[0], Verdict::Same { .. }), "{}", verdicts[0]);
    assert!(matches!(verdicts[1], Verdict::Differs(_)), "{}", verdicts[1]);
    assert!(matches!(verdicts[2], Verdict::Dies(_)), "{}", verdicts[2]);
    assert!(matches!(verdicts[3], Verdict::NotRust(_)), "{}", verdicts[3]);
    assert!(matches!(verdicts[4], Verdict::Rejected(_)), "{}", verdicts[4]);
    assert!(matches!(verdicts[5], Verdict::Differs(_)), "{}", verdicts[5]);

    let (small, _) = shrink::shrink(workshop, &programs[1], &verdicts[1]).expect("the batches are built and run");
    assert!(!small.items.contains("noisy") && small.items.contains("log"), "{}", small.items);
}

/// Drops in another order are a difference, but for what the README lists: in runs of that kind, in programs that have it in them.
fn orders_are_seen(workshop: &Workshop) {
    let asks = "fn is_ours() -> bool { module_path!().ends_with(\"ours\") }\n\
                fn fails(n: &Noisy) -> u32 { panic!(\"{}\", n.by_ref()) }\n\
                fn pair() -> (Noisy, Noisy) { let (a, b) = (noisy(\"a\"), noisy(\"b\")); if is_ours() { (b, a) } else { (a, b) } }\n";
    let with = |body: &str| program(&format!("{asks}{MARK}\nasync fn body() -> u32 {{\n    {body}\n    1\n}}\n"));
    let programs = [
        // At the end, at a wait, beside a panic, and beside one of a destructor.
        with("yield_now().await; let pair = pair();"),
        with("let pair = pair(); yield_now().await; std::mem::forget(pair);"),
        with("yield_now().await; let pair = pair(); fails(&noisy(\"c\"));"),
        with("let pair = pair(); drop(noisy(\"d\")); std::mem::forget(pair); yield_now().await;"),
        // As the README has it, and nearly so.
        with("let array = [noisy(\"a\"), noisy(\"b\")]; yield_now().await; let [a, b] = array; drop((a, b));"),
        with("let _ = || { let [a, b] = [1, 2]; }; let pair = pair(); later(\"l\", ()).await; std::mem::forget(pair);"),
        with("let both = { (noisy(\"operand\"), fails(&later(\"l\", noisy(\"temporary\")).await)) };"),
        with("let both = (noisy(\"operand\"), later(\"l\", 1).await); let pair = pair(); fails(&noisy(\"c\"));"),
        // Made by the call.
        Program::new(
            Name { seed: 0, number: 0 },
            format!(
                "{MARK}\nasync fn body(array: [Noisy; 2]) -> u32 {{ yield_now().await; let [a, b] = array; a.by_ref() + b.by_ref() }}\n"
            ),
            "body([noisy(\"a\"), noisy(\"b\")])".into(),
        ),
    ];
    let verdicts = workshop.judge(&programs).expect("the batch is built and run");
    let listed: Vec<bool> = verdicts.iter().map(|verdict| matches!(verdict, Verdict::Listed { .. })).collect();
    let differs: Vec<bool> = verdicts.iter().map(Verdict::is_divergence).collect();
    let is_known = [false, false, false, false, true, false, true, false, true];
    for (at, verdict) in verdicts.iter().enumerate() {
        assert_eq!((listed[at], differs[at]), (is_known[at], !is_known[at]), "{}: {verdict}", programs[at].case());
    }
}
