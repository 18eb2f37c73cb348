//! Well-known repositories, what each is for in words that its name lacks, and what people type to find
//! it: the judged set of `search_quality`.

use portolan_search::{Card, Listing, Standing};

/// One repository, and the purposes that people name instead of it.
#[derive(Debug)]
pub struct Judged {
    host: &'static str,
    alias: &'static str,
    name: &'static str,
    millions_of_pulls: u64,
    description: &'static str,
    /// A typo that people make in the name.
    typo: &'static str,
    /// What somebody types who does not think of the name.
    purpose: &'static str,
}

impl Judged {
    fn reference(&self) -> String {
        format!("{}/{}/{}", self.host, self.alias, self.name)
    }

    /// What is typed, and the reference that is meant.
    pub fn queries(&self) -> Vec<(String, String)> {
        let Self { alias, name, .. } = self;
        let reference = self.reference();
        let page = match self.host {
            "docker.io" if *alias == "library" => format!("https://hub.docker.com/_/{name}"),
            "docker.io" => format!("https://hub.docker.com/r/{alias}/{name}"),
            "quay.io" => format!("https://quay.io/repository/{alias}/{name}"),
            _ => format!("https://gallery.ecr.aws/{alias}/{name}"),
        };
        let texts = [
            format!("{alias}/{name}"),
            name.replace(['-', '_'], " "),
            self.typo.to_owned(),
            self.purpose.to_owned(),
            format!("docker pull {reference}:latest"),
            page,
        ];
        texts
            .into_iter()
            .map(|text| (text, reference.clone()))
            .collect()
    }
}

/// The judged repositories as listings.
pub fn judged_listings() -> impl Iterator<Item = Listing> {
    JUDGED.iter().map(|it| Listing {
        card: Card {
            source: it.host.to_owned(),
            host: it.host.to_owned(),
            alias: it.alias.to_owned(),
            name: it.name.to_owned(),
            publisher: it.alias.to_owned(),
            description: it.description.to_owned(),
            kind: "image".to_owned(),
            standing: if it.alias == "library" {
                Standing::Official
            } else {
                Standing::Unknown
            },
            pulls: Some(it.millions_of_pulls * 1_000_000),
            ..Card::default()
        },
        ..Listing::default()
    })
}

const fn judged(
    host: &'static str,
    alias: &'static str,
    name: &'static str,
    millions_of_pulls: u64,
    description: &'static str,
    typo: &'static str,
    purpose: &'static str,
) -> Judged {
    Judged {
        host,
        alias,
        name,
        millions_of_pulls,
        description,
        typo,
        purpose,
    }
}

const HUB: &str = "docker.io";
const QUAY: &str = "quay.io";
const ECR: &str = "public.ecr.aws";

/// Six queries each.
#[rustfmt::skip]
pub const JUDGED: [Judged; 30] = [
    judged(HUB, "library", "nginx", 9000, "Web server and reverse proxy for static sites", "ngnix", "reverse proxy"),
    judged(HUB, "library", "postgres", 9500, "Relational database with transactions and SQL", "posgres", "relational database"),
    judged(HUB, "library", "redis", 8000, "Key value store in memory for caches and queues", "reddis", "key value store"),
    judged(HUB, "library", "mongo", 4000, "Document database for JSON collections", "mnogo", "document database"),
    judged(HUB, "library", "mariadb", 2500, "Community fork of MySQL", "mariadv", "mysql fork"),
    judged(HUB, "library", "rabbitmq", 3000, "Message broker speaking AMQP", "rabitmq", "message broker"),
    judged(HUB, "library", "elasticsearch", 900, "Full text search engine over shards", "elastisearch", "full text search"),
    judged(HUB, "library", "memcached", 3000, "Distributed object cache", "memcahced", "object cache"),
    judged(HUB, "library", "traefik", 3200, "Edge router that discovers its routes", "traefic", "edge router"),
    judged(HUB, "library", "golang", 2000, "Compiler and tools for the Go language", "golnag", "go compiler"),
    judged(HUB, "library", "python", 5000, "Interpreter with pip for scripting", "pyhton", "pip interpreter"),
    judged(HUB, "library", "wordpress", 1500, "Blog and content system in PHP", "wordpres", "blog php"),
    judged(HUB, "library", "nextcloud", 800, "File sharing and calendars at home", "nextclowd", "file sharing calendars"),
    judged(HUB, "library", "influxdb", 1100, "Time series storage for sensors", "infuxdb", "time series"),
    judged(HUB, "library", "registry", 1600, "Distribution of images, the reference implementation", "registyr", "distribution of images"),
    judged(HUB, "grafana", "grafana", 4000, "Dashboards for metrics from many sources", "grafna", "dashboards for metrics"),
    judged(HUB, "grafana", "loki", 900, "Aggregates logs like Prometheus does series", "grafana lokki", "aggregates logs"),
    judged(HUB, "prom", "prometheus", 1900, "Scrapes targets and alerts on time", "promehteus", "scrapes targets alerts"),
    judged(HUB, "hashicorp", "vault", 700, "Keeps secrets and leases credentials", "hashicorp valut", "secrets credentials"),
    judged(HUB, "hashicorp", "terraform", 900, "Infrastructure from declarations", "teraform", "infrastructure declarations"),
    judged(HUB, "portainer", "portainer-ce", 1000, "Web page for administering containers", "portianer", "administering containers"),
    judged(HUB, "jellyfin", "jellyfin", 500, "Streams films and music to devices", "jelyfin", "streams films"),
    judged(HUB, "homeassistant", "home-assistant", 600, "Automation for lights and heating", "homeasistant", "automation lights heating"),
    judged(HUB, "pihole", "pihole", 700, "Blocks advertisements by answering DNS", "pihloe", "advertisements dns"),
    judged(HUB, "cloudflare", "cloudflared", 800, "Tunnel client to the edge without open ports", "cloudflaerd", "tunnel client"),
    judged(QUAY, "prometheus", "node-exporter", 500, "Publishes hardware counters of a machine", "node exporetr", "hardware counters"),
    judged(QUAY, "keycloak", "keycloak", 400, "Single sign-on and identities", "keyclaok", "single sign-on"),
    judged(QUAY, "argoproj", "argocd", 350, "Continuous delivery from Git to clusters", "argcod", "continuous delivery"),
    judged(ECR, "karpenter", "controller", 60, "Adds nodes to a cluster just in time", "karpentr controller", "nodes just in time"),
    judged(ECR, "eks-distro", "coredns", 90, "Names for pods inside clusters", "eks-distro corends", "names for pods"),
];
