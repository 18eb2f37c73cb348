//! Reads what a person typed of a connection to Amazon, and parts the secret from the rest.

use std::collections::BTreeSet;

use portolan_contract::{AmazonApi, AmazonDraft, AmazonSignInDraft, Failure};
use portolan_credentials::{ExposeSecret as _, SecretString};
use portolan_ecr::{Api, PUBLIC_HOST, Partition, RegistryHost};
use portolan_oci::Meaning;
use portolan_storage::{
    Access, Amazon, AmazonEndpoints, AmazonRole, AmazonSignIn, ConnectionDraft as Stored,
};

use super::hosts::{ECR, ECR_PUBLIC, hosts, public_host};

/// Puts what a draft says of Amazon into what will be kept; answers the secret, if one was typed, and the
/// repository that a pasted reference names. A failure names the field that can't be.
pub(crate) fn read(
    draft: AmazonDraft,
    address: &str,
    stored: &mut Stored,
) -> Result<(Option<SecretString>, Option<String>), Failure> {
    let (sign_in, secret) = read_sign_in(draft.sign_in)?;
    let is_public = is_public(address);
    let mut seen = BTreeSet::new();
    let wanted = if is_public {
        // It has no regions; its API has its seat in one.
        vec![SEAT.to_owned()]
    } else {
        draft.regions
    };
    let regions: Vec<String> = wanted
        .into_iter()
        .filter(|region| seen.insert(region.clone()))
        .collect();
    let Some(first) = regions.first() else {
        return Err(Failure::invalid("regions", "at least one"));
    };
    let partition = Partition::of_region(first);
    if let Some(other) = regions
        .iter()
        .find(|region| Partition::of_region(region) != partition)
    {
        let reason = format!("{first} and {other} belong to separate partitions");
        return Err(Failure::invalid("regions", reason));
    }
    // Nobody publishes in the name of another account.
    let registry = said(draft.registry).filter(|_| !is_public);
    if let Some(id) = &registry
        && !(id.len() == 12 && id.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(Failure::invalid("registry", "twelve digits"));
    }
    let role = draft.role.map(read_role).transpose()?;
    let account = match (&role, &sign_in) {
        (Some(role), _) => account_of(&role.arn),
        (None, AmazonSignIn::IdentityCenter { account, .. }) => Some(account.clone()),
        (None, _) => None,
    };
    let mut endpoints = AmazonEndpoints {
        // The public registry has no such endpoints.
        fips: draft.endpoints.fips && !is_public,
        dual_stack: draft.endpoints.dual_stack,
        ..AmazonEndpoints::default()
    };
    for custom in draft.endpoints.custom {
        let address = custom.address.trim().to_owned();
        let is_address = url::Url::parse(&address.replace(['{', '}'], ""))
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !is_address {
            return Err(Failure::invalid(
                "endpoint",
                "http:// or https:// and a host",
            ));
        }
        endpoints
            .custom
            .insert(api_name(custom.api).to_owned(), address);
    }
    let (kind, title) = if is_public {
        (ECR_PUBLIC, "Amazon ECR Public")
    } else {
        (ECR, "Amazon ECR")
    };
    let name = match &sign_in {
        AmazonSignIn::Profile { name } => format!("{title} {name}"),
        AmazonSignIn::IdentityCenter { account, .. } => format!("{title} {account}"),
        AmazonSignIn::Surroundings | AmazonSignIn::AccessKey { .. } => match &registry {
            Some(registry) => format!("{title} {registry}"),
            None => title.to_owned(),
        },
    };
    let repository = named_repository(address, &regions)?;
    kind.clone_into(&mut stored.kind);
    stored.name = name;
    stored.access = Access::Amazon { sign_in };
    stored.amazon = Some(Amazon {
        regions,
        registry,
        account,
        role,
        endpoints,
        ..Amazon::default()
    });
    stored.host = main_host(stored);
    Ok((secret, repository))
}

/// The host that stands for the whole connection: its first region's.
pub(crate) fn main_host(stored: &Stored) -> String {
    if let Some(amazon) = stored.amazon.as_ref().filter(|_| stored.kind == ECR_PUBLIC) {
        return public_host(amazon);
    }
    let named = hosts(stored).into_iter().next().map(|first| first.host);
    named.unwrap_or_else(|| {
        let amazon = stored.amazon.as_ref();
        let region = amazon.and_then(|amazon| amazon.regions.first());
        let region = region.map_or("us-east-1", String::as_str);
        format!("api.ecr.{region}.{}", Partition::of_region(region).domain)
    })
}

/// Where the public registries' API has its seat.
const SEAT: &str = "us-east-1";

/// Whether an address names the public registry.
fn is_public(address: &str) -> bool {
    match Meaning::read(address) {
        Meaning::Host(host) | Meaning::Place { host, .. } => host == PUBLIC_HOST,
        Meaning::Digest(_) | Meaning::Words(_) => false,
    }
}

