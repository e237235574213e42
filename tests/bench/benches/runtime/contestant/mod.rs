//! Those who run the same bodies, each with the means of its own library.

use std::future::Future;
use std::net::SocketAddr;
use std::ops::DerefMut;
use std::time::Duration;

mod ours;
mod smol;
mod tokio;

pub use self::ours::Ours;
pub use self::smol::Smol;
pub use self::tokio::Tokio;

/// A runtime. What it gives is reached from inside, as its users do.
pub trait Contestant: 'static {
    type Join<T: Send + 'static>: Future<Output = T> + Send + 'static;
    /// By which other threads spawn.
    type Spawner: Clone + Send + 'static;
    type Sender<T: Send + 'static>: Send + 'static;
    type Receiver<T: Send + 'static>: Send + 'static;
    type Reply<T: Send + 'static>: Send + 'static;
    type Answer<T: Send + 'static>: Future<Output = T> + Send + 'static;
    type Listener: Send + 'static;
    type Stream: Send + 'static;
    /// A stream as hyper wants it.
    type Http: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static;
    type Mutex: Send + Sync + 'static;
    type Guard<'a>: DerefMut<Target = u64> + Send;
    type Speaker: Send + 'static;
    type Hearer: Send + 'static;

    fn block_on<F: Future>(&self, future: F) -> F::Output;
    fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Self::Join<T>;
    fn spawner() -> Self::Spawner;
    fn spawn_by<T: Send + 'static>(
        spawner: &Self::Spawner,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Self::Join<T>;
    fn detach<T: Send + 'static>(task: Self::Join<T>);
    fn spawn_blocking<T: Send + 'static>(closure: impl FnOnce() -> T + Send + 'static) -> Self::Join<T>;
    fn yield_now() -> impl Future<Output = ()> + Send;
    fn sleep(duration: Duration) -> impl Future<Output = ()> + Send + 'static;

    fn channel<T: Send + 'static>(room: usize) -> (Self::Sender<T>, Self::Receiver<T>);
    fn send<T: Send + 'static>(sender: &Self::Sender<T>, message: T) -> impl Future<Output = ()> + Send;
    fn receive<T: Send + 'static>(receiver: &mut Self::Receiver<T>) -> impl Future<Output = Option<T>> + Send;
    fn oneshot<T: Send + 'static>() -> (Self::Reply<T>, Self::Answer<T>);
    fn reply<T: Send + 'static>(reply: Self::Reply<T>, message: T);
    fn mutex() -> Self::Mutex;
    fn lock(mutex: &Self::Mutex) -> impl Future<Output = Self::Guard<'_>> + Send;
    /// A channel whose messages all receivers hear.
    fn broadcast(room: usize) -> (Self::Speaker, Self::Hearer);
    fn join_in(speaker: &Self::Speaker) -> Self::Hearer;
    /// Never waits: there is room.
    fn speak(speaker: &mut Self::Speaker, message: u64);
    fn hear(hearer: &mut Self::Hearer) -> impl Future<Output = u64> + Send;

    fn listen() -> impl Future<Output = (Self::Listener, SocketAddr)> + Send;
    fn accept(listener: &Self::Listener) -> impl Future<Output = Self::Stream> + Send;
    fn connect(address: SocketAddr) -> impl Future<Output = Self::Stream> + Send;
    fn read(stream: &mut Self::Stream, buffer: &mut [u8]) -> impl Future<Output = usize> + Send;
    fn write(stream: &mut Self::Stream, buffer: &[u8]) -> impl Future<Output = ()> + Send;
    fn http(stream: Self::Stream) -> Self::Http;
}

/// Unwraps what is not expected to fail.
pub struct Joined<J>(J);

impl<T, E: std::fmt::Debug, J: Future<Output = Result<T, E>> + Unpin> Future for Joined<J> {
    type Output = T;

    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<T> {
        std::pin::Pin::new(&mut self.0).poll(cx).map(Result::unwrap)
    }
}

/// Any free port.
const ANYWHERE: &str = "127.0.0.1:0";
