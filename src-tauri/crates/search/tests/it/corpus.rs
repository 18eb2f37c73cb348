//! A small gallery made by hand, and short ways to ask it.

use jiff::Timestamp;
use portolan_search::{Cancellation, Card, Hits, Index, Listing, Opening, Query, Sort, Standing};
use tempfile::TempDir;

/// An index of its own folder, which goes with it.
pub(crate) struct Gallery {
    pub(crate) index: Index,
    pub(crate) folder: TempDir,
}

pub(crate) fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

/// A listing of a source, by the path of its repository.
pub(crate) fn listing(source: &str, path: &str, pulls: u64, description: &str) -> Listing {
    let host = match source {
        "docker-hub" => "docker.io",
        "ecr-public" => "public.ecr.aws",
        other => other,
    };
    let (alias, name) = path.split_once('/').unwrap_or(("", path));
    Listing {
        card: Card {
            source: source.to_owned(),
            host: host.to_owned(),
            alias: alias.to_owned(),
            name: name.to_owned(),
            description: description.to_owned(),
            kind: "image".to_owned(),
            systems: vec!["linux".to_owned()],
            architectures: vec!["amd64".to_owned()],
            standing: match alias {
                "library" => Standing::Official,
                "bitnami" | "nginx" | "grafana" => Standing::Verified,
                _ => Standing::Unknown,
            },
            pulls: Some(pulls),
            ..Card::default()
        },
        ..Listing::default()
    }
}

/// Two dozen repositories as the galleries have them.
pub(crate) fn listings() -> Vec<Listing> {
    let mut all = vec![
        listing(
            "docker-hub",
            "library/nginx",
            9_000_000_000,
            "Official build of Nginx.",
        ),
        listing(
            "ecr-public",
            "nginx/nginx",
            80_000_000,
            "High performance web server",
        ),
        listing(
            "ecr-public",
            "nginx/nginx-ingress",
            30_000_000,
            "Ingress controller for Kubernetes",
        ),
        listing(
            "docker-hub",
            "someone/my-nginx",
            12,
            "nginx with my settings",
        ),
        listing(
            "docker-hub",
            "library/redis",
            8_000_000_000,
            "In-memory store for caches and queues",
        ),
        listing(
            "docker-hub",
            "bitnami/redis",
            900_000_000,
            "Bitnami container image for Redis",
        ),
        listing(
            "docker-hub",
            "bitnami/redis-cluster",
            100_000_000,
            "Redis sharded over nodes",
        ),
        listing(
            "docker-hub",
            "library/postgres",
            9_500_000_000,
            "Relational database with SQL",
        ),
        listing(
            "docker-hub",
            "bitnami/postgresql",
            700_000_000,
            "PostgreSQL by Bitnami",
        ),
        listing(
            "docker-hub",
            "postgrest/postgrest",
            20_000_000,
            "REST interface for a database",
        ),
        listing(
            "quay.io",
            "prometheus/node-exporter",
            500_000_000,
            "Metrics of the machine",
        ),
        listing(
            "docker-hub",
            "prom/node_exporter",
            1_000_000,
            "Metrics of hardware",
        ),
        listing("docker-hub", "acme/NodeExporter", 10, "A fork"),
        listing(
            "docker-hub",
            "grafana/grafana",
            4_000_000_000,
            "Dashboards for metrics",
        ),
        listing(
            "docker-hub",
            "grafana/loki",
            900_000_000,
            "Stores and searches logs",
        ),
        listing(
            "docker-hub",
            "library/golang",
            2_000_000_000,
            "Compiler for Go",
        ),
        listing(
            "docker-hub",
            "gogs/gogs",
            90_000_000,
            "Hosts Git repositories",
        ),
        listing(
            "docker-hub",
            "café/crème",
            5,
            "Déjà vu for a test of accents",
        ),
        listing(
            "docker-hub",
            "library/elasticsearch",
            900_000_000,
            "Search engine for documents",
        ),
        listing("docker-hub", "someone/toolbox", 40, "Odds and ends"),
        listing(
            "docker-hub",
            "library/memcached",
            3_000_000_000,
            "Cache in memory",
        ),
        listing(
            "ecr-public",
            "aws/karpenter",
            5_000_000,
            "Adds machines to a cluster just in time",
        ),
    ];
    let of = |all: &mut Vec<Listing>, path: &str| {
        let found = |it: &Listing| format!("{}/{}", it.card.alias, it.card.name) == path;
        all.iter().position(found).unwrap()
    };
    let toolbox = of(&mut all, "someone/toolbox");
    all[toolbox].about = format!(
        "{} Inside you find kafkacat and the mosquitto client. {}",
        "Many words come before. ".repeat(40),
        "Many words come after. ".repeat(40)
    );
    all[toolbox].tags = vec!["22.04".to_owned(), "jammy".to_owned()];
    all[toolbox].base_image = Some("debian:bookworm".to_owned());
    let ingress = of(&mut all, "nginx/nginx-ingress");
    "F5 Networks".clone_into(&mut all[ingress].card.publisher);
    all[ingress].card.architectures.push("arm64".to_owned());
    let karpenter = of(&mut all, "aws/karpenter");
    "chart".clone_into(&mut all[karpenter].card.kind);
    all[karpenter].card.updated = Some("2026-11-01T00:00:00Z".parse().unwrap());
    all[karpenter].card.categories = vec!["Orchestration".to_owned()];
    let golang = of(&mut all, "library/golang");
    all[golang].card.systems.push("windows".to_owned());
    all[golang].card.updated = Some("2026-01-01T00:00:00Z".parse().unwrap());
    all
}

impl Gallery {
    pub(crate) fn of(listings: Vec<Listing>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (index, opening) = Index::open(folder.path()).unwrap();
        assert!(matches!(opening, Opening::NeedsRebuild(_)));
        index
            .rebuild(listings, &Cancellation::default(), |_| {})
            .unwrap();
        Self { index, folder }
    }

    pub(crate) fn search(&self, text: &str) -> Hits {
        search(&self.index, &ask(text))
    }

    /// The references of the hits, in order.
    pub(crate) fn found(&self, text: &str) -> Vec<String> {
        references(&self.search(text))
    }
}

pub(crate) fn ask(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        limit: 50,
        now: now(),
        ..Query::default()
    }
}

pub(crate) fn sorted(text: &str, sort: Sort) -> Query {
    Query { sort, ..ask(text) }
}

pub(crate) fn search(index: &Index, query: &Query) -> Hits {
    index.search(query, &Cancellation::default()).unwrap()
}

pub(crate) fn references(hits: &Hits) -> Vec<String> {
    hits.hits.iter().map(|hit| hit.card.reference()).collect()
}
