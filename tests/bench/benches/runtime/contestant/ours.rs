//! This crate's runtime.

use super::{ANYWHERE, Contestant, Joined};
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

pub struct Ours(pub resumable::Runtime);

impl Contestant for Ours {
    type Join<T: Send + 'static> = Joined<resumable::JoinHandle<T>>;
    type Sender<T: Send + 'static> = resumable::sync::mpsc::Sender<T>;
    type Receiver<T: Send + 'static> = resumable::sync::mpsc::Receiver<T>;
    type Reply<T: Send + 'static> = resumable::sync::oneshot::Sender<T>;
    type Answer<T: Send + 'static> = Joined<resumable::sync::oneshot::Receiver<T>>;
    type Listener = resumable::net::TcpListener;
    type Stream = resumable::net::TcpStream;

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }

    fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Self::Join<T> {
        Joined(resumable::spawn(future))
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
}

impl Ours {
    pub fn new(workers: usize) -> io::Result<Self> {
        Ok(Ours(resumable::Builder::new().worker_threads(workers).build()?))
    }
}
