//! How a registry scans: which scan, and which repositories when.

use aws_sdk_ecr::types;

use super::{RegionRegistry, ask_region, incomplete};
use crate::Result;

/// How a registry scans.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RegistryScanning {
    /// By Amazon Inspector, which goes on looking and knows languages' packages too.
    pub is_enhanced: bool,
    /// The first rule that fits a repository counts.
    pub rules: Vec<ScanRule>,
}

/// Which repositories are scanned when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ScanRule {
    /// When.
    pub frequency: ScanFrequency,
    /// Which: names in which `*` stands for any characters.
    pub filters: Vec<String>,
}

/// When images are scanned.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ScanFrequency {
    /// When they are pushed.
    OnPush,
    /// When they are pushed, and again when something new is known.
    Continuous,
    /// When somebody asks for it.
    Manual,
}

impl RegionRegistry {
    /// How the registry scans.
    pub async fn scanning(&self) -> Result<RegistryScanning> {
        let asked = ask_region!(
            self,
            get_registry_scanning_configuration as "ecr:GetRegistryScanningConfiguration"
        );
        let found = asked?.scanning_configuration;
        let kind = found.as_ref().and_then(|it| it.scan_type.as_ref());
        Ok(RegistryScanning {
            is_enhanced: kind == Some(&types::ScanType::Enhanced),
            rules: found
                .and_then(|it| it.rules)
                .unwrap_or_default()
                .into_iter()
                .map(read)
                .collect(),
        })
    }

    /// Sets how the registry scans; what was set before goes.
    pub async fn put_scanning(&self, scanning: &RegistryScanning) -> Result<()> {
        let kind = if scanning.is_enhanced {
            types::ScanType::Enhanced
        } else {
            types::ScanType::Basic
        };
        let rules: Vec<_> = scanning.rules.iter().map(write).collect::<Result<_>>()?;
        let asked = ask_region!(
            self,
            put_registry_scanning_configuration as "ecr:PutRegistryScanningConfiguration",
            scan_type(kind),
            set_rules(Some(rules))
        );
        asked.map(drop)
    }
}

fn read(found: types::RegistryScanningRule) -> ScanRule {
    ScanRule {
        frequency: match found.scan_frequency {
            types::ScanFrequency::ScanOnPush => ScanFrequency::OnPush,
            types::ScanFrequency::ContinuousScan => ScanFrequency::Continuous,
            _ => ScanFrequency::Manual,
        },
        filters: found
            .repository_filters
            .into_iter()
            .map(|it| it.filter)
            .collect(),
    }
}

fn write(rule: &ScanRule) -> Result<types::RegistryScanningRule> {
    let filters = rule.filters.iter().map(|filter| {
        types::ScanningRepositoryFilter::builder()
            .filter(filter)
            .filter_type(types::ScanningRepositoryFilterType::Wildcard)
            .build()
            .map_err(incomplete)
    });
    types::RegistryScanningRule::builder()
        .scan_frequency(match rule.frequency {
            ScanFrequency::OnPush => types::ScanFrequency::ScanOnPush,
            ScanFrequency::Continuous => types::ScanFrequency::ContinuousScan,
            ScanFrequency::Manual => types::ScanFrequency::Manual,
        })
        .set_repository_filters(Some(filters.collect::<Result<_>>()?))
        .build()
        .map_err(incomplete)
}
