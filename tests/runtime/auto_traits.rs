//! What may cross threads, and what may be moved while it is polled. A change here breaks users, so it is written down.

use resumable::fs::File;
use resumable::http::{self, Client, DelayServer, Response};
use resumable::io::{BufReader, ReadExt, WriteExt};
use resumable::net::{OwnedReadHalf, OwnedWriteHalf, TcpListener, TcpStream};
use resumable::sync::{mpsc, oneshot};
use resumable::task::{AbortHandle, JoinSet};
use resumable::time::{Sleep, Timeout};
use resumable::{Builder, Handle, JoinError, JoinHandle, Runtime};
use std::marker::PhantomData;
use std::rc::Rc;

/// `Probe::<T>::IS_SEND` and so on: the inherent constant is there only if the bound holds, and goes before that of the trait.
struct Probe<T>(PhantomData<T>);

trait Otherwise {
    const IS_SEND: bool = false;
    const IS_SYNC: bool = false;
    const IS_UNPIN: bool = false;
}

impl<T> Otherwise for Probe<T> {}

impl<T: Send> Probe<T> {
    const IS_SEND: bool = true;
}

impl<T: Sync> Probe<T> {
    const IS_SYNC: bool = true;
}

impl<T: Unpin> Probe<T> {
    const IS_UNPIN: bool = true;
}

/// Send, Sync, Unpin.
macro_rules! auto_traits {
    ($type:ty) => {
        (Probe::<$type>::IS_SEND, Probe::<$type>::IS_SYNC, Probe::<$type>::IS_UNPIN)
    };
}

#[test]
fn types_have_the_auto_traits_that_users_rely_on() {
    assert_eq!(auto_traits!(Runtime), (false, false, true), "it holds futures that are not Send");
    assert_eq!(auto_traits!(Handle), (true, true, true));
    assert_eq!(auto_traits!(JoinHandle<u32>), (true, true, true));
    assert_eq!(auto_traits!(JoinHandle<Rc<u32>>), (false, false, true), "the output of a local task stays at home");
    assert_eq!(auto_traits!((AbortHandle, Builder)), (true, true, true));
    assert_eq!(auto_traits!(JoinSet<u32>), (true, true, true));
    assert_eq!(auto_traits!(JoinError), (true, true, true));
    assert_eq!(auto_traits!(TcpListener), (true, true, true));
    assert_eq!(auto_traits!(TcpStream), (true, true, true));
    assert_eq!(auto_traits!((OwnedReadHalf, OwnedWriteHalf)), (true, true, true));
    assert_eq!(auto_traits!(BufReader<TcpStream>), (true, true, true));
    assert_eq!(auto_traits!(File), (true, true, true));
    assert_eq!(auto_traits!(Sleep), (true, true, false), "a later version may link it in place");
    assert_eq!(auto_traits!(Timeout<TcpStream>), (true, true, false));
    assert_eq!(auto_traits!((oneshot::Sender<u32>, oneshot::Receiver<u32>)), (true, true, true));
    assert_eq!(auto_traits!((mpsc::Sender<u32>, mpsc::UnboundedSender<u32>, mpsc::Receiver<u32>)), (true, true, true));
    assert_eq!(auto_traits!(mpsc::Sender<Rc<u32>>), (false, false, true));
    assert_eq!(auto_traits!((Client, Response, http::Error, DelayServer)), (true, true, true));
}

fn is_send<T: Send>(_: T) {}

#[test]
fn futures_can_be_spawned() {
    // Never polled: that this compiles is the test.
    is_send(TcpListener::bind("127.0.0.1:0"));
    is_send(TcpStream::connect("127.0.0.1:0"));
    is_send(http::get("http://127.0.0.1/"));
    is_send(File::open("nothing"));
    is_send(resumable::fs::read("nothing"));
    is_send(resumable::spawn_blocking(|| ()));
    is_send(async {
        let mut stream = TcpStream::connect("127.0.0.1:0").await?;
        stream.write_all(b"x").await?;
        stream.read_exact(&mut [0; 1]).await
    });
    let (sender, mut receiver) = mpsc::channel(1);
    is_send(async move {
        sender.send(1).await.unwrap();
        receiver.recv().await
    });
}
