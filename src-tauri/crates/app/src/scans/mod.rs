//! Scans of images by the registries that scan: read, begun, followed to their end, compared and saved. How ECR
//! tells of its own is in `amazon`.

mod compare;
mod export;
mod report;
mod shown;
mod watch;

pub(crate) use report::{never, show_counts, show_severity, sort};
