// A setting of a registry while it is edited: what is typed, what ECR would refuse of it, and its saving.
import { useEffect, useState } from "react";
import type { RegistryAt, RegistryComplaint, RegistrySetting } from "~/bridge/generated/contract";
import type { FailedCall } from "~/bridge/host";
import { useAct, useAsk } from "~/bridge/queries";
import { useToasts } from "~/kit/toasts";
import { useMessages } from "~/messages/Messages";
import { sayComplaint } from "./complaint_words";

/** How long the keyboard rests before a setting is checked. */
const rest = 180;

export interface SectionProps {
  at: RegistryAt;
  isReadOnly: boolean;
}

export interface Draft<V> {
  value: V;
  put: (value: V) => void;
  revert: () => void;
  isSame: boolean;
  complaints: readonly RegistryComplaint[];
  save: () => void;
  isSaving: boolean;
  /** Why it cannot be saved now. */
  reason: string | undefined;
  error: FailedCall | null;
}

export interface DraftOptions {
  isReadOnly: boolean;
  onSaved?: () => void;
}

function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), rest);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}

/** Edits `kept`. The setting that a value makes is checked as it is typed; nobody but the host is asked. */
export function useDraft<V>(at: RegistryAt, kept: V, settingOf: (value: V) => RegistrySetting, { isReadOnly, onSaved }: DraftOptions): Draft<V> {
  const messages = useMessages();
  const { t } = messages;
  const toasts = useToasts();
  const set = useAct("set_registry_setting");
  const [value, put] = useState(kept);
  const setting = settingOf(value);
  const written = JSON.stringify(setting);
  const rested = useRested(written);
  const isSame = JSON.stringify(value) === JSON.stringify(kept);
  const checked = useAsk("check_registry_setting", { ...at, setting: JSON.parse(rested) as RegistrySetting }, { enabled: !isSame });
  const isChecked = rested === written && checked.data !== undefined;
  const complaints = (isSame ? undefined : checked.data) ?? [];
  const [first] = complaints;
  const reason =
    (isReadOnly ? t("repository.readOnly") : undefined) ??
    (isSame ? t("ecr.nothingChanged") : undefined) ??
    (checked.error ? undefined : !isChecked ? t("registrySettings.checking") : undefined) ??
    (first ? sayComplaint(first, messages) : undefined);
  const save = (): void => {
    if (reason !== undefined) return;
    set.mutate(
      { ...at, setting },
      {
        onSuccess: () => {
          toasts.show({ title: t("ecr.saved"), detail: t("ecr.savedUndo") });
          onSaved?.();
        },
      },
    );
  };
  return { value, put, revert: () => put(kept), isSame, complaints, save, isSaving: set.isPending, reason, error: set.error ?? checked.error };
}
