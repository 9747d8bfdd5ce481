use crate::error::{check, check_details, Error, NO_DETAILS};
use crate::event::Event;
use crate::keyring::Keyring;
use apideck_sys as sys;
use std::any::Any;
use std::collections::HashMap;
use std::ffi::{c_void, CString};
use std::fmt;
use std::mem::{self, MaybeUninit};
use std::os::raw::c_int;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::{self, NonNull};
use std::time::Duration;

/// What a handler returns. With an error, the event was not handled: it is sent again.
pub type HandlerResult = Result<(), Box<dyn std::error::Error>>;

type Handler = Box<dyn Fn(&Event) -> HandlerResult + Send + Sync>;
type ErrorHook = Box<dyn Fn(&Event, &HandlerError) + Send + Sync>;

/// Why an event was not handled.
#[derive(Debug)]
pub enum HandlerError {
    Returned(Box<dyn std::error::Error>),
    Panicked(Box<dyn Any + Send>),
}

impl fmt::Display for HandlerError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HandlerError::Returned(error) => error.fmt(out),
            HandlerError::Panicked(value) => {
                let text = value.downcast_ref::<String>().map(String::as_str);
                let text = text.or_else(|| value.downcast_ref::<&str>().copied());
                write!(out, "panicked: {}", text.unwrap_or("?"))
            }
        }
    }
}

/// What to send back, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// `"handled"`, `"duplicate"`, ...
    pub outcome: &'static str,
    /// `"APIDECK_ERR_..."`
    pub error: Option<&'static str>,
    /// The byte of the body where it was noticed, else 0.
    pub offset: usize,
    /// Fit for the response's body.
    pub reason: &'static str,
}

impl Answer {
    /// # Safety
    /// The library wrote the answer.
    unsafe fn copy(answer: &sys::apideck_answer) -> Answer {
        Answer {
            status: answer.status as u16,
            outcome: crate::static_text(sys::apideck_outcome_name(answer.outcome)),
            error: (answer.error != 0)
                .then(|| crate::static_text(sys::apideck_error_name(answer.error))),
            offset: answer.offset,
            reason: crate::static_text(answer.reason),
        }
    }
}

/// How many deliveries ended in which way since the receiver was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    pub deliveries: u64,
    pub handled: u64,
    pub duplicate: u64,
    pub unhandled: u64,
    pub unknown: u64,
    pub handshake: u64,
    pub unauthentic: u64,
    pub malformed: u64,
    pub too_large: u64,
    pub busy: u64,
    pub store_failed: u64,
    pub handler_failed: u64,
    pub unavailable: u64,
    pub too_old: u64,
}

/// Takes deliveries the whole way: verified, typed, handled once.
pub struct Receiver {
    receiver: NonNull<sys::apideck_receiver>,
    handlers: HashMap<String, Handler>,
    on_error: ErrorHook,
}

// SAFETY: a receiver is tied to no thread, and all its functions may run on any number of threads at
// once, but for freeing it, which owns it; handlers are Send and Sync themselves.
unsafe impl Send for Receiver {}
unsafe impl Sync for Receiver {}

/// Makes a receiver. What is not set has the default of the C library.
pub struct Builder {
    keyring: Keyring,
    handlers: HashMap<String, Handler>,
    on_error: ErrorHook,
    name: Option<String>,
    max_body: Option<usize>,
    store_bytes: Option<usize>,
    lease: Option<Duration>,
    retention: Option<Duration>,
    freshness: Option<Duration>,
}

impl Builder {
    /// Has events of this type handled, e.g. `"accounting.invoice.created"`. Those of the
    /// accounting API may have a handler of their own; `"any"` gets the others, and `"unknown"`
    /// those of a type that is newer than the library.
    pub fn on<F>(mut self, event_type: &str, handler: F) -> Builder
    where
        F: Fn(&Event) -> HandlerResult + Send + Sync + 'static,
    {
        self.handlers
            .insert(event_type.to_string(), Box::new(handler));
        self
    }

    /// Is told why an event was not handled; without it that is printed to standard error.
    pub fn on_error<F>(mut self, hook: F) -> Builder
    where
        F: Fn(&Event, &HandlerError) + Send + Sync + 'static,
    {
        self.on_error = Box::new(hook);
        self
    }