/// The repository that a pasted reference names, as it is called in the connection.
fn named_repository(address: &str, regions: &[String]) -> Result<Option<String>, Failure> {
    let Meaning::Place {
        host, repository, ..
    } = Meaning::read(address)
    else {
        return Ok(None);
    };
    match RegistryHost::parse(&host) {
        Some(there) if !regions.contains(&there.region) => Err(Failure::invalid(
            "regions",
            format!("{} is in {}", repository, there.region),
        )),
        Some(there) => Ok(Some(format!("{}/{repository}", there.region))),
        None => Ok(None),
    }
}

fn read_sign_in(
    sign_in: AmazonSignInDraft,
) -> Result<(AmazonSignIn, Option<SecretString>), Failure> {
    let wanted = |field, text: String| {
        let text = text.trim().to_owned();
        if text.is_empty() {
            Err(Failure::invalid(field, "empty"))
        } else {
            Ok(text)
        }
    };
    Ok(match sign_in {
        AmazonSignInDraft::Surroundings => (AmazonSignIn::Surroundings, None),
        AmazonSignInDraft::Profile { name } => {
            let name = wanted("profile", name)?;
            (AmazonSignIn::Profile { name }, None)
        }
        AmazonSignInDraft::AccessKey {
            id,
            secret,
            session_token,
        } => {
            let id = wanted("accessKey", id)?;
            let token = said(session_token);
            let secret = said(secret);
            if secret.is_none() && token.is_some() {
                let reason = "a temporary key has a secret of its own";
                return Err(Failure::invalid("password", reason));
            }
            if secret.is_some() && token.is_none() && id.starts_with(TEMPORARY) {
                let reason = "a key that begins with ASIA is temporary, and has one";
                return Err(Failure::invalid("sessionToken", reason));
            }
            let secret = secret.map(|secret| join_key(&secret, token.as_deref()));
            (AmazonSignIn::AccessKey { id }, secret)
        }
        AmazonSignInDraft::IdentityCenter {
            start_url,
            region,
            account,
            role,
        } => {
            let sign_in = AmazonSignIn::IdentityCenter {
                start_url: wanted("startUrl", start_url)?,
                region: wanted("ssoRegion", region)?,
                account: wanted("account", account)?,
                role: wanted("role", role)?,
            };
            (sign_in, None)
        }
    })
}

fn read_role(role: portolan_contract::AmazonRole) -> Result<AmazonRole, Failure> {
    let arn = role.arn.trim().to_owned();
    if !arn.starts_with("arn:") || !arn.contains(":role/") {
        return Err(Failure::invalid(
            "roleArn",
            "a role is called arn:aws:iam::ACCOUNT:role/NAME",
        ));
    }
    Ok(AmazonRole {
        arn,
        external_id: said(role.external_id),
        mfa_device: said(role.mfa_device),
    })
}

/// What was said, unless it is nothing.
fn said(text: Option<String>) -> Option<String> {
    let text = text?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// The account in a resource name.
fn account_of(arn: &str) -> Option<String> {
    let account = arn.split(':').nth(4)?;
    (!account.is_empty()).then(|| account.to_owned())
}

/// The name under which an API's endpoint is kept.
pub(super) fn api_name(api: AmazonApi) -> &'static str {
    match api {
        AmazonApi::Ecr => "ecr",
        AmazonApi::Registry => "registry",
        AmazonApi::EcrPublic => "ecr_public",
        AmazonApi::Sts => "sts",
        AmazonApi::Sso => "sso",
        AmazonApi::SsoOidc => "sso_oidc",
        AmazonApi::CloudTrail => "cloud_trail",
    }
}

/// The same for the SDKs.
pub(super) fn sdk_api(api: AmazonApi) -> Api {
    match api {
        AmazonApi::Ecr => Api::Ecr,
        AmazonApi::Registry => Api::Registry,
        AmazonApi::EcrPublic => Api::EcrPublic,
        AmazonApi::Sts => Api::Sts,
        AmazonApi::Sso => Api::Sso,
        AmazonApi::SsoOidc => Api::SsoOidc,
        AmazonApi::CloudTrail => Api::CloudTrail,
    }
}

/// The other way.
pub(super) fn shown_api(api: Api) -> AmazonApi {
    match api {
        Api::Ecr => AmazonApi::Ecr,
        Api::Registry => AmazonApi::Registry,
        Api::EcrPublic => AmazonApi::EcrPublic,
        Api::Sts => AmazonApi::Sts,
        Api::Sso => AmazonApi::Sso,
        Api::SsoOidc => AmazonApi::SsoOidc,
        Api::CloudTrail => AmazonApi::CloudTrail,
    }
}

/// The secret of an access key and, of a temporary one, its session token, as one text to keep.
fn join_key(secret: &str, token: Option<&str>) -> SecretString {
    match token {
        Some(token) => SecretString::from(format!("{secret}{JOINT}{token}")),
        None => SecretString::from(secret),
    }
}

/// The other way.
pub(super) fn part_key(kept: &SecretString) -> (SecretString, Option<SecretString>) {
    match kept.expose_secret().split_once(JOINT) {
        Some((secret, token)) => (secret.into(), Some(token.into())),
        None => (kept.clone(), None),
    }
}

