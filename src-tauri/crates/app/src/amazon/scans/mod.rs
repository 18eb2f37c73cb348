//! Scans of images, Amazon ECR's and those of other registries that scan: read, begun, followed to their end, compared and saved.

mod compare;
mod export;
mod other;
mod report;
mod watch;
