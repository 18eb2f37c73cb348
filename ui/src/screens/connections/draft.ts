// A connection as a form holds it, and what it sends to the host. Pure.
import type { Connection, ConnectionDraft, KnownSource, ProxyChoice, SignInDraft } from "~/bridge/generated/contract";
import { amazonDraftOf, amazonFormOf, ecrRegion, emptyAmazon, isPublicAddress, publicHost } from "./amazon_draft";
import type { AmazonForm } from "./amazon_draft";

export type SignInChoice = "anonymous" | "password" | "token" | KnownSource;
export type CertificateChoice = "none" | "keep" | "use";
export type ProxyType = ProxyChoice["type"];

/** What the fields hold. Secrets begin empty: they never come back from the host. */
export interface ConnectionForm {
  kind: "any" | "amazon" | "amazonPublic";
  amazon: AmazonForm;
  address: string;
  name: string;
  signIn: SignInChoice;
  user: string;
  secret: string;
  plainHttp: boolean;
  readOnly: boolean;
  production: boolean;
  authorities: string;
  certificate: CertificateChoice;
  certificatePem: string;
  proxy: ProxyType;
  proxyUrl: string;
  approvedHosts: string;
}

export function emptyForm(address: string): ConnectionForm {
  return {
    kind: ecrRegion(address) === undefined ? "any" : "amazon",
    amazon: emptyAmazon(address),
    address,
    name: "",
    signIn: "anonymous",
    user: "",
    secret: "",
    plainHttp: false,
    readOnly: false,
    production: false,
    authorities: "",
    certificate: "none",
    certificatePem: "",
    proxy: "system",
    proxyUrl: "",
    approvedHosts: "",
  };
}

export function formOf(connection: Connection): ConnectionForm {
  const { signIn, proxy } = connection;
  return {
    kind: connection.amazon ? (connection.kind === "ecrPublic" ? "amazonPublic" : "amazon") : "any",
    amazon: connection.amazon ? amazonFormOf(connection.amazon) : emptyAmazon(""),
    address: connection.host,
    name: connection.name === connection.host ? "" : connection.name,
    signIn: signIn.type === "known" ? signIn.source : signIn.type === "amazon" ? "anonymous" : signIn.type,
    user: signIn.type === "password" ? signIn.user : "",
    secret: "",
    plainHttp: connection.plainHttp,
    readOnly: connection.readOnly,
    production: connection.production,
    authorities: connection.authorities ?? "",
    certificate: connection.clientCertificate ? "keep" : "none",
    certificatePem: "",
    proxy: proxy.type,
    proxyUrl: proxy.type === "own" ? proxy.url : "",
    approvedHosts: connection.approvedHosts.join("\n"),
  };
}

function signInOf({ signIn, user, secret }: ConnectionForm): SignInDraft {
  const typed = secret === "" ? null : secret;
  switch (signIn) {
    case "anonymous":
      return { type: "anonymous" };
    case "password":
      return { type: "password", user: user.trim(), password: typed };
    case "token":
      return { type: "token", token: typed };
    case "docker":
    case "podman":
      return { type: "known", source: signIn };
  }
}

function proxyOf({ proxy, proxyUrl }: ConnectionForm): ProxyChoice {
  return proxy === "own" ? { type: "own", url: proxyUrl.trim() } : { type: proxy };
}

export function draftOf(form: ConnectionForm): ConnectionDraft {
  return {
    address: form.kind === "amazonPublic" && !isPublicAddress(form.address) ? publicHost : form.address.trim(),
    name: form.name.trim(),
    signIn: signInOf(form),
    plainHttp: form.plainHttp,
    readOnly: form.readOnly,
    production: form.production,
    authorities: form.authorities.trim() === "" ? null : form.authorities,
    clientCertificate:
      form.certificate === "use" ? { type: "use", pem: form.certificatePem } : { type: form.certificate },
    proxy: proxyOf(form),
    approvedHosts: form.approvedHosts.split(/\s+/).filter((host) => host !== ""),
    amazon: form.kind === "any" ? null : amazonDraftOf(form.amazon, form.secret, form.kind === "amazonPublic"),
  };
}

/** The host that a typed address names, as far as it can be told without the host's own reading. */
export function hostTyped(address: string): string {
  return address
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/^(docker|podman|nerdctl)\s+pull\s+/, "")
    .split(/[/@?#]/, 1)
    .join("")
    .toLowerCase();
}
