//! What the well-known macros are spelled out to, and which calls are left alone.

use crate::syntax::known;
use expect_test::{Expect, expect};

fn spell_out(block: syn::Block) -> syn::Block {
    known::spell_out(
        &syn::parse_quote!(
            async fn f() {}
        ),
        block,
    )
}

fn spelled(block: &str, expected: Expect) {
    let block = spell_out(syn::parse_str(block).unwrap());
    let file = prettyplease::unparse(&syn::parse_quote!(fn f() #block));
    let file = file.replace("::resumable::private::", "").replace("::core::result::Result::", "");
    expected.assert_eq(&file)
}

fn left_alone(statement: &str) {
    let block: syn::Block = syn::parse_str(&format!("{{ {statement} }}")).unwrap();
    assert_eq!(block, spell_out(block.clone()));
}

#[test]
fn pins() {
    spelled(
        "{ tokio::pin!(a); pin_mut!(b); pin! { let c = f(); } }",
        expect![[r#"
        fn f() {
            #[allow(unused_imports)]
            use tokio::pin as _;
            let mut a = a;
            #[allow(unused_mut)]
            let mut a = ::resumable::pin!(a);
            #[allow(unused_imports)]
            use pin_mut as _;
            let mut b = b;
            #[allow(unused_mut)]
            let mut b = ::resumable::pin!(b);
            #[allow(unused_imports)]
            use pin as _;
            let c = f();
            let mut c = c;
            #[allow(unused_mut)]
            let mut c = ::resumable::pin!(c);
        }
    "#]],
    );
}

#[test]
fn joins() {
    spelled(
        "{ tokio::join!(a, b()) }",
        expect![[r#"
            fn f() {
                {
                    #[allow(unused_imports)]
                    use tokio::join as _;
                    let __futures = (done(a), done(b()));
                    let (__future_0, __future_1) = __futures;
                    join(
                        both(__future_0, __future_1),
                        true,
                    )
                }
                    .await
            }
        "#]],
    );
    spelled(
        "{ let (a, b, c) = futures::try_join!(a(), b(), c())?; }",
        expect![[r#"
            fn f() {
                let (a, b, c) = match {
                    #[allow(unused_imports)]
                    use futures::try_join as _;
                    let __future_0 = done(a());
                    let __future_1 = done(b());
                    let __future_2 = done(c());
                    try_join(
                        stacked(
                            stacked(__future_0, __future_1),
                            __future_2,
                        ),
                        false,
                    )
                }
                    .await
                {
                    Ok(((__future_0, __future_1), __future_2)) => {
                        Ok((__future_0, __future_1, __future_2))
                    }
                    Err(error) => Err(error),
                }?;
            }
        "#]],
    );
}

#[test]
fn selects() {
    spelled(
        "{ tokio::select! { Some(n) = a.recv(), if open => n, _ = &mut sleep => { break } } }",
        expect![[r#"
            fn f() {
                {
                    match {
                        #[allow(unused_imports)]
                        use tokio::select as _;
                        let __enabled_0: ::core::primitive::bool = open;
                        let __futures = (a.recv(), &mut sleep);
                        let (__future_0, __future_1) = __futures;
                        select::<
                            false,
                            _,
                        >(
                            both(
                                branch(
                                    __future_0,
                                    __enabled_0,
                                    |__output| {
                                        #[allow(unused_variables, unreachable_patterns)]
                                        let __matches = match __output {
                                            Some(n) => true,
                                            _ => false,
                                        };
                                        __matches
                                    },
                                ),
                                branch(
                                    __future_1,
                                    true,
                                    |__output| {
                                        #[allow(unused_variables, unreachable_patterns)]
                                        let __matches = match __output {
                                            _ => true,
                                            _ => false,
                                        };
                                        __matches
                                    },
                                ),
                            ),
                        )
                    }
                        .await
                    {
                        Arm::Here(Arm::Here(Some(n))) => {
                            n
                        }
                        Arm::Here(Arm::Below(_)) => break,
                        Arm::Below(()) => {
                            nothing_left(
                                "all branches are disabled and there is no else branch",
                            )
                        }
                        #[allow(unreachable_patterns)]
                        _ => unmatched(),
                    }
                }
            }
        "#]],
    );
    spelled(
        "{ futures::select! { ref n = a => n, m = b.next() => m, complete => return } }",
        expect![[r#"
            fn f() {
                {
                    match {
                        #[allow(unused_imports)]
                        use futures::select as _;
                        let __future_0 = &mut a;
                        let __future_1 = b.next();
                        select::<
                            false,
                            _,
                        >(
                            stacked(
                                fused(
                                    __future_0,
                                    |future| futures::future::FusedFuture::is_terminated(future),
                                ),
                                fused(
                                    __future_1,
                                    |future| futures::future::FusedFuture::is_terminated(future),
                                ),
                            ),
                        )
                    }
                        .await
                    {
                        Arm::Here(
                            Arm::Here(mut __output),
                        ) => {
                            match __output {
                                ref n => n,
                                #[allow(unreachable_patterns)]
                                _ => unmatched(),
                            }
                        }
                        Arm::Here(Arm::Below(m)) => m,
                        Arm::Below(()) => return,
                    }
                }
            }
        "#]],
    );
}

#[test]
fn what_a_bare_name_means() {
    spelled(
        "{ use tokio::{join as both}; both!(a, b) }",
        expect![[r#"
            fn f() {
                use tokio::join as both;
                {
                    #[allow(unused_imports)]
                    use both as _;
                    let __futures = (done(a), done(b));
                    let (__future_0, __future_1) = __futures;
                    join(
                        both(__future_0, __future_1),
                        true,
                    )
                }
                    .await
            }
        "#]],
    );
    spelled(
        "{ println!(\"{x} {:?}\", join!(a, b)); }",
        expect![[r#"
            fn f() {
                println!(
                    "{x} {:?}", { #[allow(unused_imports)] use join as _; let __futures =
                    (done(a), done(b),); let (__future_0,
                    __future_1,) = __futures;
                    join(both(__future_0, __future_1),
                    false) } . await, x = x
                );
            }
        "#]],
    );
    spelled(
        "{ async move { both(join!(a, b)) }; }",
        expect![[r#"
        fn f() {
            async move {
                both(
                    {
                        #[allow(unused_imports)]
                        use join as _;
                        let __futures = (
                            done(a),
                            done(b),
                        );
                        let (__future_0, __future_1) = __futures;
                        join(
                            both(__future_0, __future_1),
                            false,
                        )
                    }
                        .await,
                )
            };
        }
    "#]],
    );
    spelled(
        "{ let f = |a| async move { tokio::join!(a) }; let g = async || resumable::join!(a); }",
        expect![[r#"
            fn f() {
                let f = |a| async move {
                    match {
                        #[allow(unused_imports)]
                        use tokio::join as _;
                        let __futures = (done(a),);
                        let (__future_0,) = __futures;
                        join(__future_0, true)
                    }
                        .await
                    {
                        __future_0 => (__future_0,),
                    }
                };
                let g = async || match {
                    #[allow(unused_imports)]
                    use resumable::join as _;
                    let __futures = (done(a),);
                    let (__future_0,) = __futures;
                    join(__future_0, false)
                }
                    .await
                {
                    __future_0 => (__future_0,),
                };
            }
        "#]],
    );
    left_alone("macro_rules! join { ($a:vis) => { $a } } join!(a);");
    left_alone("own::join!(a);");
    left_alone("use own::join; join!(a);");
    left_alone("let f = || join!(a); let g = || { async { tokio::select! { _ = a => {} } } };");
    left_alone("std::pin::pin!(a); select! { a => b }; tokio::select_biased! { _ = a => {} }");
    left_alone("#[cfg(unix)] tokio::pin!(a); #[cfg(unix)] tokio::select! { _ = a => {} }");
    left_alone("futures::join! { biased; a }; futures::select! { _ = a, if b => {} }");
}

#[test]
fn macros_of_the_body() {
    spelled(
        r#"{
            macro_rules! retry {
                () => { continue };
                (once $($e:expr),* $(,)?) => {{ let e = [$($e),*]; reconnect("{e:?}").await?; return e; }};
            }
            match a { A => retry!(), B => retry!(once a + b, c,) * 2 }
            let e = 1;
            retry! {}
            retry! { once };
        }"#,
        expect![[r#"
            fn f() {
                #[allow(unused_macros)]
                macro_rules! retry {
                    () => {
                        continue
                    };
                    (once $($e:expr),* $(,)?) => {
                        { let e = [$($e),*]; reconnect("{e:?}"). await ?; return e; }
                    };
                }
                match a {
                    A => continue,
                    B => {
                        ({
                            let e = [a + b, c];
                            reconnect("{e:?}").await?;
                            return e;
                        }) * 2
                    }
                }
                let e = 1;
                continue;
                {
                    let e = [];
                    reconnect("{e:?}").await?;
                    return e;
                };
            }
        "#]],
    );
}

/// Where a name of the call would be taken for one of the macro, that of the macro gets another.
#[test]
fn names_in_macros_of_the_body() {
    spelled(
        r#"{
            macro_rules! m {
                ($e:expr) => {{ let x = f(); log(format!("{{x}} {x:?} {x2}")); (x, self.x2, $e) }};
                (label $e:expr) => { 'a: loop { break 'a loop { $e } } };
                (declare $x:ident) => { let y = 1; let $x = y; y };
                ($f:path, $p:pat, $x:ident) => { match $f(1) { x => match x { $p => { let $x = 2; (x, $x) } _ => x } } };
            }
            a(m!(x), m!(format!("{x}")), m!(y));
            b(m!(label break 'a), m!(C::new, Some(x), x));
            m!(declare z);
        }"#,
        expect![[r#"
            fn f() {
                #[allow(unused_macros)]
                macro_rules! m {
                    ($e:expr) => {
                        { let x = f(); log(format!("{{x}} {x:?} {x2}")); (x, self.x2, $e) }
                    };
                    (label $e:expr) => {
                        'a : loop { break 'a loop { $e } }
                    };
                    (declare $x:ident) => {
                        let y = 1; let $x = y; y
                    };
                    ($f:path, $p:pat, $x:ident) => {
                        match $f (1) { x => match x { $p => { let $x = 2; (x, $x) } _ => x } }
                    };
                }
                a(
                    {
                        let __resumable_renamed_0_x = f();
                        log(format!("{{x}} {__resumable_renamed_0_x:?} {x2}"));
                        (__resumable_renamed_0_x, self.x2, x)
                    },
                    {
                        let __resumable_renamed_1_x = f();
                        log(format!("{{x}} {__resumable_renamed_1_x:?} {x2}"));
                        (__resumable_renamed_1_x, self.x2, format!("{x}"))
                    },
                    {
                        let x = f();
                        log(format!("{{x}} {x:?} {x2}"));
                        (x, self.x2, y)
                    },
                );
                b(
                    '__resumable_renamed_3_a: loop {
                        break '__resumable_renamed_3_a loop {
                            break 'a;
                        };
                    },
                    match C::new(1) {
                        __resumable_renamed_4_x => {
                            match __resumable_renamed_4_x {
                                Some(x) => {
                                    let x = 2;
                                    (__resumable_renamed_4_x, x)
                                }
                                _ => __resumable_renamed_4_x,
                            }
                        }
                    },
                );
                let __resumable_renamed_5_y = 1;
                let z = __resumable_renamed_5_y;
                __resumable_renamed_5_y;
            }
        "#]],
    );
}

#[test]
fn macros_of_the_body_that_stay() {
    // A name of the call would be taken for one of the macro, or the other way round.
    left_alone("macro_rules! m { ($p:ident) => { (|$p| x)(1) } } let y = m!(x);");
    left_alone("macro_rules! m { ($e:expr) => {{ let S { x } = f(); x + $e }} } let y = m!(x);");
    left_alone("macro_rules! m { ($e:expr) => {{ let x = f().x; x + $e }} } let y = m!(x);");
    left_alone("macro_rules! m { ($e:expr) => {{ let x = f(\"{x}\"); x + $e }} } let y = m!(x);");
    // What it mentions is another local where it is called.
    left_alone("macro_rules! m { () => { x? } } let x = 1; let y = m!();");
    left_alone("macro_rules! m { () => { format!(\"{x:?}\") } } { let f = async |x| m!(); }");
    left_alone("macro_rules! m { () => { break 'a } } 'a: loop { m!() }");
    // Another rule than rustc's might be taken.
    left_alone("macro_rules! m { ($e:expr) => { 1 }; (_) => { 2 } } let y = m!(_);");
    left_alone("macro_rules! m { ($e:expr) => { 1 }; ($($t:tt)*) => { 2 } } let y = m!(1 +);");
    left_alone("macro_rules! m { ($($a:expr),* , $b:expr) => { 1 } } let y = m!(a, b);");
    // It may declare something, has fragments of other kinds, or writes itself.
    left_alone("macro_rules! m { ($x:ident) => { let $x = 1; unknown!(y); } } m!(x);");
    left_alone("macro_rules! m { ($x:pat) => { match 1 { $x => 2 } } } let y = m!(1 | 2);");
    left_alone("macro_rules! m { ($f:path) => { $f() } } let y = m!(Vec::<u8>::new);");
    left_alone("#[cfg(p)] macro_rules! m { () => { 1 } } let y = m!();");
    left_alone("macro_rules! m { () => { 1 } } own::m!();");
    left_alone("macro_rules! m { () => { line!() } } let y = m!();");
}

#[test]
fn documents() {
    spelled(
        r#"{ find(doc! { "_id": id, "n": -1, "name": { "$in": [user.name, NAME, f(&x)] } }).await; }"#,
        expect![[r#"
            fn f() {
                find(
                        match (id, user.name, f(&x)) {
                            (value_0, value_1, value_2) => {
                                doc! {
                                    "_id" : value_0, "n" : - 1, "name" : { "$in" : [value_1, NAME,
                                    value_2] }
                                }
                            }
                        },
                    )
                    .await;
            }
        "#]],
    );
    left_alone(r#"find(doc! { "_id": f(&g()), "name": name });"#);
    left_alone(r#"find(doc! { "_id": 1 }); find(doc! { id: name }); find(doc!(name));"#);
}
