//! The OCI registry inside the program: SQLite for names, files for content, axum for the protocol.