/// Stands in neither a secret nor a token.
const JOINT: char = '\n';

/// How the ids of temporary keys begin (IAM user guide, "IAM identifiers").
const TEMPORARY: &str = "ASIA";

/// Every API whose endpoint can be another.
pub(super) const APIS: [AmazonApi; 7] = [
    AmazonApi::Ecr,
    AmazonApi::Registry,
    AmazonApi::EcrPublic,
    AmazonApi::Sts,
    AmazonApi::Sso,
    AmazonApi::SsoOidc,
    AmazonApi::CloudTrail,
];

#[cfg(test)]
mod tests {
    use portolan_contract::{AmazonRole as TypedRole, Code};

    use super::*;

    fn typed(regions: &[&str]) -> AmazonDraft {
        AmazonDraft {
            sign_in: AmazonSignInDraft::Profile {
                name: "work".to_owned(),
            },
            regions: regions.iter().map(|region| (*region).to_owned()).collect(),
            registry: None,
            role: None,
            endpoints: portolan_contract::AmazonEndpoints::default(),
        }
    }

    fn field(draft: AmazonDraft) -> String {
        match read(draft, "", &mut Stored::to("")) {
            Err(Failure {
                code: Code::InvalidInput { field },
                ..
            }) => field,
            other => panic!("not refused: {:?}", other.map(|(_, repository)| repository)),
        }
    }

    #[test]
    fn a_pasted_reference_names_the_repository_to_begin_with() {
        let mut stored = Stored::to("");
        let reference = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:1.0";
        let (_, repository) = read(typed(&["eu-west-1"]), reference, &mut stored).unwrap();
        assert_eq!(repository.as_deref(), Some("eu-west-1/team/app"));
        assert_eq!(stored.kind, "ecr");
        assert_eq!(stored.name, "Amazon ECR work");
        assert_eq!(stored.host, "api.ecr.eu-west-1.amazonaws.com");
        let elsewhere = read(typed(&["us-east-1"]), reference, &mut stored);
        assert!(elsewhere.is_err());
    }

    #[test]
    fn the_public_registry_has_no_regions_and_one_host() {
        let mut stored = Stored::to("");
        let draft = AmazonDraft {
            registry: Some("210987654321".to_owned()),
            ..typed(&[])
        };
        let (_, repository) = read(draft, "public.ecr.aws", &mut stored).unwrap();
        assert_eq!((stored.kind.as_str(), repository), ("ecr_public", None));
        assert_eq!(stored.name, "Amazon ECR Public work");
        assert_eq!(stored.host, "public.ecr.aws");
        assert_eq!(stored.amazon.unwrap().registry, None);
    }

    #[test]
    fn a_role_names_the_account_whose_registry_it_is() {
        let mut stored = Stored::to("");
        let draft = AmazonDraft {
            role: Some(TypedRole {
                arn: " arn:aws:iam::123456789012:role/Push ".to_owned(),
                external_id: Some(String::new()),
                mfa_device: None,
            }),
            ..typed(&["eu-west-1", "us-east-1"])
        };
        read(draft, "", &mut stored).unwrap();
        assert_eq!(stored.host, "123456789012.dkr.ecr.eu-west-1.amazonaws.com");
        assert_eq!(stored.amazon.unwrap().role.unwrap().external_id, None);
    }

    #[test]
    fn what_can_not_be_is_said_with_its_field() {
        assert_eq!(field(typed(&[])), "regions");
        assert_eq!(field(typed(&["eu-west-1", "cn-north-1"])), "regions");
        let registry = AmazonDraft {
            registry: Some("12345".to_owned()),
            ..typed(&["eu-west-1"])
        };
        assert_eq!(field(registry), "registry");
        let key = AmazonDraft {
            sign_in: AmazonSignInDraft::AccessKey {
                id: " ".to_owned(),
                secret: None,
                session_token: None,
            },
            ..typed(&["eu-west-1"])
        };
        assert_eq!(field(key), "accessKey");
        let temporary = |secret: Option<&str>, token: Option<&str>| AmazonDraft {
            sign_in: AmazonSignInDraft::AccessKey {
                id: "ASIAEXAMPLE".to_owned(),
                secret: secret.map(str::to_owned),
                session_token: token.map(str::to_owned),
            },
            ..typed(&["eu-west-1"])
        };
        assert_eq!(field(temporary(Some("secret"), None)), "sessionToken");
        assert_eq!(field(temporary(None, Some("token"))), "password");
        let mut stored = Stored::to("");
        let read = read(temporary(Some("secret"), Some("token")), "", &mut stored);
        let (secret, token) = part_key(&read.unwrap().0.unwrap());
        assert_eq!(secret.expose_secret(), "secret");
        assert_eq!(token.unwrap().expose_secret(), "token");
    }

    #[test]
    fn a_lasting_key_is_kept_as_it_is() {
        let (secret, token) = part_key(&join_key("secret", None));
        assert_eq!(secret.expose_secret(), "secret");
        assert!(token.is_none());
    }
}
