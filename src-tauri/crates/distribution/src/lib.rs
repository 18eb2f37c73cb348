//! Speaks the OCI distribution protocol through the one connector that makes every request.
