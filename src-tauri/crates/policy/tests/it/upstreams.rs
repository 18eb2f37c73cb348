//! Upstreams of the pull-through cache, and what a rule for one needs.

use portolan_policy::amazon_names::{
    Complaint, Field, Problem, Upstream, check_role, check_upstream_access, check_upstream_address,
};

const SECRET: &str =
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf";

fn problems(found: &[Complaint]) -> Vec<(Field, Problem)> {
    found.iter().map(|it| (it.field, it.problem)).collect()
}

#[test]
fn every_upstream_has_its_own_address_and_no_other() {
    for upstream in Upstream::ALL {
        assert_eq!(Upstream::named(upstream.as_str()), Some(upstream));
        let good = match upstream {
            Upstream::Ecr => "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
            Upstream::Azure => "team.azurecr.io",
            other => other.address(),
        };
        assert_eq!(check_upstream_address(upstream, good), [], "{good}");
        let bad = match upstream {
            Upstream::Ecr => "dkr.ecr.eu-west-1.amazonaws.com",
            Upstream::Azure => ".azurecr.io",
            Upstream::Chainguard => "localhost",
            _ => "example.org",
        };
        assert_eq!(
            problems(&check_upstream_address(upstream, bad)),
            [(Field::UpstreamAddress, Problem::Grammar)],
            "{bad}"
        );
    }
    assert_eq!(
        problems(&check_upstream_address(Upstream::Quay, "https://quay.io")),
        [(Field::UpstreamAddress, Problem::Character { found: ':' })]
    );
}

#[test]
fn an_upstream_that_asks_who_one_is_needs_a_secret_of_the_caches_name() {
    for upstream in Upstream::ALL {
        let without = problems(&check_upstream_access(upstream, None, None));
        if upstream.needs_credential() {
            assert_eq!(without, [(Field::CredentialArn, Problem::NoEntry)]);
        } else {
            assert_eq!(without, []);
        }
        assert_eq!(check_upstream_access(upstream, Some(SECRET), None), []);
    }
    let other = SECRET.replace("ecr-pullthroughcache", "somewhere-else-it-is");
    assert_eq!(
        problems(&check_upstream_access(
            Upstream::DockerHub,
            Some(&other),
            None
        )),
        [(Field::CredentialArn, Problem::Grammar)]
    );
}

#[test]
fn a_role_is_one_of_an_account() {
    for good in [
        "arn:aws:iam::123456789012:role/ecr",
        "arn:aws-cn:iam::123456789012:role/team/ecr",
    ] {
        assert_eq!(check_role(good), [], "{good}");
    }
    for bad in [
        "ecr",
        "arn:aws:iam::123456789012:user/ecr",
        "arn:aws:iam::1234:role/ecr",
        "arn:aws:iam::123456789012:role/",
    ] {
        assert_eq!(
            problems(&check_role(bad)),
            [(Field::Role, Problem::Grammar)],
            "{bad}"
        );
    }
}
