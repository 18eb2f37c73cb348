//! What there is to choose from for a connection to Amazon: profiles of the person's files, and regions.

use std::collections::BTreeMap;

use portolan_contract::{
    AmazonChoices, AmazonProfile, AmazonProfileKind, AmazonRegion, ConfiguredEndpoint, Failure,
    IdentityCenterAt, Nothing, SsoSession,
};
use portolan_ecr::{
    ConfiguredEndpoint as Configured, EndpointSource, Partition, Profile, ProfileKind, REGIONS,
    Surroundings, read_profiles,
};

use super::draft::shown_api;
use crate::App;

impl App {
    /// What Amazon's own files and regions offer.
    pub async fn list_amazon_choices(&self, _: Nothing) -> Result<AmazonChoices, Failure> {
        let surroundings = self.amazon_surroundings();
        let found = read_profiles(&surroundings).await;
        let own = |name: &str| show_endpoints(found.endpoints(&surroundings, Some(name)));
        let profiles = found.profiles.iter().map(|profile| AmazonProfile {
            endpoints: own(&profile.name),
            ..show_profile(profile.clone())
        });
        let profiles = profiles.collect();
        let region = ["AWS_REGION", "AWS_DEFAULT_REGION"]
            .into_iter()
            .find_map(|name| surroundings.variable(name));
        Ok(AmazonChoices {
            default_profile: surroundings.profile().to_owned(),
            region: region.map(str::to_owned),
            endpoints: show_endpoints(found.endpoints(&surroundings, None)),
            profiles,
            sso_sessions: found
                .sso_sessions
                .into_iter()
                .map(|session| SsoSession {
                    name: session.name,
                    start_url: session.start_url,
                    region: session.region,
                })
                .collect(),
            regions: REGIONS
                .iter()
                .map(|region| AmazonRegion {
                    name: region.name.to_owned(),
                    title: region.title.to_owned(),
                    must_be_enabled: region.must_be_enabled,
                    partition: Partition::of_region(region.name).id.to_owned(),
                })
                .collect(),
            problems: found
                .problems
                .into_iter()
                .map(|problem| {
                    let path = problem.path.display();
                    match problem.line {
                        Some(line) => format!("{path}:{line}: {}", problem.reason),
                        None => format!("{path}: {}", problem.reason),
                    }
                })
                .collect(),
        })
    }

    /// What of this machine signing in to Amazon depends on.
    pub(super) fn amazon_surroundings(&self) -> Surroundings {
        let variables: BTreeMap<String, String> = self
            .surroundings
            .environment
            .iter()
            .filter_map(|(name, value)| {
                let (name, value) = (name.to_str()?, value.to_str()?);
                name.starts_with("AWS_")
                    .then(|| (name.to_owned(), value.to_owned()))
            })
            .collect();
        Surroundings {
            home: Some(self.surroundings.home.clone()),
            variables,
        }
    }
}

fn show_endpoints(found: Vec<Configured>) -> Vec<ConfiguredEndpoint> {
    let show = |found: Configured| ConfiguredEndpoint {
        api: shown_api(found.api),
        address: found.address,
        from: match found.from {
            EndpointSource::Variable(name) => name,
            EndpointSource::Services(name) => format!("[services {name}]"),
            EndpointSource::Profile(name) if name == "default" => "[default]".to_owned(),
            EndpointSource::Profile(name) => format!("[profile {name}]"),
        },
    };
    found.into_iter().map(show).collect()
}

fn show_profile(profile: Profile) -> AmazonProfile {
    let mut shown = AmazonProfile {
        name: profile.name,
        region: profile.region,
        kind: AmazonProfileKind::AccessKey,
        account: profile.account,
        mfa_device: profile.mfa_device,
        role: None,
        sso: None,
        problem: None,
        endpoints: Vec::new(),
    };
    match profile.kind {
        ProfileKind::AccessKey { .. } => {}
        ProfileKind::Role { arn, .. } => {
            shown.kind = AmazonProfileKind::Role;
            shown.role = Some(arn);
        }
        ProfileKind::IdentityCenter {
            start_url,
            region,
            role,
            ..
        } => {
            shown.kind = AmazonProfileKind::IdentityCenter;
            shown.sso = Some(IdentityCenterAt { start_url, region });
            shown.role = Some(role);
        }
        ProfileKind::WebIdentity { arn } => {
            shown.kind = AmazonProfileKind::WebIdentity;
            shown.role = Some(arn);
        }
        ProfileKind::Process => shown.kind = AmazonProfileKind::Process,
        ProfileKind::Unusable(reason) => {
            shown.kind = AmazonProfileKind::Unusable;
            shown.problem = Some(reason);
        }
    }
    shown
}
