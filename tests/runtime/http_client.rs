//! The HTTP client: requests, limits, errors.

use crate::http_framing::serve;
use crate::support::{deaf_address, run};
use resumable::http::{self, Client, Error};
use resumable::time::Duration;

#[track_caller]
fn get(client: &Client, response: &[u8]) -> Result<http::Response, Error> {
    let server = serve(response);
    let result = run(client.get(&server.url));
    server.request();
    result
}

#[test]
fn the_request_is_what_the_url_says() {
    let server = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    let authority = server.url.strip_prefix("http://").unwrap().trim_end_matches('/').to_string();
    let response = run(http::get(format!("http://{authority}/a/b?c=d#e"))).unwrap();
    assert_eq!(response.body(), b"ok");
    let request = server.request();
    assert!(request.starts_with("GET /a/b?c=d HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("\r\nhost: {authority}\r\n")), "{request}");
    assert!(request.contains("\r\nconnection: close\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n"), "{request}");
}

#[test]
fn names_are_looked_up() {
    let server = serve(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let url = server.url.replace("127.0.0.1", "localhost");
    assert_eq!(run(http::get(url)).unwrap().status(), 200);
    server.request();
}

#[test]
fn a_response_shows_its_parts() {
    let response = get(
        &Client::new(),
        b"HTTP/1.1 404 Not Found\r\nX-One: 1\r\nx-two:   two words \t\r\nX-One: again\r\nx-raw: \xff\r\ncontent-length: 3\r\n\r\nno!",
    )
    .unwrap();
    assert_eq!(response.status(), 404);
    assert!(!response.is_success());
    assert_eq!(response.header("x-one"), Some("1"));
    assert_eq!(response.header("X-TWO"), Some("two words"));
    assert_eq!(response.header("x-raw"), Some("\u{fffd}"));
    assert_eq!(response.header("x-three"), None);
    assert_eq!(response.headers().filter(|(name, _)| *name == "X-One").count(), 2);
    assert_eq!(response.text().unwrap(), "no!");
    assert_eq!(response.clone().into_body(), b"no!");
    assert_eq!(response.into_string().unwrap(), "no!");
    let response = get(&Client::new(), b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n\xff").unwrap();
    assert!(matches!(response.text(), Err(Error::NotText)));
    assert!(matches!(response.into_string(), Err(Error::NotText)));
}

#[test]
fn bad_urls_are_refused_before_anything_is_sent() {
    for url in ["", "ftp://example.org/", "http://a b/", "http://127.0.0.1:99999/", "http://h/\r\nx: y"] {
        assert!(matches!(run(http::get(url)), Err(Error::BadUrl(_))), "{url:?}");
    }
}

#[test]
fn nobody_at_home_is_a_connect_error() {
    let (address, _held) = deaf_address();
    let Err(Error::Connect(error)) = run(http::get(format!("http://{address}/"))) else { panic!("connected") };
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused);
    assert!(matches!(run(http::get("http://no-such-host.invalid/")), Err(Error::Connect(_))));
}

#[test]
fn every_limit_is_kept_to_the_byte() {
    let head = b"HTTP/1.1 200 OK\r\na: 1\r\ncontent-length: 5\r\n\r\n".len();
    let response = b"HTTP/1.1 200 OK\r\na: 1\r\ncontent-length: 5\r\n\r\nhello";
    let chunked = b"HTTP/1.1 200 OK\r\na: 1\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
    let closing = b"HTTP/1.1 200 OK\r\na: 1\r\n\r\nhello";
    let too_large = |client: &Client, response: &[u8]| match get(client, response) {
        Ok(_) => false,
        Err(Error::TooLarge(_)) => true,
        Err(error) => panic!("{error}"),
    };
    assert!(!too_large(&Client::new().max_head_bytes(head), response));
    assert!(too_large(&Client::new().max_head_bytes(head - 1), response));
    assert!(!too_large(&Client::new().max_headers(2), response));
    assert!(too_large(&Client::new().max_headers(1), response));
    for response in [&response[..], chunked, closing] {
        assert!(!too_large(&Client::new().max_body_bytes(5), response));
        assert!(too_large(&Client::new().max_body_bytes(4), response));
    }
}

#[test]
fn limits_may_be_endless() {
    let response = b"HTTP/1.1 200 OK\r\na: 1\r\ncontent-length: 5\r\n\r\nhello";
    let client = Client::new().max_head_bytes(usize::MAX).max_headers(usize::MAX).max_body_bytes(usize::MAX);
    let client = client.max_redirects(usize::MAX).max_idle(usize::MAX);
    let client = client.timeout(Duration::MAX).connect_timeout(Duration::MAX).idle_timeout(Duration::MAX);
    assert_eq!(get(&client, response).unwrap().body(), b"hello");
    // And so short that nothing is left.
    for client in [Client::new().timeout(Duration::ZERO), Client::new().connect_timeout(Duration::ZERO)] {
        assert!(matches!(run(client.get("http://127.0.0.1:1/")), Err(Error::TimedOut | Error::Connect(_))));
    }
}

#[test]
fn memory_is_taken_as_data_arrives() {
    let client = Client::new().max_body_bytes(usize::MAX);
    // More than there can be, and not more than is allowed.
    let huge = usize::MAX / 4;
    let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {huge}\r\n\r\nhello");
    assert!(matches!(get(&client, response.as_bytes()), Err(Error::UnexpectedEnd)));
    let response = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{huge:x}\r\nhello");
    assert!(matches!(get(&client, response.as_bytes()), Err(Error::UnexpectedEnd)));
    let response = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nffffffffffffffff\r\nhello";
    assert!(matches!(get(&client, response), Err(Error::TooLarge(_))), "the sum would overflow");
}

#[test]
fn a_server_that_accepts_and_says_nothing_costs_the_timeout() {
    // Bound and never accepted from: the operating system completes the connection by itself.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let client = Client::new().timeout(Duration::from_millis(10));
    assert!(matches!(run(client.get(&url)), Err(Error::TimedOut)));
    let client = Client::new().connect_timeout(Duration::from_secs(5)).timeout(Duration::from_millis(10));
    assert!(matches!(run(client.get(&url)), Err(Error::TimedOut)));
}

#[test]
fn errors_turn_into_io_errors_and_speak_plainly() {
    let error = run(http::get("https://example.org/x")).unwrap_err();
    assert!(matches!(&error, Error::NoTls(url) if url == "https://example.org/x"));
    assert_eq!(
        error.to_string(),
        "there is no tls here, which https://example.org/x wants: connect, and use send_over"
    );
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::Unsupported);
    let error = run(http::get("nowhere")).unwrap_err();
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::InvalidInput);
    assert_eq!(std::io::Error::from(Error::TimedOut).kind(), std::io::ErrorKind::TimedOut);
    assert_eq!(std::io::Error::from(Error::UnexpectedEnd).kind(), std::io::ErrorKind::UnexpectedEof);
}
