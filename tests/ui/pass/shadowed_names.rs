//! Generated code names everything by a path that begins at a crate.

#![allow(dead_code, non_camel_case_types, non_snake_case, unused_macros)]

mod shadows {
    // Each of these is a name that generated code could stumble over.
    pub struct Option;
    pub struct Result;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Box;
    pub struct Poll;
    pub struct Pin;
    pub struct Context;
    pub struct Future;
    pub struct Slots;
    pub struct Slot;
    pub struct Frame;
    pub struct Arm;
    pub struct T0;
    pub struct T1;
    pub struct bool;
    pub struct u8;
    pub struct u16;
    pub struct u32;
    pub struct usize;
    pub mod core {}
    pub mod std {}
    pub mod private {}
    pub mod alloc {}
    pub trait Iterator {}
    pub trait IntoIterator {}
    pub trait From {}
    pub trait Into {}
    pub trait Drop {}
    pub trait Send {}
    pub trait Fn {}
    pub fn drop() {}
    pub fn frame() {}
    pub fn entry() {}
    pub fn cx() {}
    pub fn slots() {}
    pub fn resume() {}
    pub fn coroutine() {}
    pub fn value() {}
    pub fn result() {}

    macro_rules! panic {
        () => {
            compile_error!("the user's own macro")
        };
    }
    macro_rules! unreachable {
        () => {
            compile_error!("the user's own macro")
        };
    }
    macro_rules! matches {
        () => {
            compile_error!("the user's own macro")
        };
    }

    #[resumable::coroutine]
    pub async fn work(given: ::core::option::Option<::core::primitive::u32>) -> ::core::result::Result<i64, ()> {
        let number = 1i64;
        let kept = &number;
        resumable::yield_now().await;
        if let ::core::option::Option::Some(known) = given {
            resumable::yield_now().await;
            return ::core::result::Result::Ok(known as i64 + *kept);
        }
        for turn in 0..2 {
            resumable::yield_now().await;
            fail(turn).await?;
        }
        ::core::result::Result::Ok(*kept)
    }

    #[resumable::coroutine]
    async fn fail(turn: i32) -> ::core::result::Result<(), ()> {
        if turn == 5 {
            return ::core::result::Result::Err(());
        }
        resumable::yield_now().await;
        ::core::result::Result::Ok(())
    }
}

fn main() {
    assert_eq!(resumable::block_on(shadows::work(Some(2))), Ok(3));
    assert_eq!(resumable::block_on(shadows::work(None)), Ok(1));
}
