use crate::error::{check, check_details, check_version, Error, NO_DETAILS};
use crate::event::OwnedEvent;
use apideck_sys as sys;
use std::ffi::{CStr, CString};
use std::mem::{self, MaybeUninit};
use std::os::raw::{c_char, c_int, c_uint};
use std::ptr::{self, NonNull};

/// Which bytes are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Form {
    Sorted = sys::APIDECK_FORM_SORTED,
    SortedDeep = sys::APIDECK_FORM_SORTED_DEEP,
    Raw = sys::APIDECK_FORM_RAW,
}

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Encoding {
    Hex = sys::APIDECK_ENCODING_HEX,
    Base64 = sys::APIDECK_ENCODING_BASE64,
}

/// How a genuine body was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub form: Form,
    pub encoding: Encoding,
    pub key_name: String,
}

impl Verdict {
    /// # Safety
    /// The library wrote the verdict.
    unsafe fn copy(verdict: &sys::apideck_verdict) -> Verdict {
        Verdict {
            form: match verdict.form {
                sys::APIDECK_FORM_SORTED => Form::Sorted,
                sys::APIDECK_FORM_SORTED_DEEP => Form::SortedDeep,
                _ => Form::Raw,
            },
            encoding: match verdict.encoding {
                sys::APIDECK_ENCODING_HEX => Encoding::Hex,
                _ => Encoding::Base64,
            },
            key_name: CStr::from_ptr(verdict.key_name.as_ptr())
                .to_string_lossy()
                .into_owned(),
        }
    }
}

/// The keys that a signature may be made with, tried in the order in which they were added.
#[derive(Debug)]
pub struct Keyring(NonNull<sys::apideck_keyring>);

// SAFETY: a keyring is tied to no thread; those functions of the library that change it take
// `&mut self` here, and those that take it const may run on any number of threads at once.
unsafe impl Send for Keyring {}
unsafe impl Sync for Keyring {}

impl Keyring {
    /// Without keys, and with all forms accepted.
    pub fn new() -> Result<Keyring, Error> {
        check_version()?;
        let mut ring = ptr::null_mut();
        // SAFETY: ring may be written to.
        check(unsafe { sys::apideck_keyring_new(ptr::null(), &mut ring) })?;
        Ok(Keyring(NonNull::new(ring).expect("a keyring")))
    }

    /// Accepts these forms alone.
    pub fn accept(&mut self, forms: &[Form]) -> Result<(), Error> {
        let sum = forms
            .iter()
            .fold(0, |sum, &form| sum | form as i32 as c_uint);
        // SAFETY: the ring lives.
        check(unsafe { sys::apideck_keyring_accept(self.0.as_ptr(), sum) })
    }

    /// Adds a key; verdicts show its name.
    pub fn add(&mut self, name: &str, key: impl AsRef<[u8]>) -> Result<(), Error> {
        let name = CString::new(name).map_err(|_| {
            let message = "the name of a key holds a NUL".to_string();
            Error::new(sys::APIDECK_ERR_ARGUMENT, message, 0)
        })?;
        let key = key.as_ref();
        // SAFETY: name ends with a NUL, key has that length, and both are copied.
        check(unsafe {
            sys::apideck_keyring_add(
                self.0.as_ptr(),
                name.as_ptr(),
                key.as_ptr().cast(),
                key.len(),
            )
        })
    }

    /// Tells whether the signature of a body is genuine.
    pub fn verify(&self, body: &[u8], signature: &[u8]) -> Result<Verdict, Error> {
        let mut verdict = MaybeUninit::uninit();
        // SAFETY: the inputs have those lengths; the verdict is written when the call succeeds.
        unsafe {
            check(sys::apideck_verify_signature(
                self.0.as_ptr(),
                body.as_ptr().cast(),
                body.len(),
                signature.as_ptr().cast(),
                signature.len(),
                verdict.as_mut_ptr(),
            ))?;
            Ok(Verdict::copy(verdict.assume_init_ref()))
        }
    }

    /// `verify` and `parse` in one reading of the body.
    pub fn verify_event(
        &self,
        body: &[u8],
        signature: &[u8],
    ) -> Result<(OwnedEvent, Verdict), Error> {
        let mut event = ptr::null_mut();
        let mut verdict = MaybeUninit::uninit();
        let mut details = NO_DETAILS;
        // SAFETY: as in verify; the event too is written when the call succeeds.
        unsafe {
            let code = sys::apideck_verify_event(
                self.0.as_ptr(),
                body.as_ptr().cast(),
                body.len(),
                signature.as_ptr().cast(),
                signature.len(),
                ptr::null(),
                &mut event,
                verdict.as_mut_ptr(),
                &mut details,
            );
            check_details(code, &details)?;
            Ok((
                OwnedEvent::take(event),
                Verdict::copy(verdict.assume_init_ref()),
            ))
        }
    }

    /// Signs a body with the first key, as Apideck would: for tests.
    pub fn sign(&self, body: &[u8], form: Form, encoding: Encoding) -> Result<String, Error> {
        let mut signature = [0 as c_char; sys::APIDECK_SIGNATURE_SIZE];
        // SAFETY: body has that length; signature has room for the longest, with its NUL.
        unsafe {
            check(sys::apideck_sign(
                self.0.as_ptr(),
                ptr::null(),
                body.as_ptr().cast(),
                body.len(),
                form as c_int,
                encoding as c_int,
                signature.as_mut_ptr(),
            ))?;
            let text = CStr::from_ptr(signature.as_ptr());
            Ok(text.to_string_lossy().into_owned())
        }
    }

    pub(crate) fn as_ptr(&self) -> *mut sys::apideck_keyring {
        self.0.as_ptr()
    }

    /// The library owns the ring from here on.
    pub(crate) fn give_away(self) {
        mem::forget(self);
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        // SAFETY: freed here alone.
        unsafe { sys::apideck_keyring_free(self.0.as_ptr()) }
    }
}

/// The bytes that a signature covers: for finding out why one does not match.
pub fn canonicalize(body: &[u8], form: Form) -> Result<Vec<u8>, Error> {
    check_version()?;
    let mut text = vec![0; body.len()]; // the canonical form is seldom longer
    loop {
        let mut len = 0;
        let mut details = NO_DETAILS;
        // SAFETY: the input and the output have those lengths.
        let code = unsafe {
            sys::apideck_canonicalize(
                body.as_ptr().cast(),
                body.len(),
                form as c_int,
                ptr::null(),
                text.as_mut_ptr().cast(),
                text.len(),
                &mut len,
                &mut details,
            )
        };
        if code != sys::APIDECK_ERR_BUFFER_TOO_SMALL {
            check_details(code, &details)?;
            text.truncate(len);
            return Ok(text);
        }
        text.resize(len, 0);
    }
}
