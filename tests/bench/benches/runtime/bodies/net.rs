//! Connections.

macro_rules! net {
    ($attribute:meta) => {
        use crate::contestant::Contestant;
        use hyper::body::{Body, Incoming};
        use hyper::client::conn::http1::SendRequest;
        use hyper::server::conn::http1;
        use hyper::service::service_fn;
        use hyper::{Request, Response, client};
        use std::convert::Infallible;
        use std::future::poll_fn;
        use std::pin::Pin;
        use std::time::Instant;

        #[$attribute]
        async fn echo<C: Contestant>(stream: C::Stream) {
            let mut stream = stream;
            let mut buffer = [0; 64];
            loop {
                let count = C::read(&mut stream, &mut buffer).await;
                if count == 0 {
                    return;
                }
                C::write(&mut stream, &buffer[..count]).await;
            }
        }

        #[$attribute]
        async fn serve<C: Contestant>(listener: C::Listener, connections: u64) {
            for _ in 0..connections {
                let stream = C::accept(&listener).await;
                C::detach(C::spawn(echo::<C>(stream)));
            }
        }

        #[$attribute]
        async fn talk<C: Contestant>(stream: C::Stream, rounds: u64) -> u64 {
            let mut stream = stream;
            let mut buffer = [7; 64];
            for _ in 0..rounds {
                C::write(&mut stream, &buffer).await;
                let mut count = 0;
                while count < buffer.len() {
                    count += C::read(&mut stream, &mut buffer[count..]).await;
                }
            }
            rounds
        }

        /// Rounds of 64 bytes over so many connections at once. Returns the nanoseconds of a round.
        #[$attribute]
        pub async fn tcp_echo<C: Contestant>(connections: u64, rounds: u64) -> f64 {
            let (listener, address) = C::listen().await;
            let server = C::spawn(serve::<C>(listener, connections));
            let mut streams = Vec::new();
            for _ in 0..connections {
                streams.push(C::connect(address).await);
            }
            server.await;
            let start = Instant::now();
            let mut clients = Vec::new();
            for stream in streams {
                clients.push(C::spawn(talk::<C>(stream, rounds)));
            }
            for client in clients {
                client.await;
            }
            start.elapsed().as_nanos() as f64 / (connections * rounds) as f64
        }

        #[$attribute]
        async fn hello(_: Request<Incoming>) -> Result<Response<String>, Infallible> {
            Ok(Response::new("hello".to_owned()))
        }

        #[$attribute]
        async fn serve_http<C: Contestant>(listener: C::Listener, connections: u64) {
            for _ in 0..connections {
                let stream = C::http(C::accept(&listener).await);
                let connection = http1::Builder::new().serve_connection(stream, service_fn(hello));
                C::detach(C::spawn(connection));
            }
        }

        #[$attribute]
        async fn request_often(mut sender: SendRequest<String>, count: u64) -> u64 {
            let mut length = 0;
            for _ in 0..count {
                let request = Request::get("/").header("host", "bench").body(String::new()).unwrap();
                // The connection, a task of its own, may not have seen the end of the last body yet.
                sender.ready().await.unwrap();
                let mut body = sender.send_request(request).await.unwrap().into_body();
                while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
                    length += frame.unwrap().into_data().unwrap().len() as u64;
                }
            }
            length
        }

        /// Requests over so many connections at once, with hyper on both sides. Returns the nanoseconds of a request.
        #[$attribute]
        pub async fn http<C: Contestant>(connections: u64, count: u64) -> f64 {
            let (listener, address) = C::listen().await;
            let server = C::spawn(serve_http::<C>(listener, connections));
            let mut senders = Vec::new();
            for _ in 0..connections {
                let stream = C::http(C::connect(address).await);
                let (sender, connection) = client::conn::http1::handshake(stream).await.unwrap();
                C::detach(C::spawn(connection));
                senders.push(sender);
            }
            server.await;
            let start = Instant::now();
            let mut clients = Vec::new();
            for sender in senders {
                clients.push(C::spawn(request_often(sender, count)));
            }
            for client in clients {
                assert_eq!(client.await, 5 * count);
            }
            start.elapsed().as_nanos() as f64 / (connections * count) as f64
        }
    };
}
