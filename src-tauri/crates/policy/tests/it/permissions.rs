//! Policies on repositories and registries: what ECR would refuse, who may do what, and what is
//! dangerous.

use portolan_policy::{
    amazon_names::{AccountId, Partition},
    permissions::{
        Ability, Access, Circumstance, Danger, Deed, Effect, Expected, PolicyDocument, Principal,
        Problem, Scope, Statement, Subject, Version, WrittenPrincipal, cross_account_pull,
        known_actions, lambda_pull, organization_pull, public_push, pull_through_cache, push, read,
        read_only, replication, warnings, who_can,
    },
};
use serde_json::{Value, json};

const FIRST: Scope = Scope::Registry {
    is_second_version: false,
};
const SECOND: Scope = Scope::Registry {
    is_second_version: true,
};
const ACCOUNT: &str = "arn:aws:iam::123456789012:root";
const REPOSITORIES: &str = "arn:aws:ecr:eu-west-1:123456789012:repository/*";
const ROLE: &str = "arn:aws:iam::123456789012:role/ci/builder";

fn account() -> AccountId {
    "123456789012".parse().unwrap()
}

fn statement(principal: Value, actions: Value) -> Value {
    json!({ "Effect": "Allow", "Principal": principal, "Action": actions })
}

fn document(statements: &[Value]) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

fn complaints(text: &str, scope: Scope) -> Vec<(String, Problem)> {
    let found = read(text, scope).complaints;
    found.into_iter().map(|it| (it.path, it.problem)).collect()
}

/// The policy of these statements, which must be one.
fn policy(statements: &[Value], scope: Scope) -> PolicyDocument {
    let reading = read(&document(statements), scope);
    assert_eq!(reading.complaints, []);
    reading.document
}

/// Who may, or may not, do what whole.
fn granted(statements: &[Value]) -> Vec<(Subject, Vec<Deed>)> {
    who_can(&policy(statements, Scope::Repository), Scope::Repository)
        .into_iter()
        .filter(|it| it.effect == Effect::Allow)
        .map(|it| {
            let whole = it.abilities.iter().filter(|it| it.is_whole());
            (it.subject, whole.map(|it| it.deed).collect())
        })
        .collect()
}

fn dangers(statements: &[Value], scope: Scope) -> Vec<Danger> {
    let found = warnings(&policy(statements, scope), scope);
    assert!(found.iter().all(|it| it.statement == Some(0)), "{found:?}");
    found.into_iter().map(|it| it.danger).collect()
}

