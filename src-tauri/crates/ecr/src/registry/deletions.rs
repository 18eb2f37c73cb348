//! `deleteReplication` of replication rules (ECR's service model), which the SDK does not know: put into
//! its requests and read from its answers, so that setting rules never takes it away silently.

use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::AfterDeserializationInterceptorContextRef},
        orchestrator::HttpRequest,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::{body::SdkBody, config_bag::ConfigBag};
use serde_json::{Value, json};

/// Says in a `PutReplicationConfiguration` which of its rules delete elsewhere what is deleted here.
pub(super) fn write_deletions(request: &mut HttpRequest, deletes: &[bool]) {
    if !deletes.contains(&true) {
        return;
    }
    let body = request.body().bytes();
    let Some(mut input) = body.and_then(|body| serde_json::from_slice::<Value>(body).ok()) else {
        return;
    };
    let rules = input["replicationConfiguration"]["rules"].as_array_mut();
    for (rule, deletes) in rules.into_iter().flatten().zip(deletes) {
        if *deletes {
            rule["deleteReplication"] = json!({ "enabled": true });
        }
    }
    let text = input.to_string();
    let length = text.len().to_string();
    *request.body_mut() = SdkBody::from(text);
    request.headers_mut().insert("content-length", length);
}

/// Reads from the answer of `DescribeRegistry` which rules do.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadDeletions(Arc<Mutex<Vec<usize>>>);

impl ReadDeletions {
    /// The places of the rules, from 0.
    pub(super) fn found(&self) -> Vec<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Intercept for ReadDeletions {
    fn name(&self) -> &'static str {
        "ReadDeletions"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _settings: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().body().bytes();
        let answer = body.and_then(|body| serde_json::from_slice::<Value>(body).ok());
        let answer = answer.unwrap_or_default();
        let rules = answer["replicationConfiguration"]["rules"].as_array();
        let numbered = rules.into_iter().flatten().enumerate();
        let deleting = numbered.filter(|(_, rule)| rule["deleteReplication"]["enabled"] == true);
        let places = deleting.map(|(place, _)| place).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = places;
        Ok(())
    }
}
