//! A TCP server with a task for each client.
//!
//! `serve` accepts connections and spawns an `echo` for each, so that a client that is slow to talk holds up nobody. So
//! that the example ends by itself, it runs its own clients and then stops the server by aborting its task, which drops
//! the coroutine where it waits, its listener included.
//!
//! ```console
//! $ cargo run --example echo_server
//! client 1: "line 1 of client 1", "line 2 of client 1"
//! client 2: "line 1 of client 2", "line 2 of client 2"
//! client 3: "line 1 of client 3", "line 2 of client 3"
//! the server was stopped: true
//! ```

use resumable::io::{BufReader, prelude::*};
use resumable::net::{SocketAddr, TcpListener, TcpStream};
use resumable::{block_on, spawn};
use std::io;

#[resumable::coroutine]
async fn serve(listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                spawn(echo(stream));
            }
            Err(error) => eprintln!("a connection failed: {error}"),
        }
    }
}

#[resumable::coroutine]
async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        let bytes = stream.read(&mut buffer).await?;
        if bytes == 0 {
            return Ok(());
        }
        stream.write_all(&buffer[..bytes]).await?;
    }
}

#[resumable::coroutine]
async fn client(number: u32, server: SocketAddr) -> io::Result<Vec<String>> {
    let mut stream = BufReader::new(TcpStream::connect(server).await?);
    let mut answers = Vec::new();
    for line in 1..=2 {
        stream.write_all(format!("line {line} of client {number}\n").as_bytes()).await?;
        let mut answer = String::new();
        stream.read_line(&mut answer).await?;
        answers.push(answer.trim_end().to_owned());
    }
    Ok(answers)
}

#[resumable::coroutine]
async fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = spawn(serve(listener));

    let clients: Vec<_> = (1..=3).map(|number| (number, spawn(client(number, address)))).collect();
    for (number, client) in clients {
        let answers = client.await??;
        let answers: Vec<_> = answers.iter().map(|answer| format!("{answer:?}")).collect();
        println!("client {number}: {}", answers.join(", "));
    }

    server.abort();
    let stopped = server.await.is_err_and(|error| error.is_cancelled());
    println!("the server was stopped: {stopped}");
    Ok(())
}

fn main() -> io::Result<()> {
    block_on(run())
}
