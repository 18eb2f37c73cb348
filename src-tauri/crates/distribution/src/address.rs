//! Which addresses may be reached: names are resolved here, and what leads inside is refused after it.
//! Behind a proxy only the proxy's own name is: the others are resolved by it, and its policy holds.

use std::{
    collections::HashSet,
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Hosts that may lead to addresses inside this machine or network: the one the person typed, and those
/// they were asked about.
#[derive(Clone, Debug, Default)]
pub(crate) struct ApprovedHosts(Arc<HashSet<String>>);

impl ApprovedHosts {
    /// `hosts` are `host` or `host:port`; the port plays no part in where a name leads.
    pub(crate) fn new<'h>(hosts: impl IntoIterator<Item = &'h str>) -> Self {
        let names = hosts.into_iter().filter_map(|host| {
            let url = url::Url::parse(&format!("https://{host}/")).ok()?;
            Some(url.host_str()?.to_owned())
        });
        Self(Arc::new(names.collect()))
    }

    /// Whether `host`, as it stands in a URL, was approved.
    pub(crate) fn has(&self, host: &str) -> bool {
        self.0.contains(host)
    }
}

/// Resolves names by the system and drops addresses inside, unless the name was approved. Because the
/// connection goes to the addresses answered here, a name can't change its meaning in between.
#[derive(Debug)]
pub(crate) struct FilteringResolver {
    pub(crate) approved: ApprovedHosts,
}

/// Why a name leads nowhere.
#[derive(Debug)]
pub(crate) enum ResolveFailure {
    /// The system knows no address.
    Unknown,
    /// It only leads inside.
    Private(IpAddr),
}

impl fmt::Display for ResolveFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => formatter.write_str("the name is unknown"),
            Self::Private(address) => write!(formatter, "the name leads to {address}"),
        }
    }
}

impl std::error::Error for ResolveFailure {}

impl Resolve for FilteringResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let approved = self.approved.has(name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|_| ResolveFailure::Unknown)?
                .collect();
            let first = found.first().ok_or(ResolveFailure::Unknown)?.ip();
            let allowed: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| approved || !is_inside(address.ip()))
                .collect();
            if allowed.is_empty() {
                return Err(ResolveFailure::Private(first).into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is inside this machine or network, or belongs to nobody outside: loopback,
/// private, link-local (which holds the clouds' metadata services), shared, reserved, multicast.
pub(crate) fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_inside_v4(address),
        IpAddr::V6(address) => is_inside_v6(address),
    }
}

fn is_inside_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || first == 0
        || (first == 100 && second & 0xc0 == 64)
        || (first == 192 && second == 0 && third == 0)
        || (first == 198 && second & 0xfe == 18)
        || first >= 224
}

fn is_inside_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let tail = || {
        let [high, low] = [parts[6].to_be_bytes(), parts[7].to_be_bytes()];
        Ipv4Addr::new(high[0], high[1], low[0], low[1])
    };
    match parts {
        // IPv4 in other clothes: compatible, mapped, NAT64 and 6to4.
        [0, 0, 0, 0, 0, 0 | 0xffff, _, _] | [0x64, 0xff9b, 0, 0, 0, 0, _, _] => {
            is_inside_v4(tail())
        }
        [0x2002, high, low, ..] => {
            let [high, low] = [high.to_be_bytes(), low.to_be_bytes()];
            is_inside_v4(Ipv4Addr::new(high[0], high[1], low[0], low[1]))
        }
        // Teredo and local NAT64 hide where they lead.
        [0x2001, 0, ..] | [0x64, 0xff9b, 1, ..] => true,
        // Unique local, link-local, site-local, multicast.
        [first, ..] => {
            first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
                || first & 0xffc0 == 0xfec0
                || first & 0xff00 == 0xff00
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_told_from_those_outside() {
        for text in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:0:1::",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(is_inside(text.parse().unwrap()), "{text} counts as outside");
        }
        for text in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "64:ff9b::101:101",
        ] {
            assert!(!is_inside(text.parse().unwrap()), "{text} counts as inside");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_unless_approved() {
        let resolve = |approved: &'static [&'static str]| {
            FilteringResolver {
                approved: ApprovedHosts::new(approved.iter().copied()),
            }
            .resolve("localhost".parse().unwrap())
        };
        let refusal = resolve(&[]).await.err().unwrap();
        assert!(refusal.to_string().contains("leads to"), "{refusal}");
        assert!(resolve(&["localhost:5000"]).await.is_ok());
    }
}