#[test]
fn each_way_to_write_a_statement_wrong_has_its_complaint() {
    let plain = || statement(json!({ "AWS": ACCOUNT }), json!("ecr:BatchGetImage"));
    let with = |member: &str, value: Value| {
        let mut statement = plain();
        if value.is_null() {
            statement.as_object_mut().unwrap().remove(member);
        } else {
            statement[member] = value;
        }
        statement
    };
    let aws = |text: &str| with("Principal", json!({ "AWS": text }));
    let action = |text: &str| with("Action", json!(text));
    let prefix = "ecr";
    let cases = [
        (with("Effect", json!(null)), "Effect", Problem::Missing),
        (
            with("Effect", json!("allow")),
            "Effect",
            Problem::NotOneOf {
                found: "allow".to_owned(),
                words: &["Allow", "Deny"],
            },
        ),
        (
            with("Principal", json!(null)),
            "Principal",
            Problem::Missing,
        ),
        (
            with("Principal", json!(ACCOUNT)),
            "Principal",
            Problem::WrongType {
                expected: Expected::Principals,
            },
        ),
        (with("Principal", json!({})), "Principal", Problem::Empty),
        (
            with("NotPrincipal", json!("*")),
            "Principal",
            Problem::Both {
                other: "NotPrincipal",
            },
        ),
        (
            with("Principal", json!({ "aws": ACCOUNT })),
            "Principal.aws",
            Problem::UnknownMember,
        ),
        (aws("12345"), "Principal.AWS", Problem::NoPrincipal),
        (
            aws("arn:aws:iam::1:root"),
            "Principal.AWS",
            Problem::NoPrincipal,
        ),
        (
            aws("arn:aws:s3:::bucket"),
            "Principal.AWS",
            Problem::NoPrincipal,
        ),
        (
            aws("arn:aws:iam::123456789012:role/*"),
            "Principal.AWS",
            Problem::WildcardInPrincipal,
        ),
        (
            with("Principal", json!({ "AWS": [ACCOUNT, "x"] })),
            "Principal.AWS[1]",
            Problem::NoPrincipal,
        ),
        (
            with("Principal", json!({ "Service": "lambda" })),
            "Principal.Service",
            Problem::NoPrincipal,
        ),
        (with("Action", json!(null)), "Action", Problem::Missing),
        (with("Action", json!([])), "Action", Problem::Empty),
        (
            with("Action", json!([1])),
            "Action[0]",
            Problem::WrongType {
                expected: Expected::Text,
            },
        ),
        (
            action("BatchGetImage"),
            "Action",
            Problem::ForeignAction { prefix },
        ),
        (
            action("s3:GetObject"),
            "Action",
            Problem::ForeignAction { prefix },
        ),
        (
            action("ecr:BatchGetImages"),
            "Action",
            Problem::UnknownAction {
                nearest: Some("BatchGetImage"),
            },
        ),
        (
            action("ecr:Pull"),
            "Action",
            Problem::UnknownAction { nearest: None },
        ),
        (
            with("Action", json!(["ecr:Put*", "ecr:Pux*"])),
            "Action[1]",
            Problem::UnknownAction { nearest: None },
        ),
        (
            with(
                "Condition",
                json!({ "StringSame": { "aws:SourceIp": "x" } }),
            ),
            "Condition.StringSame",
            Problem::UnknownOperator,
        ),
        (
            with("Condition", json!("none")),
            "Condition",
            Problem::WrongType {
                expected: Expected::Object,
            },
        ),
        (
            with("Actions", json!("x")),
            "Actions",
            Problem::UnknownMember,
        ),
        (
            with("Sid", json!(1)),
            "Sid",
            Problem::WrongType {
                expected: Expected::Text,
            },
        ),
    ];
    for (statement, member, problem) in cases {
        let expected = [(format!("$.Statement[0].{member}"), problem)];
        let text = document(std::slice::from_ref(&statement));
        assert_eq!(
            complaints(&text, Scope::Repository),
            expected,
            "{statement:#}"
        );
    }
}

