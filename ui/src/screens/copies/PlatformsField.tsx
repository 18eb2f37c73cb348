// Which platforms of an index are copied.
import type { ReactNode } from "react";
import { TextField } from "~/kit/TextField";
import { visibleText } from "~/lib/visible_text";
import { useMessages } from "~/messages/Messages";
import { firstBadPlatform, wordsOf } from "./copy_wish";

export interface PlatformsFieldProps {
  value: string;
  onChange: (value: string) => void;
  hint: string;
  onSubmit: () => void;
}

export function PlatformsField({ value, onChange, hint, onSubmit }: PlatformsFieldProps): ReactNode {
  const { t } = useMessages();
  const bad = firstBadPlatform(wordsOf(value));
  return (
    <TextField
      label={t("copies.platforms")}
      value={value}
      onChange={onChange}
      description={hint}
      error={bad === undefined ? undefined : t("copies.badPlatform", { platform: visibleText(bad) })}
      mono
      onSubmit={onSubmit}
    />
  );
}
