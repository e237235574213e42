//! A constant moves nothing, the name beside it does: which of them it will be, is not known before.

#[derive(PartialEq, Eq)]
struct Token(u8);

impl Drop for Token {
    fn drop(&mut self) {}
}

const ONE: Token = Token(1);

#[resumable::coroutine]
async fn constant(token: Token) -> u8 {
    let borrowed = &token;
    resumable::yield_now().await;
    match token {
        ONE => {}
        other => return other.0,
    }
    resumable::yield_now().await;
    borrowed.0
}

fn main() {
    resumable::block_on(constant(Token(1)));
}
