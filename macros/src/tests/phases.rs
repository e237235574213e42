//! What each phase makes of a body: the tree, the classes, the frame, and a whole expansion.

use crate::analysis::{self, Facts};
use crate::diagnostics::Diagnostics;
use crate::resolve::{self, Resolved};
use crate::syntax::editions::Edition;
use crate::syntax::function::Function;
use crate::syntax::signature::Signature;
use crate::syntax::{body, params, signature};
use crate::{dump, frame};
use expect_test::{Expect, expect};
use proc_macro2::TokenStream;

/// The tree, and what is known of it.
fn analysed(function: &str) -> (String, Signature, Resolved, Facts) {
    let diagnostics = Diagnostics::default();
    let function: Function = syn::parse_str(function).unwrap();
    let signature = signature::lower(&function, &diagnostics);
    let block = function.block().unwrap().unwrap();
    let (tree, _) = body::lower(block, Edition::Since2024, &diagnostics);
    let tree = params::bind(&signature.params, tree);
    let syntax = dump::tree(&tree);
    let resolved = resolve::resolve(tree, &signature, &function.methods, &diagnostics);
    let facts = analysis::classify(&resolved, &diagnostics);
    diagnostics.barrier().unwrap();
    (syntax, signature, resolved, facts)
}

fn phases(function: &str) -> [String; 3] {
    let (syntax, signature, resolved, facts) = analysed(function);
    let frame = frame::lay_out(&resolved, &facts);
    [syntax, dump::classes(&resolved, &facts), dump::frame(&frame, &signature)]
}

/// Which locals are near, and the points at which they go to the frame.
pub(super) fn near(function: &str) -> String {
    let (_, _, resolved, facts) = analysed(function);
    let near = facts.near.iter().filter_map(|(id, points)| Some((id, points.as_ref()?)));
    near.map(|(id, points)| format!("{} {points:?}\n", resolved.locals[id].name)).collect()
}

fn tree(function: &str, expected: Expect) {
    let [tree, ..] = phases(function);
    expected.assert_eq(&tree)
}

fn classes(function: &str, expected: Expect) {
    let [_, classes, _] = phases(function);
    expected.assert_eq(&classes)
}

fn errors(function: &str, expected: Expect) {
    let tokens = crate::expand::expand(TokenStream::new(), function.parse().unwrap()).to_string();
    let messages = tokens.split("compile_error").skip(1).map(|rest| rest.split('"').nth(1).unwrap_or_default());
    expected.assert_eq(&messages.collect::<Vec<_>>().join("\n"))
}