#[test]
fn a_policy_as_a_whole_has_a_version_statements_and_a_length() {
    let one = statement(json!("*"), json!("ecr:BatchGetImage"));
    let text = json!({ "Version": "2020-01-01", "Statement": one }).to_string();
    assert_eq!(
        complaints(&text, Scope::Repository),
        [(
            "$.Version".to_owned(),
            Problem::NotOneOf {
                found: "2020-01-01".to_owned(),
                words: &["2012-10-17", "2008-10-17"]
            }
        )]
    );
    for (text, path, problem) in [
        ("{}", "$.Statement", Problem::Missing),
        (r#"{"Statement":[]}"#, "$.Statement", Problem::Empty),
        (
            r#"{"Statement":1}"#,
            "$.Statement",
            Problem::WrongType {
                expected: Expected::Statements,
            },
        ),
        (
            "[]",
            "$",
            Problem::WrongType {
                expected: Expected::Object,
            },
        ),
    ] {
        assert_eq!(
            complaints(text, Scope::Repository),
            [(path.to_owned(), problem)],
            "{text}"
        );
    }
    assert!(matches!(
        &complaints("{", Scope::Repository)[..],
        [(_, Problem::Syntax { line: 1, .. })]
    ));
    let mut long = statement(json!("*"), json!("ecr:BatchGetImage"));
    long["Sid"] = json!("é".repeat(10_240));
    assert!(matches!(
        complaints(&document(&[long]), Scope::Repository)[..],
        [(_, Problem::TextLength { has: 10_241.. })]
    ));
}

#[test]
fn complaints_name_the_statement_by_its_place_in_the_text_also_behind_one_that_is_not_understood() {
    let mut first = statement(json!("*"), json!("ecr:BatchGetImage"));
    first["Sid"] = json!("same");
    let mut last = statement(json!("*"), json!("ecr:Nothing"));
    last["Sid"] = json!("same");
    let text = document(&[first, json!(null), last]);
    assert_eq!(
        complaints(&text, Scope::Repository),
        [
            (
                "$.Statement[1]".to_owned(),
                Problem::WrongType {
                    expected: Expected::Object
                }
            ),
            (
                "$.Statement[2].Sid".to_owned(),
                Problem::DuplicateSid { other: 0 }
            ),
            (
                "$.Statement[2].Action".to_owned(),
                Problem::UnknownAction { nearest: None }
            ),
        ]
    );
}

#[test]
fn everything_that_is_wrong_with_a_statement_is_said_at_once() {
    let text = document(&[json!({
        "Effect": "allow",
        "Principal": { "aws": "*", "AWS": [1, "nobody"] },
        "Action": ["ecr:Nothing", "s3:GetObject"],
        "Condition": { "StringSame": { "aws:SourceIp": "x" } },
    })]);
    let found = complaints(&text, Scope::Repository);
    let paths: Vec<&str> = found
        .iter()
        .map(|(path, _)| &path["$.Statement[0].".len()..])
        .collect();
    assert_eq!(
        paths,
        [
            "Effect",
            "Principal.aws",
            "Principal.AWS[0]",
            "Action[0]",
            "Action[1]",
            "Condition.StringSame",
        ]
    );
    // Nothing of it is taken for a statement.
    assert_eq!(read(&text, Scope::Repository).document.statements, []);
}

#[test]
fn a_registrys_policy_says_which_repositories_and_grants_little_unless_its_version_is_the_second() {
    let with_resource = |action: &str, resource: &str| {
        let mut statement = statement(json!({ "AWS": ACCOUNT }), json!(action));
        statement["Resource"] = json!(resource);
        document(&[statement])
    };
    for action in ["ecr:ReplicateImage", "ecr:CreateRepository", "ecr:*"] {
        assert_eq!(complaints(&with_resource(action, REPOSITORIES), FIRST), []);
    }
    let pull = with_resource("ecr:BatchGetImage", REPOSITORIES);
    assert_eq!(
        complaints(&pull, FIRST),
        [(
            "$.Statement[0].Action".to_owned(),
            Problem::NotForRegistries
        )]
    );
    assert_eq!(complaints(&pull, SECOND), []);
    assert_eq!(
        complaints(&with_resource("ecr:*", "arn:aws:s3:::bucket"), SECOND),
        [(
            "$.Statement[0].Resource".to_owned(),
            Problem::ForeignResource
        )]
    );
    let without = document(&[statement(json!({ "AWS": ACCOUNT }), json!("ecr:*"))]);
    assert_eq!(
        complaints(&without, FIRST),
        [("$.Statement[0].Resource".to_owned(), Problem::Missing)]
    );
}

#[test]
fn public_repositories_have_actions_of_their_own() {
    let of = |action: &str| document(&[statement(json!({ "AWS": ACCOUNT }), json!(action))]);
    assert_eq!(
        complaints(&of("ecr-public:PutImage"), Scope::PublicRepository),
        []
    );
    assert_eq!(
        complaints(&of("ecr:PutImage"), Scope::PublicRepository)[0].1,
        Problem::ForeignAction {
            prefix: "ecr-public"
        }
    );
    assert_eq!(known_actions(Scope::PublicRepository).len(), 23);
    assert_eq!(known_actions(Scope::Repository).len(), 65);
}

#[test]
fn who_may_do_what_is_told_by_principal_with_what_a_deed_lacks() {
    let found = who_can(
        &policy(
            &[
                statement(
                    json!({ "AWS": [ACCOUNT, ROLE] }),
                    json!(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]),
                ),
                statement(json!({ "AWS": "123456789012" }), json!("ecr:PutImage")),
            ],
            Scope::Repository,
        ),
        Scope::Repository,
    );
    let pull = Ability {
        deed: Deed::Pull,
        has: vec!["BatchGetImage", "GetDownloadUrlForLayer"],
        lacks: vec![],
    };
    let half_a_push = Ability {
        deed: Deed::Push,
        has: vec!["PutImage"],
        lacks: vec![
            "CompleteLayerUpload",
            "InitiateLayerUpload",
            "UploadLayerPart",
            "BatchCheckLayerAvailability",
        ],
    };
    let access = |principal, abilities, statements| Access {
        subject: Subject::One(principal),
        effect: Effect::Allow,
        conditions: vec![],
        abilities,
        statements,
        limited_by: vec![],
    };
    assert_eq!(
        found,
        [
            // An account is the same by its digits and by its ARN.
            access(
                Principal::Account(account()),
                vec![pull.clone(), half_a_push],
                vec![0, 1]
            ),
            access(
                Principal::Role {
                    account: account(),
                    name: "ci/builder".to_owned()
                },
                vec![pull],
                vec![0]
            ),
        ]
    );
}

