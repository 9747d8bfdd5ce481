mod common;

use apideck::{parse, Keyring, Receiver};
use common::{body_of, builder, deliver, expect_error, keyring, keys, signed, INVOICE_CREATED};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Mutex};
use std::thread;
use std::time::Duration;

#[test]
fn handlers() {
    let (sender, seen) = mpsc::channel();
    let sender = Mutex::new(sender);
    let see = Arc::new(move |what: &str, event_type: Option<&str>| {
        let line = format!("{what} {}", event_type.unwrap());
        sender.lock().unwrap().send(line).unwrap();
        Ok(())
    });
    let (own, any, unknown) = (see.clone(), see.clone(), see);
    let receiver = builder()
        .on(INVOICE_CREATED, move |event| own("own", event.event_type()))
        .on("any", move |event| any("any", event.event_type()))
        .on("unknown", move |event| {
            unknown("unknown", event.event_type())
        })
        .build()
        .unwrap();
    assert_eq!(deliver(&receiver, INVOICE_CREATED, "1").outcome, "handled");
    assert_eq!(
        deliver(&receiver, INVOICE_CREATED, "1").outcome,
        "duplicate"
    );
    assert_eq!(deliver(&receiver, "crm.lead.created", "2").status, 200);
    assert_eq!(deliver(&receiver, "crm.lead.cloned", "3").status, 200);
    let handshake = [("X-Apideck-Event-Type", "apideck.subscription.created")];
    assert_eq!(receiver.receive(handshake, b"{}").outcome, "handshake");
    let unsigned = receiver.receive([("a", "b")], b"{}");
    assert_eq!(unsigned.status, 401);
    assert_eq!(unsigned.error, Some("APIDECK_ERR_SIGNATURE_MISSING"));
    let stats = receiver.stats();
    assert_eq!((stats.handled, stats.deliveries), (3, 6));
    receiver.prune().unwrap();
    drop(receiver);
    assert_eq!(
        seen.iter().collect::<Vec<_>>(),
        [
            "own accounting.invoice.created",
            "any crm.lead.created",
            "unknown crm.lead.cloned"
        ]
    );
}

#[test]
fn no_handler() {
    let receiver = builder().build().unwrap();
    assert_eq!(
        deliver(&receiver, INVOICE_CREATED, "1").outcome,
        "unhandled"
    );
}

#[test]
fn settings() {
    let wrong = builder().retention(Duration::from_secs(60)).build();
    assert!(wrong.err().unwrap().message.contains("retention_ms"));
    expect_error(builder().name("a\0b").build(), "ARGUMENT");
    expect_error(builder().store_bytes(1).build(), "ARGUMENT");
    expect_error(builder().lease(Duration::ZERO).build(), "ARGUMENT");
    let no_keys = Receiver::builder(Keyring::new().unwrap()).build();
    expect_error(no_keys, "NO_KEY");
    let receiver = builder().max_body(100).name("scope").build().unwrap();
    assert_eq!(receiver.receive([("a", "b")], &[b' '; 101]).status, 413);
}

#[test]
fn rotation() {
    let receiver = builder().build().unwrap();
    receiver
        .set_keyring(keyring("other", "another key"))
        .unwrap();
    assert_eq!(deliver(&receiver, INVOICE_CREATED, "1").status, 401);
    receiver.set_keyring(keys()).unwrap();
    assert_eq!(deliver(&receiver, INVOICE_CREATED, "1").status, 200);
    expect_error(receiver.set_keyring(Keyring::new().unwrap()), "NO_KEY");
}

/// An error or a panic means: not handled; the next delivery is let in.
#[test]
fn failing_handlers() {
    let tries = AtomicUsize::new(0);
    let reported = Arc::new(Mutex::new(Vec::new()));
    let reports = Arc::clone(&reported);
    let receiver = Receiver::builder(keys())
        .on("any", move |_| match tries.fetch_add(1, Ordering::SeqCst) {
            0 => Err("the disk is full".into()),
            1 => panic!("in a handler"),
            2 => Ok(parse(b"{").map(drop)?),
            3 => Err("and the hook panics".into()),
            _ => Ok(()),
        })
        .on_error(move |event, error| {
            assert_ne!(error.to_string(), "and the hook panics");
            let report = format!("{}: {error}", event.event_id().unwrap());
            reports.lock().unwrap().push(report);
        })
        .build()
        .unwrap();
    for _ in 0..4 {
        let answer = deliver(&receiver, INVOICE_CREATED, "1");
        assert_eq!(answer.status, 500);
        assert_eq!(answer.error, Some("APIDECK_ERR_HANDLER"));
    }
    assert_eq!(deliver(&receiver, INVOICE_CREATED, "1").outcome, "handled");
    let reported = reported.lock().unwrap();
    assert_eq!(reported[0], "1: the disk is full");
    assert_eq!(reported[1], "1: panicked: in a handler");
    assert!(reported[2].starts_with("1: APIDECK_ERR_JSON_TRUNCATED"));
    assert_eq!(reported.len(), 3);
}

#[test]
fn each_event_once() {
    const EVENTS: usize = 50;
    let handled = Arc::new(Mutex::new((0, HashMap::new())));
    let counts = Arc::clone(&handled);
    let receiver = builder()
        .on("any", move |event| {
            let (calls, handled) = &mut *counts.lock().unwrap();
            *calls += 1;
            if *calls % 5 == 0 {
                return Err("again, please".into());
            }
            *handled
                .entry(event.event_id().unwrap().to_string())
                .or_insert(0) += 1;
            Ok(())
        })
        .build()
        .unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for i in 0..EVENTS {
                    let body = body_of(INVOICE_CREATED, &i.to_string());
                    let headers = signed(&keys(), &body);
                    while receiver.receive(headers.clone(), &body).status != 200 {}
                }
            });
        }
        for _ in 0..20 {
            receiver.set_keyring(keys()).unwrap();
        }
    });
    let (_, handled) = &*handled.lock().unwrap();
    assert_eq!(handled.len(), EVENTS);
    assert!(handled.values().all(|&count| count == 1));
    assert_eq!(receiver.stats().handled, EVENTS as u64);
}
