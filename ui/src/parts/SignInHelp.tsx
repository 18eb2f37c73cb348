// How one signs in to a vendor's registry: where the token comes from, which rights it needs, what to type.
import { CircleHelp } from "lucide-react";
import type { ReactNode } from "react";
import type { RegistryKind } from "~/bridge/generated/contract";
import { Icon } from "~/kit/Icon";
import { useMessages } from "~/messages/Messages";
import styles from "./SignInHelp.module.css";
import { kindNames, signInHelp } from "./vendor_words";

export function SignInHelp({ kind }: { kind: RegistryKind | undefined }): ReactNode {
  const { t } = useMessages();
  const help = kind && signInHelp[kind];
  if (!help) return null;
  const title = t("vendors.helpTitle", { kind: t(kindNames[kind]) });
  return (
    <section aria-label={title} className={styles["help"]}>
      <p className={styles["title"]}>
        <Icon icon={CircleHelp} size={15} />
        {title}
      </p>
      <ol>
        {t(help)
          .split("\n")
          .map((step) => (
            <li key={step}>{step}</li>
          ))}
      </ol>
    </section>
  );
}
