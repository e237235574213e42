//! Chains of methods, each of which takes what the one before it gave, under names that say nothing.

use crate::harness::*;

struct Request(Noisy);

impl Request {
    fn new(n: u32) -> Request {
        Request(noisy_n("begun", n))
    }

    fn with(self, n: u32) -> Request {
        let sum = self.0.finish() + n;
        Request(noisy_n("with", sum))
    }

    fn checked(self) -> Result<Request, u32> {
        if self.0.by_ref() > 9 { Err(self.0.finish()) } else { Ok(self) }
    }

    async fn total(self) -> u32 {
        yield_now().await;
        self.0.finish()
    }

    /// Passes on what it borrows.
    fn lent(&mut self, n: u32) -> &mut Request {
        self.0 = noisy_n("lent", self.0.by_ref() + n);
        self
    }

    async fn looked_at(&self) -> u32 {
        yield_now().await;
        self.0.by_ref()
    }
}

struct Maker(Noisy);

impl Maker {
    fn build(&self, n: u32) -> Request {
        Request(noisy_n("made", self.0.by_ref() + n))
    }

    fn request_builder(&self) -> Request {
        Request(self.0.clone())
    }

    fn handle(&self) -> Request {
        Request(noisy("handle"))
    }

    fn lock(&self) -> Request {
        Request(noisy("guard"))
    }

    fn part(&self) -> &Noisy {
        &self.0
    }
}

type Client = Request;
type Command = Request;

trait Seen {
    fn seen(&self) -> u32;
}

impl Seen for Noisy {
    fn seen(&self) -> u32 {
        self.by_ref()
    }
}

case! {
    /// From a function of a type.
    from_a_function();
    async fn from_a_function() -> u32 {
        let n = Request::new(1).with(2).total().await;
        n + Request::new(3).with(4).with(5).total().await
    }
}

case! {
    /// From a method, at the end of the body and in the middle of it.
    from_a_method(2);
    async fn from_a_method(n: u32) -> u32 {
        let maker = Maker(noisy_n("maker", n));
        maker.build(1).with(later("argument", 2).await).total().await;
        maker.build(3).with(4).total().await + maker.request_builder().with(5).total().await
    }
}

case! {
    /// Past a link that may fail.
    past_a_question_mark(4);
    async fn past_a_question_mark(n: u32) -> Result<u32, u32> {
        let first = Request::new(n).with(1).checked()?.with(2).total().await;
        let second = Request::new(n).with(5).checked().map_err(|n| n + 1)?.total().await;
        Ok(first + second)
    }
}

case! {
    /// The error of a link, behind which there is none.
    ends_at_a_question_mark(8);
    async fn ends_at_a_question_mark(n: u32) -> Result<u32, u32> {
        let _held = noisy("held");
        Ok(Request::new(n).with(5).checked()?.with(2).total().await)
    }
}

case! {
    /// Beside other operands, behind them and before them.
    beside_operands(2);
    async fn beside_operands(n: u32) -> (Noisy, u32, u32) {
        (noisy("before"), Request::new(n).with(1).total().await, Request::new(n).with(later("argument", 2).await).total().await)
    }
}

case! {
    /// References are links, too: nothing is dropped with them.
    of_references(2);
    async fn of_references(n: u32) -> u32 {
        let maker = Maker(noisy_n("maker", n));
        look("part", maker.part()).await;
        later("number", maker.part().seen()).await
    }
}

case! {
    /// What is used in its place: builders of std's manner, guards.
    used_in_its_place(2);
    async fn used_in_its_place(n: u32) -> u32 {
        let maker = Maker(noisy_n("maker", n));
        let sum = maker.lock().looked_at().await + maker.handle().looked_at().await + Client::new(4).looked_at().await + Command::new(1).lent(2).lent(3).looked_at().await;
        sum + Some(maker.lock()).unwrap().looked_at().await
    }
}
