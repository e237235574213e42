//! Sockets.

use resumable::io::prelude::*;
use resumable::net::{TcpListener, TcpStream};
use resumable::{block_on, spawn};

#[test]
fn an_echo_server_serves_many_clients_at_once() {
    let echoed = block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let (mut reader, mut writer) = stream.split();
                    resumable::io::copy(&mut reader, &mut writer).await.unwrap();
                    writer.close().await.unwrap();
                });
            }
        });
        let clients: Vec<_> = (0..20u8)
            .map(|id| {
                spawn(async move {
                    let mut stream = TcpStream::connect(address).await.unwrap();
                    stream.write_all(&[id; 1000]).await.unwrap();
                    stream.close().await.unwrap();
                    let mut answer = Vec::new();
                    stream.read_to_end(&mut answer).await.unwrap();
                    assert_eq!(answer, [id; 1000]);
                })
            })
            .collect();
        let mut echoed = 0;
        for client in clients {
            client.await.unwrap();
            echoed += 1;
        }
        server.abort();
        assert!(server.await.unwrap_err().is_cancelled());
        echoed
    });
    assert_eq!(echoed, 20);
}
