//! Amazon as the harness plays it, so that what is tried against it can be trusted: each rule of the
//! fake by plain HTTP, its likeness to moto, and both by the program of Amazon itself.

mod command_line;
mod deletion;
mod faults;
mod images;
mod lifecycle;
mod likeness;
mod models;
mod pages;
mod plane;
mod program;
mod public;
mod registry_settings;
mod repositories;
mod scans;
mod sign_in;
mod signatures;
mod trail;

use portolan_tests::aws::{Api, FakeAws};
use serde_json::Value;

const REGION: &str = "eu-west-1";

/// Asks ECR in [`REGION`], for something that it does.
async fn ecr(fake: &FakeAws, operation: &str, input: Value) -> Value {
    let (status, reply) = fake.ask(Api::Ecr, REGION, operation, input).await;
    assert_eq!(status, 200, "{operation}: {reply}");
    reply
}

/// Asks ECR in [`REGION`], for something that it refuses: the error's name.
async fn refusal(fake: &FakeAws, operation: &str, input: Value) -> String {
    let (status, reply) = fake.ask(Api::Ecr, REGION, operation, input).await;
    assert_eq!(status, 400, "{operation}: {reply}");
    code(&reply)
}

fn code(reply: &Value) -> String {
    reply["__type"].as_str().unwrap_or_default().to_owned()
}

/// The texts at a member of each entry of a list.
fn texts(list: &Value, member: &str) -> Vec<String> {
    let entries = list.as_array().into_iter().flatten();
    let texts = entries.map(|it| it[member].as_str().unwrap_or_default().to_owned());
    let mut texts: Vec<String> = texts.collect();
    texts.sort();
    texts
}
