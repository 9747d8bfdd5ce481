//! As much of HTTP as webhooks need: one POST with a length on each connection.

use apideck::Receiver;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

const MAX_HEAD: u64 = 16 << 10;
const MAX_BODY: usize = 1 << 20; // as the receiver's

/// Answers requests, each on a thread of its own, until the listener fails.
pub fn serve(listener: &TcpListener, receiver: &Arc<Receiver>) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept()?;
        let receiver = Arc::clone(receiver);
        thread::spawn(move || {
            // Whoever sent a request that cannot be read or answered is gone.
            let _ = converse(&receiver, stream);
        });
    }
}

fn converse(receiver: &Receiver, mut stream: TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut input = BufReader::new(stream.try_clone()?);
    let (status, reason) = respond(receiver, &mut input, &mut stream)?;
    write!(
        stream,
        "HTTP/1.1 {status} {}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\
         {}Connection: close\r\n\r\n{reason}\n",
        if status == 200 { "OK" } else { "Refused" },
        reason.len() + 1,
        if status == 405 { "Allow: POST\r\n" } else { "" },
    )
}

fn respond(
    receiver: &Receiver,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<(u16, &'static str)> {
    let mut head = input.take(MAX_HEAD);
    let mut line = String::new();
    head.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next(), words.next());
    if path != Some("/webhooks") {
        return Ok((404, "webhooks are received at /webhooks"));
    }
    if method != Some("POST") {
        return Ok((405, "webhooks are sent with POST"));
    }
    let headers = match read_headers(&mut head)? {
        Some(headers) => headers,
        None => return Ok((400, "the headers are malformed or too large")),
    };
    let length = match find(&headers, "content-length").map(str::parse) {
        Some(Ok(length)) if length > MAX_BODY => return Ok((413, "the body is too large")),
        Some(Ok(length)) => length,
        _ => return Ok((411, "the length of the body is missing")),
    };
    if find(&headers, "expect").is_some() {
        output.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body)?;
    let answer = receiver.receive(headers, &body);
    Ok((answer.status, answer.reason))
}

type Headers = Vec<(String, String)>;

/// The headers up to the empty line; `None` when they do not get there.
fn read_headers(head: &mut impl BufRead) -> io::Result<Option<Headers>> {
    let mut headers = Headers::new();
    loop {
        let mut line = String::new();
        head.read_line(&mut line)?;
        if line == "\r\n" {
            return Ok(Some(headers));
        }
        match line.split_once(':') {
            Some((name, value)) => headers.push((name.to_string(), value.trim().to_string())),
            None => return Ok(None),
        }
    }
}

fn find<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    let found = headers
        .iter()
        .find(|(each, _)| each.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}
