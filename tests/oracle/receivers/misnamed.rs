//! Methods that do something else than their names say: that change what they ask about, wait for what they take, or take nothing.

use crate::harness::*;

/// What is asked is changed through what refers to it.
trait Cache {
    fn is_dirty(&mut self) -> bool;
    fn is_more(&mut self, than: u32) -> bool;
    fn len(&mut self) -> u32;
    fn invalidate(&mut self);
}

struct Counted(Noisy, u32);

impl Cache for Counted {
    fn is_dirty(&mut self) -> bool {
        self.1 += 1;
        self.0.by_mut() % 2 == 0
    }
    fn is_more(&mut self, than: u32) -> bool {
        self.1 += 1;
        self.1 > than
    }
    fn len(&mut self) -> u32 {
        self.1 += 1;
        self.1
    }
    fn invalidate(&mut self) {
        self.1 = 0
    }
}

/// A guard that drops, and reaches what it guards.
struct Guard<'g>(&'g mut Counted, Noisy);

impl std::ops::Deref for Guard<'_> {
    type Target = Counted;
    fn deref(&self) -> &Counted {
        log(format_args!("deref"));
        self.0
    }
}

impl std::ops::DerefMut for Guard<'_> {
    fn deref_mut(&mut self) -> &mut Counted {
        log(format_args!("deref_mut"));
        self.0
    }
}

case! {
    /// Through a reference to what has a part that changes.
    mod through_a_reference => run(Storage { inner: Inner { cache: Counted(noisy("c"), 0), flash: 1, limit: 2 } });
    struct Inner<C> { cache: C, flash: u32, limit: u32 }
    struct Storage<C> { inner: Inner<C> }
    async fn find(flash: &mut u32) -> u32 {
        *flash += 1;
        later("found", *flash).await
    }
    impl<C: Cache> Storage<C> {
        co! {
            async fn fetch(&mut self) -> u32 {
                if self.inner.cache.is_dirty() {
                    self.inner.cache.invalidate();
                }
                let found = find(&mut self.inner.flash).await;
                let mut asks = |than| self.inner.cache.is_more(than);
                if asks(0) {
                    log(format_args!("more"));
                }
                assert!(self.inner.cache.is_dirty() || !self.inner.cache.is_more(self.inner.limit + 10));
                if self.inner.cache.is_more(self.inner.limit) { found } else { self.inner.cache.len() }
            }
        }
    }
    co! {
        async fn run(mut storage: Storage<Counted>) -> u32 {
            let first = storage.fetch().await;
            first + storage.fetch().await
        }
    }
}

case! {
    /// Of a guard in a local, of an element, and of what is bound by a pattern.
    mod of_guards => run(Counted(noisy("c"), 0), vec![Counted(noisy("d"), 5)]);
    async fn shown(guard: &Guard<'_>) -> u32 {
        later("shown", guard.1.by_ref()).await
    }
    co! {
        async fn run(mut counted: Counted, mut list: Vec<Counted>) -> u32 {
            let mut n = 0;
            {
                let mut guard = Guard(&mut counted, noisy("guard"));
                n += u32::from(guard.is_dirty()) + shown(&guard).await;
                n += u32::from(guard.is_more(2)) + guard.len();
                yield_now().await;
            }
            n += u32::from(list[0].is_more(5)) + later("between", 1).await + list[0].len();
            let whole = &mut counted;
            let parts = (&mut *whole, noisy("beside"));
            yield_now().await;
            if parts.0.is_more(0) {
                n += parts.0.len() + parts.1.by_ref();
            }
            yield_now().await;
            match &mut list[..] {
                [first, ..] => n + later("last", first.len()).await,
                _ => n,
            }
        }
    }
}

