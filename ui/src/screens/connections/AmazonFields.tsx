// The fields of a connection to Amazon ECR: who one is there, and which regions it covers.
import { ChevronRight, KeyRound, LogIn, Search, TriangleAlert, Waypoints } from "lucide-react";
import { useState } from "react";
import type { ReactNode } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { AmazonApi, AmazonChoices, AmazonProfile, TestConnection } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Checkbox, RadioGroup } from "~/kit/Checkbox";
import { Icon } from "~/kit/Icon";
import { Notice } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { Messages } from "~/messages/Messages";
import { FailureNotice } from "~/parts/FailureNotice";
import { configuredFor, formApis, orderRegions, withProfile } from "./amazon_draft";
import type { AmazonForm, FormApi } from "./amazon_draft";
import styles from "./connections.module.css";

export interface AmazonFieldsProps {
  form: AmazonForm;
  /** The public registry, as its publisher: without regions. */
  isPublic: boolean;
  onChange: (part: Partial<AmazonForm>) => void;
  secret: string;
  onSecretChange: (secret: string) => void;
  /** The secret of the access key is kept already. */
  isSecretKept: boolean;
  /** The form was sent: what lacks is said. */
  isTried: boolean;
  /** The field that the host found wrong. */
  wrongField: string | undefined;
  /** The whole form, as if these regions were chosen. */
  describe: (regions: readonly string[]) => TestConnection;
}

const noChoices: AmazonChoices = { profiles: [], defaultProfile: "default", regions: [], region: null, endpoints: [], ssoSessions: [], problems: [] };

export function AmazonFields(props: AmazonFieldsProps): ReactNode {
  const { form, onChange } = props;
  const { t } = useMessages();
  const choices = useAsk("list_amazon_choices", {}).data ?? noChoices;
  return (
    <>
      <fieldset className={styles["group"]}>
        <RadioGroup
          label={t("amazon.way")}
          value={form.way}
          onChange={(way) => onChange({ way })}
          choices={[
            { value: "profile", label: t("amazon.wayProfile"), description: t("amazon.wayProfileHelp") },
            { value: "identityCenter", label: t("amazon.wayIdentityCenter"), description: t("amazon.wayIdentityCenterHelp") },
            { value: "surroundings", label: t("amazon.waySurroundings"), description: t("amazon.waySurroundingsHelp") },
            { value: "accessKey", label: t("amazon.wayAccessKey"), description: t("amazon.wayAccessKeyHelp") },
          ]}
        />
        <div className={styles["indented"]}>
          <WayFields {...props} choices={choices} />
        </div>
      </fieldset>
      {props.isPublic ? null : <RegionFields {...props} choices={choices} />}
      <ConfiguredEndpoints form={form} isPublic={props.isPublic} choices={choices} />
      <MoreFields {...props} choices={choices} />
    </>
  );
}

type PartProps = AmazonFieldsProps & { choices: AmazonChoices };

function WayFields(props: PartProps): ReactNode {
  const { form, onChange, choices, secret, onSecretChange, isSecretKept, wrongField } = props;
  const { t } = useMessages();
  switch (form.way) {
    case "profile":
      return <ProfileField {...props} />;
    case "identityCenter":
      return <IdentityCenterFields form={form} onChange={onChange} choices={choices} />;
    case "accessKey":
      return (
        <>
          <TextField label={t("amazon.keyId")} value={form.keyId} onChange={(keyId) => onChange({ keyId })} mono isRequired />
          <TextField
            label={t("amazon.keySecret")}
            kind="secret"
            value={secret}
            onChange={onSecretChange}
            description={isSecretKept ? t("connections.secretKept") : t("connections.secretGoes")}
          />
          <TextField
            label={t("temporaryKeys.token")}
            kind="secret"
            value={form.sessionToken}
            onChange={(sessionToken) => onChange({ sessionToken })}
            description={t("temporaryKeys.tokenHelp")}
            error={wrongField === "sessionToken" ? t("temporaryKeys.tokenNeeded") : undefined}
          />
        </>
      );
    case "surroundings":
      return null;
  }
}

