//! A coroutine in whose type the lifetimes are not the true ones.

use super::coroutine::{At, NeverUnpin, Resume, conjure};
use super::frame::Step;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::task::{Context, Poll};

pub union Unlabelled<R: Resume, H> {
    slots: ManuallyDrop<R::Slots>,
    nothing: PhantomData<H>,
}

#[inline(always)]
pub unsafe fn unlabelled<R: Resume, H>() -> Unlabelled<R, H> {
    Unlabelled { nothing: PhantomData }
}

pub fn same<R, S, T, H>(_resume: R, _held: H) -> Unlabelled<R, H>
where
    R: Fn(At, Option<&mut Context<'_>>) -> Step<S, T>,
    H: Future<Output = R>,
{
    unreachable!("control does not come here")
}

pub fn held<R: Resume>() -> (R, R::Slots) {
    unreachable!("the block is never made")
}

impl<R: Resume, H> Unlabelled<R, H> {
    #[inline(always)]
    pub fn slots_of<L: Resume>(&mut self, _: &L) -> *mut L::Slots {
        (&raw mut self.slots).cast()
    }
}

impl<R: Resume, H> Future for Unlabelled<R, H> {
    type Output = R::Output;
    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R::Output> {
        // SAFETY: nothing is moved out: the reference becomes a raw pointer at once, and the resume function keeps the frame in place.
        let this: *mut Self = unsafe { self.get_unchecked_mut() };
        // SAFETY: the slots are begun (`unlabelled`), pinned by the type of `self`, and not entered: that takes another `&mut self`.
        unsafe { conjure::<R>().resume(At::of(this), Some(cx)) }
    }
}

impl<R: Resume, H> Drop for Unlabelled<R, H> {
    #[inline]
    fn drop(&mut self) {
        let this: *mut Self = self;
        // SAFETY: the slots are begun. If they were ever resumed they are pinned until this returns, as `Pin` promises.
        let _ = unsafe { conjure::<R>().resume(At::of(this), None) };
    }
}

impl<R: Resume, H> Unpin for Unlabelled<R, H> where for<'never> NeverUnpin<'never>: Unpin {}

unsafe impl<R: Resume, H: Send> Send for Unlabelled<R, H> {}
unsafe impl<R: Resume, H: Sync> Sync for Unlabelled<R, H> {}
