//! What libapideck's headers declare, as far as the crate `apideck` uses it. The tests compare sizes
//! and offsets with those of the C compiler.
#![allow(non_camel_case_types)]

use std::ffi::c_void;
use std::os::raw::{c_char, c_int, c_uint};

// base.h

pub const APIDECK_VERSION_MAJOR: c_int = 0;
pub const APIDECK_VERSION_MINOR: c_int = 1;

pub const APIDECK_ERR_ARGUMENT: c_int = -1;
pub const APIDECK_ERR_BUFFER_TOO_SMALL: c_int = -4;
pub const APIDECK_ERR_NOT_FOUND: c_int = -7;
pub const APIDECK_ERR_HANDLER: c_int = -64;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct apideck_str {
    pub ptr: *const c_char,
    pub len: usize,
}

#[repr(C)]
pub struct apideck_error {
    pub code: c_int,
    pub offset: usize,
    pub message: *const c_char,
}

/// Only ever NULL here: the library allocates with malloc.
#[repr(C)]
pub struct apideck_allocator {
    _opaque: [u8; 0],
}

extern "C" {
    pub fn apideck_version() -> *const c_char;
    pub fn apideck_check_version(major: c_int, minor: c_int, error: *mut apideck_error) -> c_int;
    pub fn apideck_error_name(code: c_int) -> *const c_char;
    pub fn apideck_error_text(code: c_int) -> *const c_char;
}

// signature.h

pub const APIDECK_FORM_SORTED: c_int = 1;
pub const APIDECK_FORM_SORTED_DEEP: c_int = 2;
pub const APIDECK_FORM_RAW: c_int = 4;
pub const APIDECK_ENCODING_HEX: c_int = 1;
pub const APIDECK_ENCODING_BASE64: c_int = 2;
pub const APIDECK_SIGNATURE_SIZE: usize = 65;
pub const APIDECK_KEY_NAME_SIZE: usize = 64;