/** What a profile is, in a few words. */
function profileNote(profile: AmazonProfile, { t, format }: Messages): string {
  const role = visibleText(profile.role ?? "");
  const kind = {
    accessKey: () => t("amazon.profileKey"),
    role: () => t("amazon.profileRole", { role: role.split("/").at(-1) ?? role }),
    identityCenter: () => t("amazon.profileIdentityCenter", { role }),
    webIdentity: () => t("amazon.profileWebIdentity"),
    process: () => t("amazon.profileProcess"),
    unusable: () => visibleText(profile.problem ?? ""),
  }[profile.kind]();
  const parts = [kind, profile.account, profile.region, profile.mfaDevice === null ? null : t("amazon.profileMfa")];
  return format.list(parts.filter((part) => part !== null));
}

function ProfileField({ form, onChange, choices }: PartProps): ReactNode {
  const messages = useMessages();
  const { t, format } = messages;
  const signIn = useAct("sign_in_to_identity_center");
  const { profiles } = choices;
  const chosen = profiles.find((each) => each.name === form.profile);
  return (
    <>
      {profiles.length === 0 ? (
        <TextField
          label={t("amazon.profile")}
          value={form.profile}
          onChange={(profile) => onChange({ profile })}
          description={t("amazon.noProfiles")}
        />
      ) : (
        <Select
          label={t("amazon.profile")}
          value={form.profile}
          onChange={(name) => onChange(withProfile(form, name, profiles))}
          choices={profiles.map((each) => ({ value: each.name, label: visibleText(each.name), isDisabled: each.kind === "unusable" }))}
          description={chosen ? profileNote(chosen, messages) : undefined}
        />
      )}
      {chosen?.sso ? (
        <div className={styles["buttons"]}>
          <Button icon={LogIn} onPress={() => chosen.sso && signIn.mutate(chosen.sso)} isPending={signIn.isPending}>
            {t(signIn.isPending ? "amazon.signingIn" : "amazon.signInAct")}
          </Button>
          {signIn.data ? <span className={styles["facts"]}>{t("amazon.signedIn", { when: format.time(signIn.data.expires) })}</span> : null}
        </div>
      ) : null}
      {signIn.error ? <FailureNotice failure={signIn.error.failure} /> : null}
      {choices.problems.length > 0 ? (
        <Notice icon={TriangleAlert}>
          {t("amazon.fileProblems")}
          <ul className={styles["problems"]}>
            {choices.problems.map((problem) => (
              <li key={problem}>{visibleText(problem)}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}

function IdentityCenterFields({ form, onChange, choices }: Pick<PartProps, "form" | "onChange" | "choices">): ReactNode {
  const { t, format } = useMessages();
  const signIn = useAct("sign_in_to_identity_center");
  const accounts = signIn.data?.accounts ?? [];
  const roles = accounts.find((each) => each.id === form.account)?.roles ?? [];
  const canSignIn = form.startUrl.trim() !== "" && form.ssoRegion.trim() !== "";
  const nameOf = (id: string, name: string | null): string =>
    name === null ? t("amazon.accountId", { id }) : t("amazon.accountNamed", { id, name: visibleText(name) });
  const run = (): void =>
    signIn.mutate(
      { startUrl: form.startUrl.trim(), region: form.ssoRegion.trim() },
      {
        onSuccess: ({ accounts: found }) => {
          const [only] = found;
          if (found.length === 1 && only) onChange({ account: only.id, ...(only.roles.length === 1 ? { ssoRole: only.roles[0] ?? "" } : {}) });
        },
      },
    );
  return (
    <>
      {choices.ssoSessions.length > 0 && form.startUrl === "" ? (
        <div className={styles["buttons"]}>
          {choices.ssoSessions.map((session) => (
            <Button key={session.name} onPress={() => onChange({ startUrl: session.startUrl, ssoRegion: session.region })}>
              {visibleText(session.name)}
            </Button>
          ))}
        </div>
      ) : null}
      <TextField
        label={t("amazon.startUrl")}
        value={form.startUrl}
        onChange={(startUrl) => onChange({ startUrl })}
        description={t("amazon.startUrlHelp")}
        mono
        isRequired
      />
      <TextField label={t("amazon.ssoRegion")} value={form.ssoRegion} onChange={(ssoRegion) => onChange({ ssoRegion })} mono isRequired placeholder="eu-west-1" />
      <div className={styles["buttons"]}>
        <Button icon={LogIn} onPress={run} isPending={signIn.isPending} disabledReason={canSignIn ? undefined : t("amazon.startUrlHelp")}>
          {t(signIn.isPending ? "amazon.signingIn" : "amazon.signInAct")}
        </Button>
        {signIn.data ? <span className={styles["facts"]}>{t("amazon.signedIn", { when: format.time(signIn.data.expires) })}</span> : null}
      </div>
      {signIn.error ? <FailureNotice failure={signIn.error.failure} onRetry={run} /> : null}
      {accounts.length > 0 ? (
        <>
          <Select
            label={t("amazon.account")}
            value={form.account}
            onChange={(account) => onChange({ account, ssoRole: "" })}
            choices={accounts.map((each) => ({ value: each.id, label: nameOf(each.id, each.name) }))}
          />
          <Select
            label={t("amazon.role")}
            value={form.ssoRole}
            onChange={(ssoRole) => onChange({ ssoRole })}
            choices={roles.map((role) => ({ value: role, label: visibleText(role) }))}
          />
        </>
      ) : form.account === "" ? null : (
        <p className={styles["facts"]}>{`${t("amazon.accountId", { id: form.account })} · ${visibleText(form.ssoRole)}`}</p>
      )}
    </>
  );
}

function RegionFields({ form, onChange, choices, isTried, wrongField, describe }: PartProps): ReactNode {
  const { t } = useMessages();
  const find = useAct("find_amazon_regions");
  const [filter, setFilter] = useState("");
  const own = [choices.profiles.find((each) => each.name === form.profile)?.region ?? null, choices.region];
  // The order is that of the first look: what is ticked does not jump away under the pointer.
  const [first] = useState(form.regions);
  const text = filter.trim().toLowerCase();
  const regions = orderRegions(choices.regions, first, own).filter(
    ({ name, title }) => text === "" || name.includes(text) || title.toLowerCase().includes(text),
  );
  const partition = choices.regions.find(({ name }) => name === form.regions[0])?.partition;
  const toggle = (name: string, isChosen: boolean): void => {
    const rest = form.regions.filter((each) => each !== name);
    onChange({ regions: isChosen ? [...rest, name] : rest });
  };
  const isMissing = isTried && form.regions.length === 0;
  // One region has to be named, so that the partition is known.
  const asked = form.regions.length > 0 ? form.regions : [own.find((name) => name !== null) ?? "us-east-1"];
  const run = (): void =>
    find.mutate(describe(asked), {
      onSuccess: (found) => {
        const inUse = found.filter((each) => each.hasRepositories).map((each) => each.region);
        onChange({ regions: [...new Set([...form.regions, ...inUse])] });
      },
    });
  const silent = (find.data ?? []).filter((each) => each.hasRepositories === null).map((each) => each.region);
  return (
    <fieldset className={styles["group"]} aria-describedby="amazon-regions-chosen">
      <legend>{t("amazon.regions")}</legend>
      <TextField
        label={t("amazon.regionsFilter")}
        hideLabel
        kind="search"
        placeholder={t("amazon.regionsFilter")}
        value={filter}
        onChange={setFilter}
      />
      <div className={styles["regions"]}>
        {regions.map((region) => (
          <Checkbox
            key={region.name}
            isSelected={form.regions.includes(region.name)}
            onChange={(isChosen) => toggle(region.name, isChosen)}
            isDisabled={partition !== undefined && region.partition !== partition}
            description={region.mustBeEnabled ? t("amazon.regionNotes", { title: region.title }) : region.title}
          >
            {region.name}
          </Checkbox>
        ))}
      </div>
      <div className={styles["buttons"]}>
        <Button icon={Search} onPress={run} isPending={find.isPending}>
          {t("patience.findRegions")}
        </Button>
        {find.data ? <span className={styles["facts"]}>{t("patience.foundRegions", { count: find.data.filter((each) => each.hasRepositories).length })}</span> : null}
      </div>
      {silent.length > 0 ? <p className={styles["facts"]}>{t("patience.unknownRegions", { count: silent.length, regions: silent.join(", ") })}</p> : null}
      {find.error ? <FailureNotice failure={find.error.failure} onRetry={run} /> : null}
      <p id="amazon-regions-chosen" role={isMissing || wrongField === "regions" ? "alert" : undefined} className={isMissing || wrongField === "regions" ? styles["lack"] : styles["facts"]}>
        {isMissing || wrongField === "regions"
          ? t("amazon.regionsNeeded")
          : `${t("amazon.regionsChosen", { count: form.regions.length })}. ${t("amazon.regionsHelp")}`}
      </p>
    </fieldset>
  );
}

/** The endpoints that come from the environment and the shared files: they are used without being typed here. */
function ConfiguredEndpoints({ form, isPublic, choices }: Pick<PartProps, "form" | "isPublic" | "choices">): ReactNode {
  const { t } = useMessages();
  const used = configuredFor(form, choices).filter(({ api }) => form.endpoints[api] === undefined || form.endpoints[api]?.trim() === "");
  const meant = used.filter(({ api }) => api !== (isPublic ? "ecr" : "ecrPublic"));
  if (meant.length === 0) return null;
  return (
    <Notice icon={Waypoints}>
      {t("temporaryKeys.endpoints")}
      <ul className={styles["problems"]} aria-label={t("temporaryKeys.endpoints")}>
        {meant.map(({ api, address, from }) => (
          <li key={api}>{t("temporaryKeys.endpoint", { api: apiNames[api], address: visibleText(address), from: visibleText(from) })}</li>
        ))}
      </ul>
    </Notice>
  );
}

/** Amazon's own names, which are the same in every language. */
const apiNames: Readonly<Record<AmazonApi, string>> = {
  ecr: "ECR",
  registry: "ECR (pull, push)",
  ecrPublic: "ECR Public",
  sts: "STS",
  sso: "SSO",
  ssoOidc: "SSO OIDC",
  cloudTrail: "CloudTrail",
};

const endpointNames = { ecr: "amazon.endpointEcr", ecrPublic: "publisherSide.endpoint", registry: "amazon.endpointRegistry", sts: "amazon.endpointSts" } as const satisfies Record<FormApi, string>;

function MoreFields({ form, isPublic, onChange, wrongField, choices }: PartProps): ReactNode {
  const { t } = useMessages();
  const configured = configuredFor(form, choices);
  const wrong = (field: string, value: string): string | undefined =>
    wrongField === field ? t("failures.invalidInput", { field: visibleText(value) }) : undefined;
  const [isOpen, setOpen] = useState(
    form.registry !== "" || form.roleArn !== "" || form.fips || form.dualStack || Object.values(form.endpoints).some((address) => address !== ""),
  );
  return (
    <Disclosure isExpanded={isOpen} onExpandedChange={setOpen} className={styles["disclosure"] ?? ""}>
      <Heading level={3} className={styles["disclosureHead"] ?? ""}>
        <AriaButton slot="trigger" className={styles["disclosureButton"] ?? ""}>
          <Icon icon={ChevronRight} size={14} className={isOpen ? styles["turned"] : undefined} />
          {t("amazon.more")}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <div className={styles["group"]}>
          <TextField
            label={t("amazon.assumeRole")}
            description={t("amazon.assumeRoleHelp")}
            value={form.roleArn}
            onChange={(roleArn) => onChange({ roleArn })}
            error={wrong("roleArn", form.roleArn)}
            mono
          />
          {form.roleArn === "" ? null : (
            <>
              <TextField label={t("amazon.externalId")} value={form.externalId} onChange={(externalId) => onChange({ externalId })} mono />
              <TextField
                label={t("amazon.mfaDevice")}
                description={t("amazon.mfaDeviceHelp")}
                value={form.mfaDevice}
                onChange={(mfaDevice) => onChange({ mfaDevice })}
                mono
              />
              {form.mfaDevice === "" ? null : <Notice icon={KeyRound}>{t("amazon.profileMfa")}</Notice>}
            </>
          )}
          {isPublic ? null : (
            <TextField
              label={t("amazon.registryId")}
              description={t("amazon.registryIdHelp")}
              value={form.registry}
              onChange={(registry) => onChange({ registry })}
              error={wrong("registry", form.registry)}
              mono
            />
          )}
          {isPublic ? null : (
            <Checkbox isSelected={form.fips} onChange={(fips) => onChange({ fips })} description={t("amazon.fipsHelp")}>
              {t("amazon.fips")}
            </Checkbox>
          )}
          <Checkbox isSelected={form.dualStack} onChange={(dualStack) => onChange({ dualStack })} description={t("amazon.dualStackHelp")}>
            {t("amazon.dualStack")}
          </Checkbox>
          {formApis.filter((api) => api !== (isPublic ? "ecr" : "ecrPublic")).map((api) => (
            <TextField
              key={api}
              label={t(endpointNames[api])}
              description={api === "registry" ? t("amazon.endpointHelp", { region: "{region}", account: "{account}" }) : undefined}
              value={form.endpoints[api] ?? ""}
              placeholder={configured.find((each) => each.api === api)?.address ?? ""}
              onChange={(address) => onChange({ endpoints: { ...form.endpoints, [api]: address } })}
              error={wrong("endpoint", form.endpoints[api] ?? "")}
              mono
            />
          ))}
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
