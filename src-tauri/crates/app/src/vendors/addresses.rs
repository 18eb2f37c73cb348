//! Where vendors are asked: at their own addresses, or, in tests, at others.

use portolan_registries::VendorAddresses;

/// Names other places for vendors than their own; for tests, which must not ask them. It is some of
/// `docker-hub=http://127.0.0.1:5,docker-hub-registry=127.0.0.1:6,github=…`; those not named are nowhere.
const VARIABLE: &str = "PORTOLAN_VENDORS_AT";

/// Their own addresses, unless `PORTOLAN_VENDORS_AT` in the environment names others on this machine.
pub(crate) fn addresses_of_this_process() -> VendorAddresses {
    match std::env::var(VARIABLE) {
        Ok(text) => VendorAddresses::named(&text),
        Err(_) => VendorAddresses::default(),
    }
}
