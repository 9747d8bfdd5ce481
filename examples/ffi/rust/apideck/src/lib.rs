//! Receives Apideck webhooks: libapideck for Rust.
//!
//! ```no_run
//! # fn save(_: Option<&str>) -> std::io::Result<()> { Ok(()) }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut keys = apideck::Keyring::new()?;
//! keys.add("main", std::env::var("APIDECK_API_KEY")?)?;
//! let receiver = apideck::Receiver::builder(keys)
//!     .on("accounting.invoice.created", |event| {
//!         save(event.entity_id())?; // an error: not handled, it is sent again
//!         Ok(())
//!     })
//!     .build()?;
//! # let (headers, body) = ([("a", "b")], b"");
//! let answer = receiver.receive(headers, body); // send answer.status and answer.reason
//! # Ok(())
//! # }
//! ```
//!
//! C never calls Rust: a receiver accepts a delivery in C, calls the handler here, and finishes the
//! delivery in C. So no panic meets a C frame.

mod error;
mod event;
mod keyring;
mod receiver;

pub use error::Error;
pub use event::{event_types, parse, Event, OwnedEvent};
pub use keyring::{canonicalize, Encoding, Form, Keyring, Verdict};
pub use receiver::{Answer, Builder, HandlerError, HandlerResult, Receiver, Stats};

use apideck_sys as sys;
use std::ffi::CStr;
use std::os::raw::c_char;

/// The version of the library that runs.
pub fn version() -> &'static str {
    // SAFETY: static text.
    unsafe { static_text(sys::apideck_version()) }
}

/// # Safety
/// `text` is one of the library's static texts, which are ASCII and end with a NUL.
unsafe fn static_text(text: *const c_char) -> &'static str {
    CStr::from_ptr(text).to_str().unwrap_or("?")
}
