//! What lib.rs declares is what the C compiler lays out, by the record of the ABI tests.

use apideck_sys::*;
use std::collections::HashMap;
use std::mem::{size_of, MaybeUninit};
use std::ptr::addr_of;

/// Name and number of each line.
struct Layout(HashMap<String, i64>);

impl Layout {
    fn read() -> Layout {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../../tests/abi/layout.txt"
        );
        let text = std::fs::read_to_string(path).unwrap();
        let rows = text.lines().filter_map(|line| line.rsplit_once(' '));
        Layout(
            rows.map(|(name, number)| (name.to_string(), number.parse().unwrap()))
                .collect(),
        )
    }

    fn check(&self, name: &str, declared: i64) {
        assert_eq!(self.0.get(name), Some(&declared), "{name}");
    }
}

macro_rules! expect {
    ($layout:ident, $name:ident { $($member:ident),* }) => {
        let name = stringify!($name);
        if ![$(stringify!($member)),*].contains(&"size") {
            // Those that begin with their size may grow.
            $layout.check(&format!("struct {name}"), size_of::<$name>() as i64);
        }
        $(
            let member = stringify!($member).trim_start_matches("r#");
            let object = MaybeUninit::<$name>::uninit();
            // SAFETY: the address of a member is taken, and nothing is read.
            let offset = unsafe { addr_of!((*object.as_ptr()).$member) as usize };
            let offset = offset - object.as_ptr() as usize;
            $layout.check(&format!("member {name}.{member}"), offset as i64);
        )*
    };
}

#[test]
fn structs() {
    if size_of::<usize>() != 8 {
        return; // the record is for 64-bit machines
    }
    let layout = Layout::read();
    expect!(layout, apideck_str { ptr, len });
    expect!(
        layout,
        apideck_error {
            code,
            offset,
            message
        }
    );
    expect!(
        layout,
        apideck_verdict {
            form,
            encoding,
            key_name
        }
    );
    expect!(
        layout,
        apideck_event {
            r#type,
            event_type,
            event_id,
            unified_api,
            service_id,
            consumer_id,
            entity_id,
            entity_type,
            entity_url,
            occurred_at,
            occurred_at_ms,
            execution_attempt,
            entity,
            payload,
            body,
            reserved
        }
    );
    expect!(
        layout,
        apideck_event_type_info {
            r#type,
            name,
            unified_api,
            entity,
            action
        }
    );
    expect!(layout, apideck_header { name, value });
    expect!(
        layout,
        apideck_answer {
            status,
            outcome,
            error,
            offset,
            reason
        }
    );
    expect!(
        layout,
        apideck_receiver_config {
            size,
            allocator,
            keyring,
            handlers,
            store,
            clock,
            log,
            name,
            max_body,
            store_bytes,
            lease_ms,
            retention_ms,
            freshness_ms,
            last_attempt,
            last_age_ms
        }
    );
    expect!(
        layout,
        apideck_stats {
            size,
            deliveries,
            handled,
            duplicate,
            unhandled,
            unknown,
            handshake,
            unauthentic,
            malformed,
            too_large,
            busy,
            store_failed,
            handler_failed,
            unavailable,
            too_old
        }
    );
    expect!(
        layout,
        apideck_handlers {
            size,
            any,
            unknown,
            handshake,
            failure,
            last_chance,
            user,
            bill_created,
            bill_updated,
            bill_deleted,
            bill_payment_created,
            bill_payment_updated,
            bill_payment_deleted,
            credit_note_created,
            credit_note_updated,
            credit_note_deleted,
            customer_created,
            customer_updated,
            customer_deleted,
            expense_created,
            expense_updated,
            expense_deleted,
            invoice_created,
            invoice_updated,
            invoice_deleted,
            invoice_item_created,
            invoice_item_updated,
            invoice_item_deleted,
            ledger_account_created,
            ledger_account_updated,
            ledger_account_deleted,
            payment_created,
            payment_updated,
            payment_deleted,
            project_created,
            project_updated,
            project_deleted,
            purchase_order_created,
            purchase_order_updated,
            purchase_order_deleted,
            quote_created,
            quote_updated,
            quote_deleted,
            supplier_created,
            supplier_updated,
            supplier_deleted,
            tax_rate_created,
            tax_rate_updated,
            tax_rate_deleted,
            tracking_category_created,
            tracking_category_updated,
            tracking_category_deleted
        }
    );
}

#[test]
fn constants() {
    let layout = Layout::read();
    for (name, declared) in [
        ("APIDECK_ERR_ARGUMENT", APIDECK_ERR_ARGUMENT),
        ("APIDECK_ERR_BUFFER_TOO_SMALL", APIDECK_ERR_BUFFER_TOO_SMALL),
        ("APIDECK_ERR_NOT_FOUND", APIDECK_ERR_NOT_FOUND),
        ("APIDECK_ERR_HANDLER", APIDECK_ERR_HANDLER),
    ] {
        layout.check(&format!("enum apideck_error_code {name}"), declared.into());
    }
    for (name, declared) in [
        ("form APIDECK_FORM_SORTED", APIDECK_FORM_SORTED),
        ("form APIDECK_FORM_SORTED_DEEP", APIDECK_FORM_SORTED_DEEP),
        ("form APIDECK_FORM_RAW", APIDECK_FORM_RAW),
        ("encoding APIDECK_ENCODING_HEX", APIDECK_ENCODING_HEX),
        ("encoding APIDECK_ENCODING_BASE64", APIDECK_ENCODING_BASE64),
        ("event_type APIDECK_EVENT_UNKNOWN", APIDECK_EVENT_UNKNOWN),
    ] {
        layout.check(&format!("enum apideck_{name}"), declared.into());
    }
    for (name, declared) in [
        ("SIGNATURE_SIZE", APIDECK_SIGNATURE_SIZE as i64),
        ("KEY_NAME_SIZE", APIDECK_KEY_NAME_SIZE as i64),
        ("NO_TIME", APIDECK_NO_TIME),
        ("NO_ATTEMPT", APIDECK_NO_ATTEMPT),
    ] {
        layout.check(&format!("define APIDECK_{name}"), declared);
    }
}