#[repr(C)]
pub struct apideck_keyring {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct apideck_verdict {
    pub form: c_int,
    pub encoding: c_int,
    pub key_name: [c_char; APIDECK_KEY_NAME_SIZE],
}

extern "C" {
    pub fn apideck_keyring_new(
        allocator: *const apideck_allocator,
        ring: *mut *mut apideck_keyring,
    ) -> c_int;
    pub fn apideck_keyring_accept(ring: *mut apideck_keyring, forms: c_uint) -> c_int;
    pub fn apideck_keyring_add(
        ring: *mut apideck_keyring,
        name: *const c_char,
        key: *const c_void,
        key_len: usize,
    ) -> c_int;
    pub fn apideck_keyring_free(ring: *mut apideck_keyring);
    pub fn apideck_verify_signature(
        ring: *const apideck_keyring,
        body: *const c_void,
        body_len: usize,
        signature: *const c_char,
        signature_len: usize,
        verdict: *mut apideck_verdict,
    ) -> c_int;
    pub fn apideck_sign(
        ring: *const apideck_keyring,
        key_name: *const c_char,
        body: *const c_void,
        body_len: usize,
        form: c_int,
        encoding: c_int,
        signature: *mut c_char,
    ) -> c_int;
    pub fn apideck_canonicalize(
        body: *const c_void,
        body_len: usize,
        form: c_int,
        allocator: *const apideck_allocator,
        text: *mut c_char,
        text_size: usize,
        len: *mut usize,
        error: *mut apideck_error,
    ) -> c_int;
}

// event.h

pub const APIDECK_NO_TIME: i64 = i64::MIN;
pub const APIDECK_NO_ATTEMPT: i64 = -1;
pub const APIDECK_EVENT_UNKNOWN: c_int = 0;

#[repr(C)]
pub struct apideck_event {
    pub r#type: c_int,
    pub event_type: apideck_str,
    pub event_id: apideck_str,
    pub unified_api: apideck_str,
    pub service_id: apideck_str,
    pub consumer_id: apideck_str,
    pub entity_id: apideck_str,
    pub entity_type: apideck_str,
    pub entity_url: apideck_str,
    pub occurred_at: apideck_str,
    pub occurred_at_ms: i64,
    pub execution_attempt: i64,
    pub entity: apideck_str,
    pub payload: apideck_str,
    pub body: apideck_str,
    pub reserved: [*const c_void; 4],
}

#[repr(C)]
pub struct apideck_event_type_info {
    pub r#type: c_int,
    pub name: *const c_char,
    pub unified_api: *const c_char,
    pub entity: *const c_char,
    pub action: *const c_char,
}

extern "C" {
    pub fn apideck_event_types(count: *mut usize) -> *const apideck_event_type_info;
    pub fn apideck_parse_event(
        body: *const c_void,
        body_len: usize,
        allocator: *const apideck_allocator,
        event: *mut *mut apideck_event,
        error: *mut apideck_error,
    ) -> c_int;
    pub fn apideck_verify_event(
        ring: *const apideck_keyring,
        body: *const c_void,
        body_len: usize,
        signature: *const c_char,
        signature_len: usize,
        allocator: *const apideck_allocator,
        event: *mut *mut apideck_event,
        verdict: *mut apideck_verdict,
        error: *mut apideck_error,
    ) -> c_int;
    pub fn apideck_event_free(event: *mut apideck_event);
    pub fn apideck_event_member(
        event: *const apideck_event,
        name: *const c_char,
        name_len: usize,
        json: *mut apideck_str,
    ) -> c_int;
}

// receiver.h

#[repr(C)]
pub struct apideck_receiver {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct apideck_delivery {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct apideck_header {
    pub name: apideck_str,
    pub value: apideck_str,
}

#[repr(C)]
pub struct apideck_answer {
    pub status: c_int,
    pub outcome: c_int,
    pub error: c_int,
    pub offset: usize,
    pub reason: *const c_char,
}

/// A handler of any type of event: each typed event begins with an `apideck_event`.
pub type apideck_handler =
    unsafe extern "C" fn(*const apideck_event, *const apideck_delivery, *mut c_void) -> c_int;

/// Told of a delivery that was refused; the event may be NULL.
pub type apideck_refused =
    unsafe extern "C" fn(*const apideck_answer, *const apideck_event, *mut c_void);

macro_rules! handlers {
    ($($event_type:literal => $member:ident,)*) => {
        #[repr(C)]
        pub struct apideck_handlers {
            pub size: usize,
            pub any: Option<apideck_handler>,
            pub unknown: Option<apideck_handler>,
            pub handshake: Option<unsafe extern "C" fn(c_int, *mut c_void)>,
            pub failure: Option<apideck_refused>,
            pub last_chance: Option<apideck_refused>,
            pub user: *mut c_void,
            $(pub $member: Option<apideck_handler>,)*
        }

        impl apideck_handlers {
            /// The member for events of this type, where they have one of their own.
            pub fn typed(&mut self, event_type: &str) -> Option<&mut Option<apideck_handler>> {
                match event_type {
                    $($event_type => Some(&mut self.$member),)*
                    _ => None,
                }
            }
        }
    };
}

handlers! {
    "accounting.bill.created" => bill_created,
    "accounting.bill.updated" => bill_updated,
    "accounting.bill.deleted" => bill_deleted,
    "accounting.bill_payment.created" => bill_payment_created,
    "accounting.bill_payment.updated" => bill_payment_updated,
    "accounting.bill_payment.deleted" => bill_payment_deleted,
    "accounting.credit_note.created" => credit_note_created,
    "accounting.credit_note.updated" => credit_note_updated,
    "accounting.credit_note.deleted" => credit_note_deleted,
    "accounting.customer.created" => customer_created,
    "accounting.customer.updated" => customer_updated,
    "accounting.customer.deleted" => customer_deleted,
    "accounting.expense.created" => expense_created,
    "accounting.expense.updated" => expense_updated,
    "accounting.expense.deleted" => expense_deleted,
    "accounting.invoice.created" => invoice_created,
    "accounting.invoice.updated" => invoice_updated,
    "accounting.invoice.deleted" => invoice_deleted,
    "accounting.invoice_item.created" => invoice_item_created,
    "accounting.invoice_item.updated" => invoice_item_updated,
    "accounting.invoice_item.deleted" => invoice_item_deleted,
    "accounting.ledger_account.created" => ledger_account_created,
    "accounting.ledger_account.updated" => ledger_account_updated,
    "accounting.ledger_account.deleted" => ledger_account_deleted,
    "accounting.payment.created" => payment_created,
    "accounting.payment.updated" => payment_updated,
    "accounting.payment.deleted" => payment_deleted,
    "accounting.project.created" => project_created,
    "accounting.project.updated" => project_updated,
    "accounting.project.deleted" => project_deleted,
    "accounting.purchase_order.created" => purchase_order_created,
    "accounting.purchase_order.updated" => purchase_order_updated,
    "accounting.purchase_order.deleted" => purchase_order_deleted,
    "accounting.quote.created" => quote_created,
    "accounting.quote.updated" => quote_updated,
    "accounting.quote.deleted" => quote_deleted,
    "accounting.supplier.created" => supplier_created,
    "accounting.supplier.updated" => supplier_updated,
    "accounting.supplier.deleted" => supplier_deleted,
    "accounting.tax_rate.created" => tax_rate_created,
    "accounting.tax_rate.updated" => tax_rate_updated,
    "accounting.tax_rate.deleted" => tax_rate_deleted,
    "accounting.tracking_category.created" => tracking_category_created,
    "accounting.tracking_category.updated" => tracking_category_updated,
    "accounting.tracking_category.deleted" => tracking_category_deleted,
}

/// Only ever NULL here: what was handled is remembered in memory.
#[repr(C)]
pub struct apideck_store {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct apideck_clock {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct apideck_log {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct apideck_receiver_config {
    pub size: usize,
    pub allocator: *const apideck_allocator,
    pub keyring: *mut apideck_keyring,
    pub handlers: *const apideck_handlers,
    pub store: *const apideck_store,
    pub clock: *const apideck_clock,
    pub log: *const apideck_log,
    pub name: *const c_char,
    pub max_body: usize,
    pub store_bytes: usize,
    pub lease_ms: i64,
    pub retention_ms: i64,
    pub freshness_ms: i64,
    pub last_attempt: i64,
    pub last_age_ms: i64,
}

#[repr(C)]
pub struct apideck_stats {
    pub size: usize,
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

extern "C" {
    pub fn apideck_outcome_name(outcome: c_int) -> *const c_char;
    pub fn apideck_receiver_config_init_sized(config: *mut apideck_receiver_config, size: usize);
    pub fn apideck_receiver_new(
        config: *const apideck_receiver_config,
        receiver: *mut *mut apideck_receiver,
        error: *mut apideck_error,
    ) -> c_int;
    pub fn apideck_receiver_free(receiver: *mut apideck_receiver);
    pub fn apideck_receiver_set_keyring(
        receiver: *mut apideck_receiver,
        ring: *mut apideck_keyring,
    ) -> c_int;
    pub fn apideck_receiver_prune(receiver: *mut apideck_receiver) -> c_int;
    pub fn apideck_receiver_stats(
        receiver: *const apideck_receiver,
        stats: *mut apideck_stats,
    ) -> c_int;
    pub fn apideck_accept(
        receiver: *mut apideck_receiver,
        headers: *const apideck_header,
        header_count: usize,
        body: *const c_void,
        body_len: usize,
        delivery: *mut *mut apideck_delivery,
        answer: *mut apideck_answer,
    ) -> c_int;
    pub fn apideck_delivery_event(delivery: *const apideck_delivery) -> *const apideck_event;
    pub fn apideck_finish(
        receiver: *mut apideck_receiver,
        delivery: *mut apideck_delivery,
        handler_result: c_int,
        answer: *mut apideck_answer,
    ) -> c_int;
}
