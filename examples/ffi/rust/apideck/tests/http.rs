//! Real requests to the example, many at once.

mod common;
#[path = "../examples/receiver/http.rs"]
mod http;

use common::{body_of, builder, keyring, keys, signed, INVOICE_CREATED};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Starts the example; what it handled comes to the list.
fn start(handled: &Arc<Mutex<Vec<String>>>) -> SocketAddr {
    let handled = Arc::clone(handled);
    let receiver = builder()
        .on(INVOICE_CREATED, move |event| {
            let id = event.event_id().unwrap().to_string();
            handled.lock().unwrap().push(id.clone());
            assert_ne!(id, "bad");
            Ok(())
        })
        .build()
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || http::serve(&listener, &Arc::new(receiver)));
    address
}

/// Sends what is given, and returns the status of the response.
fn send(address: SocketAddr, request: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response["HTTP/1.1 ".len()..][..3].parse().unwrap()
}

fn post(address: SocketAddr, headers: &[(&str, String)], body: &[u8]) -> u16 {
    let mut request = format!(
        "POST /webhooks HTTP/1.1\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request += &format!("{name}: {value}\r\n");
    }
    let mut request = (request + "\r\n").into_bytes();
    request.extend_from_slice(body);
    send(address, &request)
}

#[test]
fn answers() {
    let handled = Arc::default();
    let address = start(&handled);
    let (body, bad) = (
        body_of(INVOICE_CREATED, "first"),
        body_of(INVOICE_CREATED, "bad"),
    );
    assert_eq!(post(address, &signed(&keys(), &body), &body), 200);
    assert_eq!(post(address, &signed(&keys(), &body), &body), 200);
    let forged = signed(&keyring("other", "another key"), &body);
    assert_eq!(post(address, &forged, &body), 401);
    assert_eq!(post(address, &[], &body), 401);
    assert_eq!(post(address, &signed(&keys(), &bad), &bad), 500);
    assert_eq!(*handled.lock().unwrap(), ["first", "bad"]);
    for (request, status) in [
        ("GET /webhooks HTTP/1.1\r\n\r\n", 405),
        ("POST / HTTP/1.1\r\n\r\n", 404),
        ("POST /webhooks HTTP/1.1\r\n\r\n", 411),
        ("POST /webhooks HTTP/1.1\r\nno header\r\n\r\n", 400),
        (
            "POST /webhooks HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n",
            413,
        ),
    ] {
        assert_eq!(send(address, request.as_bytes()), status, "{request}");
    }
}

#[test]
fn at_once() {
    let handled = Arc::default();
    let address = start(&handled);
    thread::scope(|scope| {
        for i in 0..20 {
            scope.spawn(move || {
                let body = body_of(INVOICE_CREATED, &(i % 5).to_string());
                let headers = signed(&keys(), &body);
                while post(address, &headers, &body) != 200 {}
            });
        }
    });
    let mut handled = handled.lock().unwrap();
    handled.sort();
    assert_eq!(*handled, ["0", "1", "2", "3", "4"]);
}
