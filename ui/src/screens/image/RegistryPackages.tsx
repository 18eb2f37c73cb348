// The list of packages that a registry itself made of an image: looked into, made, saved.
import { Download, PackageSearch } from "lucide-react";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { Connection, ImagePackage, PackageFormat, SbomState } from "~/bridge/generated/contract";
import { useAct, useAsk } from "~/bridge/queries";
import { Button } from "~/kit/Button";
import { Skeleton } from "~/kit/Notice";
import { TextField } from "~/kit/TextField";
import { useToasts } from "~/kit/toasts";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import type { PlainKey } from "~/messages/Messages";
import { Capped } from "~/parts/Capped";
import { FailureNotice } from "~/parts/FailureNotice";
import { Unknown } from "~/parts/Known";
import table from "~/parts/Table.module.css";
import styles from "./TagMoves.module.css";

const stateNames = {
  absent: "imageSettings.sbomAbsent",
  generating: "imageSettings.sbomGenerating",
  failed: "imageSettings.sbomFailed",
} as const satisfies Record<Exclude<SbomState, "ready">, PlainKey>;

/** What the forms of lists call themselves, in every language. */
const formats: Readonly<Record<PackageFormat, string>> = { spdx: "SPDX", cycloneDx: "CycloneDX" };

/** How often it is asked how far a list is that is being made. */
const askEvery = 4_000;

export interface RegistryPackagesProps {
  connection: Connection;
  repository: string;
  digest: string;
}

export function RegistryPackages({ connection, repository, digest }: RegistryPackagesProps): ReactNode {
  const { t } = useMessages();
  const toasts = useToasts();
  const at = { connection: connection.id, repository, digest };
  const told = useAsk("read_registry_sbom", at, { always: true });
  const make = useAct("generate_sbom");
  const save = useAct("save_registry_sbom");
  const sbom = told.data?.sbom;
  const isGoingOn = sbom?.state === "generating";
  const { refetch } = told;
  useEffect(() => {
    if (!isGoingOn) return undefined;
    const timer = setInterval(() => void refetch(), askEvery);
    return () => clearInterval(timer);
  }, [isGoingOn, refetch]);
  if (told.error) return <FailureNotice failure={told.error.failure} connection={connection.id} onRetry={() => void refetch()} />;
  if (!told.data) return <Skeleton lines={5} label={t("common.loading")} />;
  if (!sbom) return <p className={styles["help"]}>{t("imageSettings.sbomAbsent")}</p>;
  const cannot = connection.readOnly ? t("repository.readOnly") : sbom.canGenerate === false ? t("imageSettings.cannotGenerate") : isGoingOn ? t("imageSettings.sbomGenerating") : undefined;
  const isReady = sbom.state === "ready";
  return (
    <section className={styles["moves"]} aria-label={t("imageSettings.packages")}>
      <p role="status" className={styles["help"]}>
        {sbom.state === "ready"
          ? sbom.problem || sbom.format === null
            ? t("imageSettings.sbomUnreadable", { said: visibleText(sbom.problem?.detail ?? "") })
            : t("imageSettings.sbomCount", { count: sbom.packages.length, format: formats[sbom.format] })
          : t(stateNames[sbom.state])}
      </p>
      {make.error ? <FailureNotice failure={make.error.failure} connection={connection.id} /> : null}
      {save.error ? <FailureNotice failure={save.error.failure} connection={connection.id} /> : null}
      <div className={styles["buttons"]}>
        <Button icon={PackageSearch} isPending={make.isPending} disabledReason={cannot} onPress={() => make.mutate(at, { onSuccess: () => void refetch() })}>
          {t(isReady ? "imageSettings.generateAgain" : "imageSettings.generate")}
        </Button>
        <Button
          icon={Download}
          isPending={save.isPending}
          disabledReason={isReady ? undefined : t("imageSettings.sbomAbsent")}
          onPress={() => save.mutate(at, { onSuccess: ({ path }) => toasts.show({ title: t("imageSettings.savedSbom", { path: visibleText(path) }) }) })}
        >
          {t("imageSettings.saveSbom")}
        </Button>
      </div>
      {sbom.packages.length > 0 && <Packages packages={sbom.packages} />}
    </section>
  );
}

function Packages({ packages }: { packages: readonly ImagePackage[] }): ReactNode {
  const { t } = useMessages();
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const matching = packages.filter((each) => each.name.toLowerCase().includes(wanted));
  return (
    <>
      <TextField label={t("imageSettings.packageFilter")} hideLabel placeholder={t("imageSettings.packageFilter")} kind="search" value={filter} onChange={setFilter} />
      {matching.length === 0 ? (
        <p className={styles["help"]}>{t("imageSettings.noPackages")}</p>
      ) : (
        <Capped items={matching} room={200}>
          {(shown) => (
            <div className={styles["tableFrame"]}>
              <table className={table["table"]} aria-label={t("imageSettings.packageList")}>
                <thead>
                  <tr>
                    <th scope="col">{t("imageSettings.package")}</th>
                    <th scope="col">{t("imageSettings.version")}</th>
                    <th scope="col">{t("imageSettings.ecosystem")}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((each) => (
                    <tr key={JSON.stringify(each)}>
                      <td>{visibleText(each.name)}</td>
                      <td>{each.version === null ? <Unknown /> : <code>{visibleText(each.version)}</code>}</td>
                      <td>{each.ecosystem === null ? <Unknown /> : visibleText(each.ecosystem)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Capped>
      )}
    </>
  );
}
