//! smol.

use super::{ANYWHERE, Contestant};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

/// An executor of smol on this thread.
pub struct Smol;

static EXECUTOR: LazyLock<smol::Executor<'static>> = LazyLock::new(smol::Executor::new);

fn unwrapped<T>(received: Result<T, smol::channel::RecvError>) -> T {
    received.unwrap()
}

impl Contestant for Smol {
    type Join<T: Send + 'static> = smol::Task<T>;
    type Spawner = ();
    type Sender<T: Send + 'static> = smol::channel::Sender<T>;
    type Receiver<T: Send + 'static> = smol::channel::Receiver<T>;
    type Reply<T: Send + 'static> = smol::channel::Sender<T>;
    type Answer<T: Send + 'static> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;
    type Listener = smol::net::TcpListener;
    type Stream = smol::net::TcpStream;
    type Http = smol_hyper::rt::FuturesIo<smol::net::TcpStream>;
    type Mutex = smol::lock::Mutex<u64>;
    type Guard<'a> = smol::lock::MutexGuard<'a, u64>;
    type Speaker = async_broadcast::Sender<u64>;
    type Hearer = async_broadcast::Receiver<u64>;

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        smol::block_on(EXECUTOR.run(future))
    }

    fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Self::Join<T> {
        EXECUTOR.spawn(future)
    }

    fn spawner() -> Self::Spawner {}

    fn spawn_by<T: Send + 'static>(
        _: &Self::Spawner,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Self::Join<T> {
        EXECUTOR.spawn(future)
    }

    fn detach<T: Send + 'static>(task: Self::Join<T>) {
        task.detach();
    }

    fn spawn_blocking<T: Send + 'static>(closure: impl FnOnce() -> T + Send + 'static) -> Self::Join<T> {
        smol::unblock(closure)
    }

    fn yield_now() -> impl Future<Output = ()> + Send {
        smol::future::yield_now()
    }

    async fn sleep(duration: Duration) {
        smol::Timer::after(duration).await;
    }

    fn channel<T: Send + 'static>(room: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        smol::channel::bounded(room)
    }

    async fn send<T: Send + 'static>(sender: &Self::Sender<T>, message: T) {
        sender.send(message).await.ok().unwrap()
    }

    async fn receive<T: Send + 'static>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await.ok()
    }

    fn oneshot<T: Send + 'static>() -> (Self::Reply<T>, Self::Answer<T>) {
        let (reply, answer) = smol::channel::bounded(1);
        (reply, Box::pin(async move { unwrapped(answer.recv().await) }))
    }

    fn reply<T: Send + 'static>(reply: Self::Reply<T>, message: T) {
        reply.try_send(message).ok().unwrap()
    }

    fn mutex() -> Self::Mutex {
        smol::lock::Mutex::new(0)
    }

    async fn lock(mutex: &Self::Mutex) -> Self::Guard<'_> {
        mutex.lock().await
    }

    fn broadcast(room: usize) -> (Self::Speaker, Self::Hearer) {
        async_broadcast::broadcast(room)
    }

    fn join_in(speaker: &Self::Speaker) -> Self::Hearer {
        speaker.new_receiver()
    }

    fn speak(speaker: &mut Self::Speaker, message: u64) {
        speaker.try_broadcast(message).unwrap();
    }

    async fn hear(hearer: &mut Self::Hearer) -> u64 {
        hearer.recv().await.unwrap()
    }

    async fn listen() -> (Self::Listener, SocketAddr) {
        let listener = smol::net::TcpListener::bind(ANYWHERE).await.unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    async fn accept(listener: &Self::Listener) -> Self::Stream {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    async fn connect(address: SocketAddr) -> Self::Stream {
        let stream = smol::net::TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    async fn read(stream: &mut Self::Stream, buffer: &mut [u8]) -> usize {
        smol::io::AsyncReadExt::read(stream, buffer).await.unwrap()
    }

    async fn write(stream: &mut Self::Stream, buffer: &[u8]) {
        smol::io::AsyncWriteExt::write_all(stream, buffer).await.unwrap()
    }

    fn http(stream: Self::Stream) -> Self::Http {
        smol_hyper::rt::FuturesIo::new(stream)
    }
}