#[test]
fn wildcards_and_capitals_of_actions_are_read_as_iam_reads_them() {
    let deeds = |actions: Value| {
        granted(&[statement(json!({ "AWS": ACCOUNT }), actions)])[0]
            .1
            .clone()
    };
    assert_eq!(
        deeds(json!("ecr:*")),
        [
            Deed::Look,
            Deed::Pull,
            Deed::Push,
            Deed::Delete,
            Deed::Manage
        ]
    );
    assert_eq!(
        deeds(json!("*")),
        [
            Deed::Look,
            Deed::Pull,
            Deed::Push,
            Deed::Delete,
            Deed::Manage
        ]
    );
    assert_eq!(
        deeds(json!(["ECR:batchget*", "ecr:GetDownload?rlForLayer"])),
        [Deed::Pull]
    );
    let mut but = statement(json!({ "AWS": ACCOUNT }), json!(null));
    but.as_object_mut().unwrap().remove("Action");
    but["NotAction"] = json!(["ecr:Put*", "ecr:BatchDelete*"]);
    assert_eq!(granted(&[but])[0].1, [Deed::Look, Deed::Pull]);
}

#[test]
fn what_is_taken_from_somebody_is_not_given() {
    let deny = |principal: Value| json!({ "Effect": "Deny", "Principal": principal, "Action": "ecr:BatchDeleteImage" });
    let all = || {
        statement(
            json!({ "AWS": ROLE }),
            json!([
                "ecr:BatchDeleteImage",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer"
            ]),
        )
    };
    // From everybody, from the role's account, from the role.
    for principal in [
        json!("*"),
        json!({ "AWS": ACCOUNT }),
        json!({ "AWS": ROLE }),
    ] {
        assert_eq!(granted(&[all(), deny(principal)])[0].1, [Deed::Pull]);
    }
    let another = json!({ "AWS": "arn:aws:iam::123456789012:role/other" });
    assert_eq!(
        granted(&[all(), deny(another)])[0].1,
        [Deed::Pull, Deed::Delete]
    );
    // From everybody but the role.
    let mut but = deny(json!(null));
    but.as_object_mut().unwrap().remove("Principal");
    but["NotPrincipal"] = json!({ "AWS": ROLE });
    assert_eq!(
        granted(&[all(), but.clone()])[0].1,
        [Deed::Pull, Deed::Delete]
    );
    but["NotPrincipal"] = json!({ "AWS": "arn:aws:iam::999999999999:root" });
    assert_eq!(granted(&[all(), but])[0].1, [Deed::Pull]);
    // Under a condition it is only limited.
    let mut sometimes = deny(json!("*"));
    sometimes["Condition"] = json!({ "Bool": { "aws:SecureTransport": false } });
    let policy = policy(&[all(), sometimes], Scope::Repository);
    let access = &who_can(&policy, Scope::Repository)[0];
    assert_eq!(access.abilities.len(), 2);
    assert_eq!(access.limited_by, [1]);
    assert_eq!(
        policy.statements[1].conditions[0].circumstance(),
        Circumstance::Transport
    );
    assert_eq!(policy.statements[1].conditions[0].values, ["false"]);
}