#[test]
fn operands_before_a_suspension_get_names() {
    tree(
        "async fn f() { add(one(), two().await, three()); }",
        expect![[r#"
            block
                let mut __temp_0
                    one ()
                let mut __temp_1
                    await p0 two ()
                add (__temp_0 , __temp_1 , three ())
        "#]],
    );
    tree(
        "async fn f(x: u8) -> u8 { x + two().await }",
        expect![[r#"
        tail
            block
                let mut __temp_0
                    x
                let mut __temp_1
                    await p0 two ()
                tail
                    __temp_0 + __temp_1
    "#]],
    );
    tree(
        "async fn f(x: X) { x.push(two().await); }",
        expect![[r#"
            block
                let mut __temp_0
                    await p0 two ()
                x . push (__temp_0)
        "#]],
    );
    tree(
        "async fn f() { g(|x| x, &y, 1, A::B, two().await); }",
        expect![[r#"
            block
                let mut __temp_0
                    await p0 two ()
                g (| x | x , & y , 1 , A :: B , __temp_0)
        "#]],
    );
}

#[test]
fn temporaries_that_live_across_get_names() {
    tree(
        "async fn f() { send(&encode(1)).await }",
        expect![[r#"
        tail
            block
                let mut __temp_0
                    encode (1)
                tail
                    await p0 send (& __temp_0)
    "#]],
    );
    tree(
        "async fn f() { let r = &make(); wait().await; r.get(); }",
        expect![[r#"
        let mut __temp_0
            make ()
        let r
            & __temp_0
        await p0 wait ()
        r . get ()
    "#]],
    );
    tree(
        "async fn f() { for x in list().iter() { x.await; } }",
        expect![[r#"
            tail
                block
                    let mut __temp_0
                        list ()
                    let mut __temp_1
                        :: resumable :: private :: IntoIterator :: into_iter (__temp_0 . iter ())
                    tail
                        loop
                            tail
                                match
                                    :: resumable :: private :: Iterator :: next (& mut __temp_1)
                                arm :: resumable :: private :: Option :: Some (x)
                                    block
                                        await p0 x
                                arm _
                                    break
        "#]],
    );
}

#[test]
fn control_flow_is_taken_apart_only_where_it_suspends() {
    tree(
        "async fn f(a: bool) { if a { for x in y { g(x) } } wait().await; }",
        expect![[r#"
        if a { for x in y { g (x) } }
        await p0 wait ()
    "#]],
    );
    tree(
        "async fn f(a: bool) -> bool { a && b().await || c().await }",
        expect![[r#"
        tail
            if
                if
                    a
                then
                    tail
                        await p0 b ()
                else
                    false
            then
                tail
                    true
            else
                await p1 c ()
    "#]],
    );
    tree(
        "async fn f() { while let Some(x) = next().await { use_(x) } }",
        expect![[r#"
            tail
                loop
                    tail
                        match
                            await p0 next ()
                        arm Some (x)
                            block
                                tail
                                    use_ (x)
                        arm _
                            { break 'block_1 }
        "#]],
    );
    tree(
        "async fn f(a: bool) -> u8 { if a && let Some(b) = c().await { b } else { 0 } }",
        expect![[r#"
        tail
            block
                if
                    a
                then
                    tail
                        match
                            await p0 c ()
                        arm Some (b)
                            break
                                block
                                    tail
                                        b
                        arm _
                            block
                tail
                    { 0 }
    "#]],
    );
    tree(
        "async fn f() { let Some(x) = a() else { b().await; return }; x.await }",
        expect![[r#"
            let (x ,)
                block
                    block
                        let mut __temp_0
                        match
                            a ()
                        arm Some (x)
                            block
                                __temp_0 = x
                        arm _
                            break
                        tail
                            break
                                (__temp_0 ,)
                    tail
                        block
                            await p0 b ()
                            tail
                                return
            tail
                await p1 x
        "#]],
    );
}

#[test]
fn classes_of_storage() {
    // Lent to the awaited future; saved, because nothing borrows it; dead at the suspension.
    classes(
        "async fn f(a: String, b: String, c: String) { drop(c); let d = 1; g(&a).await; h(b, d); }",
        expect![[r#"
            l0 a: Pinned { flagged: false }
            l1 b: Pinned { flagged: true }
            l2 c: Pinned { flagged: true }
            l3 d: Pinned { flagged: false }
        "#]],
    );
    // Moved in one branch: a drop flag.
    classes(
        "async fn f(a: String, b: bool) { if b { drop(a); } wait().await; }",
        expect![[r#"
            l0 a: Pinned { flagged: true }
            l1 b: Pinned { flagged: false }
        "#]],
    );
    // Held by what is held.
    classes(
        "async fn f() { let a = make(); let b = a.view(); let c = wrap(b); wait().await; c.get(); }",
        expect![[r#"
            l0 a: Pinned { flagged: true }
            l1 b: Local
            l2 c: Spilled
        "#]],
    );
    // Used again after a use by value: a copy.
    classes(
        "async fn f(a: T) { g(a); wait().await; h(a); }",
        expect![[r#"
            l0 a: Pinned { flagged: true }
        "#]],
    );
    // Assigned late, and again.
    classes(
        "async fn f(b: bool) { let x; if b { x = g().await } else { x = h() } wait().await; drop(x); }",
        expect![[r#"
            l0 b: Pinned { flagged: false }
            l1 x: Pinned { flagged: true }
            l2 __temp_0: Local
        "#]],
    );
}

#[test]
fn frames() {
    let [.., frame] =
        phases("async fn f(a: &str, b: String) { let n = 1; g(&b).await; h(a).await; drop(b); n.get(); }");
    expect![[r#"
        lives for 'co
        state of 8 bits
        slot_a
        slot_b
        slot_n
        shared
            future_1
            future_2
    "#]]
    .assert_eq(&frame);
}

#[test]
fn what_is_not_supported_is_an_error_at_the_token() {
    errors(
        "async fn f() { opaque!(a => b.await); }",
        expect!["an `.await` inside this macro cannot be seen: bind the awaited value to a local before the macro"],
    );
    errors(
        "async fn f() { let a = make(); g(&a).await; opaque!(a; 1); }",
        expect![
            "`a` lives across an await in its place, and this macro cannot be seen into: give the macro something else, as in `let value = &a;`"
        ],
    );
    errors(
        "async fn f() { v[g().await] += h(); }",
        expect![
            "a compound assignment that awaits, to a place that is computed, is not supported yet: bind the awaited value, or the place, to a local first"
        ],
    );
    errors(
        "struct S;",
        expect![
            "`#[resumable::coroutine]` goes on an `async fn`, or on an impl, a trait or a module with some in it, not on a struct: move it to the function"
        ],
    );
    errors(
        "async fn f() { let __temp_0 = 1; }",
        expect!["the name `__temp_0` is reserved for the compiler of coroutines: choose another one"],
    );
    errors(
        "async fn f() { let a = make(); g(&a).await; let c = move || a.x; c(); }",
        expect![
            "this `move` closure captures a part of `a`, which lives across an await: bind the part to a local before the closure, or mention `a` as a whole"
        ],
    );
    errors(
        "async fn f() { x == { x += 1; g().await }; }",
        expect![
            "`x` is used here and assigned further on in the same expression, around an await, which is not supported yet: assign it in a statement of its own"
        ],
    );
}

/// A beginner reads this beside the function.
#[test]
fn a_whole_expansion() {
    let item = "async fn twice(name: &str) -> usize { wait().await; println!(\"{name}\"); wait().await; name.len() }";
    let tokens = crate::expand::expand(TokenStream::new(), item.parse().unwrap());
    let file = syn::parse2(tokens).unwrap();
    expect![[r##"
        #[cfg_attr(
            clippy,
            allow(
                clippy::multiple_bound_locations,
                clippy::trait_duplication_in_bounds,
                clippy::type_repetition_in_bounds
            )
        )]
        #[cfg_attr(clippy, allow(clippy::needless_lifetimes))]
        #[allow(single_use_lifetimes)]
        fn twice<'co>(name: &'co str) -> impl ::resumable::private::Future<Output = usize> {
            #[cfg_attr(clippy, allow(clippy::absolute_paths))]
            let _ = |
                #[cfg_attr(
                    clippy,
                    allow(clippy::shadow_reuse, clippy::shadow_same, clippy::shadow_unrelated)
                )]
                name: &'co str,
            | -> usize {
                ::resumable::private::finish(::resumable::private::into_future(wait()));
                println!("{name}");
                ::resumable::private::finish(::resumable::private::into_future(wait()));
                name.len()
            };
            #[cfg_attr(
                clippy,
                allow(
                    clippy::all,
                    clippy::pedantic,
                    clippy::nursery,
                    clippy::restriction,
                    clippy::cargo
                )
            )]
            #[allow(
                warnings,
                never_type_fallback_flowing_into_unsafe,
                unused,
                unused_qualifications
            )]
            let coroutine = {
                union __Shared1<T1, T2> {
                    future_1: ::resumable::private::ManuallyDrop<T1>,
                    future_2: ::resumable::private::ManuallyDrop<T2>,
                }
                struct __Slots<T0, T1, T2> {
                    state: ::resumable::private::primitive::u8,
                    slot_name: T0,
                    shared_1: __Shared1<T1, T2>,
                }
                unsafe impl<
                    T0: ::resumable::private::Send,
                    T1: ::resumable::private::Send,
                    T2: ::resumable::private::Send,
                > ::resumable::private::Send for __Slots<T0, T1, T2> {}
                let resume = |
                    at: ::resumable::private::At,
                | -> ::resumable::private::Step<_, usize> {
                    let slots: *mut __Slots<&'co str, _, _> = at.slots();
                    let (frame, mut entry, slot_name) = unsafe {
                        at.enter1(slots, &raw mut (*slots).state, &raw mut (*slots).slot_name)
                    };
                    let (future_1, future_2) = unsafe {
                        at.shared2(
                            &raw mut (*slots).shared_1.future_1,
                            &raw mut (*slots).shared_1.future_2,
                        )
                    };
                    if (&frame).is_over(entry, at) {
                        return (&frame).cancelled();
                    }
                    let name = slot_name.read();
                    ::resumable::private::Frame::ready(
                        &frame,
                        {
                            if entry <= 1 {
                                {
                                    if entry == 0 {
                                        future_1.write(::resumable::private::into_future(wait()));
                                    }
                                    entry = 0;
                                    match future_1.poll(at) {
                                        ::resumable::private::Awaited::Ready(value) => value,
                                        ::resumable::private::Awaited::Pending => {
                                            slot_name.write(name);
                                            return (&frame).suspend(1);
                                        }
                                        ::resumable::private::Awaited::Cancelled => {
                                            return (&frame).cancelled();
                                        }
                                    }
                                };
                                println!("{name}");
                            }
                            {
                                if entry == 0 {
                                    future_2.write(::resumable::private::into_future(wait()));
                                }
                                entry = 0;
                                match future_2.poll(at) {
                                    ::resumable::private::Awaited::Ready(value) => value,
                                    ::resumable::private::Awaited::Pending => {
                                        slot_name.write(name);
                                        return (&frame).suspend(2);
                                    }
                                    ::resumable::private::Awaited::Cancelled => {
                                        return (&frame).cancelled();
                                    }
                                }
                            };
                            name.len()
                        },
                    )
                };
                let mut coroutine = 'made: {
                    break 'made unsafe { ::resumable::private::allocate(resume) };
                    ::resumable::private::same(
                        resume,
                        async {
                            let ::resumable::private::Option::Some((resume, held)) = ::resumable::private::held()
                            else { loop {} };
                            ::resumable::private::wait().await;
                            ::resumable::private::drop(held);
                            resume
                        },
                    )
                };
                let slots = (&mut coroutine).slots();
                let (slot_name,) = (move || unsafe {
                    (*slots).state = 0;
                    (&raw mut (*slots).slot_name,)
                })();
                unsafe {
                    slot_name.write(name);
                }
                coroutine
            };
            #[allow(clippy::implicit_return)] coroutine
        }
    "##]]
    .assert_eq(&prettyplease::unparse(&file))
}

#[test]
fn a_guard_that_suspends_is_asked_before_the_match() {
    tree(
        "async fn f(x: Option<u8>) -> u8 { match x { Some(n) if g(n).await => n, _ => 0 } }",
        expect![[r#"
            tail
                block
                    let mut __temp_0
                        0usize
                    choose x
                    arm Some (n)
                        await p0 g (n)
                    arm _
                    tail
                        match
                            x
                        arm Some (n)
                            n
                        arm _
                            0
        "#]],
    );
}

#[test]
fn a_function_is_compiled_for_each_combination_of_its_cfgs() {
    let function =
        "async fn f(#[cfg(a)] x: u8) { #[cfg_attr(not(not(a)), cfg(b))] g().await; #[cfg(not(a))] h().await }";
    let tokens = crate::expand::expand(TokenStream::new(), function.parse().unwrap());
    let functions = syn::parse2::<syn::File>(tokens).unwrap().items.into_iter().map(|item| match item {
        syn::Item::Fn(function) => {
            let cfg = quote::ToTokens::to_token_stream(&function.attrs[0].meta);
            format!("{cfg} {}\n", function.sig.inputs.len())
        }
        _ => String::from("something else"),
    });
    expect![[r#"
        cfg (all (a , b)) 1
        cfg (all (a , not (b))) 1
        cfg (all (not (a))) 0
    "#]]
    .assert_eq(&functions.collect::<String>());
}
