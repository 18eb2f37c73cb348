//! What a person types into the gallery on the first run, and what ought to come first: the ranking
//! over the catalogue that is shipped.

use std::collections::BTreeSet;

use portolan_gallery::{Record, starter};
use portolan_search::{Cancellation, Card, Index, Query};
use tempfile::TempDir;

/// What is typed, and the listings that come before all others, in any order.
type Row = (&'static str, &'static [&'static str]);

#[rustfmt::skip]
const NAMES: &[Row] = &[
    ("nginx", &["docker.io/library/nginx"]),
    ("redis", &["docker.io/library/redis"]),
    ("postgres", &["docker.io/library/postgres"]),
    ("python", &["docker.io/library/python"]),
    ("ubuntu", &["docker.io/library/ubuntu"]),
    ("alpine", &["docker.io/library/alpine"]),
    ("node", &["docker.io/library/node"]),
    ("MySQL", &["docker.io/library/mysql"]),
    ("mongo", &["docker.io/library/mongo"]),
    ("golang", &["docker.io/library/golang"]),
    ("openjdk", &["docker.io/library/openjdk"]),
    ("kafka", &["docker.io/apache/kafka"]),
    ("elasticsearch", &["docker.io/library/elasticsearch"]),
    ("grafana", &["docker.io/grafana/grafana"]),
    ("prometheus", &["docker.io/prom/prometheus"]),
    ("jenkins", &["docker.io/jenkins/jenkins"]),
    ("traefik", &["docker.io/library/traefik", "docker.io/traefik/traefik"]),
    ("localstack", &["docker.io/localstack/localstack", "public.ecr.aws/localstack/localstack"]),
    ("terraform", &["docker.io/hashicorp/terraform", "public.ecr.aws/hashicorp/terraform"]),
    ("vault", &["docker.io/hashicorp/vault", "public.ecr.aws/hashicorp/vault"]),
    ("karpenter", &["public.ecr.aws/karpenter/karpenter"]),
    ("cilium", &["public.ecr.aws/eks/cilium/cilium"]),
    ("cuda", &["docker.io/nvidia/cuda"]),
    ("ollama", &["docker.io/ollama/ollama"]),
    ("n8n", &["docker.io/n8nio/n8n"]),
    ("pgvector", &["docker.io/pgvector/pgvector"]),
    ("bwa", &["public.ecr.aws/biocontainers/bwa"]),
    // However it is written.
    ("node exporter", &["docker.io/prom/node-exporter", "public.ecr.aws/bitnami/node-exporter"]),
    ("node-exporter", &["docker.io/prom/node-exporter", "public.ecr.aws/bitnami/node-exporter"]),
    ("NodeExporter", &["docker.io/prom/node-exporter", "public.ecr.aws/bitnami/node-exporter"]),
    ("home assistant", &["docker.io/homeassistant/home-assistant"]),
    ("uptimekuma", &["docker.io/louislam/uptime-kuma"]),
    ("rocket chat", &["docker.io/library/rocket.chat"]),
    ("hello_world", &["docker.io/library/hello-world"]),
    ("amazon linux", &["docker.io/library/amazonlinux"]),
    ("open search", &["docker.io/opensearchproject/opensearch", "public.ecr.aws/opensearchproject/opensearch"]),
    ("code server", &["docker.io/linuxserver/code-server"]),
    ("corretto", &["docker.io/library/amazoncorretto"]),
    ("dind", &["docker.io/library/docker"]),
    // With who publishes it.
    ("bitnami/redis", &["public.ecr.aws/bitnami/redis"]),
    ("library/redis", &["docker.io/library/redis"]),
    ("nginx/nginx", &["public.ecr.aws/nginx/nginx"]),
    ("hashicorp consul", &["docker.io/hashicorp/consul", "public.ecr.aws/hashicorp/consul"]),
    ("eks distro coredns", &["public.ecr.aws/eks-distro/coredns/coredns"]),
    ("linuxserver plex", &["docker.io/linuxserver/plex"]),
    ("supabase studio", &["docker.io/supabase/studio", "public.ecr.aws/supabase/studio"]),
    ("datadog agent", &["docker.io/datadog/agent", "public.ecr.aws/datadog/agent"]),
    ("lambda python", &["public.ecr.aws/lambda/python"]),
    ("teleport slack", &["public.ecr.aws/gravitational/teleport-plugin-slack"]),
    ("load balancer controller", &["public.ecr.aws/eks/aws-load-balancer-controller"]),
    ("ebs csi", &["public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver", "public.ecr.aws/ebs-csi-driver/charts/aws-ebs-csi-driver"]),
];

#[rustfmt::skip]
const BEGINNINGS: &[Row] = &[
    ("ngi", &["docker.io/library/nginx"]),
    ("postg", &["docker.io/library/postgres"]),
    ("py", &["docker.io/library/python"]),
    ("elastics", &["docker.io/library/elasticsearch"]),
    ("grafana lo", &["docker.io/grafana/loki"]),
    ("redis cl", &["public.ecr.aws/bitnami/redis-cluster"]),
    ("kube-st", &["public.ecr.aws/bitnami/kube-state-metrics"]),
    ("amazon/aws-c", &["docker.io/amazon/aws-cli"]),
    ("bitnami/postg", &["public.ecr.aws/bitnami/postgresql", "public.ecr.aws/bitnami/postgresql-repmgr", "public.ecr.aws/bitnami/postgres-exporter"]),
];

#[rustfmt::skip]
const PURPOSES: &[Row] = &[
    ("reverse proxy", &["docker.io/library/nginx"]),
    ("message broker", &["docker.io/library/rabbitmq"]),
    ("time series database", &["docker.io/library/influxdb"]),
    ("password manager", &["docker.io/vaultwarden/server"]),
    ("vulnerability scanner", &["docker.io/aquasec/trivy", "public.ecr.aws/aquasecurity/trivy"]),
    ("slack alternative", &["docker.io/library/rocket.chat"]),
    ("ad blocker", &["docker.io/pihole/pihole", "docker.io/adguard/adguardhome"]),
    ("smart home", &["docker.io/homeassistant/home-assistant"]),
    ("s3 object storage", &["public.ecr.aws/bitnami/minio"]),
    ("vector database", &["docker.io/qdrant/qdrant"]),
    ("secret management", &["docker.io/hashicorp/vault"]),
    ("distributed tracing", &["docker.io/jaegertracing/jaeger"]),
    ("log collector", &["docker.io/library/fluentd"]),
    ("wiki", &["docker.io/requarks/wiki"]),
    ("url shortener", &["docker.io/library/yourls", "public.ecr.aws/docker/library/yourls"]),
    ("irc bouncer", &["docker.io/library/znc"]),
    ("static analysis", &["docker.io/library/sonarqube"]),
    ("spot instances autoscaler", &["public.ecr.aws/karpenter/controller", "public.ecr.aws/karpenter/karpenter"]),
    ("load testing", &["docker.io/grafana/k6"]),
    ("media server", &["docker.io/jellyfin/jellyfin"]),
    ("latex", &["docker.io/rocker/verse"]),
    ("google analytics alternative", &["docker.io/library/matomo"]),
    ("web server", &["docker.io/library/nginx"]),
    ("graph database", &["docker.io/library/neo4j"]),
];

#[rustfmt::skip]
const TYPOS: &[Row] = &[
    ("ngnix", &["docker.io/library/nginx"]),
    ("posgres", &["docker.io/library/postgres"]),
    ("reddis", &["docker.io/library/redis"]),
    ("elastisearch", &["docker.io/library/elasticsearch"]),
    ("promethues", &["docker.io/prom/prometheus"]),
    ("kubernets dashboard", &["docker.io/kubernetesui/dashboard"]),
    ("grafanna", &["docker.io/grafana/grafana"]),
    ("rabitmq", &["docker.io/library/rabbitmq"]),
    ("memcahced", &["docker.io/library/memcached"]),
    ("karpentar", &["public.ecr.aws/karpenter/karpenter"]),
    ("wordpess", &["docker.io/library/wordpress"]),
    ("teraform", &["docker.io/hashicorp/terraform", "public.ecr.aws/hashicorp/terraform"]),
    ("jelyfin", &["docker.io/jellyfin/jellyfin"]),
    ("hasicorp vault", &["docker.io/hashicorp/vault", "public.ecr.aws/hashicorp/vault"]),
    ("tensorlfow", &["docker.io/tensorflow/tensorflow"]),
];

#[rustfmt::skip]
const PASTED: &[Row] = &[
    ("docker.io/library/nginx:1.27", &["docker.io/library/nginx"]),
    ("docker pull grafana/grafana:11.2.0", &["docker.io/grafana/grafana"]),
    ("docker run -d --name db -e POSTGRES_PASSWORD=secret postgres:16", &["docker.io/library/postgres"]),
    ("https://gallery.ecr.aws/karpenter/controller", &["public.ecr.aws/karpenter/controller"]),
    ("https://hub.docker.com/_/redis", &["docker.io/library/redis"]),
    ("https://hub.docker.com/r/prom/prometheus/tags", &["docker.io/prom/prometheus"]),
    ("public.ecr.aws/docker/library/python:3.12-slim", &["public.ecr.aws/docker/library/python"]),
    ("public.ecr.aws/lambda/python@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", &["public.ecr.aws/lambda/python"]),
    ("helm install karpenter oci://public.ecr.aws/karpenter/karpenter --version 1.0.0", &["public.ecr.aws/karpenter/karpenter"]),
    ("$ sudo podman pull docker.io/localstack/localstack", &["docker.io/localstack/localstack"]),
    ("nerdctl run -p 8080:80 traefik/whoami", &["docker.io/traefik/whoami"]),
    ("nginx:1.27", &["docker.io/library/nginx"]),
    ("grafana/loki:3.1.0", &["docker.io/grafana/loki"]),
    ("FROM node:22-alpine", &["docker.io/library/node"]),
    ("FROM public.ecr.aws/lambda/python:3.12 AS build", &["public.ecr.aws/lambda/python"]),
    ("image: redis:7", &["docker.io/library/redis"]),
];

#[rustfmt::skip]
const FIELDS: &[Row] = &[
    ("postgres arch:arm64", &["docker.io/library/postgres"]),
    ("golang os:windows source:ecr-public", &["public.ecr.aws/docker/library/golang"]),
    ("karpenter kind:chart", &["public.ecr.aws/karpenter/karpenter", "public.ecr.aws/karpenter/karpenter-crd"]),
    ("publisher:bitnami nginx", &["public.ecr.aws/bitnami/nginx"]),
    ("verified:yes redis", &["docker.io/library/redis"]),
    ("source:ecr-public nginx", &["public.ecr.aws/nginx/nginx", "public.ecr.aws/docker/library/nginx"]),
    ("category:databases cache", &["docker.io/library/redis"]),
    ("category:web-servers php", &["public.ecr.aws/awsguru/php", "docker.io/dunglas/frankenphp"]),
];

struct Shipped {
    index: Index,
    _folder: TempDir,
}

impl Shipped {
    /// The index over the catalogue.
    fn fill() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (index, _) = Index::open(folder.path()).unwrap();
        let listings = starter().map(|row| Record::from(row).listing);
        index
            .rebuild(listings, &Cancellation::default(), |_| {})
            .unwrap();
        Self {
            index,
            _folder: folder,
        }
    }

    fn first(&self, text: &str, count: usize) -> Vec<String> {
        let query = Query {
            text: text.to_owned(),
            limit: count,
            ..Query::default()
        };
        let hits = self.index.search(&query, &Cancellation::default()).unwrap();
        let cards = hits.hits.iter().map(|hit| &hit.card);
        cards.map(Card::reference).collect()
    }
}

/// Every row of the table, and what each that is wrong brought instead.
#[track_caller]
fn expect(rows: &[Row]) {
    let shipped = Shipped::fill();
    let wrong = rows.iter().filter_map(|(text, expected)| {
        let found = shipped.first(text, expected.len());
        let is_right = found.iter().map(String::as_str).collect::<BTreeSet<_>>()
            == expected.iter().copied().collect();
        let more = shipped.first(text, 6);
        (!is_right).then(|| format!("{text:?} ought to bring {expected:#?}, and brings {more:#?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_name_brings_what_people_mean_by_it() {
    expect(NAMES);
}

#[test]
fn a_beginning_brings_what_people_go_on_to_type() {
    expect(BEGINNINGS);
}

#[test]
fn a_purpose_brings_what_serves_it() {
    expect(PURPOSES);
}

#[test]
fn a_typo_brings_what_was_meant() {
    expect(TYPOS);
}

#[test]
fn what_is_pasted_brings_its_repository() {
    expect(PASTED);
}

#[test]
fn fields_keep_what_they_ask_for() {
    expect(FIELDS);
}
