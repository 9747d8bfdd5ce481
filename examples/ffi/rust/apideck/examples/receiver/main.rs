//! A receiver on the standard library's TcpListener.
//!
//!     APIDECK_API_KEY=... receiver [PORT]
//!
//! A signal may end it at any moment: what was not answered is sent again.

mod http;

use apideck::{Event, HandlerResult, Keyring, Receiver};
use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;

fn invoice_created(event: &Event) -> HandlerResult {
    let id = event.entity_id().unwrap_or("?");
    writeln!(std::io::stdout(), "invoice created: {id}")?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut keys = Keyring::new()?;
    keys.add("APIDECK_API_KEY", std::env::var("APIDECK_API_KEY")?)?;
    let receiver = Receiver::builder(keys)
        .on("accounting.invoice.created", invoice_created)
        .build()?;
    let port = std::env::args()
        .nth(1)
        .map_or(Ok(0), |port| port.parse::<u16>())?;
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    println!("listening on http://{}/webhooks", listener.local_addr()?);
    http::serve(&listener, &Arc::new(receiver))?;
    Ok(())
}
