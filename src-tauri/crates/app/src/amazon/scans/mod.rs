//! Scans of Amazon ECR's images: read, begun, followed to their end, compared and saved.

mod compare;
mod export;
mod report;
mod watch;
