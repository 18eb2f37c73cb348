// The fields of a connection: where it is, how to sign in, how careful to be, and the network between.
import { useState } from "react";
import type { ReactNode } from "react";
import { Disclosure, DisclosurePanel, Heading, Button as AriaButton } from "react-aria-components";
import { ChevronRight, KeyRound } from "lucide-react";
import type { Connection, KnownSignIn, KnownSource, RegistryKind } from "~/bridge/generated/contract";
import { useAsk } from "~/bridge/queries";
import { Checkbox, RadioGroup } from "~/kit/Checkbox";
import type { Choice } from "~/kit/Checkbox";
import { Icon } from "~/kit/Icon";
import { Notice } from "~/kit/Notice";
import { Select } from "~/kit/Select";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { SignInHelp } from "~/parts/SignInHelp";
import { kindOfTyped } from "~/parts/vendor_words";
import { AmazonFields } from "./AmazonFields";
import styles from "./connections.module.css";
import { draftOf, hostTyped } from "./draft";
import type { CertificateChoice, ConnectionForm, SignInChoice } from "./draft";

export interface ConnectionFieldsProps {
  form: ConnectionForm;
  onChange: (part: Partial<ConnectionForm>) => void;
  /** The connection that is edited. */
  connection: Connection | undefined;
  /** The registry inside Portolan: where it is and how one signs in is its own. */
  isLocal: boolean;
  /** The form was sent: what lacks is said. */
  isTried: boolean;
  /** What a test, or an earlier look, recognised the registry as. */
  recognised: RegistryKind | undefined;
  addressError: string | undefined;
  /** The field that the host found wrong. */
  wrongField: string | undefined;
}

const noneKnown: readonly KnownSignIn[] = [];

export function ConnectionFields(props: ConnectionFieldsProps): ReactNode {
  const { form, onChange, connection, isLocal, isTried, recognised, addressError, wrongField } = props;
  const { t } = useMessages();
  const isAmazon = form.kind !== "any" && !isLocal;
  const wrong = (field: string, value: string): string | undefined =>
    wrongField === field ? t("failures.invalidInput", { field: visibleText(value) }) : undefined;
  return (
    <>
      {connection === undefined ? (
        <RadioGroup
          label={t("amazon.kind")}
          value={form.kind}
          onChange={(kind) => onChange({ kind, secret: "" })}
          choices={[
            { value: "any", label: t("amazon.kindAny"), description: t("amazon.kindAnyHelp") },
            { value: "amazon", label: t("amazon.kindAmazon"), description: t("amazon.kindAmazonHelp") },
            { value: "amazonPublic", label: t("publisherSide.kind"), description: t("publisherSide.kindHelp") },
          ]}
        />
      ) : null}
      {isAmazon ? (
        <AmazonFields
          form={form.amazon}
          isPublic={form.kind === "amazonPublic"}
          onChange={(part) => onChange({ amazon: { ...form.amazon, ...part } })}
          secret={form.secret}
          onSecretChange={(secret) => onChange({ secret })}
          isSecretKept={connection?.amazon?.signIn.type === "accessKey" && connection.secret !== "none"}
          isTried={isTried}
          wrongField={wrongField}
          describe={(regions) => ({ draft: draftOf({ ...form, amazon: { ...form.amazon, regions } }), of: connection?.id ?? null })}
        />
      ) : null}
      {isLocal || isAmazon ? null : (
        <TextField
          label={t("connections.registryAddress")}
          description={t("connections.registryAddressHelp")}
          value={form.address}
          onChange={(address) => onChange({ address })}
          error={addressError}
          mono
          isRequired
          autoFocus={connection === undefined}
          placeholder="ghcr.io"
        />
      )}
      <TextField
        label={t("connections.name")}
        description={t("connections.nameHelp")}
        value={form.name}
        onChange={(name) => onChange({ name })}
        error={wrong("name", form.name)}
      />
      {isLocal || isAmazon ? null : <SignInHelp kind={kindOfTyped(hostTyped(form.address)) ?? recognised} />}
      {isLocal || isAmazon ? null : <SignInFields form={form} onChange={onChange} connection={connection} />}
      <fieldset className={styles["group"]}>
        <legend>{t("connections.safety")}</legend>
        <Checkbox
          isSelected={form.readOnly}
          onChange={(readOnly) => onChange({ readOnly })}
          description={t("connections.readOnlyHelp")}
        >
          {t("connections.readOnlyChoice")}
        </Checkbox>
        <Checkbox
          isSelected={form.production}
          onChange={(production) => onChange({ production })}
          description={t("connections.productionHelp")}
        >
          {t("connections.productionChoice")}
        </Checkbox>
        {isLocal || isAmazon ? null : (
          <Checkbox
            isSelected={form.plainHttp}
            onChange={(plainHttp) => onChange({ plainHttp })}
            description={t("connections.plainHttpHelp")}
          >
            {t("connections.plainHttpChoice")}
          </Checkbox>
        )}
      </fieldset>
      {isLocal ? null : (
        <NetworkFields form={form} onChange={onChange} connection={connection} wrong={wrong} />
      )}
    </>
  );
}

type PartProps = Pick<ConnectionFieldsProps, "form" | "onChange" | "connection">;

