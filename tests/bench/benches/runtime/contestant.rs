//! Those who run the same bodies, each with the means of its own library.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::Duration;

/// A runtime. What it gives is reached from inside, as its users do.
pub trait Contestant: 'static {
    type Join<T: Send + 'static>: Future<Output = T> + Send;
    type Sender<T: Send + 'static>: Send + 'static;
    type Receiver<T: Send + 'static>: Send + 'static;
    type Reply<T: Send + 'static>: Send + 'static;
    type Answer<T: Send + 'static>: Future<Output = T> + Send + 'static;
    type Listener: Send + 'static;
    type Stream: Send + 'static;

    fn block_on<F: Future>(&self, future: F) -> F::Output;
    fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Self::Join<T>;
    fn detach<T: Send + 'static>(task: Self::Join<T>);
    fn spawn_blocking<T: Send + 'static>(closure: impl FnOnce() -> T + Send + 'static) -> Self::Join<T>;
    fn yield_now() -> impl Future<Output = ()> + Send;
    fn sleep(duration: Duration) -> impl Future<Output = ()> + Send + 'static;

    fn channel<T: Send + 'static>(room: usize) -> (Self::Sender<T>, Self::Receiver<T>);
    fn send<T: Send + 'static>(sender: &Self::Sender<T>, message: T) -> impl Future<Output = ()> + Send;
    fn receive<T: Send + 'static>(receiver: &mut Self::Receiver<T>) -> impl Future<Output = Option<T>> + Send;
    fn oneshot<T: Send + 'static>() -> (Self::Reply<T>, Self::Answer<T>);
    fn reply<T: Send + 'static>(reply: Self::Reply<T>, message: T);

    fn listen() -> impl Future<Output = (Self::Listener, SocketAddr)> + Send;
    fn accept(listener: &Self::Listener) -> impl Future<Output = Self::Stream> + Send;
    fn connect(address: SocketAddr) -> impl Future<Output = Self::Stream> + Send;
    fn read(stream: &mut Self::Stream, buffer: &mut [u8]) -> impl Future<Output = usize> + Send;
    fn write(stream: &mut Self::Stream, buffer: &[u8]) -> impl Future<Output = ()> + Send;
}

/// Unwraps what is not expected to fail.
pub struct Joined<J>(J);

impl<T, E: std::fmt::Debug, J: Future<Output = Result<T, E>> + Unpin> Future for Joined<J> {
    type Output = T;

    fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<T> {
        std::pin::Pin::new(&mut self.0).poll(cx).map(Result::unwrap)
    }
}

const ANYWHERE: &str = "127.0.0.1:0";

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

pub struct Tokio(pub tokio::runtime::Runtime);

impl Contestant for Tokio {
    type Join<T: Send + 'static> = Joined<tokio::task::JoinHandle<T>>;
    type Sender<T: Send + 'static> = tokio::sync::mpsc::Sender<T>;
    type Receiver<T: Send + 'static> = tokio::sync::mpsc::Receiver<T>;
    type Reply<T: Send + 'static> = tokio::sync::oneshot::Sender<T>;
    type Answer<T: Send + 'static> = Joined<tokio::sync::oneshot::Receiver<T>>;
    type Listener = tokio::net::TcpListener;
    type Stream = tokio::net::TcpStream;

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }

    fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Self::Join<T> {
        Joined(tokio::spawn(future))
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
}

/// An executor of smol on this thread.
pub struct Smol;

static EXECUTOR: LazyLock<smol::Executor<'static>> = LazyLock::new(smol::Executor::new);

fn unwrapped<T>(received: Result<T, smol::channel::RecvError>) -> T {
    received.unwrap()
}

impl Contestant for Smol {
    type Join<T: Send + 'static> = smol::Task<T>;
    type Sender<T: Send + 'static> = smol::channel::Sender<T>;
    type Receiver<T: Send + 'static> = smol::channel::Receiver<T>;
    type Reply<T: Send + 'static> = smol::channel::Sender<T>;
    type Answer<T: Send + 'static> = std::pin::Pin<Box<dyn Future<Output = T> + Send>>;
    type Listener = smol::net::TcpListener;
    type Stream = smol::net::TcpStream;

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        smol::block_on(EXECUTOR.run(future))
    }

    fn spawn<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Self::Join<T> {
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
}

pub fn ours(workers: usize) -> io::Result<Ours> {
    Ok(Ours(resumable::Builder::new().worker_threads(workers).build()?))
}

pub fn tokio_current_thread() -> io::Result<Tokio> {
    Ok(Tokio(tokio::runtime::Builder::new_current_thread().enable_all().build()?))
}

pub fn tokio_multi_thread() -> io::Result<Tokio> {
    Ok(Tokio(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?))
}