#[test]
fn principals_are_told_apart_by_their_form() {
    let one = |kind: &str, text: &str| {
        let statement = statement(json!({ kind: text }), json!("ecr:BatchGetImage"));
        let policy = policy(&[statement], Scope::Repository);
        policy.statements[0].principals.list[0].principal().unwrap()
    };
    let account = account();
    let name = |text: &str| text.to_owned();
    assert_eq!(one("AWS", "*"), Principal::Everyone);
    assert_eq!(
        one("AWS", "123456789012"),
        Principal::Account(account.clone())
    );
    assert_eq!(
        one("AWS", "arn:aws-cn:iam::123456789012:user/ada"),
        Principal::User {
            account: account.clone(),
            name: name("ada")
        }
    );
    assert_eq!(
        one(
            "AWS",
            "arn:aws:sts::123456789012:assumed-role/builder/run-1"
        ),
        Principal::Session {
            account: account.clone(),
            name: name("builder/run-1")
        }
    );
    assert_eq!(
        one("AWS", "AROAEXAMPLEEXAMPLE12"),
        Principal::Deleted(name("AROAEXAMPLEEXAMPLE12"))
    );
    assert_eq!(
        one("Service", "lambda.amazonaws.com"),
        Principal::Product(name("lambda.amazonaws.com"))
    );
    let role = Principal::Role {
        account,
        name: name("ci/builder"),
    };
    assert!(role.contains(&one(
        "AWS",
        "arn:aws:sts::123456789012:assumed-role/builder/run-1"
    )));
}

#[test]
fn everybody_is_warned_of_unless_a_condition_says_who() {
    let everyone = |condition: Value| {
        let mut statement = statement(
            json!("*"),
            json!(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]),
        );
        if !condition.is_null() {
            statement["Condition"] = condition;
        }
        dangers(&[statement], Scope::Repository)
    };
    let warned = [Danger::Everyone {
        deeds: vec![Deed::Pull],
    }];
    assert_eq!(everyone(json!(null)), warned);
    for narrow in [
        json!({ "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
        json!({ "StringLike": { "aws:principalarn": "arn:aws:iam::123456789012:role/*" } }),
        json!({ "IpAddress": { "aws:SourceIp": ["10.0.0.0/8"] } }),
        json!({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } }),
    ] {
        assert_eq!(everyone(narrow.clone()), [], "{narrow}");
    }
    for wide in [
        json!({ "StringLike": { "aws:PrincipalOrgID": "*" } }),
        json!({ "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
        json!({ "StringEqualsIfExists": { "aws:SourceVpc": "vpc-1" } }),
        json!({ "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" } }),
        json!({ "IpAddress": { "aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"] } }),
        json!({ "Bool": { "aws:SecureTransport": "true" } }),
        json!({ "Null": { "aws:PrincipalOrgID": "false" } }),
    ] {
        assert_eq!(everyone(wide.clone()), warned, "{wide}");
    }
}

#[test]
fn what_a_writer_may_not_have_meant_is_warned_of() {
    let without = |mut statement: Value, member: &str| {
        statement.as_object_mut().unwrap().remove(member);
        statement
    };
    let by_account = |actions: Value| statement(json!({ "AWS": ACCOUNT }), actions);
    assert_eq!(
        dangers(&[by_account(json!("ecr:*"))], Scope::Repository),
        [Danger::EveryAction]
    );
    assert_eq!(
        dangers(&[by_account(json!("ecr:Batch*"))], Scope::Repository),
        []
    );
    let mut but = without(by_account(json!("ecr:BatchGetImage")), "Principal");
    but["NotPrincipal"] = json!({ "AWS": ROLE });
    assert_eq!(
        dangers(&[but.clone()], Scope::Repository),
        [Danger::EveryoneBut]
    );
    but["Effect"] = json!("Deny");
    assert_eq!(
        dangers(&[but], Scope::Repository),
        [Danger::DenyEveryoneBut]
    );
    let mut but = without(by_account(json!(null)), "Action");
    but["NotAction"] = json!("ecr:DeleteRepository");
    assert_eq!(dangers(&[but], Scope::Repository), [Danger::EveryActionBut]);
    let lambda = statement(
        json!({ "Service": "lambda.amazonaws.com" }),
        json!("ecr:BatchGetImage"),
    );
    assert_eq!(
        dangers(&[lambda], Scope::Repository),
        [Danger::ProductForAnybody {
            product: "lambda.amazonaws.com".to_owned()
        }]
    );
    let mut lockout = statement(json!("*"), json!("ecr:*"));
    lockout["Effect"] = json!("Deny");
    assert_eq!(dangers(&[lockout], Scope::Repository), [Danger::Lockout]);
    let deleted = statement(
        json!({ "AWS": "AROAEXAMPLEEXAMPLE12" }),
        json!("ecr:ListImages"),
    );
    assert_eq!(
        dangers(&[deleted], Scope::Repository),
        [Danger::Deleted {
            id: "AROAEXAMPLEEXAMPLE12".to_owned()
        }]
    );
    let token = by_account(json!(["ecr:GetAuthorizationToken", "ecr:ListImages"]));
    assert_eq!(
        dangers(&[token], Scope::Repository),
        [Danger::NoEffect {
            actions: vec!["GetAuthorizationToken"]
        }]
    );
    let mut resource = by_account(json!("ecr:ListImages"));
    resource["Resource"] = json!("*");
    assert_eq!(
        dangers(&[resource], Scope::Repository),
        [Danger::ResourceUnneeded]
    );
    let old = json!({ "Statement": by_account(json!("ecr:ListImages")) }).to_string();
    let old = read(&old, Scope::Repository).document;
    let found = warnings(&old, Scope::Repository);
    assert_eq!((found.len(), &found[0].danger), (1, &Danger::OldLanguage));
}