function SignInFields({ form, onChange, connection }: PartProps): ReactNode {
  const { t } = useMessages();
  const known = useAsk("list_known_sign_ins", {}).data ?? noneKnown;
  const keyring = useAsk("read_about", {}).data?.keyring ?? "available";
  const host = hostTyped(form.address);
  const knownOf = (source: KnownSource): KnownSignIn | undefined =>
    known.find((each) => each.source === source && each.host.toLowerCase() === host);
  const helpOf = (source: KnownSource): string => {
    const found = knownOf(source);
    if (!found) return t("connections.knownNone");
    const path = visibleText(found.path);
    return found.user === null
      ? t("connections.knownHelpNoUser", { path })
      : t("connections.knownHelp", { user: visibleText(found.user), path });
  };
  const choices: Choice<SignInChoice>[] = [
    { value: "anonymous", label: t("connections.anonymous"), description: t("connections.anonymousHelp") },
    { value: "password", label: t("connections.passwordChoice") },
    { value: "token", label: t("connections.tokenChoice"), description: t("connections.tokenHelp") },
    { value: "docker", label: t("connections.knownDockerChoice"), description: helpOf("docker") },
    { value: "podman", label: t("connections.knownPodmanChoice"), description: helpOf("podman") },
  ];
  const hasSecret = form.signIn === "password" || form.signIn === "token";
  const isKept = connection !== undefined && connection.signIn.type === form.signIn && connection.secret !== "none";
  return (
    <fieldset className={styles["group"]}>
      <RadioGroup
        label={t("connections.howSignIn")}
        value={form.signIn}
        onChange={(signIn) => onChange({ signIn, secret: "" })}
        choices={choices}
      />
      {hasSecret ? (
        <div className={styles["indented"]}>
          {keyring === "available" ? null : (
            <Notice icon={KeyRound}>
              {t(keyring === "absent" ? "connections.keyringAbsent" : "connections.keyringLocked")}
            </Notice>
          )}
          {form.signIn === "password" ? (
            <TextField label={t("connections.user")} value={form.user} onChange={(user) => onChange({ user })} />
          ) : null}
          <TextField
            label={t(form.signIn === "password" ? "connections.secretPassword" : "connections.secretToken")}
            kind="secret"
            value={form.secret}
            onChange={(secret) => onChange({ secret })}
            description={isKept ? t("connections.secretKept") : t("connections.secretGoes")}
          />
        </div>
      ) : null}
    </fieldset>
  );
}

function NetworkFields(props: PartProps & { wrong: (field: string, value: string) => string | undefined }): ReactNode {
  const { form, onChange, connection, wrong } = props;
  const { t } = useMessages();
  // What is set is shown: nobody should have to look for why a connection behaves unlike others.
  const [isOpen, setOpen] = useState(
    form.authorities !== "" || form.certificate !== "none" || form.proxy !== "system" || form.approvedHosts !== "",
  );
  const certificates: Choice<CertificateChoice>[] = connection?.clientCertificate
    ? [
        { value: "keep", label: t("connections.certificateKeep") },
        { value: "use", label: t("connections.certificateUse") },
        { value: "none", label: t("connections.certificateNone") },
      ]
    : [
        { value: "none", label: t("connections.certificateNone") },
        { value: "use", label: t("connections.certificateOwn") },
      ];
  return (
    <Disclosure isExpanded={isOpen} onExpandedChange={setOpen} className={styles["disclosure"] ?? ""}>
      <Heading level={3} className={styles["disclosureHead"] ?? ""}>
        <AriaButton slot="trigger" className={styles["disclosureButton"] ?? ""}>
          <Icon icon={ChevronRight} size={14} className={isOpen ? styles["turned"] : undefined} />
          {t("connections.network")}
        </AriaButton>
      </Heading>
      <DisclosurePanel>
        <div className={styles["group"]}>
          <Select
            label={t("connections.proxy")}
            value={form.proxy}
            onChange={(proxy) => onChange({ proxy })}
            choices={[
              { value: "system", label: t("connections.proxySystem") },
              { value: "none", label: t("connections.proxyNone") },
              { value: "own", label: t("connections.proxyOwn") },
            ]}
          />
          {form.proxy === "own" ? (
            <TextField
              label={t("connections.proxyUrl")}
              description={t("connections.proxyUrlHelp")}
              value={form.proxyUrl}
              onChange={(proxyUrl) => onChange({ proxyUrl })}
              error={wrong("proxy", form.proxyUrl)}
              mono
            />
          ) : null}
          <TextField
            label={t("connections.approvedHosts")}
            description={t("connections.approvedHostsHelp")}
            value={form.approvedHosts}
            onChange={(approvedHosts) => onChange({ approvedHosts })}
            error={wrong("approvedHosts", form.approvedHosts)}
            lines={2}
            mono
          />
          <TextField
            label={t("connections.authorities")}
            description={t("connections.authoritiesHelp")}
            value={form.authorities}
            onChange={(authorities) => onChange({ authorities })}
            error={wrong("authorities", t("connections.authorities"))}
            lines={4}
            mono
          />
          {form.kind !== "any" ? null : (
            <Select
              label={t("connections.clientCertificate")}
              description={t("connections.clientCertificateHelp")}
              value={form.certificate}
              onChange={(certificate) => onChange({ certificate, certificatePem: "" })}
              choices={certificates}
            />
          )}
          {form.certificate === "use" && form.kind === "any" ? (
            <TextField
              label={t("connections.certificateOwn")}
              value={form.certificatePem}
              onChange={(certificatePem) => onChange({ certificatePem })}
              error={wrong("clientCertificate", t("connections.clientCertificate"))}
              lines={4}
              mono
            />
          ) : null}
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
