//! The partitions: Amazon's separate worlds, each with its own accounts, regions and domains.

/// A partition, with the facts of botocore's `partitions.json`.
#[derive(Debug, Eq, PartialEq)]
pub struct Partition {
    /// As it stands in resource names, such as `aws-cn`.
    pub id: &'static str,
    /// The domain of its APIs and registries.
    pub domain: &'static str,
    /// The domain of its registries that also speak IPv6, where there is one.
    pub dual_stack_domain: Option<&'static str>,
    /// How its regions' names begin; empty for the one that has all others.
    pub region_prefix: &'static str,
    /// The region that its global APIs are asked in.
    pub main_region: &'static str,
}

/// All of them; the first has the regions that belong to no other.
static PARTITIONS: [Partition; 8] = [
    Partition {
        id: "aws",
        domain: "amazonaws.com",
        dual_stack_domain: Some("on.aws"),
        region_prefix: "",
        main_region: "us-east-1",
    },
    Partition {
        id: "aws-cn",
        domain: "amazonaws.com.cn",
        dual_stack_domain: Some("on.amazonwebservices.com.cn"),
        region_prefix: "cn-",
        main_region: "cn-northwest-1",
    },
    Partition {
        id: "aws-us-gov",
        domain: "amazonaws.com",
        dual_stack_domain: Some("on.aws"),
        region_prefix: "us-gov-",
        main_region: "us-gov-west-1",
    },
    Partition {
        id: "aws-eusc",
        domain: "amazonaws.eu",
        dual_stack_domain: None,
        region_prefix: "eusc-",
        main_region: "eusc-de-east-1",
    },
    Partition {
        id: "aws-iso",
        domain: "c2s.ic.gov",
        dual_stack_domain: None,
        region_prefix: "us-iso-",
        main_region: "us-iso-east-1",
    },
    Partition {
        id: "aws-iso-b",
        domain: "sc2s.sgov.gov",
        dual_stack_domain: None,
        region_prefix: "us-isob-",
        main_region: "us-isob-east-1",
    },
    Partition {
        id: "aws-iso-e",
        domain: "cloud.adc-e.uk",
        dual_stack_domain: None,
        region_prefix: "eu-isoe-",
        main_region: "eu-isoe-west-1",
    },
    Partition {
        id: "aws-iso-f",
        domain: "csp.hci.ic.gov",
        dual_stack_domain: None,
        region_prefix: "us-isof-",
        main_region: "us-isof-south-1",
    },
];

impl Partition {
    /// The partition that a region belongs to, also where the region is newer than this program.
    pub fn of_region(region: &str) -> &'static Self {
        let [commercial, others @ ..] = &PARTITIONS;
        others
            .iter()
            .find(|partition| region.starts_with(partition.region_prefix))
            .unwrap_or(commercial)
    }

    /// Whether a registry's host may end so.
    pub(crate) fn has_domain(&self, domain: &str) -> bool {
        self.domain == domain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_in_one_partition_even_a_new_one() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("xy-new-9", "aws"),
            ("cn-north-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert_eq!(Partition::of_region(region).id, partition, "{region}");
        }
    }
}