    pub fn name(mut self, name: &str) -> Builder {
        self.name = Some(name.to_string());
        self
    }

    pub fn max_body(mut self, bytes: usize) -> Builder {
        self.max_body = Some(bytes);
        self
    }

    /// What was handled is remembered in memory; this is how far that may grow.
    pub fn store_bytes(mut self, bytes: usize) -> Builder {
        self.store_bytes = Some(bytes);
        self
    }

    pub fn lease(mut self, lease: Duration) -> Builder {
        self.lease = Some(lease);
        self
    }

    pub fn retention(mut self, retention: Duration) -> Builder {
        self.retention = Some(retention);
        self
    }

    /// Refuses events that happened longer ago.
    pub fn freshness(mut self, freshness: Duration) -> Builder {
        self.freshness = Some(freshness);
        self
    }

    pub fn build(self) -> Result<Receiver, Error> {
        let table = handler_table(self.handlers.keys())?;
        let name = self.name.as_deref().map(CString::new).transpose();
        let name = name.map_err(|_| argument("the name holds a NUL".to_string()))?;
        let mut receiver = ptr::null_mut();
        let mut details = NO_DETAILS;
        // SAFETY: all zeroes are a valid config; its pointers live until the call is over.
        let code = unsafe {
            let mut config: sys::apideck_receiver_config = mem::zeroed();
            sys::apideck_receiver_config_init_sized(&mut config, mem::size_of_val(&config));
            config.keyring = self.keyring.as_ptr();
            config.handlers = &table;
            config.name = name.as_ref().map_or(config.name, |name| name.as_ptr());
            config.max_body = self.max_body.unwrap_or(config.max_body);
            config.store_bytes = self.store_bytes.unwrap_or(config.store_bytes);
            config.lease_ms = self.lease.map_or(config.lease_ms, milliseconds);
            config.retention_ms = self.retention.map_or(config.retention_ms, milliseconds);
            config.freshness_ms = self.freshness.map_or(config.freshness_ms, milliseconds);
            sys::apideck_receiver_new(&config, &mut receiver, &mut details)
        };
        check_details(code, &details)?;
        self.keyring.give_away();
        Ok(Receiver {
            receiver: NonNull::new(receiver).expect("a receiver"),
            handlers: self.handlers,
            on_error: self.on_error,
        })
    }
}

fn argument(message: String) -> Error {
    Error::new(sys::APIDECK_ERR_ARGUMENT, message, 0)
}

fn milliseconds(duration: Duration) -> i64 {
    duration.as_millis().try_into().unwrap_or(i64::MAX)
}

/// Stands in the table for the handlers that there are: C is never asked to call them.
unsafe extern "C" fn a_handler(
    _event: *const sys::apideck_event,
    _delivery: *const sys::apideck_delivery,
    _user: *mut c_void,
) -> c_int {
    sys::APIDECK_ERR_HANDLER
}

/// Tells the library which events have a handler; others it acknowledges, and that is all.
fn handler_table<'a>(
    types: impl Iterator<Item = &'a String>,
) -> Result<sys::apideck_handlers, Error> {
    // SAFETY: all zeroes are a valid table: no handlers.
    let mut table: sys::apideck_handlers = unsafe { mem::zeroed() };
    table.size = mem::size_of_val(&table);
    for event_type in types {
        let member = match event_type.as_str() {
            "any" => &mut table.any,
            "unknown" => &mut table.unknown,
            _ => table.typed(event_type).ok_or_else(|| {
                argument(format!(
                    "no handler of its own: {event_type:?}; events of this type go to \"any\""
                ))
            })?,
        };
        *member = Some(a_handler);
    }
    Ok(table)
}

impl Receiver {
    pub fn builder(keyring: Keyring) -> Builder {
        Builder {
            keyring,
            handlers: HashMap::new(),
            on_error: Box::new(|event, error| eprintln!("apideck: {event:?}: {error}")),
            name: None,
            max_body: None,
            store_bytes: None,
            lease: None,
            retention: None,
            freshness: None,
        }
    }