#[test]
fn the_ready_statements_are_taken_warn_of_nothing_and_do_what_they_say() {
    let region = "eu-west-1";
    let role = || {
        vec![WrittenPrincipal::role(
            Partition::Standard,
            &account(),
            "ci/builder",
        )]
    };
    let organization = "o-a1b2c3d4e5".parse().unwrap();
    let of_public = Scope::PublicRepository;
    let samples: [(Statement, Scope, &[Deed]); 8] = [
        (
            cross_account_pull(Partition::Standard, &[account()]),
            Scope::Repository,
            &[Deed::Pull],
        ),
        (push(role()), Scope::Repository, &[Deed::Pull, Deed::Push]),
        (public_push(role()), of_public, &[Deed::Push]),
        (
            lambda_pull(&account(), region),
            Scope::Repository,
            &[Deed::Pull],
        ),
        (
            organization_pull(&organization),
            Scope::Repository,
            &[Deed::Pull],
        ),
        (read_only(role()), Scope::Repository, &[Deed::Pull]),
        (
            replication(&account(), &"999999999999".parse().unwrap(), region),
            FIRST,
            &[Deed::Create, Deed::Replicate],
        ),
        (
            pull_through_cache(role(), &account(), region, "hub/"),
            FIRST,
            &[Deed::Create, Deed::Import],
        ),
    ];
    for (statement, scope, deeds) in samples {
        let policy = PolicyDocument::new(vec![statement]);
        let reading = read(&policy.to_text(), scope);
        assert_eq!(reading.complaints, [], "{}", policy.to_text());
        assert_eq!(reading.document, policy);
        assert_eq!(warnings(&policy, scope), [], "{}", policy.to_text());
        let access = who_can(&policy, scope);
        assert_eq!(access.len(), 1);
        let whole = access[0].abilities.iter().filter(|it| it.is_whole());
        let whole: Vec<Deed> = whole.map(|it| it.deed).collect();
        assert_eq!(whole, deeds, "{}", policy.to_text());
    }
}

#[test]
fn a_statement_that_is_added_gets_a_sid_that_no_other_has() {
    let mut policy = PolicyDocument::new(Vec::new());
    for _ in 0..3 {
        policy.add(lambda_pull(&account(), "eu-west-1"));
    }
    policy.add(Statement::allow(None, Vec::new(), &[]));
    let sids: Vec<_> = policy.statements.iter().map(|it| it.sid.clone()).collect();
    let named = |sid: &str| Some(sid.to_owned());
    assert_eq!(
        sids,
        [
            named("LambdaPull"),
            named("LambdaPull2"),
            named("LambdaPull3"),
            None
        ]
    );
}

#[test]
fn a_policy_is_written_as_people_write_it() {
    let policy = PolicyDocument {
        version: Some(Version::Y2012),
        ..PolicyDocument::new(vec![lambda_pull(&account(), "cn-north-1")])
    };
    assert_eq!(
        policy.to_text(),
        r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "LambdaPull",
      "Effect": "Allow",
      "Principal": {
        "Service": "lambda.amazonaws.com"
      },
      "Action": [
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer"
      ],
      "Condition": {
        "StringLike": {
          "aws:sourceArn": "arn:aws-cn:lambda:cn-north-1:123456789012:function:*"
        }
      }
    }
  ]
}"#
    );
}
