mod common;

use apideck::{event_types, parse, Error, Receiver};
use common::{expect_error, keys, INVOICE_CREATED};

#[test]
fn fields() -> Result<(), Error> {
    let body = br#"{"payload":{"event_type":"accounting.invoice.created","event_id":"1",
        "entity_id":"i","consumer_id":"caf\u00e9","occurred_at":"2020-01-01T00:00:00.000Z",
        "execution_attempt":2,"region":"eu"}}"#;
    let event = parse(body)?;
    assert_eq!(event.event_type(), Some(INVOICE_CREATED));
    assert_eq!(event.entity_id(), Some("i"));
    assert_eq!(event.consumer_id(), Some("café"));
    assert_eq!(event.service_id(), None);
    assert_eq!(event.occurred_at_ms(), Some(1577836800000));
    assert_eq!(event.execution_attempt(), Some(2));
    assert_eq!(event.entity(), None);
    assert_eq!(event.body().as_bytes(), body);
    assert!(event.payload().starts_with(r#"{"event_type""#));
    assert_eq!(event.member("region")?, Some(r#""eu""#));
    assert_eq!(event.member("no such member")?, None);
    assert!(event.is_known());
    Ok(())
}

#[test]
fn absent() -> Result<(), Error> {
    let event = parse(br#"{"event_type":"","entity":{"state":"x"}}"#)?;
    assert_eq!((event.event_type(), event.event_id()), (Some(""), None));
    assert_eq!(event.occurred_at_ms(), None);
    assert_eq!(event.execution_attempt(), None);
    assert_eq!(event.entity(), Some(r#"{"state":"x"}"#));
    assert!(!event.is_known());
    Ok(())
}

#[test]
fn errors() {
    assert_eq!(parse(b"{\"a\":\xff}").unwrap_err().offset, 5);
    expect_error(parse(b""), "JSON_EMPTY");
    expect_error(parse(b"[]"), "NOT_AN_EVENT");
}

#[test]
fn moves_between_threads() {
    let event = parse(br#"{"event_id":"1"}"#).unwrap();
    let event = std::thread::spawn(move || event).join().unwrap();
    assert_eq!(event.event_id(), Some("1"));
}

/// The types with a handler of their own are those of the accounting API.
#[test]
fn catalogue() {
    let names = event_types();
    assert!(names.len() >= 140 && names.windows(2).all(|pair| pair[0] < pair[1]));
    for name in names {
        let built = Receiver::builder(keys()).on(name, |_| Ok(())).build();
        assert_eq!(built.is_ok(), name.starts_with("accounting."), "{name}");
    }
}
