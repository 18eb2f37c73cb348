// What of an image is written anew on its way: the form of its manifests, and how its layers are packed.
import type { ReactNode } from "react";
import type { CopyConversion, ManifestForm } from "~/bridge/generated/contract";
import { Select } from "~/kit/Select";
import { useMessages } from "~/messages/Messages";

/** Nothing is written anew. */
export const asItIs: CopyConversion = { form: null, zstd: false };

type FormChoice = ManifestForm | "asItIs";

export interface ConversionFieldsProps {
  value: CopyConversion;
  onChange: (value: CopyConversion) => void;
}

export function ConversionFields({ value, onChange }: ConversionFieldsProps): ReactNode {
  const { t } = useMessages();
  const isDocker = value.form === "docker";
  return (
    <>
      <Select<FormChoice>
        label={t("conversions.form")}
        value={value.form ?? "asItIs"}
        // Docker’s form has no zstd.
        onChange={(form) => onChange({ form: form === "asItIs" ? null : form, zstd: form === "docker" ? false : value.zstd })}
        description={t(value.form === null ? "conversions.asItIsHint" : "conversions.formHint")}
        choices={[
          { value: "asItIs", label: t("conversions.asItIs") },
          { value: "oci", label: t("conversions.oci") },
          { value: "docker", label: t("conversions.docker") },
        ]}
      />
      <Select<"asTheyAre" | "zstd">
        label={t("conversions.layers")}
        value={value.zstd ? "zstd" : "asTheyAre"}
        onChange={(layers) => onChange({ ...value, zstd: layers === "zstd" })}
        isDisabled={isDocker}
        description={isDocker ? t("conversions.noZstd") : value.zstd ? t("conversions.zstdHint") : undefined}
        choices={[
          { value: "asTheyAre", label: t("conversions.asTheyAre") },
          { value: "zstd", label: t("conversions.zstd") },
        ]}
      />
    </>
  );
}
