//! Keys and deliveries for the tests.
#![allow(dead_code)] // each test program uses a part

use apideck::{Answer, Builder, Encoding, Error, Form, Keyring, Receiver};

pub const INVOICE_CREATED: &str = "accounting.invoice.created";

pub fn keyring(name: &str, key: &str) -> Keyring {
    let mut keyring = Keyring::new().unwrap();
    keyring.add(name, key).unwrap();
    keyring
}

pub fn keys() -> Keyring {
    keyring("main", "the key of the Rust tests")
}

/// A receiver to be, which is silent about handlers that fail.
pub fn builder() -> Builder {
    Receiver::builder(keys()).on_error(|_, _| ())
}

pub fn body_of(event_type: &str, event_id: &str) -> Vec<u8> {
    format!(
        r#"{{"payload":{{"event_type":"{event_type}","event_id":"{event_id}","entity_id":"id-1"}}}}"#
    )
    .into_bytes()
}

pub fn signed(keys: &Keyring, body: &[u8]) -> Vec<(&'static str, String)> {
    let signature = keys.sign(body, Form::Sorted, Encoding::Hex).unwrap();
    vec![
        ("Content-Type", "application/json".to_string()),
        ("X-Apideck-Signature", signature),
    ]
}

pub fn deliver(receiver: &Receiver, event_type: &str, event_id: &str) -> Answer {
    let body = body_of(event_type, event_id);
    receiver.receive(signed(&keys(), &body), &body)
}

#[track_caller]
pub fn expect_error<T>(result: Result<T, Error>, name: &str) {
    let error = result.err().expect("an error");
    assert_eq!(error.name, format!("APIDECK_ERR_{name}"), "{error}");
}
