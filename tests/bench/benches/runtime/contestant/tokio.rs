//! tokio, on one thread and on several.

use super::{ANYWHERE, Contestant, Joined};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

pub struct Tokio(pub tokio::runtime::Runtime);

impl Contestant for Tokio {
    type Join<T: Send + 'static> = Joined<tokio::task::JoinHandle<T>>;
    type Spawner = tokio::runtime::Handle;
    type Sender<T: Send + 'static> = tokio::sync::mpsc::Sender<T>;
    type Receiver<T: Send + 'static> = tokio::sync::mpsc::Receiver<T>;
    type Reply<T: Send + 'static> = tokio::sync::oneshot::Sender<T>;
    type Answer<T: Send + 'static> = Joined<tokio::sync::oneshot::Receiver<T>>;
    type Listener = tokio::net::TcpListener;
    type Stream = tokio::net::TcpStream;
    type Http = hyper_util::rt::TokioIo<tokio::net::TcpStream>;
    type Mutex = tokio::sync::Mutex<u64>;
    type Guard<'a> = tokio::sync::MutexGuard<'a, u64>;
    type Speaker = tokio::sync::broadcast::Sender<u64>;
    type Hearer = tokio::sync::broadcast::Receiver<u64>;

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }

    fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Self::Join<T> {
        Joined(tokio::spawn(future))
    }

    fn spawner() -> Self::Spawner {
        tokio::runtime::Handle::current()
    }

    fn spawn_by<T: Send + 'static>(
        spawner: &Self::Spawner,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Self::Join<T> {
        Joined(spawner.spawn(future))
    }

    fn detach<T: Send + 'static>(task: Self::Join<T>) {
        drop(task);
    }

    fn spawn_blocking<T: Send + 'static>(closure: impl FnOnce() -> T + Send + 'static) -> Self::Join<T> {
        Joined(tokio::task::spawn_blocking(closure))
    }

    fn yield_now() -> impl Future<Output = ()> + Send {
        tokio::task::yield_now()
    }

    fn sleep(duration: Duration) -> impl Future<Output = ()> + Send + 'static {
        tokio::time::sleep(duration)
    }

    fn channel<T: Send + 'static>(room: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        tokio::sync::mpsc::channel(room)
    }

    async fn send<T: Send + 'static>(sender: &Self::Sender<T>, message: T) {
        sender.send(message).await.ok().unwrap()
    }

    async fn receive<T: Send + 'static>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await
    }

    fn oneshot<T: Send + 'static>() -> (Self::Reply<T>, Self::Answer<T>) {
        let (reply, answer) = tokio::sync::oneshot::channel();
        (reply, Joined(answer))
    }

    fn reply<T: Send + 'static>(reply: Self::Reply<T>, message: T) {
        reply.send(message).ok().unwrap()
    }

    fn mutex() -> Self::Mutex {
        tokio::sync::Mutex::new(0)
    }

    async fn lock(mutex: &Self::Mutex) -> Self::Guard<'_> {
        mutex.lock().await
    }

    fn broadcast(room: usize) -> (Self::Speaker, Self::Hearer) {
        tokio::sync::broadcast::channel(room)
    }

    fn join_in(speaker: &Self::Speaker) -> Self::Hearer {
        speaker.subscribe()
    }

    fn speak(speaker: &mut Self::Speaker, message: u64) {
        speaker.send(message).unwrap();
    }

    async fn hear(hearer: &mut Self::Hearer) -> u64 {
        hearer.recv().await.unwrap()
    }

    async fn listen() -> (Self::Listener, SocketAddr) {
        let listener = tokio::net::TcpListener::bind(ANYWHERE).await.unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    async fn accept(listener: &Self::Listener) -> Self::Stream {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    async fn connect(address: SocketAddr) -> Self::Stream {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    async fn read(stream: &mut Self::Stream, buffer: &mut [u8]) -> usize {
        tokio::io::AsyncReadExt::read(stream, buffer).await.unwrap()
    }

    async fn write(stream: &mut Self::Stream, buffer: &[u8]) {
        tokio::io::AsyncWriteExt::write_all(stream, buffer).await.unwrap()
    }

    fn http(stream: Self::Stream) -> Self::Http {
        hyper_util::rt::TokioIo::new(stream)
    }
}

impl Tokio {
    pub fn current_thread() -> io::Result<Self> {
        Ok(Tokio(tokio::runtime::Builder::new_current_thread().enable_all().build()?))
    }

    pub fn multi_thread() -> io::Result<Self> {
        Ok(Tokio(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?))
    }
}