case! {
    /// A name of one that borrows, where another type takes itself, and waits; and beside it one that does borrow.
    mod popped => run(true);
    struct Entry(Noisy);
    impl Entry {
        async fn pop(self) -> Result<u32, u32> {
            later("popped", ()).await;
            Ok(self.0.by_ref())
        }
    }
    struct Queue(Vec<Noisy>);
    impl Queue {
        async fn pop(&mut self) -> Option<Noisy> {
            later("pop", ()).await;
            self.0.pop()
        }
        async fn push(&mut self, n: Noisy) {
            later("push", ()).await;
            self.0.push(n)
        }
    }
    co! {
        async fn run(some: bool) -> Result<Option<u32>, u32> {
            let mut queue = Queue(vec![noisy("first")]);
            let next = later("next", if some { Some(Entry(noisy("entry"))) } else { None }).await;
            queue.push(noisy("pushed")).await;
            let popped = queue.pop().await.map_or(0, |noisy| noisy.by_ref());
            let own = Entry(noisy("own"));
            later("between", popped).await;
            let n = own.pop().await?;
            match next {
                Some(entry) => Ok(Some(entry.pop().await? + n)),
                None => Ok(None),
            }
        }
    }
}

case! {
    /// `commit` of what is told where to, and of what is guarded, borrows; that of a transaction takes it.
    mod committed => run(Meta { flash: 1, held: noisy("meta") });
    struct Page(Noisy, u32);
    impl Page {
        async fn commit(&mut self, flash: &mut u32) -> Result<(), u32> {
            later("page", *flash).await;
            self.1 += self.0.by_mut();
            *flash += 1;
            if *flash > 3 { Err(*flash) } else { Ok(()) }
        }
        async fn rollback(&mut self) -> u32 {
            later("back", self.1).await
        }
    }
    struct Transaction(Noisy);
    impl Transaction {
        async fn commit(self) -> Result<u32, u32> {
            later("transaction", ()).await;
            Ok(self.0.by_ref())
        }
    }
    struct Meta { flash: u32, held: Noisy }
    fn page(page: &mut Page) -> &mut Page {
        page
    }
    co! {
        async fn run(mut meta: Meta) -> Result<u32, u32> {
            let mut outer = Page(noisy("outer"), 2);
            let result: Result<(), u32> = 'x: {
                let mut inner = Page(noisy("inner"), 0);
                if let Err(error) = inner.commit(&mut meta.flash).await {
                    break 'x Err(error);
                }
                if meta.flash > 100 {
                    break 'x Err(3);
                }
                Ok(())
            };
            if let Err(error) = result {
                outer.commit(&mut meta.flash).await?;
                return Ok(error);
            }
            outer.commit(&mut meta.flash).await?;
            let back = page(&mut outer).rollback().await;
            let transaction = Transaction(noisy("transaction"));
            yield_now().await;
            let taken = transaction.commit().await?;
            let error = outer.commit(&mut meta.flash).await;
            log(format_args!("{error:?}"));
            Ok(back + taken + outer.1 + meta.held.by_ref())
        }
    }
}

case! {
    /// `commit` of what a guard that is a temporary gives, in a function of that name that takes itself.
    mod committed_behind_a_guard => run();
    struct Inner(Noisy);
    struct Guarded<'g>(&'g mut Inner, #[allow(dead_code)] Noisy);
    impl std::ops::Deref for Guarded<'_> {
        type Target = Inner;
        fn deref(&self) -> &Inner {
            self.0
        }
    }
    impl std::ops::DerefMut for Guarded<'_> {
        fn deref_mut(&mut self) -> &mut Inner {
            self.0
        }
    }
    impl Inner {
        async fn lock(&mut self) -> Guarded<'_> {
            later("locked", ()).await;
            Guarded(self, noisy("guard"))
        }
        async fn commit(&mut self) -> Result<u32, u32> {
            later("inner", ()).await;
            Ok(self.0.by_mut())
        }
    }
    struct Transaction<'t>(&'t mut Inner, Noisy);
    impl Transaction<'_> {
        co! {
            async fn commit(self) -> Result<u32, u32> {
                let first = self.0.lock().await.commit().await?;
                let mut guard = self.0.lock().await;
                let second = (&mut guard).commit().await?;
                Ok(first + second + self.1.by_ref())
            }
        }
    }
    co! {
        async fn run() -> Result<u32, u32> {
            let mut inner = Inner(noisy("inner"));
            Transaction(&mut inner, noisy("transaction")).commit().await
        }
    }
}
