//! Amazon ECR: signing in, what a sign-in asks of the person, and how its repositories are called elsewhere.

mod choices;
mod connect;
mod costs;
mod draft;
mod engines;
mod events;
mod failure;
mod hosts;
mod identity_center;
mod lifecycle;
mod lifecycle_problems;
mod patience;
mod permission_samples;
mod permissions;
mod public;
mod questions;
mod record;
mod registry;
mod repository;
mod scan_report;
mod setting;
mod shown;
mod storage_class;
mod test;
mod tokens;

pub(crate) use connect::EcrConnection;
pub(crate) use costs::content_of;
pub(crate) use draft::{main_host, read};
pub(crate) use hosts::{ECR, ECR_PUBLIC, hosts, name_here, reference};
pub(crate) use lifecycle_problems::show_problem as show_lifecycle_problem;
pub(crate) use public::PublicConnection;
pub(crate) use questions::Questions;
pub(crate) use scan_report::read_ecr_report;
pub(crate) use setting::name as repository_name;
pub(crate) use shown::show;
