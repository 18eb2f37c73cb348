//! The hosts of private registries, which name their account and region (the expression of Amazon's own
//! credential helper).

use std::fmt;

use crate::endpoint::Partition;

/// What the host of a private registry says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegistryHost {
    /// The registry id: the account's twelve digits.
    pub account: String,
    /// The region.
    pub region: String,
    /// Whether it is an endpoint with validated cryptography.
    pub is_fips: bool,
    /// Whether it also speaks IPv6.
    pub is_dual_stack: bool,
}

impl RegistryHost {
    /// Reads `<account>.dkr.ecr[-fips].<region>.<domain>` or `<account>.dkr-ecr[-fips].<region>.on.aws`;
    /// `None` for any other host.
    pub fn parse(host: &str) -> Option<Self> {
        let host = host.to_ascii_lowercase();
        let (account, rest) = host.split_once('.')?;
        if !is_account(account) {
            return None;
        }
        let rest = rest
            .strip_prefix("dkr.ecr")
            .or_else(|| rest.strip_prefix("dkr-ecr"))?;
        let (is_fips, rest) = match rest.strip_prefix("-fips") {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let (region, domain) = rest.strip_prefix('.')?.split_once('.')?;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !region.bytes().all(is_word) || !region.starts_with(|it: char| it.is_alphanumeric()) {
            return None;
        }
        let partition = Partition::of_region(region);
        let is_dual_stack = partition.dual_stack_domain == Some(domain);
        (is_dual_stack || partition.has_domain(domain)).then(|| Self {
            account: account.to_owned(),
            region: region.to_owned(),
            is_fips,
            is_dual_stack,
        })
    }

    /// Its partition.
    pub fn partition(&self) -> &'static Partition {
        Partition::of_region(&self.region)
    }
}

impl fmt::Display for RegistryHost {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let partition = self.partition();
        let fips = if self.is_fips { "-fips" } else { "" };
        let Self {
            account, region, ..
        } = self;
        match partition.dual_stack_domain.filter(|_| self.is_dual_stack) {
            Some(domain) => write!(formatter, "{account}.dkr-ecr{fips}.{region}.{domain}"),
            None => write!(
                formatter,
                "{account}.dkr.ecr{fips}.{region}.{}",
                partition.domain
            ),
        }
    }
}

/// Whether a text is the number of an account.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_host_is_read_and_written() {
        for (text, region, is_fips, is_dual_stack) in [
            (
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
                "eu-west-1",
                false,
                false,
            ),
            (
                "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
                "us-gov-west-1",
                true,
                false,
            ),
            (
                "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
                "cn-north-1",
                false,
                false,
            ),
            (
                "123456789012.dkr-ecr.us-east-2.on.aws",
                "us-east-2",
                false,
                true,
            ),
            (
                "123456789012.dkr-ecr-fips.us-east-2.on.aws",
                "us-east-2",
                true,
                true,
            ),
            (
                "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu",
                "eusc-de-east-1",
                false,
                false,
            ),
        ] {
            let host = RegistryHost::parse(text).unwrap();
            assert_eq!(host.account, "123456789012");
            assert_eq!(
                (host.region.as_str(), host.is_fips, host.is_dual_stack),
                (region, is_fips, is_dual_stack)
            );
            assert_eq!(host.to_string(), text);
        }
    }

    #[test]
    fn other_hosts_are_none_of_it() {
        for text in [
            "public.ecr.aws",
            "12345678901.dkr.ecr.eu-west-1.amazonaws.com",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example",
            "123456789012.dkr.ecr.cn-north-1.amazonaws.com",
            "123456789012.dkr.ecr..amazonaws.com",
            "123456789012.dkr.ecr.eu-west-1.example.com",
            "123456789012.s3.eu-west-1.amazonaws.com",
        ] {
            assert_eq!(RegistryHost::parse(text), None, "{text}");
        }
    }
}
