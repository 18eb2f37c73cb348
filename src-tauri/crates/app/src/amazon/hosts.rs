//! How everybody else calls the repositories of a connection to Amazon: `eu-west-1/team/app` here is
//! `123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app` everywhere else, and `team/app` of a public
//! registry is `public.ecr.aws/alias/team/app`.

use std::borrow::Cow;

use portolan_contract::HostOfPath;
use portolan_ecr::{PUBLIC_HOST, RegistryHost};
use portolan_storage::{AliasStatus, Amazon, ConnectionDraft, RegistryAlias};

/// The kind of a connection to private registries.
pub(crate) const ECR: &str = "ecr";

/// The kind of a connection to the public registry of an account, as its publisher.
pub(crate) const ECR_PUBLIC: &str = "ecr_public";

/// The hosts of a connection, by how its repositories' names begin; none where there is but one host, or as
/// long as the account is not known.
pub(crate) fn hosts(draft: &ConnectionDraft) -> Vec<HostOfPath> {
    if let Some(alias) = alias(draft) {
        return vec![HostOfPath {
            prefix: String::new(),
            host: format!("{}/{}", draft.host, alias.name),
        }];
    }
    let Some(amazon) = draft.amazon.as_ref().filter(|_| draft.kind == ECR) else {
        return Vec::new();
    };
    let Some(account) = amazon.registry() else {
        return Vec::new();
    };
    let host = |region: &String| HostOfPath {
        prefix: region.clone(),
        host: host_in(amazon, account, region),
    };
    amazon.regions.iter().map(host).collect()
}

/// The alias that references to a public registry have: the primary one, as long as it can be used.
pub(super) fn alias(draft: &ConnectionDraft) -> Option<&RegistryAlias> {
    let amazon = draft.amazon.as_ref().filter(|_| draft.kind == ECR_PUBLIC)?;
    let mut usable = amazon.aliases.iter();
    usable.find(|alias| alias.status == AliasStatus::Active)
}

/// The host of public registries, or what stands in for it.
pub(super) fn public_host(amazon: &Amazon) -> String {
    let custom = custom_host(amazon, "", "");
    custom.unwrap_or_else(|| PUBLIC_HOST.to_owned())
}

/// The host that the person has put in a registry's place.
fn custom_host(amazon: &Amazon, account: &str, region: &str) -> Option<String> {
    let template = amazon.endpoints.custom.get("registry")?;
    let text = template
        .replace("{region}", region)
        .replace("{account}", account);
    let url = url::Url::parse(&text).ok().filter(url::Url::has_host)?;
    Some(url[url::Position::BeforeHost..url::Position::AfterPort].to_owned())
}

fn host_in(amazon: &Amazon, account: &str, region: &str) -> String {
    if let Some(host) = custom_host(amazon, account, region) {
        return host;
    }
    let endpoints = &amazon.endpoints;
    RegistryHost {
        account: account.to_owned(),
        region: region.to_owned(),
        is_fips: endpoints.fips,
        is_dual_stack: endpoints.dual_stack,
    }
    .to_string()
}

/// Where references to a repository of a connection begin, and its name there.
pub(crate) fn reference<'r>(
    draft: &ConnectionDraft,
    repository: &'r str,
) -> (String, Cow<'r, str>) {
    if let Some(alias) = alias(draft) {
        let name = format!("{}/{repository}", alias.name);
        return (draft.host.clone(), name.into());
    }
    for HostOfPath { prefix, host } in hosts(draft) {
        let rest = repository.strip_prefix(prefix.as_str());
        if let Some(name) = rest.and_then(|rest| rest.strip_prefix('/')) {
            return (host, name.into());
        }
    }
    (draft.host.clone(), repository.into())
}

