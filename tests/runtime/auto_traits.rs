//! What may cross threads, and what may be moved while it is polled. A change here breaks users, so it is written down.

use resumable::fs::File;
use resumable::http::{self, Client, DelayServer, Response};
use resumable::io::{
    BufReader, BufWriter, DuplexStream, Lines, ReadExt, SeekExt, Take, WriteExt, copy_bidirectional, split,
};
use resumable::net::{OwnedReadHalf, OwnedWriteHalf, TcpListener, TcpStream};
#[cfg(unix)]
use resumable::net::{PipeReader, PipeWriter};
use resumable::sync::{
    Barrier, CancellationToken, MappedMutexGuard, MappedRwLockReadGuard, MappedRwLockWriteGuard, Mutex, MutexGuard,
    Notified, Notify, OnceCell, OwnedMappedMutexGuard, OwnedMappedRwLockReadGuard, OwnedMappedRwLockWriteGuard,
    OwnedMutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard, Semaphore, broadcast, mpsc, oneshot, watch,
};
use resumable::task::{
    AbortHandle, AbortOnDrop, JoinMap, JoinSet, LocalKey, Scope, TaskToken, TaskTracker, Tracked, Unconstrained,
};
use resumable::time::{Sleep, Timeout};
use resumable::{Builder, Handle, JoinError, JoinHandle, Runtime};
use std::cell::Cell;
use std::io::SeekFrom;
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
    assert_eq!(auto_traits!(JoinMap<u8, u32>), (true, true, true));
    assert_eq!(auto_traits!((AbortOnDrop<u32>, DuplexStream)), (true, true, true));
    assert_eq!(auto_traits!(AbortOnDrop<Rc<u32>>), (false, false, true));
    assert_eq!(auto_traits!((Unconstrained<TcpStream>, Unconstrained<Sleep>)), (true, true, false), "as its future");
    #[cfg(unix)]
    assert_eq!(auto_traits!((resumable::process::Child, PipeReader, PipeWriter)), (true, true, true));
    assert_eq!(auto_traits!((TaskTracker, TaskToken, Tracked<JoinHandle<u32>>)), (true, true, true));
    assert_eq!(auto_traits!(LocalKey<Rc<u32>>), (true, true, true), "each thread has its own");
    assert_eq!(auto_traits!((Scope<u32, TcpStream>, Scope<u32, Sleep>)), (true, true, false), "as its future");
    assert_eq!(auto_traits!(Scope<Rc<u32>, TcpStream>), (false, false, true));
    assert_eq!(auto_traits!(JoinError), (true, true, true));
    assert_eq!(auto_traits!(TcpListener), (true, true, true));
    assert_eq!(auto_traits!(TcpStream), (true, true, true));
    assert_eq!(auto_traits!((OwnedReadHalf, OwnedWriteHalf)), (true, true, true));
    assert_eq!(auto_traits!((BufReader<TcpStream>, BufWriter<TcpStream>)), (true, true, true));
    assert_eq!(auto_traits!((Lines<BufReader<TcpStream>>, Take<TcpStream>)), (true, true, true));
    assert_eq!(auto_traits!(File), (true, true, true));
    assert_eq!(auto_traits!(Sleep), (true, true, false), "a later version may link it in place");
    assert_eq!(auto_traits!(Timeout<TcpStream>), (true, true, false));
    assert_eq!(auto_traits!((oneshot::Sender<u32>, oneshot::Receiver<u32>)), (true, true, true));
    assert_eq!(auto_traits!((mpsc::Sender<u32>, mpsc::UnboundedSender<u32>, mpsc::Receiver<u32>)), (true, true, true));
    assert_eq!(auto_traits!(mpsc::Sender<Rc<u32>>), (false, false, true));
    assert_eq!(auto_traits!((mpsc::Permit<'_, u32>, mpsc::OwnedPermit<u32>)), (true, true, true));
    assert_eq!(auto_traits!(broadcast::Recv<'_, u32>), (true, true, false), "it waits in line in place");
    assert_eq!(auto_traits!(mpsc::Sending<'_, u32>), (true, true, false), "it waits in line in place");
    assert_eq!(auto_traits!((broadcast::Sender<u32>, broadcast::Receiver<u32>)), (true, true, true));
    assert_eq!(auto_traits!((watch::Sender<u32>, watch::Receiver<u32>)), (true, true, true));
    assert_eq!(auto_traits!(watch::Ref<'_, u32>), (false, true, true), "it must not be kept across waits");
    assert_eq!(auto_traits!((Semaphore, Notify, Barrier, CancellationToken)), (true, true, true));
    assert_eq!(auto_traits!(Notified<'_>), (true, true, false));
    assert_eq!(auto_traits!((Client, Response, http::Error, DelayServer)), (true, true, true));
}

#[test]
fn locks_are_as_safe_as_their_values() {
    assert_eq!(auto_traits!(Mutex<u32>), (true, true, true));
    assert_eq!(auto_traits!(Mutex<Cell<u32>>), (true, true, true), "only one thread has the value at a time");
    assert_eq!(auto_traits!(MutexGuard<'_, Cell<u32>>), (true, false, true));
    assert_eq!(auto_traits!(OwnedMutexGuard<Cell<u32>>), (true, false, true));
    assert_eq!(auto_traits!(Mutex<Rc<u32>>), (false, false, true));
    assert_eq!(auto_traits!(MutexGuard<'_, Rc<u32>>), (false, false, true));
    assert_eq!(auto_traits!(RwLock<u32>), (true, true, true));
    assert_eq!(auto_traits!(RwLock<Cell<u32>>), (true, false, true), "readers share the value");
    assert_eq!(auto_traits!((RwLockReadGuard<'_, u32>, RwLockWriteGuard<'_, u32>)), (true, true, true));
    assert_eq!(auto_traits!(RwLockReadGuard<'_, Cell<u32>>), (false, false, true));
    assert_eq!(auto_traits!(OnceCell<u32>), (true, true, true));
    assert_eq!(auto_traits!(OnceCell<Cell<u32>>), (true, false, true));
}

#[test]
fn guards_of_parts_are_as_safe_as_the_parts() {
    assert_eq!(auto_traits!((MappedMutexGuard<'_, u32>, MappedRwLockWriteGuard<'_, u32>)), (true, true, true));
    assert_eq!(auto_traits!(MappedMutexGuard<'_, Cell<u32>>), (true, false, true));
    assert_eq!(auto_traits!(MappedMutexGuard<'_, Rc<u32>>), (false, false, true));
    assert_eq!(auto_traits!(MappedMutexGuard<'_, Fixed>), (false, true, true), "it does not lead to the mutex");
    assert_eq!(auto_traits!(MappedRwLockReadGuard<'_, u32>), (true, true, true));
    assert_eq!(auto_traits!(MappedRwLockReadGuard<'_, Cell<u32>>), (false, false, true), "readers share the value");
    assert_eq!(auto_traits!(MappedRwLockWriteGuard<'_, Rc<u32>>), (false, false, true));
    assert_eq!(auto_traits!(OwnedMappedMutexGuard<u32, u32>), (true, true, true));
    assert_eq!(auto_traits!(OwnedMappedMutexGuard<u32, Rc<u32>>), (false, false, true));
    assert_eq!(auto_traits!(OwnedMappedMutexGuard<Rc<u32>, u32>), (false, false, true), "it may drop the whole");
    assert_eq!(auto_traits!(OwnedMappedRwLockReadGuard<u32, Cell<u32>>), (false, false, true));
    assert_eq!(auto_traits!(OwnedMappedRwLockReadGuard<Cell<u32>, u32>), (false, false, true));
    assert_eq!(auto_traits!(OwnedMappedRwLockWriteGuard<u32, u32>), (true, true, true));
    assert_eq!(auto_traits!(OwnedMappedRwLockWriteGuard<u32, Rc<u32>>), (false, false, true));
}

/// May be looked at by several threads, and stays with one.
type Fixed = std::sync::MutexGuard<'static, u32>;

#[test]
fn what_stays_with_a_thread_is_not_reached_from_another() {
    assert_eq!(auto_traits!(Fixed), (false, true, true));
    // A guard leads to its mutex, and whoever has that can lock it and take the value out.
    assert_eq!(auto_traits!((Mutex<Fixed>, MutexGuard<'_, Fixed>, OwnedMutexGuard<Fixed>)), (false, false, true));
    assert_eq!(auto_traits!(MutexGuard<'_, Fixed>), (false, false, true));
    assert_eq!(auto_traits!(OwnedMutexGuard<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(RwLock<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(RwLockReadGuard<'_, Fixed>), (false, false, true));
    assert_eq!(auto_traits!(RwLockWriteGuard<'_, Fixed>), (false, false, true));
    assert_eq!(auto_traits!(OnceCell<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(JoinHandle<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(mpsc::Permit<'_, Fixed>), (false, false, true));
    assert_eq!(auto_traits!(mpsc::Receiver<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(mpsc::Sending<'_, Fixed>), (false, false, false));
    assert_eq!(auto_traits!(oneshot::Sender<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(oneshot::Receiver<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(broadcast::Sender<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(broadcast::Receiver<Cell<u32>>), (false, false, true), "receivers share a message");
    assert_eq!(auto_traits!(watch::Sender<Fixed>), (false, false, true));
    assert_eq!(auto_traits!(watch::Receiver<Cell<u32>>), (false, false, true), "receivers share the value");
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
    is_send(resumable::fs::read_dir("nothing"));
    is_send(async {
        let mut file = File::open("nothing").await?;
        file.seek(SeekFrom::Start(1)).await?;
        file.metadata().await
    });
    is_send(async {
        let mut file = File::create_new("nothing").await?;
        file.write_u32(1).await?;
        file.rewind().await?;
        file.read_u32_le().await?;
        file.try_clone().await?.into_std().await
    });
    is_send(async {
        let (mut reader, mut writer) = split(TcpStream::connect("127.0.0.1:0").await?);
        writer.write_all(b"x").await?;
        reader.read_exact(&mut [0; 1]).await
    });
    #[cfg(unix)]
    is_send(async {
        let socket = resumable::net::UnixDatagram::unbound()?;
        socket.send_to(b"x", "nothing").await
    });
    is_send(resumable::spawn_blocking(|| ()));
    is_send(async {
        let mut stream = TcpStream::connect("127.0.0.1:0").await?;
        stream.write_all(b"x").await?;
        stream.read_exact(&mut [0; 1]).await
    });
    is_send(async {
        let mut first = TcpStream::connect("127.0.0.1:0").await?;
        let mut second = TcpStream::connect("127.0.0.1:0").await?;
        first.readable().await?;
        copy_bidirectional(&mut first, &mut second).await
    });
    is_send(JoinSet::<u32>::new().join_all());
    is_send(mpsc::channel::<u32>(1).0.reserve_owned());
    is_send(Mutex::new(Cell::new(1)).lock());
    is_send(RwLock::new(1).write());
    is_send(Semaphore::new(1).acquire());
    is_send(Barrier::new(1).wait());
    is_send(CancellationToken::new().cancelled_owned());
    is_send(std::sync::Arc::new(Notify::new()).notified_owned());
    is_send(TaskTracker::new().wait());
    is_send(broadcast::channel::<u32>(1).1.recv());
    is_send(watch::channel(1).1.changed());
    let (sender, mut receiver) = mpsc::channel(1);
    is_send(async move {
        sender.send(1).await.unwrap();
        receiver.recv().await
    });
}