    /// Takes one request.
    pub fn receive<N, V>(&self, headers: impl IntoIterator<Item = (N, V)>, body: &[u8]) -> Answer
    where
        N: AsRef<[u8]>,
        V: AsRef<[u8]>,
    {
        let texts: Vec<(N, V)> = headers.into_iter().collect();
        let list: Vec<sys::apideck_header> = texts
            .iter()
            .map(|(name, value)| sys::apideck_header {
                name: borrowed(name.as_ref()),
                value: borrowed(value.as_ref()),
            })
            .collect();
        let mut delivery = ptr::null_mut();
        let mut answer = MaybeUninit::uninit();
        // SAFETY: the inputs have those lengths and live until the call is over; the outputs are
        // always written. A delivery lives until it is finished, and its event with it.
        unsafe {
            sys::apideck_accept(
                self.receiver.as_ptr(),
                list.as_ptr(),
                list.len(),
                body.as_ptr().cast(),
                body.len(),
                &mut delivery,
                answer.as_mut_ptr(),
            );
            if !delivery.is_null() {
                let event = Event::borrow(sys::apideck_delivery_event(delivery));
                let result = if self.handle(event) {
                    0
                } else {
                    sys::APIDECK_ERR_HANDLER
                };
                sys::apideck_finish(
                    self.receiver.as_ptr(),
                    delivery,
                    result,
                    answer.as_mut_ptr(),
                );
            }
            Answer::copy(answer.assume_init_ref())
        }
    }

    /// Whether the handler handled the event. Never panics: the delivery has to be finished.
    fn handle(&self, event: &Event) -> bool {
        let handled = catch_unwind(AssertUnwindSafe(|| self.handler_of(event)(event)));
        let error = match handled {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => HandlerError::Returned(error),
            Err(panic) => HandlerError::Panicked(panic),
        };
        // A hook that panics has said so on standard error.
        let _ = catch_unwind(AssertUnwindSafe(|| (self.on_error)(event, &error)));
        false
    }

    fn handler_of(&self, event: &Event) -> &Handler {
        let own = event.event_type().and_then(|name| self.handlers.get(name));
        let fallback = if event.is_known() { "any" } else { "unknown" };
        own.unwrap_or_else(|| &self.handlers[fallback])
    }

    /// Replaces the keys while deliveries arrive.
    pub fn set_keyring(&self, keyring: Keyring) -> Result<(), Error> {
        // SAFETY: both live; the receiver owns the ring when the call succeeded.
        check(unsafe {
            sys::apideck_receiver_set_keyring(self.receiver.as_ptr(), keyring.as_ptr())
        })?;
        keyring.give_away();
        Ok(())
    }

    /// Has the store forget what need not be kept any longer.
    pub fn prune(&self) -> Result<(), Error> {
        // SAFETY: the receiver lives.
        match unsafe { sys::apideck_receiver_prune(self.receiver.as_ptr()) } {
            sys::APIDECK_ERR_NOT_FOUND => Ok(()),
            code => check(code),
        }
    }

    pub fn stats(&self) -> Stats {
        // SAFETY: all zeroes are a valid apideck_stats, and its size is set.
        let stats = unsafe {
            let mut stats: sys::apideck_stats = mem::zeroed();
            stats.size = mem::size_of::<sys::apideck_stats>();
            let code = sys::apideck_receiver_stats(self.receiver.as_ptr(), &mut stats);
            assert_eq!(code, 0, "it only fails for wrong arguments");
            stats
        };
        Stats {
            deliveries: stats.deliveries,
            handled: stats.handled,
            duplicate: stats.duplicate,
            unhandled: stats.unhandled,
            unknown: stats.unknown,
            handshake: stats.handshake,
            unauthentic: stats.unauthentic,
            malformed: stats.malformed,
            too_large: stats.too_large,
            busy: stats.busy,
            store_failed: stats.store_failed,
            handler_failed: stats.handler_failed,
            unavailable: stats.unavailable,
            too_old: stats.too_old,
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        // SAFETY: freed here alone, when no call can be in it: calls borrow it.
        unsafe { sys::apideck_receiver_free(self.receiver.as_ptr()) }
    }
}

fn borrowed(text: &[u8]) -> sys::apideck_str {
    sys::apideck_str {
        ptr: text.as_ptr().cast(),
        len: text.len(),
    }
}
