//! Whose registry a host is, and who may read from it: that decides which places can use an image, and how
//! they sign in.

/// Who may pull.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Access {
    /// Everybody.
    Public,
    /// Whoever signs in.
    SignedIn,
}

/// Whose registry it is, as far as its host tells.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Origin {
    /// A private registry of Amazon ECR.
    Ecr(Ecr),
    /// `public.ecr.aws`.
    EcrPublic,
    /// GitHub's.
    Ghcr,
    /// On this machine alone.
    Here,
    /// Any other.
    Other,
}

/// The account and the region of a private registry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Ecr {
    /// Twelve digits.
    pub(super) account: String,
    pub(super) region: String,
}

impl Origin {
    /// Reads `host[:port]`.
    pub(super) fn of(host: &str) -> Self {
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        match name {
            "public.ecr.aws" => Self::EcrPublic,
            "ghcr.io" => Self::Ghcr,
            "localhost" | "127.0.0.1" | "[::1]" => Self::Here,
            _ => Ecr::of(name).map_or(Self::Other, Self::Ecr),
        }
    }
}

impl Ecr {
    /// Reads the forms of a private registry's host: standard, FIPS, dual-stack, and China's.
    fn of(host: &str) -> Option<Self> {
        let (account, rest) = host.split_once('.')?;
        let standard = || {
            let rest = rest
                .strip_prefix("dkr.ecr.")
                .or_else(|| rest.strip_prefix("dkr.ecr-fips."))?;
            rest.strip_suffix(".amazonaws.com")
                .or_else(|| rest.strip_suffix(".amazonaws.com.cn"))
        };
        let dual_stack = || {
            let rest = rest
                .strip_prefix("dkr-ecr.")
                .or_else(|| rest.strip_prefix("dkr-ecr-fips."))?;
            rest.strip_suffix(".on.aws")
                .or_else(|| rest.strip_suffix(".on.amazonwebservices.com.cn"))
        };
        let region = standard().or_else(dual_stack)?;
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        let is_region = !region.is_empty() && !region.contains('.');
        (is_account && is_region).then(|| Self {
            account: account.to_owned(),
            region: region.to_owned(),
        })
    }

    /// The partition, as names of resources (ARNs) begin: its roles and policies are its own.
    pub(super) fn partition(&self) -> &'static str {
        if self.region.starts_with("cn-") {
            "aws-cn"
        } else if self.region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }

    /// A role of the account.
    pub(super) fn role(&self, name: &str) -> String {
        format!("arn:{}:iam::{}:role/{name}", self.partition(), self.account)
    }

    /// A policy that AWS keeps.
    pub(super) fn policy(&self, name: &str) -> String {
        format!("arn:{}:iam::aws:policy/{name}", self.partition())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_ecr_host_tells_its_account_and_region() {
        for (host, region, partition) in [
            (
                "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
                "eu-west-1",
                "aws",
            ),
            (
                "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com",
                "us-gov-west-1",
                "aws-us-gov",
            ),
            (
                "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn",
                "cn-north-1",
                "aws-cn",
            ),
            ("123456789012.dkr-ecr.eu-west-1.on.aws", "eu-west-1", "aws"),
        ] {
            let Origin::Ecr(ecr) = Origin::of(host) else {
                panic!("{host} was not recognised");
            };
            assert_eq!(ecr.account, "123456789012");
            assert_eq!((ecr.region.as_str(), ecr.partition()), (region, partition));
        }
    }

    #[test]
    fn what_only_looks_like_ecr_is_another_registry() {
        for host in [
            "12345.dkr.ecr.eu-west-1.amazonaws.com",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example",
            "123456789012.dkr.ecr..amazonaws.com",
            "123456789012.dkr.ecr.a.b.amazonaws.com",
        ] {
            assert_eq!(Origin::of(host), Origin::Other, "{host}");
        }
        assert_eq!(Origin::of("localhost:5000"), Origin::Here);
        assert_eq!(Origin::of("public.ecr.aws"), Origin::EcrPublic);
    }
}
