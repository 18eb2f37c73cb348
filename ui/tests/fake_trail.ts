// Made-up events of CloudTrail.
import type { AmazonEvent, TrailPrincipal } from "~/bridge/generated/contract";
import { digestOf, now } from "./fake_content";

const hour = 3_600_000;

const ci: TrailPrincipal = {
  kind: "role",
  name: "ci",
  session: "build-7",
  instance: null,
  account: "123456789012",
  arn: "arn:aws:sts::123456789012:assumed-role/ci/build-7",
  by: null,
};

const web: TrailPrincipal = {
  ...ci,
  name: "web",
  session: "i-0123456789abcdef0",
  instance: "i-0123456789abcdef0",
  arn: "arn:aws:sts::123456789012:assumed-role/web/i-0123456789abcdef0",
};

const event = (id: string, hours: number, change: Partial<AmazonEvent>): AmazonEvent => ({
  id,
  at: now - hours * hour,
  deed: "pulled",
  name: "BatchGetImage",
  principal: web,
  images: [{ tag: "1.4", digest: digestOf("a") }],
  source: "203.0.113.7",
  userAgent: "docker/27.0.3 go/go1.22",
  own: false,
  error: null,
  ...change,
});

export const trailEvents: AmazonEvent[] = [
  event("1", 1, { deed: "pushed", name: "PutImage", principal: ci, images: [{ tag: "1.4", digest: digestOf("b") }], source: "198.51.100.4" }),
  event("own", 1.5, { own: true, principal: { ...ci, kind: "user", name: "ada", session: null, arn: "arn:aws:iam::123456789012:user/ada" }, source: "198.51.100.9", userAgent: "aws-sdk-rust/1.3 app/Portolan" }),
  event("2", 2, {}),
  event("3", 3, {}),
  event("4", 5, {
    deed: "pushed",
    name: "PutImage",
    principal: { ...ci, kind: "user", name: "grace", session: null, arn: "arn:aws:iam::123456789012:user/grace" },
    error: { code: "AccessDeniedException", said: "not authorized to perform: ecr:PutImage" },
  }),
  event("5", 6, { deed: "looked", name: "DescribeImages" }),
  event("6", 30, { deed: "expired", name: "PolicyExecutionEvent", principal: { ...ci, kind: "service", name: "AWS Internal", session: null, arn: null }, source: null, userAgent: null, images: [{ tag: null, digest: digestOf("c") }] }),
  event("7", 50, { deed: "pushed", name: "PutImage", principal: ci, source: "198.51.100.4" }),
];
