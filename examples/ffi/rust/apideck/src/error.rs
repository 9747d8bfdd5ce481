use apideck_sys as sys;
use std::fmt;
use std::os::raw::c_int;
use std::ptr;

/// What the library says about a call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pub code: i32,
    /// `"APIDECK_ERR_SIGNATURE_MISMATCH"`
    pub name: &'static str,
    pub message: String,
    /// The byte of the body that is to blame, else 0.
    pub offset: usize,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.name, self.message)
    }
}

impl std::error::Error for Error {}

impl Error {
    pub(crate) fn new(code: c_int, message: String, offset: usize) -> Error {
        // SAFETY: static text for every number.
        let name = unsafe { crate::static_text(sys::apideck_error_name(code)) };
        Error {
            code,
            name,
            message,
            offset,
        }
    }
}

/// The result of a call that tells no more than a code.
pub(crate) fn check(code: c_int) -> Result<(), Error> {
    if code == 0 {
        return Ok(());
    }
    // SAFETY: static text for every number.
    let message = unsafe { crate::static_text(sys::apideck_error_text(code)) };
    Err(Error::new(code, message.to_string(), 0))
}

pub(crate) const NO_DETAILS: sys::apideck_error = sys::apideck_error {
    code: 0,
    offset: 0,
    message: ptr::null(),
};

/// The result of a call that filled in `details` if it failed.
pub(crate) fn check_details(code: c_int, details: &sys::apideck_error) -> Result<(), Error> {
    if code == 0 || details.message.is_null() {
        return check(code);
    }
    // SAFETY: static text.
    let message = unsafe { crate::static_text(details.message) };
    Err(Error::new(code, message.to_string(), details.offset))
}

/// Whether the library that runs serves what `apideck-sys` declares.
pub(crate) fn check_version() -> Result<(), Error> {
    let mut details = NO_DETAILS;
    // SAFETY: `details` may be written to.
    let code = unsafe {
        sys::apideck_check_version(
            sys::APIDECK_VERSION_MAJOR,
            sys::APIDECK_VERSION_MINOR,
            &mut details,
        )
    };
    check_details(code, &details)
}
