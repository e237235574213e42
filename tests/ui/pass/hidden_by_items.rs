//! The items that a macro of the user's declares inside a body are seen by the code around: they hide nothing that generated code names.

#![allow(dead_code, non_camel_case_types, non_snake_case)]

macro_rules! hide {
    () => {
        hide! {
            resumable private core std alloc primitive
            Arm At Asked Awaited Box Cell Check Context ControlFlow Coroutine Deep Flag Flagged Frame From FromResidual Future
            Held HeldIf HeldParts Immovable Infallible IntoFuture IntoIterator Iterator Leave ManuallyDrop Never Option PartOf
            Parted Pin Place Poll Resume Send Slot Slots Stay Stayed Stays Step T0 T1 Tied Try Typed
        }
        // `mod frame` hides a path, and `fn frame` a call.
        pub fn drop() {}
        pub fn forget() {}
        pub fn identity() {}
        pub fn into_future() {}
        pub fn from_mut() {}
        pub fn from_ref() {}
        pub fn never() {}
        pub fn same_as() {}
        pub fn tie() {}
        pub fn second() {}
        pub fn diverges() {}
        pub fn witness() {}
        pub fn Some() {}
        pub fn None() {}
        pub fn Ok() {}
        pub fn Err() {}
    };
    ($($name:ident)*) => {
        $(pub mod $name {})*
    };
}

fn list() -> Vec<String> {
    vec![String::from("one")]
}

#[resumable::coroutine]
async fn work(given: Result<String, String>) -> Result<usize, String> {
    hide!();
    let text = given?;
    let kept = &text;
    ::resumable::yield_now().await;
    let mut length = kept.len();
    for item in list() {
        hide!();
        ::resumable::yield_now().await;
        length += item.len();
    }
    let shown = || assert!(text.starts_with("t"));
    shown();
    ::resumable::yield_now().await;
    if let "two" = text.as_str() {
        hide!();
        ::resumable::yield_now().await;
        length += text.into_bytes().len();
    }
    let block = async move {
        hide!();
        ::resumable::yield_now().await;
        length
    };
    ::std::result::Result::Ok(block.await + ::resumable::yield_now().await.eq(&()) as usize)
}

fn main() {
    assert_eq!(resumable::block_on(work(Ok("two".into()))), Ok(10));
    assert_eq!(resumable::block_on(work(Err("no".into()))), Err("no".into()));
}
