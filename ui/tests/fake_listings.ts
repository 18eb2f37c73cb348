// Made-up listings that look like those of the public registries.
import type { ListingCard, Standing } from "~/bridge/generated/contract";
import { day, now } from "./fake_content";

const hosts: Readonly<Record<string, string>> = { "ecr-public": "public.ecr.aws", "docker-hub": "docker.io", quay: "quay.io", Harbour: "registry.acme.example" };
const everywhere = ["amd64", "arm64", "arm/v7", "ppc64le", "s390x"];
const common = ["amd64", "arm64"];

interface Sketch {
  path: string;
  publisher: string;
  description: string;
  source?: string;
  standing?: Standing;
  kind?: string;
  display?: string;
  systems?: string[];
  architectures?: string[];
  categories?: string[];
  pulls?: number | null;
  stars?: number | null;
  /** Days ago. */
  updated?: number | null;
  starter?: boolean;
  logo?: boolean;
}

function card(sketch: Sketch): ListingCard {
  const { path, source = "ecr-public", kind = "image" } = sketch;
  const host = hosts[source] ?? source;
  const [alias = "", ...name] = path.split("/");
  const updated = sketch.updated === undefined ? 9 : sketch.updated;
  return {
    reference: `${host}/${path}`,
    source,
    also: [],
    connection: source === "Harbour" ? "prod" : null,
    host,
    alias,
    name: name.join("/"),
    displayName: sketch.display ?? "",
    publisher: sketch.publisher,
    description: sketch.description,
    kind,
    systems: sketch.systems ?? (kind === "image" ? ["linux"] : []),
    architectures: sketch.architectures ?? (kind === "image" ? common : []),
    categories: sketch.categories ?? [],
    standing: sketch.standing ?? "verified",
    pulls: sketch.pulls === undefined ? 48_200_000 : sketch.pulls,
    stars: sketch.stars ?? null,
    updated: updated === null ? null : now - updated * day,
    starter: sketch.starter ?? false,
    bookmarked: false,
    hasLogo: sketch.logo ?? false,
  };
}

