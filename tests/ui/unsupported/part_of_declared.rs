//! A local was declared without a value, in a block that has items of its own, and a pattern moves a part out of it.

#[resumable::coroutine]
async fn declared() -> String {
    {
        enum Word {
            Short(String, u32),
            Long(String),
        }
        let word;
        word = Word::Short(String::from("a"), 1);
        let lent = &word;
        resumable::yield_now().await;
        let _ = lent;
        match word {
            Word::Short(text, _) | Word::Long(text) => {
                resumable::yield_now().await;
                text
            }
        }
    }
}

fn main() {
    resumable::block_on(declared());
}
