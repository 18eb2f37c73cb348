//! Lifecycle policies at the fake: kept, refused, previewed.

use portolan_tests::aws::{FakeAws, Picture};
use serde_json::{Value, json};

use super::{REGION, ecr, refusal, texts};

/// Images tagged `prod…` but for the newest `kept`.
fn policy(kept: u32) -> String {
    json!({ "rules": [{
        "rulePriority": 1,
        "description": "Only the newest that went to production stay",
        "selection": {
            "tagStatus": "tagged",
            "tagPatternList": ["prod*"],
            "countType": "imageCountMoreThan",
            "countNumber": kept,
        },
        "action": { "type": "expire" },
    }]})
    .to_string()
}

#[tokio::test]
async fn a_policy_is_kept_as_it_was_put_and_a_wrong_one_is_not() {
    let fake = FakeAws::start().await;
    fake.tolerate_any_request();
    fake.region(REGION).repository("app");
    let app = json!({ "repositoryName": "app" });
    let none = refusal(&fake, "GetLifecyclePolicy", app.clone()).await;
    assert_eq!(none, "LifecyclePolicyNotFoundException");
    let put = |text: String| json!({ "repositoryName": "app", "lifecyclePolicyText": text });
    ecr(&fake, "PutLifecyclePolicy", put(policy(3))).await;
    for wrong in [
        "{}".to_owned(),
        " ".repeat(200),
        policy(3).replace("rules", "rulez"),
    ] {
        let refused = refusal(&fake, "PutLifecyclePolicy", put(wrong)).await;
        assert_eq!(refused, "InvalidParameterException");
    }
    let kept = ecr(&fake, "GetLifecyclePolicy", app.clone()).await;
    assert_eq!(kept["lifecyclePolicyText"], policy(3).as_str());
    ecr(&fake, "DeleteLifecyclePolicy", app.clone()).await;
    let none = refusal(&fake, "StartLifecyclePolicyPreview", app).await;
    assert_eq!(none, "LifecyclePolicyNotFoundException");
}

#[tokio::test]
async fn a_preview_takes_its_time_and_one_at_a_time() {
    let fake = FakeAws::start().await;
    fake.set_unfinished_answers(2);
    fake.region(REGION).repository("app");
    let app = json!({ "repositoryName": "app" });
    let none = refusal(&fake, "GetLifecyclePolicyPreview", app.clone()).await;
    assert_eq!(none, "LifecyclePolicyPreviewNotFoundException");
    let start = json!({ "repositoryName": "app", "lifecyclePolicyText": policy(1) });
    let reply = ecr(&fake, "StartLifecyclePolicyPreview", start.clone()).await;
    assert_eq!(reply["status"], "IN_PROGRESS");
    let refused = refusal(&fake, "StartLifecyclePolicyPreview", start.clone()).await;
    assert_eq!(refused, "LifecyclePolicyPreviewInProgressException");
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let reply = ecr(&fake, "GetLifecyclePolicyPreview", app.clone()).await;
        statuses.push(reply["status"].as_str().unwrap().to_owned());
    }
    assert_eq!(statuses, ["IN_PROGRESS", "IN_PROGRESS", "COMPLETE"]);
    ecr(&fake, "StartLifecyclePolicyPreview", start).await;
}

#[tokio::test]
async fn a_preview_can_be_told_what_to_find_and_comes_in_pages() {
    let fake = FakeAws::start().await;
    fake.set_unfinished_answers(0);
    let here = fake.region(REGION);
    here.repository("app");
    let results: Vec<Value> = (0..130)
        .map(|number| {
            let digest = here.push("app", &Picture::of(&format!("image {number}")));
            json!({
                "imageDigest": digest,
                "imagePushedAt": 1_700_000_000,
                "imageTags": if number % 2 == 0 { json!(["v1"]) } else { json!([]) },
                "action": { "type": "EXPIRE" },
                "appliedRulePriority": 1,
                "storageClass": "STANDARD",
            })
        })
        .collect();
    let first = results[0]["imageDigest"].clone();
    here.preview_results("app", results);
    let start = json!({ "repositoryName": "app", "lifecyclePolicyText": policy(1) });
    ecr(&fake, "StartLifecyclePolicyPreview", start).await;
    let mut input = json!({ "repositoryName": "app" });
    let reply = ecr(&fake, "GetLifecyclePolicyPreview", input.clone()).await;
    assert_eq!(reply["previewResults"].as_array().unwrap().len(), 100);
    assert_eq!(reply["summary"]["expiringImageTotalCount"], 130);
    input["nextToken"] = reply["nextToken"].clone();
    let reply = ecr(&fake, "GetLifecyclePolicyPreview", input).await;
    assert_eq!(reply["previewResults"].as_array().unwrap().len(), 30);
    assert_eq!(reply["nextToken"], Value::Null);
    let one = json!({ "repositoryName": "app", "imageIds": [{ "imageDigest": first }] });
    let reply = ecr(&fake, "GetLifecyclePolicyPreview", one).await;
    assert_eq!(texts(&reply["previewResults"], "imageDigest").len(), 1);
    let tagged = json!({ "repositoryName": "app", "filter": { "tagStatus": "TAGGED" } });
    let reply = ecr(&fake, "GetLifecyclePolicyPreview", tagged).await;
    assert_eq!(reply["previewResults"].as_array().unwrap().len(), 65);
}

#[tokio::test]
async fn a_preview_names_each_image_that_a_rule_takes() {
    let fake = FakeAws::start().await;
    fake.set_unfinished_answers(0);
    let here = fake.region(REGION);
    here.repository("app");
    let old = here.push("app", &Picture::of("old").tag("prod-1").pushed(20.0));
    here.push("app", &Picture::of("new").tag("prod-2").pushed(1.0));
    here.push("app", &Picture::of("other").tag("dev-1").pushed(90.0));
    let start = json!({ "repositoryName": "app", "lifecyclePolicyText": policy(1) });
    ecr(&fake, "StartLifecyclePolicyPreview", start).await;
    let input = json!({ "repositoryName": "app" });
    let reply = ecr(&fake, "GetLifecyclePolicyPreview", input).await;
    assert_eq!(texts(&reply["previewResults"], "imageDigest"), [old]);
    let result = &reply["previewResults"][0];
    assert_eq!(result["action"], json!({ "type": "EXPIRE" }));
    assert_eq!(result["appliedRulePriority"], 1);
    assert_eq!(reply["summary"]["expiringImageTotalCount"], 1);
}