/// What a repository elsewhere called `host/name` is called in this connection; `None` where it is not in
/// it. The forms of a registry's host with other endpoints are the same registry.
pub(crate) fn name_here(draft: &ConnectionDraft, host: &str, name: &str) -> Option<String> {
    if draft.kind == ECR_PUBLIC {
        let (alias, rest) = name.split_once('/')?;
        let amazon = draft.amazon.as_ref()?;
        let is_host = host == draft.host || host == PUBLIC_HOST;
        let is_own = amazon.aliases.iter().any(|own| own.name == alias);
        return (is_host && is_own).then(|| rest.to_owned());
    }
    let amazon = draft.amazon.as_ref().filter(|_| draft.kind == ECR)?;
    let here = hosts(draft).into_iter().find(|here| here.host == host);
    if let Some(here) = here {
        return Some(format!("{}/{name}", here.prefix));
    }
    let meant = RegistryHost::parse(host)?;
    let is_here =
        amazon.registry() == Some(&meant.account) && amazon.regions.contains(&meant.region);
    is_here.then(|| format!("{}/{name}", meant.region))
}

#[cfg(test)]
mod tests {
    use portolan_storage::AmazonEndpoints;

    use super::*;

    fn draft(account: Option<&str>) -> ConnectionDraft {
        ConnectionDraft {
            kind: ECR.to_owned(),
            amazon: Some(Amazon {
                regions: vec!["eu-west-1".to_owned(), "us-east-1".to_owned()],
                account: account.map(str::to_owned),
                ..Amazon::default()
            }),
            ..ConnectionDraft::to("api.ecr.eu-west-1.amazonaws.com")
        }
    }

    #[test]
    fn a_repository_is_called_here_by_its_region_and_elsewhere_by_its_host() {
        let draft = draft(Some("123456789012"));
        let (host, name) = reference(&draft, "us-east-1/team/app");
        assert_eq!(host, "123456789012.dkr.ecr.us-east-1.amazonaws.com");
        assert_eq!(name, "team/app");
        assert_eq!(
            name_here(&draft, &host, &name).as_deref(),
            Some("us-east-1/team/app")
        );
        let dual_stack = "123456789012.dkr-ecr.eu-west-1.on.aws";
        assert_eq!(
            name_here(&draft, dual_stack, "a").as_deref(),
            Some("eu-west-1/a")
        );
        for elsewhere in [
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com",
            "210987654321.dkr.ecr.us-east-1.amazonaws.com",
            "ghcr.io",
        ] {
            assert_eq!(name_here(&draft, elsewhere, "a"), None, "{elsewhere}");
        }
    }

    #[test]
    fn an_account_that_is_not_known_yet_has_no_hosts() {
        assert_eq!(hosts(&draft(None)), []);
        let (host, name) = reference(&draft(None), "us-east-1/a");
        assert_eq!(
            (host.as_str(), name.as_ref()),
            ("api.ecr.eu-west-1.amazonaws.com", "us-east-1/a")
        );
    }

    #[test]
    fn a_public_repository_is_called_elsewhere_by_the_alias_that_can_be_used() {
        let named = |name: &str, status| RegistryAlias {
            name: name.to_owned(),
            status,
            is_primary: true,
            is_default: false,
        };
        let mut draft = ConnectionDraft {
            kind: ECR_PUBLIC.to_owned(),
            amazon: Some(Amazon::default()),
            ..ConnectionDraft::to(PUBLIC_HOST)
        };
        let whole = |draft: &ConnectionDraft| {
            let (host, name) = reference(draft, "team/app");
            format!("{host}/{name}")
        };
        assert_eq!(whole(&draft), "public.ecr.aws/team/app");
        draft.amazon.as_mut().unwrap().aliases = vec![
            named("wished", AliasStatus::Pending),
            named("harbour", AliasStatus::Active),
        ];
        assert_eq!(whole(&draft), "public.ecr.aws/harbour/team/app");
        assert_eq!(hosts(&draft)[0].host, "public.ecr.aws/harbour");
        let here = |name: &str| name_here(&draft, PUBLIC_HOST, name);
        assert_eq!(here("harbour/team/app").as_deref(), Some("team/app"));
        assert_eq!(here("somebody/team/app"), None);
    }

    #[test]
    fn a_custom_endpoint_is_the_host() {
        let mut draft = draft(Some("123456789012"));
        let amazon = draft.amazon.as_mut().unwrap();
        amazon.endpoints = AmazonEndpoints::default();
        amazon.endpoints.custom.insert(
            "registry".to_owned(),
            "http://{account}.{region}.localhost:4510".to_owned(),
        );
        assert_eq!(
            reference(&draft, "eu-west-1/a").0,
            "123456789012.eu-west-1.localhost:4510"
        );
    }
}
