// serde_json, hmac and sha2. A document is read as a serde_json::Value that keeps the order of
// members, since arrays are left as they are. Speaks the protocol of ../../peers.h.
use hmac::{Hmac, Mac};
use serde_json::{Map, Number, Value};
use sha2::Sha256;
use std::io::{BufRead, Write};

// processor time, without a crate for it
#[repr(C)]
struct Timespec {
    seconds: i64,
    nanoseconds: i64,
}

extern "C" {
    fn clock_gettime(clock: i32, time: *mut Timespec) -> i32;
}

fn processor_time() -> i64 {
    const CLOCK_PROCESS_CPUTIME_ID: i32 = 2;
    let mut time = Timespec { seconds: 0, nanoseconds: 0 };
    unsafe { clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.seconds * 1_000_000_000 + time.nanoseconds
}

#[allow(dead_code)]
struct Event {
    event_id: String,
    event_type: String,
    unified_api: Option<String>,
    service_id: Option<String>,
    consumer_id: Option<String>,
    entity_id: Option<String>,
    entity_type: Option<String>,
    entity_url: Option<String>,
    occurred_at: Option<String>,
    execution_attempt: Option<u64>,
    entity: Option<Value>,
}

// Where serde_json prints another text than JavaScript: 2.0 for 2, and 1e-6 for 0.000001.
fn is_printed_otherwise(value: f64) -> bool {
    let size = value.abs();
    (size < 1e21 && value.fract() == 0.0) || (1e-6..1e-5).contains(&size)
}

fn put_number(out: &mut Vec<u8>, number: &Number) {
    match number.as_f64() {
        Some(value) if number.is_f64() && is_printed_otherwise(value) => {
            write!(out, "{}", value).unwrap()
        }
        _ => serde_json::to_writer(out, number).unwrap(),
    }
}

fn put_object(out: &mut Vec<u8>, object: &Map<String, Value>, sorted: bool) {
    let mut members: Vec<(&String, &Value)> = object.iter().collect();
    if sorted {
        members.sort_unstable_by_key(|member| member.0);
    }
    out.push(b'{');
    for (i, (name, value)) in members.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        serde_json::to_writer(&mut *out, name).unwrap();
        out.push(b':');
        put(out, value, sorted);
    }
    out.push(b'}');
}

fn put(out: &mut Vec<u8>, value: &Value, sorted: bool) {
    match value {
        Value::Object(object) => put_object(out, object, sorted),
        Value::Array(values) => {
            out.push(b'[');
            for (i, value) in values.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                put(out, value, false); // the guide leaves arrays as they are
            }
            out.push(b']');
        }
        Value::Number(number) => put_number(out, number),
        other => serde_json::to_writer(out, other).unwrap(),
    }
}

fn mac_of(key: &Hmac<Sha256>, document: &Value, length: usize) -> Hmac<Sha256> {
    let mut canonical = Vec::with_capacity(length);
    put(&mut canonical, document, true);
    let mut mac = key.clone();
    mac.update(&canonical);
    mac
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{:02x}", byte)).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let high = (pair[0] as char).to_digit(16)?;
        let low = (pair[1] as char).to_digit(16)?;
        *byte = (high * 16 + low) as u8;
    }
    Some(bytes)
}

fn text(payload: &mut Map<String, Value>, name: &str) -> Option<String> {
    match payload.get_mut(name)?.take() {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn deliver(key: &Hmac<Sha256>, body: &[u8], signature: &str) -> Option<Event> {
    let mut document: Value = serde_json::from_slice(body).ok()?;
    let mac = mac_of(key, &document, body.len());
    mac.verify_slice(&unhex(signature)?).ok()?;
    let payload = document.get_mut("payload")?.as_object_mut()?;
    Some(Event {
        event_id: text(payload, "event_id")?,
        event_type: text(payload, "event_type")?,
        unified_api: text(payload, "unified_api"),
        service_id: text(payload, "service_id"),
        consumer_id: text(payload, "consumer_id"),
        entity_id: text(payload, "entity_id"),
        entity_type: text(payload, "entity_type"),
        entity_url: text(payload, "entity_url"),
        occurred_at: text(payload, "occurred_at"),
        execution_attempt: payload.get("execution_attempt").and_then(Value::as_u64),
        entity: payload.get_mut("entity").map(Value::take),
    })
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let key = Hmac::<Sha256>::new_from_slice(arguments[1].as_bytes()).unwrap();
    let mut bodies = Vec::new();
    for path in &arguments[2..] {
        let body = std::fs::read(path).unwrap();
        let document = serde_json::from_slice(&body).unwrap();
        let mac = mac_of(&key, &document, body.len());
        let signature = hex(&mac.finalize().into_bytes());
        println!("{}", signature);
        bodies.push((body, signature));
    }
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let mut numbers = line.split(' ').map(|number| number.parse::<usize>().unwrap());
        let (body, signature) = &bodies[numbers.next().unwrap()];
        let times = numbers.next().unwrap();
        let mut failed = false;
        let begin = processor_time();
        for _ in 0..times {
            failed |= deliver(&key, body, signature).map_or(true, |event| event.event_id.is_empty());
        }
        let used = processor_time() - begin;
        println!("{}", if failed { -1 } else { used });
    }
}
