// A connection to Amazon as a form holds it, and what it sends to the host. Pure.
import type { Amazon, AmazonApi, AmazonChoices, AmazonDraft, AmazonProfile, AmazonRegion, AmazonSignIn, AmazonSignInDraft, ConfiguredEndpoint } from "~/bridge/generated/contract";

export type AmazonWay = AmazonSignIn["type"];

/** The endpoints that can be set in the form. */
export const formApis = ["ecr", "ecrPublic", "registry", "sts"] as const satisfies readonly AmazonApi[];
export type FormApi = (typeof formApis)[number];

/** What the fields hold. */
export interface AmazonForm {
  way: AmazonWay;
  profile: string;
  keyId: string;
  /** Of a temporary key; typed with its secret, and never shown. */
  sessionToken: string;
  startUrl: string;
  ssoRegion: string;
  account: string;
  ssoRole: string;
  regions: readonly string[];
  registry: string;
  roleArn: string;
  externalId: string;
  mfaDevice: string;
  fips: boolean;
  dualStack: boolean;
  endpoints: Readonly<Partial<Record<AmazonApi, string>>>;
}

/** The host of all public registries. */
export const publicHost = "public.ecr.aws";

/** Whether an address names the public registry. */
export function isPublicAddress(address: string): boolean {
  return address.trim() === publicHost || address.includes(`${publicHost}/`);
}

const ecrHost = /(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.|on\.|c2s|sc2s)/i;

/** The region of a private registry of Amazon that an address leads to. */
export function ecrRegion(address: string): string | undefined {
  return ecrHost.exec(address)?.[2]?.toLowerCase();
}

export function emptyAmazon(address: string): AmazonForm {
  const region = ecrRegion(address);
  return {
    way: "profile",
    profile: "",
    keyId: "",
    sessionToken: "",
    startUrl: "",
    ssoRegion: "",
    account: "",
    ssoRole: "",
    regions: region === undefined ? [] : [region],
    registry: "",
    roleArn: "",
    externalId: "",
    mfaDevice: "",
    fips: false,
    dualStack: false,
    endpoints: {},
  };
}

export function amazonFormOf(amazon: Amazon): AmazonForm {
  const { signIn } = amazon;
  const center = signIn.type === "identityCenter" ? signIn : undefined;
  return {
    way: signIn.type,
    profile: signIn.type === "profile" ? signIn.name : "",
    keyId: signIn.type === "accessKey" ? signIn.id : "",
    sessionToken: "",
    startUrl: center?.startUrl ?? "",
    ssoRegion: center?.region ?? "",
    account: center?.account ?? "",
    ssoRole: center?.role ?? "",
    regions: amazon.regions,
    registry: amazon.registry ?? "",
    roleArn: amazon.role?.arn ?? "",
    externalId: amazon.role?.externalId ?? "",
    mfaDevice: amazon.role?.mfaDevice ?? "",
    fips: amazon.endpoints.fips,
    dualStack: amazon.endpoints.dualStack,
    endpoints: Object.fromEntries(amazon.endpoints.custom.map(({ api, address }) => [api, address])),
  };
}

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** The endpoints that are named outside of the form, for who signs in this way. */
export function configuredFor(form: AmazonForm, choices: AmazonChoices): readonly ConfiguredEndpoint[] {
  const profile = form.way === "profile" ? form.profile : form.way === "surroundings" ? choices.defaultProfile : undefined;
  return choices.profiles.find(({ name }) => name === profile)?.endpoints ?? choices.endpoints;
}

function signInOf(form: AmazonForm, secret: string): AmazonSignInDraft {
  switch (form.way) {
    case "surroundings":
      return { type: "surroundings" };
    case "profile":
      return { type: "profile", name: form.profile };
    case "accessKey":
      return { type: "accessKey", id: form.keyId.trim(), secret: secret === "" ? null : secret, sessionToken: orNull(form.sessionToken) };
    case "identityCenter":
      return { type: "identityCenter", startUrl: form.startUrl.trim(), region: form.ssoRegion.trim(), account: form.account, role: form.ssoRole };
  }
}

/** The public registry has no regions, and is the account's own. */
export function amazonDraftOf(form: AmazonForm, secret: string, isPublic = false): AmazonDraft {
  const role = orNull(form.roleArn);
  return {
    signIn: signInOf(form, secret),
    regions: isPublic ? [] : [...form.regions],
    registry: isPublic ? null : orNull(form.registry),
    role: role === null ? null : { arn: role, externalId: orNull(form.externalId), mfaDevice: orNull(form.mfaDevice) },
    endpoints: {
      fips: form.fips && !isPublic,
      dualStack: form.dualStack,
      custom: (Object.entries(form.endpoints) as [AmazonApi, string][])
        .filter(([, address]) => address.trim() !== "")
        .map(([api, address]) => ({ api, address: address.trim() })),
    },
  };
}

/** The regions to choose from: those that a profile, the environment or the form name first, and none of another partition than the chosen. */
export function orderRegions(
  regions: readonly AmazonRegion[],
  chosen: readonly string[],
  own: readonly (string | null)[],
): AmazonRegion[] {
  const known = new Map(regions.map((region) => [region.name, region]));
  const partition = chosen.length === 0 ? undefined : known.get(chosen[0] ?? "")?.partition;
  const first = [...new Set([...chosen, ...own.filter((name) => name !== null)])];
  const named = first.map((name) => known.get(name) ?? { name, title: name, mustBeEnabled: false, partition: partition ?? "aws" });
  const rest = regions.filter(({ name }) => !first.includes(name));
  return [...named, ...rest].filter((region) => partition === undefined || region.partition === partition);
}

/** The choice of another profile takes its region along, unless others were chosen by hand. */
export function withProfile(form: AmazonForm, name: string, profiles: readonly AmazonProfile[]): Partial<AmazonForm> {
  const regionOf = (profile: string): string | null => profiles.find((each) => each.name === profile)?.region ?? null;
  const before = regionOf(form.profile);
  const now = regionOf(name);
  const isUntouched = form.regions.length === 0 || (form.regions.length === 1 && form.regions[0] === before);
  return { profile: name, ...(isUntouched && now !== null ? { regions: [now] } : {}) };
}
