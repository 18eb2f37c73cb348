//! The profiles of the shared files.

use portolan_ecr::{ProfileKind, Profiles, Surroundings, read_profiles};

/// Reads files of these contents out of a home that is gone afterwards.
async fn read(config: &str, credentials: &str) -> Profiles {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".aws");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("config"), config).unwrap();
    std::fs::write(folder.join("credentials"), credentials).unwrap();
    let surroundings = Surroundings {
        home: Some(home.path().to_owned()),
        ..Surroundings::default()
    };
    read_profiles(&surroundings).await
}

#[tokio::test]
async fn every_kind_of_profile_is_told_with_what_it_needs_and_without_its_secrets() {
    let profiles = read(
        "[default]\nregion = eu-west-1\n\
         [profile team]\nsso_session = work\nsso_account_id = 111122223333\nsso_role_name = Dev\n\
         [profile old]\nsso_start_url = https://old.example/start\nsso_region = us-east-1\n\
         sso_account_id = 111122223333\nsso_role_name = Dev\n\
         [sso-session work]\nsso_start_url = https://work.example/start\nsso_region = eu-west-1\n\
         [profile admin]\nrole_arn = arn:aws:iam::444455556666:role/Admin\nsource_profile = default\n\
         mfa_serial = arn:aws:iam::123456789012:mfa/ada\n\
         [profile tool]\ncredential_process = /bin/false\n\
         [profile web]\nrole_arn = arn:aws:iam::444455556666:role/Web\n\
         web_identity_token_file = /token\n\
         [profile empty]\nregion = eu-west-1\n",
        "[default]\naws_access_key_id = AKID\naws_secret_access_key = very-secret\n",
    )
    .await;
    let kind = |name: &str| profiles.get(name).unwrap().kind.clone();
    assert_eq!(
        kind("default"),
        ProfileKind::AccessKey {
            id: "AKID".to_owned()
        }
    );
    assert_eq!(
        kind("team"),
        ProfileKind::IdentityCenter {
            start_url: "https://work.example/start".to_owned(),
            region: "eu-west-1".to_owned(),
            account: "111122223333".to_owned(),
            role: "Dev".to_owned(),
        }
    );
    assert!(matches!(kind("old"), ProfileKind::IdentityCenter { .. }));
    let admin = profiles.get("admin").unwrap();
    assert_eq!(admin.account.as_deref(), Some("444455556666"));
    assert_eq!(
        admin.mfa_device.as_deref(),
        Some("arn:aws:iam::123456789012:mfa/ada")
    );
    assert_eq!(kind("tool"), ProfileKind::Process);
    assert!(matches!(kind("web"), ProfileKind::WebIdentity { .. }));
    assert!(matches!(kind("empty"), ProfileKind::Unusable(_)));
    assert_eq!(profiles.sso_sessions.len(), 1);
    assert!(!format!("{profiles:?}").contains("very-secret"));
}

#[tokio::test]
async fn what_can_t_work_is_said_of_the_profile_and_leaves_the_others_alone() {
    let profiles = read(
        "[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = b\n\
         [profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = a\n\
         [profile c]\nrole_arn = arn:aws:iam::1:role/c\nsource_profile = gone\n\
         [profile d]\nsso_session = gone\nsso_account_id = 1\nsso_role_name = r\n\
         what is this\n",
        "[half]\naws_access_key_id = AKID\n[good]\naws_access_key_id = A\naws_secret_access_key = s\n",
    )
    .await;
    for (name, part) in [
        ("a", "lead back to a"),
        ("c", "source_profile gone is not there"),
        ("d", "sso-session gone"),
        ("half", "no aws_secret_access_key"),
    ] {
        match &profiles.get(name).unwrap().kind {
            ProfileKind::Unusable(reason) => assert!(reason.contains(part), "{name}: {reason}"),
            other => panic!("{name} is {other:?}"),
        }
    }
    assert!(matches!(
        profiles.get("good").unwrap().kind,
        ProfileKind::AccessKey { .. }
    ));
    assert_eq!(profiles.problems.len(), 1);
    assert_eq!(profiles.problems[0].line, Some(14));
}

#[tokio::test]
async fn files_that_are_elsewhere_or_not_there_are_no_trouble() {
    let home = tempfile::tempdir().unwrap();
    let elsewhere = home.path().join("elsewhere");
    std::fs::write(&elsewhere, "[profile x]\nregion = eu-west-1\n").unwrap();
    let mut surroundings = Surroundings {
        home: Some(home.path().to_owned()),
        ..Surroundings::default()
    };
    assert!(read_profiles(&surroundings).await.profiles.is_empty());
    let path = elsewhere.display().to_string();
    surroundings
        .variables
        .insert("AWS_CONFIG_FILE".to_owned(), path);
    assert_eq!(read_profiles(&surroundings).await.profiles.len(), 1);
}
