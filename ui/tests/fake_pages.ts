// Pages of made-up listings with all that publishers write: long texts, many tags, every snippet.
import type { ListingTag, UseSnippet } from "~/bridge/generated/contract";
import { FailedCall } from "~/bridge/host";
import { day, digestOf, failure, now } from "./fake_content";
import type { Answers } from "./fake_host";
import { listingAt } from "./fake_listings";

const about = `
<h3>What is NGINX?</h3>
<p>NGINX is a <strong>web server</strong>, reverse proxy, load balancer and HTTP cache. See <a href="https://nginx.org/en/docs/">the documentation</a> or <a href="mailto:nginx@example.org">write to us</a>.</p>
<p><a href="https://ci.example.org/nginx"><img src="https://ci.example.org/badge.svg" alt="Build"></a> <img src="https://tracker.example/pixel.gif"></p>
<h4>Variants</h4>
<table><thead><tr><th>Variant</th><th align="right">Size</th><th>For</th></tr></thead><tbody>
<tr><td><code>mainline</code></td><td align="right">71 MB</td><td>Most uses; follows the newest features and fixes, with every module that is built by default.</td></tr>
<tr><td><code>alpine</code></td><td align="right">19 MB</td><td>Small images, musl instead of glibc.</td></tr>
<tr><td><code>perl</code></td><td align="right">84 MB</td><td>Configuration that runs Perl.</td></tr></tbody></table>
<blockquote><p>The image runs as root unless the <em>unprivileged</em> variant is chosen.</p></blockquote>
<h5>Features</h5>
<ul><li>Static files and index files</li><li>Reverse proxy with caching<ul><li>simple load balancing</li><li>fault tolerance</li></ul></li><li>SSL and TLS SNI</li></ul>
<ol><li>Pull it.</li><li>Mount a folder.</li><li>Open a browser.</li></ol>
<script>document.title = "ran"</script><svg><script>document.title = "ran"</script></svg>`;

const usage = `
<h4>Host some files</h4>
<pre><code class="language-sh">docker run --name some-nginx -v /some/content:/usr/share/nginx/html:ro -d -p 8080:80 public.ecr.aws/nginx/nginx:stable
curl http://localhost:8080/
</code></pre>
<p>Or with a <code>Dockerfile</code>:</p>
<pre><code>FROM public.ecr.aws/nginx/nginx:stable
COPY static-html-directory /usr/share/nginx/html
</code></pre>
<hr><h4>Configuration</h4>
<details><summary>Variables</summary><p><kbd>NGINX_ENVSUBST_TEMPLATE_DIR</kbd> is where templates are.</p></details>
<p>${"A very long line that goes on and on. ".repeat(8)}</p><p>${"unbroken".repeat(40)}</p>`;

const platforms = ["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/ppc64le", "linux/s390x"];

/** 1,240 tags: versions, their variants, and names. */
const tags: readonly ListingTag[] = ["latest", "stable", "mainline"]
  .concat(
    Array.from({ length: 1237 }, (_, index) => {
      const release = 1237 - index;
      const version = `1.${String(Math.floor(release / 50))}.${String(release % 50)}`;
      return index % 3 === 0 ? version : `${version}-${index % 3 === 1 ? "alpine" : "perl-with-a-name-that-is-rather-long"}`;
    }),
  )
  .map((tag, index) => ({
    tag,
    digest: index % 11 === 10 ? null : digestOf(`nginx ${tag}`),
    size: index % 13 === 12 ? null : 19_000_000 + ((index * 7_919_113) % 61_000_000),
    platforms: index % 7 === 6 ? [] : platforms.slice(0, 1 + (index % 5)),
    created: now - index * 6 * day,
  }));

const snippets = (image: string): UseSnippet[] => [
  { place: "dockerfile", fileName: "Dockerfile", text: `FROM ${image}\n`, note: null },
  { place: "compose", fileName: "compose.yaml", text: `services:\n  nginx:\n    image: ${image}\n    ports:\n      - "8080:80"\n    restart: unless-stopped\n`, note: null },
  { place: "kubernetes", fileName: "deployment.yaml", text: `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: nginx\nspec:\n  replicas: 1\n  selector:\n    matchLabels:\n      app: nginx\n  template:\n    metadata:\n      labels:\n        app: nginx\n    spec:\n      containers:\n        - name: nginx\n          image: ${image}\n`, note: null },
  { place: "ecsTask", fileName: "task-definition.json", text: `{\n  "family": "nginx",\n  "containerDefinitions": [\n    {\n      "name": "nginx",\n      "image": "${image}",\n      "memory": 512,\n      "essential": true\n    }\n  ]\n}\n`, note: null },
  { place: "elasticBeanstalk", fileName: "Dockerrun.aws.json", text: `{\n  "AWSEBDockerrunVersion": "1",\n  "Image": {\n    "Name": "${image}",\n    "Update": "true"\n  }\n}\n`, note: null },
  { place: "lambda", fileName: "Dockerfile", text: `FROM ${image}\nCOPY app.py \${LAMBDA_TASK_ROOT}\nCMD ["app.handler"]\n`, note: null },
];

/** Pages as their registries would tell them. */
export const pageAnswers: Partial<Answers> = {
  read_listing: ({ reference }) => {
    const card = listingAt(reference);
    if (!card) throw new FailedCall(failure({ code: { type: "notFound" }, retry: "no" }));
    const isPlain = card.starter || card.connection !== null;
    return {
      card,
      about: isPlain ? null : about,
      usage: isPlain ? null : usage,
      created: isPlain ? null : now - 1_400 * day,
      links: isPlain
        ? []
        : [
            { label: "registry", url: "https://gallery.ecr.aws/nginx/nginx" },
            { label: "website", url: "https://nginx.org" },
            { label: "source", url: "https://github.com/nginx/docker-nginx" },
            { label: "Issues", url: "https://github.com/nginx/docker-nginx/issues" },
            { label: "evil", url: "javascript:document.title='ran'" },
          ],
      observedAt: card.starter ? null : now - 40 * 60_000,
      refreshing: false,
      problem: null,
    };
  },
  list_listing_tags: ({ filter, sort, offset, limit }) => {
    const found = tags.filter((row) => row.tag.includes(filter) || (row.digest?.includes(filter) ?? false));
    const ordered = sort.column === "tag" && sort.descending ? found : found.toReversed();
    return { total: found.length, all: tags.length, offset, rows: ordered.slice(offset, offset + limit), more: false, observedAt: now - 40 * 60_000, refreshing: false, problem: null, revision: 1 };
  },
  list_uses: ({ reference, selector, platform }) => {
    const image = `${reference}${selector.includes(":") ? "@" : ":"}${selector}`;
    const choice = platform === null ? "" : `--platform ${platform} `;
    if (listingAt(reference)?.kind === "chart") {
      const helm = `helm pull oci://${reference} --version ${selector}`;
      return {
        pull: [
          { engine: "oras", text: `oras pull ${image}` },
          { engine: "helm", text: helm },
        ],
        snippets: [{ place: "helm", fileName: "helm install", text: `helm install my-release oci://${reference} --version ${selector}\n`, note: null }],
      };
    }
    return {
      pull: [
        { engine: "docker", text: `docker pull ${choice}${image}` },
        { engine: "podman", text: `podman pull ${choice}${image}` },
        { engine: "nerdctl", text: `nerdctl pull ${choice}${image}` },
        { engine: "skopeo", text: `skopeo copy docker://${image} oci:image` },
      ],
      snippets: snippets(image),
    };
  },
};
