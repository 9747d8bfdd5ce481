mod common;

use apideck::{canonicalize, Encoding, Error, Form, Keyring};
use common::{body_of, expect_error, keyring, keys, INVOICE_CREATED};

const FORMS: [Form; 3] = [Form::Sorted, Form::SortedDeep, Form::Raw];

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
        .collect()
}

#[test]
fn vectors() -> Result<(), Error> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../tests/vectors/canonical.tsv"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let key = &lines.next().unwrap()[2..];
    let vectors = keyring("vectors", key);
    let other = keyring("other", "another key");
    let mut count = 0;
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let body = from_hex(cells[0]);
        let texts = [cells[1].as_bytes(), cells[2].as_bytes(), &body];
        for ((form, text), signature) in FORMS.into_iter().zip(texts).zip(&cells[3..]) {
            assert_eq!(canonicalize(&body, form)?, text);
            assert_eq!(&vectors.sign(&body, form, Encoding::Hex)?, signature);
            let verdict = vectors.verify(&body, signature.as_bytes())?;
            assert_eq!(verdict.key_name, "vectors");
            let base64 = vectors.sign(&body, form, Encoding::Base64)?;
            let verdict = vectors.verify(&body, base64.as_bytes())?;
            assert_eq!(verdict.encoding, Encoding::Base64);
            let forged = other.verify(&body, signature.as_bytes());
            expect_error(forged, "SIGNATURE_MISMATCH");
        }
        count += 1;
    }
    assert!(count > 100);
    Ok(())
}

#[test]
fn several_keys_and_one_form() -> Result<(), Error> {
    let body = br#"{"b":[{"d":1,"c":2}],"a":1}"#;
    let mut both = keyring("old", "old key");
    both.add("new", "new key")?;
    both.accept(&[Form::Sorted])?;
    let new = keyring("new", "new key");
    let signature = new.sign(body, Form::Sorted, Encoding::Hex)?;
    let verdict = both.verify(body, signature.as_bytes())?;
    assert_eq!((verdict.form, &*verdict.key_name), (Form::Sorted, "new"));
    let raw = new.sign(body, Form::Raw, Encoding::Hex)?;
    expect_error(both.verify(body, raw.as_bytes()), "SIGNATURE_MISMATCH");
    Ok(())
}

#[test]
fn errors() {
    let mut keyring = Keyring::new().unwrap();
    expect_error(keyring.add("main", ""), "KEY");
    expect_error(keyring.add("a\0b", "key"), "ARGUMENT");
    expect_error(keyring.accept(&[]), "ARGUMENT");
    expect_error(keyring.verify(b"{}", &[b'0'; 64]), "NO_KEY");
    expect_error(keys().verify(b"{}", b""), "SIGNATURE_MISSING");
    expect_error(keys().verify(b"{}", b"\xff"), "SIGNATURE_MALFORMED");
    expect_error(keys().verify_event(b"", &[b'0'; 64]), "JSON_EMPTY");
    expect_error(canonicalize(b"{", Form::Sorted), "JSON_TRUNCATED");
}

#[test]
fn verify_event() -> Result<(), Error> {
    let body = body_of(INVOICE_CREATED, "1");
    let signature = keys().sign(&body, Form::Sorted, Encoding::Hex)?;
    let (event, verdict) = keys().verify_event(&body, signature.as_bytes())?;
    drop(body);
    assert_eq!(event.event_id(), Some("1"));
    assert_eq!(verdict.key_name, "main");
    Ok(())
}

#[test]
fn shared_between_threads() {
    let keys = keys();
    let body = body_of(INVOICE_CREATED, "1");
    let signature = keys.sign(&body, Form::Sorted, Encoding::Hex).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    keys.verify(&body, signature.as_bytes()).unwrap();
                }
            });
        }
    });
}
