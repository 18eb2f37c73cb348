//! CloudTrail: what was done lately, by whom, to what.

use serde_json::{Value, json};

use super::{
    call::{Call, Outcome},
    failure::Failure,
    model::Api,
    page::Page,
    state::{Event, State, uuid},
    sts::iso,
};

/// What is remembered, in seconds: 90 days.
const MEMORY: f64 = 90.0 * 86_400.0;

/// Operations that only read, by how their names begin.
const READING: [&str; 6] = [
    "Get",
    "List",
    "Describe",
    "BatchGet",
    "BatchCheck",
    "Validate",
];

impl Call<'_> {
    pub(super) fn cloudtrail(&mut self) -> Outcome {
        match self.operation.as_str() {
            "LookupEvents" => self.lookup_events(),
            _ => Err(Failure::unknown_operation()),
        }
    }

    fn lookup_events(&mut self) -> Outcome {
        let most = self.input["MaxResults"].as_u64().unwrap_or(50);
        if !(1..=50).contains(&most) {
            return Err(Failure::new(
                "InvalidMaxResultsException",
                "MaxResults is 1 to 50",
            ));
        }
        let page = Page::asked(self, 50, 50, ("NextToken", "MaxResults"))
            .map_err(|_| Failure::new("InvalidNextTokenException", "The token is not valid"))?;
        let attributes = self.list("LookupAttributes");
        if attributes.len() > 1 {
            return Err(Failure::new(
                "InvalidLookupAttributesException",
                "LookupAttributes can only contain 1 item",
            ));
        }
        let from = self.input["StartTime"]
            .as_f64()
            .unwrap_or(self.now - MEMORY);
        let until = self.input["EndTime"].as_f64().unwrap_or(self.now);
        if from > until {
            return Err(Failure::new(
                "InvalidTimeRangeException",
                "The start time is after the end time",
            ));
        }
        let here = (&self.region, &self.caller.account);
        let admits = |event: &&Event| {
            (&event.region, &event.account) == here
                && (from.max(self.now - MEMORY)..=until).contains(&event.time)
                && attributes.iter().all(|it| has(&event.shape, it))
        };
        // The newest comes first.
        let mut events: Vec<&Event> = self.state.trail.iter().filter(admits).collect();
        events.sort_by(|a, b| b.time.total_cmp(&a.time));
        let rows = events.iter().enumerate();
        let (rows, token) =
            page.cut(rows.map(|(place, it)| (format!("{place:08}"), it.shape.clone())));
        let mut reply = json!({ "Events": rows });
        if let Some(token) = token {
            reply["NextToken"] = token.into();
        }
        Ok(reply)
    }

    /// Writes the call into the trail, whatever came of it. Reading is written down as well, as
    /// CloudTrail does of ECR's own operations.
    pub(super) fn record(&mut self, failure: Option<&Failure>, agent: Option<&str>) {
        let source = match self.api {
            Api::Ecr => "ecr.amazonaws.com",
            Api::EcrPublic => "ecr-public.amazonaws.com",
            _ => return,
        };
        let repository = self.maybe("repositoryName");
        let arn = repository.map(|name| {
            let account = self.registry_id().unwrap_or_default();
            self.repository_arn(&account, &name)
        });
        let mut event = json!({
            "eventVersion": "1.08",
            "userIdentity": {
                "type": if self.caller.principal.contains(":assumed-role/") { "AssumedRole" } else { "IAMUser" },
                "principalId": self.caller.user_id,
                "arn": self.caller.principal,
                "accountId": self.caller.account,
                "accessKeyId": self.caller.access_key,
                "userName": self.caller.principal.rsplit('/').next(),
            },
            "eventSource": source,
            "eventName": self.operation,
            "awsRegion": self.region,
            "sourceIPAddress": "127.0.0.1",
            "userAgent": agent,
            "requestParameters": self.input,
        });
        if let Some(failure) = failure {
            event["errorCode"] = failure.code.as_str().into();
            event["errorMessage"] = failure.message.as_str().into();
        }
        if let Some(arn) = &arn {
            event["resources"] = json!([{ "ARN": arn, "accountId": self.caller.account }]);
        }
        let place = (self.caller.account.clone(), self.region.clone());
        write(self.state, place, self.now, event);
    }
}

/// Adds an event to the trail of an account's region, at a time; what CloudTrail tells beside the
/// event's own text is read from it.
pub(super) fn write(
    state: &mut State,
    (account, region): (String, String),
    time: f64,
    mut event: Value,
) {
    let id = uuid();
    event["eventID"] = id.as_str().into();
    event["eventTime"] = iso(time).into();
    let name = event["eventName"].as_str().unwrap_or_default().to_owned();
    let is_reading = READING.iter().any(|it| name.starts_with(it));
    event["readOnly"] = is_reading.into();
    let identity = &event["userIdentity"];
    let user = identity["userName"]
        .as_str()
        .or_else(|| identity["arn"].as_str()?.rsplit('/').next());
    let resources: Vec<Value> = event["resources"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| json!({ "ResourceType": "AWS::ECR::Repository", "ResourceName": it["ARN"] }))
        .collect();
    let mut shape = json!({
        "EventId": id,
        "EventName": name,
        "ReadOnly": is_reading.to_string(),
        "EventTime": time,
        "EventSource": event["eventSource"],
        "Resources": resources,
        "CloudTrailEvent": event.to_string(),
    });
    if let Some(user) = user {
        shape["Username"] = user.into();
    }
    if let Some(key) = identity["accessKeyId"].as_str() {
        shape["AccessKeyId"] = key.into();
    }
    state.trail.push(Event {
        region,
        account,
        shape,
        time,
    });
}

/// Whether an event has this attribute.
fn has(event: &Value, attribute: &Value) -> bool {
    let key = attribute["AttributeKey"].as_str().unwrap_or_default();
    let wanted = &attribute["AttributeValue"];
    match key {
        "ResourceName" | "ResourceType" => event["Resources"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|it| it[key] == *wanted),
        _ => event[key] == *wanted,
    }
}
