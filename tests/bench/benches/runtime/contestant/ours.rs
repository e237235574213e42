//! This crate's runtime.

use super::{ANYWHERE, Contestant, Joined};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

pub struct Ours(pub resumable::Runtime);

impl Contestant for Ours {
    type Join<T: Send + 'static> = Joined<resumable::JoinHandle<T>>;
    type Spawner = resumable::Handle;
    type Sender<T: Send + 'static> = resumable::sync::mpsc::Sender<T>;
    type Receiver<T: Send + 'static> = resumable::sync::mpsc::Receiver<T>;
    type Reply<T: Send + 'static> = resumable::sync::oneshot::Sender<T>;
    type Answer<T: Send + 'static> = Joined<resumable::sync::oneshot::Receiver<T>>;
    type Listener = resumable::net::TcpListener;
    type Stream = resumable::net::TcpStream;
    type Http = resumable::net::TcpStream;
    type Mutex = resumable::sync::Mutex<u64>;
    type Guard<'a> = resumable::sync::MutexGuard<'a, u64>;
    type Speaker = resumable::sync::broadcast::Sender<u64>;
    type Hearer = resumable::sync::broadcast::Receiver<u64>;

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }

    fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Self::Join<T> {
        Joined(resumable::spawn(future))
    }

    fn spawner() -> Self::Spawner {
        resumable::Handle::current()
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
        Joined(resumable::spawn_blocking(closure))
    }

    fn yield_now() -> impl Future<Output = ()> + Send {
        resumable::yield_now()
    }

    fn sleep(duration: Duration) -> impl Future<Output = ()> + Send + 'static {
        resumable::time::sleep(duration)
    }

    fn channel<T: Send + 'static>(room: usize) -> (Self::Sender<T>, Self::Receiver<T>) {
        resumable::sync::mpsc::channel(room)
    }

    async fn send<T: Send + 'static>(sender: &Self::Sender<T>, message: T) {
        sender.send(message).await.ok().unwrap()
    }

    async fn receive<T: Send + 'static>(receiver: &mut Self::Receiver<T>) -> Option<T> {
        receiver.recv().await
    }

    fn oneshot<T: Send + 'static>() -> (Self::Reply<T>, Self::Answer<T>) {
        let (reply, answer) = resumable::sync::oneshot::channel();
        (reply, Joined(answer))
    }

    fn reply<T: Send + 'static>(reply: Self::Reply<T>, message: T) {
        reply.send(message).ok().unwrap()
    }

    fn mutex() -> Self::Mutex {
        resumable::sync::Mutex::new(0)
    }

    async fn lock(mutex: &Self::Mutex) -> Self::Guard<'_> {
        mutex.lock().await
    }

    fn broadcast(room: usize) -> (Self::Speaker, Self::Hearer) {
        resumable::sync::broadcast::channel(room)
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
        let listener = resumable::net::TcpListener::bind(ANYWHERE).await.unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    async fn accept(listener: &Self::Listener) -> Self::Stream {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    async fn connect(address: SocketAddr) -> Self::Stream {
        let stream = resumable::net::TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    async fn read(stream: &mut Self::Stream, buffer: &mut [u8]) -> usize {
        resumable::io::ReadExt::read(stream, buffer).await.unwrap()
    }

    async fn write(stream: &mut Self::Stream, buffer: &[u8]) {
        resumable::io::WriteExt::write_all(stream, buffer).await.unwrap()
    }

    fn http(stream: Self::Stream) -> Self::Http {
        stream
    }
}

impl Ours {
    pub fn new(workers: usize) -> io::Result<Self> {
        Ok(Ours(resumable::Builder::new().worker_threads(workers).build()?))
    }
}
