//! Which come first: a table of what is typed and what a person expects to see on top.

use crate::corpus::{Gallery, listing, listings, references, search, sorted};
use portolan_search::Sort;

#[test]
fn what_is_typed_brings_what_is_meant() {
    let gallery = Gallery::of(listings());
    let table: &[(&str, &[&str])] = &[
        // The whole name outranks all, then popularity decides.
        (
            "nginx",
            &["docker.io/library/nginx", "public.ecr.aws/nginx/nginx"],
        ),
        (
            "redis",
            &[
                "docker.io/library/redis",
                "docker.io/bitnami/redis",
                "docker.io/bitnami/redis-cluster",
            ],
        ),
        // As it is typed.
        (
            "n",
            &[
                "docker.io/library/nginx",
                "quay.io/prometheus/node-exporter",
            ],
        ),
        (
            "ngi",
            &["docker.io/library/nginx", "public.ecr.aws/nginx/nginx"],
        ),
        ("go", &["docker.io/library/golang", "docker.io/gogs/gogs"]),
        ("redis cl", &["docker.io/bitnami/redis-cluster"]),
        // An alias, whole and begun, with and without the stroke.
        (
            "bitnami",
            &["docker.io/bitnami/redis", "docker.io/bitnami/postgresql"],
        ),
        (
            "bitnami/redis",
            &["docker.io/bitnami/redis", "docker.io/bitnami/redis-cluster"],
        ),
        ("bitnami redis", &["docker.io/bitnami/redis"]),
        ("bitnamiredis", &["docker.io/bitnami/redis"]),
        ("grafana lo", &["docker.io/grafana/loki"]),
        // Names outrank publishers, publishers descriptions, descriptions all else.
        ("f5", &["public.ecr.aws/nginx/nginx-ingress"]),
        (
            "metrics",
            &[
                "docker.io/grafana/grafana",
                "quay.io/prometheus/node-exporter",
            ],
        ),
        (
            "cache",
            &["docker.io/library/memcached", "docker.io/library/redis"],
        ),
        ("mosquitto", &["docker.io/someone/toolbox"]),
        ("jammy", &["docker.io/someone/toolbox"]),
        // What is between words does not matter.
        (
            "node-exporter",
            &[
                "quay.io/prometheus/node-exporter",
                "docker.io/prom/node_exporter",
                "docker.io/acme/NodeExporter",
            ],
        ),
        (
            "nodeexporter",
            &[
                "quay.io/prometheus/node-exporter",
                "docker.io/prom/node_exporter",
                "docker.io/acme/NodeExporter",
            ],
        ),
        (
            "Node Exporter",
            &[
                "quay.io/prometheus/node-exporter",
                "docker.io/prom/node_exporter",
                "docker.io/acme/NodeExporter",
            ],
        ),
        (
            "node.exp",
            &[
                "quay.io/prometheus/node-exporter",
                "docker.io/prom/node_exporter",
                "docker.io/acme/NodeExporter",
            ],
        ),
        ("creme", &["docker.io/café/crème"]),
        ("CAFE/CRÈME", &["docker.io/café/crème"]),
        ("deja", &["docker.io/café/crème"]),
        // Typos, by length.
        (
            "ngnix",
            &["docker.io/library/nginx", "public.ecr.aws/nginx/nginx"],
        ),
        ("posgres", &["docker.io/library/postgres"]),
        ("elastisearhc", &["docker.io/library/elasticsearch"]),
        ("bitnami redsi", &["docker.io/bitnami/redis"]),
        ("grafna loki", &["docker.io/grafana/loki"]),
        ("karpentre", &["public.ecr.aws/aws/karpenter"]),
        // Sentences.
        ("database with sql", &["docker.io/library/postgres"]),
        (
            "search engine for the documents",
            &["docker.io/library/elasticsearch"],
        ),
        // What is pasted.
        ("docker.io/library/nginx:1.27", &["docker.io/library/nginx"]),
        ("docker pull bitnami/redis:7", &["docker.io/bitnami/redis"]),
        (
            "$ docker run --rm -p 80:80 nginx",
            &["docker.io/library/nginx"],
        ),
        (
            "https://gallery.ecr.aws/nginx/nginx",
            &["public.ecr.aws/nginx/nginx"],
        ),
        (
            "https://hub.docker.com/r/grafana/loki/tags",
            &["docker.io/grafana/loki"],
        ),
        (
            "podman pull quay.io/prometheus/node-exporter@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            &["quay.io/prometheus/node-exporter"],
        ),
        (
            "public.ecr.aws/nginx/nginx-ing",
            &["public.ecr.aws/nginx/nginx-ingress"],
        ),
        // Fields.
        ("kind:chart", &["public.ecr.aws/aws/karpenter"]),
        ("nginx arch:arm64", &["public.ecr.aws/nginx/nginx-ingress"]),
        ("os:windows", &["docker.io/library/golang"]),
        ("redis publisher:bitnami", &["docker.io/bitnami/redis"]),
        ("nginx source:ecr-public", &["public.ecr.aws/nginx/nginx"]),
        ("nginx verified:no", &["docker.io/someone/my-nginx"]),
        (
            "category:orchestration updated:<90d",
            &["public.ecr.aws/aws/karpenter"],
        ),
        ("updated:>90d", &["docker.io/library/golang"]),
        (
            "pulls:>9b",
            &["docker.io/library/postgres", "docker.io/library/nginx"],
        ),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let found = gallery.found(text);
        if !found.starts_with(
            &expected
                .iter()
                .map(|it| (*it).to_owned())
                .collect::<Vec<_>>(),
        ) {
            wrong.push(format!("{text:?} brought {found:#?}, not {expected:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whose_it_is_said_first_outranks_what_others_pull_more() {
    let gallery = Gallery::of(vec![
        listing("docker-hub", "other/acme-exporter-node", 9_000_000, ""),
        listing("docker-hub", "acme/node-exporter-small", 10, ""),
        listing("docker-hub", "other/acme-explorer", 8_000_000, ""),
    ]);
    for text in ["acme exporter", "acme/node ex", "acme exproter"] {
        let first = &gallery.found(text)[0];
        assert_eq!(first, "docker.io/acme/node-exporter-small", "{text}");
    }
}

#[test]
fn one_word_typed_wrong_is_likelier_than_two() {
    let gallery = Gallery::of(vec![
        listing("docker-hub", "some/metric-exporter", 9_000_000, ""),
        listing("docker-hub", "else/metrics-exporter", 10, ""),
    ]);
    // Either is near in both words; one of them has the first as it was typed.
    let found = gallery.found("metrics exportre");
    assert_eq!(found[0], "docker.io/else/metrics-exporter");
    assert_eq!(found.len(), 2);
}

#[test]
fn short_words_and_good_matches_are_not_corrected() {
    let gallery = Gallery::of(listings());
    assert_eq!(gallery.search("ngix").total, 0);
    let hits = gallery.search("redis");
    assert!(!hits.is_corrected || hits.total > 3);
    assert!(gallery.search("posgres").is_corrected);
}

#[test]
fn what_nothing_has_just_so_brings_what_has_the_most_telling_words() {
    let gallery = Gallery::of(listings());
    for text in [
        "search engines",
        "search engines for xylophones",
        "searching xylophones engine",
    ] {
        let hits = gallery.search(text);
        assert!(hits.is_corrected, "{text}");
        assert_eq!(
            references(&hits)[0],
            "docker.io/library/elasticsearch",
            "{text}"
        );
        let snippet = hits.hits[0].snippet.as_ref().unwrap();
        assert!(!snippet.marks.is_empty(), "{text}");
    }
    assert_eq!(gallery.search("xylophones zithers").total, 0);
    assert_eq!(
        gallery.found("bitnami/redis xylophone")[0],
        "docker.io/bitnami/redis"
    );
}

#[test]
fn a_finished_word_is_whole() {
    let gallery = Gallery::of(listings());
    assert!(
        gallery
            .found("go")
            .contains(&"docker.io/library/golang".to_owned())
    );
    let finished = gallery.found("go ");
    // The description of golang says Go; gogs only begins with it.
    assert_eq!(finished, ["docker.io/library/golang"]);
}

#[test]
fn other_orders_are_by_their_column() {
    let gallery = Gallery::of(listings());
    let first =
        |text: &str, sort| references(&search(&gallery.index, &sorted(text, sort)))[0].clone();
    assert_eq!(first("", Sort::Pulls), "docker.io/library/postgres");
    assert_eq!(first("nginx", Sort::Pulls), "docker.io/library/nginx");
    assert_eq!(first("", Sort::Updated), "public.ecr.aws/aws/karpenter");
    assert_eq!(first("", Sort::Name), "docker.io/acme/NodeExporter");
}
