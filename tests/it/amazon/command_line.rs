//! Amazon's own program speaks to the fake as to Amazon: what it signs is known, what it is told it
//! understands.

use std::process::{Command, Stdio};

use portolan_tests::{
    aws::{ACCESS_KEY, FakeAws, Picture, SECRET_KEY},
    tool,
};
use serde_json::{Value, json};

use super::REGION;

#[tokio::test(flavor = "multi_thread")]
async fn the_aws_program_lists_deletes_and_says_who_it_is() {
    let Some(program) = tool("aws", "the aws program against the fake") else {
        return;
    };
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let digest = here.push("app", &Picture::of("one").tag("v1"));
    here.push("app", &Picture::of("two").tag("v2"));
    let folder = tempfile::tempdir().unwrap();
    let run = async |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command
            .args([
                "--endpoint-url",
                &fake.url(),
                "--region",
                REGION,
                "--output",
                "json",
            ])
            .args(arguments)
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
            .env("AWS_EC2_METADATA_DISABLED", "true")
            // Whoever runs the test has a configuration of their own.
            .env("AWS_CONFIG_FILE", folder.path().join("config"))
            .env(
                "AWS_SHARED_CREDENTIALS_FILE",
                folder.path().join("credentials"),
            )
            .env("NO_PROXY", "127.0.0.1")
            .stdin(Stdio::null());
        let ran = tokio::task::spawn_blocking(move || command.output());
        let output = ran.await.unwrap().unwrap();
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        (
            serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default(),
            text,
        )
    };
    let describe = [
        "ecr",
        "describe-images",
        "--repository-name",
        "app",
        "--page-size",
        "1",
    ];
    let (images, complaint) = run(&describe).await;
    assert_eq!(complaint, "");
    assert_eq!(images["imageDetails"].as_array().unwrap().len(), 2);
    assert_eq!(fake.count("DescribeImages"), 2, "a page each");
    let id = format!("imageDigest={digest}");
    let delete = [
        "ecr",
        "batch-delete-image",
        "--repository-name",
        "app",
        "--image-ids",
        &id,
    ];
    let (deleted, _) = run(&delete).await;
    assert_eq!(
        deleted["imageIds"],
        json!([{ "imageDigest": digest, "imageTag": "v1" }])
    );
    let (who, _) = run(&["sts", "get-caller-identity"]).await;
    assert_eq!(who["Account"], "123456789012");
    let missing = ["ecr", "describe-images", "--repository-name", "missing"];
    let (_, complaint) = run(&missing).await;
    assert!(
        complaint.contains("(RepositoryNotFoundException)"),
        "{complaint}"
    );
}
