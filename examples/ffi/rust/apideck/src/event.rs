use crate::error::{check, check_details, check_version, Error, NO_DETAILS};
use apideck_sys as sys;
use std::ops::Deref;
use std::ptr::{self, NonNull};
use std::{fmt, slice, str};

/// What a body says. A field that the body lacks is `None`.
#[repr(transparent)]
pub struct Event(sys::apideck_event);

// SAFETY: an event never changes once it is parsed, and is only ever seen through a reference.
unsafe impl Sync for Event {}

impl Event {
    /// # Safety
    /// The event lives, unchanged, for `'a`.
    pub(crate) unsafe fn borrow<'a>(event: *const sys::apideck_event) -> &'a Event {
        &*event.cast()
    }

    pub fn event_type(&self) -> Option<&str> {
        self.text(self.0.event_type)
    }
    pub fn event_id(&self) -> Option<&str> {
        self.text(self.0.event_id)
    }
    pub fn unified_api(&self) -> Option<&str> {
        self.text(self.0.unified_api)
    }
    pub fn service_id(&self) -> Option<&str> {
        self.text(self.0.service_id)
    }
    pub fn consumer_id(&self) -> Option<&str> {
        self.text(self.0.consumer_id)
    }
    pub fn entity_id(&self) -> Option<&str> {
        self.text(self.0.entity_id)
    }
    pub fn entity_type(&self) -> Option<&str> {
        self.text(self.0.entity_type)
    }
    pub fn entity_url(&self) -> Option<&str> {
        self.text(self.0.entity_url)
    }
    /// ISO 8601, as it was sent.
    pub fn occurred_at(&self) -> Option<&str> {
        self.text(self.0.occurred_at)
    }
    /// The same in milliseconds since 1970.
    pub fn occurred_at_ms(&self) -> Option<i64> {
        Some(self.0.occurred_at_ms).filter(|&time| time != sys::APIDECK_NO_TIME)
    }
    pub fn execution_attempt(&self) -> Option<i64> {
        Some(self.0.execution_attempt).filter(|&attempt| attempt != sys::APIDECK_NO_ATTEMPT)
    }
    /// Whether the library knows this type of event.
    pub fn is_known(&self) -> bool {
        self.0.r#type != sys::APIDECK_EVENT_UNKNOWN
    }
    /// JSON text: the object that vault events carry.
    pub fn entity(&self) -> Option<&str> {
        self.text(self.0.entity)
    }
    /// JSON text: the event object.
    pub fn payload(&self) -> &str {
        self.text(self.0.payload).unwrap_or_default()
    }
    /// The whole body as it arrived.
    pub fn body(&self) -> &str {
        self.text(self.0.body).unwrap_or_default()
    }
    /// A member of the event object as JSON text.
    pub fn member(&self, name: &str) -> Result<Option<&str>, Error> {
        let mut json = sys::apideck_str {
            ptr: ptr::null(),
            len: 0,
        };
        // SAFETY: name has that length, and json may be written to.
        let code = unsafe {
            sys::apideck_event_member(&self.0, name.as_ptr().cast(), name.len(), &mut json)
        };
        match code {
            sys::APIDECK_ERR_NOT_FOUND => Ok(None),
            _ => check(code).map(|()| self.text(json)),
        }
    }

    /// A text that the event owns.
    fn text(&self, text: sys::apideck_str) -> Option<&str> {
        if text.ptr.is_null() {
            return None;
        }
        // SAFETY: the event owns these bytes, and lives as long as the result.
        let bytes = unsafe { slice::from_raw_parts(text.ptr.cast(), text.len) };
        Some(str::from_utf8(bytes).expect("the library gives UTF-8"))
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Event")
            .field("event_type", &self.event_type())
            .field("event_id", &self.event_id())
            .field("entity_id", &self.entity_id())
            .finish_non_exhaustive()
    }
}

/// An event that was parsed, and all that it points to.
#[derive(Debug)]
pub struct OwnedEvent(NonNull<Event>);

// SAFETY: it owns an event, which never changes, and may be freed on any thread.
unsafe impl Send for OwnedEvent {}
unsafe impl Sync for OwnedEvent {}

impl OwnedEvent {
    /// # Safety
    /// `event` was just given by the library, which leaves it to us.
    pub(crate) unsafe fn take(event: *mut sys::apideck_event) -> OwnedEvent {
        OwnedEvent(NonNull::new(event).expect("an event").cast())
    }
}

impl Deref for OwnedEvent {
    type Target = Event;
    fn deref(&self) -> &Event {
        // SAFETY: it lives until it is dropped.
        unsafe { self.0.as_ref() }
    }
}

impl Drop for OwnedEvent {
    fn drop(&mut self) {
        // SAFETY: freed here alone.
        unsafe { sys::apideck_event_free(self.0.as_ptr().cast()) }
    }
}

/// Reads the event of a body that is trusted already: nothing here asks who sent it.
pub fn parse(body: &[u8]) -> Result<OwnedEvent, Error> {
    check_version()?;
    let mut event = ptr::null_mut();
    let mut details = NO_DETAILS;
    // SAFETY: body has that length, and the outputs may be written to.
    unsafe {
        let code = sys::apideck_parse_event(
            body.as_ptr().cast(),
            body.len(),
            ptr::null(),
            &mut event,
            &mut details,
        );
        check_details(code, &details)?;
        Ok(OwnedEvent::take(event))
    }
}

/// The names of the event types that the library knows, sorted.
pub fn event_types() -> Vec<&'static str> {
    let mut count = 0;
    // SAFETY: a static table of that many rows, with static texts.
    unsafe {
        let table = sys::apideck_event_types(&mut count);
        let rows = slice::from_raw_parts(table, count);
        rows.iter()
            .map(|row| crate::static_text(row.name))
            .collect()
    }
}
