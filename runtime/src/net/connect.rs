//! Connecting to one of several addresses.
//!
//! An address may be one that never answers: that of a broken IPv6, for example. If it were waited for to its end, which takes minutes, the next would not
//! be tried before everybody has lost patience. So the addresses are tried as [RFC 8305], "Happy Eyeballs", says in its sections 4 and 5, without what it
//! says of names, whose addresses come all at once here:
//!
//! ```text
//!   2001:db8::1   ├───────────────────────────────────────────┤ dropped
//!   192.0.2.1           ├──────────────┤ fails
//!   2001:db8::2               ├───────────────────────────────┤ dropped
//!   192.0.2.2                          ├──────────────────────┤ stands
//!                 0    250   500   …  milliseconds
//! ```
//!
//! 1. Families take turns, beginning with that of the first address; within a family the order is that of the system, which is by preference.
//! 2. The next begins after [`ATTEMPT_DELAY`], or as soon as one fails. The earlier ones go on.
//! 3. The first that stands is the connection, and the others are dropped.
//!
//! [RFC 8305]: https://www.rfc-editor.org/rfc/rfc8305

use super::address::no_address;
use super::{SocketAddr, TcpStream};
use crate::prelude::*;
use crate::reactor::{Timer, now};
use std::future::{Future, poll_fn};
use std::io;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// How long attempts are waited for before the next begins. That which section 8 recommends.
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Connects to one of the addresses. Cancel safety: the attempts are dropped.
#[crate::coroutine]
pub(super) async fn connect_any(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    if let [address] = addresses[..] {
        let stream = TcpStream::begin(address)?;
        poll_fn(|cx| stream.poll_connected(cx)).await?;
        return Ok(stream);
    }
    let rest = take_turns(addresses).into_iter();
    Attempts { rest, under_way: Vec::new(), next_at: now(), last: no_address(), timer: Timer::new() }.await
}

/// Sorted so that the families take turns.
fn take_turns(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let count = addresses.len();
    let is_of_first =
        |address: &SocketAddr| addresses.first().is_some_and(|first| first.is_ipv6() == address.is_ipv6());
    let (of_first, of_other): (Vec<_>, Vec<_>) = addresses.iter().copied().partition(is_of_first);
    let (mut of_first, mut of_other) = (of_first.into_iter(), of_other.into_iter());
    let mut sorted = Vec::with_capacity(count);
    while sorted.len() < count {
        sorted.extend(of_first.next());
        sorted.extend(of_other.next());
    }
    sorted
}

pin_project_lite::pin_project! {
    /// Ready with the first connection that stands, or, if none will, with why the last to fail has failed.
    struct Attempts {
        rest: std::vec::IntoIter<SocketAddr>,
        // Not known to stand or to have failed, in the order in which they began.
        under_way: Vec<TcpStream>,
        // When the next of the rest begins, if there is one.
        next_at: Instant,
        last: io::Error,
        #[pin]
        timer: Timer,
    }
}

impl Future for Attempts {
    type Output = io::Result<TcpStream>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<TcpStream>> {
        let mut this = self.project();
        loop {
            let mut index = 0;
            while let Some(stream) = this.under_way.get(index) {
                match stream.poll_connected(cx) {
                    Poll::Pending => index += 1,
                    Poll::Ready(Ok(())) => return Poll::Ready(Ok(mem::take(this.under_way).swap_remove(index))),
                    Poll::Ready(Err(error)) => {
                        this.under_way.remove(index);
                        (*this.last, *this.next_at) = (error, now());
                    }
                }
            }
            // Nobody is to be woken for what has begun meanwhile, or does not begin.
            this.timer.as_mut().unset();
            if this.rest.len() == 0 && !this.under_way.is_empty() {
                return Poll::Pending;
            }
            // If it cannot be set there is no reactor any more, which the next attempt finds out.
            if this.rest.len() > 0 && now() < *this.next_at && this.timer.as_mut().set(*this.next_at, cx.waker()) {
                return Poll::Pending;
            }
            let Some(address) = this.rest.next() else {
                return Poll::Ready(Err(mem::replace(this.last, no_address())));
            };
            match TcpStream::begin(address) {
                Ok(stream) => {
                    this.under_way.push(stream);
                    *this.next_at = now() + ATTEMPT_DELAY;
                }
                Err(error) => *this.last = error,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Handle, block_on};

    /// One that failed has brought the last one forward.
    #[cfg(target_os = "linux")]
    #[test]
    fn nothing_wakes_when_all_are_under_way() {
        // There is room for one, and the next neither stands nor fails.
        let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        let _fills = std::net::TcpStream::connect(address).unwrap();
        block_on(async {
            let rest = vec![address].into_iter();
            let under_way = vec![TcpStream::begin(address).unwrap()];
            let next_at = now() + ATTEMPT_DELAY;
            let mut attempts =
                std::pin::pin!(Attempts { rest, under_way, next_at, last: no_address(), timer: Timer::new() });
            let mut cx = Context::from_waker(std::task::Waker::noop());
            assert!(attempts.as_mut().poll(&mut cx).is_pending());
            assert_eq!(Handle::current().metrics().timers(), 1);
            *attempts.as_mut().project().next_at = now();
            assert!(attempts.as_mut().poll(&mut cx).is_pending());
            assert_eq!(Handle::current().metrics().timers(), 0);
        });
    }

    #[test]
    fn families_take_turns() {
        let sorted = |text: &str| {
            let address = |letter: char| match letter.is_ascii_uppercase() {
                true => SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], letter as u16)),
                false => SocketAddr::from(([127, 0, 0, 1], letter as u16)),
            };
            let sorted = take_turns(text.chars().map(address).collect());
            sorted.iter().map(|address| char::from(address.port() as u8)).collect::<String>()
        };
        let cases = [
            ("", ""),
            ("a", "a"),
            ("ab", "ab"),
            ("aA", "aA"),
            ("Aa", "Aa"),
            ("ABab", "AaBb"),
            ("abAB", "aAbB"),
            ("ABCa", "AaBC"),
            ("aABC", "aABC"),
            ("AaBCbDc", "AaBbCcD"),
        ];
        for (addresses, expected) in cases {
            assert_eq!(sorted(addresses), expected, "{addresses}");
        }
    }
}
