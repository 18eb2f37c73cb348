//! The regions, to choose from. A region that is not here is as good as any: its name says all that is
//! needed.

use crate::endpoint::Partition;

/// A region that a person can choose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Region {
    /// Its name in addresses, such as `eu-west-1`.
    pub name: &'static str,
    /// What Amazon calls it, in English.
    pub title: &'static str,
    /// It is off until an account switches it on.
    pub must_be_enabled: bool,
}

impl Region {
    /// The region of that name, where it is known.
    pub fn named(name: &str) -> Option<&'static Self> {
        REGIONS.iter().find(|region| region.name == name)
    }

    /// The regions of a partition.
    pub fn of_partition(partition: &Partition) -> impl Iterator<Item = &'static Self> {
        REGIONS
            .iter()
            .filter(move |region| Partition::of_region(region.name) == partition)
    }
}

/// All regions known to botocore, by partition and name.
pub const REGIONS: &[Region] = &[
    region("af-south-1", "Africa (Cape Town)", true),
    region("ap-east-1", "Asia Pacific (Hong Kong)", true),
    region("ap-east-2", "Asia Pacific (Taipei)", true),
    region("ap-northeast-1", "Asia Pacific (Tokyo)", false),
    region("ap-northeast-2", "Asia Pacific (Seoul)", false),
    region("ap-northeast-3", "Asia Pacific (Osaka)", false),
    region("ap-south-1", "Asia Pacific (Mumbai)", false),
    region("ap-south-2", "Asia Pacific (Hyderabad)", true),
    region("ap-southeast-1", "Asia Pacific (Singapore)", false),
    region("ap-southeast-2", "Asia Pacific (Sydney)", false),
    region("ap-southeast-3", "Asia Pacific (Jakarta)", true),
    region("ap-southeast-4", "Asia Pacific (Melbourne)", true),
    region("ap-southeast-5", "Asia Pacific (Malaysia)", true),
    region("ap-southeast-6", "Asia Pacific (New Zealand)", true),
    region("ap-southeast-7", "Asia Pacific (Thailand)", true),
    region("ca-central-1", "Canada (Central)", false),
    region("ca-west-1", "Canada West (Calgary)", true),
    region("eu-central-1", "Europe (Frankfurt)", false),
    region("eu-central-2", "Europe (Zurich)", true),
    region("eu-north-1", "Europe (Stockholm)", false),
    region("eu-south-1", "Europe (Milan)", true),
    region("eu-south-2", "Europe (Spain)", true),
    region("eu-west-1", "Europe (Ireland)", false),
    region("eu-west-2", "Europe (London)", false),
    region("eu-west-3", "Europe (Paris)", false),
    region("il-central-1", "Israel (Tel Aviv)", true),
    region("me-central-1", "Middle East (UAE)", true),
    region("me-south-1", "Middle East (Bahrain)", true),
    region("me-west-1", "Middle East (Saudi Arabia)", true),
    region("mx-central-1", "Mexico (Central)", true),
    region("sa-east-1", "South America (São Paulo)", false),
    region("sa-west-1", "South America (Chile)", true),
    region("us-east-1", "US East (N. Virginia)", false),
    region("us-east-2", "US East (Ohio)", false),
    region("us-west-1", "US West (N. California)", false),
    region("us-west-2", "US West (Oregon)", false),
    region("cn-north-1", "China (Beijing)", false),
    region("cn-northwest-1", "China (Ningxia)", false),
    region(
        "eusc-de-east-1",
        "AWS European Sovereign Cloud (Germany)",
        false,
    ),
    region("us-gov-east-1", "AWS GovCloud (US-East)", false),
    region("us-gov-west-1", "AWS GovCloud (US-West)", false),
];

const fn region(name: &'static str, title: &'static str, must_be_enabled: bool) -> Region {
    Region {
        name,
        title,
        must_be_enabled,
    }
}