export const listings: readonly ListingCard[] = [
  card({ path: "nginx/nginx", publisher: "NGINX", description: "Fast web server, reverse proxy and load balancer for static sites and APIs, configured by plain text files.", categories: ["web-servers", "networking"], pulls: 1_240_000_000, architectures: everywhere, updated: 2, logo: true }),
  card({ path: "nginx/nginx-ingress", publisher: "NGINX", description: "Routes outside traffic to services of a Kubernetes cluster by Ingress and VirtualServer resources.", categories: ["networking", "kubernetes"], pulls: 214_000_000, updated: 6, logo: true }),
  card({ path: "nginx/unit", publisher: "NGINX", description: "Application server that runs Python, Node.js, PHP and WebAssembly side by side and is set up over an HTTP API.", categories: ["web-servers", "languages"], pulls: 3_100_000, updated: 120 }),
  card({ path: "docker/library/httpd", publisher: "Docker Official Images", standing: "official", display: "Apache HTTP Server", description: "The long-lived Apache web server, with modules for nearly everything.", categories: ["web-servers"], pulls: 640_000_000, architectures: everywhere, updated: 11, logo: true }),
  card({ path: "library/nginx", source: "docker-hub", publisher: "Docker Official Images", standing: "official", display: "nginx", description: "Official build of Nginx.", categories: ["web-servers"], pulls: 12_800_000_000, stars: 20_600, architectures: everywhere, updated: 3, logo: true }),
  card({ path: "library/caddy", source: "docker-hub", publisher: "Docker Official Images", standing: "official", display: "Caddy", description: "Web server in one binary that fetches and renews its own TLS certificates.", categories: ["web-servers", "networking"], pulls: 1_020_000_000, stars: 870, architectures: everywhere, systems: ["linux", "windows"], updated: 19 }),
  card({ path: "library/traefik", source: "docker-hub", publisher: "Docker Official Images", standing: "official", display: "Traefik Proxy", description: "Reverse proxy that finds services by itself and gives them certificates.", categories: ["networking"], pulls: 3_400_000_000, stars: 3_500, systems: ["linux", "windows"], updated: 5 }),
  card({ path: "library/tomcat", source: "docker-hub", publisher: "Docker Official Images", standing: "official", description: "Servlet container and web server for Java applications.", categories: ["web-servers", "languages"], pulls: 780_000_000, stars: 3_700, architectures: everywhere, starter: true, updated: null }),
  card({ path: "library/redis", source: "docker-hub", publisher: "Docker Official Images", standing: "official", display: "Redis", description: "Key-value store in memory, used as a cache, a queue and a session store.", categories: ["databases", "caching"], pulls: 9_800_000_000, stars: 13_200, architectures: everywhere, updated: 4, logo: true }),
  card({ path: "bitnami/redis", publisher: "Bitnami by Broadcom", description: "Redis with a hardened set-up, replication and TLS switched on by environment variables.", categories: ["databases", "caching"], pulls: 310_000_000, updated: 1, logo: true }),
  card({ path: "bitnami/charts/redis", publisher: "Bitnami by Broadcom", kind: "chart", description: "Chart that deploys Redis as a replica set with sentinels, metrics and persistent volumes.", categories: ["databases", "kubernetes"], pulls: 5_400_000, updated: 1, logo: true }),
  card({ path: "bitnami/postgresql", publisher: "Bitnami by Broadcom", description: "PostgreSQL that starts as a primary or a standby, with backups and extensions chosen by environment variables.", categories: ["databases"], pulls: 520_000_000, updated: 1, logo: true }),
  card({ path: "library/postgres", source: "docker-hub", publisher: "Docker Official Images", standing: "official", display: "PostgreSQL", description: "Object-relational database known for its reliability and its extensions.", categories: ["databases"], pulls: 11_200_000_000, stars: 14_300, architectures: everywhere, updated: 8, logo: true }),
  card({ path: "docker/library/postgres", publisher: "Docker Official Images", standing: "official", display: "PostgreSQL", description: "The same PostgreSQL, mirrored so that pulls from AWS meet no limit.", categories: ["databases"], pulls: 890_000_000, architectures: everywhere, updated: 8 }),
  card({ path: "library/mongo", source: "docker-hub", publisher: "Docker Official Images", standing: "official", display: "MongoDB", description: "Document database whose records are flexible, nested objects.", categories: ["databases"], pulls: 4_700_000_000, stars: 10_500, systems: ["linux", "windows"], updated: 13 }),
  card({ path: "aws-observability/aws-otel-collector", publisher: "Amazon Web Services", display: "AWS Distro for OpenTelemetry Collector", description: "Receives traces and metrics of instrumented programs and sends them to X-Ray, CloudWatch and Prometheus.", categories: ["observability", "aws"], pulls: 2_900_000_000, systems: ["linux", "windows"], updated: 16, logo: true }),
  card({ path: "aws-observability/aws-for-fluent-bit", publisher: "Amazon Web Services", description: "Reads logs of containers and forwards them to CloudWatch, Kinesis and S3.", categories: ["observability", "aws"], pulls: 6_100_000_000, updated: 7, logo: true }),
  card({ path: "lambda/python", publisher: "Amazon Web Services", display: "AWS Lambda base image for Python", description: "Base for functions in Python, with the runtime interface client and an emulator to try them at home.", categories: ["serverless", "languages", "aws"], pulls: 1_700_000_000, updated: 3, logo: true }),
  card({ path: "lambda/nodejs", publisher: "Amazon Web Services", display: "AWS Lambda base image for Node.js", description: "Base for functions in JavaScript and TypeScript, with the runtime interface client.", categories: ["serverless", "languages", "aws"], pulls: 1_300_000_000, updated: 3, logo: true }),
  card({ path: "amazonlinux/amazonlinux", publisher: "Amazon Web Services", display: "Amazon Linux", description: "Userland of the distribution EC2 uses by default, for building containers with dnf.", categories: ["operating-systems", "base-images", "aws"], pulls: 3_800_000_000, updated: 5, logo: true }),
  card({ path: "eks-distro/kubernetes/pause", publisher: "Amazon Web Services", description: "The tiny process that holds the namespaces of a pod.", categories: ["kubernetes", "aws"], pulls: 14_700_000_000, systems: ["linux", "windows"], updated: 44 }),
  card({ path: "karpenter/karpenter", publisher: "Amazon Web Services", kind: "chart", display: "Karpenter", description: "Chart of the autoscaler that starts the right nodes within seconds when pods wait.", categories: ["kubernetes", "aws"], pulls: 41_000_000, updated: 10, logo: true }),
  card({ path: "datadog/agent", publisher: "Datadog", display: "Datadog Agent", description: "Collects metrics, traces and logs of a host and its containers.", categories: ["observability"], pulls: 7_300_000_000, systems: ["linux", "windows"], updated: 2, logo: true }),
  card({ path: "grafana/grafana", source: "docker-hub", publisher: "Grafana Labs", display: "Grafana", description: "Dashboards, alerts and exploration over metrics, logs and traces from many sources.", categories: ["observability"], pulls: 5_200_000_000, stars: 3_400, updated: 1, logo: true }),
  card({ path: "prometheus/prometheus", source: "quay", publisher: "Prometheus", standing: "unknown", description: "Scrapes metrics over HTTP, keeps them as time series and alerts on them.", categories: ["observability"], pulls: 920_000_000, stars: 140, updated: 12 }),
  card({ path: "prometheus/node-exporter", source: "quay", publisher: "Prometheus", standing: "unknown", description: "Shows figures of a Linux machine — processors, disks, network — as metrics.", categories: ["observability"], pulls: 1_480_000_000, stars: 61, updated: 33 }),
  card({ path: "argoproj/argocd", source: "quay", publisher: "Argo Project", standing: "unknown", display: "Argo CD", description: "Keeps a Kubernetes cluster as a Git repository says it should be.", categories: ["kubernetes", "developer-tools"], pulls: 310_000_000, updated: 4 }),
  card({ path: "jetstack/cert-manager-controller", source: "quay", publisher: "cert-manager", standing: "unknown", description: "Issues and renews TLS certificates in a Kubernetes cluster.", categories: ["kubernetes", "security"], pulls: 2_100_000_000, updated: 21 }),
  card({ path: "keycloak/keycloak", source: "quay", publisher: "Keycloak", standing: "unknown", description: "Sign-in, single sign-on and user federation for applications, over OpenID Connect and SAML.", categories: ["security"], pulls: 96_000_000, stars: 27, updated: 14 }),
  card({ path: "aquasecurity/trivy", publisher: "Aqua Security", display: "Trivy", description: "Scans containers, file systems and clusters for known vulnerabilities, leaked secrets and misconfiguration.", categories: ["security"], pulls: 84_000_000, architectures: everywhere, updated: 6, starter: true }),
  card({ path: "aquasecurity/trivy-db", publisher: "Aqua Security", kind: "artifact", description: "Vulnerability database that the scanner downloads before it looks at an image.", categories: ["security"], pulls: 1_900_000_000, updated: 0 }),
  card({ path: "hashicorp/vault", source: "docker-hub", publisher: "HashiCorp", display: "Vault", description: "Keeps secrets, issues short-lived credentials and encrypts on behalf of applications.", categories: ["security"], pulls: 180_000_000, stars: 1_200, updated: 30, starter: true }),
  card({ path: "library/python", source: "docker-hub", publisher: "Docker Official Images", standing: "official", display: "Python", description: "Interpreter with pip, for running programs and as a base of one’s own images.", categories: ["languages", "base-images"], pulls: 10_100_000_000, stars: 10_200, systems: ["linux", "windows"], architectures: everywhere, updated: 3, logo: true }),
  card({ path: "library/rabbitmq", source: "docker-hub", publisher: "Docker Official Images", standing: "official", display: "RabbitMQ", description: "Message broker for AMQP, MQTT and STOMP with a web interface for its queues.", categories: ["messaging"], pulls: 3_600_000_000, stars: 5_100, architectures: everywhere, updated: 12 }),
  card({ path: "apache/kafka", source: "docker-hub", publisher: "Apache Software Foundation", description: "Distributed event log for publish and subscribe at high throughput, in KRaft mode.", categories: ["messaging"], pulls: 120_000_000, stars: 310, updated: 40, starter: true }),
  card({ path: "dotnet/aspnet", source: "docker-hub", publisher: "Microsoft", display: "ASP.NET Core Runtime", description: "Runtime for web applications in C#, also for Windows Nano Server.", categories: ["languages", "web-servers"], pulls: 960_000_000, systems: ["linux", "windows"], updated: 9 }),
  card({ path: "platform/api", source: "Harbour", publisher: "", standing: "unknown", description: "", pulls: null, updated: 1 }),
  card({ path: "platform/web-server-with-a-name-that-goes-on-and-on/until-nothing-is-left-of-the-line-and-then-some-more", source: "Harbour", publisher: "The platform team of a company whose name is nearly as long as that of its repositories", standing: "unknown", description: "A web server whose description does not end where the line does: it names every route that it answers, every team that ever touched it, and every reason for which nobody dared to rename it.", pulls: 12, updated: 400 }),
  card({ path: "strange/\u202Egnp.exe", source: "docker-hub", publisher: "<b>Nobody</b>\u0007", standing: "unknown", description: "<img src=x onerror=alert(1)> web server \u200Bthat \u202Eturns\u202C its words around", pulls: 0, updated: null, architectures: [], systems: [] }),
];

export const listingAt = (reference: string): ListingCard | undefined => listings.find((each) => each.reference === reference);
